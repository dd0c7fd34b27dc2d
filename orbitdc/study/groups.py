"""Groups of the inputs of a scenario, as people argue about them: launch, price, mass, life, finance and so on.

Every field of a scenario belongs to exactly one group: the one that names the longest beginning of its key.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from orbitdc.block import Block
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.schema import block_of, is_optional

WORDS = "names, carbon and announcements"  # what moves neither side's cost
GROUPS: dict[str, tuple[str, ...]] = {
    "launch": ("launch",),
    "satellite price": (
        "satellite.learning", "satellite.currency_year", "satellite.solar_array.price_usd_per_w",
        "satellite.battery.price_usd_per_kwh", "satellite.radiator.price_usd_per_m2", "satellite.board.premium_frac",
        "satellite.heat_pump.price_usd_per_kw", "satellite.bus.structure_usd", "satellite.bus.avionics_usd",
        "satellite.bus.integration_frac", "satellite.bus.price_usd_per_it_w",
        "satellite.power_conditioning.price_usd_per_w", "satellite.attitude_control.wheel_usd_per_n_m_s",
        "satellite.link.terminal_usd", "satellite.propulsion.added_thruster_price_usd", "fleet",
    ),
    "mass per kW": ("satellite",),
    "size of the satellite": (
        "satellite.it_power_w", "satellite.it_power_basis", "satellite.board.accelerators",
    ),
    "dates and life": ("mission", "prices"),
    "finance": ("money",),
    "boundary": ("money.boundary", "fleet.size"),
    "orbit, eclipse and battery": (
        "sky", "fleet.shells", "fleet.catalogue_file", "fleet.cluster", "fleet.spacing_least_km",
        "satellite.eclipse_power_frac", "satellite.solar_array", "satellite.battery", "satellite.drag.altitude",
    ),
    "heat": (
        "satellite.radiator", "satellite.layout", "satellite.loop", "satellite.heat_pump", "ground.coolant_inlet_k",
    ),
    "silicon and delivered compute": (
        "accelerator", "workload", "fleet.availability_frac", "satellite.link", "satellite.bus.housekeeping_w",
        "satellite.bus.conversion_efficiency_frac", "satellite.power_conditioning.cable_loss_frac",
        "ground.scale_out_gbps",
    ),
    "failures": (
        "satellite.dead_on_arrival_frac", "satellite.random_loss_per_y", "satellite.vital_m2", "satellite.upsets",
        "satellite.reliability", "satellite.board.spare_accelerators", "satellite.board.spare_power_frac",
        "satellite.loop.pumps", "satellite.loop.pumps_needed", "satellite.loop.pump_loss_per_y",
        "satellite.radiator.segments", "satellite.radiator.segments_needed",
        "accelerator.permanent_loss_per_y", "accelerator.loss_reference_k", "accelerator.loss_activation_ev",
        "accelerator.cycles_doubling_per_y", "accelerator.cycle_reference_k", "accelerator.cycle_exponent",
        "accelerator.repair_cost_frac", "fleet.attrition", "fleet.spares_frac", "fleet.servicing",
        "fleet.service_interval_y", "fleet.service_usd_per_satellite", "fleet.service_restores_frac",
        "fleet.replacement_frac_per_y", "fleet.yearly_shares_of", "launch.failure_frac", "launch.stand_down_days",
        "launch.risk", "launch.insurance_frac",
    ),
    "ground": ("ground",),
    "time integration": ("numerics",),
    WORDS: ("name", "description", "seed", "carbon", "as_announced", "published", "claim", "satellite.label"),
}  # fmt: skip
ACTING = tuple(name for name in GROUPS if name != WORDS)

# What grows with one satellite, and is compared per watt of its accelerators.
BY_SIZE = (
    "satellite.announced_mass_kg", "satellite.envelope_m3", "satellite.vital_m2", "satellite.solar_array.area_m2",
    "satellite.battery.capacity_kwh", "satellite.radiator.area_m2", "satellite.bus.housekeeping_w",
    "satellite.bus.avionics_mass_kg", "satellite.bus.box_m3", "satellite.bus.structure_usd",
    "satellite.bus.avionics_usd", "satellite.propulsion.propellant_kg", "satellite.propulsion.input_w",
    "satellite.propulsion.dry_mass_kg", "satellite.drag.body_m2", "satellite.drag.raising_m2",
    "fleet.service_usd_per_satellite", "fleet.orbital_use_fee_usd_per_satellite_y",
)  # fmt: skip
BY_LENGTH = ("satellite.layout.span_m", "satellite.layout.height_m", "satellite.layout.body_m")


def group_of(path: str) -> str:
    """The group of a field by its dotted key; empty for a key that no group names.

    >>> group_of("launch.price_usd_per_kg"), group_of("launch.failure_frac"), group_of("satellite.radiator.area_m2")
    ('launch', 'failures', 'heat')
    """
    heads = {head: name for name, found in GROUPS.items() for head in found}
    keys = path.split(".")
    for end in range(len(keys), 0, -1):
        if (head := ".".join(keys[:end])) in heads:
            return heads[head]
    return ""


def fields_of(block: type[Block] = Scenario, path: str = "") -> Iterator[str]:
    """The dotted keys of a block's fields, those of required blocks one by one; a list or optional block is one field.

    >>> list(fields_of())[:4]
    ['name', 'description', 'seed', 'mission.service_date']
    """
    for name, info in block.model_fields.items():
        inner, is_list = block_of(info)
        if inner is not None and not is_list and not is_optional(info):
            yield from fields_of(inner, f"{path}{name}.")
        else:
            yield f"{path}{name}"


def flat(values: dict[str, Any]) -> dict[str, Any]:
    """The values of a scenario by the keys of ``fields_of``."""
    found = {}
    for path in fields_of():
        here: Any = values
        for key in path.split("."):
            here = here[key]
        found[path] = here
    return found


def nested(values: dict[str, Any]) -> dict[str, Any]:
    """The way back from ``flat``.

    >>> nested({"a.b": 1, "a.c": 2, "d": 3})
    {'a': {'b': 1, 'c': 2}, 'd': 3}
    """
    tree: dict[str, Any] = {}
    for path, value in values.items():
        *above, last = path.split(".")
        here = tree
        for key in above:
            here = here.setdefault(key, {})
        here[last] = value
    return tree
