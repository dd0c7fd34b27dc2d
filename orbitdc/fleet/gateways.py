"""Ground stations of a fleet: how much goes down and up, how many carry it, how many of them see the sky."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log

from orbitdc.compute.workload import Workload
from orbitdc.fleet import Fleet
from orbitdc.satellite.link import Link

ROUNDING = 1e-9  # of a count that is whole but for it


@dataclass(frozen=True)
class Gateways:
    """Ground stations of a fleet."""

    traffic_gbps: float  # of the whole fleet, down and up
    sites: int  # of which one at least sees the sky for the wanted share of the time
    count: int  # stations, at all sites together


def ground_demand_gbps(workload: Workload, accelerators: float, flop_per_s: float) -> float:
    """Traffic between the ground and one satellite, Gbit/s, each accelerator of ``flop_per_s`` while busy.

    The traffic, by definition of the fields, is tokens in and out, and weights: new ones to every satellite that serves
    a model, the whole state of every job that trains one to the ground, ``weight_updates_per_day`` times. 0 for a
    workload that sends nothing.

    >>> fields = dict(parameters=70e9, phase="decode", traffic="inference", bytes_per_token=32.0)
    >>> workload = Workload.model_construct(**fields, inactive_parameters=0.0, bytes_per_parameter=2.0,
    ...     weight_updates_per_day=0.0)
    >>> round(ground_demand_gbps(workload, 56.0, 2.5e15), 3)  # 1e6 tokens a second of 256 bit
    0.256
    """
    if workload.traffic == "none":
        return 0.0
    tokens = flop_per_s * accelerators / workload.processed_flop  # trained, read or written
    weights = workload.weights_gbps()
    if workload.trains:
        copies = accelerators / workload.job_accelerators
        weights *= copies * workload.state_bytes_per_parameter / workload.bytes_per_parameter
    return tokens * workload.bytes_per_token * 8e-9 + weights


def sites_needed(clear_frac: float, availability_frac: float) -> int:
    """Sites of which at least one sees the sky for a share of the time: least n with 1 - (1 - p)^n >= target.

    Clouds apart from site to site.

    >>> sites_needed(0.7, 0.99), sites_needed(0.6, 0.99), sites_needed(1.0, 0.99), sites_needed(0.7, 0.0)
    (4, 6, 1, 1)
    """
    if clear_frac >= 1.0 or availability_frac <= 0.0:
        return 1
    return max(1, ceil(log(1.0 - availability_frac) / log(1.0 - clear_frac) - ROUNDING))


def gateways(
    fleet: Fleet, link: Link, workload: Workload, satellites: float, accelerators: float, flop_per_s: float
) -> Gateways | None:
    """Stations that carry a fleet's traffic at every one of the sites: sites x ceil(traffic / station), one at least.

    A satellite sends no more than ``link.ground_gbps``. None where the ground segment is a stated sum.
    """
    if fleet.gateways == "stated":
        return None
    clear = link.clear_sky_frac if fleet.gateway_medium == "optical" else 1.0
    sites = sites_needed(clear, fleet.gateway_availability_frac)
    traffic = satellites * min(ground_demand_gbps(workload, accelerators, flop_per_s), link.ground_gbps)
    return Gateways(traffic, sites, sites * max(1, ceil(traffic / fleet.gateway_gbps - ROUNDING)))
