"""The orbits of a scenario's fleet: its shells, or every satellite of its catalogue file."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from orbitdc.constants import EARTH_RADIUS_KM, MU_EARTH_KM3_PER_S2
from orbitdc.fleet.orbits import Gravity, Orbits, brouwer_mean_motion, catalogue_orbits, shell_orbits
from orbitdc.fleet.shell import MOST_ECCENTRICITY, Shell
from orbitdc.sky.catalogues import ElementRecords, find_catalogue, read_catalogue
from orbitdc.sky.element_records import Faults
from orbitdc.sky.tops import ROUNDING_FRAC, tops_km

if TYPE_CHECKING:
    from orbitdc.scenario.model import Scenario

SKIP = "set fleet.skip_unsupported to true, which flies the rest, or remove the satellite from the file"


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


def supported(records: ElementRecords, file: str, skip: bool) -> ElementRecords:
    """The satellites of a catalogue that can be flown, with a note that counts those left out where ``skip`` says so.

    Light is integrated to first order in eccentricity, and drag, dose and debris are those of the mean altitude: both
    hold below an eccentricity of 0.02, and up to the top of the tables of the sky. Raises CatalogError, naming file and
    satellite, for one that cannot be flown where ``skip`` does not leave it out, and where none is left.
    """
    n = brouwer_mean_motion(records.mean_motion_rad_per_s, records.eccentricity, records.inclination_rad)
    altitude, top = np.cbrt(MU_EARTH_KM3_PER_S2 / n**2) - EARTH_RADIUS_KM, min(tops_km().values())
    eccentric = records.eccentricity >= MOST_ECCENTRICITY
    out = eccentric | (altitude > top * (1.0 + ROUNDING_FRAC))
    if not out.any():
        return records
    whole, count = bool(out.all()), int(out.sum())
    if not skip or whole:
        faults, line = Faults(file), records.line or (None,) * len(records)
        fix = f"give satellites of nearly circular orbits below {top:,.0f} km" if whole else SKIP
        for i in np.flatnonzero(out):
            what = (
                f"a mean altitude of {altitude[i]:,.0f} km is not covered: the tables of the sky end at {top:,.0f} km"
            )
            if eccentric[i]:
                e = records.eccentricity[i]
                what = f"an eccentricity of {e:g} is not covered: it must be below {MOST_ECCENTRICITY:g}"
            faults.add(f"{records.name[i]} ({records.catalogue_number[i]}): {what}", line[i], fix=fix)
        faults.raise_if_any()
    names = [records.name[i] for i in np.flatnonzero(out)[:3]]
    listed = ", ".join(names) + (", ..." if count > len(names) else "")
    left = f"{count:,} of the {len(records):,} satellites of the catalogue are left out"
    return records.where(~out, f"{left}, too high or too eccentric (fleet.skip_unsupported): {listed}")


def fleet_orbits(scenario: Scenario) -> Orbits:
    """Orbits of the fleet at the start of service, one per marched lane.

    Raises CatalogError where the catalogue file is missing or damaged, or holds a satellite that cannot be flown.
    """
    fleet, numerics = scenario.fleet, scenario.numerics
    epoch = dt.datetime.combine(scenario.mission.service_date, dt.time(), tzinfo=dt.UTC)
    if fleet.catalogue_file is not None:
        file = find_catalogue(fleet.catalogue_file)
        records = supported(read_catalogue(file), str(file), fleet.skip_unsupported)
        return catalogue_orbits(records, epoch, scenario.sky.gravity)
    marched = numerics.planes_marched, numerics.phases_marched
    return _of_shells(fleet.shells or (), epoch, *marched, scenario.sky.gravity)


@lru_cache(maxsize=8)  # most points of a study share them
def _of_shells(shells: tuple[Shell, ...], epoch: dt.datetime, planes: int, phases: int, gravity: Gravity) -> Orbits:
    """The representative orbits of all shells, one after another."""
    return join([shell_orbits(shell, epoch, planes, phases, i, gravity) for i, shell in enumerate(shells)])
