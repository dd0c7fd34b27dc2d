"""The chips of a step: the clock that their power gives, their leakage, and the power that their limits allow."""

from __future__ import annotations

from math import sqrt

from orbitdc.engine.compiling import kernel


@kernel
def clock_of_power(power_frac, hardware):
    """Throughput over full throughput: y = (p - s)/(1 - s); g = curve1 y + curve2 y^1/2 + curve4 y^1/4.

    The curve stands for y^gamma by definition of its weights, see `orbitdc.satellite.board.curve_weights`.

    Of an accelerator with 20 % static power and an exponent of 1/2, 68 % of the power keeps sqrt(0.6) of the clock:

    >>> from collections import namedtuple
    >>> curve = namedtuple("Hardware", "static_power inverse_dynamic curve1 curve2 curve4")(0.2, 1.25, 0.0, 1.0, 0.0)
    >>> round(clock_of_power(0.68, curve), 4)
    0.7746
    """
    y = max((power_frac - hardware.static_power) * hardware.inverse_dynamic, 0.0)
    root = sqrt(y)
    return max(hardware.curve1 * y + hardware.curve2 * root + hardware.curve4 * sqrt(root), 0.0)


@kernel
def leakage_factor(chip, hardware):
    """Power for the same work over that at the reference temperature: 1 + k (T_j - T_ref), and no less once cold.

    It is a straight line by definition of the leakage coefficient k. ``chip`` is T_j, the junction temperature in K.

    >>> from collections import namedtuple
    >>> hardware = namedtuple("Hardware", "leakage leakage_reference leakage_floor")(0.004, 338.0, 0.9)
    >>> round(leakage_factor(348.0, hardware), 3)
    1.04
    """
    return max((1.0 - hardware.leakage * hardware.leakage_reference) + hardware.leakage * chip, hardware.leakage_floor)


@kernel
def full_power_frac(loop, hardware):
    """Share of nominal power that full clock takes: p = 1 + k (T_j - T_ref) at T_j = T_loop + rise p, solved for p.

    It is an arithmetic identity with leakage_base = (1 - k T_ref)/(1 - k rise) and leakage_slope = k/(1 - k rise).
    ``loop`` is the mean coolant temperature in K.

    With k = 0.004 1/K, T_ref = 338 K and a rise of 40 K, coolant of 318 K gives (1 - 0.004 x 20)/(1 - 0.16):

    >>> from collections import namedtuple
    >>> hardware = namedtuple("Hardware", "leakage_base leakage_slope leakage_floor")(-0.352 / 0.84, 0.004 / 0.84, 0.9)
    >>> round(full_power_frac(318.0, hardware), 4), round(0.92 / 0.84, 4)
    (1.0952, 1.0952)
    """
    return max(hardware.leakage_base + hardware.leakage_slope * loop, hardware.leakage_floor)


@kernel
def thermal_power_frac(loop, hardware):
    """Largest share of nominal power that keeps junction and memory at their limits: T = T_loop + rise x share.

    The rise is a thermal resistance times power (Incropera and DeWitt 2002, section 3.1). ``loop`` is the mean coolant
    temperature in K.

    With 30 K left below a junction that rises by 40 K, and 38 K below a memory that rises by 50 K, the junction rules:

    >>> from collections import namedtuple
    >>> limits = namedtuple("Hardware", "junction_max inverse_chip_rise memory_max inverse_memory_rise")
    >>> round(thermal_power_frac(330.0, limits(360.0, 1 / 40.0, 368.0, 1 / 50.0)), 6)
    0.75
    """
    junction = hardware.junction_max * hardware.inverse_chip_rise - loop * hardware.inverse_chip_rise
    memory = hardware.memory_max * hardware.inverse_memory_rise - loop * hardware.inverse_memory_rise
    return max(min(junction, memory), 0.0)
