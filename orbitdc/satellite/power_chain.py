"""The power chain of a satellite: what its loads ask of bus, converters and harness, and the heat that they leave."""

from __future__ import annotations

from orbitdc.errors import Problem
from orbitdc.satellite import Satellite
from orbitdc.satellite.loop import coolant_design_k
from orbitdc.satellite.part import Load


def endless_heat(satellite: Satellite) -> Problem | None:
    """The problem of pumps and losses that make more heat of the power that they take than they carry, None elsewhere.

    Of each watt of heat pump and heat pump take a share p + w/(1 + w), and each watt of load becomes h watts of heat
    (``heat_of_load_frac``). Heat q = h (load + share x q) is finite where h x share < 1, the sum of a geometric series.
    """
    work = satellite.heat_pump.work_frac(coolant_design_k(satellite.loop))
    takes = {"satellite.loop": satellite.loop.pump_power_frac, "satellite.heat_pump.lift_k": work / (1.0 + work)}
    share, per_load = sum(takes.values()), heat_of_load_frac(satellite)
    if share * per_load < 1.0 - 1e-9:
        return None
    chain = {
        "satellite.bus.conversion_efficiency_frac": satellite.bus.conversion_efficiency_frac,
        "satellite.solar_array.harness_mppt_efficiency_frac": satellite.solar_array.harness_mppt_efficiency_frac,
    }
    path = max(takes, key=lambda key: takes[key]) if share > 0.5 else min(chain, key=lambda key: chain[key])
    return Problem(
        f"no power is enough: pumps and heat pump take {share:.3g} W to carry a watt of heat, and a watt of load "
        f"becomes {per_load:.3g} W of heat",
        path=path,
        fix="raise the efficiencies between array and loads, or satellite.loop.rise_k, or lower "
        "satellite.loop.flow_frac or satellite.heat_pump.lift_k",
    )


def heat_of_load_frac(satellite: Satellite) -> float:
    """Heat of the coolant over the power of the loads, heat pump included: d/(h c).

    The array gives 1/(h c) for a load, and a part d of it does not stay in the wings (``SolarArray.drawn_frac``).

    >>> import orbitdc
    >>> round(heat_of_load_frac(orbitdc.load("ai1_vs_colossus").satellite), 4)  # 0.97/(0.95 x 0.965)
    1.0581
    """
    array = satellite.solar_array
    return array.drawn_frac / (bus_to_load_frac(satellite) * array.harness_mppt_efficiency_frac)


def bus_to_load_frac(satellite: Satellite) -> float:
    """Efficiency of all parts between bus and loads, one behind the other."""
    return satellite.bus_to_load_frac


def conversion_frac(satellite: Satellite, power: Load) -> float:
    """Bus to load efficiency with the work of a heat pump among the losses.

    1/(1 + l) with l the heat pump's power over all other loads, by definition.

    >>> import orbitdc
    >>> from orbitdc.satellite.sizing import load
    >>> s = orbitdc.load("ai1_vs_colossus")
    >>> power = load(s.satellite, s.accelerator, s.workload)
    >>> conversion_frac(s.satellite, power) == bus_to_load_frac(s.satellite) / (1.0 + power.lift_frac)
    True
    """
    return bus_to_load_frac(satellite) / (1.0 + power.lift_frac)


def chain_frac(satellite: Satellite, power: Load) -> float:
    """Array to load efficiency: harness, power tracking and ``conversion_frac``.

    Efficiencies in a chain multiply, by definition.

    >>> import orbitdc
    >>> from orbitdc.satellite.sizing import load
    >>> s = orbitdc.load("ai1_vs_colossus")
    >>> round(chain_frac(s.satellite, load(s.satellite, s.accelerator, s.workload)), 4)
    0.9167
    """
    return conversion_frac(satellite, power) * satellite.solar_array.harness_mppt_efficiency_frac
