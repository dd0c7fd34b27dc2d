"""The processors that this process may run on."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

WORKER_MODULE = "orbitdc.study.point"  # all that a process of a study works with


def default_jobs() -> int:
    """The number of processors that this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def process_context(at_once: bool = False) -> BaseContext:
    """How processes are started: forked from one that has imported what they need, where the system can, or anew.

    ``at_once`` starts the one that they are forked from, so that it imports while this process does.
    """
    import multiprocessing

    if os.name != "posix":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([WORKER_MODULE])
    if at_once:
        from multiprocessing.forkserver import ensure_running

        ensure_running()
    return context
