"""Evaluates the points of a study, each a set of changes of one scenario: here, in several processes, on a cluster.

A point depends on nothing but its own inputs, so that the results are the same bits for any number of processes.
Points are taken from their sequence as they are needed, a few batches ahead, and results go into arrays by column.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import pickle
import signal
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Literal, NamedTuple

from orbitdc import __version__
from orbitdc.errors import EnvironmentFault, Problem, ScenarioError
from orbitdc.scenario.model import Scenario
from orbitdc.study.cluster import connected, on_cluster
from orbitdc.study.point import BESIDE, OUTCOME, QUICK, KnownMarches, Resolution, coarser, outcome, prepare
from orbitdc.study.replaced import Replaced
from orbitdc.study.rows import Row as Row
from orbitdc.study.rows import Rows
from orbitdc.study.store import Store, catalogue_sha256, key_of
from orbitdc.system.processors import default_jobs as default_jobs
from orbitdc.system.processors import process_context

Point = Mapping[str, Any]  # values by dotted key
Tell = Callable[[int, int], None]
Refused = Literal["raise", "keep"]
Batch = list[tuple[int, Point]]
Found = list[tuple[int, Row]]

REFUSED = "REFUSED"  # in place of a verdict: the scenario does not take the point

FEWEST_APART = 24  # points, below which starting processes takes longer than they save
MOST_BATCH = 64  # points handed to a process at once: a second or two of work
BATCHES_A_JOB = 8  # at least, so that processes end together
AHEAD = 2  # batches a process that are under way or wait for it
FEWER = 'give fewer --jobs; in a program of your own, call the study under `if __name__ == "__main__":`'
WORKER = threading.local()  # of a thread that works for studies: the study it worked for last


class Task(NamedTuple):
    """How each point of a study is evaluated."""

    resolution: Resolution
    refused: Refused
    what: Callable[..., Row] = outcome


@dataclass
class Setting:
    """Where the studies of a block are executed and kept."""

    store: Store | None = None
    client: Any = None  # of a cluster
    command: str = ""
    watch: Callable[[Row], None] | None = None  # hears of every outcome


SETTING: ContextVar[Setting | None] = ContextVar("SETTING", default=None)


@contextmanager
def executing(
    keep: str | Path | None = None,
    *,
    dask: str | None = None,
    command: str = "",
    watch: Callable[[Row], None] | None = None,
    say: Callable[[str], None] = warnings.warn,
) -> Iterator[Setting]:
    """Execute the studies of the block on a cluster, or keep their results in a folder and go on from what it holds.

    ``dask`` is the address of a scheduler of dask.distributed, e.g. ``tcp://host:8786``.

    ``command`` is written into the results, ``watch`` hears of every outcome, ``say`` of damaged parts. A block inside
    another keeps what it does not state itself. Raises EnvironmentFault for a folder that cannot be used, and for a
    scheduler that does not answer.
    """
    outer = SETTING.get() or Setting()
    store = Store(keep, say) if keep is not None else outer.store
    client = connected(dask) if dask is not None else outer.client
    setting = Setting(store, client, command or outer.command, watch or outer.watch)
    token = SETTING.set(setting)
    try:
        yield setting
    finally:
        SETTING.reset(token)
        if dask is not None:
            client.close()


def evaluate_points(
    scenario: Scenario,
    points: Sequence[Point],
    *,
    resolution: Resolution = QUICK,
    jobs: int | None = None,
    tell: Tell | None = None,
    refused: Refused = "raise",
    pool: Executor | None = None,
    keep: str | Path | None = None,
    dask: str | None = None,
    what: Callable[..., Row] = outcome,
) -> Rows:
    """The outcome of each point, in their order; all points are validated like the scenario itself.

    ``jobs`` is the number of processes, all processors unless given; a ``pool`` of `processes` serves studies that ask
    again and again. ``tell(done, total)`` hears of progress. ``keep`` is a folder in which results are kept as they
    come, and from which known ones are taken. ``dask`` is the address of a scheduler whose workers evaluate the points
    in place of processes here. ``what`` evaluates a point.

    Raises ScenarioError for a point that the scenario does not take, unless ``refused`` is "keep": such a point has the
    message as its reason, and no numbers. Raises EnvironmentFault for a folder that cannot be read or written, and
    for a cluster that does not answer.
    """
    if keep is not None or dask is not None:
        with executing(keep, dask=dask):
            return evaluate_points(
                scenario, points, resolution=resolution, jobs=jobs, tell=tell, refused=refused, pool=pool, what=what
            )
    setting, task = SETTING.get() or Setting(), Task(resolution, refused, what)
    found, done = Rows.empty(len(points)), 0

    def take(index: int, row: Row) -> None:
        """Take the outcome of a point, and tell of it."""
        nonlocal done
        found.put(index, row)
        done += 1
        if setting.watch is not None:
            setting.watch(row)
        if tell is not None:
            tell(done, len(points))

    jobs = jobs or default_jobs()

    def stream_of(new: Iterable[tuple[int, Point]]) -> Iterator[tuple[int, Row]]:
        """The outcomes of points that are not known, as they come."""
        return stream(scenario, new, len(points), task, jobs, pool, setting.client)

    if setting.store is None:
        for index, row in stream_of(enumerate(points)):
            take(index, row)
    else:
        _kept(setting.store, setting.command, take, scenario, points, task, stream_of)
    return found


def _kept(
    store: Store,
    command: str,
    take: Callable[[int, Row], None],
    scenario: Scenario,
    points: Sequence[Point],
    task: Task,
    stream_of: Callable[[Iterable[tuple[int, Point]]], Iterator[tuple[int, Row]]],
) -> None:
    """Take the outcomes that a store knows, and evaluate and keep the others."""
    sha256, every = scenario.sha256, task.resolution
    march = f"every {every.every} days, {every.phases} phases, {every.precision}, shadow {every.shadow_error:g}"
    what = f"{task.what.__module__}.{task.what.__qualname__}"
    store.about = {
        "version": __version__,
        "scenario": scenario.name,
        "scenario_sha256": sha256,
        "catalogue_sha256": catalogue_sha256(),
        "resolution": march,
        "seed": str(scenario.seed),
        "command": command,
    }
    open_: dict[int, tuple[bytes, Point]] = {}

    def unknown() -> Iterator[tuple[int, Point]]:
        """The points without a kept outcome; kept ones are taken on the way."""
        for index, point in enumerate(points):
            key = key_of(f"{sha256} {march} {what}", point)
            row = store.get(key)
            if row is None or (row["verdict"] == REFUSED and task.refused == "raise"):
                open_[index] = key, point
                yield index, point
            else:
                store.used += 1
                take(index, row)

    try:
        for index, row in stream_of(unknown()):
            store.add(*open_.pop(index), row)
            take(index, row)
    finally:
        store.flush()


def stream(
    scenario: Scenario,
    points: Iterable[tuple[int, Point]],
    count: int,
    task: Task,
    jobs: int,
    pool: Executor | None = None,
    client: Any = None,
) -> Iterator[tuple[int, Row]]:
    """Outcomes with the numbers of their points, in the order in which they are found; ``count`` is of all points."""
    if client is not None:
        jobs = max(1, sum(client.nthreads().values()))
        size = max(1, min(MOST_BATCH, math.ceil(count / (jobs * BATCHES_A_JOB))))
        yield from on_cluster(client, work, of_study(scenario, task), _batches(points, size), AHEAD)
        return
    if pool is None and (jobs == 1 or count < FEWEST_APART):
        known, replaced = KnownMarches(), Replaced(scenario, partial(coarser, resolution=task.resolution))
        for batch in _batches(points, BESIDE):
            yield from evaluated_together(replaced, batch, task, known, jobs)
        return
    size = max(1, min(MOST_BATCH, math.ceil(count / (jobs * BATCHES_A_JOB))))
    used = processes(jobs) if pool is None else pool
    try:
        yield from _in_processes(used, of_study(scenario, task), _batches(points, size), AHEAD * jobs)
    finally:
        if pool is None:
            used.shutdown(wait=False, cancel_futures=True)


def processes(jobs: int) -> Executor:
    """Processes that evaluate points, to be shut down by the caller."""
    return ProcessPoolExecutor(jobs, process_context(), _begin)


@contextmanager
def kept_processes(jobs: int | None, count: int) -> Iterator[Executor | None]:
    """Processes that serve several studies of a block, of ``count`` points in all; None where there are too few."""
    used, jobs = None, jobs or default_jobs()
    if jobs > 1 and count >= FEWEST_APART and (SETTING.get() or Setting()).client is None:
        used = processes(jobs)
    try:
        yield used
    finally:
        if used is not None:
            used.shutdown(wait=False, cancel_futures=True)


def _batches(points: Iterable[tuple[int, Point]], size: int) -> Iterator[Batch]:
    """The points in batches of a size, the last one shorter."""
    rest = iter(points)
    while batch := list(islice(rest, size)):
        yield batch


def _in_processes(
    pool: Executor, study: tuple[bytes, str, Task], batches: Iterator[Batch], most: int
) -> Iterator[tuple[int, Row]]:
    """Outcomes from processes of this machine, batch by batch as they come, with so many under way at most.

    Raises EnvironmentFault where a process is ended from outside.
    """
    try:
        open_: set[Future[Found]] = set()
        while True:
            open_ |= {pool.submit(work, *study, batch) for batch in islice(batches, most - len(open_))}
            if not open_:
                return
            done, open_ = wait(open_, timeout=0.2, return_when=FIRST_COMPLETED)
            for future in done:
                yield from future.result()
    except BrokenProcessPool as error:
        message = "a process of the study was ended from outside, as a machine short of memory does"
        raise EnvironmentFault(Problem(message, fix=FEWER)) from error


def _begin() -> None:
    """Get a process ready: Ctrl-C is for its parent to hear, and without a parent it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def end_with_parent() -> None:
        """End this process when the one that began it ends."""
        if parent is not None:
            parent.join()
            os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=end_with_parent, daemon=True).start()


