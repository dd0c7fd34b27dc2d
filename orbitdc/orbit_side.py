"""The orbit side of a comparison: march a fleet through its life and turn it into payments and FLOP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt

from orbitdc.constants import DAYS_PER_YEAR, EARTH_RADIUS_KM, HOURS_PER_YEAR, SECONDS_PER_DAY
from orbitdc.cost_line import CostLine
from orbitdc.engine.balance import electrical_residual, energy_residual, heat_residual
from orbitdc.engine.lowering import Lanes, lower
from orbitdc.engine.march import Grid, Marched, capacity_quantile, grid, march
from orbitdc.environment import Environment, Kinds, environment_of
from orbitdc.fleet.cost import UnitPrice, accelerator_loss_line, programme_lines, satellite_lines, service_lines
from orbitdc.fleet.launch import Manifest, manifest, spiral_m_per_s
from orbitdc.fleet.launcher import Launcher
from orbitdc.fleet.orbits import Orbits
from orbitdc.fleet.select import fleet_orbits
from orbitdc.satellite.mass import bus_price_parts, launched_mass_kg, mass_parts, stowed_m3
from orbitdc.scenario.model import Scenario
from orbitdc.side import Side, over_ramp, ramp_shares, ramp_up
from orbitdc.sky.sun import SunTable, sun_table
from orbitdc.throughput import Throughput, throughput

Array = npt.NDArray[np.float64]
DAYS_PER_MONTH = DAYS_PER_YEAR / 12.0
HANDOFF_DAY_S = SECONDS_PER_DAY / 15.0  # for which link.handoff_loss_frac states a share, of 15 eclipses a day
FIRM_AGES = 240  # ages at which a repeated window is weighed: a week apart in a life of 5 years


@dataclass(frozen=True)
class Flight:
    """A fleet after its march: everything physical, nothing about money."""

    scenario: Scenario
    orbits: Orbits
    environment: Environment
    lanes: Lanes
    sun: SunTable
    cut: Grid
    marched: Marched
    peak_pflop_per_s: float  # one accelerator, dense
    n_day: int

    @property
    def count(self) -> int:
        """Accelerators on a satellite."""
        return self.lanes.load.accelerators

    def survivors(self, age_y: npt.ArrayLike) -> Array:
        """Share of launched accelerators alive at an age, satellites and silicon together."""
        return self.environment.survivors(age_y)

    def rate_pflop_per_s(self) -> float:
        """Delivered PFLOP/s of one living satellite at full clock: peak x occupancy x MFU x availability."""
        w = self.scenario.workload
        return self.count * self.peak_pflop_per_s * w.occupancy_frac * self.throughput().mfu_frac * w.availability_frac

    def throughput(self) -> Throughput:
        """What the workload reaches inside one satellite."""
        return throughput(self.scenario.workload, self.scenario.accelerator, self.count)

    def links_frac(self) -> float:
        """Share of full throughput that the links between satellites leave, mean over the satellites."""
        sky = self.environment
        return float(np.array([network.share_frac for network in sky.networks]) @ sky.kind.share)

    def daily_clock(self) -> Array:
        """Mean clock of living satellites each day after hand-offs and stops by radiation, (n_day,)."""
        useful = self.environment.useful_frac()[: self.n_day]
        return self.marched.day("clock") * (1.0 - self.handoff_frac()) * useful

    def handoff_frac(self) -> Array:
        """Throughput lost to jobs that stop for eclipse each day, (n_day,): only where the satellite sleeps in shadow.

        Training writes a checkpoint before and starts again after it; other work is handed over to satellites in light.
        """
        s = self.scenario
        if s.satellite.eclipse_power_frac > s.accelerator.static_power_frac:
            return np.zeros(self.n_day)
        per_day = SECONDS_PER_DAY / (2 * np.pi / float(self.orbits.argument_of_latitude_rate_rad_per_s.mean()))
        dark = 1.0 - self.marched.day("lit")
        seasons = np.minimum(dark / max(float(dark.max()), 1e-9), 1.0)
        upsets, link = s.satellite.upsets, s.satellite.link
        stop_s = upsets.checkpoint_s + upsets.restart_s if s.workload.trains else link.handoff_loss_frac * HANDOFF_DAY_S
        return np.asarray(stop_s * per_day / SECONDS_PER_DAY * np.ceil(seasons - 1e-6))

    def monthly_flop(self) -> Array:
        """FLOP of one launched satellite in each month of its life, (n_month,).

        A marched window shorter than the life is repeated, with survivors at their true age.
        """
        life_days = self.scenario.mission.life_y * DAYS_PER_YEAR
        days = np.arange(ceil(life_days - 1e-9))
        clock = self.daily_clock()[days % self.n_day]
        length = np.minimum(life_days - days, 1.0)
        flop = (
            clock
            * self.survivors((days + 0.5) / DAYS_PER_YEAR)
            * length
            * SECONDS_PER_DAY
            * self.rate_pflop_per_s()
            * 1e15
        )
        months = round(12 * self.scenario.mission.life_y)
        month = np.minimum((days / DAYS_PER_MONTH).astype(np.int64), months - 1)
        return np.asarray(np.bincount(month, weights=flop, minlength=months), dtype=np.float64)

    def firm_share(self, share: float) -> float:
        """Simultaneous capacity over that of all launched at full clock, exceeded for all but ``share`` of the life.

        A marched window shorter than the life meets each age alike: the product of the window's clock and the
        survivors, each clock at each age.
        """
        marched, life_y = self.marched, self.scenario.mission.life_y
        if self.n_day >= life_y * DAYS_PER_YEAR - 1.0:
            return capacity_quantile(marched, share) if share > 0 else marched.capacity_min
        ages = (np.arange(FIRM_AGES) + 0.5) / FIRM_AGES * life_y
        if share <= 0:
            return marched.capacity_min * float(self.survivors(np.append(ages, life_y)).min())
        clock = np.arange(marched.capacity_histogram.size) / (marched.capacity_histogram.size - 1)
        used = np.flatnonzero(marched.capacity_histogram)
        capacity = np.outer(self.survivors(ages), clock[used]).ravel()
        weight = np.tile(marched.capacity_histogram[used], FIRM_AGES)
        order = np.argsort(capacity, kind="stable")
        total = np.cumsum(weight[order])
        return float(capacity[order][np.searchsorted(total, share * total[-1])])

    def energy_residual_frac(self) -> float:
        """Largest energy residual of any lane."""
        return float(np.abs(energy_residual(self.lanes, self.marched)).max())

    def electrical_residual_frac(self) -> float:
        """Largest gap of bus and battery of any lane."""
        return float(electrical_residual(self.lanes, self.marched).max())

    def heat_residual_frac(self) -> float:
        """Largest gap of array and coolant of any lane."""
        return float(heat_residual(self.lanes, self.marched).max())


def fly(scenario: Scenario, threads: int = 2, progress: Callable[[int, int], None] | None = None) -> Flight:
    """March a scenario's fleet through its window.

    Raises CatalogError for a damaged or missing catalogue file, ScenarioError for dates outside the Sun table.
    """
    mission = scenario.mission
    orbits = fleet_orbits(scenario)
    window = mission.window_days if mission.window_days is not None else mission.life_y * DAYS_PER_YEAR
    n_day = max(1, ceil(window - 1e-9))
    sun = sun_table(mission.service_date, max(float(n_day), ceil(mission.life_y * DAYS_PER_YEAR)))
    environment = environment_of(scenario, orbits, sun)
    n_day = min(n_day, max(environment.last_day(), 1))
    lanes = lower(scenario, orbits, environment)
    period = 2 * np.pi / float(orbits.argument_of_latitude_rate_rad_per_s.mean())
    cut = grid(mission.step_s, period, scenario.fleet.phases_marched)
    peak = scenario.accelerator.dense_pflop_per_s(scenario.workload.precision)
    assert peak is not None  # the scenario refuses a precision the silicon lacks
    # the fleet's simultaneous clock is weighted by what is alive at each age; for a repeated window see firm_share
    whole_life = n_day >= mission.life_y * DAYS_PER_YEAR - 1.0
    marched = march(
        lanes,
        sun,
        n_day,
        cut,
        scenario.sky.solar_constant_w_per_m2,
        lambda age: environment.survivors(age) if whole_life else np.ones_like(age),
        threads,
        progress,
    )
    return Flight(scenario, orbits, environment, lanes, sun, cut, marched, peak, n_day)


@dataclass(frozen=True)
class Build:
    """What is built and launched to field a fleet, and what a unit of it costs."""

    n_sat: float  # in service at first
    launches: float  # spares in orbit included
    manifest: Manifest  # to the orbit that takes the fewest satellites on a launch
    mass_parts_kg: dict[str, float]
    launched_kg: float
    delta_v_m_per_s: dict[str, float]  # by purpose, of the satellites that need most
    propellant_need_kg: float
    raising_days: float
    disposal_days: float
    unit: UnitPrice
    ramp_months: float
    campaign_months: float


def _manifests(kind: Kinds, launcher: Launcher, mass_kg: float, volume_m3: float) -> list[tuple[float, Manifest]]:
    """How satellites ride to each orbit of a fleet (to 1 km, 0.1 degrees), with the orbit's share of satellites."""
    altitude, inclination = np.round(kind.altitude_km), np.round(np.degrees(kind.inclination_rad), 1)
    places, of = np.unique(np.stack([altitude, inclination]), axis=1, return_inverse=True)
    share = np.bincount(of.ravel(), weights=kind.share)
    return [
        (float(share[i]), manifest(launcher, mass_kg, volume_m3, float(h), float(i_deg)))
        for i, (h, i_deg) in enumerate(places.T)
    ]


