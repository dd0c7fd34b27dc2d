"""The package asked for both costs of one scenario at many values of its prices, its cost of capital and its life."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np
import numpy.typing as npt

from orbitdc.comparison.pricing import BothSides, Priced, both_sides, ratio
from orbitdc.errors import ScenarioError
from orbitdc.report.text import GROUPS, group_of
from orbitdc.results.record import identifier
from orbitdc.scenario.currency import constant_dollars
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.source import Number
from orbitdc.simulation.design_closure import Sizes, close_design, with_sizes
from orbitdc.simulation.evaluate import evaluate
from orbitdc.simulation.mission import Mission
from orbitdc.study.point import FULL, KnownMarches, Resolution, coarser
from orbitdc.study.replaced import Replaced

Costs = npt.NDArray[np.float64]  # by group in USD per PFLOP-hour, (n_side, n_group); nan where a side has none

CAPITAL, LIFE, BUS = "money.real_wacc_frac", "mission.life_y", "satellite.bus.price_usd_per_it_w"
SIDES = ("orbit", "ground")
MARCHED = Resolution(every=8, phases=FULL.phases)  # whose ratio lies within 3e-5 of that of every day
LEAST = 1e-9  # of a cost, that a key must move


@dataclass(frozen=True)
class Judged:
    """The verdict on the design at one life, and why there is no ratio; empty where there is one."""

    verdict: str
    binding_limit: str
    reason: str


@dataclass
class Source:
    """One scenario and what is known of it: marches, sizes of a design that is sized, groups of what is paid for."""

    scenario: Scenario
    marches: KnownMarches = field(default_factory=KnownMarches)
    groups: dict[tuple[str, str], int] = field(default_factory=dict)  # by side and what is paid for, as first met
    sizes: dict[float, Sizes] = field(default_factory=dict)  # by life; no price moves them
    replaced: dict[float, Replaced] = field(default_factory=dict)  # by life

    @cached_property
    def numbers(self) -> dict[str, Number]:
        """Every number of the scenario by its key."""
        return {number.path: number for number in self.scenario.numbers()}

    @property
    def life_y(self) -> float:
        """The life that the scenario states, years."""
        return self.scenario.mission.life_y

    def value(self, key: str) -> float | None:
        """A number of the scenario; of a satellite that is priced by its parts, their sum per watt of IT power."""
        number = self.numbers.get(key)
        if number is not None and not isinstance(number.value, str):
            return float(number.value)
        if key != BUS or self.scenario.satellite.design.mode != "given":
            return None
        mission, _ = self.simulated({})
        priced = self.given({BUS: 1.0}).satellite.bus.price_usd_per_it_w or 1.0  # of a dollar of the scenario's year
        return sum(mission.environment.assembly.bus_usd.values()) / mission.lanes.load.it_full_w / priced

    def given(self, position: Mapping[str, float]) -> Scenario:
        """The scenario at a position, in constant dollars and, of a design that is sized, with its sizes."""
        life = position.get(LIFE, self.life_y)
        if life not in self.replaced:
            scenario = self.scenario if life == self.life_y else self.scenario.replace({LIFE: life})
            self.replaced[life] = Replaced(scenario, partial(coarser, resolution=MARCHED))
        others = {key: value for key, value in position.items() if key != LIFE}
        found = coarser(constant_dollars(self.replaced[life](others)), MARCHED)
        if found.satellite.design.mode == "given":
            return found
        if life not in self.sizes:
            self.sizes[life] = close_design(found, 1).sizes
        return with_sizes(found, self.sizes[life])

    def simulated(self, position: Mapping[str, float]) -> tuple[Mission, BothSides]:
        """The fleet and both sides at a position. Raises ScenarioError for values that the scenario does not take."""
        mission = self.marches.mission(self.given(position), 1, MARCHED)
        return mission, both_sides(mission)

    def ratio(self, position: Mapping[str, float]) -> float | None:
        """The ratio of the package at a position; None where there is none."""
        _, both = self.simulated(position)
        return ratio(both.orbit.cost, both.ground.cost)

    def costs(self, position: Mapping[str, float]) -> Costs:
        """Both costs by group at a position."""
        _, both = self.simulated(position)
        pairs = zip(SIDES, (both.orbit, both.ground), strict=True)
        return np.stack([self._by_group(side, priced) for side, priced in pairs])

    def moves(self, base: Costs, position: Mapping[str, float]) -> bool:
        """Whether a position moves a cost; one that the scenario does not take moves none."""
        try:
            found = self.costs(position)
        except ScenarioError:
            return False
        moved = np.abs(found - base).max(axis=1) > LEAST * np.abs(base).sum(axis=1)
        return bool(moved.any() and not np.isnan(found).any())

    def at_life(self, life_y: float) -> Judged:
        """The verdict on the design over a life."""
        mission, both = self.simulated({LIFE: life_y})
        verdict, _ = evaluate(mission, both.deployment, 1)
        return Judged(verdict.verdict, verdict.binding_limit, both.orbit.cost.reason or both.ground.cost.reason)

    def _by_group(self, side: str, priced: Priced) -> Costs:
        """The costs of a side by group in USD per PFLOP-hour, no numbers where it delivers nothing."""
        parts = priced.cost.usd_per_pflop_hour_by_what
        if parts is None:
            return np.full(len(GROUPS), np.nan)
        known = {line.what: identifier(line.category.group) for line in priced.side.lines}
        found = np.zeros(len(GROUPS))
        for what, usd in parts.items():
            if (side, what) not in self.groups:  # what is paid back at the scenario's own values stays in that group
                self.groups[side, what] = GROUPS.index(group_of({"cost_part_groups": known}, what, usd))
            found[self.groups[side, what]] += usd
        return found
