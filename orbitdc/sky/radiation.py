"""The dose behind aluminium by orbit and solar cycle, and the South Atlantic Anomaly, from a shipped AP8 table.

Protons are AP8-MIN and AP8-MAX, scaled to SPENVIS; AP8 itself is good to a factor of 2. At 30 degrees and 550 km
SPENVIS gives 10 to 19 % more. Electrons are SPENVIS at 550 km, moved to other orbits by AE8-MAX at any solar phase,
which overstates them in quiet years. Solar protons are left out; cosmic rays are an estimate where the belts end.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product

import numpy as np
import numpy.typing as npt

from orbitdc.constants import EARTH_RADIUS_KM, EARTH_ROTATION_RAD_PER_S, MU_EARTH_KM3_PER_S2, SECONDS_PER_DAY
from orbitdc.errors import Problem, ScenarioError
from orbitdc.system.recent import by_content

FloatArray = npt.NDArray[np.float64]
Place = tuple[npt.NDArray[np.int64], FloatArray]

INCLINATION_DEG = (
    0.0,
    10.0,
    20.0,
    30.0,
    35.0,
    40.0,
    45.0,
    53.0,
    60.0,
    70.0,
    98.0,
)  # orbits of i and 180 - i have the same dose
POLAR_DEG = 75.0  # the last inclination, Sun-synchronous, stands for 75 to 105 degrees, where AP8 doses differ by 4 %
F107_MIN_SFU, F107_MAX_SFU = 70.0, 200.0  # of a quiet and of an active Sun
SAA_SOUTH_DEG, SAA_NORTH_DEG = -50.0, 0.0
SAA_LONGITUDE_DEG = (-90.0, 40.0)
SAA_WIDTH_FRAC = (SAA_LONGITUDE_DEG[1] - SAA_LONGITUDE_DEG[0]) / 360.0


@dataclass(frozen=True, eq=False)
class DoseTable:
    """Logarithms of doses in rad(Si)/y on a grid; the altitude axis is ln(altitude in km)."""

    ln_altitude: FloatArray  # (n_altitude,), rising
    shielding_mm: FloatArray  # (n_shield,), of protons, rising
    proton: FloatArray  # (2, n_inclination, n_altitude, n_shield), AP8-MIN then AP8-MAX
    electron_ratio: FloatArray  # (n_inclination, n_altitude), ln of AE8-MAX over that of 550 km, polar
    total_mm: FloatArray  # (n_total,), rising
    total: FloatArray  # (n_total,), SPENVIS at 550 km and 100 degrees, AP8-MIN and AE8-MAX
    saa_event_share: FloatArray  # (n_altitude,), a share and not a logarithm


@cache
def dose_table() -> DoseTable:
    """The shipped table, which is read once.

    Source: AP8 by IRBEM and continuous slowing-down, x 1.27 to SPENVIS 4.6.11 SHIELDOSE-2
    (github.com/pfandzelter/leo-edge-failure-models); between its orbits by notebooks/evidence/radiation_table.py.

    >>> dose_table().proton.shape
    (2, 11, 13, 4)
    """
    text = files("orbitdc.sky").joinpath("dose.csv").read_text(encoding="utf-8")
    series: dict[str, dict[tuple[float, ...], float]] = {}
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        key = tuple(float(row[k] or 0.0) for k in ("inclination_deg", "altitude_km", "shielding_mm"))
        series.setdefault(row["series"], {})[key] = float(row["value"])
    altitude = sorted({h for _, h, _ in series["electron_ratio"]})
    shield = sorted({t for _, _, t in series["proton_min"]})
    protons = [
        [[[series[s][i, h, t] for t in shield] for h in altitude] for i in INCLINATION_DEG]
        for s in ("proton_min", "proton_max")
    ]
    ratio = series["electron_ratio"]
    electrons = np.array([[ratio[i, h, 0.0] for h in altitude] for i in INCLINATION_DEG])
    totals = sorted((t, dose) for (i, _, t), dose in series["total_min"].items() if i == 100.0)
    return DoseTable(
        ln_altitude=np.log(altitude),
        shielding_mm=np.array(shield),
        proton=np.log(protons),
        electron_ratio=np.log(electrons / ratio[INCLINATION_DEG[-1], 550.0, 0.0]),
        total_mm=np.array([t for t, _ in totals]),
        total=np.array([dose for _, dose in totals]),
        saa_event_share=np.array([series["saa_event_share"][INCLINATION_DEG[-1], h, 0.0] for h in altitude]),
    )


def solar_phase_frac(f107_sfu: npt.ArrayLike) -> FloatArray:
    """The place in the solar cycle, 0 quiet to 1 active, of the shape of ``f107_sfu``: linear in F10.7 and clipped.

    By definition AP8-MIN holds at 70 sfu and AP8-MAX at 200 sfu.

    >>> solar_phase_frac([60.0, 135.0, 250.0])
    array([0. , 0.5, 1. ])
    """
    flux = np.asarray(f107_sfu, dtype=np.float64)
    return np.clip((flux - F107_MIN_SFU) / (F107_MAX_SFU - F107_MIN_SFU), 0.0, 1.0)


@by_content(most=32)
def dose_rad_per_y(
    altitude_km: npt.ArrayLike,
    inclination_rad: npt.ArrayLike,
    shielding_mm: npt.ArrayLike,
    solar_phase_frac: npt.ArrayLike,
) -> FloatArray:
    """The dose in rad(Si)/y at the centre of an aluminium sphere, protons and electrons; the arguments broadcast.

    The sum of ``proton_rad_per_y`` and ``electron_rad_per_y`` (Sawyer and Vette 1976, AP8; Vette 1991, AE8). Below 400
    km the lowest row of the table is held, and above 20 mm its thickest shield; both overstate the dose. Raises
    ScenarioError above 2,000 km and below 1 mm, where the table would understate.

    >>> dose_rad_per_y(650.0, np.radians(98.0), 10.0, [0.0, 1.0]).round()
    array([219., 161.])
    >>> float(dose_rad_per_y(550.0, np.radians(100.0), 3.0, 0.0).round())
    1031.0
    """
    protons = proton_rad_per_y(altitude_km, inclination_rad, shielding_mm, solar_phase_frac)
    return protons + electron_rad_per_y(altitude_km, inclination_rad, shielding_mm)


@by_content(most=32)
def proton_rad_per_y(
    altitude_km: npt.ArrayLike,
    inclination_rad: npt.ArrayLike,
    shielding_mm: npt.ArrayLike,
    solar_phase_frac: npt.ArrayLike,
) -> FloatArray:
    """The dose of trapped protons in rad(Si)/y; bounds and errors are those of ``dose_rad_per_y``.

    ln(dose) is linear in ln(altitude), in inclination, and in shielding (overstates by some 3 %; from 3 down to 1 mm
    the slope of 3 to 5 mm continues); the dose is linear in solar phase, AP8-MIN at 0, AP8-MAX at 1. The model is AP8
    (Sawyer and Vette 1976); the arguments broadcast.

    >>> proton_rad_per_y(800.0, np.radians([30.0, 98.6, 150.0]), 10.0, 0.0).round()
    array([1046.,  471., 1046.])
    """
    table = dose_table()
    h, i, t, phase = _orbit(altitude_km, inclination_rad, shielding_mm, solar_phase_frac)
    places = (_place(i, _knots_deg()), _place(h, table.ln_altitude), _place(t, table.shielding_mm))
    quiet, active = (_blend(ln, *places) for ln in table.proton)
    return np.asarray((1.0 - phase) * np.exp(quiet) + phase * np.exp(active))


def electron_rad_per_y(
    altitude_km: npt.ArrayLike, inclination_rad: npt.ArrayLike, shielding_mm: npt.ArrayLike
) -> FloatArray:
    """The dose of trapped electrons in rad(Si)/y; bounds and errors are those of ``dose_rad_per_y``.

    At 550 km and 100 degrees the dose is SPENVIS's total less the table's protons, exponential between 1, 2, 3, 5, 10
    and 20 mm; elsewhere times the ratio of AE8-MAX fluxes above 1.7 MeV. Electrons are most of the dose of a polar
    orbit below 5 mm, and 5 % of it at 10 mm. The model is AE8 (Vette 1991); the arguments broadcast.

    >>> electron_rad_per_y(550.0, np.radians([30.0, 100.0]), 3.0).round()
    array([ 36., 870.])
    """
    table = dose_table()
    h, i, t, _ = _orbit(altitude_km, inclination_rad, shielding_mm, 0.0)
    ln_ratio = _blend(table.electron_ratio, _place(i, _knots_deg()), _place(h, table.ln_altitude))
    return np.asarray(np.exp(ln_ratio + np.interp(t, table.total_mm, _ln_electrons())))


def saa_share(altitude_km: npt.ArrayLike, inclination_rad: npt.ArrayLike) -> FloatArray:
    """The share of time in the box of the Anomaly, latitude -50 to 0 and longitude -90 to +40; arguments broadcast.

    The orbit is circular and its longitudes are uniform (Vallado 2013, chapter 2, sin(latitude) = sin i sin u):
    asin(sin 50 / sin i)/pi, or 1/2 where the orbit stays within 50 degrees, times 130/360. The share is the same at any
    altitude; the events inside the box are not (``saa_event_share``).

    >>> saa_share(600.0, np.radians([30.0, 98.0])).round(4)
    array([0.1806, 0.1017])
    """
    _, inclination = np.broadcast_arrays(np.asarray(altitude_km, np.float64), np.asarray(inclination_rad, np.float64))
    return np.asarray(_band_rad(inclination) / np.pi * SAA_WIDTH_FRAC)


def saa_event_share(altitude_km: npt.ArrayLike) -> FloatArray:
    """The share of proton events that fall inside the box of the Anomaly, of the shape of ``altitude_km``.

    Events follow AP8-MIN protons above 50 MeV (Sawyer and Vette 1976). The share is linear in ln(altitude), held at the
    ends of the table; alike within 0.02 from 30 to 98 degrees up to 1,200 km.

    >>> saa_event_share([600.0, 1000.0]).round(2)
    array([1. , 0.9])
    """
    table = dose_table()
    return np.interp(np.log(np.asarray(altitude_km, dtype=np.float64)), table.ln_altitude, table.saa_event_share)


def saa_rate_factor(altitude_km: npt.ArrayLike, inclination_rad: npt.ArrayLike) -> FloatArray:
    """The rate of proton events inside the box over the mean rate of the orbit; the arguments broadcast.

    It is ``saa_event_share`` over ``saa_share``, by definition of a rate.

    >>> saa_rate_factor(650.0, np.radians([30.0, 98.0])).round(1)
    array([5.5, 9.8])
    """
    return np.asarray(saa_event_share(altitude_km) / saa_share(altitude_km, inclination_rad))


def saa_passes_per_day(altitude_km: npt.ArrayLike, inclination_rad: npt.ArrayLike) -> FloatArray:
    """The number of visits of the box per day; the arguments broadcast.

    Entries over the edges of the box are counted with uniform longitudes (Vallado 2013, chapter 2, spherical
    triangles): over a parallel once an orbit, times 130/360 (at 50 S too, where the orbit reaches it), and over a
    meridian by the longitude passed between the two parallels, over 360.

    >>> saa_passes_per_day(600.0, np.radians([30.0, 98.0])).round(1)
    array([12.3, 11.8])
    """
    a = EARTH_RADIUS_KM + np.asarray(altitude_km, dtype=np.float64)
    period_s = 2.0 * np.pi * np.sqrt(a**3 / MU_EARTH_KM3_PER_S2)
    inclination = np.asarray(inclination_rad, dtype=np.float64)
    reaches = np.sin(inclination) > np.sin(np.radians(-SAA_SOUTH_DEG))
    u = _band_rad(inclination)
    east = np.where(reaches, 2.0 * np.arctan2(np.cos(inclination) * np.sin(u), np.cos(u)), np.pi * _east(inclination))
    ground = np.abs(east - EARTH_ROTATION_RAD_PER_S * period_s * u / np.pi)
    entries = np.where(reaches, 2.0, 1.0) * SAA_WIDTH_FRAC + ground / (2.0 * np.pi)
    return np.asarray(SECONDS_PER_DAY / period_s * entries)


def _band_rad(inclination_rad: FloatArray) -> FloatArray:
    """Half the argument of latitude in rad that an orbit spends between the equator and the box's southern edge."""
    sine = np.sin(np.radians(-SAA_SOUTH_DEG)) / np.maximum(np.sin(inclination_rad), 1e-12)
    return np.asarray(np.arcsin(np.minimum(sine, 1.0)))


