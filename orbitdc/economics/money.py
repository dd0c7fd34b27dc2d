"""Money rules shared by both sides: real cost of capital, tax, inflation, salvage."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from orbitdc.block import Block, Fraction, NonNegative, Positive
from orbitdc.economics.financing import CostOfCapital, Financing

Boundary = Literal["full", "without_it", "power_alone"]
DepreciationClass = Literal["bonus", "macrs5", "macrs15", "macrs20", "building39", "expense"]


class Money(Block):
    """Real dollars of ``currency_year`` with a real WACC; tax enters as a gross-up of each outlay."""

    catalog_kind: ClassVar[str] = "money"
    defaults_name: ClassVar[str] = "money"

    boundary: Boundary  # of the headline: with accelerators, without them, or launch against the power bill
    real_wacc_frac: Annotated[float, Field(ge=0, lt=0.5)]  # stated, or built up from capital
    capital: CostOfCapital | None = None
    inflation_frac: Annotated[float, Field(ge=0, lt=0.3)]
    tax_frac: Annotated[float, Field(ge=0, lt=0.9)]
    budget_usd: Positive | None = None  # an amount whose worth on either side is told; moves no cost
    equipment_depreciation: Literal["bonus", "macrs", "straight_line"]  # at once, by IRS table A-1, in equal years
    it_price_decline_per_y: Fraction  # of the same FLOP, after a unit enters service: repairs, refreshes, replacements
    it_salvage: Literal["by_horizon", "by_age"]  # of what stands at the horizon: it_salvage_frac, or as resold by age
    it_salvage_frac: Fraction  # of IT price, at the horizon, ground only reachable
    resale_24_months_frac: Fraction  # of the price paid, where silicon is sold at that age
    resale_36_months_frac: Fraction
    resale_60_months_frac: Fraction
    flop_value_decline_per_y: Fraction  # of the value of a FLOP; 0 counts all alike
    rent_decline_per_y: Fraction  # of market rents, used for profit alone
    risk_premium_frac: NonNegative  # added to the orbit's WACC; refused beside explicit hazards
    currency_year: int = Field(ge=2000, le=2040)
    financing: Financing | None = None  # of both sides; null: corporate

    def resale_frac(self, age_months: float) -> float:
        """Price of used accelerators over what was paid for them, by age: straight lines through the stated ages.

        The last slope goes on beyond 60 months until nothing is left.

        >>> money = Money.model_construct(
        ...     resale_24_months_frac=0.7, resale_36_months_frac=0.3, resale_60_months_frac=0.1
        ... )
        >>> [round(money.resale_frac(age), 3) for age in (0, 12, 24, 30, 48, 60, 66, 72, 120)]
        [1.0, 0.85, 0.7, 0.5, 0.2, 0.1, 0.05, 0.0, 0.0]
        """
        ages, left = (0.0, 24.0, 36.0, 60.0), (
            1.0, self.resale_24_months_frac, self.resale_36_months_frac, self.resale_60_months_frac,
        )  # fmt: skip
        beyond = max(age_months - ages[-1], 0.0) * max(left[-2] - left[-1], 0.0) / (ages[-1] - ages[-2])
        return max(float(np.interp(age_months, ages, left)) - beyond, 0.0)
