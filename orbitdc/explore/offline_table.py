"""Both sides' costs over the prices of one scenario, its cost of capital and its life, as a table that a page can read.

Each life of the table is marched for itself. At each, every part of a cost is a sum of products of at most two prices,
which a few evaluations of the package give exactly, and a smooth function of the cost of capital, which goes through
Chebyshev nodes (Trefethen 2019, "Approximation Theory and Approximation Practice", chapter 2). Whether that holds for a
scenario is measured: `orbitdc.explore.offline_checks` asks the package beside the nodes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt

from orbitdc.errors import Problem, ScenarioError
from orbitdc.explore.controls import SPREAD, Control, control
from orbitdc.explore.offline_source import BUS, CAPITAL, LIFE, SIDES, Costs, Source
from orbitdc.report.text import GROUPS
from orbitdc.study.interpolation import nodes
from orbitdc.study.ranges import range_of
from orbitdc.system.progress import Tell

Array = npt.NDArray[np.float64]
Term = tuple[int, ...]  # the prices that are multiplied; none for what follows from no price

PRICES = (  # of each, the first key that the scenario states and that moves a cost
    ("launch price", ("launch.price_usd_per_kg", "launch.delivered_usd_per_kg", "launch.price_usd_per_launch")),
    ("price of the satellite without its compute", (BUS,)),
    ("price of an accelerator", ("accelerator.price_usd",)),
    ("price of the facility", ("ground.facility_usd_per_it_w",)),
    (
        "power price",
        ("ground.electricity_usd_per_kwh", "ground.power.tariff_usd_per_kwh", "ground.power.fuel.price_usd_per_mmbtu"),
    ),
    ("what accelerators fetch at the end", ("money.it_salvage_frac",)),
)
LAUNCH_ENDS = {"launch.price_usd_per_kg": (10.0, 10_000.0)}  # those of the figure of costs over the launch price
DEGREE = 6  # of the cost of capital: an error of 1e-8 from 2 to 20 %
LIVES = tuple(0.1 * n for n in range(5, 21))  # shares of the scenario's life
FEW_LIVES = (0.5, 0.6, 0.8, 1.0, 1.2, 1.6, 2.0)  # of a design that is sized anew for each
QUARTERS = 4.0  # of a year, to which lives are rounded
LEAST = 1e-9  # of a cost, that a key or a product of two must move to be kept
SHOWN = 4  # digits of a slider's value, as the page sets it
DECIMALS = 12  # of each number of the table, in USD per PFLOP-hour


@dataclass(frozen=True)
class AtLife:
    """What was marched for one life: the verdict on the design, and the costs, or why there are none."""

    life_y: float
    verdict: str
    binding_limit: str
    reason: str
    costs: Array | None  # USD per PFLOP-hour, (n_side, n_node, n_term, n_group)


@dataclass(frozen=True)
class Table:
    """Both costs of a scenario over its sliders: prices, the cost of capital where it moves them, and the life."""

    prices: tuple[Control, ...]
    capital: Control | None
    life: Control
    terms: tuple[Term, ...]
    nodes: Array  # of the cost of capital
    lives: tuple[AtLife, ...]

    @property
    def sliders(self) -> tuple[Control, ...]:
        """Every slider, in the order of the page."""
        return (*self.prices, *((self.capital,) if self.capital else ()), self.life)

    def at(self, position: Mapping[str, float]) -> Array:
        """Both costs by group at a position, USD per PFLOP-hour, (n_side, n_group); nan where there are none.

        A key that is left out keeps its value. The page does the same arithmetic on the same numbers.
        """
        here = {one.key: position.get(one.key, one.value) for one in self.sliders}
        found = next(each for each in self.lives if each.life_y == here[LIFE])
        if found.costs is None:
            return np.full((len(SIDES), len(GROUPS)), np.nan)
        weights = barycentric(self.nodes, here[CAPITAL]) if self.capital else np.ones(1)
        shares = [(here[one.key] - one.value) / (far(one) - one.value) for one in self.prices]
        products = np.array([np.prod([shares[i] for i in term]) for term in self.terms])
        return np.asarray(np.einsum("k,t,sktg->sg", weights, products, found.costs))


def far(price: Control) -> float:
    """The end of a slider that lies farther from its value, at which the package is asked."""
    return price.high if price.high - price.value >= price.value - price.low else price.low


def barycentric(at: Array, x: float) -> Array:
    """What the value at each Chebyshev node weighs in that at a place (Trefethen 2019, theorem 5.2).

    >>> barycentric(np.array([0.0, 1.0, 2.0]), 0.5).tolist()
    [0.375, 0.75, -0.125]
    """
    if (at == x).any():
        return np.asarray(at == x, dtype=np.float64)
    weights = (-1.0) ** np.arange(len(at)) / (x - at)
    weights[[0, -1]] *= 0.5
    return np.asarray(weights / weights.sum())


def ratio_of(costs: Array) -> float | None:
    """Cost in orbit over cost on the ground from both by group; None where a side has no cost, or costs nothing.

    >>> ratio_of(np.array([[2.0, 1.0], [1.5, 0.0]])), ratio_of(np.array([[2.0, 1.0], [1.5, -2.0]]))
    (2.0, None)
    """
    orbit, ground = costs.sum(axis=1)
    return float(orbit / ground) if orbit >= 0.0 and ground > 0.0 else None


def table_of(source: Source, tell: Tell | None = None) -> Table:
    """The table of a scenario; ``tell(done, total)`` hears of its lives.

    Raises ScenarioError where the scenario has no ratio, and for mistakes that only show when orbits are read.
    """
    base = source.costs({})
    if ratio_of(base) is None:
        why = source.at_life(source.life_y).reason or "a side costs nothing"
        fix = "change the scenario until `orbitdc run` gives a ratio"
        raise ScenarioError(Problem(f"there is no ratio to move: {why}", fix=fix))
    prices = tuple(found for label, keys in PRICES if (found := _price(source, base, label, keys)) is not None)
    capital = _capital(source, base)
    at = nodes(capital.low, capital.high, DEGREE) if capital else np.zeros(1)
    terms = _terms(source, base, prices)
    values = _lives(source)
    lives = []
    for done, value in enumerate(values):
        lives.append(_at_life(source, value, prices, terms, at if capital else None))
        if tell is not None:
            tell(done + 1, len(values))
    life = control(LIFE, "life", source.life_y, (values[0], values[-1]))
    assert life is not None
    return Table(prices, capital, life, terms, at, tuple(lives))


def _price(source: Source, base: Costs, label: str, keys: tuple[str, ...]) -> Control | None:
    """The slider of a price, from a third to three times its value and as far as the catalogue goes."""
    for key in keys:
        value = source.value(key)
        if value is None or not value > 0.0:
            continue
        made = _wide(source, key, label, value, LAUNCH_ENDS.get(key, (value, value)))
        if made is not None and source.moves(base, {key: far(made)}):
            return made
    return None


def _capital(source: Source, base: Costs) -> Control | None:
    """The slider of the cost of capital, where the scenario states one that moves a cost."""
    value = source.value(CAPITAL)
    if value is None or not value > 0.0:
        return None
    made = _wide(source, CAPITAL, "real cost of capital", value, (value, value))
    return made if made is not None and source.moves(base, {CAPITAL: made.high}) else None


def _wide(source: Source, key: str, label: str, value: float, ends: tuple[float, float]) -> Control | None:
    """A control that reaches as far as the widest of its ends and of the number's known range; None without one."""
    number = source.numbers.get(key)
    known = range_of(number) if number is not None else None
    lows, highs = [value / SPREAD, ends[0]], [value * SPREAD, ends[1]]
    if known is not None:
        lows, highs = [*lows, known.low], [*highs, known.high]
    made = control(key, label, value, (min(lows), max(highs)))
    if made is None:
        return None
    low, high = (float(f"{end:.{SHOWN}g}") for end in (made.low, made.high))
    return replace(made, low=low, high=high)


