"""YAML text as a tree of values with their places: YAML 1.2 scalars, duplicate keys refused, every mistake at once."""

from __future__ import annotations

import re
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any

import yaml

from orbitdc.errors import Problem, ScenarioError
from orbitdc.scenario.tree import Items, Leaf, Map, Origin, Tree

# Core schema of YAML 1.2.2, section 10.3.2; dates, 18:00 and yes stay text.
_SCALARS: tuple[tuple[str, str, str], ...] = (
    ("null", r"^(?:~|null|Null|NULL|)$", "~nN\0"),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", "-+0123456789"),
    (
        "float",
        r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$",
        "-+0123456789.",
    ),
)


_MOST_VALUES, _MOST_LEVELS = 10_000, 100  # of a file, with what its aliases repeat; scenarios have a few hundred
_MOST_BYTES = 1_000_000  # of a file, a hundred times the longest scenario
_BRACKETS = re.compile(r"[\[\]{}]")
_SHALLOW = "write values at most a dozen levels deep, as scenarios are"
_MOST_DIGITS = 300  # longer ones overflow a float


class _Loader(yaml.SafeLoader):
    """SafeLoader with the scalars of YAML 1.2."""

    yaml_implicit_resolvers: dict[Any, Any] = {}  # noqa: RUF012  PyYAML keeps it on the class


_PATTERNS = {name: re.compile(pattern) for name, pattern, _ in _SCALARS}
for _name, _, _first in _SCALARS:
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_name}", _PATTERNS[_name], ["" if c == "\0" else c for c in _first]
    )


def read_yaml(path: str | Path) -> Map:
    """Read a YAML file whose top is a map.

    Raises ScenarioError with every problem of the text: no such file, empty, tabs, duplicate keys, odd keys.
    """
    name = str(path)
    fix = "name a scenario file; `orbitdc new` writes one"
    try:
        found = Path(path).stat()
        if not (S_ISREG(found.st_mode) or S_ISDIR(found.st_mode)):
            raise ScenarioError(Problem("is no regular file", file=name, fix=fix))
        if found.st_size > _MOST_BYTES:
            raise ScenarioError(Problem(f"holds {found.st_size:,} bytes, too many for a scenario", file=name, fix=fix))
        text = Path(path).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ScenarioError(Problem("no such file", file=name, fix=fix)) from None
    except IsADirectoryError:
        raise ScenarioError(Problem("is a folder, not a scenario file", file=name, fix=fix)) from None
    except UnicodeDecodeError as error:
        raise ScenarioError(Problem(f"is not text: byte {error.start} is not UTF-8", file=name, fix=fix)) from None
    except OSError as error:
        raise ScenarioError(Problem(f"cannot be read: {error.strerror}", file=name, fix=fix)) from None
    return parse_yaml(text, name)


def parse_yaml(text: str, name: str) -> Map:
    """Parse YAML text whose top is a map; ``name`` stands for the file in messages.

    >>> from orbitdc.scenario.tree import plain
    >>> plain(parse_yaml("a: 1e6\\nb: 18:00\\nc: {d: [1, 2.5, yes]}", "x.yaml"))
    {'a': 1000000.0, 'b': '18:00', 'c': {'d': (1, 2.5, 'yes')}}
    """
    _check_text(text, name)
    try:
        node = yaml.compose(text, Loader=_Loader)
    except RecursionError:
        raise ScenarioError(Problem("is nested too deeply", file=name, fix=_SHALLOW)) from None
    except yaml.MarkedYAMLError as error:
        raise ScenarioError(_syntax_problem(error, text, name)) from None
    except yaml.YAMLError as error:
        raise ScenarioError(
            Problem(f"not readable as YAML: {error}", file=name, fix="save the file as UTF-8 text")
        ) from None
    if node is None:
        fix = "write a scenario into it; `orbitdc new` writes one to start from"
        raise ScenarioError(Problem("is empty", file=name, fix=fix))
    problems: list[Problem] = []
    _check_size(node, name)
    tree = _tree(node, name, problems, ())
    if not isinstance(tree, Map):
        problems.append(tree.origin.problem("the top of a scenario is keys and values", fix="start with `name: ...`"))
    if problems or not isinstance(tree, Map):
        raise ScenarioError(*problems)
    return tree


