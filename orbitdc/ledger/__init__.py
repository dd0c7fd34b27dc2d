"""The ledger turns payments and delivered FLOP into the cost of compute, alike for orbit and ground.

`levelize` is the one function that prices a side; the other modules hold annuities, loans, leases, taxes and learning
curves. The ledger knows neither a site nor a fleet: it sees payments in USD by month, FLOP by month, and rates.
"""

from orbitdc.ledger.annuity import (
    annuity,
    crf,
    decaying_annuity,
    interest_during_construction,
    loan_balance,
    loan_payment,
    monthly_advance_factor,
    monthly_rate,
)
from orbitdc.ledger.closed_forms import effective_life, with_launch_loss
from orbitdc.ledger.levelized import Levelized, flop_weights, levelize, solve_bent, solve_linear
from orbitdc.ledger.tax import DEPRECIATION_CLASSES, deduction_pv_frac, gross_up, nominal_rate, real_rate, under_rule
from orbitdc.ledger.terms import Terms

__all__ = [
    "DEPRECIATION_CLASSES",
    "Levelized",
    "Terms",
    "annuity",
    "crf",
    "decaying_annuity",
    "deduction_pv_frac",
    "effective_life",
    "flop_weights",
    "gross_up",
    "interest_during_construction",
    "levelize",
    "loan_balance",
    "loan_payment",
    "monthly_advance_factor",
    "monthly_rate",
    "nominal_rate",
    "real_rate",
    "solve_bent",
    "solve_linear",
    "under_rule",
    "with_launch_loss",
]
