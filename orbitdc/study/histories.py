"""Draws histories of a fleet at random: launches, early and random losses, wear-out, accelerators, common causes.

All draws are independent, except for common causes. A launch fails as a whole, and is repeated with new satellites
until enough have reached orbit, so that failures cost money, as in the expected-value run, and no capacity. Satellites
are dead on arrival, or are lost at the hazards of that run; accelerators are lost in groups that fail together,
whatever becomes of their satellite. Common causes are a defect of a production batch, whose satellites share one
hazard, and a severe solar storm, which meets every satellite in orbit at the same time. A satellite of a fleet with
several groups of orbits uses the fleet-average hazard; pumps that fail reduce the work of a whole satellite.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from orbitdc.constants import DAYS_PER_YEAR
from orbitdc.economics.horizon import Life
from orbitdc.environment import Environment
from orbitdc.environment.losses import satellite_own_hazard
from orbitdc.satellite.reliability import lost_together, with_common_causes
from orbitdc.scenario.model import Scenario
from orbitdc.simulation.deployment import Deployment
from orbitdc.simulation.mission import Mission

Array = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Tell = Callable[[int, int], None]
CELLS = 4_000_000  # most numbers in one array; more draws are carried in parts


@dataclass(frozen=True)
class Replacing:
    """The losses over the life per satellite of a fleet that replaces them, in satellites' worth."""

    own: float  # of sound batches
    collisions: float
    accelerators: float


@dataclass(frozen=True, eq=False)
class Odds:
    """The probabilities from which histories are drawn; arrays by month of a satellite's life, (n_month,)."""

    scenario: Scenario
    starts: Counts  # months in which cohorts enter service, (n_cohort,)
    sizes: Counts  # satellites launched in each, (n_cohort,)
    satellites: float  # in service at first in the run; the drawn fleet of whole satellites stands for them
    dead_on_arrival_frac: float
    own_hazard: Array  # cumulated hazard of a satellite from a sound batch
    others_alive: Array  # share that collisions, air and pumps leave
    accelerators_alive: Array  # share on a living satellite
    groups: int  # of accelerators that are lost together, on a satellite
    full_flop: Array  # of a satellite that lost nothing, in that month
    replacing: Replacing | None  # None where capacity decays
    launches: int
    failure_frac: float  # of launches

    @property
    def n_month(self) -> int:
        """Months of a satellite's life."""
        return len(self.own_hazard)

    @property
    def horizon(self) -> int:
        """The months from the first month of the first satellite to the last month of the last one."""
        return self.n_month + int(self.starts[-1])

    @property
    def served(self) -> Array:
        """Satellites of each cohort in service at first, (n_cohort,); the rest of its launched ones are spares."""
        return np.asarray(self.sizes / (1.0 + self.scenario.fleet.spares_frac))

    @property
    def scale(self) -> float:
        """The satellites in service at first over those of the drawn fleet, which has whole satellites."""
        return float(self.satellites / self.served.sum())

    def replaced(self, common_causes: bool) -> float:
        """The expected number of whole satellites that the drawn fleet replaces over its life."""
        if self.replacing is None:
            return 0.0
        r, life_y = self.scenario.satellite.reliability, self.scenario.mission.life_y
        own = np.asarray(self.replacing.own)
        lost = float(with_common_causes(r, own, life_y)) if common_causes else float(own)
        return (lost + self.replacing.collisions + self.replacing.accelerators) * float(self.sizes.sum())


@dataclass(frozen=True, eq=False)
class Lives:
    """Drawn histories of a fleet, by calendar month of service."""

    alive_frac: Array  # accelerators alive over those whose service has begun and not ended, (n_draw, n_month)
    flop: Array  # (n_draw, n_month)
    failed_launches: Counts  # (n_draw,)
    replaced: Array  # satellites' worth of losses that were replaced, (n_draw,)


