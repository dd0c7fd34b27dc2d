"""The keys of ``summary.json`` that hold a published study against the run that replays it."""

from __future__ import annotations

from typing import Annotated, Literal

from orbitdc.results.record import Record, Unit


class PublishedFigure(Record):
    """One printed figure and the number of the run that is held against it."""

    label: str
    """The figure in words."""
    key: str
    """The key of this file that is held against the figure."""
    unit: str
    """The unit of both numbers, in words."""
    theirs: Annotated[float, Unit("as in unit")]
    """The printed number, or the lower end of a printed range."""
    theirs_high: Annotated[float | None, Unit("as in unit")]
    """The upper end of a printed range."""
    ours: Annotated[float | None, Unit("as in unit")]
    """The number of the run."""
    off_frac: float | None
    """The number of the run over the printed one, less 1; of a range the nearest end counts, and 0 is within it."""
    within: bool
    """Whether the number of the run lies within the tolerance."""
    tolerance_frac: float
    """The largest distance, as a share of the printed number, at which the two agree."""
    grade: Literal["A", "B", "C", "D"]
    """How far the figure can be replayed: A from full inputs, B within rounding, C a headline, D relayed by others."""
    basis: Literal["printed", "ran", "derived"]
    """Whether the source prints the number, its program gives it, or it follows from printed numbers."""
    why: str
    """Why the two differ, where they do."""
    also_printed: str
    """What else is printed for the same quantity."""


class PublishedStudy(Record):
    """A published study beside the run that replays it."""

    study: str
    """The name under which the study is quoted."""
    authors: str
    """Who published it."""
    date: str
    """The day of publication."""
    link: str
    """The address of the study."""
    boundary: str
    """Which costs the study counts."""
    figures: list[PublishedFigure]
    """The printed figures beside the numbers of the run."""
    figures_within: Annotated[int, Unit("figures")]
    """How many of them agree within their tolerance."""
    switches: list[str]
    """The simplifications of studies that this scenario turns on, in words."""
    errors: str
    """What is wrong with the study's own arithmetic or physics; empty where nothing is known."""
    not_public: str
    """The groups of inputs that the study does not publish; empty where all are public."""
