"""Air, radiation, debris, links and losses of a run as keys of summary.json."""

from __future__ import annotations

from math import isfinite, pi, radians
from typing import Any

import numpy as np

from orbitdc.comparison.orbit_costs import gateways_of
from orbitdc.comparison.run import Run
from orbitdc.compute.job import checkpoint_interval_s
from orbitdc.constants import EARTH_RADIUS_KM, SECONDS_PER_DAY
from orbitdc.environment import whole_groups_eol_frac
from orbitdc.environment.links import ground_contact, ground_frac
from orbitdc.fleet.altitude import passive_decay_y
from orbitdc.fleet.network import hops_to_gateway, latency_ms, slant_km
from orbitdc.sky.radiation import saa_passes_per_day, saa_rate_factor, saa_share
from orbitdc.sky.solar_activity import level_sfu


def environment_of_run(run: Run) -> dict[str, Any]:
    """The effects of air, radiation and debris on the satellites of the orbit that meets most of them."""
    sky = run.mission.environment
    height = sky.altitude.altitude_km
    work, stops = run.mission.scenario.workload, float(sky.hazards.stops_per_y.mean(0).max())
    interval_s = float(checkpoint_interval_s(work.interruptions_per_y + stops, sky.job.together, work.checkpoint_s))
    return {
        "f107_sfu": {
            "min": float(sky.f107_sfu.min()),
            "mean": float(sky.f107_sfu.mean()),
            "max": float(sky.f107_sfu.max()),
        },
        "altitude_start_km": float(height[0].min()),
        "altitude_end_km": float(height[-1].min()),
        "drag_m_per_s_y": float(sky.altitude.drag_m_per_s_y().max()),
        "thruster_mean_w": float(sky.thruster_w.mean(0).max()),
        "delta_v_m_per_s": run.deployment.delta_v_m_per_s,
        "propellant_need_kg": run.deployment.propellant_need_kg,
        "disposal_days": run.deployment.disposal_days,
        "passive_decay_y": passive_decay(run),
        "reentry_date": sky.reentry_date() or None,
        "dose_krad": sky.dose_krad_eol(),
        "stops_per_accelerator_y": stops,
        "checkpoint_interval_s": interval_s if isfinite(interval_s) else None,
        **({} if isfinite(interval_s) else {"checkpoint_interval_s_reason": "nothing ever stops an accelerator"}),
        "useful_frac": float(sky.useful_frac().mean()),
        "saa_share": float(saa_share(height[0], sky.groups.inclination_rad).max()),
        "saa_rate_factor": float(saa_rate_factor(height[0], sky.groups.inclination_rad).max()),
        "saa_passes_per_day": float(saa_passes_per_day(height[0], sky.groups.inclination_rad).max()),
        "memory_loss_per_y": float(sky.hazards.memory_per_y.mean(0).max()),
        "cells_left_frac": float(sky.hazards.cells_frac[-1].min()),
        "radiator_left_frac": float(sky.hazards.radiator_frac[-1].min()),
        "collision_per_y": float(sky.hazards.collision_per_y.mean(0).max()),
        **({} if sky.reentry_date() else {"reentry_date_reason": "no satellite re-enters within the life"}),
    }


