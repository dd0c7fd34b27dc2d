"""Attitude control: torques on the layout, the momentum they leave, and wheels and torque rods that take it."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Annotated, ClassVar, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from pydantic import Field

from orbitdc.block import Fraction, NonNegative, Positive
from orbitdc.constants import SOLAR_PRESSURE_N_PER_M2
from orbitdc.satellite.part import DesignPoint, Inertia, Part

POINTS = 720  # of an orbit: the rectangle rule is exact for the few harmonics that torques have
Hold = Literal["rolling", "still"]


class Momentum(NamedTuple):
    """What gravity does to a satellite in one orbit."""

    torque_n_m: float  # largest
    swing_n_m_s: float  # from peak to peak along the axis of the largest swing, what accumulates taken off
    secular_n_m_s: float  # left after the orbit


class Wheels(NamedTuple):
    """What takes the momentum of one satellite."""

    momentum: Momentum
    pressure_n_m: float  # torque of sunlight and air
    capacity_n_m_s: float  # of all wheels
    rods_a_m2: float  # dipole of the torque rods


class AttitudeControl(Part):
    """Wheels sized for the momentum of an orbit, and torque rods that dump what accumulates.

    Gravity acts on array and radiator as the layout places them; sunlight and air push on the array at a lever arm. The
    steady power of the wheels is within ``bus.housekeeping_w``.
    """

    defaults_name: ClassVar[str] = "attitude_control"

    hold: Hold
    """The hold says how the satellite keeps the array on the Sun: `rolling` turns about the Sun line once an orbit, the
    radiator edge-on to the Earth, and `still` does not turn."""
    sun_off_normal_deg: Annotated[float, Field(ge=0, le=90)]
    """The Sun angle is the angle between the Sun and the normal of the orbit for which wheels and rods are sized."""
    momentum_margin_frac: NonNegative
    """The momentum margin is the capacity of all wheels over the momentum needed along one axis, less 1: for the other
    axes and a spare wheel."""
    wheel_kg_per_n_m_s: NonNegative
    """The wheel mass is that of reaction wheels or control-moment gyros per newton metre second of momentum."""
    wheel_usd_per_n_m_s: NonNegative
    """The wheel price is that of reaction wheels or control-moment gyros per newton metre second of momentum."""
    rod_kg_per_a_m2: NonNegative
    """The rod mass is that of torque rods per ampere square metre of magnetic dipole."""
    field_ut: Positive
    """The magnetic field is the part of the Earth's field in microteslas that is square to a rod, orbit mean."""
    pressure_arm_m: NonNegative
    """The pressure arm is the distance from the centre of mass at which sunlight and air push on the array."""
    reflected_frac: Fraction
    """The reflected share is the part of sunlight that the array throws back towards the Sun."""
    air_n_per_m2: NonNegative
    """The air pressure is the drag on the satellite over the area of its array."""

    def wheels(self, inertia: Inertia, mean_motion_rad_per_s: float, array_m2: float) -> Wheels:
        """Momentum of an orbit, and the wheels and rods that take it.

        H = half the swing + what an orbit leaves; m = T/B, T the mean torque to dump (Wertz, chapter 19).
        """
        orbit_s = 2.0 * np.pi / mean_motion_rad_per_s
        found = gravity_momentum(inertia, mean_motion_rad_per_s, np.radians(self.sun_off_normal_deg), self.hold)
        pressure = SOLAR_PRESSURE_N_PER_M2 * (1.0 + self.reflected_frac) + self.air_n_per_m2
        push_n_m = pressure * array_m2 * self.pressure_arm_m
        left = found.secular_n_m_s + push_n_m * orbit_s
        capacity = (1.0 + self.momentum_margin_frac) * (0.5 * found.swing_n_m_s + left)
        return Wheels(found, push_n_m, float(capacity), float(left / orbit_s / (self.field_ut * 1e-6)))

    def _wheels(self, at: DesignPoint) -> Wheels:
        """The wheels that a design point takes."""
        return self.wheels(at.inertia, at.mean_motion_rad_per_s, at.array_m2)

    def mass_kg(self, at: DesignPoint) -> dict[str, float]:
        """Mass in kg of wheels by momentum and of torque rods by dipole."""
        sized = self._wheels(at)
        kg = self.wheel_kg_per_n_m_s * sized.capacity_n_m_s + self.rod_kg_per_a_m2 * sized.rods_a_m2
        return {"attitude control": kg}

    def price_usd(self, at: DesignPoint) -> dict[str, float]:
        """Price in USD of wheels by momentum; rods are within the avionics."""
        return {"attitude control": self.wheel_usd_per_n_m_s * self._wheels(at).capacity_n_m_s}


