"""Every message of `messages.py`, word for word; no other test quotes one."""

from __future__ import annotations

from pathlib import Path

import messages
import pytest

from orbitdc.errors import ScenarioError
from orbitdc.scenario.load import load


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are written and named here, so that a message begins with their bare names."""
    monkeypatch.chdir(tmp_path)


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
    for file, content in mistake.files.items():
        Path(file).write_bytes(content.encode() if isinstance(content, str) else content)
    assert said(mistake.scenario, *mistake.sets) == mistake.says


@pytest.mark.parametrize("name", messages.CHANGES)
def test_a_change(name: str) -> None:
    changes, says = messages.CHANGES[name]
    with pytest.raises(ScenarioError) as caught:
        load("ai1_vs_colossus").replace(changes)
    assert str(caught.value) == says
