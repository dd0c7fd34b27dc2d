"""Public claims held against the model: whether each holds, by which date, how probably, and what would change that."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from orbitdc.catalog import did_you_mean
from orbitdc.catalog.paths import Array, dated_path, path_names
from orbitdc.errors import Problem, ScenarioError
from orbitdc.scenario.claim import Claim
from orbitdc.scenario.files import shipped
from orbitdc.scenario.load import load
from orbitdc.scenario.model import Scenario
from orbitdc.study.claim_verdict import FAILS, HOLDS, HOLDS_IF, At, Joint, Turn, Verdict
from orbitdc.study.draws import uniform
from orbitdc.study.execute import REFUSED, evaluate_points
from orbitdc.study.limits import limits_of, row_of, value_of
from orbitdc.study.montecarlo import share_error
from orbitdc.study.outlook import SILICON, futures, start
from orbitdc.study.point import QUICK, KnownMarches, Resolution
from orbitdc.study.quantities import at_positions, from_held, is_outcome, on_paths, quantity_of
from orbitdc.study.ranges import by_path, draws_of, ranges_of

FOLDER = "claims/"  # of the shipped scenarios with a claim
DRAWS, FEW_DRAWS = 32, 12  # of a year; of a quantity that only a whole run knows
NEAR = 1e-3  # of an interval, within which a crossing is found
VALUES = 5  # of an input, looked at for the value at which a claim turns
CHOSEN = (
    "satellite.radiator.area_m2",
    "satellite.solar_array.area_m2",
    "satellite.shielding.thickness_mm",
    "fleet.shells.",
)
Reader = Callable[[Mapping[str, float]], float | None]
POSITIONS: Array = (np.arange(999.0) + 0.5) / 999.0  # on dated paths
CASES = (0.05, 0.95)  # of the dated paths: what lies outside is no case of theirs


@dataclass
class Known:
    """What claims share: marches of the same physics, and draws of the same scenario at the same date."""

    marches: KnownMarches = field(default_factory=KnownMarches)
    drawn: dict[tuple[object, ...], Sequence[Mapping[str, Any]]] = field(default_factory=dict)


def claim_names() -> tuple[str, ...]:
    """The names of the shipped claims."""
    return tuple(sorted(name.removeprefix(FOLDER) for name in shipped() if name.startswith(FOLDER)))


def claim_named(name: str) -> Scenario:
    """A scenario with a claim, by the name of a shipped one or a file.

    Raises ScenarioError, with the nearest name, where there is none, and for a scenario without a claim.
    """
    known = claim_names()
    if name not in known and name not in shipped() and not name.endswith((".yaml", ".yml")):
        fix = did_you_mean(name, known) or f"the claims are {', '.join(known)}"
        raise ScenarioError(Problem("no such claim", path=name, fix=fix))
    found = load(f"{FOLDER}{name}" if name in known else name)
    if found.claim is None:
        raise ScenarioError(Problem("states no claim", path=name, fix="add a `claim:` block, or name a claim"))
    return found


def fingerprint(scenario: Scenario) -> str:
    """What a verdict follows from: the scenario's numbers, the claim, and the paths that it reads."""
    claim = scenario.claim.model_dump() if scenario.claim is not None else {}
    paths = [dated_path(name).nodes for name in path_names()] if scenario.claim and on_paths(scenario.claim) else []
    told = json.dumps([scenario.sha256, claim, [[(r.field, r.value, r.low, r.high) for r in p] for p in paths]])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def judge(
    scenario: Scenario,
    *,
    draws: int | None = None,
    seed: int = 0,
    resolution: Resolution = QUICK,
    known: Known | None = None,
) -> Verdict:
    """Hold one scenario's claim against the model at each of its dates, and find what would change the verdict.

    ``draws`` are those of a date: 32, or 12 where only a whole run knows the quantity, unless given. The verdict is
    that of the last date: *holds* on central inputs; *holds if* where an input would have to stand elsewhere within
    the range that its source gives; *fails* otherwise. Raises ScenarioError for a claim that cannot be read.
    """
    claim, known = scenario.claim, known if known is not None else Known()
    if claim is None:
        raise ScenarioError(Problem("states no claim", path=scenario.name, fix="add a `claim:` block"))
    turns: tuple[Turn, ...] = ()
    joint = None
    if on_paths(claim):
        at = _on_paths(claim)
    else:
        years: Sequence[int | None] = claim.years or (None,)
        bases = {year: _at_year(scenario, year) for year in years}
        at = tuple(_at(scenario, bases[year], year, draws, seed, resolution, known) for year in years)
        read = _reader(claim, bases[years[-1]], resolution, known.marches)
        turns = tuple(_turn(claim, bases[years[-1]], text, read) for text in claim.vary or ())
        joint = _joint(claim, turns, read, at[-1].holds)
    word = HOLDS if at[-1].holds else HOLDS_IF if _would_hold(claim, at[-1], turns, joint) else FAILS
    about = " ".join(scenario.description.split())
    return Verdict(scenario.name, claim.model_dump(mode="json"), word, at, turns, joint, fingerprint(scenario), about)


