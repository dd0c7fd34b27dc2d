"""Orbits and eclipses against numbers that others computed or published, kept here as small tables."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest

from orbitdc.constants import EARTH_RADIUS_KM
from orbitdc.fleet.orbits import Orbits, kepler_rate_rad_per_s, secular_rates, shell_orbits, sso_inclination_rad
from orbitdc.fleet.shell import Shell
from orbitdc.sky.eclipse import beta_rad, eclipse_closed_form_s, eclipse_edges, positions_km
from orbitdc.sky.sun import sun_table

YEAR = dt.date(2027, 1, 1)
DAY_S = 86400.0


def synchronous(altitude_km: float, ltan_h: float, day: dt.date = YEAR) -> Orbits:
    shell = Shell(
        label="one",
        altitude_km=altitude_km,
        inclination_deg=None,
        ltan_h=ltan_h,
        pattern="single",
        planes=1,
        satellites_per_plane=1,
        phasing=0,
    )
    return shell_orbits(shell, dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC), 1, 1)


def sun_angles(orbits: Orbits, seconds: np.ndarray) -> np.ndarray:
    direction, _ = sun_table(YEAR, 365.0).at(seconds)
    node = orbits.raan_rad[0] + orbits.raan_rate_rad_per_s[0] * seconds
    return beta_rad(direction, orbits.inclination_rad[0], node)


# Independent computation of 2027, LTAN 18:00, cylinder of 6378.137 km: closed form on a low-precision Sun (0.01 deg).
# altitude, inclination, least Sun angle, days with eclipse, longest eclipse in minutes, lit share of the year
DAWN_DUSK = [
    (500.0, 97.40, 59.16, 106.0, 22.66, 0.9439),
    (560.0, 97.63, 58.93, 100.0, 21.46, 0.9509),
    (600.0, 97.79, 58.77, 95.5, 20.68, 0.9551),
    (650.0, 97.99, 58.58, 90.5, 19.73, 0.9600),
    (800.0, 98.60, 57.96, 76.0, 16.89, 0.9722),
    (1000.0, 99.48, 57.08, 57.0, 13.04, 0.9846),
    (1391.0, 101.4, 55.2, 0.0, 0.0, 1.0),
]


@pytest.mark.parametrize(("altitude_km", "inclination_deg", "beta_deg", "days", "peak_min", "lit"), DAWN_DUSK)
def test_a_year_of_dawn_dusk(
    altitude_km: float, inclination_deg: float, beta_deg: float, days: float, peak_min: float, lit: float
) -> None:
    orbits = synchronous(altitude_km, 18.0)
    seconds = np.arange(0.0, 365.0, 0.25) * DAY_S
    beta = sun_angles(orbits, seconds)
    dark_s = eclipse_closed_form_s(altitude_km, beta)
    share = dark_s * float(kepler_rate_rad_per_s(EARTH_RADIUS_KM + altitude_km)) / (2.0 * math.pi)
    printed_deg = 0.05 if altitude_km > 1300.0 else 0.011  # rounding of the table, and its Sun
    assert math.degrees(sso_inclination_rad(altitude_km)) == pytest.approx(inclination_deg, abs=printed_deg)
    assert np.degrees(np.abs(beta)).min() == pytest.approx(beta_deg, abs=printed_deg)
    # The season is counted in days or halves, and 0.01 deg of the Sun is 0.3 d at its ends, more at a grazing one.
    assert 0.25 * float((dark_s > 0.0).sum()) == pytest.approx(days, abs=0.8 if days > 0.0 else 4.0)
    if days > 0.0:
        assert dark_s.max() / 60.0 == pytest.approx(peak_min, abs=0.02)  # 1.6 min a degree
    assert 1.0 - share.mean() == pytest.approx(lit, abs=1e-4)


@pytest.mark.parametrize(
    ("altitude_km", "inclination_deg", "lit"),
    [(550.0, 53.0, 0.687), (480.0, 53.0, 0.6755), (600.0, 30.0, 0.652), (1000.0, 30.0, 0.693), (2000.0, 30.0, 0.769)],
)
def test_a_year_of_inclined_shells(altitude_km: float, inclination_deg: float, lit: float) -> None:
    """Independent computation of 2027, cylinder, mean over nodes."""
    i = math.radians(inclination_deg)
    seconds = np.arange(0.0, 365.0, 0.5) * DAY_S
    direction, _ = sun_table(YEAR, 365.0).at(seconds)
    node_rate, _, _ = secular_rates(EARTH_RADIUS_KM + altitude_km, 0.0, i)
    node = np.arange(36)[:, None] * math.radians(10.0) + float(node_rate) * seconds
    rate = float(kepler_rate_rad_per_s(EARTH_RADIUS_KM + altitude_km))
    share = eclipse_closed_form_s(altitude_km, beta_rad(direction, i, node)) * rate / (2.0 * math.pi)
    assert 1.0 - share.mean() == pytest.approx(lit, abs=1e-3)


def test_a_year_of_a_morning_orbit() -> None:
    """Independent computation of 2027: 560 km, LTAN 10:30, cylinder."""
    seconds = np.arange(0.0, 365.0, 0.25) * DAY_S
    share = eclipse_closed_form_s(560.0, sun_angles(synchronous(560.0, 10.5), seconds)) / 5751.42
    assert 1.0 - share.mean() == pytest.approx(0.639, abs=1e-3)


def test_radarsat_2() -> None:
    """Published: 798 km, 98.6 deg, 100.7 minutes, dawn-dusk, 343 revolutions in 24 days (Canadian Space Agency).

    Its height is counted from the ellipsoid, which under a polar orbit lies 10.7 km below the equator's radius.
    """
    orbits = synchronous(798.0 - 10.7, 18.0)
    rate = float(orbits.argument_of_latitude_rate_rad_per_s[0])
    assert math.degrees(orbits.inclination_rad[0]) == pytest.approx(98.6, abs=0.07)  # printed, and first order
    assert 2.0 * math.pi / rate / 60.0 == pytest.approx(100.7, abs=0.05)
    # 2 km of height, the short-period J2 and the rounding, are 0.15 of a revolution.
    assert rate * 24.0 * DAY_S / (2.0 * math.pi) == pytest.approx(343.0, abs=0.15)


def test_sentinel_1() -> None:
    """Published: 693 km, 98.18 deg, dawn-dusk 18:00, ground track repeated by 175 revolutions in 12 days (ESA)."""
    orbits = synchronous(693.0, 18.0)
    turns = orbits.argument_of_latitude_rate_rad_per_s[0] * 12.0 * DAY_S / (2.0 * math.pi)
    assert turns == pytest.approx(175.0, abs=0.04)  # the height's last digit
    assert math.degrees(orbits.inclination_rad[0]) == pytest.approx(98.18, abs=0.03)  # 0.02 of it is J2^2 and J4


def test_no_eclipse_above_the_published_band() -> None:
    """Dawn-dusk is free of eclipse from 1,391 to 3,330 km (closed form and a scan of 2027, 5 km)."""
    seconds = np.arange(0.0, 365.0, 0.25) * DAY_S
    longest = {h: eclipse_closed_form_s(h, sun_angles(synchronous(h, 6.0), seconds)).max() for h in (1386.0, 1396.0)}
    assert longest[1386.0] > 0.0 == longest[1396.0]
    longest = {h: eclipse_closed_form_s(h, sun_angles(synchronous(h, 6.0), seconds)).max() for h in (3325.0, 3335.0)}
    assert longest[3335.0] > 0.0 == longest[3325.0]


@pytest.mark.parametrize(
    ("altitude_km", "beta_deg", "cylinder_min", "cone_min"),
    [(560.0, 58.930, 21.608, 21.328), (650.0, 58.575, 19.875, 19.556), (800.0, 57.958, 17.058, 16.658)],
)
def test_a_solstice_eclipse(altitude_km: float, beta_deg: float, cylinder_min: float, cone_min: float) -> None:
    """Independent Cowell integration (J2), astropy's Sun, sampled shadows; 2027-06-21 12:00 UTC, LTAN 18:00."""
    day = dt.date(2027, 6, 21)
    orbits, sun = synchronous(altitude_km, 18.0, day), sun_table(day, 1.0)
    noon = 0.5 * DAY_S
    normal = np.cross(positions_km(orbits, 0, noon), positions_km(orbits, 0, noon + 900.0))[0]
    sine = float(normal @ sun.at(noon)[0][0] / np.linalg.norm(normal))
    assert math.degrees(abs(math.asin(sine))) == pytest.approx(beta_deg, abs=0.01)
    for shadow, minutes in (("cylinder_sphere", cylinder_min), ("cone_ellipsoid", cone_min)):
        edges = eclipse_edges(orbits, 0, sun, start_s=noon - 6000.0, span_s=12000.0, shadow=shadow)
        # That integration starts from osculating elements, 3 to 5 km from the mean ones: 0.1 to 0.2 minutes.
        assert float(np.diff(edges, axis=1).max()) / 60.0 == pytest.approx(minutes, abs=0.2)
