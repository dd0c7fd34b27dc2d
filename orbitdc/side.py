"""What both sides of a comparison hand to the ledger: payments, delivered FLOP, and what they describe."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from orbitdc.cost_line import CostLine


@dataclass(frozen=True)
class Side:
    """One side of a comparison: a fleet or a site, priced by the same ledger."""

    name: str
    lines: tuple[CostLine, ...]
    flop_by_month: npt.NDArray[np.float64]  # from month 0 of service
    accelerators: float
    it_w: float  # every accelerator busy
    nameplate_pflop_per_s: float
    delivered_pflop_per_s: float  # mean over the service life of a unit
    gpu_hours: float  # accelerator-hours alive and available, over the whole life
    it_kwh: float  # IT energy over the whole life
    mfu_frac: float = 1.0  # inside a domain
    scale_out_frac: float = 1.0  # of that, what the links between domains or satellites leave
    mfu_time_frac: dict[str, float] = field(default_factory=dict)  # of a busy accelerator's time, by cause
    water_l: float | None = None
    carbon_kg: float | None = None  # of the electricity alone
    notes: tuple[str, ...] = field(default=())


MOST_COHORTS = 120  # ten years of months
MOST_MONTHS = 12_000


def ramp_shares(ramp_months: float) -> npt.NDArray[np.float64]:
    """Share of the units that enter service in each month of a linear ramp, (n_month,), sum 1.

    A ramp of more than ten years enters in 120 cohorts, evenly apart; one of more than a thousand is cut there.

    >>> ramp_shares(3.0)
    array([0.33333333, 0.33333333, 0.33333333])
    """
    n = min(max(1, round(ramp_months)), MOST_MONTHS)
    apart = -(-n // MOST_COHORTS)
    shares = np.zeros(n)
    shares[::apart] = 1.0 / len(shares[::apart])
    return shares


def ramp_up(profile: npt.NDArray[np.float64], shares: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """FLOP by month of a fleet whose units enter service in shares, each cohort from its own start."""
    return np.convolve(profile, shares)


def over_ramp(line: CostLine, shares: npt.NDArray[np.float64]) -> list[CostLine]:
    """A unit's payment made by each cohort at its own time."""
    return [
        replace(line, usd=line.usd * float(share), first_month=line.first_month + k)
        for k, share in enumerate(shares)
        if share > 0.0
    ]
