"""A results folder as a run would leave it, made up but plausible."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

SUMMARY: dict[str, Any] = {
    "schema": 2,
    "orbitdc_version": "0.1.0",
    "scenario": {"name": "AI1 against Colossus", "path": "scenarios/ai1.yaml", "sha256": "ab" * 32, "description": ""},
    "seed": 1,
    "created_utc": "2027-01-02T03:04:05Z",
    "platform": "Linux x86_64, Python 3.13.1, numpy 2.4.6, numba 0.65.0",
    "currency_year": 2026,
    "orbit": {
        "name": "AI1 satellite",
        "verdict": "THROTTLED",
        "feasible": True,
        "binding_limit": "radiator: coolant reaches 322 K against a supply limit of 318 K",
        "remedy": "satellite.radiator.area_m2: 130 or more",
        "margins": {
            "power_frac": 0.04,
            "battery_frac": 0.31,
            "radiator_k": -4.2,
            "chip_k": 6.5,
            "mass_frac": 0.12,
            "satellites_per_launch": 28.0,
            "cadence_frac": 1.5,
            "propellant_frac": None,
            "propellant_frac_reason": "drag make-up is not modelled",
            "dose_frac": None,
            "dose_frac_reason": "radiation dose is not modelled",
        },
        "satellites": 12345,
        "launches": 441,
        "sunlit_frac": 0.93,
        "eclipse_max_s": 1260.0,
        "eclipse_days_per_year": 118.0,
        "beta_deg": {"min": 58.0, "max": 88.0},
        "array_power_w": {"bol": 152e3, "eol": 139e3},
        "battery_min_soc_frac": 0.61,
        "radiator_max_k": 331.0,
        "chip_max_k": 361.65,
        "throttle_mean_frac": 0.031,
        "delivered_pflop_per_s": 1.234e6,
        "firm_pflop_per_s": {"p1": 1.17e6, "min": 1.1e6},
        "nameplate_pflop_per_s": 4.1e6,
        "waterfall": [
            {"step": "occupancy", "label": "occupancy", "factor": 0.8},
            {"step": "model_flop_utilization", "label": "model FLOP utilization", "factor": 0.4},
            {"step": "clock_eclipse_heat_power", "label": "clock (eclipse, heat, power)", "factor": 0.969},
            {"step": "survivors", "label": "survivors", "factor": 0.97},
        ],
        "mass_kg": {"total": 2200.0, "bottom_up": 1936.0, "array": 900.0, "compute": 800.0, "radiator": 236.0},
        "launch_filled_frac": {"mass": 0.62, "volume": 0.97},
        "satellites_per_launch": 28,
        "shells": [{"period_s": 5800.0, "inclination_deg": 97.8, "altitude_km": 600.0, "satellites": 12345.0}],
        "usd_per_pflop_hour": 4.312,
        "usd_per_eflop": 1.2e-3,
        "usd_per_gpu_hour": 3.1,
        "usd_per_it_kwh": 2.4,
        "kgco2e_per_pflop_hour": None,
        "kgco2e_per_pflop_hour_reason": "carbon is not modelled",
        "cost_parts_usd_per_pflop_hour": {
            "it": 1.3,
            "bus_array": 0.42,
            "bus_radiator": 0.33,
            "bus_structure": 0.25,
            "launch": 1.4,
            "launch_loss": 0.11,
            "replacement": 0.32,
            "operations": 0.15,
            "deorbit": 0.012,
            "development": 0.02,
        },
        "cost_part_groups": {
            "it": "compute",
            "bus_array": "bus",
            "bus_radiator": "bus",
            "bus_structure": "bus",
            "launch": "launch",
            "launch_loss": "launch",
            "replacement": "replacement_and_repairs",
            "operations": "operations_and_other",
            "deorbit": "operations_and_other",
            "development": "operations_and_other",
        },
    },
    "ground": {
        "site": "Memphis",
        "delivered_pflop_per_s": 1.21e6,
        "nameplate_pflop_per_s": 3.9e6,
        "usd_per_pflop_hour": 1.77,
        "usd_per_eflop": 4.9e-4,
        "usd_per_gpu_hour": 1.3,
        "usd_per_it_kwh": 1.0,
        "water_l_per_pflop_hour": 0.9,
        "cost_parts_usd_per_pflop_hour": {
            "it": 1.3,
            "repairs": 0.05,
            "facility": 0.4,
            "energy": 0.15,
            "staff": 0.03,
            "insurance": 0.02,
            "salvage": -0.08,
            "facility_residual": -0.1,
        },
        "cost_part_groups": {
            "it": "compute",
            "repairs": "replacement_and_repairs",
            "facility": "facility",
            "energy": "energy",
            "staff": "operations_and_other",
            "insurance": "operations_and_other",
            "salvage": "operations_and_other",
            "facility_residual": "operations_and_other",
        },
    },
    "ratio_like_for_like": 2.436,
    "ratio_as_announced": 0.91,
    "ratio_floor": 1.08,
    "launch_usd_per_kg": 1500.0,
    "breakeven_launch_usd_per_kg": None,
    "breakeven_launch_usd_per_kg_reason": "even free launch leaves orbit 1.62 times the ground",
    "breakeven_bus_usd_per_w": None,
    "breakeven_bus_usd_per_w_reason": "even a free bus leaves orbit 1.87 times the ground",
    "as_announced": [
        {"step": "announced_array_power", "label": "announced array power", "ratio": 2.1},
        {"step": "announced_launch_price", "label": "announced launch price", "ratio": 0.91},
    ],
    "shared": {
        "accelerator": "GB300",
        "precision": "fp8",
        "service_date": "2028-01-01",
        "life_y": 5.0,
        "real_wacc_frac": 0.08,
    },
    "departures": [],
    "notes": ["not modelled: drag; carbon"],
    "numbers_used": 93,
    "numbers_estimated": 41,
}


def write_csv(path: Path, columns: dict[str, Any]) -> None:
    """Write columns of equal length under their names."""
    with path.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.writer(lines)
        writer.writerow(columns)
        for row in zip(*columns.values(), strict=True):
            writer.writerow(["" if isinstance(cell, float) and np.isnan(cell) else cell for cell in row])


def one_orbit() -> dict[str, Any]:
    """One orbit of 95 minutes with 20 minutes of eclipse."""
    time = np.arange(0.0, 5700.0, 30.0)
    dark = (time > 2400) & (time < 3600)
    lit = np.where(dark, 0.0, 1.0)
    warm = 8 * np.sin(2 * np.pi * time / 5700.0)
    soc = 1.0 - np.clip((time - 2400) / 1200 * 0.39, 0, 0.39) + np.clip((time - 3600) / 1800 * 0.39, 0, 0.39)
    clock = np.where(dark, 0.86, 1.0)
    return {
        "time_s": time,
        "sunlit_frac": lit,
        "array_power_w": lit * (141e3 + 300 * warm),
        "it_power_w": 118e3 * clock,
        "state_of_charge_frac": soc,
        "array_k": np.where(dark, 240 + 60 * np.exp(-(time - 2400) / 400), 335 + warm),
        "radiator_k": 318 + warm - 6 * dark,
        "chip_k": 350 + warm - 9 * dark,
        "clock_frac": clock,
    }


def days() -> dict[str, Any]:
    """Two years of days of a dawn-dusk fleet."""
    n = np.arange(730)
    season = np.cos(2 * np.pi * (n - 172) / 365.25)
    eclipse = np.clip(21.0 * (season - 0.5) / 0.5, 0.0, None)
    start = date(2028, 1, 1)
    clock = 1.0 - 0.004 * eclipse
    alive = 0.97 ** (n / 365.25)
    return {
        "date": [(start + timedelta(days=int(i))).isoformat() for i in n],
        "beta_min_deg": 60 - 4 * season,
        "beta_max_deg": 80 - 7 * season,
        "sunlit_frac": 1.0 - eclipse / 95.0,
        "eclipse_min_per_orbit": eclipse,
        "array_available_w": np.full(730, 141e3),
        "it_w": 118e3 * clock,
        "clock_frac": clock,
        "alive_frac": alive,
        "delivered_pflop_per_s": 1.3e6 * clock * alive,
        "battery_soc_min_frac": 1.0 - eclipse / 50.0,
        "array_max_k": np.full(730, 343.0),
        "radiator_max_k": np.full(730, 331.0),
        "chip_max_k": np.full(730, 358.0),
        "loop_max_k": np.full(730, 322.0),
        "f107_sfu": 110.0 - 0.05 * n,
        "altitude_km": np.full(730, 600.0),
        "drag_m_per_s_d": 0.05 - 4e-5 * n,
        "thruster_w": 30.0 - 0.02 * n,
        "dose_krad": 0.15 * n / 365.25,
        "useful_frac": np.full(730, 0.983),
        "cells_left_frac": 0.97 ** (n / 365.25),
        "radiator_left_frac": 0.99 ** (n / 365.25),
    }


def launch_curve() -> dict[str, Any]:
    """Cost against launch price, straight line in the price."""
    price = np.geomspace(10.0, 10000.0, 25)
    return {
        "launch_usd_per_kg": price,
        "orbit_usd_per_pflop_hour": 2.8 + 1.51 * price / 1500.0,
        "ground_usd_per_pflop_hour": np.full(25, 1.77),
    }


def orbit_energy() -> dict[str, Any]:
    """Energy through one satellite in one orbit, every part in balance."""
    flows = [
        ("sunlight", "array", 900.0),
        ("Earth and radiator", "array", 160.0),
        ("array", "radiated by the array", 896.0),
        ("array", "power bus", 160.0),
        ("array", "coolant", 4.0),
        ("power bus", "accelerators", 145.0),
        ("power bus", "power conversion", 5.0),
        ("power bus", "housekeeping", 9.0),
        ("power bus", "battery", 37.0),
        ("battery", "power bus", 36.0),
        ("battery", "coolant", 1.0),
        ("accelerators", "coolant", 145.0),
        ("power conversion", "coolant", 5.0),
        ("housekeeping", "coolant", 9.0),
        ("sky and array", "coolant", 33.0),
        ("coolant", "radiated by the radiator", 197.0),
    ]
    return dict(zip(("flows_from", "flows_to", "energy_kwh"), zip(*flows, strict=True), strict=True))


def cashflow() -> dict[str, Any]:
    """Six years of cash by month: spent before service, earned after, more on the ground than in orbit."""
    month = np.arange(-12, 60)
    out: dict[str, Any] = {"side": np.repeat(["orbit", "ground"], month.size)}
    out["year"] = np.tile((month + 12) // 12, 2)
    out["month"] = np.tile(month, 2)
    out["cash_usd"] = np.concatenate([np.where(month < 0, -2.1e9, 0.2e9), np.where(month < 0, -0.9e9, 0.25e9)])
    return out


def satellites() -> dict[str, Any]:
    """Four planes of one shell."""
    return {
        "name": [f"shell 0 plane {plane}" for plane in range(4)],
        "satellites": [3086.0] * 4,
        "altitude_km": [600.0] * 4,
        "inclination_deg": [97.8] * 4,
        "raan_deg": [10.0, 55.0, 100.0, 145.0],
    }


def numbers() -> dict[str, Any]:
    """Two numbers of a run, one of them an estimate."""
    return {
        "key": ["launch.price_usd_per_kg", "satellite.radiator.area_m2"],
        "value": [1500.0, 130.0],
        "unit": ["USD/kg", "m2"],
        "low": [500.0, np.nan],
        "high": [3000.0, np.nan],
        "origin": ["catalogue launchers/starship", "ai1.yaml:12"],
        "as_of": ["2026", ""],
        "grade": ["estimate", "scenario"],
        "source": ["https://example.org/price", ""],
        "note": ["", ""],
    }


TABLES = {
    "one_orbit": one_orbit,
    "orbit_energy": orbit_energy,
    "days": days,
    "launch_curve": launch_curve,
    "cashflow": cashflow,
    "satellites": satellites,
    "numbers": numbers,
}


def write_folder(folder: Path, summary: dict[str, Any] | None = None) -> Path:
    """Write a whole results folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "summary.json").write_text(json.dumps(SUMMARY if summary is None else summary), encoding="utf-8")
    for name, table in TABLES.items():
        write_csv(folder / f"{name}.csv", table())
    return folder


def nulled(value: Any) -> Any:
    """The same shape with every number null."""
    if isinstance(value, dict):
        return {key: nulled(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [nulled(inner) for inner in value]
    return None if isinstance(value, int | float) else value
