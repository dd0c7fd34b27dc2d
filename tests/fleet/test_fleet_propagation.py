"""Secular rates, the choice of gravity and small eccentricities, against SGP4 and published relations."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from sgp4.api import WGS84, Satrec

from orbitdc.constants import EARTH_RADIUS_KM, J2, J4
from orbitdc.fleet.orbits import Gravity, catalogue_orbits, kepler_rate_rad_per_s, secular_rates, shell_orbits
from orbitdc.fleet.select import join
from orbitdc.fleet.shell import Shell
from orbitdc.sky.catalogues import ElementRecords
from orbitdc.sky.eclipse import positions_km

EPOCH = dt.datetime(2029, 2, 11, 6, tzinfo=dt.UTC)
SGP4_MU, SGP4_RADIUS_KM, SGP4_J2 = 398600.5, 6378.137, 0.00108262998905  # its WGS84
# J2 of SGP4's WGS84 is 3e-6 above EGM96's, squared where J2^2 is; the rest is its other mu, 1.5e-7.
SAME_THEORY = 3e-5
INCLINED = [
    (6828.0, 0.0003, 70.0),
    (6928.0, 0.001, 53.0),
    (6978.0, 0.0, 97.8),
    (7578.0, 0.015, 30.0),
    (8378.0, 0.01, 5.0),
]
ANGLE_RATE = ["node", "perigee", "anomaly"]


def sgp4(a_km: float, e: float, i: float, node: float = 1.0, perigee: float = 0.7, anomaly: float = 0.2) -> Satrec:
    """SGP4 without drag of Brouwer mean elements, angles in rad, epoch 2029-02-11 06:00 UTC."""
    oblate = 0.75 * SGP4_J2 * (3.0 * math.cos(i) ** 2 - 1.0) / (1.0 - e**2) ** 1.5 * (SGP4_RADIUS_KM / a_km) ** 2
    kozai = math.sqrt(SGP4_MU / a_km**3) * (1.0 + oblate)
    days = (EPOCH - dt.datetime(1949, 12, 31, tzinfo=dt.UTC)) / dt.timedelta(days=1)
    made = Satrec()
    made.sgp4init(WGS84, "i", 1, days, 0.0, 0.0, 0.0, e, perigee, i, anomaly, kozai * 60.0, node)
    return made


def shell(**changes: Any) -> Shell:
    fields: dict[str, Any] = {
        "label": "s",
        "altitude_km": 600.0,
        "inclination_deg": 53.0,
        "raan_deg": 40.0,
        "pattern": "delta",
        "planes": 3,
        "satellites_per_plane": 2,
        "phasing": 0,
    }
    return Shell(**{**fields, **changes})


# -- rates -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("a_km", "e", "inclination_deg"), INCLINED)
def test_second_order_rates_are_those_inside_sgp4(a_km: float, e: float, inclination_deg: float) -> None:
    i = math.radians(inclination_deg)
    node, latitude, perigee = secular_rates(a_km, e, i, "j2_j4")
    theirs = sgp4(a_km, e, i)
    scale = SAME_THEORY * 1.5 * J2 * float(kepler_rate_rad_per_s(a_km)) * (EARTH_RADIUS_KM / a_km) ** 2
    assert float(node) == pytest.approx(theirs.nodedot / 60.0, abs=scale)
    assert float(perigee) == pytest.approx(theirs.argpdot / 60.0, abs=scale)
    kozai = 3e-6  # its way back from the Kozai mean motion is good to J2^2
    assert float(latitude - perigee) == pytest.approx(theirs.mdot / 60.0, rel=kozai)


@pytest.mark.parametrize(("a_km", "e", "inclination_deg"), INCLINED)
def test_first_order_rates_are_half_a_percent_off(a_km: float, e: float, inclination_deg: float) -> None:
    i = math.radians(inclination_deg)
    node, latitude, _ = secular_rates(a_km, e, i)
    theirs = sgp4(a_km, e, i)
    assert float(node) == pytest.approx(theirs.nodedot / 60.0, rel=5e-3)  # J2^2 and J4 over J2: up to 4.5 J2
    assert float(node) != pytest.approx(theirs.nodedot / 60.0, rel=2e-4)  # the option is worth its name
    assert float(latitude) == pytest.approx((theirs.mdot + theirs.argpdot) / 60.0, rel=2e-5)


@given(st.floats(6600.0, 9000.0), st.floats(0.0, 0.0199), st.floats(0.0, math.pi))
@settings(deadline=None)
def test_node_is_the_textbook_formula_in_the_perturbed_mean_motion(a_km: float, e: float, i: float) -> None:
    """Vallado's J2^2 term of the node, -(3/2) n J2 (Re/p)^2 cos i J2 (Re/p)^2 (9/4 - 5/2 sin^2 i), e to first order.

    There n is the anomalistic mean motion, of which J2 is part; with sqrt(mu/a^3) the term would be another.
    """
    sine2, cosine = math.sin(i) ** 2, math.cos(i)
    near = (EARTH_RADIUS_KM / (a_km * (1.0 - e * e))) ** 2
    n0 = float(kepler_rate_rad_per_s(a_km))
    n = n0 * (1.0 + 0.75 * J2 * near * math.sqrt(1.0 - e * e) * (3.0 * cosine**2 - 1.0))
    expected = -1.5 * n * J2 * near * cosine * (1.0 + J2 * near * (2.25 - 2.5 * sine2))
    expected += 15.0 / 16.0 * n0 * J4 * near**2 * cosine * (4.0 - 7.0 * sine2)
    node, _, _ = secular_rates(a_km, e, i, "j2_j4")
    third_order = 12.0 * n0 * J2**3  # and e^2 J2^2, 4e-4 of the term, far below
    assert float(node) == pytest.approx(expected, abs=third_order + 8.0 * n0 * J2**2 * e**2)


def test_perigee_stands_still_at_the_critical_inclination() -> None:
    critical = math.acos(math.sqrt(0.2))  # 63.43 deg, 5 cos^2 i = 1 (Orlov 1953)
    _, _, perigee = secular_rates(7000.0, 0.01, critical + np.array([-0.01, 0.0, 0.01]))
    assert perigee[0] > 0.0 > perigee[2]
    assert abs(perigee[1]) < 1e-15


def test_rates_take_arrays_and_broadcast() -> None:
    a, i = np.linspace(6700.0, 7500.0, 5)[:, None], np.linspace(0.1, 3.0, 4)
    node, latitude, perigee = secular_rates(a, 0.001, i, "j2_j4")
    assert node.shape == latitude.shape == perigee.shape == (5, 4)
    one = secular_rates(float(a[2, 0]), 0.001, float(i[1]), "j2_j4")
    assert [float(x[2, 1]) for x in (node, latitude, perigee)] == pytest.approx([float(x) for x in one], rel=1e-14)


# -- gravity reaches shells and catalogues -----------------------------------------------------------------------------


def test_gravity_reaches_a_shell() -> None:
    first, both = shell_orbits(shell(), EPOCH, 3, 2), shell_orbits(shell(), EPOCH, 3, 2, gravity="j2_j4")
    theirs = sgp4(EARTH_RADIUS_KM + 600.0, 0.0, math.radians(53.0))
    assert both.raan_rate_rad_per_s == pytest.approx(np.full(6, theirs.nodedot / 60.0), rel=SAME_THEORY)
    assert first.raan_rate_rad_per_s != pytest.approx(both.raan_rate_rad_per_s, rel=SAME_THEORY)
    for name in ("raan_rad", "argument_of_latitude_rad", "weight", "semi_major_axis_km"):
        assert (getattr(first, name) == getattr(both, name)).all()


@pytest.mark.parametrize("gravity", ["j2", "j2_j4"])
def test_a_sun_synchronous_node_follows_the_sun_whatever_the_gravity(gravity: Gravity) -> None:
    orbits = shell_orbits(shell(inclination_deg=None, raan_deg=None, ltan_h=10.5), EPOCH, 3, 1, gravity=gravity)
    year_s = 365.2421897 * 86400.0
    assert orbits.raan_rate_rad_per_s * year_s == pytest.approx(np.full(3, 2.0 * math.pi), rel=1e-14)


def records(days_before: float) -> ElementRecords:
    moment = np.array([EPOCH.replace(tzinfo=None)], "datetime64[us]") - np.timedelta64(round(days_before * 86400), "s")
    a_km, e, i = 6928.0, 0.001, math.radians(53.0)
    kozai = sgp4(a_km, e, i).no_kozai / 60.0
    angles = [np.array([x]) for x in (1.0, e, 0.7, 0.2)]
    return ElementRecords(("A",), np.array([1]), moment, np.array([i]), *angles, np.array([kozai]))


def test_a_catalogue_is_carried_to_the_epoch_with_its_eccentricity() -> None:
    """Thirty days of SGP4's own secular angles: 3e-5 of 135 deg of node, 110 deg of perigee."""
    orbits = catalogue_orbits(records(30.0), EPOCH, gravity="j2_j4")
    theirs = sgp4(6928.0, 0.001, math.radians(53.0))
    theirs.sgp4_tsince(30.0 * 1440.0)
    ours = [orbits.raan_rad[0], orbits.argument_of_perigee_rad[0]]
    for mine, other in zip(ours, (theirs.Om, theirs.om), strict=True):
        assert abs(math.remainder(mine - other, 2.0 * math.pi)) < SAME_THEORY * 135.0 / 57.0
    # 454 revolutions at 1e-6: J2 and mu of SGP4's WGS84, of which the mean motion is kept.
    gap = math.remainder(orbits.argument_of_latitude_rad[0] - theirs.om - theirs.mm, 2.0 * math.pi)
    assert abs(gap) < 454.0 * 2.0 * math.pi * 1e-6
    assert orbits.eccentricity.tolist() == [0.001]
    first = catalogue_orbits(records(30.0), EPOCH)
    assert abs(first.raan_rad[0] - orbits.raan_rad[0]) > 10.0 * SAME_THEORY