def delta_v_m_per_s(flight: Flight, raising_m_per_s: float) -> dict[str, float]:
    """Delta-v of a life by purpose, m/s: raising, drag where the altitude is held, avoidance, disposal from the top."""
    s, thruster = flight.scenario, flight.scenario.satellite.propulsion
    held = s.satellite.drag.altitude == "held"
    highest_km = float(flight.orbits.semi_major_axis_km.max()) - EARTH_RADIUS_KM
    return {
        "raising": raising_m_per_s,
        "drag": float(flight.environment.altitude.drag_m_per_s.sum(0).max()) if held else 0.0,
        "avoidance": thruster.avoidance_m_per_s_y * s.mission.life_y,
        "formation": formation_m_per_s(flight),
        "disposal": spiral_m_per_s(highest_km, thruster.disposal_altitude_km),
    }


def formation_m_per_s(flight: Flight) -> float:
    """Delta-v of a life that holds a cluster together, m/s, of the orbit where it takes most; 0 without one."""
    s, kind = flight.scenario, flight.environment.kind
    if s.fleet.cluster is None:
        return 0.0
    places = zip(kind.altitude_km.tolist(), kind.inclination_rad.tolist(), strict=True)
    return s.mission.life_y * max(s.fleet.cluster.trim_m_per_s_y(height, tilt) for height, tilt in places)


