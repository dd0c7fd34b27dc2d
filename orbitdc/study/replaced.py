"""Points of a study put into its scenario: once checked in full, the same keys take other numbers block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from orbitdc.block import Block
from orbitdc.scenario.changes import full_path
from orbitdc.scenario.coverage import uncovered
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.silicon import latest_line
from orbitdc.scenario.tree import Origin

Path = tuple[str, ...]
Tree = dict[str, Any]  # keys inside a block, each with the place of a number among those of a point, or a tree below
DATES = ("mission.", "prices.")  # keys from which prices follow where those have dates
RATES = ("tax_frac", "inflation_frac")  # from which a rate follows where a cost of capital is built up


@dataclass
class Replaced:
    """Points put into one scenario, with the same values and the same refusals as ``scenario.replace``.

    An announced mass among the values is another belief of the design that the scenario announces, so that a size
    beside it changes what is launched.

    The first point of some keys is checked in full. Another point of the same keys, all numbers, changes nothing but
    those numbers, so that only their blocks are validated again; what the origin of its numbers is, only
    ``scenario.replace`` tells.
    """

    scenario: Scenario
    prepared: Callable[[Scenario], Scenario] = lambda scenario: scenario  # once for all points of the same keys
    checked: dict[Path, tuple[Tree, tuple[float, ...], Scenario]] = field(default_factory=dict)  # by a point's keys

    def __call__(self, point: Mapping[str, Any]) -> Scenario:
        """The scenario with the values of a point.

        Raises ScenarioError for values that it does not take.
        """
        keys = tuple(point)
        if keys in self.checked:
            tree, before, known = self.checked[keys]
            numbers = tuple(point.values())
            if all(map(_alike, numbers, before)):
                try:
                    found: Scenario = with_numbers(known, tree, numbers)
                except ValidationError:  # which the full check tells with place and fix
                    return self.scenario.replace(point, same_design=True)
                known_to_hold = found.satellite is known.satellite and found.fleet is known.fleet
                if known_to_hold or not any(uncovered(found)):
                    return found
        found = self.scenario.replace(point, same_design=True) if point else self.scenario
        paths = [tuple(full_path(type(found), key, Origin())) for key in keys]
        if all(_alone(found, path, value) for path, value in zip(paths, point.values(), strict=True)):
            self.checked[keys] = tree_of(paths), tuple(point.values()), self.prepared(found)
        return found


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


def _alone(scenario: Scenario, path: Path, value: Any) -> bool:
    """Whether a value is a number of the scenario as it was given, from which no other number follows."""
    key, here = ".".join(path), _at(scenario, path)
    if type(value) not in (int, float) or here != value or key.endswith("currency_year"):
        return False
    if key.startswith(DATES):
        return scenario.prices.mode == "fixed" and latest_line(scenario.source.tree) is None
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