def odds_of(mission: Mission, deployment: Deployment) -> Odds:
    """The probabilities of a fleet that was simulated and deployed."""
    s, sky, life_y = mission.scenario, mission.environment, mission.scenario.mission.life_y
    shares = deployment.shares
    starts = np.flatnonzero(shares).astype(np.int64)
    whole = max(1, round(deployment.n_sat * (1.0 + s.fleet.spares_frac)))
    edges = np.round(np.concatenate([[0.0], np.cumsum(shares[starts])]) * whole).astype(np.int64)
    sizes = edges[1:] - edges[:-1]
    starts, sizes = starts[sizes > 0], sizes[sizes > 0]
    age_y = Life(life_y).middles_y()
    bare = replace(sky, own_hazard=np.zeros_like(sky.own_hazard), spares_frac=0.0, dead_on_arrival_frac=0.0)
    others = replace(bare, silicon_hazard=np.zeros_like(sky.silicon_hazard)).survivors(age_y)
    own = np.zeros_like(age_y) if sky.spared else satellite_own_hazard(s, age_y, common_causes=False)
    together = lost_together(
        s.satellite.reliability,
        sky.wear.loss_per_y(s.accelerator),
        mission.count,
        s.accelerator.tray_accelerators,
    )
    replacing = None
    if sky.spared:
        lost = [sky.losses_per_y(hazard, life_y) * life_y for hazard in (sky.collision_hazard, sky.accelerator_hazard)]
        replacing = Replacing(float(satellite_own_hazard(s, life_y, common_causes=False)), *lost)
    return Odds(
        scenario=s,
        starts=starts,
        sizes=sizes,
        satellites=deployment.n_sat,
        dead_on_arrival_frac=sky.dead_on_arrival_frac,
        own_hazard=own,
        others_alive=others,
        accelerators_alive=_over(bare.survivors(age_y), others),
        groups=max(1, round(mission.count / together)),
        full_flop=_over(mission.monthly_flop(), sky.survivors(age_y)),
        replacing=replacing,
        launches=max(1, round(deployment.launches)),
        failure_frac=s.launch.failure_frac,
    )


def _over(a: Array, b: Array) -> Array:
    """A quotient that is 0 where its divisor is 0 or less."""
    return np.divide(a, b, out=np.zeros_like(a), where=b > 0.0)


def with_causes(sky: Environment, scenario: Scenario, common_causes: bool) -> Environment:
    """The environment with expected losses that include the common causes, or leave them out."""
    edge_y = np.arange(sky.n_day + 1) / DAYS_PER_YEAR
    return replace(sky, own_hazard=satellite_own_hazard(scenario, edge_y, common_causes))


def expected(odds: Odds, survivors: Array) -> tuple[Array, Array]:
    """The expected share alive and FLOP by calendar month of the horizon, from ``survivors`` by month of life."""
    begun, alive, flop = (np.zeros(odds.horizon) for _ in range(3))
    for start, served in zip(odds.starts, odds.served, strict=True):
        span = slice(start, start + odds.n_month)
        begun[span] += served
        alive[span] += served * survivors
        flop[span] += served * survivors * odds.full_flop
    return _over(alive, begun), flop * odds.scale


def draw(odds: Odds, draws: int, seed: int, common_causes: bool, tell: Tell | None = None) -> Lives:
    """Draw histories of a fleet, which are the same for the same seed.

    ``tell`` is called with the months drawn so far and their total.
    """
    chance = np.random.default_rng(seed)
    parts: list[Lives] = []
    done = 0
    for size in _parts(odds, draws):

        def told(months: int, size: int = size, done: int = done) -> None:
            """Tell how many months of all draws are done."""
            if tell is not None:
                tell(done + size * months, draws * odds.n_month)

        parts.append(_part(odds, size, chance, common_causes, told))
        done += size * odds.n_month
    return Lives(*(np.concatenate([getattr(part, name) for part in parts]) for name in Lives.__dataclass_fields__))


