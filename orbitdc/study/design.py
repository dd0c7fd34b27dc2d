"""Sizes, simulates and prices a design, and finds single changes after which a given design meets every limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from math import inf
from typing import Any

from orbitdc.comparison.pricing import fleet_for, fleet_size, price, site_for
from orbitdc.satellite.constraint import CLOSES
from orbitdc.scenario.currency import constant_dollars
from orbitdc.scenario.model import Scenario
from orbitdc.simulation.deployment import deploy
from orbitdc.simulation.design_closure import ClosedDesign, Sizes, Tell, close_design, coarse
from orbitdc.simulation.evaluate import evaluate
from orbitdc.simulation.mission import simulate_mission
from orbitdc.simulation.remedies import SimulatedRemedy, changed, simulated_remedy
from orbitdc.simulation.verdict import Verdict

GROWING = (1.1, 1.25, 1.5, 2.0, 3.0, 4.0)  # multiples of the stated value, tried until a change is enough
SHRINKING = (0.9, 0.75, 0.5, 0.25)
SPARES = (0.125, 0.25, 0.5)  # spare accelerators that are tried, over those at work
LOSING_FRAC = 0.9  # of the accelerators of a satellite alive at the end of life: below it spare ones are tried
LIFTS_K = (5.0, 10.0, 20.0, 40.0)
NEAR = 0.01  # relative gap between a value that is enough and one that is not


@dataclass(frozen=True)
class Choice:
    """A design that was closed beside the one that is proved: what it carries, weighs and costs."""

    sized_for: str
    eclipse_power_frac: float
    mass_kg: float
    usd_per_pflop_hour: float | None
    reason: str  # why it does not close, empty where it does
    spare_accelerators: int = 0


@dataclass(frozen=True)
class Proof:
    """A sized design and the results of the simulation that checks it."""

    closed: ClosedDesign
    verdict: Verdict
    remedy: SimulatedRemedy
    usd_per_pflop_hour: float | None  # of a fleet of this design, with its expected losses
    alternatives: tuple[Choice, ...] = ()  # this design first, then those beside it


@dataclass(frozen=True)
class Remedy:
    """The smallest change of one field after which a design meets every limit, and the cost of compute after it."""

    path: str
    value: float | str
    usd_per_pflop_hour: float | None


def sized(scenario: Scenario) -> Scenario:
    """The scenario with the mode of its design set to sized, whatever it states."""
    s = scenario.satellite
    return with_value(scenario, "satellite.design", s.design.changed(mode="sized"))


def design(scenario: Scenario, threads: int = 2, progress: Tell | None = None) -> Proof:
    """Size a scenario's design, evaluate the constraints of the simulation that checks it, and price a fleet of it.

    A design whose compute sleeps in shadow is sized too, and the cheaper one is checked; beside it stands the same
    design sized for the other load of ``design.sized_for`` and, where losses decide, with spare accelerators on board.

    Raises CatalogError or ScenarioError for mistakes that only show when orbits are read.
    """
    scenario = sized(constant_dollars(scenario))
    powers = dict.fromkeys((scenario.satellite.eclipse_power_frac, 0.0))
    awake = [with_value(scenario, "satellite.eclipse_power_frac", power) for power in powers]
    found = [_closed(each, threads, progress) for each in awake]
    found.sort(key=lambda pair: (pair[0].reason != "", pair[1] or inf))  # of equals the stated one
    (closed, usd), best = found[0], closed_choice(*found[0])
    other = "full" if best.sized_for == "survivors" else "survivors"
    beside = with_value(scenario, "satellite.eclipse_power_frac", best.eclipse_power_frac)
    found.append(_closed(with_value(beside, "satellite.design.sized_for", other), threads, progress))
    spared = with_spares(beside, closed, threads)
    if spared is not None:
        found.append(_closed(spared, threads, progress))
    verdict, _ = evaluate(closed.mission, closed.deployment)
    remedy = simulated_remedy(closed.mission.scenario, verdict, threads)
    return Proof(closed, verdict, remedy, usd, tuple(closed_choice(*pair) for pair in found))


def with_spares(scenario: Scenario, closed: ClosedDesign, threads: int = 2) -> Scenario | None:
    """The design with the number of spare accelerators on board that makes compute cheapest; None where none does.

    Spares are bought, weighed, powered and launched like the others. They are tried on few planes and phases, where the
    losses leave little of a satellite at the end of its life and nothing else replaces them.
    """
    sky, count = closed.mission.environment, closed.mission.count
    few = scenario.satellite.board.spare_accelerators
    if sky.spared or float(sky.accelerators_frac()[-1] @ sky.groups.share) > LOSING_FRAC:
        return None
    path = "satellite.board.spare_accelerators"
    tried = {number: coarse(with_value(closed.scenario, path, number)) for number in _numbers(few, count)}
    usd = {number: cost(each, threads) for number, each in tried.items()}
    best = min(usd, key=lambda number: usd[number] or inf)
    return None if best == few else with_value(scenario, path, best)


def _numbers(few: int, count: int) -> list[int]:
    """Numbers of spare accelerators that are tried, the stated one first."""
    return [few, *(few + round(share * count) for share in SPARES if round(share * count) > 0)]


def _closed(scenario: Scenario, threads: int, progress: Tell | None) -> tuple[ClosedDesign, float | None]:
    """A sized design and the cost of compute of a fleet of it, in USD per PFLOP-hour."""
    closed = close_design(scenario, threads, progress)
    return closed, cost(closed.scenario, threads, progress)


def closed_choice(closed: ClosedDesign, usd_per_pflop_hour: float | None) -> Choice:
    """A sized design as one of the choices."""
    s = closed.scenario.satellite
    kg = closed.deployment.launched_kg
    return Choice(
        s.design.sized_for, s.eclipse_power_frac, kg, usd_per_pflop_hour, closed.reason, s.board.spare_accelerators
    )


def cost(scenario: Scenario, threads: int = 2, progress: Tell | None = None) -> float | None:
    """The levelized cost of the orbit side in USD per PFLOP-hour, with its fleet sized to the ground site."""
    mission = simulate_mission(scenario, threads, progress)
    n_sat, _ = fleet_size(mission, site_for(scenario))
    return price(fleet_for(mission, deploy(mission, n_sat))).cost.usd_per_pflop_hour


def with_value(scenario: Scenario, path: str, value: Any) -> Scenario:
    """The scenario with one field, given by its dotted path, at another value, which is checked."""

    def put(block: Any, keys: list[str]) -> Any:
        """A block with the value under dotted keys, not checked again."""
        key, *rest = keys
        return block.changed(**{key: put(getattr(block, key), rest) if rest else value})

    changed: Scenario = put(scenario, path.split("."))
    return changed


def levers(scenario: Scenario) -> Iterator[tuple[str, list[Any]]]:
    """The fields whose change may bring a design within its limits, each with values ever further from its own."""
    s = scenario.satellite
    grown = {
        "satellite.solar_array.area_m2": s.solar_array.area_m2,
        "satellite.battery.capacity_kwh": s.battery.capacity_kwh,
        "satellite.radiator.area_m2": s.radiator.area_m2,
        "satellite.propulsion.propellant_kg": s.propulsion.propellant_kg,
        "satellite.shielding.thickness_mm": s.shielding.thickness_mm,
    }
    for path, now in grown.items():
        if now > 0.0:
            yield path, [now * factor for factor in GROWING]
    if s.board.accelerators is None:
        yield "satellite.it_power_w", [s.it_power_w * factor for factor in SHRINKING]
    if s.eclipse_power_frac > 0.0:
        yield "satellite.eclipse_power_frac", [s.eclipse_power_frac * factor for factor in (*SHRINKING, 0.0)]
    yield "satellite.heat_pump.lift_k", [s.heat_pump.lift_k + lift for lift in LIFTS_K]
    if s.launched_mass == "announced":
        yield "satellite.launched_mass", ["bottom_up"]


def remedies(scenario: Scenario, threads: int = 2, tell: Callable[[str], None] | None = None) -> list[Remedy]:
    """Every single change after which a given design meets every limit, the cheapest compute first.

    The list is empty where no single change is enough. Each field is moved step by step until the design meets every
    limit, then back to 1 % of the least change that is enough; each try simulates few planes and phases. ``tell`` is
    called with the field that is tried.
    """
    scenario = constant_dollars(scenario)

    def closes(path: str, value: Any) -> bool:
        """Whether the design closes with this value."""
        mission = simulate_mission(coarse(with_value(scenario, path, value)), threads)
        return evaluate(mission, deploy(mission, 1.0))[0].verdict == CLOSES

    found = []
    for path, values in levers(scenario):
        if tell is not None:
            tell(path)
        enough = next((value for value in values if closes(path, value)), None)
        if enough is None:
            continue
        if isinstance(enough, float):
            at = values.index(enough)
            short = values[at - 1] if at > 0 else _value(scenario, path)
            enough = _least(partial(closes, path), short, enough)
        found.append(Remedy(path, enough, cost(with_value(scenario, path, enough), threads)))
    return sorted(found, key=lambda remedy: remedy.usd_per_pflop_hour or float("inf"))


def remedy_set(scenario: Scenario, threads: int = 2) -> tuple[SimulatedRemedy, float | None]:
    """The set of changes that makes a given design close, each limit lifted after the other, and what compute costs."""
    scenario = constant_dollars(scenario)
    mission = simulate_mission(coarse(scenario), threads)
    found = simulated_remedy(scenario, evaluate(mission, deploy(mission, 1.0))[0], threads)
    return found, cost(changed(scenario, found.changes), threads) if found.changes else None


def _least(enough: Callable[[float], bool], short: float, ample: float) -> float:
    """The least sufficient value between ``short``, which is too little, and ``ample``, by bisection to 1 %.

    A simulated design says whether it closes, a yes or no without a value to follow: Brent's method needs one, and
    `scipy.optimize.bisect` would simulate both ends again and may end on the side that is too little.
    """
    while abs(ample - short) > NEAR * max(abs(ample), abs(short)):
        middle = 0.5 * (short + ample)
        short, ample = (short, middle) if enough(middle) else (middle, ample)
    return ample


def _value(scenario: Scenario, path: str) -> float:
    """The number under a dotted path."""
    block: Any = scenario
    for key in path.split("."):
        block = getattr(block, key)
    return float(block)


def fields(sizes: Sizes) -> dict[str, float]:
    """The sizes of a sized design, by the paths of a scenario."""
    return {
        "satellite.solar_array.area_m2": sizes.array_m2,
        "satellite.battery.capacity_kwh": sizes.battery_kwh,
        "satellite.battery.depth_of_discharge_max_frac": sizes.depth_frac,
        "satellite.radiator.area_m2": sizes.radiator_m2,
        "satellite.loop.flow_frac": sizes.flow_frac,
        "satellite.propulsion.propellant_kg": sizes.propellant_kg,
    }


def as_scenario(proof: Proof, parent: str) -> str:
    """A scenario file, YAML text, that extends ``parent`` by the closed design as given numbers."""
    lines = [
        "# The closed design of its parent, as given numbers.",
        f"name: {proof.closed.scenario.name}_closed",
        f"extends: {parent}",
        "satellite:",
        "  launched_mass: bottom_up",
        f"  eclipse_power_frac: {proof.closed.scenario.satellite.eclipse_power_frac:g}",
        "  design: {mode: given}",
    ]
    for path, value in fields(proof.closed.sizes).items():
        _, block, key = path.split(".")
        lines.append(f"  {block}: {{{key}: {value:g}}}")
    return _merged(lines) + "\n"


def _merged(lines: list[str]) -> str:
    """Lines of one block each, keys of the same block on one line."""
    seen: dict[str, str] = {}
    for line in lines:
        head, _, rest = line.partition(": {")
        if rest and head in seen:
            seen[head] = seen[head][:-1] + ", " + rest
        else:
            seen[head if rest else line] = line
    return "\n".join(seen.values())


def answer_of(
    proof: Proof, found: list[Remedy] | None = None, together: tuple[SimulatedRemedy, float | None] | None = None
) -> dict[str, Any]:
    """The content of `orbitdc design --json`: a checked design as plain numbers and text."""
    closed = proof.closed
    it_kw = closed.mission.lanes.load.it_full_w * 1e-3
    out: dict[str, Any] = {
        "scenario": {"name": closed.scenario.name},
        "sizes": fields(closed.sizes),
        "margins": closed.margins,
        "margins_wanted": closed.wanted,
        "reason": closed.reason,
        "rounds": closed.rounds,
        "proof": {
            "verdict": proof.verdict.verdict,
            "feasible": proof.verdict.feasible,
            "binding_limit": proof.verdict.binding_limit,
            "remedy": proof.remedy.text,
            "margins": proof.verdict.margins,
            "days": closed.mission.n_day,
            "energy_residual_frac": closed.mission.energy_residual_frac(),
        },
        "mass_kg": {**closed.deployment.mass_parts_kg, "total": closed.deployment.launched_kg},
        "kg_per_it_kw": closed.deployment.launched_kg / it_kw,
        "usd_per_pflop_hour": proof.usd_per_pflop_hour,
    }
    out["alternatives"] = [asdict(choice) for choice in proof.alternatives]
    if found is not None:
        out["remedies"] = [
            {"path": each.path, "value": each.value, "usd_per_pflop_hour": each.usd_per_pflop_hour} for each in found
        ]
    if together is not None:
        several, usd = together
        out["remedy_set"] = {"changes": dict(several.changes), "reason": several.reason, "usd_per_pflop_hour": usd}
    return out
