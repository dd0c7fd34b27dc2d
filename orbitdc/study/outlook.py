"""The outlook: both sides' costs year by year as prices and technology move along dated paths, and when they meet.

A draw takes one position on all the paths of a group (launch, satellite, silicon, power, capital) and keeps it through
the years, so that a draw is one future and not a new one each year. What has a range and no path is drawn beside them.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
import numpy.typing as npt

from orbitdc.catalog.paths import dated_path, path_names
from orbitdc.errors import Problem, ScenarioError
from orbitdc.report import study_figures
from orbitdc.results.frames import frame
from orbitdc.scenario.dated import at_draws
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.supply import limits_gw_per_y
from orbitdc.sky.solar_activity import months
from orbitdc.study.draws import uniform
from orbitdc.study.execute import REFUSED, Tell, evaluate_points, kept_processes
from orbitdc.study.montecarlo import SHARES, share_error
from orbitdc.study.point import DRAWN, Resolution, finer
from orbitdc.study.ranges import Range, draws_of, ranges_of
from orbitdc.study.table import head

Array = npt.NDArray[np.float64]
FIRST_YEAR, LAST_YEAR = 2024, 2045  # of the dated paths
SILICON = "latest_nvidia"  # the generation of the service date, on both sides alike
CHANCES = (0.1, 0.5, 0.9)  # of parity, whose first years are told
MOST_DRAWS = 100_000
COSTS = ("ratio_like_for_like", "orbit_usd_per_pflop_hour", "ground_usd_per_pflop_hour")


@dataclass(frozen=True, repr=False)
class Outlook:
    """Years, and what each draw of the future makes of them; the first point of a year is the central case."""

    scenario: Scenario
    years: tuple[int, ...]
    draws: int
    seed: int
    central: Mapping[int, Mapping[str, Any]]  # the outcome by year, every path at its central case
    internal: Mapping[int, Mapping[str, Any]]  # the same at the operator's own cost of a launch; empty without one
    rows: Mapping[int, Sequence[Mapping[str, Any]]]  # an outcome for each draw, by year
    ranges: tuple[Range, ...]  # drawn beside the paths in the last year
    accelerators: Mapping[int, str]
    resolution: Resolution

    def drawn(self, year: int, name: str = "ratio_like_for_like") -> Array:
        """A column of the draws of a year, (n_taken,); inf where a side has no cost."""
        taken = [row[name] for row in self.rows[year] if row["verdict"] != REFUSED]
        return np.array([math.inf if value is None else value for value in taken], dtype=np.float64)

    @cached_property
    def parity_frac(self) -> dict[int, float]:
        """The share of draws in which orbit is cheaper, by year: P(parity)."""
        return {year: float((self.drawn(year) < 1.0).mean()) for year in self.years if len(self.rows[year])}

    @property
    def parity(self) -> dict[int, float]:
        """P(parity) by year."""
        return self.parity_frac

    def parity_error(self, year: int) -> float:
        """The half-width of the 95 % interval of P(parity) (Wilson 1927), which is not 0 where no draw reaches it."""
        drawn = self.drawn(year)
        return share_error(int((drawn < 1.0).sum()), len(drawn))

    def first_year(self, chance: float) -> int | None:
        """The first year in which P(parity) is at least a chance; None where no year is."""
        return next((year for year, share in self.parity_frac.items() if share >= chance), None)

    def supply_gw_per_y(self, year: int) -> dict[str, float | None]:
        """The IT power in GW that launches carry, factories build and chips are made for in a year, at central paths.

        Launches carry satellites of this scenario, with its W per kg; None where it has none in the year.
        """
        row = self.central[year]
        known = row["verdict"] != REFUSED
        found = limits_gw_per_y(float(year), "central", row["it_w"] / row["launched_kg"] if known else None)
        return {name: float(gw) if known or name != "launches" else None for name, gw in found.items()}

    def supply_limit(self, year: int) -> tuple[str, float | None]:
        """What limits the compute that can reach orbit in a year, and the GW of IT that it allows."""
        found = self.supply_gw_per_y(year)
        name = min(found, key=lambda one: math.inf if (gw := found[one]) is None else gw)
        return name, found[name]

    @property
    def columns(self) -> dict[str, list[Any]]:
        """A row for each year: the central case, the quantiles of the draws, P(parity) and what limits the supply."""
        out: dict[str, list[Any]] = {"year": list(self.years)}
        out["accelerator"] = [self.accelerators[year] for year in self.years]
        for name in COSTS:
            out[f"{name}_central"] = [self.central[year][name] for year in self.years]
            for share_name, share in SHARES.items():
                out[f"{name}_{share_name}"] = [_quantile(self.drawn(year, name), share) for year in self.years]
        out["ratio_at_internal_launch_cost"] = [
            self.internal[year]["ratio_like_for_like"] if self.internal else None for year in self.years
        ]
        out["parity_frac"] = [self.parity_frac.get(year) for year in self.years]
        out["parity_error_frac"] = [
            self.parity_error(year) if year in self.parity_frac else None for year in self.years
        ]
        for name, does in {"launches": "carry", "factories": "build", "chips": "allow"}.items():
            out[f"{name}_{does}_gw_per_y"] = [self.supply_gw_per_y(year)[name] for year in self.years]
        out["supply_limited_by"] = [self.supply_limit(year)[0] for year in self.years]
        out["campaign_months"] = [self.central[year]["campaign_months"] for year in self.years]
        out["verdict"] = [self.central[year]["verdict"] for year in self.years]
        return out

    @property
    def table(self) -> Any:
        """The columns as a DataFrame. Raises EnvironmentFault without pandas."""
        return frame(self.columns, index="year")

    def plot(self) -> Any:
        """Draw the fan of both sides' costs and of the ratio, and P(parity) by year, and return its Axes."""
        return study_figures.outlook(self.scenario.name, self.columns, self.in_words())

    def in_words(self) -> str:
        """The answer in a sentence."""
        last = self.years[-1]
        if not self.parity_frac:
            ratio = self.central[last]["ratio_like_for_like"]
            end = f"{ratio:.2f} in {last}" if ratio is not None else f"none in {last}"
            return f"ratio {end} on central paths (no interval asked for)"
        half = self.first_year(0.5)
        error = f" ± {self.parity_error(last):.0%}"
        share = f"P(orbit cheaper) {self.parity_frac[last]:.0%}{error} in {last}"
        return f"{share}; more likely than not from {half}" if half else f"{share}; more likely than not in no year"

    def __repr__(self) -> str:
        return f"{self.scenario.name}, {self.years[0]} to {self.years[-1]}: {self.in_words()}"

    def answer(self) -> dict[str, Any]:
        """What the verb prints with ``--json``."""
        columns = self.columns
        return head(self.scenario, self.resolution, "outlook") | {
            "draws": self.draws,
            "seed": self.seed,
            "answer": self.in_words(),
            "first_year": {f"p{round(100 * chance)}": self.first_year(chance) for chance in CHANCES},
            "years": [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)],
        }


