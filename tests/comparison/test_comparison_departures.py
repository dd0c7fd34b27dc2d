"""What still differs between the sides, each effect against a run in which the difference is not there."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

import orbitdc
from orbitdc import catalog
from orbitdc.comparison import run as run_module
from orbitdc.comparison.departures import unrepaired
from orbitdc.comparison.run import Run
from orbitdc.report.headline import headline
from orbitdc.results.save import summary_of

RunOf = Callable[..., Run]
AI1 = "ai1_vs_colossus"
AT_ONCE = ("launch.launches_per_y=1e6", "fleet.factory_satellites_per_y=1e9")


def without(run: Run, word: str) -> float:
    """The ratio without the one difference that holds a word."""
    (each,) = (each for each in run.differences if word in each.what)
    assert each.ratio_without is not None
    assert run.ratio_like_for_like is not None
    assert each.effect == pytest.approx(run.ratio_like_for_like - each.ratio_without, rel=1e-12)
    return each.ratio_without


def parts(run: Run, side: str, *names: str) -> float:
    """Levelized cost of some lines of a side in USD per PFLOP-hour."""
    found = {"orbit": run.orbit, "ground": run.ground}[side].cost.usd_per_pflop_hour_by_what
    assert found is not None
    return math.fsum(found[name] for name in names)


def test_a_dearer_accelerator_is_that_of_the_run_without_the_premium(run_of: RunOf) -> None:
    plain = run_of(AI1, "satellite.board.premium_frac=0")
    assert without(run_of(AI1), "same silicon") == pytest.approx(plain.ratio_like_for_like, rel=1e-9)
    assert not any("same silicon" in each.what for each in plain.differences)


def test_the_ramp_is_that_of_a_launcher_that_keeps_pace_with_the_site(run_of: RunOf) -> None:
    fast = run_of(AI1, *AT_ONCE, "fleet.ramp_months=3")
    assert without(run_of(AI1), "enters service") == pytest.approx(fast.ratio_like_for_like, rel=1e-9)
    assert not any("enters service" in each.what for each in fast.differences)


def test_sales_and_programme_are_their_lines_of_the_ledger(run_of: RunOf) -> None:
    run = run_of(AI1)
    orbit, ground = run.orbit.cost.usd_per_pflop_hour, run.ground.cost.usd_per_pflop_hour
    assert orbit is not None
    assert ground is not None
    unsold = ground - parts(run, "ground", "salvage")
    assert without(run, "are sold at the end") == pytest.approx(orbit / unsold, rel=1e-12)
    not_handed_on = ground - parts(run, "ground", "facility residual", "facility residual: tax basis")
    assert without(run, "handed on") == pytest.approx(orbit / not_handed_on, rel=1e-12)
    programme = parts(run, "orbit", "development", "ground segment", "regulatory")
    assert without(run, "development") == pytest.approx((orbit - programme) / ground, rel=1e-12)


def test_a_site_that_repairs_nothing_loses_what_a_fleet_loses(run_of: RunOf) -> None:
    run = run_of(AI1)
    site = run.ground.side
    left = unrepaired(site, np.full(3, 1.0 / 3.0), 0.05, 5.0)
    kept = float(left.flop_by_month.sum() / site.flop_by_month.sum())
    # The mean of exp(-0.05 t) over five years; months are taken at their middle, to 1e-6.
    assert kept == pytest.approx((1.0 - math.exp(-0.25)) / 0.25, rel=1e-5)
    assert not any(line.what == "repairs" for line in left.lines)
    assert without(run, "replaced on the ground") < (run.ratio_like_for_like or 0.0)  # it is the dearer ground


def test_the_operators_own_cost_stands_beside_its_price(run_of: RunOf) -> None:
    run = run_of(AI1)
    cost = catalog.entry("launchers", "starship_internal")["price_usd_per_kg"].value
    again = run_of(AI1, f"launch.price_usd_per_kg={cost}")
    found = summary_of(run)["own_launch"]
    assert (found["launcher"], found["usd_per_kg"]) == ("starship_internal", cost)
    assert found["ratio"] == pytest.approx(again.ratio_like_for_like, rel=1e-9)
    assert "own cost of a launch" in "".join(dict(headline(summary_of(run))))
    assert summary_of(run_of(AI1, "launch.from=starship_2030"))["own_launch"] is None


def test_the_price_to_a_customer_stands_beside_the_operators_own_cost(run_of: RunOf) -> None:
    own = run_of(AI1, "launch.price_usd_per_kg=375", "launch.market_from=starship_2028")
    price = catalog.entry("launchers", "starship_2028")["price_usd_per_kg"].value
    found = summary_of(own)["market_launch"]
    assert (found["launcher"], found["usd_per_kg"]) == ("starship_2028", price)
    # The two runs look at each other: what one pays is the other price of the other.
    assert found["ratio"] == pytest.approx(run_of(AI1).ratio_like_for_like, rel=1e-9)
    told = dict(headline(summary_of(own)))["at the price of a launch to a customer"]
    assert "the price at which the launcher could sell the flight elsewhere decides" in told
    assert "would take costs 900, one that nobody else would take costs 375" in told
    assert summary_of(run_of(AI1))["market_launch"] is None


@pytest.mark.parametrize("key", ["internal_from", "market_from"])
def test_every_other_price_is_that_of_a_launcher(key: str) -> None:
    launchers = catalog.table("launchers")
    named = [entry[key].value for entry in launchers.values() if key in entry]
    assert named
    assert set(named) <= set(launchers)


def test_a_site_that_exchanges_as_seldom_as_the_fleet_is_that_of_the_run_that_says_so(run_of: RunOf) -> None:
    run, seldom = run_of(AI1), run_of(AI1, "workload.exchange=local_steps")
    orbit, ground = run.orbit.cost.usd_per_pflop_hour, seldom.ground.cost.usd_per_pflop_hour
    assert orbit is not None
    assert ground is not None
    assert without(run, "training exchanges once in 500 steps") == pytest.approx(orbit / ground, rel=1e-9)
    assert not any("training exchanges" in each.what for each in seldom.differences)


@pytest.mark.parametrize(("line", "word"), [("property tax", "pays property tax"), ("insurance", "insures")])
def test_what_the_ground_alone_owes_is_its_line_of_the_ledger(run_of: RunOf, line: str, word: str) -> None:
    run = run_of(AI1)
    orbit, ground = run.orbit.cost.usd_per_pflop_hour, run.ground.cost.usd_per_pflop_hour
    assert orbit is not None
    assert ground is not None
    assert without(run, word) == pytest.approx(orbit / (ground - parts(run, "ground", line)), rel=1e-12)


def test_a_site_of_its_own_silicon_is_that_of_the_run_that_shares_it(run_of: RunOf) -> None:
    staged = ("ground.build_up.from=colossus_2",)
    own = run_of(AI1, *staged, "ground.build_up.silicon=own")
    shared = run_of(AI1, *staged, "ground.build_up.silicon=shared")
    orbit, ground = own.orbit.cost.usd_per_pflop_hour, shared.ground.cost.usd_per_pflop_hour
    assert orbit is not None
    assert ground is not None
    assert without(own, "keeps its own accelerators") == pytest.approx(orbit / ground, rel=1e-9)


def test_each_difference_is_told_with_its_effect(run_of: RunOf) -> None:
    summary = summary_of(run_of(AI1))
    assert len(summary["differences"]) == 9
    for told, each in zip(summary["departures"], summary["differences"], strict=True):
        assert told == f"{each['what']}: {each['effect']:+.2f}"


def test_fees_and_premiums_are_their_rates_times_what_they_are_due_on(run_of: RunOf) -> None:
    """Spectrum by the year of the programme, insurance by the price of what was launched, water by the cubic metre."""
    fees = ("fleet.spectrum_usd_per_y=1e6", "fleet.insurance_frac_per_y=0.01", "ground.water_usd_per_m3=2")
    plain, run = run_of(AI1), run_of(AI1, *fees)
    s, unit, years = run.scenario, run.deployment.unit, 5.0
    told = dict.fromkeys(("regulatory", "insurance", "water"), 0.0)
    for priced in (run.orbit, run.ground):
        for line in priced.side.lines:
            if line.category.value in told and (line.category.value != "insurance" or priced is run.orbit):
                told[line.category.value] += line.usd
    launched = run.deployment.n_sat * (1.0 + s.fleet.spares_frac)
    assert told["insurance"] == pytest.approx(0.01 * years * launched * (unit.it + sum(unit.bus.values())), rel=1e-9)
    litres = run.ground.side.it_kwh * s.ground.water_l_per_it_kwh
    assert told["water"] == pytest.approx(2.0 * litres / 1000.0, rel=1e-9)
    before = sum(line.usd for line in plain.orbit.side.lines if line.category.value == "regulatory")
    fee = s.fleet.regulatory_usd_per_y
    assert told["regulatory"] == pytest.approx(before * (1.0 + 1e6 / fee), rel=1e-9)
    assert not any("insures" in each.what for each in run.differences)  # both sides do


def test_representative_days_tell_what_every_day_tells_of_an_announced_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Representative days move delivered FLOP by less than 1e-4 (notebooks/evidence), and a ratio by as much."""
    scenario = orbitdc.load(AI1, ["numerics.window_days=366"])
    few = orbitdc.simulate(scenario).ratio_as_announced
    monkeypatch.setattr(run_module, "ANNOUNCED_DAYS", 1)
    assert few == pytest.approx(orbitdc.simulate(scenario).ratio_as_announced, rel=1e-4)
