"""What a fleet of compute satellites buys over its life, as payments and as carbon.

A purchase says how many satellites' worth of compute, bus or launch are bought, and when. Its price makes a payment of
it and its embodied carbon an emission, so that both follow from the same losses, spares and replacements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import floor

from orbitdc.economics.carbon import CarbonLine
from orbitdc.economics.horizon import Life
from orbitdc.fleet import Fleet, Launcher
from orbitdc.fleet.gateways import Gateways
from orbitdc.ledger.cost_line import Category, Component, CostLine, stepped
from orbitdc.ledger.property_tax import property_tax

HARDWARE = (Component.COMPUTE, Component.BUS)
WHOLE = (*HARDWARE, Component.LAUNCH)
FIRST = {  # the category under which each component of the first satellites is paid
    Component.COMPUTE: Category.ACCELERATORS,
    Component.BUS: Category.BUS,
    Component.LAUNCH: Category.LAUNCH,
}


@dataclass(frozen=True)
class UnitPrice:
    """Prices of one satellite in USD."""

    it: float
    bus: dict[str, float]
    launch: float
    sales_tax_frac: float = 0.0  # of compute and bus

    def usd(self, component: Component) -> float:
        """Price of one satellite's compute, bus or launch, before sales tax."""
        if component is Component.BUS:
            return sum(self.bus.values())
        return self.it if component is Component.COMPUTE else self.launch

    def sales_tax_usd(self, component: Component) -> float:
        """Sales tax on one satellite's compute or bus; none on its launch.

        Rate x price, by definition.

        >>> UnitPrice(it=3e6, bus={"array": 1e6}, launch=2e6, sales_tax_frac=0.05).sales_tax_usd(Component.BUS)
        50000.0
        """
        return self.sales_tax_frac * self.usd(component) if component in HARDWARE else 0.0

    @property
    def total(self) -> float:
        """The price in USD of compute, bus, their sales tax and launch together, a bookkeeping identity.

        >>> UnitPrice(it=3e6, bus={"array": 1e6}, launch=2e6, sales_tax_frac=0.05).total
        6200000.0
        """
        return sum(self.usd(component) + self.sales_tax_usd(component) for component in WHOLE)


@dataclass(frozen=True)
class UnitCarbon:
    """Embodied carbon of one satellite and of its launch, kg CO2e."""

    compute_kg: float
    bus_kg: dict[str, float]
    launch_kg: dict[str, float] = field(default_factory=dict)  # by cause

    def kg(self, component: Component) -> float:
        """Carbon of one satellite's compute, bus or launch."""
        if component is Component.COMPUTE:
            return self.compute_kg
        return sum((self.bus_kg if component is Component.BUS else self.launch_kg).values())


@dataclass(frozen=True)
class Purchase:
    """Some satellites' worth of one component, bought evenly over months ``[first_month, first_month + months)``."""

    category: Category
    component: Component
    satellites: float
    first_month: int
    months: int = 1

    @cached_property
    def line(self) -> CostLine:
        """The payment for it, but for its amount."""
        return CostLine(self.category, self.component, 0.0, self.first_month, self.months, "bonus", capex=True)


def launch_risk(launcher: Launcher) -> float:
    """The cost that failed launches add to each launch, over the value on board: p/(1-p), or the premium, never both.

    p/(1-p) is the mean number of failures per success of the geometric distribution (Ross 2010, section 4.8.1).

    >>> from types import SimpleNamespace
    >>> round(launch_risk(SimpleNamespace(failure_frac=0.05, risk="expected_loss")), 6)  # 0.05/0.95
    0.052632
    """
    p = launcher.failure_frac
    return p / (1.0 - p) if launcher.risk == "expected_loss" else launcher.insurance_frac


def months_ahead(fleet: Fleet) -> int:
    """Whole months before service in which compute and bus are paid, at least one."""
    return max(1, round(fleet.chip_to_service_months))


