"""Sun, array and battery of the march against computed cases that this package did not write."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np
import pytest
from by_hand import DAWN_DUSK, EQUINOX, SQUARE, WALKER, at_one_au, marching, scenario, solstice
from computed_cases import case

from orbitdc.engine.days import every_day
from orbitdc.engine.lanes import Orbit
from orbitdc.engine.march import sun_for
from orbitdc.engine.track import march_lane
from orbitdc.fleet.orbits import shell_orbits
from orbitdc.fleet.shell import Shell
from orbitdc.satellite import SolarArray
from orbitdc.satellite.sizing import array_bottom_up
from orbitdc.satellite.view import plate_to_earth
from orbitdc.sky.eclipse import eclipse_edges
from orbitdc.sky.sun import sun_table

SOLAR_W_PER_M2 = 1361.0


# -- Sun and array -----------------------------------------------------------------------------------------------------


def test_sol_01_irradiance_over_a_year() -> None:
    _, expected = case("sol-01")
    flown = marching(scenario(service_date=dt.date(2027, 1, 1)), 1)
    _, irradiance = sun_for(sun_table(dt.date(2027, 1, 1), 365.0), flown.cut, every_day(0, 365), SOLAR_W_PER_M2)
    # The case's ellipse leaves out the Moon, which pulls the Earth 4,700 km to and fro: 0.09 W/m2 more.
    assert irradiance.max() == pytest.approx(expected["perihelion"], abs=0.1 + 0.09)
    assert irradiance.min() == pytest.approx(expected["aphelion"], abs=0.1 + 0.09)


def array_of(inputs: dict[str, Any]) -> SolarArray:
    made = scenario(
        announced_w_per_m2=None,
        cell_efficiency_frac=inputs["eta28"],
        temperature_coefficient_per_k=inputs["tc"],
        satellite__solar_array__packing_frac=inputs["packing"],
        absorptance_frac=inputs["alpha"],
        emittance_front_frac=inputs["eps_f"],
        emittance_rear_frac=inputs["eps_b"],
        pointing_efficiency_frac=1.0,
    )
    return made.satellite.solar_array


@pytest.mark.parametrize(("name", "kelvin", "watts"), [("sol-02", 0.5, 1.0), ("sol-04", 1.0, 1.0)])
def test_sol_array_in_balance(name: str, kelvin: float, watts: float) -> None:
    inputs, expected = case(name)
    array = array_of(inputs)
    view = 2.0 * float(plate_to_earth(650.0, 0.5 * math.pi))
    # The closed form knows infrared alone; the cases' albedo, 0.3 x 0.1 on the front, is handed in as more of it.
    albedo = 0.5 * inputs["alpha"] * 0.3 * 0.1 * SOLAR_W_PER_M2 / (0.5 * (inputs["eps_f"] + inputs["eps_b"]))
    temperature, output = array_bottom_up(array, SOLAR_W_PER_M2, 237.0 + albedo, view)
    assert temperature == pytest.approx(expected["T_K"], abs=kelvin)
    assert output == pytest.approx(expected["W_m2"], abs=watts)


@pytest.mark.parametrize(("name", "kelvin", "watts"), [("sol-02", 0.5, 1.0), ("sol-04", 1.0, 1.0)])
def test_sol_marched_array_settles_to_the_balance(name: str, kelvin: float, watts: float) -> None:
    inputs, expected = case(name)
    array = array_of(inputs)
    made = scenario(
        shells=(SQUARE,),
        service_date=EQUINOX,
        solar_constant_w_per_m2=at_one_au(EQUINOX),
        capacity_kwh=0.0,
        satellite__it_power_w=1e6,  # draws all that the array gives
        satellite__radiator__area_m2=2000.0,
        **{f"satellite__solar_array__{k}": v for k, v in array.model_dump().items()},
    )
    rows = [Orbit._fields.index(name) for name in ("phase_scale", "phase_width2")]
    phase = marching(made, 1).lanes.orbit[0, rows, 0]  # scale and squared width: scale x width at the terminator
    albedo = 0.5 * 0.03 / (phase[0] * phase[1] ** 0.5)  # the cases let the front alone take it
    made = made.replace({"sky.albedo_frac": albedo})
    flown = marching(made, 1)
    assert flown.last("array") == pytest.approx(np.full(16, expected["T_K"]), abs=kelvin)
    assert flown.mean("panel")[0] == pytest.approx(flown.mean("panel_available")[0], rel=1e-12)
    after = march_lane(flown.lanes, 0, flown.sun, 1, flown.cut, made.sky.solar_constant_w_per_m2, np.array([720, 1440]))
    per_m2 = after.of("panel")[1] / 720 / array.area_m2
    assert per_m2 == pytest.approx(expected["W_m2"], abs=watts)


# -- battery -----------------------------------------------------------------------------------------------------------


def test_eps_01_array_power_through_an_eclipse() -> None:
    inputs, expected = case("eps-01")
    flown = solstice(
        harness_mppt_efficiency_frac=inputs["eta_sun"],
        conversion_efficiency_frac=1.0,
        roundtrip_efficiency_frac=inputs["eta_batt_rt"],
        capacity_kwh=100.0,
        charge_max_per_h=0.5,
        satellite__solar_array__area_m2=1000.0,
    )
    assert flown.mean("clock").min() > 1.0 - 1e-9
    # Energy drawn over the time in the Sun, all lanes of the plane, first and last orbit being whole in the mean.
    stored = (flown.last("battery") - flown.lanes.battery_j).sum() / math.sqrt(0.9) / 0.92
    drawn = flown.total("panel").sum() * 60.0 - stored
    lit_s = flown.total("lit").sum() * 60.0
    assert drawn / lit_s == pytest.approx(1e3 * expected["P_array_kW"], abs=200.0)


@pytest.mark.parametrize("index", [0, 1])
def test_eps_02_battery_for_a_solstice_eclipse(index: int) -> None:
    inputs, expected = case("eps-02")
    fresh = expected["C_kWh"][index] * inputs["EOL"]
    flown = solstice(
        conversion_efficiency_frac=1.0,
        roundtrip_efficiency_frac=inputs["eta_d"] ** 2,
        capacity_kwh=fresh,
        depth_of_discharge_max_frac=0.95,
        satellite__solar_array__area_m2=1000.0,
        step_s=10.0,  # a step cut by the shadow's edge nets its charge against its discharge: 1 % of the depth at 60 s
    )
    depth = 1.0 - flown.extreme("battery_low") / flown.lanes.battery_j
    assert depth.max() == pytest.approx(inputs["DoD"][index], rel=0.01)
    # Every phase of the plane meets the same eclipse, but for where its steps fall.
    assert depth.min() == pytest.approx(depth.max(), rel=0.01)


def test_eps_03_eclipses_in_five_years() -> None:
    inputs, expected = case("eps-03")
    day = dt.date(2027, 1, 1)
    shells: tuple[dict[str, Any], ...] = ({**DAWN_DUSK, "altitude_km": 650.0}, {**WALKER, "planes": 1})
    assert len(inputs) == 2
    for shell, count in zip(shells, expected["n_5yr"], strict=True):
        made = shell_orbits(Shell(**shell), dt.datetime(2027, 1, 1, tzinfo=dt.UTC), 1, 1)
        edges = eclipse_edges(
            made, 0, sun_table(day, 365.0), start_s=0.0, span_s=365 * 86400.0, shadow="cylinder_sphere"
        )
        assert 5 * len(edges) == pytest.approx(count, rel=0.02)
