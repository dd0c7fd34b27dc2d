"""The table behind a page that travels, against the package at places that it was not made from."""

from __future__ import annotations

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.interpolate import BarycentricInterpolator

import orbitdc as odc
from orbitdc.errors import OrbitdcError
from orbitdc.explore.offline import _made_from, page_of
from orbitdc.explore.offline_checks import FAVOURS, Check, at_random, presets
from orbitdc.explore.offline_source import CAPITAL, LIFE, Source
from orbitdc.explore.offline_table import Table, barycentric, ratio_of, table_of
from orbitdc.scenario.load import load
from orbitdc.study.interpolation import nodes

AI1 = "ai1_vs_colossus"
# The ledger is linear in each price and analytic in the discount rate: 7 Chebyshev nodes leave 1e-7 over a factor of 9.
NEAR = 1e-6


class Texts(HTMLParser):
    """The text of a page outside its scripts, and every address that it names."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said, self.tags, self.addresses = "", list[str](), list[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "action")]

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] != ["script"]:
            self.said += data


def test_what_a_page_moves(table: Table) -> None:
    assert [one.key for one in table.sliders] == [
        "launch.price_usd_per_kg",
        "satellite.bus.price_usd_per_it_w",
        "accelerator.price_usd",
        "ground.facility_usd_per_it_w",
        "ground.electricity_usd_per_kwh",
        "money.it_salvage_frac",
        "money.real_wacc_frac",
        "mission.life_y",
    ]
    assert [each.life_y for each in table.lives] == [0.25, 0.5]
    assert {(0,), (1,), (2,), (3,), (4,), (5,)} < set(table.terms)
    assert (2, 5) in table.terms  # what accelerators fetch is a share of what they cost
    for one in table.sliders[:-1]:
        assert one.low <= one.value / 2 < 2 * one.value <= one.high


def test_a_position_is_what_the_package_says_of_it_as_changes_of_the_scenario(table: Table) -> None:
    for position in at_random(table, 3):
        assert position[CAPITAL] not in table.nodes
        found = odc.simulate(load(AI1, [f"{key}={value}" for key, value in position.items()]))
        # by a march of every day in place of one in 8, which moves the FLOP of a life by 1e-4 at most
        assert ratio_of(table.at(position)) == pytest.approx(found.ratio_like_for_like, rel=1e-4)


def test_the_ends_that_favour_a_side_are_the_extremes_of_the_page(table: Table) -> None:
    found = presets(table)
    least, most = (ratio_of(table.at(found[name])) for name in FAVOURS.values())
    assert least is not None
    assert most is not None
    chance = np.random.default_rng(3)
    for _ in range(200):
        position = {one.key: (one.low, one.high)[chance.integers(2)] for one in table.sliders}
        assert least <= (ratio_of(table.at(position)) or least) <= most


def test_costs_follow_the_launch_price_as_the_curve_of_a_run(table: Table, offline: Path) -> None:
    rows = list(csv.DictReader((offline.parent / "launch_curve.csv").read_text(encoding="utf-8").splitlines()))
    for row in rows[::6]:
        orbit, ground = table.at({"launch.price_usd_per_kg": float(row["launch_usd_per_kg"])}).sum(axis=1)
        assert orbit == pytest.approx(float(row["orbit_usd_per_pflop_hour"]), rel=1e-4)  # of representative days
        assert ground == pytest.approx(float(row["ground_usd_per_pflop_hour"]), rel=NEAR)


def test_weights_of_chebyshev_nodes_are_those_of_scipy() -> None:
    at = nodes(0.02, 0.21, 6)
    for x in (0.02, 0.0211, 0.0709, 0.2, float(at[3])):
        theirs = BarycentricInterpolator(at, np.eye(len(at)))(x)
        assert barycentric(at, x) == pytest.approx(theirs, abs=1e-12)


def test_a_satellite_sized_once_is_what_sizing_finds_at_other_prices() -> None:
    sets = ["mission.life_y=0.25", "numerics.planes_marched=1", "numerics.phases_marched=2"]
    source = Source(load("sized_ai1", sets))
    moved = {"launch.price_usd_per_kg": 300.0, "accelerator.price_usd": 20e3, CAPITAL: 0.15}
    source.costs({})
    again = Source(load("sized_ai1", [*sets, *(f"{key}={value}" for key, value in moved.items())]))
    assert again.ratio({}) == pytest.approx(source.ratio(moved), rel=1e-12)
    assert again.sizes == source.sizes


def test_the_page_holds_what_was_found_and_asks_for_nothing(offline: Path) -> None:
    html = offline.read_text(encoding="utf-8")
    page = Texts(html)
    assert "The run behind this page changes the scenario" in page.said
    assert "orbitdc run ai1_vs_colossus --set mission.life_y=0.25 --set launch.price_usd_per_kg=700" in page.said
    assert all(address.startswith("#") for address in page.addresses)
    assert "default-src 'none'" in html
    found = re.search(r"between the arithmetic of this page and the package: ([0-9.]+) %", page.said)
    assert found is not None
    assert 0.0 < float(found[1]) < 100 * NEAR
    data = json.loads(re.search(r'id="data">(.*?)</script>', html, re.DOTALL)[1])
    summary = json.loads((offline.parent / "summary.json").read_text(encoding="utf-8"))
    assert data["checks"][0]["ratio"] == pytest.approx(summary["ratio_like_for_like"], rel=1e-4)
    assert len(data["checks"]) > 50


def test_a_page_and_a_package_that_disagree_on_whether_there_is_a_ratio_differ_without_end() -> None:
    assert Check("here", {}, None, 1.0).difference_frac == np.inf
    assert Check("here", {}, None, None).difference_frac == 0.0


def test_a_name_full_of_markup_stays_text(offline: Path, source: Source, table: Table) -> None:
    evil = "</script><script>alert(1)</script>\u202e\"'&"
    summary = odc.open(offline.parent).summary
    for block, key in (("scenario", "description"), ("scenario", "name"), ("orbit", "name"), ("ground", "site")):
        summary[block][key] = evil
    html = page_of(summary, source, table)
    page = Texts(html)
    assert page.tags.count("script") == 2
    assert page.said.count("alert(1)") == 5  # title, heading, description, and both sides in the first sentence
    assert "\u202e" not in html


@pytest.mark.parametrize("made", [{"path": None}, {"sha256": "0" * 64}])
def test_a_run_whose_scenario_is_not_there_any_more_has_no_page(made: dict[str, Any]) -> None:
    scenario = load(AI1)
    summary = {"scenario": {"path": AI1, "changes": [], "sha256": scenario.sha256, "name": "x"} | made}
    with pytest.raises(OrbitdcError) as caught:
        _made_from(summary, Path("here"))
    assert caught.value.exit_code == 2


def test_a_life_that_the_scenario_refuses_has_a_reason(table: Table) -> None:
    source = Source(load(AI1, ["mission.life_y=0.25", "satellite.envelope_m3=90000"]))
    with pytest.raises(OrbitdcError):
        table_of(source)
    assert table.at({LIFE: 0.25}).sum() > 0.0
