"""The one-page HTML report: the answer, one figure, one table, and everything else folded; readable offline, on paper
and on a phone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from glob import escape
from pathlib import Path
from typing import Any

from orbitdc.report import design_sections, sections
from orbitdc.report.assumptions import assumptions
from orbitdc.report.blocks import Block, Figure, Section, csv_text, data_uri, numbers_table
from orbitdc.report.cash_table import cash_by_year
from orbitdc.report.drawing import NARROW
from orbitdc.report.folder import Results, read_json
from orbitdc.report.headline import verdict_sentence
from orbitdc.report.plain_answer import lead, plain_answer
from orbitdc.report.sections import section
from orbitdc.report.text import part

STUDIES = {
    "montecarlo": "How sure: every range drawn at once",
    "sensitivity": "What decides: each assumption changed alone",
    "breakeven": "Break-even, and what must be true",
    "outlook": "When: the outlook by year",
}
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # control, and turns of direction
OPTION = re.compile(r"(?<![\w-])(--[a-z][\w-]*)")  # of a command, behind whose hyphens a browser breaks lines
FIRST = "cost_waterfall"


def page(results: Results, figures: Mapping[str, Figure]) -> str:
    """Return the whole page for a results folder with its ``figures`` by name."""
    summary = results.summary
    scenario = part(summary, "scenario") or {}
    changes = [str(change) for change in scenario.get("changes") or []]
    name = str(scenario.get("name") or "orbitdc report")
    studies = study_folders(results.folder)
    first: list[Block] = [figures[FIRST]] if FIRST in figures else []
    html: str = templates().get_template("report.html.j2").render(
        title=f"{name}, with {', '.join(changes)}" if changes else name,
        summarised=verdict_sentence(summary),
        description=str(scenario.get("description") or ""),
        changes=changes,
        command=str(scenario.get("command") or scenario.get("command_reason") or "a command that is not known"),
        year=summary.get("currency_year") or "a year that is not known",
        version=summary.get("orbitdc_version") or "of a version that is not known",
        platform=summary.get("platform") or "a system that is not known",
        lead=lead(summary),
        answer=plain_answer(summary, _study_answer(studies.get("montecarlo"), "montecarlo")),
        first=[*first, sections.both_sides(summary)],
        sections=_sections(results, figures, studies),
    )  # fmt: skip
    return html


def _sections(results: Results, figures: Mapping[str, Figure], studies: Mapping[str, Path]) -> list[Section]:
    """The folded parts of the page in their order, those that have anything to show."""
    summary, tables = results.summary, results.tables

    def shown(*names: str) -> list[Block]:
        """The blocks of those figures that there are."""
        return [figures[name] for name in names if name in figures]

    return [
        *section("in-detail", "The answer in detail", sections.in_detail(summary)),
        *section("ratios", "The other ratios, and what each answers", sections.ratios(summary)),
        *section("cost", "What a PFLOP-hour is made of", [*shown("cost_stack"), *sections.parts(summary)]),
        *section("break-even", "Launch price and break-even", shown("launch_curve")),
        *(part for verb, folder in studies.items() for part in _study(verb, folder)),
        *section("delivered", "From nameplate to delivered", [*shown("delivered"), *sections.waterfall(summary)]),
        *section("orbit", "One orbit", shown("one_orbit", "one_orbit_energy")),
        *section("year", "One year", shown("year", "globe")),
        *section("compared", "Both sides in other units", sections.compared(summary)),
        *section("margins", "What the design has to spare", sections.margins(summary)),
        *section("design", "The satellite", [*shown("mass_budget"), *design_sections.design(summary)]),
        *section("sky", "Air, radiation, debris and links", [*shown("environment"), *design_sections.sky(summary)]),
        *section("cash", "Cash of both sides", [*shown("cash_flow"), *cash_by_year(tables.get("cashflow"))]),
        *section("carbon", "Carbon, by part", sections.carbon(summary)),
        *section("numbers", "Assumptions and their sources", assumptions(summary, tables.get("numbers"))),
        *section("limits", "Notes, and what is not modelled", sections.limits(summary)),
        *section("provenance", "Where this comes from", sections.provenance(summary)),
    ]  # fmt: skip


def study_folders(folder: Path) -> dict[str, Path]:
    """Return the folders of studies of the same scenario that lie in a results folder or beside it, by verb.

    Of several studies of a verb, over other keys, the latest is taken.
    """
    found = {}
    for verb in STUDIES:
        places = [folder / verb, *folder.parent.glob(f"{escape(folder.name)}-{verb}*")]
        made = [place / f"{verb}.json" for place in places if (place / f"{verb}.json").is_file()]
        if made:
            found[verb] = max(made, key=lambda file: file.stat().st_mtime).parent
    return found


def _study_answer(folder: Path | None, verb: str) -> dict[str, Any] | None:
    """The answer of a study in a folder; None without one."""
    return None if folder is None else read_json(folder / f"{verb}.json", "run the study again")


def _study(verb: str, folder: Path) -> list[Section]:
    """The figures that a study saved, in a section of its own, and the percentiles of its draws."""
    blocks: list[Block] = []
    for path in sorted(folder.glob("*.svg")):
        if path.name.endswith(NARROW):
            continue
        caption = f"{STUDIES[verb]}; from {folder.name}."
        small = path.with_name(f"{path.stem}{NARROW}")  # which studies of earlier versions lack
        wide, narrow = (
            data_uri(each.read_bytes(), "image/svg+xml") if each.is_file() else "" for each in (path, small)
        )
        blocks.append(Figure(path.stem, caption, caption, wide, narrow))
    if verb == "montecarlo":
        blocks += sections.percentiles(_study_answer(folder, verb) or {})
    return section(f"study-{verb}", STUDIES[verb], blocks)


def figure_block(name: str, finding: str, caption: str, wide: bytes, narrow: str, data: Mapping[str, Any]) -> Figure:
    """Return a figure of the page: its images, what it shows, and the numbers behind it."""
    return Figure(
        name,
        f"{finding} {caption}" if finding.endswith(".") else f"{finding}. {caption}",
        caption,
        data_uri(wide, "image/svg+xml"),
        data_uri(narrow, "image/svg+xml") if narrow else "",
        data_uri(csv_text(data), "text/csv"),
        numbers_table(name, data),
    )


@cache
def templates() -> Any:
    """The environment of the templates: what is put into a page is text, never markup."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    def seen(value: Any) -> Any:
        """A text whose unseen letters are replaced by a sign."""
        return UNSEEN.sub("\ufffd", value) if isinstance(value, str) and not isinstance(value, Markup) else value

    def unbroken(text: str) -> Any:
        """A text as HTML in which an option stands on one line."""
        escaped = str(Markup.escape(seen(text)))
        return Markup(OPTION.sub(r'<span class="option">\1</span>', escaped))

    environment = Environment(
        loader=PackageLoader("orbitdc.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=seen,
    )
    environment.filters["unbroken"] = unbroken
    return environment
