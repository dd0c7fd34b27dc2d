"""The payments of a ground data center, and its delivered FLOP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

import numpy as np
import numpy.typing as npt

from orbitdc.compute.accelerator import Accelerator
from orbitdc.compute.job import Job, best_job
from orbitdc.compute.throughput import Throughput, scale_out_share, throughput
from orbitdc.compute.workload import Workload
from orbitdc.constants import DAYS_PER_YEAR, HOURS_PER_YEAR, SECONDS_PER_YEAR
from orbitdc.economics.cohorts import delivered, paid_by_cohort
from orbitdc.economics.horizon import Life
from orbitdc.economics.money import Money
from orbitdc.economics.side import Entry, Side, capital_of
from orbitdc.ledger import under_rule
from orbitdc.ledger.cost_line import Category, Component, CostLine, stepped
from orbitdc.ledger.levelized import LEAST_FLOP
from orbitdc.ledger.payments import Payments
from orbitdc.ledger.property_tax import property_tax
from orbitdc.site import Site
from orbitdc.site.asset import sale_lines, value_left_frac
from orbitdc.site.phase import Fill, fills, shares_of_power
from orbitdc.site.power_cost import capacity_lines, energy_lines, installed_kw, monthly_kwh, supply

Array = npt.NDArray[np.float64]


def generations(refresh_y: float | None, life: Life) -> list[tuple[int, int]]:
    """The first month and the months in service of each generation of accelerators; the last one may be cut short.

    >>> generations(5.0, Life(10.0)), *(generations(refresh_y, Life(5.0)) for refresh_y in (4.0, None, 7.0))
    ([(0, 60), (60, 60)], [(0, 48), (48, 12)], [(0, 60)], [(0, 60)])
    """
    apart = service_months(refresh_y, life)
    return [(start, min(apart, life.months - start)) for start in range(0, life.months, apart)]


def service_months(refresh_y: float | None, life: Life) -> int:
    """The months that accelerators are bought to serve: until the refresh, or the whole life where that is shorter."""
    return life.months if refresh_y is None else min(max(life.month_at(refresh_y), 1), life.months)


def _accelerator_lines(site: Site, chip: Accelerator, money: Money, count: float, life: Life) -> list[CostLine]:
    """Each generation of accelerators, bought at the price of its time; the one before is sold by its age."""
    lines = []
    apart = service_months(site.it_refresh_y, life)
    for start, months in generations(site.it_refresh_y, life):
        it = count * chip.price_usd * (1.0 - money.it_price_decline_per_y) ** (start / 12.0)
        at_horizon = start + months == life.months and money.it_salvage == "by_horizon"
        left = money.it_salvage_frac if at_horizon else money.resale_frac(12.0 * life.years_of(months))
        lines += _generation_lines(site, chip, money, it, start, months, apart, life)
        lines.append(CostLine(Category.SALVAGE, Component.COMPUTE, -left * it, start + months))
    return lines


def _generation_lines(
    site: Site, chip: Accelerator, money: Money, it: float, start: int, months: int, apart: int, life: Life
) -> list[CostLine]:
    """Purchase, repairs, taxes and insurance of a generation of accelerators that serves ``apart`` months."""
    years = life.years_of(months)
    early = start - max(1, round(site.chip_to_service_months))
    lost = site.wear(chip).loss_per_y(chip) * chip.repair_cost_frac * it * years
    compute, tax = Component.COMPUTE, site.sales_tax_frac
    repairs = stepped(CostLine(Category.REPAIRS, compute, lost, start, months), money.it_price_decline_per_y)
    bought = CostLine(Category.ACCELERATORS, compute, it, early, depreciation="bonus", capex=True)
    lines = [bought, *repairs]
    if tax > 0.0:
        lines += [line.but(category=Category.SALES_TAX, usd=tax * line.usd) for line in (bought, *repairs)]
    free, rate = round(12 * site.abatement_y), site.it_property_tax_frac_per_y
    lines += property_tax(compute, it, start, months, rate, apart, site.abatement_frac, free, life.month_y)
    insured = site.insurance_frac_per_y * it * years
    lines.append(CostLine(Category.INSURANCE, compute, insured, start, months))
    return lines


def _facility_parts(site: Site) -> dict[tuple[str, float], float]:
    """The shares of the facility's price by class of depreciation and life in years."""
    shell, electrical, mechanical = (
        site.facility_shell_frac,
        site.facility_electrical_frac,
        site.facility_mechanical_frac,
    )
    parts: dict[tuple[str, float], float] = {("building39", site.facility_life_y): shell}
    for share, life_y in (
        (max(1.0 - shell - electrical - mechanical, 0.0), site.facility_life_y),
        (electrical, site.electrical_life_y or site.facility_life_y),
        (mechanical, site.mechanical_life_y or site.facility_life_y),
    ):
        parts["bonus", life_y] = parts.get(("bonus", life_y), 0.0) + share
    return parts


