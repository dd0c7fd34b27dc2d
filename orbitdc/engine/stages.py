"""The five stages of a step, in their order; each applies small functions, one per idea, to one lane.

A flow is computed once and enters both the state and its own tally.
"""

from __future__ import annotations

from orbitdc.engine.bus_power import night_level, split_power, work_level
from orbitdc.engine.chips import clock_of_power, full_power_frac, leakage_factor, thermal_power_frac
from orbitdc.engine.compiling import step_kernel
from orbitdc.engine.lanes import (
    WARM_K,
    Eclipse,
    Illumination,
    Incoming,
    IncomingTally,
    OrbitPosition,
    OutputTally,
    PowerFlows,
    PowerTally,
    Stored,
)
from orbitdc.engine.light import (
    albedo_phase,
    disk_integral,
    limb_distance,
    lit_shares,
    moved,
    plate_view,
    spread_integral,
)
from orbitdc.engine.temperatures import (
    array_share,
    array_step,
    array_stiffness,
    heat_step,
    heat_stiffness,
    three_inverses,
)


@step_kernel
def orbit_stage(position, orbit, aspect, sun):
    """The orbit stage rotates the satellite once and finds the Sun's distance from the limb at the end of the step."""
    cos_u = position.cos_u * orbit.cos_rate - position.sin_u * orbit.sin_rate
    sin_u = position.sin_u * orbit.cos_rate + position.cos_u * orbit.sin_rate
    limb, cosine, across = limb_distance(cos_u, sin_u, orbit, aspect, sun)
    return OrbitPosition(cos_u, sin_u, limb, cosine, across)


@step_kernel
def illumination_stage(position, before):
    """The illumination stage finds light and day between two distances from the limb."""
    edge = moved(before.edge, position.limb)
    after = Eclipse(edge, disk_integral(edge), spread_integral(edge))
    lit, day = lit_shares(before, after)
    return after, Illumination(lit, day)


@step_kernel
def incoming_stage(position, illumination, stored, tally, orbit, aspect, hardware, sun):
    """The incoming stage finds the light of Sun and Earth on array and radiator, what array and radiator
    send each other, and the power that the array can give.
    """
    direct = sun.irradiance * illumination.lit
    reflected = sun.irradiance * albedo_phase(position.cosine, orbit)
    zenith2 = position.cosine * position.cosine
    view = plate_view(hardware.array_zenith + aspect.array_tilt * zenith2, orbit)
    facing = aspect.array_pointing + hardware.array_zenith * max(position.cosine, 0.0)

    sun_w = hardware.array_solar_m2 * direct * (aspect.array_pointing + hardware.array_zenith * abs(position.cosine))
    mirrored = reflected * view
    array_sky_w = hardware.array_infrared_w * view + hardware.array_albedo_m2 * mirrored
    warm2 = stored.radiator * stored.radiator
    array_glow_w = hardware.radiator_to_array * warm2 * warm2  # from the radiator, as warm as the step finds it
    array_heat_w = sun_w + array_sky_w + array_glow_w
    radiator_view = plate_view(hardware.radiator_down + aspect.radiator_roll * position.across * position.across, orbit)
    radiator_sun_m2 = hardware.radiator_velocity_m2 * abs(position.across) + (
        hardware.radiator_nadir_m2 * abs(position.cosine) + hardware.radiator_error_m2
    )
    radiator_sky_w = (hardware.radiator_infrared_w + hardware.radiator_albedo_m2 * reflected) * radiator_view
    radiator_sky_w += direct * radiator_sun_m2

    glow_w = hardware.pv_m2 * hardware.bifacial * mirrored
    rated_w = hardware.pv_m2 * direct * facing + glow_w
    warm = array_share(stored.array, rated_w, array_heat_w, hardware)
    available_w = rated_w * warm
    tally = IncomingTally(
        tally.lit + illumination.lit,
        tally.sun + sun_w,
        tally.array_sky + array_sky_w,
        tally.array_from_radiator + array_glow_w,
        tally.radiator_sky + radiator_sky_w,
        tally.panel_available + available_w,
    )
    return Incoming(
        array_heat_w, radiator_sky_w, available_w * hardware.harness, glow_w * warm * hardware.harness
    ), tally


