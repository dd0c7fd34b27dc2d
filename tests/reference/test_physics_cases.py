"""Radiator, chip and attitude of the march against computed and published cases that this package did not write."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_bvp

sys.path.append(str(Path(__file__).resolve().parents[1] / "engine"))

from by_hand import EQUINOX, PLAIN_LOAD, SOLSTICE, SQUARE, at_one_au, marching, scenario, solstice
from computed_cases import case

from orbitdc.engine.chips import clock_of_power, thermal_power_frac
from orbitdc.engine.lanes import Hardware, Orbit, Path
from orbitdc.engine.light import plate_view
from orbitdc.engine.march_kernel import sun_in_plane
from orbitdc.engine.track import march_lane
from orbitdc.satellite.fin import fin_efficiency, loop_flux_w_per_m2
from orbitdc.satellite.view import plate_to_earth

ZERO_C = 273.15
SOLAR_W_PER_M2 = 1361.0
SIGMA = 5.670374419e-8


# -- heat --------------------------------------------------------------------------------------------------------------


def test_th_01_plate_to_earth() -> None:
    inputs, expected = case("th-01")
    for altitude in inputs["alt_km"]:
        tilt = np.radians(inputs["tilt_from_nadir_deg"])
        assert plate_to_earth(float(altitude), tilt) == pytest.approx(expected[str(altitude)], abs=1e-4)


def radiator(altitude_km: float = 650.0, **changes: Any) -> Hardware:
    """Lowered radiator of 110 m2 with perfect fins, as the march uses it at the beginning of life."""
    made = {"fin_efficiency_frac": 1.0, "shells": ({**SQUARE, "altitude_km": altitude_km},), "service_date": EQUINOX}
    lanes = marching(scenario(**{**made, **changes}), 1).lanes
    h, o = Hardware(*lanes.hardware[:, 0]), Orbit(*lanes.orbit[0, :, 0])
    view = plate_view(h.radiator_down, o)  # held edge-on or face-on, the same all along the orbit
    return h._replace(radiator_infrared_w=h.radiator_infrared_w * view, radiator_albedo_m2=h.radiator_albedo_m2 * view)


def net_w_per_m2(h: Hardware, kelvin: float, sunlit: float = 0.0, albedo_geometry: float = 0.1) -> float:
    """What a lowered radiator gives off at a temperature, per m2 of planform."""
    reflected = SOLAR_W_PER_M2 * albedo_geometry
    absorbed = h.radiator_infrared_w + h.radiator_albedo_m2 * reflected + sunlit
    return (h.radiator_radiate * kelvin**4 - absorbed) / 110.0


@pytest.mark.parametrize(("name", "eps", "alpha"), [("th-02", 0.9, 0.15), ("th-03", 0.85, 0.25)])
def test_th_02_and_03_net_flux_of_a_lowered_radiator(name: str, eps: float, alpha: float) -> None:
    inputs, expected = case(name)
    h = radiator(emittance_bol_frac=eps, absorptance_bol_frac=alpha)
    for celsius, flux in zip(inputs["T_C"], expected["net_W_m2_planform"], strict=True):
        assert net_w_per_m2(h, celsius + ZERO_C) == pytest.approx(flux, rel=0.003)


def test_th_02_sink_temperature() -> None:
    _, expected = case("th-02")
    h = radiator(emittance_bol_frac=0.9, absorptance_bol_frac=0.15)
    assert net_w_per_m2(h, expected["sink_K"]) == pytest.approx(0.0, abs=0.3)  # 0.1 K of the sink


def steady(heat_w: float, altitude_km: float, **changes: Any) -> float:
    """Radiator temperature in K after a day of constant heat on an orbit square to the Sun."""
    one_watt = {
        "allin_w": 1.0,
        "tdp_w": 1.0,
        "junction_to_inlet_k_per_w": 10.0,
        "junction_max_k": 590.0,
        "memory_max_k": 590.0,
    }
    flown = marching(
        scenario(
            **{
                **PLAIN_LOAD,
                **one_watt,
                "satellite__it_power_w": round(heat_w),
                "shells": ({**SQUARE, "altitude_km": altitude_km},),
                "service_date": EQUINOX,
                "solar_constant_w_per_m2": at_one_au(EQUINOX),
                "harness_mppt_efficiency_frac": 1.0,
                "conversion_efficiency_frac": 1.0,
                "satellite__solar_array__area_m2": 1500.0,
                "satellite__radiator__area_m2": 110.0,
                "satellite__loop__rise_k": 1e-3,
                **changes,
            }
        ),
        1,
    )
    assert flown.mean("clock").min() > 1.0 - 1e-9
    assert flown.mean("it")[0] == pytest.approx(heat_w, abs=1.0)
    assert np.ptp(flown.last("radiator")) < 0.02  # the Sun leaves the plane's normal by a degree in a day
    return float(flown.last("radiator")[0])


@pytest.mark.parametrize(("name", "eps", "alpha"), [("th-02", 0.9, 0.15), ("th-03", 0.85, 0.25)])
@pytest.mark.parametrize("index", [1, 2, 5])
def test_th_02_and_03_temperature_of_a_marched_radiator(name: str, eps: float, alpha: float, index: int) -> None:
    inputs, expected = case(name)
    surface = {"emittance_bol_frac": eps, "absorptance_bol_frac": alpha, "fin_efficiency_frac": 1.0}
    kelvin = steady(110.0 * expected["net_W_m2_planform"][index], 650.0, **surface)
    # 0.3 % of the flux is 0.2 K; the case's albedo geometry of 0.1 against 0.037 here is 2 to 3 W/m2, 0.2 K.
    assert kelvin == pytest.approx(inputs["T_C"][index] + ZERO_C, abs=0.4)


def on_net_exchange(celsius: float, heat_w: float, eps: float, fin: float) -> float:
    """Temperature in C of a case whose fins count for emission alone, with fins that count for what they absorb too.

    2 eps fin sigma T^4 = Q/A + q gives q, and Q/A + fin q the temperature.
    """
    emitted = 2.0 * eps * fin * 5.670374419e-8 * (celsius + ZERO_C) ** 4
    absorbed = emitted - heat_w / 110.0
    return float((celsius + ZERO_C) * ((emitted - (1.0 - fin) * absorbed) / emitted) ** 0.25 - ZERO_C)


@pytest.mark.parametrize("index", [0, 1, 2, 3])
def test_th_04_announced_radiator_runs_hot(index: int) -> None:
    inputs, expected = case("th-04")
    eps, fin = inputs["eps_fin"][index]
    surface = {"emittance_bol_frac": eps, "fin_efficiency_frac": fin, "absorptance_bol_frac": inputs["alpha"]}
    hot = on_net_exchange(expected["T_rad_C"][index], 150e3, eps, fin)
    assert steady(150e3, 600.0, **surface) - ZERO_C == pytest.approx(hot, abs=0.5)


def test_th_04_other_readings_of_the_announcement() -> None:
    _, expected = case("th-04")
    surface = {"emittance_bol_frac": 0.9, "fin_efficiency_frac": 0.95, "absorptance_bol_frac": 0.15}
    hot = on_net_exchange(expected["at_120kW_eps.90_fin.95"], 120e3, 0.9, 0.95)
    assert steady(120e3, 600.0, **surface) - ZERO_C == pytest.approx(hot, abs=0.5)
    both_faces = {**surface, "fin_efficiency_frac": 1.0, "satellite__radiator__area_m2": 55.0}
    hot = steady(150e3, 600.0, **both_faces) - ZERO_C
    assert hot == pytest.approx(expected["if_110_counts_both_faces_C"], abs=0.5)


def test_th_06_the_space_station_radiates_its_load_with_ease() -> None:
    inputs, expected = case("th-06")
    assert 1e3 * inputs["Q_kW"] / inputs["area_planform_m2"] == pytest.approx(expected["W_m2_planform"], abs=0.1)
    h = radiator(410.0, emittance_bol_frac=0.85, absorptance_bol_frac=0.25, fin_efficiency_frac=0.92)
    flux = net_w_per_m2(h, inputs["T_C"] + ZERO_C)
    assert flux > expected["W_m2_planform"]
    # "about 390": the default radiator at its end of life, at the station's altitude; 390 W/m2 of 514 emitted leave 124
    # absorbed, of which fins of 0.92 that count for what they absorb too give 10 W/m2 back to space.
    assert flux == pytest.approx(400.0, rel=0.02)


def test_th_08_published_flux_leaves_out_the_earth() -> None:
    inputs, expected = case("th-08")
    surface = {"emittance_bol_frac": inputs["eps"], "absorptance_bol_frac": inputs["alpha"]}
    surface["satellite__loop__rise_k"] = 1e-3  # all of it at one temperature
    surface["satellite__loop__pressure_drop_kpa"] = 0.0  # such a flow would take more than all of the power
    no_earth = radiator(**surface, attitude="nadir_normal", earth_infrared_w_per_m2=1e-9, albedo_frac=0.0)
    sunlit = no_earth.radiator_nadir_m2 * inputs["S"]
    flux = net_w_per_m2(no_earth, 20.0 + ZERO_C, sunlit)
    assert flux == pytest.approx(expected["2epsSigmaT4_minus_alphaS"], abs=0.3)
    with_earth = net_w_per_m2(radiator(**surface, albedo_frac=0.0), 20.0 + ZERO_C, sunlit)
    assert with_earth == pytest.approx(540.0, abs=5.0)  # "about 540"


@pytest.mark.parametrize(
    "chip", ["H100 700 W", "B200 1000 W", "GB200 1200 W", "GB300 1400 W", "VR200 1800 W", "VR200 2300 W"]
)
def test_th_11_chip_closes_at_the_vendor_inlet(chip: str) -> None:
    inputs, expected = case("th-11")
    watts = float(chip.split()[1])
    resistance = expected["R_j_in_closing_at_45_C"][chip]
    made = scenario(
        tdp_w=watts,
        allin_w=1.5 * watts,
        junction_to_inlet_k_per_w=resistance,
        junction_max_k=inputs["Tj_C"] + ZERO_C,
        occupancy_frac=1.0,
    )
    h = marching(made, 1).hardware()
    # At full load the cold plates warm the coolant by 10 K; the loop's mean is 5 K above the inlet.
    inlet_c = h.junction_max - h.chip_rise - 5.0 - ZERO_C
    assert inlet_c == pytest.approx(expected["T_in_max_C"], abs=0.1)  # the resistances are rounded to 2 or 3 digits
    mean = inlet_c + 5.0 + ZERO_C
    assert 1.0 <= thermal_power_frac(mean - 0.01, h) < 1.001
    assert thermal_power_frac(mean + 4.0, h) == pytest.approx(1.0 - 4.0 / h.chip_rise)


def test_th_12_one_node_radiates_what_the_loop_does() -> None:
    inputs, expected = case("th-12")
    h = radiator(emittance_bol_frac=inputs["eps"], absorptance_bol_frac=0.0)
    earth = h.radiator_infrared_w / 110.0
    mean = 0.5 * (inputs["T_in_C"] + inputs["T_out_C"]) + ZERO_C
    flux = net_w_per_m2(h, mean) + earth - inputs["q_abs_W_m2"]
    # 0.1 % of the case; the coolant's drop of 10 K takes 0.11 % off the flux at its mean, which the lowered panel has.
    assert flux == pytest.approx(expected["q_eff"], rel=2e-4)
    assert loop_flux_w_per_m2(
        inputs["T_in_C"] + ZERO_C, inputs["T_out_C"] + ZERO_C, 2.0 * inputs["eps"] * SIGMA, inputs["q_abs_W_m2"]
    ) == pytest.approx(expected["q_eff"], rel=1e-3)


def test_th_09_fin_of_aluminium() -> None:
    inputs, expected = case("th-09")
    linear = fin_efficiency(
        inputs["half_pitch_mm"], inputs["t_mm"], inputs["k_W_mK"], inputs["eps_each_face"], inputs["T_root_K"]
    )
    assert linear == pytest.approx(expected["tanh_linearised"], abs=1e-4)
    # The boundary-value problem k t T'' = 2 eps sigma (T^4 - T_sink^4), T(0) = T_root, T'(L) = 0, solved here.
    length, kt = 1e-3 * inputs["half_pitch_mm"], inputs["k_W_mK"] * 1e-3 * inputs["t_mm"]
    loss = 2.0 * inputs["eps_each_face"] * SIGMA
    sink = inputs["T_sink_K"]
    x = np.linspace(0.0, length, 101)
    guess = np.stack([np.full_like(x, inputs["T_root_K"]), np.zeros_like(x)])
    solved = solve_bvp(
        lambda _, y: np.stack([y[1], loss / kt * (y[0] ** 4 - sink**4)]),
        lambda a, b: np.array([a[0] - inputs["T_root_K"], b[1]]),
        x,
        guess,
    )
    exact = -kt * solved.sol(0.0)[1] / (loss * length * (inputs["T_root_K"] ** 4 - sink**4))
    assert exact == pytest.approx(expected["nonlinear_BVP"], abs=3e-3)
    assert solved.sol(length)[0] == pytest.approx(expected["tip_K"], abs=0.5)
    assert linear == pytest.approx(exact, abs=0.02)  # linearised at the root a fin radiates a little less


@pytest.mark.parametrize(
    ("attitude", "shadow", "key"),
    [
        ("velocity_normal", "cylinder_sphere", "sun_orbit_mean_with_cylinder_eclipse"),
        ("sun_earth_edge", "cylinder_sphere", None),
    ],
)
def test_th_13_sun_on_a_plate_by_attitude(attitude: str, shadow: str, key: str | None) -> None:
    inputs, expected = case("th-13")
    flown = solstice(
        attitude=attitude,
        shadow=shadow,
        absorptance_bol_frac=inputs["alpha"],
        fin_efficiency_frac=1.0,
        earth_infrared_w_per_m2=1e-9,
        albedo_frac=0.0,
        solar_constant_w_per_m2=at_one_au(SOLSTICE),
    )
    absorbed = flown.mean("radiator_sky").mean() / 400.0
    if key is None:
        assert absorbed == pytest.approx(0.0, abs=1e-9)
    else:
        # 0.2 % of the case; the coating ages by 1/1826 of 67 % in a day, and beta by 0.01 degrees.
        assert absorbed == pytest.approx(inputs["alpha"] * expected[key], rel=0.002 + 0.0005)


def test_th_13_peak_and_mean_without_an_eclipse() -> None:
    inputs, expected = case("th-13")
    flown = solstice(attitude="velocity_normal")
    every = march_lane(flown.lanes, 0, flown.sun, 1, flown.cut, SOLAR_W_PER_M2, np.arange(1, 1441))
    direction, _ = flown.sun.at(60.0 * np.arange(1, 1441))
    path = Path(*flown.lanes.path[0, :, 0])
    in_plane = [sun_in_plane(path, 60.0 * k, direction[k - 1], 1.0) for k in range(1, 1441)]
    node, apex = np.array(in_plane).T
    across = np.abs(apex * every.of("cos_u") - node * every.of("sin_u"))
    assert inputs["S"] * across.max() == pytest.approx(expected["sun_peak_W_m2"], rel=0.002)
    # 1,440 samples in 14.7 orbits that do not divide them: the mean of |sin u| to 1e-3.
    assert inputs["S"] * across.mean() == pytest.approx(expected["sun_orbit_mean_no_eclipse"], rel=0.002)


# -- silicon -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["0.3333", "0.5", "0.7"])
def test_gpu_02_power_cap_curve(key: str) -> None:
    inputs, expected = case("gpu-02")
    h = marching(scenario(power_exponent=float(key), static_power_frac=0.2), 1).hardware()
    throughput = [clock_of_power(p, h) for p in inputs["p"]]
    # 0.001 as stated where the curve is exact; elsewhere the three roots that stand for it add 0.0016.
    assert throughput == pytest.approx(expected[key], abs=0.001 if key == "0.5" else 0.0025)
    assert clock_of_power(1.0, h) == pytest.approx(1.0, abs=1e-12)
    assert clock_of_power(0.2, h) == 0.0
