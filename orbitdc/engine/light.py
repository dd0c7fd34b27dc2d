"""The light of a step: the Sun over the Earth's limb, its mean over the step, and what the Earth reflects and views.

Every function is branch-free and free of transcendentals, so that lanes run side by side in vector registers.
"""

from __future__ import annotations

from math import sqrt

from orbitdc.engine.compiling import kernel

# Share of the Sun's disk above a straight limb at distance x (solar radii) from its centre,
# 1 - (acos x - x sqrt(1 - x^2))/pi, as 1/2 + odd polynomial with value 1 at x = 1; error < 5e-4 of the disk.
DISK1, DISK3, DISK5, DISK7 = 0.64011602, -0.13990955, 0.06712940, -0.06733587
LEAST_CHANGE = 1e-4  # of a limb distance in a step, solar radii, so that its mean exists; a usual step moves it by 14
ALMOST = 1.0 - 1e-9  # so that rounding leaves no trace of night in full light
SPREAD = 0.565  # makes the mean of v (1 - v) from limb to limb exact; error < 0.01


@kernel
def true_latitude(cos_u, sin_u, aspect):
    """Cosine and sine of the true argument of latitude, and the radius, to first order in eccentricity.

    u = u_mean + 2 e sin M, r = 1 - e cos M with M = u_mean - omega (Vallado 2013, chapter 2, series of the equation of
    the centre). ``cos_u`` and ``sin_u`` are cosine and sine of the mean argument; the radius is in semi-major axes.

    A quarter of an orbit past a perigee at the node, at an eccentricity of 0.01, the satellite is 0.02 rad ahead:

    >>> from collections import namedtuple
    >>> aspect = namedtuple("Aspect", "perigee_cos perigee_sin")(0.01, 0.0)
    >>> true_latitude(0.0, 1.0, aspect)
    (-0.02, 1.0, 1.0)
    """
    centre = 2.0 * (aspect.perigee_cos * sin_u - aspect.perigee_sin * cos_u)
    radius = 1.0 - aspect.perigee_cos * cos_u - aspect.perigee_sin * sin_u
    return cos_u - centre * sin_u, sin_u + centre * cos_u, radius


@kernel
def chord_shortfall(across, orbit):
    """Height of the Sun's path above the limb over a step's chord, mean over the step, in solar radii, but a constant.

    -x'' h^2/12 by the trapezoid rule, with x the limb distance of a satellite on a circle, where the Sun stands on the
    limb: x'' = n^2 k/(R s) (1 - c^2/R^2) there, with k^2 = 1 - R^2, c the cosine of Sun and velocity, and s the sine
    of the Sun's radius. The constant, of no velocity towards the Sun, is in ``orbit.earth_radius``. Added to both ends,
    it sets edges right on average over the phase of the steps; without it an orbit has up to 1 s of light too much.
    ``across`` is c, dimensionless, and ``orbit.limb_bend`` is (n h)^2 k/(12 R^3 s).

    The path is straight where the Sun rises upright, which takes back the constant, 0.1 x 0.9^2 here:

    >>> from collections import namedtuple
    >>> round(chord_shortfall(0.9, namedtuple("Orbit", "limb_bend")(0.1)), 3)
    0.081
    """
    return orbit.limb_bend * across * across


@kernel
def limb_distance(mean_cos_u, mean_sin_u, orbit, aspect, sun):
    """Distance of the Sun's centre above the Earth's limb in solar radii; cosines of Sun-zenith and Sun-velocity.

    The distance is that of a chord, whose mean over a step is the path's, see ``chord_shortfall``.

    sin(c - a) = [sqrt((r^2 - d^2)(r^2 - R^2)) + d R]/r^2 with d = r.s, c the Sun-Earth angle and a = asin(R/r); z is
    stretched so that the Earth is a sphere (Vallado 2013, chapter 5, conical shadow). 1/r^2 is its series about r = 1
    up to the second order, positive at any r: light and dark stay, and at an eccentricity of 0.02 the edge of a
    penumbra moves by 1e-4 solar radii. ``mean_cos_u`` and ``mean_sin_u`` are cosine and sine of the mean argument of
    latitude.

    The Sun at the zenith of a satellite at r = 1 over an Earth of R = 0.9 stands 0.9/0.00465 solar radii above the
    limb:

    >>> from collections import namedtuple
    >>> aspect = namedtuple("Aspect", "perigee_cos perigee_sin sun_node sun_node_rate sun_apex sun_apex_rate")
    >>> orbit, sun = namedtuple("Orbit", "earth_radius oblateness limb_bend"), namedtuple("Sun", "tick inverse_angle")
    >>> ahead = aspect(0.0, 0.0, 1.0, 0.0, 0.0, 0.0)
    >>> edge, *cosines = limb_distance(1.0, 0.0, orbit(0.9, 0.0, 0.0), ahead, sun(0.0, 1 / 0.00465))
    >>> round(edge, 2), cosines
    (193.55, [1.0, 0.0])
    """
    cos_u, sin_u, radius = true_latitude(mean_cos_u, mean_sin_u, aspect)
    along = aspect.sun_node + aspect.sun_node_rate * sun.tick
    apex = aspect.sun_apex + aspect.sun_apex_rate * sun.tick
    cosine = along * cos_u + apex * sin_u
    d = radius * cosine
    r2 = radius * radius + orbit.oblateness * sin_u * sin_u
    beside = max(r2 - d * d, 0.0)  # the Sun's chord between the ends of a chunk is not quite a unit vector
    inverse_r2 = 3.0 + r2 * (r2 - 3.0)
    above = sqrt(beside * (r2 - orbit.earth_radius * orbit.earth_radius)) + d * orbit.earth_radius
    across = apex * cos_u - along * sin_u
    edge = above * (inverse_r2 * sun.inverse_angle) + chord_shortfall(across, orbit)
    return edge, cosine, across


