"""A fleet that cannot be launched has no cost: no ratio, no price, no break-even, each null with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from orbitdc.comparison.run import Run
from orbitdc.report.headline import headline, in_brief, verdict_sentence
from orbitdc.results.save import summary_of
from orbitdc.results.tables import ledger_table, month_table

RunOf = Callable[..., Run]
AI1 = "ai1_vs_colossus"
TOO_MUCH = {
    "volume": ("satellite.envelope_m3=900",),  # of the 684 m3 of a Starship
    "mass": ("satellite.announced_mass_kg=250000",),
    "mass, and no battery": ("satellite.announced_mass_kg=250000", "satellite.battery.capacity_kwh=0"),
}
MONEY = ("usd_per", "capex_usd", "opex_usd", "npv_usd", "ratio", "breakeven", "kgco2e_per", "launches")
# Of the satellite's own parts, of the ground, of the launcher's calendar.
# No departures are announced here.
KNOWN = (
    "ratio_as_announced",
    "bus_usd_per_w",
    "launches_per_year_available",
    "launches_growth_per_y",
    "launches_per_year_most",
    "launch_usd_per_kg",
    "ground_usd_per_pflop_hour",
)

GROUND = (".ground", ".market.ground", ".market.usd", ".time_to_market.ground")  # what a fleet without a cost leaves


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Every value with its path and the block that holds it."""
    inner = dict(enumerate(value)) if isinstance(value, list) else value
    for key, below in inner.items():
        yield f"{path}.{key}", below, inner
        if isinstance(below, dict | list):
            yield from leaves(below, f"{path}.{key}")


@pytest.mark.parametrize("case", TOO_MUCH)
def test_every_cost_and_ratio_of_the_orbit_is_null_with_its_reason(run_of: RunOf, case: str) -> None:
    summary = summary_of(run_of(AI1, *TOO_MUCH[case]))
    seen = 0
    for path, value, block in leaves(summary):
        key = path.rsplit(".", 1)[-1]
        if path.startswith(GROUND) or key in KNOWN or key.endswith("_reason"):
            continue
        if any(key.startswith(name) or key.endswith("_usd") for name in MONEY):
            assert value is None, path
            assert "never launched" in block[f"{key}_reason"], path
            seen += 1
    assert seen >= 20  # of the summary's keys, so that a renamed block does not pass unseen
    assert summary["orbit"]["delivered_pflop_per_s"] > 0.0  # the physics are an answer all the same
    assert summary["ground"]["usd_per_pflop_hour"] > 0.0


def test_what_is_printed_gives_the_reason_once_and_no_ratio(run_of: RunOf) -> None:
    run = run_of(AI1, *TOO_MUCH["volume"])
    summary = summary_of(run)
    rows = dict(headline(summary))
    assert "times the ground" not in "".join(rows.values())
    assert sum("never launched" in text for text in rows.values()) == 1
    assert rows["orbit costs, like for like"] == "none, for the same reason"
    assert "cannot be compared" in verdict_sentence(summary)
    brief = dict(in_brief(summary))
    assert "never launched" in brief["costs"]
    assert brief["ratio"] == "none like for like"
    assert "ratio       none" in repr(run)
    for table in (ledger_table(run), month_table(run)):
        assert set(table["side"]) == {"ground"}


def test_one_satellite_on_a_launch_has_a_cost(run_of: RunOf) -> None:
    """684 m3 hold one satellite that takes 684 m3."""
    run = run_of(AI1, "satellite.envelope_m3=684")
    assert run.deployment.manifest.per_launch == 1
    assert run.ratio_like_for_like is not None


def test_a_fleet_that_cannot_climb_has_no_cost_and_says_so(run_of: RunOf) -> None:
    """Wings across the wind at 300 km under a high Sun: half a newton of drag against 171 mN of thrust."""
    summary = summary_of(run_of(AI1, "satellite.drag.raising_attitude=in_service", "sky.solar_activity=high"))
    assert summary["orbit"]["verdict"] == "STRANDED"
    assert summary["orbit"]["orbit_raising_days"] is None
    assert summary["ratio_like_for_like"] is None
    seen = 0
    for path, value, block in leaves(summary):
        key = path.rsplit(".", 1)[-1]
        if path.startswith(GROUND) or key in KNOWN or key.endswith("_reason"):
            continue
        if any(key.startswith(name) or key.endswith("_usd") for name in MONEY):
            assert value is None, path
            assert "never serves" in block[f"{key}_reason"], path
            seen += 1
    assert seen >= 20
    rows = dict(headline(summary))
    assert rows["verdict on the satellite"] == "STRANDED"
    assert "never serves" in rows["cost of compute in orbit"]
    assert any("cannot climb" in note for note in summary["notes"])
    assert summary["orbit"]["delivered_pflop_per_s"] > 0.0