def _facility_lines(site: Site, money: Money, it_w: float, months: int, years: float) -> list[CostLine]:
    """Construction, taxes, insurance, and the price that a next tenant pays for the years left at the horizon.

    Each part is bought anew at the end of its own life.
    """
    facility = site.facility_usd_per_it_w * it_w
    build = max(1, round(site.construction_months))
    start = -build - max(1, round(site.chip_to_service_months))
    lines, hall = list[CostLine](), Component.FACILITY
    for (depreciation, life_y), share in _facility_parts(site).items():
        first = CostLine(Category.FACILITY, hall, facility * share, start, build, depreciation, capex=True)
        times = max(1, ceil(years / life_y - 1e-9))
        bought = [first.but(first_month=start + round(12 * k * life_y)) for k in range(times)]
        taxed = site.sales_tax_frac if depreciation == "bonus" else 0.0
        lines += [line.but(category=Category.SALES_TAX, usd=taxed * line.usd) for line in bought if taxed > 0.0]
        value = value_left_frac(
            money.real_wacc_frac, life_y, max(times * life_y - years, 0.0), start, build, money.discounting
        )
        handed_on = site.facility_reuse_frac * value * first.usd
        lines += bought
        for k, line in enumerate(bought, start=1):  # what is torn out fetches nothing, and its basis is deducted
            end, price = (months, handed_on) if k == times else (round(12 * k * life_y), 0.0)
            lines += sale_lines(line, Category.FACILITY_RESIDUAL, price, end, money)
    rate, free = site.facility_property_tax_frac_per_y, round(12 * site.abatement_y)
    lines += property_tax(hall, facility, 0, months, rate, None, site.abatement_frac, free, years / months)
    lines.append(CostLine(Category.INSURANCE, hall, site.insurance_frac_per_y * facility * years, 0, months))
    stands = Life(years)
    for start, served in generations(site.facility_life_y, stands):
        usd = site.decommissioning_frac * facility * stands.years_of(served) / site.facility_life_y
        lines.append(CostLine(Category.DECOMMISSIONING, hall, usd, start + served))
    return lines


def _running_lines(site: Site, it_w: float, mean_it_w: float, life: Life) -> list[CostLine]:
    """Energy at a stated tariff, water, staff and maintenance; all follow the IT in service."""
    years, months = life.years, life.months
    kwh = mean_it_w * 1e-3 * HOURS_PER_YEAR * years * site.pue_annual
    tariff = site.electricity_usd_per_kwh
    bought = [] if tariff is None else [CostLine(Category.ENERGY, Component.POWER, kwh * tariff, 0, months)]
    staff = site.staff_fte_per_it_mw * it_w * 1e-6 * site.staff_usd_per_fte_y
    upkeep = site.maintenance_usd_per_it_kw_y * it_w * 1e-3
    water_m3 = site.water_l_per_it_kwh * mean_it_w * 1e-3 * HOURS_PER_YEAR * years * 1e-3
    if site.water_usd_per_m3 > 0.0:
        bought.append(CostLine(Category.WATER, Component.OPERATIONS, water_m3 * site.water_usd_per_m3, 0, months))
    return [
        *bought,
        CostLine(Category.STAFF, Component.OPERATIONS, staff * years, 0, months),
        CostLine(Category.MAINTENANCE, Component.OPERATIONS, upkeep * years, 0, months),
    ]


