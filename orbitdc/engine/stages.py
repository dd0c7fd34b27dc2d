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
def course_stage(c, o, a, sun):
    """Orbit: one rotation, and the Sun over the limb at its end."""
    cos_u = c.cos_u * o.cos_rate - c.sin_u * o.sin_rate
    sin_u = c.sin_u * o.cos_rate + c.cos_u * o.sin_rate
    limb, cosine, across = limb_distance(cos_u, sin_u, o, a, sun)
    return Course(cos_u, sin_u, limb, cosine, across)


@step_kernel
def light_stage(c, before):
    """The light and the day between two distances from the limb."""
    edge = moved(before.edge, c.limb)
    after = Shade(edge, disk_integral(edge), spread_integral(edge))
    lit, day = lit_shares(before, after)
    return after, Light(lit, day)


@step_kernel
def sky_stage(c, light, s, t, o, a, h, sun):
    """Light and Earth on array and radiator, and the power the array can give."""
    direct = sun.irradiance * light.lit
    reflected = sun.irradiance * albedo_phase(c.cosine, o)
    zenith2 = c.cosine * c.cosine
    view = plate_view(h.array_zenith + a.array_tilt * zenith2, o)
    facing = a.array_pointing + h.array_zenith * max(c.cosine, 0.0)

    sun_w = h.array_solar_m2 * direct * (a.array_pointing + h.array_zenith * abs(c.cosine))
    mirrored = reflected * view
    array_sky_w = h.array_infrared_w * view + h.array_albedo_m2 * mirrored
    array_heat_w = sun_w + array_sky_w
    radiator_view = plate_view(h.radiator_down + a.radiator_roll * c.across * c.across, o)
    radiator_sun_m2 = h.radiator_velocity_m2 * abs(c.across) + h.radiator_nadir_m2 * abs(c.cosine)
    radiator_sky_w = (h.radiator_infrared_w + h.radiator_albedo_m2 * reflected) * radiator_view
    radiator_sky_w += direct * radiator_sun_m2

    glow_w = h.pv_m2 * h.bifacial * mirrored
    rated_w = h.pv_m2 * direct * facing + glow_w
    warm = array_share(s.array, rated_w, array_heat_w, h)
    available_w = rated_w * warm
    tally = SkyTally(
        t.lit + light.lit,
        t.sun + sun_w,
        t.array_sky + array_sky_w,
        t.radiator_sky + radiator_sky_w,
        t.panel_available + available_w,
    )
    return Sky(array_heat_w, radiator_sky_w, available_w * h.harness, glow_w * warm * h.harness), tally


@step_kernel
def supply_stage(light, sky, s, t, cells, h):
    """How the array's power is split between battery, compute and housekeeping, by day and by night."""
    night = 1.0 - light.day
    loop = s.loop + 0.5 * s.loop_change  # half way through the step, if it goes on as in the last one
    full = full_power_frac(loop, h)
    cool = min(thermal_power_frac(loop, h), full)
    most = min(cool, h.network_power * full)
    asleep_w = h.it_w * min(most, h.eclipse_power * full)
    night_bus_w, night_want_w = night * sky.glow_w, night * asleep_w
    day_want_w = light.lit * h.it_w * most + (light.day - light.lit) * asleep_w
    charge_w, discharge_w, day_it_w, night_it_w, unserved_w = split_power(
        light.day, sky.bus_w - night_bus_w, day_want_w, night_bus_w, night_want_w, s.battery, cells, h
    )
    it_w, want_w = day_it_w + night_it_w, day_want_w + night_want_w
    night_w = night_level(asleep_w, sky.glow_w, h)
    work_w, working = work_level(light.day, day_it_w, night_it_w, night_w, h)
    tally = SupplyTally(
        t.it + it_w,
        t.charge + charge_w,
        t.discharge + discharge_w,
        t.unserved + unserved_w,
        t.hot + (1.0 if cool < full else 0.0),
        t.dark + (1.0 if it_w < want_w * (1.0 - 1e-6) else 0.0),
    )
    return Supply(charge_w, discharge_w, it_w, unserved_w, work_w, working), tally


@step_kernel
def use_stage(sky, p, s, t, h):
    """What the satellite makes of its supply: loads, battery, throughput and every temperature."""
    load_w = h.housekeeping_w + (p.it_w - p.unserved_w) * h.inverse_conversion
    stored_w = p.charge_w - p.discharge_w
    bus_w = load_w + stored_w
    panel_w = bus_w * h.inverse_harness
    battery_w = p.charge_w * h.charge_loss + p.discharge_w * h.discharge_loss
    battery = s.battery + (stored_w - battery_w) * h.step_s

    coolant = s.loop + 0.5 * s.loop_change  # half way through the step, if it goes on as in the last one
    power_frac = p.work_w * h.inverse_it_w
    chip = coolant + h.chip_rise * power_frac
    leak, stiff_array, stiff_radiator = (
        leakage_factor(chip, h),
        array_stiffness(s.array, h),
        heat_stiffness(s.radiator, h),
    )
    by_leak, by_array, by_radiator = three_inverses(leak, stiff_array, stiff_radiator)
    clock = p.working * clock_of_power(power_frac * by_leak, h)

    array, array_radiated_w = array_step(s.array, sky.array_heat_w - panel_w, by_array, h)
    heat_w = load_w + (panel_w - bus_w) + battery_w
    loop, radiator, radiated_w, gap_w = heat_step(s.loop, s.radiator, heat_w, sky.radiator_sky_w, by_radiator, h)
    tally = UseTally(
        t.clock + clock,
        t.array_radiated + array_radiated_w,
        t.radiator_radiated + radiated_w,
        t.radiation_gap + gap_w,
        t.panel + panel_w,
        min(t.battery_low, battery),
        max(t.array_high, array),
        max(t.radiator_high, radiator),
        max(t.chip_high, chip),
        max(t.loop_high, loop),
        max(t.memory_high, coolant + h.memory_rise * power_frac),
    )
    return Stock(loop - s.loop, battery, array, loop, radiator), tally
