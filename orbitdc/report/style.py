"""One calm look for every figure, readable in greyscale, and files that come out byte for byte the same."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

INK, SOFT, SHADE = "#1b1f24", "#8a9099", "#e6e8eb"
BLUE, ORANGE, GREEN, RED = "#1f5a8a", "#d9822b", "#5b8c5a", "#a33b2e"
WIDTH_IN = 8.0
FILE_DPI = 150
TITLE_CHARS, SUBTITLE_CHARS = 84, 110

_STYLE: dict[str, Any] = {
    "font.family": "DejaVu Sans",
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


@contextmanager
def styled() -> Iterator[None]:
    """Apply the look inside a ``with`` block; returns nothing and leaves the caller's settings as they were."""
    from matplotlib import rc_context, rcdefaults

    with rc_context():
        rcdefaults()
        with rc_context(_STYLE):  # type: ignore[arg-type, unused-ignore]  # typed by literal keys from 3.11 on
            yield


@cache
def _shown() -> Any:
    """The class of figures that a notebook shows as they are, without pyplot."""
    from matplotlib import figure

    class Figure(figure.Figure):
        def _repr_png_(self) -> bytes:
            buffer = BytesIO()
            with styled():
                self.savefig(buffer, format="png", metadata={"Software": None})
            return buffer.getvalue()

    return Figure


def sheet(
    height_in: float, title: str, rows: int = 1, ratios: tuple[float, ...] | None = None, shared: bool = True
) -> tuple[Any, list[Any]]:
    """Return a figure with its finding as title, and its ``rows`` stacked axes, with or without a shared x axis."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    figure: Any = _shown()(figsize=(WIDTH_IN, height_in), layout=ConstrainedLayoutEngine(w_pad=0.08, h_pad=0.06))
    FigureCanvasAgg(figure)
    wrapped = textwrap.fill(title.replace(" %", "\u00a0%"), TITLE_CHARS)
    figure.suptitle(wrapped, x=0.012, ha="left", fontsize=11.0, fontweight="bold", color=INK)
    axes = figure.subplots(rows, 1, sharex=shared, squeeze=False, height_ratios=ratios)[:, 0]
    return figure, list(axes)


def subtitle(axes: Any, text: str) -> None:
    """Write the fine print above ``axes``; returns nothing."""
    axes.set_title(textwrap.fill(text, SUBTITLE_CHARS), color="#555b63", pad=7)


def legend_outside(axes: Any, handles: list[Any] | None = None) -> None:
    """Put the legend right of the axes, where it hides nothing; returns nothing."""
    extra = {} if handles is None else {"handles": handles}
    axes.legend(
        loc="upper left", bbox_to_anchor=(1.01, 1.02), borderaxespad=0.0, handlelength=2.6, handleheight=1.3, **extra
    )


def save(figure: Any, stem: Path) -> list[Path]:
    """Return the PNG and SVG written for one figure; the same figure gives the same bytes."""
    written = []
    with styled():
        shown_dpi = figure.get_dpi()
        figure.set_dpi(FILE_DPI)  # letters are as wide as there, by their hinting
        figure.draw_without_rendering()
        figure.set_layout_engine(None)  # places are found once for both files, and each is drawn once
        for suffix, metadata in ((".png", {"Software": None}), (".svg", {"Date": None, "Creator": None})):
            path = stem.with_suffix(suffix)
            figure.savefig(path, dpi=FILE_DPI, metadata=metadata)
            written.append(path)
        figure.set_dpi(shown_dpi)
    return written
