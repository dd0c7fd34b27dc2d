"""Every `orbitdc` command that a page shows is one that the program takes: verb, options, scenario and changes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import click
import pytest
from pages import ROOT, WRITTEN, Command, commands

from orbitdc.cli import group
from orbitdc.scenario.load import load

SHOWN = [command for page in WRITTEN for command in commands(page)]
SCENARIOS = ("file", "files", "first", "second")  # parameters of a verb that name scenarios


@cache
def parsed(words: tuple[str, ...]) -> dict[str, object]:
    """The values of a command's options and arguments; raises click.UsageError for a command that is refused."""
    above = click.Context(group, info_name="orbitdc")
    command = group.get_command(above, words[0])
    assert command is not None, words[0]
    rest = list(words[1:])
    if isinstance(command, click.Group) and rest:
        inner = command.get_command(above, rest[0])
        assert inner is not None, rest[0]
        command, rest = inner, rest[1:]
    return dict(command.make_context(words[0], rest, parent=above).params)


@cache
def loaded(file: str, sets: tuple[str, ...]) -> str:
    return load(file, sets).name


def shipped(name: str) -> bool:
    return (ROOT / name).is_file() or (ROOT / "scenarios" / f"{name}.yaml").is_file()


@pytest.mark.parametrize("page", WRITTEN, ids=[page.relative_to(ROOT).as_posix() for page in WRITTEN])
def test_commands_parse_and_their_scenarios_load(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A verb alone, without what it needs, is a mention of the verb."""
    monkeypatch.chdir(ROOT)
    for command in commands(page):
        if len(command.words) == 1:
            assert command.words[0] in group.list_commands(click.Context(group)) or command.words[0][0] in "-V", command
            continue
        check(command)


def check(command: Command) -> None:
    """A sentence may leave out what the verb is applied to; options without it are checked with names in its place."""
    names = ("FIRST", "SECOND")
    for count in range(len(names) + 1):
        try:
            values = parsed((*command.words, *names[:count]))
            break
        except click.MissingParameter as error:
            missing = error
        except click.UsageError as error:
            pytest.fail(f"{command.page}: `{command.text}`: {error.format_message()}")
    else:
        pytest.fail(f"{command.page}: `{command.text}`: {missing.format_message()}")
    sets = tuple(text for text in values.get("sets") or () if "KEY" not in text)
    for name in SCENARIOS:
        given = values.get(name)
        for file in given if isinstance(given, tuple) else (given,):
            if isinstance(file, str) and shipped(file):
                assert loaded(file, sets)


def test_the_checks_refuse_what_the_program_refuses() -> None:
    assert len(SHOWN) > 40
    for words in (("run",), ("run", "a", "--sett", "b=c"), ("schema", "colours")):
        with pytest.raises(click.UsageError):
            parsed(words)
