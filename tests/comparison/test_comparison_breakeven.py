"""Break-even prices: at its own, a run costs what the ground costs; where there is none, the reason is true."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from orbitdc.comparison.run import Run

RunOf = Callable[..., Run]
AI1, SHELL = "ai1_vs_colossus", "starlink_compute_shell"

# The ledger is linear in each price, so that two evaluations give the crossing; what is left is the rounding of sums
# of 1e10 dollars, 1e-12, over the share of the cost that the price makes up, a hundredth at least.
ROUNDING = 1e-9
VARIANTS = {
    "expected loss, decaying fleet": (),
    "insured": ("launch.risk=insurance",),
    "spares": ("fleet.attrition=spares",),
    "depreciated by the table, taxed, chips bought anew": (
        "money.equipment_depreciation=macrs",
        "ground.it_refresh_y=2",
        "ground.sales_tax_frac=0.06",
        "fleet.sales_tax_frac=0.01",
        "fleet.property_tax_frac_per_y=0.01",
        "money.it_price_decline_per_y=0.2",
        "fleet.attrition=spares",
        "fleet.gateways=by_egress",
    ),
    "no tax, no interest": ("money.tax_frac=0", "money.real_wacc_frac=0"),
    "orbit charged a premium": (
        "money.risk_premium_frac=0.01",
        "satellite.random_loss_per_y=0",
        "satellite.vital_m2=0",
        "satellite.dead_on_arrival_frac=0",
        "accelerator.permanent_loss_per_y=0",
        "launch.failure_frac=0",
    ),
}


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS.keys())
def test_at_its_break_even_launch_price_orbit_costs_what_the_ground_costs(
    run_of: RunOf, cheap: tuple[str, ...], variant: tuple[str, ...]
) -> None:
    price = run_of(AI1, *cheap, *variant).launch.value
    assert price is not None
    assert price > 0.0
    again = run_of(AI1, *cheap, *variant, f"launch.price_usd_per_kg={price!r}")
    assert again.ratio_like_for_like == pytest.approx(1.0, rel=ROUNDING)
    assert again.launch.value == pytest.approx(price, rel=ROUNDING)


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS.keys())
def test_at_its_break_even_bus_price_orbit_costs_what_the_ground_costs(
    run_of: RunOf, cheap: tuple[str, ...], variant: tuple[str, ...]
) -> None:
    price = run_of(AI1, *cheap, *variant).bus.value
    assert price is not None
    assert price > 0.0
    again = run_of(AI1, *cheap, *variant, f"satellite.bus.price_usd_per_it_w={price!r}")
    assert again.ratio_like_for_like == pytest.approx(1.0, rel=ROUNDING)
    assert again.bus.value == pytest.approx(price, rel=ROUNDING)


def test_a_bus_priced_from_parts_breaks_even_at_a_price_per_watt(run_of: RunOf, closing: tuple[str, ...]) -> None:
    dear_power = ("launch.price_usd_per_kg=50", "ground.electricity_usd_per_kwh=0.8")
    run = run_of(AI1, *closing, *dear_power)
    assert run.scenario.satellite.bus.price_usd_per_it_w is None
    price = run.bus.value
    assert price is not None
    again = run_of(AI1, *closing, *dear_power, f"satellite.bus.price_usd_per_it_w={price!r}")
    assert again.ratio_like_for_like == pytest.approx(1.0, rel=ROUNDING)


def test_the_fleet_of_a_given_size_breaks_even_too(run_of: RunOf, cheap: tuple[str, ...]) -> None:
    price = run_of(AI1, *cheap, "fleet.size=as_given").launch.value
    assert price is not None
    again = run_of(AI1, *cheap, "fleet.size=as_given", f"launch.price_usd_per_kg={price!r}")
    assert again.ratio_like_for_like == pytest.approx(1.0, rel=ROUNDING)


def test_below_the_break_even_price_orbit_is_cheaper_and_above_it_dearer(run_of: RunOf, cheap: tuple[str, ...]) -> None:
    price = run_of(AI1, *cheap).launch.value
    assert price is not None
    below = run_of(AI1, *cheap, f"launch.price_usd_per_kg={0.99 * price!r}").ratio_like_for_like
    above = run_of(AI1, *cheap, f"launch.price_usd_per_kg={1.01 * price!r}").ratio_like_for_like
    assert below is not None
    assert above is not None
    assert below < 1.0 < above


@pytest.mark.parametrize("name", [AI1, SHELL, "starlink_shells_2026"])
def test_where_even_a_free_launch_is_too_dear_the_reason_says_by_how_much(run_of: RunOf, name: str) -> None:
    run = run_of(name)
    free = run_of(name, "launch.price_usd_per_kg=0").ratio_like_for_like
    assert free is not None
    assert run.launch.value is None
    assert run.launch.reason == f"even with launch free, orbit costs {free:.2f} times the ground"


@pytest.mark.parametrize("name", [AI1, SHELL, "starlink_shells_2026"])
def test_where_even_a_free_bus_is_too_dear_the_reason_says_by_how_much(run_of: RunOf, name: str) -> None:
    run = run_of(name)
    free = run_of(name, "satellite.bus.price_usd_per_it_w=0").ratio_like_for_like
    assert free is not None
    assert run.bus.value is None
    assert run.bus.reason == f"even with the satellite free, orbit costs {free:.2f} times the ground"


def test_the_floor_is_the_ratio_with_launch_and_bus_free(run_of: RunOf, cheap: tuple[str, ...]) -> None:
    both = ("launch.price_usd_per_kg=0", "satellite.bus.price_usd_per_it_w=0")
    for sets in ((), cheap):
        assert run_of(AI1, *sets).ratio_floor == pytest.approx(run_of(AI1, *sets, *both).ratio_like_for_like, rel=1e-12)


def test_a_fleet_that_delivers_nothing_has_no_price_and_says_so(run_of: RunOf) -> None:
    run = run_of(AI1, "accelerator.junction_max_k=200")  # silicon that would have to run below its coolant
    assert run.orbit.side.delivered_pflop_per_s == 0.0
    assert run.orbit.cost.usd_per_pflop_hour is None
    assert run.ratio_like_for_like is None
    assert run.ratio_floor is None
    for even in (run.launch, run.bus):
        assert even.value is None
        assert even.reason == "the fleet delivers nothing"
    assert run.ground.cost.usd_per_pflop_hour is not None  # the site's silicon is cooled by other means


@pytest.mark.parametrize("electricity", [0.0, 0.2, 0.5, 1.0, 3.0])
def test_no_break_even_price_is_ever_negative(run_of: RunOf, cheap: tuple[str, ...], electricity: float) -> None:
    run = run_of(AI1, *cheap, f"ground.electricity_usd_per_kwh={electricity}")
    for even in (run.launch, run.bus):
        assert (even.value is None) == bool(even.reason)
        assert even.value is None or even.value >= 0.0
