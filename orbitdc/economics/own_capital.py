"""The capital of one side where it departs from what both sides share: its rate, its tax, its financing, its risk."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from orbitdc.block import Block, NonNegative
from orbitdc.economics.financing import CostOfCapital, Financing

SideName = Literal["orbit", "ground"]
OWN = ("real_wacc_frac", "tax_frac", "financing", "risk_premium_frac")  # what a side may have for itself


class OwnCapital(Block):
    """What one side pays for capital where it differs from the other; a key that is left out is shared by both.

    Every key stated here is a departure from like for like, and the answer lists it with its effect on the ratio.
    """

    catalog_kind: ClassVar[str] = "money"

    real_wacc_frac: Annotated[float, Field(ge=0, lt=0.5)] | None = None
    """The cost of capital of this side is its weighted average after tax and inflation, per year; null takes the one
    that both sides share."""
    capital: CostOfCapital | None = None
    """The build-up of this side's cost of capital from equity and debt takes the place of its real_wacc_frac; null
    takes that as it is stated."""
    tax_frac: Annotated[float, Field(ge=0, lt=0.9)] | None = None
    """The tax of this side is the rate of its income tax; null takes the one that both sides share."""
    financing: Financing | None = None
    """The financing of this side says how it pays for what it buys; null takes the one that both sides share."""
    risk_premium_frac: NonNegative | None = None
    """The risk premium of this side is added to its discount rate per year; null adds money.risk_premium_frac in orbit
    and nothing on the ground."""
