"""A sized design as keys of summary.json."""

from __future__ import annotations

from typing import Any

from orbitdc.catalog.paths import dated_path, decimal_year
from orbitdc.comparison.run import Run
from orbitdc.scenario.currency import price_index
from orbitdc.scenario.dated import DOLLARS
from orbitdc.scenario.model import Scenario
from orbitdc.simulation.design_closure import ClosedDesign


def design_of_run(run: Run) -> dict[str, Any]:
    """Sizes of one satellite and its figures of merit by IT power; for a sized design, the margins its proof left."""
    s, load, unit = run.mission.scenario.satellite, run.mission.lanes.load, run.deployment.unit
    it_kw = load.it_full_w * 1e-3
    out: dict[str, Any] = {
        "mode": "given" if run.closed is None else "sized",
        "it_kw": it_kw,
        "array_m2": s.solar_array.area_m2,
        "battery_kwh": s.battery.capacity_kwh,
        "depth_of_discharge_frac": s.battery.depth_of_discharge_max_frac,
        "radiator_m2": s.radiator.area_m2,
        "propellant_kg": s.propulsion.propellant_kg,
        "flow_frac": s.loop.flow_frac,
        "attitude": attitude_of_run(run),
        "parts_kg_per_kw": sum(run.deployment.mass_parts_kg.values()) / it_kw,
        "radiator_m2_per_kw": s.radiator.area_m2 / it_kw,
        "bus_usd_per_w": sum(unit.bus.values()) / load.it_full_w,
        "bus_by_parts_usd_per_average_w": sum(unit.bus.values()) / load.it_w,
        "bus_published_usd_per_average_w": _published_bus(run.scenario),
        "launch_usd_per_w": unit.launch / load.it_full_w,
    }
    if why := run.orbit.cost.unpriced:
        out |= {"launch_usd_per_w": None, "launch_usd_per_w_reason": why}
    if run.closed is not None:
        out["margins"] = run.closed.margins
        out["margins_wanted"] = run.closed.wanted
        out["rounds"] = run.closed.rounds
        out["reason"] = run.closed.reason
        out["sized_for"] = run.closed.scenario.satellite.design.sized_for
    if run.other_load is not None:
        out["other_load"] = _sizes_of(run.other_load)
    return out


def _published_bus(scenario: Scenario) -> dict[str, float]:
    """The price of a satellite without compute by published totals at its service date, USD per average watt of IT."""
    index = price_index()
    dollars = index[scenario.money.currency_year] / index[DOLLARS]
    ends = dated_path("bus_price").range_at(decimal_year(scenario.mission.service_date))
    return dict(zip(("low", "central", "high"), (usd * dollars for usd in ends), strict=True))


def _sizes_of(closed: ClosedDesign) -> dict[str, Any]:
    """The sizes of a sized design, what it carries, and why it does not close."""
    return {
        "sized_for": closed.scenario.satellite.design.sized_for,
        "array_m2": closed.sizes.array_m2,
        "battery_kwh": closed.sizes.battery_kwh,
        "radiator_m2": closed.sizes.radiator_m2,
        "propellant_kg": closed.sizes.propellant_kg,
        "launched_kg": closed.deployment.launched_kg,
        "reason": closed.reason,
    }


def attitude_of_run(run: Run) -> dict[str, float]:
    """Torques on one satellite at its design angle to the Sun, and the wheels and rods sized for them."""
    s, at = run.mission.scenario.satellite, run.mission.environment.assembly.at
    sized = s.attitude_control.wheels(at.inertia, at.mean_motion_rad_per_s, at.array_m2)
    return {
        "gravity_torque_n_m": sized.momentum.torque_n_m,
        "pressure_torque_n_m": sized.pressure_n_m,
        "swing_n_m_s": sized.momentum.swing_n_m_s,
        "secular_n_m_s": sized.momentum.secular_n_m_s,
        "wheels_n_m_s": sized.capacity_n_m_s,
        "rods_a_m2": sized.rods_a_m2,
    }
