"""What both sides of a comparison hand to the ledger: payments, delivered FLOP, and the terms of their capital."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from orbitdc.economics.debt_service import discount_terms
from orbitdc.economics.financing import Financing
from orbitdc.economics.money import Money
from orbitdc.ledger import Terms
from orbitdc.ledger.cost_line import CostLine


@dataclass(frozen=True)
class Capital:
    """What a side's capital costs and how the side is financed."""

    own: Terms  # at the cost of capital, whatever the financing
    terms: Terms  # at which its payments are discounted: the cost of equity where debt service or rent is explicit
    plan: Financing | None = None


def capital_of(money: Money, premium_frac: float = 0.0) -> Capital:
    """The capital of one side under the money rules of a scenario; ``premium_frac`` is added to its discount rate.

    The rate is the cost of capital, or the cost of equity where debt service or rent is explicit: never both.
    """
    own = Terms(money.real_wacc_frac, money.inflation_frac, money.tax_frac, money.flop_value_decline_per_y)
    return Capital(own, discount_terms(own, money.financing, premium_frac), money.financing)


@dataclass(frozen=True)
class Side:
    """One side of a comparison, priced by the same ledger as the other."""

    name: str
    lines: tuple[CostLine, ...]
    flop_by_month: npt.NDArray[np.float64]  # from month 0 of service
    capital: Capital
    accelerators: float
    it_w: float  # every accelerator busy
    nameplate_pflop_per_s: float
    delivered_pflop_per_s: float  # mean over the service life of a unit
    gpu_hours: float  # accelerator-hours alive and available, over the whole life
    it_kwh: float  # IT energy over the whole life
    wait_months: float = 0.0  # before its first payment, once the decision is made
    mfu_frac: float = 1.0  # inside a domain
    scale_out_frac: float = 1.0  # of that, what the links between domains or satellites leave
    mfu_time_frac: dict[str, float] = field(default_factory=dict)  # of a busy accelerator's time, by cause
    water_l: float | None = None
    carbon_kg: float | None = None  # of the electricity alone
    notes: tuple[str, ...] = field(default=())

    def keep(self, counted: Callable[[CostLine], bool]) -> Side:
        """The side with those payments alone that are counted; all else, its physics and capital, as they are."""
        return replace(self, lines=tuple(line for line in self.lines if counted(line)))
