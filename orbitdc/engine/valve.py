"""The valve of a step: a thermostat that lets coolant pass drained panels by, so that a loop asleep keeps its heat.

Its two stages run before and after that of the outputs, and only in a block in which a satellite with drained panels
sleeps in shadow.
"""

from __future__ import annotations

from orbitdc.engine.compiling import kernel, step_kernel
from orbitdc.engine.heaters import heats
from orbitdc.engine.lanes import Incoming, Stored, Valve, ValveTally
from orbitdc.engine.temperatures import heat_step, heat_stiffness


@kernel
def kept_heat(loop, radiator, heat_w, sky_w, hardware):
    """Heat in W that a valve keeps in the coolant of what a full flow would carry, and the coolant in K after the step.

    The step is that of `heat_step`, whose end temperatures are linear in a heat x that is taken from the radiator and
    given to the coolant: the coolant gains x (p/k)/(C_loop/dt + f), where f is the film, k is `heat_stiffness` and p is
    k without the coolant. The valve closes as far as it holds the coolant at its set-point, and no further than to the
    end, where x is all that would flow, f (T + lift - T_radiator) with both temperatures shifted by x: the first law of
    thermodynamics. ``loop`` and ``radiator`` are temperatures in K at the beginning of the step, ``heat_w`` is the heat
    into the coolant and ``sky_w`` what the radiator absorbs.

    Coolant at its set-point beside a cold radiator keeps what it has, and passes on just the heat that comes in:

    >>> from collections import namedtuple
    >>> names = "radiator_radiate film inverse_loop loop_inertia radiator_inertia radiator_end lift heater_k"
    >>> hardware = namedtuple("Hardware", names)(1e-7, 50.0, 1.0 / 150.0, 100.0, 100.0, 0.5, 0.0, 300.0)
    >>> inverse = 1.0 / heat_stiffness(250.0, hardware)
    >>> for heat_w in (0.0, 500.0):
    ...     kept_w, coolant = kept_heat(300.0, 250.0, heat_w, 0.0, hardware)
    ...     loop, radiator, *_ = heat_step(300.0, 250.0, heat_w + kept_w, -kept_w, inverse, hardware)
    ...     passed_w = 50.0 * (loop - radiator) - kept_w
    ...     round(coolant, 9), round(loop, 9), round(passed_w, 6)
    (300.0, 300.0, 0.0)
    (300.0, 300.0, 500.0)
    """
    stiffness = heat_stiffness(radiator, hardware)
    open_k, after, _, _ = heat_step(loop, radiator, heat_w, sky_w, 1.0 / stiffness, hardware)
    cube = hardware.radiator_radiate * radiator * radiator * radiator
    alone = hardware.radiator_inertia + 4.0 * hardware.radiator_end * cube
    closed_k = hardware.film * (open_k + hardware.lift - after) / max(hardware.loop_inertia, 1e-9)
    warmer_k = max(min(hardware.heater_k - open_k, closed_k), 0.0)
    return warmer_k * stiffness / (hardware.inverse_loop * alone), open_k + warmer_k


@step_kernel
def valve_stage(incoming, power, stored, tally, hardware):
    """The valve stage keeps heat in coolant that would fall below its set-point; in other lanes nothing changes.

    What it keeps is warmth that the coolant begins the output stage with, and heat that the radiator lacks there. The
    coolant half way through the step is as before.
    """
    battery_w = power.charge_w * hardware.charge_loss + power.discharge_w * hardware.discharge_loss
    _, heat_w, sky_w = heats(incoming, power, stored, battery_w, hardware)
    asked_w, coolant = kept_heat(stored.loop, stored.radiator, heat_w, sky_w, hardware)
    kept_w = asked_w if hardware.valve > 0.0 else 0.0
    kept_k = kept_w / max(hardware.loop_inertia, 1e-9)
    loop = stored.loop + kept_k
    change = stored.loop + coolant - 2.0 * loop if kept_w > 0.0 else stored.loop_change
    return (
        Incoming(incoming.array_heat_w, incoming.radiator_sky_w - kept_w, incoming.bus_w, incoming.glow_w),
        Stored(change, stored.battery, stored.array, loop, stored.radiator),
        Valve(kept_k),
        ValveTally(tally.kept + kept_w),
    )


@step_kernel
def settling_stage(stored, valve):
    """The settling stage finds the change of the coolant over a step that it began with warmth the valve kept."""
    return Stored(stored.loop_change + valve.kept_k, stored.battery, stored.array, stored.loop, stored.radiator)
