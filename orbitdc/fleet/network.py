"""Traffic of a workload against what a satellite's links carry, and how far away the rest of the fleet is."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sin, sqrt

from orbitdc.constants import EARTH_RADIUS_KM, LIGHT_SPEED_M_PER_S
from orbitdc.satellite.link import Link
from orbitdc.workload import Workload


@dataclass(frozen=True)
class Network:
    """What one satellite's share of a job asks of its links at full clock, and what they carry, Gbit/s."""

    demand_gbps: float
    capacity_gbps: float
    synchronous_demand_gbps: float  # were every step all-reduced; the demand itself where nothing is trained
    overlap_frac: float  # of one step's compute behind which an exchange hides
    available_frac: float  # of time in which a ground site sees the sky, where the work waits for it, else 1
    range_km: float
    terminals: bool = True  # whether it is the terminals that carry it, and not the ground stations

    @property
    def share_frac(self) -> float:
        """Share of full throughput that the links leave, see ``slowed``; one exchange hides behind one step only."""
        if self.demand_gbps <= 0.0:
            return 1.0
        hidden = self.overlap_frac * self.demand_gbps / self.synchronous_demand_gbps
        return self.available_frac * slowed(self.demand_gbps, self.capacity_gbps, hidden)

    @property
    def margin_frac(self) -> float | None:
        """Capacity over demand minus 1; None where nothing is sent."""
        return self.capacity_gbps / self.demand_gbps - 1.0 if self.demand_gbps > 0.0 else None

    @property
    def synchronous_share_frac(self) -> float:
        """Share of full throughput were every optimizer step all-reduced across satellites."""
        return slowed(self.synchronous_demand_gbps, self.capacity_gbps, self.overlap_frac)


def slowed(demand_gbps: float, capacity_gbps: float, overlap_frac: float) -> float:
    """Throughput over that without a network: a step of compute t sends for x t, x = demand/capacity, hiding o t of it.

    t/(t + max(0, x t - o t)); 0 where there is demand and no capacity.

    >>> slowed(10.0, 100.0, 0.0), slowed(10.0, 100.0, 0.5), round(slowed(200.0, 100.0, 1.0), 2)
    (0.9090909090909091, 1.0, 0.5)
    """
    if demand_gbps <= 0.0:
        return 1.0
    if capacity_gbps <= 0.0:
        return 0.0
    return 1.0 / (1.0 + max(demand_gbps / capacity_gbps - overlap_frac, 0.0))


def all_reduce_gbps(
    parameters: float, bytes_per_gradient: float, shards: float, step_s: float, replicas: float = float("inf")
) -> float:
    """Traffic of data-parallel training per accelerator in Gbit/s: 2 (N - 1)/N b P/(S t), ring all-reduce.

    ``shards`` accelerators hold one replica of the model, ``replicas`` of them take a step of ``step_s`` together
    (Patarasuk and Yuan, J. Parallel Distrib. Comput. 69, 117, 2009).

    >>> round(all_reduce_gbps(405e9, 2.0, 128, 5.933), 2), round(72e-3 * all_reduce_gbps(405e9, 2.0, 128, 5.933), 3)
    (17.07, 1.229)
    """
    return 2.0 * (1.0 - 1.0 / replicas) * bytes_per_gradient * parameters * 8.0 / (shards * step_s) * 1e-9


def training_step_s(workload: Workload, flop_per_s: float) -> float:
    """Time of one optimizer step in s on ``job_accelerators`` of ``flop_per_s`` each: 6 P D/(N F).

    >>> from math import isclose
    >>> isclose(6.0 * 405e9 * 16e6 / (16384 * 400e12), 5.933, rel_tol=1e-4)  # Llama 3 405B
    True
    """
    return 6.0 * workload.parameters * workload.tokens_per_step / (workload.job_accelerators * flop_per_s)


