"""One number of a scenario moved anywhere inside its bounds: the program answers, or refuses with a place and a fix."""

from __future__ import annotations

import datetime as dt
import json
import math
import time
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args, get_origin

import numpy as np

import orbitdc
from orbitdc import catalog
from orbitdc.block import Block
from orbitdc.errors import OrbitdcError
from orbitdc.results.save import summary_of
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.schema import block_of, bounds, is_number, parts

RESIDUAL = 1e-9  # of the energy: sums of some million float64 terms lose a few times 1e-12
LONGEST_S = 60.0
MAY_BE_NEGATIVE = (
    "residual",
    "salvage",
    "npv_usd",
    "total_usd",  # not discounted, of a building that is sold after a year with its interest
    "delay_usd_per_y",
    "financing",
)  # sold at the end, profits, cheap debt
SHORT = {
    "numerics.window_days": 1,
    "numerics.planes_marched": 1,
    "numerics.phases_marched": 1,
    "mission.life_y": 1,
}
# A fleet that is launched at once has few cohorts to price, and no announcement is priced beside it.
AT_ONCE = {"launch.launches_per_y": 1000, "fleet.factory_satellites_per_y": 100_000, "as_announced": None}
BUILD_UP = {"ground.from": "colossus_1", "ground.build_up.from": "colossus_1", "ground.build_up.silicon": "own"}
# Scenarios that between them hold every block; the changes that give them blocks which no shipped file states.
BASES: dict[str, tuple[str, dict[str, Any]]] = {
    "given": ("ai1_vs_colossus", {}),
    "sized": ("sized_ai1", {**AT_ONCE, "numerics.step_s": 120}),
    "shell": ("starlink_compute_shell", {"money.capital.from": "spacex_ig", "ground.from": "nuclear_crane"}),
    "loan": (
        "ai1_vs_colossus",
        {"money.financing.from": "xai_2025", "money.financing.debt_term_months": 12, **BUILD_UP, **AT_ONCE},
    ),
    "plants": (
        "ai1_vs_colossus",
        {
            **AT_ONCE,
            "ground.power.from": "grid_tva",
            "ground.second_power.from": "gas_aero",
            "fleet.cluster.satellites": 49,
            "fleet.cluster.radius_m": 1000,
            "workload.from": "decode",
            "launch.learning.from": "wright",
            "satellite.learning.from": "aerospace",
        },
    ),
    "owners": (
        "deals/spacex_xai_merger",
        {
            **AT_ONCE,
            "money.financing.debt_term_months": 12,
            "money.financing_before.debt_term_months": 12,
            "money.orbit.financing.debt_term_months": 12,
            "money.ground.financing.debt_term_months": 12,
            "money.orbit.capital.from": "orbital_first_of_kind",
            "money.orbit.financing.from": "valor_lease",
            "money.ground.capital.from": "neocloud",
            "money.ground.financing.from": "colocation_spv",
            "ground.power.from": "gas_ccgt",
        },
    ),
    "published": ("published/mccalip", {"money.discounting": "year_end", "prices.mode": "dated", **AT_ONCE}),
}
ODD_TEXT = ("", " ", "x", "7", "\u661f\u9593 \u96f2", "a" * 100, "<b>&amp;</b>", "../..", "null", "-1", "2028-01-01")
ODD_DATES = ("1960-01-01", "2026-01-01", "2031-06-30", "2047-02-28", "2060-12-31", "2028-02-29")


@dataclass(frozen=True)
class Field:
    """A numeric field of the model: its dotted path, its bounds, and whether it takes whole numbers alone."""

    path: str
    low: float
    high: float
    whole: bool


@dataclass(frozen=True)
class Choice:
    """A field of the model that is no number: its dotted path, and values that it may take."""

    path: str
    values: tuple[Any, ...]


def choices(block: type[Block] = Scenario, path: str = "") -> Iterator[Choice]:
    """Every field that is text, a date, a switch or one of several words, or may be absent; each block's entries."""
    for key, info in block.model_fields.items():
        inner, is_list = block_of(info)
        here = f"{path}{key}.0" if is_list and inner is not None else f"{path}{key}"
        if inner is not None and key not in ("as_announced", "published", "claim"):
            if inner.catalog_kind:
                yield Choice(f"{here}.from", tuple(catalog.table(inner.catalog_kind)))
            yield from choices(inner, f"{here}.")
        if values := tuple(dict.fromkeys(_values(info.annotation))):
            yield Choice(f"{path}{key}", values)


