"""Where the numbers of a scenario come from: its file, its tree, the origin of every key. It never changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from orbitdc.catalog import Row
from orbitdc.scenario.distributions import Distribution
from orbitdc.scenario.tree import IN_PYTHON, Map, Origin, tree_of

COPIES = ("satellite.announced_design.", "satellite.envelope_design.")


@dataclass(frozen=True)
class Number:
    """One number (or text) of a scenario: its value, where it was written, and the catalogue row behind it if any."""

    path: str
    value: float | int | str
    origin: Origin
    distribution: Distribution | None = None

    @property
    def row(self) -> Row | None:
        """The catalogue row the number comes from; None for one the scenario itself states."""
        return self.origin.row

    @property
    def is_estimate(self) -> bool:
        """Whether the catalogue grades it an estimate."""
        return self.row is not None and self.row.grade == "estimate"


@dataclass(frozen=True, eq=False)
class Source:
    """What a scenario was made from, and the side tables of its numbers, keyed by dotted path. Read only.

    ``tree`` is the merged file with every change put in, before the entries of the catalogue.
    """

    path: str | None  # as it was given to load; None for a scenario made in Python
    tree: Map
    origins: Mapping[str, Origin] = field(default_factory=dict)
    distributions: Mapping[str, Distribution] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "origins", MappingProxyType(dict(self.origins)))
        object.__setattr__(self, "distributions", MappingProxyType(dict(self.distributions)))

    def __deepcopy__(self, memo: dict[int, Any]) -> Source:
        return self  # nobody can change it

    def __reduce__(self) -> tuple[type[Source], tuple[Any, ...]]:
        return Source, (self.path, self.tree, dict(self.origins), dict(self.distributions))

    def origin(self, path: str) -> Origin:
        """Where the value of a dotted path was written."""
        return self.origins.get(path) or Origin(self.path or IN_PYTHON)

    def numbers(self, values: Mapping[str, Any]) -> list[Number]:
        """The numbers among plain values of a scenario, by dotted path, in their order.

        The sizes of an announced design repeat numbers that are stated elsewhere, and are left out.
        """
        used = {
            key: value for key, value in values.items() if key not in ("as_announced", "seed", "published", "claim")
        }
        return [
            Number(path, value, self.origin(path), self.distributions.get(path))
            for path, value in _numbers(used, "")
            if not path.startswith(COPIES)
        ]


def source_of_values(values: dict[str, Any]) -> Source:
    """The source of a scenario that no file states: its own values, as ``model_dump`` gives them."""
    tree = tree_of(values, Origin(IN_PYTHON))
    assert isinstance(tree, Map)  # as its values are
    return Source(None, tree)


def _numbers(value: Any, path: str) -> Iterator[tuple[str, float | int]]:
    """Every number of plain values, by dotted path."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _numbers(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _numbers(inner, f"{path}.{index}")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value