# -- small eccentricities ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("e", "perigee_deg"), [(0.0, 0.0), (0.01, 30.0), (0.0199, 210.0)])
def test_positions_of_an_eccentric_shell_are_those_of_sgp4(e: float, perigee_deg: float) -> None:
    """At 15 deg of inclination, so that J3 bends the orbit by e = 0.0003 only.

    Left are 2 x 0.0003 a of J3, 4 km along, and J2: -8.5 km in the mean radius, (3/4) J2 (Re/a)^2 (3 cos^2 i - 1) a,
    and a few along the orbit. Eccentricity itself moves the satellite by 2 e a, up to 280 km.
    """
    i = math.radians(15.0)
    made = shell(inclination_deg=15.0, eccentricity=e or None, argument_of_perigee_deg=perigee_deg or None)
    orbits = shell_orbits(made, EPOCH, 1, 1, gravity="j2_j4")
    perigee = math.radians(perigee_deg)
    theirs = sgp4(EARTH_RADIUS_KM + 600.0, e, i, math.radians(40.0), perigee, -perigee)
    minutes = np.linspace(0.0, 1440.0, 997)
    failed, r, _ = theirs.sgp4_array(np.full_like(minutes, theirs.jdsatepoch), theirs.jdsatepochF + minutes / 1440.0)
    assert not failed.any()
    assert np.linalg.norm(positions_km(orbits, 0, minutes * 60.0) - r, axis=1).max() < 12.0


