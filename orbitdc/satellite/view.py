"""The view factors of plates to the Earth, and the phase of the Earth's albedo."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from orbitdc.constants import EARTH_MEAN_RADIUS_KM

Array = npt.NDArray[np.float64]


def plate_to_earth(altitude_km: npt.ArrayLike, tilt_rad: npt.ArrayLike) -> Array:
    """View factor of one plate face to the Earth, for the angle between its normal and nadir.

    ``tilt_rad`` in [0, pi] and ``altitude_km`` of any shapes that broadcast; returns their shape. Closed form for a
    plate and a sphere (Howell and Menguc 2011, catalogue at https://www.thermalradiation.net, factor C-137).

    >>> plate_to_earth(650.0, [0.0, np.pi / 2]).round(5)
    array([0.82341, 0.24057])
    """
    tilt = np.asarray(tilt_rad, dtype=np.float64)
    height = 1.0 + np.asarray(altitude_km, dtype=np.float64) / EARTH_MEAN_RADIUS_KM
    x = np.sqrt(height**2 - 1.0)
    horizon = np.arcsin(1.0 / height)
    sine = np.maximum(np.sin(tilt), 1e-300)
    y = np.clip(-x * np.cos(tilt) / sine, -1.0, 1.0)
    root = np.sqrt(1.0 - y * y)
    partial = (np.cos(tilt) * np.arccos(y) - x * sine * root) / (np.pi * height**2)
    partial = partial + np.arctan(sine * root / x) / np.pi
    return np.where(
        tilt <= np.pi / 2 - horizon,
        np.cos(tilt) / height**2,
        np.where(tilt >= np.pi / 2 + horizon, 0.0, partial),
    )


def albedo_phase(altitude_km: float, cosine: npt.ArrayLike) -> Array:
    """Cosine of the solar zenith angle over the Earth as a plate edge-on to Earth and Sun sees it, night counted as 0.

    ``cosine`` is that of the Sun-zenith angle below the satellite, shape (n,); weights are view factors of the plate
    whose normal is along Sun x radial. The Earth is diffuse with a uniform albedo (Lambert's cosine law, Incropera and
    DeWitt 2002, section 12.2).

    >>> albedo_phase(650.0, [-1.0, 0.0, 1.0]).round(3)
    array([0.   , 0.037, 0.986])
    """
    mu = np.atleast_1d(np.asarray(cosine, dtype=np.float64))[:, None, None]
    height = (EARTH_MEAN_RADIUS_KM + altitude_km) / EARTH_MEAN_RADIUS_KM
    edge = np.arccos(1.0 / height)
    theta = ((np.arange(48) + 0.5) / 48 * edge)[None, :, None]
    phi = ((np.arange(48) + 0.5) / 48 * np.pi)[None, None, :]
    distance2 = 1.0 + height**2 - 2.0 * height * np.cos(theta)
    emission = (height * np.cos(theta) - 1.0) / np.sqrt(distance2)
    nadir = np.sin(theta) / np.sqrt(distance2)
    weight = np.sin(theta) * emission / distance2 * nadir * np.sin(phi)
    zenith = np.cos(theta) * mu + np.sin(theta) * np.sqrt(1.0 - mu * mu) * np.cos(phi)
    out: Array = (weight * np.maximum(zenith, 0.0)).sum((1, 2)) / weight.sum()
    return out


def _on_grid(altitude_km: Array, coefficients: list[Any], grid: Array) -> Array:
    """Coefficients (coefficient, altitude) between those of a grid of altitudes in km."""
    table = np.array(coefficients)
    return np.array([np.interp(altitude_km, grid, table[:, i]) for i in range(table.shape[1])])


def _altitude_grid(altitude_km: Array) -> Array:
    """Altitudes in km from the lowest to the highest, 25 km apart or less."""
    low, high = float(altitude_km.min()), float(altitude_km.max())
    return np.linspace(low, high, 1 if high - low < 1e-9 else 2 + int((high - low) / 25.0))


def albedo_phase_fit(altitude_km: Array) -> Array:
    """Scale and squared width (2, n) of the hyperbola scale (mu + sqrt(mu^2 + width^2)) through the phase.

    ``altitude_km`` is (n,). The hyperbola meets the phase at mu = 0 and mu = 1; between them it is within 0.012 of it
    from 500 to 2,000 km. Both constants follow from the two points by definition of the hyperbola.

    >>> scale, width2 = albedo_phase_fit(np.array([650.0]))[:, 0]
    >>> round(float(scale * (1.0 + np.sqrt(1.0 + width2))), 3), round(float(scale * np.sqrt(width2)), 3)  # noon, dusk
    (0.986, 0.037)
    """
    grid = _altitude_grid(altitude_km)
    fits = []
    for h in grid:
        terminator, noon = albedo_phase(float(h), [0.0, 1.0])
        # scale width = terminator and scale (1 + sqrt(1 + width^2)) = noon, solved for width
        ratio = terminator / noon
        width = 2.0 * ratio / (1.0 - ratio * ratio)
        fits.append(np.array([terminator / width, width * width]))
    return _on_grid(altitude_km, fits, grid)


def plate_view_fit(altitude_km: Array) -> Array:
    """Coefficients (3, n) in powers of the squared cosine of a plate's tilt from nadir of its two view factors' sum.

    Exact edge-on and face-on, within 0.009 between (300 to 2,000 km), on average over tilts within 0.0004. The bend is
    a least-squares fit (Press et al., "Numerical Recipes", 3rd ed. (2007), section 15.4).

    >>> edge, square, fourth = plate_view_fit(np.array([650.0]))[:, 0]
    >>> round(float(edge), 4), round(float(edge + square + fourth), 4)  # two faces edge-on, and one face on
    (0.4811, 0.8234)
    """
    cosine = np.linspace(0.0, 1.0, 61)
    grid = _altitude_grid(altitude_km)
    tilt, square = np.arccos(cosine), cosine * cosine
    bump = square * (1.0 - square)
    fits = []
    for h in grid:
        total = plate_to_earth(float(h), tilt) + plate_to_earth(float(h), np.pi - tilt)
        edge, face = total[0], total[-1]
        bend = bump @ (total - edge - (face - edge) * square) / (bump @ bump)
        fits.append(np.array([edge, face - edge + bend, -bend]))
    return _on_grid(altitude_km, fits, grid)
