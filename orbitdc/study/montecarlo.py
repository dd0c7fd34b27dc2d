"""The Monte Carlo study: every uncertain number drawn, each draw simulated and priced on both sides."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from orbitdc.errors import Problem, ScenarioError
from orbitdc.report import study_figures
from orbitdc.report.text import NONE
from orbitdc.results.frames import frame
from orbitdc.scenario.changes import full_path
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.tree import Origin
from orbitdc.study.draws import BLOCK, Draws, Method
from orbitdc.study.execute import REFUSED, Tell, evaluate_points, kept_processes
from orbitdc.study.point import DRAWN, Resolution, finer, outcome
from orbitdc.study.ranges import GROUPS, Range, in_words, ranges_of
from orbitdc.study.rows import Rows
from orbitdc.study.table import Points

if TYPE_CHECKING:
    from pandas import DataFrame

Array = npt.NDArray[np.float64]

MOST_DRAWS = 1_000_000
MOST_RANKED = 65_536  # draws that are ranked: they leave an error of 0.004 in a rank correlation
FAMILY_RISK = 0.05  # that any input without effect is said to have one
SHARES = {"p5": 0.05, "p10": 0.1, "p50": 0.5, "p90": 0.9, "p95": 0.95}
PRICED = ("ratio_like_for_like", "orbit_usd_per_pflop_hour", "ground_usd_per_pflop_hour")


@dataclass(frozen=True, repr=False)
class MonteCarlo(Points):
    """Draws of a scenario with what came of each, and the scenario itself as it stands."""

    points: Draws
    rows: Rows
    ranges: tuple[Range, ...]
    seed: int
    method: Method
    central: Mapping[str, Any]  # the outcome without any draw

    @cached_property
    def ratios(self) -> Array:
        """The ratio of each draw that the scenario takes, (n_taken,); inf where orbit has no cost."""
        return self._ratios[self._is_taken]

    @property
    def _ratios(self) -> Array:
        """The ratio of each draw; inf where orbit has no cost and the ground has one, nan where neither has."""
        ratios = self.rows.numbers("ratio_like_for_like")
        only_ground = np.isnan(ratios) & ~np.isnan(self.rows.numbers("ground_usd_per_pflop_hour"))
        return np.where(only_ground, math.inf, ratios)

    @cached_property
    def _is_taken(self) -> npt.NDArray[np.bool_]:
        """Whether the scenario takes each draw, (draw,)."""
        return np.array([verdict != REFUSED for verdict in self.rows.column("verdict")], dtype=np.bool_)

    @cached_property
    def _taken(self) -> Rows:
        """The outcomes of the draws that the scenario takes."""
        return self.rows.taken(self._is_taken)

    @property
    def refused(self) -> int:
        """The number of draws that the scenario does not take, which count nowhere: parts that add up to over 100 %."""
        return len(self.rows) - len(self._taken)

    def quantiles(self, name: str = "ratio_like_for_like") -> dict[str, dict[str, float | None]]:
        """P5, P10, P50, P90 and P95 of a column, each with its sampling error (one standard deviation).

        The error is the spread of the quantile between independently scrambled sequences over the root of their number
        (Owen 2023, Practical Quasi-Monte Carlo Integration, chapter 17); None where there is one sequence, of 128
        draws.
        """
        if name == "ratio_like_for_like":
            return quantiles_of(self.ratios)
        values = self._taken.numbers(name)
        return quantiles_of(np.where(np.isnan(values), math.inf, values))

    @property
    def percentile_columns(self) -> dict[str, list[Any]]:
        """A row for each of P5, P10, P50, P90 and P95: ratio and costs of both sides, each with its sampling error."""
        columns: dict[str, list[Any]] = {"percentile": [100.0 * share for share in SHARES.values()]}
        for name in PRICED:
            found = self.quantiles(name)
            columns[name] = [found[share]["value"] for share in SHARES]
            columns[f"{name}_error"] = [found[share]["error"] for share in SHARES]
        return columns

    @property
    def percentiles(self) -> DataFrame:
        """The percentiles of ratio and costs as a DataFrame. Raises EnvironmentFault without pandas."""
        return frame(self.percentile_columns)

    @property
    def cheaper_frac(self) -> float:
        """The share of draws in which orbit is cheaper: P(orbit cheaper)."""
        return float((self.ratios < 1.0).mean())

    @property
    def cheaper_error(self) -> float:
        """The half-width of the 95 % interval of that share (Wilson 1927), which is not 0 where no draw is below 1."""
        return share_error(int((self.ratios < 1.0).sum()), len(self.ratios))

    @property
    def interval(self) -> dict[str, Any]:
        """How sure the ratio is: what ``interval`` of summary.json holds."""
        ratios = self.quantiles()
        return {
            "draws": len(self.rows),
            "refused": self.refused,
            "seed": self.seed,
            **{
                key: value
                for name in SHARES
                for key, value in _or_reason(f"ratio_{name}", ratios[name]["value"], "orbit has no cost there").items()
            },
            "orbit_cheaper_frac": self.cheaper_frac,
            "orbit_cheaper_error_frac": self.cheaper_error,
        }

    @property
    def feasible_frac(self) -> float:
        """The share of draws whose design is workable."""
        return float(np.mean(self._taken.column("feasible")))

    @cached_property
    def rank_correlations(self) -> dict[str, float]:
        """Spearman's rank correlation of each input with the ratio, the largest first (Spearman 1904)."""
        from scipy.stats import rankdata

        ratios = self._ratios[:MOST_RANKED]
        kept = self._is_taken[:MOST_RANKED] & np.isfinite(ratios)
        if kept.sum() < 3 or np.ptp(ratios[kept]) == 0.0:
            return {}
        ranks = _standard(rankdata(ratios[kept]))
        found = {}
        for one, column in zip(self.ranges, self.points[:MOST_RANKED].values().T, strict=True):
            if np.ptp(column[kept]) > 0.0:
                found[one.path] = float(_standard(rankdata(column[kept])) @ ranks / kept.sum())
        return dict(sorted(found.items(), key=lambda item: -abs(item[1])))

    @property
    def chance_correlation(self) -> float:
        """The rank correlation that the largest of so many inputs without any effect exceeds once in 20 studies.

        z/sqrt(n - 1), with z the normal quantile of 0.05 shared among all inputs (Bonferroni 1936; Kendall and Gibbons
        1990, Rank Correlation Methods, chapter 4).
        """
        n = int((self._is_taken[:MOST_RANKED] & np.isfinite(self._ratios[:MOST_RANKED])).sum())
        inputs = max(len(self.rank_correlations), 1)
        return NormalDist().inv_cdf(1.0 - 0.5 * FAMILY_RISK / inputs) / math.sqrt(max(n - 1, 1))

    @property
    def followed(self) -> dict[str, float]:
        """The rank correlations above what chance gives, the largest first."""
        least = self.chance_correlation
        return {path: value for path, value in self.rank_correlations.items() if abs(value) > least}

    @property
    def input_columns(self) -> dict[str, list[Any]]:
        """A row for each uncertain number: range, shape, group and rank correlation with the ratio."""
        rank = self.rank_correlations
        names = ("path", "value", "low", "high", "shape", "group", "grade")
        columns = {name: [getattr(one, name) for one in self.ranges] for name in names}
        return {**columns, "rank_correlation": [rank.get(one.path) for one in self.ranges]}

    @property
    def inputs(self) -> DataFrame:
        """The uncertain numbers as a DataFrame. Raises EnvironmentFault without pandas."""
        return frame(self.input_columns)

    def plot(self) -> Any:
        """Draw the spread of the ratio and what moves it, and return its Axes."""
        return study_figures.drawn(self.scenario.name, self.ratios, self.central["ratio_like_for_like"],
                                   self.quantiles(), self.rank_correlations, self.chance_correlation)  # fmt: skip

    def __repr__(self) -> str:
        ratio = self.quantiles()
        low, middle, high = (_shown(ratio[name]["value"]) for name in ("p5", "p50", "p95"))
        return (
            f"{self.scenario.name}: ratio {middle}, 90 % of {len(self.rows):,} draws between {low} and {high}, "
            f"orbit cheaper in {self.cheaper_frac:.1%}"
        )

    def answer(self, verb: str) -> dict[str, Any]:
        """What the verb prints with ``--json``; the draws themselves stand in the saved table."""
        whole = super().answer(verb)
        del whole["points"]
        return whole | {
            "seed": self.seed,
            "method": self.method,
            "draws": len(self.rows),
            "refused": self.refused,
            "rule": in_words(self.ranges),
            "ratio_of_the_scenario": self.central["ratio_like_for_like"],
            **{name: self.quantiles(name) for name in PRICED},
            "orbit_cheaper_frac": self.cheaper_frac,
            "orbit_cheaper_error_frac": self.cheaper_error,
            "feasible_frac": self.feasible_frac,
            "rank_correlation": self.rank_correlations,
            "chance_correlation": self.chance_correlation,
        }


