"""A fleet evaluated after its mission: the extremes it met, and every constraint held against them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from math import inf

import numpy as np
import numpy.typing as npt

from orbitdc.constants import DAYS_PER_YEAR, SECONDS_PER_DAY
from orbitdc.engine.lanes import WARM_K
from orbitdc.fleet.campaign import cadence_constraint, campaign_constraint
from orbitdc.fleet.launch import launch_constraint
from orbitdc.fleet.raising import raising_constraint
from orbitdc.satellite.assembly import constraints
from orbitdc.satellite.battery_need import battery_need_kwh, lasting_battery_kwh
from orbitdc.satellite.part import Extremes, Needs
from orbitdc.satellite.power_chain import chain_frac
from orbitdc.satellite.puncture import LEAST_CAPACITY
from orbitdc.satellite.radiator_need import coolant_max_k, full_power_frac, radiator_need_m2
from orbitdc.simulation.deployment import Deployment
from orbitdc.simulation.geometry import eclipses, longest_eclipse_s
from orbitdc.simulation.melting import TOLD_K, melting_constraint
from orbitdc.simulation.mission import Mission, simulate_mission
from orbitdc.simulation.verdict import Verdict, verdict_of

UNSERVED_FRAC = 4e-7  # of the IT power, mean of a day: single precision loses no more by rounding, and less is served
NEAR_FRAC, NEAR_K = 1e-4, 0.1  # more than a march in single precision is off by, see tests/engine
Tell = Callable[[int, int], None]
Array = npt.NDArray[np.float64]


def extremes_of(mission: Mission) -> Extremes:
    """The extremes that a fleet met, as the constraints of its parts ask for them."""
    s, lanes, integrated = mission.scenario, mission.lanes, mission.integrated
    day, full = integrated.day, _full_power_frac(mission)
    health = float(integrated.health_last.min())
    eclipse_s = longest_eclipse_s(mission.orbits, mission.sun, mission.n_day, s.sky)
    unserved_w = float(day("unserved").max())

    def told_k(name: str) -> float:
        """The highest temperature of a tally in K, or the highest that is told."""
        return min(float(day(name).max()), TOLD_K)

    return Extremes(
        power_frac=float((integrated.by_day(integrated.day_available_low) / _need_w(mission, full)).min() - 1.0),
        battery_soc=float(integrated.day_charge_low.min()) if lanes.battery_j > 0 else None,
        battery_health_frac=health,
        radiator_k=told_k("radiator_high"),
        chip_k=told_k("chip_high"),
        loop_k=told_k("loop_high"),
        memory_k=told_k("memory_high"),
        array_k=told_k("array_high"),
        unserved_w=unserved_w if unserved_w > UNSERVED_FRAC * lanes.load.it_full_w else 0.0,
        dark_frac=float(day("power_limited").mean()),
        hot_frac=float(day("thermally_limited").mean()),
        battery_need_kwh=_battery_need_kwh(mission, eclipse_s, health, float(full.max())),
        radiator_need_m2=_radiator_need_m2(mission),
        radiator_left_frac=float(_radiator_left_frac(mission).min()),
        coldest_k=WARM_K - float(day("radiator_cold")[min(1, mission.n_day - 1) :].max()),  # it starts cold
        charge_left_j=max(float(day("battery_low").min()), 0.0) if lanes.battery_j > 0 else 0.0,
        eclipse_s=eclipse_s,
    )


def _full_power_frac(mission: Mission) -> Array:
    """The share of nominal power that full clock takes at each day's hottest coolant, (day,)."""
    s, load = mission.scenario, mission.lanes.load
    coolant_k = np.minimum(mission.integrated.day("loop_high"), coolant_max_k(s.satellite, s.accelerator, load))
    return full_power_frac(s.satellite.loop, s.accelerator, load, coolant_k)


def _need_w(mission: Mission, full: Array) -> Array:
    """The array power that the satellite asks for, mean over each day, (day,) in W; ``full`` is `_full_power_frac`."""
    s, load, day = mission.scenario, mission.lanes.load, mission.integrated.day
    lit, eclipse = day("lit"), s.satellite.eclipse_power_frac
    policy = lit + (1.0 - lit) * eclipse  # share of the day's full clock that the satellite asks for
    need_it = load.it_w * full * policy * mission.environment.accelerators_frac()[: mission.n_day].max(1)
    through_battery = day("discharge") * (1.0 / s.satellite.battery.roundtrip_efficiency_frac - 1.0)
    through_battery += day("heater") / s.satellite.solar_array.harness_mppt_efficiency_frac
    return np.asarray((need_it + load.housekeeping_w) / chain_frac(s.satellite, load) + through_battery)


def _battery_need_kwh(mission: Mission, eclipse_s: float, health: float, most: float) -> float:
    """The battery in kWh, new, that the longest eclipse takes at the health of the last day, or one that lasts.

    ``most`` is the greatest share of nominal power that full clock takes.
    """
    s, load = mission.scenario, mission.lanes.load
    heaters_w = s.satellite.loop.heaters_w(mission.environment.assembly.at.safe_mode)
    if health > 0.0:
        return battery_need_kwh(s.satellite, load, eclipse_s, health, most, heaters_w)
    cycles = cycles_of_life(mission)
    return lasting_battery_kwh(s.satellite, load, eclipse_s, cycles, s.mission.life_y, most, heaters_w)


def _radiator_left_frac(mission: Mission) -> Array:
    """The part of the radiator that debris has left in each orbit group, (day, group)."""
    return mission.environment.hazards.radiator_frac[: mission.n_day]


