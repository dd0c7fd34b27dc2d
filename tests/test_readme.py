"""The README's Python runs as printed, its two commands are those that the continuous integration runs."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.S)


def test_python_prints_what_the_readme_shows() -> None:
    (source,) = blocks("python")
    (shown,) = [text for text in blocks("text") if text.startswith("ai1_vs_colossus:")]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(source, "README.md", "exec"), {})
    assert printed.getvalue() == shown


def test_two_commands() -> None:
    (commands,) = blocks("sh")[:1]
    assert commands.splitlines() == [
        "python -m pip install . && orbitdc run scenarios/ai1_vs_colossus.yaml",
        'python -m pip install ".[test]" && python -m pytest',
    ]


def test_every_linked_file_exists() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert target.startswith("https://") or (ROOT / target).exists(), target


def test_every_shipped_scenario_is_listed() -> None:
    listed = set(re.findall(r"`(\w+)\.yaml`", README))
    assert {path.stem for path in (ROOT / "scenarios").glob("*.yaml")} <= listed