def _lives(source: Source) -> list[float]:
    """The lives that are marched, in whole quarters of a year, and that of the scenario."""
    shares = LIVES if source.scenario.satellite.design.mode == "given" else FEW_LIVES
    rounded = {round(QUARTERS * share * source.life_y) / QUARTERS for share in shares}
    near = {value for value in rounded if value > 0.0 and abs(value - source.life_y) > 0.5 / QUARTERS}
    return sorted(near | {source.life_y})


def _terms(source: Source, base: Costs, prices: tuple[Control, ...]) -> tuple[Term, ...]:
    """None, each price alone, and the pairs of which one moves what the other costs."""
    alone = [source.costs({one.key: far(one)}) for one in prices]
    pairs = []
    for i, j in combinations(range(len(prices)), 2):
        both = source.costs({prices[k].key: far(prices[k]) for k in (i, j)})
        if np.abs(both - alone[i] - alone[j] + base).max() > LEAST * np.abs(base).sum(axis=1).min():
            pairs.append((i, j))
    return ((), *((i,) for i in range(len(prices))), *pairs)


def _at_life(
    source: Source, life_y: float, prices: tuple[Control, ...], terms: tuple[Term, ...], at: Array | None
) -> AtLife:
    """The row of one life, which is marched here."""
    try:
        found = source.at_life(life_y)
    except ScenarioError as error:
        return AtLife(life_y, "", "", error.problems[0].message, None)
    if found.reason:
        return AtLife(life_y, found.verdict, found.binding_limit, found.reason, None)
    rows = []
    for each in [None] if at is None else at.tolist():
        here = {LIFE: life_y} | ({} if each is None else {CAPITAL: each})
        rows.append(_coefficients(source, here, prices, terms))
    costs = np.round(np.moveaxis(np.array(rows), 2, 0), DECIMALS)
    if np.isnan(costs).any():
        return AtLife(life_y, found.verdict, found.binding_limit, "a side has no cost at some of these values", None)
    return AtLife(life_y, found.verdict, found.binding_limit, "", costs)


def _coefficients(
    source: Source, here: Mapping[str, float], prices: tuple[Control, ...], terms: tuple[Term, ...]
) -> Array:
    """What each term weighs in each cost, (n_term, n_side, n_group), from one evaluation for each.

    A pair weighs what both prices move together beyond what each moves alone.
    """
    own = {one.key: one.value for one in prices}
    at = {term: source.costs({**own, **{prices[i].key: far(prices[i]) for i in term}, **here}) for term in terms}
    found = []
    for term in terms:
        if len(term) == 2:
            i, j = term
            found.append(at[term] - at[i,] - at[j,] + at[()])
        else:
            found.append(at[term] - at[()] if term else at[()])
    return np.array(found)
