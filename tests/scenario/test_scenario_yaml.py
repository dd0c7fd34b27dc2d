"""YAML text: YAML 1.2 scalars as the specification gives them, and every mistake at its place."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path

import pytest

from orbitdc.errors import ScenarioError
from orbitdc.scenario.tree import plain
from orbitdc.scenario.yaml_file import parse_yaml, read_yaml


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # YAML 1.2.2, section 10.3.2, examples of the core schema
        ("null", None),
        ("~", None),
        ("true", True),
        ("False", False),
        ("0", 0),
        ("0o7", 7),
        ("0x3A", 58),
        ("-19", -19),
        ("0.", 0.0),
        ("-0.0", -0.0),
        (".5", 0.5),
        ("+12e03", 12000.0),
        ("-2E+05", -200000.0),
        # where YAML 1.1 reads something else
        ("1e6", 1e6),
        ("2.0e6", 2e6),
        ("18:00", "18:00"),
        ("yes", "yes"),
        ("on", "on"),
        ("2028-01-01", "2028-01-01"),
        ("1_000", "1_000"),
        ("08", 8),
        ('"12"', "12"),
    ],
)
def test_scalars_of_yaml_1_2(text: str, value: object) -> None:
    read = plain(parse_yaml(f"key: {text}", "x.yaml"))["key"]
    assert read == value
    assert type(read) is type(value)


def test_every_duplicate_is_reported_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_yaml("a: 1\na: 2\nb: {c: 1, c: 2}\n", "x.yaml")
    assert [(p.path, p.line, p.column) for p in caught.value.problems] == [("a", 2, 1), ("c", 3, 11)]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"name: \xff\xfe\n")
    for path in (tmp_path, binary):
        with pytest.raises(ScenarioError) as caught:
            read_yaml(path)
        assert [(problem.file, problem.line) for problem in caught.value.problems] == [(str(path), None)]


def test_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "windows.yaml"
    path.write_bytes(b"\xef\xbb\xbfname: a\r\nseed: 3\r\n")
    assert plain(read_yaml(path)) == {"name": "a", "seed": 3}


HOSTILE = {
    "aliases of lists": "a: &a [1,1,1,1,1,1,1,1,1,1]\n"
    + "".join(f"{y}: &{y} [{','.join([f'*{x}'] * 10)}]\n" for x, y in zip("abcdefg", "bcdefgh", strict=True)),
    "aliases of maps": "a: &a {x: 1}\n"
    + "".join(
        f"{y}: &{y} {{{','.join(f'k{i}: *{x}' for i in range(10))}}}\n"
        for x, y in zip("abcdefg", "bcdefgh", strict=True)
    ),
    "brackets": f"a: {'[' * 900}{']' * 900}",
    "braces": f"a: {'{a: ' * 900}1{'}' * 900}",
    "indents": "".join(f"{' ' * level}a:\n" for level in range(900)),
    "open brackets": "a: " + "[" * 100_000,
    "a long list": f"a: [{'1,' * 400_000}]",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_text_is_refused_soon(what: str) -> None:
    begun = time.process_time()
    with pytest.raises(ScenarioError):
        parse_yaml(HOSTILE[what], "x.yaml")
    assert time.process_time() - begun < 1.0


@pytest.mark.parametrize("what", [what for what in HOSTILE if what != "indents"])  # tracing takes ten times as long
def test_hostile_text_takes_little_memory(what: str) -> None:
    tracemalloc.start()
    with pytest.raises(ScenarioError):
        parse_yaml(HOSTILE[what], "x.yaml")
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak_bytes < 50_000_000