def is_true(claim: Claim, value: float | None) -> bool:
    """Whether a value meets a claim's threshold."""
    if value is None:
        return False
    return value <= claim.threshold if claim.comparison == "at_most" else value >= claim.threshold


def _margin(claim: Claim, value: float | None) -> float | None:
    """How far a value lies on the right side of the threshold, as a factor less 1; None where there is no factor."""
    if value is None or value <= 0.0 or claim.threshold <= 0.0:
        return None
    factor = claim.threshold / value if claim.comparison == "at_most" else value / claim.threshold
    return factor - 1.0


def _would_hold(claim: Claim, at: At, turns: Sequence[Turn], joint: Joint | None) -> bool:
    """Whether other values that the inputs may take, one of them or all at once, make a claim true."""
    if on_paths(claim):
        return at.chance_frac is not None and at.chance_frac >= CASES[0]
    return any(turn.is_possible for turn in turns) or (joint is not None and joint.holds)


def _on_paths(claim: Claim) -> tuple[At, ...]:
    """A claim about dated paths at each of its years: the share of positions on the paths at which it is true."""
    found = []
    for year in claim.years or (2026,):
        central = float(at_positions(claim, float(year), np.array([0.5]))[0])
        drawn = at_positions(claim, float(year), POSITIONS)
        share = float(np.mean([is_true(claim, float(value)) for value in drawn]))
        found.append(
            At(year, central, is_true(claim, central), _margin(claim, central), share, 0.5 / len(drawn), len(drawn))
        )
    return tuple(found)


def _silicon(scenario: Scenario) -> str:
    """The accelerator of both sides, the latest of its year unless the claim keeps its own."""
    return "" if scenario.claim is not None and scenario.claim.silicon == "kept" else SILICON


def _at_year(scenario: Scenario, year: int | None) -> Scenario:
    """The scenario on the first day of a year on central paths, or as it stands."""
    return scenario if year is None else scenario.replace(start(scenario, year, _silicon(scenario)))


def _at(
    scenario: Scenario,
    base: Scenario,
    year: int | None,
    draws: int | None,
    seed: int,
    resolution: Resolution,
    known: Known,
) -> At:
    """A claim at one date: the central value, and the share of draws in which it is true."""
    claim = scenario.claim
    assert claim is not None
    value, why = quantity_of(claim, base, known.marches, 2, resolution)
    count = draws if draws is not None else DRAWS if is_outcome(claim) else FEW_DRAWS
    if base.satellite.design.mode != "given":
        count = 0  # each draw would be a design of its own, sized and closed anew
    points = _points(scenario, base, year, count, seed)
    found: list[float | None] = []
    if is_outcome(claim):
        told = (_content(scenario), year, count, seed, resolution)
        if told not in known.drawn:
            known.drawn[told] = evaluate_points(scenario, points, resolution=resolution, refused="keep", jobs=1)
        rows = known.drawn[told]
        found = [from_held(claim, base, row)[0] for row in rows if row["verdict"] != REFUSED]
    else:
        for point in points:
            try:
                found.append(quantity_of(claim, scenario.replace(point), known.marches, 2, resolution)[0])
            except ScenarioError:  # a draw that the scenario does not take is no draw
                continue
    true = sum(is_true(claim, each) for each in found)
    n = len(found)
    chance, error = (true / n, share_error(true, n)) if n else (None, None)
    return At(year, value, is_true(claim, value), _margin(claim, value), chance, error, n, why)


def _content(scenario: Scenario) -> str:
    """The numbers of a scenario, whatever its name and its claim."""
    told = scenario.model_dump_json(exclude={"name", "description", "claim"})
    return f"{told} {_silicon(scenario)}"


