"""The quantity that a claim is about, read from a run, from the numbers of a scenario, or from the dated paths."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from orbitdc.catalog import did_you_mean
from orbitdc.catalog.paths import Array, dated_path
from orbitdc.comparison.run import simulate
from orbitdc.errors import Problem, ScenarioError
from orbitdc.results.save import summary_of
from orbitdc.scenario.claim import Claim
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.supply import least_gw_per_y
from orbitdc.study.point import NUMBERS, QUICK, KnownMarches, Resolution, coarser, outcome
from orbitdc.study.variables import value_of

PATHS, SUPPLY, OF_SCENARIO = "paths.", "supply.", "numbers."
SUM = " + "
FIRST_YEAR = 2026  # from which launches are counted
Found = tuple[float | None, str]  # a number, or why there is none


def terms(claim: Claim) -> list[str]:
    """The keys of a claim's quantity and of its divisor."""
    return [term for text in (claim.quantity, claim.over) if text for term in text.split(SUM)]


def on_paths(claim: Claim) -> bool:
    """Whether a claim is about dated paths alone, so that no scenario need be simulated."""
    return all(term.startswith((PATHS, SUPPLY)) for term in terms(claim))


def is_outcome(claim: Claim) -> bool:
    """Whether the outcome of a study's point holds all that a claim is about."""
    return all(term in NUMBERS for term in terms(claim))


def at_positions(claim: Claim, year: float, positions: Array) -> Array:
    """The quantity of a claim about dated paths at a year, for positions on the paths, (n_position,).

    >>> from orbitdc.scenario.claim import Claim
    >>> claim = Claim.model_construct(quantity="paths.starship_price_to_a_customer", over=None, times=None)
    >>> at_positions(claim, 2028.0, np.array([0.05, 0.5, 0.95])).round(6).tolist()
    [2500.0, 870.0, 400.0]
    """

    def total(text: str) -> Array:
        """The sum of a quantity's terms at every position."""
        return added([_on_path(term, year, positions) for term in text.split(SUM)])

    found = total(claim.quantity) * (claim.times or 1.0)
    return np.asarray(found / total(claim.over) if claim.over else found)


def _on_path(term: str, year: float, positions: Array) -> Array:
    """One dated path, or what launches, factories and chips allow, at a year for positions on the paths."""
    if term.startswith(PATHS):
        return np.asarray(dated_path(term.removeprefix(PATHS)).draws(year, positions))
    supply = term.removeprefix(SUPPLY)
    if supply not in SUPPLIES:
        raise _unknown(term, tuple(f"{SUPPLY}{name}" for name in SUPPLIES))
    rate, is_sum = SUPPLIES[supply]
    if not is_sum:
        return np.asarray(rate(year, positions))
    return added([rate(each + 0.5, positions) for each in range(FIRST_YEAR, int(year))])


def added(parts: list[Any]) -> Array:
    """The sum of arrays of one shape."""
    return np.asarray(np.sum(parts, axis=0), dtype=np.float64)


def _flights(year: float, positions: Array) -> Array:
    """The flights of Starship in a year, at positions on its path."""
    return np.asarray(dated_path("starship_flights_per_year").draws(year, positions))


def _carried(year: float, positions: Array) -> Array:
    """The compute in GW that these flights carry in a year, at the least mass per kW."""
    return np.asarray(least_gw_per_y(year, positions))


def _tonnes(year: float, positions: Array) -> Array:
    """The tonnes that these flights carry in a year."""
    return _flights(year, positions) * dated_path("starship_payload").draws(year, positions) * 1e-3


SUPPLIES: dict[
    str, tuple[Callable[[float, Array], Any], bool]
] = {  # by the name: what it is in a year, and whether the years since 2026 are added up
    "gw_per_y": (_carried, False),
    "gw_in_orbit": (_carried, True),
    "flights_per_y": (_flights, False),
    "flights": (_flights, True),
    "t_per_y": (_tonnes, False),
}


def quantity_of(
    claim: Claim, scenario: Scenario, marches: KnownMarches, threads: int = 1, resolution: Resolution = QUICK
) -> Found:
    """The quantity of a claim that a scenario answers, on representative days; or None with the reason.

    Raises ScenarioError for a key that there is not.
    """
    held: dict[str, Any] = {}
    if is_outcome(claim):
        held |= outcome(scenario, resolution, marches, threads)
    elif any(not term.startswith(OF_SCENARIO) for term in terms(claim)):
        few = coarser(scenario, resolution)
        held |= summary_of(simulate(few, threads=threads, every=resolution.every))
    return from_held(claim, scenario, held)


def from_held(claim: Claim, scenario: Scenario, held: Mapping[str, Any]) -> Found:
    """The quantity of a claim from an outcome or a summary and the numbers of the scenario."""
    top, why = _total(claim.quantity, scenario, held)
    if top is None:
        return None, why
    top *= claim.times or 1.0
    if not claim.over:
        return top, ""
    below, why = _total(claim.over, scenario, held)
    if below is None or below == 0.0:
        return None, why or f"{claim.over} is 0"
    return top / below, ""


def _total(text: str, scenario: Scenario, held: Mapping[str, Any]) -> Found:
    """The sum of some keys, or why one of them has no number."""
    total = 0.0
    for term in text.split(SUM):
        value, why = _one(term, scenario, held)
        if value is None:
            return None, why
        total += value
    return total, ""


def _one(term: str, scenario: Scenario, held: Mapping[str, Any]) -> Found:
    """One number of a scenario, an outcome or a summary."""
    if term.startswith(OF_SCENARIO):
        try:
            return float(value_of(scenario, term.removeprefix(OF_SCENARIO))), ""
        except (AttributeError, IndexError, TypeError, ValueError):
            raise _unknown(term, ()) from None
    here: Any = held
    *above, last = term.split(".")
    for key in above:
        here = here[int(key)] if isinstance(here, list) and key.isdecimal() else (here or {}).get(key)
    if not isinstance(here, Mapping) or last not in here:
        raise _unknown(term, tuple(here) if isinstance(here, Mapping) else ())
    value = here[last]
    return (float(value), "") if value is not None else (None, str(here.get(f"{last}_reason", here.get("reason", ""))))


def _unknown(term: str, near: tuple[str, ...]) -> ScenarioError:
    """The refusal of a term that is no quantity, with the nearest ones."""
    fix = did_you_mean(term.rsplit(".", 1)[-1], near) or "docs/summary.md lists the keys of a run"
    return ScenarioError(Problem(f"there is no quantity {term!r}", path="claim.quantity", fix=fix))
