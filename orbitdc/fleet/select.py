"""The orbits of a scenario's fleet: its shells, or every satellite of its catalogue file."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np

from orbitdc.fleet.orbits import Orbits, catalogue_orbits, shell_orbits

if TYPE_CHECKING:
    from orbitdc.scenario.model import Scenario


def join(parts: list[Orbits]) -> Orbits:
    """Orbits of several shells as one."""
    from dataclasses import fields

    if len(parts) == 1:
        return parts[0]
    columns: dict[str, Any] = {}
    for field in fields(Orbits):
        values = [getattr(part, field.name) for part in parts]
        columns[field.name] = np.concatenate(values) if isinstance(values[0], np.ndarray) else values[0]
    return Orbits(**columns)


def fleet_orbits(scenario: Scenario) -> Orbits:
    """Orbits of the fleet at the start of service, one per marched lane.

    Raises CatalogError where the catalogue file is missing or damaged.
    """
    fleet, numerics = scenario.fleet, scenario.numerics
    epoch = dt.datetime.combine(scenario.mission.service_date, dt.time(), tzinfo=dt.UTC)
    if fleet.catalogue_file is not None:
        from orbitdc.sky.catalogues import find_catalogue, read_catalogue

        return catalogue_orbits(read_catalogue(find_catalogue(fleet.catalogue_file)), epoch, scenario.sky.gravity)
    shells = fleet.shells or ()
    return join(
        [
            shell_orbits(shell, epoch, numerics.planes_marched, numerics.phases_marched, i, scenario.sky.gravity)
            for i, shell in enumerate(shells)
        ]
    )
