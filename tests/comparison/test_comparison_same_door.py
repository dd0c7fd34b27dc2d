"""Both sides of a comparison walk through the same door, and what they share changes both."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

import orbitdc
from orbitdc.comparison.pricing import fleet_for, price, ratio, site_for
from orbitdc.comparison.run import Run
from orbitdc.errors import ScenarioError
from orbitdc.ledger import levelize

RunOf = Callable[..., Run]
AI1, SHELL = "ai1_vs_colossus", "starlink_compute_shell"


def test_the_same_lines_and_flop_cost_exactly_the_same_on_both_sides(run_of: RunOf) -> None:
    run = run_of(AI1)
    for side in (run.orbit.side, run.ground.side):
        as_orbit = price(replace(side, capital=run.orbit.side.capital))
        as_ground = price(replace(side, capital=run.ground.side.capital))
        assert ratio(as_orbit.cost, as_ground.cost) == 1.0
        renamed = price(replace(side, name="the other side", notes=("moved",)))
        assert ratio(renamed.cost, as_ground.cost) == 1.0


def test_doubling_every_cost_of_a_side_gives_exactly_two(run_of: RunOf) -> None:
    run = run_of(AI1)
    for side in (run.orbit.side, run.ground.side):
        dear = replace(side, lines=tuple(replace(line, usd=2.0 * line.usd) for line in side.lines))
        assert ratio(price(dear).cost, price(side).cost) == 2.0
        busy = replace(side, flop_by_month=2.0 * side.flop_by_month)
        assert ratio(price(busy).cost, price(side).cost) == 0.5


def test_the_order_of_the_lines_does_not_matter(run_of: RunOf) -> None:
    run = run_of(AI1)
    money = run.ground.side.capital.terms
    for side in (run.orbit.side, run.ground.side):
        shuffled = list(side.lines)
        random.Random(1).shuffle(shuffled)
        assert shuffled != list(side.lines)
        again = levelize(shuffled, side.flop_by_month, money)
        whole = levelize(side.lines, side.flop_by_month, money)
        assert again.pv_usd == pytest.approx(whole.pv_usd, rel=1e-14)  # the cohorts of a kind are summed first


def test_a_payment_weighs_the_same_wherever_it_is_made(run_of: RunOf) -> None:
    """A line moved from one side to the other moves its present value, unchanged, with it."""
    run = run_of(AI1)
    money = run.ground.side.capital.terms
    (line, *rest) = run.orbit.side.lines
    without = levelize(rest, run.orbit.side.flop_by_month, money)
    with_it = levelize([*run.ground.side.lines, line], run.ground.side.flop_by_month, money)
    gained = with_it.pv_usd - levelize(run.ground.side.lines, run.ground.side.flop_by_month, money).pv_usd
    lost = levelize(run.orbit.side.lines, run.orbit.side.flop_by_month, money).pv_usd - without.pv_usd
    assert gained == pytest.approx(lost, rel=1e-8)  # differences of 1e10 dollars, each rounded to 1e-16 of itself


@pytest.mark.parametrize(
    "change",
    [
        "accelerator.price_usd=70000",
        "accelerator.allin_w=1900",
        "accelerator.permanent_loss_per_y=0.09",
        "workload.precision=fp4",
        "workload.precision=bf16",
        "workload.occupancy_frac=0.6",
        "workload.kernel_efficiency_frac=0.5",
        "accelerator.domain_gbps=3600",
        "workload.availability_frac=0.96",
        "workload.idle_power_frac=0.1",
        "mission.life_y=4",
        "money.real_wacc_frac=0.1",
        "money.tax_frac=0",
        "money.inflation_frac=0.03",
        "money.flop_value_decline_per_y=0.3",
        "accelerator.from=h100",
        "accelerator.from=vr200",
    ],
)
def test_what_both_sides_share_changes_both(run_of: RunOf, change: str) -> None:
    before, after = run_of(AI1), run_of(AI1, change)
    for side in ("orbit", "ground"):
        old, new = getattr(before, side).cost.usd_per_pflop_hour, getattr(after, side).cost.usd_per_pflop_hour
        assert old is not None
        assert new is not None
        assert abs(new / old - 1.0) > 1e-5, side  # far above rounding, below the weakest lever, inflation's


@pytest.mark.parametrize("name", [AI1, SHELL])
def test_twice_the_utilization_halves_both_costs_and_leaves_the_ratio(run_of: RunOf, name: str) -> None:
    """Delivered FLOP are peak x occupancy x MFU x availability: MFU changes nothing but the count, and the traffic."""
    quiet = ("workload.traffic=none", "workload.mfu=stated")
    single, double = run_of(name, *quiet, "workload.mfu_frac=0.2"), run_of(name, *quiet, "workload.mfu_frac=0.4")
    assert double.deployment.n_sat == pytest.approx(single.deployment.n_sat, rel=1e-12)
    for side in ("orbit", "ground"):
        once, twice = getattr(single, side).cost.usd_per_pflop_hour, getattr(double, side).cost.usd_per_pflop_hour
        assert twice == pytest.approx(0.5 * once, rel=1e-12)
    assert double.ratio_like_for_like == pytest.approx(single.ratio_like_for_like, rel=1e-12)


def test_precision_counts_at_the_published_peaks(run_of: RunOf) -> None:
    """GB300: 2.5, 5 and 15 dense PFLOP/s at bf16, fp8, fp4, so that the ground's price goes as 6 : 3 : 1."""
    stated = "workload.mfu=stated"
    usd = [
        run_of(AI1, stated, f"workload.precision={p}").ground.cost.usd_per_pflop_hour for p in ("bf16", "fp8", "fp4")
    ]
    assert [value / usd[2] for value in usd] == pytest.approx([6.0, 3.0, 1.0], rel=1e-12)


