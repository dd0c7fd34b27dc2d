"""The accelerator of a date: which generation is in service, its trend after the last, and the catalogue's figures."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from scipy.integrate import quad

import orbitdc
from orbitdc.catalog import table
from orbitdc.catalog.paths import dated_path
from orbitdc.errors import ScenarioError
from orbitdc.scenario.dated import at
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.silicon import growth_between, latest

FACTS = Path(__file__).parents[3] / "shared" / "reference" / "dated_paths.json"
FIELDS = {
    "accelerator dense_bf16": "dense_bf16_pflop_per_s",
    "accelerator dense_fp8": "dense_fp8_pflop_per_s",
    "accelerator dense_fp4": "dense_fp4_pflop_per_s",
    "accelerator tdp": "tdp_w",
    "accelerator allin_power": "allin_w",
    "accelerator memory": "hbm_gb",
    "accelerator memory_bandwidth": "hbm_tb_per_s",
    "accelerator price_all_in": "price_usd",
    "accelerator mass": "mass_kg",
}
OWN = {  # where the catalogue has its own value, with the reason in its row
    ("gb200", "price_usd"): 56100,
    ("gb300", "price_usd"): 62400,
    ("tpu_v7", "allin_w"): 1085,
    ("tpu_v7", "price_usd"): 28300,
}


def at_date(date: str, *sets: str) -> Scenario:
    return orbitdc.load("ai1_vs_colossus", ["accelerator.from=latest_nvidia", f"mission.service_date={date}", *sets])


def test_every_accelerator_of_the_facts_is_in_the_catalogue() -> None:
    if not FACTS.exists():
        pytest.skip("the collection of dated facts does not lie beside this checkout")
    rows = [row for row in json.loads(FACTS.read_text(encoding="utf-8")) if row["form"] == "generation"]
    assert len(rows) == 183  # nine figures of 22 accelerators, as far as they are known
    for row in rows:
        field = FIELDS[row["quantity"]]
        found = table("accelerators")[row["entry"]][field]
        assert found.value == OWN.get((row["entry"], field), row["value"]), (row["entry"], field)
        assert table("accelerator_dates")[row["entry"]]["volume_from_year"].value == row["year"]
    assert {row["entry"] for row in rows} == set(table("accelerator_dates")) == set(table("accelerators"))


@pytest.mark.parametrize(
    ("date", "name"),
    [  # a year after volume: VR200 from late 2026, Rubin Ultra from late 2027, Feynman from late 2028
        ("2026-03-01", "b200"),
        ("2026-06-15", "gb200"),
        ("2027-01-01", "gb300"),
        ("2028-01-01", "vr200"),
        ("2029-01-01", "rubin_ultra"),
        ("2029-12-01", "feynman"),
    ],
)
def test_a_date_picks_the_generation(date: str, name: str) -> None:
    known = table("accelerators")[name]
    s = at_date(date)
    assert s.accelerator.label.startswith(str(known["label"].value))
    assert s.accelerator.allin_w == known["allin_w"].value


def test_the_lag_moves_the_generation() -> None:
    assert latest("nvidia", 2026.5, 0.5) == "gb300"
    assert at_date("2026-06-15", "prices.silicon_lag_y=0.5").accelerator.allin_w == 2150


def test_growth_is_the_integral_of_the_rate() -> None:
    for name in ("flop_per_watt_growth", "flop_per_dollar_growth"):
        path = dated_path(name)
        exact, _ = quad(lambda year, at=path.at: math.log1p(at(year)), 2029.9, 2040.0, points=[2030.0, 2035.0])
        # the monthly midpoint rule errs by the square of a month times the curvature of the logarithm
        assert growth_between(name, 2029.9, 2040.0, 0.5) == pytest.approx(math.exp(exact), rel=1e-5)
    assert growth_between("flop_per_watt_growth", 2030.0, 2030.0, 0.5) == 1.0


def test_after_the_last_generation_flop_per_watt_and_per_dollar_go_on() -> None:
    rows = table("accelerators")["feynman"]
    for date, year in (("2035-01-01", 2035.0), ("2040-01-01", 2040.0)):
        chip = at_date(date).accelerator
        flop = growth_between("flop_per_watt_growth", 2029.9, year, 0.5)
        per_usd = growth_between("flop_per_dollar_growth", 2029.9, year, 0.5)
        assert chip.dense_fp8_pflop_per_s == pytest.approx(32 * flop)
        assert chip.allin_w == rows["allin_w"].value
        assert chip.dense_fp8_pflop_per_s / chip.price_usd == pytest.approx(32 / 200_000 * per_usd)
        # memory and links keep their balance with the arithmetic
        assert chip.hbm_tb_per_s / chip.dense_fp8_pflop_per_s == pytest.approx(40 / 32)
    assert "by trend to 2040" in at_date("2040-01-01").accelerator.label


def test_a_stated_number_of_the_accelerator_wins() -> None:
    chip = at_date("2035-01-01", "accelerator.price_usd=1000").accelerator
    assert chip.price_usd == 1000.0
    assert chip.dense_fp8_pflop_per_s is not None
    assert chip.dense_fp8_pflop_per_s > 60.0


def test_both_ways_to_ask_for_a_date_agree() -> None:
    s, date = at_date("2028-01-01"), "2036-01-01"
    for case in ("conservative", "central", "optimistic"):
        asked = s.replace({"mission.service_date": date, "prices.mode": "dated", "prices.case": case})
        changes = at(s.replace({"mission.service_date": date}), 2036, case)
        made = s.replace({"mission.service_date": date, **changes})
        found, wanted = (each.accelerator.model_dump(exclude={"label"}) for each in (made, asked))
        assert found == pytest.approx(wanted, nan_ok=True)
        assert str(asked.source.origin("accelerator.price_usd")) == f"path flop_per_watt_growth, {case}, at 2036.00"


def test_before_the_first_generation_the_line_is_refused() -> None:
    with pytest.raises(ScenarioError) as caught:
        at_date("2023-06-01")
    assert [problem.path for problem in caught.value.problems] == ["accelerator.from"]
    with pytest.raises(ScenarioError):
        orbitdc.load("ai1_vs_colossus", ["accelerator.from=latest_"])