def _points(scenario: Scenario, base: Scenario, year: int | None, draws: int, seed: int) -> list[Mapping[str, Any]]:
    """Draws of the dated paths and of every range beside them, as changes of the scenario."""
    if not draws:
        return []
    dated = {number.path for number in base.numbers() if number.origin.dated}
    ranges = [one for one in ranges_of(base) if one.path not in dated]
    groups = list(dict.fromkeys(dated_path(name).group for name in path_names())) if year is not None else []
    sample = uniform(len(groups) + len(ranges), draws, (seed, 0), "latin")
    beside = draws_of(ranges, sample[:, len(groups) :])
    if year is None:
        return [by_path(ranges, row) for row in beside]
    positions = dict(zip(groups, sample.T, strict=False))
    return list(futures(base, start(scenario, year, _silicon(scenario)), year, positions, ranges, beside))


def _reader(claim: Claim, base: Scenario, resolution: Resolution, marches: KnownMarches) -> Reader:
    """A function from changes of a scenario to the claim's quantity, each evaluated once; None where there is none."""
    known = dict[tuple[tuple[str, float], ...], float | None]()

    def read(changes: Mapping[str, float]) -> float | None:
        """The claimed quantity with these changes; None where the scenario refuses them."""
        told = tuple(changes.items())
        if told not in known:
            try:
                known[told], _ = quantity_of(claim, base.replace(changes), marches, 2, resolution)
            except ScenarioError:
                known[told] = None
        return known[told]

    return read


def _gap(claim: Claim, value: float | None) -> float:
    """How far a value lies above the threshold, as the logarithm of the factor where there is one; nan without one."""
    if value is None:
        return math.nan
    if value > 0.0 and claim.threshold > 0.0:
        return math.log(value / claim.threshold)
    return value - claim.threshold


def _turn(claim: Claim, base: Scenario, text: str, read: Reader) -> Turn:
    """Where one named input turns the claim, on central inputs otherwise."""
    over = limits_of(base, text)

    def gap(value: float) -> float:
        """How far the claim is from being met at a value of the key."""
        return _gap(claim, read({over.key: value}))

    values, now = over.values(VALUES), value_of(base, over.key)
    row = row_of(base, over.key)
    root = min(roots_of(gap, values), key=lambda one: _apart(one[0], now), default=None)
    below = root is not None and root[1] == (claim.comparison == "at_most")
    low, high = (None, None) if row is None else (row.low, row.high)
    return Turn(over.key, now, root[0] if root else None, below, low, high, over.low, over.high)


def roots_of(gap: Callable[[float], float], values: Sequence[float]) -> list[tuple[float, bool]]:
    """Where a function crosses 0 between rising values, within a thousandth of the interval, and whether it rises.

    >>> [(round(x, 2), rises) for x, rises in roots_of(lambda x: x * x - 2.0, (-3.0, 0.0, 3.0))]
    [(-1.41, False), (1.41, True)]
    """
    from scipy.optimize import brentq

    found = [gap(value) for value in values]
    return [
        (float(brentq(gap, x0, x1, xtol=NEAR * (x1 - x0))), y1 > y0)
        for (x0, y0), (x1, y1) in pairwise(zip(values, found, strict=True))
        if y0 * y1 <= 0.0 and y0 != 0.0
    ]


def _joint(claim: Claim, turns: Sequence[Turn], read: Reader, holds: bool) -> Joint | None:
    """All named inputs at the ends of their ranges that favour a claim, or that speak against one that holds."""
    wanted = [(turn, turn.range) for turn in turns if turn.range is not None and turn.now is not None]
    if len(wanted) < 2:
        return None
    upwards = (claim.comparison == "at_least") != holds
    ends, starts = {}, {}
    for turn, range_ in wanted:
        assert range_ is not None
        assert turn.now is not None
        tried = {end: _gap(claim, read({turn.key: end})) for end in (turn.now, *range_)}
        known = {end: gap for end, gap in tried.items() if not math.isnan(gap)}
        best = max(known, key=lambda end: known[end] if upwards else -known[end], default=turn.now)
        if best != turn.now:
            starts[turn.key], ends[turn.key] = turn.now, best
    if len(ends) < 2:
        return None
    value = read(ends)

    def gap(share: float) -> float:
        """How far the claim is from being met with every key moved by this share of its way."""
        return _gap(claim, read({key: starts[key] + share * (end - starts[key]) for key, end in ends.items()}))

    roots = roots_of(gap, (0.0, 0.5, 1.0)) if is_true(claim, value) != holds else []
    return Joint(ends, value, is_true(claim, value), roots[0][0] if roots else None)


def _apart(root: float, now: float | None) -> float:
    """How far a crossing lies from the value of today, by factors where both have one."""
    if now is not None and now > 0.0 and root > 0.0:
        return abs(math.log(root / now))
    return abs(root - (now or 0.0))
