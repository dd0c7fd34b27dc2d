"""Balances of a march that must close to rounding: energy as a whole, electricity and heat, and energy bin by bin.

Each balance is the energy that comes in, less the energy that goes out and the energy that is stored, over the energy
that comes in. Losses and loads are worked out here from the hardware and the tallies, not taken from the march, so that
a flow that the step forgets leaves a gap.
"""

from __future__ import annotations

import numpy as np

from orbitdc.engine.ageing import THRUSTER
from orbitdc.engine.integrated import Integrated
from orbitdc.engine.lanes import STATE_FIELDS, TALLY_FIELDS, FloatArray, Hardware
from orbitdc.engine.lowering import Lanes
from orbitdc.engine.track import Track

BATTERY = STATE_FIELDS.index("battery")
NODES = ("array", "loop", "radiator")  # that store warmth


def _hardware(lanes: Lanes) -> dict[str, FloatArray]:
    """The hardware of every lane by field, each (lane,)."""
    return dict(zip(Hardware._fields, lanes.hardware[:, lanes.orbit_group], strict=True))


def _energies(integrated: Integrated) -> dict[str, FloatArray]:
    """Sums of the march in J, or s, by lane."""
    return dict(zip(TALLY_FIELDS, integrated.lane_total * integrated.grid.step_s, strict=False))


def _warmth(node: str, change: FloatArray, hardware: dict[str, FloatArray], step_s: float) -> FloatArray:
    """Heat in J that array, loop or radiator took up between two states, C (T1 - T0)."""
    return np.asarray(step_s * hardware[f"{node}_inertia"] * change[STATE_FIELDS.index(node)])


def _battery_heat(total: dict[str, FloatArray], hardware: dict[str, FloatArray]) -> FloatArray:
    """Heat in J of charging and discharging."""
    lost = total["charge"] * hardware["charge_loss"] + total["discharge"] * hardware["discharge_loss"]
    return np.asarray(lost)


def _energy_gap(
    total: dict[str, FloatArray],
    change: FloatArray,
    faded_j: FloatArray,
    hardware: dict[str, FloatArray],
    step_s: float,
) -> FloatArray:
    """What is missing from each lane's balance of energy, (lane,), over the energy gained."""
    stored = change[BATTERY] + sum(_warmth(node, change, hardware, step_s) for node in ("array", "loop", "radiator"))
    gained = total["sun"] + total["array_sky"] + total["radiator_sky"]
    kept = total["array_from_radiator"] + total["radiator_from_array"]  # radiated by one, absorbed by the other
    lost = total["array_radiated"] + total["radiator_radiated"] - kept
    lost += (1.0 - hardware["battery_to_loop"]) * _battery_heat(total, hardware)
    return np.asarray((gained - lost - faded_j - stored) / gained)


def energy_residual(lanes: Lanes, integrated: Integrated) -> FloatArray:
    """Energy in minus out minus stored over energy in, for each lane that carries an orbit, (n_orbit,).

    In: Sun and Earth absorbed by array and radiator. Out: radiated by both less what they absorb of each other, battery
    charge lost to fade, and the heat of a battery that has a radiator of its own.
    Stored: battery, array, loop and radiator.
    """
    change = integrated.state_last - integrated.state_first
    step_s = integrated.grid.step_s
    return _energy_gap(_energies(integrated), change, integrated.faded_j, _hardware(lanes), step_s)[: lanes.n_orbit]


def track_energy_residual(lanes: Lanes, lane: int, track: Track, step_s: float) -> FloatArray:
    """The energy residual of one lane by bins, (n_bin,), the first of which starts from the lane's initial state."""
    hardware = {name: rows[lane] for name, rows in _hardware(lanes).items()}
    change = np.diff(track.state, axis=0, prepend=lanes.state[None, :, lane]).T
    total = dict(zip(TALLY_FIELDS, track.tally.T * step_s, strict=True))
    return _energy_gap(total, change, track.faded_j, hardware, step_s)


def _loads(lanes: Lanes, integrated: Integrated, total: dict[str, FloatArray]) -> FloatArray:
    """Energy in J drawn from the bus: housekeeping with the thrusters of each day, heaters and compute, less what went
    unserved."""
    hardware = _hardware(lanes)
    day_s = integrated.grid.step_s * integrated.grid.steps * integrated.grid.chunks
    thrusters = lanes.degradation[: integrated.n_day, THRUSTER].sum(0)[lanes.orbit_group]
    housekeeping = day_s * (integrated.n_day * hardware["housekeeping_w"] + thrusters)
    standing = housekeeping + total["heater"]
    return np.asarray(standing + (total["it"] - total["unserved"]) * hardware["inverse_conversion"])


