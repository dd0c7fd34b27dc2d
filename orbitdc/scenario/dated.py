"""Prices and technology with dates: at a date, the dated paths take the place of rows of the catalogue.

A number that a user stated is never touched. Which rows a path takes the place of, and how, its own rows say:
``level`` takes the value of the path, ``trend`` moves the row's value as the path has moved since the year of the
catalogue, ``overhead`` moves in this way what a ratio exceeds 1 by, ``growth`` takes the yearly growth of the path over
the life of the mission, ten years at least, ``decline`` its yearly fall over that time where it falls, ``horizon`` its
value at the end of that time, ``within`` takes 0 for what the path holds within itself, and ``real_trend`` is the trend
of a nominal rate less inflation.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from orbitdc.block import Block
from orbitdc.catalog import Row
from orbitdc.catalog.paths import (
    CASES,
    KIND,
    QUANTILE,
    Array,
    DatedPath,
    PathCase,
    Quantile,
    dated_path,
    decimal_year,
    path_names,
)
from orbitdc.scenario.currency import price_index
from orbitdc.scenario.resolve import Resolved
from orbitdc.scenario.silicon import take_trend, trended
from orbitdc.scenario.tree import Map, Origin, block_at

if TYPE_CHECKING:
    from orbitdc.scenario.model import Scenario

Position = PathCase | float | Mapping[str, float]  # a case, a quantile seen from the orbit, or one quantile per group
TWICE = "lowers a price with time that prices.mode: dated lowers already"
TWICE_FIX = "remove it, or set prices.mode to fixed"
GW_PER_Y = "GW of IT a year"  # of paths that say how many satellites a year are built
LEAST_AHEAD_Y = 10.0  # the campaign of a large fleet runs for years, longer than one life
DOLLARS = 2026  # whose dollars the amounts of the paths are in, as their rows say (real_2026)
LEARNING = ("launch", "satellite")  # blocks with a learning curve


class Prices(Block):
    """Whether the prices and the technology of the catalogue move with the service date."""

    defaults_name: ClassVar[str] = "prices"

    mode: Literal["fixed", "dated"]
    """The mode says whether prices and technology have dates: `fixed` holds the values of the catalogue whenever
    service begins, and `dated` takes the dated paths at the service date for every number that is not stated."""
    case: PathCase
    """The case says which of the three values of each dated path is taken, seen from the orbit: `optimistic` is what is
    cheap in orbit and dear on the ground, `conservative` is the reverse, and `central` lies between them."""
    catalogue_year: Annotated[int, Field(ge=2020, le=2045)]
    """The year of the catalogue is the year whose prices its rows state; a path that moves a row by its trend starts
    from there."""
    silicon_lag_y: Annotated[float, Field(ge=0, le=10)]
    """The silicon lag is the time from the volume production of an accelerator to its service, alike on both sides; it
    says which generation `accelerator.from: latest_nvidia` takes."""


@dataclass(frozen=True)
class When:
    """A place on every dated path: the year, the life that begins then, the year of the catalogue, and the position."""

    year: float
    life_y: float
    catalogue_y: float
    position: Position

    def quantile(self, group: str) -> float:
        """The position of the paths of one group, as a quantile seen from the orbit; the median for a group that a
        mapping leaves out.

        >>> When(2028.0, 5.0, 2026.0, "optimistic").quantile("launch")
        0.95
        >>> When(2028.0, 5.0, 2026.0, {"launch": 0.9}).quantile("power")
        0.5
        """
        if isinstance(self.position, str):
            return QUANTILE[self.position]
        if isinstance(self.position, Mapping):
            return float(self.position.get(group, 0.5))
        return float(self.position)

    def words(self) -> str:
        """The case and the date in words, as in ``central, at 2028``."""
        case = self.position if isinstance(self.position, str) else "drawn"
        return f"{case}, at {self.year:.2f}".removesuffix(".00")


@dataclass(frozen=True)
class Dated:
    """A number at a date, and where it came from."""

    value: float
    origin: Origin


@cache
def _filled() -> dict[str, tuple[str, str]]:
    """The path and the rule of each row of the catalogue that a path takes the place of."""
    return {place: (name, rule) for name in path_names() for rule, place in dated_path(name).fills}


def filled_by(row: Row) -> tuple[DatedPath, str] | None:
    """The path that takes the place of a row of the catalogue, and by which rule; None where none does.

    >>> from orbitdc.catalog import entry
    >>> path, rule = filled_by(entry("sites", "colossus_2")["facility_usd_per_it_w"])
    >>> path.name, rule
    ('facility_price_us_ai', 'trend')
    """
    found = _filled().get(f"{row.kind}/{row.entry}/{row.field}") or _filled().get(f"{row.kind}/*/{row.field}")
    return (dated_path(found[0]), found[1]) if found else None


@dataclass(frozen=True)
class Fill:
    """One number of a scenario that a dated path takes the place of."""

    where: str  # dotted path
    path: DatedPath
    rule: str
    row: Row  # of the catalogue, whose place the path takes
    scale: float = 1.0  # from the unit of the path to that of the block
    inflation: float = 0.0  # per year, of the money rules of the scenario
    reversed: bool = False  # whether the orbit pays, too, what its path has the ground alone pay

    def at(self, when: When, quantile: Quantile) -> Quantile:
        """The number at a quantile of its path, or the numbers of an array of draws.

        >>> from orbitdc.catalog import entry
        >>> row = entry("solar_arrays", "silicon_flexible")["price_usd_per_w"]
        >>> fill = Fill("satellite.solar_array.price_usd_per_w", dated_path("array_price"), "trend", row)
        >>> fill.at(When(2028.0, 5.0, 2026.0, "central"), 0.5)  # 8 x 5.5/8
        5.5
        """
        quantile = np.round(1.0 - quantile, 12) if self.reversed else quantile
        value = self.path.read(when.year, quantile)
        if self.rule == "level":
            return value * self.scale
        if self.rule == "within":
            return 0.0 * value
        if self.rule in ("growth", "decline", "horizon"):
            ahead_y = max(when.life_y, LEAST_AHEAD_Y)
            later = self.path.read(when.year + ahead_y, quantile)
            if self.rule == "horizon":
                return later * self.scale
            grown = (later / value) ** (1.0 / ahead_y) - 1.0
            fallen: Quantile = 0.5 * (abs(grown) - grown)
            return grown if self.rule == "growth" else fallen
        static, base = float(self.row.value), self.path.at(when.catalogue_y)
        if self.rule == "real_trend":
            return static * (value - self.inflation) / (base - self.inflation)  # the 1 + inflation below both cancels
        return (
            value * (static / base) if self.rule == "trend" else 1.0 + (value - 1.0) * ((static - 1.0) / (base - 1.0))
        )

    def dated(self, when: When) -> Dated:
        """The number at the position of ``when``, with its range over the cases and where it came from."""
        value = self.at(when, when.quantile(self.path.group))
        ends = [value, *(self.at(when, QUANTILE[case]) for case in CASES)]
        node, row = self.path.node_at(when.year), self.row
        note = f"in place of {row.value:g} of the catalogue {row.kind}/{row.entry}"
        made = Row(
            KIND, self.path.name, _last(self.where), value, row.unit, min(ends), max(ends), node.as_of, node.source,
            node.grade, note,
        )  # fmt: skip
        return Dated(value, Origin(row=made, replaced=row, dated=when.words()))


def fills_of(origins: Mapping[str, Origin], values: Mapping[str, Any]) -> list[Fill]:
    """Every number of a scenario that a dated path takes the place of.

    ``values`` are the plain values of the scenario and ``origins`` say where each was written; a number counts only
    where it came from a row of the catalogue, or from a path in its place.
    """
    out = []
    for where, origin in origins.items():
        row = origin.replaced or origin.row
        found = filled_by(row) if row is not None else None
        block = block_at(values, where) if found else None
        if row is not None and found and block is not None and isinstance(block.get(_last(where)), int | float):
            path, rule = found
            inflation = _number(values, "money.inflation_frac", 0.0)
            by_orbit_too = rule == "real_trend" and not where.startswith("money.ground.")
            reverse = by_orbit_too and not path.low_favours_orbit
            out.append(Fill(where, path, rule, row, _scale(values, where, path, rule), inflation, reverse))
    return out


def at(scenario: Scenario, year: float | dt.date, position: Position = "central") -> dict[str, float]:
    """The numbers of a scenario that the dated paths change at a date, by dotted key, for ``scenario.replace``.

    ``position`` is a case, a quantile seen from the orbit (0.05, 0.5 and 0.95 are the three cases), or a quantile for
    each group of paths, as a draw has it. What the scenario states itself is left out. Change ``mission.service_date``
    with them: it says which generation of accelerators is in service.

    >>> import orbitdc
    >>> changes = at(orbitdc.load("ai1_vs_colossus"), 2035, "central")
    >>> round(changes["launch.price_usd_per_kg"]), round(changes["ground.facility_usd_per_it_w"], 2)
    (240, 13.5)
    """
    when, source = _when_of(scenario, year, position), scenario.source
    fills = fills_of(source.origins, scenario.model_dump())
    numbers = {fill.where: fill.at(when, when.quantile(fill.path.group)) for fill in fills}
    return numbers | trended(source.tree, source.origins, when.year, when.quantile("silicon"))


def at_draws(scenario: Scenario, year: float | dt.date, positions: Mapping[str, Array]) -> dict[str, Array]:
    """``at`` for many draws at once: ``positions`` gives each group of paths its quantiles, (n_draw,).

    Every number has an array of the same shape; a group that is left out stays at its central case.

    >>> import numpy as np, orbitdc
    >>> drawn = at_draws(orbitdc.load("ai1_vs_colossus"), 2028, {"launch": np.array([0.05, 0.5, 0.95])})
    >>> drawn["launch.price_usd_per_kg"].round(6).tolist()
    [2500.0, 870.0, 400.0]
    """
    when, source = _when_of(scenario, year, "central"), scenario.source
    middle = np.full(next(iter(positions.values())).shape, 0.5)
    fills = fills_of(source.origins, scenario.model_dump())
    numbers = {fill.where: fill.at(when, positions.get(fill.path.group, middle)) for fill in fills}
    return numbers | trended(source.tree, source.origins, when.year, positions.get("silicon", middle))


def entry_at_date(scenario: Scenario, row: Row) -> float:
    """The number of a row of the catalogue for a scenario: at its service date and case where its prices have dates.

    >>> import orbitdc
    >>> from orbitdc.catalog import entry
    >>> row, s = entry("launchers", "starship_internal")["price_usd_per_kg"], orbitdc.load("ai1_vs_colossus")
    >>> entry_at_date(s, row), entry_at_date(s.replace({"prices.mode": "dated"}), row)
    (375.0, 380.0)
    """
    found = filled_by(row)
    if found is None or scenario.prices.mode == "fixed":
        return float(row.value)
    path, rule = found
    when = _when_of(scenario, scenario.mission.service_date, scenario.prices.case)
    return Fill(row.field, path, rule, row, inflation=scenario.money.inflation_frac).at(when, when.quantile(path.group))


def _when_of(scenario: Scenario, year: float | dt.date, position: Position) -> When:
    """A place on the paths for a scenario."""
    decimal = decimal_year(year) if isinstance(year, dt.date) else float(year)
    return When(decimal, scenario.mission.life_y, scenario.prices.catalogue_year, position)


def take_dated_prices(values: dict[str, Any], tree: Map, side: Resolved) -> None:
    """The dated paths at the service date in place of the catalogue's rows, in place, where ``prices.mode`` says so.

    An accelerator that ``tree`` asks for by date goes on by trend in either mode. A learning curve beside dated prices
    is refused: both lower the same price with time.
    """
    when = _when(values)
    if when is None:
        return
    if values["prices"]["mode"] == "dated":
        _take_paths(values, side, when)
    take_trend(values, tree, side, when.year, when.quantile("silicon"), str(when.position))


def _take_paths(values: dict[str, Any], side: Resolved, when: When) -> None:
    """The dated paths in place of the catalogue's rows, in place, and no learning curve beside them."""
    for fill in fills_of(side.origins, values):
        block, dated = block_at(values, fill.where), fill.dated(when)
        assert block is not None  # the number stands in it
        block[_last(fill.where)], side.origins[fill.where] = dated.value, dated.origin
    for name in LEARNING:
        for key in ("rate_frac", "decline_per_y"):
            where = f"{name}.learning.{key}"
            block = block_at(values, where)
            if block and block.get(key):
                at = side.origins.get(f"{name}.learning.from") or side.origins[where]
                side.refuse(at, TWICE, f"{name}.learning", TWICE_FIX)
                break


