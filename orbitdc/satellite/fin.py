"""The fins between the tubes of a radiator, and the flux of a panel whose coolant cools down along it."""

from __future__ import annotations

from math import sqrt, tanh

from orbitdc.constants import STEFAN_BOLTZMANN_W_PER_M2_K4

CELLS = 64  # along the loop: the sum is within 1e-6 of the integral for a drop of 20 K


def fin_efficiency(
    half_pitch_mm: float, thickness_mm: float, conductivity_w_per_m_k: float, emittance: float, root_k: float
) -> float:
    """Flux of a fin that radiates from both faces over that of one at root temperature: tanh(mL)/(mL).

    m^2 = 2 (4 eps sigma T^3)/(k t), radiation linearised at the root (Incropera and DeWitt 2002, section 3.6; Gilmore
    2002): 0.013 below the exact boundary-value problem for 1 mm of aluminium at a half pitch of 100 mm.

    >>> round(fin_efficiency(100.0, 1.0, 180.0, 0.88, 330.0), 4)
    0.7984
    """
    film = 4.0 * emittance * STEFAN_BOLTZMANN_W_PER_M2_K4 * root_k**3
    m = sqrt(2.0 * film / (conductivity_w_per_m_k * thickness_mm * 1e-3))
    x = m * half_pitch_mm * 1e-3
    return tanh(x) / x if x > 1e-6 else 1.0


def loop_flux_w_per_m2(inlet_k: float, outlet_k: float, emission_w_per_m2_k4: float, absorbed_w_per_m2: float) -> float:
    """Mean net flux in W/m2 of a panel along which the coolant cools from inlet to outlet: dT/integral of dT/q(T).

    q = e T^4 - q_abs (Stefan-Boltzmann law, Incropera and DeWitt 2002, section 12.3), with ``emission_w_per_m2_k4`` e
    in W/m2/K4; each kelvin takes the area m cp/q(T). Between the fluxes at both ends and below that at their mean.
    Needs q > 0 at the outlet.

    >>> two_faces = 2 * 0.88 * 5.670374419e-8
    >>> round(loop_flux_w_per_m2(328.15, 318.15, two_faces, 115.0), 1)
    972.2
    """
    if inlet_k - outlet_k < 1e-9:
        return emission_w_per_m2_k4 * outlet_k**4 - absorbed_w_per_m2
    step = (inlet_k - outlet_k) / CELLS
    middles = [outlet_k + (i + 0.5) * step for i in range(CELLS)]
    return CELLS / sum(1.0 / (emission_w_per_m2_k4 * t**4 - absorbed_w_per_m2) for t in middles)
