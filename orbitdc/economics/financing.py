"""How a side pays for what it buys: what its own capital costs, named loans, a lease."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from orbitdc.block import Block, Fraction, NonNegative, Positive

Structure = Literal["corporate", "level_loan", "bullet_loan", "project_debt", "notes_and_term_loan", "lease"]
Rate = Annotated[float, Field(ge=0, lt=0.5)]
Months = Annotated[int, Field(gt=0, le=480)]


class Financing(Block):
    """Structure, debt and the owner's return; rates are nominal per year, alike for orbit and ground.

    A cost of capital holds its debt inside, so ``corporate`` discounts at ``money.real_wacc_frac`` and knows no debt
    service. Every other structure states its debt service or rent, and what is left to the owner is discounted at the
    cost of equity, ``equity_return_frac``. The two are never combined.
    """

    catalog_kind: ClassVar[str] = "financing"
    defaults_name: ClassVar[str] = "financing"

    structure: Structure
    debt_share_frac: Fraction  # of what is financed; the lessor's under a lease
    debt_rate_frac: Rate  # on the balance, compounding monthly
    debt_term_months: Months  # from the first month of service; also of a lease
    interest_only_months: Annotated[int, Field(ge=0, lt=480)]  # of a level loan
    discount_frac: Annotated[float, Field(ge=0, lt=0.3)]  # original issue discount, of the principal
    fee_frac: Annotated[float, Field(ge=0, lt=0.3)]  # paid at drawing, of the principal
    equity_return_frac: Rate  # the owner's, after tax
    notes_share_frac: Fraction  # of the debt of notes_and_term_loan
    notes_rate_frac: Rate
    debt_service_cover: Annotated[float, Field(ge=1, le=10)]  # least, of project_debt
    contract_usd_per_pflop_hour: Positive | None = None  # price at which project_debt's output is sold ahead
    covers: Literal["accelerators", "capex"]  # what a lease buys; loans pay for all capex
    residual_frac: Fraction  # of the price, for which the lessee buys a leased asset at the end
    rent: Literal["arrears", "advance"]
    lessor_return_frac: Rate  # of the lessor's equity, after tax

    @model_validator(mode="after")
    def _hangs_together(self) -> Financing:
        if self.interest_only_months >= self.debt_term_months:
            raise ValueError(
                f"interest_only_months = {self.interest_only_months} leaves no month of the {self.debt_term_months} to "
                f"repay in: set it to {self.debt_term_months - 1} or less"
            )
        if self.structure == "project_debt" and self.contract_usd_per_pflop_hour is None:
            raise ValueError(
                "project_debt is sized by contracted cash flow: state contract_usd_per_pflop_hour, the price at which "
                "the output is sold ahead, or choose another structure"
            )
        return self

    @property
    def explicit(self) -> bool:
        """Whether debt service or rent is stated, so that flows are the owner's."""
        return self.structure != "corporate"


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
