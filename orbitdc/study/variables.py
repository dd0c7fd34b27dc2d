"""What an optimization varies: the fields of a design with their bounds, each with the reason for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from orbitdc import catalog
from orbitdc.errors import Problem, ScenarioError
from orbitdc.scenario.changes import full_path
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.tree import Origin, plain
from orbitdc.scenario.yaml_file import parse_value

FORM = "write e.g. --vary satellite.radiator.area_m2=80:300"
DIGITS = 6  # of a value, so that the line that recreates a design can be read
WHY = {  # of the bounds, by what is varied
    "altitude_km": "below 350 km the air of an active Sun stops most satellites; above 1,500 km protons wear them out",
    "ltan_h": "half a day about the given local time; the other half mirrors it",
    "inclination_deg": "from the latitude of low launch sites to the Sun-synchronous orbits",
    "area": "from too small to work to more than any design of this power needs",
    "capacity_kwh": "from nearly none to four times the given one, or to 36 minutes, the longest low eclipse",
    "propellant_kg": "from a fifth to six times the given mass, as altitudes and masses ask for",
    "catalogue": "the range of its row in the catalogue",
    "power": "from half to twice the given one, beyond which fixed masses such as avionics are no longer those given",
    "policy": "from sleep in shadow (0) over throttling to the full load (1)",
    "asked": "as asked for",
}
LOW_ORBIT_KM = 2000.0
ECLIPSE_H = 0.6  # longest of a circular low orbit


@dataclass(frozen=True)
class Variable:
    """One field that is varied, between two bounds."""

    path: str
    low: float
    high: float
    given: float  # as the scenario has it
    whole: bool = False
    why: str = WHY["asked"]

    def value(self, x: float) -> float | int:
        """A value as a scenario takes it: a whole number, or one of six digits, within the bounds.

        >>> Variable("mission.life_y", 4.0, 10.0, 5.0).value(7.123456789)
        7.12346
        """
        if self.whole:
            return round(x)
        return min(max(float(f"{x:.{DIGITS}g}"), self.low), self.high)

    def at_bound(self, value: float, share: float = 0.01) -> str:
        """Which bound a value lies at, by a share of the range; empty in between.

        >>> Variable("mission.life_y", 4.0, 10.0, 5.0).at_bound(9.99)
        'its upper bound'
        """
        near = share * (self.high - self.low)
        return "its lower bound" if value - self.low <= near else "its upper bound" if self.high - value <= near else ""


def value_of(scenario: Any, path: str) -> Any:
    """The value at a dotted path of a scenario; numbers count into lists.

    Raises AttributeError, IndexError or ValueError where the scenario has no such path.
    """
    for key in path.split("."):
        scenario = scenario[int(key)] if isinstance(scenario, tuple) else getattr(scenario, key)
    return scenario


def variables_of(scenario: Scenario) -> list[Variable]:
    """The fields that are varied where nothing else is asked for: those of the orbit, of the satellite and its life.

    Every range holds the scenario's own value. The radiator's temperature follows from its area, the flow of the loop
    and the lift of the heat pump; the highest temperature of the coolant is its vendor's limit and stays.

    >>> import orbitdc
    >>> [variable.path for variable in variables_of(orbitdc.load("ai1_vs_colossus"))][:2]
    ['fleet.shells.0.altitude_km', 'fleet.shells.0.ltan_h']
    """
    found = [*_orbits(scenario), *_parts(scenario), *_by_catalogue(scenario)]
    return [replace(each, low=min(each.low, each.given), high=max(each.high, each.given)) for each in found]


def _orbits(scenario: Scenario) -> list[Variable]:
    """Altitude and local time or inclination of each shell."""
    found = []
    for i, shell in enumerate(scenario.fleet.shells or ()):
        head, km = f"fleet.shells.{i}", shell.altitude_km
        low, high = (350.0, 1500.0) if km < LOW_ORBIT_KM else (0.8 * km, min(1.25 * km, 40000.0))
        found.append(Variable(f"{head}.altitude_km", low, high, km, why=WHY["altitude_km"]))
        if shell.ltan_h is not None:
            low, high = (0.0, 12.0) if shell.ltan_h < 12.0 else (12.0, 23.9)
            found.append(Variable(f"{head}.ltan_h", low, high, shell.ltan_h, why=WHY["ltan_h"]))
        elif shell.inclination_deg is not None:
            found.append(
                Variable(f"{head}.inclination_deg", 5.0, 98.0, shell.inclination_deg, why=WHY["inclination_deg"])
            )
    return found


def _parts(scenario: Scenario) -> list[Variable]:
    """Array, battery, radiator, propellant, power and eclipse policy of the satellite."""
    s = scenario.satellite
    kwh = max(4.0 * s.battery.capacity_kwh, ECLIPSE_H * s.it_power_w * 1e-3)
    array, radiator, kg = s.solar_array.area_m2, s.radiator.area_m2, s.propulsion.propellant_kg
    found = [
        Variable("satellite.solar_array.area_m2", 0.5 * array, 2.5 * array, array, why=WHY["area"]),
        Variable("satellite.battery.capacity_kwh", 1.0, kwh, s.battery.capacity_kwh, why=WHY["capacity_kwh"]),
        Variable("satellite.radiator.area_m2", 0.5 * radiator, 3.0 * radiator, radiator, why=WHY["area"]),
        Variable("satellite.propulsion.propellant_kg", 0.2 * kg, max(6.0 * kg, 10.0), kg, why=WHY["propellant_kg"]),
    ]
    if s.board.accelerators is None:
        found.append(
            Variable("satellite.it_power_w", 0.5 * s.it_power_w, 2.0 * s.it_power_w, s.it_power_w, why=WHY["power"])
        )
    else:
        n = s.board.accelerators
        found.append(Variable("satellite.board.accelerators", max(1, n // 2), 2 * n, n, True, WHY["power"]))
    found.append(Variable("satellite.eclipse_power_frac", 0.0, 1.0, s.eclipse_power_frac, why=WHY["policy"]))
    return found


def _by_catalogue(scenario: Scenario) -> list[Variable]:
    """Coolant flow, heat pump, spare accelerators and life, within the ranges of their rows, whatever is stated."""
    found = []
    for path in ("satellite.loop.flow_frac", "satellite.heat_pump.lift_k", "satellite.board.spare_accelerators",
                 "mission.life_y"):  # fmt: skip
        *_, block, key = path.split(".")
        given, row = value_of(scenario, path), catalog.defaults(block)[key]
        low, high = (given if end is None else float(end) for end in (row.low, row.high))
        found.append(Variable(path, low, high, given, isinstance(given, int), WHY["catalogue"]))
    return found


def varied(scenario: Scenario, vary: Mapping[str, Sequence[float]]) -> list[Variable]:
    """The variables that are asked for, by key, each with its two bounds, which the scenario must take.

    Raises ScenarioError for an unknown key, one twice, bounds that are not in order, or that the scenario refuses.
    """
    found: dict[str, Variable] = {}
    for key, (low, high) in vary.items():
        path = ".".join(full_path(type(scenario), key, Origin(f"--vary {key}")))
        if path in found:
            raise ScenarioError(Problem("is varied twice", path=key, fix="keep one of them"))
        if not low < high:
            raise ScenarioError(Problem(f"runs from {low:g} to {high:g}", path=key, fix="write the lower value first"))
        scenario.replace({path: high})
        lowest, given = value_of(scenario.replace({path: low}), path), value_of(scenario, path)
        if isinstance(lowest, bool) or not isinstance(lowest, int | float):
            raise ScenarioError(Problem("is no number", path=key, fix="vary a number; sweep compares names"))
        given = 0.5 * (low + high) if given is None else given
        found[path] = Variable(path, low, high, given, isinstance(lowest, int))
    return list(found.values())


def bounds_of(texts: Sequence[str]) -> dict[str, tuple[float, float]]:
    """The bounds that ``--vary`` texts state, by key. Raises ScenarioError for another form, or a key twice.

    >>> bounds_of(["satellite.radiator.area_m2=80:300"])
    {'satellite.radiator.area_m2': (80, 300)}
    """
    found: dict[str, tuple[float, float]] = {}
    for text in texts:
        key, equals, given = text.partition("=")
        values = [plain(parse_value(part.strip(), Origin(f"--vary {text}"))) for part in given.split(":")]
        numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
        if not equals or not key.strip() or len(values) != 2 or len(numbers) != 2:
            raise ScenarioError(Problem("not of the form key=low:high", path=f"--vary {text}", fix=FORM))
        if key.strip() in found:
            raise ScenarioError(Problem("is varied twice", path=key.strip(), fix="keep one of them"))
        found[key.strip()] = (numbers[0], numbers[1])
    return found
