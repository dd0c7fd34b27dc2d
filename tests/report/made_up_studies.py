"""What studies would hand to their figures, made up but plausible, the same numbers always."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from orbitdc.report.claims_figure import ladder
from orbitdc.report.optimum_figures import front, searched
from orbitdc.report.parity_figures import crossed, surface, together
from orbitdc.report.reconcile_figure import waterfall
from orbitdc.report.sensitivity_figure import tornado
from orbitdc.report.study_figures import drawn, outlook, swept

NAME = "AI1 against Colossus"
PRICE, BUS, WACC = "launch.delivered_usd_per_kg", "satellite.bus.price_usd_per_it_w", "money.real_wacc_frac"
LABELS = {
    PRICE: f"{PRICE} (USD/kg)",
    BUS: f"{BUS} (USD/W)",
    "satellite.radiator.coating": "satellite.radiator.coating",
}
PRICES = np.geomspace(20.0, 1500.0, 12)
BUSES = np.linspace(2.0, 25.0, 9)
GRID = 0.35 + 0.0014 * PRICES[:, None] + 0.06 * BUSES


def swept_one() -> Any:
    """Costs and ratio over the price of launch."""
    orbit, ground = 2.4 + 0.0028 * PRICES, np.full(12, 1.7)
    return swept(NAME, {PRICE: PRICES.tolist()}, _columns(orbit, ground), LABELS)


def swept_names() -> Any:
    """Costs and ratio over names, one of which has no answer in orbit."""
    key = "satellite.radiator.coating"
    columns = _columns([6.1, 5.7, np.nan], [1.7, 1.7, 1.7])
    return swept(NAME, {key: ["white paint", "silver Teflon", "bare"]}, columns, LABELS)


def swept_two() -> Any:
    """The ratio over two keys."""
    ratio = GRID.ravel()
    axes = {PRICE: PRICES.tolist(), BUS: BUSES.tolist()}
    return swept(NAME, axes, _columns(1.7 * ratio, np.full(ratio.size, 1.7)), LABELS)


def _columns(orbit: Any, ground: Any) -> dict[str, list[float | None]]:
    orbit, ground = np.asarray(orbit), np.asarray(ground)
    columns = {
        "orbit_usd_per_pflop_hour": orbit,
        "ground_usd_per_pflop_hour": ground,
        "ratio_like_for_like": orbit / ground,
    }
    return {name: [float(x) if np.isfinite(x) else None for x in values] for name, values in columns.items()}


def fan() -> Any:
    """Costs by year with the fans of their draws, and how often orbit is the cheaper one."""
    years = np.arange(2028, 2047, 2)
    orbit, ground = 6.7 * 0.86 ** (years - 2028.0), 1.7 * 0.9 ** (years - 2028.0)
    columns: dict[str, list[Any]] = {"year": years.tolist()}
    for key, central, spread in (
        ("orbit_usd_per_pflop_hour", orbit, 1.6),
        ("ground_usd_per_pflop_hour", ground, 1.2),
        ("ratio_like_for_like", orbit / ground, 1.7),
    ):
        columns[f"{key}_central"] = central.tolist()
        for share, factor in (("p5", 1.0 / spread), ("p50", 1.03), ("p95", spread)):
            columns[f"{key}_{share}"] = (factor * central).tolist()
    columns["ratio_at_internal_launch_cost"] = (0.8 * orbit / ground).tolist()
    columns["parity_frac"] = np.linspace(0.0, 0.31, len(years)).tolist()
    return outlook(NAME, columns, "orbit is not cheaper before 2046")


def spread() -> Any:
    """Draws of the ratio, their percentiles, and what they follow."""
    ratios = np.exp(np.random.default_rng(1).normal(np.log(4.1), 0.35, 2048))
    shares = {"p5": 0.05, "p10": 0.1, "p50": 0.5, "p90": 0.9, "p95": 0.95}
    quantiles = {name: {"value": float(np.quantile(ratios, share)), "error": 0.02} for name, share in shares.items()}
    correlations = {PRICE: 0.61, BUS: 0.44, WACC: 0.21, "accelerator.price_usd": -0.17, "mission.life_y": -0.12}
    return drawn(NAME, ratios, 4.08, quantiles, correlations, 0.1)


def bars() -> Any:
    """A tornado of seventeen assumptions, of which the longest run off the axis, and one has a long name at its end."""
    some = [(PRICE, [("200", 2.9), ("2500", 9.8)]), (BUS, [("12", 3.1), ("38", 6.0)])]
    some += [(f"accelerator.number_{i}_frac", [("0.1", 4.08 - 0.9 / i), ("0.3", 4.08 + 0.8 / i)]) for i in range(1, 12)]
    some += [("workload.exchange", [("every_step", 86.2)]), ("satellite.radiator.model", [("ideal", 1.2)])]
    some += [("fleet.attrition", [("capacity_stays_as_launched", 4.7)]), ("money.boundary", [("power_alone", 4.4)])]
    return tornado(NAME, 4.08, some, "the price of launch decides")


def parity_over_one() -> Any:
    """The ratio over the price of launch against three sites, one of which it meets."""
    curves: dict[str, Any] = {
        "Memphis": (PRICES.tolist(), (1.6 + 0.0017 * PRICES).tolist(), []),
        "a dear site": (PRICES.tolist(), (0.8 + 0.0009 * PRICES).tolist(), [222.2]),
        "nowhere known": (PRICES.tolist(), [None, *(1.1 + 0.002 * PRICES[1:])], []),
    }
    return crossed(NAME, LABELS[PRICE], curves)


def parity_over_two() -> Any:
    """The ratio over two keys with its contours, and the pairs at which it is 1."""
    pairs = [(float(price), float((0.65 - 0.0014 * price) / 0.06)) for price in np.linspace(30.0, 370.0, 15)]
    return surface(NAME, (LABELS[PRICE], LABELS[BUS]), (PRICES.tolist(), BUSES.tolist()), GRID, pairs)


def joint() -> Any:
    """How far three inputs must go together by two rules."""
    change = {
        PRICE: [(0.9, 210.0, 0.08), (0.7, 380.0, 0.2)],
        BUS: [(0.7, 14.0, 0.11), (0.95, 12.4, 0.04)],
        WACC: [(0.2, 0.066, 0.4), (0.35, 0.062, 0.31)],
    }
    return together(NAME, "three inputs must change together", change, ["equally likely", "cheapest first"])


def claims() -> Any:
    """Three claims on the ladder, one beyond its end."""
    columns = {
        "claim": ["a claim that holds", "one that holds if", "one that fails"],
        "year": [2030, None, 2035],
        "value": [0.8, 1.4, 300.0],
        "threshold": [1.0, 1.0, 0.5],
        "comparison": ["at_most", "at_least", "at_most"],
        "verdict": ["holds", "holds if", "fails"],
    }
    return ladder(columns)


def reconciled() -> Any:
    """From one answer to another in three groups of steps."""
    columns = {
        "group": ["launch", "the satellite", "the ground"],
        "factor": [2.0, 1.5, 0.8],
        "ratio_before": [1.2, 2.4, 3.6],
        "ratio_after": [2.4, 3.6, 2.88],
    }
    return waterfall(("one answer", "another"), (1.2, 2.88), columns, "each group is the mean over every order of them")


def search() -> Any:
    """A search of sixty designs, of which every third breaks a limit."""
    n = np.arange(60)
    values = 5.6 + 1.8 * np.exp(-n / 18.0) * (1.0 + 0.4 * np.sin(2.1 * n))
    places = {"satellite.radiator.area_m2": (0.2, 0.61), "mission.life_y": (0.5, 0.97)}
    return searched(NAME, values.tolist(), (n % 3 > 0).tolist(), "USD per PFLOP-hour", places, "5.6 USD, 12 % less")


def designs() -> Any:
    """Nine designs of which none is beaten in cost and mass, and the given one."""
    mass = np.linspace(3200.0, 5200.0, 9)
    return front(NAME, (5.4 + 8e2 / (mass - 2800.0)).tolist(), mass.tolist(), "mass launched (kg)", (7.1, 4600.0))


def many_inputs() -> Any:
    """Draws that follow twelve inputs with the longest names."""
    ratios = np.exp(np.random.default_rng(1).normal(1.5, 0.5, 64))
    quantiles = {"p5": {"value": 3.7, "error": 0.02}, "p95": {"value": 11.4, "error": 0.02}}
    return drawn(NAME, ratios, 5.3, quantiles, {f"{LONGEST}_{i}": 0.6 - 0.1 * i for i in range(12)}, 0.47)


def every_year() -> Any:
    """An outlook of twenty years in a row."""
    years = np.arange(2026, 2046)
    columns: dict[str, list[Any]] = {"year": years.tolist(), "parity_frac": np.linspace(0.0, 1.0, 20).tolist()}
    for key, first in (("orbit_usd_per_pflop_hour", 60.0), ("ground_usd_per_pflop_hour", 3.0)):
        columns[f"{key}_central"] = (first * 0.8 ** (years - 2026.0)).tolist()
    columns["ratio_like_for_like_central"] = (20.0 * 0.95 ** (years - 2026.0)).tolist()
    names = ("orbit_usd_per_pflop_hour", "ground_usd_per_pflop_hour", "ratio_like_for_like")
    columns |= {f"{name}_{share}": [None] * 20 for name in names for share in ("p5", "p50", "p95")}
    return outlook(NAME, columns | {"ratio_at_internal_launch_cost": [None] * 20}, "orbit is cheaper from 2036")


def far_apart() -> Any:
    """Two answers with steps of many powers of ten between, after a note of several sentences."""
    columns = {
        "group": ["silicon and delivered compute", "orbit, eclipse and battery", "size of the satellite"],
        "factor": [36258.0, 3e-5, 1.5],
        "ratio_before": [3.2, 1.16e5, 3.5],
        "ratio_after": [1.16e5, 3.5, 5.3],
    }
    return waterfall(
        ("mccalip", "ai1_vs_colossus"), (3.2, 5.3), columns, "Each factor is the mean of many orders. " * 4
    )


def three_ways() -> Any:
    """How far six inputs with the longest names must go by three rules."""
    change = {f"{LONGEST}_{i}": [(0.95, 1234.0, 0.08), (0.7, 0.0382, 0.23), (1.0, 9.87, 0.0012)] for i in range(6)}
    return together(NAME, "all must change together", change, ["equal shares", "least length", "most plausible"])


def many_claims() -> Any:
    """Thirty claims with long names."""
    columns: dict[str, list[Any]] = {"claim": [f"affordable_at_internal_price_{i}" for i in range(30)]}
    columns |= {"year": [2028] * 30, "value": np.geomspace(0.06, 300.0, 30).tolist(), "threshold": [1.0] * 30}
    return ladder(columns | {"comparison": ["at_most"] * 30, "verdict": ["fails"] * 30})


def long_names() -> Any:
    """Costs over eight sites of the catalogue."""
    names = [f"a_site_of_the_catalogue_{i}" for i in range(8)]
    return swept(NAME, {"ground.site": names}, _columns(np.full(8, 6.1), np.full(8, 1.7)), {"ground.site": LONGEST})


def wide_search() -> Any:
    """A search over five variables with the longest names."""
    places = {f"{LONGEST}_{i}": (0.0, 1.0) for i in range(5)}
    return searched(NAME, [3.0, 2.0, 1.9], [False, True, True], "USD per PFLOP-hour", places, "1.9 USD, 12 % less")


LONGEST = "satellite.solar_array.heat_capacity_j_per_m2_k"
CROWDED: dict[str, Callable[[], Any]] = {
    "many_inputs": many_inputs,
    "every_year": every_year,
    "far_apart": far_apart,
    "three_ways": three_ways,
    "many_claims": many_claims,
    "long_names": long_names,
    "wide_search": wide_search,
}
STUDIES: dict[str, Callable[[], Any]] = {
    "swept_one": swept_one,
    "swept_names": swept_names,
    "swept_two": swept_two,
    "outlook": fan,
    "drawn": spread,
    "tornado": bars,
    "crossed": parity_over_one,
    "surface": parity_over_two,
    "together": joint,
    "ladder": claims,
    "waterfall": reconciled,
    "searched": search,
    "front": designs,
}
