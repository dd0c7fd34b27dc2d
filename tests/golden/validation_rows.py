"""The comparisons of docs/validation.md but the orbits themselves, section by section."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import numpy_financial
from scipy.integrate import quad, solve_bvp

import orbitdc
from orbitdc.compute.throughput import throughput
from orbitdc.constants import EARTH_MEAN_RADIUS_KM, STEFAN_BOLTZMANN_W_PER_M2_K4
from orbitdc.ledger.annuity import crf, loan_payment
from orbitdc.ledger.closed_forms import launched_power_usd_per_kw_y, multiple_to
from orbitdc.ledger.returns import irr
from orbitdc.ledger.tax import deductions_frac
from orbitdc.satellite.fin import fin_efficiency
from orbitdc.satellite.view import plate_to_earth
from orbitdc.sky.atmosphere import density_kg_per_m3
from orbitdc.sky.debris import critical_diameter_mm, meteoroids_per_m2_y
from orbitdc.sky.radiation import dose_rad_per_y, proton_rad_per_y
from tests.golden import validation_orbits as sky
from tests.golden.validation_row import Row, absolute, share


def orbits() -> Iterator[Row]:
    """Orbits, Sun and shadow, against SGP4, astropy and skyfield."""
    node, anomaly, first = sky.rates()
    yield share(
        "turn of the node, 550 km, 53 degrees, with J2 squared and J4",
        *node,
        "degrees a day",
        3e-5,
        "both hold the same terms; what is left is of third order in J2",
        "SGP4 of the package sgp4",
    )
    yield share(
        "mean anomaly of the same orbit",
        *anomaly,
        "degrees a day",
        3e-6,
        "SGP4 comes back from the Kozai mean motion to second order in J2 only",
        "SGP4 of the package sgp4",
    )
    yield share(
        "turn of the node by J2 alone, the default",
        *first,
        "degrees a day",
        5e-3,
        "J2 squared and J4 are left out",
        "SGP4 of the package sgp4",
    )
    yield absolute(
        "position over a day, 600 km, largest distance",
        sky.position_km(),
        0.0,
        "km",
        12.0,
        "mean elements leave out the short periods of J2, 8.5 km in the radius",
        "SGP4 of the package sgp4",
    )
    yield absolute(
        "direction of the Sun over 13 years",
        sky.sun_from_jpl_deg(),
        0.0,
        "degrees",
        1e-5,
        "the series of ERFA is good to 4e-6 degrees",
        "JPL DE421 by skyfield",
    )
    yield absolute(
        "interpolation of the Sun between its days",
        sky.sun_from_astropy_deg(),
        0.0,
        "degrees",
        1e-6,
        "a cubic spline through daily samples",
        "astropy, ERFA epv00",
    )
    yield absolute(
        "edges of the shadow over six hours, 700 km, 30 degrees",
        sky.edges_s(),
        0.0,
        "s",
        0.5,
        "the two treat the aberration of light differently, a tenth of a second",
        "skyfield, is_sunlit",
    )
    yield absolute(
        "longest eclipse, 550 km, Sun in the plane",
        *sky.longest_eclipse_s(),
        "s",
        6.5,
        "the closed form leaves out J2, which turns an equatorial orbit 3 J2 (Re/a)², 0.28 %, faster: 5.9 s",
        "Wertz and Larson 1999, chapter 5, a sphere and a cylinder",
    )


def environment() -> Iterator[Row]:
    """Air, radiation, debris."""
    ours = density_kg_per_m3(600.0, 130.0, math.radians(97.8), 18.0)
    yield share(
        "air at 600 km, dawn-dusk, F10.7 of 130",
        ours,
        1.148e-13 * 0.8719,
        "kg/m3",
        0.05,
        "dates and longitudes of the averages differ by 2 %, the grid adds 2 %",
        "NRLMSIS 2.1, an independent average with pymsis",
    )
    for inclination, mm, theirs, allowed, why in (
        (55.0, 5.0, 1598.5, 0.06, "interpolation between inclinations"),
        (30.0, 10.0, 1195.5, 0.17, "AP8 itself gives 14 % less there"),
    ):
        ours = 5.0 * float(dose_rad_per_y(550.0, math.radians(inclination), mm, 0.0))
        yield share(
            f"dose of five years, 550 km, {inclination:g} degrees, {mm:g} mm",
            ours,
            theirs,
            "rad",
            allowed,
            why,
            "SPENVIS 4.6.11 (leo-edge-failure-models)",
        )
    ours = float(proton_rad_per_y(550.0, math.radians(100.0), 10.0, 0.0))
    yield share(
        "dose of protons, 550 km, 100 degrees, 10 mm",
        ours,
        110.0,
        "rad a year",
        0.03,
        "two codes whose ratio scatters by 3 %",
        "SPENVIS, SHIELDOSE-2",
    )
    yield share(
        "meteoroids of a microgram and more",
        float(meteoroids_per_m2_y(1e-6)),
        1.488,
        "per m2 and year",
        1e-3,
        "the same formula, evaluated by others",
        "Gruen et al. 1985 in ECSS-E-ST-10-04C",
    )
    yield share(
        "sphere that pierces 2 mm of aluminium at 10 km/s",
        float(critical_diameter_mm(2.0, 10.0)),
        0.491,
        "mm",
        0.01,
        "printed with three digits",
        "Cour-Palais 1987, computed by others",
    )


def heat() -> Iterator[Row]:
    """View factors and fins."""
    yield absolute(
        "view of the Earth from a plate edge-on, 550 km",
        float(plate_to_earth(550.0, math.pi / 2.0)),
        edge_on_view(550.0),
        "",
        1e-6,
        "a closed form against an integral over the visible cap",
        "quadrature by scipy",
    )
    yield absolute(
        "fin of 1 mm of aluminium, half pitch of 100 mm",
        *fin(),
        "",
        0.02,
        "radiation is linearised at the root, which radiates a little less",
        "boundary-value problem solved by scipy",
    )


def edge_on_view(altitude_km: float) -> float:
    """The view factor of a plate edge-on, by integration over the disk of the Earth that it sees.

    A ring at the angle t from nadir has the mean cosine sin(t)/pi over the half that a face sees.
    """
    limb = math.asin(EARTH_MEAN_RADIUS_KM / (EARTH_MEAN_RADIUS_KM + altitude_km))
    ring, _ = quad(lambda t: 2.0 * math.sin(t) ** 2 / math.pi, 0.0, limb)
    return ring


def fin() -> tuple[float, float]:
    """The efficiency of a fin by the closed form, and by its boundary-value problem towards an empty sky."""
    root, emittance, conductivity, half, thick = 320.0, 0.85, 170.0, 0.1, 1e-3
    loss, kt = 2.0 * emittance * STEFAN_BOLTZMANN_W_PER_M2_K4, conductivity * thick
    x = np.linspace(0.0, half, 51)
    solved = solve_bvp(
        lambda _, y: np.stack([y[1], loss / kt * y[0] ** 4]),
        lambda a, b: np.array([a[0] - root, b[1]]),
        x,
        np.stack([np.full_like(x, root), np.zeros_like(x)]),
    )
    exact = -kt * float(solved.sol(0.0)[1]) / (loss * half * root**4)
    return float(fin_efficiency(1e3 * half, 1e3 * thick, conductivity, emittance, root)), exact


def tflop_per_s(*sets: str) -> float:
    """What an accelerator delivers while it is busy."""
    scenario = orbitdc.load("ai1_vs_colossus", sets)
    chip = scenario.accelerator
    reached = throughput(scenario.workload, chip, scenario.workload.job_accelerators)
    return 1e3 * reached.mfu_frac * chip.dense_pflop_per_s(scenario.workload.precision)


LLAMA = ("accelerator.from=h100", "workload.precision=bf16")


def compute() -> Iterator[Row]:
    """Throughput of published training runs."""
    small, large = (tflop_per_s(*LLAMA, f"workload.job_accelerators={count}") for count in (8192, 16384))
    yield share(
        "Llama 3 on 16,384 H100, from the run on 8,192",
        430.0 * large / small,
        400.0,
        "TFLOP/s",
        0.04,
        "the number of virtual stages is not published: 4 gives 3 % less, 8 gives 2 % more",
        "arXiv:2407.21783, table 4",
    )


def money() -> Iterator[Row]:
    """The time value of money, taxes, learning."""
    rate = 0.08 / 12.0
    yield share(
        "payment of a loan of 3.4 bn USD, 8 %, 60 months",
        loan_payment(3.4e9, rate, 60),
        -numpy_financial.pmt(rate, 60, 3.4e9),
        "USD",
        1e-12,
        "the same closed form: rounding",
        "numpy-financial",
    )
    flows = [-1000.0, 300.0, 420.0, 480.0, 100.0]
    yield share(
        "internal rate of return",
        irr(flows),
        numpy_financial.irr(flows),
        "a year",
        1e-9,
        "roots found to 1e-12 and 1e-10",
        "numpy-financial",
    )
    yield absolute(
        "five-year depreciation, largest gap of a year",
        float(np.max(np.abs(np.array(deductions_frac("macrs5")) - MACRS5))),
        0.0,
        "of the price",
        1e-12,
        "a table that is copied: rounding",
        "IRS Publication 946, table A-1",
    )
    yield share(
        "capital recovery at 7 % over 20 years",
        float(crf(0.07, 20)),
        -numpy_financial.pmt(0.07, 20, 1.0),
        "a year",
        1e-12,
        "the same closed form: rounding",
        "numpy-financial",
    )
    yield absolute(
        "mass to launch until 200 USD/kg, from 1,500",
        multiple_to(1500.0, 200.0, 0.2),
        523.0,
        "times",
        0.5,
        "printed as a whole number",
        "Google Suncatcher, arXiv:2511.19468",
    )
    yield share(
        "launched power of a Starlink v2 mini at 200 USD/kg",
        launched_power_usd_per_kw_y(575.0, 28.0, 5.0, 200.0),
        810.0,
        "USD per kW and year",
        0.015,
        "masses and watts are printed rounded",
        "Google Suncatcher, arXiv:2511.19468",
    )


MACRS5 = np.array((0.2, 0.32, 0.192, 0.1152, 0.1152, 0.0576))


def conservation() -> Iterator[Row]:
    """Energy of a run of two days."""
    scenario = orbitdc.load("ai1_vs_colossus", ["numerics.window_days=2", "numerics.phases_marched=2"])
    summary = orbitdc.simulate(scenario).summary
    for key, what in (
        ("energy_residual_frac", "energy"),
        ("electrical_residual_frac", "electricity"),
        ("heat_residual_frac", "heat"),
    ):
        yield absolute(
            f"balance of {what} over two days of AI1",
            summary["orbit"][key],
            0.0,
            "of the energy that comes in",
            1e-9,
            "sums of 3,000 steps in double precision",
            "conservation",
        )
