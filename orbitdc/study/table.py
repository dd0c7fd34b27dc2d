"""What the studies give back: points with their outcomes as a table that saves, prints and draws itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orbitdc import __version__
from orbitdc.results.frames import frame
from orbitdc.results.save import folder_name, write_folder
from orbitdc.scenario.model import Scenario
from orbitdc.study.point import OUTCOME, Resolution
from orbitdc.study.rows import Rows, one_by_one

if TYPE_CHECKING:
    from pandas import DataFrame

MOST_TABLED = 100_000  # points whose changed values are held in a table


@dataclass(frozen=True, repr=False)
class Points:
    """Points of one scenario, each with the values that were changed and what came of it."""

    scenario: Scenario
    points: Sequence[Mapping[str, Any]]
    rows: Sequence[Mapping[str, Any]]  # an outcome for each point
    resolution: Resolution

    @property
    def columns(self) -> dict[str, list[Any]]:
        """A column for each changed key and each part of the outcome.

        Of more points than ``MOST_TABLED`` the keys are left out: they stand in the Parquet parts of ``keep``.
        """
        given = one_by_one(self.points) if len(self.points) <= MOST_TABLED else {}
        rows = self.rows
        came = {name: rows.column(name) if isinstance(rows, Rows) else [r[name] for r in rows] for name in OUTCOME}
        return given | came

    @property
    def table(self) -> DataFrame:
        """A row for each point. Raises EnvironmentFault without pandas."""
        return frame(self.columns)

    def answer(self, verb: str) -> dict[str, Any]:
        """What the verb prints with ``--json``: the scenario, how finely it was marched, and every point."""
        columns = self.columns
        points = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
        return head(self.scenario, self.resolution, verb) | {"points": points}


def head(scenario: Scenario, resolution: Resolution, verb: str) -> dict[str, Any]:
    """What every study's JSON begins with: the verb, the scenario, and how finely its points are marched."""
    return {
        "schema": 1,
        "orbitdc_version": __version__,
        "verb": verb,
        "scenario": {"name": scenario.name, "path": scenario.source.path, "sha256": scenario.sha256},
        "resolution": {
            "days_per_marched_day": resolution.every,
            "phases": resolution.phases,
            "precision": resolution.precision,
        },
    }


def save_study(
    answer: Mapping[str, Any], tables: Mapping[str, Any], root: str | Path, verb: str, over: Sequence[str] = ()
) -> Path:
    """Write a study's JSON and its tables to a folder of its own below ``root`` and return it.

    ``over`` names what is varied, so that studies of other keys stay beside each other. Raises EnvironmentFault where
    the folder cannot be written.
    """
    name = "-".join((folder_name(answer), verb, *(brief(key) for key in over)))
    return write_folder(Path(root) / name, {verb: answer}, tables)


def brief(key: str) -> str:
    """The last two words of a dotted key, numbers of lists left out, for the name of a folder.

    >>> brief("satellite.radiator.area_m2"), brief("fleet.shells.0.altitude_km"), brief("together")
    ('radiator.area_m2', 'shells.altitude_km', 'together')
    """
    return ".".join([word for word in key.split(".") if not word.isdecimal()][-2:])
