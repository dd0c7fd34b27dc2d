"""A side of a comparison as the ledger takes it: payments, delivered FLOP, and the terms of its capital."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from orbitdc.compute.job import Job
from orbitdc.economics.debt_service import discount_terms
from orbitdc.economics.financing import Financing
from orbitdc.economics.money import Money
from orbitdc.ledger import Terms
from orbitdc.ledger.cost_line import CostLine
from orbitdc.ledger.payments import Payments
from orbitdc.system.notebook import aligned, html_table


@dataclass(frozen=True)
class CapitalTerms:
    """The cost of a side's capital and the financing of the side."""

    own: Terms  # at the cost of capital, whatever the financing
    terms: Terms  # at which its payments are discounted: the cost of equity where debt service or rent is explicit
    plan: Financing | None = None


def capital_of(money: Money) -> CapitalTerms:
    """The capital of one side under the money rules of that side (`Money.of`), its risk premium included.

    The rate is the cost of capital, or the cost of equity where debt service or rent is explicit: never both.
    """
    own = Terms(money.real_wacc_frac, money.inflation_frac, money.tax_frac, money.flop_value_decline_per_y)
    return CapitalTerms(own, discount_terms(own, money.financing, money.risk_premium_frac), money.financing)


@dataclass(frozen=True, eq=False)
class Entry:
    """How the units of a side enter service, so that what each earns follows its own date."""

    profile: npt.NDArray[np.float64]  # FLOP by month of all units, did all of them enter in month 0
    shares: npt.NDArray[np.float64]  # of the units, by the month they enter in
    generation_months: int  # after which a unit is replaced by a new one


@dataclass(frozen=True, repr=False)
class Side:
    """One side of a comparison, priced by the same ledger as the other."""

    name: str
    lines: Sequence[CostLine]
    flop_by_month: npt.NDArray[np.float64]  # from month 0 of service
    capital: CapitalTerms
    accelerators: float
    it_w: float  # with every accelerator busy
    nameplate_pflop_per_s: float
    delivered_pflop_per_s: float  # mean over the service life of a unit
    gpu_hours: float  # accelerator-hours alive and available, over the whole life
    it_kwh: float  # IT energy over the whole life
    discounting: Literal["monthly", "year_end"] = "monthly"  # where its payments and FLOP are counted
    entry: Entry | None = None  # how flop_by_month comes about; None where all units enter in month 0 and stay
    wait_months: float = 0.0  # from the decision to the first payment
    mfu_frac: float = 1.0  # model FLOP utilization inside a domain
    job: Job | None = None  # how its accelerators run the work
    scale_out_frac: float = 1.0  # share of it that the links between domains or satellites leave
    mfu_time_frac: dict[str, float] = field(default_factory=dict)  # of a busy accelerator's time, by cause
    water_l: float | None = None
    carbon_kg: float | None = None  # of the electricity alone
    notes: tuple[str, ...] = field(default=())
    unpriced: str = (
        ""  # why the side has no cost, empty where it has one: payments of what cannot be built price nothing
    )

    def keep(self, counted: Callable[[CostLine], bool]) -> Side:
        """The side with only the counted payments; its physics and capital stay as they are.

        Whether a payment is counted follows from what it pays for, not from its amount or its month.
        """
        lines = Payments.of(self.lines).kept(counted)
        return self if lines is self.lines else replace(self, lines=lines)

    def outlay_usd(self, counted: Callable[[CostLine], bool] = lambda line: True) -> float:
        """The capital spending over the life in USD, before tax: nothing that is got back later is taken off.

        The sum of all outlays, by definition.

        >>> from types import SimpleNamespace
        >>> from orbitdc.ledger.cost_line import Category, Component
        >>> chips = CostLine(Category.ACCELERATORS, Component.COMPUTE, 1000.0, 0, capex=True)
        >>> bought, sold = chips, chips.paid(-100.0, 60)
        >>> Side.outlay_usd(SimpleNamespace(lines=[bought, sold]))
        1000.0
        """
        paid = Payments.of(self.lines).kept(lambda line: line.capex and counted(line)).usd
        return math.fsum(paid[paid > 0.0].tolist())

    def _rows(self) -> list[tuple[str, str]]:
        """What a notebook shows of the side, as pairs of name and text."""
        capex = sum(line.usd for line in self.lines if line.capex)
        opex = sum(line.usd for line in self.lines if not line.capex)
        return [
            ("accelerators", f"{self.accelerators:,.0f}, {self.it_w / 1e6:,.1f} MW of IT when all are busy"),
            (
                "delivers",
                f"{self.delivered_pflop_per_s:,.0f} PFLOP/s of {self.nameplate_pflop_per_s:,.0f} nameplate",
            ),
            ("over its life", f"{float(self.flop_by_month.sum()):.3g} FLOP in {self.flop_by_month.size} months"),
            ("pays", f"{capex / 1e6:,.0f} million USD of capital, {opex / 1e6:,.0f} of running costs"),
            ("payments", f"{len(self.lines)}, undiscounted and before tax"),
        ]

    def __repr__(self) -> str:
        return aligned(self.name, self._rows())

    def _repr_html_(self) -> str:
        """The same as a table for a notebook."""
        return html_table(self.name, self._rows())
