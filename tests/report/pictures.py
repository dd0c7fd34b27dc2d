"""Write the pictures that figures are held to: ``python -m tests.report.pictures [FOLDER]``, then look at each.

Figures are drawn from numbers that never change, so that a picture changes where the drawing does: those of one result
from a run of ai1_vs_colossus whose tables are kept beside the pictures, those of studies from made-up numbers. FOLDER
is what `orbitdc run ai1_vs_colossus` wrote, where its numbers are to be kept anew: where a figure asks for a column
that the kept ones lack.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

from PIL import Image

from orbitdc.report.figures import FIGURES
from orbitdc.report.folder import Results, read_results
from orbitdc.report.many_figures import carbon_against_cost, costs_compared, ratio_over_launch
from orbitdc.report.style import narrow, styled
from tests.report.made_up_results import write_csv
from tests.report.made_up_studies import STUDIES

HERE = Path(__file__).with_suffix("")
KEPT = HERE / "ai1_vs_colossus"
DRAWN_DPI, SHRUNK = 150, 3  # a point of the picture is the mean of 3 by 3 that were drawn
NARROW = ("cost_stack", "year", "one_orbit_energy", "mass_budget")  # a legend below, panels, another way, rows
NARROW_STUDIES = ("tornado", "drawn", "searched")  # names above rows: with values at both ends, panels, a legend
DIGITS, MOST_DAYS = 5, 730
COLUMNS = {  # of the tables that hold more than figures ask for
    "days": (
        "date", "beta_min_deg", "beta_max_deg", "eclipse_min_per_orbit", "delivered_pflop_per_s", "f107_sfu",
        "drag_m_per_s_d", "dose_krad", "cells_left_frac", "radiator_left_frac", "alive_frac",
    ),
    "cashflow": ("side", "year", "month", "cash_usd"),
    "satellites": ("name", "satellites", "altitude_km", "inclination_deg", "raan_deg"),
}  # fmt: skip


def figures() -> dict[str, Callable[[], Any]]:
    """What draws each figure, by the name of its picture: of one result, of several, of studies."""
    return {
        **{name: partial(of_one_result, name) for name in FIGURES},
        **{f"{name}_narrow": partial(_narrow, name) for name in NARROW},
        "costs_compared": lambda: costs_compared([one.summary for one in _several()]),
        "carbon_against_cost": lambda: carbon_against_cost([one.summary for one in _several()]),
        "ratio_over_launch": lambda: ratio_over_launch(
            [(one.summary, one.tables["launch_curve"]) for one in _several()]
        ),
        **STUDIES,
        **{f"{name}_narrow": partial(_narrow_study, name) for name in NARROW_STUDIES},
    }


def picture(figure: Any) -> Image.Image:
    """A figure, or that of some Axes, as it is compared: small, and without a word about what wrote it."""
    buffer = io.BytesIO()
    with styled():
        figure.figure.savefig(buffer, format="png", dpi=DRAWN_DPI, metadata={"Software": None})
    return Image.open(buffer).convert("RGB").reduce(SHRUNK)


@cache
def kept() -> Results:
    """The run whose numbers are kept."""
    return read_results(KEPT)


def of_one_result(name: str) -> Any:
    """A figure of the run that is kept."""
    results = kept()
    return FIGURES[name].draw(*(results.tables[table] for table in FIGURES[name].tables), results.summary)


def _narrow(name: str) -> Any:
    with narrow():
        return of_one_result(name)


def _narrow_study(name: str) -> Any:
    with narrow():
        return STUDIES[name]()


@cache
def _several() -> list[Results]:
    """The kept run, and two that are made of it: one in which orbit is cheaper, and one in which it is dearer."""
    first = kept()
    out = [first]
    for name, factor in (("cheap_orbit", 0.2), ("dear_orbit", 2.5)):
        summary = json.loads(json.dumps(first.summary))
        summary["scenario"]["name"] = name
        summary["ratio_like_for_like"] *= factor
        summary["orbit"]["usd_per_pflop_hour"] *= factor
        summary["orbit"]["kgco2e_per_pflop_hour"] *= factor**0.5
        curve = dict(first.tables["launch_curve"])
        curve["orbit_usd_per_pflop_hour"] = curve["orbit_usd_per_pflop_hour"] * factor
        out.append(Results(first.folder, summary, first.tables | {"launch_curve": curve}))
    return out


def keep(folder: Path) -> None:
    """Keep the numbers of a run: what its figures ask for, to five digits, and two years of days."""
    results = read_results(folder)
    KEPT.mkdir(parents=True, exist_ok=True)
    summary = json.dumps(_short(results.summary | {"platform": "", "created_utc": ""}), indent=1)
    (KEPT / "summary.json").write_text(summary + "\n", encoding="utf-8")
    for name in sorted({table for kind in FIGURES.values() for table in kind.tables}):
        table, most = results.tables[name], MOST_DAYS if name == "days" else None
        chosen = COLUMNS.get(name, tuple(table))
        write_csv(KEPT / f"{name}.csv", {column: _short(table[column][:most].tolist()) for column in chosen})


def _short(value: Any) -> Any:
    """The same with every number rounded to its first digits."""
    if isinstance(value, dict):
        return {key: _short(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_short(inner) for inner in value]
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def main(arguments: list[str]) -> None:
    """Write every picture, after the numbers of a run where one is named."""
    if arguments:
        keep(Path(arguments[0]))
    for old in HERE.glob("*.png"):
        old.unlink()
    for name, draw in figures().items():
        picture(draw()).save(HERE / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
