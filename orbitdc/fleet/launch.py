"""Launch: payload by orbit, satellites per launch by mass and by volume, orbit raising."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, exp, radians, sqrt

from orbitdc.catalog import table
from orbitdc.constants import (
    EARTH_RADIUS_KM,
    EARTH_ROTATION_RAD_PER_S,
    MU_EARTH_KM3_PER_S2,
    STANDARD_GRAVITY_M_PER_S2,
)
from orbitdc.fleet.launch_site import LaunchSite
from orbitdc.fleet.launcher import Launcher
from orbitdc.satellite.constraint import UNLAUNCHABLE, Constraint, raise_to
from orbitdc.system.counting import whole_parts

REFERENCE_INCLINATION_DEG = 28.5  # of the reference payload
REFERENCE_ALTITUDE_KM = 300.0
DISPOSAL_PERIGEE_KM = 50.0  # the spent stage re-enters


def circular_speed_m_per_s(altitude_km: float) -> float:
    """The speed on a circular orbit, sqrt(mu/a) (Vallado 2013, chapter 2).

    >>> round(circular_speed_m_per_s(600.0), 1)
    7557.9
    """
    return 1e3 * sqrt(MU_EARTH_KM3_PER_S2 / (EARTH_RADIUS_KM + altitude_km))


def hohmann_m_per_s(low_km: float, high_km: float) -> float:
    """The delta-v of a Hohmann transfer between circular orbits (Vallado 2013, chapter 6, algorithm 36).

    >>> round(hohmann_m_per_s(300.0, 600.0))
    168
    """
    a1, a2 = EARTH_RADIUS_KM + low_km, EARTH_RADIUS_KM + high_km
    v1, v2 = circular_speed_m_per_s(low_km), circular_speed_m_per_s(high_km)
    return abs(v1 * (sqrt(2 * a2 / (a1 + a2)) - 1.0)) + abs(v2 * (1.0 - sqrt(2 * a1 / (a1 + a2))))


def disposal_m_per_s(altitude_km: float) -> float:
    """Delta-v that lowers the perigee of a circular orbit to 50 km.

    It is the first half of a Hohmann transfer, v (1 - sqrt(2 p/(a + p))) (Vallado 2013, chapter 6).

    >>> round(disposal_m_per_s(600.0), 1)
    156.7
    """
    a, low = EARTH_RADIUS_KM + altitude_km, EARTH_RADIUS_KM + DISPOSAL_PERIGEE_KM
    return circular_speed_m_per_s(altitude_km) * (1.0 - sqrt(2 * low / (a + low)))


def site_loss_m_per_s(site: LaunchSite, inclination_deg: float) -> float:
    """Delta-v to an orbit of 300 km from a site beyond that of the reference payload, due east from 28.5 degrees.

    What the Earth's rotation gives less, or more, and the turn of the plane where the corridor of the site ends short
    of the orbit (Vallado 2013, chapter 6), prograde and retrograde alike.

    >>> site = LaunchSite(label="28.5 degrees", latitude_deg=28.5, inclination_min_deg=28.5, inclination_max_deg=151.5)
    >>> [round(site_loss_m_per_s(site, i)) for i in (0.0, 28.5, 53.0, 97.6, 151.5, 180.0)]
    [3803, 0, 135, 481, 817, 4621]
    """
    speed = circular_speed_m_per_s(REFERENCE_ALTITUDE_KM)
    due_east = speed - 1e3 * EARTH_ROTATION_RAD_PER_S * EARTH_RADIUS_KM * cos(radians(REFERENCE_INCLINATION_DEG))
    ascent = site.ascent_m_per_s(inclination_deg, speed) - due_east
    return ascent + site.turn_m_per_s(inclination_deg, speed)


def best_site(launcher: Launcher, inclination_deg: float) -> LaunchSite:
    """The site of a launcher with the largest payload to an inclination."""
    return min(launcher.sites, key=lambda site: site_loss_m_per_s(site, inclination_deg))


def payload_kg(launcher: Launcher, altitude_km: float, inclination_deg: float) -> float:
    """Payload in kg to a circular orbit from the best site of a launcher, 0 where nothing is left.

    (m_ref + m_dry) exp(-dv/(g0 Isp)) - m_dry - deorbit, the rocket equation (Tsiolkovsky 1903) with dv the loss of the
    site plus Hohmann from 300 km, deorbit the propellant to dispose of the stage from there beyond that from 300 km.

    >>> site = LaunchSite(label="28.5 degrees", latitude_deg=28.5, inclination_min_deg=28.5, inclination_max_deg=151.5)
    >>> falcon = Launcher.model_construct(
    ...     reference_payload_kg=17_500.0, dry_mass_kg=4500.0, specific_impulse_s=348.0, sites=(site,)
    ... )
    >>> [round(payload_kg(falcon, 600.0, i) / 17_500.0, 2) for i in (28.5, 53.0)]
    [0.93, 0.89]
    """
    exhaust = launcher.specific_impulse_s * STANDARD_GRAVITY_M_PER_S2
    climb = hohmann_m_per_s(REFERENCE_ALTITUDE_KM, max(altitude_km, REFERENCE_ALTITUDE_KM))
    dv = site_loss_m_per_s(best_site(launcher, inclination_deg), inclination_deg) + climb
    extra = disposal_m_per_s(altitude_km) - disposal_m_per_s(REFERENCE_ALTITUDE_KM)
    deorbit = launcher.dry_mass_kg * (exp(max(extra, 0.0) / exhaust) - 1.0)
    left = (launcher.reference_payload_kg + launcher.dry_mass_kg) * exp(-dv / exhaust) - launcher.dry_mass_kg - deorbit
    return max(left, 0.0)


def spiral_m_per_s(from_km: float, to_km: float) -> float:
    """Delta-v of a low-thrust spiral between circular orbits of one plane, |v1 - v2| (Edelbaum 1961).

    >>> round(spiral_m_per_s(600.0, 200.0), 1)
    226.4
    """
    return abs(circular_speed_m_per_s(from_km) - circular_speed_m_per_s(to_km))


def drop_km(launcher: Launcher, altitude_km: float) -> float:
    """Altitude at which a launcher lets go of satellites for an orbit."""
    return min(launcher.insertion_altitude_km or altitude_km, altitude_km)


@dataclass(frozen=True)
class Manifest:
    """How satellites ride: per launch, what limits them, how they rise."""

    payload_kg: float
    by_mass: int
    by_volume: int
    site: str  # label of where it flies from
    inclination_deg: float
    turn_deg: float  # of the plane, outside the corridor of the site

    @property
    def per_launch(self) -> int:
        """Satellites on one launch; 0 where one does not fit."""
        return min(self.by_mass, self.by_volume)

    @property
    def limit(self) -> str:
        """What fills the fairing first."""
        return "volume" if self.by_volume < self.by_mass else "mass"


def manifest(
    launcher: Launcher, mass_kg: float, envelope_m3: float, altitude_km: float, inclination_deg: float
) -> Manifest:
    """Pack satellites of a mass and of an envelope, the usable volume that each takes, for an orbit.

    A launcher with ``insertion_altitude_km`` drops them there and they raise themselves, see ``orbitdc.fleet.raising``.
    """
    site = best_site(launcher, inclination_deg)
    payload = payload_kg(launcher, drop_km(launcher, altitude_km), inclination_deg)
    return Manifest(
        payload_kg=payload,
        by_mass=whole_parts(payload, mass_kg),
        by_volume=whole_parts(launcher.volume_m3, envelope_m3) if envelope_m3 > 0 else 10**9,
        site=site.label,
        inclination_deg=inclination_deg,
        turn_deg=abs(inclination_deg - site.heading_deg(inclination_deg)),
    )


def _site_remedy(inclination_deg: float) -> str:
    """The sites of the catalogue whose corridors hold an inclination, in place of the launcher's first."""
    rows = table(LaunchSite.catalog_kind)
    reach = [
        name
        for name, row in rows.items()
        if float(row["inclination_min_deg"].value) <= inclination_deg <= float(row["inclination_max_deg"].value)
    ]
    return f"launch.sites.0.from: {' or '.join(reach)} (its corridor reaches {inclination_deg:.1f} degrees)"


