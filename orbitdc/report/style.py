"""One calm look for every figure, readable in greyscale, and files that come out byte for byte the same."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from orbitdc.report.letters import FAMILY, in_silence, make_legible

INK, SOFT, SHADE = "#1b1f24", "#8a9099", "#e6e8eb"
BLUE, ORANGE, GREEN, RED = "#1f5a8a", "#d9822b", "#5b8c5a", "#a33b2e"
WIDTH_IN, NARROW_IN = 8.0, 3.73  # the narrow sheet fills a phone of 390 pixels at 96 to the inch
FILE_DPI = 150
TITLE_CHARS, SUBTITLE_CHARS = 84, 110
NARROW_TITLE_CHARS, NARROW_SUBTITLE_CHARS, NARROW_LABEL_CHARS = 44, 62, 50
BELOW_PANEL_PT, BELOW_AXIS_PT, LEFT_PT = 6.0, 32.0, 24.0  # room for the ticks and the label of an axis
_NARROW: ContextVar[bool] = ContextVar("narrow", default=False)

_STYLE: dict[str, Any] = {
    "font.family": FAMILY,
    "font.size": 9.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK,
    "axes.titlesize": 8.5,
    "axes.titlelocation": "left",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": SHADE,
    "grid.linewidth": 0.6,
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "lines.linewidth": 1.6,
    "legend.frameon": False,
    "legend.fontsize": 8.0,
    "hatch.linewidth": 0.6,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.hashsalt": "orbitdc",
    "svg.fonttype": "path",
}


_NARROW_STYLE: dict[str, Any] = {  # no text below 7 points, which are 9.3 pixels
    "font.size": 7.5,
    "axes.titlesize": 7.0,
    "legend.fontsize": 7.0,
    "axes.labelsize": 7.5,
}


@contextmanager
def narrow() -> Iterator[None]:
    """Draw for a narrow screen inside a ``with`` block: sheets half as wide, letters as large; returns nothing."""
    token = _NARROW.set(True)
    try:
        yield
    finally:
        _NARROW.reset(token)


def is_narrow() -> bool:
    """Return whether figures are drawn for a narrow screen now."""
    return _NARROW.get()


@contextmanager
def styled() -> Iterator[None]:
    """Apply the look inside a ``with`` block; returns nothing and leaves the caller's settings as they were."""
    from matplotlib import rc_context, rcParams

    settings: Any = rcParams
    with rc_context(), in_silence():
        dict.update(settings, _look(is_narrow()))  # checked before, once
        yield


@cache
def _look(narrow: bool) -> dict[str, Any]:
    """Every setting of the look, those of matplotlib's defaults included, as matplotlib holds them."""
    from matplotlib import rc_context, rcdefaults, rcParams

    with rc_context():
        rcdefaults()
        rcParams.update(_STYLE | (_NARROW_STYLE if narrow else {}))  # type: ignore[arg-type, unused-ignore]  # stubs differ
        return {key: value for key, value in rcParams.copy().items() if key != "backend"}  # which is the caller's


@cache
def _shown() -> Any:
    """The class of figures that a notebook shows as they are, without pyplot."""
    from matplotlib import figure

    class Figure(figure.Figure):
        def _repr_png_(self) -> bytes:
            """The figure as a picture for a notebook."""
            buffer = BytesIO()
            with styled():
                make_legible(self)
                self.savefig(buffer, format="png", metadata={"Software": None})
            return buffer.getvalue()

    return Figure


@cache
def _shown_with_figure() -> Any:
    """The class of Axes of which a notebook shows the figure around them."""
    from matplotlib.axes import Axes

    class Panel(Axes):
        def _repr_png_(self) -> bytes:
            """The figure of the panel as a picture for a notebook."""
            figure: Any = self.get_figure()
            return bytes(figure._repr_png_())

    return Panel


@cache
def _panels_class() -> Any:
    """The class of arrays of Axes of one figure, which a notebook shows."""
    import numpy as np

    class Panels(np.ndarray[Any, Any]):
        figure: Any

        def __new__(cls, axes: Any) -> Any:
            made = np.empty(len(axes), dtype=object).view(cls)
            made[:] = axes
            made.figure = axes[0].get_figure()
            return made

        def __array_finalize__(self, whole: Any) -> None:
            self.figure = getattr(whole, "figure", None)

        def _repr_png_(self) -> bytes:
            """The figure of the panels as a picture for a notebook."""
            return bytes(self.figure._repr_png_())

    return Panels


