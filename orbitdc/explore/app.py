"""The explorer as an application: a view of a preset in, its answer at once, confirmed and with its interval behind."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from orbitdc.errors import OrbitdcError
from orbitdc.explore.controls import KEYS, controls
from orbitdc.explore.guard import Application, guarded
from orbitdc.explore.live import DRAWS, Answered, Session, interval
from orbitdc.explore.page import bars, headline, layout, side_by_side
from orbitdc.explore.state import View
from orbitdc.report.folder import read_summary

Results = tuple[str, tuple[str, ...]]  # a scenario, and the changes with which it was run

SETTLED_S = 1.2  # for which a view stands before it is marched in full
MOST_KEPT = 4


def application(presets: Sequence[str]) -> Application:
    """The explorer of scenarios (files or shipped names) and folders of results, the first shown first.

    It answers requests of this computer alone. Raises OrbitdcError where one of them cannot be read.
    """
    from shiny import App

    names = list(presets)
    results = {name: made_by(name) for name in names if Path(name).is_dir()}
    View(names[0]).within(results).scenario()

    def page(request: Any) -> Any:
        view = View.of_link(request.url.query, names, tuple(KEYS))
        return layout(view, names, controls(View(view.preset).within(results).scenario()))

    def server(input: Any, output: Any, session: Any) -> None:
        serve(names, results, input, output, session)

    return guarded(App(page, server))


def made_by(folder: str) -> Results:
    """The scenario of a folder of results and what was changed in it. Raises OrbitdcError where it is none."""
    scenario = read_summary(Path(folder))["scenario"]
    return scenario["path"] or scenario["name"], tuple(scenario["changes"])


def serve(names: Sequence[str], results: Mapping[str, Results], input: Any, output: Any, session: Any) -> None:
    """What one visitor's page does; nothing in it is shared with another visitor."""
    from shiny import reactive, render, ui

    memory = Session()
    kept: reactive.Value[list[tuple[View, Answered]]] = reactive.value([])
    found: reactive.Value[Answered | None] = reactive.value(None)
    mistake: reactive.Value[str] = reactive.value("")

    @reactive.calc
    def view() -> View:
        moved: Mapping[str, float] = input.moved()  # told by the page as soon as it is connected; until then no view
        preset = input.preset()
        return View.of(preset if preset in names else names[0], moved, input.written()).within(results)

    @reactive.extended_task
    async def settle(wanted: View) -> tuple[View, Answered, tuple[float, float] | None]:
        await asyncio.sleep(SETTLED_S)
        marched = await asyncio.to_thread(memory.confirmed, wanted)
        ends = await asyncio.to_thread(interval, wanted.scenario()) if marched.ratio is not None else None
        return wanted, marched, ends

    @reactive.effect
    async def answer_at_once() -> None:
        wanted = view()
        settle.cancel()
        try:
            came = await asyncio.to_thread(memory.answer, wanted)
        except OrbitdcError as error:
            found.set(None)
            mistake.set(str(error))
            return
        found.set(came)
        mistake.set("")
        settle.invoke(wanted)

    @render.ui
    def answer() -> Any:
        return headline(found(), mistake())

    @render.ui
    def sure() -> Any:
        if found() is None:
            return None
        if settle.status() != "success" or settle.result()[0] != view():
            return ui.tags.p("On one day in 32; the march of every day is under way.")
        _, marched, ends = settle.result()
        said = f"Confirmed by a march of every day: {marched.ratio:.4g}." if marched.ratio is not None else ""
        if ends is not None:
            said += f" 90 % of {DRAWS} draws of every uncertain number lie between {ends[0]:.2g} and {ends[1]:.2g}."
        return ui.tags.p(said)

    @render.ui
    def parts() -> Any:
        return bars(now) if (now := found()) is not None else None

    @output(id="mistake")  # type: ignore[untyped-decorator]  # of Shiny
    @render.ui
    def mistake_said() -> Any:
        return ui.tags.div(mistake(), class_="mistake", role="alert") if mistake() else None

    @render.ui
    def beside() -> Any:
        return side_by_side(kept()) if kept() else ui.tags.p(f"Keep up to {MOST_KEPT} answers and compare them here.")

    @render.ui
    def along() -> Any:
        return ui.TagList(
            ui.tags.p("This view again:"),
            ui.tags.code(ui.tags.a(view().link, href=view().link)),
            ui.tags.p("In a terminal:"),
            ui.tags.code(view().command),
        )

    @render.download_button(filename="explored.yaml", media_type="text/yaml")
    def yaml() -> Any:
        yield view().yaml()

    @reactive.effect
    @reactive.event(input.keep)
    def keep() -> None:
        if (now := found()) is not None:
            kept.set([*kept(), (view(), now)][-MOST_KEPT:])

    @reactive.effect
    @reactive.event(input.drop)
    def drop() -> None:
        kept.set([])
