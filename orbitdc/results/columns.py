"""What the columns of every table hold, by name: kind, unit and a sentence; the same in memory and in CSV files."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np

from orbitdc.errors import OrbitdcError, Problem


class Column(NamedTuple):
    """What the columns of one name hold in every table: the kind of cell, the unit, and a sentence."""

    kind: Literal["text", "whole", "date", "time", "number"]
    unit: str
    meaning: str


COLUMNS: dict[str, Column] = {
    # what a row is about
    "case": Column(
        "text", "", "Which of the fleet's planes by delivered compute: best, median, worst, or the only one."
    ),
    "name": Column("text", "", "The name of the satellite in its catalogue, or its shell and plane."),
    "quantity": Column("text", "", "What the histogram counts, with its unit as the last word."),
    "side": Column("text", "", "The side of the comparison: orbit or ground."),
    "what": Column("text", "", "The category of the payment."),
    "component": Column("text", "", "The component whose price the payment follows; a boundary counts components."),
    "depreciation": Column("text", "", "The class by which the payment is depreciated for tax; empty for an expense."),
    "within": Column("text", "", "The boundaries of the comparison that count the payment, apart by spaces."),
    "kind": Column("text", "", "Whether the payment is capital spending (capex) or running cost (opex)."),
    "key": Column("text", "", "The key of the number in the scenario."),
    "unit": Column("text", "", "The unit of the number."),
    "origin": Column("text", "", "The file and line, catalogue entry or option that the number came from."),
    "as_of": Column("text", "", "The date that the source states the number for."),
    "grade": Column(
        "text", "", "How well the number is known: published, secondary, estimate, or stated by the scenario."
    ),
    "source": Column("text", "", "The source of the number."),
    "note": Column("text", "", "What a reader should know about the number."),
    "flows_from": Column("text", "", "The part, or the source outside, that gives the energy off."),
    "flows_to": Column("text", "", "The part, the surroundings or the store that takes it in."),
    "shell": Column("whole", "1", "The number of the shell, from 0."),
    "plane": Column("whole", "1", "The number of the plane in its shell, from 0."),
    "orbit": Column("whole", "1", "The number of the orbit, from 1."),
    "year": Column("whole", "1", "The year of service, from 1."),
    "month": Column("whole", "months", "The month, counted from the first of service; negative before it."),
    "first_month": Column("whole", "months", "The month of the first payment, counted from the first of service."),
    "months": Column("whole", "months", "The number of months over which the payment is spread evenly."),
    "days": Column("whole", "days", "The simulated days of the year."),
    "eclipse_days": Column("whole", "days", "The days on which satellites meet shadow."),
    "date": Column("date", "UTC", "The day."),
    "from_date": Column("date", "UTC", "The first day of the year of service."),
    "start_utc": Column("time", "UTC", "The time at which the orbit begins."),
    "time_s": Column("number", "s", "The time since the beginning of the orbit."),
    "duration_s": Column("number", "s", "The length of the orbit, in whole steps."),
    "satellites": Column("number", "satellites", "The satellites that fly like this one."),
    # where satellites are, and the light there
    "altitude_km": Column("number", "km", "The mean semi-major axis less the Earth's equatorial radius."),
    "inclination_deg": Column("number", "degrees", "The inclination of the orbit."),
    "raan_deg": Column("number", "degrees", "The right ascension of the ascending node when service begins."),
    "beta_deg": Column(
        "number", "degrees", "The angle between the Sun and the orbital plane in the middle of the orbit."
    ),
    "beta_min_deg": Column("number", "degrees", "The least angle between the Sun and the plane of any satellite."),
    "beta_max_deg": Column("number", "degrees", "The greatest angle between the Sun and the plane of any satellite."),
    "sunlit_frac": Column("number", "1", "The part of the Sun's disk that is seen, mean over time and satellites."),
    "eclipse_min_per_orbit": Column(
        "number", "minutes per orbit", "The time without light in an orbit, mean over satellites."
    ),
    "f107_sfu": Column("number", "1e-22 W/m2/Hz", "The solar flux at 10.7 cm."),
    "drag_m_per_s_d": Column("number", "m/s per day", "The velocity that drag takes."),
    "thruster_w": Column("number", "W", "The mean electric power of the thruster."),
    "dose_krad": Column("number", "krad", "The ionising dose collected so far behind the shield, in silicon."),
    "useful_frac": Column("number", "1", "The part of the time that radiation leaves to useful work."),
    # power and heat
    "array_available_w": Column("number", "W", "The power that the array could give, mean over the day."),
    "array_power_w": Column("number", "W", "The power that the array gives."),
    "it_w": Column("number", "W", "The power of the accelerators, mean over the day."),
    "it_power_w": Column("number", "W", "The power of the accelerators."),
    "energy_kwh": Column("number", "kWh", "The energy that flows in one orbit."),
    "array_kwh": Column("number", "kWh", "The energy that the array gives."),
    "it_kwh": Column("number", "kWh", "The energy that the accelerators draw."),
    "charge_kwh": Column("number", "kWh", "The energy that goes into the battery."),
    "discharge_kwh": Column("number", "kWh", "The energy that comes out of the battery."),
    "radiated_kwh": Column("number", "kWh", "The heat that the radiator emits."),
    "state_of_charge_frac": Column("number", "1", "The charge of the battery over its capacity of that day."),
    "battery_soc_min_frac": Column(
        "number", "1", "The battery's lowest charge over its capacity of that day; empty without one."
    ),
    "array_k": Column("number", "K", "The temperature of the array."),
    "array_max_k": Column("number", "K", "The highest temperature of the array."),
    "radiator_k": Column("number", "K", "The temperature of the radiator's root."),
    "radiator_max_k": Column("number", "K", "The highest temperature of the radiator's root."),
    "loop_k": Column("number", "K", "The temperature of the mean coolant."),
    "loop_max_k": Column("number", "K", "The highest temperature of the mean coolant."),
    "chip_k": Column("number", "K", "The junction temperature."),
    "chip_max_k": Column("number", "K", "The highest junction temperature."),
    "memory_max_k": Column("number", "K", "The highest temperature of the memory."),
    "energy_residual_frac": Column("number", "1", "The gap in the energy balance over the energy that went through."),
    "from_k": Column("number", "K", "The lower end of the bin, for temperatures."),
    "to_k": Column("number", "K", "The upper end of the bin, for temperatures."),
    "from_soc_frac": Column("number", "1", "The lower end of the bin, for states of charge."),
    "to_soc_frac": Column("number", "1", "The upper end of the bin, for states of charge."),
    "time_frac": Column("number", "1", "The part of satellite-time that falls into the bin."),
    # what is left, and what it delivers
    "cells_left_frac": Column("number", "1", "The output that cells keep."),
    "array_left_frac": Column("number", "1", "The output that cells keep, mean over the year."),
    "radiator_left_frac": Column("number", "1", "The part of the radiator that debris leaves."),
    "clock_frac": Column("number", "1", "The clock of living satellites over full clock."),
    "alive_frac": Column("number", "1", "The part of the launched accelerators that works."),
    "delivered_pflop_per_s": Column("number", "PFLOP/s", "The compute that the whole fleet delivers."),
    "delivered_flop": Column("number", "FLOP", "The work that is delivered."),
    # money
    "usd": Column("number", "USD", "The payment in real dollars; a receipt is negative."),
    "usd_with_tax": Column("number", "USD", "The revenue before tax that the payment takes."),
    "flop": Column("number", "FLOP", "The work that the side delivers in the month."),
    "revenue_usd": Column("number", "USD", "The revenue at what work is sold for (money.rent_basis)."),
    "operating_usd": Column("number", "USD", "The running cost, negative as it is paid."),
    "capex_usd": Column("number", "USD", "The capital spending, negative as it is paid."),
    "sold_usd": Column("number", "USD", "The proceeds of what is sold."),
    "financing_usd": Column("number", "USD", "Debt drawn less debt service, rent or interest paid."),
    "tax_usd": Column("number", "USD", "The tax on income, negative as it is paid."),
    "drawn_usd": Column("number", "USD", "The debt that is drawn, or what a lessor pays for."),
    "senior_usd": Column("number", "USD", "The interest and repayment of the senior debt, negative as it is paid."),
    "notes_usd": Column("number", "USD", "The interest and repayment of the notes, negative as it is paid."),
    "junior_usd": Column("number", "USD", "The interest and repayment of the junior debt, negative as it is paid."),
    "rent_usd": Column("number", "USD", "The rent of a lease and the price paid at its end, negative as it is paid."),
    "debt_usd": Column("number", "USD", "The debt that is owed after the payments of the month."),
    "cfads_usd": Column(
        "number", "USD", "The cash for debt service: revenue less running cost and the income tax that lenders count."
    ),
    "cover": Column(
        "number", "1", "The cash of the month that ends over the debt service due then; empty without debt service."
    ),
    "held_usd": Column("number", "USD", "The cash that the lock-up of the lender holds back."),
    "equity_usd": Column("number", "USD", "The cash that goes to the owner; negative where the owner pays in."),
    "price_level": Column("number", "1", "The price level over that of month 0; nominal is real times this."),
    "cash_usd": Column("number", "USD", "The cash of the month."),
    "cash_so_far_usd": Column("number", "USD", "The cash of all months so far."),
    "discount_factor": Column("number", "1", "The present value of a dollar of the month, at the first of service."),
    "value_factor": Column("number", "1", "The value of a FLOP of the month over that of one in the first of service."),
    "factor_at_decision": Column("number", "1", "The present value of a dollar of the month, on the day of decision."),
    "gross_up": Column("number", "1", "The revenue before tax that a dollar of the payment takes."),
    "value": Column("number", "as `unit` says", "The number."),
    "low": Column("number", "as `unit` says", "The lower end of the range that its source supports."),
    "high": Column("number", "as `unit` says", "The upper end of the range that its source supports."),
    "launch_usd_per_kg": Column("number", "USD/kg", "The launch price."),
    "orbit_usd_per_pflop_hour": Column("number", "USD/PFLOP-hour", "The cost in orbit at this launch price."),
    "ground_usd_per_pflop_hour": Column("number", "USD/PFLOP-hour", "The cost on the ground."),
}
STEP = {"date": "D", "time": "s"}  # the resolution of dates


def typed(columns: Mapping[str, Iterable[Any]]) -> dict[str, Any]:
    """Columns as arrays: text as objects, whole numbers as int64, dates as datetime64, all else as float64.

    Nothing, in memory or between the commas of a file, is NaN. Raises ValueError, with the column's name, for a cell
    that is none of these.

    >>> typed({"month": ["-6", "0"], "usd": ["1.5e9", ""], "what": ["launch", ""]})["usd"].tolist()
    [1500000000.0, nan]
    """
    found = {}
    for name, values in columns.items():
        try:
            found[name] = _column(name, list(values))
        except ValueError as error:
            raise ValueError(f"column {name}: {error}") from None
    return found


def _column(name: str, cells: list[Any]) -> Any:
    """The cells of a column as an array of its kind."""
    kind = COLUMNS[name].kind if name in COLUMNS else "number"
    if kind == "text":
        return np.array(["" if cell is None else str(cell) for cell in cells], dtype=object)
    if kind == "whole":
        return np.array([int(cell) for cell in cells], dtype=np.int64)
    if kind in STEP:
        return np.array([str(cell) for cell in cells], dtype=f"datetime64[{STEP[kind]}]")
    return np.array([np.nan if cell is None or cell == "" else float(cell) for cell in cells], dtype=np.float64)


FORMULA = ("=", "+", "-", "@", "\t")  # with which a spreadsheet begins a formula, or looks for one behind it
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@lru_cache(maxsize=4096)  # a column names the same things in row after row
def harmless(text: str) -> str:
    """Text as a cell of a CSV file: what a spreadsheet would compute begins with an apostrophe, as it does there.

    Control characters become replacement characters; a number stays one. ``restored`` takes the apostrophe away.

    >>> harmless("=1+1"), harmless("--set a=1"), harmless("-5"), harmless("a name")
    ("'=1+1", "'--set a=1", '-5', 'a name')
    """
    if text.isprintable() and not text.startswith((*FORMULA, "'")):
        return text
    text = CONTROL.sub("\ufffd", text)
    return f"'{text}" if text.lstrip("'").startswith(FORMULA) and not _is_number(text) else text


def restored(cell: str) -> str:
    """The text of a cell that ``harmless`` wrote.

    >>> restored("'=1+1"), restored("'a quote'")
    ('=1+1', "'a quote'")
    """
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell


def _is_number(text: str) -> bool:
    """Whether a spreadsheet would read a text as a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def read_columns(path: Path) -> dict[str, Any]:
    """The columns of a CSV file by name, as ``typed`` makes them; none where there is no such file.

    Raises OrbitdcError where the file is damaged.
    """
    if not path.is_file():
        return {}
    fix = "run the scenario again to write the table anew"
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            head, *rows = list(csv.reader(lines)) or [[]]
        cells = zip(*rows, strict=True) if rows else [()] * len(head)
        return typed({name: [restored(cell) for cell in column] for name, column in zip(head, cells, strict=True)})
    except ValueError as error:  # not UTF-8, or rows of unequal length, too
        raise OrbitdcError(Problem(str(error), file=str(path), fix=fix)) from error
