"""How a job runs on one side: who takes each optimizer step together, how often all exchange, what stops and costs it.

The same rules hold on the ground and in orbit. An *island* is the accelerators that hold one copy of the model and
take every step together: one or more domains on the ground, one or more satellites in orbit. A job that exchanges at
every step stops as a whole; one whose islands exchange seldom may go on without the island that stopped, and takes
more compute for a model as good.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from orbitdc.compute.workload import Workload
from orbitdc.constants import SECONDS_PER_YEAR

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Job:
    """One way to run a job."""

    steps: int  # optimizer steps between two exchanges of all
    together: float  # accelerators that one interruption stops
    compute_factor: float  # compute for the same model over that of an exchange at every step

    def kept_frac(self, workload: Workload, radiation_per_y: npt.ArrayLike = 0.0) -> FloatArray:
        """Share of time that ends in kept work, like the radiation stops of one accelerator a year.

        Interruptions and radiation add to one rate; a stated ``availability_frac`` takes the place of the former.
        """
        radiation = np.asarray(radiation_per_y, dtype=np.float64)
        checkpoint_s = workload.checkpoint_s if workload.trains else 0.0  # a request that stops is sent again
        if workload.availability_frac is not None:
            added = useful_share(radiation, self.together, checkpoint_s, workload.restart_s)
            return np.asarray(workload.availability_frac * added)
        rate = workload.interruptions_per_y + radiation
        return useful_share(rate, self.together, checkpoint_s, workload.restart_s)

    def goodput_frac(self, workload: Workload, links_frac: float, radiation_per_y: float = 0.0) -> float:
        """What is left of full throughput after network, stops and compute spent on seldom exchange."""
        return links_frac * float(self.kept_frac(workload, radiation_per_y)) / self.compute_factor


def jobs(workload: Workload, island: float) -> list[Job]:
    """The ways to run a workload whose islands have so many accelerators, the exchange at every step first.

    >>> import orbitdc
    >>> work = orbitdc.load("ai1_vs_colossus").workload
    >>> [(job.steps, job.together) for job in jobs(work, 72)]
    [(1, 16384.0), (500, 72.0)]
    """
    whole = float(workload.job_accelerators)
    if not workload.trains or workload.traffic == "none" or island >= whole:
        return [Job(1, min(float(island), whole) if workload.trains else float(island), 1.0)]
    alone = float(island) if workload.stragglers == "drop" else whole
    every, seldom = Job(1, whole, 1.0), Job(workload.local_steps, alone, workload.local_compute_factor)
    if workload.local_steps == 1 or workload.exchange == "every_step":
        return [every]
    return [seldom] if workload.exchange == "local_steps" else [every, seldom]


def best_job(workload: Workload, island: float, goodput_frac: Callable[[Job], float]) -> Job:
    """The way to run a workload that leaves most of full throughput; where two leave the same, the simpler one."""
    return max(jobs(workload, island), key=goodput_frac)


def checkpoint_interval_s(rate_per_y: npt.ArrayLike, together: float, checkpoint_s: float) -> FloatArray:
    """Seconds of work between checkpoints that lose the least, like the rate of one accelerator; inf at rate zero.

    tau = sqrt(2 delta/lambda), lambda = accelerators that stop together x rate (Young 1974).

    >>> float(checkpoint_interval_s(0.173, 16384, 15.0).round(1))
    577.9
    """
    with np.errstate(divide="ignore"):
        return np.asarray(np.sqrt(2.0 * checkpoint_s / _stops_per_s(rate_per_y, together)))


def useful_share(rate_per_y: npt.ArrayLike, together: float, checkpoint_s: float, restart_s: float) -> FloatArray:
    """Share of time that ends in kept work at the best checkpoint interval, like the rate of one accelerator.

    1 - sqrt(2 delta lambda) - lambda t_restart, at least 0 (Young 1974, Daly 2006), first order: too low by less than
    half the square of the loss.

    >>> useful_share([0.0, 0.173], 16384, 15.0, 300.0).round(4)  # Llama 3 states above 90 %
    array([1.    , 0.9211])
    """
    per_s = _stops_per_s(rate_per_y, together)
    return np.asarray(np.maximum(1.0 - np.sqrt(2.0 * checkpoint_s * per_s) - per_s * restart_s, 0.0))


def _stops_per_s(rate_per_y: npt.ArrayLike, together: float) -> FloatArray:
    """Stops of all accelerators that stop together, 1/s."""
    return np.asarray(np.asarray(rate_per_y, dtype=np.float64) * together / SECONDS_PER_YEAR)


def in_words(job: Job, place: str) -> str:
    """How a job runs at a place, as a reader needs it beside the answer.

    >>> in_words(Job(500, 56.0, 1.17), "in orbit")
    'in orbit exchanges once in 500 steps for 1.17 times the compute, and an interruption stops 56 accelerators'
    """
    often = f"once in {job.steps} steps for {job.compute_factor:g} times the compute" if job.steps > 1 else "every step"
    return f"{place} exchanges {often}, and an interruption stops {job.together:,.0f} accelerators"