def sheet(
    height_in: float, title: str, rows: int = 1, ratios: tuple[float, ...] | None = None, shared: bool = True
) -> tuple[Any, list[Any]]:
    """Return a figure with its finding as title, and its ``rows`` stacked axes, with or without a shared x axis."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    width_in, chars, size = (NARROW_IN, NARROW_TITLE_CHARS, 9.0) if is_narrow() else (WIDTH_IN, TITLE_CHARS, 11.0)
    wrapped = textwrap.fill(title.replace(" %", "\u00a0%"), chars)
    height_in += 0.15 * wrapped.count("\n") if is_narrow() else 0.0
    figure: Any = _shown()(figsize=(width_in, height_in), layout=ConstrainedLayoutEngine(w_pad=0.08, h_pad=0.06))
    FigureCanvasAgg(figure)
    figure.suptitle(wrapped, x=0.012, ha="left", fontsize=size, fontweight="bold", color=INK)
    kind = {"axes_class": _shown_with_figure()}
    axes = figure.subplots(rows, 1, sharex=shared, squeeze=False, height_ratios=ratios, subplot_kw=kind)[:, 0]
    figure.panels = list(axes)
    return figure, list(axes)


def axes_of(figure: Any) -> Any:
    """Return the axes of a ``sheet`` as its caller takes them: one Axes, or an array of several, top down.

    Both hold the ``figure``, which a notebook shows of them. Axes of colour bars and of a second scale are not theirs.
    """
    return figure.panels[0] if len(figure.panels) == 1 else _panels_class()(figure.panels)


def subtitle(axes: Any, text: str, chars: int = SUBTITLE_CHARS) -> None:
    """Write the fine print above ``axes``, of lines of ``chars`` on a wide sheet; returns nothing."""
    chars = NARROW_SUBTITLE_CHARS if is_narrow() else chars
    axes.set_title(textwrap.fill(text, chars), color="#555b63", pad=7, loc="left")


def x_label(axes: Any, text: str, chars: int = 84) -> None:
    """Write the label of the x axis, in several lines where it is long; returns nothing."""
    axes.set_xlabel(textwrap.fill(text, NARROW_LABEL_CHARS if is_narrow() else chars, break_long_words=False))


def note(figure: Any, text: str) -> None:
    """Write the fine print under a figure whose names stand left of its axes; returns nothing."""
    chars = NARROW_SUBTITLE_CHARS if is_narrow() else SUBTITLE_CHARS
    figure.supxlabel(textwrap.fill(text, chars), x=0.012, ha="left", fontsize=7.0, color="#555b63")


def legend_outside(axes: Any, handles: list[Any] | None = None) -> None:
    """Put the legend right of the axes, or under them on a narrow sheet, where it hides nothing; returns nothing."""
    extra: dict[str, Any] = {} if handles is None else {"handles": handles}
    if is_narrow():
        from matplotlib.transforms import ScaledTranslation

        down_pt = BELOW_AXIS_PT if axes.get_subplotspec().is_last_row() else BELOW_PANEL_PT
        moved = axes.transAxes + ScaledTranslation(-LEFT_PT / 72.0, -down_pt / 72.0, axes.figure.dpi_scale_trans)
        extra |= {
            "bbox_to_anchor": (0.0, 0.0),
            "bbox_transform": moved,
            "ncols": 2,
            "columnspacing": 0.8,
            "handlelength": 1.9,
        }
    else:
        extra |= {"bbox_to_anchor": (1.01, 1.02)}
    axes.legend(**{"loc": "upper left", "borderaxespad": 0.0, "handlelength": 2.6, "handleheight": 1.3} | extra)


def svg_text(figure: Any) -> str:
    """Return a figure, or that of some Axes, as the text of an SVG file; the same figure gives the same text."""
    buffer, figure = BytesIO(), figure.figure
    with styled():
        _place(figure)
        figure.savefig(buffer, format="svg", dpi=FILE_DPI, metadata={"Date": None, "Creator": None})
    return shorter_svg(buffer.getvalue().decode("utf-8"))


def _place(figure: Any) -> None:
    """Find the places of everything in a figure, once for all its files."""
    make_legible(figure)
    figure.set_dpi(FILE_DPI)  # letters are as wide as in the files, by their hinting
    if (engine := figure.get_layout_engine()) is not None:
        engine.execute(figure)
    figure.set_layout_engine(None)


def shorter_svg(svg: str) -> str:
    """Return an SVG whose places are rounded to hundredths of a point, which nobody sees.

    >>> shorter_svg('<path d="M 1.23456 2 L 3.5 4.98765 "/>')
    '<path d="M 1.23 2 L 3.5 4.99 "/>'
    """
    places = re.compile(r"-?\d+\.\d{3,}")
    return re.sub(r' d="[^"]*"', lambda path: places.sub(lambda x: f"{float(x[0]):.2f}", path[0]), svg)


def save(figure: Any, stem: Path) -> list[Path]:
    """Return the PNG and SVG written for one figure, or that of some Axes; the same figure gives the same bytes."""
    written, figure = [], figure.figure
    with styled():
        shown_dpi = figure.get_dpi()
        _place(figure)
        for suffix, metadata in ((".png", {"Software": None}), (".svg", {"Date": None, "Creator": None})):
            path = stem.with_suffix(suffix)
            figure.savefig(path, dpi=FILE_DPI, metadata=metadata)
            if suffix == ".svg":
                path.write_text(shorter_svg(path.read_text(encoding="utf-8")), encoding="utf-8")
            written.append(path)
        figure.set_dpi(shown_dpi)
    return written
