"""Numbers as people write them: ``650 km``, ``$200/kg`` and ``8%`` become the number that a key takes."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from orbitdc.constants import MJ_PER_MMBTU, ZERO_CELSIUS_K
from orbitdc.scenario.schema import UNITS, unit_of

_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:(?<=[\d.])[eE][-+]?\d+)?")
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_WORD = re.compile(r"([A-Za-z°$%µ]+)(?:\^|\*\*)?(-?\d+)?")
_TIMES = {
    "k": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "million": 1e6,
    "bn": 1e9,
    "b": 1e9,
    "billion": 1e9,
    "t": 1e12,
    "trillion": 1e12,
}
_CELSIUS = ("C", "degC", "°C", "celsius")
_DIFFERENCES = (
    "drop_k",
    "lift_k",
    "rise_k",
    "margin_k",
)  # kelvin of a difference, to which the zero of Celsius is not added

WORDS = {  # words of keys and of people, in any case, as astropy spells them; "" is a word that counts things alone
    "w": "W", "kw": "kW", "mw": "MW", "gw": "GW", "wh": "W h", "kwh": "kW h", "mwh": "MW h", "gwh": "GW h", "j": "J",
    "kj": "kJ", "k": "K", "v": "V", "a": "A", "n": "N", "kpa": "kPa", "pa": "Pa", "ut": "uT", "ev": "eV", "y": "yr",
    "yrs": "yr", "year": "yr", "years": "yr", "hr": "h", "hour": "h", "hours": "h", "day": "d", "days": "d",
    "month": "month", "months": "month", "minutes": "min", "minute": "min", "seconds": "s", "second": "s",
    "weeks": "week", "degree": "deg", "degrees": "deg", "°": "deg", "tonne": "t", "tonnes": "t", "tons": "t",
    "litre": "l", "litres": "l", "liters": "l", "$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD",
    "kusd": "kUSD", "musd": "MUSD", "frac": "", "it": "", "gpu": "", "c": "cent", "krad": "krd", "kgco2e": "kg",
    "gbps": "Gbit s-1", "mbps": "Mbit s-1", "tbps": "Tbit s-1", "gb": "Gbyte", "tb": "Tbyte", "mmbtu": "MMBtu",
    "pflop": "PFLOP", "tflop": "TFLOP", "eflop": "EFLOP", "pflops": "PFLOP s-1", "people": "", "person": "", "fte": "",
    "satellite": "", "satellites": "", "launch": "", "launches": "", "tokens": "token", "mi": "mi", "mile": "mi",
    "miles": "mi", "nmi": "nmi", "ft": "ft", "foot": "ft", "feet": "ft", "inches": "inch", "lb": "lb", "lbs": "lb",
    "pound": "lb", "pounds": "lb",
}  # fmt: skip


class NotOfTheKey(ValueError):
    """A text with a number in it that is no number for the key, with what to write instead."""

    def __init__(self, message: str, fix: str) -> None:
        """Keep the fix beside the message."""
        super().__init__(message)
        self.fix = fix


def number_of(text: str, key: str) -> float | None:
    """The number for a key from a text with a unit; None for other text, and for a bare number in quotes.

    The last words of the key name its unit, and a number without a unit has it. Raises NotOfTheKey for an unknown unit
    and for one of another dimension.

    References: units and their conversion are those of astropy.units.

    >>> number_of("650km", "altitude_km"), number_of("$200/kg", "price_usd_per_kg"), number_of("8%", "real_wacc_frac")
    (650.0, 200.0, 0.08)
    >>> number_of("400 miles", "altitude_km"), number_of("9 ft2", "area_m2"), number_of("$100/lb", "price_usd_per_kg")
    (643.7376, 0.83612736, 220.462262184878)
    >>> number_of("1100 cm2", "area_m2"), number_of("65 C", "junction_max_k"), number_of("06:30", "ltan_h")
    (0.11, 338.15, 6.5)
    >>> number_of("5.4 bn USD", "budget_usd"), number_of("5 years", "debt_term_months"), number_of("held", "altitude")
    (5400000000.0, 60.0, None)
    >>> number_of("650 kg", "altitude_km")
    Traceback (most recent call last):
    orbitdc.scenario.quantities.NotOfTheKey: is '650 kg', in kg
    """
    clock = _CLOCK.fullmatch(text.strip())
    if clock and key.endswith("_h"):
        return int(clock[1]) + int(clock[2]) / 60.0
    paid = text.strip().startswith(("$", "US$", "USD"))
    bare = re.sub(r"^(US)?\$|^USD", "", text.strip()).strip()
    digits = match[0] if (match := _NUMBER.match(bare)) else ""
    if not any(c.isdigit() for c in digits):
        return None
    if digits == text.strip():
        return None
    unit, times = _multiplied(bare[len(digits) :].strip(), paid or "usd" in key.split("_"), bool(unit_of(key)))
    value = float(digits.replace(",", "")) * times
    unit = f"USD {unit}".strip() if paid and not _names_dollars(unit) else unit
    if not unit:
        return value
    if unit in _CELSIUS and key.endswith("_k") and not key.endswith(_DIFFERENCES):
        return round(value + ZERO_CELSIUS_K, 9)
    return _converted(value, unit, text, key)


def _multiplied(unit: str, is_money: bool, has_unit: bool) -> tuple[str, float]:
    """A unit without the million or billion before it, and that number."""
    word = re.match(r"[A-Za-z]+", unit)
    if word and (is_money or (not has_unit and word[0] != "m")) and word[0].lower() in _TIMES:
        return unit[len(word[0]) :].strip(), _TIMES[word[0].lower()]
    return unit, 1.0


def _names_dollars(unit: str) -> bool:
    """Whether a unit is one of money."""
    return any(WORDS.get(word.lower(), "").endswith(("USD", "cent")) for word, _ in _WORD.findall(unit))


def _converted(value: float, unit: str, text: str, key: str) -> float:
    """A value in the unit of its key; raises NotOfTheKey where its own unit is unknown or of another kind."""
    from astropy.units import UnitConversionError

    wanted = unit_of(key)
    fix = f"write a number in {wanted}" if wanted else "write a number without a unit"
    fix = fix.replace("number in a fraction", "fraction")
    try:
        given = _unit(unit)
    except ValueError:
        raise NotOfTheKey(f"is {text!r}, whose unit is not known", fix) from None
    try:
        return float(f"{value * given.to(_unit_of_key(key)):.15g}")  # 0.07 for 7 %, not 0.07000000000000001
    except UnitConversionError:
        raise NotOfTheKey(f"is {text!r}, in {unit.strip()}", fix) from None


@cache
def _unit_of_key(key: str) -> Any:
    """The unit that the last words of a key name, of astropy."""
    suffix = next((suffix for suffix in UNITS if key.endswith(f"_{suffix}")), "")
    above, *below = f"_{suffix}".split("_per_")
    return _unit("/".join(part.strip("_").replace("_", " ") for part in (above, *below)))


@cache
def _unit(text: str) -> Any:
    """The unit of a text such as ``W/(m K)``, of astropy: what follows the first slash divides.

    Raises ValueError for a word that is no unit.
    """
    text = re.sub("co2e?", "", text, flags=re.IGNORECASE)
    text = re.sub(r"\bpflop[ -]hours?\b", "pflops hour", text, flags=re.IGNORECASE)
    text = re.sub(r"\bnautical[ -]miles?\b", "nmi", text, flags=re.IGNORECASE)
    above, *below = re.split(r"/|\bper\b", text.replace("²", "2").replace("³", "3"))
    return _product(above) / _product(" ".join(below))


def _product(text: str) -> Any:
    """The unit that words and powers make, as astropy's; raises ValueError for anything else."""
    from astropy import units

    if (left := _WORD.sub("", text).strip(" ().*·-")) or (text.strip() and not _WORD.search(text)):
        raise ValueError(left)
    product = units.dimensionless_unscaled
    for word, power in _WORD.findall(text):
        product = product * _word(word) ** int(power or 1)
    return product


