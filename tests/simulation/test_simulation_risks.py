"""Each risk enters once: loss or insurance, decay or spares, hazards or a dearer capital."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

import orbitdc
from orbitdc.comparison.run import Run
from orbitdc.errors import ScenarioError
from orbitdc.results.save import summary_of

RunOf = Callable[..., Run]
AI1 = "ai1_vs_colossus"
NO_DEBRIS = "satellite.vital_m2=0"
ALONE = "accelerator.tray_accelerators=1"  # a lost accelerator takes none with it
REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference"


@pytest.fixture(scope="session")
def finance() -> Callable[[str], dict[str, Any]]:
    file = REFERENCE / "finance_cases.json"
    if not file.is_file():
        pytest.skip("reference data absent: no shared/reference/finance_cases.json beside the checkout")
    cases = json.loads(file.read_text(encoding="utf-8"))["cases"]
    return lambda prefix: next(case for case in cases if case["id"].startswith(prefix))


def spent(run: Run, *what: str) -> float:
    """Undiscounted capital of the named lines."""
    return math.fsum(run.orbit.cost.capex_usd[name] for name in what)


def on_board(run: Run) -> float:
    """Compute, bus and launch of the whole fleet."""
    bus = [name for name in run.orbit.cost.capex_usd if name.startswith("bus")]
    return spent(run, "it", "launch", *bus)


@pytest.mark.parametrize("loss", [0.0, 0.02, 0.05, 0.375])
def test_a_failed_launch_is_paid_again_with_all_on_board(run_of: RunOf, loss: float) -> None:
    run = run_of(AI1, f"launch.failure_frac={loss}")
    total = on_board(run) + spent(run, "launch loss")
    assert total == pytest.approx(on_board(run) / (1.0 - loss), rel=1e-12)


def test_launch_loss_overhead_of_the_reference_case(run_of: RunOf, finance: Callable[[str], dict[str, Any]]) -> None:
    case = finance("FC20")
    run = run_of(AI1, f"launch.failure_frac={case['inputs']['p']}")
    overhead = spent(run, "launch loss") / on_board(run)
    assert overhead == pytest.approx(case["outputs"]["overhead"], rel=case["test_tolerance_rel"])


def test_insurance_replaces_the_expected_loss(run_of: RunOf) -> None:
    often = "launch.launches_per_y=1e6"  # the calendar of repeated launches is nobody's loss here
    run = run_of(AI1, often, "launch.risk=insurance")
    assert spent(run, "launch loss") == pytest.approx(0.05 * on_board(run), rel=1e-12)  # premium of the catalogue
    assert "insurance" not in run.orbit.cost.capex_usd
    riskier = run_of(AI1, often, "launch.risk=insurance", "launch.failure_frac=0.2")
    assert riskier.orbit.cost.pv_usd == run.orbit.cost.pv_usd  # the insurer bears it
    dearer = run_of(AI1, "launch.insurance_frac=0.12")
    assert dearer.orbit.cost.pv_usd == run_of(AI1).orbit.cost.pv_usd  # no premium where the loss is expected


def test_decay_shrinks_capacity_and_buys_nothing(run_of: RunOf) -> None:
    run = run_of(AI1, NO_DEBRIS, ALONE)
    assert not [line for line in run.orbit.side.lines if line.what == "replacement"]
    # 1 % dead on arrival, then 1 % of satellites and 5 % of accelerators a year
    ages = np.array([0.0, 1.0, 5.0])
    assert run.mission.survivors(ages) == pytest.approx(0.99 * np.exp(-0.06 * ages), rel=1e-12)
    month = run.mission.monthly_flop()
    # the same forty days come round again after 1,200 days, by when exp(-0.06 x 1200/365.25) is left; months do not
    # hold whole windows, so that the mix of days moves the sums by up to a hundredth
    assert month[40:50].sum() / month[:10].sum() == pytest.approx(math.exp(-0.06 * 40 / 12), rel=0.01)


def test_spares_hold_capacity_and_cost_what_they_replace(run_of: RunOf) -> None:
    run = run_of(AI1, NO_DEBRIS, ALONE, "fleet.attrition=spares")
    assert run.mission.survivors([0.0, 2.0, 5.0]) == pytest.approx([0.99, 0.99, 0.99], rel=1e-15)
    # five years of 1 % of satellites and 5 % of accelerators, as whole satellites, each launch paid 1/(1 - 0.05) times
    lost = 5 * (0.01 + 0.05)
    assert spent(run, "replacement") == pytest.approx(lost * on_board(run) / 0.95, rel=1e-12)
    month = run.mission.monthly_flop()
    assert month[40:50].sum() / month[:10].sum() == pytest.approx(1.0, rel=0.01)  # the mix of days, as above


def test_without_losses_spares_and_decay_are_the_same(run_of: RunOf) -> None:
    safe = (NO_DEBRIS, "satellite.random_loss_per_y=0", "accelerator.permanent_loss_per_y=0")
    decay, spares = run_of(AI1, *safe), run_of(AI1, *safe, "fleet.attrition=spares")
    assert spares.orbit.cost.usd_per_pflop_hour == decay.orbit.cost.usd_per_pflop_hour


def test_spares_cost_more_money_and_fewer_satellites(run_of: RunOf) -> None:
    decay, spares = run_of(AI1), run_of(AI1, "fleet.attrition=spares")
    assert spares.deployment.n_sat < decay.deployment.n_sat
    per_satellite = [run.orbit.cost.pv_usd / run.deployment.n_sat for run in (decay, spares)]
    assert per_satellite[1] > per_satellite[0]


def test_attrition_raises_the_cost_as_in_the_reference_case(
    run_of: RunOf, finance: Callable[[str], dict[str, Any]]
) -> None:
    """9 % a year at 10 % over 5 years: 1.2201 times, for a fleet that costs nothing to run."""
    case = finance("FC21")
    hazard, life, rate = (case["inputs"][key] for key in ("hazard", "life", "r"))
    bare = (
        NO_DEBRIS,
        "fleet.size=as_given",
        "fleet.operations_usd_per_it_kw_y=0",
        "fleet.regulatory_usd_per_y=0",
        "fleet.deorbit_frac=0",
        "fleet.ramp_months=1",
        "launch.launches_per_y=1000000",
        "accelerator.permanent_loss_per_y=0",
        f"mission.life_y={life}",
        f"money.real_wacc_frac={rate}",
    )
    none = run_of(AI1, *bare, "satellite.random_loss_per_y=0").orbit.cost.usd_per_pflop_hour
    some = run_of(AI1, *bare, f"satellite.random_loss_per_y={hazard}").orbit.cost.usd_per_pflop_hour
    assert none is not None
    assert some is not None
    # FLOP are counted at each month's start, the survivors at each day's middle, the reference continuously: half a
    # month of interest and loss, (0.09 + 0.10)/24, on numerator and denominator alike, of which most cancels
    assert some / none == pytest.approx(case["outputs"]["lcoc_multiplier"], rel=(hazard + rate) / 24)


def test_a_risk_premium_beside_hazards_is_refused() -> None:
    with pytest.raises(ScenarioError) as caught:
        orbitdc.load(AI1, ["money.risk_premium_frac=0.05"])
    assert caught.value.problems[0].path == "money.risk_premium_frac"


@pytest.mark.parametrize(
    "hazard",
    [
        "satellite.random_loss_per_y",
        "satellite.dead_on_arrival_frac",
        "accelerator.permanent_loss_per_y",
        "launch.failure_frac",
        "satellite.vital_m2",
        "satellite.loop.pump_loss_per_y",
        "satellite.reliability.unit_losses_per_y",
    ],
)
def test_any_single_hazard_beside_a_premium_is_refused(hazard: str) -> None:
    safe = {
        "satellite.random_loss_per_y": 0.0,
        "satellite.dead_on_arrival_frac": 0.0,
        "accelerator.permanent_loss_per_y": 0.0,
        "launch.failure_frac": 0.0,
        "satellite.vital_m2": 0.0,
        "satellite.loop.pump_loss_per_y": 0.0,
        "satellite.reliability.unit_losses_per_y": 0.0,
    }
    sets = [f"{key}={0.01 if key == hazard else value}" for key, value in safe.items()]
    with pytest.raises(ScenarioError, match="charges twice"):
        orbitdc.load(AI1, ["money.risk_premium_frac=0.05", *sets])
    none = [f"{key}=0" for key in safe]
    orbitdc.load(AI1, ["money.risk_premium_frac=0.05", *none])
    with pytest.raises(ScenarioError, match="charges twice"):  # insured is charged as well
        orbitdc.load(AI1, ["money.risk_premium_frac=0.05", *none, "launch.risk=insurance"])
    for other in (
        "satellite.reliability.early_losses=weibull",
        "satellite.reliability.common_causes=included",
        "mission.life_y=6",  # they wear out from the design life on
    ):
        with pytest.raises(ScenarioError, match="charges twice"):
            orbitdc.load(AI1, ["money.risk_premium_frac=0.05", *none, other])


def test_a_risk_premium_is_paid_by_the_orbit_alone(run_of: RunOf) -> None:
    lost = ("satellite.random_loss_per_y", "satellite.dead_on_arrival_frac", "accelerator.permanent_loss_per_y")
    safe = tuple(f"{key}=0" for key in (*lost, "launch.failure_frac", "satellite.vital_m2"))
    without, with_it = run_of(AI1, *safe), run_of(AI1, *safe, "money.risk_premium_frac=0.05")
    assert with_it.ground.cost.pv_usd == without.ground.cost.pv_usd
    by_rate = run_of(AI1, *safe, f"money.real_wacc_frac={without.scenario.money.real_wacc_frac + 0.05!r}")
    assert with_it.orbit.cost.usd_per_pflop_hour == pytest.approx(by_rate.orbit.cost.usd_per_pflop_hour, rel=1e-12)


# -- spares in orbit, visits, pumps, trays -----------------------------------------------------------------------------


def test_spares_in_orbit_step_in_until_they_are_used_up(run_of: RunOf) -> None:
    run = run_of(AI1, NO_DEBRIS, ALONE, "fleet.spares_frac=0.04")
    sky, ages = run.mission.environment, np.array([0.0, 2.0, 4.0, 5.0])
    living = 0.99 * np.exp(-0.01 * ages)  # of those launched
    assert sky.living(ages) == pytest.approx(living, rel=1e-12)
    used_up_y = 100.0 * math.log(1.04 * 0.99)  # where 1.04 x 0.99 e^-0.01t = 1
    assert 2.0 < used_up_y < 4.0
    serving = np.array([1.0, 1.0, 1.04 * living[2], 1.04 * living[3]])
    assert sky.satellites(ages) == pytest.approx(serving, rel=1e-12)
    assert run.mission.survivors(ages) == pytest.approx(serving * np.exp(-0.05 * ages), rel=1e-12)


def test_spares_in_orbit_are_paid_in_full_and_once(run_of: RunOf) -> None:
    run = run_of(AI1, "fleet.spares_frac=0.04")
    assert spent(run, "spares in orbit") == pytest.approx(0.04 * on_board(run), rel=1e-12)
    # the launches of the spares fail like all others: 1.04 of the fleet, each paid 1/(1 - 0.05) times
    assert spent(run, "launch loss") == pytest.approx(1.04 * on_board(run) * (1.0 / 0.95 - 1.0), rel=1e-12)
    assert not [line for line in run.orbit.side.lines if line.what == "replacement"]
    plain = run_of(AI1)
    for line in ("operations", "deorbit"):  # spares are flown and brought down as well
        per_satellite = [r.orbit.cost.opex_usd[line] / r.deployment.n_sat for r in (run, plain)]
        assert per_satellite[0] == pytest.approx(1.04 * per_satellite[1], rel=1e-12)
    assert run.deployment.launches / run.deployment.n_sat == pytest.approx(
        1.04 * plain.deployment.launches / plain.deployment.n_sat, rel=1e-12
    )
    assert run.deployment.n_sat < plain.deployment.n_sat


def test_a_visit_restores_what_has_died(run_of: RunOf) -> None:
    run = run_of(AI1, NO_DEBRIS, ALONE, "fleet.servicing=visit", "fleet.service_interval_y=2")
    sky = run.mission.environment
    one = math.exp(-0.05 * 2.0)  # accelerators alive after two years
    after = one + 0.9 * (1.0 - one)
    again = after * one
    before_end = (again + 0.9 * (1.0 - again)) * math.exp(-0.05)
    satellites = 0.99 * np.exp(-0.01 * np.array([1.0, 3.0, 5.0]))
    expected = satellites * np.array([math.exp(-0.05), after * math.exp(-0.05), before_end])
    # visits fall on the nearest day, 0.4 days here
    assert run.mission.survivors([1.0, 3.0, 5.0]) == pytest.approx(expected, rel=1e-4)
    assert [visit.age_y for visit in sky.visits] == [2.0, 4.0]
    assert run.deployment.n_sat < run_of(AI1, NO_DEBRIS, ALONE).deployment.n_sat


def test_visits_are_paid_by_satellite_and_by_what_they_bring(run_of: RunOf) -> None:
    run = run_of(AI1, NO_DEBRIS, ALONE, "fleet.servicing=visit", "fleet.service_interval_y=2")
    living = [0.99 * math.exp(-0.01 * age) for age in (2.0, 4.0)]
    assert run.orbit.cost.opex_usd["service visits"] == pytest.approx(
        3e6 * run.deployment.n_sat * sum(living), rel=1e-6
    )
    one = math.exp(-0.1)
    dead = [1.0 - one, 1.0 - (one + 0.9 * (1.0 - one)) * one]
    share = run.deployment.mass_parts_kg["compute"] / run.deployment.launched_kg
    each = (spent(run, "it") + share * spent(run, "launch")) / 0.95  # some in vain
    brought = sum(0.9 * d * a for d, a in zip(dead, living, strict=True))
    assert spent(run, "service accelerators") == pytest.approx(brought * each, rel=1e-3)
    free = run_of(AI1, NO_DEBRIS, ALONE, "fleet.servicing=visit", "fleet.service_restores_frac=0")
    assert free.mission.survivors(5.0) == run_of(AI1, NO_DEBRIS, ALONE).mission.survivors(5.0)
    assert spent(free, "service accelerators") == 0.0


@pytest.mark.parametrize("other", ["fleet.spares_frac=0.02", "fleet.servicing=visit"])
def test_a_loss_is_not_paid_twice(other: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        orbitdc.load(AI1, ["fleet.attrition=spares", other])
    message = (
        "attrition: spares already replaces every loss, which spares_frac or servicing would pay again: "
        "set attrition to decay, or spares_frac to 0 and servicing to none"
    )
    assert message in str(caught.value)


def test_failed_pumps_idle_what_they_cooled(run_of: RunOf) -> None:
    loop = ("satellite.loop.pumps=3", "satellite.loop.pumps_needed=2", "satellite.loop.pump_loss_per_y=0.1")
    run = run_of(AI1, NO_DEBRIS, ALONE, *loop)
    p = math.exp(-0.1 * 4.0)
    flow = p**3 + 3.0 * p**2 * (1.0 - p) + 3.0 * p * (1.0 - p) ** 2 * 0.5  # two of three suffice, one gives half
    # between days a straight line for its logarithm, whose second derivative is below 0.1 per y2: 1e-7
    assert run.mission.survivors(4.0) / run_of(AI1, NO_DEBRIS, ALONE).mission.survivors(4.0) == pytest.approx(
        flow, rel=1e-6
    )
    held = run_of(AI1, NO_DEBRIS, ALONE, *loop, "fleet.attrition=spares")
    p = math.exp(-0.1 * 5.0)
    flow = p**3 + 3.0 * p**2 * (1.0 - p) + 3.0 * p * (1.0 - p) ** 2 * 0.5
    lost = 5 * (0.01 + 0.05) - math.log(flow)
    assert spent(held, "replacement") == pytest.approx(lost * on_board(held) / 0.95, rel=1e-5)


def test_needed_pumps_must_exist() -> None:
    with pytest.raises(ScenarioError) as caught:
        orbitdc.load(AI1, ["satellite.loop.pumps_needed=3"])
    assert "pumps_needed 3 of 2 pumps: lower it, or add pumps" in str(caught.value)


PEAK = "satellite.it_power_basis=peak"  # 63 accelerators, fewer than a domain of 72


def test_a_tray_goes_with_one_of_its_accelerators(run_of: RunOf) -> None:
    plain, tray = (
        run_of(AI1, NO_DEBRIS, ALONE, PEAK),
        run_of(AI1, NO_DEBRIS, PEAK),
    )  # a tray of four unless something else is said
    ages = np.array([1.0, 5.0])
    assert tray.mission.survivors(ages) / plain.mission.survivors(ages) == pytest.approx(
        np.exp(-0.15 * ages), rel=1e-12
    )
    units = run_of(
        AI1,
        NO_DEBRIS,
        ALONE,
        PEAK,
        "satellite.reliability.unit_losses_per_y=0.3",
        "satellite.reliability.accelerators_per_unit=72",
    )  # a domain of 72 is more than the 63 on board: all go
    assert units.mission.survivors(ages) / plain.mission.survivors(ages) == pytest.approx(
        np.exp(-0.3 * ages), rel=1e-12
    )


def test_spare_trays_step_in_one_by_one(run_of: RunOf) -> None:
    """71 accelerators for 63 in 17 trays of four and one of three, each of which lives with exp(-0.2 t)."""
    sets = (PEAK, "satellite.random_loss_per_y=0", "satellite.dead_on_arrival_frac=0", "satellite.vital_m2=0")
    spare = run_of(AI1, NO_DEBRIS, *sets, "satellite.board.spare_accelerators=8")
    plain = run_of(AI1, NO_DEBRIS, *sets)
    for age in (0.5, 2.0, 5.0):
        alive = float(np.exp(-0.2 * age))
        left = sum(
            part * stats.binom(17, alive).expect(lambda trays, last=last: np.minimum(4 * trays + last, 63) / 63)
            for last, part in ((3, alive), (0, 1.0 - alive))
        )
        # the hazard is known by day, and straight between
        assert float(spare.mission.survivors(age)) == pytest.approx(left, rel=1e-5)
    boards = spare.deployment.mass_parts_kg["compute"] / plain.deployment.mass_parts_kg["compute"]
    assert boards == pytest.approx(71 / 63, rel=1e-12)
    assert spare.deployment.unit.it / plain.deployment.unit.it == pytest.approx(71 / 63, rel=1e-12)
    drawn = spare.mission.lanes.load.housekeeping_w - plain.mission.lanes.load.housekeeping_w
    # 8 x 0.02 x 1,900.6 W, and the pump's share of their heat: below 3 %
    assert drawn == pytest.approx(304.1, rel=0.03)


def test_the_weibull_law_takes_the_place_of_other_early_losses(run_of: RunOf) -> None:
    weibull = ("satellite.reliability.early_losses=weibull", NO_DEBRIS, "accelerator.permanent_loss_per_y=0")
    run = run_of(AI1, *weibull)
    assert run.mission.survivors([1.0, 5.0]) == pytest.approx([0.9702, 0.9451], abs=1e-4)  # published
    other = run_of(AI1, *weibull, "satellite.dead_on_arrival_frac=0.1", "satellite.random_loss_per_y=0.1")
    assert other.orbit.cost.pv_usd == run.orbit.cost.pv_usd


def test_satellites_wear_out_beyond_their_design_life(run_of: RunOf) -> None:
    long = (ALONE, NO_DEBRIS, "mission.life_y=7")
    run = run_of(AI1, *long)
    ages = np.array([4.0, 5.0, 6.0, 7.0])
    hazard = 0.06 * ages + (np.maximum(ages - 5.0, 0.0) / 3.0) ** 2
    assert run.mission.survivors(ages) == pytest.approx(0.99 * np.exp(-hazard), rel=1e-6)  # a line within each day
    proven = run_of(AI1, *long, "satellite.reliability.design_life_y=7")
    assert proven.mission.survivors(7.0) == pytest.approx(0.99 * math.exp(-0.42), rel=1e-9)
    assert run.verdict.margins["life_frac"] == pytest.approx(5.0 / 7.0 - 1.0, rel=1e-12)


def test_common_causes_enter_expected_losses_when_asked(run_of: RunOf) -> None:
    asked = run_of(AI1, NO_DEBRIS, ALONE, "satellite.reliability.common_causes=included")
    plain = run_of(AI1, NO_DEBRIS, ALONE)
    defect = 0.98 * math.exp(-0.05) + 0.02 * math.exp(-0.5)  # 2 % of batches at ten times 1 % a year
    expected = defect / math.exp(-0.05) * math.exp(-0.1 * 0.01 * 5.0)  # a storm in ten years takes 1 %
    assert asked.mission.survivors(5.0) / plain.mission.survivors(5.0) == pytest.approx(expected, rel=1e-6)


def test_a_run_says_which_laws_of_loss_it_took(run_of: RunOf) -> None:
    def notes(*sets: str) -> str:
        return "\n".join(summary_of(run_of(AI1, *sets))["notes"])

    weibull = (
        "early losses follow a Weibull law of satellites in orbit, which holds what satellite.dead_on_arrival_frac "
        "and satellite.random_loss_per_y would charge again: neither is applied"
    )
    common = "expected losses hold defective batches and severe solar storms (satellite.reliability)"
    assert weibull in notes("satellite.reliability.early_losses=weibull")
    assert common in notes("satellite.reliability.common_causes=included")
    assert weibull not in notes()
    assert common not in notes()
