"""What a fleet of compute satellites costs, as payments."""

from __future__ import annotations

from dataclasses import dataclass

from orbitdc.cost_line import CostLine
from orbitdc.fleet import Fleet, Launcher


@dataclass(frozen=True)
class UnitPrice:
    """Prices of one satellite in USD."""

    it: float
    bus: dict[str, float]
    launch: float

    @property
    def total(self) -> float:
        """Compute, bus and launch together."""
        return self.it + sum(self.bus.values()) + self.launch


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
) -> list[CostLine]:
    """Payments of the satellites of a fleet that enter service together in month 0.

    ``n_sat`` of them serve, spares in orbit come on top; ``loss_per_y`` is the rate at which whole satellites are lost.

    Compute and bus are paid ``chip_to_service_months`` ahead, launch one month ahead. A failed launch is paid
    for again: expected loss p/(1-p) of everything on board, or insurance at its premium, never both.
    """
    early = -max(1, round(fleet.chip_to_service_months))
    lines = [CostLine("it", unit.it * n_sat, early, depreciation="bonus", capex=True)]
    lines += [
        CostLine(f"bus: {part}", usd * n_sat, early, depreciation="bonus", capex=True) for part, usd in unit.bus.items()
    ]
    lines.append(CostLine("launch", unit.launch * n_sat, -1, depreciation="bonus", capex=True))
    risk = launch_risk(launcher)
    launched = n_sat * (1.0 + fleet.spares_frac)
    lines.append(CostLine("launch loss", risk * unit.total * launched, -1, depreciation="bonus", capex=True))
    if fleet.spares_frac > 0.0:
        spares = launched - n_sat
        for usd, month in ((unit.total - unit.launch, early), (unit.launch, -1)):
            lines.append(CostLine("spares in orbit", usd * spares, month, depreciation="bonus", capex=True))
    if fleet.attrition == "spares":
        rate = loss_per_y * life_months / 12.0
        lines.append(
            CostLine("replacement", rate * unit.total * n_sat * (1.0 + risk), 0, life_months, "bonus", capex=True)
        )
    bus = sum(unit.bus.values())
    yearly = fleet.operations_usd_per_it_kw_y * it_kw + fleet.orbital_use_fee_usd_per_satellite_y
    lines.append(CostLine("operations", yearly * launched * life_months / 12.0, 0, life_months))
    lines.append(CostLine("deorbit", fleet.deorbit_frac * bus * launched, life_months))
    return lines


def programme_lines(fleet: Fleet, fleet_it_w: float, months: int, early_months: int) -> list[CostLine]:
    """Payments of the programme: development, ground segment, regulation; this fleet's share of a programme.

    Development and ground segment are spread over ``nre_fleet_it_w`` or the fleet itself, whichever is larger.
    """
    share = fleet_it_w / max(fleet_it_w, fleet.nre_fleet_it_w)
    return [
        CostLine("development", fleet.nre_usd * share, -early_months, capex=True),
        CostLine("ground segment", fleet.ground_segment_usd * share, -early_months, depreciation="bonus", capex=True),
        CostLine("regulatory", fleet.regulatory_usd_per_y * share * months / 12.0, 0, months),
    ]


def accelerator_loss_line(
    unit: UnitPrice, loss_per_y: float, launcher: Launcher, n_sat: float, life_months: int
) -> CostLine:
    """With spares that hold capacity: whole satellites relaunched in place of dead accelerators, some in vain.

    ``loss_per_y`` is the rate at which accelerators are lost on living satellites.
    """
    rate = loss_per_y * life_months / 12.0
    usd = rate * unit.total * n_sat * (1.0 + launch_risk(launcher))
    return CostLine("replacement", usd, 0, life_months, "bonus", capex=True)


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