@lru_cache(maxsize=64)
def gravity_momentum(inertia: Inertia, mean_motion_rad_per_s: float, sun_rad: float, hold: Hold) -> Momentum:
    """Torque of gravity over a circular orbit, T = 3 n^2 r x (I r), and its integral in a frame that does not turn.

    Body axes: x along the span, y along the chord, z to the Sun, which stands ``sun_rad`` from the orbit's normal. A
    still body has its span in the orbit plane; a rolling one keeps it square to the Earth's direction. Held still, the
    swing is 1.5 n (Iyy - Ixx) with the Sun on the normal; what accumulates is 1.5 n^2 (Izz - Iyy) sin d cos d a second.

    >>> ai1 = Inertia(27_315.0, 304_934.0, 328_243.0)
    >>> still = gravity_momentum(ai1, 1.08308e-3, 0.0, "still")
    >>> round(still.torque_n_m, 4), round(still.swing_n_m_s, 0)
    (0.4885, 451.0)
    """
    n = mean_motion_rad_per_s
    up = _directions()
    sun = np.array([[0.0], [np.sin(sun_rad)], [np.cos(sun_rad)]])
    span = np.array([[1.0], [0.0], [0.0]])
    if hold == "rolling":
        across = _cross(sun, up)
        length = np.sqrt((across * across).sum(0))
        span = np.where(length > 1e-9, across / np.maximum(length, 1e-9), span)
    axes = span, _cross(sun, span), sun
    seen = np.stack([(axis * up).sum(0) for axis in axes])
    turning = 3.0 * n * n * _cross(seen, seen * np.array(inertia)[:, None])
    torque = sum(axis * along for axis, along in zip(axes, turning, strict=True))
    mean = torque.mean(1)
    momentum = np.cumsum(torque - mean[:, None], axis=1) * (2.0 * np.pi / POINTS / n)
    swing = float((momentum.max(1) - momentum.min(1)).max())  # peak to peak
    largest = float(np.sqrt((torque * torque).sum(0).max()))
    return Momentum(largest, swing, float(np.sqrt((mean * mean).sum())) * 2.0 * np.pi / n)


@cache
def _directions() -> npt.NDArray[np.float64]:
    """Unit vectors from the Earth around an orbit, (3, n)."""
    angle = np.arange(POINTS) * (2.0 * np.pi / POINTS)
    return np.stack([np.cos(angle), np.sin(angle), np.zeros(POINTS)])


def _cross(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The cross products of vectors, (3, n) or (3, 1) each."""
    return np.stack([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])


def inertia_of(
    array_kg: float, array: tuple[float, float, float], radiator_kg: float, panel: tuple[float, float, float]
) -> Inertia:
    """Moments of inertia in kg m2 of two wings and two panels; a body that is a cube adds the same to each.

    ``array`` is where a wing begins and ends along the span, and its chord; ``panel`` where a panel of the radiator
    begins and ends along the chord, and its width towards the Sun, all in m. A uniform strip from a to b has a mean
    square of (a^2 + a b + b^2)/3.

    >>> made = inertia_of(720.0, (1.0, 35.0, 8.8235), 550.0, (1.0, 10.0, 6.1111))
    >>> [round(each + 873.0 * 2.0**2 / 6.0) for each in made]
    [27315, 304934, 328243]
    """
    x2, y2 = _strip(*array[:2]), array[2] ** 2 / 12.0
    along2, deep2 = _strip(*panel[:2]), panel[2] ** 2 / 12.0
    return Inertia(
        array_kg * y2 + radiator_kg * (along2 + deep2),
        array_kg * x2 + radiator_kg * deep2,
        array_kg * (x2 + y2) + radiator_kg * along2,
    )


def _strip(a: float, b: float) -> float:
    """The mean square of the distance from the axis on a strip from ``a`` to ``b``, in their unit squared."""
    return (a * a + a * b + b * b) / 3.0