def earlier(purchases: Iterable[Purchase], months: float) -> Iterator[Purchase]:
    """Purchases made some months earlier; what falls between two months is bought in both, by its nearness.

    >>> [(p.satellites, p.first_month) for p in earlier([Purchase(Category.LAUNCH, Component.LAUNCH, 4.0, -1)], 1.25)]
    [(3.0, -2), (1.0, -3)]
    """
    whole = floor(months)
    shares = {whole: 1.0 - (months - whole), whole + 1: months - whole}
    for bought in purchases:
        for ahead, share in shares.items():
            if share > 0.0:
                yield replace(bought, satellites=share * bought.satellites, first_month=bought.first_month - ahead)


def satellite_purchases(
    n_sat: float, fleet: Fleet, launcher: Launcher, life: Life, loss_per_y: float
) -> list[Purchase]:
    """Purchases of a fleet whose satellites enter service together in month 0.

    ``n_sat`` of them serve, spares in orbit come on top; ``loss_per_y`` is the rate at which whole satellites are lost.
    Compute and bus are paid ``chip_to_service_months`` ahead, launch one month ahead. A failed launch is paid for
    again: expected loss p/(1-p) of everything on board, or insurance at its premium, never both.
    """
    early = -months_ahead(fleet)
    due = {Component.COMPUTE: early, Component.BUS: early, Component.LAUNCH: -1}
    spares = n_sat * fleet.spares_frac
    lost_in_launch = launch_risk(launcher) * (n_sat + spares)
    bought = [Purchase(FIRST[part], part, n_sat, due[part]) for part in WHOLE]
    bought += [Purchase(Category.LAUNCH_LOSS, part, lost_in_launch, -1) for part in WHOLE]
    if spares > 0.0:
        bought += [Purchase(Category.SPARES, part, spares, due[part]) for part in WHOLE]
    if fleet.replacement_frac_per_y > 0.0:
        again = fleet.replacement_frac_per_y * life.years * n_sat
        bought += [Purchase(Category.REPLACEMENT, part, again, 0, life.months) for part in yearly_base(fleet)]
    if fleet.attrition == "spares":
        bought += replacement_purchases(loss_per_y, launcher, n_sat, life)
    return bought


def yearly_base(fleet: Fleet) -> tuple[Component, ...]:
    """The components of whose price the yearly shares of replacement and operations are taken."""
    return WHOLE if fleet.yearly_shares_of == "hardware_and_launch" else HARDWARE


def replacement_purchases(loss_per_y: float, launcher: Launcher, n_sat: float, life: Life) -> list[Purchase]:
    """Satellites launched throughout the life to hold the capacity of a fleet, including launch failures.

    ``loss_per_y`` is the yearly share of the fleet's capacity that is lost: with whole satellites, or with accelerators
    on living satellites, in whose place whole satellites are launched.
    """
    replaced = loss_per_y * life.years * n_sat * (1.0 + launch_risk(launcher))
    return [Purchase(Category.REPLACEMENT, part, replaced, 0, life.months) for part in WHOLE]


def service_purchases(replaced: float, launched_mass_frac: float, launcher: Launcher, month: int) -> list[Purchase]:
    """Accelerators that one round of visits brings, including launch failures.

    ``replaced`` counts satellites' worth of accelerators, ``launched_mass_frac`` is their share of the mass of a
    launched satellite.
    """
    brought = replaced * (1.0 + launch_risk(launcher))
    return [
        Purchase(Category.SERVICE_ACCELERATORS, Component.COMPUTE, brought, month),
        Purchase(Category.SERVICE_ACCELERATORS, Component.LAUNCH, brought * launched_mass_frac, month),
    ]


def purchase_lines(purchases: Iterable[Purchase], unit: UnitPrice, it_decline_per_y: float = 0.0) -> Iterator[CostLine]:
    """Payments for purchases at the prices of one satellite.

    ``it_decline_per_y`` is the yearly fall of the price of compute that is bought over several years, as replacements
    are. Sales tax is a line of its own for the first satellites and part of the price of all others.
    """
    prices = {component: (unit.usd(component), unit.sales_tax_usd(component)) for component in WHOLE}
    for bought in purchases:
        (usd, tax), line = prices[bought.component], bought.line
        if bought.category not in FIRST.values():
            fall = it_decline_per_y if bought.component is Component.COMPUTE else 0.0
            yield from stepped(line.but(usd=(usd + tax) * bought.satellites), fall)
            continue
        for label, part_usd in unit.bus.items() if bought.component is Component.BUS else (("", usd),):
            yield line.but(usd=part_usd * bought.satellites, label=label)
        if tax > 0.0:
            yield line.but(category=Category.SALES_TAX, usd=tax * bought.satellites)


