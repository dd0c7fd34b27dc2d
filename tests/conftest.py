"""Short comparisons, each made once: forty days of the shipped scenarios around the June solstice."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from marches import each_marched_once

import orbitdc
from orbitdc.comparison.run import Run, simulate

# Forty days from 20 May 2028 hold the eclipse season of a dawn-dusk plane and the solstice.
SHORT = ("mission.service_date=2028-05-20", "numerics.window_days=40", "numerics.phases_marched=4")
# A campaign of some years, whatever a launcher flies for others: its calendar has tests of its own.
FIELDED = (
    "launch.launches_per_y=100",
    "launch.stand_down_days=0",
    "fleet.factory_satellites_per_y=1e6",
    "fleet.factory_ramp_months=0",
)
# Accelerators are lost at the quoted rate, whatever their temperature: heat and cycles have tests of their own.
AT_THE_QUOTED_RATE = ("accelerator.loss_activation_ev=0", "accelerator.cycles_doubling_per_y=null")
# A design that meets every limit over those days, at prices near the ground's.
CLOSES = (
    "satellite.it_power_basis=peak",  # 56 accelerators, for which these sizes were found
    "satellite.launched_mass=bottom_up",
    "satellite.propulsion.propellant_kg=150",
    "satellite.radiator.area_m2=185",
    "satellite.solar_array.area_m2=700",
    "satellite.battery.capacity_kwh=90",
    "launch.launches_per_y=300",  # a heavier satellite takes twice the launches, within its life
)
CHEAP = (
    "launch.price_usd_per_kg=100",
    "satellite.bus.price_usd_per_it_w=3",
    "ground.electricity_usd_per_kwh=0.6",
    "accelerator.tray_accelerators=1",
)


@pytest.fixture(scope="session", autouse=True)
def marched_once() -> Iterator[None]:
    """Runs whose lanes are equal share their march."""
    with each_marched_once():
        yield


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Ctrl-C as Python hears it, here and in child processes, also where a shell lets its background jobs ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, signal.SIG_DFL if before is None else before)


@cache
def _run(name: str, sets: tuple[str, ...]) -> Run:
    few = ("numerics.planes_marched=4",) if name != "ai1_vs_colossus" else ()
    return simulate(
        orbitdc.load(name, [*SHORT, *FIELDED, *AT_THE_QUOTED_RATE, *few, *sets])
    )  # like for like, without the announced departures


@pytest.fixture(scope="session")
def run_of() -> Callable[..., Run]:
    """``run_of(name, "key=value", ...)``: the short run of a shipped scenario with changes."""
    return lambda name, *sets: _run(name, sets)


@pytest.fixture(scope="session")
def closing() -> tuple[str, ...]:
    """Changes to ai1_vs_colossus after which every limit is met."""
    return CLOSES


@pytest.fixture(scope="session")
def cheap() -> tuple[str, ...]:
    """Changes after which a launch price and a bus price break even."""
    return CLOSES + CHEAP