def test_no_side_has_a_date_of_its_own() -> None:
    scenario = orbitdc.load(AI1)
    dated = [
        f"{block}.{key}"
        for block, content in scenario.model_dump(exclude={"as_announced", "published", "claim"}).items()
        if isinstance(content, dict)
        for key, value in content.items()
        if isinstance(value, dt.date)
    ]
    assert dated == ["mission.service_date"]


def test_a_precision_that_the_silicon_lacks_is_refused() -> None:
    with pytest.raises(ScenarioError) as caught:
        orbitdc.load(AI1, ["accelerator.from=h100", "workload.precision=fp4"])
    assert "H100 SXM5 does not run fp4 natively" in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("name", [AI1, SHELL])
def test_the_fleet_delivers_what_the_site_delivers(run_of: RunOf, name: str) -> None:
    run = run_of(name)
    assert run.site_scale == 1.0
    site = run.ground.side
    assert run.orbit.side.delivered_pflop_per_s == pytest.approx(site.delivered_pflop_per_s, rel=1e-12)
    # 440,000 or 158,140 accelerators of 5 PFLOP/s, at 0.8 x MFU x the useful time of 16,384 at 0.173 stops a year,
    # of which a tray of four waits four days for one of 0.05 losses a year each
    per_s = 16_384 * 0.173 / (365.25 * 86400)
    useful = (1.0 - (2 * 15 * per_s) ** 0.5 - 300 * per_s) * np.exp(-0.05 * 4 * 4 / 365.25)  # 0.9211 x 0.9978
    count = {AI1: 946e6 / 2150.0, SHELL: 340e6 / 2150.0}[name]
    assert site.delivered_pflop_per_s == pytest.approx(count * 5.0 * 0.8 * site.mfu_frac * useful, rel=1e-12)
    # over life, FLOP equals the mean rate x the seconds of five Julian years
    for priced in (run.orbit, run.ground):
        assert priced.cost.flop == pytest.approx(site.delivered_pflop_per_s * 1e15 * 5 * 365.25 * 86400, rel=1e-12)


@pytest.mark.parametrize("name", [AI1, SHELL])
def test_a_given_fleet_keeps_its_size_and_the_site_follows(run_of: RunOf, name: str) -> None:
    sized, given = run_of(name), run_of(name, "fleet.size=as_given")
    assert given.deployment.n_sat == {AI1: 60.0, SHELL: 1584.0}[name]
    delivered = given.orbit.side.delivered_pflop_per_s
    assert given.ground.side.delivered_pflop_per_s == pytest.approx(delivered, rel=1e-12)
    assert given.site_scale == pytest.approx(given.deployment.n_sat / sized.deployment.n_sat, rel=1e-12)
    # a smaller site buys everything in proportion
    assert given.ground.cost.usd_per_pflop_hour == pytest.approx(sized.ground.cost.usd_per_pflop_hour, rel=1e-12)


def test_a_longer_ramp_delays_money_and_flop_alike_where_money_costs_nothing(run_of: RunOf) -> None:
    """Without interest and tax only totals count, whatever the ramp; the constellation's yearly fee is set to 0."""
    free = ("money.real_wacc_frac=0", "money.tax_frac=0", "money.inflation_frac=0", "fleet.regulatory_usd_per_y=0")
    free += ("launch.stand_down_days=0", "fleet.factory_satellites_per_y=1e6")
    quick, slow = run_of(AI1, *free, "launch.launches_per_y=100000"), run_of(AI1, *free, "launch.launches_per_y=100")
    assert slow.deployment.ramp_months > quick.deployment.ramp_months
    assert slow.orbit.cost.usd_per_pflop_hour == pytest.approx(quick.orbit.cost.usd_per_pflop_hour, rel=1e-12)
    assert np.sum(slow.orbit.side.flop_by_month) == pytest.approx(np.sum(quick.orbit.side.flop_by_month), rel=1e-12)


@pytest.mark.parametrize(
    "sets",
    [
        (),
        ("money.equipment_depreciation=macrs",),
        ("money.financing.structure=level_loan", "money.financing.debt_term_months=48"),
        ("money.financing.from=valor_lease", "money.financing.debt_term_months=48"),
        ("ground.it_refresh_y=2", "ground.sales_tax_frac=0.06", "fleet.sales_tax_frac=0.01"),
    ],
    ids=["corporate", "macrs", "loan", "lease", "refresh and taxes"],
)
def test_sides_that_change_places_swap_their_costs_to_the_last_bit(run_of: RunOf, sets: tuple[str, ...]) -> None:
    run = run_of(AI1, *sets)
    site, fleet = site_for(run.scenario, run.site_scale), fleet_for(run.mission, run.deployment)
    swapped_orbit = price(replace(site, capital=fleet.capital))
    swapped_ground = price(replace(fleet, capital=site.capital))
    assert swapped_orbit.cost == run.ground.cost
    assert swapped_ground.cost == run.orbit.cost
    assert swapped_orbit.financing == run.ground.financing
    assert ratio(swapped_orbit.cost, swapped_ground.cost) == ratio(run.ground.cost, run.orbit.cost)