def _when(values: Mapping[str, Any]) -> When | None:
    """The place on the paths that plain values ask for; None where a key is wrong, which its own check tells."""
    prices, mission = values.get("prices"), values.get("mission")
    if not isinstance(prices, dict) or not isinstance(mission, dict) or "mode" not in prices:
        return None
    try:
        date = dt.date.fromisoformat(str(mission["service_date"]))
        life_y, case = float(mission["life_y"]), prices["case"]
        year = float(prices["catalogue_year"])
    except (KeyError, TypeError, ValueError):
        return None
    return When(decimal_year(date), life_y, year, case) if case in QUANTILE and life_y > 0.0 else None


def _number(values: Mapping[str, Any], where: str, otherwise: float) -> float:
    """A number above 0 of plain values, or another where it is none, which its own check tells."""
    found = (block_at(values, where) or {}).get(_last(where))
    return float(found) if isinstance(found, int | float) and found > 0 else otherwise


def _last(where: str) -> str:
    """The last key of a dotted path."""
    return where.rsplit(".", 1)[-1]


def _scale(values: Mapping[str, Any], where: str, path: DatedPath, rule: str) -> float:
    """What brings a path to the unit of the block it fills: its dollars, or satellites for the IT power of a factory.

    A trend is in the block's own unit already.
    """
    if path.unit == GW_PER_Y:
        return 1e9 / _number(values, "satellite.it_power_w", 1e9)
    if rule != "level" or path.dollars == "none" or "usd" not in _last(where).split("_"):
        return 1.0
    index, keys = price_index(), where.split(".")
    for end in range(len(keys) - 1, 0, -1):
        block = block_at(values, ".".join([*keys[:end], "currency_year"]))
        if block and block.get("currency_year") in index:
            return index[block["currency_year"]] / index[DOLLARS]
    return 1.0
