"""What holds for every satellite: energy, bounds, and that more of a good thing never delivers less."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from by_hand import DAWN_DUSK, EQUINOX, SOLSTICE, WALKER, Marching, marching, scenario
from hypothesis import given, settings
from hypothesis import strategies as st

from orbitdc.engine.balance import energy_residual

DAYS = 2
one_of_each = {"planes": 1, "satellites_per_plane": 1, "pattern": "single", "phasing": 0}
shells = st.one_of(
    st.builds(
        lambda h, i, node: {**WALKER, **one_of_each, "altitude_km": h, "inclination_deg": i, "raan_deg": node},
        st.floats(300.0, 2000.0),
        st.floats(0.0, 180.0),
        st.floats(0.0, 359.0),
    ),
    st.builds(
        lambda h, ltan: {**DAWN_DUSK, **one_of_each, "altitude_km": h, "ltan_h": ltan},
        st.floats(400.0, 1600.0),
        st.floats(0.0, 23.9),
    ),
)
satellites = st.fixed_dictionaries(
    {
        "shells": shells.map(lambda shell: (shell,)),
        "service_date": st.sampled_from([EQUINOX, SOLSTICE]),
        "shadow": st.sampled_from(["cone_ellipsoid", "cone_sphere", "cylinder_sphere"]),
        "attitude": st.sampled_from(["sun_earth_edge", "velocity_normal", "nadir_normal"]),
        "satellite__solar_array__area_m2": st.floats(50.0, 1500.0),
        "satellite__radiator__area_m2": st.floats(20.0, 500.0),
        "capacity_kwh": st.one_of(st.just(0.0), st.floats(1.0, 500.0)),
        "eclipse_power_frac": st.floats(0.0, 1.0),
        "roundtrip_efficiency_frac": st.floats(0.5, 1.0),
        "depth_of_discharge_max_frac": st.floats(0.1, 1.0),
        "charge_max_per_h": st.floats(0.05, 5.0),
        "discharge_max_per_h": st.floats(0.05, 5.0),
        "power_exponent": st.floats(0.25, 1.0),
        "housekeeping_w": st.floats(0.0, 20e3),
        "bifaciality_frac": st.floats(0.0, 0.9),
    }
)


def fly(chosen: dict[str, Any]) -> Marching:
    return marching(scenario(**chosen), DAYS, threads=1)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(satellites)
def test_energy_and_bounds(chosen: dict[str, Any]) -> None:
    m = fly(chosen)
    assert float(np.abs(energy_residual(m.lanes, m.integrated)).max()) < 1e-9  # rounding of 3,000 steps
    for share in ("lit", "thermally_limited", "power_limited"):
        assert -1e-6 <= m.mean(share)[0] <= 1.0 + 1e-6
    assert 0.0 <= m.mean("clock")[0] <= 1.0 + 1e-9
    capacity, floor = m.lanes.battery_j, m.hardware().floor_j
    ulps, health = 1e-9 * max(capacity, 1.0), m.integrated.health_last[0]
    assert 0.9 < health <= 1.0
    kept = floor * health if m.hardware().housekeeping_w == 0.0 else 0.0  # below the floor only housekeeping draws
    assert kept - ulps <= m.extreme("battery_low")[0] <= capacity + ulps
    assert kept - ulps <= m.last("battery")[0] <= capacity + ulps
    assert 0.0 <= m.mean("it")[0] <= m.lanes.load.it_w * (1.0 + 1e-12)
    assert 0.0 <= m.mean("panel")[0] <= m.mean("panel_available")[0] * (1.0 + 1e-9)
    assert 0.0 <= m.mean("unserved")[0] <= m.lanes.load.housekeeping_w * (1.0 + 1e-12)
    # A coolant that turns back at the limit is carried on for half a step as it went, and the smallest radiator here,
    # 20 m2, moves it by up to 1.5 K a step.
    assert m.extreme("chip_high")[0] <= max(360.15, m.extreme("loop_high")[0]) + 0.75
    for node in ("array", "radiator", "loop"):
        assert 100.0 < m.extreme(f"{node}_high")[0] < 450.0
    # What the battery gives back is what it took, but for the loss and the charge it started with.
    assert m.total("discharge")[0] * 60.0 <= (m.total("charge")[0] * 60.0 + capacity) * (1.0 + 1e-12)


# The silicon takes what it can get at every step, and its throughput is concave in power: where both heat and energy
# are short, less of one may spread the other more evenly and deliver more. Area is judged where it alone is short.
# Within that, stored heat may shift work by a step: 1e-3 of the FLOP is one step in 16 hours.
SHIFT = 1e-3


@settings(deadline=None, max_examples=30, derandomize=True)
@given(satellites, st.floats(1.05, 3.0))
def test_more_array_never_delivers_less(chosen: dict[str, Any], factor: float) -> None:
    part = "satellite__solar_array__area_m2"
    chosen = {**chosen, "satellite__radiator__area_m2": 1000.0}
    less, more = fly(chosen), fly({**chosen, part: chosen[part] * factor})
    assert less.mean("thermally_limited")[0] == 0.0
    assert more.total("clock")[0] >= less.total("clock")[0] * (1.0 - SHIFT) - 1.0


@settings(deadline=None, max_examples=30, derandomize=True)
@given(satellites, st.floats(1.05, 3.0))
def test_more_radiator_never_delivers_less(chosen: dict[str, Any], factor: float) -> None:
    part = "satellite__radiator__area_m2"
    # A radiator that the Sun shines on may take in more than it gives off; one edge-on to it never does.
    ample = {"satellite__solar_array__area_m2": 3000.0, "capacity_kwh": 2000.0, "attitude": "sun_earth_edge"}
    # The battery's own heat knows no throttle, so that it is left out.
    lossless = {"charge_max_per_h": 5.0, "discharge_max_per_h": 5.0, "roundtrip_efficiency_frac": 1.0}
    chosen = {**chosen, **ample, **lossless}
    less, more = fly(chosen), fly({**chosen, part: chosen[part] * factor})
    assert more.total("clock")[0] >= less.total("clock")[0] * (1.0 - SHIFT) - 1.0
    assert more.extreme("loop_high")[0] <= less.extreme("loop_high")[0] + 1e-6


@settings(deadline=None, max_examples=30, derandomize=True)
@given(satellites, st.floats(1.0, 40.0))
def test_hotter_silicon_never_delivers_less(chosen: dict[str, Any], kelvin: float) -> None:
    cool, hot = fly(chosen), fly({**chosen, "junction_max_k": 360.15 + kelvin})
    assert hot.total("clock")[0] >= cool.total("clock")[0] * (1.0 - SHIFT) - 1.0
    assert hot.extreme("chip_high")[0] >= cool.extreme("chip_high")[0] - 1e-6


@settings(deadline=None, max_examples=30, derandomize=True)
@given(satellites, st.floats(0.0, 60.0))
def test_more_atmosphere_is_darker(chosen: dict[str, Any], added_km: float) -> None:
    clear, thick = fly(chosen), fly({**chosen, "shadow_added_km": added_km})
    assert thick.mean("lit")[0] <= clear.mean("lit")[0] + 1e-6


@settings(deadline=None, max_examples=30, derandomize=True)
@given(satellites, st.floats(0.5, 0.99))
def test_losses_never_deliver_more(chosen: dict[str, Any], efficiency: float) -> None:
    chosen = {**chosen, "roundtrip_efficiency_frac": 1.0}
    free, lossy = fly(chosen), fly({**chosen, "roundtrip_efficiency_frac": efficiency})
    assert lossy.mean("it")[0] <= free.mean("it")[0] * (1.0 + SHIFT) + 1.0


@pytest.mark.parametrize("altitude_km", [300.0, 800.0, 1200.5])
def test_the_sun_may_stand_in_the_zenith(altitude_km: float) -> None:
    # At the equinox an equatorial orbit flies through the point under the Sun, where a chord between two Sun
    # directions is longer than 1 by rounding or by being drawn out.
    shell = {**WALKER, **one_of_each, "altitude_km": altitude_km, "inclination_deg": 0.0}
    for kilometres in np.arange(8.0):
        m = marching(scenario(shells=({**shell, "altitude_km": altitude_km + kilometres},), service_date=EQUINOX), 3)
        assert np.isfinite(m.integrated.state_last).all()
        assert np.isfinite(m.integrated.day_mean).all()
