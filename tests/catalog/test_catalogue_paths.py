"""Dated paths against the collection of facts that they were carried over from, and against closed forms."""

from __future__ import annotations

import datetime as dt
import json
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from orbitdc import catalog
from orbitdc.catalog.paths import CASES, KIND, QUANTILE, dated_path, decimal_year, path_names
from orbitdc.errors import CatalogError

FACTS = Path(__file__).parents[3] / "shared" / "reference" / "dated_paths.json"
KG_PER_T = {"starship_payload": 1000.0}  # the one path whose unit the catalogue changes, from t to kg
ENDS = {"low": 0, "central": 1, "high": 2}


def facts() -> list[dict[str, Any]]:
    if not FACTS.exists():
        pytest.skip("the collection of dated facts does not lie beside this checkout")
    rows = json.loads(FACTS.read_text(encoding="utf-8"))
    return [row for row in rows if row["form"] == "year"]


def test_every_value_of_the_facts_is_met() -> None:
    rows = facts()
    assert len(rows) == 892
    assert {row["quantity"] for row in rows} == set(path_names())
    for row in rows:
        path, case = dated_path(row["quantity"]), row["case"]
        wanted = row["value"] * KG_PER_T.get(path.name, 1.0)
        low, central, high = path.range_at(row["year"])
        found = (low, central, high)[ENDS[case]] if case in ENDS else path.at(row["year"], QUANTILE[case])
        assert found == pytest.approx(wanted, rel=1e-12, abs=1e-15), f"{path.name} {case} {row['year']}"


def test_every_grade_of_the_facts_is_met() -> None:
    for row in facts():
        if row["case"] == "central":
            assert catalog.entry(KIND, row["quantity"])[str(row["year"])].grade == row["grade"]


@pytest.mark.parametrize(
    ("name", "year", "values"),
    [  # of the printed tables: conservative, central, optimistic
        ("starship_price_to_a_customer", 2028, (2500, 870, 400)),
        ("starship_flights_per_year", 2030, (40, 100, 400)),
        ("starship_payload", 2035, (100_000, 150_000, 200_000)),
        ("array_price", 2030, (12, 4, 1.2)),
        ("facility_price_us_ai", 2028, (10, 13.8, 19)),
        ("data_center_power_price", 2040, (0.045, 0.071, 0.105)),
        ("wacc_orbit", 2035, (0.115, 0.095, 0.083)),
        ("launch_limit", 2032, (0.055, 0.59, 12)),
    ],
)
def test_worked_values(name: str, year: int, values: tuple[float, ...]) -> None:
    assert tuple(dated_path(name).at(year, QUANTILE[case]) for case in CASES) == pytest.approx(values, rel=1e-12)


def test_between_nodes_prices_are_log_linear_and_shares_linear() -> None:
    price, share = dated_path("starship_price_to_a_customer"), dated_path("starship_share_sold_to_others")
    assert price.is_log
    assert not share.is_log
    assert price.at(2029.0) == pytest.approx(math.sqrt(870 * 520), rel=1e-12)
    assert price.at(2030.5) == pytest.approx(520 * (360 / 520) ** 0.25, rel=1e-12)
    assert share.at(2029.0) == pytest.approx((0.1 + 0.15) / 2, rel=1e-12)
    assert share.at(2032.0) == pytest.approx(0.15 + 0.4 * 0.05, rel=1e-12)
    # the wait for power is a time: half way between 4.5 years in 2028 and 4 in 2030
    assert dated_path("wait_for_grid_power_us").at(2029.0) == pytest.approx(4.25)


def test_a_path_is_held_flat_outside_its_years() -> None:
    for name in path_names():
        path = dated_path(name)
        assert path.range_at(1990.0) == path.range_at(path.years[0])
        assert path.range_at(2100.0) == path.range_at(path.years[-1])


