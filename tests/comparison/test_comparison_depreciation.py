"""One rule of depreciation for the equipment of both sides, against present values by an outside library."""

from __future__ import annotations

from collections.abc import Callable

import numpy_financial as npf
import pytest

from orbitdc.comparison.run import Run

RunOf = Callable[..., Run]
AI1 = "ai1_vs_colossus"
RULE = "money.equipment_depreciation"
TAX, NOMINAL = 0.21, 0.08
EIGHT = (f"money.real_wacc_frac={(1 + NOMINAL) / 1.025 - 1!r}", "money.inflation_frac=0.025", f"money.tax_frac={TAX}")
# IRS Publication 946, table A-1, in percent
MACRS = {
    5: (20, 32, 19.2, 11.52, 11.52, 5.76),
    15: (5, 9.5, 8.55, 7.7, 6.93, 6.23, 5.9, 5.9, 5.91, 5.9, 5.91, 5.9, 5.91, 5.9, 5.91, 2.95),
    20: (3.75, 7.219, 6.677, 6.177, 5.713, 5.285, 4.888, 4.522, *(4.462, 4.461) * 6, 2.231),
}


def shield(rule: str, life: int) -> float:
    """Present value of the deductions of one dollar at year ends."""
    if rule == "bonus":
        return 1.0 / (1.0 + NOMINAL)
    if rule == "macrs":
        return float(npf.npv(NOMINAL, [0.0, *(share / 100.0 for share in MACRS[life])]))
    return float(-npf.pv(NOMINAL, life, 1.0 / life))


def dearer(rule: str, life: int) -> float:
    """What a rule makes of the cost of equipment, over bonus."""
    return (1.0 - TAX * shield(rule, life)) / (1.0 - TAX * shield("bonus", life))


def test_fc15_shields_of_a_billion() -> None:
    """Published: 194.444, 170.378 and 167.694 million USD at 21 % and 8 %, five-year property."""
    found = [1e3 * TAX * shield(rule, 5) for rule in ("bonus", "macrs", "straight_line")]
    assert found == pytest.approx([194.444, 170.378, 167.694], abs=5e-4)  # printed to a thousand dollars


@pytest.mark.parametrize("rule", ["macrs", "straight_line"])
def test_chips_satellites_and_launches_are_five_year_property_on_both_sides(run_of: RunOf, rule: str) -> None:
    once, spread = run_of(AI1, *EIGHT), run_of(AI1, *EIGHT, f"{RULE}={rule}")
    more = dearer(rule, 5)
    assert more > 1.02  # the rule is no rounding: 3 % of chips and satellites
    for side, kinds in (
        ("orbit", ("it", "launch", "launch loss", "bus: array", "ground segment")),
        ("ground", ("it",)),
    ):
        before, after = (getattr(run, side).cost.pv_by_what for run in (once, spread))
        for what in kinds:
            assert after[what] == pytest.approx(more * before[what], rel=1e-12), what
    orbit, ground = spread.orbit.cost.pv_by_what, spread.ground.cost.pv_by_what
    for what in ("operations", "regulatory", "deorbit", "development"):  # deducted when paid, as before
        assert orbit[what] == once.orbit.cost.pv_by_what[what], what
    for what in ("energy", "staff", "repairs", "property tax", "salvage"):
        assert ground[what] == once.ground.cost.pv_by_what[what], what


def test_the_shell_stays_a_building_while_its_plant_follows_the_rule(run_of: RunOf) -> None:
    once, spread = run_of(AI1, *EIGHT), run_of(AI1, *EIGHT, f"{RULE}=macrs")
    building = (1.0 - TAX * float(-npf.pv(NOMINAL, 39, 1.0 / 39))) / (1.0 - TAX * shield("bonus", 5))
    by_rule = spread.ground.cost.pv_by_what["facility"] / once.ground.cost.pv_by_what["facility"]
    assert by_rule == pytest.approx((0.2 * building + 0.8 * dearer("macrs", 5)) / (0.2 * building + 0.8), rel=1e-12)
    sold = "facility residual"  # taxed in full, whatever was deducted; what was not is a line of its own
    assert spread.ground.cost.pv_by_what[sold] == once.ground.cost.pv_by_what[sold]
    assert spread.ground.cost.pv_by_what[f"{sold}: tax basis"] < once.ground.cost.pv_by_what[f"{sold}: tax basis"] < 0.0


