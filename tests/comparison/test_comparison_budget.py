"""What the amount of a deal buys on either side."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from orbitdc.comparison.run import Run
from orbitdc.report.text import headline
from orbitdc.results.save import summary_of

RunOf = Callable[..., Run]
AI1 = "ai1_vs_colossus"


def test_an_amount_buys_a_share_of_each_side(run_of: RunOf) -> None:
    run = run_of(AI1, "money.budget_usd=5.4e9")
    summary = summary_of(run)
    found = summary["budget"]
    assert found["usd"] == 5.4e9
    for name, priced in (("orbit", run.orbit), ("ground", run.ground)):
        made = found[name]
        assert made["it_w"] * made["capex_usd_per_it_w"] == pytest.approx(5.4e9, rel=1e-12)
        assert made["capex_usd_per_it_w"] == pytest.approx(
            sum(summary[name]["capex_usd"].values()) / priced.side.it_w, rel=1e-12
        )
    # Chips at 26.1 USD/W and the building at 11.8, less what that hands on; in orbit bus and launch too.
    assert 25.0 < found["ground"]["capex_usd_per_it_w"] < 38.0
    assert found["orbit"]["capex_usd_per_it_w"] > 26.1 * 1.1 + 23.0
    assert found["orbit"]["it_w"] / 120.4e3 == pytest.approx(found["orbit"]["satellites"], rel=1e-9)
    words = dict(headline(summary))
    assert words["5.40 bn USD buy on the ground"].startswith("0.1")
    assert "satellites on" in words["5.40 bn USD buy in orbit"]


def test_no_amount_no_answer_and_no_change(run_of: RunOf) -> None:
    plain, stated = run_of(AI1), run_of(AI1, "money.budget_usd=5.4e9")
    assert summary_of(plain)["budget"] is None
    assert plain.ratio_like_for_like == stated.ratio_like_for_like
