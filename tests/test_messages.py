"""Every message of `messages.py`, word for word; no other test quotes one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import messages
import pytest

from orbitdc.cli import main
from orbitdc.errors import CatalogError, OrbitdcError, ScenarioError
from orbitdc.scenario.load import load
from orbitdc.sky.catalogues import read_catalogue

TESTS = Path(__file__).resolve().parent
# Test files that quote messages still; the list may only get shorter.
STILL_QUOTING = {
    "cli/test_cli_processes.py",  # a disk that is full under the standard output, which takes a process of its own
}


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are written and named here, so that a message begins with their bare names; nothing is kept elsewhere."""
    monkeypatch.chdir(tmp_path)


def written(files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_bytes(content.encode() if isinstance(content, str) else content)


def said(scenario: str, *sets: str) -> str:
    """What loading says, or working out what was announced; all problems, joined as they are told."""
    with pytest.raises(ScenarioError) as caught:
        load(scenario, sets).departures()
    assert caught.value.exit_code == 2
    assert str(caught.value) == "\n".join(str(problem) for problem in caught.value.problems)
    return str(caught.value)


@pytest.mark.parametrize("lines", messages.LINES)
def test_lines_of_a_scenario(lines: str) -> None:
    Path("child.yaml").write_text(f"{messages.HEAD}{lines}\n", encoding="utf-8")
    assert said("child.yaml") == f"child.yaml:{messages.LINES[lines]}"


@pytest.mark.parametrize("text", messages.SETS)
def test_a_set(text: str) -> None:
    assert said("ai1_vs_colossus", text) == f"--set {text}: {messages.SETS[text]}"


@pytest.mark.parametrize("text", messages.TEXTS, ids=lambda text: text[:40])
def test_yaml_text(text: str) -> None:
    Path("x.yaml").write_text(text, encoding="utf-8")
    assert said("x.yaml") == messages.TEXTS[text]


@pytest.mark.parametrize("name", messages.SCENARIOS)
def test_a_scenario(name: str) -> None:
    mistake = messages.SCENARIOS[name]
    written(mistake.files)
    assert said(mistake.scenario, *mistake.sets) == mistake.says


@pytest.mark.parametrize("name", messages.CHANGES)
def test_a_change(name: str) -> None:
    changes, says = messages.CHANGES[name]
    with pytest.raises(ScenarioError) as caught:
        load("ai1_vs_colossus").replace(changes)
    assert str(caught.value) == says


@pytest.mark.parametrize(
    ("text", "says"), messages.CATALOGUES, ids=[says.split("\n")[0] for _, says in messages.CATALOGUES]
)
def test_a_catalogue_file(text: str | bytes | None, says: str) -> None:
    if text is not None:
        written({"cat": text})
    with pytest.raises(CatalogError) as caught:
        read_catalogue("cat")
    assert caught.value.exit_code == 2
    assert str(caught.value) == says


@pytest.mark.parametrize("name", messages.COMMANDS)
def test_a_command(name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    command = messages.COMMANDS[name]
    written(command.files)
    for place, instead in command.patched.items():
        monkeypatch.setattr(place, instead)
    if "starlink_fleet_today" in command.args or command.args[0] == "data":
        monkeypatch.setenv("ORBITDC_CACHE_DIR", "kept")
    with pytest.raises(SystemExit) as end:
        main(list(command.args))
    assert end.value.code == command.code
    assert capsys.readouterr().err.endswith(f"error: {command.says}\n")  # behind what tells of the progress


@pytest.mark.parametrize("name", messages.CALLS)
def test_a_call(name: str) -> None:
    ask, says = messages.CALLS[name]
    with pytest.raises(OrbitdcError) as caught:
        ask()
    assert str(caught.value) == says


def test_messages_are_quoted_nowhere_else() -> None:
    tables = {TESTS / "messages.py", Path(__file__).resolve()}
    quoting = {
        str(path.relative_to(TESTS))
        for path in TESTS.rglob("*.py")
        if path not in tables and re.search(r"\bfix: ", path.read_text(encoding="utf-8"))
    }
    assert quoting <= STILL_QUOTING, "a message is quoted in messages.py alone"
    assert quoting >= STILL_QUOTING, "shorten STILL_QUOTING"
