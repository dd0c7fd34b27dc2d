"""Figures of the sky: eclipses over the year by local time, and a constellation around the Earth with its night."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np

from orbitdc.constants import DAYS_PER_YEAR, EARTH_RADIUS_KM, J2, MU_EARTH_KM3_PER_S2, SECONDS_PER_DAY, TROPICAL_YEAR_D
from orbitdc.report.folder import Table
from orbitdc.report.style import BLUE, INK, ORANGE, SOFT, axes_of, is_narrow, note, sheet, styled
from orbitdc.report.text import number, part, plural

VIEW_DEG = 70.0  # between the Sun and the eye, so that the night is seen
MOST_PLANES, MOST_ON_PLANE = 24, 30  # drawn; more would fill the globe
UNKNOWN_KM, UNKNOWN_DAY = 600.0, "2028-01-01"  # of a result that does not say
DAY_STEP, HOURS = 3, np.linspace(0.0, 24.0, 97)


def eclipse_min(altitude_km: float, start: dt.date, hours: Any = HOURS, days: Any = None) -> Any:
    """Return the minutes of shadow in an orbit, (n_hour, n_day), of a sun-synchronous one by local time and day.

    The node's local time is that at which the satellite crosses the equator northward. Shadow is a cylinder as wide as
    the Earth: cos(half angle) = sqrt(1 - (R/a)^2) / cos(beta). References: Wertz and Larson, Space Mission Analysis and
    Design, 3rd ed. (1999), section 5.1.

    At 800 km an orbit over noon is in shadow for about 35 min:

    >>> round(float(eclipse_min(800.0, dt.date(2028, 3, 20), np.array([12.0]), np.array([0.0]))[0, 0]))
    35
    """
    from orbitdc.sky.sun import julian_date, mean_sun_longitude_rad, sun_table

    days = np.arange(0.0, DAYS_PER_YEAR, DAY_STEP) if days is None else np.asarray(days)
    a_km = EARTH_RADIUS_KM + altitude_km
    motion = np.sqrt(MU_EARTH_KM3_PER_S2 / a_km**3)
    node_rate = 2.0 * np.pi / (TROPICAL_YEAR_D * SECONDS_PER_DAY)
    cos_i = -node_rate / (1.5 * J2 * (EARTH_RADIUS_KM / a_km) ** 2 * motion)
    if abs(cos_i) > 1.0:
        return np.full((len(hours), len(days)), np.nan)
    sun, _ = sun_table(start, float(days[-1]) + 1.0).at(days * SECONDS_PER_DAY)
    midnight = dt.datetime.combine(start, dt.time(), dt.UTC)
    mean = mean_sun_longitude_rad(julian_date(midnight)) + 2.0 * np.pi * days / TROPICAL_YEAR_D
    raan = mean[None, :] + np.radians(15.0 * (np.asarray(hours)[:, None] - 12.0))
    sin_i = np.sqrt(1.0 - cos_i**2)
    sin_beta = sin_i * (np.sin(raan) * sun[:, 0] - np.cos(raan) * sun[:, 1]) + cos_i * sun[:, 2]
    cos_beta = np.sqrt(1.0 - sin_beta**2)
    half = np.arccos(np.clip(np.sqrt(1.0 - (EARTH_RADIUS_KM / a_km) ** 2) / np.maximum(cos_beta, 1e-9), -1.0, 1.0))
    return half / np.pi * 2.0 * np.pi / motion / 60.0


def place_and_day(summary: Mapping[str, Any]) -> tuple[float, dt.date]:
    """Return the altitude in km of the first shell of a fleet, and the day on which its service begins."""
    shells = part(summary, "orbit", "shells") or [{}]
    day = str(part(summary, "shared", "service_date") or UNKNOWN_DAY)
    return float(shells[0].get("altitude_km") or UNKNOWN_KM), dt.date.fromisoformat(day)


def eclipse_map(summary: Mapping[str, Any]) -> Any:
    """Return the Axes of shadow per orbit over a year by the local time of the node, at the altitude of the fleet."""
    altitude_km, start = place_and_day(summary)
    minutes = eclipse_min(altitude_km, start)
    days = np.arange(0.0, DAYS_PER_YEAR, DAY_STEP)
    with styled():
        figure, (axes,) = sheet(4.6, _eclipse_title(minutes, days, altitude_km))
        shown = axes.pcolormesh(days, HOURS, minutes, cmap="cividis_r", vmin=0.0, shading="gouraud")
        shown.set_rasterized(True)
        where = "bottom" if is_narrow() else "right"
        figure.colorbar(shown, ax=axes, label="shadow (min per orbit)", location=where)
        axes.contour(days, HOURS, np.nan_to_num(minutes), levels=[0.5], colors="white", linewidths=1.2)
        axes.set_yticks([0, 6, 12, 18, 24])
        axes.set_ylabel("local time of the ascending node (h)")
        axes.set_xlabel(f"day after {start} (d)")
        axes.grid(False)
        note(figure, "sun-synchronous orbits of this altitude; inside the white lines there is no shadow")
    return axes_of(figure)


def _eclipse_title(minutes: Any, days: Any, altitude_km: float) -> str:
    """The finding: the longest shadow, and the node that meets least of it."""
    if not np.isfinite(minutes).any():
        return f"At {number(altitude_km)} km no orbit is sun-synchronous"
    lit = np.nan_to_num(minutes) < 0.5
    best = int(lit.sum(1).argmax())
    share = float(lit[best].mean())
    hour = f"{HOURS[best]:.0f}:00"
    return (
        f"At {number(round(altitude_km))} km shadow lasts up to {np.nanmax(minutes):.0f} min per orbit; a node at "
        f"{hour} meets none on {share:.0%} of the days"
    )


def globe(satellites: Table, summary: Mapping[str, Any]) -> Any:
    """Return the Axes of the constellation around the Earth, its night side shaded, on the day service begins."""
    from orbitdc.sky.sun import sun_table

    _, start = place_and_day(summary)
    sun = sun_table(start, 1.0).at(np.array([0.0]))[0][0]
    planes = _planes(satellites)
    with styled():
        figure, (axes,) = sheet(4.9 if is_narrow() else 6.4, _globe_title(summary))
        frame = _frame(sun)
        _earth(axes, frame)
        drawn = [_plane(axes, plane, frame, sun) for plane in planes[:MOST_PLANES]]
        dark, count = sum(d for d, _ in drawn), sum(n for _, n in drawn)
        axes.set_aspect("equal")
        reach = max([1.0, *(1.0 + plane[2] / EARTH_RADIUS_KM for plane in planes[:MOST_PLANES])]) * 1.03
        axes.set_xlim(-reach, reach)
        axes.set_ylim(-reach, reach)
        axes.axis("off")
        more = f"{min(len(planes), MOST_PLANES)} of {plural(len(planes), 'plane')}" if len(planes) > 1 else "one plane"
        note(
            figure,
            f"{start} 00:00 UTC, sunlight from the right; {more}, {count} satellites drawn evenly along them, of which "
            f"{dark} are in shadow (black)",
        )
    return axes_of(figure)


def _planes(satellites: Table) -> list[tuple[float, float, float, float]]:
    """The planes of a fleet: right ascension and inclination in degrees, altitude in km, and satellites on each."""
    keys = np.column_stack([np.round(satellites[k], 1) for k in ("raan_deg", "inclination_deg", "altitude_km")])
    found, of = np.unique(keys, axis=0, return_inverse=True)
    count = np.bincount(of.ravel(), weights=satellites["satellites"])
    order = np.random.default_rng(0).permutation(len(found)) if len(found) > MOST_PLANES else np.arange(len(found))
    rows = [(*found[i].tolist(), float(count[i])) for i in order]
    return [(raan, tilt, km, each) for raan, tilt, km, each in rows]


def _frame(sun: Any) -> Any:
    """Axes of the view as rows, (3, 3): right, toward the Sun; up, near north; and out, toward the eye."""
    side = np.cross(sun, [0.0, 0.0, 1.0])
    side = side / np.linalg.norm(side)
    angle = np.radians(VIEW_DEG)
    out = np.cos(angle) * sun + np.sin(angle) * side
    right = sun - (sun @ out) * out
    right = right / np.linalg.norm(right)
    return np.stack([right, np.cross(out, right), out])


def _earth(axes: Any, frame: Any) -> None:
    """The disc with its night and a net of meridians and parallels 30 degrees apart."""
    y = np.linspace(-1.0, 1.0, 201)
    limb = np.sqrt(1.0 - y**2)
    axes.fill_betweenx(y, -limb, limb, color="#e8eef4", linewidth=0, zorder=0)
    axes.fill_betweenx(y, -limb, -np.cos(np.radians(VIEW_DEG)) * limb, color="#aeb6c0", linewidth=0, zorder=0)
    t = np.linspace(0.0, 2.0 * np.pi, 181)
    for latitude in np.radians(np.arange(-60, 61, 30)):
        flat = np.full_like(t, np.sin(latitude))
        _visible(axes, frame, np.stack([np.cos(latitude) * np.cos(t), np.cos(latitude) * np.sin(t), flat]))
    for longitude in np.radians(np.arange(0, 180, 30)):
        _visible(axes, frame, np.stack([np.cos(longitude) * np.cos(t), np.sin(longitude) * np.cos(t), np.sin(t)]))
    axes.plot(*np.array([np.append(limb, -limb[::-1]), np.append(y, y[::-1])]), color=SOFT, linewidth=0.8)


def _visible(axes: Any, frame: Any, points: Any) -> None:
    """Draw the part of a line on the globe that faces the reader."""
    right, up, out = frame @ points
    axes.plot(np.where(out > 0.0, right, np.nan), up, color="white", linewidth=0.6, zorder=1)


def _plane(axes: Any, plane: tuple[float, float, float, float], frame: Any, sun: Any) -> tuple[int, int]:
    """One orbit and satellites along it; returns how many of those drawn are in shadow, and how many are drawn."""
    raan, tilt = np.radians(plane[0]), np.radians(plane[1])
    size = 1.0 + plane[2] / EARTH_RADIUS_KM
    node = np.array([np.cos(raan), np.sin(raan), 0.0])
    ahead = np.array([-np.sin(raan) * np.cos(tilt), np.cos(raan) * np.cos(tilt), np.sin(tilt)])

    def along(angle: Any) -> Any:
        """Points of the orbit at angles from the node."""
        return size * (np.outer(node, np.cos(angle)) + np.outer(ahead, np.sin(angle)))

    right, up, out = frame @ along(np.linspace(0.0, 2.0 * np.pi, 241))
    hidden = (out < 0.0) & (np.hypot(right, up) < 1.0)
    axes.plot(np.where(hidden, np.nan, right), up, color=BLUE, linewidth=0.7, alpha=0.7, zorder=2)
    count = int(np.clip(round(plane[3]), 1, MOST_ON_PLANE))
    places = along(np.arange(count) * 2.0 * np.pi / count)
    right, up, out = frame @ places
    seen = ~((out < 0.0) & (np.hypot(right, up) < 1.0))
    toward = sun @ places
    dark = (toward < 0.0) & (np.linalg.norm(places - np.outer(sun, toward), axis=0) < 1.0)
    for where, colour in ((seen & ~dark, ORANGE), (seen & dark, INK)):
        axes.plot(right[where], up[where], "o", color=colour, markersize=3.0, markeredgewidth=0, zorder=3)
    return int(dark.sum()), count


def _globe_title(summary: Mapping[str, Any]) -> str:
    """The finding: how many satellites fly, and how high."""
    count, shells = part(summary, "orbit", "satellites"), part(summary, "orbit", "shells") or []
    if not shells or shells[0].get("altitude_km") is None:
        return f"{plural(count, 'satellite')} around the Earth"
    low, high = (edge(shell["altitude_km"] for shell in shells) for edge in (min, max))
    at = (
        f"at {number(round(low))} km"
        if high - low < 1.0
        else f"between {number(round(low))} and {number(round(high))} km"
    )
    return f"{plural(count, 'satellite')} {at}"
