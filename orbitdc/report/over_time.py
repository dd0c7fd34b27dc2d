"""Figures over time: one orbit of the worst day, and the first year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from orbitdc.constants import DAYS_PER_YEAR
from orbitdc.report.folder import Table, least, most
from orbitdc.report.style import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    RED,
    SHADE,
    SOFT,
    axes_of,
    is_narrow,
    legend_outside,
    sheet,
    styled,
    subtitle,
)
from orbitdc.report.text import number, part, percent, plural

ZERO_C_IN_K = 273.15


def power_unit(*watts: Any) -> tuple[float, str]:
    """Return (watts per unit, unit) that suits the largest of the given powers."""
    top = max((value for value in map(most, watts) if value is not None), default=0.0)
    return (1e6, "MW") if top >= 1e6 else (1e3, "kW") if top >= 1e3 else (1.0, "W")


def shade_eclipse(axes: Any, minutes: Any, sunlit_frac: Any) -> None:
    """Shade the time without sunlight; returns nothing."""
    dark = np.concatenate(([False], np.asarray(sunlit_frac) < 0.5, [False]))
    edges = np.flatnonzero(np.diff(dark.astype(np.int8)))
    last = len(minutes) - 1
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        axes.axvspan(minutes[begin], minutes[min(end, last)], color=SHADE, zorder=0, linewidth=0)


def one_orbit(table: Table, summary: Mapping[str, Any]) -> Any:
    """Return the Axes of one orbit of the worst day: power, clock, charge and temperatures over minutes."""
    with styled():
        minutes = (table["time_s"] - table["time_s"][0]) / 60.0
        figure, panels = sheet(8.6, _one_orbit_title(table, minutes), 4, (1.0, 1.0, 0.8, 1.2))
        for axes in panels:
            shade_eclipse(axes, minutes, table["sunlit_frac"])
        scale, unit = power_unit(table["array_power_w"], table["it_power_w"])
        for axes, name, key, other in (
            (panels[0], "array power", "array_power_w", "sunlit"),
            (panels[1], "IT power", "it_power_w", "clock"),
        ):
            _with_fraction(axes, minutes, table[key] / scale, f"{name} ({unit})", table[f"{other}_frac"], other)
        _charge(panels[2], minutes, table["state_of_charge_frac"])
        _temperatures(panels[3], minutes, table, summary)
        panels[-1].set_xlabel("time in the orbit (min)")
        panels[-1].set_xlim(minutes[0], minutes[-1])
        subtitle(panels[0], "One orbit of the worst day; shaded: in the Earth's shadow")
    return axes_of(figure)


def _one_orbit_title(table: Table, minutes: Any) -> str:
    """The finding: what the worst orbit does to battery, clock and chips."""
    step = float(np.median(np.diff(minutes))) if len(minutes) > 1 else 0.0
    dark = float((np.asarray(table["sunlit_frac"]) < 0.5).sum()) * step
    charge, clock, chip = least(table["state_of_charge_frac"]), least(table["clock_frac"]), most(table["chip_k"])
    found = ["in sunlight all the way round" if dark == 0 else f"{number(round(dark))} min in the dark"]
    if charge is not None:
        found.append(f"the battery falls to {percent(charge)}")
    if clock is not None:
        found.append("the clock stays full" if clock > 0.999 else f"the clock falls to {percent(clock)}")
    if chip is not None:
        found.append(f"the chips reach {chip - ZERO_C_IN_K:.0f} °C")
    return "The worst orbit: " + ", ".join(found)


def _with_fraction(axes: Any, minutes: Any, left: Any, left_label: str, right: Any, name: str) -> None:
    """A power on the left axis, drawn solid, and a fraction on the right one, drawn dashed."""
    twin = axes.twinx()
    solid = axes.plot(minutes, left, color=BLUE, label=left_label.split(" (")[0])
    dashed = twin.plot(minutes, right, color=ORANGE, linestyle="--", label=name)
    axes.set_ylabel(left_label)
    axes.set_ylim(0.0, 1.25 * (most(left) or 1.0))
    twin.set_ylabel(f"{name} (fraction)")
    twin.set_ylim(0.0, 1.5)  # another height than on the left, so that the lines do not hide each other
    twin.set_yticks([0.0, 0.5, 1.0])
    twin.grid(False)
    twin.spines["right"].set_visible(True)
    axes.legend(handles=solid + dashed, loc="upper center", ncols=2, borderaxespad=0.1, handlelength=2.6)


def _charge(axes: Any, minutes: Any, charge: Any) -> None:
    """Draw the state of charge over an orbit."""
    axes.set_ylabel("state of\ncharge (fraction)")
    axes.set_ylim(0.0, 1.05)
    if least(charge) is None:
        axes.text(0.5, 0.5, "no battery", transform=axes.transAxes, ha="center", va="center")
    else:
        axes.plot(minutes, charge, color=GREEN)


def _temperatures(axes: Any, minutes: Any, table: Table, summary: Mapping[str, Any]) -> None:
    """Draw the temperatures over an orbit, and the limit of the chips."""
    looks = {
        "array_k": ("array", SOFT, ":"),
        "radiator_k": ("radiator", BLUE, "--"),
        "loop_k": ("coolant", GREEN, "-."),
        "chip_k": ("chip", RED, "-"),
    }
    shown = []
    for key, (name, colour, style) in looks.items():
        if key in table and least(table[key]) is not None:
            celsius = table[key] - ZERO_C_IN_K
            shown += [least(celsius), most(celsius)]
            axes.plot(minutes, celsius, color=colour, linestyle=style, label=name)
    hottest, margin = part(summary, "orbit", "chip_max_k"), part(summary, "orbit", "margins", "chip_k")
    if hottest is not None and margin is not None:
        limit = hottest + margin - ZERO_C_IN_K
        shown.append(limit)
        axes.axhline(limit, color=RED, linewidth=0.9, linestyle=(0, (1, 2)), label=f"chip limit {limit:.0f} °C")
    axes.set_ylabel("temperature (°C)")
    low, high = least(shown), most(shown)
    if low is not None and high is not None:
        room = max(high - low, 10.0)
        columns, head = (3, 0.6) if is_narrow() else (5, 0.32)
        axes.set_ylim(low - 0.06 * room, high + head * room)
        axes.legend(loc="upper center", ncols=columns, borderaxespad=0.1, handlelength=2.2, columnspacing=1.2)


def year(days: Table, summary: Mapping[str, Any]) -> Any:
    """Return the Axes of the first 365 days: beta band, eclipse per orbit and delivered compute."""
    with styled():
        first = {name: column[:365] for name, column in days.items()}
        date = first["date"]
        figure, panels = sheet(7.0, _year_title(first), 3)
        beta = panels[0]
        low, high = first["beta_min_deg"], first["beta_max_deg"]
        if np.allclose(low, high, equal_nan=True):
            beta.plot(date, high, color=BLUE, label="every plane")
        else:
            beta.fill_between(date, low, high, color="#8fb0cc", alpha=0.6, linewidth=0, label="all planes")
            beta.plot(date, low, color=BLUE, linewidth=1.0, linestyle="--", label="lowest")
            beta.plot(date, high, color=BLUE, linewidth=1.0, label="highest")
        beta.axhline(0.0, color=SOFT, linewidth=0.7)
        beta.set_ylabel("beta angle (deg)")
        legend_outside(beta)
        _area(panels[1], date, first["eclipse_min_per_orbit"], "eclipse\n(min per orbit)")
        _delivered(panels[2], first, summary)
        locator, formatter = calendar_of()
        panels[-1].xaxis.set_major_locator(locator)
        panels[-1].xaxis.set_major_formatter(formatter)
        panels[-1].set_xlim(date[0], date[-1])
        panels[-1].set_xlabel("date (UTC)")
        subtitle(beta, "First 365 days of service" if len(date) >= 365 else f"First {len(date)} days of service")
    return axes_of(figure)


def calendar_of() -> tuple[Any, Any]:
    """Return a locator and a formatter of dates that fit any span."""
    from matplotlib import dates

    calendar: Any = dates
    locator = calendar.AutoDateLocator()
    return locator, calendar.ConciseDateFormatter(locator)


def _area(axes: Any, date: Any, values: Any, label: str) -> None:
    """Draw values over time as an area from 0 on."""
    axes.fill_between(date, 0.0, values, color="#b9bec6", linewidth=0)
    axes.plot(date, values, color=INK, linewidth=1.0)
    axes.set_ylabel(label)
    axes.set_ylim(0.0, 1.15 * (most(values) or 1.0))


def _delivered(axes: Any, first: Table, summary: Mapping[str, Any]) -> None:
    """Draw the compute delivered over the first year."""
    delivered = first["delivered_pflop_per_s"]
    axes.plot(first["date"], delivered, color=BLUE, label="orbit, daily, whole fleet")
    shown = [least(delivered), most(delivered)]
    ramp = part(summary, "orbit", "capacity", "first_year_by_month_pflop_per_s") or []
    if ramp:
        days = np.minimum(np.arange(len(ramp) + 1) * DAYS_PER_YEAR / 12.0, len(delivered) - 1).astype(np.int64)
        axes.stairs(ramp, np.asarray(first["date"])[days], color=GREEN, baseline=None, label="orbit, as launched")
        shown += [least(ramp), most(ramp)]
    for value, style, name in (
        (part(summary, "orbit", "firm_pflop_per_s", "p1"), ":", "orbit, 99 % of the time"),
        (part(summary, "ground", "delivered_pflop_per_s"), "--", "ground, mean"),
    ):
        if value is not None:
            axes.axhline(value, color=INK, linewidth=1.1, linestyle=style, label=name)
            shown.append(value)
    low, high = least(shown) or 0.0, most(shown) or 1.0
    near = low > 0.5 * high
    room = max(high - low, 0.02 * high) if near else high
    axes.set_ylim(low - 0.15 * room if near else 0.0, (high + 0.15 * room) or 1.0)
    axes.set_ylabel("delivered (PFLOP/s)" + ("\naxis cut" if near else ""))
    axes.ticklabel_format(axis="y", useOffset=False)
    from matplotlib.ticker import FuncFormatter

    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.12g}"))
    legend_outside(axes)


def _year_title(first: Table) -> str:
    """The finding: eclipse and compute of the first year."""
    eclipse = np.nan_to_num(first["eclipse_min_per_orbit"])
    days = int((eclipse > 1e-6).sum())
    low, high = least(first["delivered_pflop_per_s"]), most(first["delivered_pflop_per_s"])
    dark = (
        "No eclipse in the first year"
        if days == 0
        else f"Eclipse on {plural(days, 'day')} of the first {len(eclipse)}, up to {eclipse.max():.0f} min per orbit"
    )
    if low is None or high is None:
        return f"{dark}; nothing is delivered"
    if high - low <= 0.001 * abs(high):
        return f"{dark}; delivered compute holds at {number(high)} PFLOP/s"
    return f"{dark}; delivered compute varies from {number(low)} to {number(high)} PFLOP/s"
