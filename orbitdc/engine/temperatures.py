"""The temperatures of a step: of array, coolant and radiator, as the solution of a linearly implicit step.

The balances over tallies and states therefore test the solution too.
"""

from __future__ import annotations

from orbitdc.engine.compiling import kernel


@kernel
def array_share(array, rated_w, heat_w, hardware):
    """Array power over the rated one: 1 + tc (T - T_ref), with T half way through the step.

    The line is the definition of a cell's temperature coefficient (IEC 60891). T half way assumes that all of the power
    is drawn. An array leaves the shadow 100 K colder than it works; its output at the cold beginning of every step
    would give an orbit 0.3 % too much at 60 s. ``array`` is the array's temperature in K.

    An array held at 30 K above its reference loses 9 % at -0.3 % per K:

    >>> from collections import namedtuple
    >>> hardware = namedtuple("Hardware", "pv_coefficient pv_reference array_half array_radiate panel_from_array")
    >>> round(array_share(331.15, 1000.0, 4000.0, hardware(-0.003, 301.15, 0.0, 0.0, 1.0)), 6)
    0.91
    """
    at_zero = 1.0 - hardware.pv_coefficient * hardware.pv_reference  # 0 K
    cold_w = rated_w * (at_zero + hardware.pv_coefficient * array)
    square = array * array
    half_way = array + hardware.array_half * (
        heat_w - hardware.panel_from_array * cold_w - hardware.array_radiate * square * square
    )
    return max(at_zero + hardware.pv_coefficient * half_way, 0.0)


@kernel
def array_stiffness(array, hardware):
    """Heat in W that a step takes per K of warming: inertia, and radiation linearised about the old temperature.

    C/dt + 4 w e T^3, the derivative of e T^4 (Hairer and Wanner 1996, section IV.7, linearly implicit steps), with w
    the weight of the step's end. ``array`` is the array's temperature in K.

    >>> from collections import namedtuple
    >>> hardware = namedtuple("Hardware", "array_radiate array_inertia array_end")(1e-7, 100.0, 0.5)
    >>> round(array_stiffness(300.0, hardware), 6)  # 100 + 4 x 0.5 x 1e-7 x 300^3
    105.4
    """
    cube = hardware.array_radiate * array * array * array
    return hardware.array_inertia + 4.0 * hardware.array_end * cube


@kernel
def array_step(array, heat_w, inverse_stiffness, hardware):
    """Array temperature in K after a step and the power in W that the array radiates: C dT/dt = heat - radiate T^4.

    Radiation is that of the mean temperature, linearised about the old one; the end of the step weighs ``array_end``
    (Hairer and Wanner 1996, section IV.7, linearly implicit steps). ``array`` is the old temperature in K and
    ``inverse_stiffness`` the inverse of `array_stiffness` in K/W.

    >>> from collections import namedtuple
    >>> hardware = namedtuple("Hardware", "array_radiate array_end")(1e-7, 0.5)
    >>> [round(x, 4) for x in array_step(300.0, 1000.0, 1.0 / 105.4, hardware)]  # warms by (1000 - 810)/105.4
    [301.8027, 819.7343]
    """
    cube = hardware.array_radiate * array * array * array
    change = (heat_w - cube * array) * inverse_stiffness
    return array + change, cube * (array + 4.0 * hardware.array_end * change)


@kernel
def heat_stiffness(radiator, hardware):
    """Heat in W that a step takes per K of warming of the radiator, with the share of it that the coolant takes.

    C/dt + f (1 - f/(C_loop/dt + f)) + 4 w e T^3, f the conductance of the film (Hairer and Wanner 1996, section IV.7,
    linearly implicit steps). ``radiator`` is the radiator's temperature in K.

    >>> from collections import namedtuple
    >>> names = "radiator_radiate film inverse_loop radiator_inertia radiator_end"
    >>> round(heat_stiffness(300.0, namedtuple("Hardware", names)(1e-7, 50.0, 1.0 / 150.0, 100.0, 0.5)), 4)
    138.7333
    """
    cube = hardware.radiator_radiate * radiator * radiator * radiator
    share = hardware.film * hardware.inverse_loop
    return hardware.radiator_inertia + hardware.film - hardware.film * share + 4.0 * hardware.radiator_end * cube


@kernel
def heat_step(loop, radiator, heat_w, sky_w, inverse_stiffness, hardware):
    """Loop and radiator temperatures in K after a step, the radiated power in W, and its gap in W to sigma T^4.

    Two nodes are joined by the film, which is faster than a step and taken at its end (Hairer and Wanner 1996, section
    IV.7, linearly implicit steps). Radiation is that of the mean temperature, linearised about the old one; the end of
    the step weighs ``radiator_end``. A heat pump lifts the heat on its way to the radiator by a constant temperature.
    ``loop`` and ``radiator`` are the old temperatures in K, and ``inverse_stiffness`` is the inverse of
    `heat_stiffness` in K/W.

    A radiator of 300 K radiates 810 W here and a film of 50 W/K carries them over 16.2 K, so that nothing changes:

    >>> from collections import namedtuple
    >>> names = "radiator_radiate film inverse_loop loop_inertia radiator_inertia radiator_end lift"
    >>> hardware = namedtuple("Hardware", names)(1e-7, 50.0, 1.0 / 150.0, 100.0, 100.0, 0.5, 0.0)
    >>> stiffness = heat_stiffness(300.0, hardware)
    >>> [round(x, 6) for x in heat_step(316.2, 300.0, 810.0, 0.0, 1.0 / stiffness, hardware)]
    [316.2, 300.0, 810.0, 0.0]
    """
    cube = hardware.radiator_radiate * radiator * radiator * radiator
    share = hardware.film * hardware.inverse_loop
    warm_w = hardware.loop_inertia * loop + heat_w  # what the loop would hold without the film
    drive_w = sky_w + (hardware.film - hardware.film * share) * hardware.lift + share * warm_w
    after = (
        drive_w + (hardware.radiator_inertia + (4.0 * hardware.radiator_end - 1.0) * cube) * radiator
    ) * inverse_stiffness
    loop_after = hardware.inverse_loop * warm_w + (share * after - share * hardware.lift)
    change = hardware.radiator_end * (after - radiator)
    radiated = cube * (radiator + 4.0 * change)
    square = (radiator + change) * (radiator + change)
    gap = hardware.radiator_radiate * square * square - radiated  # the tangent of a convex curve: never negative
    return loop_after, after, radiated, gap


@kernel
def three_inverses(a, b, c):
    """1/a, 1/b and 1/c by a single division, an arithmetic identity; ``a``, ``b``, ``c`` are numbers but 0.

    >>> three_inverses(2.0, 4.0, 5.0)
    (0.5, 0.25, 0.2)
    """
    ab = a * b
    shared = 1.0 / (ab * c)
    return shared * (b * c), shared * (a * c), shared * ab
