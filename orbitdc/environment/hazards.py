"""Radiation and debris of each orbit group by day: dose, silicon, cells, radiator segments, collisions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from orbitdc.constants import DAYS_PER_YEAR
from orbitdc.environment.orbit_groups import OrbitGroups
from orbitdc.satellite.puncture import LEAST_CAPACITY, expected_capacity, segment_rate_per_y
from orbitdc.satellite.upsets import memory_hazard_per_y, stops_per_y
from orbitdc.scenario.model import Scenario
from orbitdc.sky.debris import catastrophic_per_y, penetration_per_m2_y
from orbitdc.sky.radiation import dose_rad_per_y, proton_rad_per_y, solar_phase_frac

Array = npt.NDArray[np.float64]
REFERENCE_Y = 5.0  # over which published yearly rates are means
COVER_MM, PROTON_MM = 1.0, 3.0  # thinnest shields of the dose table, in all and for protons: stand for cover glass


@dataclass(frozen=True, eq=False)
class Hazards:
    """Arrays by day of the life and orbit group, (n_day, n_group), unless said otherwise."""

    dose_factor: float  # true dose over that of the table
    dose_rad_per_y: Array  # of the table, behind the shield
    dose_krad: Array  # collected at the beginning of each day and the end of the last, (n_day + 1, n_group)
    memory_per_y: Array  # hazard of accelerators by dose
    stops_per_y: Array  # of one accelerator by radiation
    cells_frac: Array  # array output left
    radiator_frac: Array  # radiator area in service
    collision_per_y: Array  # that end a satellite


def hazards(scenario: Scenario, groups: OrbitGroups, altitude_km: Array, f107_sfu: Array) -> Hazards:
    """Hazards along altitudes (n_day, n_group) with F10.7 by day (n_day,).

    Raises ScenarioError for altitudes and shields outside the dose table.
    """
    s, sky = scenario.satellite, scenario.sky
    tilt, phase = groups.inclination_rad, solar_phase_frac(f107_sfu)[:, None]
    dose = dose_rad_per_y(altitude_km, tilt, s.shielding.thickness_mm, phase)
    gained = np.cumsum(dose, axis=0) * 1e-3 / DAYS_PER_YEAR
    krad = np.concatenate([np.zeros_like(gained[:1]), gained])
    age_y = (np.arange(len(dose)) + 0.5)[:, None] / DAYS_PER_YEAR
    holes = penetration_per_m2_y(
        groups.altitude_km, s.radiator.tube_wall_mm, s.radiator.shield_mm, sky.debris_flux
    )  # the flux of the orbit that the satellite was launched to
    per_segment = segment_rate_per_y(s.radiator.area_m2, s.radiator.tube_share_frac, holes, s.radiator.segment_count)
    return Hazards(
        dose_factor=s.upsets.dose_factor,
        dose_rad_per_y=dose,
        dose_krad=krad,
        memory_per_y=memory_hazard_per_y(0.5 * (krad[1:] + krad[:-1]), s.upsets),
        stops_per_y=stops_per_y(dose, s.upsets),
        cells_frac=cells_frac(scenario, tilt, altitude_km, phase),
        radiator_frac=np.maximum(
            expected_capacity(age_y, per_segment, s.radiator.segment_count, s.radiator.needed_count), LEAST_CAPACITY
        ),
        collision_per_y=catastrophic_per_y(altitude_km, s.vital_m2, sky.debris_flux),
    )


def cells_frac(scenario: Scenario, tilt_rad: Array, altitude_km: Array, phase_frac: Array) -> Array:
    """Array output left by day, (n_day, n_group): (1 - d')^t for heat and light, 1 - C log10(1 + x) for radiation.

    x is the fluence collected over that of the fit (Fetzer et al., XTJ cells,
    https://manuscript.isc.ac/Inventory/49/3379400.htm), such that the reference orbit loses its share of
    ``degradation_per_y`` in five years; elsewhere it grows with the dose behind cover glass, for which the larger of
    two ratios stands, in all behind 1 mm and by protons behind 3 mm.
    """
    array = scenario.satellite.solar_array
    share, slope = array.radiation_share_frac, array.radiation_slope_frac
    reference = array.reference_altitude_km, np.radians(array.reference_inclination_deg)
    ratios = [
        dose(altitude_km, tilt_rad, mm, phase_frac) / dose(*reference, mm, phase_frac)
        for dose, mm in ((dose_rad_per_y, COVER_MM), (proton_rad_per_y, PROTON_MM))
    ]
    per_y = (10.0 ** (share * array.degradation_per_y * REFERENCE_Y / slope) - 1.0) / REFERENCE_Y
    daily = per_y / DAYS_PER_YEAR * np.maximum(*ratios)
    fluence = np.cumsum(daily, axis=0) - 0.5 * daily
    age_y = (np.arange(len(daily)) + 0.5)[:, None] / DAYS_PER_YEAR
    kept = (1.0 - (1.0 - share) * array.degradation_per_y) ** age_y
    return np.asarray(kept * np.maximum(1.0 - slope * np.log10(1.0 + fluence), 0.0))
