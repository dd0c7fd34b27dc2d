"""The financing of a side: what its own capital costs, the loans that it takes, or its lease."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from orbitdc.block import Block, Fraction, NonNegative, Positive

Structure = Literal["corporate", "level_loan", "bullet_loan", "project_debt", "notes_and_term_loan", "lease"]
Rate = Annotated[float, Field(ge=0, lt=0.5)]
Months = Annotated[int, Field(gt=0, le=480)]


class Financing(Block):
    """The structure, the debt and the owner's return; rates are nominal per year, alike for orbit and ground.

    A cost of capital contains the cost of debt, so ``corporate`` discounts at ``money.real_wacc_frac`` and has no debt
    service. Every other structure states its debt service or rent, and the flows that are left to the owner are
    discounted at the cost of equity, ``equity_return_frac``. The two are never combined.
    """

    catalog_kind: ClassVar[str] = "financing"
    defaults_name: ClassVar[str] = "financing"

    structure: Structure
    """The structure says how purchases are paid for: `corporate` from capital at one cost of capital, `level_loan` by a
    loan of even payments, `bullet_loan` by a loan repaid at its end, `project_debt` by debt sized by contracted cash,
    `notes_and_term_loan` by two bullet loans at two rates, and `lease` by rent."""
    debt_share_frac: Fraction
    """The debt share is the part of what is financed that is debt; under a `lease` the debt is the lessor's."""
    debt_rate_frac: Rate
    """The debt rate is the nominal interest per year on the balance, compounding monthly."""
    debt_term_months: Months
    """The term is the time from the first month of service until debt or lease ends."""
    interest_only_months: Annotated[int, Field(ge=0, lt=480)]
    """The interest-only time is the first part of a `level_loan`, in which nothing is repaid."""
    discount_frac: Annotated[float, Field(ge=0, lt=0.3)]
    """The original issue discount is the share of the principal that the lender does not pay out."""
    fee_frac: Annotated[float, Field(ge=0, lt=0.3)]
    """The fee is the share of the principal that is paid when the debt is drawn."""
    equity_return_frac: Rate
    """The equity return is the nominal return after tax per year that the owner asks, where structure is not
    `corporate`."""
    notes_share_frac: Fraction
    """The notes share is the part of the debt of `notes_and_term_loan` that is notes."""
    notes_rate_frac: Rate
    """The notes rate is the nominal interest per year on the notes of `notes_and_term_loan`."""
    junior_share_frac: Fraction
    """The junior share is the part of what is financed that is junior debt beside the debt share: it is paid after all
    other debt, and repaid at the end of the term."""
    junior_rate_frac: Rate
    """The junior rate is the nominal interest per year on the junior debt."""
    covenant_cover: Annotated[float, Field(ge=0, le=10)]
    """The covenant is the least cash of a month over its debt service that the lender allows; below it the borrower is
    in default."""
    lock_up_cover: Annotated[float, Field(ge=0, le=10)]
    """The lock-up is the cash of a month over its debt service below which nothing is distributed to the owner."""
    debt_service_cover: Annotated[float, Field(ge=1, le=10)]
    """The cover is the least cash of a month over its debt service, by which `project_debt` is sized."""
    contract_usd_per_pflop_hour: Positive | None = None
    """The contract price is the price at which the output of `project_debt` is sold ahead; null means that nothing is
    sold ahead."""
    covers: Literal["accelerators", "capex"]
    """The cover of a `lease` says what the lessor buys: `accelerators` alone, or all `capex`; loans always pay for all
    capex."""
    residual_frac: Fraction
    """The residual is the share of the price for which the lessee buys a leased asset at the end of the lease."""
    rent: Literal["arrears", "advance"]
    """The rent says when rent is paid in a month: `arrears` at its end, or `advance` at its start."""
    lessor_return_frac: Rate
    """The lessor's return is the nominal return after tax per year on the lessor's equity."""

    @model_validator(mode="after")
    def _hangs_together(self) -> Financing:
        """The financing, where its terms leave months to repay in and a price to size the debt by."""
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
        self._tranches_and_covenants()
        return self

    def _tranches_and_covenants(self) -> None:
        """Refuse tranches that lend more than is paid, and covenants that would be breached from the first month on."""
        debt, junior = self.debt_share_frac, self.junior_share_frac
        if junior > 0.0 and self.structure in ("corporate", "lease"):
            message = f"junior_share_frac = {junior:g} has no loan to be junior to where structure is {self.structure}"
            raise PydanticCustomError("junior", message, {"fix": "set it to 0, or choose a loan as structure"})
        if junior > 0.0 and debt + junior > 1.0:
            message = f"debt_share_frac = {debt:g} and junior_share_frac = {junior:g} lend more than is paid"
            raise PydanticCustomError("junior", message, {"fix": "let both add up to 1 or less"})
        covenant, lock_up, sizing = self.covenant_cover, self.lock_up_cover, self.debt_service_cover
        if covenant > lock_up:
            message = f"covenant_cover = {covenant:g} lies above lock_up_cover = {lock_up:g}, which warns of a default"
            fix = f"set covenant_cover to {lock_up:g} or less, or raise lock_up_cover"
            raise PydanticCustomError("covenant", message, {"fix": fix})
        if self.structure == "project_debt" and lock_up > sizing:
            key, ratio = ("covenant_cover", covenant) if covenant > sizing else ("lock_up_cover", lock_up)
            message = f"{key} = {ratio:g} lies above debt_service_cover = {sizing:g}, by which the debt is sized"
            fix = f"set {key} to {sizing:g} or less, or raise debt_service_cover"
            raise PydanticCustomError("covenant", message, {"fix": fix})

    @property
    def explicit(self) -> bool:
        """Whether debt service or rent is stated, so that the flows are the owner's."""
        return self.structure != "corporate"


class CostOfCapital(Block):
    """The funding of an owner and the return that each part requires, nominal per year; see `orbitdc.ledger.wacc`.

    It takes the place of ``money.real_wacc_frac`` on both sides.
    """

    catalog_kind: ClassVar[str] = "capital"
    defaults_name: ClassVar[str] = "capital"

    label: str
    """The label is the name of the owner whose capital this is."""
    equity_frac: Fraction
    """The equity share is the part of the funding that is equity; the rest is debt."""
    risk_free_frac: Annotated[float, Field(gt=-0.05, lt=0.3)]
    """The risk-free rate is the nominal return per year of an investment without risk."""
    beta: Annotated[float, Field(ge=-1, le=5)]
    """The beta is the movement of the owner's equity with the whole market, where 1 moves like the market."""
    equity_premium_frac: Rate
    """The equity premium is the return per year of the market beyond the risk-free rate."""
    extra_premium_frac: NonNegative
    """The extra premium is the return per year that equity asks beyond the market's for size, novelty or
    illiquidity."""
    debt_rate_frac: Rate
    """The debt rate is the nominal interest per year on the owner's debt, before tax."""
