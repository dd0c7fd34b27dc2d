"""How a model is trained or served on either side as keys of summary.json, and where its FLOP go."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from orbitdc.comparison.run import Run
from orbitdc.compute.job import Job, in_words
from orbitdc.compute.workload import Workload
from orbitdc.constants import DAYS_PER_YEAR
from orbitdc.economics.side import Side
from orbitdc.results.record import identifier


def shared_mfu(workload: Workload) -> dict[str, Any]:
    """The utilization that both sides are given, or why each has its own."""
    if workload.mfu == "stated":
        return {"mfu_frac": workload.mfu_frac}
    return {"mfu_frac": None, "mfu_frac_reason": "it follows from silicon and links on each side"}


def waterfall(run: Run) -> list[dict[str, Any]]:
    """The chain from nameplate to delivered FLOP of the orbit side, as factors whose product is the ratio."""
    s, mission = run.scenario, run.mission
    days = np.arange(mission.n_day)
    length = np.clip(s.mission.life_y * DAYS_PER_YEAR - days, 0.0, 1.0)  # the last day of a life may be a part of one
    survivors = mission.survivors((days + 0.5) / DAYS_PER_YEAR)
    raw, clock = mission.integrated.day("clock") * length, mission.daily_clock() * length
    steps = [
        ("occupancy", s.workload.occupancy_frac),
        ("model FLOP utilization", mission.throughput().mfu_frac),
        ("availability", mission.availability_frac()),
        *_seldom(mission.environment.job),
        ("clock (eclipse, heat, power)", float(raw.sum() / length.sum())),
        ("job hand-off and stops by radiation", float(clock.sum() / raw.sum()) if raw.sum() > 0 else 1.0),
        ("survivors", float((clock * survivors).sum() / clock.sum()) if clock.sum() > 0 else 0.0),
    ]
    product = math.prod(value for _, value in steps)
    side = run.orbit.side
    whole = side.delivered_pflop_per_s / side.nameplate_pflop_per_s
    if product > 0 and abs(whole / product - 1.0) > 1e-12:  # more than rounding
        steps.append(("window repeated over the life", whole / product))
    return [{"step": identifier(label), "label": label, "factor": value} for label, value in steps]


def _seldom(job: Job) -> list[tuple[str, float]]:
    """The step of compute that seldom exchange takes beyond that of one at every step, if any."""
    return [("compute that seldom exchange takes", 1.0 / job.compute_factor)] if job.compute_factor > 1.0 else []


def job_of(side: Side, workload: Workload, stated_frac: float | None = None) -> dict[str, Any]:
    """How a side runs its job; ``stated_frac`` is the availability of that side where it states its own."""
    job = side.job
    assert job is not None  # both sides of a comparison say
    return {
        "exchange_every_steps": job.steps,
        "stopped_together_accelerators": job.together,
        "compute_factor": job.compute_factor,
        "availability_frac": float(job.kept_frac(workload)) if stated_frac is None else stated_frac,
    }


def job_in_words(run: Run) -> str:
    """How both sides train, in one sentence; empty where nothing is trained."""
    work, (orbit, ground) = run.mission.scenario.workload, (run.orbit.side.job, run.ground.side.job)
    if not work.trains or orbit is None or ground is None:
        return ""
    head = f"{work.job_accelerators:,} accelerators train one model: "
    return head + f"{in_words(orbit, 'the job in orbit')}; {in_words(ground, 'the job on the ground')}"
