"""Write docs/published.md, and full_physics.csv with ``--physics``: ``python -m tests.published.published_page``.

The page stands on short runs of the presets, made anew here and by its test. The column "with full physics" takes some
seconds of a core for each preset, is recorded in ``full_physics.csv``, and made anew where ``--physics`` asks for it.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import orbitdc
from orbitdc.comparison.run import simulate
from orbitdc.report.text import number
from orbitdc.results.save import summary_of
from orbitdc.scenario.files import shipped
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.published import Published

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "docs" / "published.md"
PHYSICS = HERE / "full_physics.csv"
PLAIN = "published/plain"
COLUMNS = ("preset", "ratio", "kg_per_it_kw", "sunlit_frac", "verdict")
GROUND_ALONE = ("epoch_1gw", "ea_forum_offgrid", "jedgar_ground", "lballaty_ground")  # studies without an orbit side
LAUNCH_ALONE = ("van_berkel", "turyshev", "turyshev_high")
ONE_SIDED = ("peregrinations", "sailing_nvl72", "hausfather_mid", *LAUNCH_ALONE)  # without prices of one side
NO_RATIO = (*GROUND_ALONE, *ONE_SIDED)


def presets() -> list[str]:
    """Names of the presets, without the frame that they extend."""
    return [name for name in shipped() if name.startswith("published/") and name != PLAIN]


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table beside this file."""
    with (HERE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def loaded(name: str) -> Scenario:
    """A preset."""
    return orbitdc.load(name)


def study_of(name: str) -> Published:
    """The published block of a preset."""
    found = loaded(name).published
    assert found is not None  # every preset has one
    return found


@cache
def summary(name: str, sets: tuple[str, ...] = ()) -> dict[str, Any]:
    """The result of a preset."""
    return summary_of(simulate(orbitdc.load(name, sets) if sets else loaded(name)))


def ratio(name: str) -> float | None:
    """Orbit over ground of a preset; None where the study has no such ratio."""
    if name.removeprefix("published/") in NO_RATIO:
        return None
    value: float | None = summary(name)["ratio_like_for_like"]
    return value


def corrected_ratio(name: str) -> float | None:
    """The same with the study's own errors put right; None where none are known."""
    changes = study_of(name).corrected
    return None if changes is None else simulate(loaded(name).replace(changes)).ratio_like_for_like


def record_physics() -> None:
    """Run every preset with its simplifications turned off, and write what comes out."""
    with PHYSICS.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(COLUMNS)
        for name in presets():
            changes = study_of(name).full_physics
            if changes is None or name.removeprefix("published/") in NO_RATIO:
                continue
            found = summary_of(simulate(loaded(name).replace(changes)))
            orbit, value = found["orbit"], found["ratio_like_for_like"]
            per_kw = orbit["mass_kg"]["total"] / orbit["design"]["it_kw"]
            cells = ("" if value is None else f"{value:.3g}", f"{per_kw:.3g}", f"{orbit['sunlit_frac']:.3f}")
            out.writerow((name.removeprefix("published/"), *cells, orbit["verdict"]))
            stream.flush()


def table(head: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = ["| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *body)]
    return "\n".join(lines) + "\n"


def _link(name: str, words: str) -> str:
    return f"[{words}](../scenarios/{name}.yaml)"


def _theirs(figure: Mapping[str, Any]) -> str:
    high = figure["theirs_high"]
    unit = "" if figure["unit"] == "1" else f" {figure['unit']}"
    return number(figure["theirs"], 4) + (f" to {number(high, 4)}" if high is not None else "") + unit


def _off(figure: Mapping[str, Any]) -> str:
    off = figure["off_frac"]
    return "" if off is None else f"{100 * off:+.1f} %" if abs(off) >= 5e-4 else "0"


def _studies() -> Iterator[tuple[str, ...]]:
    """One row a study: theirs, ours, why."""
    for name in presets():
        study, found = study_of(name), summary(name)["published"]
        head = found["figures"][0]
        agree = f"{found['figures_within']} of {len(found['figures'])}"
        why = "; ".join(each["why"] for each in found["figures"] if each["why"] and not each["within"])
        why = why or (f"not public: {study.not_public}" if study.not_public else "")
        yield (
            _link(name, study.study), study.date.isoformat(), study.boundary, f"{head['label']}: {_theirs(head)}",
            number(head["ours"], 4), _off(head), head["grade"], agree, why,
        )  # fmt: skip


def _three_columns() -> Iterator[tuple[str, ...]]:
    """Per study: as published, arithmetic corrected, with full physics, and the error that is named."""
    physics = {row["preset"]: row for row in rows(PHYSICS.name)}
    for name in presets():
        published = ratio(name)
        if published is None:
            continue
        study, full = study_of(name), physics.get(name.removeprefix("published/"))
        corrected = number(corrected_ratio(name)) if study.corrected else ""
        physical = full["ratio"] or f"none: {full['verdict']}" if full else ""
        mass = full["kg_per_it_kw"] if full else ""
        yield _link(name, study.study), number(published), corrected, physical, mass, study.errors


def _contradictions() -> Iterator[tuple[str, ...]]:
    """Every figure of which more than one print is known."""
    for name in presets():
        for figure in summary(name)["published"]["figures"]:
            if also := figure["also_printed"]:
                yield study_of(name).study, figure["label"], _theirs(figure), also, number(figure["ours"], 4)


def _figures() -> Iterator[tuple[str, ...]]:
    """Every figure of every preset."""
    for name in presets():
        for figure in summary(name)["published"]["figures"]:
            yield (
                study_of(name).study, figure["label"], _theirs(figure), number(figure["ours"], 4), _off(figure),
                figure["basis"], figure["grade"],
            )  # fmt: skip


def _left_out() -> Iterator[tuple[str, ...]]:
    """The cases that nothing holds, with the reason."""
    for row in rows("coverage.csv"):
        if not row["held_by"]:
            yield row["case"], row["grade"], row["why_not"]


def _requests() -> Iterator[tuple[str, ...]]:
    """What was asked of other models, and the answer here."""
    for row in rows("requests.csv"):
        yield row["ask"], row["asked_of"], row["answer"], f"`{row['try']}`" if row["try"] else ""


def page() -> str:
    """The page as it must stand in docs/."""
    text = (HERE / "published.md").read_text(encoding="utf-8")
    studies = ("study", "date", "boundary", "theirs", "ours", "off", "grade", "figures that agree", "why")
    physics = ("as published", "arithmetic corrected", "with full physics", "kg per kW that closes")
    tables = {
        "STUDIES": table(studies, _studies()),
        "COLUMNS": table(("study", *physics, "what is wrong in it"), _three_columns()),
        "CONTRADICTIONS": table(("study", "figure", "this print", "also in print", "ours"), _contradictions()),
        "FIGURES": table(("study", "figure", "theirs", "ours", "off", "basis", "grade"), _figures()),
        "LEFT_OUT": table(("case", "grade", "why not"), _left_out()),
        "REQUESTS": table(("asked", "of", "the answer here", "to try"), _requests()),
    }
    for name, body in tables.items():
        text = text.replace(f"<!-- {name} -->\n", body)
    return text


if __name__ == "__main__":
    if "--physics" in sys.argv[1:]:
        record_physics()
    PAGE.write_text(page(), encoding="utf-8")
