"""Rows and sentences shared by the command line and the page."""

from __future__ import annotations

import copy
import subprocess
import sys
from typing import Any

import pytest
from made_up_results import SUMMARY, nulled

from orbitdc.report.headline import headline, verdict_sentence
from orbitdc.report.text import GROUPS, grouped, margin_rows, number, percent, plural


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (None, "–"),
        (float("nan"), "–"),
        (float("inf"), "–"),
        (0, "0"),
        (0.0, "0"),
        (12345, "12,345"),
        (1234567.8, "1,230,000"),
        (1500.0, "1,500"),
        (999.96, "1,000"),
        (28.0, "28"),
        (2.436, "2.44"),
        (1.0, "1.00"),
        (-0.1804, "-0.180"),
        (0.00123, "0.00123"),
        (4.9e-7, "4.90e-07"),
        (2e18, "2.00e+18"),
    ],
)
def test_number(x: float | None, text: str) -> None:
    assert number(x) == text


def test_percent_never_rounds_up_to_all() -> None:
    assert percent(0.999) == "99.9 %"
    assert percent(1.0) == "100 %"
    assert percent(None) == "–"


def test_plural() -> None:
    assert plural(1, "launch") == "1 launch"
    assert plural(2, "launch") == "2 launches"
    assert plural(3, "day") == "3 days"


def test_headline_says_everything_once() -> None:
    rows = headline(SUMMARY)
    labels = [label for label, _ in rows]
    assert len(set(labels)) == len(labels)
    said = dict(rows)
    assert said["verdict on the satellite"] == "THROTTLED"
    assert said["orbit costs, like for like"] == (
        "2.44 times the ground, at central values; no interval asked for (--draws 64)"
    )
    assert said["launch price for equal cost"] == "none: even free launch leaves orbit 1.62 times the ground"
    assert said["delivered in orbit 99 % of the time"] == "1,170,000 PFLOP/s"


def test_departures_stand_beside_the_ratio() -> None:
    rows = headline({**SUMMARY, "departures": ["orbit pays more", "the site keeps its own"]})
    labels = [label for label, _ in rows]
    assert dict(rows)["what still differs"] == "orbit pays more; the site keeps its own"
    assert labels.index("what still differs") == labels.index("orbit costs, like for like") + 1
    assert "what still differs" not in dict(headline({**SUMMARY, "departures": []}))


def test_the_other_view_of_a_later_flop_stands_beside_the_ratio() -> None:
    value = {
        "decline_per_y": 0.0,
        "rent_decline_per_y": 0.3,
        "ratio_without_decline": 2.4,
        "ratio_declining_as_rents": 3.1,
    }
    rows = dict(headline({**SUMMARY, "flop_value": value}))
    assert rows["if later compute is worth less"] == (
        "3.10 times the ground, for compute that loses 30% of its value a year, as market rents do, also where the "
        "same accelerators are launched years later"
    )
    rows = dict(headline({**SUMMARY, "flop_value": {**value, "decline_per_y": 0.3}}))
    assert rows["if later compute is worth as much"] == "2.40 times the ground"


def test_a_negative_break_even_is_not_a_price() -> None:
    summary = {**SUMMARY, "breakeven_launch_usd_per_kg": -120.0, "breakeven_bus_usd_per_w": 3.5}
    said = dict(headline(summary))
    assert "120" not in said["launch price for equal cost"]
    assert "120" not in verdict_sentence(summary)
    assert said["satellite price for equal cost"] == "3.50 USD/W, without its compute"


def test_break_even_in_the_sentence() -> None:
    sentence = verdict_sentence({**SUMMARY, "breakeven_launch_usd_per_kg": 210.0})
    assert sentence.endswith("it breaks even at a launch price of 210 USD/kg.")
    assert "AI1 satellite costs 2.44 times what it costs at Memphis" in sentence


@pytest.mark.parametrize("summary", [{}, nulled(SUMMARY)], ids=["empty", "nulls"])
def test_nulls_are_reasons(summary: dict[str, Any]) -> None:
    text = " ".join(value for _, value in headline(copy.deepcopy(summary))) + verdict_sentence(summary)
    assert "None" not in text
    assert "none: not given" in text


def test_margins_carry_their_reason() -> None:
    rows = {key: (value, words) for key, value, words in margin_rows(SUMMARY["orbit"]["margins"])}
    assert rows["radiator_k"][0] == "-4.2 K"
    assert rows["power_frac"][0] == "+4 %"
    assert rows["satellites_per_launch"][0] == "28"
    assert rows["dose_frac"] == ("–", "radiation dose is not modelled")
    assert not any(key.endswith("_reason") for key in rows)


@pytest.mark.parametrize("side", ["orbit", "ground"])
def test_groups_add_up_to_the_parts(side: str) -> None:
    parts = SUMMARY[side]["cost_parts_usd_per_pflop_hour"]
    groups = grouped(SUMMARY[side])
    assert sum(groups.values()) == pytest.approx(sum(parts.values()), rel=1e-12)
    assert list(groups) == [group for group in GROUPS if group in groups]


def test_tables_leave_matplotlib_alone() -> None:
    code = "import sys, orbitdc.report, orbitdc.report.text; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
