"""What each part of a marched satellite answers when asked for its limit."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, isfinite

import numpy as np
import numpy.typing as npt

from orbitdc.compute.accelerator import Accelerator
from orbitdc.constants import DAYS_PER_YEAR
from orbitdc.fleet import Fleet
from orbitdc.fleet.launch import REFERENCE_ALTITUDE_KM as LOW_INSERTION_KM
from orbitdc.fleet.launch import Manifest
from orbitdc.fleet.launcher import Launcher
from orbitdc.fleet.network import Network
from orbitdc.satellite import Satellite, SolarArray
from orbitdc.simulation.verdict import (
    BROWNOUT,
    CLOSES,
    DRY,
    OVERHEATED,
    OVERWEIGHT,
    REENTERED,
    THROTTLED,
    UNLAUNCHABLE,
    UNPROVEN,
    Limit,
)

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Worst:
    """The worst a fleet met during its march."""

    power_frac: float  # least daily mean of any plane's array power over what full clock needs, minus 1
    battery_soc: float | None  # least state of charge, of the faded capacity at that day
    radiator_k: float
    chip_k: float
    loop_k: float
    memory_k: float
    array_k: float
    unserved_w: float  # greatest daily mean of unserved housekeeping
    dark_frac: float  # time share in which power set the clock
    hot_frac: float  # time share in which temperature set the clock
    battery_need_kwh: float  # capacity that carries the longest eclipse to the end of life
    radiator_need_m2: float  # planform that carries full clock to the end of life


def _more(key: str, value: float) -> str:
    """A remedy that raises one field, rounded up so that it is enough."""
    return f"{key}: {ceil(value)} or more" if isfinite(value) else f"no {key} is enough"


def _array_remedy(satellite: Satellite, worst: Worst) -> str:
    area, given = satellite.solar_array.area_m2, 1.0 + worst.power_frac
    # 3 % more: charging losses grow with the array; a fleet's mean may suffice where one plane's does not
    need = 1.03 * area / given if given > 0.0 else float("inf")
    return _more("satellite.solar_array.area_m2", max(need, 1.02 * area))


def power_limit(satellite: Satellite, worst: Worst) -> Limit:
    """Array energy of the worst day against full clock all day."""
    return Limit(
        "power_frac",
        worst.power_frac,
        THROTTLED,
        worst.power_frac,
        f"array power: on its worst day the array gives {1 + worst.power_frac:.0%} of what the silicon asks for",
        _array_remedy(satellite, worst),
    )


def brownout_limit(satellite: Satellite, worst: Worst) -> Limit:
    """Housekeeping load that nothing could serve."""
    served = -worst.unserved_w / max(satellite.bus.housekeeping_w, 1.0)
    dark, remedy = worst.unserved_w > 0, _more("satellite.battery.capacity_kwh", worst.battery_need_kwh)
    starved = satellite.battery.capacity_kwh >= worst.battery_need_kwh  # of array, not of battery
    return Limit(
        "housekeeping_frac",
        served if dark else 0.0,
        BROWNOUT,
        served if dark else 1.0,
        "battery: the housekeeping load goes unserved in eclipse",
        _array_remedy(satellite, worst) if starved else remedy,
    )


def battery_limit(satellite: Satellite, worst: Worst) -> Limit:
    """Charge left above the depth-of-discharge limit; capacity against the longest eclipse where power runs short."""
    battery = satellite.battery
    if worst.battery_soc is None:
        return Limit("battery_frac", None, reason="the satellite has no battery")
    margin = worst.battery_soc - (1.0 - battery.depth_of_discharge_max_frac)
    lacks = battery.capacity_kwh < worst.battery_need_kwh
    if worst.dark_frac > 0.0 and lacks:
        margin = min(margin, battery.capacity_kwh / worst.battery_need_kwh - 1.0)
    elif worst.dark_frac > 0.0 and worst.power_frac >= 0.0:
        margin = min(margin, -worst.dark_frac)
    else:  # never short, or short for want of array alone
        margin = max(margin, 0.0)
    more = _more("satellite.battery.capacity_kwh", max(worst.battery_need_kwh, battery.capacity_kwh))
    return Limit(
        "battery_frac",
        margin,
        THROTTLED,
        margin,
        f"battery: power runs short {worst.dark_frac:.1%} of the time" if margin < 0 else "battery depth of discharge",
        f"{more}, or a lower satellite.eclipse_power_frac" if lacks else _array_remedy(satellite, worst),
    )


def heat_limits(satellite: Satellite, chip: Accelerator, worst: Worst) -> list[Limit]:
    """Coolant supply against the vendor's limit, junction and memory against their own."""
    inlet = worst.loop_k - 0.5 * satellite.loop.rise_k
    radiator = satellite.loop.inlet_max_k - inlet
    junction = chip.junction_max_k - worst.chip_k
    memory = chip.memory_max_k - worst.memory_k
    hot = worst.hot_frac > 0.0
    remedy = _more("satellite.radiator.area_m2", max(worst.radiator_need_m2, 1.02 * satellite.radiator.area_m2))
    return [
        Limit(
            "radiator_k",
            radiator,
            THROTTLED,
            radiator / 45.0,
            f"radiator: coolant reaches {inlet:.0f} K against a supply limit of {satellite.loop.inlet_max_k:.0f} K, "
            f"so that heat sets the clock {worst.hot_frac:.0%} of the time",
            remedy,
        ),
        Limit(
            "chip_k",
            junction if not hot else min(junction, -1e-3),
            THROTTLED,
            junction / 45.0,
            f"junction at its limit of {chip.junction_max_k:.0f} K",
            remedy,
        ),
        Limit(
            "memory_k",
            memory,
            THROTTLED,
            memory / 45.0,
            f"memory at its limit of {chip.memory_max_k:.0f} K",
            remedy,
        ),
    ]


