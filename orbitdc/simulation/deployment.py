"""What is built and launched to field a fleet: masses, launches, prices of a unit, the campaign."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from math import inf

import numpy as np
import numpy.typing as npt

from orbitdc.constants import DAYS_PER_YEAR, EARTH_RADIUS_KM
from orbitdc.economics.horizon import Life
from orbitdc.economics.learning_curve import generation_factors
from orbitdc.environment.decay import frontal_area_m2
from orbitdc.environment.orbit_groups import OrbitGroups
from orbitdc.fleet.campaign import Campaign, campaign
from orbitdc.fleet.cost import UnitPrice
from orbitdc.fleet.launch import Manifest, drop_km, manifest, spiral_m_per_s
from orbitdc.fleet.launcher import Launcher
from orbitdc.fleet.raising import Climb, climb
from orbitdc.simulation.mission import Mission
from orbitdc.site.cost import generations

Array = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
MOST_MONTHS_UP = 120.0  # of a climb, as priced; a thruster that weak fails by its disposal


@dataclass(frozen=True)
class Deployment:
    """What is built and launched to field a fleet, and what a unit of it costs."""

    n_sat: float  # in service at first
    launches: float  # spares in orbit included
    manifest: Manifest  # to the orbit that takes the fewest satellites on a launch
    mass_parts_kg: dict[str, float]
    launched_kg: float
    delta_v_m_per_s: dict[str, float]  # by purpose, of the satellites that need most
    propellant_need_kg: float
    climb: Climb  # of the orbit that takes most thrust
    raising_days: float | None  # of the orbit that takes longest, None where the satellites cannot climb
    raising_months: float  # mean over the satellites, as priced: where they cannot climb, as long as without air
    disposal_days: float
    unit: UnitPrice
    ramp_months: float
    campaign: Campaign
    shares: Array  # of the satellites, by the month they enter service in, (n_month,)
    launch_factor: Array  # price of a launch over the first one's, (n_generation, n_month)
    bus_factor: dict[str, Array]  # price of each part of the bus over its first, (n_generation, n_month)
    launches_each: float  # of one satellite
    runs: tuple[tuple[IntArray, ...], ...]  # months whose satellites have one price, by generation
    told: tuple[object, ...] = field(repr=False)  # all that it follows from beside the mission and the prices

    def unit_of(self, month: int, generation: int = 0) -> UnitPrice:
        """Prices of a satellite of a generation that enters service in a month of its campaign."""
        launch = float(self.launch_factor[generation, month])
        paid = {part: usd * float(self.bus_factor[part][generation, month]) for part, usd in self.unit.bus.items()}
        return replace(self.unit, bus=paid, launch=self.unit.launch * launch)

    def of_one_price(self, generation: int = 0) -> Iterator[tuple[UnitPrice, IntArray]]:
        """The months of the campaign in runs whose satellites have one price, each run with that price."""
        for run in self.runs[generation]:
            yield self.unit_of(int(run[0]), generation), run

    @property
    def bus_of_last(self) -> float:
        """The price of the last bus of the first generation over the first one's, by definition; 1 without a price."""
        last = self.unit_of(self.shares.size - 1)
        return sum(last.bus.values()) / first if (first := sum(self.unit.bus.values())) > 0.0 else 1.0


def price_runs(shares: Array, factors: list[Array]) -> tuple[tuple[IntArray, ...], ...]:
    """The months of a campaign (n_month,) by generation in runs in which no factor (n_generation, n_month) changes."""
    months = np.flatnonzero(shares)
    moved = (np.diff(np.stack(factors)[:, :, months]) != 0.0).any(0)
    return tuple(tuple(np.split(months, np.flatnonzero(each) + 1)) for each in moved)


def _manifests(
    groups: OrbitGroups, launcher: Launcher, mass_kg: float, envelope_m3: float
) -> list[tuple[float, Manifest]]:
    """How satellites ride to each orbit of a fleet (to 1 km, 0.1 degrees), with the orbit's share of satellites."""
    altitude, inclination = np.round(groups.altitude_km), np.round(np.degrees(groups.inclination_rad), 1)
    share: dict[tuple[float, float], float] = {}
    for place, part in zip(zip(altitude.tolist(), inclination.tolist(), strict=True), groups.share, strict=True):
        share[place] = share.get(place, 0.0) + float(part)
    return [(share[place], manifest(launcher, mass_kg, envelope_m3, *place)) for place in sorted(share)]


def climbs(mission: Mission, launched_kg: float) -> list[Climb]:
    """How satellites raise themselves to each orbit group at the solar activity of the first day of service."""
    s, sky, orbits = mission.scenario, mission.environment, mission.orbits
    groups, sat = sky.groups, s.satellite
    found = []
    for kind, member in enumerate(groups.members()):
        area = float(frontal_area_m2(s, orbits, member, mission.sun, 1)[0])
        high = float(groups.altitude_km[kind])
        found.append(
            climb(
                drop_km(s.launch, high),
                high,
                float(groups.inclination_rad[kind]),
                float(groups.ltan_h[kind]),
                sat.drag.climbing_m2(sat.solar_array.area_m2, sat.radiator.area_m2, area),
                launched_kg,
                sat.drag.drag_coefficient,
                sat.propulsion.thrust_n(),
                float(sky.f107_sfu[0]),
            )
        )
    return found


