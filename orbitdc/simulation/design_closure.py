"""A sized design closed by marching: the smallest parts that leave the stated margins on the worst day of the life."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass, replace
from math import ceil, floor, isfinite, log10

import numpy as np

from orbitdc.catalog.limits import limits_of
from orbitdc.satellite.battery_need import battery_fade_factor, contingency_kwh, dark_load_w, depth_by_cycles_frac
from orbitdc.satellite.part import Extremes
from orbitdc.satellite.power_chain import chain_frac, conversion_frac
from orbitdc.satellite.radiator_need import coolant_max_k, full_power_frac, root_flux_w_per_m2
from orbitdc.scenario.model import Scenario
from orbitdc.simulation.deployment import Deployment, deploy
from orbitdc.simulation.evaluate import extremes_of
from orbitdc.simulation.geometry import eclipses
from orbitdc.simulation.mission import Mission, simulate_mission

ROUNDS = 16  # of marching and resizing, at most
NEAR = 2e-3  # of a size: below it another round changes nothing that matters
DIGITS = 4  # of a size, rounded up
MOST_SIZE = 1e7  # m2, kWh or kg of one satellite; what would be larger does not exist
COARSE = {"planes_marched": 6, "phases_marched": 8}  # until the sizes are near

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Sizes:
    """What a sized design solves for."""

    array_m2: float
    battery_kwh: float
    radiator_m2: float
    propellant_kg: float
    flow_frac: float  # coolant flow over the vendor's
    depth_frac: float  # of discharge

    def apart(self, other: Sizes) -> float:
        """Largest relative difference of any size."""
        pairs = zip(astuple(self), astuple(other), strict=True)
        return float(max(abs(a - b) / max(a, b, 1e-9) for a, b in pairs))

    def rounded(self) -> Sizes:
        """Sizes rounded up to four digits; the depth, a limit, is kept."""
        sizes = {name: round_up(getattr(self, name)) for name in self.__dataclass_fields__ if name != "depth_frac"}
        return Sizes(**sizes, depth_frac=self.depth_frac)


@dataclass(frozen=True)
class ClosedDesign:
    """A sized design with the march that proves it, on a satellite that carries what ``design.sized_for`` says."""

    scenario: Scenario  # the design as given numbers
    sizes: Sizes
    margins: dict[str, float]  # as found in the proof
    wanted: dict[str, float]  # as stated
    rounds: int
    mission: Mission
    deployment: Deployment
    reason: str  # why it does not close, empty where it does


def round_up(value: float) -> float:
    """A positive number rounded up to four digits.

    >>> round_up(123.41), round_up(0.0)
    (123.5, 0.0)
    """
    if value <= 0.0 or not isfinite(value):
        return value
    unit = 10.0 ** (floor(log10(value)) - DIGITS + 1)
    return float(f"{ceil(value / unit - 1e-9) * unit:.{DIGITS}g}")


def with_sizes(scenario: Scenario, sizes: Sizes) -> Scenario:
    """The scenario as a given design of these sizes, launched at the sum of its parts."""
    s = scenario.satellite
    parts = {
        "design": s.design.changed(mode="given"),
        "launched_mass": "bottom_up",
        "envelope_m3": None,
        "solar_array": s.solar_array.changed(area_m2=sizes.array_m2),
        "battery": s.battery.changed(capacity_kwh=sizes.battery_kwh, depth_of_discharge_max_frac=sizes.depth_frac),
        "radiator": s.radiator.changed(area_m2=sizes.radiator_m2),
        "propulsion": s.propulsion.changed(propellant_kg=sizes.propellant_kg),
        "loop": s.loop.changed(flow_frac=sizes.flow_frac),
    }
    return scenario.changed(satellite=s.changed(**parts))


def whole(scenario: Scenario) -> Scenario:
    """The scenario of the satellite that a design must carry, over its whole life: as accelerators are lost, or whole.

    A design that is sized for the full load keeps all its accelerators.
    """
    if scenario.satellite.design.sized_for == "survivors":
        return scenario.changed(numerics=scenario.numerics.changed(window_days=None))
    upsets = scenario.satellite.upsets.changed(memory_hazard="none", hazard_at_tested_per_y=0.0)
    reliability = scenario.satellite.reliability.changed(unit_losses_per_y=0.0)
    satellite = scenario.satellite.changed(upsets=upsets, reliability=reliability)
    chip = scenario.accelerator.changed(permanent_loss_per_y=0.0)
    numerics = scenario.numerics.changed(window_days=None)
    return scenario.changed(satellite=satellite, accelerator=chip, numerics=numerics)


def for_other_load(scenario: Scenario) -> Scenario:
    """The scenario with its design sized for the other load: the full one for what is left alive, and the reverse."""
    design = scenario.satellite.design
    other = design.changed(sized_for="full" if design.sized_for == "survivors" else "survivors")
    return scenario.changed(satellite=scenario.satellite.changed(design=other))


def coarse(scenario: Scenario) -> Scenario:
    """The scenario marched on few planes and phases."""
    few = {name: min(most, getattr(scenario.numerics, name)) for name, most in COARSE.items()}
    return scenario.changed(numerics=scenario.numerics.changed(**few))


def margins(mission: Mission, deployment: Deployment, worst: Extremes) -> dict[str, float]:
    """Margins of a marched design by the names of their allowances, each as a share of what is needed."""
    s, load = mission.scenario.satellite, mission.lanes.load
    most_k = coolant_max_k(s, mission.scenario.accelerator, load)
    sky = _sky_w_per_m2(mission)

    def area_m2(coolant_k: float) -> float:
        """Radiator that sheds the heat of full clock at a coolant temperature, up to a constant."""
        full = float(full_power_frac(s.loop, mission.scenario.accelerator, load, min(coolant_k, most_k)))
        return (load.it_w * full + load.housekeeping_w) / root_flux_w_per_m2(s, load, full, coolant_k, sky)

    deepest = 1.0 - worst.battery_soc if worst.battery_soc is not None else 0.0
    return {
        "array_frac": worst.power_frac,
        "battery_frac": s.battery.depth_of_discharge_max_frac / max(deepest, 1e-9) - 1.0,
        "radiator_frac": area_m2(worst.loop_k) / area_m2(most_k) - 1.0,
        "pump_frac": s.loop.flow_frac - 1.0,
        "propellant_frac": s.propulsion.propellant_kg / max(deployment.propellant_need_kg, 1e-9) - 1.0,
    }


def wanted(scenario: Scenario) -> dict[str, float]:
    """Margins that a design states, by the same names."""
    d = scenario.satellite.design
    return {
        "array_frac": d.array_margin_frac,
        "battery_frac": d.battery_margin_frac,
        "radiator_frac": d.radiator_margin_frac,
        "pump_frac": d.pump_margin_frac,
        "propellant_frac": d.propellant_margin_frac,
    }


def _sky_w_per_m2(mission: Mission) -> float:
    """Most that a square metre of the radiator in service absorbs on any day, orbit mean."""
    in_service = mission.environment.hazards.radiator_frac[: mission.n_day] @ mission.environment.groups.share
    day = mission.integrated.day
    absorbed_w = (day("radiator_sky") + day("radiator_from_array")) / in_service
    counted_m2 = mission.environment.assembly.at.fin_frac * mission.scenario.satellite.radiator.area_m2
    return float(absorbed_w.max()) / counted_m2


def _start(scenario: Scenario) -> Sizes:
    """The sizes that the search for a design begins with: those of the scenario."""
    s = scenario.satellite
    return Sizes(
        array_m2=s.solar_array.area_m2,
        battery_kwh=max(s.battery.capacity_kwh, 1.0),
        radiator_m2=s.radiator.area_m2,
        propellant_kg=max(s.propulsion.propellant_kg, 1.0),
        flow_frac=1.0 + s.design.pump_margin_frac,
        depth_frac=s.battery.depth_of_discharge_max_frac,
    )


def resized(now: Sizes, mission: Mission, deployment: Deployment, worst: Extremes) -> Sizes:
    """The sizes that this march says would leave the stated margins.

    Array and radiator scale with the margin they left, the battery with the depth it was taken to; where the clock was
    held down the demand was not met, and the closed forms say what would meet it. Where heaters hold a radiator that
    carries no load, the battery carries them for ``design.contingency_h``, and the array for as long as it is lit.
    """
    s, load, d = mission.scenario.satellite, mission.lanes.load, mission.scenario.satellite.design
    left = margins(mission, deployment, worst)
    radiator = now.radiator_m2 * (1.0 + d.radiator_margin_frac) / max(1.0 + left["radiator_frac"], 0.1)
    if worst.hot_frac > 0.0:
        radiator = max(radiator, 1.02 * now.radiator_m2, (1.0 + d.radiator_margin_frac) * worst.radiator_need_m2)
    battery = now.battery_kwh * (1.0 + d.battery_margin_frac) / (1.0 + left["battery_frac"])
    if worst.dark_frac > 0.0 or worst.unserved_w > 0.0:
        battery = max(battery, 1.02 * now.battery_kwh, (1.0 + d.battery_margin_frac) * worst.battery_need_kwh)
    health = worst.battery_health_frac or d.battery_health_frac  # of a pack that lasts, where this one is dead
    depth = s.battery.depth_of_discharge_max_frac
    if d.depth == "by_cycles":
        cycles = eclipses(mission.orbits, mission.sun, mission.n_day, mission.scenario.sky)
        life_y, factor = mission.scenario.mission.life_y, battery_fade_factor(s)
        depth = depth_by_cycles_frac(s.battery, cycles, life_y, d.battery_health_frac, factor)
        battery *= s.battery.depth_of_discharge_max_frac / max(depth, 0.01)
    heaters_w = s.loop.heaters_w(mission.environment.assembly.at.safe_mode)
    rate = (1.0 + d.battery_margin_frac) * _peak_kw(mission, worst) / s.battery.discharge_max_per_h
    safe_w = (load.housekeeping_w + heaters_w) / chain_frac(s, load)
    waits = (
        float(mission.integrated.day_available_low.min()) / safe_w
    )  # array power over that of a satellite that waits
    return Sizes(
        array_m2=now.array_m2 * (1.0 + d.array_margin_frac) / max(min(1.0 + left["array_frac"], waits), 0.1),
        battery_kwh=max(battery, rate, contingency_kwh(s, load, health, heaters_w)),
        radiator_m2=radiator,
        propellant_kg=(1.0 + d.propellant_margin_frac) * deployment.propellant_need_kg,
        flow_frac=1.0 + d.pump_margin_frac,
        depth_frac=max(depth, 0.01),
    )


def _peak_kw(mission: Mission, worst: Extremes) -> float:
    """Power in kW that the battery gives in full shadow; none where no orbit meets any."""
    s, load = mission.scenario.satellite, mission.lanes.load
    if float(mission.integrated.day("discharge").max()) <= 0.0:
        return 0.0
    full = float(np.max(full_power_frac(s.loop, mission.scenario.accelerator, load, worst.loop_k)))
    heaters_w = s.loop.heaters_w(mission.environment.assembly.at.safe_mode)
    watts = dark_load_w(s, load, full, heaters_w) + float(mission.environment.thruster_w.max())
    return watts / conversion_frac(s, load) * 1e-3


def close_design(scenario: Scenario, threads: int = 2, progress: Tell | None = None) -> ClosedDesign:
    """Close a sized design: march, resize, and march again until the stated margins are left.

    Sizes are rounded up; the last march, on all planes and phases of the scenario, is the proof. Where no sizes close
    the design, ``reason`` says why, and the nearest found are kept.
    """
    target = wanted(scenario)
    sizes, quick = _start(scenario), True
    rounds = 0
    while True:
        rounds += 1
        candidate = with_sizes(scenario, sizes)
        given = whole(candidate)
        mission = simulate_mission(coarse(given) if quick else given, threads, progress)
        deployment = deploy(mission, 1.0)
        worst = extremes_of(mission)
        left = margins(mission, deployment, worst)
        better = resized(sizes, mission, deployment, worst)
        endless = _beyond(better)  # no further round leads to a satellite
        closed = all(left[name] >= target[name] - 1e-9 for name in target)
        if not quick and (closed or endless or rounds >= ROUNDS):
            break
        better = _finite(better, sizes).rounded()
        if quick and (endless or better.apart(sizes) < NEAR or rounds >= ROUNDS // 2):
            quick = False
        sizes = _no_smaller(better, sizes, left, target) if not quick else better
    unmet = [name.removesuffix("_frac") for name in target if left[name] < target[name] - NEAR]
    reason = "" if not unmet else f"no size found that leaves the margin of {', '.join(unmet)}"
    if endless and unmet:
        reason = f"{', '.join(endless)} would grow past {MOST_SIZE:,.0f} and still leave no margin"
    worn = not isfinite(worst.battery_need_kwh) or worst.battery_health_frac <= 0.0
    if worn and (not endless or "battery_kwh" in endless):
        reason = "no battery lasts so long: shorten mission.life_y or lower satellite.battery.calendar_fade_per_y"
    if not isfinite(worst.radiator_need_m2):
        reason = "no radiator holds the coolant at its limit in this sky: raise satellite.heat_pump.lift_k"
    return ClosedDesign(candidate, sizes, left, target, rounds, mission, deployment, reason)


def _beyond(sizes: Sizes) -> list[str]:
    """Names of those sizes that no satellite has, or that are no number."""
    return [name for name in Sizes.__dataclass_fields__ if not getattr(sizes, name) < MOST_SIZE]


def _finite(better: Sizes, now: Sizes) -> Sizes:
    """Sizes of which those stay as they are that would grow beyond any satellite, or without end.

    No array and no radiator is smaller than their fields take.
    """
    kept = {name: getattr(now, name) for name in _beyond(better)}
    found, limits = replace(better, **kept), limits_of("area_m2")
    least = 0.0 if limits is None else limits.least
    return replace(found, array_m2=max(found.array_m2, least), radiator_m2=max(found.radiator_m2, least))


def _no_smaller(better: Sizes, now: Sizes, left: dict[str, float], target: dict[str, float]) -> Sizes:
    """On the way to the proof only parts whose margin is short are resized, so that it ends."""
    short = {name for name in target if left[name] < target[name] - 1e-9}
    keys = {
        "array_frac": "array_m2",
        "battery_frac": "battery_kwh",
        "radiator_frac": "radiator_m2",
        "propellant_frac": "propellant_kg",
    }
    grown = {key: max(getattr(better, key), getattr(now, key)) for name, key in keys.items() if name in short}
    return replace(now, **grown, depth_frac=better.depth_frac)