def montecarlo(
    scenario: Scenario,
    draws: int = 1024,
    seed: int | None = None,
    *,
    only: Sequence[str] = (),
    method: Method = "latin",
    correlate: Mapping[str, float] | None = None,
    spread: float = 1.0,
    until: float | None = None,
    jobs: int | None = None,
    resolution: Resolution = DRAWN,
    tell: Tell | None = None,
) -> MonteCarlo:
    """Draw every uncertain number of a scenario, and simulate and price each draw on both sides.

    ``only`` are the keys that are drawn, all of `ranges_of` unless given; ``spread`` narrows every range about the
    scenario's value, to nothing at 0. ``correlate`` joins inputs: a group of `GROUPS`, or two keys with a comma
    between, with a correlation each. ``until`` stops where the sampling error of the median falls below that share of
    it. The same seed gives the same bits for any number of ``jobs``.

    Raises ScenarioError for draws, keys and correlations that cannot be, and where nothing is uncertain.

    >>> import orbitdc as odc
    >>> scenario = odc.load("ai1_vs_colossus", ["mission.life_y=1"])
    >>> drawn = odc.montecarlo(scenario, draws=8, seed=1, only=["launch.price_usd_per_kg"], jobs=1)
    >>> drawn.quantiles()["p5"]["value"] < drawn.central["ratio_like_for_like"] < drawn.quantiles()["p95"]["value"]
    True
    """
    chosen = scenario.seed if seed is None else seed
    found = _ranges(scenario, draws, only, spread)
    every = Draws(tuple(found), draws, chosen, method, correlation_matrix(found, correlate or {}), spread)
    rows = Rows.empty(0)
    central = outcome(scenario, finer(resolution))
    if spread == 0.0:  # every draw is the scenario itself, to the last digit
        resolution = finer(resolution)

    def told(done: int, _: int) -> None:
        """Tell how many draws are done."""
        if tell is not None:
            tell(len(rows) + done, draws)

    with kept_processes(jobs, draws if until is not None else 0) as pool:  # for one part after the other
        while len(rows) < draws:
            last = draws if until is None else min(draws, len(rows) + 4 * BLOCK)
            fresh = every[len(rows) : last]
            came = evaluate_points(
                scenario, fresh, jobs=jobs, resolution=resolution, tell=told, refused="keep", pool=pool
            )
            rows = Rows.joined([rows, came])
            drawn = MonteCarlo(scenario, every[:last], rows, resolution, tuple(found), chosen, method, central)
            if until is not None and _known(drawn.quantiles()["p50"], until):
                break
    return drawn