def flow_limit(satellite: Satellite) -> Limit:
    """Coolant flow against the one at which the vendor states the accelerator's thermal resistance."""
    flow = satellite.loop.flow_frac
    return Limit(
        "flow_frac",
        flow - 1.0,
        THROTTLED,
        flow - 1.0 if flow < 1.0 else 1.0,
        f"pump: {flow:.0%} of the coolant flow that the vendor asks for",
        "satellite.loop.flow_frac: 1 or more",
    )


def shutdown_limit(satellite: Satellite, chip: Accelerator, worst: Worst) -> Limit:
    """Coolant alone against the temperature at which an accelerator switches itself off."""
    margin = chip.junction_shutdown_k - worst.loop_k
    return Limit(
        "shutdown_k",
        margin,
        OVERHEATED,
        margin / 45.0,
        f"heat: the coolant reaches {worst.loop_k:.0f} K with the accelerators off; they shut down at "
        f"{chip.junction_shutdown_k:.0f} K",
        _more("satellite.radiator.area_m2", worst.radiator_need_m2),
    )


def cell_limit(satellite: Satellite, worst: Worst) -> Limit:
    """Hottest solar cells against what they and their blanket stand."""
    array = satellite.solar_array
    margin = array.cell_max_k - worst.array_k
    return Limit(
        "array_k",
        margin,
        OVERHEATED,
        margin / 45.0,
        f"array: cells reach {worst.array_k:.0f} K against {array.cell_max_k:.0f} K",
        _cooler_array(array, worst.array_k),
    )


def _cooler_array(array: SolarArray, hottest_k: float) -> str:
    """The rear emittance that takes the cells to their limit: (eps_f + eps_b) T^4 stays, 2 % for the Earth's share."""
    need = 1.02 * (array.emittance_front_frac + array.emittance_rear_frac) * (hottest_k / array.cell_max_k) ** 4
    rear = need - array.emittance_front_frac
    if rear <= 1.0:
        return f"satellite.solar_array.emittance_rear_frac: {ceil(100.0 * rear) / 100.0:.2f} or more"
    return "a lower satellite.solar_array.absorptance_frac, or cells for a higher cell_max_k"


def mass_limit(satellite: Satellite, launched_kg: float, parts: dict[str, float]) -> Limit:
    """Launched against bottom-up mass."""
    total = sum(parts.values())
    margin = (launched_kg - total) / launched_kg
    heaviest = max(parts, key=lambda part: parts[part])
    return Limit(
        "mass_frac",
        margin,
        OVERWEIGHT,
        margin if margin != 0.0 else 1.0,  # launched at the sum of its parts, mass is no limit
        f"mass: the parts add up to {total:,.0f} kg against {launched_kg:,.0f} kg launched; "
        f"the {heaviest} alone is {parts[heaviest]:,.0f} kg",
        f"satellite.launched_mass: bottom_up (launch {total:,.0f} kg)",
    )


def launch_limit(launcher: Launcher, manifest: Manifest, stowed_m3: float) -> Limit:
    """At least one satellite must fit."""
    fits = manifest.per_launch >= 1
    if manifest.limit == "volume":
        holds, remedy = f"{launcher.volume_m3:,.0f} m3", _more("launch.volume_m3", stowed_m3 / launcher.packing_frac)
    else:
        holds = f"{manifest.payload_kg:,.0f} kg to this orbit"
        low = launcher.insertion_altitude_km is not None and launcher.insertion_altitude_km <= LOW_INSERTION_KM
        raised = (
            f"launch.insertion_altitude_km: {LOW_INSERTION_KM:.0f} (satellites raise themselves), or a larger launcher"
        )
        remedy = "a larger launcher" if low else raised
    return Limit(
        "satellites_per_launch",
        float(manifest.per_launch) if fits else -1.0,
        UNLAUNCHABLE,
        1.0 if fits else -1.0,
        f"launcher: {holds} holds no satellite, limited by {manifest.limit}",
        remedy,
    )


