"""What a site costs to build and to run, against public prices of whole sites and public rents."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import orbitdc
from orbitdc import catalog
from orbitdc.comparison.deal import outlay_usd
from orbitdc.comparison.pricing import price, site_for
from orbitdc.constants import HOURS_PER_YEAR

PAGE = Path(__file__).resolve().parents[2] / "docs" / "sites.md"
# Bernstein 35, Epoch 38, Foxconn 47 (Vera Rubin), Stargate 50 bn USD per GW; their boundaries are not all known.
BN_USD_PER_GW = (35.0, 60.0)
# GB300: five-year contract of November 2025 2.4, list price for five years 3.25, one to five years 3.6 USD per hour.
USD_PER_GB300_HOUR = (2.0, 4.0)
LIKE_COLOSSUS = ("sites/colossus_2", "sites/gas_btm_generic", "sites/grid_average_hyperscaler", "sites/meta_hyperion")


@pytest.mark.parametrize("name", LIKE_COLOSSUS)
def test_a_site_of_gb300_costs_what_public_accounts_say(name: str) -> None:
    side = site_for(orbitdc.load(name))
    low, high = BN_USD_PER_GW
    assert low < outlay_usd(side, accelerators_alone=False) / side.it_w < high  # USD per W are bn USD per GW


@pytest.mark.parametrize("name", LIKE_COLOSSUS)
def test_an_hour_of_a_gb300_costs_what_it_rents_for(name: str) -> None:
    priced = price(site_for(orbitdc.load(name)))
    cost = priced.cost.usd_per_pflop_hour
    assert cost is not None
    pflop_hours = priced.side.delivered_pflop_per_s * HOURS_PER_YEAR * 5.0
    low, high = USD_PER_GB300_HOUR
    assert low < cost * pflop_hours / priced.side.gpu_hours < high


def test_the_page_says_how_many_sites_share_one_price_of_a_building() -> None:
    prices = Counter(entry["facility_usd_per_it_w"].value for entry in catalog.table("sites").values())
    shared, count = prices.most_common(1)[0]
    assert (shared, count, sum(prices.values())) == (13, 12, 16)
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert "twelve of the sixteen share one price of a building, 13 USD per watt of IT" in text
    for source in ("Bernstein", "Epoch AI", "Foxconn", "Stargate", "IREN"):
        assert source in text
