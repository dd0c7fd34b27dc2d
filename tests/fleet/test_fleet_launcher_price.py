"""The price of a launch, stated per kg of a reference payload, per launch, or per kg delivered."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from orbitdc.comparison.run import Run
from orbitdc.results.save import summary_of

RunOf = Callable[..., Run]
AI1 = "ai1_vs_colossus"
STARLAB_USD = 9.0e7  # one Starship in 2028 or later, the one public contract: about 100 t, 900 USD/kg
LAUNCH = "launch.price_usd_per_launch=9e7"


def test_a_price_per_launch_is_a_price_per_kg_times_the_reference_payload(run_of: RunOf) -> None:
    by_kg, by_launch = run_of(AI1), run_of(AI1, LAUNCH)
    assert by_kg.scenario.launch.price_usd_per_kg == pytest.approx(STARLAB_USD / 100e3)
    assert by_launch.ratio_like_for_like == pytest.approx(by_kg.ratio_like_for_like, rel=1e-12)
    # 22 AI1 share a launch, by volume; each pays a 22nd.
    assert by_launch.deployment.unit.launch == pytest.approx(STARLAB_USD / 22.0, rel=1e-12)
    assert summary_of(by_launch)["launch_usd_per_kg"] == pytest.approx(900.0, rel=1e-12)
    # The break-even is stated per kg of the reference payload either way.
    assert by_launch.launch.value == by_kg.launch.value


def test_a_larger_payload_that_volume_leaves_empty_costs_nothing_more_per_launch(run_of: RunOf) -> None:
    plain, larger = run_of(AI1, LAUNCH), run_of(AI1, LAUNCH, "launch.reference_payload_kg=200000")
    assert larger.deployment.manifest.limit == "volume"
    assert larger.deployment.unit.launch == plain.deployment.unit.launch
    assert larger.ratio_like_for_like == pytest.approx(plain.ratio_like_for_like, rel=1e-12)


def test_a_price_per_kg_delivered_is_paid_on_the_mass_of_the_satellite_alone(run_of: RunOf) -> None:
    run = run_of(AI1, "launch.delivered_usd_per_kg=1000")
    assert run.deployment.unit.launch == pytest.approx(1000.0 * 2143.0, rel=1e-12)  # AI1 as announced
    assert summary_of(run)["orbit"]["launch_usd_per_kg_in_orbit"] == pytest.approx(1000.0, rel=1e-12)
    half_empty = run_of(AI1, "launch.delivered_usd_per_kg=1000", "launch.volume_m3=200")
    assert half_empty.deployment.manifest.per_launch < run.deployment.manifest.per_launch
    assert half_empty.deployment.unit.launch == run.deployment.unit.launch


def test_the_break_even_of_a_flat_price_is_a_flat_price(run_of: RunOf, cheap: tuple[str, ...]) -> None:
    sets = tuple(each for each in cheap if "launch.price" not in each)
    run = run_of(AI1, *sets, "launch.delivered_usd_per_kg=100")
    assert run.launch.value is not None
    even = run_of(AI1, *sets, f"launch.delivered_usd_per_kg={run.launch.value!r}")
    assert even.ratio_like_for_like == pytest.approx(1.0, abs=1e-9)  # the cost is linear in the price


def test_a_stated_price_takes_the_place_of_the_catalogues(run_of: RunOf) -> None:
    launch = run_of(AI1, LAUNCH).scenario.launch
    assert (launch.price_usd_per_kg, launch.price_usd_per_launch, launch.delivered_usd_per_kg) == (None, 9e7, None)