def network_of(workload: Workload, link: Link, accelerators: int, flop_per_s: float, range_km: float) -> Network:
    """Demand and capacity of one satellite of ``accelerators``, each delivering ``flop_per_s`` while busy.

    Training: gradients are summed inside the satellite first, pipeline and tensor traffic never leaves it, and the sum
    goes around all satellites of the job once in ``local_steps``. A job that fits into one satellite sends nothing.
    Inference: tokens and new weights take the satellite's own share of the ground stations while others are made, and
    wait for a clear sky.
    """
    space = link.terminals * link.terminal_gbps(range_km)
    if workload.traffic == "inference":
        tokens = workload.tokens_per_s(flop_per_s * accelerators)
        demand = tokens * workload.bytes_per_token * 8e-9 + workload.weights_gbps()
        return Network(demand, link.ground_gbps, demand, 1.0, link.ground_clear_frac(), range_km, terminals=False)
    satellites = workload.job_accelerators / accelerators
    if workload.traffic == "none" or satellites <= 1.0:
        return Network(0.0, space, 0.0, 1.0, 1.0, range_km)
    step_s = training_step_s(workload, flop_per_s)
    whole = all_reduce_gbps(workload.parameters, workload.bytes_per_gradient, 1.0, step_s, satellites)
    return Network(whole / workload.local_steps, space, whole, workload.overlap_frac, 1.0, range_km)


def neighbour_km(altitude_km: float, satellites_per_plane: float) -> float:
    """Distance in km between neighbours of a plane, 2 a sin(pi/S), through the Earth where it is in the way.

    >>> round(neighbour_km(550.0, 22), 1)
    1972.0
    """
    a = EARTH_RADIUS_KM + altitude_km
    return 2.0 * a * sin(pi / max(satellites_per_plane, 2.0))


def line_of_sight_km(altitude_km: float, clearance_km: float = 0.0) -> float:
    """Longest straight link in km between two satellites that stays above the Earth: 2 sqrt(a^2 - (R + c)^2).

    >>> round(line_of_sight_km(550.0, 80.0))
    5017
    """
    a = EARTH_RADIUS_KM + altitude_km
    return 2.0 * sqrt(a * a - (EARTH_RADIUS_KM + clearance_km) ** 2)


def slant_km(altitude_km: float, elevation_rad: float) -> float:
    """Distance in km from a ground site to a satellite at an elevation: sqrt(a^2 - R^2 cos^2 e) - R sin e.

    >>> [round(slant_km(600.0, e) / 299.792458, 1) for e in (pi / 2, 25.0 * pi / 180.0)]  # one-way light, ms
    [2.0, 4.0]
    """
    a, sine = EARTH_RADIUS_KM + altitude_km, sin(elevation_rad)
    return sqrt(a * a - EARTH_RADIUS_KM**2 * (1.0 - sine * sine)) - EARTH_RADIUS_KM * sine


def latency_ms(hops: float, hop_km: float, switch_ms: float, last_km: float) -> float:
    """One-way delay in ms over ``hops`` links of ``hop_km``, a switch at each, and the last slant: sum L/c + hops t.

    >>> round(latency_ms(5, 1972.0, 0.1, 600.0), 1)
    35.4
    """
    return (hops * hop_km + last_km) * 1e6 / LIGHT_SPEED_M_PER_S + hops * switch_ms


def hops_to_gateway(planes: int, satellites_per_plane: int, gateways: int) -> float:
    """Mean number of links from a satellite to the nearest one over a gateway, on a grid of planes and phases.

    Gateways are spread evenly, each in the middle of a block as square as the planes allow; a walk of m cells about the
    middle is (m - 1/m)/4 long on average.

    >>> hops_to_gateway(72, 22, 99), round(hops_to_gateway(1, 60, 4), 2)
    (1.875, 3.73)
    """
    cells = max(planes * satellites_per_plane / gateways, 1.0)
    across = min(sqrt(cells), float(planes))
    along = min(cells / across, float(satellites_per_plane))
    return 0.25 * (across - 1.0 / across + along - 1.0 / along)
