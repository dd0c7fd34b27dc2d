"""Compares results side by side: runs, saved results and scenarios, a column each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from orbitdc.errors import OrbitdcError, Problem
from orbitdc.report.answer import Answer
from orbitdc.report.text import NONE, number
from orbitdc.results.frames import frame
from orbitdc.scenario.model import Scenario
from orbitdc.study.difference import flat
from orbitdc.study.simulate import simulate
from orbitdc.system.notebook import aligned, html_table, short

if TYPE_CHECKING:
    from pandas import DataFrame

OF_A_RESULT = {  # row: keys of summary.json
    "verdict": ("orbit", "verdict"),
    "binding_limit": ("orbit", "binding_limit"),
    "satellites": ("orbit", "satellites"),
    "launches": ("orbit", "launches"),
    "delivered_pflop_per_s": ("orbit", "delivered_pflop_per_s"),
    "orbit_usd_per_pflop_hour": ("orbit", "usd_per_pflop_hour"),
    "ground_usd_per_pflop_hour": ("ground", "usd_per_pflop_hour"),
    "ratio_like_for_like": ("ratio_like_for_like",),
    "ratio_floor": ("ratio_floor",),
    "breakeven_launch_usd_per_kg": ("breakeven_launch_usd_per_kg",),
}
OF_A_SIDE = (
    *("delivered_pflop_per_s", "nameplate_pflop_per_s", "mfu_frac", "usd_per_pflop_hour", "usd_per_million_tokens"),
    *("usd_per_gpu_hour", "usd_per_it_kwh", "kgco2e_per_pflop_hour"),
)
CELL_CHARS = 36  # of a cell on a console; fewer where there are many columns
LINE_CHARS = 160


@dataclass(frozen=True, repr=False)
class Comparison:
    """Results by the names of their columns; a single result shows its two sides."""

    results: dict[str, Answer]

    @property
    def ratios(self) -> dict[str, float | None]:
        """The orbit's cost over the ground's, like for like, of each result; None where a side delivers nothing."""
        return {name: result.summary["ratio_like_for_like"] for name, result in self.results.items()}

    @cached_property
    def table(self) -> DataFrame:
        """A row for each compared key of the summary, and a column for each result or each side of a single one.

        Raises EnvironmentFault without pandas.
        """
        return frame({"key": list(next(iter(self._columns.values()))), **_lists(self._columns)}, index="key")

    @cached_property
    def changes(self) -> DataFrame:
        """A row for each value of the scenarios that is not the same in all of them, and a column for each result.

        Raises EnvironmentFault without pandas.
        """
        keys = list(self._differing)
        values = {name: [inputs.get(key) for key in keys] for name, inputs in self._inputs.items()}
        return frame({"key": keys, **values}, index="key")

    @cached_property
    def _inputs(self) -> dict[str, dict[str, Any]]:
        """The inputs of each result, by dotted key."""
        return {name: flat(result.inputs) for name, result in self.results.items()}

    @cached_property
    def _differing(self) -> dict[str, list[str]]:
        """Keys of the scenarios whose values differ, with the columns in which they are not those of the first."""
        first, *others = self._inputs.values()
        found: dict[str, list[str]] = {}
        for name, inputs in zip(list(self._inputs)[1:], others, strict=True):
            for key in dict.fromkeys((*first, *inputs)):
                if key not in ("name", "description") and first.get(key) != inputs.get(key):
                    found.setdefault(key, []).append(name)
        return found

    @cached_property
    def _columns(self) -> dict[str, dict[str, Any]]:
        """Cells by column and row."""
        if len(self.results) == 1:
            (result,) = self.results.values()
            cells = {}
            for side, name in (("orbit", "name"), ("ground", "site")):
                found = result.summary[side]
                cells[side] = {"name": found[name]} | {key: found.get(key) for key in OF_A_SIDE}
            return cells
        return {name: self._of(name, result.summary) for name, result in self.results.items()}

    def _of(self, name: str, summary: dict[str, Any]) -> dict[str, Any]:
        """The column of one result: figures of its summary, and the inputs in which it differs."""
        cells: dict[str, Any] = {}
        for row, keys in OF_A_RESULT.items():
            value: Any = summary
            for key in keys:
                value = value[key]
            cells[row] = value
        differing = [key for key, columns in self._differing.items() if name in columns]
        few = ", ".join(differing)
        cells["differs_in"] = few if len(few) <= CELL_CHARS else f"{len(differing)} inputs, see .changes"
        return cells

    def _rows(self, most_chars: int | None = None) -> list[tuple[str, ...]]:
        """The rows of the table as text, cells cut to so many characters."""
        columns = self._columns.values()
        return [(row, *(_cell(column[row], most_chars) for column in columns)) for row in next(iter(columns))]

    def _title(self) -> str:
        """The name and the ratio of the only result."""
        ((name, result),) = self.results.items()
        ratio = result.summary["ratio_like_for_like"]
        return f"{name}: ratio {'none' if ratio is None else f'{ratio:.2f}'} like for like"

    def __repr__(self) -> str:
        most_chars = max(14, min(CELL_CHARS, LINE_CHARS // len(self._columns)))
        head, rows = ("", *(short(name, most_chars) for name in self._columns)), self._rows(most_chars)
        if len(self.results) == 1:
            return aligned(self._title(), [head, *rows])
        return aligned("", [head, *rows]).removeprefix("\n")

    def _repr_html_(self) -> str:
        """The comparison as a table for a notebook."""
        caption = self._title() if len(self.results) == 1 else f"{len(self.results)} results"
        return html_table(caption, self._rows(), ("", *self._columns))


def compare(*results: Answer | Scenario, **named: Answer | Scenario) -> Comparison:
    """Compare runs, saved results and scenarios side by side; a single result shows its orbit and its ground.

    Scenarios are simulated first. Columns are named by their keywords or their scenarios: ``odc.compare(today=run,
    cheap=scenario.replace({"launch.price_usd_per_kg": 100}))``. ``table`` is the table of results, and ``changes``
    lists the inputs that differ. Raises OrbitdcError without anything to compare.
    """
    if not results and not named:
        raise OrbitdcError(Problem("there is nothing to compare", fix="give a run, a saved result or a scenario"))
    answers = [_answer(result) for result in results]
    return Comparison(dict(_named(answers)) | {name: _answer(result) for name, result in named.items()})


def _answer(result: Answer | Scenario) -> Answer:
    """The result itself, or that of a scenario, which is run; raises TypeError for anything else."""
    if isinstance(result, Scenario):
        return simulate(result)
    if not isinstance(result, Answer):
        raise TypeError(f"compare takes runs, saved results and scenarios, not {type(result).__name__}")
    return result


def _named(answers: list[Answer]) -> Iterator[tuple[str, Answer]]:
    """Results by the names of their scenarios, those of one name told apart by hash, those of one hash by number."""
    names = [answer.summary["scenario"]["name"] for answer in answers]
    hashes = [answer.summary["scenario"]["sha256"][:8] for answer in answers]
    wholes = [name if names.count(name) == 1 else f"{name}-{sha}" for name, sha in zip(names, hashes, strict=True)]
    for index, (whole, answer) in enumerate(zip(wholes, answers, strict=True)):
        yield (whole if wholes.count(whole) == 1 else f"{whole} {wholes[: index + 1].count(whole)}"), answer


def _lists(columns: dict[str, dict[str, Any]]) -> dict[str, list[Any]]:
    """Columns of cells by row, as lists."""
    return {name: list(cells.values()) for name, cells in columns.items()}


def _cell(value: Any, most_chars: int | None) -> str:
    """A cell as text, cut to so many characters."""
    if value is None or value == "":
        return NONE
    if isinstance(value, int | float):
        return number(value)
    return str(value) if most_chars is None else short(str(value), most_chars)
