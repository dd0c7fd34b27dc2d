"""What a fleet of compute satellites costs, as payments."""

from __future__ import annotations

from dataclasses import dataclass, replace

from orbitdc.fleet import Fleet, Launcher
from orbitdc.fleet.gateways import Gateways
from orbitdc.ledger.cost_line import CostLine, stepped
from orbitdc.ledger.property_tax import property_tax


@dataclass(frozen=True)
class UnitPrice:
    """Prices of one satellite in USD."""

    it: float
    bus: dict[str, float]
    launch: float
    sales_tax_frac: float = 0.0  # of compute and bus

    @property
    def hardware(self) -> float:
        """Compute and bus, before tax."""
        return self.it + sum(self.bus.values())

    @property
    def sales_tax(self) -> float:
        """Sales tax on compute and bus."""
        return self.sales_tax_frac * self.hardware

    @property
    def total(self) -> float:
        """Compute, bus, their sales tax and launch together."""
        return self.hardware + self.launch + self.sales_tax


def launch_risk(launcher: Launcher) -> float:
    """What a failed launch adds to each launch, over what is on board: p/(1-p), or the premium, never both."""
    p = launcher.failure_frac
    return p / (1.0 - p) if launcher.risk == "expected_loss" else launcher.insurance_frac


def satellite_lines(
    unit: UnitPrice,
    n_sat: float,
    fleet: Fleet,
    launcher: Launcher,
    it_kw: float,
    life_months: int,
    loss_per_y: float,
    it_decline_per_y: float = 0.0,
) -> list[CostLine]:
    """Payments of the satellites of a fleet that enter service together in month 0.

    ``n_sat`` of them serve, spares in orbit come on top; ``loss_per_y`` is the rate at which whole satellites are lost,
    ``it_decline_per_y`` the yearly fall of the price of compute that replaces them. Property tax is due on what
    straight depreciation over the life has left of compute and bus, of all that were launched.

    Compute and bus are paid ``chip_to_service_months`` ahead, launch one month ahead. A failed launch is paid
    for again: expected loss p/(1-p) of everything on board, or insurance at its premium, never both.
    """
    early = -max(1, round(fleet.chip_to_service_months))
    lines = [CostLine("it", unit.it * n_sat, early, depreciation="bonus", capex=True)]
    lines += [
        CostLine(f"bus: {part}", usd * n_sat, early, depreciation="bonus", capex=True) for part, usd in unit.bus.items()
    ]
    if unit.sales_tax > 0.0:
        lines.append(CostLine("sales tax", unit.sales_tax * n_sat, early, depreciation="bonus", capex=True))
    lines.append(CostLine("launch", unit.launch * n_sat, -1, depreciation="bonus", capex=True))
    risk = launch_risk(launcher)
    launched = n_sat * (1.0 + fleet.spares_frac)
    lines.append(CostLine("launch loss", risk * unit.total * launched, -1, depreciation="bonus", capex=True))
    if fleet.spares_frac > 0.0:
        spares = launched - n_sat
        for usd, month in ((unit.total - unit.launch, early), (unit.launch, -1)):
            lines.append(CostLine("spares in orbit", usd * spares, month, depreciation="bonus", capex=True))
    if fleet.attrition == "spares":
        lines += _replacement_lines(unit, loss_per_y, launcher, n_sat, life_months, it_decline_per_y)
    lines += property_tax(unit.hardware * launched, 0, life_months, fleet.property_tax_frac_per_y, life_months)
    bus = sum(unit.bus.values())
    yearly = fleet.operations_usd_per_it_kw_y * it_kw + fleet.orbital_use_fee_usd_per_satellite_y
    lines.append(CostLine("operations", yearly * launched * life_months / 12.0, 0, life_months))
    lines.append(CostLine("deorbit", fleet.deorbit_frac * bus * launched, life_months))
    return lines


def programme_lines(
    fleet: Fleet, fleet_it_w: float, months: int, early_months: int, gateways: Gateways | None = None
) -> list[CostLine]:
    """Payments of the programme: development, ground segment, regulation; this fleet's share of a programme.

    Development and ground segment are spread over ``nre_fleet_it_w`` or the fleet itself, whichever is larger;
    ``gateways``, where they are counted, are the fleet's own.
    """
    share = fleet_it_w / max(fleet_it_w, fleet.nre_fleet_it_w)
    ground = fleet.ground_segment_usd * share if gateways is None else fleet.gateway_usd * gateways.count
    return [
        CostLine("development", fleet.nre_usd * share, -early_months, capex=True),
        CostLine("ground segment", ground, -early_months, depreciation="bonus", capex=True),
        CostLine("regulatory", fleet.regulatory_usd_per_y * share * months / 12.0, 0, months),
    ]


def accelerator_loss_lines(
    unit: UnitPrice,
    loss_per_y: float,
    launcher: Launcher,
    n_sat: float,
    life_months: int,
    it_decline_per_y: float = 0.0,
) -> list[CostLine]:
    """With spares that hold capacity: whole satellites relaunched in place of dead accelerators, some in vain.

    ``loss_per_y`` is the rate at which accelerators are lost on living satellites.
    """
    return _replacement_lines(unit, loss_per_y, launcher, n_sat, life_months, it_decline_per_y)


def _replacement_lines(
    unit: UnitPrice, loss_per_y: float, launcher: Launcher, n_sat: float, life_months: int, it_decline_per_y: float
) -> list[CostLine]:
    """Satellites that take the place of lost ones all through the life, their compute at the price of its year."""
    lost = loss_per_y * life_months / 12.0
    whole = CostLine("replacement", 0.0, 0, life_months, "bonus", capex=True)

    def paid(usd: float) -> CostLine:
        return replace(whole, usd=lost * usd * n_sat * (1.0 + launch_risk(launcher)))

    if it_decline_per_y == 0.0:
        return [paid(unit.total)]
    compute = unit.it * (1.0 + unit.sales_tax_frac)
    return [paid(unit.total - compute), *stepped(paid(compute), it_decline_per_y)]


def service_lines(
    unit: UnitPrice, replaced: float, visited: float, fleet: Fleet, launcher: Launcher, month: int
) -> list[CostLine]:
    """One round of visits: a price per satellite visited, and accelerators bought and launched, some in vain.

    ``unit`` prices the accelerators of one satellite and their share of its launch; ``replaced`` counts satellites'
    worth of accelerators.
    """
    brought = replaced * unit.total * (1.0 + launch_risk(launcher))
    return [
        CostLine("service visits", fleet.service_usd_per_satellite * visited, month),
        CostLine("service accelerators", brought, month, depreciation="bonus", capex=True),
    ]
