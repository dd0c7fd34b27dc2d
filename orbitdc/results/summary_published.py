"""The figures of a published study beside the numbers of a run, as keys of summary.json."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orbitdc.scenario.published import TERMS, Figure, Published


def published_of(published: Published | None, summary: Mapping[str, Any], switches: list[str]) -> dict[str, Any]:
    """What a study prints and what the run gives for it, figure by figure; null where the scenario replays none.

    ``summary`` holds the keys that the figures name, and ``switches`` the simplifications of studies that are on.
    """
    if published is None:
        return {"published": None, "published_reason": "the scenario replays no published study (published)"}
    rows = [_row(figure, summary) for figure in published.figures]
    return {
        "published": {
            "study": published.study,
            "authors": published.authors,
            "date": published.date.isoformat(),
            "link": published.link,
            "boundary": published.boundary,
            "figures": rows,
            "figures_within": sum(row["within"] for row in rows),
            "switches": switches,
            "errors": published.errors,
            "not_public": published.not_public,
        }
    }


def _row(figure: Figure, summary: Mapping[str, Any]) -> dict[str, Any]:
    """One printed figure and the number of the run that is held against it."""
    ours, why = ours_of(figure, summary)
    row: dict[str, Any] = {
        "label": figure.label,
        "key": figure.key if figure.per is None else f"{figure.key} / {figure.per}",
        "unit": figure.unit,
        "theirs": figure.value,
        "theirs_high": figure.high,
        "ours": ours,
        "off_frac": None,
        "within": ours is not None and figure.agrees(ours),
        "tolerance_frac": figure.tolerance_frac,
        "grade": figure.grade,
        "basis": figure.basis,
        "why": figure.why,
        "also_printed": figure.also_printed,
    }
    if figure.high is None:
        row["theirs_high_reason"] = "one number is printed"
    if ours is None:
        return row | {"ours_reason": why, "off_frac_reason": why}
    if figure.value == 0.0:
        return row | {"off_frac_reason": "the printed number is 0"}
    return row | {"off_frac": _off_frac(figure, ours)}


def _off_frac(figure: Figure, ours: float) -> float:
    """The distance to the printed number, or to the nearest end of a printed range, as a share of it; 0 within it."""
    ends = (figure.value, figure.value if figure.high is None else figure.high)
    if min(ends) <= ours <= max(ends):
        return 0.0
    end = min(ends, key=lambda one: abs(ours - one))
    return ours / end - 1.0


def ours_of(figure: Figure, summary: Mapping[str, Any]) -> tuple[float | None, str]:
    """The number of a run that answers a figure: the sum of its keys over its divisor, times its factor.

    None with the reason where a key is not there or has no number.

    >>> figure = Figure.model_construct(key="a.b + c", per="d", times=10.0)
    >>> ours_of(figure, {"a": {"b": 1.0}, "c": 2.0, "d": 4.0}), ours_of(figure, {"a": {"b": 1.0}})
    ((7.5, ''), (None, 'summary.json has no number under c'))
    """
    total = 0.0
    for key in figure.key.split(TERMS):
        value, why = _number(summary, key)
        if value is None:
            return None, why
        total += value
    if figure.per is not None:
        value, why = _number(summary, figure.per)
        if not value:
            return None, why or f"{figure.per} is 0"
        total /= value
    return figure.times * total, ""


def _number(summary: Mapping[str, Any], path: str) -> tuple[float | None, str]:
    """The number under a dotted path, or None and why."""
    value: Any = summary
    *above, last = path.split(".")
    for name in above:
        if isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            value = value.get(name) if isinstance(value, Mapping) else None
    found = value.get(last) if isinstance(value, Mapping) else None
    if isinstance(found, int | float) and not isinstance(found, bool):
        return float(found), ""
    reason = value.get(f"{last}_reason") if isinstance(value, Mapping) else None
    return None, str(reason) if reason else f"summary.json has no number under {path}"
