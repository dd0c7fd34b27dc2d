"""Verdict: a face of the announced cross sees 0.117 of array, a T fin 0.40, a boom one chord out 0.006.

Rays from each face of a radiator of 110 m2 beside an array of 600 m2 (two wings 34 m long from 1 m on each side, 8.82 m
wide) and a body that is a cube of 2 m; a ray ends at what it meets first. At 333 K on the wings and 0.85 for each
emittance, 0.117 on both faces puts 118 W/m2 of planform on the panel, more than the Earth does. The body takes 0.06 of
a face of the parallel panel and 0.02 elsewhere. Rays and closed forms agree within three standard errors of the rays
where no body stands between; it hides 0.006 of the array from the cross. The array hides 0.105 of the Earth that the
cross sees, edge-on to it at 600 km, close to the 0.117 that it hides of everything: one factor stands for both.

| layout | face A, Sun side + rear | face B, Sun side + rear |
|---|---|---|
| cross, centred on the array plane | 0.058 + 0.058 | 0.058 + 0.058 |
| cross, all of it behind the array | 0 + 0.127 | 0 + 0.127 |
| fin on the rear at mid-chord (T) | 0 + 0.401 | 0 + 0.401 |
| fin on the rear at the edge of the chord (L) | 0 + 0 | 0 + 0.440 |
| boom, a quarter and one chord beyond the edge | 0.011 + 0.011, 0.003 + 0.003 | the same |
| shaded side, edge-on, a quarter chord behind | 0 + 0.131 | 0 + 0.131 |
| shaded side, parallel, a quarter chord behind | 0 + 0.742 | 0 + 0 |

``python notebooks/evidence/view_factors.py`` prints the table with standard errors and closed forms; the rows of the
catalogue ``layouts`` are these numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import atan, log, pi, sqrt

import numpy as np
import numpy.typing as npt

from orbitdc.constants import EARTH_MEAN_RADIUS_KM

Array = npt.NDArray[np.float64]
Span = tuple[float, float]

RAYS = 1_000_000
INNER_M, OUTER_M = 1.0, 35.0  # ends of a wing along the span
CHORD_M = 600.0 / 2.0 / (OUTER_M - INNER_M)
HALF_BODY_M = 1.0
RADIATOR_M2 = 110.0
ALTITUDE_KM = 600.0
WIDTH_M = RADIATOR_M2 / 2.0 / 9.0  # of each of two panels 9 m long
FIN_M = RADIATOR_M2 / 2.0 / (OUTER_M - INNER_M)  # height of a fin as long as a wing

# Axes: x along the span, y along the chord, z to the Sun; the array lies in z = 0.


@dataclass(frozen=True)
class Panel:
    """A rectangle square to an axis: its place there and its spans along the two others, in the order x, y, z."""

    normal: int  # 0, 1 or 2 for x, y or z
    place_m: float
    spans_m: tuple[Span, Span]


def cross(first_m: float, last_m: float) -> list[Panel]:
    """Two panels through the Sun line, square to the span, from ``first_m`` to ``last_m`` along it."""
    return [Panel(0, 0.0, (side, (first_m, last_m))) for side in ((1.0, 10.0), (-10.0, -1.0))]


def fins(chordwise_m: float) -> list[Panel]:
    """A fin on the rear of each wing, as long as the wing."""
    return [Panel(1, chordwise_m, (span, (-FIN_M, 0.0))) for span in ((INNER_M, OUTER_M), (-OUTER_M, -INNER_M))]


def boom(gap: float) -> list[Panel]:
    """Two panels square to the span, a gap of so many chords beyond the edges of the chord, centred on the array."""
    edge = (0.5 + gap) * CHORD_M
    spans = ((edge, edge + 9.0), (-edge - 9.0, -edge))
    return [Panel(0, 0.0, (span, (-WIDTH_M / 2.0, WIDTH_M / 2.0))) for span in spans]


def shaded(gap: float) -> list[Panel]:
    """Two panels square to the span, behind the array by a gap of so many chords."""
    return cross(-gap * CHORD_M - WIDTH_M, -gap * CHORD_M)


def parallel(gap: float) -> list[Panel]:
    """One panel parallel to the array, behind it by a gap of so many chords."""
    return [Panel(2, -gap * CHORD_M, ((-9.0, 9.0), (-WIDTH_M / 2.0, WIDTH_M / 2.0)))]


LAYOUTS: dict[str, list[Panel]] = {
    "cross": cross(-WIDTH_M / 2.0, WIDTH_M / 2.0),
    "cross_behind": cross(-WIDTH_M, 0.0),
    "fin_mid_chord": fins(0.0),
    "fin_chord_edge": fins(CHORD_M / 2.0),
    "boom_quarter_chord": boom(0.25),
    "boom_one_chord": boom(1.0),
    "shaded_edge_on": shaded(0.25),
    "shaded_parallel": parallel(0.25),
}


def rays_from(panel: Panel, sign: float, count: int, random: np.random.Generator) -> tuple[Array, Array]:
    """Starting points and directions (count, 3) of diffuse rays from one face of a panel."""
    others = [axis for axis in range(3) if axis != panel.normal]
    start = np.empty((count, 3))
    start[:, panel.normal] = panel.place_m
    for axis, (low, high) in zip(others, panel.spans_m, strict=True):
        start[:, axis] = random.uniform(low, high, count)
    square, turn = random.uniform(size=count), random.uniform(0.0, 2.0 * pi, count)  # sin^2 is uniform: Lambert
    way = np.empty((count, 3))
    way[:, panel.normal] = sign * np.sqrt(1.0 - square)
    way[:, others[0]], way[:, others[1]] = np.sqrt(square) * np.cos(turn), np.sqrt(square) * np.sin(turn)
    return start, way


def to_body(start: Array, way: Array) -> Array:
    """Distance (n,) along each ray to the body, inf where the ray misses it (slab method)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        near, far = (-HALF_BODY_M - start) / way, (HALF_BODY_M - start) / way
    first, last = np.minimum(near, far).max(1), np.maximum(near, far).min(1)
    return np.where((first < last) & (first > 1e-9), first, np.inf)


