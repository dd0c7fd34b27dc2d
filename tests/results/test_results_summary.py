"""summary.json: the documented keys, a reason beside every null, and numbers that add up."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import pytest

import orbitdc
from orbitdc.comparison.run import Run
from orbitdc.results.save import summary_of
from orbitdc.scenario.provenance import source_rows

SHORT = (
    "mission.service_date=2028-05-20",
    "numerics.window_days=40",
    "numerics.phases_marched=4",
    "numerics.planes_marched=4",
)
CHEAP = (
    "satellite.launched_mass=bottom_up",
    "satellite.radiator.area_m2=185",
    "satellite.solar_array.area_m2=700",
    "satellite.battery.capacity_kwh=90",
    "launch.price_usd_per_kg=100",
    "satellite.bus.price_usd_per_it_w=3",
    "ground.electricity_usd_per_kwh=0.5",
)
CASES: dict[str, tuple[str, tuple[str, ...]]] = {
    "AI1": ("ai1_vs_colossus", SHORT),
    "AI1 that breaks even": ("ai1_vs_colossus", SHORT + CHEAP),
    "AI1 with spares": ("ai1_vs_colossus", (*SHORT, "fleet.attrition=spares")),
    "AI1 without a battery": ("ai1_vs_colossus", (*SHORT, "satellite.battery.capacity_kwh=0")),
    "AI1 that sleeps in shadow": ("ai1_vs_colossus", (*SHORT, "satellite.eclipse_power_frac=0")),
    "AI1 that does nothing": ("ai1_announced_hardware", (*SHORT, "accelerator.junction_max_k=200")),
    "AI1 on leased chips": ("ai1_vs_colossus", (*SHORT, "money.financing.from=valor_lease")),
    "AI1 whose contract carries no debt": (
        "ai1_vs_colossus",
        (*SHORT, "money.financing.structure=project_debt", "money.financing.contract_usd_per_pflop_hour=1e-6"),
    ),
    "a shell": ("starlink_compute_shell", SHORT),
    "ten shells": ("starlink_shells_2026", SHORT),
}

# The contract, read by other programs: "?" marks a number that may be null with a reason.
NUMBER, NULLABLE, TEXT, TEXT_OR_NULL, TRUTH = "number", "number?", "text", "text?", "truth"
COSTS: dict[str, Any] = {
    "usd_per_pflop_hour": NULLABLE,
    "usd_per_eflop": NULLABLE,
    "usd_per_gpu_hour": NULLABLE,
    "usd_per_it_kwh": NULLABLE,
    "kgco2e_per_pflop_hour": NULLABLE,
    "usd_per_million_tokens": NULLABLE,
    "tokens_per_s": NULLABLE,
    "mfu_frac": NUMBER,
    "mfu_bound_by": TEXT,
    "scale_out_frac": NUMBER,
    "financing": {
        "structure": TEXT,
        "financed_usd": NUMBER,
        "effective_cost_frac": NULLABLE,
        "cost_of_equity_frac": NULLABLE,
        "debt_share_frac": NULLABLE,
        "rent_usd_per_month": NULLABLE,
        "least_cover": NULLABLE,
    },
}
CONTRACT: dict[str, Any] = {
    "schema": NUMBER,
    "orbitdc_version": TEXT,
    "scenario": {"name": TEXT, "path": TEXT_OR_NULL, "sha256": TEXT},
    "seed": NUMBER,
    "created_utc": TEXT,
    "orbit": {
        "verdict": TEXT,
        "feasible": TRUTH,
        "binding_limit": TEXT,
        "remedy": TEXT_OR_NULL,
        "margins": dict.fromkeys(
            (
                "power_frac",
                "battery_frac",
                "radiator_k",
                "chip_k",
                "mass_frac",
                "propellant_frac",
                "dose_frac",
                "link_frac",
                "cadence_frac",
            ),
            NULLABLE,
        ),
        "energy_residual_frac": NUMBER,
        "electrical_residual_frac": NUMBER,
        "heat_residual_frac": NUMBER,
        "radiation_linearisation_frac": NUMBER,
        "satellites": NUMBER,
        "launches": NUMBER,
        "shells": [{"period_s": NUMBER, "inclination_deg": NUMBER, "altitude_km": NUMBER, "satellites": NUMBER}],
        "sunlit_frac": NUMBER,
        "eclipse_max_s": NUMBER,
        "eclipse_days_per_year": NUMBER,
        "beta_deg": {"min": NUMBER, "max": NUMBER},
        "array_power_w": {"bol": NUMBER, "eol": NUMBER},
        "battery_min_soc_frac": NULLABLE,
        "radiator_max_k": NUMBER,
        "heater_mean_w": NUMBER,
        "radiator_from_array_w_per_m2": NUMBER,
        "chip_max_k": NUMBER,
        "throttle_mean_frac": NUMBER,
        "delivered_pflop_per_s": NUMBER,
        "firm_pflop_per_s": {"p1": NUMBER, "min": NUMBER},
        "nameplate_pflop_per_s": NUMBER,
        "waterfall": [{"step": TEXT, "factor": NUMBER}],
        "mass_kg": {"total": NUMBER},
        "capex_usd": {"launch": NUMBER},
        "opex_usd_per_year": {"operations": NUMBER},
        **COSTS,
    },
    "ground": {
        "site": TEXT,
        "delivered_pflop_per_s": NUMBER,
        "capex_usd": {"it": NUMBER},
        "opex_usd_per_year": {"energy": NUMBER},
        **COSTS,
        "water_l_per_pflop_hour": NULLABLE,
    },
    "ratio_like_for_like": NULLABLE,
    "ratio_at_parts_mass": NULLABLE,
    "ratio_as_announced": NULLABLE,
    "ratio_floor": NULLABLE,
    "breakeven_launch_usd_per_kg": NULLABLE,
    "breakeven_bus_usd_per_w": NULLABLE,
    "numbers_used": NULLABLE,
    "numbers_estimated": NULLABLE,
}


@pytest.fixture(scope="module")
def runs() -> dict[str, Run]:
    return {case: orbitdc.simulate(orbitdc.load(name, sets)) for case, (name, sets) in CASES.items()}


@pytest.fixture(scope="module")
def summaries(runs: dict[str, Run]) -> dict[str, dict[str, Any]]:
    return {case: summary_of(run) for case, run in runs.items()}


def walk(value: Any, path: str = "") -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """Every key of a nested summary: its path, its value, the block it stands in."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{path}.{key}", inner, value
            yield from walk(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from walk(inner, f"{path}.{index}")


def follows(contract: Any, value: Any, path: str) -> None:
    if isinstance(contract, dict):
        assert isinstance(value, dict), path
        for key, inner in contract.items():
            assert key in value, f"{path}.{key} is missing"
            follows(inner, value[key], f"{path}.{key}")
    elif isinstance(contract, list):
        assert isinstance(value, list), path
        assert value, path
        for index, inner in enumerate(value):
            follows(contract[0], inner, f"{path}.{index}")
    elif contract == TRUTH:
        assert isinstance(value, bool), path
    elif contract == TEXT:
        assert isinstance(value, str), path
    elif contract == TEXT_OR_NULL:
        assert value is None or isinstance(value, str), path
    else:
        may_be_null = contract == NULLABLE and value is None
        assert may_be_null or (isinstance(value, int | float) and not isinstance(value, bool)), path


@pytest.mark.parametrize("case", CASES)
def test_every_key_of_the_contract_is_there(summaries: dict[str, dict[str, Any]], case: str) -> None:
    follows(CONTRACT, summaries[case], "summary")
    assert summaries[case]["schema"] == 2


@pytest.mark.parametrize("case", CASES)
def test_it_is_strict_json(summaries: dict[str, dict[str, Any]], case: str) -> None:
    text = json.dumps(summaries[case], allow_nan=False)  # raises on NaN and Infinity
    assert json.loads(text) == summaries[case]


@pytest.mark.parametrize("case", CASES)
def test_every_null_has_its_reason(summaries: dict[str, dict[str, Any]], case: str) -> None:
    nulls = 0
    for path, value, block in walk(summaries[case]):
        key = path.rsplit(".", 1)[1]
        if value is None and not key.isdigit():
            nulls += 1
            assert isinstance(block.get(f"{key}_reason"), str), path
            assert block[f"{key}_reason"], path
        if key.endswith("_reason"):
            assert block[key.removesuffix("_reason")] is None, path
    assert nulls > 0  # carbon is not modelled


@pytest.mark.parametrize("case", CASES)
def test_the_waterfall_multiplies_to_what_is_delivered(summaries: dict[str, dict[str, Any]], case: str) -> None:
    orbit = summaries[case]["orbit"]
    product = math.prod(step["factor"] for step in orbit["waterfall"])
    # products of seven factors round to 1e-15
    assert product == pytest.approx(orbit["delivered_pflop_per_s"] / orbit["nameplate_pflop_per_s"], rel=1e-12)
    assert all(0.0 <= step["factor"] <= 1.0 for step in orbit["waterfall"] if "window" not in step["step"])
    assert len({step["step"] for step in orbit["waterfall"]}) == len(orbit["waterfall"])


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("side", ["orbit", "ground"])
def test_the_cost_parts_sum_to_the_cost(summaries: dict[str, dict[str, Any]], case: str, side: str) -> None:
    block = summaries[case][side]
    if block["usd_per_pflop_hour"] is None:
        assert block["cost_parts_usd_per_pflop_hour"] is None
        return
    total = math.fsum(block["cost_parts_usd_per_pflop_hour"].values())
    assert total == pytest.approx(block["usd_per_pflop_hour"], rel=1e-12)
    assert block["usd_per_eflop"] * 3.6 == pytest.approx(block["usd_per_pflop_hour"], rel=1e-12)  # 3,600 x 1e15 FLOP


@pytest.mark.parametrize("case", CASES)
def test_the_mass_parts_sum_to_the_bottom_up_mass(summaries: dict[str, dict[str, Any]], case: str) -> None:
    mass = summaries[case]["orbit"]["mass_kg"]
    parts = math.fsum(value for key, value in mass.items() if key not in ("total", "bottom_up"))
    assert parts == pytest.approx(mass["bottom_up"], rel=1e-12)
    margin = summaries[case]["orbit"]["margins"]["mass_frac"]
    assert margin == pytest.approx(1.0 - mass["bottom_up"] / mass["total"], rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("case", CASES)
def test_the_prices_of_a_unit_agree_with_each_other(summaries: dict[str, dict[str, Any]], case: str) -> None:
    """A GPU-hour is its PFLOP/s worth of hours: 5 PFLOP/s x occupancy 0.8 x MFU at full clock on the ground."""
    ground = summaries[case]["ground"]
    peak = ground["nameplate_pflop_per_s"] / ground["accelerators"]
    busy = peak * 0.8 * ground["mfu_frac"] * ground["scale_out_frac"]
    assert ground["usd_per_gpu_hour"] == pytest.approx(ground["usd_per_pflop_hour"] * busy, rel=1e-12)
    orbit = summaries[case]["orbit"]
    if orbit["usd_per_gpu_hour"] is not None:  # throttled, so that an hour of it does less
        busy = peak * 0.8 * orbit["mfu_frac"]
        assert orbit["usd_per_gpu_hour"] <= orbit["usd_per_pflop_hour"] * busy * (1 + 1e-3)


@pytest.mark.parametrize("case", CASES)
def test_the_sides_are_ordered_and_within_bounds(summaries: dict[str, dict[str, Any]], case: str) -> None:
    orbit = summaries[case]["orbit"]
    firm = orbit["firm_pflop_per_s"]
    # P1 is a bin of a histogram of 4,096: half a bin of nameplate
    bin_of = orbit["nameplate_pflop_per_s"] / 4096
    assert 0.0 <= firm["min"] <= firm["p1"] + bin_of
    assert firm["p1"] <= orbit["nameplate_pflop_per_s"]
    assert 0.0 < orbit["sunlit_frac"] <= 1.0
    assert orbit["beta_deg"]["min"] <= orbit["beta_deg"]["max"]
    assert orbit["array_power_w"]["eol"] < orbit["array_power_w"]["bol"]
    for balance in ("energy", "electrical", "heat"):
        assert abs(orbit[f"{balance}_residual_frac"]) < 1e-9, balance  # every joule is booked twice
    assert sum(shell["satellites"] for shell in orbit["shells"]) == pytest.approx(orbit["satellites"], abs=1.0)
    ratio = summaries[case]["ratio_like_for_like"]
    if ratio is not None:
        ground = summaries[case]["ground"]
        assert ratio == pytest.approx(orbit["usd_per_pflop_hour"] / ground["usd_per_pflop_hour"], rel=1e-12)
        assert summaries[case]["ratio_floor"] < ratio


def test_the_eclipses_of_a_shell_are_those_of_every_orbit(summaries: dict[str, dict[str, Any]]) -> None:
    """53 degrees, 550 km: the cylinder of a sphere gives 2,142 s at beta 0, asin(Re/a)/pi of 5,739 s."""
    longest = summaries["a shell"]["orbit"]["eclipse_max_s"]
    period = 2 * math.pi * math.sqrt(6928.137**3 / 398600.4418)
    cylinder = math.asin(6378.137 / 6928.137) / math.pi * period
    # J2 shortens the period by 3 s in 5,739 and the poles' flattening the shadow by up to 0.3 %
    assert longest == pytest.approx(cylinder, rel=5e-3)


def test_the_published_price_of_a_satellite_stands_beside_that_of_its_parts(
    summaries: dict[str, dict[str, Any]], runs: dict[str, Run]
) -> None:
    """38, 20 and 12 USD per average watt in 2028 and 30, 15 and 9 in 2030 in the facts, in dollars of 2026."""
    design = summaries["AI1"]["orbit"]["design"]
    assert runs["AI1"].scenario.mission.service_date.isoformat() == "2028-05-20"
    part = 140 / 366 / 2  # of the way from 2028 to 2030, along the logarithm
    by_hand = {"low": 12.0 * (9 / 12) ** part, "central": 20.0 * (15 / 20) ** part, "high": 38.0 * (30 / 38) ** part}
    assert design["bus_published_usd_per_average_w"] == pytest.approx(by_hand, rel=1e-12)
    mean_w = runs["AI1"].mission.lanes.load.it_w
    paid = sum(runs["AI1"].deployment.unit.bus.values())
    assert design["bus_by_parts_usd_per_average_w"] == pytest.approx(paid / mean_w, rel=1e-12)


def test_a_run_counts_its_estimates(runs: dict[str, Run], summaries: dict[str, dict[str, Any]]) -> None:
    summary = summaries["AI1"]
    rows = source_rows(runs["AI1"].scenario)
    assert summary["numbers_used"] == len(rows)
    assert summary["numbers_estimated"] == sum(row["grade"] == "estimate" for row in rows)
    assert 0 < summary["numbers_estimated"] < summary["numbers_used"]


def test_a_scenario_made_in_python_counts_nothing_and_says_why(runs: dict[str, Run]) -> None:
    made = type(runs["AI1"].scenario)(**runs["AI1"].scenario.model_dump())
    summary = summary_of(orbitdc.simulate(made))
    assert summary["numbers_used"] is None
    assert summary["numbers_used_reason"] == "the scenario was made in Python, without origins"
    assert summary["ratio_as_announced"] == runs["AI1"].ratio_as_announced  # what is announced it states itself
    assert summary["ratio_like_for_like"] == runs["AI1"].ratio_like_for_like


def test_the_announced_steps_start_like_for_like_and_end_as_announced(summaries: dict[str, dict[str, Any]]) -> None:
    for case in ("AI1", "a shell"):
        steps = summaries[case]["as_announced"]
        assert steps[0] == {
            "step": "like_for_like",
            "label": "like for like",
            "ratio": summaries[case]["ratio_like_for_like"],
        }
        assert steps[-1]["ratio"] == summaries[case]["ratio_as_announced"]
        assert len(steps) > 1


def test_six_lines_tell_the_verdict_and_the_ratio(runs: dict[str, Run]) -> None:
    lines = str(runs["AI1"]).splitlines()
    assert len(lines) == 6
    assert lines[0] == "ai1_vs_colossus: OVERWEIGHT"
    assert f"{runs['AI1'].ratio_like_for_like:.2f}" in lines[4]
    silent = str(runs["AI1 that does nothing"])
    assert "nothing delivered" in silent
    assert "the fleet delivers nothing" in silent
