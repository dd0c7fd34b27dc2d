"""What takes satellites and accelerators out of service: hazards by age, trays that go with a chip, spares on board."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from orbitdc.compute.job import Job
from orbitdc.compute.wear import UNWORN, Wear
from orbitdc.compute.workload import Workload
from orbitdc.constants import DAYS_PER_YEAR
from orbitdc.environment.servicing import LEAST_ALIVE, Visit, serviced, visit_ages_y
from orbitdc.satellite.puncture import expected_capacity
from orbitdc.satellite.reliability import (
    accelerator_loss_per_y,
    early_hazard,
    in_groups_frac,
    wear_out_hazard,
    with_common_causes,
)
from orbitdc.satellite.sizing import accelerator_count
from orbitdc.scenario.model import Scenario

Array = npt.NDArray[np.float64]


def cumulated(rate_per_y: Array) -> Array:
    """Integral of a yearly rate (n_day, n_group) to the beginning of each day and the end of the last, one row more.

    It is the integral of the rate, H = sum of rate/365.25, by definition of a cumulated hazard.

    >>> cumulated(np.full((2, 1), 0.73050)).ravel().round(6).tolist()  # 0.002 a day
    [0.0, 0.002, 0.004]
    """
    return np.concatenate([np.zeros_like(rate_per_y[:1]), np.cumsum(rate_per_y, axis=0)]) / DAYS_PER_YEAR


def dead_on_arrival_frac(scenario: Scenario) -> float:
    """Share of satellites dead on arrival; none beside a Weibull law, which holds them, or where capacity stays."""
    satellite = scenario.satellite
    if scenario.fleet.attrition == "capacity_stays":
        return 0.0
    return satellite.dead_on_arrival_frac if satellite.reliability.early_losses == "dead_on_arrival" else 0.0


def satellite_own_hazard(scenario: Scenario, age_y: npt.ArrayLike, common_causes: bool) -> Array:
    """Cumulated hazard of satellites by their own parts at ages in y, with or without causes they have in common.

    The terms are those of `orbitdc.satellite.reliability` and add (Rausand and Hoyland 2004, series structures).

    >>> import orbitdc
    >>> s = orbitdc.load("ai1_vs_colossus", ["satellite.random_loss_per_y=0.01"])
    >>> round(float(satellite_own_hazard(s, 2.0, False)), 6)  # 0.01 x 2 years, before wear-out
    0.02
    """
    r = scenario.satellite.reliability
    own = early_hazard(r, scenario.satellite.random_loss_per_y, age_y)
    if scenario.mission.life_y > r.design_life_y:  # else only the last day would reach past it, with what is left of it
        own = own + wear_out_hazard(r, age_y)
    return with_common_causes(r, own, age_y) if common_causes else own


def silicon_hazard(scenario: Scenario, edge_y: Array, memory_per_y: Array, wear: Wear = UNWORN) -> Array:
    """Cumulated hazard of accelerators on living satellites, (n_day + 1, n_group), before any visit.

    Rate x time, and hazards of independent causes add (Rausand and Hoyland 2004, chapter 2).
    """
    r, chip = scenario.satellite.reliability, scenario.accelerator
    count = accelerator_count(scenario.satellite, chip, scenario.workload)
    lasting = accelerator_loss_per_y(r, wear.loss_per_y(chip), count, chip.tray_accelerators) * edge_y
    return np.asarray(lasting[:, None] + r.takes(count, chip.tray_accelerators)[0] * cumulated(memory_per_y))


def silicon(
    scenario: Scenario, edge_y: Array, memory_per_y: Array, wear: Wear = UNWORN
) -> tuple[Array, tuple[Visit, ...]]:
    """Cumulated hazard of accelerators on living satellites, with visits and spares on board, and the visits."""
    fleet = scenario.fleet
    bare = silicon_hazard(scenario, edge_y, memory_per_y, wear)
    hazard, visits = serviced(bare, visit_ages_y(fleet, scenario.mission.life_y), fleet.service_restores_frac)
    return with_spare_trays(scenario, hazard), visits


def with_spare_trays(scenario: Scenario, hazard: Array) -> Array:
    """Hazard -ln E[min(1, accelerators alive/needed)] of a board with spare ones, of the shape of one tray's hazard.

    Spares are lost like the others, and step in tray by tray; without any the hazard is as it was. ``hazard`` is a
    dimensionless number.
    """
    spare = scenario.satellite.board.spare_accelerators
    if spare == 0:
        return hazard
    left = in_groups_frac(np.exp(-hazard), *board_of(scenario), 1)
    return np.asarray(-np.log(np.maximum(left, LEAST_ALIVE)))


def board_of(scenario: Scenario) -> tuple[int, int, int]:
    """Accelerators that a satellite needs, spare ones, and those that are lost together with one."""
    count = accelerator_count(scenario.satellite, scenario.accelerator, scenario.workload)
    tray = scenario.satellite.reliability.takes(count, scenario.accelerator.tray_accelerators)[0]
    return count, scenario.satellite.board.spare_accelerators, max(1, round(tray))


def cooling_hazard(scenario: Scenario, age_y: npt.ArrayLike) -> Array:
    """Cumulated hazard -ln E[min(1, pumps alive/needed)] at ages in y, of their shape: flow lost is compute lost.

    H = -ln of the share left (Rausand and Hoyland 2004, chapter 2).

    >>> import orbitdc
    >>> s = orbitdc.load("ai1_vs_colossus", ["satellite.loop.pumps=1", "satellite.loop.pumps_needed=1"])
    >>> s = s.replace({"satellite.loop.pump_loss_per_y": 0.02})
    >>> round(float(cooling_hazard(s, 5.0)), 6)  # of a single pump: 0.02 x 5
    0.1
    """
    loop = scenario.satellite.loop
    flow = expected_capacity(age_y, loop.pump_loss_per_y, loop.pumps, loop.pumps_needed)
    return np.asarray(-np.log(np.maximum(flow, LEAST_ALIVE)))


def kept_in_radiation(job: Job, workload: Workload, stops_per_y: Array) -> Array:
    """Share of a job's time without radiation that is kept with it, of the shape of the stops of one accelerator."""
    alone = float(job.kept_frac(workload))
    return job.kept_frac(workload, stops_per_y) / alone if alone > 0.0 else np.zeros_like(stops_per_y)
