"""The scenario: all blocks of one comparison, frozen."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self, get_args

from pydantic import BeforeValidator, Field, PrivateAttr, model_validator
from pydantic_core import PydanticCustomError

import orbitdc
from orbitdc.block import Block, Fraction, NonNegative, OpenFraction, Positive, as_date
from orbitdc.compute.accelerator import Accelerator, Precision
from orbitdc.compute.step_time import domain_size, misfit
from orbitdc.compute.workload import Workload
from orbitdc.economics.carbon import Carbon
from orbitdc.economics.horizon import Life
from orbitdc.economics.money import Money
from orbitdc.economics.own_capital import SideName
from orbitdc.errors import Problem, ScenarioError
from orbitdc.fleet import Fleet, Launcher
from orbitdc.fleet.orbits import Gravity
from orbitdc.fleet.shell import Shell
from orbitdc.satellite import Satellite
from orbitdc.satellite.sizing import accelerator_count
from orbitdc.scenario.announcing import announce
from orbitdc.scenario.changes import entries_first, put_values
from orbitdc.scenario.check import checked
from orbitdc.scenario.claim import Claim
from orbitdc.scenario.dated import Prices
from orbitdc.scenario.numerics import Numerics
from orbitdc.scenario.published import Published
from orbitdc.scenario.source import Number, Source, source_of_values
from orbitdc.scenario.tree import Map, Origin, plain, put_path
from orbitdc.site import Site
from orbitdc.sky.debris import Case
from orbitdc.sky.solar_activity import Activity
from orbitdc.system.notebook import aligned, html_table, short


class MissionPlan(Block):
    """When service begins and how long it lasts."""

    defaults_name: ClassVar[str] = "mission"

    service_date: Annotated[dt.date, BeforeValidator(as_date)]
    """The service date is the day on which service begins, written as YYYY-MM-DD; the Sun and the solar activity are
    those of the days from the service date on."""
    life_y: Annotated[float, Field(ge=0.003, le=30)]  # a day at least
    """The life is the time that a satellite serves, and an accelerator on the ground where none is refreshed; both
    sides are priced over the life, or over horizon_y where that is stated."""
    horizon_y: Annotated[float, Field(ge=0.0834, le=60)] | None = None
    """The horizon is the time over which both sides are priced: within it satellites are launched anew at the end of
    each life, and accelerators, halls and plants on the ground are bought anew at the end of theirs; null takes
    life_y."""

    @property
    def priced_y(self) -> float:
        """The years over which both sides are priced."""
        return self.life_y if self.horizon_y is None else self.horizon_y


class Sky(Block):
    """The environment: Sun and its activity, Earth infrared, albedo, gravity, the shape of the shadow."""

    defaults_name: ClassVar[str] = "sky"

    solar_constant_w_per_m2: Positive
    """The solar constant is the power of sunlight per square metre above the atmosphere at the mean distance of the
    Sun."""
    earth_infrared_w_per_m2: NonNegative
    """The infrared radiation of the Earth is the heat that a square metre of the Earth sends to space, as a mean over
    the globe and the year."""
    albedo_frac: Fraction
    """The albedo is the share of sunlight that the Earth reflects, as a mean over the globe and the year."""
    solar_activity: Activity
    """The solar activity says which flux at 10.7 cm sets the density of the upper atmosphere: `predicted` takes the
    observed and forecast flux of each date, `low`, `mean` and `high` hold one level of the record for the whole life,
    and `low_cycle`, `mean_cycle` and `high_cycle` repeat past solar cycles."""
    debris_flux: Case
    """The debris flux says which flux of space debris hits the satellites: the `low`, the `central` or the `high` one
    of the table."""
    gravity: Gravity
    """The gravity model says which terms of the Earth's field turn the orbits: `j2` takes the secular rates of first
    order in J2, and `j2_j4` adds the terms in J2 squared and J4."""
    shadow: Literal["cone_ellipsoid", "cone_sphere", "cylinder_sphere"]
    """The shadow says which shape the Earth's shadow has: `cone_ellipsoid` is umbra and penumbra behind the flattened
    Earth, `cone_sphere` is umbra and penumbra behind a sphere, and `cylinder_sphere` is a sharp cylinder behind a
    sphere."""
    shadow_added_km: Annotated[float, Field(ge=0, le=100)]
    """The added height is the part of the atmosphere that is added to the Earth's radius, because it takes away the
    sunlight that passes through it."""
    sunlit_frac: OpenFraction | None = None
    """The sunlit share replaces the shadow by light that never ceases, at this share of its strength, as published
    calculators do; null takes the shadow."""

    @property
    def constant_w_per_m2(self) -> float:
        """The solar constant in W/m2 that lights the satellites: that of the Sun, or its stated share.

        >>> import orbitdc
        >>> orbitdc.load("ai1_vs_colossus", ["sky.sunlit_frac=0.5"]).sky.constant_w_per_m2
        680.5
        """
        return self.solar_constant_w_per_m2 * (1.0 if self.sunlit_frac is None else self.sunlit_frac)


class Departures(Block):
    """Keys that each side's announcement sets differently; used for the as-announced ratio only."""

    orbit: dict[str, Any] | None = None
    """The keys of the orbit are the values that the announcement of the satellites states differently, by dotted key;
    null means that it states none."""
    ground: dict[str, Any] | None = None
    """The keys of the ground are the values that the announcement of the site states differently, by dotted key; null
    means that it states none."""


