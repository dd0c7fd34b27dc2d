"""A fleet evaluated after its mission: the extremes it met, and every constraint held against them."""

from __future__ import annotations

import numpy as np

from orbitdc.constants import SECONDS_PER_DAY
from orbitdc.fleet.launch import cadence_constraint, campaign_constraint, launch_constraint
from orbitdc.fleet.raising import raising_constraint
from orbitdc.satellite.assembly import constraints
from orbitdc.satellite.part import Extremes, Needs
from orbitdc.satellite.sizing import battery_need_kwh, chain_frac, coolant_max_k, full_power_frac, radiator_need_m2
from orbitdc.simulation.deployment import Deployment
from orbitdc.simulation.geometry import longest_eclipse_s
from orbitdc.simulation.mission import Mission
from orbitdc.simulation.verdict import Verdict, verdict_of

ROUNDING_W = 1e-6  # of a difference of powers of 100 kW


def extremes_of(mission: Mission) -> Extremes:
    """The extremes that a fleet met, as the constraints of its parts ask for them."""
    s, lanes, integrated = mission.scenario, mission.lanes, mission.integrated
    day = integrated.day
    load = lanes.load
    coolant_k = np.minimum(day("loop_high"), coolant_max_k(s.satellite, s.accelerator, load))
    full = full_power_frac(s.satellite.loop, s.accelerator, load, coolant_k)  # at the day's hottest coolant
    lit, eclipse = day("lit"), s.satellite.eclipse_power_frac
    policy = lit + (1.0 - lit) * eclipse  # share of the day's full clock that the satellite asks for
    need_it = load.it_w * full * policy * mission.environment.accelerators_frac()[: mission.n_day].max(1)
    through_battery = day("discharge") * (1.0 / s.satellite.battery.roundtrip_efficiency_frac - 1.0)
    need = (need_it + load.housekeeping_w) / chain_frac(s.satellite, load) + through_battery
    soc = float(integrated.day_charge_low.min()) if lanes.battery_j > 0 else None
    eclipse_s = longest_eclipse_s(mission.orbits, mission.sun, mission.n_day, s.sky)
    in_service = mission.environment.hazards.radiator_frac[: mission.n_day]
    sky_w = (day("radiator_sky") + day("radiator_from_array")) / (
        s.satellite.radiator.area_m2 * (in_service @ mission.environment.groups.share)
    )
    return Extremes(
        power_frac=float((integrated.day_available_low / need).min() - 1.0),
        battery_soc=soc,
        radiator_k=float(day("radiator_high").max()),
        chip_k=float(day("chip_high").max()),
        loop_k=float(day("loop_high").max()),
        memory_k=float(day("memory_high").max()),
        array_k=float(day("array_high").max()),
        unserved_w=float(day("unserved").max()) if day("unserved").max() > ROUNDING_W else 0.0,
        dark_frac=float(day("power_limited").mean()),
        hot_frac=float(day("thermally_limited").mean()),
        battery_need_kwh=battery_need_kwh(
            s.satellite, load, eclipse_s, float(integrated.health_last.min()), float(full.max())
        ),
        radiator_need_m2=radiator_need_m2(s.satellite, s.accelerator, load, float(sky_w.max()))
        / float(in_service.min()),
    )


def needs_of(mission: Mission, deployment: Deployment) -> Needs:
    """What a life in orbit asks of one satellite of a deployed fleet."""
    s, sky = mission.scenario, mission.environment
    network = sky.network()
    drag_m_per_s_d = float(sky.altitude.drag_m_per_s.max())
    held = s.satellite.drag.altitude == "held"
    return Needs(
        life_y=s.mission.life_y,
        launched_kg=deployment.launched_kg,
        parts_kg=deployment.mass_parts_kg,
        propellant_kg=deployment.propellant_need_kg,
        disposal_days=deployment.disposal_days,
        drag_n=deployment.launched_kg * drag_m_per_s_d / SECONDS_PER_DAY if held else None,
        dose_krad=sky.dose_krad_eol(),
        shield_mm=sky.shield_need_mm(s.satellite),
        reentry_y=sky.reentry_y(),
        reentry_date=sky.reentry_date(),
        link_margin_frac=network.margin_frac,
        link_capacity_gbps=network.capacity_gbps,
        link_sent_gbps=network.demand_gbps + network.stream_gbps,
        link_share_frac=network.share_frac,
        between_satellites=network.terminals,
    )


def evaluate(mission: Mission, deployment: Deployment) -> tuple[Verdict, Extremes]:
    """Ask every part, the launcher and the fleet for their constraints and judge the design."""
    s, assembly, met = mission.scenario, mission.environment.assembly, extremes_of(mission)
    found = [
        *constraints(s.satellite, assembly.at, met, needs_of(mission, deployment)),
        launch_constraint(s.launch, deployment.manifest, assembly.envelope_m3(s.launch.packing_frac)),
        raising_constraint(deployment.climb, s.satellite.propulsion),
        cadence_constraint(s.fleet.ramp_months, deployment.launches, s.launch.launches_per_y),
        campaign_constraint(deployment.campaign_months, deployment.launches, s.mission.life_y),
    ]
    return verdict_of(found), met
