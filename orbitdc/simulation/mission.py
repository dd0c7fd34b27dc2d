"""A fleet on its march: everything physical, nothing about money."""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from orbitdc.compute.throughput import Throughput, throughput
from orbitdc.constants import DAYS_PER_YEAR, SECONDS_PER_DAY
from orbitdc.economics.horizon import Life
from orbitdc.engine.balance import electrical_residual, energy_residual, heat_residual
from orbitdc.engine.days import SETTLED_S, STARVED_S, Days, representative
from orbitdc.engine.integrated import Grid, Integrated, capacity_quantile, grid
from orbitdc.engine.lowering import Lanes, degradation_table, lower
from orbitdc.engine.march import Precision
from orbitdc.engine.side_by_side import Asked, march_alone
from orbitdc.environment import Environment, environment_of
from orbitdc.errors import Problem, ScenarioError
from orbitdc.fleet.orbits import Orbits
from orbitdc.fleet.select import fleet_orbits
from orbitdc.ledger.levelized import LEAST_FLOP
from orbitdc.scenario.model import Scenario
from orbitdc.simulation.geometry import dark_frac, representative_days
from orbitdc.simulation.melting import Hottest, hottest
from orbitdc.simulation.thermal_history import SAMPLED_TIMES, TRACK_DAYS, sample_of, some_of, swinging, warmed, wear_of
from orbitdc.sky.sun import SunTable, sun_table
from orbitdc.system.recent import Recent

Array = npt.NDArray[np.float64]
T = TypeVar("T")
Marches = Generator[Asked, Integrated, T]  # asks for marches, one after the other, and ends with what follows from them
HANDOFF_DAY_S = SECONDS_PER_DAY / 15.0  # for which link.handoff_loss_frac states a share, of 15 eclipses a day
SHADOW_ERROR = 1e-4  # of an interval of days, as a share of the window: see notebooks/evidence/representative_days.py
_SUNS = Recent[SunTable](most=8)
MOST_RESIDUAL_FRAC = 1e-9  # of the energy: sums of some million float64 terms lose a few times 1e-12
WEAR_DAYS = 32  # between days that tell how hot accelerators run
SWING_ERROR = 1e-5  # likewise, of days that tell their swings: losses by cycles within 0.3 % of those of every day
LATELY = 8  # answers of one kind that are kept beside the physics they follow from
FIRM_AGES = 240  # ages at which a repeated window is weighed: a week apart in a life of 5 years


