"""Errors that a user can fix; each knows the exit code the command line returns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One mistake: what is wrong, where it stands, and what to write instead."""

    message: str
    path: str = ""  # dotted path of the key, e.g. "satellite.battery.capacity_kwh"
    file: str = ""
    line: int | None = None  # 1-based
    column: int | None = None  # 1-based
    fix: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.line is not None:
            place += f":{self.line}:{self.column or 1}"
        head = ": ".join(part for part in (place, self.path, self.message) if part)
        return f"{head}\n    fix: {self.fix}" if self.fix else head


class OrbitdcError(Exception):
    """Base of every error that is the user's to fix."""

    exit_code = 2

    def __init__(self, *problems: Problem | str) -> None:
        self.problems = tuple(p if isinstance(p, Problem) else Problem(p) for p in problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class ScenarioError(OrbitdcError):
    """The scenario file is wrong; carries every problem at once."""


class CatalogError(OrbitdcError):
    """A catalogue entry or a catalogue file (TLE, OMM) is missing or damaged."""


class EnvironmentFault(OrbitdcError):
    """The machine is in the way: disk, folder, cluster."""

    exit_code = 4