def raising_months(mission: Mission, ways: list[Climb], launched_kg: float) -> float:
    """Months between launch and orbit, mean over the satellites; a climb that drag forbids counts as without air."""
    thruster = mission.scenario.satellite.propulsion
    longest = MOST_MONTHS_UP * DAYS_PER_YEAR / 12.0
    days = [thruster.spiral_days(launched_kg, way.delta_v_m_per_s) if way.days is None else way.days for way in ways]
    return 12.0 / DAYS_PER_YEAR * float(np.minimum(days, longest) @ mission.environment.groups.share)


def delta_v_m_per_s(mission: Mission, raising_m_per_s: float) -> dict[str, float]:
    """Delta-v of a life by purpose, m/s: raising, drag where the altitude is held, avoidance, disposal from the top."""
    s, thruster = mission.scenario, mission.scenario.satellite.propulsion
    held = s.satellite.drag.altitude == "held"
    highest_km = float(mission.orbits.semi_major_axis_km.max()) - EARTH_RADIUS_KM
    return {
        "raising": raising_m_per_s,
        "drag": float(mission.environment.altitude.drag_m_per_s.sum(0).max()) if held else 0.0,
        "avoidance": thruster.avoidance_m_per_s_y * s.mission.life_y,
        "formation": formation_m_per_s(mission),
        "disposal": spiral_m_per_s(highest_km, thruster.disposal_altitude_km),
    }


def formation_m_per_s(mission: Mission) -> float:
    """Delta-v of a life that holds a cluster together, m/s, of the orbit where it takes most; 0 without one."""
    s, groups = mission.scenario, mission.environment.groups
    if s.fleet.cluster is None:
        return 0.0
    places = zip(groups.altitude_km.tolist(), groups.inclination_rad.tolist(), strict=True)
    return s.mission.life_y * max(s.fleet.cluster.trim_m_per_s_y(height, tilt) for height, tilt in places)


def deploy(
    mission: Mission,
    n_sat: float,
    launch_usd_per_kg: float | None = None,
    bus_usd_per_w: float | None = None,
    launched_kg: float | None = None,
) -> Deployment:
    """Masses, launches and unit prices of ``n_sat`` satellites.

    The two prices may be overridden for break-evens, and the mass that is launched for the price of another one.
    """
    s = mission.scenario
    assembly = mission.environment.assembly
    load, mass = assembly.at.load, assembly.launched_kg if launched_kg is None else launched_kg
    launcher = s.launch
    if launch_usd_per_kg is not None:
        launcher = launcher.at_usd_per_kg(launch_usd_per_kg)
    bus = assembly.bus_usd if bus_usd_per_w is None else {"bus": bus_usd_per_w * load.it_full_w}

    def unit(launches_each: float) -> UnitPrice:
        """The price in USD of a satellite and of its launch, at so many launches of one each."""
        silicon = s.satellite.board.silicon_usd(assembly.at)
        return UnitPrice(silicon, bus, launcher.satellite_usd(mass, launches_each), s.fleet.sales_tax_frac)

    told = (n_sat, mass, launcher.flown, tuple(bus))
    fielded = mission.lately("deployment", told, lambda: _fielded(mission, launcher, told, unit))
    return replace(fielded, unit=unit(fielded.launches_each))


def _fielded(
    mission: Mission,
    launcher: Launcher,
    told: tuple[float, float, tuple[object, ...], tuple[str, ...]],
    unit: Callable[[float], UnitPrice],
) -> Deployment:
    """The deployment of satellites of one mass on a launcher, whatever their price."""
    (n_sat, mass, _, bus), s, assembly = told, mission.scenario, mission.environment.assembly
    packed = _manifests(mission.environment.groups, launcher, mass, assembly.envelope_m3(launcher.packing_frac))
    per_satellite = sum(share / max(one.per_launch, 1) for share, one in packed)  # launches
    hardest = min((one for _, one in packed), key=lambda one: (one.per_launch, one.payload_kg))
    launches = n_sat * (1.0 + s.fleet.spares_frac) * per_satellite
    thruster = s.satellite.propulsion
    ways = climbs(mission, mass)
    delta_v = delta_v_m_per_s(mission, max(way.delta_v_m_per_s for way in ways))
    worst = min(ways, key=lambda way: inf if way.margin_frac is None else way.margin_frac)
    known = [way.days for way in ways if way.days is not None]
    in_orbit = launches / per_satellite  # satellites, spares included
    fielded = campaign(s.fleet, launcher, launches, in_orbit)
    flown_t, built, shares = 1e-3 * in_orbit * mass, in_orbit, fielded.shares
    starts = [start for start, _ in generations(s.mission.life_y, Life(s.mission.priced_y))]
    launch_factor = generation_factors(launcher.learning, flown_t, shares, starts, launcher.later_decline_per_y)
    bus_factor = {
        part: generation_factors(s.satellite.learning.of(part), built, shares, starts, s.satellite.later_decline_per_y)
        for part in bus
    }
    return Deployment(
        n_sat=n_sat,
        launches=launches,
        manifest=hardest,
        mass_parts_kg=assembly.parts_kg,
        launched_kg=mass,
        delta_v_m_per_s=delta_v,
        propellant_need_kg=thruster.propellant_need_kg(mass, sum(delta_v.values())),
        climb=worst,
        raising_days=max(known) if len(known) == len(ways) else None,
        raising_months=raising_months(mission, ways, mass),
        disposal_days=thruster.spiral_days(mass, delta_v["disposal"]),
        unit=unit(per_satellite),
        ramp_months=max(s.fleet.ramp_months, fielded.months),
        campaign=fielded,
        shares=shares,
        launch_factor=launch_factor,
        bus_factor=bus_factor,
        launches_each=per_satellite,
        runs=price_runs(shares, [launch_factor, *bus_factor.values()]),
        told=told,
    )
