"""One page that needs neither the package nor a network: sliders over a table of both costs, from a template."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from orbitdc.report.money_figures import LOOK
from orbitdc.report.page import UNSEEN, templates
from orbitdc.report.text import GROUPS

STEPS = 1000  # of a slider that is moved smoothly
LIGHT = "#35526e"  # the one colour of a group that is dark, whose letter is white


def offline_page(content: Mapping[str, Any]) -> str:
    """Return the page for ``content``: texts, ``sliders``, ``checks``, and the ``data`` that its script reads."""
    html: str = templates().get_template("offline.html.j2").render(**content)
    return html


def looks() -> list[tuple[str, str, str]]:
    """Return the groups of costs with the colour of each and that of a letter on it, as in the figures.

    >>> looks()[0]
    ('compute', '#35526e', '#ffffff')
    """
    return [(group, LOOK[group][0], "#ffffff" if LOOK[group][0] == LIGHT else "#000000") for group in GROUPS]


def readable(value: Any) -> Any:
    """Return texts, inside lists and mappings too, without characters that are not seen or turn the direction."""
    if isinstance(value, Mapping):
        return {readable(key): readable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [readable(inner) for inner in value]
    return UNSEEN.sub("\ufffd", value) if isinstance(value, str) else value


def share(frac: float) -> str:
    """Return a small share in percent with two digits, as the script of the page writes it too.

    >>> share(6.2e-8), share(0.0123), share(0.0)
    ('0.0000062 %', '1.2 %', 'none')
    """
    if frac == 0.0:
        return "none"
    if not math.isfinite(frac):
        return "one of them has no ratio"
    return f"{100.0 * frac:.{max(0, 1 - math.floor(math.log10(100.0 * frac)))}f} %"
