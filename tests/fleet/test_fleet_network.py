"""Links and traffic against published figures and the cases of the physics reference."""

from __future__ import annotations

import math

import pytest

import orbitdc
from orbitdc.compute.throughput import slowed
from orbitdc.compute.workload import Workload
from orbitdc.fleet.network import (
    Network,
    hops_to_gateway,
    line_of_sight_km,
    neighbour_km,
    network_of,
    slant_km,
)
from orbitdc.satellite.link import Link, starlink_class


@pytest.fixture(scope="module")
def workload() -> Workload:
    return orbitdc.load("ai1_vs_colossus").workload


def link(**changes: float) -> Link:
    return starlink_class().model_copy(update=changes)


# -- traffic against published figures -------------------------------------------------------------------------------


def test_weights_are_sent_as_often_as_they_change(workload: Workload) -> None:
    # 405 GB once a day, which 100 Gbit/s carry in half a minute (published: 1 TB in 80 s).
    once = workload.model_copy(update={"bytes_per_parameter": 1.0, "weight_updates_per_day": 1.0})
    assert once.weights_gbps() * 86400.0 / 100.0 == pytest.approx(80.0 * 0.405, rel=1e-12)
    served = once.model_copy(update={"traffic": "inference", "bytes_per_token": 0.0})
    assert network_of(served, link(), 56, 2e15, 700.0).demand_gbps == pytest.approx(once.weights_gbps())


# -- link budget -----------------------------------------------------------------------------------------------------


def test_a_starlink_class_link_closes_where_the_operator_says_it_does() -> None:
    # 100 Gbit/s over 5,400 km (PCMag); twice as far a quarter of the photons arrive and the electronics idle.
    assert link().terminal_gbps(5400.0) == pytest.approx(99.0)
    assert link().received_w(10800.0) == pytest.approx(link().received_w(5400.0) / 4.0, rel=1e-12)
    assert link().terminal_gbps(10800.0) < 50.0


def test_power_received_never_exceeds_what_was_sent() -> None:
    for km in (1e-3, 0.1, 1.0, 5.0, 6.45, 10.0):
        assert link().received_w(km) <= 5.0 * 0.3
    border = math.pi / 4.0 * link().near_field_km()  # where Friis' gains give all of it: continuous
    assert link().received_w(border) == pytest.approx(1.5, rel=1e-9)


def test_a_suncatcher_class_link_forms_beams_side_by_side() -> None:
    # 24 x 400 Gbit/s per aperture at 0.1 to 1 km (arXiv:2511.19468).
    dense = link(rate_gbps=400.0, channels_max=24, uptime_frac=1.0)
    assert [dense.terminal_gbps(km) for km in (0.1, 0.5, 1.0)] == [9600.0] * 3
    assert dense.terminal_gbps(5.0) < 9600.0


def test_ground_sites_that_see_the_sky() -> None:
    assert link(clear_sky_frac=0.7, ground_sites=4).ground_clear_frac() == pytest.approx(0.9919)


# -- what the links leave of a job -----------------------------------------------------------------------------------


def test_more_terminals_carry_more_and_an_overlapped_job_waits_less(workload: Workload) -> None:
    every_step = workload.model_copy(update={"local_steps": 1})
    share = [network_of(every_step, link(terminals=n), 56, 2e15, 700.0).share_frac for n in (1, 2, 4, 8)]
    assert share == sorted(share)
    assert share[0] < 0.5 * share[3]
    hidden = every_step.model_copy(update={"overlap_frac": 1.0})
    assert (
        network_of(hidden, link(), 56, 2e15, 700.0).share_frac
        > network_of(every_step, link(), 56, 2e15, 700.0).share_frac
    )


def test_traffic_falls_with_local_steps_and_ends_inside_one_satellite(workload: Workload) -> None:
    once, seldom = (
        network_of(workload.model_copy(update={"local_steps": n}), link(), 56, 2e15, 700.0) for n in (1, 100)
    )
    assert once.demand_gbps == pytest.approx(100.0 * seldom.demand_gbps, rel=1e-12)
    assert seldom.synchronous_share_frac == once.share_frac
    alone = network_of(workload.model_copy(update={"job_accelerators": 56}), link(), 56, 2e15, 700.0)
    assert (alone.demand_gbps, alone.share_frac, alone.margin_frac) == (0.0, 1.0, None)


def test_a_step_that_sends_as_long_as_it_computes() -> None:
    assert slowed(50.0, 50.0, 0.0) == 0.5
    assert slowed(50.0, 50.0, 1.0) == 1.0
    assert slowed(150.0, 50.0, 1.0) == pytest.approx(1.0 / 3.0)
    assert slowed(1.0, 0.0, 1.0) == 0.0
    assert Network(0.0, 0.0, 0.0, 1.0, 1.0, 1.0).share_frac == 1.0


# -- distances -------------------------------------------------------------------------------------------------------


def test_distances_between_satellites() -> None:
    a = 6378.137 + 550.0
    assert neighbour_km(550.0, 6) == pytest.approx(a, rel=1e-12)  # a hexagon
    # The chord that touches the ground, by Pythagoras.
    assert line_of_sight_km(550.0) == pytest.approx(2.0 * math.sqrt(550.0 * (2.0 * 6378.137 + 550.0)), rel=1e-12)
    assert slant_km(600.0, math.pi / 2) == pytest.approx(600.0)
    assert slant_km(600.0, math.radians(25.0)) / 299.792458 == pytest.approx(4.0, abs=0.05)  # ms, published 2.0 to 4.0


def test_hops_to_the_nearest_gateway_by_counting() -> None:
    # Exact for blocks of an odd number of cells; 1/4m less for each even side, where the gateway is between two cells.
    for planes, phases, side in ((1, 60, (1, 15)), (12, 12, (4, 4)), (9, 9, (3, 3))):
        gateways = planes * phases // (side[0] * side[1])
        steps = [
            abs(i - (side[0] - 1) / 2) + abs(j - (side[1] - 1) / 2) for i in range(side[0]) for j in range(side[1])
        ]
        assert hops_to_gateway(planes, phases, gateways) == pytest.approx(sum(steps) / len(steps), abs=0.13)
    assert hops_to_gateway(72, 22, 1584) == 0.0


def test_one_exchange_hides_behind_one_step(workload: Workload) -> None:
    made = workload.model_copy(update={"local_steps": 50, "overlap_frac": 0.66})
    found = network_of(made, link(terminals=6), 56, 2e15, 700.0)
    late = found.synchronous_demand_gbps / found.capacity_gbps - 0.66  # of a step, once in fifty
    assert found.share_frac == pytest.approx(50.0 / (50.0 + late), rel=1e-12)


def test_neighbours_behind_the_earth_exchange_nothing() -> None:
    sets = ["fleet.shells.0.satellites_per_plane=6", "numerics.window_days=1"]
    run = orbitdc.simulate(orbitdc.load("ai1_vs_colossus", sets))
    assert run.mission.environment.network().capacity_gbps == 0.0
    assert run.mission.environment.network().share_frac == 0.0
    assert run.verdict.margins["link_frac"] == -1.0