def in_service_frac(site: Site, chip: Accelerator) -> float:
    """Share of accelerators in service while the trays of lost ones wait for repair: exp(-loss x tray x repair).

    >>> import orbitdc
    >>> s = orbitdc.load("ai1_vs_colossus")
    >>> round(in_service_frac(s.ground, s.accelerator), 4)  # 0.05 a year, trays of 4, 4 days
    0.9978
    """
    return float(np.exp(-site.wear(chip).loss_per_y(chip) * chip.tray_accelerators * site.repair_days / DAYS_PER_YEAR))


@dataclass(frozen=True)
class _Work:
    """The work of the accelerators of one type."""

    fill: Fill
    reached: Throughput
    job: Job  # how they run the work
    links_frac: float  # share of it that the network between domains leaves
    available: float  # accelerators, mean over time
    nameplate_pflop_per_s: float
    delivered_pflop_per_s: float


def _work(site: Site, fill: Fill, workload: Workload) -> _Work:
    """The delivered FLOP/s of the accelerators of one type once all are in service."""
    chip = fill.chip
    peak = _peak(chip, workload)
    reached, job, links_frac = _reached(chip, workload, site.scale_out_gbps or chip.scale_out_gbps)
    kept = job.goodput_frac(workload, links_frac)
    whole = in_service_frac(site, chip)
    available = fill.count * float(job.kept_frac(workload)) * whole
    delivered_pflop_per_s = fill.count * peak * workload.occupancy_frac * reached.mfu_frac * kept * whole
    if delivered_pflop_per_s * 1e15 * SECONDS_PER_YEAR / 12.0 < LEAST_FLOP:
        delivered_pflop_per_s = 0.0
    return _Work(fill, reached, job, links_frac, available, fill.count * peak, delivered_pflop_per_s)


def _peak(chip: Accelerator, workload: Workload) -> float:
    """The dense peak of an accelerator at the workload's precision in PFLOP/s."""
    peak = chip.dense_pflop_per_s(workload.precision)
    assert peak is not None  # the scenario refuses a precision that the accelerator lacks
    return peak


@lru_cache(maxsize=16)  # points of a study share them, which differ in other things than compute
def _reached(chip: Accelerator, workload: Workload, gbps: float) -> tuple[Throughput, Job, float]:
    """What the workload reaches inside domains, how it runs over so much network, and the share that leaves."""
    reached = throughput(workload, chip)
    flop_per_s = _peak(chip, workload) * 1e15 * reached.mfu_frac

    def links_frac(job: Job) -> float:
        """The part of full throughput that the site's links leave to a training job."""
        return scale_out_share(workload, reached, flop_per_s, gbps, job.steps)

    island = float(reached.stages * reached.domain if workload.trains else reached.domain)
    job = best_job(workload, island, lambda one: one.goodput_frac(workload, links_frac(one)))
    return reached, job, links_frac(job)


def _built_lines(
    site: Site, money: Money, it_w: float, installed_kw: tuple[float, ...], life: Life, shares: Array
) -> Sequence[CostLine]:
    """The payments for building and power plants: by phase where the site has phases, else before the first service."""
    staged = site.build_up is not None
    later = 0 if staged else shares.size - 1
    months, years = life.months + later, life.years_of(life.months, later)
    ready = -max(1, round(site.chip_to_service_months))
    lines = _facility_lines(site, money, it_w, months, years)
    for (_, plant), kw in zip(site.sources(), installed_kw, strict=True):
        lines += capacity_lines(plant, kw, months, years, ready, money)
    return paid_by_cohort(lines, shares) if staged else lines