def face_view(panels: list[Panel], sign: float, count: int, seed: int = 1) -> dict[str, float]:
    """View factors from one face of a radiator: to the Sun side and the rear of the array, and to the body.

    ``earth`` is the share of its view of the Earth, along -y, that the array hides.
    """
    random = np.random.default_rng(seed)
    starts, ways = zip(*(rays_from(panel, sign, count // len(panels), random) for panel in panels), strict=True)
    start, way = np.concatenate(starts), np.concatenate(ways)
    with np.errstate(divide="ignore", invalid="ignore"):
        to_array = -start[:, 2] / way[:, 2]
    at = start + to_array[:, None] * way
    across, along = np.abs(at[:, 0]), np.abs(at[:, 1])
    on_wing = (to_array > 1e-9) & (across > INNER_M) & (across < OUTER_M) & (along < CHORD_M / 2.0)
    body = to_body(start, way)
    seen = on_wing & (to_array < body)
    earth = -way[:, 1] > sqrt(1.0 - (EARTH_MEAN_RADIUS_KM / (EARTH_MEAN_RADIUS_KM + ALTITUDE_KM)) ** 2)
    return {
        "sun_side": float((seen & (way[:, 2] < 0.0)).mean()),
        "rear": float((seen & (way[:, 2] > 0.0)).mean()),
        "earth": float((seen & earth).sum() / max(earth.sum(), 1)),
        "body": float((np.isfinite(body) & ~(on_wing & (to_array < body))).mean()),
    }


# -- closed forms ------------------------------------------------------------------------------------------------------


def between(one: tuple[Span, Span], other: tuple[Span, Span], corner: Callable[..., float]) -> float:
    """View factor from a rectangle to another: the signed sum of a function of their corners, over the first's area."""
    (x, y), (xi, eta) = one, other
    total = 0.0
    for i in range(2):
        for j in range(2):
            for k in range(2):
                for m in range(2):
                    total += (-1.0) ** (i + j + k + m) * corner(x[i], y[j], eta[m], xi[k])
    return total / ((x[1] - x[0]) * (y[1] - y[0]))


def perpendicular(one: tuple[Span, Span], other: tuple[Span, Span]) -> float:
    """View factor of two perpendicular rectangles (Ehlert and Smith 1993); x and xi from the line of intersection.

    >>> round(perpendicular(((0.0, 1.0), (0.0, 1.0)), ((0.0, 1.0), (0.0, 1.0))), 6)
    0.200044
    """

    def corner(x: float, y: float, eta: float, xi: float) -> float:
        d, q = y - eta, x * x + xi * xi
        bent = 0.25 * (q - d * d) * log(q + d * d) if q + d * d > 0.0 else 0.0
        return ((d * sqrt(q) * atan(d / sqrt(q)) if q > 0.0 else 0.0) - bent) / (2.0 * pi)

    return between(one, other, corner)


def facing(one: tuple[Span, Span], other: tuple[Span, Span], apart_m: float) -> float:
    """View factor of two parallel rectangles ``apart_m`` from each other (Ehlert and Smith 1993).

    >>> round(facing(((0.0, 1.0), (0.0, 1.0)), ((0.0, 1.0), (0.0, 1.0)), 1.0), 6)
    0.199825
    """

    def corner(x: float, y: float, eta: float, xi: float) -> float:
        a, d = x - xi, y - eta
        p, r = sqrt(a * a + apart_m**2), sqrt(d * d + apart_m**2)
        rest = 0.5 * apart_m**2 * log(a * a + d * d + apart_m**2)
        return (d * p * atan(d / p) + a * r * atan(a / r) - rest) / (2.0 * pi)

    return between(one, other, corner)


def common_edge(length_m: float, height_m: float, width_m: float) -> float:
    """View factor from a rectangle of a height to one of a width at right angles along a common edge (Howell C-14).

    >>> round(common_edge(34.0, 1.6176, 4.4118), 4), round(common_edge(34.0, 1.6176, 8.8235), 4)
    (0.3996, 0.4379)
    """
    w, h = height_m / length_m, width_m / length_m
    s = sqrt(w * w + h * h)
    a = (1.0 + w * w) * (1.0 + h * h) / (1.0 + s * s)
    b = w * w * (1.0 + s * s) / ((1.0 + w * w) * s * s)
    c = h * h * (1.0 + s * s) / ((1.0 + h * h) * s * s)
    logs = log(a) + w * w * log(b) + h * h * log(c)
    return (w * atan(1.0 / w) + h * atan(1.0 / h) - s * atan(1.0 / s) + 0.25 * logs) / (pi * w)


def edge_on(low_m: float, high_m: float, near_m: float, far_m: float) -> float:
    """View factor to one wing from half a panel square to the span: z in ``low..high``, y in ``near..far``."""
    wing = ((INNER_M, OUTER_M), (-CHORD_M / 2.0, CHORD_M / 2.0))
    return perpendicular(((low_m, high_m), (near_m, far_m)), wing)


def closed_forms() -> dict[str, float]:
    """View factors of face A to both sides of the array, of face B for the L fin, with no body in the way."""
    edge = CHORD_M / 2.0
    panel = ((-9.0, 9.0), (-WIDTH_M / 2.0, WIDTH_M / 2.0))
    wings = [(span, (-edge, edge)) for span in ((INNER_M, OUTER_M), (-OUTER_M, -INNER_M))]
    # Only one face of the L fin and of the parallel panel sees the array.
    return {
        "cross": edge_on(0.0, WIDTH_M / 2.0, 1.0, 10.0),
        "cross_behind": edge_on(0.0, WIDTH_M, 1.0, 10.0),
        "fin_mid_chord": common_edge(OUTER_M - INNER_M, FIN_M, edge),
        "fin_chord_edge": common_edge(OUTER_M - INNER_M, FIN_M, CHORD_M),
        "boom_quarter_chord": edge_on(0.0, WIDTH_M / 2.0, 0.75 * CHORD_M, 0.75 * CHORD_M + 9.0),
        "boom_one_chord": edge_on(0.0, WIDTH_M / 2.0, 1.5 * CHORD_M, 1.5 * CHORD_M + 9.0),
        "shaded_edge_on": edge_on(0.25 * CHORD_M, 0.25 * CHORD_M + WIDTH_M, 1.0, 10.0),
        "shaded_parallel": sum(facing(panel, wing, 0.25 * CHORD_M) for wing in wings),
    }


def main() -> None:
    """Print rays and closed forms of every layout."""
    exact = closed_forms()
    print(f"{'layout':>20}  face  Sun side     rear     body   array +- error  closed form  Earth hidden")
    for name, panels in LAYOUTS.items():
        for face, sign in (("A", 1.0), ("B", -1.0)):
            view = face_view(panels, sign, RAYS, seed=1 if face == "A" else 2)
            array = view["sun_side"] + view["rear"]
            error = sqrt(array * (1.0 - array) / RAYS)
            print(
                f"{name:>20}  {face:>4}  {view['sun_side']:8.4f} {view['rear']:8.4f} {view['body']:8.4f} "
                f"{array:8.4f} {error:8.5f}  {exact[name]:8.4f}  {view['earth']:8.4f}"
            )


if __name__ == "__main__":
    main()