def test_an_absent_eccentricity_is_a_circle() -> None:
    orbits = shell_orbits(shell(), EPOCH, 3, 2)
    assert orbits.eccentricity.tolist() == orbits.argument_of_perigee_rad.tolist() == [0.0] * 6
    radius = np.linalg.norm(positions_km(orbits, 3, np.linspace(0.0, 6000.0, 100)), axis=1)
    assert radius == pytest.approx(np.full(100, EARTH_RADIUS_KM + 600.0), rel=1e-14)


def test_shells_and_their_eccentricities_join() -> None:
    circle = shell_orbits(shell(), EPOCH, 3, 2)
    ellipse = shell_orbits(shell(eccentricity=0.004, argument_of_perigee_deg=90.0), EPOCH, 3, 1, 1)
    joined = join([circle, ellipse])
    assert joined.eccentricity.tolist() == [0.0] * 6 + [0.004] * 3
    assert joined.argument_of_perigee_rad.tolist() == [0.0] * 6 + [math.pi / 2.0] * 3
    assert joined.perigee_rate_rad_per_s[6:].tolist() == ellipse.perigee_rate_rad_per_s.tolist()
    assert positions_km(joined, 7, 500.0) == pytest.approx(positions_km(ellipse, 1, 500.0), rel=1e-14)


def test_a_perigee_in_the_air_is_refused() -> None:
    with pytest.raises(ValidationError) as caught:
        shell(altitude_km=250.0, eccentricity=0.018)
    assert caught.value.errors()[0]["msg"] == (
        "Value error, perigee is at 131 km: give a smaller eccentricity or a higher altitude_km, "
        "so that it stays above 150 km"
    )
    assert shell(altitude_km=250.0, eccentricity=0.015).perigee_km() == pytest.approx(150.578, abs=1e-3)


@pytest.mark.parametrize("e", [-0.001, 0.03])
def test_an_eccentricity_out_of_reach_is_refused(e: float) -> None:
    with pytest.raises(ValidationError, match="eccentricity"):
        shell(eccentricity=e)