def launch_constraint(launcher: Launcher, packed: Manifest, envelope_m3: float) -> Constraint:
    """At least one satellite must fit."""
    fits = packed.per_launch >= 1
    if packed.limit == "volume":
        holds = f"{launcher.volume_m3:,.0f} m3"
        remedy = raise_to("launch.volume_m3", envelope_m3)
    elif packed.turn_deg > 0.0:
        turned = f"after a turn of {packed.turn_deg:,.0f} degrees out of the corridor of {packed.site}"
        holds = f"{packed.payload_kg:,.0f} kg {turned}"
        remedy = _site_remedy(packed.inclination_deg)
    else:
        holds = f"{packed.payload_kg:,.0f} kg to this orbit"
        insertion = launcher.insertion_altitude_km
        low = insertion is not None and insertion <= REFERENCE_ALTITUDE_KM
        raised = f"launch.insertion_altitude_km: {REFERENCE_ALTITUDE_KM:.0f} (satellites raise themselves)"
        remedy = "a larger launcher" if low else f"{raised}, or a larger launcher"
    return Constraint(
        "satellites_per_launch",
        float(packed.per_launch) if fits else -1.0,
        UNLAUNCHABLE,
        1.0 if fits else -1.0,
        f"launcher: {holds} holds no satellite, limited by {packed.limit}",
        remedy,
    )
