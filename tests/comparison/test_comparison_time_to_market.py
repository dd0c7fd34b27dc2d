"""Both sides decided on one day: what each waits for, at rents of the calendar, against sums worked by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

import orbitdc
from orbitdc.comparison.pricing import whole_site
from orbitdc.comparison.run import Run
from orbitdc.comparison.time_to_market import TimeToMarket, developed, ground_wait
from orbitdc.ledger.cost_line import Category
from orbitdc.report.headline import headline
from orbitdc.results.save import summary_of

RunOf = Callable[..., Run]
AI1 = "ai1_vs_colossus"
PFLOP_HOUR = 3.6e18


def decided(run: Run) -> TimeToMarket:
    assert run.time_to_market is not None
    return run.time_to_market


def test_the_orbit_waits_for_the_longer_of_licence_and_development(run_of: RunOf) -> None:
    found = decided(run_of(AI1, "fleet.licence_months=30", "fleet.development_months=18")).orbit
    assert found.wait.waits_months == {"licence": 30.0, "development": 18.0}
    assert found.wait.building_months == 6.0  # compute and bus are paid five months ahead, and the climb takes a sixth
    assert found.first_months == 36.0
    at_once = decided(run_of(AI1, "fleet.licence_months=0", "fleet.development_months=0")).orbit
    assert at_once.first_months == 6.0
    assert found.peak_months - found.first_months == at_once.peak_months - at_once.first_months  # the same campaign


@pytest.mark.parametrize(
    ("sets", "waits_months"),
    [
        (("ground.power_wait_months=24",), 24.0),  # stated, before anything is built
        (("ground.from=grid_average_hyperscaler",), 48.0 - 24.0),  # of the queue of the grid, 24 months are building
        (("ground.power.from=gas_frame",), 48.0),  # its queue; plant and hall are built in the two years after it
        (("ground.power.from=offgrid_solar_storage",), 0.0),  # no queue: the plant itself is what is built
    ],
)
def test_the_ground_waits_for_power_beyond_its_building(sets: tuple[str, ...], waits_months: float) -> None:
    scenario = orbitdc.load(AI1, ["ground.chip_to_service_months=2", *sets])
    found = ground_wait(scenario, replace(whole_site(scenario), wait_months=0.0))
    assert found.waits_months["power"] == pytest.approx(waits_months, abs=0.1)  # building is paid in whole months


def test_a_dated_queue_is_that_of_the_date() -> None:
    """The US mean goes from 4 years in 2026 to 3 in 2035: a plant that the site is known for follows its path too."""
    sets = ["ground.from=grid_average_hyperscaler", "mission.service_date=2035-01-01", "prices.mode=dated"]
    scenario = orbitdc.load(AI1, sets)
    found = ground_wait(scenario, replace(whole_site(scenario), wait_months=0.0))
    assert found.waits_months["power"] + 24.0 == pytest.approx(36.0, abs=0.1)


def test_both_sides_are_decided_on_the_day_on_which_the_faster_one_must_begin(run_of: RunOf) -> None:
    run = run_of(AI1)
    found = decided(run)
    built = min(found.orbit.wait.building_months, found.ground.wait.building_months)
    service = run.scenario.mission.service_date
    assert abs((service - found.decision_date).days - built * 365.25 / 12.0) < 1.0
    slow = decided(run_of(AI1, "ground.construction_months=60", "fleet.development_months=0", "fleet.licence_months=0"))
    assert (service - slow.decision_date).days == pytest.approx(6 * 365.25 / 12.0, abs=1.0)  # the orbit's


def test_what_a_site_earns_from_the_day_of_the_decision(run_of: RunOf) -> None:
    """Revenue month by month by hand: an even ramp of three months, contracts of 12 months that fall by 30 % a year.

    Whoever enters later has the silicon of its day, whose rent has fallen by 10 % a year since the date of service.
    """
    sets = ("accelerator.rent_term_months=12", "money.new_silicon_rent_decline_per_y=0.1", "money.tax_frac=0")
    run = run_of(AI1, *sets, "ground.power_wait_months=24", "ground.ramp_months=3")
    found, market = decided(run).ground, run.market
    assert market is not None
    late = 24 + found.wait.building_months - min(decided(run).orbit.wait.building_months, found.wait.building_months)
    months, by_month = np.arange(62), np.zeros(62)
    for cohort in range(3):
        age = months - cohort
        lives = (age >= 0) & (age < 60)
        held = 12 * (age // 12)
        by_month += lives * (1.0 / 3.0) * 0.9 ** ((late + cohort) / 12.0) * 0.7 ** (held / 12.0)
    whole = run.ground.side.delivered_pflop_per_s * 8766.0 / 12.0  # PFLOP-hours a month
    rents = market.usd_per_pflop_hour * whole * by_month
    assert found.revenue_usd == pytest.approx(rents.sum(), rel=1e-9)
    rate = run.ground.side.capital.own.real_wacc_frac
    then = (found.first_months + months) / 12.0
    assert found.revenue_pv_usd == pytest.approx(float(rents @ (1.0 + rate) ** -then), rel=1e-9)
    # Without tax, worth is revenue less payments, each discounted to the day of the decision.
    cost = sum(
        line.usd / line.months * (1.0 + rate) ** (-(found.first_months + month) / 12.0)
        for line in run.ground.side.lines
        for month in range(line.first_month, line.first_month + line.months)
    )
    assert found.npv_usd == pytest.approx(found.revenue_pv_usd - cost, rel=1e-9)


def test_a_year_of_waiting_costs_a_year_of_interest_and_the_fall_of_new_rents(run_of: RunOf) -> None:
    sets = ("money.new_silicon_rent_decline_per_y=0.1", "money.tax_frac=0")
    now, later = (decided(run_of(AI1, *sets, f"ground.power_wait_months={wait}")).ground for wait in (12, 24))
    assert later.revenue_usd == pytest.approx(0.9 * now.revenue_usd, rel=1e-9)
    rate = run_of(AI1, *sets).ground.side.capital.own.real_wacc_frac
    spent = [found.revenue_pv_usd - found.npv_usd for found in (now, later)]
    assert spent[1] == pytest.approx(spent[0] / (1.0 + rate), rel=1e-9)


def test_where_the_same_silicon_gets_cheaper_it_is_what_later_units_are(run_of: RunOf) -> None:
    """Rents and accelerators fall alike by 20 % a year: two years of waiting leave 0.64 of revenue and of silicon."""
    sets = ("money.it_price_decline_per_y=0.2", "money.rent_decline_per_y=0.2", "accelerator.rent_term_months=0")
    now, later = (decided(run_of(AI1, *sets, f"ground.power_wait_months={wait}")).ground for wait in (12, 36))
    assert later.revenue_usd == pytest.approx(0.64 * now.revenue_usd, rel=1e-9)


def test_development_is_paid_while_it_lasts(run_of: RunOf) -> None:
    fleet = run_of(AI1).orbit.side
    spread = developed(fleet, 36.0)
    (paid,) = (line for line in spread.lines if line.category is Category.DEVELOPMENT)
    assert (paid.first_month, paid.months) == (-6 - 36, 36)
    assert paid.usd == sum(line.usd for line in fleet.lines if line.category is Category.DEVELOPMENT)
    assert sum(line.usd for line in spread.lines) == pytest.approx(sum(line.usd for line in fleet.lines), rel=1e-12)


def test_the_run_says_and_stores_it(run_of: RunOf) -> None:
    summary = summary_of(run_of(AI1, "ground.power_wait_months=24"))
    found, rows = summary["time_to_market"], dict(headline(summary))
    assert found["decision_date"] == dt.date(2027, 12, 20).isoformat()  # five months before 20 May 2028
    said = rows["if decided on 2027-12-20, in orbit"]
    assert said.startswith("first compute after 42 months, 21 of licence beside 36 of development and then 6 of build")
    assert "bn USD discounted to that day" not in said  # an amount, then the other
    assert f"revenue {found['orbit']['revenue_usd'] * 1e-9:.1f} bn USD" in said
    assert rows["if decided on 2027-12-20, on the ground"].startswith(
        "first compute after 29 months, 24 of power and then 5 of building"
    )
    unpriced = summary_of(run_of(AI1, "satellite.announced_mass_kg=1e6"))
    assert unpriced["time_to_market"]["orbit"] is None
    assert "does not fit its launcher" in unpriced["time_to_market"]["orbit_reason"]