def electrical_residual(lanes: Lanes, integrated: Integrated) -> FloatArray:
    """Gaps of bus and battery over the energy at the bus, for each lane that carries an orbit, (n_orbit,).

    Bus: array x harness + out of the battery = loads + into the battery. Battery: in x efficiency - out/efficiency =
    stored + faded. The sizes of both gaps are added, so that neither hides the other.
    """
    total, hardware = _energies(integrated), _hardware(lanes)
    charge, discharge = total["charge"], total["discharge"]
    supplied = total["panel"] * hardware["harness"] + discharge
    bus = supplied - charge - _loads(lanes, integrated, total)
    kept = charge * (1.0 - hardware["charge_loss"]) - discharge * (1.0 + hardware["discharge_loss"])
    cells = kept - integrated.faded_j - (integrated.state_last - integrated.state_first)[BATTERY]
    return np.asarray((np.abs(bus) + np.abs(cells)) / supplied)[: lanes.n_orbit]


def heat_residual(lanes: Lanes, integrated: Integrated) -> FloatArray:
    """Gaps of array and coolant over the heat into both, for each lane that carries an orbit, (n_orbit,).

    Array: absorbed - drawn = radiated + stored. Loop and radiator: loads, losses of harness and battery, and absorbed =
    radiated + stored. The sizes of both gaps are added.
    """
    total, hardware = _energies(integrated), _hardware(lanes)
    change, step_s = integrated.state_last - integrated.state_first, integrated.grid.step_s
    warmed = {node: _warmth(node, change, hardware, step_s) for node in ("array", "loop", "radiator")}
    into_array = total["sun"] + total["array_sky"] + total["array_from_radiator"]
    array = into_array - total["panel"] * hardware["panel_from_array"] - total["array_radiated"] - warmed["array"]
    losses = total["panel"] * (hardware["panel_from_array"] - hardware["harness"])  # the rest is lost in the wings
    losses += hardware["battery_to_loop"] * _battery_heat(total, hardware)
    into_coolant = _loads(lanes, integrated, total) + losses + total["radiator_sky"] + total["radiator_from_array"]
    coolant = into_coolant - total["radiator_radiated"] - warmed["loop"] - warmed["radiator"]
    return np.asarray((np.abs(array) + np.abs(coolant)) / (into_array + into_coolant))[: lanes.n_orbit]


def track_flows(lanes: Lanes, lane: int, track: Track, step_s: float, day: int) -> list[tuple[str, str, float]]:
    """The energy in J that flowed between the parts of one satellite in the bins of a track after its first.

    Each row is (from, to, energy). What a part takes in and gives off is equal but for what it stored, which goes to
    ``warmth stored``, or to ``battery`` for its charge. ``day`` is that on which the thrusters drew their power.
    """
    hardware = {name: float(rows[lane]) for name, rows in _hardware(lanes).items()}
    total = dict(zip(TALLY_FIELDS, (track.tally[1:].sum(0) * step_s).tolist(), strict=True))
    change = track.state[-1] - track.state[0]
    stored = {node: step_s * hardware[f"{node}_inertia"] * change[STATE_FIELDS.index(node)] for node in NODES}
    seconds = float(track.steps[1:].sum()) * step_s
    thrusters = float(lanes.degradation[day, THRUSTER][lanes.orbit_group[lane]])
    panel, it, pull = total["panel"], total["it"] - total["unserved"], hardware["inverse_conversion"]
    taken, warmed = hardware["panel_from_array"], hardware["battery_to_loop"]
    heat = total["charge"] * hardware["charge_loss"] + total["discharge"] * hardware["discharge_loss"]
    used = {
        "accelerators": it,
        "power conversion": it * (pull - 1.0),
        "housekeeping": seconds * (hardware["housekeeping_w"] + thrusters),
    }
    if total["heater"] > 0.0:
        used["heaters"] = total["heater"]
    return [
        ("sunlight", "array", total["sun"]),
        ("Earth and radiator", "array", total["array_sky"] + total["array_from_radiator"]),
        ("array", "radiated by the array", total["array_radiated"]),
        ("array", "warmth stored", stored["array"]),
        ("array", "power bus", panel * hardware["harness"]),
        ("array", "coolant", panel * (taken - hardware["harness"])),
        *(("power bus", load, joule) for load, joule in used.items()),
        ("power bus", "battery", total["charge"]),
        ("battery", "power bus", total["discharge"]),
        ("battery", "coolant", heat * warmed),
        ("battery", "radiator of its own", heat * (1.0 - warmed)),
        *((load, "coolant", joule) for load, joule in used.items()),
        ("sky and array", "coolant", total["radiator_sky"] + total["radiator_from_array"]),
        ("coolant", "radiated by the radiator", total["radiator_radiated"]),
        ("coolant", "warmth stored", stored["loop"] + stored["radiator"]),
    ]
