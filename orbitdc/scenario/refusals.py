"""What a scenario may not state twice, told from defaults of the catalogue by where each value was written."""

from __future__ import annotations

from typing import Any

from orbitdc.scenario.resolve import Resolved
from orbitdc.site import BOTH, BOTH_FIX


def one_power_source(values: dict[str, Any], side: Resolved) -> None:
    """Beside a power plant the tariff and carbon of the site's catalogue entry give way; stated ones are refused."""
    ground = values.get("ground")
    if not isinstance(ground, dict) or "power" not in ground:
        return
    for key in ("electricity_usd_per_kwh", "carbon_kg_per_kwh"):
        if ground.pop(key, None) is not None:
            origin = side.origins[f"ground.{key}"]
            if origin.row is None:
                side.refuse(origin, BOTH, f"ground.{key}", BOTH_FIX)


def one_price_of_failed_launches(values: dict[str, Any], side: Resolved) -> None:
    """A premium stated beside a stated ``risk: expected_loss`` is refused; the catalogue gives both as defaults."""
    launch = values.get("launch")
    origins = [side.origins.get(f"launch.{key}") for key in ("risk", "insurance_frac")]
    if not isinstance(launch, dict) or launch.get("risk") != "expected_loss" or not launch.get("insurance_frac"):
        return
    risk, premium = origins
    if risk is None or premium is None or risk.row is not None or premium.row is not None:
        return
    side.refuse(
        premium,
        "a premium on top of launch.risk: expected_loss pays for failed launches twice",
        "launch.insurance_frac",
        "remove it, or set launch.risk to insurance",
    )