@kernel
def disk_integral(x):
    """Integral of the visible disk share from -1 to x, or to 1 where x is beyond it, up to a constant.

    The share is that of a circle beyond a straight limb (by definition of a circular segment), as the polynomial DISK1
    to DISK7. ``x`` is the limb distance in solar radii, dimensionless. From limb to limb the mean share is one half:

    >>> round(disk_integral(1.0) - disk_integral(-1.0), 6)
    1.0
    """
    c = min(max(x, -1.0), 1.0)
    q = c * c
    return 0.5 * c + q * (DISK1 / 2.0 + q * (DISK3 / 4.0 + q * (DISK5 / 6.0 + q * (DISK7 / 8.0))))


@kernel
def clear_integral(x):
    """Integral of the visible disk share beyond x = 1, where the whole disk is in view.

    It stands apart from `disk_integral` so that a step in full light has a share of exactly 1. The share there is 1 by
    definition; ``x`` is the limb distance in solar radii, dimensionless.

    >>> clear_integral(3.0), clear_integral(0.5)
    (2.0, 0.0)
    """
    return max(x - 1.0, 0.0)


@kernel
def spread_integral(x):
    """Integral of v (1 - v) for the visible disk share v, up to a constant: of (1 - x^2)^2 (1 + SPREAD x^2)/4.

    The integrand is 1/4 at x = 0 and 0 at both limbs, and SPREAD makes the mean from limb to limb exact, by definition
    of that constant. ``x`` is the limb distance in solar radii, dimensionless.

    >>> round(spread_integral(1.0) - spread_integral(-1.0), 4)
    0.2882
    """
    c = min(max(x, -1.0), 1.0)
    q = c * c
    return c * (0.25 + q * ((SPREAD - 2.0) / 12.0 + q * ((1.0 - 2.0 * SPREAD) / 20.0 + q * (SPREAD / 28.0))))


@kernel
def moved(before, edge):
    """Limb distance at the end of a step, kept at least a little off the one before, so that a mean exists.

    The least change, by definition, is 1e-4 near the limb, and far from it, where light does not change, 1e-6 of the
    distance: single precision can tell this apart even for a Sun that is a point. ``before`` and ``edge`` are limb
    distances in solar radii, dimensionless.

    >>> moved(0.0, 14.0), round(moved(0.5, 0.5), 7)
    (14.0, 0.5001005)
    """
    change = edge - before
    least = LEAST_CHANGE + 1e-6 * abs(before)
    return before + (change if abs(change) > least else least)


@kernel
def lit_shares(before, after):
    """Mean light L of a step whose limb distance changes linearly, and the share of the step that is day.

    The day, by definition, has all of the light, evenly, and the step's mean square of it: day = L^2/mean(light^2).
    That is L where the Sun rises or sets at once, and the whole step in a penumbra that outlasts it; the rest is night.
    ``before`` and ``after`` hold the limb distance in solar radii and the integrals of the disk share up to it.

    A step from limb to limb is half lit:

    >>> from collections import namedtuple
    >>> Limb = namedtuple("Limb", "edge disk spread")
    >>> ends = [Limb(x, disk_integral(x), spread_integral(x)) for x in (-1.0, 1.0)]
    >>> [round(share, 3) for share in lit_shares(*ends)]
    [0.5, 0.702]
    """
    change = after.edge - before.edge
    seen = after.disk - before.disk + (clear_integral(after.edge) - clear_integral(before.edge))
    square = max((seen - after.spread + before.spread) * change * ALMOST, 1e-30)
    shared = 1.0 / (change * square)  # one division for both quotients: it is the slowest instruction there is
    lit = seen * shared * square
    return lit, min(max(seen * shared * (seen * change), lit), 1.0)


@kernel
def albedo_phase(cosine, orbit):
    """Sunlit share of the Earth in view, weighted by its solar zenith cosine: scale (mu + sqrt(mu^2 + width^2)).

    It is a fit by definition: `orbitdc.satellite.view.albedo_phase_fit` draws this hyperbola through the phase at the
    terminator and at noon. ``cosine`` is mu, the cosine of the Sun-zenith angle.

    >>> from collections import namedtuple
    >>> albedo_phase(1.0, namedtuple("Orbit", "phase_scale phase_width2")(0.5, 0.0))
    1.0
    """
    return orbit.phase_scale * (cosine + sqrt(cosine * cosine + orbit.phase_width2))


@kernel
def plate_view(tilt2, orbit):
    """Sum of both faces' view factors to the Earth: view0 + view1 c^2 + view2 c^4.

    It is a fit by definition, see `orbitdc.satellite.view.plate_view_fit`. ``tilt2`` is c^2, the squared cosine of the
    angle between the plate's normal and nadir.

    >>> from collections import namedtuple
    >>> round(plate_view(0.25, namedtuple("Orbit", "view0 view1 view2")(0.48, 0.34, 0.0)), 3)
    0.565
    """
    return orbit.view0 + tilt2 * (orbit.view1 + tilt2 * orbit.view2)
