"""A radiator without load: how fast it cools down, and what heat holds it above a temperature."""

from __future__ import annotations

from math import atan, inf, log


def cooling_s(heat_j_per_k: float, emission_w_per_k4: float, sky_w: float, warm_k: float, cold_k: float) -> float:
    """Time in s in which a node without load cools from ``warm_k`` to ``cold_k``; inf where its sky keeps it warmer.

    C dT/dt = -e (T^4 - a^4) with e a^4 what it absorbs, so that t = C/e [F(warm) - F(cold)] with
    F(T) = [ln((T - a)/(T + a)) - 2 atan(T/a)]/(4 a^3). ``emission_w_per_k4`` is in W/K4.

    >>> emission = 2 * 110 * 0.85 * 0.92 * 5.670374419e-8  # 110 m2, both faces
    >>> round(cooling_s(550 * 900 + 75 * 3990, emission, emission * 179.0**4, 323.15, 263.55))
    801
    """
    sink: float = (sky_w / emission_w_per_k4) ** 0.25
    if warm_k <= cold_k:
        return 0.0
    if cold_k <= sink:
        return inf
    if sink <= 0.0:
        return heat_j_per_k / emission_w_per_k4 * (1.0 / cold_k**3 - 1.0 / warm_k**3) / 3.0

    def primitive(kelvin: float) -> float:
        """The integral of 1/(T^4 - sink^4) up to a temperature in K, in 1/K^3, but for a constant."""
        return (log((kelvin - sink) / (kelvin + sink)) - 2.0 * atan(kelvin / sink)) / (4.0 * sink**3)

    return heat_j_per_k / emission_w_per_k4 * (primitive(warm_k) - primitive(cold_k))


def holding_w(emission_w_per_k4: float, sky_w: float, kelvin: float) -> float:
    """Heat in W that holds a radiator without load at ``kelvin``, in K: e T^4 less what it absorbs, 0 at least.

    The Stefan-Boltzmann law (Incropera and DeWitt, chapter 12). ``emission_w_per_k4`` is in W/K4.

    >>> emission = 2 * 110 * 0.85 * 0.92 * 5.670374419e-8
    >>> [round(holding_w(emission, emission * 179.0**4, 273.15 + c) / 1e3, 1) for c in (-9.6, -5.0, 5.0)]  # kW
    [37.0, 40.4, 48.4]
    """
    return max(emission_w_per_k4 * kelvin**4 - sky_w, 0.0)