def outlook(
    scenario: Scenario,
    years: Sequence[int] = range(2026, LAST_YEAR + 1),
    draws: int = 128,
    seed: int | None = None,
    *,
    silicon: str = SILICON,
    only_paths: bool = False,
    jobs: int | None = None,
    resolution: Resolution = DRAWN,
    tell: Tell | None = None,
) -> Outlook:
    """Evaluate a scenario at a service date in each year, on the dated paths, at their central cases and drawn.

    ``silicon`` is the catalogue entry of the accelerator of both sides, the latest of its year unless given, and empty
    to keep the scenario's own. With ``only_paths`` nothing but the paths is drawn. The central point of a year is what
    ``run`` finds with ``prices.mode: dated`` at that date. Raises ScenarioError for years outside the paths.

    >>> import orbitdc as odc
    >>> found = odc.outlook(odc.load("ai1_vs_colossus", ["mission.life_y=1"]), [2028, 2040], draws=0, jobs=1)
    >>> found.central[2040]["ratio_like_for_like"] < found.central[2028]["ratio_like_for_like"]
    True
    """
    wanted = _checked(years, draws)
    chosen = scenario.seed if seed is None else seed
    starts = {year: start(scenario, year, silicon) for year in wanted}
    bases = {year: scenario.replace(begin) for year, begin in starts.items()}
    ranges = {year: _without_paths(base) if draws and not only_paths else [] for year, base in bases.items()}
    points = _drawn(bases, starts, ranges, draws, chosen)
    cheaper = scenario.launch.internal_from
    central: list[Mapping[str, Any]] = [*starts.values()]
    if cheaper:
        central += [{**begin, "launch.from": cheaper} for begin in starts.values()]
    n, count = len(wanted), len(central) + len(points)

    def told(before: int, done: int, _: int) -> None:
        """Tell how many points of both kinds are done."""
        if tell is not None:
            tell(before + done, count)

    with kept_processes(jobs, count) as pool:
        evaluate = partial(evaluate_points, scenario, jobs=jobs, refused="keep", pool=pool)
        at_paths = evaluate(central, resolution=finer(resolution), tell=partial(told, 0))
        rows = evaluate(points, resolution=resolution, tell=partial(told, len(central)))
    return Outlook(
        scenario=scenario,
        years=tuple(wanted),
        draws=draws,
        seed=chosen,
        central=dict(zip(wanted, at_paths[:n], strict=True)),
        internal=dict(zip(wanted, at_paths[n:], strict=True)) if cheaper else {},
        rows={year: rows[i * draws : (i + 1) * draws] for i, year in enumerate(wanted)},
        ranges=tuple(ranges[wanted[-1]]),
        accelerators={year: bases[year].accelerator.label for year in wanted},
        resolution=resolution,
    )


