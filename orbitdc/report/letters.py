"""Letters that the font of the figures lacks: drawn with another font of this machine, or shown as question marks."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

FAMILY = "DejaVu Sans"  # which comes with matplotlib, so that figures look alike everywhere
INSTEAD = "?"
BOXES = "Last Resort"  # a font of matplotlib with a box for every letter


@contextmanager
def in_silence() -> Iterator[None]:
    """Search for fonts without a word on another font that has no bold letters; returns nothing."""
    log = logging.getLogger("matplotlib.font_manager")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)


def make_legible(figure: Any) -> None:
    """Give every text of a figure a font that has its letters, and write ``?`` for those that no font here has.

    A figure whose letters the usual font has is left as it is.
    """
    from matplotlib.text import Text

    axes = [axis for each in figure.axes for axis in (each.xaxis, each.yaxis)]
    named = {axis: labels for axis in axes if _lacking(labels := [x.get_text() for x in axis.get_ticklabels()])}
    lacking = _lacking([text.get_text() for text in figure.findobj(Text)])
    if not lacking:
        return
    families, gone = others(lacking)
    instead = {ord(letter): INSTEAD if letter.isprintable() else "" for letter in gone}
    for axis, labels in named.items():  # which are written anew whenever they are drawn
        axis.set_ticks(axis.get_ticklocs(), [label.translate(instead) for label in labels])
    for text in figure.findobj(Text):
        text.set_text(text.get_text().translate(instead))
        text.set_fontfamily([FAMILY, *families])


def _lacking(texts: Iterable[str]) -> frozenset[str]:
    """The letters of some texts that the usual font lacks; the end of a line is none."""
    return frozenset(c for c in set("".join(texts)) - {"\n"} if ord(c) not in _usual())


@cache
def _usual() -> frozenset[int]:
    """The letters of the usual font."""
    from matplotlib.font_manager import findfont

    return _letters(findfont(FAMILY))


def _letters(path: str) -> frozenset[int]:
    """The code points of a font's letters, none of one that matplotlib cannot draw, such as coloured pictures."""
    from matplotlib.ft2font import FT2Font

    try:
        font = FT2Font(path)
    except (OSError, RuntimeError):
        return frozenset()
    return frozenset(font.get_charmap()) if font.scalable else frozenset()


def upright_fonts() -> list[tuple[str, str]]:
    """Name and file of every upright font of this machine, those that are made for many scripts first."""
    from matplotlib.font_manager import fontManager

    upright = [each for each in fontManager.ttflist if each.style == "normal" and each.weight in (400, "normal")]
    named = [(each.name, each.fname) for each in upright if not each.name.startswith(BOXES)]
    return sorted(named, key=lambda font: (not font[0].startswith("Noto Sans"), font))


@cache
def others(lacking: frozenset[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Names of fonts of this machine that have letters which the usual one lacks, and the letters that none has."""
    names, left = [], lacking
    for name, path in upright_fonts():
        if not left:
            break
        here = _letters(path)
        if found := {c for c in left if ord(c) in here}:
            names.append(name)
            left = left - found
    return tuple(names), left