def carbon_lines(purchases: Iterable[Purchase], unit: UnitCarbon) -> Iterator[CarbonLine]:
    """Emissions of purchases at the embodied carbon of one satellite and of its launch."""
    for bought in purchases:
        first_month, months = bought.first_month, bought.months
        parts: dict[str, float] = {"": unit.kg(bought.component)}
        if bought.category is Category.BUS:
            parts = unit.bus_kg
        elif bought.category is Category.LAUNCH:
            parts = unit.launch_kg
        for label, kg in parts.items():
            yield CarbonLine(bought.category, kg * bought.satellites, first_month, months, label)


def yearly_lines(unit: UnitPrice, n_sat: float, fleet: Fleet, it_kw: float, life: Life) -> list[CostLine]:
    """Running payments of a fleet whose satellites enter service together in month 0, and the price of their deorbit.

    Property tax is due on what straight depreciation over the life has left of compute and bus, of all that were
    launched. ``it_kw`` is the IT power of one satellite.
    """
    launched, months = n_sat * (1.0 + fleet.spares_frac), life.months
    rate, lines = fleet.property_tax_frac_per_y, []
    for part in HARDWARE:
        usd = unit.usd(part) * launched
        premium = fleet.insurance_frac_per_y * usd * life.years
        lines += [CostLine(Category.INSURANCE, part, premium, 0, months)] if premium > 0.0 else []
        lines += property_tax(part, usd, 0, months, rate, months, month_y=life.month_y)
    yearly = fleet.operations_usd_per_it_kw_y * it_kw + fleet.orbital_use_fee_usd_per_satellite_y
    running = yearly * launched * life.years
    for part in yearly_base(fleet) if fleet.operations_frac_per_y > 0.0 else ():
        usd = fleet.operations_frac_per_y * unit.usd(part) * launched * life.years
        lines.append(CostLine(Category.OPERATIONS, part, usd, 0, months))
    deorbit = fleet.deorbit_frac * unit.usd(Component.BUS) * launched
    return [
        *lines,
        CostLine(Category.OPERATIONS, Component.OPERATIONS, running, 0, months),
        CostLine(Category.DEORBIT, Component.BUS, deorbit, months),
    ]


def visit_line(fleet: Fleet, visited: float, month: int) -> CostLine:
    """The price of one round of visits, for each satellite visited."""
    return CostLine(Category.SERVICE_VISITS, Component.OPERATIONS, fleet.service_usd_per_satellite * visited, month)


def programme_lines(
    fleet: Fleet, fleet_it_w: float, life: Life, later_months: int = 0, gateways: Gateways | None = None
) -> list[CostLine]:
    """Payments of the programme: development, ground segment, regulation; this fleet's share of a programme.

    The programme runs for the life and ``later_months`` more, until the last satellite has served.

    Development and ground segment are spread over ``nre_fleet_it_w`` or the fleet itself, whichever is larger;
    ``gateways``, where they are counted, are the fleet's own.
    """
    share = fleet_it_w / max(fleet_it_w, fleet.nre_fleet_it_w)
    early = -months_ahead(fleet)
    ground = fleet.ground_segment_usd * share if gateways is None else fleet.gateway_usd * gateways.count
    due_usd_per_y = fleet.regulatory_usd_per_y + fleet.spectrum_usd_per_y
    regulatory = due_usd_per_y * share * life.years_of(life.months, later_months)
    people = Component.OPERATIONS
    return [
        CostLine(Category.DEVELOPMENT, people, fleet.nre_usd * share, early, capex=True),
        CostLine(Category.GROUND_SEGMENT, people, ground, early, depreciation="bonus", capex=True),
        CostLine(Category.REGULATORY, people, regulatory, 0, life.months + later_months),
    ]
