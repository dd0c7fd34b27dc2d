"""The network of each orbit group of a fleet, and how the fleet runs its job over it."""

from __future__ import annotations

from functools import lru_cache
from math import ceil, pi, sqrt

import numpy as np
import numpy.typing as npt

from orbitdc.compute.job import Job, best_job, jobs
from orbitdc.compute.throughput import throughput
from orbitdc.constants import EARTH_RADIUS_KM
from orbitdc.environment.orbit_groups import OrbitGroups
from orbitdc.fleet.network import Network, line_of_sight_km, neighbour_km, network_of
from orbitdc.fleet.orbits import Orbits
from orbitdc.fleet.select import supported
from orbitdc.satellite.link import Link
from orbitdc.satellite.sizing import accelerator_count
from orbitdc.scenario.model import Scenario
from orbitdc.sky.catalogues import find_catalogue, read_catalogue
from orbitdc.sky.contacts import Contacts, contacts
from orbitdc.sky.passes import stations

Array = npt.NDArray[np.float64]
CLEARANCE_KM = 80.0  # of a link above the ground: denser air bends and absorbs it


def networks(scenario: Scenario, orbits: Orbits, groups: OrbitGroups, steps: int | None = None) -> tuple[Network, ...]:
    """Demand and capacity of a satellite of each orbit group, by its distance to its neighbours.

    Gradients are exchanged once in ``steps`` (None: ``workload.local_steps``). Where the Earth stands between
    neighbours the links carry nothing.
    """
    s = scenario
    peak = s.accelerator.dense_pflop_per_s(s.workload.precision) or 0.0
    count = accelerator_count(s.satellite, s.accelerator, s.workload)
    reached = throughput(s.workload, s.accelerator, count)
    flop_per_s = peak * 1e15 * reached.mfu_frac
    contact, found = ground_contact(s), []
    for member, height in zip(groups.members(), groups.altitude_km.tolist(), strict=True):
        apart = range_km(scenario, orbits, int(member[0]), height)
        blind = apart > line_of_sight_km(height, CLEARANCE_KM)
        link = s.satellite.link.changed(terminals=0) if blind else s.satellite.link
        ground = ground_frac(s.satellite.link, contact)
        found.append(network_of(s.workload, link, count, flop_per_s, apart, reached, steps, ground))
    return tuple(found)


def ground_contact(scenario: Scenario) -> Contacts | None:
    """The passes of a fleet above the named ground stations; None where it has some in view at all times.

    Raises CatalogError for a catalogue that cannot be flown, and EnvironmentFault where skyfield is absent.
    """
    fleet = scenario.fleet
    if fleet.gateway_contact != "passes" or fleet.catalogue_file is None:
        return None
    file = find_catalogue(fleet.catalogue_file)
    seen = file.stat() if file.is_file() else None
    key = () if seen is None else (seen.st_mtime_ns, seen.st_size)
    return _contact(str(file), key, fleet.skip_unsupported, scenario.satellite.link.ground_elevation_min_deg)


@lru_cache(maxsize=8)  # a scenario asks once for each way of running its job
def _contact(file: str, seen: tuple[int, ...], skip: bool, elevation_min_deg: float) -> Contacts:
    """The passes of a catalogue's satellites; ``seen`` tells one state of the file from another."""
    return contacts(supported(read_catalogue(file), file, skip), stations(), elevation_min_deg)


def ground_frac(link: Link, contact: Contacts | None) -> float:
    """The share of time in which a satellite reaches the ground through a clear sky, by definition of its stations."""
    return link.ground_clear_frac() if contact is None else contact.available_frac(link.clear_sky_frac)


def fleet_job(
    scenario: Scenario, orbits: Orbits, groups: OrbitGroups, stops_per_y: Array
) -> tuple[Job, tuple[Network, ...]]:
    """How a fleet runs its job, and the network of each orbit group then.

    ``stops_per_y`` (n_day, n_group) are those of one accelerator by radiation. The islands are satellites, as many as
    hold one copy of the model.
    """
    s = scenario
    count = accelerator_count(s.satellite, s.accelerator, s.workload)
    reached = throughput(s.workload, s.accelerator, count)
    island = float(count * ceil(reached.stages * reached.domain / count - 1e-9)) if s.workload.trains else float(count)
    found = {job.steps: networks(s, orbits, groups, job.steps) for job in jobs(s.workload, island)}
    radiation = float((stops_per_y @ groups.share).mean())

    def goodput_frac(job: Job) -> float:
        """The useful part of the time when the job runs like this."""
        links = float(np.array([network.share_frac for network in found[job.steps]]) @ groups.share)
        return job.goodput_frac(s.workload, links, radiation)

    job = best_job(s.workload, island, goodput_frac)
    return job, found[job.steps]


def range_km(scenario: Scenario, orbits: Orbits, orbit: int, altitude_km: float) -> float:
    """Length of a satellite's links in km: stated, across its cluster, along its plane, or over a catalogue's shell.

    Neighbours of a plane are as many as its shell states; those of a catalogue sqrt(4 pi a^2/N) away. Points spread
    evenly over a sphere have 4 pi a^2/N of it each, by definition; ``orbit`` is the index of the satellite's orbit.

    >>> import orbitdc
    >>> range_km(orbitdc.load("ai1_vs_colossus", ["satellite.link.range_km=5000"]), None, 0, 600.0)
    5000.0
    """
    fleet, link = scenario.fleet, scenario.satellite.link
    if link.range_km is not None:
        return link.range_km
    if fleet.cluster is not None:
        return fleet.cluster.spacing_m() * 1e-3
    if fleet.shells is not None:
        return neighbour_km(altitude_km, fleet.shells[int(orbits.shell[orbit])].satellites_per_plane)
    return float((EARTH_RADIUS_KM + altitude_km) * sqrt(4.0 * pi / orbits.weight.sum()))
