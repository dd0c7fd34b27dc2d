"""Published studies replayed with the switches that they need: year ends, yearly shares, mass and price by law.

Each expected number is what the study prints or its own code returns. A year is 8,766 hours here and 8,760 in most
studies: 0.07 % of whatever is counted by the hour, and of nothing else.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

import orbitdc
from orbitdc.comparison.pricing import price, site_for
from orbitdc.comparison.run import Run, simulate
from orbitdc.ledger.cost_line import Category, Component
from orbitdc.results.save import summary_of

RunOf = Callable[..., Run]
HOURS = 8766.0 / 8760.0  # of a year here over one in the studies
AI1 = "ai1_vs_colossus"
SHORT = ("numerics.window_days=1", "mission.service_date=2028-05-20")
NO_TAX = ("money.tax_frac=0", "money.it_salvage_frac=0")
# Accelerators of a kilowatt with 1.45 PFLOP/s, all busy at 45 % of the peak; J. Shapiro's workbook, June 2026.
CHIPS = (
    *("accelerator.allin_w=1000", "accelerator.tdp_w=900", "accelerator.dense_fp8_pflop_per_s=1.45"),
    *("accelerator.permanent_loss_per_y=0", "accelerator.rack_price_frac=1", "workload.precision=fp8"),
    *("workload.mfu=stated", "workload.mfu_frac=0.45", "workload.occupancy_frac=1", "workload.availability_frac=1"),
    *("workload.traffic=none", "satellite.board.premium_frac=0"),
)
PLAIN_SITE = (
    *("ground.from=grid_average_hyperscaler", "ground.it_power_w=1e9", "ground.staff_fte_per_it_mw=0"),
    *("ground.facility_shell_frac=0", "ground.sales_tax_frac=0", "ground.facility_property_tax_frac_per_y=0"),
    *("ground.it_property_tax_frac_per_y=0", "ground.insurance_frac_per_y=0", "ground.decommissioning_frac=0"),
    *("ground.ramp_months=0", "ground.facility_reuse_frac=1", "ground.repair_days=0"),
)
SHAPIRO_GROUND = (
    *CHIPS,
    *PLAIN_SITE,
    *NO_TAX,
    "accelerator.price_usd=22800",  # 60 % of 38,000 USD/kW
    "ground.facility_usd_per_it_w=15.2",
    "ground.facility_life_y=14",
    "ground.construction_months=1",  # capital is spent at once
    "ground.chip_to_service_months=1",
    "ground.pue_annual=1.15",
    "ground.electricity_usd_per_kwh=0.0834",
    "ground.maintenance_usd_per_it_kw_y=760",  # 2 % of 38,000 USD/kW
    "money.real_wacc_frac=0.12",
    "mission.life_y=5",
)


@pytest.mark.parametrize(("discounting", "off"), [("year_end", 0.0), ("monthly", -0.041)])
def test_annual_cost_of_a_site_by_capital_recovery(discounting: str, off: float) -> None:
    """Shapiro's ground: 22.8 bn x CRF(12 %, 5) + 15.2 bn x CRF(12 %, 14) + 0.840 bn of power + 0.76 bn, a year.

    At year ends the two agree to the hours of a year. Months of their own are 4 % cheaper: output comes 6.5 months
    before the end of its year, 6.3 % at 12 % a year, on the 84 % of the cost that is capital, less a month or two of
    interest before service.
    """
    site = site_for(orbitdc.load(AI1, [*SHORT, *SHAPIRO_GROUND, f"money.discounting={discounting}"]))
    per_hour = price(site).cost.usd_per_pflop_hour
    assert per_hour is not None
    capital, running = 6.32494e9 + 2.29324e9 + 0.76e9, 0.840171600e9  # USD a year
    expected = (capital / HOURS + running) / (1e6 * 1.45 * 8760 * 0.45)
    assert expected == pytest.approx(1.787707, rel=1e-3)  # as printed
    assert per_hour == pytest.approx(expected * (1.0 + off), rel=5e-6 if off == 0.0 else 0.005)


MCCALIP = (
    "satellite.from=starlink_v2_mini",
    "accelerator.from=h100",
    "accelerator.permanent_loss_per_y=0",
    "workload.precision=bf16",
    "workload.mfu=stated",
    "workload.traffic=none",
    "satellite.random_loss_per_y=0",
    "satellite.dead_on_arrival_frac=0",
    "satellite.vital_m2=0",
    "satellite.bus.price_usd_per_it_w=22",
    f"satellite.announced_kg_per_it_kw={1000 / 36.5!r}",
    "fleet.shells.0.planes=1",
    "fleet.shells.0.satellites_per_plane=100",
    "fleet.size=as_given",
    "fleet.replacement_frac_per_y=0.09",
    "fleet.operations_frac_per_y=0.01",
    "fleet.operations_usd_per_it_kw_y=0",
    "fleet.nre_usd=0",
    "fleet.ground_segment_usd=0",
    "fleet.regulatory_usd_per_y=0",
    "fleet.deorbit_frac=0",
    "launch.delivered_usd_per_kg=500",
    "launch.failure_frac=0",
    "money.boundary=without_it",
    "money.real_wacc_frac=0",
    "money.tax_frac=0",
)


@pytest.mark.parametrize(
    ("sets", "bn_usd"),
    [
        ((), 51.09534839726),
        (("launch.delivered_usd_per_kg=20",), 36.98812209589),
        (("launch.delivered_usd_per_kg=200",), 42.2783319589),
        (("launch.delivered_usd_per_kg=2940",), 122.80708209589),
    ],
)
def test_the_calculator_of_mccalip(sets: tuple[str, ...], bn_usd: float) -> None:
    """Undiscounted, 22 USD/W, 36.5 W/kg, 9 % and 1 % of the hardware a year: 1,072.737 MW at first, plus 1 bn of NRE.

    His sum is linear in the watts launched, so that any fleet shows it; all of it is arithmetic.
    """
    run = simulate(orbitdc.load(AI1, [*SHORT, *MCCALIP, *sets]))
    side = run.orbit.side
    usd_per_w = sum(line.usd for line in side.lines) / side.it_w
    assert 1.072737e9 * usd_per_w + 1e9 == pytest.approx(bn_usd * 1e9, rel=1e-9)
    by = {category: sum(line.usd for line in side.lines if line.category is category) for category in Category}
    hardware = 22.0 * side.it_w
    assert by[Category.REPLACEMENT] == pytest.approx(0.45 * hardware, rel=1e-12)
    assert by[Category.OPERATIONS] == pytest.approx(0.05 * hardware, rel=1e-12)


def test_each_convention_of_a_study_is_told() -> None:
    run = simulate(orbitdc.load(AI1, [*SHORT, *MCCALIP, "money.discounting=year_end"]))
    told = " ".join(summary_of(run)["notes"])
    for words in ("ends of years", "9.0% for replacements, 1.0% for operations", "27.3973 kg per kW"):
        assert words in told
    plain = " ".join(summary_of(simulate(orbitdc.load(AI1, SHORT)))["notes"])
    assert not any(words in plain for words in ("ends of years", "for replacements", "kg per kW"))


def test_a_base_with_launch_replaces_and_runs_on_launches_too() -> None:
    """Shapiro takes both shares of hardware and launch: 9 % and 1 % of the launch come on top of McCalip's."""
    alone, both = (
        simulate(orbitdc.load(AI1, [*SHORT, *MCCALIP, f"fleet.yearly_shares_of={base}"])).orbit.side
        for base in ("hardware", "hardware_and_launch")
    )
    launch = sum(line.usd for line in alone.lines if line.component is Component.LAUNCH)
    more = sum(line.usd for line in both.lines) - sum(line.usd for line in alone.lines)
    assert more == pytest.approx((0.09 + 0.01) * 5 * launch, rel=1e-9)


