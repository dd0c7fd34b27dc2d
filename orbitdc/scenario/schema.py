"""What the model says about a key: which block stands there, what a number may be, what its unit is."""

from __future__ import annotations

import types
from difflib import get_close_matches
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from orbitdc.block import Block, one_line

UNITS = {
    "kg_per_a_m2": "kg/A/m2",
    "kg_per_n_m_s": "kg/N/m/s",
    "usd_per_n_m_s": "USD/N/m/s",
    "w_per_n_m_s": "W/N/m/s",
    "n_m_s": "N m s",
    "a_m2": "A m2",
    "n_per_m2": "N/m2",
    "ut": "uT",
    "ev": "eV",
    "w_per_kwh": "W/kWh",
    "v": "V",
    "kpa": "kPa",
    "usd_per_gpu_hour": "USD/h",
    "kgco2e": "kgCO2e",
    "t_per_launch": "t",
    "t_per_y": "t/y",
    "t": "t",
    "kg_per_it_kw": "kg/kW",
    "kg_per_kg": "kg/kg",
    "j_per_kg": "J/kg",
    "w_per_m_k": "W/m/K",
    "j_per_kg_k": "J/kg/K",
    "j_per_m2_k": "J/m2/K",
    "k_per_w": "K/W",
    "pflop_per_s": "PFLOP/s",
    "usd_per_pflop_hour": "USD per PFLOP-hour",
    "usd_per_kw": "USD/kW",
    "usd_per_it_kw_y": "USD per IT kW and year",
    "usd_per_kw_y": "USD per kW and year",
    "usd_per_mwh": "USD/MWh",
    "usd_per_mmbtu": "USD/MMBtu",
    "usd_per_m3": "USD/m3",
    "mmbtu_per_mwh": "MMBtu/MWh",
    "kg_per_mmbtu": "kg/MMBtu",
    "usd_per_satellite_y": "USD per satellite and year",
    "usd_per_satellite": "USD per satellite",
    "fte_per_it_mw": "FTE/MW",
    "usd_per_fte_y": "USD per person and year",
    "usd_per_y": "USD per year",
    "frac_per_y": "fraction per year",
    "l_per_it_kwh": "litres per IT kWh",
    "l_per_kwh": "litres per kWh",
    "kg_per_kwh": "kg/kWh",
    "kg_per_kw": "kg/kW",
    "kg_per_m3": "kg/m3",
    "m3_per_m2": "m3/m2",
    "m3_per_kw": "m3/kW",
    "m2_per_it_kw": "m2 per IT kW",
    "m_per_s_y": "m/s per year",
    "per_k": "1/K",
    "per_h": "1/h",
    "mm": "mm",
    "nm": "nm",
    "gbps": "Gbit/s",
    "ms": "ms",
    "krad": "krad",
    "tb_per_s": "TB/s",
    "gb": "GB",
    "usd_per_launch": "USD per launch",
    "usd_per_million_tokens": "USD per million tokens",
    "usd_per_kg": "USD/kg",
    "usd_per_it_w": "USD per IT watt",
    "usd_per_kwh": "USD/kWh",
    "usd_per_w": "USD/W",
    "usd_per_m2": "USD/m2",
    "w_per_m2": "W/m2",
    "wh_per_kg": "Wh/kg",
    "w_per_kg": "W/kg",
    "kg_per_m2": "kg/m2",
    "per_y": "per year",
    "km": "km",
    "deg": "degrees",
    "kwh": "kWh",
    "kg": "kg",
    "m2": "m2",
    "m": "m",
    "m3": "m3",
    "usd": "USD",
    "frac": "a fraction from 0 to 1",
    "w": "W",
    "k": "K",
    "s": "s",
    "h": "hours",
    "y": "years",
    "days": "days",
    "months": "months",
}


WORDS = ("published", "claim")  # blocks that move no number, whose keys are always written out


@cache
def unit_of(key: str) -> str:
    """Unit that the last words of a key name, in words; empty where it names none.

    >>> unit_of("altitude_km"), unit_of("price_usd_per_kg"), unit_of("planes")
    ('km', 'USD/kg', '')
    """
    return next((unit for suffix, unit in UNITS.items() if key.endswith(f"_{suffix}")), "")


