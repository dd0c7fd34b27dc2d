"""The one door to a checked scenario: a merged tree, resolved with the catalogue and held against the model."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from orbitdc.block import Block
from orbitdc.errors import ScenarioError
from orbitdc.scenario.announcing import known_sizes
from orbitdc.scenario.coverage import uncovered
from orbitdc.scenario.currency import constant_dollars
from orbitdc.scenario.dated import take_dated_prices
from orbitdc.scenario.messages import place_of, problems_of
from orbitdc.scenario.refusals import (
    one_announced_mass,
    one_cost_of_capital,
    one_launch_price,
    one_power_source,
    one_price_of_failed_launches,
)
from orbitdc.scenario.resolve import Resolved, resolve
from orbitdc.scenario.silicon import pick_latest
from orbitdc.scenario.source import Source
from orbitdc.scenario.tree import Map

AnyScenario = TypeVar("AnyScenario", bound=Block)


def checked(model: type[AnyScenario], tree: Map, path: str | None) -> tuple[AnyScenario, Source]:
    """A scenario from its merged tree, and where its numbers come from.

    Raises ScenarioError with every problem at its place.
    """
    side = Resolved()
    values = resolve(model, pick_latest(tree, side), "", side)
    _beside_the_file(values, side)
    take_dated_prices(values, tree, side)
    one_power_source(values, side)
    one_price_of_failed_launches(values, side)
    one_launch_price(values, side)
    one_announced_mass(values, side)
    known_sizes(values, side)
    one_cost_of_capital(values, side)
    try:
        scenario = model(**values)
    except ValidationError as error:
        raise ScenarioError(*side.problems, *problems_of(error, side, tree)) from None
    if side.problems:
        raise ScenarioError(*side.problems)
    problems = list(uncovered(scenario))
    try:
        constant_dollars(scenario)  # refuses a year without a price index while the place is known
    except ScenarioError as error:
        problems += error.problems
    if problems:
        raise ScenarioError(*(place_of(p.path, side, tree).problem(p.message, p.path, p.fix) for p in problems))
    return scenario, Source(path, tree, side.origins, side.distributions)


def _beside_the_file(values: dict[str, Any], side: Resolved) -> None:
    """A catalogue file named in a scenario file may stand beside it; one named by a change starts from here."""
    fleet = values.get("fleet")
    name = fleet.get("catalogue_file") if isinstance(fleet, dict) else None
    origin = side.origins.get("fleet.catalogue_file")
    if isinstance(name, str) and isinstance(fleet, dict) and origin is not None and origin.line is not None:
        beside = Path(origin.file).parent / name
        if beside.is_file():
            fleet["catalogue_file"] = str(beside)
