"""A marched fleet before its judge: the extremes it met, and every part's limit against them."""

from __future__ import annotations

import numpy as np

from orbitdc.satellite.mass import stowed_m3
from orbitdc.satellite.sizing import battery_need_kwh, chain_frac, coolant_max_k, full_power_frac, radiator_need_m2
from orbitdc.simulation.constraints import (
    Worst,
    altitude_limit,
    battery_limit,
    brownout_limit,
    cadence_limit,
    cell_limit,
    disposal_limit,
    dose_limit,
    flow_limit,
    heat_limits,
    launch_limit,
    life_limit,
    link_limit,
    mass_limit,
    power_limit,
    propellant_limit,
    shutdown_limit,
)
from orbitdc.simulation.deployment import Build
from orbitdc.simulation.geometry import longest_eclipse_s
from orbitdc.simulation.mission import Flight
from orbitdc.simulation.verdict import Verdict, judge

ROUNDING_W = 1e-6  # of a difference of powers of 100 kW


def worst_of(flight: Flight) -> Worst:
    """The extremes of a march, as the parts' limits ask for them."""
    s, lanes, marched = flight.scenario, flight.lanes, flight.marched
    day = marched.day
    load = lanes.load
    coolant_k = np.minimum(day("loop_high"), coolant_max_k(s.satellite, s.accelerator, load))
    full = full_power_frac(s.satellite.loop, s.accelerator, load, coolant_k)  # at the day's hottest coolant
    lit, eclipse = day("lit"), s.satellite.eclipse_power_frac
    policy = lit + (1.0 - lit) * eclipse  # share of the day's full clock that the satellite asks for
    need_it = load.it_w * full * policy * flight.environment.accelerators_frac()[: flight.n_day].max(1)
    through_battery = day("discharge") * (1.0 / s.satellite.battery.roundtrip_efficiency_frac - 1.0)
    need = (need_it + load.housekeeping_w) / chain_frac(s.satellite, load) + through_battery
    soc = float(marched.day_charge_low.min()) if lanes.battery_j > 0 else None
    eclipse_s = longest_eclipse_s(flight.orbits, flight.sun, flight.n_day, s.sky)
    in_service = flight.environment.hazards.radiator_frac[: flight.n_day]
    sky_w = day("radiator_sky") / (s.satellite.radiator.area_m2 * (in_service @ flight.environment.kind.share))
    return Worst(
        power_frac=float((marched.day_available_low / need).min() - 1.0),
        battery_soc=soc,
        radiator_k=float(day("radiator_high").max()),
        chip_k=float(day("chip_high").max()),
        loop_k=float(day("loop_high").max()),
        memory_k=float(day("memory_high").max()),
        array_k=float(day("array_high").max()),
        unserved_w=float(day("unserved").max()) if day("unserved").max() > ROUNDING_W else 0.0,
        dark_frac=float(day("dark").mean()),
        hot_frac=float(day("hot").mean()),
        battery_need_kwh=battery_need_kwh(
            s.satellite, load, eclipse_s, float(marched.health_last.min()), float(full.max())
        ),
        radiator_need_m2=radiator_need_m2(s.satellite, s.accelerator, load, float(sky_w.max()))
        / float(in_service.min()),
    )


def judge_flight(flight: Flight, made: Build) -> tuple[Verdict, Worst]:
    """Ask every part for its limit and judge the design."""
    s, sky, worst = flight.scenario, flight.environment, worst_of(flight)
    limits = [
        power_limit(s.satellite, worst),
        battery_limit(s.satellite, worst),
        *heat_limits(s.satellite, s.accelerator, worst),
        flow_limit(s.satellite),
        shutdown_limit(s.satellite, s.accelerator, worst),
        cell_limit(s.satellite, worst),
        mass_limit(s.satellite, made.launched_kg, made.mass_parts_kg),
        propellant_limit(s.satellite, made.propellant_need_kg),
        launch_limit(s.launch, made.manifest, stowed_m3(s.satellite, flight.lanes.load)),
        brownout_limit(s.satellite, worst),
        cadence_limit(s.fleet, made.launches, s.launch.launches_per_y),
        altitude_limit(sky.reentry_y(), s.mission.life_y, sky.reentry_date()),
        disposal_limit(s.satellite, made.disposal_days),
        link_limit(s.satellite, sky.network()),
        dose_limit(s.satellite, sky.dose_krad_eol(), sky.shield_need_mm(s.satellite)),
        life_limit(s.satellite, s.mission.life_y),
    ]
    return judge(limits), worst
