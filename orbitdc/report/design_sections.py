"""Sections of the page on the satellite and its orbit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orbitdc.report.blocks import Block, Table
from orbitdc.report.text import part, said

_DESIGN = {
    "it_kw": ("IT power, every accelerator busy", "kW"),
    "array_m2": ("solar array", "m2"),
    "battery_kwh": ("battery", "kWh"),
    "depth_of_discharge_frac": ("allowed depth of discharge", ""),
    "radiator_m2": ("radiator, planform", "m2"),
    "propellant_kg": ("propellant", "kg"),
    "flow_frac": ("coolant flow over the vendor's", ""),
    "parts_kg_per_kw": ("sum of the parts", "kg per IT kW"),
    "bus_usd_per_w": ("bus", "USD per IT W"),
    "launch_usd_per_w": ("launch", "USD per IT W"),
}
_SKY = (
    ("environment", "drag_m_per_s_y", "drag (m/s per year)"),
    ("environment", "propellant_need_kg", "propellant needed (kg)"),
    ("environment", "disposal_days", "spiral down at the end of life (days)"),
    ("environment", "passive_decay_y", "decay of a satellite that lost its thruster (years)"),
    ("environment", "reentry_date", "re-entry within the life"),
    ("environment", "dose_krad", "dose behind the shield at the end of life (krad)"),
    ("environment", "stops_per_accelerator_y", "stops of an accelerator by radiation (per year)"),
    ("environment", "useful_frac", "share of time that ends in kept work"),
    ("environment", "saa_share", "share of time in the South Atlantic Anomaly"),
    ("environment", "cells_left_frac", "output left of the cells at the end of life"),
    ("environment", "radiator_left_frac", "radiator left in service at the end of life"),
    ("environment", "collision_per_y", "satellites lost to debris (per year)"),
    ("network", "demand_gbps", "traffic that full clock sends (Gbit/s)"),
    ("network", "capacity_gbps", "traffic that the links carry (Gbit/s)"),
    ("network", "share_frac", "share of full throughput that the network leaves"),
    ("network", "synchronous_share_frac", "the same were every step all-reduced"),
    ("network", "range_km", "distance to the neighbours (km)"),
    ("network", "ground_available_frac", "share of time with a clear ground station in view"),
    ("network", "gateway_one_way_ms", "one-way delay to the nearest gateway (ms)"),
    ("network", "fleet_ground_gbps", "traffic of the fleet with the ground at full clock (Gbit/s)"),
    ("network", "gateways", "ground stations that carry it at every site"),
)


def design(summary: Mapping[str, Any]) -> list[Block]:
    """Sizes of one satellite; of a sized design also the margins its proof left."""
    found = part(summary, "orbit", "design") or {}
    rows = [(label, said(found, key, unit)) for key, (label, unit) in _DESIGN.items() if key in found]
    left, wanted = found.get("margins") or {}, found.get("margins_wanted") or {}
    rows += [
        (f"margin of {name.removesuffix('_frac')}, stated and left", f"{wanted[name]:.1%}, {margin:.1%}")
        for name, margin in left.items()
    ]
    if found.get("reason"):
        rows.append(("does not close", str(found["reason"])))
    return [Table(("as sized" if left else "as given", "size"), rows, name="design")]


def sky(summary: Mapping[str, Any]) -> list[Block]:
    """Air, radiation, debris and links of the orbit that meets most of them."""
    rows = []
    for block, key, label in _SKY:
        found = part(summary, "orbit", block)
        if found and (key in found or f"{key}_reason" in found):
            value = found.get(key)
            rows.append((label, value if isinstance(value, str) else said(found, key)))
    return [Table(("", "value"), rows, numeric=(1,), name="sky")]
