"""What one view of the explorer holds: a preset and what differs from it; its link, its `--set` line and its YAML."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode

from orbitdc.scenario.load import load
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.template import changed_yaml

MOST_CHANGES = 60  # of a link, which a browser keeps whole


@dataclass(frozen=True)
class View:
    """A preset, the values of sliders that were moved, and further changes as ``KEY=VALUE`` texts.

    A preset is a scenario, or the results of one: then ``file`` is its scenario and ``made_with`` what was changed.
    """

    preset: str
    moved: tuple[tuple[str, float], ...] = ()
    written: tuple[str, ...] = ()
    file: str = field(default="", repr=False)
    made_with: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, preset: str, moved: Mapping[str, float], written: str = "") -> View:
        """A view from a preset, moved sliders and the lines of a text."""
        lines = tuple(line.strip() for line in written.splitlines() if line.strip() and not line.startswith("#"))
        return cls(preset, tuple(moved.items()), lines)

    @classmethod
    def of_link(cls, query: str, presets: Sequence[str], keys: Sequence[str]) -> View:
        """The view that a link holds; what it does not name is left at the first preset.

        >>> View.of_link("?preset=b&set=x.y%3D3&set=z%3D4", ["a", "b"], ["x.y"])
        View(preset='b', moved=(('x.y', 3.0),), written=('z=4',))
        """
        preset, moved, written = presets[0], {}, []
        for name, value in parse_qsl(query.removeprefix("?"))[: MOST_CHANGES + 1]:
            if name == "preset" and value in presets:
                preset = value
            elif name == "set":
                key, _, text = value.partition("=")
                number = _number(text)
                if key in keys and number is not None:
                    moved[key] = number
                else:
                    written.append(value)
        return cls(preset, tuple(moved.items()), tuple(written))

    def within(self, results: Mapping[str, tuple[str, tuple[str, ...]]]) -> View:
        """The view with the scenario and the changes behind a preset that is a folder of results."""
        file, made_with = results.get(self.preset, ("", ()))
        return replace(self, file=file, made_with=made_with)

    @property
    def sets(self) -> list[str]:
        """What differs from the preset as ``KEY=VALUE``, sliders first."""
        return [*(f"{key}={value:.6g}" for key, value in self.moved), *self.written]

    @property
    def link(self) -> str:
        """The query that opens this view again.

        >>> View("a", (("x.y", 3.0),)).link
        '?preset=a&set=x.y%3D3'
        """
        return "?" + urlencode([("preset", self.preset), *(("set", text) for text in self.sets)])

    @property
    def command(self) -> str:
        """The command that runs this view in a terminal.

        >>> View("a", (("x.y", 3.0),), ("z=4 m",)).command
        "orbitdc run a --set x.y=3 --set 'z=4 m'"
        """
        changes = (word for text in (*self.made_with, *self.sets) for word in ("--set", shlex.quote(text)))
        return " ".join(["orbitdc", "run", shlex.quote(self.file or self.preset), *changes])

    def scenario(self) -> Scenario:
        """The scenario of this view. Raises ScenarioError with every problem at its place."""
        return load(self.file or self.preset, [*self.made_with, *self.sets])

    def yaml(self, name: str = "explored") -> str:
        """A scenario file that extends the preset and states the changes. Raises ScenarioError where one is wrong."""
        self.scenario()
        return changed_yaml(self.file or self.preset, name, [*self.made_with, *self.sets])


def _number(text: str) -> float | None:
    """The number that a text of a link is; None where it is none."""
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