def _parts(odds: Odds, draws: int) -> Iterator[int]:
    """The number of draws carried at once; it depends on the fleet alone, so that the same seed gives the same bits."""
    batches = int(odds.sizes.sum()) // odds.scenario.satellite.reliability.batch_satellites + 1
    most = max(1, CELLS // max(odds.sizes.size, batches, 2 * odds.horizon))
    for first in range(0, draws, most):
        yield min(most, draws - first)


def _part(
    odds: Odds, draws: int, chance: np.random.Generator, common_causes: bool, told: Callable[[int], None]
) -> Lives:
    """Carry draws from month to month of the satellites' lives, with every cohort at the same age."""
    r, shape = odds.scenario.satellite.reliability, (draws, odds.sizes.size)
    failed = chance.negative_binomial(odds.launches, 1.0 - odds.failure_frac, draws)
    bad = defective(odds, draws, chance) if common_causes else np.zeros(shape, dtype=np.int64)
    per_half_month = r.storms_per_y / 24.0 if common_causes else 0.0
    storms = chance.poisson(per_half_month, (draws, 2 * odds.horizon))
    replaced = _replaced(odds, bad, storms, chance)
    factor = np.ones((draws, 2 * odds.horizon)) if odds.replacing else (1.0 - r.storm_loss_frac) ** storms
    sound = chance.binomial(odds.sizes - bad, 1.0 - odds.dead_on_arrival_frac)
    bad = chance.binomial(bad, 1.0 - odds.dead_on_arrival_frac)
    every = odds.sizes * odds.groups
    groups = np.broadcast_to(every, shape)
    begun, alive, flop = np.zeros(odds.horizon), np.zeros((draws, odds.horizon)), np.zeros((draws, odds.horizon))
    own, others, silicon = 0.0, 1.0, 1.0
    for month in range(odds.n_month):
        here = odds.starts + month
        kept = factor[:, 2 * here]  # from the middle of the month before to the middle of this one
        if month:
            kept = kept * factor[:, 2 * here - 1]
        kept = kept * min(odds.others_alive[month] / others if others > 0.0 else 0.0, 1.0)
        aged = odds.own_hazard[month] - own
        sound = chance.binomial(sound, kept * np.exp(-aged))
        bad = chance.binomial(bad, kept * np.exp(-r.batch_hazard_factor * aged))
        groups = _die_or_are_replaced(groups, every, silicon, odds.accelerators_alive[month], chance)
        own, others, silicon = odds.own_hazard[month], odds.others_alive[month], odds.accelerators_alive[month]
        serving = np.minimum(sound + bad, odds.served) * (groups / every)
        begun[here] += odds.served
        alive[:, here] += serving
        flop[:, here] += serving * odds.full_flop[month]
        told(month + 1)
    return Lives(_over(alive, np.broadcast_to(begun, alive.shape)), flop * odds.scale, failed, replaced)


def _die_or_are_replaced(
    groups: Counts, every: Counts, before: float, now: float, chance: np.random.Generator
) -> Counts:
    """Groups alive when the share expected alive falls from ``before`` to ``now``, or rises by a visit."""
    if now <= before:
        return np.asarray(chance.binomial(groups, now / before if before > 0.0 else 0.0))
    return np.asarray(groups + chance.binomial(every - groups, (now - before) / (1.0 - before)))


def defective(odds: Odds, draws: int, chance: np.random.Generator) -> Counts:
    """Satellites of defective batches in each cohort, (n_draw, n_cohort); batches enter service in turn."""
    r = odds.scenario.satellite.reliability
    edges = np.concatenate([[0], np.cumsum(odds.sizes)])
    batches = -(-int(edges[-1]) // r.batch_satellites)
    bad = np.zeros((draws, batches + 1), dtype=np.int64)  # none beyond the last
    bad[:, :batches] = chance.random((draws, batches)) < r.batch_defect_frac
    full = np.concatenate([np.zeros((draws, 1), dtype=np.int64), np.cumsum(bad, axis=1)], axis=1)
    batch, rest = np.divmod(edges, r.batch_satellites)
    return np.diff(r.batch_satellites * full[:, batch] + rest * bad[:, batch], axis=1)


def _replaced(odds: Odds, bad: Counts, storms: Counts, chance: np.random.Generator) -> Array:
    """Satellites' worth of losses over the life of a fleet that replaces them, (n_draw,).

    A place loses satellites at random at the hazard of the sound ones, once more by the defect of its first one, and
    in storms.
    """
    lost = odds.replacing
    if lost is None:
        return np.zeros(len(bad))
    r = odds.scenario.satellite.reliability
    met = np.stack([storms[:, 2 * s : 2 * (s + odds.n_month)].sum(axis=1) for s in odds.starts], axis=1)
    by_chance = chance.poisson(odds.sizes * (lost.own + lost.collisions + r.storm_loss_frac * met))
    by_defect = chance.binomial(bad, -np.expm1(-(r.batch_hazard_factor - 1.0) * lost.own))
    groups = chance.poisson(float(odds.sizes.sum()) * odds.groups * lost.accelerators, len(bad))
    return np.asarray((by_chance + by_defect).sum(axis=1) + groups / odds.groups)
