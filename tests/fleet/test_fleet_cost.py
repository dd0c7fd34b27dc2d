"""Taxes of satellites, the fall of silicon's price, and ground stations counted by their traffic, by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest

import orbitdc
from orbitdc.compute.workload import Workload
from orbitdc.economics.horizon import Life
from orbitdc.fleet import Fleet, Launcher
from orbitdc.fleet.cost import (
    UnitPrice,
    programme_lines,
    purchase_lines,
    satellite_purchases,
    service_purchases,
    yearly_lines,
)
from orbitdc.fleet.gateways import Gateways, gateways, ground_demand_gbps, sites_needed
from orbitdc.ledger.cost_line import CostLine
from orbitdc.satellite.link import Link

FIVE_YEARS = Life(5.0)
BUS = {"array": 2.0e6, "radiator": 1.0e6}


def parts(*sets: str) -> tuple[Fleet, Launcher, Workload, Link]:
    s = orbitdc.load("ai1_vs_colossus", sets)
    return s.fleet, s.launch, s.workload, s.satellite.link


def total(lines: list[CostLine], what: str) -> float:
    return math.fsum(line.usd for line in lines if line.what == what)


def unit(**more: Any) -> UnitPrice:
    return UnitPrice(it=4.0e6, bus=BUS, launch=3.0e6, **more)


def satellite_lines(
    price: UnitPrice, fleet: Fleet, launcher: Launcher, loss: float, fall: float = 0.0
) -> list[CostLine]:
    """Payments of 100 satellites of 120 kW over five years."""
    bought = satellite_purchases(100.0, fleet, launcher, FIVE_YEARS, loss)
    return [*purchase_lines(bought, price, fall), *yearly_lines(price, 100.0, fleet, 120.0, FIVE_YEARS)]


# -- taxes -------------------------------------------------------------------------------------------------------------


def test_sales_tax_is_due_on_everything_that_is_made_and_on_no_launch() -> None:
    fleet, launcher, *_ = parts("fleet.attrition=spares")
    bare = satellite_lines(unit(), fleet, launcher, 0.02)
    taxed = satellite_lines(unit(sales_tax_frac=0.01), fleet, launcher, 0.02)
    assert total(taxed, "sales tax") == pytest.approx(0.01 * 7.0e6 * 100.0, rel=1e-12)
    for what in ("it", "bus: array", "launch", "operations", "deorbit"):
        assert total(taxed, what) == total(bare, what), what
    loss = 0.05 / 0.95  # of Starship in 2028: a failed launch takes what is made again, tax included
    assert launcher.failure_frac == 0.05
    assert total(taxed, "launch loss") - total(bare, "launch loss") == pytest.approx(loss * 7.0e6, rel=1e-9)
    again = 0.02 * 5.0 * 100.0 * (1.0 + loss)  # satellites that replace lost ones
    assert total(taxed, "replacement") - total(bare, "replacement") == pytest.approx(again * 0.07e6, rel=1e-9)


def test_property_tax_of_satellites_falls_with_their_value() -> None:
    fleet, launcher, *_ = parts("fleet.property_tax_frac_per_y=0.01", "fleet.spares_frac=0.1")
    lines = satellite_lines(unit(), fleet, launcher, 0.0)
    by_year = [
        math.fsum(line.usd for line in lines if line.what == "property tax" and line.first_month == month)
        for month in range(0, 60, 12)
    ]
    by_hand = [0.01 * 7.0e6 * 110.0 * left for left in (0.9, 0.7, 0.5, 0.3, 0.1)]
    assert by_year == pytest.approx(by_hand, rel=1e-12)  # compute and bus of all that were launched, straight line


def test_by_default_satellites_pay_neither() -> None:
    fleet, launcher, *_ = parts()
    whats = {line.what for line in satellite_lines(unit(), fleet, launcher, 0.02)}
    assert not whats & {"sales tax", "property tax"}


# -- silicon that gets cheaper -----------------------------------------------------------------------------------------


def test_satellites_that_replace_lost_ones_carry_compute_at_the_price_of_its_year() -> None:
    fleet, launcher, *_ = parts("fleet.attrition=spares", "launch.failure_frac=0")
    lines = satellite_lines(unit(), fleet, launcher, 0.02, 0.3)
    yearly = 0.02 * 100.0
    by_hand = yearly * (5.0 * 6.0e6 + 4.0e6 * sum(0.7**year for year in range(5)))
    assert total(lines, "replacement") == pytest.approx(by_hand, rel=1e-12)
    steady = satellite_lines(unit(), fleet, launcher, 0.02)
    assert total(steady, "replacement") == pytest.approx(yearly * 5.0 * 10.0e6, rel=1e-12)
    assert len([line for line in steady if line.what == "replacement"]) == 3  # compute, bus and launch, each once


def test_what_a_visit_brings_is_priced_as_it_is_given() -> None:
    _, launcher, *_ = parts("fleet.servicing=visit", "launch.failure_frac=0")
    brought = UnitPrice(4.0e6, {}, 3.0e6, 0.01)
    lines = list(purchase_lines(service_purchases(2.0, 1.0 / 6.0, launcher, 24), brought))
    assert total(lines, "service accelerators") == pytest.approx(2.0 * (4.04e6 + 0.5e6), rel=1e-12)
    assert {line.first_month for line in lines} == {24}


# -- ground stations ---------------------------------------------------------------------------------------------------


def test_sites_for_a_clear_sky() -> None:
    """Four to five sites for 99 % of the time, at 60 to 70 % of clear sky each (optical ground stations)."""
    assert [sites_needed(clear, 0.99) for clear in (0.7, 0.65, 0.61)] == [4, 5, 5]
    for clear in (0.5, 0.6, 0.7, 0.9, 0.99):
        for wanted in (0.9, 0.99, 0.999):
            n = sites_needed(clear, wanted)
            assert 1.0 - (1.0 - clear) ** n >= wanted - 1e-12  # a whole power meets it to rounding
            assert n == 1 or 1.0 - (1.0 - clear) ** (n - 1) < wanted - 1e-12


def test_traffic_of_tokens_and_weights_by_hand() -> None:
    """405e9 parameters: 2 P FLOP a token, 32 bytes each; weights of 405 GB once a day to each satellite."""
    *_, work, _ = parts("workload.traffic=inference")
    tokens = 56 * 1e15 / (2 * 405e9)
    weights = 405e9 * 8 / 86400 * 1e-9
    assert ground_demand_gbps(work, 56, 1e15) == pytest.approx(tokens * 32 * 8e-9 + weights, rel=1e-12)


def test_traffic_of_a_training_fleet_by_hand() -> None:
    """6 P FLOP a token, 32 bytes each; 18 bytes of state per parameter once a day from each job of 16,384."""
    *_, work, _ = parts()
    tokens = 16384 * 0.4e15 / (6 * 405e9)
    state = 18 * 405e9 * 8 / 86400 * 1e-9
    assert ground_demand_gbps(work, 16384, 0.4e15) == pytest.approx(tokens * 32 * 8e-9 + state, rel=1e-12)
    *_, silent, _ = parts("workload.traffic=none")
    assert ground_demand_gbps(silent, 16384, 0.4e15) == 0.0


@pytest.mark.parametrize(
    ("sets", "count"),
    [
        ((), 4 * 9),  # 1000 satellites of 0.84 Gbit/s in stations of 100, at four sites
        (("fleet.gateway_gbps=200",), 4 * 5),
        (("fleet.gateway_medium=radio",), 9),  # clouds do not matter
        (("satellite.link.ground_gbps=0.5",), 4 * 5),  # no more than the link carries
        (("fleet.gateway_availability_frac=0.9",), 2 * 9),
        (("satellite.link.clear_sky_frac=1",), 9),
        (("workload.traffic=none",), 4),  # one at each site, however little there is to say
    ],
)
def test_stations_carry_the_traffic_at_every_site(sets: tuple[str, ...], count: int) -> None:
    fleet, _, work, link = parts("workload.traffic=inference", "fleet.gateways=by_egress", *sets)
    each = 0.84 / ground_demand_gbps(parts("workload.traffic=inference")[2], 56, 1e15)  # scaled to 0.84 Gbit/s
    work = work.model_copy(
        update={
            "bytes_per_token": work.bytes_per_token * each,
            "weight_updates_per_day": work.weight_updates_per_day * each,
        }
    )
    found = gateways(fleet, link, work, 1000.0, 56, 1e15)
    assert found is not None
    assert found.count == count
    assert found.count % found.sites == 0


def test_counted_stations_are_the_fleets_own_and_a_stated_sum_is_shared() -> None:
    fleet, *_ = parts()
    tenth = programme_lines(fleet, 1e8, FIVE_YEARS)
    assert total(tenth, "ground segment") == pytest.approx(0.1 * 3e8, rel=1e-12)
    counted = programme_lines(fleet, 1e8, FIVE_YEARS, gateways=Gateways(850.0, 4, 36))
    assert total(counted, "ground segment") == pytest.approx(36 * 2e6, rel=1e-12)
    assert total(counted, "development") == total(tenth, "development")
    fleet, _, work, link = parts()
    assert gateways(fleet, link, work, 1000.0, 56, 1e15) is None
