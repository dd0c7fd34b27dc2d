"""What launches, factories and chips allow in a year: limits on how much compute reaches orbit, whatever is ordered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from orbitdc.catalog.paths import QUANTILE, Array, PathCase, dated_path

OWN_SHARE, SOLD_SHARE = "share_of_mass_for_compute", "starship_share_sold_to_others"


def supply_gw_per_y(
    year: float, position: PathCase | float | Array, it_kw_per_t: float | None = None, share: str = OWN_SHARE
) -> Any:
    """The IT power in GW that a year of Starship flights carries to orbit, at a case, a quantile or many quantiles.

    Flights times payload times the share of the mass that carries compute times the IT power of a tonne of satellite:
    that of a stated satellite (AI1: 120 kW over 2.143 t), else that of the path. A customer in orbit gets the share of
    the flights that is sold to others, ``SOLD_SHARE``, in place of the operator's own.

    >>> [round(supply_gw_per_y(year, "central"), 4) for year in (2028, 2030, 2035)]
    [0.0135, 0.168, 2.625]
    >>> round(supply_gw_per_y(2030, "central", it_kw_per_t=120 / 2.143, share=SOLD_SHARE), 3)
    0.084
    """
    quantile: Any = QUANTILE[position] if isinstance(position, str) else position
    flights = dated_path("starship_flights_per_year").read(year, quantile)
    payload_kg = dated_path("starship_payload").read(year, quantile)
    part = dated_path(share).read(year, quantile)
    kw_per_t = dated_path("satellite_power_per_mass").read(year, quantile) if it_kw_per_t is None else it_kw_per_t
    return flights * (payload_kg / 1e3) * part * kw_per_t / 1e6


def limits_gw_per_y(
    year: float, position: PathCase | float | Array, it_kw_per_t: float | None = None
) -> Mapping[str, Any]:
    """The IT power in GW a year that launches carry, that satellite factories build and that accelerators are made for.

    The least of the three is what can reach orbit in the year; of the accelerators, orbit could take all at most.

    >>> {name: round(gw, 3) for name, gw in limits_gw_per_y(2030, "central").items()}
    {'launches': 0.168, 'factories': 0.8, 'chips': 62.0}
    """
    quantile: Any = QUANTILE[position] if isinstance(position, str) else position
    return {
        "launches": supply_gw_per_y(year, position, it_kw_per_t),
        "factories": dated_path("satellite_factory").read(year, quantile),
        "chips": dated_path("ai_chips_made").read(year, quantile),
    }


def least_gw_per_y(year: float, position: PathCase | float | Array, it_kw_per_t: float | None = None) -> Any:
    """The IT power in GW that can reach orbit in a year: the least of what `limits_gw_per_y` gives.

    >>> round(float(least_gw_per_y(2030, "central")), 3)
    0.168
    """
    return np.minimum.reduce([*limits_gw_per_y(year, position, it_kw_per_t).values()])
