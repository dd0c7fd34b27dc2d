"""The outlook: years on dated paths, draws that are one future each, and when the two sides meet."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import orbitdc as odc
from orbitdc.catalog.paths import dated_path
from orbitdc.errors import ScenarioError
from orbitdc.study import outlook as outlook_module
from orbitdc.study.outlook import Outlook, futures, outlook, start
from orbitdc.study.point import outcome

SHORT = ["mission.life_y=1", "numerics.phases_marched=4"]
PRICE = "launch.price_usd_per_kg"


def test_a_central_point_is_what_a_run_finds_at_that_date() -> None:
    scenario = odc.load("ai1_vs_colossus", SHORT)
    found = outlook(scenario, [2030], draws=0, jobs=1)
    dated = scenario.replace(
        {"prices.mode": "dated", "mission.service_date": "2030-01-01", "accelerator.from": "latest_nvidia"}
    )
    assert found.central[2030] == outcome(dated)
    run = odc.simulate(dated)
    # Representative days move the FLOP of a life by less than 1e-4.
    assert found.central[2030]["ratio_like_for_like"] == pytest.approx(run.ratio_like_for_like, rel=1e-4)


def test_a_draw_keeps_its_place_on_a_path_through_the_years() -> None:
    scenario, positions = odc.load("ai1_vs_colossus", SHORT), {"launch": np.array([0.9, 0.2, 0.6])}
    prices = {}
    for year in (2028, 2036):
        base = scenario.replace(start(scenario, year, ""))
        points = futures(base, start(scenario, year, ""), year, positions, [], np.empty((3, 0)))
        prices[year] = [point[PRICE] for point in points]
        path = dated_path("starship_price_to_a_customer")
        assert prices[year] == pytest.approx([path.at(float(year), q) for q in (0.9, 0.2, 0.6)], rel=1e-12)
    assert np.argsort(prices[2028]).tolist() == np.argsort(prices[2036]).tolist() == [0, 2, 1]


def test_the_ranges_of_a_year_are_those_of_its_silicon(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def seen(_: object, points: list[Any], **__: object) -> list[Any]:
        asked.extend(points)
        return [{"verdict": "CLOSES", "ratio_like_for_like": 2.0}] * len(points)

    monkeypatch.setattr(outlook_module, "evaluate_points", seen)
    scenario = odc.load("ai1_vs_colossus", SHORT)
    outlook(scenario, [2026, 2030], draws=3, seed=1, jobs=1)
    for year, points in ((2026, asked[4:7]), (2030, asked[7:10])):
        own_w = scenario.replace(start(scenario, year, "latest_nvidia")).accelerator.tdp_w
        # The card of 2030 takes some kilowatts and that of 2026 700 W; a range reaches a fifth either way.
        assert all(abs(point.get("accelerator.tdp_w", own_w) / own_w - 1.0) < 0.5 for point in points)
    assert sum("accelerator.tdp_w" in point for point in asked) >= 3


def test_parity_is_more_likely_where_launch_and_satellite_cost_less() -> None:
    # Everything but the accelerators nearly free, in orbit: parity is certain; as it stands, it is not.
    free = [
        "launch.price_usd_per_kg=1", "satellite.solar_array.price_usd_per_w=0.01",
        "satellite.radiator.price_usd_per_m2=1", "satellite.board.premium_frac=0",
        "satellite.link.terminal_usd=1", "satellite.bus.structure_usd=1",
        "satellite.bus.avionics_usd=1", "fleet.nre_usd=1", "ground.electricity_usd_per_kwh=9",
        "fleet.operations_usd_per_it_kw_y=1", "accelerator.permanent_loss_per_y=0",
    ]  # fmt: skip
    as_it_is = outlook(odc.load("ai1_vs_colossus", SHORT), [2030], draws=8, seed=1, only_paths=True, jobs=1)
    cheap = outlook(odc.load("ai1_vs_colossus", [*SHORT, *free]), [2030], draws=8, seed=1, only_paths=True, jobs=1)
    assert as_it_is.parity[2030] == 0.0
    assert cheap.parity[2030] == 1.0
    assert cheap.first_year(0.9) == 2030
    assert as_it_is.first_year(0.1) is None
    # No draw of 8 below 1 leaves a probability of up to z2/(n + z2) = 32 % (Wilson), half of which is the error.
    assert as_it_is.parity_error(2030) == pytest.approx(0.5 * 3.8416 / (8 + 3.8416), rel=1e-3)


def test_launches_carry_what_the_path_says() -> None:
    found = outlook(odc.load("ai1_vs_colossus", SHORT), [2030], draws=0, jobs=1)
    flights, payload_kg = (dated_path(name).at(2030.0) for name in ("starship_flights_per_year", "starship_payload"))
    share = dated_path("share_of_mass_for_compute").at(2030.0)
    row = found.central[2030]
    by_hand = flights * payload_kg * share * row["it_w"] / row["launched_kg"] * 1e-9
    assert found.supply_gw_per_y(2030)["launches"] == pytest.approx(by_hand, rel=1e-12)
    assert found.supply_limit(2030) == ("launches", found.supply_gw_per_y(2030)["launches"])


def test_a_factory_that_builds_less_than_launches_carry_is_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    # a satellite of twenty times the power per kg: a year of launches carries 20 x 0.168 = 3.4 GW, factories build 0.8
    found = outlook(odc.load("ai1_vs_colossus", SHORT), [2030], draws=0, jobs=1)
    row = dict(found.central[2030])
    monkeypatch.setitem(row, "it_w", 20.0 * row["it_w"])
    dense = replace(found, central={2030: row})
    assert dense.supply_limit(2030) == ("factories", dated_path("satellite_factory").at(2030.0))
    assert dense.columns["supply_limited_by"] == ["factories"]
    assert dense.columns["chips_allow_gw_per_y"] == [62.0]  # 62 [35-110] GW in the facts


def test_the_factory_of_a_date_builds_what_the_path_says() -> None:
    # 0.8 GW in 2030 and 50 GW in 2040 over satellites of 120 kW: 6,667 and 416,667 a year, 51 % more each year
    scenario = odc.load("ai1_vs_colossus")
    fleet = scenario.replace(start(scenario, 2030, "")).fleet
    rate, ramp, growth, most = fleet.factory_pace()
    assert (rate, ramp, most) == (pytest.approx(0.8e9 / 120e3), 0.0, pytest.approx(50e9 / 120e3))
    assert growth == pytest.approx((50 / 0.8) ** 0.1 - 1.0)
    stated = odc.load("ai1_vs_colossus", ["fleet.factory_satellites_per_y=500"])
    assert stated.replace(start(stated, 2030, "")).fleet.factory_satellites_per_y == 500.0


def test_the_claim_of_the_merger_has_an_answer_and_a_figure() -> None:
    claim = odc.load("claims/cheapest_in_2_to_3_years", SHORT)
    found: Outlook = odc.outlook(claim, [2028, 2029], draws=4, seed=1, jobs=1)
    assert found.parity.keys() == {2028, 2029}
    assert found.answer()["first_year"] == {"p10": None, "p50": None, "p90": None}
    assert "more likely than not in no year" in repr(found)
    figure = found.plot().figure
    assert [axis.get_ylabel() for axis in figure.axes] == ["USD per PFLOP-hour", "orbit / ground", "P(orbit cheaper)"]
    assert list(found.table.index) == [2028, 2029]


@pytest.mark.parametrize(("years", "draws"), [([2019], 0), ([2046], 0), ([], 0), ([2030], -1)])
def test_years_outside_the_paths_are_refused(years: list[int], draws: int) -> None:
    with pytest.raises(ScenarioError):
        outlook(odc.load("ai1_vs_colossus", SHORT), years, draws=draws, jobs=1)
