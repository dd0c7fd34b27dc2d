"""One point of a study: a scenario simulated on representative days, both of its sides priced, and what came of it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from orbitdc.comparison.carbon_footprint import orbit_footprint
from orbitdc.comparison.pricing import BothSides, Priced, both_sides, ratio
from orbitdc.engine.integrated import Integrated
from orbitdc.engine.march import Precision
from orbitdc.engine.side_by_side import Asked, march_alone, march_side_by_side
from orbitdc.errors import OrbitdcError
from orbitdc.ledger.levelized import FLOP_PER_PFLOP_HOUR
from orbitdc.scenario.currency import constant_dollars
from orbitdc.scenario.model import Scenario
from orbitdc.simulation.design_closure import close_design
from orbitdc.simulation.evaluate import evaluate
from orbitdc.simulation.mission import SHADOW_ERROR, Mission, carried_out, mission_marches
from orbitdc.simulation.verdict import Verdict
from orbitdc.system.recent import Recent

OUTCOME = {  # what each column of a study's table says
    "ratio_like_for_like": "cost in orbit over cost on the ground; none where a side has no cost",
    "orbit_usd_per_pflop_hour": "levelized cost in orbit, USD per PFLOP-hour",
    "ground_usd_per_pflop_hour": "levelized cost on the ground, USD per PFLOP-hour",
    "orbit_usd_per_it_kwh": "levelized cost in orbit, USD per kWh of IT energy",
    "ground_usd_per_it_kwh": "levelized cost on the ground, USD per kWh of IT energy",
    "orbit_capex_usd": "outlays for the fleet before it serves, USD, undiscounted",
    "ground_capex_usd": "outlays for the site before it serves, USD, undiscounted",
    "delivered_pflop_per_s": "mean delivered in orbit over the life of a satellite, PFLOP/s",
    "satellites": "satellites in service at first",
    "launches": "launches of the campaign, spares in orbit included",
    "campaign_months": "months that the slower of launches and factory takes",
    "orbit_kgco2e_per_pflop_hour": "carbon of the fleet, kg CO2e per PFLOP-hour",
    "launched_kg": "mass of one satellite as launched, kg",
    "it_w": "power of one satellite's accelerators at full clock, W",
    "verdict": "verdict on the design",
    "feasible": "whether the verdict is that of a workable design",
    "binding_limit": "the limit that binds",
    "reason": "why there is no ratio; empty where there is one",
}
NUMBERS = tuple(name for name in OUTCOME if name not in ("verdict", "feasible", "binding_limit", "reason"))

BESIDE = 32  # points whose fleets march side by side: their lanes fill whole blocks
MISSIONS = BESIDE + 8  # kept, of points that follow one another


@dataclass(frozen=True)
class Resolution:
    """How finely each point of a study is integrated in time; notebooks/evidence/representative_days.py has the error.

    ``every`` is the number of days for which one stands, with more where seasons of eclipse bend, ``phases`` the most
    orbits that stand for a plane, and ``shadow_error`` how far the shadow of days left out may lie from those between,
    as a share of the window. One day in 32 and four phases give the FLOP of a life within 1e-4.
    """

    every: int = 32
    phases: int = 4
    precision: Precision = "float64"
    shadow_error: float = SHADOW_ERROR


QUICK = Resolution()
DRAWN = Resolution(every=64, phases=1, precision="float32", shadow_error=5e-4)  # see there too
FULL = Resolution(every=1, phases=10**6)


def finer(resolution: Resolution) -> Resolution:
    """The resolution of a single point beside draws, which shares no error of theirs.

    >>> finer(DRAWN) == QUICK, finer(FULL) == FULL
    (True, True)
    """
    return QUICK if resolution == DRAWN else resolution


@dataclass
class KnownMarches:
    """Marches by the content of their inputs: points that differ in money alone share one."""

    recent: Recent[Integrated] = field(default_factory=lambda: Recent(most=256))
    missions: dict[Hashable, Mission] = field(default_factory=dict)  # the last ones, by resolution and physics

    def mission(self, scenario: Scenario, threads: int, resolution: Resolution) -> Mission:
        """The scenario's fleet on its march, shared with the last points of the same physics and resolution."""
        known = self._known(scenario, resolution)
        if known is not None:
            return known.priced_as(scenario)
        if resolution.every == 1:
            marches = mission_marches(scenario, resolution.precision)
            by = partial(march_alone, threads=threads)
            flown = carried_out(marches, lambda asked: self.recent.of(asked.content(), partial(by, asked)))
            self._keep(flown, resolution)
            return flown
        (found,) = self._side_by_side([scenario], threads, resolution)
        if isinstance(found, OrbitdcError):
            raise found
        return found

    def prepare(self, scenarios: Sequence[Scenario], threads: int, resolution: Resolution) -> None:
        """March the fleets of some scenarios side by side, `BESIDE` at most, for `mission` to find them.

        What a scenario is refused for is left for `mission` to say.
        """
        if resolution.every == 1:
            return
        each = {scenario.physics: scenario for scenario in scenarios}
        fresh = [scenario for scenario in each.values() if self._known(scenario, resolution) is None]
        self._side_by_side(fresh, threads, resolution)

    def _known(self, scenario: Scenario, resolution: Resolution) -> Mission | None:
        """A flight of the same physics and resolution; None where none is kept."""
        return self.missions.get((resolution, scenario.physics))

    def _keep(self, flown: Mission, resolution: Resolution) -> None:
        """Keep a flight, and drop the oldest of too many."""
        self.missions[resolution, flown.scenario.physics] = flown
        if len(self.missions) > MISSIONS:
            self.missions.pop(next(iter(self.missions)), None)

    def _side_by_side(
        self, scenarios: Sequence[Scenario], threads: int, resolution: Resolution
    ) -> list[Mission | OrbitdcError]:
        """The missions of some scenarios, or why there is none; those that there are, are kept."""
        found: dict[int, Mission | OrbitdcError] = {}
        flying = {
            number: mission_marches(scenario, resolution.precision, resolution.every, resolution.shadow_error)
            for number, scenario in enumerate(scenarios)
        }
        marched: dict[int, Integrated | None] = dict.fromkeys(flying)
        while flying:
            asked: dict[int, Asked] = {}
            for number, marches in [*flying.items()]:
                try:
                    last = marched[number]
                    asked[number] = next(marches) if last is None else marches.send(last)
                except StopIteration as end:
                    found[number] = end.value
                    self._keep(end.value, resolution)
                    del flying[number]
                except OrbitdcError as error:
                    found[number] = error
                    del flying[number]
            marched = dict(zip(asked, self._marched([*asked.values()], threads), strict=True))
        return [found[number] for number in range(len(scenarios))]

    def _marched(self, asked: Sequence[Asked], threads: int) -> list[Integrated]:
        """Marches from memory where they were marched before, and the others side by side."""
        keys, kept = [one.content() for one in asked], self.recent.kept
        fresh = {key: one for key, one in zip(keys, asked, strict=True) if key not in kept}
        made = dict(zip(fresh, march_side_by_side([*fresh.values()], threads), strict=True))
        found = {key: made[key] if key in made else kept[key] for key in keys}
        return [self.recent.of(key, partial(found.__getitem__, key)) for key in keys]


