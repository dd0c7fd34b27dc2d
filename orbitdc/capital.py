"""What capital costs, built up from its parts: the alternative to a stated cost of capital."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from orbitdc.block import Block, Fraction, NonNegative

Rate = Annotated[float, Field(ge=0, lt=0.5)]


class CostOfCapital(Block):
    """How an owner is funded and what each part asks, nominal per year; `orbitdc.ledger.wacc` makes one rate of it.

    It takes the place of ``money.real_wacc_frac``, on both sides.
    """

    catalog_kind: ClassVar[str] = "capital"
    defaults_name: ClassVar[str] = "capital"

    label: str
    equity_frac: Fraction  # of the funding
    risk_free_frac: Annotated[float, Field(gt=-0.05, lt=0.3)]
    beta: Annotated[float, Field(ge=-1, le=5)]
    equity_premium_frac: Rate  # of the market over the risk-free rate
    extra_premium_frac: NonNegative  # for size, novelty, illiquidity
    debt_rate_frac: Rate  # before tax
