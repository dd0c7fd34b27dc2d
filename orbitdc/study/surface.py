"""The ratio over two keys and its contour at 1, from a few evaluations where these say what all others would."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from orbitdc.errors import Problem, ScenarioError
from orbitdc.report import parity_figures
from orbitdc.report.text import number
from orbitdc.results.frames import frame
from orbitdc.scenario.model import Scenario
from orbitdc.study.axes import label
from orbitdc.study.crossings import crossings
from orbitdc.study.execute import Tell
from orbitdc.study.interpolation import Fit, fitted
from orbitdc.study.known_points import KnownPoints, refuse_unread
from orbitdc.study.limits import Limits, limits
from orbitdc.study.point import QUICK, KnownMarches, Resolution
from orbitdc.study.table import head

if TYPE_CHECKING:
    from pandas import DataFrame

Array = npt.NDArray[np.float64]
Ends = tuple[float, float]
Gap = Callable[[float, float], float]

FITTED, EVALUATED = 60, 16  # values of each key, unless asked otherwise, where few evaluations say all, and where not
SOUGHT = 241  # values between which the crossings of a line through a fit are sought


@dataclass(frozen=True)
class Pair:
    """A value of each key at which both sides cost the same."""

    first: float
    second: float
    cheaper: str  # the side of the value that was solved for on which orbit is cheaper: below or above
    jumps: bool = False  # whether the ratio leaps over 1 there


@dataclass(frozen=True, repr=False)
class ParitySurface:
    """The costs of both sides over two keys, and the pairs of values at which they are equal."""

    scenario: Scenario
    first: Limits
    second: Limits
    first_values: tuple[float, ...]
    second_values: tuple[float, ...]
    orbit: Array  # USD per PFLOP-hour, (n_first, n_second), nan where the side has no cost
    ground: Array
    pairs: tuple[Pair, ...]
    solved_for: str  # the key whose values were sought at each value of the other
    evaluated: int  # points, all others being interpolated
    method: str  # how: multilinear, Chebyshev, or every point evaluated
    error: float  # the largest difference of an evaluation from what was interpolated, as a share
    resolution: Resolution

    @property
    def ratios(self) -> Array:
        """Cost in orbit over cost on the ground, (n_first, n_second)."""
        return np.asarray(self.orbit / self.ground)

    @property
    def columns(self) -> dict[str, list[Any]]:
        """The contour at 1: a pair of values a line."""
        return {
            self.first.key: [pair.first for pair in self.pairs],
            self.second.key: [pair.second for pair in self.pairs],
            "orbit_cheaper": [f"at {self.solved_for} {pair.cheaper}" for pair in self.pairs],
            "jumps": [pair.jumps for pair in self.pairs],
        }

    @property
    def printed(self) -> dict[str, str]:
        """The columns of the printed table, and their heads."""
        return {
            self.first.key: label(self.first.key),
            self.second.key: label(self.second.key),
            "orbit_cheaper": "orbit cheaper",
        }

    @property
    def notes(self) -> list[str]:
        """What stands below the printed table."""
        leaps = sum(pair.jumps for pair in self.pairs)
        return [f"at {leaps} of them the ratio jumps over 1 without being 1"] if leaps else []

    @property
    def grid(self) -> dict[str, list[Any]]:
        """Every point of the surface a line, the second key varying fastest."""
        first, second = np.meshgrid(self.first_values, self.second_values, indexing="ij")
        names = {self.first.key: first, self.second.key: second}
        names |= {"orbit_usd_per_pflop_hour": self.orbit, "ground_usd_per_pflop_hour": self.ground}
        return {
            name: [None if math.isnan(x) else float(x) for x in values.ravel()]
            for name, values in (names | {"ratio_like_for_like": self.ratios}).items()
        }

    @property
    def table(self) -> DataFrame:
        """The contour at 1 as a table. Raises EnvironmentFault without pandas."""
        return frame(self.columns)

    def answer(self) -> dict[str, Any]:
        """What the verb prints with ``--json``."""
        columns = self.columns
        found = head(self.scenario, self.resolution, "breakeven")
        found |= {
            "site": self.scenario.ground.label,
            "keys": [
                {"key": one.key, "low": one.low, "high": one.high, "range_from": one.origin}
                for one in (self.first, self.second)
            ],
            "method": self.method,
            "evaluated": self.evaluated,
            "interpolation_error_frac": self.error,
            "says": self.says,
            "contour": [dict(zip(columns, line, strict=True)) for line in zip(*columns.values(), strict=True)],
            "first_values": list(self.first_values),
            "second_values": list(self.second_values),
            "ratios": [[None if math.isnan(x) else float(x) for x in line] for line in self.ratios],
        }
        return found

    def plot(self) -> Any:
        """Draw the ratio with its contour at 1 and return its Axes. Raises EnvironmentFault without matplotlib."""
        labels = label(self.first.key), label(self.second.key)
        pairs = [(pair.first, pair.second) for pair in self.pairs]
        return parity_figures.surface(
            self.scenario.name, labels, (self.first_values, self.second_values), self.ratios, pairs
        )

    @property
    def says(self) -> str:
        """The answer in a sentence."""
        if self.pairs:
            return f"{len(self.pairs)} pairs of values at parity"
        ratios = self.ratios
        if np.isnan(ratios).all():
            return "no point has a ratio"
        i, j = np.unravel_index(np.nanargmin(np.abs(np.log(ratios))), ratios.shape)
        return (
            f"no parity: the ratio runs from {number(float(np.nanmin(ratios)), 4)} to "
            f"{number(float(np.nanmax(ratios)), 4)} and lies nearest to 1 at {self.first.key} "
            f"{self.first_values[i]:g} and {self.second.key} {self.second_values[j]:g}"
        )

    def __repr__(self) -> str:
        shape = f"{len(self.first_values)} x {len(self.second_values)}"
        over = f"{self.first.key} and {self.second.key}"
        return (
            f"{self.scenario.name} against {self.scenario.ground.label}: {self.says}\n"
            f"{shape} points over {over} from {self.evaluated} evaluations ({self.method}; no interval asked for)"
        )


def parity_surface(
    scenario: Scenario,
    over: Mapping[str, Ends | None] | Sequence[str | Limits],
    *,
    jobs: int | None = None,
    resolution: Resolution = QUICK,
    marches: KnownMarches | None = None,
    tell: Tell | None = None,
) -> ParitySurface:
    """The ratio over two keys, each with its low and high or, with None, over its range in the catalogue.

    Both sides' costs are interpolated only where evaluations beside the nodes confirm it to 1e-9, which prices do from
    the corners alone; otherwise every point is evaluated. Raises ScenarioError for keys or values that there are not,
    or a key that moves neither cost.

    >>> import orbitdc as odc
    >>> scenario = odc.load("ai1_vs_colossus", ["mission.life_y=1"])
    >>> found = odc.parity_surface(scenario, {"launch.price_usd_per_kg": (0.0, 3000.0), "accelerator.price_usd": None})
    >>> found.method, found.evaluated, found.ratios.shape, found.pairs
    ('multilinear', 12, (60, 60), ())
    """
    if len(over) != 2:
        raise ScenarioError(Problem(f"{len(over)} keys are given", fix="vary two keys for a surface"))
    pairs = over.items() if isinstance(over, Mapping) else [(one, None) for one in over]
    first, second = (one if isinstance(one, Limits) else limits(scenario, one, *(ends or ())) for one, ends in pairs)
    if first.key == second.key:
        raise ScenarioError(Problem("is varied twice", path=first.key, fix="keep one of them"))
    known = KnownPoints(scenario, resolution, marches=marches if marches is not None else KnownMarches())
    fit = _fit(known, first, second)
    if fit is None:
        return _evaluated(known, first, second, jobs, tell)
    return _fitted(known, fit, first, second)


def _fit(known: KnownPoints, first: Limits, second: Limits) -> Fit | None:
    """Both sides' costs from few points, or None; points that need marches of their own are not tried."""

    def costs(places: Sequence[tuple[float, float]]) -> Array:
        """Both costs at pairs of values, (pair, side)."""
        return np.array([known.costs({first.key: x, second.key: y}) for x, y in places])

    costs([(first.low, second.low)])
    made = known.marches.recent.made
    corners = [(x, y) for x in (first.low, first.high) for y in (second.low, second.high)]
    if np.isnan(costs(corners)).any() or known.marches.recent.made > made:
        return None
    return fitted(costs, (first.low, first.high), (second.low, second.high))


