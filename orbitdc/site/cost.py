"""What a ground data center costs, as payments, and what it delivers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from orbitdc.constants import HOURS_PER_YEAR
from orbitdc.cost_line import CostLine
from orbitdc.money import Money
from orbitdc.satellite.accelerator import Accelerator
from orbitdc.side import Side, over_ramp, ramp_shares, ramp_up
from orbitdc.site import Site
from orbitdc.site.asset import value_left_frac
from orbitdc.site.power_cost import Supply, monthly_kwh, power_lines, supply
from orbitdc.sizing import duty
from orbitdc.throughput import scale_out_share, throughput
from orbitdc.workload import Workload

Array = npt.NDArray[np.float64]


def _accelerator_lines(site: Site, chip: Accelerator, money: Money, count: float, life_months: int) -> list[CostLine]:
    """Purchase, replacement of lost accelerators, tax and insurance on the hardware, resale."""
    it = count * chip.price_usd
    years = life_months / 12.0
    early = -max(1, round(site.chip_to_service_months))
    repairs = chip.permanent_loss_per_y * chip.repair_cost_frac * it * years
    return [
        CostLine("it", it, early, depreciation="bonus", capex=True),
        CostLine("repairs", repairs, 0, life_months),
        CostLine("property tax", site.property_tax_frac_per_y * 0.5 * it * years, 0, life_months),  # depreciated half
        CostLine("insurance", site.insurance_frac_per_y * it * years, 0, life_months),
        CostLine("salvage", -money.it_salvage_frac * it, life_months),
    ]


def _facility_lines(site: Site, money: Money, it_w: float, months: int) -> list[CostLine]:
    """Construction, upkeep, tax, insurance, and what the next tenant pays for the years left at the horizon."""
    facility = site.facility_usd_per_it_w * it_w
    build = max(1, round(site.construction_months))
    start = -build - max(1, round(site.chip_to_service_months))
    years = months / 12.0
    left_y = max(site.facility_life_y - years, 0.0)
    value = value_left_frac(money.real_wacc_frac, site.facility_life_y, left_y, start, build)
    lines = []
    for share, depreciation in ((site.facility_shell_frac, "building39"), (1.0 - site.facility_shell_frac, "bonus")):
        lines.append(CostLine("facility", facility * share, start, build, depreciation, capex=True))
        residual = -site.facility_reuse_frac * value * facility * share
        lines.append(CostLine("facility residual", residual, months, 1, depreciation, capex=True))
    used = min(years / site.facility_life_y, 1.0)
    lines += [
        CostLine("property tax", site.property_tax_frac_per_y * facility * years, 0, months),
        CostLine("insurance", site.insurance_frac_per_y * facility * years, 0, months),
        CostLine("decommissioning", site.decommissioning_frac * facility * used, months),
    ]
    return lines


def _running_lines(site: Site, it_w: float, mean_it_w: float, years: float, months: int) -> list[CostLine]:
    """Energy at a stated tariff and people; both follow the IT in service."""
    kwh = mean_it_w * 1e-3 * HOURS_PER_YEAR * years * site.pue_annual
    tariff = site.electricity_usd_per_kwh
    bought = [] if tariff is None else [CostLine("energy", kwh * tariff, 0, months)]
    staff = site.staff_fte * site.staff_usd_per_fte_y * it_w / site.it_power_w
    upkeep = site.maintenance_usd_per_it_kw_y * it_w * 1e-3
    return [
        *bought,
        CostLine("staff", staff * years, 0, months),
        CostLine("maintenance", upkeep * years, 0, months),
    ]


def _own_power_lines(
    site: Site, money: Money, power: Supply, mean_it_w: float, life_months: int, shares: Array
) -> list[CostLine]:
    """The plant's payments for the load of the IT in service; none under a tariff."""
    if site.power is None:
        return []
    kwh = ramp_up(monthly_kwh(mean_it_w * 1e-3 * site.pue_annual, life_months), shares)
    ready = -max(1, round(site.chip_to_service_months))
    return power_lines(site.power, power.installed_kw, kwh, ready, money.real_wacc_frac)


def ground_side(
    site: Site, chip: Accelerator, workload: Workload, money: Money, life_y: float, scale: float = 1.0
) -> Side:
    """A site filled with one accelerator type, as payments and delivered FLOP.

    ``scale`` shrinks or grows the site, every cost in proportion. IT lives ``life_y``; lost accelerators are
    replaced at cost, so capacity holds; the facility outlives the IT and its remaining value is handed on.
    """
    peak = chip.dense_pflop_per_s(workload.precision)
    assert peak is not None  # the scenario refuses a precision the silicon lacks
    life_months = round(12 * life_y)
    it_w = site.it_power_w * scale
    count = it_w / chip.allin_w
    shares = ramp_shares(site.ramp_months)
    months = life_months + shares.size - 1
    made = throughput(workload, chip)
    share = scale_out_share(workload, made, peak * 1e15 * made.mfu_frac, site.scale_out_gbps or chip.scale_out_gbps)
    busy = workload.occupancy_frac * made.mfu_frac * share
    delivered = count * peak * busy * workload.availability_frac
    profile = np.full(life_months, delivered * 1e15 * HOURS_PER_YEAR / 12.0 * 3600.0)
    mean_it_w = it_w * duty(workload)
    cohort = _accelerator_lines(site, chip, money, count, life_months)
    cohort += _running_lines(site, it_w, mean_it_w, life_y, life_months)
    lines = [part for line in cohort for part in over_ramp(line, shares)]
    lines += _facility_lines(site, money, it_w, months)
    power = supply(site, it_w, mean_it_w, money.real_wacc_frac)
    lines += _own_power_lines(site, money, power, mean_it_w, life_months, shares)
    it_kwh = mean_it_w * 1e-3 * HOURS_PER_YEAR * life_y
    return Side(
        name=site.label,
        lines=tuple(lines),
        flop_by_month=ramp_up(profile, shares),
        accelerators=count,
        it_w=it_w,
        nameplate_pflop_per_s=count * peak,
        delivered_pflop_per_s=delivered,
        gpu_hours=count * workload.availability_frac * HOURS_PER_YEAR * life_y,
        it_kwh=it_kwh,
        mfu_frac=made.mfu_frac,
        scale_out_frac=share,
        mfu_time_frac=made.time_frac(share, "network between domains"),
        water_l=it_kwh * (site.water_l_per_it_kwh + site.pue_annual * power.water_l_per_kwh),
        carbon_kg=it_kwh * site.pue_annual * power.carbon_kg_per_kwh,
    )
