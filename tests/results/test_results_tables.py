"""The tables of a run against each other, against the summary, and against the ledger redone in numpy."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import orbitdc
from orbitdc.comparison.run import Run, simulate
from orbitdc.engine.samples import SAMPLED
from orbitdc.results.save import summary_of
from orbitdc.results.tables import (
    chosen_lanes,
    day_table,
    histogram_table,
    launch_curve,
    ledger_table,
    month_table,
    number_table,
    orbit_table,
    satellite_table,
    worst_orbit,
    year_table,
)
from orbitdc.sky.eclipse import eclipse_closed_form_s

SECONDS = 86400.0
CASES = {
    # two years of ageing, one of them a leap year, and no repetition
    "a whole life": ("ai1_vs_colossus", ("mission.life_y=2", "numerics.phases_marched=2")),
    "a window": (
        "ai1_vs_colossus",
        ("mission.service_date=2028-05-20", "numerics.window_days=40", "numerics.phases_marched=4"),
    ),
    "a shell": (
        "starlink_compute_shell",
        (
            "numerics.window_days=30",
            "numerics.planes_marched=6",
            "numerics.phases_marched=2",
            "money.flop_value_decline_per_y=0",
            "workload.traffic=none",  # so that nothing but light tells planes apart
        ),
    ),
    "insured, with spares": (
        "starlink_compute_shell",
        ("numerics.window_days=5", "numerics.planes_marched=3", "fleet.attrition=spares", "launch.risk=insurance"),
    ),
}


@pytest.fixture(scope="module")
def runs() -> dict[str, Run]:
    return {case: simulate(orbitdc.load(name, sets)) for case, (name, sets) in CASES.items()}


@pytest.fixture(scope="module")
def summaries(runs: dict[str, Run]) -> dict[str, dict[str, Any]]:
    return {case: summary_of(run) for case, run in runs.items()}


def columns(table: dict[str, Any]) -> dict[str, np.ndarray]:
    return {name: np.asarray(column) for name, column in table.items()}


@pytest.mark.parametrize("case", CASES)
def test_every_table_is_rectangular(runs: dict[str, Run], case: str) -> None:
    run = runs[case]
    for make in (day_table, year_table, month_table, satellite_table, ledger_table, number_table, orbit_table):
        lengths = {len(column) for column in make(run).values()}
        assert len(lengths) == 1, make.__name__
        assert lengths.pop() > 0, make.__name__


@pytest.mark.parametrize("case", CASES)
def test_years_are_sums_of_days(runs: dict[str, Run], case: str) -> None:
    day, year = columns(day_table(runs[case])), columns(year_table(runs[case]))
    assert year["days"].sum() == day["date"].size == runs[case].mission.n_day
    flop = math.fsum(day["delivered_pflop_per_s"] * 1e15 * SECONDS)
    assert math.fsum(year["delivered_flop"]) == pytest.approx(flop, rel=1e-12)
    weight = year["days"] / year["days"].sum()
    assert (weight * year["sunlit_frac"]).sum() == pytest.approx(day["sunlit_frac"].mean(), rel=1e-12)
    assert year["chip_max_k"].max() == day["chip_max_k"].max()
    assert year["battery_soc_min_frac"].min() == day["battery_soc_min_frac"].min()
    assert year["from_date"][0] == day["date"][0] == runs[case].scenario.mission.service_date.isoformat()


def test_the_lowest_charge_is_one_number_in_every_output() -> None:
    """A battery that fades by a fifth in its first days: charge counts over what is left of it, in five outputs."""
    sets = ["numerics.window_days=40", "numerics.phases_marched=1", "numerics.planes_marched=1"]
    sets += ["satellite.battery.reference_cycles=100", "satellite.battery.calendar_fade_per_y=0.5"]
    run = simulate(orbitdc.load("starlink_compute_shell", sets))
    lowest = summary_of(run)["orbit"]["battery_min_soc_frac"]
    assert run.mission.integrated.health_last.max() < 0.95
    for table in (day_table, year_table, satellite_table):
        assert np.min(columns(table(run))["battery_soc_min_frac"]) == pytest.approx(lowest, rel=1e-12), table.__name__
    # An orbit that spans midnight counts over the capacity of its last day, a fade of half a percent later.
    orbits = columns(orbit_table(run, every=True))["battery_soc_min_frac"]
    assert np.nanmin(orbits) == pytest.approx(lowest, rel=1e-2)


@pytest.mark.parametrize("case", CASES)
def test_the_days_agree_with_the_summary(runs: dict[str, Run], summaries: dict[str, dict[str, Any]], case: str) -> None:
    day, orbit = columns(day_table(runs[case])), summaries[case]["orbit"]
    assert day["sunlit_frac"].mean() == pytest.approx(orbit["sunlit_frac"], rel=1e-12)
    assert day["chip_max_k"].max() == pytest.approx(orbit["chip_max_k"], rel=1e-12)
    assert day["radiator_max_k"].max() == pytest.approx(orbit["radiator_max_k"], rel=1e-12)
    assert day["battery_soc_min_frac"].min() == pytest.approx(orbit["battery_min_soc_frac"], rel=1e-12)
    assert day["beta_min_deg"].min() == pytest.approx(orbit["beta_deg"]["min"], rel=1e-12)
    assert day["beta_max_deg"].max() == pytest.approx(orbit["beta_deg"]["max"], rel=1e-12)
    first = dt.date.fromisoformat(str(day["date"][0]))
    assert [dt.date.fromisoformat(str(date)) - first for date in day["date"]] == [
        dt.timedelta(days=n) for n in range(day["date"].size)
    ]


def test_a_life_of_days_holds_the_flop_of_its_months(runs: dict[str, Run]) -> None:
    """731 marched days for 730.5 of life: the last day counts half in the ledger and whole in days.csv."""
    day, month = columns(day_table(runs["a whole life"])), columns(month_table(runs["a whole life"]))
    orbit = month["side"] == "orbit"
    by_day = day["delivered_pflop_per_s"] * 1e15 * SECONDS
    assert by_day.size == 731
    assert month["flop"][orbit].sum() == pytest.approx(by_day.sum() - 0.5 * by_day[-1], rel=1e-12)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("side", ["orbit", "ground"])
def test_the_levelized_cost_follows_from_the_months_alone(
    runs: dict[str, Run], summaries: dict[str, dict[str, Any]], case: str, side: str
) -> None:
    month = columns(month_table(runs[case]))
    here = month["side"] == side
    usd, flop, discount = (month[key][here] for key in ("usd_with_tax", "flop", "discount_factor"))
    lcoc = (usd * discount).sum() / (flop * discount).sum() * 3.6e18
    assert lcoc == pytest.approx(summaries[case][side]["usd_per_pflop_hour"], rel=1e-9)  # sums of 100 months
    rate = runs[case].scenario.money.real_wacc_frac
    assert discount == pytest.approx(np.exp(-np.log1p(rate) * month["month"][here] / 12), rel=1e-12)
    assert month["month"][here].tolist() == list(range(int(month["month"][here][0]), int(month["month"][here][-1]) + 1))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("side", ["orbit", "ground"])
def test_the_months_hold_every_payment_of_the_ledger(
    runs: dict[str, Run], summaries: dict[str, dict[str, Any]], case: str, side: str
) -> None:
    month, ledger = columns(month_table(runs[case])), columns(ledger_table(runs[case]))
    there, lines = month["side"] == side, ledger["side"] == side
    assert month["usd"][there].sum() == pytest.approx(ledger["usd"][lines].sum(), rel=1e-12)
    taxed = (ledger["usd"] * ledger["gross_up"])[lines].sum()
    assert month["usd_with_tax"][there].sum() == pytest.approx(taxed, rel=1e-12)
    block, life = summaries[case][side], runs[case].scenario.mission.life_y
    for kind, total in (
        ("capex", sum(block["capex_usd"].values())),
        ("opex", sum(block["opex_usd_per_year"].values()) * life),
    ):
        assert ledger["usd"][lines & (ledger["kind"] == kind)].sum() == pytest.approx(total, rel=1e-12)
    assert month["flop"][there].sum() == pytest.approx(
        block["delivered_pflop_per_s"] * 1e15 * life * 365.25 * SECONDS, rel=1e-12
    )


@pytest.mark.parametrize("case", CASES)
def test_orbits_are_whole_and_agree_with_the_days(runs: dict[str, Run], case: str) -> None:
    run = runs[case]
    orbit = columns(orbit_table(run))
    step_s = run.scenario.numerics.step_s
    for name, lane in chosen_lanes(run.mission):
        here = orbit["case"] == name
        period = 2 * math.pi / run.mission.orbits.argument_of_latitude_rate_rad_per_s[lane]
        assert orbit["duration_s"][here] == pytest.approx(period, abs=step_s)  # ends on whole steps
        assert orbit["orbit"][here].tolist() == list(range(1, int(here.sum()) + 1))
        span = orbit["duration_s"][here].sum()
        assert span == pytest.approx(run.mission.n_day * SECONDS, abs=period + step_s)
        lit = (orbit["sunlit_frac"] * orbit["duration_s"])[here].sum() / span
        steps = run.mission.n_day * SECONDS / step_s
        whole = run.mission.integrated.lane_total[0, lane] / steps
        assert lit == pytest.approx(whole, abs=period / span)  # the orbit cut off at the end
        assert (
            orbit["charge_kwh"][here].sum() >= orbit["discharge_kwh"][here].sum()
        )  # what a battery gives it was given
    assert np.abs(orbit["energy_residual_frac"]).max() < 1e-9  # rounding of the 100 steps of an orbit


def test_satellites_of_one_plane_differ_only_in_phase(runs: dict[str, Run]) -> None:
    table = columns(satellite_table(runs["a window"]))
    assert table["satellites"].sum() == 60.0
    # one plane, four phases: the same forty days but for the cut at both ends, half an orbit in 590
    assert np.ptp(table["sunlit_frac"]) < 1 / 590
    assert table["inclination_deg"] == pytest.approx(97.79, abs=0.01)  # Sun-synchronous at 600 km
    assert table["altitude_km"] == pytest.approx(600.0, abs=1e-9)


def test_satellites_weigh_up_to_the_fleet(runs: dict[str, Run], summaries: dict[str, dict[str, Any]]) -> None:
    run = runs["a shell"]
    table = columns(satellite_table(run))
    weight = table["satellites"] / table["satellites"].sum()
    assert table["satellites"].sum() == 1584.0
    assert (weight * table["sunlit_frac"]).sum() == pytest.approx(
        summaries["a shell"]["orbit"]["sunlit_frac"], rel=1e-9
    )
    mean_it = day_table(run)["it_w"].mean() * run.mission.n_day * 24e-3
    assert (weight * table["it_kwh"]).sum() == pytest.approx(mean_it, rel=1e-9)


def test_best_median_and_worst_plane_are_in_order(runs: dict[str, Run]) -> None:
    run = runs["a shell"]
    chosen = dict(chosen_lanes(run.mission))
    assert list(chosen) == ["worst", "median", "best"]
    clock = run.mission.integrated.lane("clock")
    plane = run.mission.orbits.plane
    mean = {name: clock[: plane.size][plane == plane[lane]].mean() for name, lane in chosen.items()}
    assert mean["worst"] <= mean["median"] <= mean["best"]
    assert mean["worst"] < mean["best"]
    everyone = [clock[: plane.size][plane == p].mean() for p in np.unique(plane)]
    assert mean["worst"] == min(everyone)
    assert mean["best"] == max(everyone)
    assert [name for name, _ in chosen_lanes(runs["a window"].mission)] == ["only"]


def test_the_drawn_orbit_of_a_dawn_dusk_june_is_eclipsed(runs: dict[str, Run]) -> None:
    """LTAN 18 h at 600 km: in June the Sun stands up to 31 degrees off the plane's normal, 20 minutes of night.

    Closed form for a cylinder of sphere at that beta; cone and flattening move an edge by under a minute each.
    """
    run = runs["a window"]
    table = columns(worst_orbit(run))
    step_s = run.scenario.numerics.step_s
    dark_s = (1.0 - table["sunlit_frac"]).sum() * step_s
    beta = math.radians(columns(day_table(run))["beta_min_deg"].min())
    assert dark_s == pytest.approx(float(eclipse_closed_form_s(600.0, beta)), abs=2 * step_s)
    assert dark_s > 15 * 60
    night = table["sunlit_frac"] == 0.0
    assert night.any()
    assert (table["array_power_w"][night] == 0.0).all()
    assert (table["it_power_w"][night] > 0.0).all()  # the battery carries it
    assert table["state_of_charge_frac"].min() < table["state_of_charge_frac"].max() <= 1.0
    assert table["time_s"].tolist() == (np.arange(table["time_s"].size) * step_s).tolist()
    # the array cools in shadow and is hot in light
    assert table["array_k"][night].min() < table["array_k"][~night].max() - 50.0


def test_the_launch_curve_is_the_run_at_other_prices(runs: dict[str, Run]) -> None:
    run = runs["a window"]
    curve = columns(launch_curve(run))
    price, orbit = curve["launch_usd_per_kg"], curve["orbit_usd_per_pflop_hour"].astype(float)
    assert price.min() == pytest.approx(10.0, rel=1e-12)
    assert price.max() == pytest.approx(10000.0, rel=1e-12)
    own = int(np.argmin(np.abs(price - run.scenario.launch.price_usd_per_kg)))
    assert orbit[own] == run.orbit.cost.usd_per_pflop_hour
    straight = np.polyfit(price, orbit, 1)
    assert np.polyval(straight, price) == pytest.approx(orbit, rel=1e-9)  # linear in the launch price
    assert set(curve["ground_usd_per_pflop_hour"].tolist()) == {run.ground.cost.usd_per_pflop_hour}


def test_numbers_csv_holds_every_number_with_its_source(runs: dict[str, Run]) -> None:
    table = columns(number_table(runs["a window"]))
    keys = table["key"].tolist()
    assert len(set(keys)) == len(keys)
    assert keys == [number.path for number in runs["a window"].scenario.numbers()]
    graded = table["grade"] != "scenario"
    assert all(table["source"][graded])


def test_histograms_hold_all_of_the_time_and_the_extremes(runs: dict[str, Run]) -> None:
    for run in runs.values():
        table = {name: np.asarray(column) for name, column in histogram_table(run).items()}
        satellites = satellite_table(run)
        for quantity, worst in (("radiator_k", "radiator_max_k"), ("chip_k", "chip_max_k"), ("battery_soc_frac", "")):
            own = table["quantity"] == quantity
            assert table["time_frac"][own].sum() == pytest.approx(1.0, abs=1e-9)
            unit = "soc_frac" if quantity == "battery_soc_frac" else "k"
            below, above = table[f"from_{unit}"][own].astype(float), table[f"to_{unit}"][own].astype(float)
            assert below[1:].tolist() == above[:-1].tolist()  # no gap
            if worst:  # a sample is no higher than the highest step; a bin is 1 K wide
                assert below.max() <= max(satellites[worst])


def test_what_was_never_a_number_has_no_rows_in_the_histogram() -> None:
    """A march that leaves all bounds has temperatures that are no numbers; its table is saved without them."""
    run = simulate(orbitdc.load("ai1_vs_colossus", [*CASES["a window"][1], "numerics.planes_marched=1"]))
    share = run.mission.integrated.sample_histogram.copy()  # other tests read the march
    share[SAMPLED.index("chip_k")] = 0.0
    run = replace(run, mission=replace(run.mission, integrated=replace(run.mission.integrated, sample_histogram=share)))
    assert "chip_k" not in histogram_table(run)["quantity"]
    assert set(histogram_table(run)["quantity"]) == {"radiator_k", "battery_soc_frac"}


def test_a_fleet_without_battery_has_no_histogram_of_charge() -> None:
    sets = ["satellite.battery.capacity_kwh=0", "numerics.window_days=2", "numerics.phases_marched=1"]
    table = histogram_table(simulate(orbitdc.load("ai1_vs_colossus", sets)))
    assert set(table["quantity"]) == {"radiator_k", "chip_k"}


def test_a_satellite_has_the_highest_of_its_temperatures(runs: dict[str, Run]) -> None:
    for run in runs.values():
        table, days = satellite_table(run), day_table(run)
        for node in ("array", "radiator", "chip", "loop"):
            assert max(table[f"{node}_max_k"]) == pytest.approx(max(days[f"{node}_max_k"]), abs=1e-9)
        assert (np.asarray(table["memory_max_k"]) >= np.asarray(table["loop_max_k"]) - 1e-6).all()
