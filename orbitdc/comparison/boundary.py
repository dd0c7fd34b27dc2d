"""Three boundaries of one comparison: what is inside the cost of compute, on both sides alike.

Published ratios of orbit to ground differ most by this choice. A boundary is the same comparison with the prices of
everything outside it at zero, so that what depends on them (failed launches, replacements, repairs, salvage, taxes)
follows on both sides by the same rules.
"""

from __future__ import annotations

from orbitdc.compute.accelerator import Accelerator
from orbitdc.economics.money import Boundary
from orbitdc.scenario.model import Scenario

MEANING: dict[Boundary, str] = {
    "full": "levelized cost of compute with its accelerators",
    "without_it": "launched power and bus against facility and power, accelerators left out",
    "power_alone": "launch alone against the power bill alone",
}


def _without_price(chip: Accelerator) -> Accelerator:
    return chip.changed(price_usd=0.0)


def within(scenario: Scenario, boundary: Boundary) -> Scenario:
    """The scenario with every price outside a boundary at zero on both sides; physics stay as they are."""
    if boundary == "full":
        return scenario
    s = scenario
    free = _without_price(s.accelerator)
    made = s.changed(accelerator=free, ground=s.ground.with_silicon(_without_price))
    if boundary == "power_alone":
        satellite = s.satellite.changed(bus=s.satellite.bus.changed(price_usd_per_it_w=0.0))
        programme = dict.fromkeys(
            (
                "nre_usd",
                "ground_segment_usd",
                "gateway_usd",
                "operations_usd_per_it_kw_y",
                "regulatory_usd_per_y",
                "orbital_use_fee_usd_per_satellite_y",
                "service_usd_per_satellite",
            ),
            0.0,
        )
        building = dict.fromkeys(("facility_usd_per_it_w", "staff_usd_per_fte_y", "maintenance_usd_per_it_kw_y"), 0.0)
        made = made.changed(
            satellite=satellite, fleet=s.fleet.changed(**programme), ground=made.ground.changed(**building)
        )
    return made