def _ranges(scenario: Scenario, draws: int, only: Sequence[str], spread: float) -> list[Range]:
    """What is drawn; raises ScenarioError for a number of draws, a spread or a key that cannot be."""
    if not 1 <= draws <= MOST_DRAWS:
        raise ScenarioError(Problem(f"{draws} draws cannot be made", path="draws", fix=f"from 1 to {MOST_DRAWS:,}"))
    if not 0.0 <= spread <= 1.0:
        raise ScenarioError(Problem(f"is {spread:g}", path="spread", fix="from 0, no spread, to 1, the whole ranges"))
    keys = [".".join(full_path(type(scenario), key, Origin(f"--only {key}"))) for key in only]
    found = ranges_of(scenario, keys)
    for key in keys:
        if not any(one.path == key or one.path.startswith(f"{key}.") for one in found):
            fix = "write a distribution for it, e.g. {triangular: [low, mode, high]}, or leave it out"
            raise ScenarioError(Problem("has no range and no distribution", path=key, fix=fix))
    return found


def correlation_matrix(found: Sequence[Range], correlate: Mapping[str, float]) -> Array | None:
    """The correlations of the inputs, (n_input, n_input), of groups and pairs of keys; None without any.

    Raises ScenarioError for an unknown name, a correlation outside (-1, 1), and a matrix that no inputs can have.
    """
    if not correlate:
        return None
    paths = [one.path for one in found]
    matrix = np.eye(len(found))
    for name, value in correlate.items():
        if not -1.0 < value < 1.0:
            raise ScenarioError(
                Problem(f"is {value:g}", path=f"correlate {name}", fix="write more than -1, less than 1")
            )
        if name in GROUPS:
            members = [i for i, one in enumerate(found) if one.group == name]
        else:
            keys = [key.strip() for key in name.split(",")]
            missing = [key for key in keys if key not in paths]
            if len(keys) != 2 or missing:
                fix = f"a group ({', '.join(GROUPS)}), or two drawn keys with a comma between"
                raise ScenarioError(Problem("names no inputs that are drawn", path=f"correlate {name}", fix=fix))
            members = [paths.index(key) for key in keys]
        for i in members:
            for j in members:
                if i != j:
                    matrix[i, j] = value
    if len(found) and float(np.linalg.eigvalsh(matrix).min()) <= 0.0:
        message = "no numbers can be correlated like this: the matrix is not positive definite"
        raise ScenarioError(Problem(message, path="correlate", fix="bring the correlations nearer to 0"))
    return matrix