def build(
    flight: Flight, n_sat: float, launch_usd_per_kg: float | None = None, bus_usd_per_w: float | None = None
) -> Build:
    """Masses, launches and unit prices of ``n_sat`` satellites; the two prices may be overridden for break-evens."""
    s = flight.scenario
    load, w_per_m2 = flight.lanes.load, flight.lanes.array_w_per_m2
    parts = mass_parts(s.satellite, s.accelerator, load, w_per_m2)
    mass = launched_mass_kg(s.satellite, parts)
    launcher = s.launch
    if launch_usd_per_kg is not None:
        launcher = launcher.model_copy(update={"price_usd_per_kg": launch_usd_per_kg})
    packed = _manifests(flight.environment.kind, launcher, mass, stowed_m3(s.satellite, load))
    per_satellite = sum(share / max(one.per_launch, 1) for share, one in packed)  # launches
    hardest = min((one for _, one in packed), key=lambda one: (one.per_launch, one.payload_kg))
    bus = bus_price_parts(s.satellite, load, w_per_m2)
    if bus_usd_per_w is not None:
        bus = {"bus": bus_usd_per_w * load.it_full_w}
    unit = UnitPrice(
        it=load.accelerators * s.accelerator.price_usd * (1.0 + s.satellite.it_premium_frac),
        bus=bus,
        launch=hardest.price_usd_per_launch * per_satellite,
    )
    launches = n_sat * (1.0 + s.fleet.spares_frac) * per_satellite
    thruster = s.satellite.propulsion
    delta_v = delta_v_m_per_s(flight, max(one.raising_m_per_s for _, one in packed))
    campaign = 12.0 * launches / launcher.launches_per_y
    return Build(
        n_sat=n_sat,
        launches=launches,
        manifest=hardest,
        mass_parts_kg=parts,
        launched_kg=mass,
        delta_v_m_per_s=delta_v,
        propellant_need_kg=thruster.propellant_need_kg(mass, sum(delta_v.values())),
        raising_days=thruster.spiral_days(mass, delta_v["raising"]),
        disposal_days=thruster.spiral_days(mass, delta_v["disposal"]),
        unit=unit,
        ramp_months=max(s.fleet.ramp_months, campaign),
        campaign_months=campaign,
    )