def of_study(scenario: Scenario, task: Task) -> tuple[bytes, str, Task]:
    """What a worker needs of a study: the scenario as its file and its changes state it, its hash, and the task."""
    source = scenario.source
    return pickle.dumps((type(scenario), source.tree, source.path)), scenario.sha256, task


def work(tree: bytes, sha256: str, task: Task, batch: Batch) -> Found:
    """Outcomes of a batch of points, by a worker that holds its study until it hears of another.

    Raises EnvironmentFault where the scenario has other values there, of another version or another catalogue.
    """
    study = tree, sha256, task.resolution
    if getattr(WORKER, "study", None) != study:
        model, merged, path = pickle.loads(tree)
        scenario = model.from_tree(merged, path)
        if scenario.sha256 != sha256:
            message = "a worker reads other values for this scenario: its version or its catalogue is another"
            raise EnvironmentFault(Problem(message, fix="install the same version of orbitdc on every machine"))
        WORKER.study, WORKER.known = study, KnownMarches()
        WORKER.replaced = Replaced(scenario, partial(coarser, resolution=task.resolution))
    parts = _batches(iter(batch), BESIDE)
    return [found for part in parts for found in evaluated_together(WORKER.replaced, part, task, WORKER.known, 1)]


def evaluated(replaced: Replaced, point: Point, task: Task, known: KnownMarches, threads: int) -> Row:
    """The outcome of one point of a study."""
    ((_, row),) = evaluated_together(replaced, [(0, point)], task, known, threads)
    return row


def evaluated_together(
    replaced: Replaced, batch: Batch, task: Task, known: KnownMarches, threads: int
) -> Iterator[tuple[int, Row]]:
    """The outcomes of some points of a study, `BESIDE` at most, whose fleets march side by side."""
    made: list[Scenario | ScenarioError] = []
    for _, point in batch:
        try:
            made.append(replaced(point))
        except ScenarioError as error:
            made.append(error)
    if task.what is outcome:
        prepare([one for one in made if isinstance(one, Scenario)], task.resolution, known, threads)
    for (index, _), one in zip(batch, made, strict=True):
        try:
            if isinstance(one, ScenarioError):
                raise one
            yield index, task.what(one, task.resolution, known, threads)
        except ScenarioError as error:
            if task.refused == "raise":
                raise
            reason = error.problems[0].message
            yield index, dict.fromkeys(OUTCOME) | {"verdict": REFUSED, "feasible": False, "reason": reason}