def _east(inclination_rad: FloatArray) -> FloatArray:
    """+1 for an orbit that runs with the Earth, -1 against it."""
    return np.where(np.cos(inclination_rad) >= 0.0, 1.0, -1.0)


def _orbit(
    altitude_km: npt.ArrayLike,
    inclination_rad: npt.ArrayLike,
    shielding_mm: npt.ArrayLike,
    solar_phase_frac: npt.ArrayLike,
) -> tuple[FloatArray, ...]:
    """The four axes of the table, broadcast: ln(altitude), inclination folded to 0..90 deg, mm, solar phase."""
    altitude, shield = np.asarray(altitude_km, dtype=np.float64), np.asarray(shielding_mm, dtype=np.float64)
    table = dose_table()
    problems = []
    top = float(np.exp(table.ln_altitude[-1]))
    if not (altitude <= top * (1.0 + 1e-9)).all():
        problems.append(
            Problem(
                f"the dose table ends at {top:.0f} km altitude; asked for {altitude.max():g} km",
                path="fleet.shells.altitude_km",
                fix=f"an altitude_km of {top:.0f} or less: the dose keeps rising above",
            )
        )
    thin = float(table.total_mm[0])
    if not (shield >= thin).all():
        problems.append(
            Problem(
                f"the dose table starts at {thin:g} mm of aluminium; asked for {shield.min():g} mm",
                path="satellite.shielding.thickness_mm",
                fix=f"a thickness_mm of {thin:g} or more: the dose of electrons rises steeply below",
            )
        )
    if problems:
        raise ScenarioError(*problems)
    sine = np.abs(np.sin(np.asarray(inclination_rad, dtype=np.float64)))
    folded = np.minimum(np.degrees(np.arcsin(sine)), _knots_deg()[-1])
    ln_altitude = np.maximum(np.log(altitude), table.ln_altitude[0])
    capped = np.minimum(shield, table.shielding_mm[-1])
    return tuple(np.broadcast_arrays(ln_altitude, folded, capped, np.asarray(solar_phase_frac, dtype=np.float64)))