def test_cases_are_ordered_as_the_orbit_sees_them() -> None:
    for name in path_names():
        path = dated_path(name)
        for year in np.arange(2024.0, 2046.0, 0.25):
            values = [path.at(year, q) for q in (0.01, 0.05, 0.3, 0.5, 0.7, 0.95, 0.99)]
            falling = [-value for value in values]
            ordered = falling if path.low_favours_orbit else values
            assert all(a <= b + 1e-12 * abs(b) for a, b in pairwise(ordered)), (name, year)


def test_what_must_not_turn_does_not_turn() -> None:
    """Prices of launch and satellite fall, cadence and payload rise, in every case from 2026 on."""
    falls = ("starship_price_to_a_customer", "starship_internal_cost", "bus_price", "array_price", "radiator_price")
    rises = ("starship_flights_per_year", "starship_payload", "satellite_factory", "launch_limit", "space_battery")
    years = np.arange(2026.0, 2046.0, 0.25)
    for name in (*falls, *rises):
        for case in CASES:
            steps = np.diff([dated_path(name).at(year, QUANTILE[case]) for year in years])
            assert np.all(steps <= 1e-9 if name in falls else steps >= -1e-9), (name, case)


def test_a_draw_has_the_three_cases_as_its_percentiles() -> None:
    path = dated_path("starship_price_to_a_customer")
    quantiles = (np.arange(200_000) + 0.5) / 200_000
    drawn = path.draws(2030.0, quantiles)
    # evenly spaced quantiles leave only the spacing of the middle of the two percentiles, 5e-5 of a decade
    assert np.percentile(drawn, [95, 50, 5]) == pytest.approx([1600, 520, 120], rel=1e-3)
    # the two-piece normal of the logarithm, by the distribution function of SciPy
    half = np.log(1600 / 520) / norm.ppf(0.95)
    assert path.at(2030.0, 0.2) == pytest.approx(520 * math.exp(-norm.ppf(0.2) * half), rel=1e-12)


def test_a_share_stays_a_share() -> None:
    drawn = dated_path("share_of_mass_for_compute").draws(2040.0, np.array([1e-12, 0.5, 1 - 1e-12]))
    # 0.3, 0.6, 0.85 at the 5th, 50th and 95th percentile; the tails beyond the 1st and the 99th are held
    assert drawn[0] == pytest.approx(0.6 - 0.3 * norm.ppf(0.99) / norm.ppf(0.95))
    assert drawn[1] == 0.6
    assert drawn[2] == pytest.approx(0.6 + 0.25 * norm.ppf(0.99) / norm.ppf(0.95))
    assert dated_path("share_of_mass_for_compute").at(2045.0, 0.99) < 1.0
    assert dated_path("pue_annual_new_ai").at(2045.0, 0.0) > 1.0  # no facility takes less than its IT


def test_nodes_stand_on_the_first_of_january() -> None:
    assert decimal_year(dt.date(2028, 1, 1)) == 2028.0
    assert decimal_year(dt.date(2028, 7, 1)) == 2028.0 + 182 / 366
    assert decimal_year(dt.date(2027, 12, 31)) == 2027.0 + 364 / 365


def test_most_values_after_2027_say_that_they_are_estimates() -> None:
    nodes = [row for name in path_names() for row in dated_path(name).nodes]
    sourced = {(row.entry, row.field) for row in nodes if int(row.field) >= 2028 and row.grade != "estimate"}
    # the years for which a forecast of somebody else was found
    power = {("data_center_power_price", "2028"), ("data_center_power_price", "2030")}
    assert sourced == power | {("us_10y_treasury", "2028")}


def test_what_a_path_fills_is_a_row_of_the_catalogue_and_is_filled_once() -> None:
    places = [place for name in path_names() for _, place in dated_path(name).fills]
    assert len(set(places)) == len(places)
    for place in places:
        kind, entry, field = place.split("/")
        entries = catalog.table(kind) if entry == "*" else {entry: catalog.entry(kind, entry)}
        assert any(field in rows for rows in entries.values()), place


def test_an_unknown_path_is_refused() -> None:
    with pytest.raises(CatalogError, match="starship_price'"):
        dated_path("starship_price")
