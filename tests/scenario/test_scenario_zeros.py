"""A zero is a value wherever it is possible, and what it does is known without the program."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import orbitdc
from orbitdc.comparison.run import Run
from orbitdc.errors import ScenarioError
from orbitdc.results.save import summary_of

RunOf = Callable[..., Run]
AI1 = "ai1_vs_colossus"
POSSIBLE = (
    "accelerator.price_usd",
    "accelerator.rent_usd_per_gpu_hour",
    "accelerator.mass_kg",
    "accelerator.rack_price_frac",
    "satellite.upsets.dose_factor",
    "workload.checkpoint_s",
    "satellite.shielding.box_m2_per_it_kw",
    "satellite.loop.coolant_kg_per_kw",
    "satellite.board.mass_factor",
    "satellite.radiator.areal_mass_kg_per_m2",
    "sky.earth_infrared_w_per_m2",
    "fleet.nre_fleet_it_w",
    "money.budget_usd",
)
IMPOSSIBLE = (
    "accelerator.allin_w",  # what computes draws power
    "launch.reference_payload_kg",
    "launch.launches_per_y",  # the campaign would never end
    "satellite.solar_array.specific_power_w_per_kg",  # an array of infinite mass
    "ground.facility_life_y",
    "mission.life_y",
)


@pytest.mark.parametrize("key", POSSIBLE)
def test_a_possible_zero_gives_an_answer(run_of: RunOf, key: str) -> None:
    summary = summary_of(run_of(AI1, f"{key}=0"))
    json.dumps(summary, allow_nan=False)
    assert summary["ratio_like_for_like"] > 0.0


@pytest.mark.parametrize("key", IMPOSSIBLE)
def test_an_impossible_zero_is_refused_at_its_key(key: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        orbitdc.load(AI1, [f"{key}=0"])
    assert [problem.path for problem in caught.value.problems] == [key]


def test_free_accelerators_leave_the_cost_without_accelerators(run_of: RunOf) -> None:
    # What compute costs beside its accelerators is priced alike by the boundary that leaves them out.
    bounded = run_of(AI1).bounded["without_it"]
    free = run_of(AI1, "accelerator.price_usd=0")
    assert free.orbit.cost.usd_per_pflop_hour == pytest.approx(bounded.orbit_usd_per_pflop_hour, rel=1e-12)
    assert free.ground.cost.usd_per_pflop_hour == pytest.approx(bounded.ground_usd_per_pflop_hour, rel=1e-12)


def environment(run: Run) -> dict[str, Any]:
    return dict(summary_of(run)["orbit"]["environment"])


def test_without_radiation_nothing_stops_and_nothing_ages_by_it(run_of: RunOf) -> None:
    found = environment(run_of(AI1, "satellite.upsets.dose_factor=0"))
    assert (found["dose_krad"], found["stops_per_accelerator_y"], found["memory_loss_per_y"]) == (0.0, 0.0, 0.0)
    assert found["useful_frac"] == 1.0
    without = environment(run_of(AI1, "satellite.upsets.dose_factor=0", "workload.interruptions_per_y=0"))
    assert without["checkpoint_interval_s"] is None
    assert without["checkpoint_interval_s_reason"]


def test_without_a_wider_programme_the_fleet_bears_all_of_its_development(run_of: RunOf) -> None:
    run = run_of(AI1, "fleet.nre_fleet_it_w=0", "fleet.size=as_given", "fleet.shells.0.satellites_per_plane=10")
    assert run.orbit.cost.capex_usd["development"] == pytest.approx(run.scenario.fleet.nre_usd, rel=1e-12)


def test_a_rent_of_nothing_earns_nothing(run_of: RunOf) -> None:
    run = run_of(AI1, "accelerator.rent_usd_per_gpu_hour=0")
    assert run.market is not None
    assert run.market.usd_per_pflop_hour == 0.0
    tax = run.scenario.money.tax_frac
    # Nothing comes in, so that what is lost is what was paid, after tax, brought to the day of the decision.
    lead_y = run.npv["ground"].months_to_first_flop / 12.0
    wacc = run.scenario.money.real_wacc_frac
    lost = -(1.0 - tax) * run.ground.cost.pv_usd / (1.0 + wacc) ** lead_y
    assert run.npv["ground"].npv_usd == pytest.approx(lost, rel=1e-12)
