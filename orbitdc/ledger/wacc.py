"""The cost of capital: equity from the capital asset pricing model, debt after tax, and their weighted mean.

A weighted average cost of capital contains the cost of debt: flows discounted at it carry no debt service, and flows
with debt service are the owner's and discounted at the cost of equity. Rates are nominal and per year; `real_rate` of
`orbitdc.ledger.tax` turns one into a real rate.

Source: W. F. Sharpe, "Capital Asset Prices", J. Finance 19 (1964) 425; F. Modigliani, M. Miller, "Corporate Income
Taxes and the Cost of Capital", Am. Econ. Rev. 53 (1963) 433.
"""

from __future__ import annotations

from dataclasses import dataclass

from orbitdc.ledger.tax import real_rate


@dataclass(frozen=True)
class Capital:
    """The funding of an owner and the return that each part of it requires.

    The balance sheet of a hyperscaler with 90 % equity of beta 1.1 and debt at 5 %:

    >>> capital = Capital(0.9, 0.043, 1.1, 0.045, 0.0, 0.05, 0.21)
    >>> round(capital.cost_of_equity_frac, 4), round(capital.wacc_frac, 4), round(capital.real_wacc_frac(0.025), 4)
    (0.0925, 0.0872, 0.0607)
    """

    equity_frac: float  # of the funding
    risk_free_frac: float
    beta: float
    equity_premium_frac: float  # of the market over the risk-free rate
    extra_premium_frac: float  # for size, novelty, illiquidity
    debt_rate_frac: float  # before tax
    tax_frac: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.equity_frac <= 1.0:
            raise ValueError(f"equity_frac must lie in [0, 1], got {self.equity_frac}")
        if not 0.0 <= self.tax_frac < 1.0:
            raise ValueError(f"tax_frac must lie in [0, 1), got {self.tax_frac}")
        if self.wacc_frac < 0.0:
            raise ValueError(
                f"the cost of capital is {100 * self.wacc_frac:.2f} % a year, and nobody lends to get less back: "
                "check risk_free_frac, beta, the premiums and debt_rate_frac"
            )

    @property
    def cost_of_equity_frac(self) -> float:
        """The return that the owner requires, as a fraction per year: rf + beta ERP + premium (Sharpe 1964)."""
        return self.risk_free_frac + self.beta * self.equity_premium_frac + self.extra_premium_frac

    @property
    def wacc_frac(self) -> float:
        """The nominal weighted average cost of capital per year.

        E/V re + D/V rd (1 - t) (Modigliani and Miller 1963).
        """
        debt = (1.0 - self.equity_frac) * self.debt_rate_frac * (1.0 - self.tax_frac)
        return self.equity_frac * self.cost_of_equity_frac + debt

    def real_wacc_frac(self, inflation_frac: float) -> float:
        """The cost of capital in constant dollars, per year: (1 + nominal) / (1 + inflation) - 1 (Fisher 1930)."""
        return real_rate(self.wacc_frac, inflation_frac)