@dataclass(frozen=True, repr=False)
class Mission:
    """A fleet after its march: everything physical, nothing about money."""

    scenario: Scenario
    orbits: Orbits
    environment: Environment
    lanes: Lanes
    sun: SunTable
    cut: Grid
    integrated: Integrated
    peak_pflop_per_s: float  # one accelerator, dense
    n_day: int
    precision: Precision = "float64"  # of its steps
    derived: dict[str, Any] = field(default_factory=dict, init=False, compare=False)  # what was asked for, by name

    def priced_as(self, scenario: Scenario) -> Mission:
        """The same flight of a scenario that differs in money alone; what follows from the physics is found once."""
        twin = replace(self, scenario=scenario)
        twin.derived["shared"] = self.derived.get("shared", self.derived)
        return twin

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What follows from the physics alone, made when it is first asked for; arrays are for reading."""
        kept: dict[str, Any] = self.derived.get("shared", self.derived)
        if name not in kept:
            made = kept[name] = make()
            if isinstance(made, np.ndarray):
                made.flags.writeable = False
        found: T = kept[name]
        return found

    def lately(self, name: str, told: Hashable, make: Callable[[], T]) -> T:
        """What follows from the physics and from what is told, made anew where that is not among the last few."""
        kept: dict[Hashable, T] = self.once(name, dict)
        found = kept.get(told)
        if found is None:
            found = kept[told] = make()
            if len(kept) > LATELY:
                kept.pop(next(iter(kept)), None)
        return found

    def __repr__(self) -> str:
        return f"{self.scenario.name}: {self.lanes.n_orbit} orbits marched for {self.n_day} days in {self.precision}"

    @property
    def count(self) -> int:
        """Accelerators on a satellite."""
        return self.lanes.load.accelerators

    @property
    def hottest(self) -> Hottest:
        """The part that melts first, or the hottest one where none does."""
        return self.once("hottest", lambda: hottest(self.integrated))

    def survivors(self, age_y: npt.ArrayLike) -> Array:
        """Share of launched accelerators alive at an age, satellites and silicon together."""
        return self.environment.survivors(age_y)

    def rate_pflop_per_s(self) -> float:
        """Delivered PFLOP/s of one living satellite at full clock: peak x occupancy x MFU x availability.

        Compute that seldom exchange takes beyond that of an exchange at every step counts as not delivered.
        """
        busy = self.scenario.workload.occupancy_frac * self.throughput().mfu_frac
        kept = self.availability_frac() / self.environment.job.compute_factor
        return self.count * self.peak_pflop_per_s * busy * kept

    def availability_frac(self) -> float:
        """Share of time in which the fleet's job is neither failed nor restarting, radiation left out, or as stated."""
        if (stated := self.scenario.fleet.availability_frac) is not None:
            return stated
        return float(self.environment.job.kept_frac(self.scenario.workload))

    def throughput(self) -> Throughput:
        """What the workload reaches inside one satellite."""
        s = self.scenario
        return self.once("throughput", lambda: throughput(s.workload, s.accelerator, self.count))

    def links_frac(self) -> float:
        """Share of full throughput that the links between satellites leave, mean over the satellites."""
        sky = self.environment
        return float(np.array([network.share_frac for network in sky.networks]) @ sky.groups.share)

    def daily_clock(self) -> Array:
        """Mean clock of living satellites each day after hand-offs and stops by radiation, (n_day,).

        Nothing counts as delivered where a part of the satellite melts.
        """
        if self.hottest.melts:
            return np.zeros(self.n_day)
        useful = self.environment.useful_frac()[: self.n_day]
        return self.integrated.day("clock") * (1.0 - self.handoff_frac()) * useful

    def handoff_frac(self) -> Array:
        """Throughput lost to jobs that stop for eclipse each day, (n_day,): only where the satellite sleeps in shadow.

        Training writes a checkpoint before and starts again after it; other work is handed over to satellites in light.
        """
        s = self.scenario
        if s.satellite.eclipse_power_frac > s.accelerator.static_power_frac:
            return np.zeros(self.n_day)
        per_day = SECONDS_PER_DAY / (2 * np.pi / float(self.orbits.argument_of_latitude_rate_rad_per_s.mean()))
        dark = 1.0 - self.integrated.day("lit")
        seasons = np.minimum(dark / max(float(dark.max()), 1e-9), 1.0)
        work, link = s.workload, s.satellite.link
        stop_s = work.checkpoint_s + work.restart_s if work.trains else link.handoff_loss_frac * HANDOFF_DAY_S
        return np.asarray(stop_s * per_day / SECONDS_PER_DAY * np.ceil(seasons - 1e-6))

    def monthly_flop(self) -> Array:
        """FLOP of one launched satellite in each month of its life as the ledger counts them, (n_month,).

        A marched window shorter than the life is repeated, with survivors at their true age.
        """
        return self.once("monthly_flop", self._monthly_flop)

    def _monthly_flop(self) -> Array:
        """The FLOP of each month of the life, (month,)."""
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
        months = Life(self.scenario.mission.life_y).months
        month = np.minimum((days * months / life_days).astype(np.int64), months - 1)
        found = np.bincount(month, weights=flop, minlength=months)
        return np.where(found >= LEAST_FLOP, found, 0.0)

    def firm_share(self, share: float) -> float:
        """Simultaneous capacity over that of all launched at full clock, exceeded for all but ``share`` of the life.

        A marched window shorter than the life meets each age alike: the product of the window's clock and the
        survivors, each clock at each age.
        """
        integrated, life_y = self.integrated, self.scenario.mission.life_y
        if self.n_day >= life_y * DAYS_PER_YEAR - 1.0:
            return capacity_quantile(integrated, share) if share > 0 else integrated.capacity_min
        ages = (np.arange(FIRM_AGES) + 0.5) / FIRM_AGES * life_y
        if share <= 0:
            return integrated.capacity_min * float(self.survivors(np.append(ages, life_y)).min())
        clock = np.arange(integrated.capacity_histogram.size) / (integrated.capacity_histogram.size - 1)
        used = np.flatnonzero(integrated.capacity_histogram)
        capacity = np.outer(self.survivors(ages), clock[used]).ravel()
        weight = np.tile(integrated.capacity_histogram[used], FIRM_AGES)
        order = np.argsort(capacity, kind="stable")
        total = np.cumsum(weight[order])
        return float(capacity[order][np.searchsorted(total, share * total[-1])])

    def energy_residual_frac(self) -> float:
        """Largest energy residual of any lane."""
        return float(np.abs(energy_residual(self.lanes, self.integrated)).max())

    def electrical_residual_frac(self) -> float:
        """Largest gap of bus and battery of any lane."""
        return float(electrical_residual(self.lanes, self.integrated).max())

    def heat_residual_frac(self) -> float:
        """Largest gap of array and coolant of any lane."""
        return float(heat_residual(self.lanes, self.integrated).max())


