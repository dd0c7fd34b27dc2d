"""How heat and thermal cycles wear accelerators out, by the same law on the ground and in orbit.

The rate of permanent losses is quoted at a junction temperature. Hotter silicon is lost sooner (Arrhenius), and every
swing of its temperature tires joints and interfaces (Coffin and Manson).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from orbitdc.compute.accelerator import Accelerator
from orbitdc.constants import BOLTZMANN_EV_PER_K

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Wear:
    """What the accelerators of one side meet, and the losses that follow."""

    heat_factor: float = 1.0  # on permanent losses, mean over time
    cycles_per_y: float = 0.0
    swing_k: float = 0.0  # of the junction in a cycle, as even swings of the same damage
    cycle_factor: float = 0.0  # that cycles add to it

    def loss_per_y(self, chip: Accelerator) -> float:
        """Permanent losses of an accelerator a year: the quoted rate times what heat makes of it and cycles add.

        Rates of independent causes add (Rausand and Hoyland 2004, series structures).

        >>> chip = Accelerator.model_construct(permanent_loss_per_y=0.05)
        >>> round(Wear(heat_factor=1.4, cycle_factor=0.04).loss_per_y(chip), 6)
        0.072
        """
        return chip.permanent_loss_per_y * (self.heat_factor + self.cycle_factor)


UNWORN = Wear()


def heat_factor(chip: Accelerator, junction_k: npt.ArrayLike) -> FloatArray:
    """Permanent losses at junction temperatures in K over those at the quoted one, of their shape.

    exp(E/k (1/T_ref - 1/T)) (Arrhenius; JEDEC JEP122).

    >>> chip = Accelerator.model_construct(loss_activation_ev=0.7, loss_reference_k=333.15)
    >>> heat_factor(chip, [333.15, 343.15]).round(3)  # 60 to 70 degrees Celsius
    array([1.   , 2.035])
    """
    inverse = 1.0 / chip.loss_reference_k - 1.0 / np.asarray(junction_k, dtype=np.float64)
    return np.asarray(np.exp(chip.loss_activation_ev / BOLTZMANN_EV_PER_K * inverse))


def swing_factor(chip: Accelerator, swing_k: npt.ArrayLike) -> FloatArray:
    """Damage of a thermal cycle over that of a cycle of the reference swing, of the shape of the swings in K.

    (swing/reference)^n (Coffin 1954, Manson 1953). The frequency and the top temperature of Norris and Landzberg (1969)
    move it by a fifth, well within the range of the loss per cycle, and are left out.

    >>> chip = Accelerator.model_construct(cycle_reference_k=100.0, cycle_exponent=1.9)
    >>> round(1.0 / float(swing_factor(chip, 20.0)), 2)
    21.28
    """
    return np.asarray((np.asarray(swing_k, dtype=np.float64) / chip.cycle_reference_k) ** chip.cycle_exponent)


def worn(chip: Accelerator, factor: float, cycles_per_y: FloatArray, swing_k: FloatArray) -> Wear:
    """The wear of accelerators whose cycles a year and swings in K differ from day to day, arrays of one shape.

    Damage adds up whatever the order of the cycles (Miner 1945), so that the loss is the mean of cycles times damage.

    >>> chip = Accelerator.model_construct(cycle_reference_k=100.0, cycle_exponent=2.0, cycles_doubling_per_y=2000.0)
    >>> half_the_year = worn(chip, 1.0, np.array([5000.0, 0.0]), np.array([20.0, 3.0]))
    >>> round(half_the_year.cycle_factor, 9), half_the_year.cycles_per_y, round(half_the_year.swing_k, 6)
    (0.05, 2500.0, 20.0)
    """
    cycles = float(np.mean(cycles_per_y))
    damage = float(np.mean(cycles_per_y * swing_factor(chip, swing_k)))
    even = (
        chip.cycle_reference_k * (damage / cycles) ** (1.0 / chip.cycle_exponent)
        if damage > 0.0 and chip.cycle_exponent > 0.0
        else 0.0
    )
    added = damage / chip.cycles_doubling_per_y if chip.cycles_doubling_per_y is not None else 0.0
    return Wear(factor, cycles, even, added)


def at_temperature(chip: Accelerator, inlet_k: float) -> Wear:
    """The wear of accelerators that stay busy at a coolant inlet in K, as on the ground: no cycles by eclipse.

    Junction = inlet + resistance x power, by definition of a thermal resistance.

    >>> import orbitdc
    >>> chip = orbitdc.load("ai1_vs_colossus").accelerator
    >>> round(at_temperature(chip, chip.loss_reference_k - chip.junction_to_inlet_k_per_w * chip.tdp_w).heat_factor, 9)
    1.0
    """
    return Wear(heat_factor=float(heat_factor(chip, inlet_k + chip.junction_to_inlet_k_per_w * chip.tdp_w)))
