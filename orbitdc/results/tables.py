"""A run as tables, column by column: orbits, days, years, months, the ledger, the numbers, two for the figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from orbitdc.comparison.boundary import COUNTED
from orbitdc.comparison.breakeven import cost_at_launch_price
from orbitdc.constants import DAYS_PER_YEAR, EARTH_RADIUS_KM, SECONDS_PER_DAY
from orbitdc.economics.discounting import counted
from orbitdc.engine.balance import track_energy_residual, track_flows
from orbitdc.engine.lanes import STATE_FIELDS, TALLY_FIELDS
from orbitdc.engine.samples import SAMPLED, edges
from orbitdc.engine.track import Track, march_lane
from orbitdc.ledger import gross_up
from orbitdc.results.owners_cash import cash_flow_table
from orbitdc.scenario.provenance import SOURCE_COLUMNS, source_rows
from orbitdc.simulation.geometry import beta_by_day, lane_beta, period_s, worst_day
from orbitdc.system.counting import whole_parts

if TYPE_CHECKING:
    from orbitdc.comparison.run import Run
    from orbitdc.economics.side import Side
    from orbitdc.simulation.mission import Mission

Array = npt.NDArray[np.float64]
Columns = dict[str, Any]
BIN_ENDS = ("from_k", "from_soc_frac", "to_k", "to_soc_frac")  # of a histogram, in the unit of its quantity
MOST_LANES = 1000  # orbits.csv of every satellite, at most
CURVE_PRICES = np.geomspace(10.0, 10000.0, 31)  # USD/kg


def _dates(mission: Mission) -> list[str]:
    """The dates of the simulated days, as YYYY-MM-DD."""
    start = mission.scenario.mission.service_date
    return [(start + dt.timedelta(days=day)).isoformat() for day in range(mission.n_day)]


def day_table(run: Run) -> Columns:
    """One row per marched day: means over the satellites alive, extremes over all of them."""
    mission = run.mission
    day = mission.integrated.day
    beta = np.degrees(beta_by_day(mission.orbits, mission.sun, mission.n_day))
    alive = mission.survivors((np.arange(mission.n_day) + 0.5) / DAYS_PER_YEAR)
    clock = mission.daily_clock()
    lowest = mission.integrated.by_day(mission.integrated.day_charge_low)
    return {
        "date": _dates(mission),
        "beta_min_deg": beta.min(1),
        "beta_max_deg": beta.max(1),
        "sunlit_frac": day("lit"),
        "eclipse_min_per_orbit": (1.0 - day("lit")) * period_s(mission.orbits) / 60.0,
        "array_available_w": day("panel_available"),
        "it_w": day("it"),
        "clock_frac": clock,
        "alive_frac": alive,
        "delivered_pflop_per_s": clock * alive * mission.rate_pflop_per_s() * run.deployment.n_sat,
        "battery_soc_min_frac": lowest if mission.lanes.battery_j > 0 else np.full(mission.n_day, np.nan),
        "array_max_k": day("array_high"),
        "radiator_max_k": day("radiator_high"),
        "chip_max_k": day("chip_high"),
        "loop_max_k": day("loop_high"),
        **_sky_by_day(mission),
    }


def _sky_by_day(mission: Mission) -> Columns:
    """What air, radiation and debris do by day, means over the satellites."""
    sky, days = mission.environment, slice(mission.n_day)
    columns = {
        "altitude_km": sky.altitude.altitude_km,
        "drag_m_per_s_d": sky.altitude.drag_m_per_s,
        "thruster_w": sky.thruster_w,
        "dose_krad": sky.hazards.dose_krad * sky.hazards.dose_factor,
        "useful_frac": sky.kept_frac,
        "cells_left_frac": sky.hazards.cells_frac,
        "radiator_left_frac": sky.hazards.radiator_frac,
    }
    return {"f107_sfu": sky.f107_sfu[days]} | {name: rows[days] @ sky.groups.share for name, rows in columns.items()}


def year_table(run: Run) -> Columns:
    """One row per year of the march: what the year delivered, and how it wore the satellite."""
    days = day_table(run)
    year = (np.arange(run.mission.n_day) / DAYS_PER_YEAR).astype(np.int64)
    each = np.unique(year)

    def by_year(name: str, how: Any) -> list[float]:
        """A column of the days drawn together by year."""
        return [float(how(np.asarray(days[name])[year == y])) for y in each]

    eclipse = np.asarray(days["sunlit_frac"]) < 1.0 - 1e-6
    delivered = by_year("delivered_pflop_per_s", np.sum)
    return {
        "year": each + 1,
        "from_date": [days["date"][int(np.argmax(year == y))] for y in each],
        "days": [int((year == y).sum()) for y in each],
        "sunlit_frac": by_year("sunlit_frac", np.mean),
        "eclipse_days": [int(eclipse[year == y].sum()) for y in each],
        "array_left_frac": by_year("cells_left_frac", np.mean),
        "clock_frac": by_year("clock_frac", np.mean),
        "alive_frac": by_year("alive_frac", np.mean),
        "delivered_pflop_per_s": by_year("delivered_pflop_per_s", np.mean),
        "delivered_flop": [pflop_days * 1e15 * SECONDS_PER_DAY for pflop_days in delivered],
        "battery_soc_min_frac": by_year("battery_soc_min_frac", np.min),
        "radiator_max_k": by_year("radiator_max_k", np.max),
        "chip_max_k": by_year("chip_max_k", np.max),
    }


def chosen_lanes(mission: Mission, every: bool = False) -> list[tuple[str, int]]:
    """Lanes of orbits.csv: the first phase of the best, median and worst plane by clock, or every lane.

    A fleet of one plane has one row set; ties go to the first plane.
    """
    orbits, n = mission.orbits, mission.lanes.n_orbit
    if every:
        return [(f"lane {lane}", lane) for lane in range(min(n, MOST_LANES))]
    clock = mission.integrated.lane("clock")[:n]
    _, first, of = np.unique(np.stack([orbits.shell, orbits.plane]), axis=1, return_index=True, return_inverse=True)
    of = of.ravel()
    mean = np.bincount(of, weights=clock) / np.bincount(of)
    order = np.argsort(mean, kind="stable")
    picks = {"worst": order[0], "median": order[(len(order) - 1) // 2], "best": order[-1]}
    if len(order) == 1:
        return [("only", int(first[0]))]
    return [(name, int(first[index])) for name, index in picks.items()]


def _track(mission: Mission, lane: int, n_day: int, ends: Array) -> Track:
    """The course of one lane, with its tallies at chosen step numbers."""
    constant = mission.scenario.sky.constant_w_per_m2
    return march_lane(mission.lanes, lane, mission.sun, n_day, mission.cut, constant, ends)


def _orbit_ends(mission: Mission, lane: int, n_day: int) -> Array:
    """Step numbers at which the orbits of a lane end, rounded to whole steps."""
    period = 2 * np.pi / float(mission.orbits.argument_of_latitude_rate_rad_per_s[lane])
    step_s = mission.scenario.numerics.step_s
    count = whole_parts(n_day * SECONDS_PER_DAY, period)
    return np.round(np.arange(1, count + 1) * period / step_s)


def orbit_table(run: Run, every: bool = False) -> Columns:
    """One row per orbit of the chosen lanes: light, energy, charge, temperatures, clock, FLOP of a satellite."""
    pieces = [_orbits_of(run, case, lane) for case, lane in chosen_lanes(run.mission, every)]
    return {name: np.concatenate([np.asarray(piece[name]) for piece in pieces]) for name in pieces[0]}


def _orbits_of(run: Run, case: str, lane: int) -> Columns:
    """The rows of ``orbits.csv`` of one lane, one for each orbit."""
    mission = run.mission
    ends = _orbit_ends(mission, lane, mission.n_day)
    track = _track(mission, lane, mission.n_day, ends)
    step_s = mission.scenario.numerics.step_s
    seconds = track.steps * step_s
    start = track.ends_s - seconds
    middle = start + 0.5 * seconds
    total = dict(zip(TALLY_FIELDS, track.tally.T, strict=True))
    first = np.datetime64(mission.scenario.mission.service_date.isoformat(), "s")
    alive = mission.survivors(middle / SECONDS_PER_DAY / DAYS_PER_YEAR)
    clock = total["clock"] / track.steps
    kwh = step_s / 3.6e6
    return {
        "case": np.full(ends.size, case),
        "shell": np.full(ends.size, mission.orbits.shell[lane]),
        "plane": np.full(ends.size, mission.orbits.plane[lane]),
        "orbit": np.arange(1, ends.size + 1),
        "start_utc": np.datetime_as_string(first + np.round(start).astype("timedelta64[s]")),
        "duration_s": seconds,
        "beta_deg": np.degrees(lane_beta(mission.orbits, mission.sun, lane, middle)),
        "sunlit_frac": total["lit"] / track.steps,
        "array_kwh": total["panel"] * kwh,
        "it_kwh": total["it"] * kwh,
        "charge_kwh": total["charge"] * kwh,
        "discharge_kwh": total["discharge"] * kwh,
        "radiated_kwh": total["radiator_radiated"] * kwh,
        "battery_soc_min_frac": track.charge_frac("battery_low"),
        "array_max_k": total["array_high"],
        "radiator_max_k": total["radiator_high"],
        "loop_max_k": total["loop_high"],
        "chip_max_k": total["chip_high"],
        "clock_frac": clock,
        "alive_frac": alive,
        "delivered_flop": clock * alive * mission.rate_pflop_per_s() * 1e15 * seconds,
        "energy_residual_frac": track_energy_residual(mission.lanes, lane, track, step_s),
    }


def _worst_track(mission: Mission) -> tuple[Track, int, int]:
    """The march of an orbit in the middle of the day with the longest eclipse by steps, its lane and its day.

    The first bin holds all before it.
    """
    day, lane = worst_day(mission.orbits, mission.sun, mission.n_day)
    per_day = mission.cut.chunks * mission.cut.steps
    period = 2 * np.pi / float(mission.orbits.argument_of_latitude_rate_rad_per_s[lane])
    count = int(np.ceil(period / mission.cut.step_s))
    start = day * per_day + (per_day - count) // 2  # the middle of the day
    return _track(mission, lane, day + 1, np.arange(start, start + count + 1, dtype=np.float64)), lane, day


def orbit_energy(run: Run) -> Columns:
    """One row per flow of energy between the parts of a satellite in the orbit that ``worst_orbit`` shows."""
    mission = run.mission
    track, lane, day = _worst_track(mission)
    rows = track_flows(mission.lanes, lane, track, mission.cut.step_s, day)
    source, to, joule = zip(*rows, strict=True)
    return {"flows_from": list(source), "flows_to": list(to), "energy_kwh": [each / 3.6e6 for each in joule]}


def worst_orbit(run: Run) -> Columns:
    """One orbit of the day with the longest eclipse, step by step: what the first figure draws."""
    mission = run.mission
    track, _, _ = _worst_track(mission)
    count = len(track.steps) - 1
    total = dict(zip(TALLY_FIELDS, track.tally[1:].T, strict=True))
    state = dict(zip(STATE_FIELDS, track.state[1:].T, strict=True))
    return {
        "time_s": np.arange(count) * mission.cut.step_s,
        "sunlit_frac": total["lit"],
        "array_power_w": total["panel"],
        "it_power_w": total["it"],
        "state_of_charge_frac": track.charge_frac("battery")[1:],
        "array_k": state["array"],
        "radiator_k": state["radiator"],
        "loop_k": state["loop"],
        "chip_k": total["chip_high"],
        "clock_frac": total["clock"],
    }


def _priced_sides(run: Run) -> list[tuple[str, Side]]:
    """The sides that have a cost, by name, with payments and FLOP where the ledger counts them."""
    sides = [("orbit", run.orbit), ("ground", run.ground)]
    return [(name, counted(priced.side)) for name, priced in sides if not priced.cost.unpriced]


def month_table(run: Run) -> Columns:
    """One row per side and month with money or FLOP, with the factors by which the ledger discounts both.

    A side that has no cost has no rows.
    """
    out: Columns = {
        key: [] for key in ("side", "month", "usd", "usd_with_tax", "flop", "discount_factor", "value_factor")
    }
    for name, side in _priced_sides(run):
        money = side.capital.terms
        first = min(0, *(line.first_month for line in side.lines))
        last = max(line.first_month + line.months for line in side.lines)
        last = max(last, side.flop_by_month.size)
        usd, taxed, flop = np.zeros(last - first), np.zeros(last - first), np.zeros(last - first)
        for line in side.lines:
            where = slice(line.first_month - first, line.first_month - first + line.months)
            usd[where] += line.usd / line.months
            taxed[where] += gross_up(line.depreciation, money) * line.usd / line.months
        flop[-first : -first + side.flop_by_month.size] = side.flop_by_month
        months = np.arange(first, last)
        out["side"] += [name] * months.size
        out["month"] += months.tolist()
        out["usd"] += usd.tolist()
        out["usd_with_tax"] += taxed.tolist()
        out["flop"] += flop.tolist()
        out["discount_factor"] += ((1.0 + money.real_wacc_frac) ** (-months / 12.0)).tolist()
        out["value_factor"] += ((1.0 - money.flop_value_decline_per_y) ** (np.maximum(months, 0) / 12.0)).tolist()
    return out


def ledger_table(run: Run) -> Columns:
    """One row per payment of either side, with its tax gross-up and the boundaries that count it.

    A side that has no cost has no rows.
    """
    keys = ("side", "what", "component", "usd", "first_month", "months", "depreciation", "gross_up", "kind", "within")
    out: Columns = {key: [] for key in keys}
    for name, side in _priced_sides(run):
        money = side.capital.terms
        for line in side.lines:
            factor = gross_up(line.depreciation, money)
            kind = "capex" if line.capex else "opex"
            when = (line.first_month, line.months)
            inside = " ".join(boundary for boundary, counted in COUNTED.items() if line.component in counted)
            row = (name, line.what, str(line.component), line.usd, *when, line.depreciation, factor, kind, inside)
            for key, value in zip(keys, row, strict=True):
                out[key].append(value)
    return out


def number_table(run: Run) -> Columns:
    """Every number the scenario used: value, unit, range, origin, source and grade."""
    rows = source_rows(run.scenario)
    return {name: [row[name] for row in rows] for name in SOURCE_COLUMNS}


NODES = ("array", "radiator", "chip", "loop", "memory")  # whose highest temperature is told


def satellite_table(run: Run) -> Columns:
    """One row per marched orbit over the whole window: light, energy, FLOP of one satellite, extremes."""
    mission = run.mission
    orbits, n = mission.orbits, mission.lanes.n_orbit
    total = dict(zip(TALLY_FIELDS, mission.integrated.lane_total[:, :n], strict=False))
    highest = {node: mission.integrated.lane(f"{node}_high")[:n] for node in NODES}
    steps = mission.n_day * mission.cut.chunks * mission.cut.steps
    kwh = mission.cut.step_s / 3.6e6
    capacity_j = mission.lanes.battery_j
    return {
        "name": orbits.name or [f"shell {s} plane {p}" for s, p in zip(orbits.shell, orbits.plane, strict=True)],
        "satellites": orbits.weight,
        "altitude_km": orbits.semi_major_axis_km - EARTH_RADIUS_KM,
        "inclination_deg": np.degrees(orbits.inclination_rad),
        "raan_deg": np.degrees(orbits.raan_rad),
        "sunlit_frac": total["lit"] / steps,
        "array_kwh": total["panel"] * kwh,
        "it_kwh": total["it"] * kwh,
        "clock_frac": total["clock"] / steps,
        "delivered_flop": total["clock"] * mission.cut.step_s * mission.rate_pflop_per_s() * 1e15,
        "battery_soc_min_frac": mission.integrated.lane_charge_low[:n] if capacity_j > 0 else np.full(n, np.nan),
        **{f"{node}_max_k": values for node, values in highest.items()},
    }


def histogram_table(run: Run) -> Columns:
    """Time that the fleet spends at each temperature and charge: a row per bin from the first to the last in use.

    The share is of satellite-time over the window, all marched satellites alike; see engine/samples.py for the bins. A
    fleet without battery has no rows of charge; what was a number at no moment has no rows either.
    """
    out: Columns = {key: [] for key in ("quantity", *BIN_ENDS, "time_frac")}
    for name, share in zip(SAMPLED, run.mission.integrated.sample_histogram, strict=True):
        if name == "battery_soc_frac" and run.mission.lanes.battery_j <= 0.0:
            continue
        used = np.flatnonzero(share)
        if not used.size:
            continue
        span, bounds = slice(used[0], used[-1] + 1), edges(name)
        out["quantity"] += [name] * (span.stop - span.start)
        ends = dict(zip(BIN_ENDS[name.endswith("_frac") :: 2], (bounds[:-1][span], bounds[1:][span]), strict=True))
        for end in BIN_ENDS:  # the ends in the other unit stay empty
            out[end] += ends[end].tolist() if end in ends else [None] * (span.stop - span.start)
        out["time_frac"] += share[span].tolist()
    return out


def launch_curve(run: Run) -> Columns:
    """Cost of both sides over launch prices from 10 to 10,000 USD/kg, the scenario's and the break-even among them."""
    own = run.mission.scenario.launch.usd_per_kg
    marks = [price for price in (own, run.launch.value) if price is not None and price > 0]
    prices = np.unique(np.concatenate([CURVE_PRICES, marks]))
    orbit = [cost_at_launch_price(run.mission, run.deployment, float(price)) for price in prices]
    ground = run.ground.cost.usd_per_pflop_hour
    return {
        "launch_usd_per_kg": prices,
        "orbit_usd_per_pflop_hour": orbit,
        "ground_usd_per_pflop_hour": [ground] * prices.size,
    }


TABLES: dict[str, Callable[[Run], Columns]] = {  # by the names of their CSV files
    "orbits": orbit_table,
    "days": day_table,
    "years": year_table,
    "months": month_table,
    "satellites": satellite_table,
    "histograms": histogram_table,
    "cashflow": cash_flow_table,
    "ledger": ledger_table,
    "numbers": number_table,
    "one_orbit": worst_orbit,
    "orbit_energy": orbit_energy,
    "launch_curve": launch_curve,
}
