"""The levelized cost of compute: the one function that prices both sides of a comparison.

Convention: month 0 is the first month of service and the date to which everything is discounted. A payment of month m
is due, and the FLOP of month m are counted, at the start of that month, so that identical months of cost and output
cancel. Moving the reference or counting both at mid-month multiplies numerator and denominator alike and changes
nothing; `monthly_advance_factor` gives the difference from annual closed forms, which pay at year ends.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from orbitdc.ledger.cost_line import CostLine
from orbitdc.ledger.payments import Payments
from orbitdc.ledger.tax import gross_up
from orbitdc.ledger.terms import Terms, check_terms
from orbitdc.system.notebook import aligned, html_table

FLOP_PER_PFLOP_HOUR = 3.6e18  # 1e15 FLOP/s for 3600 s
LEAST_FLOP = 1.0  # of a month: fewer, as of silicon that dies within hours, are none
FLOP_PER_EFLOP = 1e18
MONTHS_PER_YEAR = 12
_HEAD = ("present value", "million USD", "USD/PFLOP-hour")


@dataclass(frozen=True, repr=False)
class Levelized:
    """The present values of a side's cost and output at month 0, whose ratio is the levelized cost of compute.

    >>> side = Levelized(2.0, 1e18, 1.2e18, {"it": 2.0}, {"it": 1.9}, {})
    >>> side.usd_per_pflop_hour
    7.2
    """

    pv_usd: float  # discounted, each outlay grossed up for tax
    pv_flop: float  # discounted, each FLOP at its declining value
    flop: float  # delivered, neither discounted nor declining
    pv_by_what: dict[str, float]  # USD; sums to pv_usd
    capex_usd: dict[str, float]  # by what; undiscounted, before tax gross-up
    opex_usd: dict[str, float]  # by what; undiscounted, before tax gross-up
    unpriced: str = ""  # why there is no levelized cost whatever the payments; empty where there is one

    @property
    def usd_per_flop(self) -> float | None:
        """The levelized cost in USD per FLOP, which is None when no FLOP of any value is delivered."""
        return self._per(1.0)

    @property
    def usd_per_pflop_hour(self) -> float | None:
        """The levelized cost in USD per PFLOP-hour (3.6e18 FLOP), None when no FLOP of any value is delivered."""
        return self._per(FLOP_PER_PFLOP_HOUR)

    @property
    def usd_per_eflop(self) -> float | None:
        """The levelized cost in USD per EFLOP (1e18 FLOP), which is None when no FLOP of any value is delivered."""
        return self._per(FLOP_PER_EFLOP)

    def _per(self, flop_per_unit: float) -> float | None:
        """The cost in USD per so many FLOP; None where it is not priced."""
        return None if self.unpriced else _ratio(self.pv_usd, self.pv_flop, flop_per_unit)

    @property
    def usd_per_pflop_hour_by_what(self) -> dict[str, float] | None:
        """The parts of the levelized cost in USD per PFLOP-hour, None when no FLOP of any value is delivered."""
        parts = {what: _ratio(usd, self.pv_flop, FLOP_PER_PFLOP_HOUR) for what, usd in self.pv_by_what.items()}
        known = {what: part for what, part in parts.items() if part is not None}
        return known if len(known) == len(parts) and self.usd_per_flop is not None else None

    @property
    def reason(self) -> str:
        """The reason why the levelized cost is None; the text is empty when the cost is a number."""
        return self.unpriced or ("" if self.usd_per_flop is not None else "no FLOP of any value is delivered")

    def _rows(self) -> list[tuple[str, str, str]]:
        """Parts of the present value, the largest first, those after the seventh as one."""
        parts = sorted(self.pv_by_what.items(), key=lambda part: -abs(part[1]))
        if len(parts) > 8:
            parts = [*parts[:7], (f"{len(parts) - 7} more parts", math.fsum(usd for _, usd in parts[7:]))]

        def row(what: str, usd: float) -> tuple[str, str, str]:
            """A row of the table: a cost in millions of USD, and in USD per PFLOP-hour."""
            cost = None if self.unpriced else _ratio(usd, self.pv_flop, FLOP_PER_PFLOP_HOUR)
            return what, f"{usd / 1e6:,.1f}", "–" if cost is None else f"{cost:.3f}"

        return [row(what, usd) for what, usd in (*parts, ("all", self.pv_usd))]

    def _title(self) -> str:
        """The cost in a line, or the reason why there is none."""
        cost = self.usd_per_pflop_hour
        return f"levelized cost: {self.reason if cost is None else f'{cost:.3f} USD/PFLOP-hour'}"

    def __repr__(self) -> str:
        return aligned(self._title(), [_HEAD, *self._rows()])

    def _repr_html_(self) -> str:
        """The costs as a table for a notebook."""
        return html_table(self._title(), self._rows(), _HEAD)


def levelize(
    lines: Sequence[CostLine], flop_by_month: NDArray[np.float64], terms: Terms, first_month: int = 0
) -> Levelized:
    """Levelized cost of compute of one side, orbit or ground, from its payments and its delivered FLOP.

    LCOC = sum_m g cost_m / (1+r)^(m/12) / sum_m FLOP_m (1-d)^(m/12) / (1+r)^(m/12), with r the real cost of capital, g
    the tax gross-up of the payment's class and d the yearly decline of a FLOP's value (levelized cost of
    NREL/TP-462-5173, by month).

    ``flop_by_month``, shape (n_month,), holds the FLOP delivered in months ``first_month``, ``first_month + 1``, ... of
    service; construction shows as payments in negative months, and a ramp as fewer FLOP. A negative payment is grossed
    up by its own class: ``expense`` for a sale that is taxed in full. Sums over kinds of payments are correctly rounded
    (`math.fsum`), so their order never matters. Raises ValueError for numbers that are not finite, negative FLOP, a
    line without months, an unknown depreciation class or terms out of range.

    A machine of 1000 USD, 120 USD of power a year for 2 years, 1 PFLOP-hour a month, at no interest and no tax:

    >>> from orbitdc.ledger.cost_line import Category, Component
    >>> machine = CostLine(Category.ACCELERATORS, Component.COMPUTE, 1000.0, 0, depreciation="bonus", capex=True)
    >>> lines = [machine, CostLine(Category.ENERGY, Component.POWER, 240.0, 0, 24)]
    >>> round(levelize(lines, np.full(24, 3.6e18), Terms(0.0, 0.0, 0.0, 0.0)).usd_per_pflop_hour, 4)
    51.6667

    The same at 6 % real, 2.5 % inflation and 21 % tax, 1.0212 x 1000 / 22.7094 + 10:

    >>> round(levelize(lines, np.full(24, 3.6e18), Terms(0.06, 0.025, 0.21, 0.0)).usd_per_pflop_hour, 4)
    54.9666
    """
    terms = Terms(
        *(float(value) for value in terms)
    )  # powers of numpy scalars may round differently from those of floats
    check_terms(terms)
    flop = np.asarray(flop_by_month, dtype=np.float64)
    if flop.ndim != 1:
        raise ValueError(f"flop_by_month must have shape (n_month,), got {flop.shape}")
    if not np.all(np.isfinite(flop)) or np.any(flop < 0.0):
        raise ValueError("flop_by_month must be finite and not negative")
    payments = Payments.of(lines)
    worth: dict[str, list[float]] = {}
    capex: dict[str, list[float]] = {}
    opex: dict[str, list[float]] = {}
    of_kinds = _present_values_usd(payments, terms).tolist(), payments.by_kind(payments.usd).tolist()
    for kind, pv_usd, usd in zip(payments.kinds, *of_kinds, strict=True):
        what = kind.what
        worth.setdefault(what, []).append(pv_usd)
        (capex if kind.capex else opex).setdefault(what, []).append(usd)
    pv_by_what = _sums(worth)
    return Levelized(
        pv_usd=math.fsum(pv_by_what.values()),
        pv_flop=_present_value_flop(flop, terms, int(first_month)),
        flop=math.fsum(flop.tolist()),
        pv_by_what=pv_by_what,
        capex_usd=_sums(capex),
        opex_usd=_sums(opex),
    )


def flop_weights(n_month: int, terms: Terms, first_month: int = 0) -> NDArray[np.float64]:
    """The present value of one FLOP delivered in each of ``n_month`` months of service, shape (n_month,).

    (1-d)^(m/12) / (1+r)^(m/12), dimensionless (NREL/TP-462-5173, present worth factor). The FLOP by month times these
    weights sum to ``pv_flop``, so that many histories can be compared at one cost.

    >>> flop_weights(13, Terms(0.06, 0.025, 0.21, 0.1))[[0, 12]].round(4)
    array([1.    , 0.8491])
    """
    check_terms(terms)
    years = np.arange(first_month, first_month + n_month) / MONTHS_PER_YEAR
    return np.asarray(((1.0 - terms.flop_value_decline_per_y) / (1.0 + terms.real_wacc_frac)) ** years)


def solve_linear(cost_at: Callable[[float], float | None], target: float, scale: float = 1.0) -> float | None:
    """The price at which a cost that is linear in that price meets ``target``, in the unit of the price.

    price = (target - c(0)) scale / (c(scale) - c(0)), by definition of a straight line, from two evaluations.
    ``target`` is in the unit of ``cost_at``, USD say; ``scale`` is in the unit of the price, and one near the answer
    loses the fewest digits. The answer is None when the cost does not depend on the price or is itself None. A negative
    price says that the target is out of reach even when the priced item is free. Raises ValueError for a scale of 0.

    Launch at p USD/kg of 100 kg beside 500 USD of other cost, against a rival at 2500 USD:

    >>> solve_linear(lambda price: 500.0 + 100.0 * price, 2500.0)
    20.0
    >>> solve_linear(lambda price: 500.0, 2500.0) is None
    True
    """
    if not scale or not math.isfinite(scale):
        raise ValueError(f"scale must be finite and not 0, got {scale}")
    free, dear = cost_at(0.0), cost_at(scale)
    if free is None or dear is None or dear == free:
        return None
    price = (target - free) / (dear - free) * scale
    return price if math.isfinite(price) else None


def solve_bent(cost_at: Callable[[float], float | None], target: float, scale: float = 1.0) -> float | None:
    """The price at which a cost that is linear in pieces meets ``target``, as `solve_linear` finds it in one piece.

    Newton's method uses the slope on the current piece and is exact on a line (Press et al., "Numerical Recipes", 3rd
    ed. (2007), section 9.4); debt that is capped bends a cost once. ``target`` is in the unit of ``cost_at``, USD say,
    and ``scale`` in the unit of the price. The answer is None where `solve_linear` finds none or where 20 rounds do not
    meet the target to 1e-12.

    >>> round(solve_bent(lambda price: max(10.0 + price, 3.0 * price), 30.0), 9)
    10.0
    """

    def cost_from(start: float, more: float) -> float | None:
        """The cost at a price that is ``more`` above ``start``."""
        return cost_at(start + more)

    price = solve_linear(cost_at, target, scale)
    for _ in range(20):
        cost = cost_at(price) if price is not None else None
        if price is None or cost is None:
            return None
        if abs(cost - target) <= 1e-12 * abs(target):
            return price
        step = 1e-3 * max(abs(price), abs(scale))
        move = solve_linear(partial(cost_from, price), target, step)
        price = None if move is None else price + move
    return None


def _present_values_usd(payments: Payments, terms: Terms) -> NDArray[np.float64]:
    """Present value at month 0 of all payments of each kind with their tax, (n_kind,)."""
    for kind in payments.kinds:
        if kind.months < 1:
            raise ValueError(f"cost line {kind.what!r} must last at least 1 month, got {kind.months}")
    if not np.all(np.isfinite(payments.usd)):
        wrong = int(np.flatnonzero(~np.isfinite(payments.usd))[0])
        what = payments.kinds[payments.kind[wrong]].what
        raise ValueError(f"cost line {what!r} must have a finite amount, got {payments.usd[wrong]}")
    rate = terms.real_wacc_frac
    lengths = {kind.months for kind in payments.kinds}
    until = _worth(rate, 0, max(lengths, default=0))
    spread = {months: float(until[:months].sum()) / months for months in lengths}
    of_kind = np.array([gross_up(kind.depreciation, terms) * spread[kind.months] for kind in payments.kinds])
    first, last = int(payments.first_month.min(initial=0)), int(payments.first_month.max(initial=0))
    paid = payments.usd * _worth(rate, first, last + 1)[payments.first_month - first]
    return np.asarray(of_kind * payments.by_kind(paid))


def _worth(rate_frac: float, first: int, last: int) -> NDArray[np.float64]:
    """The present value of one dollar paid in each month from ``first`` to before ``last``, (n_month,)."""
    return np.asarray((1.0 + rate_frac) ** (-np.arange(first, last) / MONTHS_PER_YEAR))


def _present_value_flop(flop: NDArray[np.float64], terms: Terms, first_month: int) -> float:
    """The FLOP of all months from ``first_month`` on, each with the weight of its time."""
    early = max(-first_month, 0) if terms.flop_value_decline_per_y == 1.0 else 0
    if np.any(flop[:early]):
        raise ValueError("FLOP before month 0 have no finite value at flop_value_decline_per_y = 1")
    return float((flop[early:] * flop_weights(flop[early:].size, terms, first_month + early)).sum())


def _sums(parts: dict[str, list[float]]) -> dict[str, float]:
    """The sum of each part, in USD."""
    return {what: math.fsum(each) for what, each in parts.items()}


def _ratio(usd: float, flop: float, flop_per_unit: float) -> float | None:
    """The cost in USD per so many FLOP; None where there are none, or the quotient is no number."""
    if flop <= 0.0:
        return None
    ratio = usd / flop * flop_per_unit
    return ratio if math.isfinite(ratio) else None
