"""The link budget against diffraction theory, a budget in decibels, and what every field must do."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy.special import j0, j1

from orbitdc.satellite.link import Link, starlink_class

ranges_km = st.floats(0.05, 40_000.0)
factors = st.floats(1.0, 20.0)


def link(**changes: float) -> Link:
    return Link(**(starlink_class().model_dump() | changes))


def collected(one: Link, range_km: float) -> float:
    """Share of the sent light that the model says is received."""
    return one.received_w(range_km) / (one.transmit_w * one.efficiency_frac)


def airy(one: Link, range_km: float) -> float:
    """Share of a uniform beam, focused on the receiver, that falls on it: 1 - J0^2(x) - J1^2(x) (Rayleigh 1881)."""
    x = math.pi * one.aperture_m**2 / (2.0 * one.wavelength_nm * 1e-9 * range_km * 1e3)
    return float(1.0 - j0(x) ** 2 - j1(x) ** 2)


# -- diffraction -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("range_km", [100.0, 1000.0, 5400.0])
def test_far_away_it_is_the_light_inside_an_airy_disc(range_km: float) -> None:
    # The next term of the series is x^2/4 of the first, x = 0.1 rad at 100 km.
    assert collected(link(), range_km) == pytest.approx(airy(link(), range_km), rel=0.003)


def test_near_by_it_is_too_good_by_at_most_the_light_beyond_the_first_ring() -> None:
    border = math.pi / 4.0 * link().near_field_km()  # where the far-field formula reaches 1
    excess = [collected(link(), border * k) / airy(link(), border * k) for k in (0.05, 0.2, 0.5, 0.9, 1.0, 1.2, 3.0)]
    # A uniform beam at the border, x = 2: 1 - J0^2(2) - J1^2(2) = 0.617 reaches the receiver.
    assert max(excess) == pytest.approx(1.0 / 0.617, rel=0.001)
    assert min(excess) >= 1.0
    assert excess[0] < 1.02
    assert excess[-1] < 1.13  # x = 2/3: x^2/4 = 11 %


def test_a_budget_in_decibels() -> None:
    # 5 W = 37.0 dBm; gain of 0.1 m at 1550 nm: 20 log10(pi D/lambda) = 106.1 dB at both ends; 5,400 km: path loss
    # 20 log10(4 pi L/lambda) = 272.8 dB; optics 10 log10(0.3) = -5.2 dB. Each term is rounded to 0.05 dB.
    dbm = 37.0 + 2 * 106.1 - 272.8 - 5.2
    assert 10.0 * math.log10(link().received_w(5400.0) * 1e3) == pytest.approx(dbm, abs=0.2)
    # A photon of 1550 nm has 0.80 eV = 1.282e-19 J; 100 of them make a bit: one part in a thousand by rounding.
    bits_per_s = link().received_w(12_000.0) / (1.282e-19 * 100.0)
    assert link().terminal_gbps(12_000.0) == pytest.approx(0.99 * bits_per_s * 1e-9, rel=1e-3)


def test_published_links_close_with_plausible_optics() -> None:
    # Starlink: 100 Gbit/s up to 5,400 km (PCMag), the photons of 0.1 m and 5 W being just enough.
    assert link().terminal_gbps(5400.0) == pytest.approx(99.0)
    assert link().terminal_gbps(6000.0) < 0.9 * 99.0
    # Suncatcher: 9.6 Tbit/s per aperture at 0.1 to 1 km (arXiv:2511.19468), all inside the near field of 0.1 m: 0.4 mW
    # is enough at 100 photons per bit, and 0.1 W would carry a five-thousandth of it over 5,400 km.
    dense = link(rate_gbps=9600.0, transmit_w=0.42e-3, uptime_frac=1.0)
    assert [dense.terminal_gbps(km) for km in (0.1, 0.3, 1.0)] == [9600.0] * 3
    assert dense.model_copy(update={"transmit_w": 0.40e-3}).terminal_gbps(1.0) < 9600.0
    strong = dense.model_copy(update={"transmit_w": 0.1})
    assert strong.terminal_gbps(5400.0) / strong.terminal_gbps(1.0) == pytest.approx(1.0 / 4700.0, rel=0.02)


# -- physical direction ----------------------------------------------------------------------------------------------


@given(ranges_km, factors)
def test_farther_never_carries_more(range_km: float, factor: float) -> None:
    for one in (link(), link(channels_max=24)):
        assert one.terminal_gbps(range_km * factor) <= one.terminal_gbps(range_km) * (1.0 + 1e-12)


@given(ranges_km, factors, st.sampled_from(["aperture_m", "transmit_w", "rate_gbps"]))
def test_more_glass_power_or_electronics_never_carries_less(range_km: float, factor: float, key: str) -> None:
    for channels in (1, 24):
        one = link(channels_max=channels)
        more = link(channels_max=channels, **{key: getattr(one, key) * factor})
        assert more.terminal_gbps(range_km) >= one.terminal_gbps(range_km) * (1.0 - 1e-12)


@given(ranges_km, st.floats(1.0, 10.0))
def test_a_deafer_receiver_or_a_worse_telescope_never_carries_more(range_km: float, factor: float) -> None:
    assert link(photons_per_bit=100.0 * factor).terminal_gbps(range_km) <= link().terminal_gbps(range_km)
    assert link(efficiency_frac=0.3 / factor).terminal_gbps(range_km) <= link().terminal_gbps(range_km)


def test_no_step_where_the_far_field_begins() -> None:
    dense = link(channels_max=24)
    for border in (dense.near_field_km(), math.pi / 4.0 * dense.near_field_km()):
        # Rates go with at most the fourth power of range, so that 1e-6 of range moves them by 4e-6.
        assert dense.terminal_gbps(border * (1 - 1e-6)) == pytest.approx(dense.terminal_gbps(border), rel=5e-6)


def test_downtime_counts_once_and_the_sky_by_site() -> None:
    assert link(uptime_frac=0.5).terminal_gbps(1000.0) == 0.5 * link(uptime_frac=1.0).terminal_gbps(1000.0)
    # Clouds at sites far apart are independent: 0.3^n of the time all are covered.
    open_sky = [link(clear_sky_frac=0.7, ground_sites=n).ground_clear_frac() for n in (1, 2, 4)]
    assert open_sky == pytest.approx([0.7, 0.91, 0.9919], rel=1e-12)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("aperture_m", 0.0, "Input should be greater than or equal to 0.001"),
        ("efficiency_frac", 1.2, "Input should be less than or equal to 1"),
        ("channels_max", 0, "Input should be greater than or equal to 1"),
        ("ground_gbps", -1.0, "Input should be greater than or equal to 0"),
    ],
)
def test_impossible_links_are_refused(key: str, value: float, message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        link(**{key: value})
    assert [(error["loc"], error["msg"]) for error in caught.value.errors()] == [((key,), message)]