def _word(word: str) -> Any:
    """A word as a unit: as astropy spells it where it knows it (``mW``, ``MW``), as people and keys do otherwise."""
    from astropy import units

    with units.add_enabled_units(_ours()):
        if word not in WORDS:
            known = units.Unit(word, parse_strict="silent")
            if not isinstance(known, units.UnrecognizedUnit):
                return known
        return units.Unit(WORDS.get(word.lower(), word))


@cache
def _ours() -> list[Any]:
    """Units of money, work and radiation that astropy does not have, and those of miles, feet and pounds.

    References: exact in metres and kilograms by NIST Handbook 44, appendix C, and BIPM (2019) for the nautical mile.
    """
    from astropy import units
    from astropy.units import imperial

    dollar, flop = units.def_unit("USD"), units.def_unit("FLOP")
    made = {"cent": dollar / 100, "kUSD": 1e3 * dollar, "MUSD": 1e6 * dollar, "million": 1e6, "month": units.yr / 12}
    made |= {"TFLOP": 1e12 * flop, "PFLOP": 1e15 * flop, "EFLOP": 1e18 * flop, "MMBtu": MJ_PER_MMBTU * units.MJ}
    customary = [imperial.mi, imperial.nmi, imperial.ft, imperial.inch, imperial.lb]
    named = [*map(units.def_unit, ("token", "krd")), *(units.def_unit(*each) for each in made.items())]
    return [dollar, *named, *customary]
