"""The answer on the first page of the documentation, from the golden headlines; `tests.golden.renew` writes it anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[2] / "docs" / "index.md"
BEGIN, END = "<!-- answer -->\n", "<!-- end of the answer -->\n"
ASKED = {  # scenario: what it asks
    "ai1_vs_colossus": "the announced AI1 satellite against Colossus 2, service in 2028",
    "ai1_internal_cost": "the same, launched at the operator's own cost",
    "ai1_announced_hardware": "the same with Vera Rubin on both sides",
    "sized_ai1": "AI1 with array, battery and radiator as large as they must be",
    "starcloud_3": "the announced Starcloud-3",
    "suncatcher_cluster": "a cluster of 81 small satellites with TPUs",
    "starlink_compute_shell": "a Starlink-like shell at 53 degrees against Colossus 1",
}


def answer(golden: dict[str, Any]) -> str:
    """The table of the first page: verdict and ratio of a few scenarios, and the one with all of space for free."""
    lines = [
        "| question | verdict on the satellite | cost in orbit over the ground | even with launch and satellite free |",
        "|---|---|---|---|",
    ]
    for name, asked in ASKED.items():
        head = golden[name]
        ratio, floor = f"{head['ratio_like_for_like']:.2f}", f"{head['ratio_floor']:.2f}"
        lines.append(f"| [{asked}](../scenarios/{name}.yaml) | {head['verdict']} | **{ratio}** | {floor} |")
    return "\n".join(lines) + "\n"


def page(golden: dict[str, Any]) -> str:
    """The first page with the answer of these headlines in it."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    return before + BEGIN + "\n" + answer(golden) + "\n" + END + rest.partition(END)[2]


def write(golden: dict[str, Any]) -> None:
    """Write the page anew."""
    PAGE.write_text(page(golden), encoding="utf-8")
