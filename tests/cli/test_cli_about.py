"""The verbs about the installation and about files: doctor, cite, diff, completion, new from a preset."""

from __future__ import annotations

import json
import re
from importlib import metadata
from pathlib import Path

import pytest
from command_line import MAIN, Cli, process

import orbitdc
from orbitdc.scenario.load import load
from orbitdc.study import health
from orbitdc.study.difference import difference


def test_doctor_names_versions_threads_cache_and_dates(cli: Cli) -> None:
    code, out, _ = cli("doctor")
    assert code == 0
    assert f"numpy {metadata.version('numpy')}" in " ".join(out.split())
    assert orbitdc.__version__ in out
    document = json.loads(cli("doctor", "--json").out)
    assert document["problems"] == []
    assert document["packages"]["numba"] == metadata.version("numba")
    # the shipped record of solar activity begins in 1957 and grows; a date before 2025 would be a broken reading
    assert document["data"]["solar activity, last observed month"] >= "2025"


def test_doctor_finds_what_is_wrong(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "cache_folder", lambda: None)
    monkeypatch.setattr(health, "version_of", lambda name: None if name == "numba" else "1.0")
    monkeypatch.setattr(metadata, "packages_distributions", lambda: {"orbitdc": ["orbitdc", "orbitdc-fork"]})
    code, out, _ = cli("doctor")
    assert code == 4
    assert "numba is not installed" in out
    assert "orbitdc-fork installs the import name" in out
    assert "cache folder cannot be written" in out.replace("\n", " ")


def test_cite_names_the_version_in_both_forms(cli: Cli) -> None:
    found = json.loads(cli("cite", "--json").out)
    assert orbitdc.__version__ in found["text"]
    assert f"version = {{{orbitdc.__version__}}}" in found["bibtex"]
    cff = Path(__file__).parents[2] / "CITATION.cff"
    if cff.exists():  # of a checkout
        assert re.search(r'title: "(.*)"', cff.read_text(encoding="utf-8")).group(1) in found["text"]


def test_diff_of_two_scenarios_is_what_one_changes(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(
        "extends: ai1_vs_colossus\nname: b\nlaunch: {price_usd_per_kg: 300}\nmission: {service_date: 2030-01-01}\n",
        encoding="utf-8",
    )
    rows = json.loads(cli("diff", "ai1_vs_colossus", "b.yaml", "--json").out)
    before = load("ai1_vs_colossus").launch.price_usd_per_kg
    found = {row["key"]: row for row in rows}
    assert set(found) == {"launch.price_usd_per_kg", "mission.service_date"}
    assert found["launch.price_usd_per_kg"]["factor"] == pytest.approx(300 / before)
    assert found["mission.service_date"]["b"] == "2030-01-01"
    assert "2 keys differ" in cli("diff", "ai1_vs_colossus", "b.yaml").out
    assert cli("diff", "b.yaml", "b.yaml").out == "nothing differs\n"


def test_diff_of_results(cli: Cli, saved: Path) -> None:
    assert cli("diff", str(saved), str(saved)).out == "nothing differs\n"
    code, _, err = cli("diff", str(saved), "ai1_vs_colossus")
    assert code == 2
    assert "not of one kind" in err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("orbitdc ru", "run"),
        ("orbitdc run ai1_vs", "ai1_vs_colossus"),
        ("orbitdc run x --set launch.price_usd_per_k", "launch.price_usd_per_kg"),
        ("orbitdc run x --set launch.risk=ins", "launch.risk=insurance"),
        ("orbitdc catalog accelerators gb3", "gb300"),
    ],
)
def test_a_shell_completes(words: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_ORBITDC_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
    done = process(code=MAIN)
    assert f"plain,{expected}" in done.stdout.splitlines()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_the_script_of_a_shell(cli: Cli, shell: str) -> None:
    code, out, _ = cli("completion", shell)
    assert code == 0
    assert "_ORBITDC_COMPLETE" in out


@pytest.mark.parametrize("preset", ["ai1_vs_colossus", "starlink_compute_shell"])
def test_every_key_of_a_new_scenario_may_be_uncommented(cli: Cli, tmp_path: Path, preset: str) -> None:
    assert cli("new", "mine", "--from", preset).code == 0
    path = tmp_path / "mine.yaml"
    assert difference(str(path), preset) == []
    head, body = path.read_text(encoding="utf-8").split("find out\n")
    # what the choices of a scenario leave unread may not be stated beside them: keys without a value, and the premium
    unread = (": null", "insurance_frac: 0.05")
    stated = "\n".join(line.removeprefix("# ") for line in body.splitlines() if not line.endswith(unread))
    path.write_text(f"{head}find out\n{stated}\n", encoding="utf-8")
    assert difference(str(path), preset) == []
