"""A cost of capital built up from its parts, through the scenario and both sides."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import orbitdc
from orbitdc import catalog
from orbitdc.errors import ScenarioError

CASES = Path(__file__).resolve().parents[3] / "shared" / "reference" / "finance_cases.json"
NAMES = {  # of the catalogue, and of the reference case
    "hyperscaler": "hyperscaler_balance_sheet",
    "ig_spv": "ig_spv_colo_Hyperion_like",
    "neocloud": "neocloud_gpu_spv",
    "xai_2025_highyield": "xai_2025_highyield",
    "spacex_ig": "spacex_ig_2026",
    "orbital_first_of_kind": "orbital_first_of_kind",
    "orbital_mature": "orbital_mature_2035",
}


def rate(*sets: str) -> float:
    return orbitdc.load("starlink_compute_shell", ["money.from=hyperscaler", *sets]).money.real_wacc_frac


@pytest.mark.parametrize("name", NAMES)
def test_the_catalogue_builds_up_the_reference_rates(name: str) -> None:
    if not CASES.is_file():
        pytest.skip("reference data absent: no shared/reference/finance_cases.json beside the checkout")
    cases = json.loads(CASES.read_text(encoding="utf-8"))["cases"]
    (case,) = (case for case in cases if case["id"] == "FC09_wacc")
    nominal = case["outputs"][f"wacc_{NAMES[name]}"]
    dated = ["money.capital.debt_rate_frac=0.085"] if name == "neocloud" else []  # lent a point cheaper since
    assert (1.0 + rate(f"money.capital.from={name}", *dated)) * 1.025 - 1.0 == pytest.approx(nominal, rel=1e-9)
    built = rate(f"money.capital.from={name}")
    assert dated or (1.0 + built) * 1.025 - 1.0 == pytest.approx(nominal, rel=1e-9)
    stated = float(catalog.table("money")[name]["real_wacc_frac"].value)
    premium = catalog.table("money")[name].get("risk_premium_frac")
    if premium is None:  # the orbital rates of the money catalogue leave their premium to a field of its own
        assert built == pytest.approx(stated, abs=1e-4)  # printed to four decimals


def test_more_debt_at_a_lower_rate_is_cheaper_and_tax_makes_it_more_so() -> None:
    base = ("money.capital.from=spacex_ig",)
    assert rate(*base, "money.capital.equity_frac=0.5") < rate(*base)
    assert rate(*base, "money.tax_frac=0.3") < rate(*base)
    assert rate(*base, "money.inflation_frac=0.03") < rate(*base)  # nominal rates hold


def test_a_stated_rate_beside_its_parts_is_refused() -> None:
    with pytest.raises(ScenarioError) as caught:
        rate("money.capital.from=spacex_ig", "money.real_wacc_frac=0.06")
    (problem,) = caught.value.problems
    assert problem.path == "money.real_wacc_frac"
    assert caught.value.exit_code == 2


def test_capital_that_asks_for_less_than_it_gave_is_refused() -> None:
    sets = ("money.capital.from=spacex_ig", "money.capital.equity_frac=0", "money.capital.debt_rate_frac=0.01")
    with pytest.raises(ScenarioError, match=r"makes a real cost of capital of -1\.67%: nobody lends to get less back"):
        rate(*sets)
    below = ("money.capital.from=spacex_ig", "money.capital.beta=-1", "money.capital.equity_frac=1")
    with pytest.raises(ScenarioError, match=r"the cost of capital is -0\.20 % a year"):
        rate(*below)


def test_a_mistake_in_a_part_is_told_at_the_part() -> None:
    with pytest.raises(ScenarioError) as caught:
        rate("money.capital.from=spacex_ig", "money.capital.equity_frac=1.2")
    assert [problem.path for problem in caught.value.problems] == ["money.capital.equity_frac"]
