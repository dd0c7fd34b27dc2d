"""The page of the explorer: its style, its sliders and the parts of its answer, as tags of Shiny."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

from orbitdc.explore.controls import Control
from orbitdc.explore.live import Answered
from orbitdc.explore.state import View
from orbitdc.report.text import number, words

if TYPE_CHECKING:
    from htmltools import Tag, TagList

ICON = (  # an orbit around the Earth, inside the page so that no other file is asked for
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='4' "
    "fill='%230072b2'/%3E%3Cellipse cx='8' cy='8' rx='7.5' ry='2.5' fill='none' stroke='%23d55e00'/%3E%3C/svg%3E"
)
MOST_PARTS = 8  # of a cost that are shown apart


def asset(name: str) -> str:
    """The text of a file that is shipped with the page."""
    return files("orbitdc.explore").joinpath(name).read_text(encoding="utf-8")


def layout(view: View, presets: list[str], sliders: list[Control]) -> Tag:
    """The whole page for a view of a preset."""
    from shiny import ui

    moved = dict(view.moved)
    return ui.page_fluid(
        ui.tags.head(
            ui.tags.title("orbitdc explorer"),
            ui.tags.link(rel="icon", type="image/svg+xml", href=ICON),
            ui.tags.meta(name="viewport", content="width=device-width, initial-scale=1"),
            ui.tags.style(asset("page.css")),
            ui.tags.script(asset("page.js")),
        ),
        ui.tags.header(ui.tags.div(ui.output_ui("answer"), ui.output_ui("sure"), role="status"), class_="answer"),
        ui.tags.main(
            ui.tags.section(
                ui.tags.h2("Change"),
                ui.input_select("preset", "Start from", presets, selected=view.preset),
                *(slider(one, moved.get(one.key, one.value)) for one in sliders),
                ui.input_text_area(
                    "written", "More changes, a KEY=VALUE on each line", "\n".join(view.written), rows=3, width="100%"
                ),
                ui.output_ui("mistake"),
                class_="controls",
            ),
            ui.tags.section(
                ui.tags.h2("Why"),
                ui.output_ui("parts"),
                ui.tags.h2("Side by side"),
                ui.input_action_button("keep", "Keep this one beside"),
                ui.input_action_button("drop", "Clear"),
                ui.output_ui("beside"),
                ui.tags.h2("Take it along"),
                ui.output_ui("along"),
                ui.download_button("yaml", "Download as YAML"),
                class_="why",
            ),
        ),
        lang="en",
    )


def slider(control: Control, value: float) -> Tag:
    """One slider with its value in words and the entries of the catalogue as ticks."""
    from shiny import ui

    name = f"slider-{control.key.replace('.', '-')}"
    ticks = [
        ui.tags.button(
            f"{entry} {said(control, tick)}",
            type="button",
            class_="tick",
            style=f"left:{100 * control.share_of(tick):.1f}%",
            **{"data-value": f"{tick:.10g}", "data-slider": name, "title": f"{entry}: {said(control, tick)}"},
        )
        for entry, tick in control.ticks
    ]
    return ui.tags.div(
        ui.tags.label(control.label, " ", ui.tags.output(said(control, value), id=f"{name}-value"), for_=name),
        ui.tags.input(
            type="range",
            id=name,
            min="0",
            max="1000",
            value=f"{1000 * control.share_of(value):.0f}",
            title=control.help,
            **{
                "data-key": control.key,
                "data-low": f"{control.low:.10g}",
                "data-high": f"{control.high:.10g}",
                "data-log": str(control.is_logarithmic).lower(),
                "data-unit": control.unit,
                "data-preset": f"{control.value:.10g}",
                "data-value": f"{value:.10g}",
            },
        ),
        ui.tags.div(*ticks, class_="ticks"),
        class_="control",
    )


def said(control: Control, value: float) -> str:
    """A value of a slider with its unit, as ``page.js`` writes it too."""
    return f"{100 * value:.3g} %" if control.unit == "%" else f"{value:.4g} {control.unit}"


def headline(found: Answered | None, mistake: str = "") -> TagList:
    """The answer above everything: ratio, verdict, both costs."""
    from shiny import ui

    if found is None:
        return ui.TagList(ui.tags.h1("Not a scenario" if mistake else "..."))
    row = found.row
    costs = "" if found.ratio is None else (
        f"{number(row['orbit_usd_per_pflop_hour'])} USD per PFLOP-hour in orbit, "
        f"{number(row['ground_usd_per_pflop_hour'])} on the ground."
    )  # fmt: skip
    limit = "meets every limit" if row["feasible"] else f"{row['verdict']}, limited by {words(row['binding_limit'])}"
    return ui.TagList(ui.tags.h1(found.headline), ui.tags.p(f"{costs} The satellite: {limit}."))


def bars(found: Answered) -> Tag:
    """Both costs by part, as bars of one scale with their numbers."""
    from shiny import ui

    sides = (("In orbit", found.orbit_parts), ("On the ground", found.ground_parts))
    scale = max((value for _, parts in sides for value in parts.values()), default=1.0)
    blocks: list[Any] = []
    for title, parts in sides:
        ordered = sorted(parts.items(), key=lambda part: -abs(part[1]))
        shown = [("accelerators" if what == "it" else what, value) for what, value in ordered[:MOST_PARTS]]
        if rest := sum(value for _, value in ordered[MOST_PARTS:]):
            shown.append((f"{len(ordered) - MOST_PARTS} smaller parts", rest))
        rows = [
            ui.tags.tr(
                ui.tags.th(words(what), scope="row"),
                ui.tags.td(f"{value:.3f}"),
                ui.tags.td(
                    ui.tags.span(class_="bar", style=f"width:{100 * abs(value) / scale:.1f}%"),
                    class_="gain" if value < 0.0 else None,
                ),
            )
            for what, value in shown
        ]
        blocks += [
            ui.tags.h3(f"{title}, USD per PFLOP-hour"),
            ui.tags.table(ui.tags.tbody(*rows), class_="parts"),
        ]
    return ui.tags.div(*blocks)


def side_by_side(kept: list[tuple[View, Answered]]) -> Tag:
    """Kept views in columns: what was changed, the ratio, the verdict, both costs, fleet and launches."""
    from shiny import ui

    rows: list[tuple[str, list[str]]] = [
        ("changed", [", ".join(view.sets) or "nothing" for view, _ in kept]),
        ("orbit over ground", [number(found.ratio) if found.ratio is not None else "none" for _, found in kept]),
        ("verdict", [str(found.row["verdict"]) for _, found in kept]),
    ]
    for key, label in (
        ("orbit_usd_per_pflop_hour", "orbit, USD per PFLOP-hour"),
        ("ground_usd_per_pflop_hour", "ground, USD per PFLOP-hour"),
        ("satellites", "satellites"),
        ("launches", "launches"),
        ("campaign_months", "campaign, months"),
        ("launched_kg", "mass of a satellite, kg"),
    ):
        rows.append((label, [number(found.row[key]) if found.row[key] is not None else "none" for _, found in kept]))
    head = ui.tags.tr(ui.tags.th("", scope="col"), *(ui.tags.th(view.preset, scope="col") for view, _ in kept))
    body = [ui.tags.tr(ui.tags.th(label, scope="row"), *(ui.tags.td(cell) for cell in cells)) for label, cells in rows]
    return ui.tags.div(ui.tags.table(ui.tags.thead(head), ui.tags.tbody(*body), class_="beside"), class_="scroll")
