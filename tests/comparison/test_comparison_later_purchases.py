"""Ground stations counted by traffic, taxes of satellites, and what is bought later, through a run."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from orbitdc.comparison.run import Run
from orbitdc.results.save import summary_of

RunOf = Callable[..., Run]
AI1 = "ai1_vs_colossus"
COUNTED = ("fleet.gateways=by_egress",)


def test_counted_stations_replace_the_stated_sum_and_are_told(run_of: RunOf) -> None:
    run = run_of(AI1, *COUNTED)
    network = summary_of(run)["orbit"]["network"]
    assert network["gateway_sites"] == 4  # 70 % of clear sky at each, 99 % wanted
    assert run.orbit.cost.capex_usd["ground segment"] == pytest.approx(2e6 * network["gateways"], rel=1e-12)
    assert "gateways" not in summary_of(run_of(AI1))["orbit"]["network"]
    assert run_of(AI1).orbit.cost.capex_usd["ground segment"] == pytest.approx(3e8, rel=1e-12)  # more than a gigawatt


def test_traffic_is_that_of_the_delivered_tokens_and_of_the_jobs_states(run_of: RunOf) -> None:
    """Busy all at once: over what is delivered, without occupancy, availability, clock and losses."""
    run = run_of(AI1, *COUNTED)
    mission, work = run.mission, run.scenario.workload
    flop_per_s = run.deployment.n_sat * mission.count * 5e15 * mission.throughput().mfu_frac * mission.links_frac()
    tokens = flop_per_s / (6 * work.parameters) * 32 * 8e-9
    jobs = run.deployment.n_sat * mission.count / 16384
    states = jobs * 18 * 405e9 * 8 / 86400 * 1e-9
    assert summary_of(run)["orbit"]["network"]["fleet_ground_gbps"] == pytest.approx(tokens + states, rel=1e-12)


def test_more_to_say_takes_more_stations(run_of: RunOf) -> None:
    few, many = (
        summary_of(run_of(AI1, *COUNTED, "workload.traffic=inference", f"workload.bytes_per_token={size}"))
        for size in (32, 3200)
    )
    assert many["orbit"]["network"]["gateways"] > few["orbit"]["network"]["gateways"]
    assert many["orbit"]["capex_usd"]["ground_segment"] > few["orbit"]["capex_usd"]["ground_segment"]


def test_stations_are_outside_the_boundary_of_launch_alone(run_of: RunOf) -> None:
    counted, stated = (run.bounded["power_alone"] for run in (run_of(AI1, *COUNTED), run_of(AI1)))
    assert counted.orbit_usd_per_pflop_hour == stated.orbit_usd_per_pflop_hour


def test_taxes_of_satellites_raise_the_orbit_alone(run_of: RunOf) -> None:
    taxed, bare = run_of(AI1, "fleet.sales_tax_frac=0.01", "fleet.property_tax_frac_per_y=0.01"), run_of(AI1)
    assert taxed.ground.cost == bare.ground.cost
    capex, opex = taxed.orbit.cost.capex_usd, taxed.orbit.cost.opex_usd
    hardware = capex["it"] + sum(usd for what, usd in capex.items() if what.startswith("bus: "))
    assert capex["sales tax"] == pytest.approx(0.01 * hardware, rel=1e-12)
    assert opex["property tax"] == pytest.approx(0.01 * hardware * 2.5, rel=1e-12)  # half the value for five years


def test_taxes_and_cheaper_silicon_emit_nothing(run_of: RunOf) -> None:
    """Carbon is of what is made: neither a tax nor a lower price changes it, on either side."""
    bare = run_of(AI1, "fleet.attrition=spares").carbon_footprint
    taxed = ("fleet.sales_tax_frac=0.01", "fleet.property_tax_frac_per_y=0.01", "ground.sales_tax_frac=0.06")
    changed = run_of(AI1, "fleet.attrition=spares", *taxed, "money.it_price_decline_per_y=0.3").carbon_footprint
    assert changed == bare


def test_a_refresh_embodies_as_many_generations_as_it_buys(run_of: RunOf) -> None:
    once, twice = (run_of(AI1, "mission.life_y=4", *sets).carbon_footprint for sets in ((), ("ground.it_refresh_y=2",)))
    assert twice.ground_kg["it"] == pytest.approx(2.0 * once.ground_kg["it"], rel=1e-12)
    assert twice.ground_kg["repairs"] == pytest.approx(once.ground_kg["repairs"], rel=1e-12)
    assert twice.orbit_kg == once.orbit_kg


@pytest.mark.parametrize("orbit", ["fleet.attrition=spares", "fleet.servicing=visit"])
def test_cheaper_silicon_helps_whoever_buys_later(run_of: RunOf, orbit: str) -> None:
    steady, falling = run_of(AI1, orbit), run_of(AI1, orbit, "money.it_price_decline_per_y=0.3")
    for side in ("orbit", "ground"):
        before, after = getattr(steady, side).cost, getattr(falling, side).cost
        assert after.pv_usd < before.pv_usd, side
        # What enters service later is bought at the price of its month.
        shares = steady.deployment.shares if side == "orbit" else np.full(3, 1.0 / 3.0)  # a ramp of three months
        left = float(shares @ 0.7 ** (np.arange(shares.size) / 12.0))
        assert after.capex_usd["it"] == pytest.approx(left * before.capex_usd["it"], rel=1e-12), side


def test_each_generation_is_financed_when_it_is_bought(run_of: RunOf) -> None:
    plan = ("money.financing.from=valor_lease", "money.financing.debt_term_months=12", "money.inflation_frac=0")
    once, often = run_of(AI1, *plan), run_of(AI1, *plan, "ground.it_refresh_y=2")
    assert often.ground.cost.capex_usd["it"] == pytest.approx(3.0 * once.ground.cost.capex_usd["it"], rel=1e-12)
    for run in (once, often):  # a lease of accelerators: all that is paid for them, and no more
        assert run.ground.financing is not None
        assert run.ground.financing.financed_usd == pytest.approx(run.ground.cost.capex_usd["it"], rel=1e-12)
    assert often.orbit.financing == once.orbit.financing


def test_without_accelerators_a_refresh_changes_nothing(run_of: RunOf) -> None:
    taxed = ("ground.sales_tax_frac=0.06",)
    once, often = run_of(AI1, *taxed), run_of(AI1, *taxed, "ground.it_refresh_y=2")
    for boundary in ("without_it", "power_alone"):
        assert often.bounded[boundary] == once.bounded[boundary]


def test_a_refresh_is_told_beside_the_answer(run_of: RunOf) -> None:
    notes = summary_of(run_of(AI1, "ground.it_refresh_y=2"))["notes"]
    assert (
        "the ground buys its accelerators 3 times in 5 years (ground.it_refresh_y), for the same FLOP; satellites keep "
        "theirs for life"
    ) in notes
    assert not any("it_refresh_y" in note for note in summary_of(run_of(AI1))["notes"])