@step_kernel
def power_stage(illumination, incoming, stored, tally, cells, hardware):
    """The power stage splits the array's power between battery, compute and housekeeping, by day and by night."""
    night = 1.0 - illumination.day
    loop = stored.loop + 0.5 * stored.loop_change  # half way through the step, if it goes on as in the last one
    full = full_power_frac(loop, hardware)
    cool = min(thermal_power_frac(loop, hardware), full)
    most = min(cool, hardware.network_power * full)
    asleep_w = hardware.it_w * min(most, hardware.eclipse_power * full)
    night_bus_w, night_want_w = night * incoming.glow_w, night * asleep_w
    day_want_w = illumination.lit * hardware.it_w * most + (illumination.day - illumination.lit) * asleep_w
    charge_w, discharge_w, day_it_w, night_it_w, unserved_w = split_power(
        illumination.day,
        incoming.bus_w - night_bus_w,
        day_want_w,
        night_bus_w,
        night_want_w,
        stored.battery,
        cells,
        hardware,
    )
    it_w, want_w = day_it_w + night_it_w, day_want_w + night_want_w
    night_w = night_level(asleep_w, incoming.glow_w, hardware)
    work_w, working = work_level(illumination.day, day_it_w, night_it_w, night_w, hardware)
    tally = PowerTally(
        tally.it + it_w,
        tally.charge + charge_w,
        tally.discharge + discharge_w,
        tally.unserved + unserved_w,
        tally.thermally_limited + (1.0 if cool < full else 0.0),
        tally.power_limited + (1.0 if it_w < want_w * (1.0 - 1e-6) else 0.0),
    )
    return PowerFlows(charge_w, discharge_w, it_w, unserved_w, work_w, working), tally


@step_kernel
def output_stage(incoming, power, stored, tally, hardware):
    """The output stage works out loads, battery, throughput and every temperature from the power flows."""
    load_w = hardware.housekeeping_w + (power.it_w - power.unserved_w) * hardware.inverse_conversion
    stored_w = power.charge_w - power.discharge_w
    bus_w = load_w + stored_w
    panel_w = bus_w * hardware.inverse_harness
    battery_w = power.charge_w * hardware.charge_loss + power.discharge_w * hardware.discharge_loss
    battery = stored.battery + (stored_w - battery_w) * hardware.step_s

    coolant = stored.loop + 0.5 * stored.loop_change  # half way through the step, if it goes on as in the last one
    power_frac = power.work_w * hardware.inverse_it_w
    chip = coolant + hardware.chip_rise * power_frac
    leak, stiff_array, stiff_radiator = (
        leakage_factor(chip, hardware),
        array_stiffness(stored.array, hardware),
        heat_stiffness(stored.radiator, hardware),
    )
    by_leak, by_array, by_radiator = three_inverses(leak, stiff_array, stiff_radiator)
    clock = power.working * clock_of_power(power_frac * by_leak, hardware)

    array_w = incoming.array_heat_w - hardware.panel_from_array * panel_w
    array, array_radiated_w = array_step(stored.array, array_w, by_array, hardware)
    heat_w = load_w + hardware.panel_to_loop * panel_w + hardware.battery_to_loop * battery_w
    from_array_w = hardware.array_to_radiator * array_radiated_w
    loop, radiator, radiated_w, gap_w = heat_step(
        stored.loop, stored.radiator, heat_w, incoming.radiator_sky_w + from_array_w, by_radiator, hardware
    )
    tally = OutputTally(
        tally.clock + clock,
        tally.array_radiated + array_radiated_w,
        tally.radiator_radiated + radiated_w,
        tally.radiator_from_array + from_array_w,
        tally.radiation_gap + gap_w,
        tally.panel + panel_w,
        min(tally.battery_low, battery),
        max(tally.array_high, array),
        max(tally.radiator_high, radiator),
        max(tally.radiator_cold, WARM_K - radiator),
        max(tally.chip_high, chip),
        max(tally.chip_cold, WARM_K - (coolant + hardware.chip_rise * (power.it_w * hardware.inverse_it_w))),
        max(tally.loop_high, loop),
        max(tally.memory_high, coolant + hardware.memory_rise * power_frac),
    )
    return Stored(loop - stored.loop, battery, array, loop, radiator), tally
