"""The folder of a run as the answer to the same run asked again, where nothing that it follows from has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from orbitdc.scenario.model import Scenario
from orbitdc.sky.catalogues import find_catalogue

MADE_FROM = "made_from.json"


@cache
def program_sha256() -> str:
    """The hash of names and contents of all modules, templates and tables of the program, with the catalogue."""
    told, root = hashlib.sha256(), Path(str(files("orbitdc")))
    for path in sorted(path for kind in ("py", "csv", "j2") for path in root.rglob(f"*.{kind}")):
        told.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return told.hexdigest()


def made_from(scenario: Scenario, **options: Any) -> str:
    """The hash of all that a run follows from: the program, the scenario and its words, files it reads, and options."""
    source, read = scenario.source, ""
    if scenario.fleet.catalogue_file is not None:
        file = find_catalogue(scenario.fleet.catalogue_file)
        read = _sha256(file) if file.is_file() else ""
    words = repr((source.tree, sorted(source.origins.items())))
    told = (program_sha256(), scenario.sha256, source.path, words, read, sorted(options.items()))
    return hashlib.sha256(repr(told).encode()).hexdigest()


def folder_name(summary: Mapping[str, Any]) -> str:
    """Name of a run's folder: the scenario's name and the start of its hash.

    >>> folder_name({"scenario": {"name": "ai1", "sha256": "0123456789abcdef"}})
    'ai1-01234567'
    """
    scenario = summary["scenario"]
    return f"{scenario['name']}-{scenario['sha256'][:8]}"


def run_folder(scenario: Scenario, root: str | Path) -> Path:
    """The folder of a scenario's run below ``root``."""
    return Path(root) / folder_name({"scenario": {"name": scenario.name, "sha256": scenario.sha256}})


def stamp(path: Path, key: str) -> None:
    """Write to a file what its folder was made from, and the hashes of the files beside it."""
    beside = {file.name: _sha256(file) for file in sorted(path.parent.iterdir()) if file.is_file()}
    path.write_text(json.dumps({"made_from_sha256": key, "files": beside}, indent=1) + "\n", encoding="utf-8")


def known_summary(folder: Path, key: str) -> dict[str, Any] | None:
    """The summary in a folder that was made from the same, all of whose files are as they were written; else None."""
    try:
        told = json.loads((folder / MADE_FROM).read_text(encoding="utf-8"))
        if told["made_from_sha256"] != key:
            return None
        if any(_sha256(folder / name) != sha256 for name, sha256 in told["files"].items()):
            return None
        found: dict[str, Any] = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # no such folder, or one that was damaged
        return None
    return found


def _sha256(path: Path) -> str:
    """The hash of a file, hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
