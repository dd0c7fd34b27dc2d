"""Evaluates the points of a study, each a set of changes of one scenario, in this process or in several.

A point depends on nothing but its own inputs, so that the results are the same bits for any number of processes.
"""

from __future__ import annotations

import math
import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from typing import Any, Literal, NamedTuple

from orbitdc.errors import ScenarioError
from orbitdc.scenario.model import Scenario
from orbitdc.study.point import OUTCOME, QUICK, KnownMarches, Resolution, outcome
from orbitdc.study.replaced import Replaced

Point = Mapping[str, Any]  # values by dotted key
Row = dict[str, Any]  # an outcome
Tell = Callable[[int, int], None]
Refused = Literal["raise", "keep"]

REFUSED = "REFUSED"  # in place of a verdict: the scenario does not take the point

FEWEST_APART = 24  # points, below which starting processes takes longer than they save
MOST_BATCH = 50  # points handed to a process at once: a second or two of work
BATCHES_A_JOB = 8  # at least, so that processes end together
WORKER: dict[str, Any] = {}  # of a process of its own: the study it works for


def default_jobs() -> int:
    """The number of processors that this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def evaluate_points(
    scenario: Scenario,
    points: Sequence[Point],
    *,
    resolution: Resolution = QUICK,
    jobs: int | None = None,
    tell: Tell | None = None,
    refused: Refused = "raise",
    pool: Executor | None = None,
) -> list[Row]:
    """The outcome of each point, in their order; all points are validated like the scenario itself.

    ``jobs`` is the number of processes, all processors unless given; a ``pool`` of `processes` of this scenario serves
    studies that ask again and again. ``tell(done, total)`` hears of progress.

    Raises ScenarioError for a point that the scenario does not take, unless ``refused`` is "keep": such a point has the
    message as its reason, and no numbers.
    """
    found: list[Row | None] = [None] * len(points)
    rows = stream(scenario, list(enumerate(points)), Task(resolution, refused), jobs or default_jobs(), pool)
    for done, (index, row) in enumerate(rows, start=1):
        found[index] = row
        if tell is not None:
            tell(done, len(points))
    return [row for row in found if row is not None]


class Task(NamedTuple):
    """How each point of a study is evaluated."""

    resolution: Resolution
    refused: Refused


def stream(
    scenario: Scenario, points: Sequence[tuple[int, Point]], task: Task, jobs: int, pool: Executor | None = None
) -> Iterator[tuple[int, Row]]:
    """Outcomes with the numbers of their points, in the order in which they are found."""
    if pool is not None:
        yield from _streamed(pool, points, jobs)
        return
    if jobs == 1 or len(points) < FEWEST_APART:
        known, replaced = KnownMarches(), Replaced(scenario)
        for index, point in points:
            yield index, evaluated(replaced, point, task, known, jobs)
        return
    pool = processes(scenario, task, jobs)
    try:
        yield from _streamed(pool, points, jobs)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def processes(scenario: Scenario, task: Task, jobs: int) -> Executor:
    """Processes that evaluate points of a scenario, to be shut down by the caller."""
    context = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
    if os.name == "posix":
        context.set_forkserver_preload(["orbitdc.study.point"])
    tree = (type(scenario), scenario.source.tree, scenario.source.path)
    return ProcessPoolExecutor(jobs, context, _begin, (tree, task))


def _streamed(pool: Executor, points: Sequence[tuple[int, Point]], jobs: int) -> Iterator[tuple[int, Row]]:
    """Outcomes from the processes of a pool, batch by batch as they come."""
    size = max(1, min(MOST_BATCH, math.ceil(len(points) / (jobs * BATCHES_A_JOB))))
    open_: set[Future[list[tuple[int, Row]]]] = {
        pool.submit(_batch, points[first : first + size]) for first in range(0, len(points), size)
    }
    while open_:
        done, open_ = wait(open_, timeout=0.2, return_when=FIRST_COMPLETED)
        for future in done:
            yield from future.result()


def _begin(tree: Any, task: Task) -> None:
    """Get a process ready for its study."""
    model, merged, path = tree
    WORKER.update(replaced=Replaced(model.from_tree(merged, path)), task=task, known=KnownMarches())


def _batch(points: Sequence[tuple[int, Point]]) -> list[tuple[int, Row]]:
    """Outcomes of a batch of points in a process of its own."""
    return [
        (index, evaluated(WORKER["replaced"], point, WORKER["task"], WORKER["known"], 1)) for index, point in points
    ]


def evaluated(replaced: Replaced, point: Point, task: Task, known: KnownMarches, threads: int) -> Row:
    """The outcome of one point of a study."""
    try:
        return outcome(replaced(point), task.resolution, known, threads)
    except ScenarioError as error:
        if task.refused == "raise":
            raise
        return dict.fromkeys(OUTCOME) | {"verdict": REFUSED, "feasible": False, "reason": error.problems[0].message}
