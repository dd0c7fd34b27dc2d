"""The scenario: all blocks of one comparison, frozen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import Field, PrivateAttr, model_validator

import orbitdc
from orbitdc.block import Block
from orbitdc.compute.accelerator import Accelerator
from orbitdc.compute.workload import Workload
from orbitdc.economics.carbon import Carbon
from orbitdc.economics.money import Money
from orbitdc.economics.own_capital import SideName
from orbitdc.errors import Problem, ScenarioError
from orbitdc.fleet import Fleet, Launcher
from orbitdc.fleet.shell import Shell
from orbitdc.satellite import Satellite
from orbitdc.scenario.agreement import charged_risks, check_agreement
from orbitdc.scenario.announcing import announce
from orbitdc.scenario.changes import put_values
from orbitdc.scenario.check import checked
from orbitdc.scenario.claim import Claim
from orbitdc.scenario.dated import Prices
from orbitdc.scenario.departures import Departure, Departures, departures_of
from orbitdc.scenario.mission_plan import MissionPlan
from orbitdc.scenario.numerics import Numerics
from orbitdc.scenario.published import Published
from orbitdc.scenario.sky_model import Sky
from orbitdc.scenario.source import Number, Source, source_of_values
from orbitdc.scenario.tree import Map
from orbitdc.site import Site
from orbitdc.system.notebook import aligned, html_table, short
from orbitdc.system.recent import Hashed


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

    @cached_property
    def physics(self) -> Hashed:
        """The blocks that a simulated fleet follows from: scenarios in which they are equal share one."""
        blocks = (self.mission, self.workload, self.accelerator, self.sky, self.satellite, self.fleet, self.numerics)
        return Hashed(blocks)

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
        """What is compared, as a table for a notebook."""
        return html_table(f"scenario {self.name}", self._rows())

    def departures(self) -> list[Departure]:
        """The announced keys, the orbit's first, each applied on top of those of its side before it.

        Raises ScenarioError where an announced key is wrong.
        """
        return departures_of(self)

    def hazards(self, side: SideName) -> dict[str, str]:
        """The risks that a side charges for one by one, by key, each with its value or choice in words."""
        return charged_risks(self, side)

    @model_validator(mode="after")
    def _sides_can_be_compared(self) -> Scenario:
        """The scenario, where its blocks agree."""
        check_agreement(self)
        return self

    def __eq__(self, other: object) -> bool:
        """Whether all values are equal, wherever they were written."""
        return self.__dict__ == other.__dict__ if isinstance(other, Scenario) else NotImplemented


def _orbit_in_words(shell: Shell) -> str:
    """Altitude, and inclination or local time, e.g. ``600 km, Sun-synchronous at 18:00``."""
    if shell.inclination_deg is not None:
        return f"{shell.altitude_km:g} km at {shell.inclination_deg:g} deg"
    hour, minute = divmod(round(60 * (shell.ltan_h or 0.0)), 60)
    return f"{shell.altitude_km:g} km, Sun-synchronous at {hour:02}:{minute:02}"