def _fitted(known: KnownPoints, fit: Fit, first: Limits, second: Limits) -> ParitySurface:
    """The surface and its contour from a fit."""
    for axis, one in enumerate((first, second)):
        if (fit.at_nodes == fit.at_nodes.take([0], axis)).all():
            refuse_unread(one.key, [])
    x, y = first.values(FITTED), second.values(FITTED)
    grid = fit(x, y)

    def gap(a: float, b: float) -> float:
        """The logarithm of orbit's fitted cost over that of the ground; no number where one of them is not above 0."""
        orbit, ground = fit([a], [b])[0, 0]
        return float(np.log(orbit / ground)) if orbit > 0.0 and ground > 0.0 else math.nan

    sought = tuple(one.values(SOUGHT) for one in (_plainly(first), _plainly(second)))
    with np.errstate(invalid="ignore"):
        lines = [np.log(np.divide(*np.moveaxis(fit(*pair), -1, 0))) for pair in ((x, sought[1]), (sought[0], y))]
    pairs, solved_for = _contour(gap, (x, y), sought, lines, (first.key, second.key), dips=True)
    method = "multilinear" if fit.is_multilinear else "Chebyshev"
    return ParitySurface(
        known.scenario, first, second, x, y, grid[:, :, 0], grid[:, :, 1], pairs, solved_for, fit.places, method,
        fit.error, known.resolution,
    )  # fmt: skip


