"""Sales tax and gross property taxes of a site, by hand."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

import orbitdc
from orbitdc.comparison.pricing import site_for
from orbitdc.economics.side import Side
from orbitdc.ledger import Levelized, levelize
from orbitdc.ledger.cost_line import Category, Component, CostLine, stepped
from orbitdc.ledger.property_tax import property_tax

IT, FACILITY = 440_000 * 62_400.0, 946e6 * 13.0
FLAT = ("workload.mfu=stated", "ground.ramp_months=0")


def priced(*sets: str, name: str = "ai1_vs_colossus") -> tuple[Side, Levelized]:
    scenario = orbitdc.load(name, (*FLAT, *sets))
    side = site_for(scenario)
    return side, levelize(side.lines, side.flop_by_month, side.capital.terms)


def test_sales_tax_is_a_share_of_chips_and_of_the_plant_in_the_building() -> None:
    side, cost = priced("ground.sales_tax_frac=0.06")
    assert cost.capex_usd["sales tax"] == pytest.approx(0.06 * (IT + 0.8 * FACILITY), rel=1e-12)  # a fifth is shell
    assert cost.opex_usd["sales tax"] == pytest.approx(
        0.06 * cost.opex_usd["repairs"], rel=1e-12
    )  # what replaces chips
    _, exempt = priced()
    assert "sales tax" not in exempt.capex_usd
    for what, usd in exempt.pv_by_what.items():
        assert cost.pv_by_what[what] == usd, what
    paid = {line.first_month for line in side.lines if line.what == "sales tax" and line.capex}
    assert paid == {
        line.first_month for line in side.lines if line.what in ("it", "facility")
    }  # with what it is due on


def test_property_tax_of_chips_falls_with_their_value() -> None:
    """1.5 % of 0.9, 0.7, 0.5, 0.3 and 0.1 of the price, straight depreciation by the year."""
    side, _ = priced("ground.abatement_frac=0", "ground.facility_property_tax_frac_per_y=0")
    taxed = [(line.first_month, line.months, line.usd) for line in side.lines if line.what == "property tax"]
    by_hand = [(12 * k, 12, pytest.approx(0.015 * IT * (0.9 - 0.2 * k), rel=1e-12)) for k in range(5)]
    assert taxed == by_hand


def test_abatement_forgives_a_share_until_it_ends() -> None:
    quiet = ("mission.life_y=15", "ground.it_property_tax_frac_per_y=0")
    full = priced(*quiet, "ground.abatement_frac=0")[1].opex_usd["property tax"]
    assert full == pytest.approx(0.012 * FACILITY * 15.0, rel=1e-12)
    default = priced(*quiet)[1].opex_usd["property tax"]
    assert default == pytest.approx(0.012 * FACILITY * (10.0 * 0.35 + 5.0), rel=1e-12)
    none = priced(*quiet, "ground.abatement_y=0")[1].opex_usd["property tax"]
    assert none == pytest.approx(full, rel=1e-12)
    assert (
        priced(*quiet, "ground.abatement_frac=1", "ground.abatement_y=15")[1].opex_usd.get("property tax", 0.0) == 0.0
    )


def test_within_the_abatement_the_net_rate_is_the_one_the_studies_state() -> None:
    """0.4 % a year net (0 to 2.5), about 100 USD per kW and year: gross 1.2 % at 65 % off, chips beside it."""
    side, cost = priced()
    site = orbitdc.load("ai1_vs_colossus").ground
    net = (1.0 - site.abatement_frac) * site.facility_property_tax_frac_per_y
    assert net == pytest.approx(0.004, abs=0.0005)  # stated to one digit
    assert site.abatement_y >= 5.0  # the whole life of the chips
    yearly = cost.opex_usd["property tax"] / 5.0
    assert 80.0 < yearly / (side.it_w * 1e-3) < 135.0  # "about 100 USD/kW-y", at prices a tenth lower


def test_chips_bought_after_the_abatement_pay_in_full() -> None:
    late = ("mission.life_y=10", "ground.it_refresh_y=5", "ground.abatement_y=5", "money.real_wacc_frac=0")
    side, _ = priced(*late, "ground.facility_property_tax_frac_per_y=0")
    first, second = (
        math.fsum(line.usd for line in side.lines if line.what == "property tax" and start <= line.first_month < end)
        for start, end in ((0, 60), (60, 120))
    )
    assert second == pytest.approx(0.015 * IT * 2.5, rel=1e-12)
    assert first == pytest.approx(0.35 * second, rel=1e-12)


def test_an_abatement_that_ends_within_a_year_splits_it() -> None:
    lines = property_tax(Component.FACILITY, 1200.0, 0, 24, 0.01, None, 0.5, 18)
    assert [(line.first_month, line.months, line.usd) for line in lines] == [(0, 18, 9.0), (18, 6, 6.0)]
    falling = property_tax(Component.FACILITY, 1200.0, 0, 24, 0.01, 24, 0.5, 18)
    assert [(line.first_month, line.months) for line in falling] == [(0, 12), (12, 6), (18, 6)]
    # mean values 3/4, 3/8, 1/8 of 1200 USD at 1 % a year, half of it forgiven in the first two
    assert [line.usd for line in falling] == pytest.approx([4.5, 1.125, 0.75], rel=1e-12)


def test_nothing_is_due_on_nothing() -> None:
    nothing = [
        property_tax(Component.FACILITY, usd, 0, months, frac_per_y)
        for usd, months, frac_per_y in ((0.0, 60, 0.01), (1e9, 60, 0.0), (1e9, 0, 0.01))
    ]
    assert nothing == [[], [], []]


def test_abilene_keeps_its_own_abatement() -> None:
    scenario = orbitdc.load("sites/stargate_abilene")
    assert scenario.ground.abatement_frac == 0.85
    assert orbitdc.load("ai1_vs_colossus").ground.abatement_frac == 0.65


@pytest.mark.parametrize("months", [12, 30, 60, 61, 119])
def test_a_value_that_falls_to_nothing_is_taxed_at_its_half(months: int) -> None:
    """Over the whole life a straight line is worth half on average, whatever months the years cut it into."""
    lines = property_tax(Component.FACILITY, 1e6, -3, months, 0.02, months)
    assert math.fsum(line.usd for line in lines) == pytest.approx(0.02 * 1e6 * months / 12 / 2, rel=1e-12)
    assert lines[0].first_month == -3
    assert sum(line.months for line in lines) == months
    assert all(late.usd < early.usd for early, late in pairwise(lines))


@pytest.mark.parametrize("months", [6, 24, 30])
def test_a_price_that_falls_falls_by_the_year(months: int) -> None:
    line = CostLine(Category.REPAIRS, Component.COMPUTE, 1e6, 7, months)
    assert stepped(line, 0.0) == [line]
    monthly = [1e6 / months * 0.7 ** (month // 12) for month in range(months)]
    parts = stepped(line, 0.3)
    assert math.fsum(part.usd for part in parts) == pytest.approx(math.fsum(monthly), rel=1e-12)
    assert [part.first_month for part in parts] == list(range(7, 7 + months, 12))
    assert sum(part.months for part in parts) == months