def _radiator_need_m2(mission: Mission) -> float:
    """The radiator in m2, new, that carries the heat on the day with most light from sky and array."""
    s, day, left = mission.scenario, mission.integrated.day, _radiator_left_frac(mission)
    if left.min() <= LEAST_CAPACITY:
        return inf
    counted_m2 = mission.environment.assembly.at.fin_frac * s.satellite.radiator.area_m2  # absorbed heat, by the fins
    absorbed_w = day("radiator_sky") + day("radiator_from_array")
    sky_w = absorbed_w / (counted_m2 * (left @ mission.environment.groups.share))
    return radiator_need_m2(s.satellite, s.accelerator, mission.lanes.load, float(sky_w.max())) / float(left.min())


def cycles_of_life(mission: Mission) -> float:
    """Eclipses that a satellite meets in its life, of the plane that has most of them in the marched window."""
    s, marched_y = mission.scenario, mission.n_day / DAYS_PER_YEAR
    return eclipses(mission.orbits, mission.sun, mission.n_day, s.sky) * s.mission.life_y / marched_y


def needs_of(mission: Mission, deployment: Deployment) -> Needs:
    """What a life in orbit asks of one satellite of a deployed fleet."""
    s, sky = mission.scenario, mission.environment
    network = sky.network()
    drag_m_per_s_d = float(sky.altitude.drag_m_per_s.max())
    held = s.satellite.drag.altitude == "held"
    return Needs(
        life_y=s.mission.life_y,
        launched_kg=deployment.launched_kg,
        parts_kg=deployment.mass_parts_kg,
        propellant_kg=deployment.propellant_need_kg,
        disposal_days=deployment.disposal_days,
        drag_n=deployment.launched_kg * drag_m_per_s_d / SECONDS_PER_DAY if held else None,
        dose_krad=sky.dose_krad_eol(),
        shield_mm=sky.shield_need_mm(s.satellite),
        reentry_y=sky.reentry_y(),
        reentry_date=sky.reentry_date(),
        link_margin_frac=network.margin_frac,
        link_capacity_gbps=network.capacity_gbps,
        link_sent_gbps=network.demand_gbps + network.stream_gbps,
        link_share_frac=network.share_frac,
        between_satellites=network.terminals,
    )


def evaluate(
    mission: Mission, deployment: Deployment, threads: int = 2, progress: Tell | None = None
) -> tuple[Verdict, Extremes]:
    """Ask every part, the launcher and the fleet for their constraints and judge the design.

    A fleet that was marched in single precision is marched again in double where rounding could change the verdict;
    not so on representative days, which leave out more than rounding does.
    """
    met = mission.once("extremes", lambda: extremes_of(mission))
    verdict = mission.lately("verdict", deployment.told, lambda: _judged(mission, deployment, met))
    if mission.precision == "float64" or not mission.integrated.is_of_every_day:
        return verdict, met
    if all(_same(verdict, _judged(mission, deployment, at)) for at in beside(met, mission.lanes.load.it_full_w)):
        return verdict, met
    return evaluate(simulate_mission(mission.scenario, threads, progress), deployment)


def _judged(mission: Mission, deployment: Deployment, met: Extremes) -> Verdict:
    """The verdict of all constraints on the extremes that a fleet met."""
    s, assembly = mission.scenario, mission.environment.assembly
    found = [
        *constraints(s.satellite, assembly.at, met, needs_of(mission, deployment)),
        launch_constraint(s.launch, deployment.manifest, assembly.envelope_m3(s.launch.packing_frac)),
        raising_constraint(deployment.climb, s.satellite.propulsion),
        cadence_constraint(deployment.campaign),
        campaign_constraint(deployment.campaign, s.mission.life_y),
        melting_constraint(mission.hottest, s.mission.service_date, s.satellite),
    ]
    return verdict_of(found)


def _same(one: Verdict, other: Verdict) -> bool:
    """Whether two verdicts agree in all but the numbers in their words."""
    said = [re.sub(r"[\d.,]+", "#", "\n".join((v.verdict, v.binding_limit, v.remedy))) for v in (one, other)]
    return said[0] == said[1]


def beside(met: Extremes, it_full_w: float) -> tuple[Extremes, Extremes]:
    """The extremes a little better and a little worse than met, by more than single precision rounds them.

    What never happened stays so where all is a little worse: single precision shows the least shortage there is.
    """

    def shifted(sign: float) -> Extremes:
        """The extremes a little further from every limit, or nearer to it, by the sign."""
        share, kelvin, kept = sign * NEAR_FRAC, sign * NEAR_K, 1.0 if sign < 0.0 else 0.0
        return replace(
            met,
            power_frac=met.power_frac + share,
            battery_soc=None if met.battery_soc is None else met.battery_soc + share,
            battery_health_frac=max(met.battery_health_frac + share, 0.0) if met.battery_health_frac > 0.0 else 0.0,
            radiator_k=met.radiator_k - kelvin,
            coldest_k=met.coldest_k + kelvin,
            chip_k=met.chip_k - kelvin,
            loop_k=met.loop_k - kelvin,
            memory_k=met.memory_k - kelvin,
            array_k=met.array_k - kelvin,
            unserved_w=met.unserved_w * max(kept, float(met.unserved_w > 2.0 * UNSERVED_FRAC * it_full_w)),
            dark_frac=met.dark_frac * max(kept, float(met.dark_frac > NEAR_FRAC)),
            hot_frac=met.hot_frac * max(kept, float(met.hot_frac > NEAR_FRAC)),
        )

    return shifted(1.0), shifted(-1.0)
