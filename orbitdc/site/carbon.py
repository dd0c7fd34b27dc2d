"""The embodied carbon of a ground data center: chips, their repairs, and its share of the building."""

from __future__ import annotations

from math import ceil

from orbitdc.compute.accelerator import Accelerator
from orbitdc.economics.carbon import Carbon, CarbonLine
from orbitdc.economics.horizon import Life
from orbitdc.ledger.cost_line import Category
from orbitdc.site import Site
from orbitdc.site.cost import generations
from orbitdc.site.phase import fills, shares_of_power


def site_carbon_lines(
    site: Site, chip: Accelerator, carbon: Carbon, life_y: float, scale: float = 1.0
) -> list[CarbonLine]:
    """The embodied carbon of a site over the IT life; its electricity is counted with its cost.

    Every generation of accelerators embodies the same carbon, whatever its price; a repair emits the share of an
    accelerator's carbon that it costs of its price. The building serves a next tenant in its remaining years, in equal
    parts by year.
    """
    life = Life(life_y)
    lines, it_w = [], 0.0
    for fill in fills(site, chip, scale):
        it_w += fill.it_w
        kg = fill.count * fill.chip.embodied_kgco2e
        for start, months in generations(site.it_refresh_y, life):
            repaired = site.wear(fill.chip).loss_per_y(fill.chip) * fill.chip.repair_cost_frac * life.years_of(months)
            lines.append(CarbonLine(Category.ACCELERATORS, kg, start))
            lines.append(CarbonLine(Category.REPAIRS, kg * repaired, start, months))
    later = 0 if site.build_up is not None else shares_of_power(site).size - 1
    lives = life.years_of(life.months, later) / site.facility_life_y
    built = ceil(lives - 1e-9)
    facility_kg = carbon.facility_kg_per_it_kw * 1e-3 * it_w * (built - site.facility_reuse_frac * (built - lives))
    lines.append(CarbonLine(Category.FACILITY, facility_kg, 0, life.months + later))
    return lines
