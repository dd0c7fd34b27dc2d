"""What a shell may complete: scenarios, keys with their values, kinds and entries of the catalogue."""

from __future__ import annotations

import os
from collections.abc import Iterator

import click
from click.shell_completion import CompletionItem

VARIABLE = "_ORBITDC_COMPLETE"  # which the shell sets while it asks


class ScenarioName(click.Path):
    """A scenario file, or the name of a shipped scenario."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Shipped names that begin like this; files are left to the shell."""
        from orbitdc.scenario.files import shipped

        names = [CompletionItem(name) for name in shipped() if name.startswith(incomplete)]
        return [*names, CompletionItem(incomplete, type="file")]


class KeyName(click.ParamType):  # type: ignore[type-arg, unused-ignore]  # generic since click 8.3
    """A dotted key of a scenario, with a value behind ``=``."""

    name = "key"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Keys that begin like this; behind ``=`` the entries of a ``from`` and the words of a choice."""
        key, equals, start = incomplete.partition("=")
        if equals:
            return [CompletionItem(f"{key}={value}") for value in values(key) if value.startswith(start)]
        return [CompletionItem(name, help=said) for name, said in keys() if name.startswith(incomplete)]


class Entry(click.ParamType):  # type: ignore[type-arg, unused-ignore]  # likewise
    """A kind of the catalogue, or an entry of the kind named before."""

    name = "entry"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Kinds, or entries of the kind that stands before, that begin like this."""
        from orbitdc import catalog

        kind = ctx.params.get("kind") if param.name == "name" else None
        known = tuple(catalog.table(kind)) if kind in catalog.kinds() else (*catalog.kinds(), "paths")
        return [CompletionItem(name) for name in known if name.startswith(incomplete)]


def keys() -> Iterator[tuple[str, str]]:
    """Every dotted key of a scenario with its sentence; the first element stands for those of a list.

    >>> dict(keys())["fleet.shells.0.planes"]
    'The shell has this many planes.'
    """
    from orbitdc.block import Block, one_line
    from orbitdc.scenario.model import Scenario
    from orbitdc.scenario.schema import block_of

    waiting: list[tuple[str, type[Block]]] = [("", Scenario)]
    while waiting:
        prefix, block = waiting.pop(0)
        if block.catalog_kind and prefix:
            yield f"{prefix}from", f"An entry of the catalogue {block.catalog_kind}."
        for name, field in block.model_fields.items():
            inner, is_list = block_of(field)
            if inner is None:
                yield prefix + name, one_line(field.description or "")
            else:
                waiting.append((f"{prefix}{name}.0." if is_list else f"{prefix}{name}.", inner))


def values(key: str) -> tuple[str, ...]:
    """The words that a key may take: entries of the catalogue for a ``from``, the words of a choice.

    >>> values("launch.risk"), "starship_2028" in values("launch.from"), values("launch.price_usd_per_kg")
    (('expected_loss', 'insurance'), True, ())
    """
    from orbitdc import catalog
    from orbitdc.scenario.model import Scenario
    from orbitdc.scenario.schema import block_of, choices, field_at

    above, _, last = key.rpartition(".")
    field = field_at(Scenario, above if last == "from" else key)
    if field is None:
        return ()
    if last != "from":
        return choices(field)
    block, _ = block_of(field)
    return tuple(catalog.table(block.catalog_kind)) if block is not None and block.catalog_kind else ()


TYPES: dict[str, click.ParamType] = {  # type: ignore[type-arg, unused-ignore]  # likewise
    "file": ScenarioName(path_type=str),
    "files": ScenarioName(path_type=str),
    "a": ScenarioName(path_type=str),
    "b": ScenarioName(path_type=str),
    "sets": KeyName(),
    "vary": KeyName(),
    "key": KeyName(),
    "kind": Entry(),
    "name": Entry(),
}


def completed(command: click.Command) -> click.Command:
    """The verb with what its parameters complete to, while a shell asks; the verb itself otherwise."""
    if VARIABLE in os.environ:
        for param in command.params:
            if param.name in TYPES and (param.name != "name" or command.name == "catalog"):
                param.type = TYPES[param.name]
    return command
