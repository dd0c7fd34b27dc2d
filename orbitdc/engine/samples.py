"""Samples of temperature and charge, one in each chunk of each lane, at a step that the golden ratio picks.

Fractional parts of multiples of the golden ratio fill [0, 1) evenly and fall into step with no period, so that neither
an orbit of a whole number of chunks nor the day itself biases the histogram. A last row of the counts sums how far the
junction lies above the least edge, so that what grows with its temperature is taken at the mean of each bin: chips that
are held at their limit all stand at one end of a bin.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from orbitdc.engine.compiling import kernel
from orbitdc.engine.lanes import LANES, STATE_FIELDS, FloatArray, PowerFlows
from orbitdc.engine.rows import CELLS, POWER, STATE

SAMPLED = ("radiator_k", "chip_k", "battery_soc_frac")  # charge over the faded capacity of the day
BINS = 250
LOW_K, WIDTH_K, WIDTH_SOC = 200.0, 1.0, 0.004
LOW = (LOW_K, LOW_K, 0.0)  # where the first bin begins
WIDTH = (WIDTH_K, WIDTH_K, WIDTH_SOC)
GOLDEN = (sqrt(5.0) - 1.0) / 2.0
RADIATOR, LOOP, LOOP_CHANGE, CHARGE = (
    STATE + LANES * STATE_FIELDS.index(name) for name in ("radiator", "loop", "loop_change", "battery")
)
CAPACITY = CELLS
IT, WORK, WORKING = (POWER + LANES * PowerFlows._fields.index(name) for name in ("it_w", "work_w", "working"))
ALL = 1.0 - 1e-6  # of a step: the share in which silicon works that counts as the whole


@kernel
def sampled_bin(chunk, bins):
    """The bin of a chunk at whose end a sample is taken: the golden ratio times the number of the chunk, modulo one."""
    turns = GOLDEN * chunk
    return int((turns - int(turns)) * bins)


@kernel
def sampled(rows, n, hardware):
    """The values of lane n after the last step: radiator, junction at work and idle, charge over the faded capacity.

    The junction is the rise by the power at work, or by what is drawn in the rest of the step, over the coolant half
    way through it.
    """
    coolant = rows[LOOP + n] - 0.5 * rows[LOOP_CHANGE + n]
    working, work_w = rows[WORKING + n], rows[WORK + n]
    idle_w = max(rows[IT + n] - work_w * working, 0.0) / max(1.0 - working, 1.0 - ALL)
    rise = hardware.chip_rise * hardware.inverse_it_w
    charge = rows[CHARGE + n] / max(rows[CAPACITY + n], 1e-9)
    return rows[RADIATOR + n], coolant + rise * work_w, coolant + rise * min(idle_w, work_w), charge


@kernel
def bin_of(value, low, width):
    """The bin of a value; values outside the edges count in the first or the last bin."""
    return min(max(int((value - low) / width), 0), BINS - 1)


@kernel
def count_lane(rows, n, hardware, weight, counts):
    """Add a sample of lane n to ``counts`` (sample, bin), with the weight of its satellites and of its day.

    Silicon that works for a part of the step counts there for that part, and idle for the rest.
    """
    radiator, at_work, idle, charge = sampled(rows, n, hardware)
    counts[0, bin_of(radiator, LOW_K, WIDTH_K)] += weight
    counts[2, bin_of(charge, 0.0, WIDTH_SOC)] += weight
    working = rows[WORKING + n]
    working = 1.0 if working > ALL else working
    for chip, share in ((at_work, working), (idle, 1.0 - working)):
        counts[1, bin_of(chip, LOW_K, WIDTH_K)] += weight * share
        counts[3, bin_of(chip, LOW_K, WIDTH_K)] += weight * share * (chip - LOW_K)


def no_samples(kinds: int = 1) -> FloatArray:
    """Empty histograms of some kinds of hardware and sums of their junction temperatures, (kind, sample + 1, bin)."""
    return np.zeros((kinds, len(SAMPLED) + 1, BINS))


def bin_means_k(counts: FloatArray, above_k: FloatArray) -> FloatArray:
    """Mean junction temperature of each bin in K, (BINS,), of its counts and sums; its middle where nothing counts.

    >>> counts, above_k = np.zeros(BINS), np.zeros(BINS)
    >>> counts[160], above_k[160] = 2.0, 2.0 * 160.15
    >>> bin_means_k(counts, above_k)[[0, 160]].tolist()
    [200.5, 360.15]
    """
    middle = LOW_K + WIDTH_K * (np.arange(BINS) + 0.5)
    mean = LOW_K + np.divide(above_k, counts, out=middle - LOW_K, where=counts > 0.0)
    return np.clip(np.where(np.isfinite(mean), mean, middle), middle - 0.5 * WIDTH_K, middle + 0.5 * WIDTH_K)


def edges(name: str) -> FloatArray:
    """Edges of the bins of a sampled quantity, (BINS + 1,), in its unit.

    >>> edges("battery_soc_frac")[[0, 1, 250]].tolist()
    [0.0, 0.004, 1.0]
    """
    at = SAMPLED.index(name)
    return np.asarray(LOW[at] + WIDTH[at] * np.arange(BINS + 1), dtype=np.float64)
