"""Rows of the short table about the fleet: how it is sized, launched, spaced and worn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orbitdc.report.text import number, part, said

_LOADS = {"survivors": "what is left at the end of life", "full": "every accelerator alive"}


def load_rows(orbit: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a sized design carries, and what the other load of ``design.sized_for`` would take; nothing for others."""
    design = orbit.get("design") or {}
    other = design.get("other_load")
    if other is None:
        return []

    def words(sizes: Mapping[str, Any], kg: float) -> str:
        """The sizes for a load in words."""
        array, radiator = number(sizes["array_m2"]), number(sizes["radiator_m2"])
        fails = ", which does not close" if sizes.get("reason") else ""
        return f"{_LOADS[sizes['sized_for']]}: {number(kg)} kg, array {array} m2, radiator {radiator} m2{fails}"

    return [("sized for", f"{words(design, orbit['mass_kg']['total'])}; for {words(other, other['launched_kg'])}")]


def campaign_rows(orbit: Mapping[str, Any]) -> list[tuple[str, str]]:
    """How long the launches take, beside the ramp that was wished for; nothing in results of earlier versions."""
    if orbit.get("campaign_months") is None:
        return []
    cadence = f"{number(orbit['launches_per_year_available'])} launches a year"
    rises = orbit.get("launches_growth_per_y") or 0.0
    if rises > 0.0:
        most = orbit.get("launches_per_year_most")
        cadence += f" that grow by {rises:.0%} a year" + (f" to {number(most)}" if most is not None else "")
    else:
        cadence += " to begin with" if "campaign_limited_by" not in orbit else ""
    took = f"{orbit['campaign_months']:,.0f} months, at {cadence}"
    return [("launch campaign", took + _pace(orbit))]


def _pace(orbit: Mapping[str, Any]) -> str:
    """Which of launches, factory and ramp sets the pace of a campaign, and what each takes."""
    limit = orbit.get("campaign_limited_by")
    if not limit:
        return ""
    launches, factory = (f"{orbit[f'{key}_months']:,.0f} months" for key in ("launch", "factory"))
    down = orbit["stand_down_months"]
    grounded = f", {down:,.0f} of them on the ground after failed launches" if down >= 0.5 else ""
    said = {
        "launches": f"launches set the pace{grounded}; the factory would take {factory}",
        "factory": f"the factory sets the pace; the launches would take {launches}{grounded}",
        "ramp": f"the wished ramp sets the pace; the launches would take {launches}, the factory {factory}",
    }
    return f"; {said[str(limit)]}"


def spacing_rows(orbit: Mapping[str, Any]) -> list[tuple[str, str]]:
    """How close the satellites of one orbit stand; nothing for orbits of a catalogue and in earlier results."""
    network = orbit.get("network") or {}
    if network.get("node_spacing_km") is None:
        return []
    close = ", closer than the least spacing (fleet.spacing_least_km)" if network["node_spacing_frac"] < 0.0 else ""
    count, apart = number(network["satellites_on_node"]), number(network["node_spacing_km"])
    return [("satellites on one orbit", f"{count}, {apart} km from one to the next{close}")]


def wear_rows(orbit: Mapping[str, Any], ground: Mapping[str, Any]) -> list[tuple[str, str]]:
    """How many accelerators heat and eclipses end on either side; nothing in results of earlier versions."""
    wear, below = part(orbit, "reliability", "wear"), ground.get("accelerator_losses_per_y")
    if not wear or below is None:
        return []
    cycles = f"{wear['cycles_per_y']:,.0f} eclipses a year that swing the chip by {wear['swing_k']:.0f} K"
    why = f"{wear['heat_factor']:.2f} times the quoted rate by heat and {wear['cycle_factor']:.2f} by {cycles}"
    told = f"{wear['losses_per_y']:.1%} a year in orbit, {why}; {below:.1%} on the ground"
    return [("accelerators lost for good", told)]


def packing_words(orbit: Mapping[str, Any]) -> str:
    """Satellites and launches, how many ride together, what limits them, and where they fly from."""
    if orbit.get("launches") is None:
        return f"{said(orbit, 'satellites')}; launches {said(orbit, 'launches')}"
    text = f"{said(orbit, 'satellites')} on {said(orbit, 'launches')} launches"
    each, limit = orbit.get("satellites_per_launch"), orbit.get("launch_limited_by")
    place = f", from {site}" if (site := orbit.get("launch_site")) else ""
    return f"{text}, {number(each)} each, limited by {limit}{place}" if each and limit else text
