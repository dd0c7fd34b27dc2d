"""A triple-net lease: a vehicle buys the asset with debt and equity, and the lessee pays rent and all running costs.

In each period the vehicle receives the rent and pays its debt service and the tax on rent less interest and
depreciation; the rest goes to the equity, and the residual comes in at the end. The rent is the one that gives the
equity its target return after tax. Rates are per period. Losses of the vehicle are used by its partners in the year in
which they arise, as in a partnership.

Where the lessee guarantees the residual, the lessee buys the asset at the end for ``residual_frac`` of its price, and
its cost of funds includes that purchase.

Source: T. E. Copeland, J. F. Weston, K. Shastri, "Financial Theory and Corporate Policy", 4th ed. (2005), chapter on
leasing; the depreciation of `orbitdc.ledger.tax`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orbitdc.ledger.annuity import Array, FloatOrArray, loan_payment
from orbitdc.ledger.loan import Loan
from orbitdc.ledger.project_debt import least_cover
from orbitdc.ledger.returns import MONTHS_PER_YEAR, irr, npv
from orbitdc.ledger.tax import deductions_frac

HOURS_PER_YEAR = 8760.0  # a lease counts years of 365 days


@dataclass(frozen=True)
class Lease:
    """The price, funding and terms of a leased asset, from which rent and returns follow.

    The equations are those of a leveraged lease (Copeland, Weston and Shastri 2005, chapter on leasing). 5.4 billion
    USD of GB200 with 3.5 of debt at 9 %, equity at 18 %, five yearly rents, 10 % residual, no tax:

    >>> lease = Lease(5.4e9, 3.5e9, 0.09, 0.18, 5, residual_frac=0.10)
    >>> round(lease.rent_usd / 1e9, 6), round(lease.cost_rents_only_frac, 6), round(lease.cost_frac, 6)
    (1.431921, 0.102036, 0.124864)
    >>> round(lease.equity_usd / 1e9, 3), round(lease.residual_usd / 1e9, 3), round(lease.least_cover, 4)
    (1.9, 0.54, 1.5913)
    >>> (lease.equity_flows_usd() / 1e9).round(4)
    array([-1.9   ,  0.5321,  0.5321,  0.5321,  0.5321,  1.0721])
    """

    asset_usd: float
    debt_usd: float
    debt_rate_frac: float  # per period
    return_frac: float  # of the equity, after the vehicle's tax, per period
    periods: int
    residual_frac: float = 0.0  # of the asset's price, at the end of the last period
    advance: bool = False  # rent at the start of each period, not at its end
    tax_frac: float = 0.0
    depreciation: str = "bonus"  # a class of orbitdc.ledger.tax that is deducted over years
    periods_per_year: int = 1

    def __post_init__(self) -> None:
        if self.periods < 1:
            raise ValueError(f"a lease needs at least 1 period, got {self.periods}")
        if not 0.0 <= self.residual_frac <= 1.0:
            raise ValueError(
                f"residual_frac must lie in [0, 1], got {self.residual_frac}: no lessor pays for an asset that is "
                "expected to end above its cost"
            )
        if not 0.0 <= self.debt_usd <= self.asset_usd:
            raise ValueError(f"debt_usd must lie in [0, asset_usd], got {self.debt_usd} of {self.asset_usd}")
        if not 0.0 <= self.tax_frac < 1.0:
            raise ValueError(f"tax_frac must lie in [0, 1), got {self.tax_frac}")
        deductions_frac(self.depreciation)

    @property
    def equity_usd(self) -> float:
        """The equity paid at the start in USD: the price of the asset less the debt, a bookkeeping identity."""
        return self.asset_usd - self.debt_usd

    @property
    def residual_usd(self) -> float:
        """The value of the asset at the end of the lease in USD, ``residual_frac`` of its price by definition."""
        return self.residual_frac * self.asset_usd

    @property
    def debt_service_usd(self) -> float:
        """The level payment to the lender at each period's end in USD."""
        return loan_payment(self.debt_usd, self.debt_rate_frac, self.periods)

    @property
    def rent_usd(self) -> float:
        """The rent of a period in USD that gives the equity its target return; the flows are linear in the rent."""
        without, with_one = (npv(self.return_frac, self.equity_flows_usd(rent)) for rent in (0.0, self.asset_usd))
        return -without / (with_one - without) * self.asset_usd

    def rents_usd(self, rent_usd: float | None = None) -> Array:
        """The rents in USD from the first day on, shape (periods + 1,).

        The last entry is 0 under rent in advance, and the first one under rent in arrears, by definition.

        >>> [Lease(100.0, 0.0, 0.0, 0.1, 2, advance=advance).rents_usd(50.0).tolist() for advance in (False, True)]
        [[0.0, 50.0, 50.0], [50.0, 50.0, 0.0]]
        """
        out = np.full(self.periods + 1, self.rent_usd if rent_usd is None else rent_usd)
        out[-1 if self.advance else 0] = 0.0
        return out

    def tax_usd(self, rent_usd: float | None = None) -> Array:
        """The tax of the vehicle in USD at the end of each year, negative where a loss is used, shape (periods + 1,).

        t (rent - interest - deductions) with the deductions of IRS Publication 946. The part of the price that
        depreciation has left at the end is deducted from the residual.

        A machine of 100 USD is deducted in the first year, and two rents of 60 USD are taxed at 25 %:

        >>> Lease(100.0, 0.0, 0.0, 0.1, 2, tax_frac=0.25).tax_usd(60.0).tolist()
        [0.0, -10.0, 15.0]
        """
        rents, years = self.rents_usd(rent_usd), -(-self.periods // self.periods_per_year)
        interest = np.zeros(self.periods + 1)
        if self.debt_usd > 0.0:
            loan = Loan(self.debt_usd, self.debt_rate_frac, self.periods, periods_per_year=1)
            interest[1:] = loan.interest_usd()
        shares = deduction_shares(self.depreciation, years)
        out = np.zeros(self.periods + 1)
        for year in range(years):
            first, last = year * self.periods_per_year, min((year + 1) * self.periods_per_year, self.periods)
            rented = rents[first:last] if self.advance else rents[first + 1 : last + 1]
            income = rented.sum() - interest[first + 1 : last + 1].sum() - shares[year] * self.asset_usd
            out[last] += self.tax_frac * income
        out[-1] += self.tax_frac * (self.residual_usd - (1.0 - float(shares.sum())) * self.asset_usd)
        return out

    def equity_flows_usd(self, rent_usd: float | None = None) -> Array:
        """The flows of the equity in USD from the first day on, shape (periods + 1,); receipts are positive."""
        out = self.rents_usd(rent_usd) - self.tax_usd(rent_usd)
        out[0] -= self.equity_usd
        out[1:] -= self.debt_service_usd
        out[-1] += self.residual_usd
        return out

    def lessee_flows_usd(self, residual: bool = True) -> Array:
        """The lessee's receipt of the asset and payments in USD, with or without the residual, shape (periods + 1,)."""
        out = -self.rents_usd()
        out[0] += self.asset_usd
        if residual:
            out[-1] -= self.residual_usd
        return out

    @property
    def cost_frac(self) -> float:
        """The cost of funds of a lessee that pays rent and buys the asset for its residual, as a fraction per period.

        Without tax it is also the return of debt and equity together.
        """
        return irr(self.lessee_flows_usd())

    @property
    def cost_rents_only_frac(self) -> float:
        """The cost of funds of a lessee that pays rent alone and returns the asset, as a fraction per period."""
        return irr(self.lessee_flows_usd(residual=False))

    @property
    def least_cover(self) -> float | None:
        """The lowest ratio of rent to debt service, which is None without debt."""
        return least_cover([self.rent_usd] * self.periods, [self.debt_service_usd] * self.periods)


def deduction_shares(depreciation: str, years: int) -> Array:
    """The shares of an asset's price deducted at the end of each of the first years, shape (years,).

    The shares are those of `orbitdc.ledger.tax` (IRS Publication 946, table A-1), cut off or filled with zeros. Raises
    ValueError for a class that no lessor deducts over years.

    >>> deduction_shares("macrs5", 3), deduction_shares("bonus", 2)
    (array([0.2  , 0.32 , 0.192]), array([1., 0.]))
    """
    shares = deductions_frac(depreciation)[:years]
    return np.concatenate((shares, np.zeros(years - len(shares))))


def usd_per_gpu_hour(usd_per_month: FloatOrArray, gpus: FloatOrArray, occupancy_frac: float = 1.0) -> FloatOrArray:
    """The price of an accelerator for an hour in use, in USD: 12 monthly / (GPUs x 8760 x occupancy).

    It is an arithmetic identity for a year of 365 days. 1.25 billion USD a month for 220,000 GPUs:

    >>> round(usd_per_gpu_hour(1.25e9, 220_000), 4)
    7.7833
    """
    return MONTHS_PER_YEAR * usd_per_month / (gpus * HOURS_PER_YEAR * occupancy_frac)
