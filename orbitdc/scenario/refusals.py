"""What a scenario may state in one of two ways, and not twice: told from the catalogue by where each was written."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from orbitdc.economics.financing import CostOfCapital
from orbitdc.fleet.launcher import MANY_PRICES, PRICES
from orbitdc.ledger.wacc import Capital
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
            if origin.is_stated:
                side.refuse(origin, BOTH, f"ground.{key}", BOTH_FIX)


def one_price_of_failed_launches(values: dict[str, Any], side: Resolved) -> None:
    """A premium stated beside a stated ``risk: expected_loss`` is refused; the catalogue gives both as defaults."""
    launch = values.get("launch")
    origins = [side.origins.get(f"launch.{key}") for key in ("risk", "insurance_frac")]
    if not isinstance(launch, dict) or launch.get("risk") != "expected_loss" or not launch.get("insurance_frac"):
        return
    risk, premium = origins
    if risk is None or premium is None or not (risk.is_stated and premium.is_stated):
        return
    side.refuse(
        premium,
        "a premium on top of launch.risk: expected_loss pays for failed launches twice",
        "launch.insurance_frac",
        "remove it, or set launch.risk to insurance",
    )


def one_launch_price(values: dict[str, Any], side: Resolved) -> None:
    """Beside a stated price of a launch the one of the catalogue's entry gives way; a second stated one is refused."""
    launch = values.get("launch")
    if not isinstance(launch, dict):
        return
    for key in PRICES:
        if f"launch.{key}" in side.refused:  # told already; that no price is left would be told beside it
            launch[key] = 0.0
    given = [key for key in PRICES if launch.get(key) is not None]
    stated = [key for key in given if side.origins[f"launch.{key}"].is_stated]
    for key in given if stated else ():
        if key != stated[-1]:
            del launch[key]
    if len(stated) > 1:
        last, others = stated[-1], " and ".join(f"launch.{key}" for key in stated[:-1])
        fix = f"remove it, or set {others} to null"
        side.refuse(side.origins[f"launch.{last}"], f"{MANY_PRICES}; {others} states it too", f"launch.{last}", fix)


def one_announced_mass(values: dict[str, Any], side: Resolved) -> None:
    """A mass per kW takes the place of the catalogue's mass of the satellite; beside a stated one it is refused."""
    satellite = values.get("satellite")
    if not isinstance(satellite, dict) or satellite.get("announced_kg_per_it_kw") is None:
        return
    at, other = (
        side.origins[f"satellite.announced_{key}"] if satellite.get(f"announced_{key}") is not None else None
        for key in ("kg_per_it_kw", "mass_kg")
    )
    if at is not None and other is not None and at.is_stated and other.is_stated:
        message = "a mass of the satellite beside satellite.announced_mass_kg, which states it too"
        side.refuse(at, message, "satellite.announced_kg_per_it_kw", "remove one of them, or set it to null")


def one_cost_of_capital(values: dict[str, Any], side: Resolved) -> None:
    """The rate that follows from ``money.capital``, or that of a side, takes the place of the catalogue's.

    A rate stated beside its build-up is refused. A side that states a tax of its own pays it in the shared build-up.
    """
    money = values.get("money")
    if not isinstance(money, dict):
        return
    shared = money.get("capital")
    if isinstance(shared, dict):
        _built_up(money, shared, money.get("tax_frac"), money.get("inflation_frac"), "money", side)
    for name in ("orbit", "ground"):
        own = money.get(name)
        if not isinstance(own, dict):
            continue
        tax = own.get("tax_frac", money.get("tax_frac"))
        if isinstance(parts := own.get("capital"), dict):
            _built_up(own, parts, tax, money.get("inflation_frac"), f"money.{name}", side)
        elif isinstance(shared, dict) and "tax_frac" in own and "real_wacc_frac" not in own:
            _built_up(own, shared, tax, money.get("inflation_frac"), f"money.{name}", side)


def _built_up(
    block: dict[str, Any], parts: dict[str, Any], tax: Any, inflation: Any, path: str, side: Resolved
) -> None:
    """Put the rate of a build-up into the block at a path, or say why there is none."""
    at, stated = side.origins.get(f"{path}.capital", side.origins[path]), side.origins.get(f"{path}.real_wacc_frac")
    if stated is not None and stated.is_stated:
        fix = f"remove it, or remove {path}.capital"
        message = f"stated beside {path}.capital, from which it follows"
        side.refuse(stated, message, f"{path}.real_wacc_frac", fix)
        return
    try:
        CostOfCapital(**parts)
        capital = Capital(**{k: v for k, v in parts.items() if k != "label"}, tax_frac=tax)
        block["real_wacc_frac"] = capital.real_wacc_frac(inflation)
    except (TypeError, ValidationError):  # keys that are missing, unknown or no numbers are told by their own checks
        return
    except ValueError as error:
        side.refuse(at, str(error), f"{path}.capital", "check its parts; `orbitdc catalog capital` lists whole ones")
        return
    if block["real_wacc_frac"] < 0.0:
        message = f"makes a real cost of capital of {block['real_wacc_frac']:.2%}: nobody lends to get less back"
        side.refuse(at, message, f"{path}.capital", "raise its rates, or lower money.inflation_frac")
        block["real_wacc_frac"] = 0.0
    side.origins[f"{path}.real_wacc_frac"] = at