Side = Literal["orbit", "ground"]


class Departure(NamedTuple):
    """One named step from like for like towards what a side announced: its scenario with this key and those before."""

    side: Side
    key: str
    value: Any
    scenario: Scenario

    @property
    def name(self) -> str:
        """The step in words, e.g. ``orbit: accelerator.from = vr200``."""
        return f"{self.side}: {self.key} = {self.value}"


class Scenario(Block):
    """One comparison: what is shared, the orbit side, the ground side. It never changes: ``replace`` makes another."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_\-]*$", max_length=100)]
    """The name of the scenario stands in reports and in the names of result folders; it takes lower-case letters,
    digits, hyphens and underscores."""
    description: str = ""
    """The description says in a sentence what the scenario compares, and reports print it below the title."""
    seed: Annotated[int, Field(ge=0)] = 0
    """The seed starts the random numbers of the fleet histories that `orbitdc reliability` draws, so that the same seed
    gives the same histories; a run draws none."""
    mission: MissionPlan
    """The mission says when service begins and how long it lasts."""
    prices: Prices
    """The prices say whether prices and technology move with the service date."""
    workload: Workload
    """The workload is what the accelerators compute, alike in orbit and on the ground."""
    accelerator: Accelerator
    """The accelerator is the silicon that both sides run."""
    money: Money
    """The money block holds the cost of capital, the taxes and the price trends that both sides share."""
    carbon: Carbon
    """The carbon block says how much carbon the making of each part embodies and which effects on the upper atmosphere
    are counted."""
    sky: Sky
    """The sky is the environment of the satellites: sunlight, heat of the Earth, solar activity, debris, gravity and
    shadow."""
    satellite: Satellite
    """The satellite is the design of one compute satellite, with all its parts."""
    fleet: Fleet
    """The fleet says which orbits the satellites fly in, how many there are, how losses are met, and what the programme
    costs."""
    launch: Launcher
    """The launcher brings the satellites to orbit, at its payload, price, risk and cadence."""
    ground: Site
    """The ground site is the data center that the satellites are compared with."""
    numerics: Numerics
    """The numerics say how finely the life is integrated in time, and how many orbits stand for a shell."""
    as_announced: Departures | None = None
    """The announced keys are the values that each side's own announcement sets differently, used for the as-announced
    ratio alone; null means that no such ratio is made."""
    published: Published | None = None
    """The published block names a published study that the scenario replays, and the figures that it prints; it moves
    no number, and null means that nothing is replayed."""
    claim: Claim | None = None
    """The claim is a public statement that the scenario is held against; it moves no number, and null means that none
    is."""

    _source: Source | None = PrivateAttr(default=None)  # of a scenario that was checked from a tree

    @classmethod
    def from_tree(cls, tree: Map, path: str | None, problems: Sequence[Problem] = ()) -> Self:
        """A scenario from its merged tree; ``path`` is the file it was loaded from.

        Raises ScenarioError with every problem at its place, behind ``problems`` that are known already.
        """
        try:
            made, source = checked(cls, tree, path)
        except ScenarioError as error:
            raise ScenarioError(*problems, *error.problems) from None
        if problems:
            raise ScenarioError(*problems)
        made._source = source
        return made

    @property
    def source(self) -> Source:
        """The file, the origins and the distributions behind the numbers; of one made in Python, its values alone."""
        return self._source if self._source is not None else source_of_values(self.model_dump())

    @property
    def sha256(self) -> str:
        """Hash of every value that moves a number, those of the catalogue included, and of the version, hexadecimal."""
        content = {
            "version": orbitdc.__version__,
            "scenario": self.model_dump(mode="json", exclude={"published", "claim"}),
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def numbers(self) -> list[Number]:
        """Every number of the scenario with its origin, by dotted path, in the order of the model."""
        return self.source.numbers(self.model_dump())

    def replace(self, changes: Mapping[str, Any], *, same_design: bool = False) -> Self:
        """The scenario with other values under dotted keys, checked again in full, as if a file had stated them.

        Keys are those of ``--set``: ``launch.price_usd_per_kg``, ``accelerator.from`` for another entry of the
        catalogue, ``fleet.shells.0.altitude_km`` for an element of a list. Values are numbers, text, dates, None to
        take an optional value away, lists, dicts of keys or a distribution. A block is replaced before keys inside it.
        Every other number keeps its origin, and what was announced is applied to the changed scenario. A stated
        ``satellite.announced_mass_kg`` is that of the changed design; with ``same_design``, as studies vary beliefs, it
        is another figure of the design that was announced before. Raises ScenarioError with every problem at once.

        >>> from orbitdc.scenario.load import load
        >>> cheap = load("ai1_vs_colossus").replace({"launch.price_usd_per_kg": 300, "radiator.area_m2": 150})
        >>> cheap.launch.price_usd_per_kg, cheap.satellite.radiator.area_m2
        (300.0, 150.0)
        >>> print(cheap.source.origin("launch.price_usd_per_kg"))
        replace(launch.price_usd_per_kg=300)
        >>> cheap.replace({"launch.price_usd_per_kg": -5})
        Traceback (most recent call last):
        orbitdc.errors.ScenarioError: replace(launch.price_usd_per_kg=-5): launch.price_usd_per_kg: is -5
            fix: write a number at least 0 (USD/kg)
        """
        source = self.source
        tree = source.tree.copy()
        problems = put_values(type(self), tree, changes)
        if not same_design:
            announce(tree, source.tree.items.get("satellite"))
        return self.from_tree(tree, source.path, problems)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy; one with an ``update`` is refused, because the origins of its numbers would be those of the old."""
        if update:
            fix = 'write scenario.replace({"launch.price_usd_per_kg": 300})'
            raise ScenarioError(Problem("a scenario is not changed by model_copy", fix=fix))
        return super().model_copy(deep=deep)

    def _rows(self) -> list[tuple[str, str]]:
        """What is compared, in a line or two each."""
        chip, fleet, source = self.accelerator, self.fleet, self.source
        numbers = source.numbers(self.model_dump())
        shells = fleet.shells or ()
        orbits = ", ".join(_orbit_in_words(shell) for shell in shells[:2])
        if len(shells) > 2:
            orbits = f"{len(shells)} shells, {orbits} and more"
        rows = [
            ("question", self.description),
            ("service", f"{self.mission.service_date}, for {self.mission.life_y:g} years"),
            ("orbit", f"{self.satellite.label}, {self.satellite.it_power_w / 1e3:,.9g} kW of IT each"),
            ("flies", orbits or f"every satellite of {fleet.catalogue_file}"),
            ("launch", f"{self.launch.label}, {self.launch.usd_per_kg:,.9g} USD/kg"),
            ("ground", f"{self.ground.label}, {self.ground.it_power_w / 1e6:,.9g} MW of IT"),
            ("silicon", f"{chip.label} in {self.workload.precision} on both sides, {self.workload.work}"),
            ("money", f"{self.money.real_wacc_frac:.1%} real cost of capital, USD of {self.money.currency_year}"),
            ("numbers", f"{len(numbers)}, {sum(n.is_estimate for n in numbers)} of them estimates"),
            ("from", source.path or "values in Python"),
        ]
        return [(name, short(text)) for name, text in rows if text]

    def __repr__(self) -> str:
        return aligned(f"scenario {self.name}", self._rows())

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return html_table(f"scenario {self.name}", self._rows())

    def __eq__(self, other: object) -> bool:
        """Whether all values are equal, wherever they were written."""
        return self.__dict__ == other.__dict__ if isinstance(other, Scenario) else NotImplemented

    def departures(self) -> list[Departure]:
        """The announced keys, the orbit's first, each applied on top of those of its side before it.

        Raises ScenarioError where an announced key is wrong.
        """
        source = self.source
        announced = source.tree.items.get("as_announced")
        if not isinstance(announced, Map):
            return []
        found: list[Departure] = []
        problems: list[Problem] = []
        sides: tuple[Side, ...] = ("orbit", "ground")
        for side in sides:
            keys = announced.items.get(side)
            if not isinstance(keys, Map):
                continue
            tree = source.tree.copy()
            tree.items.pop("as_announced")
            tree.at.pop("as_announced")
            for key, value in entries_first([(pair[0].split("."), pair) for pair in keys.items.items()]):
                before = tree.copy()
                at = keys.at[key]
                if wrong := put_path(tree, key.split("."), value, at):
                    problems.append(at.problem(wrong, f"as_announced.{side}.{key}"))
                    continue
                announce(tree, before.items.get("satellite"))
                try:
                    found.append(Departure(side, key, plain(value), self.from_tree(tree.copy(), source.path)))
                except ScenarioError as error:
                    problems += [_of_departure(problem, side, key, at) for problem in error.problems]
                    tree = before  # the keys after it are judged without it
        if problems:
            raise ScenarioError(*problems)
        return found

    def _check_debt_terms(self) -> None:
        """Refuse debt that outlives the accelerators it pays for, on either side."""
        money, life_y, refresh_y = self.money, self.mission.life_y, self.ground.it_refresh_y
        in_orbit, on_ground = (life_y, "mission.life_y"), (life_y, "mission.life_y")
        if refresh_y is not None and refresh_y < life_y:
            on_ground = (refresh_y, "ground.it_refresh_y")
        plans = [("money.financing", money.financing, on_ground)]
        plans += [("money.financing_before", money.financing_before, on_ground)]
        plans += [("money.orbit.financing", money.orbit.financing, in_orbit)] if money.orbit is not None else []
        plans += [("money.ground.financing", money.ground.financing, on_ground)] if money.ground is not None else []
        for path, plan, (serve_y, key) in plans:
            months = Life(serve_y).months
            if plan is None or not plan.explicit or plan.debt_term_months <= months:
                continue
            kind = "lease" if plan.structure == "lease" else "loan"
            message = (
                f"a {kind} of {plan.debt_term_months} months outlives the accelerators it pays for, which serve "
                f"{months}"
            )
            fix = {"path": f"{path}.debt_term_months", "fix": f"set it to {months} or less"}
            raise PydanticCustomError("debt", f"{message} ({key})", fix)

    def hazards(self, side: SideName) -> dict[str, str]:
        """The risks that a side charges for one by one, by key, each with its value or choice in words."""
        found: dict[str, float | str] = {"accelerator.permanent_loss_per_y": self.accelerator.permanent_loss_per_y}
        if side == "orbit":
            satellite, law, launch = self.satellite, self.satellite.reliability, self.launch
            found |= {
                "satellite.random_loss_per_y": satellite.random_loss_per_y,
                "satellite.dead_on_arrival_frac": satellite.dead_on_arrival_frac,
                "satellite.vital_m2": satellite.vital_m2,
                "satellite.loop.pump_loss_per_y": satellite.loop.pump_loss_per_y,
                "satellite.reliability.unit_losses_per_y": law.unit_losses_per_y,
                "satellite.reliability.early_losses": "weibull" * (law.early_losses == "weibull"),
                "satellite.reliability.common_causes": "included" * (law.common_causes == "included"),
                "launch.failure_frac": launch.failure_frac,
                "launch.insurance_frac": launch.insurance_frac if launch.risk == "insurance" else 0.0,
            }
            worn = self.mission.life_y > law.design_life_y
            found["mission.life_y"] = f"{self.mission.life_y:g}, beyond the design life" if worn else ""
        return {key: f"{value:g}" if isinstance(value, float) else value for key, value in found.items() if value}

    def _check_premiums(self) -> None:
        """Refuse a premium for risks that the same side charges for one by one."""
        sides: tuple[SideName, ...] = ("orbit", "ground")
        for side in sides:
            premium = self.money.of(side).risk_premium_frac
            if premium <= 0 or not (standing := self.hazards(side)):
                continue
            own = getattr(self.money, side)
            stated = own is not None and own.risk_premium_frac is not None
            path = f"money.{side}.risk_premium_frac" if stated else "money.risk_premium_frac"
            listed = ", ".join(f"{key} ({value})" for key, value in standing.items())
            message = f"a premium of {100 * premium:g} points charges twice for what this scenario charges as {listed}"
            off = {
                "satellite.reliability.early_losses": "dead_on_arrival",
                "satellite.reliability.common_causes": "left_out",
                "mission.life_y": f"{self.satellite.reliability.design_life_y:g} or less",
            }
            apart = "".join(f", {key} to {off[key]}" for key in standing if key in off)
            fix = f"set the premium to 0, or every one of these to 0{apart}"
            raise PydanticCustomError("premium", message, {"path": path, "fix": fix})

    def _check_replacement(self) -> None:
        """Refuse a yearly share of replaced hardware beside losses that the scenario states one by one."""
        counted = self.fleet.attrition != "capacity_stays"  # else nothing that is lost costs anything
        if self.fleet.replacement_frac_per_y <= 0 or not counted:
            return
        standing = [f"{key} ({value})" for key, value in self.hazards("orbit").items() if not key.startswith("launch.")]
        if standing:
            message = f"pays again for losses that this scenario states as {', '.join(standing)}"
            fix = "set it to 0, or leave these losses out"
            raise PydanticCustomError("replacement", message, {"path": "fleet.replacement_frac_per_y", "fix": fix})

    @model_validator(mode="after")
    def _sides_can_be_compared(self) -> Scenario:
        chip, precision = self.accelerator, self.workload.precision
        if chip.dense_pflop_per_s(precision) is None:
            runs = " or ".join(p for p in get_args(Precision) if chip.dense_pflop_per_s(p) is not None)
            raise ValueError(f"{chip.label} does not run {precision} natively: set workload.precision to {runs}")
        plan = self.ground.build_up
        for index, phase in enumerate(plan.phases if plan is not None and plan.silicon == "own" else ()):
            if phase.accelerator.dense_pflop_per_s(precision) is None:
                raise ValueError(
                    f"ground.build_up.phases.{index}: {phase.accelerator.label} does not run {precision} natively: "
                    "change workload.precision, or set ground.build_up.silicon to shared"
                )
        if self.workload.mfu == "bandwidth":
            on_board = domain_size(chip, self.workload, accelerator_count(self.satellite, chip, self.workload))
            for place, domain in (("the ground", domain_size(chip, self.workload)), ("a satellite", on_board)):
                if why := misfit(self.workload, chip, domain):
                    raise ValueError(
                        f"the model does not run on {domain} x {chip.label} of one domain on {place}: {why}; "
                        "change the workload or the accelerators, or set workload.mfu to stated"
                    )
        if self.money.rent_basis == "tokens" and self.workload.traffic != "inference":
            message = f"tokens cannot be sold, as workload.traffic: {self.workload.traffic} gives no answers"
            fix = "set it to take_or_pay, or workload.from to batch_inference"
            raise PydanticCustomError("tokens", message, {"path": "money.rent_basis", "fix": fix})
        self._check_debt_terms()
        self._check_premiums()
        self._check_replacement()
        return self


def _orbit_in_words(shell: Shell) -> str:
    """Altitude, and inclination or local time, e.g. ``600 km, Sun-synchronous at 18:00``."""
    if shell.inclination_deg is not None:
        return f"{shell.altitude_km:g} km at {shell.inclination_deg:g} deg"
    hour, minute = divmod(round(60 * (shell.ltan_h or 0.0)), 60)
    return f"{shell.altitude_km:g} km, Sun-synchronous at {hour:02}:{minute:02}"


def _of_departure(problem: Problem, side: Side, key: str, at: Origin) -> Problem:
    """A problem of the whole scenario with an announced key in it, placed at that key."""
    path = f"as_announced.{side}.{problem.path or key}"
    if (problem.file, problem.line) == (at.file, at.line):
        return replace(problem, path=path)
    return at.problem(problem.message, path, problem.fix)
