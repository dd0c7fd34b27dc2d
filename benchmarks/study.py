"""Points of a study a second: money alone, the physics of a whole life with both ledgers, surfaces; and closed forms.

The first two are rows of `orbitdc sweep` or `montecarlo` in one process: scenarios with other numbers, validated, their
fleets on representative days side by side, both sides priced. Closed forms take no step in time, and none of them
prices a ground site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count, islice

from benchmarks import peers
from benchmarks.rounds import Contender
from orbitdc.scenario.load import load
from orbitdc.study.draws import Draws
from orbitdc.study.execute import Task, evaluated, evaluated_together
from orbitdc.study.montecarlo import MOST_DRAWS
from orbitdc.study.point import BESIDE, DRAWN, QUICK, KnownMarches, coarser
from orbitdc.study.ranges import ranges_of
from orbitdc.study.replaced import Replaced
from orbitdc.study.surface import parity_surface

SCENARIO = "ai1_vs_colossus"
MONEY, PHYSICS = "a point, money alone", "a point with its physics"
POINTS = {MONEY: 100, PHYSICS: BESIDE}  # of a round
Ends = tuple[float, float]
PRICES, RATES = "a surface of two prices", "a surface of a price and a rate"
SURFACES: dict[str, dict[str, Ends]] = {  # keys with their ends, 60 values of each
    PRICES: {"launch.price_usd_per_kg": (20.0, 3000.0), "ground.facility_usd_per_it_w": (8.0, 16.0)},
    RATES: {"launch.price_usd_per_kg": (20.0, 3000.0), "money.real_wacc_frac": (0.03, 0.12)},
}
Point = dict[str, float]


def money_points() -> Iterator[Point]:
    """Points that differ in two prices and the cost of capital."""
    for number in count():
        share = number * 0.6180339887498949 % 1.0
        yield {
            "launch.price_usd_per_kg": 100.0 + 2000.0 * share,
            "ground.facility_usd_per_it_w": 8.0 + 8.0 * share,
            "money.real_wacc_frac": 0.05 + 0.05 * share,
        }


def physics_points(sets: Sequence[str]) -> Iterator[Point]:
    """Points drawn from every number of the scenario that has a range, as `orbitdc montecarlo` draws them."""
    yield from Draws(tuple(ranges_of(load(SCENARIO, sets))), MOST_DRAWS, 1, "latin", None, 1.0)


def contender(name: str, points: Iterator[Point], most: int, sets: Sequence[str]) -> Contender:
    """Rows of a study, each of another point; one is evaluated before the clock starts."""
    resolution = DRAWN if name == PHYSICS else QUICK
    prepared = partial(coarser, resolution=resolution)
    replaced, known, task = Replaced(load(SCENARIO, sets), prepared), KnownMarches(), Task(resolution, "keep")

    def run() -> None:
        rest = enumerate(islice(points, most))
        while batch := list(islice(rest, BESIDE)):
            for _ in evaluated_together(replaced, batch, task, known, 1):
                pass

    evaluated(replaced, next(points), task, known, 1)
    does = "both ledgers" if name == MONEY else "every number drawn, a whole life, both ledgers"
    return Contender(name, does, most, run, 0, same_model=False, unit="evaluations")


def surface(name: str, sets: Sequence[str]) -> Contender:
    """Every point of a surface, few of which are evaluated; the march, and one point, come before the clock starts."""
    scenario, over, marches = load(SCENARIO, sets), SURFACES[name], KnownMarches()

    def run() -> None:
        parity_surface(scenario, over, jobs=1, marches=marches)

    first = parity_surface(scenario, over, jobs=1, marches=marches)
    does = f"60 x 60, {first.evaluated} of them evaluated"
    return Contender(name, does, first.ratios.size, run, 0, same_model=False, unit="evaluations")


def contenders(
    interpreter: str | None, points: dict[str, int] | None = None, sets: Sequence[str] = ()
) -> list[tuple[str, Callable[[], Contender]]]:
    """The points of a study and the closed forms beside them, by name; ``sets`` change the scenario."""
    most = POINTS if points is None else points
    return [
        (MONEY, lambda: contender(MONEY, money_points(), most[MONEY], sets)),
        (PHYSICS, lambda: contender(PHYSICS, physics_points(sets), most[PHYSICS], sets)),
        *((name, partial(surface, name, sets)) for name in SURFACES),
        ("spacedc-mdao", lambda: peers.spacedc_mdao(interpreter)),
    ]
