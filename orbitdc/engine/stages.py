"""The five stages of a step, in their order: what the ideas of ``kernels`` make of one lane.

A flow is computed once and enters both the state and its own tally.
"""

from __future__ import annotations

from orbitdc.engine.kernels import (
    albedo_phase,
    array_share,
    array_step,
    array_stiffness,
    clock_of_power,
    disk_integral,
    full_power_frac,
    heat_step,
    heat_stiffness,
    leakage_factor,
    limb_distance,
    lit_shares,
    moved,
    night_level,
    plate_view,
    split_power,
    spread_integral,
    step_kernel,
    thermal_power_frac,
    three_inverses,
    work_level,
)
from orbitdc.engine.lanes import Course, Light, Shade, Sky, SkyTally, Stock, Supply, SupplyTally, UseTally


@step_kernel
def course_stage(course, orbit, aspect, sun):
    """Orbit: one rotation, and the Sun over the limb at its end."""
    cos_u = course.cos_u * orbit.cos_rate - course.sin_u * orbit.sin_rate
    sin_u = course.sin_u * orbit.cos_rate + course.cos_u * orbit.sin_rate
    limb, cosine, across = limb_distance(cos_u, sin_u, orbit, aspect, sun)
    return Course(cos_u, sin_u, limb, cosine, across)


@step_kernel
def light_stage(course, before):
    """The light and the day between two distances from the limb."""
    edge = moved(before.edge, course.limb)
    after = Shade(edge, disk_integral(edge), spread_integral(edge))
    lit, day = lit_shares(before, after)
    return after, Light(lit, day)


@step_kernel
def sky_stage(course, light, stock, tally, orbit, aspect, hardware, sun):
    """Light and Earth on array and radiator, and the power the array can give."""
    direct = sun.irradiance * light.lit
    reflected = sun.irradiance * albedo_phase(course.cosine, orbit)
    zenith2 = course.cosine * course.cosine
    view = plate_view(hardware.array_zenith + aspect.array_tilt * zenith2, orbit)
    facing = aspect.array_pointing + hardware.array_zenith * max(course.cosine, 0.0)

    sun_w = hardware.array_solar_m2 * direct * (aspect.array_pointing + hardware.array_zenith * abs(course.cosine))
    mirrored = reflected * view
    array_sky_w = hardware.array_infrared_w * view + hardware.array_albedo_m2 * mirrored
    array_heat_w = sun_w + array_sky_w
    radiator_view = plate_view(hardware.radiator_down + aspect.radiator_roll * course.across * course.across, orbit)
    radiator_sun_m2 = hardware.radiator_velocity_m2 * abs(course.across) + hardware.radiator_nadir_m2 * abs(
        course.cosine
    )
    radiator_sky_w = (hardware.radiator_infrared_w + hardware.radiator_albedo_m2 * reflected) * radiator_view
    radiator_sky_w += direct * radiator_sun_m2

    glow_w = hardware.pv_m2 * hardware.bifacial * mirrored
    rated_w = hardware.pv_m2 * direct * facing + glow_w
    warm = array_share(stock.array, rated_w, array_heat_w, hardware)
    available_w = rated_w * warm
    tally = SkyTally(
        tally.lit + light.lit,
        tally.sun + sun_w,
        tally.array_sky + array_sky_w,
        tally.radiator_sky + radiator_sky_w,
        tally.panel_available + available_w,
    )
    return Sky(array_heat_w, radiator_sky_w, available_w * hardware.harness, glow_w * warm * hardware.harness), tally


@step_kernel
def supply_stage(light, sky, stock, tally, cells, hardware):
    """How the array's power is split between battery, compute and housekeeping, by day and by night."""
    night = 1.0 - light.day
    loop = stock.loop + 0.5 * stock.loop_change  # half way through the step, if it goes on as in the last one
    full = full_power_frac(loop, hardware)
    cool = min(thermal_power_frac(loop, hardware), full)
    most = min(cool, hardware.network_power * full)
    asleep_w = hardware.it_w * min(most, hardware.eclipse_power * full)
    night_bus_w, night_want_w = night * sky.glow_w, night * asleep_w
    day_want_w = light.lit * hardware.it_w * most + (light.day - light.lit) * asleep_w
    charge_w, discharge_w, day_it_w, night_it_w, unserved_w = split_power(
        light.day, sky.bus_w - night_bus_w, day_want_w, night_bus_w, night_want_w, stock.battery, cells, hardware
    )
    it_w, want_w = day_it_w + night_it_w, day_want_w + night_want_w
    night_w = night_level(asleep_w, sky.glow_w, hardware)
    work_w, working = work_level(light.day, day_it_w, night_it_w, night_w, hardware)
    tally = SupplyTally(
        tally.it + it_w,
        tally.charge + charge_w,
        tally.discharge + discharge_w,
        tally.unserved + unserved_w,
        tally.hot + (1.0 if cool < full else 0.0),
        tally.dark + (1.0 if it_w < want_w * (1.0 - 1e-6) else 0.0),
    )
    return Supply(charge_w, discharge_w, it_w, unserved_w, work_w, working), tally


@step_kernel
def use_stage(sky, supply, stock, tally, hardware):
    """What the satellite makes of its supply: loads, battery, throughput and every temperature."""
    load_w = hardware.housekeeping_w + (supply.it_w - supply.unserved_w) * hardware.inverse_conversion
    stored_w = supply.charge_w - supply.discharge_w
    bus_w = load_w + stored_w
    panel_w = bus_w * hardware.inverse_harness
    battery_w = supply.charge_w * hardware.charge_loss + supply.discharge_w * hardware.discharge_loss
    battery = stock.battery + (stored_w - battery_w) * hardware.step_s

    coolant = stock.loop + 0.5 * stock.loop_change  # half way through the step, if it goes on as in the last one
    power_frac = supply.work_w * hardware.inverse_it_w
    chip = coolant + hardware.chip_rise * power_frac
    leak, stiff_array, stiff_radiator = (
        leakage_factor(chip, hardware),
        array_stiffness(stock.array, hardware),
        heat_stiffness(stock.radiator, hardware),
    )
    by_leak, by_array, by_radiator = three_inverses(leak, stiff_array, stiff_radiator)
    clock = supply.working * clock_of_power(power_frac * by_leak, hardware)

    array, array_radiated_w = array_step(stock.array, sky.array_heat_w - panel_w, by_array, hardware)
    heat_w = load_w + (panel_w - bus_w) + battery_w
    loop, radiator, radiated_w, gap_w = heat_step(
        stock.loop, stock.radiator, heat_w, sky.radiator_sky_w, by_radiator, hardware
    )
    tally = UseTally(
        tally.clock + clock,
        tally.array_radiated + array_radiated_w,
        tally.radiator_radiated + radiated_w,
        tally.radiation_gap + gap_w,
        tally.panel + panel_w,
        min(tally.battery_low, battery),
        max(tally.array_high, array),
        max(tally.radiator_high, radiator),
        max(tally.chip_high, chip),
        max(tally.loop_high, loop),
        max(tally.memory_high, coolant + hardware.memory_rise * power_frac),
    )
    return Stock(loop - stock.loop, battery, array, loop, radiator), tally