@cache
def _ln_electrons() -> FloatArray:
    """ln of the electron dose (n_total,) at 550 km and 100 degrees."""
    table = dose_table()
    protons = proton_rad_per_y(550.0, np.radians(100.0), table.total_mm, 0.0)
    return np.asarray(np.log(table.total - protons))


def _knots_deg() -> FloatArray:
    """The table's inclinations, folded to 0..90 degrees."""
    return np.array([*INCLINATION_DEG[:-1], POLAR_DEG])


def _blend(values: FloatArray, *places: Place) -> FloatArray:
    """Multilinear mean of the corners of the cell that the places, one per axis of ``values``, point at."""
    total = np.zeros(())
    for corner in product((0, 1), repeat=len(places)):
        weight = np.ones(())
        for (_, part), side in zip(places, corner, strict=True):
            weight = weight * (part if side else 1.0 - part)
        total = total + weight * values[tuple(index + side for (index, _), side in zip(places, corner, strict=True))]
    return np.asarray(total)


def _place(x: FloatArray, knots: FloatArray) -> Place:
    """Index of the segment each x lies in and its part of that segment; end segments continue."""
    index = np.clip(np.searchsorted(knots, x, side="right") - 1, 0, knots.size - 2)
    return np.asarray(index), np.asarray((x - knots[index]) / (knots[index + 1] - knots[index]))