def coarser(scenario: Scenario, resolution: Resolution) -> Scenario:
    """The scenario with at most so many phases of each plane marched."""
    few = min(resolution.phases, scenario.numerics.phases_marched)
    if few == scenario.numerics.phases_marched:
        return scenario
    return scenario.changed(numerics=scenario.numerics.changed(phases_marched=few))


@dataclass(frozen=True)
class Simulated:
    """A point with its simulated fleet, both of its sides and the verdict on its design."""

    mission: Mission
    both: BothSides
    verdict: Verdict


def simulated(
    scenario: Scenario, resolution: Resolution = QUICK, by: KnownMarches | None = None, threads: int = 1
) -> Simulated:
    """Simulate a scenario's fleet, price both sides and evaluate its design; a sized design is sized first.

    Raises CatalogError or ScenarioError for mistakes that only show when orbits are read.
    """
    scenario = coarser(constant_dollars(scenario), resolution)
    if scenario.satellite.design.mode != "given":
        scenario = close_design(scenario, threads, None).scenario
    mission = (by if by is not None else KnownMarches()).mission(scenario, threads, resolution)
    both = both_sides(mission)
    verdict, _ = evaluate(mission, both.deployment, threads)
    return Simulated(mission, both, verdict)


def prepare(scenarios: Sequence[Scenario], resolution: Resolution, by: KnownMarches, threads: int = 1) -> None:
    """March the fleets of some points side by side, for `simulated` to find; a sized design is left to it alone."""
    given = [scenario for scenario in scenarios if scenario.satellite.design.mode == "given"]
    by.prepare([coarser(constant_dollars(scenario), resolution) for scenario in given], threads, resolution)


