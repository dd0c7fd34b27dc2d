"""What compute costs, from payments and delivered FLOP alone: one ledger for orbit and ground."""

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