def parse_value(text: str, origin: Origin) -> Tree:
    """Parse one value as it would stand behind a key, for ``--set``.

    Raises ScenarioError, placed at ``origin``, where the text is no value.
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
    except (yaml.YAMLError, RecursionError):
        raise ScenarioError(origin.problem("the value is not readable as YAML", fix="quote the value")) from None
    problems: list[Problem] = []
    if node is not None:
        _check_size(node, origin.file)
    tree = Leaf("", origin) if node is None else _tree(node, origin.file, problems, ())
    if problems:
        raise ScenarioError(*(origin.problem(problem.message, fix=problem.fix) for problem in problems))
    return _placed(tree, origin)


def _check_text(text: str, name: str) -> None:
    """Refuse a text of too many values or open brackets before it is parsed, which takes 0.1 ms for each value."""
    if text.count(",") + text.count("\n") > 2 * _MOST_VALUES:
        fix = "give a table of that length as a file of its own"
        raise ScenarioError(Problem(f"holds more than {2 * _MOST_VALUES:,} lines and commas", file=name, fix=fix))
    level = 0
    for found in _BRACKETS.finditer(text):
        level = level + 1 if found[0] in "[{" else max(level - 1, 0)
        if level > _MOST_LEVELS:
            raise ScenarioError(Problem("is nested too deeply", file=name, fix=_SHALLOW))


def _check_size(top: Any, name: str) -> None:
    """Refuse a text that nests too deeply, or whose aliases repeat too many values, before it is written out."""
    left = _MOST_VALUES
    waiting: list[tuple[Any, tuple[Any, ...]]] = [(top, ())]  # each below the values that hold it
    while waiting:
        node, above = waiting.pop()
        left -= 1
        origin = Origin(name, node.start_mark.line + 1, node.start_mark.column + 1)
        if left < 0:
            fix = "write the values out, without aliases of aliases"
            raise ScenarioError(origin.problem(f"holds more than {_MOST_VALUES:,} values with its aliases", fix=fix))
        if len(above) >= _MOST_LEVELS:
            raise ScenarioError(origin.problem("is nested too deeply", fix=_SHALLOW))
        if any(node is outer for outer in above):
            continue  # an alias that contains itself is told where it stands
        inside = (*above, node)
        if isinstance(node, yaml.SequenceNode):
            waiting += [(value, inside) for value in node.value]
        elif isinstance(node, yaml.MappingNode):
            waiting += [(part, inside) for pair in node.value for part in pair]


def _placed(tree: Tree, origin: Origin) -> Tree:
    """The same tree with one origin everywhere."""
    if isinstance(tree, Leaf):
        return Leaf(tree.value, origin)
    if isinstance(tree, Items):
        return Items(origin, [_placed(value, origin) for value in tree.values])
    out = Map(origin)
    for key, value in tree.items.items():
        out.put(key, _placed(value, origin), origin)
    return out


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, name: str) -> Problem:
    """What YAML could not read, at its place, with what to write instead."""
    mark = error.problem_mark or error.context_mark
    line = mark.line if mark is not None else 0
    column = mark.column if mark is not None else 0
    lines = text.splitlines()
    if line < len(lines) and "\t" in lines[line][: column + 1]:
        at = lines[line].index("\t") + 1
        return Problem(
            "a tab, which YAML does not allow here", file=name, line=line + 1, column=at, fix="indent with spaces"
        )
    message = f"not readable as YAML: {error.problem}" + (f" ({error.context})" if error.context else "")
    fix = "check indentation, colons and quotes here and on the line before"
    return Problem(message, file=name, line=line + 1, column=column + 1, fix=fix)


def _tree(node: Any, name: str, problems: list[Problem], above: tuple[Any, ...]) -> Tree:
    """The tree below a node, each part with its place; what cannot be read joins the problems."""
    origin = Origin(name, node.start_mark.line + 1, node.start_mark.column + 1)
    if any(node is outer for outer in above):
        problems.append(origin.problem("an alias that contains itself", fix="write the value out"))
        return Leaf(None, origin)
    if isinstance(node, yaml.ScalarNode):
        return Leaf(_scalar(node, origin, problems), origin)
    if isinstance(node, yaml.SequenceNode):
        return Items(origin, [_tree(value, name, problems, (*above, node)) for value in node.value])
    out = Map(origin)
    for key_node, value_node in node.value:
        at = Origin(name, key_node.start_mark.line + 1, key_node.start_mark.column + 1)
        if not isinstance(key_node, yaml.ScalarNode):
            problems.append(at.problem("a key must be text", fix="write `key: value`"))
            continue
        key = str(key_node.value)
        if any("\ud800" <= letter <= "\udfff" for letter in key):
            problems.append(at.problem("a key holds half of a surrogate pair", fix="write the whole character"))
            continue
        if key in out.items:
            first = out.at[key]
            fix = f"keep one of them; the first is on line {first.line}"
            problems.append(at.problem(f"the key {key!r} stands twice", key, fix))
            continue
        out.put(key, _tree(value_node, name, problems, (*above, node)), at)
    return out


def _scalar(node: yaml.ScalarNode, origin: Origin, problems: list[Problem]) -> Any:
    """The plain value of a scalar node; None beside a problem where it does not read as its tag."""
    tag = node.tag.removeprefix("tag:yaml.org,2002:")
    text = str(node.value)
    if tag == "str":
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            problems.append(origin.problem("holds half of a surrogate pair", fix="write the whole character"))
        return text
    if tag in _PATTERNS and not _PATTERNS[tag].match(text):
        problems.append(origin.problem(f"{text!r} does not read as {tag}", fix="write the value without a tag"))
        return None
    if tag == "int" and len(text) > _MOST_DIGITS:
        problems.append(origin.problem(f"a number of {len(text)} digits", fix="write it as e.g. 1.5e9"))
        return None
    if tag == "null":
        return None
    if tag == "bool":
        return text.lower() == "true"
    if tag == "int":
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if tag == "float":
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    problems.append(origin.problem(f"the tag {node.tag} is not read", fix="write the value without a tag"))
    return None