def _values(annotation: Any) -> Iterator[Any]:
    """Values of the alternatives of a type; none of a number."""
    for part in parts(annotation):
        if part is type(None):
            yield None
        elif part is bool:
            yield from (True, False)
        elif part is str:
            yield from ODD_TEXT
        elif part is dt.date:
            yield from ODD_DATES
        elif get_origin(part) is Literal:
            yield from get_args(part)


def fields(block: type[Block] = Scenario, path: str = "") -> Iterator[Field]:
    """Every numeric field, elements of lists as 0."""
    for key, info in block.model_fields.items():
        inner, is_list = block_of(info)
        if inner is not None and key not in ("as_announced", "published", "claim"):
            yield from fields(inner, f"{path}{key}.0." if is_list else f"{path}{key}.")
        elif is_number(info):
            yield Field(f"{path}{key}", *bounds(info), float not in parts(info.annotation))


@cache
def base(name: str) -> Scenario:
    file, changes = BASES[name]
    return orbitdc.load(file).replace({**SHORT, **changes})


def bases_of(path: str) -> list[str]:
    """The bases in which the block of a field stands, "given" first."""
    return [name for name in BASES if _has(base(name), path)]


def _has(scenario: Scenario, path: str) -> bool:
    here: Any = scenario
    for key in path.split(".")[:-1]:
        if here is None:
            return False
        here = (here[0] if here else None) if key.isdecimal() else getattr(here, key)
    return here is not None


def inside(field: Field, share: float) -> float:
    """A number inside the bounds: by ratio where they span decades, from the least positive one on, else evenly."""
    low, high = field.low, field.high
    if low >= 0.0 and high > 1000.0 * max(low, 1e-300):
        low = low or (1.0 if field.whole else high * 1e-12)
        value = low * (high / low) ** share
    else:
        value = low + share * (high - low)
    value = min(max(value, field.low), field.high)
    return round(value) if field.whole else float(value)


def edges(field: Field) -> tuple[float, float]:
    """Least and greatest value; an open end is refused with its fix, which is right as well."""
    ends = (field.low, field.high)
    return (int(ends[0]), int(ends[1])) if field.whole else ends


def random_values(field: Field, count: int, seed: int) -> list[float]:
    return [inside(field, share) for share in np.random.default_rng(seed).random(count)]


def fault_of(name: str, changes: Mapping[str, Any]) -> str:
    """What is wrong with the answer to a changed base; empty where it answers or refuses as it should."""
    start = time.process_time()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)
            summary = summary_of(orbitdc.simulate(base(name).replace(changes)))
    except OrbitdcError as error:
        bare = [p for p in error.problems if not (p.path or p.file) or not (p.fix or ": " in p.message)]
        return f"refused without a place, or without what to write instead, {bare[0]}" if bare else ""
    except Exception as error:  # any that is no refusal is a fault, which is what is looked for
        return f"{type(error).__name__}: {error}"
    took_s = time.process_time() - start
    return fault_in(summary) or (f"took {took_s:.0f} s" if took_s > LONGEST_S else "")


def fault_in(summary: Mapping[str, Any]) -> str:
    """What is wrong with a summary: no JSON, a cost below 0, a residual of the energy."""
    try:
        json.dumps(summary, allow_nan=False)
    except ValueError as error:
        return f"summary is no JSON: {error}: {next(_odd(summary, ''), '')}"
    for path, value in _numbers(summary, ""):
        if path.startswith(".boundaries.") and summary["boundaries"][path.split(".")[2]]["ratio"] is None:
            continue  # power alone costs less than nothing where cheap debt pays for it before it serves
        last = path.rsplit(".", 1)[-1]
        if last in ("usd_per_pflop_hour", "usd_per_eflop", "usd_per_gpu_hour", "usd_per_it_kwh") and value < 0.0:
            return f"{path} = {value}"
        if "_usd" in path and value < 0.0 and not any(word in path for word in MAY_BE_NEGATIVE):
            return f"{path} = {value}"
        if last == "energy_residual_frac" and not abs(value) <= RESIDUAL:
            return f"{path} = {value}"
    return ""


def _odd(value: Any, path: str) -> Iterator[str]:
    return (f"{where} = {number}" for where, number in _numbers(value, path) if not math.isfinite(number))


def _numbers(value: Any, path: str) -> Iterator[tuple[str, float]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _numbers(inner, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _numbers(inner, f"{path}.{index}")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, float(value)