def visit_lines(flight: Flight, made: Build) -> list[CostLine]:
    """Visits to a fleet that enters service in month 0, and the accelerators they bring, launched by their mass."""
    s, sky = flight.scenario, flight.environment
    launched = made.n_sat * (1.0 + s.fleet.spares_frac)
    brought = UnitPrice(
        made.unit.it, {}, made.unit.launch * made.mass_parts_kg["compute"] / made.launched_kg
    )  # of one satellite's accelerators
    return [
        line
        for visit in sky.visits
        for line in service_lines(
            brought,
            launched * sky.replaced_by(visit),
            launched * float(sky.living(visit.age_y)),
            s.fleet,
            s.launch,
            round(12.0 * visit.age_y),
        )
    ]


def orbit_side(flight: Flight, made: Build) -> Side:
    """The fleet as payments and delivered FLOP, its satellites entering service in a linear ramp."""
    s = flight.scenario
    life_months = round(12 * s.mission.life_y)
    shares = ramp_shares(made.ramp_months)
    profile = flight.monthly_flop() * made.n_sat
    load = flight.lanes.load
    sky = flight.environment
    lost_per_y = sky.losses_per_y(sky.satellite_hazard, s.mission.life_y)
    it_kw = load.it_full_w * 1e-3
    cohort = satellite_lines(made.unit, made.n_sat, s.fleet, s.launch, it_kw, life_months, lost_per_y)
    if s.fleet.attrition == "spares":
        dying_per_y = sky.losses_per_y(sky.accelerator_hazard, s.mission.life_y)
        cohort.append(accelerator_loss_line(made.unit, dying_per_y, s.launch, made.n_sat, life_months))
    cohort += visit_lines(flight, made)
    lines = [part for line in cohort for part in over_ramp(line, shares)]
    it_w = load.it_full_w * made.n_sat
    months = life_months + shares.size - 1
    early = max(1, round(s.fleet.chip_to_service_months))
    lines += programme_lines(s.fleet, it_w, months, early)
    ages = (np.arange(life_months) + 0.5) / 12.0
    alive_h = float(flight.survivors(ages).mean()) * HOURS_PER_YEAR * s.mission.life_y
    mean_it_w = float(flight.marched.day("it").mean())
    satellites_h = float(flight.environment.satellites(ages).mean()) * HOURS_PER_YEAR * s.mission.life_y
    count = made.n_sat * flight.count
    seconds = s.mission.life_y * DAYS_PER_YEAR * SECONDS_PER_DAY
    return Side(
        name=s.satellite.label,
        lines=tuple(lines),
        flop_by_month=ramp_up(profile, shares),
        accelerators=count,
        it_w=it_w,
        nameplate_pflop_per_s=count * flight.peak_pflop_per_s,
        delivered_pflop_per_s=float(profile.sum()) / seconds / 1e15,
        gpu_hours=count * s.workload.availability_frac * alive_h,
        it_kwh=mean_it_w * 1e-3 * satellites_h * made.n_sat,
        mfu_frac=flight.throughput().mfu_frac,
        scale_out_frac=flight.links_frac(),
        mfu_time_frac=flight.throughput().time_frac(flight.links_frac(), "links between satellites"),
    )
