"""Rows of the short table that hold a published study's figures beside those of the run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orbitdc.report.text import number, plural, reason


def published_rows(summary: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a published study prints beside what this run gives; nothing where none is replayed."""
    study = summary.get("published")
    if not study:
        return []
    figures = study["figures"]
    agree = f"{study['figures_within']} of {plural(len(figures), 'figure')} agree within their tolerance"
    who = f"{study['study']}, {study['authors']}, {study['date']}"
    rows = [("the study replayed", f"{who}: {study['boundary']}; {agree}")]
    for each in figures:
        text = f"{_theirs(each)} in print, {_ours(each)}"
        text += f"; {each['why']}" if each["why"] and not each["within"] else ""
        text += f"; also in print: {each['also_printed']}" if each["also_printed"] else ""
        rows.append((f"theirs and ours: {each['label']}", text))
    return rows


def study_row(summary: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The first printed figure of a study beside that of the run; nothing where none is replayed."""
    study = summary.get("published")
    if not study:
        return []
    head = study["figures"][0]
    agree = f"{study['figures_within']} of {plural(len(study['figures']), 'figure')} agree"
    return [("study", f"{head['label']} {_theirs(head)} in print, {_ours(head)}; {agree}")]


def _theirs(each: Mapping[str, Any]) -> str:
    """A printed number or range with its unit."""
    high = f" to {number(each['theirs_high'], 4)}" if each.get("theirs_high") is not None else ""
    return f"{number(each['theirs'], 4)}{high}{'' if each['unit'] == '1' else ' ' + each['unit']}"


def _ours(each: Mapping[str, Any]) -> str:
    """The number of the run beside a printed one, with the distance."""
    if each["ours"] is None:
        return f"none here: {reason(each, 'ours')}"
    off = each.get("off_frac")
    if off == 0.0 and each.get("theirs_high") is not None:
        return f"{number(each['ours'], 4)} here (within)"
    apart = "" if off is None else f" ({100 * off:+.2g} %)" if abs(off) >= 5e-4 else " (the same)"
    return f"{number(each['ours'], 4)} here{apart}"
