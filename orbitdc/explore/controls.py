"""The sliders of the explorer: the inputs that move the ratio most, over the ranges of the catalogue, with its entries
as ticks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from orbitdc import catalog
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.schema import bounds, field_at, sentence_at, unit_of
from orbitdc.study.ranges import range_of

# what moves AI1's ratio most of all numbers (docs/assumptions.md), with the choices that a design makes, as people ask
KEYS = {
    "launch.price_usd_per_kg": "launch price",
    "launch.failure_frac": "launches that fail",
    "satellite.solar_array.price_usd_per_w": "price of the solar array",
    "satellite.solar_array.area_m2": "area of the solar array",
    "satellite.radiator.area_m2": "area of the radiator",
    "satellite.announced_mass_kg": "announced mass of a satellite",
    "satellite.link.terminal_usd": "price of a laser terminal",
    "fleet.shells.0.altitude_km": "altitude",
    "accelerator.price_usd": "price of an accelerator",
    "accelerator.permanent_loss_per_y": "accelerators lost for good",
    "mission.life_y": "life",
    "money.real_wacc_frac": "real cost of capital",
    "ground.facility_usd_per_it_w": "price of the facility",
}
SPREAD = 3.0  # a number without a range is moved from a third to three times its value
LOGARITHMIC = 5.0  # a range whose ends lie further apart than this factor is shown on a logarithmic scale
MOST_TICKS = 6


@dataclass(frozen=True)
class Control:
    """One slider: its key, label and unit, its ends, its value in the preset, and entries of the catalogue on it."""

    key: str
    label: str
    unit: str
    help: str
    low: float
    high: float
    value: float
    ticks: tuple[tuple[str, float], ...] = ()  # name of the entry, its value

    @property
    def is_logarithmic(self) -> bool:
        """Whether equal steps of the slider are equal factors."""
        return self.low > 0.0 and self.high / self.low > LOGARITHMIC

    def share_of(self, value: float) -> float:
        """Where a value lies on the slider, from 0 to 1.

        >>> Control("k", "k", "", "", 1.0, 100.0, 10.0).share_of(10.0)
        0.5
        """
        if self.is_logarithmic:
            share = math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return min(max(share, 0.0), 1.0)

    def value_at(self, share: float) -> float:
        """The value at a place on the slider from 0 to 1.

        >>> round(Control("k", "k", "", "", 1.0, 100.0, 10.0).value_at(0.5), 9)
        10.0
        """
        if self.is_logarithmic:
            return float(self.low * (self.high / self.low) ** share)
        return self.low + share * (self.high - self.low)


def controls(scenario: Scenario) -> list[Control]:
    """The sliders of a scenario: those of ``KEYS`` that it states, in their order.

    >>> from orbitdc.scenario.load import load
    >>> [one.key for one in controls(load("ai1_vs_colossus"))][:2]
    ['launch.price_usd_per_kg', 'launch.failure_frac']
    """
    numbers = {number.path: number for number in scenario.numbers()}
    found = []
    for key, label in KEYS.items():
        number = numbers.get(key)
        if number is None or isinstance(number.value, str) or not number.value > 0.0:
            continue
        value = float(number.value)
        known = range_of(number)
        ends = (known.low, known.high) if known is not None else (value / SPREAD, value * SPREAD)
        if (made := control(key, label, value, ends)) is not None:
            found.append(made)
    return found


def control(key: str, label: str, value: float, ends: tuple[float, float]) -> Control | None:
    """One slider between two ends, with its value and the catalogue's entries inside; None for a key that is none."""
    field = field_at(Scenario, key)
    if field is None:
        return None
    ticks = _ticks(key)
    least, most = bounds(field)
    low = max(min(ends[0], value, *(tick for _, tick in ticks)), least)
    high = min(max(ends[1], value, *(tick for _, tick in ticks)), most)
    unit = "%" if unit_of(key).startswith("a fraction") else unit_of(key)
    return Control(key, label, unit, sentence_at(Scenario, key), low, high, value, ticks)


def _ticks(key: str) -> tuple[tuple[str, float], ...]:
    """Entries of the catalogue that state this number, the nearest in value to each other left out."""
    kinds = {
        "launch": "launchers",
        "accelerator": "accelerators",
        "ground": "sites",
        "satellite": "satellites",
        "money": "money",
    }
    first, _, rest = key.partition(".")
    kind = kinds.get(first)
    if kind is None:
        return ()
    rows = ((name, entry[rest].value) for name, entry in catalog.table(kind).items() if rest in entry)
    values: dict[float, str] = {}
    for name, value in rows:
        if isinstance(value, int | float) and value > 0:
            values.setdefault(float(value), name)
    ordered = sorted(values)
    step = max(1, math.ceil(len(ordered) / MOST_TICKS))
    return tuple((values[value], value) for value in ordered[::step])
