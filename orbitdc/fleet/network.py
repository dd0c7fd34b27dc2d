"""Traffic of a workload against what a satellite's links carry, and how far away the rest of the fleet is."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sin, sqrt

from orbitdc.compute.throughput import Throughput, slowed, traffic
from orbitdc.compute.workload import Workload
from orbitdc.constants import EARTH_RADIUS_KM, LIGHT_SPEED_M_PER_S
from orbitdc.fleet.gateways import ground_demand_gbps
from orbitdc.satellite.link import Link


@dataclass(frozen=True)
class Network:
    """What one satellite's share of a job asks of its links at full clock, and what they carry, Gbit/s."""

    demand_gbps: float
    capacity_gbps: float
    synchronous_demand_gbps: float  # were every step all-reduced; the demand itself where nothing is trained
    overlap_frac: float  # of one step's compute behind which an exchange hides
    available_frac: float  # of time, where the work waits for clear sky at a ground site and for activations, else 1
    range_km: float
    terminals: bool = True  # whether it is the terminals that carry it, and not the ground stations
    stream_gbps: float = 0.0  # activations beside the demand, of a model that one satellite does not hold

    @property
    def share_frac(self) -> float:
        """Share of full throughput that the links leave, see ``slowed``; one exchange hides behind one step only.

        It is the clear share of time times `slowed`, by definition.

        >>> Network(50.0, 100.0, 50.0, 0.2, 0.99, 1000.0).share_frac == 0.99 / (1.0 + 0.5 - 0.2)
        True
        """
        synchronous = self.synchronous_demand_gbps
        hidden = self.overlap_frac * self.demand_gbps / synchronous if synchronous > 0.0 else 1.0
        return self.available_frac * slowed(self.demand_gbps, self.capacity_gbps, hidden, self.stream_gbps)

    @property
    def margin_frac(self) -> float | None:
        """Capacity over all that is sent minus 1; None where nothing is.

        Capacity over demand, by definition of a margin.

        >>> Network(50.0, 100.0, 50.0, 0.2, 0.99, 1000.0).margin_frac
        1.0
        """
        sent = self.demand_gbps + self.stream_gbps
        return self.capacity_gbps / sent - 1.0 if sent > 0.0 else None

    @property
    def synchronous_share_frac(self) -> float:
        """Share of full throughput were every optimizer step all-reduced across satellites."""
        return slowed(self.synchronous_demand_gbps, self.capacity_gbps, self.overlap_frac, self.stream_gbps)


def network_of(
    workload: Workload,
    link: Link,
    accelerators: int,
    flop_per_s: float,
    range_km: float,
    reached: Throughput | None = None,
    steps: int | None = None,
    ground_frac: float | None = None,
) -> Network:
    """Demand and capacity of one satellite of ``accelerators``, each delivering ``flop_per_s`` while busy.

    Training: gradients are summed inside the satellite first, and the sum goes around all satellites that hold the same
    layers once in ``steps`` (None: ``local_steps``). Tensor traffic never leaves a satellite; pipeline and expert
    traffic does where ``reached`` says that the satellite is too small for the model, else (None) it holds it whole.
    Inference: tokens and new weights take the satellite's own share of the ground stations while others are made, and
    wait for a clear sky over one of them, which they find for a share ``ground_frac`` of the time (None: that of
    stations which are always in view).
    """
    space = link.terminals * link.terminal_gbps(range_km)
    sent = traffic(workload, reached or Throughput(1.0, {}, accelerators, 1), accelerators, flop_per_s)
    if workload.traffic == "inference":
        demand = ground_demand_gbps(workload, accelerators, flop_per_s)
        reached_frac = link.ground_clear_frac() if ground_frac is None else ground_frac
        left = reached_frac * slowed(0.0, space, 1.0, sent.stream_gbps)
        return Network(demand, link.ground_gbps, demand, 1.0, left, range_km, terminals=False)
    whole = sent.exchange_gbps
    if whole + sent.stream_gbps <= 0.0:
        return Network(0.0, space, 0.0, 1.0, 1.0, range_km)
    overlap = workload.overlap_frac
    return Network(
        whole / (steps or workload.local_steps), space, whole, overlap, 1.0, range_km, stream_gbps=sent.stream_gbps
    )


def neighbour_km(altitude_km: float, satellites_per_plane: float) -> float:
    """Distance in km between neighbours of a plane, 2 a sin(pi/S), through the Earth where it is in the way.

    It is the chord of a circle, and ``satellites_per_plane`` is the number S (Walker 1984, evenly spaced satellites).

    >>> round(neighbour_km(550.0, 22), 1)
    1972.0
    """
    a = EARTH_RADIUS_KM + altitude_km
    return 2.0 * a * sin(pi / max(satellites_per_plane, 2.0))


def line_of_sight_km(altitude_km: float, clearance_km: float = 0.0) -> float:
    """Longest straight link in km between two satellites that stays above the Earth: 2 sqrt(a^2 - (R + c)^2).

    Both halves of the link are tangents to a sphere (Wertz and Larson 1999, section 5.2).

    >>> round(line_of_sight_km(550.0, 80.0))
    5017
    """
    a = EARTH_RADIUS_KM + altitude_km
    return 2.0 * sqrt(a * a - (EARTH_RADIUS_KM + clearance_km) ** 2)


def slant_km(altitude_km: float, elevation_rad: float) -> float:
    """Distance in km from a ground site to a satellite at an elevation: sqrt(a^2 - R^2 cos^2 e) - R sin e.

    The law of cosines of the triangle of site, satellite and centre (Wertz and Larson 1999, section 5.2).

    >>> [round(slant_km(600.0, e) / 299.792458, 1) for e in (pi / 2, 25.0 * pi / 180.0)]  # one-way light, ms
    [2.0, 4.0]
    """
    a, sine = EARTH_RADIUS_KM + altitude_km, sin(elevation_rad)
    return sqrt(a * a - EARTH_RADIUS_KM**2 * (1.0 - sine * sine)) - EARTH_RADIUS_KM * sine


def latency_ms(hops: float, hop_km: float, switch_ms: float, last_km: float) -> float:
    """One-way delay in ms over ``hops`` links of ``hop_km``, a switch at each, and the last slant: sum L/c + hops t.

    Light takes L/c (by definition of c), and ``switch_ms`` is in ms.

    >>> round(latency_ms(5, 1972.0, 0.1, 600.0), 1)
    35.4
    """
    return (hops * hop_km + last_km) * 1e6 / LIGHT_SPEED_M_PER_S + hops * switch_ms


def hops_to_gateway(planes: int, satellites_per_plane: int, gateways: int) -> float:
    """Mean number of links from a satellite to the nearest one over a gateway, on a grid of planes and phases.

    Gateways are spread evenly, each in the middle of a block as square as the planes allow; a walk of m cells about the
    middle is (m - 1/m)/4 long on average, an arithmetic identity. ``satellites_per_plane`` and ``planes`` are counts.

    >>> hops_to_gateway(72, 22, 99), round(hops_to_gateway(1, 60, 4), 2)
    (1.875, 3.73)
    """
    cells = max(planes * satellites_per_plane / gateways, 1.0)
    across = min(sqrt(cells), float(planes))
    along = min(cells / across, float(satellites_per_plane))
    return 0.25 * (across - 1.0 / across + along - 1.0 / along)
