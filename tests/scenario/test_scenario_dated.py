"""Prices with dates: what a path changes in a scenario, what it leaves alone, and that both ways to ask agree."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

import orbitdc
from orbitdc.catalog import entry
from orbitdc.catalog.paths import KIND, dated_path, path_names
from orbitdc.errors import ScenarioError
from orbitdc.scenario.dated import at, at_draws
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.provenance import source_rows

AI1 = "ai1_vs_colossus"


def dated(date: str = "2028-01-01", *sets: str, case: str = "central") -> Scenario:
    return orbitdc.load(AI1, [f"mission.service_date={date}", "prices.mode=dated", f"prices.case={case}", *sets])


def test_fixed_is_the_default_and_no_date_moves_it() -> None:
    now, later = orbitdc.load(AI1), orbitdc.load(AI1, ["mission.service_date=2035-01-01"])
    assert now.prices.mode == "fixed"
    assert now.replace({"mission.service_date": "2035-01-01"}) == later
    assert later.launch.price_usd_per_kg == 900.0
    assert not [n for n in now.numbers() if n.origin.replaced]


def test_a_date_moves_both_sides() -> None:
    s = dated("2035-01-01")
    assert s.launch.price_usd_per_kg == 240.0  # the path itself
    assert s.satellite.solar_array.price_usd_per_w == pytest.approx(8.0 * 2.2 / 8.0)  # its trend since 2026
    assert s.satellite.bus.structure_usd == pytest.approx(150_000 * 800 / 1400)
    assert s.ground.facility_usd_per_it_w == pytest.approx(13.0 * 13.5 / 13.0)
    assert s.ground.electricity_usd_per_kwh == pytest.approx(0.085 * 0.075 / 0.075)
    assert s.ground.pue_annual == pytest.approx(1.0 + 0.22 * 0.12 / 0.18)  # what exceeds 1


@pytest.mark.parametrize(("case", "price"), [("conservative", 2500.0), ("central", 870.0), ("optimistic", 400.0)])
def test_a_case_is_seen_from_the_orbit(case: str, price: float) -> None:
    s = dated(case=case)
    assert s.launch.price_usd_per_kg == price
    facility = {"conservative": 10.0, "central": 13.8, "optimistic": 19.0}[case]  # dear ground helps the orbit
    assert s.ground.facility_usd_per_it_w == pytest.approx(facility)


def test_what_is_stated_wins() -> None:
    s = dated("2035-01-01", "launch.price_usd_per_kg=123", "ground.pue_annual=1.3")
    assert s.launch.price_usd_per_kg == 123.0
    assert s.ground.pue_annual == 1.3
    assert not {"launch.price_usd_per_kg", "ground.pue_annual"} & at(s, 2040).keys()
    other = dated("2035-01-01", "launch.price_usd_per_launch=9e6")
    assert (other.launch.price_usd_per_kg, other.launch.price_usd_per_launch) == (None, 9e6)


def test_the_origin_names_path_case_and_date() -> None:
    rows = {row["key"]: row for row in source_rows(dated("2030-07-02"))}
    row = rows["launch.price_usd_per_kg"]
    assert row["origin"] == "path starship_price_to_a_customer, central, at 2030.50"
    assert (row["grade"], row["unit"]) == ("estimate", "USD/kg")
    assert row["low"] < row["value"] < row["high"]
    assert "in place of 900" in row["note"]
    assert rows["satellite.radiator.area_m2"]["origin"] == "catalogue satellites/ai1"


@pytest.mark.parametrize("year", [2028, 2031, 2035, 2040])
@pytest.mark.parametrize("case", ["conservative", "central", "optimistic"])
def test_both_ways_to_ask_for_a_date_agree(year: int, case: str) -> None:
    """The numbers of a scenario with dated prices are those that ``at`` gives for one with fixed prices."""
    date, fixed = f"{year}-01-01", orbitdc.load(AI1)
    changes = at(fixed, dt.date(year, 1, 1), case)
    assert changes == at(dated("2026-06-01"), year, case)  # from dated prices as well
    asked = fixed.replace({"mission.service_date": date, "prices.mode": "dated", "prices.case": case})
    made = fixed.replace({"mission.service_date": date, **changes})
    skip = {"prices", "as_announced", "published", "claim"}
    assert asked.model_dump(exclude=skip) == made.model_dump(exclude=skip)
    assert asked == dated(date, case=case)


def test_a_position_for_each_group_moves_that_group_alone() -> None:
    s = orbitdc.load(AI1)
    central, dear = at(s, 2030), at(s, 2030, {"launch": 0.05})
    moved = {key for key in central if central[key] != dear[key]}
    assert dear["launch.price_usd_per_kg"] == 1600.0
    assert moved == {key for key in central if key.startswith("launch.")}
    assert at(s, 2030, 0.95) == at(s, 2030, "optimistic")
    groups = {dated_path(name).group for name in path_names()}
    assert groups == {"launch", "satellite", "silicon", "power", "capital"}
    assert at(s, 2030, dict.fromkeys(groups, 0.05)) == at(s, 2030, "conservative")


def test_draws_are_the_single_positions_of_each() -> None:
    s = orbitdc.load(AI1, ["accelerator.from=latest_nvidia", "mission.service_date=2036-01-01"])
    quantiles = {"launch": np.array([0.1, 0.6, 0.995]), "silicon": np.array([0.9, 0.5, 0.2])}
    drawn = at_draws(s, 2036, quantiles)
    for place in range(3):
        one = at(s, 2036, {group: float(values[place]) for group, values in quantiles.items()})
        assert {key: float(values[place]) for key, values in drawn.items()} == pytest.approx(one, rel=1e-12)


def test_amounts_come_in_the_dollars_of_their_block() -> None:
    index = {year: float(entry("price_index", "us_cpi_u")[str(year)].value) for year in (2020, 2026)}
    s = dated("2028-01-01", "launch.currency_year=2020")
    assert s.launch.price_usd_per_kg == pytest.approx(870.0 * index[2020] / index[2026])


def test_the_cadence_goes_on_along_its_path() -> None:
    launch = dated("2028-01-01").launch
    assert (launch.flights_per_y, launch.fleet_share_frac) == (30.0, 0.1)
    in_2038 = 500 * (1500 / 500) ** (3 / 5)  # from 500 in 2035 to 1,500 in 2040
    assert launch.flights_most_per_y == pytest.approx(in_2038)
    assert launch.flights_per_y * (1 + launch.flights_growth_per_y) ** 10 == pytest.approx(in_2038)
    held = dated("2028-01-01", "launch.launches_per_y=500").launch  # what the fleet gets, stated, stands above it
    assert held.cadence()[0] == 500.0


def test_the_capital_of_a_side_follows_its_path_after_inflation() -> None:
    """Nominal rates of the facts, 2.5 % of inflation off, relative to the year of the catalogue."""
    in_orbit = dated("2035-01-01", "money.orbit.from=orbital_first_of_kind", "money.orbit.risk_premium_frac=0")
    assert in_orbit.money.orbit is not None
    assert in_orbit.money.orbit.real_wacc_frac == pytest.approx(0.082 * (0.095 - 0.025) / (0.139 - 0.025))
    # a ground that pays more helps the orbit; a rate that both pay is the other way round
    own = dated("2030-01-01", "money.ground.from=hyperscaler", case="optimistic").money.ground
    assert own is not None
    assert own.real_wacc_frac == pytest.approx(0.0607 * (0.100 - 0.025) / (0.087 - 0.025))
    shared = dated("2030-01-01", "money.from=hyperscaler", case="optimistic").money
    assert shared.real_wacc_frac == pytest.approx(0.0607 * (0.078 - 0.025) / (0.087 - 0.025))


def test_plants_and_fuels_of_a_site_have_dates() -> None:
    s = dated("2035-01-01", "ground.power.from=gas_ccgt")
    assert s.ground.power is not None
    assert s.ground.power.capex_usd_per_kw == pytest.approx(2300 * 2100 / 2300)
    assert s.ground.power.queue_months + s.ground.power.build_months == pytest.approx(66 * 3.5 / 5.5)
    assert s.ground.power.fuel is not None
    assert s.ground.power.fuel.price_usd_per_mmbtu == pytest.approx(4.0 * 4.2 / 4.1)


@pytest.mark.parametrize("change", ["launch.learning.from=wright", "satellite.learning.rate_frac=0.15"])
def test_a_price_does_not_fall_twice(change: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        dated("2028-01-01", change)
    assert [problem.path.split(".")[1] for problem in caught.value.problems] == ["learning"]
    assert orbitdc.load(AI1, [change]).prices.mode == "fixed"


def test_announced_keys_are_priced_at_their_own_date() -> None:
    s = dated("2028-01-01", "as_announced.ground={mission.service_date: 2032-01-01}")
    (step,) = [d for d in s.departures() if d.side == "ground"]
    assert step.scenario.launch.price_usd_per_kg == pytest.approx(360.0)


def test_every_shipped_scenario_takes_dates() -> None:
    from orbitdc.scenario.files import shipped

    left_out = ("published/", "claims/")  # which are like others but for what a study or a claim states
    for name in (one for one in shipped() if not one.startswith(left_out)):
        s = orbitdc.load(name)
        for year in (2026, 2045):
            assert s.replace(at(s, year)).prices == s.prices
    assert set(entry(KIND, "array_price")) > {"label", "group", "2026", "2045"}