def simulate_mission(
    scenario: Scenario,
    threads: int = 2,
    progress: Callable[[int, int], None] | None = None,
    precision: Precision = "float64",
    every: int = 1,
) -> Mission:
    """March a scenario's fleet through its window.

    ``precision`` is that of the steps; see ``orbitdc.engine.march.march``. With ``every`` above 1, representative days
    stand for those between them: one in so many, and more where seasons of eclipse bend.

    Raises CatalogError for a damaged or missing catalogue file, ScenarioError for dates outside the Sun table.
    """
    return carried_out(mission_marches(scenario, precision, every), lambda asked: march_alone(asked, threads, progress))


def carried_out(marches: Marches[T], by: Callable[[Asked], Integrated]) -> T:
    """What follows from some marches, each of them marched by a function when it is asked for."""
    try:
        asked = next(marches)
        while True:
            asked = marches.send(by(asked))
    except StopIteration as end:
        found: T = end.value
        return found


def mission_marches(
    scenario: Scenario, precision: Precision = "float64", every: int = 1, shadow_error: float = SHADOW_ERROR
) -> Marches[Mission]:
    """Ask for the marches of a mission, each of which may depend on those before; see `simulate_mission`.

    ``shadow_error`` is how far the shadow of days left out may lie from those between; see `representative_days`.
    """
    plan, numerics = scenario.mission, scenario.numerics
    orbits = fleet_orbits(scenario)
    window = numerics.window_days if numerics.window_days is not None else plan.life_y * DAYS_PER_YEAR
    n_day = max(1, ceil(window - 1e-9))
    start, covered = plan.service_date, max(float(n_day), ceil(plan.life_y * DAYS_PER_YEAR))
    sun = _SUNS.get((start, covered), lambda: sun_table(start, covered))
    environment = environment_of(scenario, orbits, sun)
    n_day = min(n_day, max(environment.last_day(), 1))
    lanes = lower(scenario, orbits, environment)
    period = 2 * np.pi / float(orbits.argument_of_latitude_rate_rad_per_s.mean())
    cut = grid(numerics.step_s, period, numerics.phases_marched)
    aside = Asked(lanes, sun, n_day, cut, scenario.sky.constant_w_per_m2, None, aside=True)
    if every > 1:
        aside = aside._replace(precision=precision)
    environment, lanes, starved = yield from _worn(
        scenario, orbits, environment, aside, max(every, WEAR_DAYS), shadow_error
    )
    peak = scenario.accelerator.dense_pflop_per_s(scenario.workload.precision)
    assert peak is not None  # the scenario refuses a precision the silicon lacks
    # the fleet's simultaneous clock is weighted by what is alive at each age; for a repeated window see firm_share
    whole_life = n_day >= plan.life_y * DAYS_PER_YEAR - 1.0
    alive = environment.survivors if whole_life else np.ones_like
    asked = aside._replace(lanes=lanes, survivors=alive, precision=precision, aside=False)
    if every == 1:
        integrated = yield asked
        return balanced(Mission(scenario, orbits, environment, lanes, sun, cut, integrated, peak, n_day, precision))
    days = representative_days(orbits, sun, n_day, every, shadow_error)
    settled = representative(days, _chunks(SETTLED_S, cut))
    if not starved:
        integrated = yield asked._replace(representative=settled)
        starved = _starves(integrated)
    if starved:
        longer = representative(days, _chunks(STARVED_S, cut))
        if scenario.satellite.solar_array.tracking != "zenith_fixed":
            longer = longer._replace(lead=np.where(_dark_before(orbits, sun, longer), longer.lead, settled.lead))
        integrated = yield asked._replace(representative=longer)
    return Mission(scenario, orbits, environment, lanes, sun, cut, integrated, peak, n_day, precision)


