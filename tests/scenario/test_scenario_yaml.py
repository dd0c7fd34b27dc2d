"""YAML text: YAML 1.2 scalars as the specification gives them, and every mistake at its place, word for word."""

from __future__ import annotations

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


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "x.yaml: is empty\n    fix: write a scenario into it; `orbitdc new` writes one to start from"),
        ("# only a comment\n",
         "x.yaml: is empty\n    fix: write a scenario into it; `orbitdc new` writes one to start from"),
        ("a:\n\tb: 1\n", "x.yaml:2:1: a tab, which YAML does not allow here\n    fix: indent with spaces"),
        ("a: 1\nb: 2\na: 3\n",
         "x.yaml:3:1: a: the key 'a' stands twice\n    fix: keep one of them; the first is on line 1"),
        ("a: !!int abc\nb: !!float 1.2.3\n",
         "x.yaml:1:4: 'abc' does not read as int\n    fix: write the value without a tag\n"
         "x.yaml:2:4: '1.2.3' does not read as float\n    fix: write the value without a tag"),
        ("a: " + "9" * 5000 + "\n", "x.yaml:1:4: a number of 5000 digits\n    fix: write it as e.g. 1.5e9"),
        ("- 1\n- 2\n", "x.yaml:1:1: the top of a scenario is keys and values\n    fix: start with `name: ...`"),
        ("? [1, 2]\n: 3\n", "x.yaml:1:3: a key must be text\n    fix: write `key: value`"),
        ("a: &x [*x]\n", "x.yaml:1:4: an alias that contains itself\n    fix: write the value out"),
        ("a: !!python/name:os.system 1\n", "x.yaml:1:4: the tag tag:yaml.org,2002:python/name:os.system is not read\n"
         "    fix: write the value without a tag"),
        ("a: [1, 2\n",
         "x.yaml:2:1: not readable as YAML: expected ',' or ']', but got '<stream end>' (while parsing a flow "
         "sequence)\n    fix: check indentation, colons and quotes here and on the line before"),
    ],
)  # fmt: skip
def test_mistakes_have_place_and_fix(text: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_yaml(text, "x.yaml")
    assert str(caught.value) == message


def test_every_duplicate_is_reported_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_yaml("a: 1\na: 2\nb: {c: 1, c: 2}\n", "x.yaml")
    assert [(p.path, p.line, p.column) for p in caught.value.problems] == [("a", 2, 1), ("c", 3, 11)]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    fix = "    fix: name a scenario file; `orbitdc new` writes one"
    with pytest.raises(ScenarioError) as caught:
        read_yaml(tmp_path)
    assert str(caught.value) == f"{tmp_path}: is a folder, not a scenario file\n{fix}"
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"name: \xff\xfe\n")
    with pytest.raises(ScenarioError) as caught:
        read_yaml(binary)
    assert str(caught.value) == f"{binary}: is not text: byte 6 is not UTF-8\n{fix}"


def test_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "windows.yaml"
    path.write_bytes(b"\xef\xbb\xbfname: a\r\nseed: 3\r\n")
    assert plain(read_yaml(path)) == {"name": "a", "seed": 3}
