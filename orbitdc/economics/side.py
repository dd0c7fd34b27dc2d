"""What both sides of a comparison hand to the ledger: payments, delivered FLOP, and what they describe."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from orbitdc.ledger.cost_line import CostLine


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
