"""The heaters of a step: a thermostat that keeps the radiator's coolant liquid, and where its power comes from.

The stage runs between those of power and of the outputs, and only in a block in which a satellite has heaters.
"""

from __future__ import annotations

from orbitdc.engine.compiling import kernel, step_kernel
from orbitdc.engine.lanes import HeaterTally, PowerFlows, PowerTally
from orbitdc.engine.temperatures import array_step, array_stiffness, heat_step, heat_stiffness


@kernel
def holding_heat(loop, radiator, heat_w, sky_w, hardware):
    """Power in W of heaters that leave the radiator at their set-point at the end of a step, within what they can.

    The step is that of `heat_step`, whose end temperature T is linear in the heat into the coolant: heaters add
    (T_set - T) k/s, where k is `heat_stiffness` and s = f/(C_loop/dt + f) the share of the coolant's heat that the film
    f passes on. Once the radiator stands at T_set this is e T_set^4 less what it absorbs and less other heat, the
    Stefan-Boltzmann law (Incropera and DeWitt 2002, chapter 12). ``loop`` and ``radiator`` are temperatures in K at the
    beginning of the step, ``heat_w`` is the other heat into the coolant and ``sky_w`` what the radiator absorbs.

    A radiator that has stood at 300 K radiates 810 W here; 500 W of them come from elsewhere:

    >>> from collections import namedtuple
    >>> names = "radiator_radiate film inverse_loop loop_inertia radiator_inertia radiator_end lift"
    >>> hardware = namedtuple("Hardware", names + " heater_k heater_max_w")(
    ...     1e-7, 50.0, 1.0 / 150.0, 100.0, 100.0, 0.5, 0.0, 300.0, 400.0
    ... )
    >>> round(holding_heat(316.2, 300.0, 500.0, 0.0, hardware), 6)
    310.0
    >>> holding_heat(316.2, 300.0, 0.0, 0.0, hardware)  # more than they can
    400.0
    """
    stiffness = heat_stiffness(radiator, hardware)
    _, after, _, _ = heat_step(loop, radiator, heat_w, sky_w, 1.0 / stiffness, hardware)
    asked_w = (hardware.heater_k - after) * stiffness / (hardware.film * hardware.inverse_loop)
    return min(max(asked_w, 0.0), hardware.heater_max_w)


@kernel
def heater_supply(heater_w, bus_w, power, battery, hardware):
    """Power in W that heaters get of the array, of what would charge the battery, and of the battery.

    They take array power that nobody uses, then charging power, and the rest from the battery, whose charge below the
    floor is kept for them as it is for housekeeping: a bookkeeping identity of power on the bus. ``bus_w`` is array
    power that is not used yet, and ``battery`` the charge in J.

    >>> from collections import namedtuple
    >>> hardware = namedtuple("Hardware", "discharge_room discharge_max_w")(1.0, 50.0)
    >>> power = namedtuple("Power", "charge_w discharge_w")(20.0, 10.0)
    >>> heater_supply(100.0, 30.0, power, 1e6, hardware)
    (30.0, 20.0, 40.0)
    """
    by_array = min(heater_w, max(bus_w, 0.0))
    by_charge = min(heater_w - by_array, power.charge_w)
    room = min(hardware.discharge_max_w, battery * hardware.discharge_room) - power.discharge_w
    return by_array, by_charge, min(heater_w - by_array - by_charge, max(room, 0.0))


@kernel
def heats(incoming, power, stored, battery_w, hardware):
    """Power in W drawn at the bus, heat into the coolant and heat that the radiator absorbs in a step.

    ``battery_w`` is the heat of the battery that counts. Loads, and losses of harness and battery, become heat of the
    coolant, and the radiator absorbs what sky and array send: the first law of thermodynamics.
    """
    load_w = hardware.housekeeping_w + (power.it_w - power.unserved_w) * hardware.inverse_conversion
    bus_w = load_w + power.charge_w - power.discharge_w
    panel_w = bus_w * hardware.inverse_harness
    heat_w = load_w + hardware.panel_to_loop * panel_w + hardware.battery_to_loop * battery_w
    array_w = incoming.array_heat_w - hardware.panel_from_array * panel_w
    _, array_radiated_w = array_step(stored.array, array_w, 1.0 / array_stiffness(stored.array, hardware), hardware)
    return bus_w, heat_w, incoming.radiator_sky_w + hardware.array_to_radiator * array_radiated_w


@step_kernel
def heater_stage(incoming, power, stored, tally, heater_tally, hardware):
    """The heater stage holds the radiator at its set-point and draws the power for it; what it lacks goes unserved.

    Heat of losses on the way to the heaters is left out, and so is that of charging, whose power they may take: they
    hold the radiator up to 0.1 K too warm.
    """
    bus_w, heat_w, sky_w = heats(incoming, power, stored, power.discharge_w * hardware.discharge_loss, hardware)
    heater_w = holding_heat(stored.loop, stored.radiator, heat_w, sky_w, hardware)
    by_array, by_charge, by_cells = heater_supply(heater_w, incoming.bus_w - bus_w, power, stored.battery, hardware)
    given_w = by_array + by_charge + by_cells
    missing_w = (heater_w - given_w) * hardware.conversion
    flows = PowerFlows(
        power.charge_w - by_charge,
        power.discharge_w + by_cells,
        power.it_w,
        power.unserved_w - given_w * hardware.conversion,  # a load that is served beside housekeeping
        power.work_w,
        power.working,
    )
    tally = PowerTally(
        tally.it,
        tally.charge - by_charge,
        tally.discharge + by_cells,
        tally.unserved + missing_w,
        tally.thermally_limited,
        tally.power_limited,
    )
    return flows, tally, HeaterTally(heater_tally.heater + heater_w)
