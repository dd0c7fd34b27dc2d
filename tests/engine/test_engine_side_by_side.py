"""Fleets side by side: what marches beside a fleet never changes its answer, and each has its own hardware and Sun."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from by_hand import EQUINOX, WALKER, marching_lanes

from orbitdc.engine.days import representative
from orbitdc.engine.integrated import Integrated
from orbitdc.engine.side_by_side import Asked, march_alone, march_side_by_side
from orbitdc.scenario.model import Scenario

DAYS = 12
MARCHED = representative([0, 3, 4, 8, 11])


def asked(made: Scenario, constant_w_per_m2: float = 1361.0, **more: Any) -> Asked:
    """The march of a fleet on five of twelve days, of whose accelerators a share is alive that falls with age."""
    ready = marching_lanes(made, DAYS)
    return Asked(
        ready.lanes,
        ready.sun,
        DAYS,
        ready.cut,
        constant_w_per_m2,
        lambda age_y: 1.0 - 0.1 * age_y,
        **{"representative": MARCHED, **more},
    )


def shell(n: int, **changes: Any) -> dict[str, Any]:
    return {**WALKER, "planes": 1, "satellites_per_plane": n, **changes}


@pytest.fixture(scope="module")
def fleets(scenario: Callable[..., Scenario]) -> list[Asked]:
    """Fleets unlike each other: in hardware, solar constant, number of lanes, kinds of orbit, and days."""
    common: dict[str, Any] = {"phases_marched": 16, "service_date": EQUINOX}
    few = {"shells": (shell(4),), **common}
    return [
        asked(scenario(**few)),
        asked(scenario(satellite__radiator__area_m2=60.0, **few), 1300.0),
        asked(scenario(capacity_kwh=3.0, calendar_fade_per_y=0.2, **few)),
        asked(scenario(shells=(shell(3), shell(2, altitude_km=1100.0)), **common)),
        asked(scenario(shells=(shell(40),), **{**common, "phases_marched": 40})),
        asked(scenario(shells=(shell(1, altitude_km=800.0),), **common)),
        asked(scenario(**few), 1400.0, representative=representative([0, 2, 11])),
        asked(scenario(**few), 1361.0, precision="float32"),
    ]


def same(one: Integrated, other: Integrated) -> bool:
    return all(np.array_equal(getattr(one, field.name), getattr(other, field.name)) for field in fields(Integrated))


@pytest.fixture(scope="module")
def lonely(fleets: list[Asked]) -> list[Integrated]:
    return [march_side_by_side([one])[0] for one in fleets]


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4, 5, 6, 7), (7, 5, 4, 2, 6, 3, 1, 0), (2, 0, 0, 1, 1, 2, 5)])
def test_company_changes_no_bit(
    fleets: list[Asked], lonely: list[Integrated], order: tuple[int, ...], threads: int
) -> None:
    together = march_side_by_side([fleets[i] for i in order], threads)
    for i, found in zip(order, together, strict=True):
        assert same(found, lonely[i]), i


def test_each_is_the_fleet_that_marches_alone(fleets: list[Asked], lonely: list[Integrated]) -> None:
    """Other machine code of one source may order fused operations differently, 1e-16 a step."""
    for i, (one, beside) in enumerate(zip(fleets, lonely, strict=True)):
        alone = march_alone(one, 2)
        # in single precision, what is left of two nearly equal numbers in a step of 4 W on 100 kW
        rel = 1e-9 if one.precision == "float64" else 1e-3
        for field in fields(Integrated):
            if field.name in ("n_day", "grid", "marched", "sample_histogram", "capacity_histogram"):
                continue
            found, expected = getattr(beside, field.name), getattr(alone, field.name)
            size = np.abs(expected).max(initial=1e-300)
            assert found == pytest.approx(expected, rel=rel, abs=rel * size), (i, field.name)
        # A sample at the edge of a bin may fall to either side of it.
        moved = np.abs(beside.sample_histogram.cumsum(1) - alone.sample_histogram.cumsum(1)).max()
        assert moved <= (1e-9 if one.precision == "float64" else 0.02)
        assert beside.capacity_histogram.sum() == pytest.approx(DAYS * one.cut.bins, rel=1e-12)


def test_each_has_its_own_hardware_and_sun(fleets: list[Asked], lonely: list[Integrated]) -> None:
    steps = fleets[0].cut.steps * fleets[0].cut.chunks
    sun = [found.day("sun") / found.day("lit") for found in lonely[:3]]  # W in full light
    assert sun[1] / sun[0] == pytest.approx(1300.0 / 1361.0, rel=1e-9)
    assert np.array_equal(sun[2], sun[0])
    assert lonely[1].day("loop_high").max() > lonely[0].day("loop_high").max() + 5.0  # a third of the radiator
    assert lonely[2].health_last.max() < lonely[0].health_last.min() < 1.0
    assert lonely[0].lane_total[0].max() <= steps * DAYS
