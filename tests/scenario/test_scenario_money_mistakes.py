"""Mistakes about money, word for word as `orbitdc check` says them: place, what is wrong, what to write instead."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from orbitdc.cli import main
from orbitdc.scenario.load import load

Write = Callable[..., Path]
HEAD = "extends: ai1_vs_colossus\nname: child\n"
TWICE = "a premium on top of launch.risk: expected_loss pays for failed launches twice"
ONE = "remove it, or set launch.risk to insurance"


def checked(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    """What `orbitdc check` says of a file that it refuses."""
    with pytest.raises(SystemExit) as end:
        main(["check", *args])
    assert end.value.code == 2
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("launch: {risk: expected_loss, insurance_frac: 0.06}",
         f"3:47: launch.insurance_frac: {TWICE}\n    fix: {ONE}"),
        ("launch:\n  insurance_frac: {triangular: [0.04, 0.05, 0.12]}\n  risk: expected_loss",
         f"4:19: launch.insurance_frac: {TWICE}\n    fix: {ONE}"),
        ("money: {financing: {structure: level_loan, debt_term_months: 72}}",
         "3:62: money.financing.debt_term_months: a loan of 72 months outlives the accelerators it pays for, which "
         "serve 60 (mission.life_y)\n    fix: set it to 60 or less"),
        ("mission: {life_y: 4}\nmoney: {financing: {structure: lease, debt_term_months: 60}}",
         "4:57: money.financing.debt_term_months: a lease of 60 months outlives the accelerators it pays for, which "
         "serve 48 (mission.life_y)\n    fix: set it to 48 or less"),
        ("ground: {it_refresh_y: 3}\nmoney: {financing: {structure: level_loan, debt_term_months: 48}}",
         "4:62: money.financing.debt_term_months: a loan of 48 months outlives the accelerators it pays for, which "
         "serve 36 (ground.it_refresh_y)\n    fix: set it to 36 or less"),
        ("money: {financing: {structure: lease, residual_frac: 1.2}}",
         "3:54: money.financing.residual_frac: is 1.2: no lessor pays for an asset that is expected to end above its "
         "cost\n    fix: write a number at most 1 (a fraction from 0 to 1)"),
        ("money: {real_wacc_frac: -0.01}",
         "3:25: money.real_wacc_frac: is -0.01: nobody lends to get less back\n"
         "    fix: write a number at least 0 (a fraction from 0 to 1)"),
        ("ground: {electricity_usd_per_kwh: null, carbon_kg_per_kwh: null}",
         "3:1: ground: neither a tariff with its carbon nor a power plant\n    fix: add `electricity_usd_per_kwh:` "
         "(USD/kWh) and `carbon_kg_per_kwh:` (kg/kWh), or `power:` with `from: ...`; `orbitdc catalog power_plants` "
         "lists them"),
        ("fleet: {currency_year: 2031}",
         "3:24: fleet.currency_year: the price index does not cover 2031\n    fix: choose a year from 2015 to 2026"),
        ("ground: {it_refresh_y: 0.5}",
         "3:24: ground.it_refresh_y: is 0.5\n    fix: write a number at least 1 (years)"),
        ("money: {equipment_depreciation: macr}",
         "3:33: money.equipment_depreciation: is 'macr'\n    fix: did you mean macrs? It is one of 'bonus', 'macrs' or "
         "'straight_line'"),
        ("ground: {power: {from: gas_aero, tax_life_y: 7}}",
         "3:46: ground.power.tax_life_y: is 7\n    fix: write one of 5, 15 or 20"),
        ("ground: {property_tax_frac_per_y: 0.004}",
         "3:10: ground.property_tax_frac_per_y: unknown key\n    fix: did you mean it_property_tax_frac_per_y?"),
        ("fleet: {gateway_availability_frac: 1}",
         "3:36: fleet.gateway_availability_frac: is 1\n    fix: write a number less than 1 (a fraction from 0 to 1)"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_what_to_write(
    write: Write, capsys: pytest.CaptureFixture[str], lines: str, message: str
) -> None:
    path = write(f"{HEAD}{lines}\n")
    assert checked(capsys, str(path)) == f"error: {path}:{message}\n"


def test_a_premium_and_an_expected_loss_by_set_are_refused(write: Write) -> None:
    from orbitdc.errors import ScenarioError

    with pytest.raises(ScenarioError) as caught:
        load(write(HEAD), ("launch.risk=expected_loss", "launch.insurance_frac=0.06"))
    assert str(caught.value) == (f"--set launch.insurance_frac=0.06: launch.insurance_frac: {TWICE}\n    fix: {ONE}")
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "lines",
    [
        "",  # both are defaults of the catalogue
        "launch: {insurance_frac: 0.06}",  # waits for risk: insurance
        "launch: {risk: expected_loss}",
        "launch: {risk: insurance, insurance_frac: 0.06}",
        "launch: {risk: expected_loss, insurance_frac: 0}",  # says that there is none
        "money: {real_wacc_frac: 0}",  # money that costs nothing is a limit, not a mistake
        "money: {financing: {structure: lease, residual_frac: 1}}",
        "ground: {it_refresh_y: 9}\nmoney: {financing: {structure: level_loan, debt_term_months: 60}}",
    ],
)
def test_what_is_no_mistake(write: Write, lines: str) -> None:
    load(write(f"{HEAD}{lines}\n"))


def test_a_parents_premium_counts_as_written(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    parent = write(HEAD.replace("child", "parent") + "launch: {insurance_frac: 0.06}\n", "parent.yaml")
    path = write("extends: parent.yaml\nname: child\nlaunch: {risk: expected_loss}\n")
    assert checked(capsys, str(path)) == f"error: {parent}:3:26: launch.insurance_frac: {TWICE}\n    fix: {ONE}\n"
