"""Money rules shared by both sides: real cost of capital, tax, inflation, salvage."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from orbitdc.block import Block, Fraction, NonNegative, Positive
from orbitdc.financing import Financing

Boundary = Literal["full", "without_it", "power_alone"]
DepreciationClass = Literal["bonus", "macrs5", "building39", "expense"]


class Money(Block):
    """Real dollars of ``currency_year`` with a real WACC; tax enters as a gross-up of each outlay."""

    catalog_kind: ClassVar[str] = "money"
    defaults_name: ClassVar[str] = "money"

    boundary: Boundary  # of the headline: with accelerators, without them, or launch against the power bill
    real_wacc_frac: Annotated[float, Field(gt=-0.02, lt=0.5)]
    inflation_frac: Annotated[float, Field(ge=0, lt=0.3)]
    tax_frac: Annotated[float, Field(ge=0, lt=0.9)]
    budget_usd: Positive | None = None  # an amount whose worth on either side is told; moves no cost
    it_salvage_frac: Fraction  # of IT price, at the horizon, ground only reachable
    flop_value_decline_per_y: Fraction  # of the value of a FLOP; 0 counts all alike
    rent_decline_per_y: Fraction  # of market rents, used for profit alone
    risk_premium_frac: NonNegative  # added to the orbit's WACC; refused beside explicit hazards
    currency_year: int = Field(ge=2000, le=2040)
    financing: Financing | None = None  # of both sides; null: corporate