def network_of_run(run: Run) -> dict[str, Any]:
    """Traffic and distances of the orbit group whose links are shortest of what they are asked for."""
    s, network = run.mission.scenario, run.mission.environment.network()
    link, contact = s.satellite.link, ground_contact(s)
    height_km = float(run.mission.environment.groups.altitude_km.max())
    last_km = slant_km(height_km, radians(link.ground_elevation_min_deg))
    out: dict[str, Any] = {
        "demand_gbps": network.demand_gbps,
        "stream_gbps": network.stream_gbps,
        "capacity_gbps": network.capacity_gbps,
        "share_frac": network.share_frac,
        "synchronous_share_frac": network.synchronous_share_frac,
        "range_km": network.range_km,
        "ground_gbps": link.ground_gbps * ground_frac(link, contact),
        "ground_available_frac": ground_frac(link, contact),
    }
    if contact is not None:
        out["contact"] = {
            "in_view_frac": 1.0 - float(contact.in_view()[0]),
            "passes_per_day": contact.passes_per_day,
            "pass_min": contact.pass_min,
            **({} if contact.pass_min is not None else {"pass_min_reason": "no station sees a satellite"}),
            "gap_max_h": contact.gap_max_h,
            "satellites": contact.satellites,
            "stations": contact.stations,
            "days": contact.span_s / SECONDS_PER_DAY,
        }
    if (gateways := gateways_of(run.mission, run.deployment.n_sat)) is not None:
        out["gateways"], out["gateway_sites"] = gateways.count, gateways.sites
        out["fleet_ground_gbps"] = gateways.traffic_gbps
    if s.fleet.shells is not None:
        shell = s.fleet.shells[0]
        out["gateway_hops"] = hops_to_gateway(shell.planes, shell.satellites_per_plane, s.satellite.link.ground_sites)
        out |= node_spacing(run)
        out["gateway_one_way_ms"] = latency_ms(out["gateway_hops"], network.range_km, link.switch_ms, last_km)
    if s.fleet.cluster is not None:
        out["cluster_neighbour_m"] = dict(zip(("min", "max"), s.fleet.cluster.neighbour_m(), strict=True))
    return out


def node_spacing(run: Run) -> dict[str, float]:
    """Satellites that share the fullest orbit of a fleet of shells, and the way along it from one to the next.

    2 pi a/n, by definition of even spacing; clusters fly close together on purpose, and count as one each.
    """
    fleet, shells = run.mission.scenario.fleet, run.mission.scenario.fleet.shells or ()
    scale = run.deployment.n_sat / sum(shell.count() for shell in shells)
    scale /= 1.0 if fleet.cluster is None else fleet.cluster.satellites
    rings = [(scale * shell.count() / shell.nodes(), EARTH_RADIUS_KM + shell.altitude_km) for shell in shells]
    number, radius_km = min(rings, key=lambda ring: ring[1] / ring[0])
    apart_km = 2.0 * pi * radius_km / max(number, 1.0)
    return {
        "satellites_on_node": number,
        "node_spacing_km": apart_km,
        "node_spacing_frac": apart_km / fleet.spacing_least_km - 1.0,
    }


def reliability_of_run(run: Run) -> dict[str, Any]:
    """What is left of a fleet at the end of its life, what stood by for it and what came to it."""
    s, sky = run.mission.scenario, run.mission.environment
    life_y = s.mission.life_y
    return {
        "living_satellites_eol_frac": float(sky.living(life_y)),
        "alive_accelerators_eol_frac": float(sky.survivors(life_y)),
        "whole_groups_eol_frac": whole_groups_eol_frac(s, sky),
        "satellite_losses_per_y": sky.losses_per_y(sky.satellite_hazard, life_y),
        "accelerator_losses_per_y": sky.losses_per_y(sky.accelerator_hazard, life_y),
        "wear": {
            "heat_factor": sky.wear.heat_factor,
            "cycles_per_y": sky.wear.cycles_per_y,
            "swing_k": sky.wear.swing_k,
            "cycle_factor": sky.wear.cycle_factor,
            "losses_per_y": sky.wear.loss_per_y(s.accelerator),
        },
        "flow_left_eol_frac": float(np.exp(-sky.cooling_hazard[-1]).min()),
        "spares_in_orbit": run.deployment.n_sat * s.fleet.spares_frac,
        "service_visits": len(sky.visits),
    }


def passive_decay(run: Run) -> float:
    """Years to re-entry of a tumbling satellite that lost its thruster, from its highest orbit at mean activity."""
    s, sky = run.mission.scenario.satellite, run.mission.environment
    area = s.drag.tumbling_m2(s.solar_array.area_m2, s.radiator.area_m2)
    groups = sky.groups
    years = passive_decay_y(
        groups.altitude_km, groups.inclination_rad, groups.ltan_h, area, run.deployment.launched_kg,
        s.drag.drag_coefficient,
        level_sfu("mean"),
    )  # fmt: skip
    return float(years.max())
