"""One clock for costs and FLOP: what runs at a steady rate costs the same per PFLOP-hour whatever the life."""

from __future__ import annotations

import pytest

import orbitdc
from orbitdc.comparison.run import simulate
from orbitdc.economics.horizon import Life
from orbitdc.ledger.levelized import FLOP_PER_PFLOP_HOUR
from orbitdc.results.save import summary_of
from orbitdc.scenario.model import Scenario
from orbitdc.site.cost import ground_side

STEADY = {  # nothing grows, falls, fails or is taxed, and money has no price of time
    "money.real_wacc_frac": 0,
    "money.inflation_frac": 0,
    "money.tax_frac": 0,
    "money.it_price_decline_per_y": 0,
    "accelerator.permanent_loss_per_y": 0.05,
    "ground.insurance_frac_per_y": 0.01,
    "numerics.window_days": 1,
    "numerics.phases_marched": 1,
}
NO_LOSS = {
    "satellite.random_loss_per_y": 0,
    "satellite.vital_m2": 0,
    "satellite.dead_on_arrival_frac": 0,
    "satellite.reliability.weibull_scale_y": 10000,
    "accelerator.permanent_loss_per_y": 0,
}
# whole months, whole years, and lives on either side of half a month, of a month and of a year
LIVES_Y = (0.003, 0.01, 0.04, 0.0417, 0.1, 0.125, 0.4583, 0.5, 0.54, 1.0 / 3.0, 2.04, 3.0, 5.0, 29.97)
ROUNDING = 1e-12  # relative, of sums of a few hundred payments


def at(life_y: float, **changes: float) -> Scenario:
    return orbitdc.load("ai1_vs_colossus").replace({**STEADY, **changes, "mission.life_y": life_y})


@pytest.mark.parametrize("life_y", LIVES_Y)
def test_a_life_is_cut_into_months_that_fill_it(life_y: float) -> None:
    life = Life(life_y)
    assert life.months * life.month_y == pytest.approx(life_y, rel=ROUNDING)
    assert abs(life.months - 12.0 * life_y) <= 0.5 or life.months == 1
    assert life.middles_y().size == life.months
    assert life.middles_y().mean() == pytest.approx(0.5 * life_y, rel=ROUNDING)


@pytest.mark.parametrize("plant", [{}, {"ground.power.from": "gas_aero", "ground.power.fuel.escalation_per_y": 0}])
@pytest.mark.parametrize("ramp_months", [0, 3])
@pytest.mark.parametrize("life_y", LIVES_Y)
def test_a_steady_site_pays_for_a_pflop_hour_what_its_rates_say(
    life_y: float, ramp_months: int, plant: dict[str, str | float]
) -> None:
    """Rate of spending over rate of delivery, in closed form: the life cancels."""
    s = at(life_y, **plant, **{"ground.ramp_months": ramp_months})
    site = ground_side(s.ground, s.accelerator, s.workload, s.money, s.mission.life_y)
    pflop_hours = float(site.flop_by_month.sum()) / FLOP_PER_PFLOP_HOUR
    per_y = site.delivered_pflop_per_s * 8766.0
    assert pflop_hours == pytest.approx(per_y * life_y, rel=ROUNDING)
    paid: dict[str, float] = {}
    for line in site.lines:
        paid[line.what] = paid.get(line.what, 0.0) + line.usd
    it_w = site.it_w
    expected = {
        "staff": s.ground.staff_fte_per_it_mw * it_w * 1e-6 * s.ground.staff_usd_per_fte_y,
        "maintenance": s.ground.maintenance_usd_per_it_kw_y * it_w * 1e-3,
        "repairs": 0.05 * s.accelerator.repair_cost_frac * site.accelerators * s.accelerator.price_usd,
    }
    kwh_per_y = it_w * 1e-3 * s.workload.duty_frac * s.ground.pue_annual * 8766.0
    if not plant:
        assert s.ground.electricity_usd_per_kwh is not None
        expected["energy"] = kwh_per_y * s.ground.electricity_usd_per_kwh
    else:
        assert s.ground.power is not None
        expected["energy: fuel"] = kwh_per_y * s.ground.power.fuel_usd_per_kwh
    for what, usd_per_y in expected.items():
        assert paid[what] / pflop_hours == pytest.approx(usd_per_y / per_y, rel=1e-11), what


@pytest.mark.parametrize("life_y", [0.01, 0.0417, 0.54])
def test_a_fleet_without_losses_runs_at_one_price_whatever_the_life(life_y: float) -> None:
    """Operations follow the satellites in service, so that the life cancels; a campaign of a month, so that all do."""
    cost = []
    for years in (life_y, 1.0):
        s = at(years, **NO_LOSS, **{"launch.launches_per_y": 1e6})
        run = simulate(s)
        operations = sum(line.usd for line in run.orbit.side.lines if line.what == "operations")
        cost.append(operations / float(run.orbit.side.flop_by_month.sum()))
        assert summary_of(run)["orbit"]["usd_per_pflop_hour"] > 0.0
    assert cost[0] == pytest.approx(cost[1], rel=2e-3)  # the array and the radiator age within the year