def share_error(count: int, draws: int) -> float:
    """Half the width of the 95 % interval of a share of draws, which is not 0 where none counts (Wilson 1927).

    >>> round(share_error(0, 100), 4)
    0.0185
    """
    from scipy.stats import binomtest

    interval = binomtest(count, max(draws, 1)).proportion_ci(method="wilson")
    return float(0.5 * (interval.high - interval.low))


def quantiles_of(values: Array) -> dict[str, dict[str, float | None]]:
    """P5, P10, P50, P90 and P95 of draws with their sampling errors, which sequences of `BLOCK` draws give.

    >>> quantiles_of(np.arange(1.0, 101.0))["p10"]
    {'value': 10.0, 'error': None}
    """
    parts = [values[first : first + BLOCK] for first in range(0, len(values) - BLOCK + 1, BLOCK)]
    found: dict[str, dict[str, float | None]] = {}
    for name, share in SHARES.items():
        value = float(np.quantile(values, share, method="inverted_cdf"))
        error = None
        if len(parts) > 1:
            each = np.array([np.quantile(part, share, method="inverted_cdf") for part in parts])
            error = float(each.std(ddof=1) / math.sqrt(len(parts))) if np.isfinite(each).all() else None
        found[name] = {"value": value if math.isfinite(value) else None, "error": error}
    return found


def _known(quantile: Mapping[str, float | None], until: float) -> bool:
    """Whether a quantile is known to within this share of itself."""
    value, error = quantile["value"], quantile["error"]
    return value is not None and error is not None and error <= until * abs(value)


def _standard(values: Array) -> Array:
    """Values less their mean, over their standard deviation."""
    return np.asarray((values - values.mean()) / values.std())


def _or_reason(key: str, value: float | None, reason: str) -> dict[str, Any]:
    """A value under its key, or null with the reason beside it."""
    return {key: value} if value is not None else {key: None, f"{key}_reason": reason}


def _shown(value: float | None) -> str:
    """A ratio as text."""
    return NONE if value is None else f"{value:.2f}"