def outcome(
    scenario: Scenario, resolution: Resolution = QUICK, by: KnownMarches | None = None, threads: int = 1
) -> dict[str, Any]:
    """Simulate a scenario's fleet, evaluate its design and price both sides: the columns of ``OUTCOME``.

    It is what ``orbitdc run`` computes, on representative days and without departures, break-evens and figures. A
    sized design is sized first. ``by`` keeps marches for points whose physics is the same.

    Raises CatalogError or ScenarioError for mistakes that only show when orbits are read.
    """
    return row_of(simulated(scenario, resolution, by, threads))


def row_of(point: Simulated) -> dict[str, Any]:
    """The columns of ``OUTCOME`` of a simulated point, and the least margin of its limits by verdict."""
    mission, both, verdict = point.mission, point.both, point.verdict
    orbit, ground, deployed = both.orbit, both.ground, both.deployment
    return {
        "ratio_like_for_like": ratio(orbit.cost, ground.cost),
        "orbit_usd_per_pflop_hour": orbit.cost.usd_per_pflop_hour,
        "ground_usd_per_pflop_hour": ground.cost.usd_per_pflop_hour,
        "orbit_usd_per_it_kwh": orbit.usd_per_it_kwh,
        "ground_usd_per_it_kwh": ground.usd_per_it_kwh,
        "orbit_capex_usd": _outlays(orbit),
        "ground_capex_usd": _outlays(ground),
        "delivered_pflop_per_s": orbit.side.delivered_pflop_per_s,
        "satellites": deployed.n_sat,
        "launches": deployed.launches,
        "campaign_months": deployed.campaign.months,
        "orbit_kgco2e_per_pflop_hour": _carbon(mission, both),
        "launched_kg": deployed.launched_kg,
        "it_w": mission.lanes.load.it_full_w,
        "verdict": verdict.verdict,
        "feasible": verdict.feasible,
        "binding_limit": verdict.binding_limit,
        "reason": orbit.cost.reason or ground.cost.reason,
        "limits": verdict.limits,
    }


def _outlays(priced: Priced) -> float | None:
    """What is paid for equipment, sales left out; None where the side has no cost."""
    if priced.cost.unpriced:
        return None
    return sum(usd for usd in priced.cost.capex_usd.values() if usd > 0.0)


def _carbon(mission: Mission, both: BothSides) -> float | None:
    """Carbon of the fleet in kg CO2e per PFLOP-hour; None where it delivers nothing."""
    hours = both.orbit.cost.flop / FLOP_PER_PFLOP_HOUR
    if both.orbit.cost.unpriced or hours <= 0.0:
        return None
    return float(sum(orbit_footprint(mission, both.deployment).values()) / hours)