def _evaluated(known: KnownPoints, first: Limits, second: Limits, jobs: int | None, tell: Tell | None) -> ParitySurface:
    """The surface and its contour with every point evaluated."""
    x, y = first.values(EVALUATED), second.values(EVALUATED)
    known.fill([{first.key: a, second.key: b} for a in x for b in y], jobs, tell)
    grid = np.array([[known.costs({first.key: a, second.key: b}) for b in y] for a in x])
    for axis, one in enumerate((first, second)):
        if np.array_equal(grid, np.broadcast_to(grid.take([0], axis), grid.shape), equal_nan=True):
            refuse_unread(one.key, [])

    def gap(a: float, b: float) -> float:
        """The logarithm of orbit's cost over that of the ground at two values, each simulated."""
        return known.gap({first.key: a, second.key: b})

    line = np.log(grid[:, :, 0] / grid[:, :, 1])
    pairs, solved_for = _contour(gap, (x, y), (x, y), [line, line], (first.key, second.key), dips=False)
    return ParitySurface(
        known.scenario, first, second, x, y, grid[:, :, 0], grid[:, :, 1], pairs, solved_for, len(known.rows),
        "every point evaluated", 0.0, known.resolution,
    )  # fmt: skip


def _plainly(one: Limits) -> Limits:
    """The limits without the number of values that was asked for."""
    return Limits(one.key, one.low, one.high, None, one.log, one.origin)


def _second_first(gap: Gap, second: float, first: float) -> float:
    """The gap at two values, of which the second key's is given first."""
    return gap(first, second)


def _contour(
    gap: Gap,
    at: tuple[Sequence[float], Sequence[float]],
    sought: tuple[Sequence[float], ...],
    lines: Sequence[Array],
    keys: tuple[str, str],
    dips: bool,
) -> tuple[tuple[Pair, ...], str]:
    """The pairs at which the gap is 0: the second key's values at each of the first's or, without any, the reverse.

    ``lines`` are the gaps along ``sought`` values of the second key and of the first.
    """
    pairs = [
        Pair(a, one.value, "below" if one.rises else "above", one.jumps)
        for i, a in enumerate(at[0])
        for one in crossings(partial(gap, a), sought[1], lines[0][i].tolist(), dips)
    ]
    if pairs:
        return tuple(pairs), keys[1]
    pairs = [
        Pair(one.value, b, "below" if one.rises else "above", one.jumps)
        for j, b in enumerate(at[1])
        for one in crossings(partial(_second_first, gap, b), sought[0], lines[1][:, j].tolist(), dips)
    ]
    return tuple(pairs), keys[0]
