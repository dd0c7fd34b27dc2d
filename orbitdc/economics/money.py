"""The money rules shared by both sides: real cost of capital, tax, inflation, salvage."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, ClassVar, Literal, Self

import numpy as np
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from orbitdc.block import Block, Fraction, NonNegative, Positive
from orbitdc.economics.financing import CostOfCapital, Financing
from orbitdc.economics.own_capital import OWN, OwnCapital, SideName

Boundary = Literal["full", "without_it", "power_alone"]
DepreciationClass = Literal["bonus", "macrs5", "macrs15", "macrs20", "building39", "expense"]


class Money(Block):
    """Real dollars of ``currency_year`` with a real WACC; tax enters as a gross-up of each outlay."""

    catalog_kind: ClassVar[str] = "money"
    defaults_name: ClassVar[str] = "money"

    boundary: Boundary
    """The boundary says which costs the headline counts: `full` counts everything, `without_it` leaves out the
    accelerators, and `power_alone` compares the launch with the power bill."""
    real_wacc_frac: Annotated[float, Field(ge=0, lt=0.5)]
    """The cost of capital is the weighted average cost of capital after tax and inflation, per year; the build-up under
    `capital` takes its place, and a structure of `financing` other than `corporate` discounts at equity_return_frac
    instead."""
    capital: CostOfCapital | None = None
    """The build-up of the cost of capital from equity and debt takes the place of real_wacc_frac on both sides; null
    takes real_wacc_frac as it is stated."""
    discounting: Literal["monthly", "year_end"]
    """The discounting says when money and work count: `monthly` counts each in its own month, and `year_end` counts
    those of a year of service at its end and what is spent in the year before service at its beginning, without
    interest, as many published studies do."""
    inflation_frac: Annotated[float, Field(ge=0, lt=0.3)]
    """The inflation is the general rise of prices per year, which leads from real to nominal rates."""
    tax_frac: Annotated[float, Field(ge=0, lt=0.9)]
    """The tax is the rate of the corporate income tax."""
    budget_usd: NonNegative | None = None
    """The budget is an amount of capital for which a run says how much either side buys with it, without moving any
    cost; null says nothing about it."""
    equipment_depreciation: Literal["bonus", "macrs", "straight_line"]
    """The depreciation rule says when equipment is deducted from taxable income: `bonus` deducts it at once, `macrs`
    over its tax life by table A-1 of IRS Publication 946, and `straight_line` in equal parts over its tax life."""
    it_price_decline_per_y: Fraction
    """The price decline is the share by which the price of the same accelerators falls each year after service begins;
    later launches and phases, repairs, refreshes and replacements are bought at the lower price."""
    it_salvage: Literal["by_horizon", "by_age"]
    """The salvage rule says what accelerators fetch that stand at the horizon: `by_horizon` takes it_salvage_frac,
    whatever their age, and `by_age` takes the resale price of their age; those that are replaced before are sold by
    their age in either case."""
    it_salvage_frac: Fraction
    """The salvage is the share of the purchase price that accelerators on the ground fetch at the horizon, and those in
    orbit whose life the horizon cuts short; at the end of a satellite's life they fetch nothing."""
    resale_24_months_frac: Fraction
    """Accelerators that are sold 24 months after their purchase fetch this share of the price that was paid."""
    resale_36_months_frac: Fraction
    """Accelerators that are sold 36 months after their purchase fetch this share of the price that was paid."""
    resale_60_months_frac: Fraction
    """Accelerators that are sold 60 months after their purchase fetch this share of the price that was paid."""
    flop_value_decline_per_y: Fraction
    """The value decline is the share by which a FLOP delivered a year later is worth less, alike on both sides; 0
    counts every FLOP alike."""
    rent_basis: Literal["take_or_pay", "merchant", "contract", "tokens"]
    """The rent basis says what is paid for: `take_or_pay` pays every available hour at a rent that is held for
    accelerator.rent_term_months and then agreed again, `merchant` pays the busy hours alone at the rent of the month,
    `contract` holds contract_usd_per_gpu_hour for every available hour of contract_months and pays market rents after
    that, and `tokens` sells what the workload makes at price_usd_per_million_tokens."""
    contract_usd_per_gpu_hour: Positive | None = None
    """The contract price is paid for each available hour of an accelerator where rent_basis is `contract`; it is
    adjusted for inflation; null means that there is no contract."""
    contract_months: Annotated[int, Field(gt=0, le=480)]
    """The contract time is how long the contract price holds, from the first month of service of either side on."""
    price_usd_per_million_tokens: Positive | None = None
    """The price of a million tokens is paid when service begins where rent_basis is `tokens`, and falls as rents do;
    null means that no tokens are sold."""
    rent_decline_per_y: Fraction
    """The rent decline is the share by which market rents of the same compute fall each year after service begins; it
    moves the profits and
    the ratio with falling rents, and not the levelized cost."""
    new_silicon_rent_decline_per_y: Fraction
    """The new silicon's decline is the share by which the rent of a watt of the newest accelerators falls each year:
    what enters service later earns that, in profits alone, unless it_price_decline_per_y makes it the same silicon; it
    falls no faster than rent_decline_per_y."""
    risk_premium_frac: NonNegative
    """The risk premium is added to the discount rate of the orbit per year, unless money.orbit states its own; it is
    refused beside explicit hazards, which charge the same risk."""
    currency_year: int = Field(ge=2000, le=2040)
    """The currency year is the year whose US dollars all results are stated in."""
    financing: Financing | None = None
    """The financing says how both sides pay for what they buy; null takes `corporate` financing at the cost of
    capital."""
    financing_before: Financing | None = None
    """The financing before is what an earlier owner paid with; a run prices the way from it to `financing`, one thing
    after another, without moving any cost, and null says nothing about it."""
    orbit: OwnCapital | None = None
    """The capital of the orbit where it differs from what both sides share: rate, tax, financing or risk premium; null
    shares everything."""
    ground: OwnCapital | None = None
    """The capital of the ground where it differs from what both sides share: rate, tax, financing or risk premium; null
    shares everything."""

    @model_validator(mode="after")
    def _sold_at_a_price(self) -> Self:
        """The money block, where the basis of rent has the price that it sells at."""
        for basis, key in (("contract", "contract_usd_per_gpu_hour"), ("tokens", "price_usd_per_million_tokens")):
            if self.rent_basis == basis and getattr(self, key) is None:
                fix = {"fix": f"state {key}, or set rent_basis to take_or_pay or merchant"}
                raise PydanticCustomError("price", f"rent_basis: {basis} has no price", fix)
        return self

    def of(self, side: SideName) -> Money:
        """The money rules of one side: what both share, with what the side states for itself in its place.

        Its risk premium is that of the side too, and 0 on the ground unless the ground states one.
        """
        return _of_side(self, side)

    def sharing(self, key: str) -> Self:
        """The same rules with one key of `OWN` shared by both sides again."""
        blanks = {key: None, "capital": None} if key == "real_wacc_frac" else {key: None}
        sides = {side: own.changed(**blanks) for side in ("orbit", "ground") if (own := getattr(self, side))}
        return self.changed(**sides, **({"risk_premium_frac": 0.0} if key == "risk_premium_frac" else {}))

    def resale_frac(self, age_months: float) -> float:
        """The price of used accelerators over their purchase price, by age: straight lines through the stated ages.

        The curve is linear interpolation of the stated shares, by definition; the last slope continues beyond 60 months
        until no value is left.

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


@lru_cache(maxsize=64)  # a point of a study asks for those of each side again and again
def _of_side(money: Money, side: SideName) -> Money:
    """The money of one side: what it states for itself, and the shared values for the rest."""
    own = money.orbit if side == "orbit" else money.ground
    stated = {} if own is None else {key: getattr(own, key) for key in OWN if getattr(own, key) is not None}
    if side == "ground":
        stated = {"risk_premium_frac": 0.0, **stated}
    return money.changed(**stated, orbit=None, ground=None)
