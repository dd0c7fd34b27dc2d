"""The altitudes at which the shipped tables of the sky end."""

from __future__ import annotations

from math import exp

from orbitdc.sky.atmosphere import density_table
from orbitdc.sky.debris import highest_km
from orbitdc.sky.radiation import dose_table

ROUNDING_FRAC = 1e-9  # of an altitude at the very end of a table


def tops_km() -> dict[str, float]:
    """Altitude in km at which each table of the sky ends.

    >>> {name: round(top) for name, top in tops_km().items()}
    {'dose': 2000, 'debris': 2000, 'air density': 2000}
    """
    return {
        "dose": exp(float(dose_table().ln_altitude[-1])),
        "debris": highest_km(),
        "air density": float(density_table().altitude_km[-1]),
    }
