"""A page that travels: one HTML file in which the ledger of a run can be moved, without the package and the network."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Any

from orbitdc.errors import OrbitdcError, Problem
from orbitdc.explore.controls import Control
from orbitdc.explore.offline_checks import FAVOURS, Check, checked
from orbitdc.explore.offline_source import CAPITAL, LIFE, MARCHED, Source
from orbitdc.explore.offline_table import PRICES, Table, far, ratio_of, table_of
from orbitdc.report.folder import read_results
from orbitdc.report.offline_page import STEPS, looks, offline_page, readable, share
from orbitdc.report.plain_answer import lead
from orbitdc.report.text import number
from orbitdc.scenario.load import load
from orbitdc.simulation.verdict import MEANING
from orbitdc.system.files import folder_beside
from orbitdc.system.progress import Tell

NAME = "interactive.html"


def write_offline(folder: str | Path, tell: Tell | None = None) -> Path:
    """Write the page of a results folder and return its path; ``tell(done, total)`` hears of the lives marched.

    Raises OrbitdcError where the folder is none, where its scenario is not there any more or has changed, and where it
    has no ratio.
    """
    results = read_results(folder)
    scenario = _made_from(results.summary, results.folder)
    source = Source(scenario)
    table = table_of(source, tell)
    html = page_of(results.summary, source, table)
    path = results.folder / NAME
    with folder_beside(path) as hidden:
        (hidden / NAME).write_text(html, encoding="utf-8")
        os.replace(hidden / NAME, path)
    return path


def page_of(summary: dict[str, Any], source: Source, table: Table) -> str:
    """The page of a run from its summary and its table, which is compared with the package here."""
    return offline_page(content(summary, table, checked(source, table)))


def _made_from(summary: dict[str, Any], folder: Path) -> Any:
    """The scenario of a run, as it was. Raises OrbitdcError where it cannot be read or holds other values now."""
    made = summary["scenario"]
    if made["path"] is None:
        fix = "write it to a file and give `orbitdc run` that file"
        raise OrbitdcError(Problem("the scenario of this run was made in Python", file=str(folder), fix=fix))
    scenario = load(made["path"], made["changes"])
    if scenario.sha256 != made["sha256"]:
        fix = "run the scenario again, and give the folder of that run"
        raise OrbitdcError(Problem(f"{made['path']} holds other values than this run had", file=str(folder), fix=fix))
    return scenario


def content(summary: dict[str, Any], table: Table, checks: list[Check]) -> dict[str, Any]:
    """What the template of the page shows, and under ``data`` what its script reads."""
    made = summary["scenario"]
    changes = [str(each) for each in made["changes"]]
    worst = max(checks, key=lambda check: check.difference_frac)
    title = f"{made['name']}, with {', '.join(changes)}" if changes else str(made["name"])
    command = shlex.join(["orbitdc", "run", made["path"], *(word for each in changes for word in ("--set", each))])
    taken = {one.label for one in table.sliders}
    labels = [*(label for label, _ in PRICES), "real cost of capital"]
    random = sum(check.name.startswith("random") for check in checks)
    found: dict[str, Any] = readable({
        "title": f"{title}: move it",
        "description": made["description"],
        "changes": changes,
        "lead": lead(summary),
        "ratio": number(summary["ratio_like_for_like"]),
        "command": command,
        "sliders": [_slider(n, one, table) for n, one in enumerate(table.sliders)],
        "absent": [label for label in labels if label not in taken],
        "checks": [_check(n, check) for n, check in enumerate(checks)],
        "presets": len(checks) - random,
        "randoms": random,
        "worst": share(worst.difference_frac),
        "worst_at": worst.name,
        "physics": _physics(summary, table),
        "version": summary["orbitdc_version"],
        "platform": summary["platform"],
        "year": summary["currency_year"],
        "data": _data(summary, table, checks),
    })  # fmt: skip
    return found


def _slider(n: int, one: Control, table: Table) -> dict[str, Any]:
    """A slider as the template shows it, at the scenario's own value."""
    percent = one.unit == "%"
    entries = [(name, value, number((100.0 if percent else 1.0) * value, 4)) for name, value in one.ticks]
    values = [each.life_y for each in table.lives]
    return {
        "number": n,
        "key": one.key,
        "label": one.label,
        "unit": one.unit,
        "help": one.help,
        "shown": f"{(100.0 if percent else 1.0) * one.value:.6g}",
        "steps": len(values) - 1 if one.key == LIFE else STEPS,
        "step": values.index(one.value) if one.key == LIFE else round(STEPS * one.share_of(one.value)),
        "entries": entries,
        "about": f"What it is, and {len(entries)} entries of the catalogue" if entries else "What it is",
    }


def _check(n: int, check: Check) -> dict[str, Any]:
    """A check as the page shows it, numbers with six digits."""
    return {
        "number": n,
        "name": check.name,
        "end": check.name in FAVOURS.values(),
        "package": number(check.package, 6),
        "page": number(check.page, 6),
    }


def _physics(summary: dict[str, Any], table: Table) -> str:
    """What the marches behind the page are, and how far its ratio lies from that of the run."""
    lives = len(table.lives)
    text = f"Each of {lives} lives was marched on one day in {MARCHED.every}, which stands for its neighbours."
    page, run = ratio_of(table.at({})), summary["ratio_like_for_like"]
    if page is None or run is None:
        return text
    return f"{text} At the scenario's own values the ratio lies {share(abs(page / run - 1.0))} from that of the run."


def _data(summary: dict[str, Any], table: Table, checks: list[Check]) -> dict[str, Any]:
    """What the script of the page reads: the sliders, the table of costs, and what the package said where."""
    orbit, ground = str(summary["orbit"]["name"]), str(summary["ground"]["site"])
    sliders: list[dict[str, Any]] = [
        {
            "key": one.key,
            "unit": one.unit,
            "percent": one.unit == "%",
            "low": one.low,
            "high": one.high,
            "value": one.value,
            "log": one.is_logarithmic,
            "steps": STEPS,
            "far": far(one),
        }
        for one in table.sliders
    ]
    sliders[-1] |= {"values": [each.life_y for each in table.lives]}
    keys = [one.key for one in table.sliders]
    return {
        "orbit": orbit,
        "ground": ground,
        "command": shlex.join(["orbitdc", "run", summary["scenario"]["path"]]),
        "made": [(text.partition("=")[0].strip(), shlex.quote(text)) for text in summary["scenario"]["changes"]],
        "sliders": sliders,
        "capital": keys.index(CAPITAL) if table.capital else None,
        "groups": looks(),
        "terms": table.terms,
        "nodes": table.nodes.tolist(),
        "lives": [
            {
                "verdict": each.verdict,
                "works": f"The verdict is {each.verdict}: {MEANING.get(each.verdict, '')}." if each.verdict else "",
                "limit": each.binding_limit,
                "reason": each.reason,
                "costs": None if each.costs is None else each.costs.tolist(),
            }
            for each in table.lives
        ],
        "checks": [{"name": check.name, "position": dict(check.position), "ratio": check.package} for check in checks],
    }
