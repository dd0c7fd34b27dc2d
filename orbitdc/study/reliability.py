"""The spread of a fleet's results about their expected value, by drawn histories, and its effect on the cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from orbitdc.comparison.run import Run
from orbitdc.economics.horizon import Life
from orbitdc.errors import Problem, ScenarioError
from orbitdc.ledger import flop_weights
from orbitdc.ledger.levelized import FLOP_PER_PFLOP_HOUR
from orbitdc.results.save import folder_name, write_folder
from orbitdc.study.histories import Lives, Odds, Tell, draw, expected, odds_of, with_causes

Array = npt.NDArray[np.float64]
SHARES = {"p5": 0.05, "p50": 0.5, "p95": 0.95}
MOST_DRAWS = 100_000


@dataclass(frozen=True, eq=False)
class Spread:
    """Drawn histories beside their expected value, with or without common causes."""

    lives: Lives
    expected_alive_frac: Array  # by calendar month of service, (n_month,)
    expected_flop: Array  # likewise
    expected_failed_launches: float
    expected_replaced: float  # satellites' worth
    usd_per_pflop_hour: Array  # cost of each draw; inf where a draw delivers nothing
    expected_usd_per_pflop_hour: float | None  # the mean cost of the draws over their mean output


@dataclass(frozen=True, eq=False, repr=False)
class Histories:
    """The histories of one fleet, drawn ``draws`` times with and without common causes."""

    run: Run
    seed: int
    draws: int
    independent: Spread
    with_common_causes: Spread

    def __repr__(self) -> str:
        lines = [f"{self.run.scenario.name}: {self.draws:,} histories, USD per PFLOP-hour"]
        for words, spread in (("independent", self.independent), ("with common causes", self.with_common_causes)):
            low, middle, high = _shares(spread.usd_per_pflop_hour).values()
            lines.append(f"{words:<20}P5 {low:.3f}, P50 {middle:.3f}, P95 {high:.3f}")
        return "\n".join(lines)


def reliability(run: Run, draws: int = 1000, seed: int | None = None, tell: Tell | None = None) -> Histories:
    """Draw histories of a run's fleet; the simulation and its ledger are kept, and FLOP and losses follow each draw.

    ``seed`` is the scenario's unless given; the same seed gives the same bits. Capacity replaces the run's survivors in
    the FLOP of each month: the share of accelerators alive times the clock that the simulation found for their mean.
    Raises ScenarioError for a number of draws outside 1 to 100,000.
    """
    check_draws(draws)
    chosen = run.scenario.seed if seed is None else seed
    odds = odds_of(run.mission, run.deployment)

    def spread(common_causes: bool) -> Spread:
        """The spread of fleet histories, with or without common causes of loss."""
        first = draws * odds.n_month if common_causes else 0

        def told(done: int, total: int) -> None:
            """Tell how many months of both kinds of draws are done."""
            if tell is not None:
                tell(first + done, 2 * total)

        lives = draw(odds, draws, chosen, common_causes, told)
        sky = with_causes(run.mission.environment, run.mission.scenario, common_causes)
        alive, flop = expected(odds, sky.survivors(Life(run.mission.scenario.mission.life_y).middles_y()))
        weights = flop_weights(odds.horizon, run.orbit.side.capital.terms)
        usd = _pv_usd(run, odds, lives.failed_launches, lives.replaced)
        mean_usd = float(_pv_usd(run, odds, np.array([failing(odds)]), np.array([odds.replaced(common_causes)]))[0])
        mean_flop = float(flop @ weights)
        with np.errstate(divide="ignore"):
            each = usd / (lives.flop @ weights) * FLOP_PER_PFLOP_HOUR
        priced = mean_flop > 0.0 and not run.orbit.cost.unpriced
        cost = mean_usd / mean_flop * FLOP_PER_PFLOP_HOUR if priced else None
        if run.orbit.cost.unpriced:
            each = np.full_like(each, np.nan)
        return Spread(lives, alive, flop, failing(odds), odds.replaced(common_causes), each, cost)

    return Histories(run, chosen, draws, spread(False), spread(True))


def check_draws(draws: int) -> None:
    """Refuse a number of draws outside 1 to 100,000."""
    if not 1 <= draws <= MOST_DRAWS:
        raise ScenarioError(Problem(f"{draws} histories cannot be drawn", path="draws", fix="from 1 to 100,000"))


def failing(odds: Odds) -> float:
    """The expected number of failed launches until enough satellites have reached orbit, n p/(1 - p)."""
    return odds.launches * odds.failure_frac / (1.0 - odds.failure_frac)


def _pv_usd(run: Run, odds: Odds, failed_launches: npt.NDArray[Any], replaced: Array) -> Array:
    """The present value of what differs by draw, (n_draw,): failed launches, unless insured, and replacements.

    Under a financing structure, the owner pays for losses beyond the mean.
    """
    cost, s = run.orbit.cost, run.mission.scenario
    usd = np.full(len(replaced), cost.pv_usd)
    included = s.satellite.reliability.common_causes == "included"
    of_run = {"replacement": (replaced, odds.replaced(included))}
    if s.launch.risk == "expected_loss":
        of_run["launch loss"] = (failed_launches, failing(odds))
    for what, (drawn, mean) in of_run.items():
        if mean > 0.0:
            usd += cost.pv_by_what.get(what, 0.0) * (drawn / mean - 1.0)
    return usd


def _shares(values: Array, axis: int | None = None) -> dict[str, Any]:
    """The quantiles that are reported, by name."""
    found = np.quantile(values, list(SHARES.values()), axis=axis, method="inverted_cdf")
    return dict(zip(SHARES, found, strict=True))


def _numbers(values: Array, expected_value: float | None) -> dict[str, Any]:
    """The expected value, the mean, and the 5, 50 and 95 % quantiles of the draws."""
    out: dict[str, Any] = {"expected": expected_value, "mean": float(values.mean())}
    out |= {name: float(value) for name, value in _shares(values).items()}
    return {key: value if value is not None and np.isfinite(value) else None for key, value in out.items()}


def year_rows(spread: Spread) -> list[dict[str, Any]]:
    """One row per year of the fleet from its first month of service: the mean share alive and the FLOP delivered."""
    lives, rows = spread.lives, []
    for first in range(0, spread.expected_flop.size, 12):
        span = slice(first, first + 12)
        alive, flop = lives.alive_frac[:, span].mean(axis=1), lives.flop[:, span].sum(axis=1)
        rows.append(
            {
                "year": first // 12 + 1,
                "alive_frac": _numbers(alive, float(spread.expected_alive_frac[span].mean())),
                "delivered_flop": _numbers(flop, float(spread.expected_flop[span].sum())),
            }
        )
    return rows


def _answer(spread: Spread, ground_usd: float | None, unpriced: str) -> dict[str, Any]:
    """The answer of a spread as plain values, with its reasons."""
    lives, cost = spread.lives, spread.usd_per_pflop_hour
    out: dict[str, Any] = {
        "usd_per_pflop_hour": _numbers(cost, spread.expected_usd_per_pflop_hour),
        "failed_launches": _numbers(lives.failed_launches.astype(np.float64), spread.expected_failed_launches),
        "replaced_satellites": _numbers(lives.replaced, spread.expected_replaced),
        "delivered_flop": _numbers(lives.flop.sum(axis=1), float(spread.expected_flop.sum())),
        "years": year_rows(spread),
    }
    if None in out["usd_per_pflop_hour"].values():
        out["usd_per_pflop_hour_reason"] = unpriced or "some draws deliver nothing"
    if ground_usd and not unpriced:
        even = spread.expected_usd_per_pflop_hour
        out["ratio_like_for_like"] = _numbers(cost / ground_usd, None if even is None else even / ground_usd)
    return out


def answer_of(histories: Histories) -> dict[str, Any]:
    """The content of reliability.json: spreads with and without common causes."""
    run = histories.run
    ground = run.ground.cost.usd_per_pflop_hour
    return {
        "schema": 1,
        "scenario": {
            "name": run.scenario.name,
            "path": run.scenario.source.path,
            "sha256": run.scenario.sha256,
        },
        "seed": histories.seed,
        "draws": histories.draws,
        "satellites": run.deployment.n_sat,
        "launches": run.deployment.launches,
        "common_causes_in_run": run.scenario.satellite.reliability.common_causes,
        "usd_per_pflop_hour_of_run": run.orbit.cost.usd_per_pflop_hour,
        "ground_usd_per_pflop_hour": ground,
        "independent": _answer(histories.independent, ground, run.orbit.cost.unpriced),
        "with_common_causes": _answer(histories.with_common_causes, ground, run.orbit.cost.unpriced),
    }


def _columns(histories: Histories) -> dict[str, dict[str, Any]]:
    """Tables to save: a row per year, a row per draw, without and with common causes."""
    years: dict[str, list[Any]] = {}
    draws: dict[str, list[Any]] = {}
    for causes, spread in (
        ("independent", histories.independent),
        ("with_common_causes", histories.with_common_causes),
    ):
        for row in year_rows(spread):
            flat = {"losses": causes, "year": row["year"]}
            for name in ("alive_frac", "delivered_flop"):
                flat |= {f"{name}_{key}": value for key, value in row[name].items()}
            for key, value in flat.items():
                years.setdefault(key, []).append(value)
        n = histories.draws
        each = {
            "losses": [causes] * n,
            "draw": list(range(1, n + 1)),
            "failed_launches": spread.lives.failed_launches.tolist(),
            "replaced_satellites": spread.lives.replaced.tolist(),
            "delivered_flop": spread.lives.flop.sum(axis=1).tolist(),
            "usd_per_pflop_hour": spread.usd_per_pflop_hour.tolist(),
        }
        for key, values in each.items():
            draws.setdefault(key, []).extend(values)
    return {"reliability_years": years, "reliability_draws": draws}


def save_histories(histories: Histories, answer: Mapping[str, Any], root: str | Path) -> Path:
    """Write reliability.json and its tables to a folder of their own below ``root`` and return it.

    Raises EnvironmentFault where the folder cannot be written.
    """
    target = Path(root) / f"{folder_name(answer)}-reliability"
    return write_folder(target, {"reliability": answer}, _columns(histories))
