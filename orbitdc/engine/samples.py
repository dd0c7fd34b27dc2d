"""Samples of temperature and charge: one in each chunk of each lane, at a step that the golden ratio picks.

Fractional parts of multiples of the golden ratio fill [0, 1) evenly and fall into step with no period, so that
neither an orbit of a whole number of chunks nor the day itself biases the histogram.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from orbitdc.engine.kernels import entry_kernel, kernel
from orbitdc.engine.lanes import LANES, STATE_FIELDS, FloatArray, Supply
from orbitdc.engine.rows import CELLS, STATE, SUPPLY

SAMPLED = ("radiator_k", "chip_k", "battery_soc_frac")  # charge over the faded capacity of the day
BINS = 250
LOW = np.array([200.0, 200.0, 0.0])  # where the first bin begins; what lies outside counts in the first or the last
WIDTH = np.array([1.0, 1.0, 0.004])
GOLDEN = (sqrt(5.0) - 1.0) / 2.0
RADIATOR, LOOP, LOOP_CHANGE, CHARGE = (
    STATE + LANES * STATE_FIELDS.index(name) for name in ("radiator", "loop", "loop_change", "battery")
)
CAPACITY, WORK = CELLS, SUPPLY + LANES * Supply._fields.index("work_w")


@kernel
def sampled_bin(chunk, bins):
    """Which bin of a chunk is sampled at its end: the golden ratio times the number of the chunk, modulo one."""
    turns = GOLDEN * chunk
    return int((turns - int(turns)) * bins)


@kernel
def sample_lane(b, n, chunk, h, out):
    """What the last step left: radiator, junction and charge of lane n, to ``out`` (chunk, sample, lane).

    The junction is that of the coolant half way through the step.
    """
    out[chunk, 0, n] = b[RADIATOR + n]
    out[chunk, 1, n] = b[LOOP + n] - 0.5 * b[LOOP_CHANGE + n] + h.chip_rise * b[WORK + n] * h.inverse_it_w
    out[chunk, 2, n] = b[CHARGE + n] / max(b[CAPACITY + n], 1e-9)


@entry_kernel
def count_samples(samples, share, low, width, counts):
    """Add samples (chunk, sample, lane) to ``counts`` (sample, bin), each with the share of its lane's satellites."""
    for c in range(samples.shape[0]):
        for i in range(samples.shape[1]):
            for n in range(samples.shape[2]):
                at = int((samples[c, i, n] - low[i]) / width[i])
                counts[i, min(max(at, 0), counts.shape[1] - 1)] += share[n]


def no_samples() -> FloatArray:
    """An empty histogram, (sample, bin)."""
    return np.zeros((len(SAMPLED), BINS))


def histogram(samples: FloatArray, share: FloatArray) -> FloatArray:
    """Samples (chunk, sample, lane) counted by bin with the shares of their lanes, (sample, bin).

    >>> counted = histogram(np.full((2, 3, 32), 300.5), np.full(32, 0.5))
    >>> counted[0, 100], counted[2, BINS - 1], counted.sum()
    (np.float64(32.0), np.float64(32.0), np.float64(96.0))
    """
    counts = no_samples()
    count_samples(samples, share, LOW, WIDTH, counts)
    return counts


def edges(name: str) -> FloatArray:
    """Edges of the bins of a sampled quantity, (BINS + 1,), in its unit.

    >>> edges("battery_soc_frac")[[0, 1, 250]].tolist()
    [0.0, 0.004, 1.0]
    """
    at = SAMPLED.index(name)
    return np.asarray(LOW[at] + WIDTH[at] * np.arange(BINS + 1), dtype=np.float64)
