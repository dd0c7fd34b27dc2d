"""Energy through one satellite in one orbit: every part gives off what it takes in, but for what it stores."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import pytest

from orbitdc.comparison.run import Run
from orbitdc.results.tables import orbit_energy, worst_orbit

OUTSIDE = {
    "sunlight",
    "Earth and radiator",
    "sky and array",
    "radiated by the array",
    "radiated by the radiator",
    "radiator of its own",
    "warmth stored",
}


@pytest.mark.parametrize("name", ["ai1_vs_colossus", "starcloud_3"])
def test_every_part_gives_off_what_it_takes_in(run_of: Callable[..., Run], name: str) -> None:
    table = orbit_energy(run_of(name))
    rows = list(zip(*table.values(), strict=True))
    net: dict[str, float] = defaultdict(float)
    for source, to, kwh in rows:
        net[source] -= kwh
        net[to] += kwh
    into = sum(kwh for source, _, kwh in rows if source == "sunlight")
    charged = net.pop("battery")
    for part, left in net.items():
        if part not in OUTSIDE:
            assert abs(left) < 1e-9 * into, part  # sums of a few thousand float64 numbers
    # the battery keeps the change of its charge, which no orbit of a day and night alike makes large
    assert abs(charged) < 0.05 * into


def test_accelerators_draw_what_the_steps_of_the_orbit_show(run_of: Callable[..., Run]) -> None:
    run = run_of("ai1_vs_colossus")
    steps = worst_orbit(run)
    step_h = run.mission.scenario.numerics.step_s / 3600.0
    table = orbit_energy(run)
    drawn = {
        to: kwh
        for source, to, kwh in zip(*table.values(), strict=True)
        if source == "power bus" and to in ("accelerators", "battery")
    }
    assert drawn["accelerators"] == pytest.approx(sum(steps["it_power_w"]) * step_h * 1e-3, rel=1e-12)
    made = sum(steps["array_power_w"]) * step_h * 1e-3
    assert 0.5 * made < drawn["accelerators"] < made  # most of the array's energy goes to work, none from nowhere
