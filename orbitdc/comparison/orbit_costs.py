"""The orbit side of a comparison: a flown and built fleet as payments and FLOP."""

from __future__ import annotations

import numpy as np

from orbitdc.constants import DAYS_PER_YEAR, HOURS_PER_YEAR, SECONDS_PER_DAY
from orbitdc.economics.cohorts import delivered, paid_from
from orbitdc.economics.side import Side
from orbitdc.fleet.cost import UnitPrice, accelerator_loss_lines, programme_lines, satellite_lines, service_lines
from orbitdc.fleet.gateways import Gateways, gateways
from orbitdc.ledger.cost_line import CostLine
from orbitdc.simulation.deployment import Build
from orbitdc.simulation.mission import Flight


def visit_lines(flight: Flight, made: Build, unit: UnitPrice) -> list[CostLine]:
    """Visits to a fleet that enters service in month 0, and the accelerators they bring, launched by their mass."""
    s, sky = flight.scenario, flight.environment
    launched = made.n_sat * (1.0 + s.fleet.spares_frac)
    up = unit.launch * made.mass_parts_kg["compute"] / made.launched_kg

    def brought(age_y: float) -> UnitPrice:
        """One satellite's accelerators, at the price of their year."""
        it = unit.it * (1.0 - s.money.it_price_decline_per_y) ** age_y
        return UnitPrice(it, {}, up, unit.sales_tax_frac)

    return [
        line
        for visit in sky.visits
        for line in service_lines(
            brought(visit.age_y),
            launched * sky.replaced_by(visit),
            launched * float(sky.living(visit.age_y)),
            s.fleet,
            s.launch,
            round(12.0 * visit.age_y),
        )
    ]


def gateways_of(flight: Flight, n_sat: float) -> Gateways | None:
    """Ground stations of ``n_sat`` satellites at full clock; None where the ground segment is a stated sum."""
    s = flight.scenario
    kept = flight.links_frac() if s.workload.trains else 1.0  # else the ground stations themselves are the link
    flop_per_s = flight.peak_pflop_per_s * 1e15 * flight.throughput().mfu_frac * kept
    return gateways(s.fleet, s.satellite.link, s.workload, n_sat, flight.count, flop_per_s)


def cohort_lines(flight: Flight, made: Build, unit: UnitPrice) -> list[CostLine]:
    """Payments of the whole fleet at one price of a satellite, did all of it enter service in month 0."""
    s, sky = flight.scenario, flight.environment
    life_months = round(12 * s.mission.life_y)
    lost_per_y = sky.losses_per_y(sky.satellite_hazard, s.mission.life_y)
    it_kw, cheaper = flight.lanes.load.it_full_w * 1e-3, s.money.it_price_decline_per_y
    lines = satellite_lines(unit, made.n_sat, s.fleet, s.launch, it_kw, life_months, lost_per_y, cheaper)
    if s.fleet.attrition == "spares":
        dying_per_y = sky.losses_per_y(sky.accelerator_hazard, s.mission.life_y)
        lines += accelerator_loss_lines(unit, dying_per_y, s.launch, made.n_sat, life_months, cheaper)
    return lines + visit_lines(flight, made, unit)


def orbit_side(flight: Flight, made: Build) -> Side:
    """The fleet as payments and delivered FLOP, its satellites entering service as they are launched."""
    s = flight.scenario
    life_months = round(12 * s.mission.life_y)
    shares = made.shares
    profile = flight.monthly_flop() * made.n_sat
    load = flight.lanes.load
    lines: list[CostLine] = []
    unit, cohort = made.unit, cohort_lines(flight, made, made.unit)
    for month in np.flatnonzero(shares).tolist():
        if made.unit_of(month) != unit:
            unit = made.unit_of(month)
            cohort = cohort_lines(flight, made, unit)
        lines += paid_from(cohort, month, float(shares[month]))
    it_w = load.it_full_w * made.n_sat
    months = life_months + shares.size - 1
    early = max(1, round(s.fleet.chip_to_service_months))
    lines += programme_lines(s.fleet, it_w, months, early, gateways_of(flight, made.n_sat))
    ages = (np.arange(life_months) + 0.5) / 12.0
    alive_h = float(flight.survivors(ages).mean()) * HOURS_PER_YEAR * s.mission.life_y
    mean_it_w = float(flight.marched.day("it").mean())
    satellites_h = float(flight.environment.satellites(ages).mean()) * HOURS_PER_YEAR * s.mission.life_y
    count = made.n_sat * flight.count
    seconds = s.mission.life_y * DAYS_PER_YEAR * SECONDS_PER_DAY
    return Side(
        name=s.satellite.label,
        lines=tuple(lines),
        flop_by_month=delivered(profile, shares),
        accelerators=count,
        it_w=it_w,
        nameplate_pflop_per_s=count * flight.peak_pflop_per_s,
        delivered_pflop_per_s=float(profile.sum()) / seconds / 1e15,
        gpu_hours=count * s.workload.availability_frac * alive_h,
        it_kwh=mean_it_w * 1e-3 * satellites_h * made.n_sat,
        mfu_frac=flight.throughput().mfu_frac,
        scale_out_frac=flight.links_frac(),
        mfu_time_frac=flight.throughput().time_frac(flight.links_frac(), "links between satellites"),
    )