@pytest.mark.parametrize(
    ("plant", "life"), [("gas_aero", 15), ("gas_ccgt", 20), ("nuclear_smr", 15), ("offgrid_solar_storage", 5)]
)
@pytest.mark.parametrize("rule", ["macrs", "straight_line"])
def test_a_power_plant_has_a_tax_life_of_its_own(run_of: RunOf, plant: str, life: int, rule: str) -> None:
    own = (*EIGHT, f"ground.power.from={plant}")
    once, spread = run_of(AI1, *own).ground.cost, run_of(AI1, *own, f"{RULE}={rule}").ground.cost
    wanted = dearer(rule, life) * once.pv_by_what["power plant"]
    assert spread.pv_by_what["power plant"] == pytest.approx(wanted, rel=1e-12)
    assert spread.pv_by_what["power plant residual"] == once.pv_by_what["power plant residual"]  # a sale, taxed in full


def test_a_plant_that_states_another_class_keeps_it(run_of: RunOf) -> None:
    stated = (*EIGHT, "ground.power.from=gas_aero", "ground.power.depreciation=macrs20")
    once, spread = run_of(AI1, *stated), run_of(AI1, *stated, f"{RULE}=straight_line")
    assert spread.ground.cost.pv_by_what["power plant"] == once.ground.cost.pv_by_what["power plant"]


def test_without_tax_the_rule_moves_nothing(run_of: RunOf) -> None:
    free = ("money.tax_frac=0",)
    assert run_of(AI1, *free, f"{RULE}=macrs").orbit.cost == run_of(AI1, *free).orbit.cost
    assert run_of(AI1, *free, f"{RULE}=macrs").ground.cost == run_of(AI1, *free).ground.cost


def test_each_boundary_and_break_even_follows_the_rule(run_of: RunOf) -> None:
    once, spread = run_of(AI1, *EIGHT), run_of(AI1, *EIGHT, f"{RULE}=macrs")
    before, after = (run.bounded["power_alone"].orbit_usd_per_pflop_hour for run in (once, spread))
    assert before is not None
    assert after == pytest.approx(dearer("macrs", 5) * before, rel=1e-12)  # launch and its losses alone
    assert spread.bounded["full"].ratio == spread.ratio_like_for_like


def test_profit_is_less_by_the_cost_after_tax(run_of: RunOf) -> None:
    once, spread = run_of(AI1, *EIGHT), run_of(AI1, *EIGHT, f"{RULE}=macrs")
    for side in ("orbit", "ground"):
        more = getattr(spread, side).cost.pv_usd - getattr(once, side).cost.pv_usd
        lost = once.npv[side].npv_usd - spread.npv[side].npv_usd
        lead_y = spread.npv[side].months_to_first_flop / 12.0
        assert lost == pytest.approx((1.0 - TAX) * more * 1.0536585365853658**-lead_y, rel=1e-9)  # (1.08 / 1.025)


@pytest.mark.parametrize("structure", ["level_loan", "bullet_loan", "notes_and_term_loan"])
def test_a_loan_leaves_depreciation_with_the_owner(run_of: RunOf, structure: str) -> None:
    """Debt adds its own payments whatever the rule: only what is bought costs more."""
    plan = (*EIGHT, f"money.financing.structure={structure}", "money.financing.debt_term_months=48")
    once, spread = run_of(AI1, *plan), run_of(AI1, *plan, f"{RULE}=macrs")
    for side in ("orbit", "ground"):
        before, after = getattr(once, side).cost.pv_by_what, getattr(spread, side).cost.pv_by_what
        assert after["financing"] == pytest.approx(before["financing"], rel=1e-12)  # debt by class is summed apart
        assert after["it"] > 1.01 * before["it"]


def test_a_lessor_that_deducts_later_asks_for_more_rent(run_of: RunOf) -> None:
    plan = (*EIGHT, "money.financing.from=valor_lease", "money.financing.debt_term_months=48")
    runs = [run_of(AI1, *plan, f"{RULE}={rule}") for rule in ("bonus", "macrs", "straight_line")]
    for side in ("orbit", "ground"):
        rents = [getattr(run, side).financing.rent_usd_per_month for run in runs]
        assert rents == sorted(rents)
        assert rents[1] > 1.01 * rents[0]