@lru_cache(maxsize=8)  # points of a study share it, which differ in the orbit alone
def ground_side(
    site: Site, chip: Accelerator, workload: Workload, money: Money, life_y: float, scale: float = 1.0
) -> Side:
    """A site filled with the accelerator of the comparison, or with its own, as payments and delivered FLOP.

    ``scale`` shrinks or grows the site with every cost in proportion. The accelerators serve ``life_y``, or are bought
    anew every ``site.it_refresh_y`` for the same FLOP; lost accelerators are replaced at cost, so that the capacity
    holds; the facility outlives the accelerators, and a next tenant takes over its remaining value. Building and power
    plant stand before the first accelerator of an even ramp, and before those of each dated phase.
    """
    life = Life(life_y)
    work = [_work(site, fill, workload) for fill in fills(site, chip, scale)]
    it_w = sum(each.fill.it_w for each in work)
    mean_it_w = it_w * workload.duty_frac
    shares = shares_of_power(site)
    months = life.months + shares.size - 1
    monthly_s = HOURS_PER_YEAR * life.month_y * 3600.0
    lines: list[Sequence[CostLine]] = []
    flop = np.zeros(months)
    for each in work:
        fill = each.fill
        bought = _accelerator_lines(site, fill.chip, money, fill.count, life)
        lines.append(paid_by_cohort(bought, fill.shares, money.it_price_decline_per_y))
        flop += delivered(np.full(life.months, each.delivered_pflop_per_s * 1e15 * monthly_s), fill.shares)
    lines.append(paid_by_cohort(_running_lines(site, it_w, mean_it_w, life), shares))
    power = supply(site, it_w, mean_it_w, money.real_wacc_frac)
    mean_kw, installed = mean_it_w * 1e-3 * site.pue_annual, installed_kw(site, it_w, mean_it_w)
    lines.append(_built_lines(site, money, it_w, installed, life, shares))
    for share, plant in site.sources():
        lines.append(energy_lines(plant, share * delivered(monthly_kwh(mean_kw, life), shares)))
    it_kwh = mean_it_w * 1e-3 * HOURS_PER_YEAR * life_y
    count = sum(each.fill.count for each in work)
    total = sum(each.delivered_pflop_per_s for each in work)
    by_work = [each.delivered_pflop_per_s / total * each.fill.shares for each in work] if total > 0.0 else [shares]
    entered = np.asarray(sum(by_work))
    profile = np.full(life.months, total * 1e15 * monthly_s)
    main = max(work, key=lambda each: each.delivered_pflop_per_s)
    return Side(
        name=site.label,
        lines=under_rule(Payments.joined(lines), money.equipment_depreciation),
        flop_by_month=flop,
        entry=Entry(profile, entered, service_months(site.it_refresh_y, life)),
        capital=capital_of(money),
        discounting=money.discounting,
        wait_months=site.power_wait_months,
        accelerators=count,
        it_w=it_w,
        nameplate_pflop_per_s=sum(each.nameplate_pflop_per_s for each in work),
        delivered_pflop_per_s=total,
        gpu_hours=sum(each.available for each in work) * HOURS_PER_YEAR * life_y,
        it_kwh=it_kwh,
        mfu_frac=main.reached.mfu_frac,
        scale_out_frac=main.links_frac,
        job=main.job,
        mfu_time_frac=main.reached.time_frac(main.links_frac, "network between domains"),
        water_l=it_kwh * (site.water_l_per_it_kwh + site.pue_annual * power.water_l_per_kwh),
        carbon_kg=it_kwh * site.pue_annual * power.carbon_kg_per_kwh,
    )
