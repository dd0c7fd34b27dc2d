"""Scenarios between two others: some groups of inputs of the one, all other groups of the other."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from orbitdc.errors import ScenarioError
from orbitdc.satellite.announced import sizes_of
from orbitdc.satellite.sizing import accelerator_count
from orbitdc.scenario.announcing import OF
from orbitdc.scenario.currency import constant_dollars
from orbitdc.scenario.model import Scenario
from orbitdc.simulation.design_closure import close_design
from orbitdc.study.groups import ACTING, BY_LENGTH, BY_SIZE, WORDS, flat, group_of, nested
from orbitdc.study.point import QUICK, KnownMarches, Resolution, coarser, outcome

RATIO = "ratio_like_for_like"


def resolved(scenario: Scenario, currency_year: int, resolution: Resolution = QUICK) -> Scenario:
    """A scenario as plain numbers: in dollars of one year, at the prices of its date, a sized design closed.

    Raises ScenarioError where an amount cannot be brought to that year.
    """
    in_year = scenario.changed(money=scenario.money.changed(currency_year=currency_year))
    found = constant_dollars(in_year)
    if found.satellite.design.mode != "given":
        found = close_design(coarser(found, resolution), 1, None).scenario
        found = found.changed(numerics=scenario.numerics)
    return found.changed(prices=found.prices.changed(mode="fixed"))


@dataclass
class Between:
    """Two scenarios and the groups in which they differ; ``ratio`` evaluates any scenario between them once.

    What grows with one satellite is compared per watt of its accelerators, so that a group does not bring the radiator
    of a large satellite to a small one.
    """

    first: Scenario
    second: Scenario
    resolution: Resolution = QUICK
    threads: int = 1
    marches: KnownMarches = field(default_factory=KnownMarches)
    known: dict[frozenset[str], tuple[float | None, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sides = flat(self.first.model_dump()), flat(self.second.model_dump())
        self.watts = tuple(_watts(scenario) for scenario in (self.first, self.second))
        self.differing: dict[str, list[str]] = {name: [] for name in ACTING}
        for path, value in self.sides[0].items():
            if value != self.sides[1][path] and (name := group_of(path)) != WORDS:
                self.differing[name].append(path)
        self.differing = {name: paths for name, paths in self.differing.items() if paths}
        every = {path for paths in self.differing.values() for path in paths}
        self.scaled = [path for path in (*BY_SIZE, *BY_LENGTH) if path in every]  # what is alike stays as it is

    def inputs(self, group: str) -> dict[str, tuple[Any, Any]]:
        """What differs in a group, both values by key: numbers before words, per kW where they grow with size."""
        found = {}
        for path in sorted(self.differing[group], key=lambda path: isinstance(self.sides[0][path], str)):
            a, b = (self.sides[side][path] for side in (0, 1))
            if path in BY_SIZE and None not in (a, b):
                found[f"{path} per kW"] = a / self.watts[0] * 1e3, b / self.watts[1] * 1e3
            elif isinstance(a, dict) or isinstance(b, dict):
                found |= _leaves(path, a, b)
            else:
                found[path] = a, b
        return found

    def ratio(self, taken: frozenset[str]) -> tuple[float | None, str]:
        """The cost in orbit over that on the ground with these groups of the second, or why there is none."""
        if taken not in self.known:
            try:
                row = outcome(self.scenario(taken), self.resolution, self.marches, self.threads)
                self.known[taken] = row[RATIO], row["reason"]
            except ValidationError as error:
                self.known[taken] = None, str(error.errors()[0]["msg"])
            except ScenarioError as error:
                self.known[taken] = None, str(error.problems[0].message)
        return self.known[taken]

    def scenario(self, taken: frozenset[str]) -> Scenario:
        """The first scenario with some groups of the second. Raises ValidationError where they do not go together."""
        side = {path: int(group_of(path) in taken) for path in self.sides[0]}
        values = {path: self.sides[at][path] for path, at in side.items()}
        watts = self._watts_of(values)
        for path in self.scaled:
            own = self.watts[side[path]]
            if values[path] is not None and watts != own:
                values[path] *= watts / own if path in BY_SIZE else math.sqrt(watts / own)
        values |= self._designs(values, side, watts)
        values |= {"name": self.first.name, "description": "", "as_announced": None, "published": None, "claim": None}
        return type(self.first)(**nested(values))

    def _designs(self, values: Mapping[str, Any], side: Mapping[str, int], watts: float) -> dict[str, Any]:
        """The designs that an announced mass and an envelope belong to, grown where they differ and the figures grow.

        An envelope without a design of its own belongs to that of the mass.
        """
        found: dict[str, Any] = {}
        for figure, design in OF.items():
            paths = f"satellite.{design}", "satellite.announced_design"
            each = [next((held[path] for path in paths if held[path] is not None), None) for held in self.sides]
            at = side[paths[0]]
            own = each[at]
            if each[0] != each[1] and own is not None and values[f"satellite.{figure}"] is not None:
                grows = f"satellite.{figure}" in self.scaled and watts != self.watts[at]
                found[paths[0]] = self._grown(own, at, watts / self.watts[at]) if grows else own
        return found

    def _grown(self, design: str | dict[str, float | None], at: int, factor: float) -> dict[str, float | None]:
        """The sizes of an announced design of either scenario's satellite, grown where those of the satellite are."""
        grown = {path.removeprefix("satellite.") for path in self.scaled if path in BY_SIZE} | {"it_power_w"}
        sizes = sizes_of((self.first, self.second)[at].satellite, design)
        count = sizes.get("board.accelerators")
        found = {path: size * factor if path in grown and size is not None else size for path, size in sizes.items()}
        return found if count is None else found | {"board.accelerators": float(round(count * factor))}

    def _watts_of(self, values: Mapping[str, Any]) -> float:
        """The watts of the accelerators of one satellite that these values describe."""
        block, satellite = nested(dict(values)), self.first.satellite
        size = {key: values[f"satellite.{key}"] for key in ("it_power_w", "it_power_basis")}
        board = satellite.board.changed(accelerators=values["satellite.board.accelerators"])
        chip = type(self.first.accelerator)(**block["accelerator"])
        work = type(self.first.workload)(**block["workload"])
        return float(accelerator_count(satellite.changed(**size, board=board), chip, work) * chip.rack_w)


def _leaves(path: str, a: Any, b: Any) -> dict[str, tuple[Any, Any]]:
    """What differs inside an optional block, by key; None on the side that has no such block.

    >>> _leaves("money.orbit", {"tax_frac": 0.2, "capital": None}, None)
    {'money.orbit.tax_frac': (0.2, None)}
    """
    sized = path in ("satellite.announced_design", "satellite.envelope_design")  # sizes by dotted key, or an entry
    if sized or not (isinstance(a, dict) or isinstance(b, dict)):
        return {path: (a, b)} if a != b else {}
    one, other = a or {}, b or {}
    found: dict[str, tuple[Any, Any]] = {}
    for key in dict.fromkeys((*one, *other)):
        found |= _leaves(f"{path}.{key}", one.get(key), other.get(key))
    return found


def _watts(scenario: Scenario) -> float:
    """The watts of all accelerators of one satellite at once."""
    chip = scenario.accelerator
    return float(accelerator_count(scenario.satellite, chip, scenario.workload) * chip.rack_w)
