"""Points of a study put into its scenario: once checked in full, the same keys take other numbers block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from orbitdc.block import Block
from orbitdc.scenario.changes import full_path
from orbitdc.scenario.coverage import uncovered
from orbitdc.scenario.dated import fills_of
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.silicon import latest_line
from orbitdc.scenario.tree import Origin

Path = tuple[str, ...]
Tree = dict[str, Any]  # keys inside a block, each with the place of a number among those of a point, or a tree below
DATES = ("mission.", "prices.")  # keys from which prices follow where those have dates
BESIDE_DATES = ("satellite.it_power_w", "money.inflation_frac")  # from which they follow too
RATES = ("tax_frac", "inflation_frac")  # from which a rate follows where a cost of capital is built up
NUMBERS = (int, float)
MOST_HELD = 64  # sets of keys and words


@dataclass
class Checked:
    """Points of the same keys, and the same words under them: the scenario of one, with the numbers that it has."""

    keys: tuple[str, ...]  # of its numbers
    tree: Tree
    numbers: tuple[float, ...]
    scenario: Scenario
    tried: bool = False  # whether other numbers were once put in block by block and found to be those of a full check


@dataclass
class Replaced:
    """Points put into one scenario, with the same values and the same refusals as ``scenario.replace``.

    An announced mass among the values is another belief of the design that the scenario announces, so that a size
    beside it changes what is launched.

    The first point of some keys is checked in full. Another point of the same keys, with the same words, entries and
    dates, changes nothing but numbers, so that only their blocks are validated again; the first such point is checked
    in full as well, and where the two differ, all are. What the origin of its numbers is, only ``scenario.replace``
    tells.
    """

    scenario: Scenario
    prepared: Callable[[Scenario], Scenario] = lambda scenario: scenario  # once for all points of the same keys
    checked: dict[tuple[Any, ...], Checked | None] = field(default_factory=dict)  # None where all are checked in full

    def __call__(self, point: Mapping[str, Any]) -> Scenario:
        """The scenario with the values of a point.

        Raises ScenarioError for values that it does not take.
        """
        told = tuple(key if type(value) in NUMBERS else (key, repr(value)) for key, value in point.items())
        known = self.checked.get(told)
        if known is not None:
            found = self._changed(known, point)
            if found is not None and not known.tried:
                exact = self.prepared(self._in_full(point))
                known.tried = found == exact
                if not known.tried:
                    self.checked[told] = None
                return exact
            if found is not None:
                return found
        found = self._in_full(point)
        if told not in self.checked:
            self._keep(told, point, found)
        return found

    def _in_full(self, point: Mapping[str, Any]) -> Scenario:
        """The scenario with the changes of a point, checked in full."""
        return self.scenario.replace(point, same_design=True) if point else self.scenario

    def _changed(self, known: Checked, point: Mapping[str, Any]) -> Scenario | None:
        """The known scenario with the numbers of a point; None for those that only a full check tells of."""
        numbers = tuple(point[key] for key in known.keys)
        if not all(map(_alike, numbers, known.numbers)):
            return None
        try:
            found: Scenario = with_numbers(known.scenario, known.tree, numbers)
        except ValidationError:  # which the full check tells with place and fix
            return None
        covered = found.satellite is known.scenario.satellite and found.fleet is known.scenario.fleet
        return found if covered or not any(uncovered(found)) else None

    def _keep(self, told: tuple[Any, ...], point: Mapping[str, Any], found: Scenario) -> None:
        """Keep a scenario for other points of its keys and words."""
        numbers = {key: value for key, value in point.items() if type(value) in NUMBERS}
        paths = [tuple(full_path(type(found), key, Origin())) for key in numbers]
        left = _left_to_dates(found)
        if len(self.checked) >= MOST_HELD:
            self.checked.clear()
        alone = all(_alone(found, path, value, left) for path, value in zip(paths, numbers.values(), strict=True))
        made = Checked(tuple(numbers), tree_of(paths), tuple(numbers.values()), self.prepared(found)) if alone else None
        self.checked[told] = made


def tree_of(paths: Iterable[Path]) -> Tree:
    """The paths of a point as a tree of keys.

    >>> tree_of([("launch", "price"), ("money", "rate"), ("launch", "mass")])
    {'launch': {'price': 0, 'mass': 2}, 'money': {'rate': 1}}
    """
    tree: Tree = {}
    for place, (*above, key) in enumerate(paths):
        inside = tree
        for block in above:
            inside = inside.setdefault(block, {})
        inside[key] = place
    return tree


def with_numbers(block: Any, tree: Tree, numbers: Sequence[float]) -> Any:
    """A block, or a list of blocks, with numbers at places inside it, each block validated again."""
    if isinstance(block, tuple):
        return tuple(
            with_numbers(each, tree[str(n)], numbers) if str(n) in tree else each for n, each in enumerate(block)
        )
    return block.changed(
        **{
            key: numbers[below] if isinstance(below, int) else with_numbers(getattr(block, key), below, numbers)
            for key, below in tree.items()
        }
    )


def _alike(number: Any, before: float) -> bool:
    """Whether a value takes the place of another without a word in its meaning: 0 may switch something off."""
    return type(number) is type(before) and (number == 0) == (before == 0)


def _left_to_dates(scenario: Scenario) -> bool:
    """Whether a number of a scenario is left to the dated paths."""
    return scenario.prices.mode == "dated" and bool(fills_of(scenario.source.origins, scenario.model_dump()))


def _alone(scenario: Scenario, path: Path, value: Any, left_to_dates: bool) -> bool:
    """Whether a value is a number of the scenario as it was given, from which no other number follows."""
    key, here = ".".join(path), _at(scenario, path)
    if type(here) not in NUMBERS or here != value or key.endswith("currency_year"):
        return False
    if left_to_dates and key.startswith((*DATES, *BESIDE_DATES)):
        return False
    if key.startswith(DATES) and latest_line(scenario.source.tree) is not None:
        return False
    money = scenario.money
    built_up = any(each is not None and each.capital is not None for each in (money, money.orbit, money.ground))
    return not (key.startswith("money.") and built_up and (path[-1] in RATES or "capital" in path))


def _at(value: Any, path: Path) -> Any:
    """What stands at a path inside a block; None where nothing does."""
    for key in path:
        if isinstance(value, Block):
            value = getattr(value, key, None)
        elif isinstance(value, tuple) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value
