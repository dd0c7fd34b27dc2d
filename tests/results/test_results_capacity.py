"""What a side delivers by the calendar: while the fleet is launched, at its peak, and when that is."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from orbitdc.comparison.run import Run
from orbitdc.report.headline import headline
from orbitdc.results.save import summary_of
from orbitdc.results.tables import month_table

RunOf = Callable[..., Run]
AI1 = "ai1_vs_colossus"
EVERY_ONE_FLIES = "launch.failure_frac=0"  # so that launches alone set the pace
MONTH_S = 8766.0 / 12.0 * 3600.0


@pytest.mark.parametrize("side", ["orbit", "ground"])
def test_capacity_is_that_of_the_table_of_months(run_of: RunOf, side: str) -> None:
    run = run_of(AI1)
    found = summary_of(run)[side]["capacity"]
    table = {key: np.asarray(values) for key, values in month_table(run).items()}
    served = (table["side"] == side) & (table["month"] >= 0)
    pflop_per_s = table["flop"][served] / MONTH_S / 1e15
    assert found["first_year_pflop_per_s"] == pytest.approx(pflop_per_s[:12].mean(), rel=1e-12)
    assert found["peak_pflop_per_s"] == pytest.approx(pflop_per_s.max(), rel=1e-12)
    assert pflop_per_s[found["peak_month"]] == pytest.approx(pflop_per_s.max(), rel=1e-9)
    assert found["months_in_service"] == np.flatnonzero(pflop_per_s)[-1] + 1


def test_a_fleet_that_takes_years_to_launch_delivers_an_eighth_of_itself_in_its_first_year(run_of: RunOf) -> None:
    # At 150 launches a year 620 take 50 equal months, of which the first year holds 1 to 12: on average 6.5 of them.
    run = run_of(AI1, "launch.launches_per_y=150", EVERY_ONE_FLIES, "satellite.reliability.accelerators_per_failure=1")
    found, months = summary_of(run)["orbit"], round(12 * run.deployment.launches / 150.0)
    whole = found["capacity"]["peak_pflop_per_s"]
    assert found["campaign_months"] == pytest.approx(12 * run.deployment.launches / 150.0, rel=1e-12)
    assert found["capacity"]["peak_month"] == months - 1
    # A fleet loses 5 to 10 % a year, two years and a half on average: its peak holds up to a fifth less than at first.
    assert found["capacity"]["first_year_pflop_per_s"] / whole == pytest.approx(6.5 / months, rel=0.2)
    assert found["capacity"]["first_year_by_month_pflop_per_s"][0] / whole == pytest.approx(1 / months, rel=0.2)


def test_the_campaign_and_the_calendar_stand_in_the_first_table(run_of: RunOf) -> None:
    run = run_of(AI1, "launch.launches_per_y=100", EVERY_ONE_FLIES)
    words = dict(headline(summary_of(run)))
    months = f"{run.deployment.launches / 100 * 12:,.0f} months"
    assert words["launch campaign"].startswith(f"{months}, at 100 launches a year; launches set the pace")
    assert "in month 60" in words["by the calendar in orbit"]
    assert "in month 3" in words["by the calendar on the ground"]  # a ramp of three months