# Launch alone at 200 USD/kg over five years, in USD per kW-year of IT; isohub's ladder of published masses.
LADDER = {8.9: 356.0, 10.0: 400.0, 15.0: 600.0, 25.0: 1000.0, 34.0: 1360.0, 59.0: 2360.0}


@pytest.mark.parametrize("kg_per_kw", LADDER)
def test_the_ladder_of_launched_power(kg_per_kw: float) -> None:
    """Mass x price / life: what a kW-year of launched power costs where the accelerators always run.

    A fleet that is as bright as its orbit delivers less than a kW from a kW: the cost is that of its sunlit share.
    """
    sets = (f"satellite.announced_kg_per_it_kw={kg_per_kw}", "launch.delivered_usd_per_kg=200", "mission.life_y=5")
    run = simulate(orbitdc.load(AI1, [*SHORT, *MCCALIP, *sets, "fleet.replacement_frac_per_y=0"]))
    side = run.orbit.side
    always = side.it_w * 1e-3 * 8766.0 * 5.0
    bounded = run.bounded["power_alone"]
    assert bounded.orbit_usd_per_it_kwh is not None
    launched = bounded.orbit_usd_per_it_kwh * 8766.0 * side.it_kwh / always
    assert launched == pytest.approx(LADDER[kg_per_kw], rel=1e-9)
    assert bounded.orbit_capex_usd_per_it_w == pytest.approx(kg_per_kw * 0.2, rel=1e-9)


@pytest.mark.parametrize(("uptime_frac", "usd_per_gpu_hour"), [(1.0, 0.515882), (0.95, 0.543034)])
def test_one_price_for_a_whole_satellite_with_its_accelerators(uptime_frac: float, usd_per_gpu_hour: float) -> None:
    """M. Ajmal's simulator: 1.2 MUSD and 2,140 kg at 200 USD/kg carry 72 accelerators for five years of 8,766 hours.

    A whole satellite at 10 USD per watt is a bus whose rack costs nothing more, while the ground pays its accelerators.
    """
    whole = (
        "accelerator.rack_price_frac=0",
        "satellite.bus.price_usd_per_it_w=10",
        f"satellite.announced_kg_per_it_kw={2140 / 120!r}",
        "launch.delivered_usd_per_kg=200",
        "fleet.replacement_frac_per_y=0",
        "fleet.operations_frac_per_y=0",
        f"workload.availability_frac={uptime_frac}",
        "money.boundary=full",
    )
    run = simulate(orbitdc.load(AI1, [*SHORT, *MCCALIP, *whole]))
    per_hour = sum(line.usd for line in run.orbit.side.lines) / run.orbit.side.gpu_hours
    a_kilowatt = run.orbit.side.it_w * 1e-3 / run.orbit.side.accelerators
    assert per_hour * (120.0 / 72.0) / a_kilowatt == pytest.approx(usd_per_gpu_hour, rel=2e-6)  # six digits of his code
    assert run.ground.side.outlay_usd() > 0.0
