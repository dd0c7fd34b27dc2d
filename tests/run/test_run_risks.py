"""Each risk enters once: loss or insurance, decay or spares, hazards or a dearer capital."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import orbitdc
from orbitdc.errors import ScenarioError
from orbitdc.run import Run

RunOf = Callable[..., Run]
AI1 = "ai1_vs_colossus"
NO_DEBRIS = "satellite.vital_m2=0"
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
    run = run_of(AI1, "launch.risk=insurance")
    assert spent(run, "launch loss") == pytest.approx(0.05 * on_board(run), rel=1e-12)  # premium of the catalogue
    assert "insurance" not in run.orbit.cost.capex_usd
    riskier = run_of(AI1, "launch.risk=insurance", "launch.failure_frac=0.2")
    assert riskier.orbit.cost.pv_usd == run.orbit.cost.pv_usd  # the insurer bears it
    dearer = run_of(AI1, "launch.insurance_frac=0.12")
    assert dearer.orbit.cost.pv_usd == run_of(AI1).orbit.cost.pv_usd  # no premium where the loss is expected


def test_decay_shrinks_capacity_and_buys_nothing(run_of: RunOf) -> None:
    run = run_of(AI1, NO_DEBRIS)
    assert not [line for line in run.orbit.side.lines if line.what == "replacement"]
    # 1 % dead on arrival, then 1 % of satellites and 5 % of accelerators a year
    ages = np.array([0.0, 1.0, 5.0])
    assert run.flight.survivors(ages) == pytest.approx(0.99 * np.exp(-0.06 * ages), rel=1e-12)
    month = run.flight.monthly_flop()
    # the same forty days come round again after 1,200 days, by when exp(-0.06 x 1200/365.25) is left; months do not
    # hold whole windows, so that the mix of days moves the sums by up to a hundredth
    assert month[40:50].sum() / month[:10].sum() == pytest.approx(math.exp(-0.06 * 40 / 12), rel=0.01)


def test_spares_hold_capacity_and_cost_what_they_replace(run_of: RunOf) -> None:
    run = run_of(AI1, NO_DEBRIS, "fleet.attrition=spares")
    assert run.flight.survivors([0.0, 2.0, 5.0]) == pytest.approx([0.99, 0.99, 0.99], rel=1e-15)
    # five years of 1 % of satellites and 5 % of accelerators, as whole satellites, each launch paid 1/(1 - 0.05) times
    lost = 5 * (0.01 + 0.05)
    assert spent(run, "replacement") == pytest.approx(lost * on_board(run) / 0.95, rel=1e-12)
    month = run.flight.monthly_flop()
    assert month[40:50].sum() / month[:10].sum() == pytest.approx(1.0, rel=0.01)  # the mix of days, as above


def test_without_losses_spares_and_decay_are_the_same(run_of: RunOf) -> None:
    safe = (NO_DEBRIS, "satellite.random_loss_per_y=0", "accelerator.permanent_loss_per_y=0")
    decay, spares = run_of(AI1, *safe), run_of(AI1, *safe, "fleet.attrition=spares")
    assert spares.orbit.cost.usd_per_pflop_hour == decay.orbit.cost.usd_per_pflop_hour


def test_spares_cost_more_money_and_fewer_satellites(run_of: RunOf) -> None:
    decay, spares = run_of(AI1), run_of(AI1, "fleet.attrition=spares")
    assert spares.made.n_sat < decay.made.n_sat
    per_satellite = [run.orbit.cost.pv_usd / run.made.n_sat for run in (decay, spares)]
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
    message = (
        "money.risk_premium_frac and explicit hazards charge the same risk twice: set the premium or the hazards to 0"
    )
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "hazard",
    [
        "satellite.random_loss_per_y",
        "satellite.dead_on_arrival_frac",
        "accelerator.permanent_loss_per_y",
        "launch.failure_frac",
        "satellite.vital_m2",
    ],
)
def test_any_single_hazard_beside_a_premium_is_refused(hazard: str) -> None:
    safe = {
        "satellite.random_loss_per_y": 0.0,
        "satellite.dead_on_arrival_frac": 0.0,
        "accelerator.permanent_loss_per_y": 0.0,
        "launch.failure_frac": 0.0,
        "satellite.vital_m2": 0.0,
    }
    sets = [f"{key}={0.01 if key == hazard else value}" for key, value in safe.items()]
    with pytest.raises(ScenarioError, match="charge the same risk twice"):
        orbitdc.load(AI1, ["money.risk_premium_frac=0.05", *sets])
    none = [f"{key}=0" for key in safe]
    orbitdc.load(AI1, ["money.risk_premium_frac=0.05", *none])
    with pytest.raises(ScenarioError, match="charge the same risk twice"):  # insured is charged as well
        orbitdc.load(AI1, ["money.risk_premium_frac=0.05", *none, "launch.risk=insurance"])


def test_a_risk_premium_is_paid_by_the_orbit_alone(run_of: RunOf) -> None:
    lost = ("satellite.random_loss_per_y", "satellite.dead_on_arrival_frac", "accelerator.permanent_loss_per_y")
    safe = tuple(f"{key}=0" for key in (*lost, "launch.failure_frac", "satellite.vital_m2"))
    without, with_it = run_of(AI1, *safe), run_of(AI1, *safe, "money.risk_premium_frac=0.05")
    assert with_it.ground.cost.pv_usd == without.ground.cost.pv_usd
    by_rate = run_of(AI1, *safe, f"money.real_wacc_frac={without.scenario.money.real_wacc_frac + 0.05!r}")
    assert with_it.orbit.cost.usd_per_pflop_hour == pytest.approx(by_rate.orbit.cost.usd_per_pflop_hour, rel=1e-12)