def balanced(mission: Mission) -> Mission:
    """The mission, whose march in double precision must have kept energy to rounding unless a part melts.

    Raises ScenarioError where it did not.
    """
    residual = mission.energy_residual_frac()
    if mission.precision == "float64" and not mission.hottest.melts and not residual <= MOST_RESIDUAL_FRAC:
        raise ScenarioError(
            Problem(
                f"the energy of the satellite is balanced to {residual:.1e} of what goes through it, where "
                f"{MOST_RESIDUAL_FRAC:g} is the most: the results would not hold",
                path="numerics.step_s",
                fix="write a shorter step, or numbers of the satellite that are less extreme",
            )
        )
    return mission


def _worn(
    scenario: Scenario, orbits: Orbits, environment: Environment, asked: Asked, every: int, shadow_error: float
) -> Marches[tuple[Environment, Lanes, bool]]:
    """The environment and lanes of a fleet whose accelerators are lost as heat and eclipses wear them out.

    A few lanes of those ``asked`` are marched on representative days at the quoted rate of losses, and tell how hot the
    accelerators run and whether power holds them down.
    """
    chip, lanes, cut = scenario.accelerator, asked.lanes, asked.cut
    if chip.permanent_loss_per_y == 0.0 or (chip.loss_activation_ev == 0.0 and chip.cycles_doubling_per_y is None):
        return environment, lanes, False
    finer, year = cut.sampled(SAMPLED_TIMES), min(asked.n_day, TRACK_DAYS)
    chosen, swung_days = (
        representative(representative_days(orbits, asked.sun, days, one_in, error), _chunks(SETTLED_S, within))
        for days, one_in, error, within in (
            (asked.n_day, every, shadow_error, finer),
            (year, WEAR_DAYS, SWING_ERROR, cut),
        )
    )
    marched = yield asked._replace(lanes=sample_of(lanes, orbits), cut=finer, representative=chosen)
    lane = swinging(orbits, asked.sun, asked.n_day)
    one = some_of(lanes, np.array([lane]))
    swung = yield asked._replace(lanes=one, n_day=year, representative=warmed(swung_days))
    worn = environment.worn(scenario, wear_of(scenario, orbits, lane, marched, swung))
    aged = replace(lanes, degradation=degradation_table(scenario, worn))  # nothing else follows from the wear
    return worn, aged, _starves(marched)


def _chunks(seconds: float, cut: Grid) -> int:
    """The chunks that cover a time."""
    return ceil(seconds / (cut.steps * cut.step_s))


def _dark_before(orbits: Orbits, sun: SunTable, days: Days) -> npt.NDArray[np.bool_]:
    """Which days meet shadow themselves or in the `STARVED_S` before.

    In light without shadow the power of an array that follows the Sun is constant, and so is the clock.
    """
    dark = dark_frac(orbits, sun, int(days.number[-1]) + 1).max(1) > 0.0
    before = np.arange(ceil(STARVED_S / SECONDS_PER_DAY) + 1)
    return np.asarray(dark[np.maximum(days.number[:, None] - before, 0)].any(1))


def _starves(integrated: Integrated) -> bool:
    """Whether power held the clock down on any day."""
    return float(integrated.day("power_limited").max()) > 0.0
