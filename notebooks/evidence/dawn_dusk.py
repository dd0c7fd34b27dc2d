"""Verdict: a dawn-dusk plane without eclipses, above 1,391 km, costs more than the light it gains.

AI1 at the sum of its parts, service from 2028 to 2032, like for like with Colossus 2: at 560 km it is eclipsed on 99
days a year, up to 21 minutes an orbit, and loses 4.7 % of its light; at 1,400 km it loses none, but its memory
collects 22 krad instead of 0.6 (tested to 15), radiation stops 14 % of its work instead of 1.4 %, its cells keep 60 %
instead of 88 % and a dead satellite stays up for centuries. Its price per FLOP over the ground's rises from 3.94 to
4.75; between 500 and 800 km it moves by 1.4 %. The table that this program prints has the altitudes between.
"""

from __future__ import annotations

import orbitdc
from orbitdc.results.save import summary_of

HEIGHTS_KM = (500, 560, 600, 650, 800, 1000, 1200, 1400)
BOTTOM_UP = ["satellite.launched_mass=bottom_up", "satellite.propulsion.propellant_kg=260"]


def row(height_km: int) -> dict[str, float]:
    """One altitude: light, dose, what is kept, and the price against the ground."""
    scenario = orbitdc.load("ai1_vs_colossus", [*BOTTOM_UP, f"fleet.shells.0.altitude_km={height_km}"])
    summary = summary_of(orbitdc.simulate(scenario))
    orbit, sky = summary["orbit"], summary["orbit"]["environment"]
    return {
        "km": height_km,
        "eclipse days/y": orbit["eclipse_days_per_year"],
        "longest, min": orbit["eclipse_max_s"] / 60.0,
        "sunlit": orbit["sunlit_frac"],
        "dose, krad": sky["dose_krad"],
        "work kept": sky["useful_frac"],
        "cells left": sky["cells_left_frac"],
        "drag, m/s/y": sky["drag_m_per_s_y"],
        "raising, m/s": sky["delta_v_m_per_s"]["raising"],
        "passive decay, y": sky["passive_decay_y"],
        "ratio": summary["ratio_like_for_like"],
    }


def main() -> None:
    """Print the table."""
    rows = [row(height_km) for height_km in HEIGHTS_KM]
    print("  ".join(f"{name:>16}" for name in rows[0]))
    for each in rows:
        print("  ".join(f"{value:16.4g}" for value in each.values()))


if __name__ == "__main__":
    main()