def parts(annotation: Any) -> list[Any]:
    """The alternatives of an annotation, Annotated and Optional taken apart."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return parts(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return [part for alternative in get_args(annotation) for part in parts(alternative)]
    return [annotation]


def is_optional(field: FieldInfo) -> bool:
    """Whether a key may be left out."""
    return type(None) in parts(field.annotation)


def block_of(field: FieldInfo) -> tuple[type[Block] | None, bool]:
    """The block under a key, and whether the key holds a list of them."""
    for part in parts(field.annotation):
        if isinstance(part, type) and issubclass(part, Block):
            return part, False
        if get_origin(part) is tuple:
            inner = get_args(part)[0]
            if isinstance(inner, type) and issubclass(inner, Block):
                return inner, True
    return None, False


def sentence_at(root: type[Block], path: str) -> str:
    """What the key at a dotted path below a block is, in a sentence; empty for a path that leads to no key.

    >>> from orbitdc.scenario.model import Scenario
    >>> sentence_at(Scenario, "fleet.shells.0.planes"), sentence_at(Scenario, "fleet.planet")
    ('The shell has this many planes.', '')
    """
    field = field_at(root, path)
    return one_line(field.description or "") if field is not None else ""


def field_at(root: type[Block], path: str) -> FieldInfo | None:
    """The field at a dotted path below a block; None for a path that leads to no key."""
    block: type[Block] | None = root
    field: FieldInfo | None = None
    for part in path.split("."):
        if part.isdigit() and field is not None and block_of(field)[1]:
            continue
        field = block.model_fields.get(part) if block is not None else None
        if field is None:
            return None
        block, _ = block_of(field)
    return field


def is_number(field: FieldInfo) -> bool:
    """Whether a key holds a number."""
    return any(part in (int, float) for part in parts(field.annotation))


def choices(field: FieldInfo) -> tuple[str, ...]:
    """The words a key may take; empty where it takes no fixed words."""
    return tuple(w for part in parts(field.annotation) if get_origin(part) is Literal for w in get_args(part))


def bounds(field: FieldInfo) -> tuple[float, float]:
    """Least and greatest number a key may hold, the open ends counted as closed.

    >>> from orbitdc.fleet.shell import Shell
    >>> bounds(Shell.model_fields["altitude_km"])
    (150, 40000)
    """
    low, high = float("-inf"), float("inf")
    for mark in _marks(field):
        low = max(low, getattr(mark, "ge", None) or low, getattr(mark, "gt", None) or low)
        if getattr(mark, "ge", None) == 0 or getattr(mark, "gt", None) == 0:
            low = max(low, 0.0)
        for name in ("le", "lt"):
            if getattr(mark, name, None) is not None:
                high = min(high, getattr(mark, name))
    return low, high


def _marks(field: FieldInfo) -> list[Any]:
    """The annotations of a field that bound it, at any depth of its type."""
    found = list(field.metadata)
    stack = [field.annotation]
    while stack:
        annotation = stack.pop()
        if get_origin(annotation) is Annotated:
            found += get_args(annotation)[1:]
        stack += [a for a in get_args(annotation) if get_origin(a) is not None]
    flat = []
    for mark in found:
        flat += mark.metadata if isinstance(mark, FieldInfo) else [mark]
    return flat


def places_of(root: type[Block], key: str, element: str = "") -> list[str]:
    """Dotted paths at which a key of this name stands below a block, nearest first.

    Lists are entered only where ``element`` names one of their elements.

    >>> from orbitdc.scenario.model import Scenario
    >>> places_of(Scenario, "shells"), places_of(Scenario, "altitude_km"), places_of(Scenario, "altitude_km", "0")
    (['fleet.shells'], [], ['fleet.shells.0.altitude_km'])
    """
    found: list[str] = []
    level: list[tuple[str, type[Block]]] = [("", root)]
    while level:
        below: list[tuple[str, type[Block]]] = []
        for prefix, block in level:
            for name, field in block.model_fields.items():
                inner, is_list = block_of(field)
                if not prefix and name in WORDS:
                    continue
                if name == key and prefix:
                    found.append(prefix + name)
                if inner is not None and (element or not is_list):
                    below.append((f"{prefix}{name}.{element}." if is_list else f"{prefix}{name}.", inner))
        level = below
    return found


SYNONYMS = {
    "cost": "price",
    "chip": "accelerator",
    "chips": "accelerators",
    "gpu": "accelerator",
    "gpus": "accelerators",
    "height": "altitude",
    "weight": "mass",
    "interest": "rate",
}


def named_like(root: type[Block], key: str) -> list[str]:
    """Dotted paths below a block of the keys whose names hold every word of a dotted key's last part, nearest first.

    >>> from orbitdc.scenario.model import Scenario
    >>> named_like(Scenario, "orbit.altitude")[:2], named_like(Scenario, "money.wacc")[0]
    (['satellite.drag.altitude', 'fleet.shells.0.altitude_km'], 'money.real_wacc_frac')
    """
    *around, last = key.lower().split(".")
    words = {SYNONYMS.get(word, word) for word in last.split("_")}
    found: list[tuple[int, int, str]] = []
    waiting: list[tuple[str, type[Block]]] = [("", root)]
    while waiting:
        prefix, block = waiting.pop(0)
        for name, field in block.model_fields.items():
            inner, is_list = block_of(field)
            own = set(name.split("_"))
            if words <= own:
                found.append((len(own - words - set(unit_words(name))), prefix.count("."), prefix + name))
            if inner is not None:
                waiting.append((f"{prefix}{name}.0." if is_list else f"{prefix}{name}.", inner))
    paths = [path for _, _, path in sorted(found, key=lambda row: row[:2])]
    near = [path for path in paths if all(get_close_matches(part, path.split("."), cutoff=0.75) for part in around)]
    return near or paths


def unit_words(key: str) -> list[str]:
    """The last words of a key that name its unit.

    >>> unit_words("price_usd_per_kg")
    ['usd', 'per', 'kg']
    """
    return next((suffix.split("_") for suffix in UNITS if key.endswith(f"_{suffix}")), [])