def _drawn(
    bases: Mapping[int, Scenario],
    starts: Mapping[int, Mapping[str, Any]],
    ranges: Mapping[int, Sequence[Range]],
    draws: int,
    seed: int,
) -> list[Mapping[str, Any]]:
    """The points of every year, one for each draw: the silicon of a year has ranges of its own, and a draw keeps its
    place in them all.
    """
    paths = list(dict.fromkeys(one.path for found in ranges.values() for one in found))
    groups = list(dict.fromkeys(dated_path(name).group for name in path_names()))
    sample = uniform(len(groups) + len(paths), draws, (seed, 0), "latin") if draws else np.empty((0, len(groups)))
    positions, place = dict(zip(groups, sample.T, strict=False)), {path: i for i, path in enumerate(paths, len(groups))}
    points: list[Mapping[str, Any]] = []
    for year, base in bases.items():
        beside = draws_of(ranges[year], sample[:, [place[one.path] for one in ranges[year]]])
        points += futures(base, starts[year], year, positions, ranges[year], beside)
    return points


def _checked(years: Sequence[int], draws: int) -> list[int]:
    """The years in order, each once; raises ScenarioError for years off the paths and for too many draws."""
    wanted = sorted(set(years))
    if not wanted or wanted[0] < FIRST_YEAR or wanted[-1] > LAST_YEAR:
        wrong = f"the dated paths do not reach {wanted[0]} to {wanted[-1]}" if wanted else "no year is asked for"
        fix = f"years from {FIRST_YEAR} to {LAST_YEAR}, e.g. --years 2026:2045"
        raise ScenarioError(Problem(wrong, path="years", fix=fix))
    if not 0 <= draws <= MOST_DRAWS:
        raise ScenarioError(Problem(f"{draws} draws cannot be made", path="draws", fix=f"from 0 to {MOST_DRAWS:,}"))
    return wanted


def start(scenario: Scenario, year: int, silicon: str) -> dict[str, Any]:
    """The changes that put a scenario at the first day of a year on the central paths."""
    found: dict[str, Any] = {"prices.mode": "dated", "mission.service_date": dt.date(year, 1, 1)}
    if silicon:
        found["accelerator.from"] = silicon
    if scenario.sky.solar_activity == "predicted" and year + scenario.mission.life_y > _predicted_to():
        found["sky.solar_activity"] = "mean_cycle"
    return found


def _without_paths(base: Scenario) -> list[Range]:
    """What has a range and no path: a number that follows a path is drawn with its group."""
    dated = {number.path for number in base.numbers() if number.origin.dated}
    return [one for one in ranges_of(base) if one.path not in dated]


def _predicted_to() -> float:
    """The year to which solar activity is predicted; the mean cycle stands for later ones."""
    return dt.date.fromordinal(int(months().middle_day[-1])).year


def futures(
    base: Scenario,
    begin: Mapping[str, Any],
    year: int,
    positions: Mapping[str, Array],
    ranges: Sequence[Range],
    beside: Array,
) -> list[dict[str, Any]]:
    """The points of a year, one for each draw: every path at its group's position, and what is drawn beside them."""
    if not len(beside):  # no draws
        return []
    on_paths = at_draws(base, year, positions)
    return [
        {
            **begin,
            **{one.path: float(value) for one, value in zip(ranges, row, strict=True)},
            **{key: float(values[draw]) if np.ndim(values) else float(values) for key, values in on_paths.items()},
        }
        for draw, row in enumerate(beside)
    ]


def _quantile(values: Array, share: float) -> float | None:
    """The value below which this share of values lies; None without values, or where it is infinite."""
    if not len(values):
        return None
    found = float(np.quantile(values, share, method="inverted_cdf"))
    return found if math.isfinite(found) else None
