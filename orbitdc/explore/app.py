"""The explorer as an application: a view of a preset in, its answer at once, confirmed and with its interval behind."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

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
        """The page that a link asks for."""
        view = View.of_link(request.url.query, names, tuple(KEYS))
        return layout(view, names, controls(View(view.preset).within(results).scenario()))

    def server(input: Any, output: Any, session: Any) -> None:
        """Serve one visitor; the names of the arguments are Shiny's."""
        serve(names, results, input, output)

    return guarded(App(page, server))


def made_by(folder: str) -> Results:
    """The scenario of a folder of results and what was changed in it. Raises OrbitdcError where it is none."""
    scenario = read_summary(Path(folder))["scenario"]
    return scenario["path"] or scenario["name"], tuple(scenario["changes"])


class Visit(NamedTuple):
    """What one visitor's page follows; every part is read by calling it, and what reads it is told of its changes."""

    view: Any  # what is looked at, a View
    found: Any  # its answer at once, Answered, or None
    mistake: Any  # why there is no answer, or empty
    settle: Any  # the task that marches a view which stands for a while


def serve(names: Sequence[str], results: Mapping[str, Results], input: Any, output: Any) -> None:
    """What one visitor's page does; nothing in it is shared with another visitor."""
    visit = _answering(names, results, input)
    _show_answer(visit, output)
    _show_way_back(visit)
    _compare_kept(visit, input)


def _answering(names: Sequence[str], results: Mapping[str, Results], input: Any) -> Visit:
    """Answer each view at once, and begin to march one that stands for a while."""
    from shiny import reactive

    memory = Session()
    found: reactive.Value[Answered | None] = reactive.value(None)
    mistake: reactive.Value[str] = reactive.value("")

    @reactive.calc
    def view() -> View:
        """The view of the page's controls."""
        moved: Mapping[str, float] = input.moved()  # told by the page as soon as it is connected; until then no view
        preset = input.preset()
        return View.of(preset if preset in names else names[0], moved, input.written()).within(results)

    @reactive.extended_task
    async def settle(wanted: View) -> tuple[View, Answered, tuple[float, float] | None]:
        """The view, its answer by a march of every day, and the ends of the interval of its ratio."""
        await asyncio.sleep(SETTLED_S)
        marched = await asyncio.to_thread(memory.confirmed, wanted)
        ends = await asyncio.to_thread(interval, wanted.scenario()) if marched.ratio is not None else None
        return wanted, marched, ends

    @reactive.effect
    async def answer_at_once() -> None:
        """Find the answer of the present view, or the mistake in it."""
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

    return Visit(view, found, mistake, settle)


def _show_answer(visit: Visit, output: Any) -> None:
    """Show the answer of the present view, how sure it is, and what it is made of."""
    from shiny import render, ui

    @render.ui
    def answer() -> Any:
        """The ratio in large, or the mistake."""
        return headline(visit.found(), visit.mistake())

    @render.ui
    def sure() -> Any:
        """Whether the answer is confirmed, and its interval."""
        if visit.found() is None:
            return None
        if visit.settle.status() != "success" or visit.settle.result()[0] != visit.view():
            return ui.tags.p("On one day in 32; the march of every day is under way.")
        _, marched, ends = visit.settle.result()
        said = f"Confirmed by a march of every day: {marched.ratio:.4g}." if marched.ratio is not None else ""
        if ends is not None:
            said += f" 90 % of {DRAWS} draws of every uncertain number lie between {ends[0]:.2g} and {ends[1]:.2g}."
        return ui.tags.p(said)

    @render.ui
    def parts() -> Any:
        """The parts of both costs as bars."""
        return bars(now) if (now := visit.found()) is not None else None

    @output(id="mistake")  # type: ignore[untyped-decorator]  # of Shiny
    @render.ui
    def mistake_said() -> Any:
        """The mistake in the present view, as an alert."""
        return ui.tags.div(visit.mistake(), class_="mistake", role="alert") if visit.mistake() else None


def _show_way_back(visit: Visit) -> None:
    """Show how the present view is had again: its link, its command and its file."""
    from shiny import render, ui

    @render.ui
    def along() -> Any:
        """The link and the command of the present view."""
        return ui.TagList(
            ui.tags.p("This view again:"),
            ui.tags.code(ui.tags.a(visit.view().link, href=visit.view().link)),
            ui.tags.p("In a terminal:"),
            ui.tags.code(visit.view().command),
        )

    @render.download_button(filename="explored.yaml", media_type="text/yaml")
    def yaml() -> Any:
        """The scenario of the present view as a file."""
        yield visit.view().yaml()


def _compare_kept(visit: Visit, input: Any) -> None:
    """Keep answers that the visitor wants to compare, and show them side by side."""
    from shiny import reactive, render, ui

    kept: reactive.Value[list[tuple[View, Answered]]] = reactive.value([])

    @render.ui
    def beside() -> Any:
        """The kept answers side by side."""
        return side_by_side(kept()) if kept() else ui.tags.p(f"Keep up to {MOST_KEPT} answers and compare them here.")

    @reactive.effect
    @reactive.event(input.keep)
    def keep() -> None:
        """Keep the present answer beside those kept before, the oldest of too many dropped."""
        if (now := visit.found()) is not None:
            kept.set([*kept(), (visit.view(), now)][-MOST_KEPT:])

    @reactive.effect
    @reactive.event(input.drop)
    def drop() -> None:
        """Drop every kept answer."""
        kept.set([])