def cadence_limit(fleet: Fleet, launches: float, launches_per_y: float) -> Limit:
    """Launches available during the ramp against launches needed; short of them the ramp stretches."""
    available = launches_per_y * fleet.ramp_months / 12.0
    margin = available / launches - 1.0 if launches > 0 else None
    return Limit(
        "cadence_frac",
        margin,
        CLOSES,
        10.0,  # a late fleet is no broken design: it never binds
        "launch cadence stretches the ramp",
        "",
        "no launches" if margin is None else "",
    )


def propellant_limit(satellite: Satellite, need_kg: float) -> Limit:
    """Propellant on board against raising, drag make-up where altitude is held, avoidance and disposal."""
    have = satellite.propulsion.propellant_kg
    margin = have / need_kg - 1.0 if need_kg > 0.0 else None
    return Limit(
        "propellant_frac",
        margin,
        DRY,
        margin,
        f"propellant: {have:,.0f} kg on board against {need_kg:,.1f} kg for raising, drag, avoidance and disposal",
        _more("satellite.propulsion.propellant_kg", 1.02 * need_kg),  # propellant is carried by propellant
        "no propellant is needed" if margin is None else "",
    )


def altitude_limit(reentry_y: float, life_y: float, date: str) -> Limit:
    """Time to re-entry against the life; no limit where the altitude is held."""
    if not isfinite(reentry_y):
        return Limit("reentry_frac", None, reason="no satellite re-enters within the life")
    return Limit(
        "reentry_frac",
        reentry_y / life_y - 1.0,
        REENTERED,
        reentry_y / life_y - 1.0,
        f"altitude: drag brings the lowest satellites down on {date}, after {reentry_y:.1f} of {life_y:g} years",
        "satellite.drag.altitude: held (or a higher fleet.shells.0.altitude_km)",
    )


def disposal_limit(satellite: Satellite, spiral_days: float) -> Limit:
    """Low-thrust spiral at the end of life against the years that regulators allow."""
    thruster = satellite.propulsion
    spiral_y = spiral_days / DAYS_PER_YEAR
    margin = 1.0 - spiral_y / thruster.disposal_max_y
    return Limit(
        "disposal_frac",
        margin,
        DRY,
        margin,
        f"disposal: the spiral to {thruster.disposal_altitude_km:g} km takes {spiral_y:.1f} years "
        f"of {thruster.disposal_max_y:g} allowed",
        _more("satellite.propulsion.input_w", thruster.input_w * spiral_y / thruster.disposal_max_y),
    )


def link_limit(satellite: Satellite, network: Network) -> Limit:
    """What the links carry against what the workload sends at full clock, on average over its steps."""
    margin, link = network.margin_frac, satellite.link
    if margin is None:
        return Limit("link_frac", None, reason="the workload sends nothing between satellites")
    sent = network.demand_gbps + network.stream_gbps
    more = sent / network.capacity_gbps if network.capacity_gbps > 0.0 else float("inf")
    return Limit(
        "link_frac",
        margin,
        THROTTLED,
        margin,
        f"links: {network.capacity_gbps:,.3g} Gbit/s against {sent:,.3g} that full clock sends, "
        f"so that the network holds the clock at {network.share_frac:.0%}",
        _more("satellite.link.terminals", more * link.terminals)
        if network.terminals
        else _more("satellite.link.ground_gbps", more * link.ground_gbps),
    )


def dose_limit(satellite: Satellite, dose_krad: float, shield_need_mm: float) -> Limit:
    """Dose of the memory at the end of life against the highest dose of the published test."""
    tested = satellite.upsets.tested_krad
    return Limit(
        "dose_frac",
        tested / max(dose_krad, 1e-9) - 1.0,
        UNPROVEN,
        tested / max(dose_krad, 1e-9) - 1.0,
        f"dose: memory collects {dose_krad:.1f} krad by the end of life and was tested to {tested:g}",
        _more("satellite.shielding.thickness_mm", shield_need_mm),
    )


def life_limit(satellite: Satellite, life_y: float) -> Limit:
    """Design life against the life asked for; beyond it satellites wear out and nobody has shown how fast."""
    design_y = satellite.reliability.design_life_y
    margin = design_y / life_y - 1.0
    return Limit(
        "life_frac",
        margin,
        UNPROVEN,
        margin if margin < 0.0 else 10.0,  # a design made for just its life is no near miss: it binds only when short
        f"life: satellites designed for {design_y:g} years are to serve {life_y:g}, and wear out meanwhile",
        f"mission.life_y: {design_y:g} or less, or satellites made for more (satellite.reliability.design_life_y)",
    )
