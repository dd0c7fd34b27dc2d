"""Supply of launches against the published limits of the facts, which multiply rounded figures."""

from __future__ import annotations

import numpy as np
import pytest

from orbitdc.catalog.paths import CASES, QUANTILE, dated_path
from orbitdc.scenario.supply import SOLD_SHARE, supply_gw_per_y


@pytest.mark.parametrize(("year", "gw"), [(2028, 0.014), (2030, 0.17), (2035, 2.6)])
def test_the_announced_years(year: int, gw: float) -> None:
    assert supply_gw_per_y(year, "central") == pytest.approx(gw, rel=0.04)  # two digits are given: half of 0.001/0.014


@pytest.mark.parametrize("case", CASES)
def test_every_year_of_the_facts(case: str) -> None:
    path = dated_path("launch_limit")
    for year in path.years:
        wanted = path.at(year, QUANTILE[case])
        assert supply_gw_per_y(year, case) == pytest.approx(wanted, rel=0.045), year  # two digits


def test_what_was_announced_is_out_of_reach() -> None:
    """1 GW a year by the end of 2027 and 100 GW by 2030 were announced; even the optimistic case carries less."""
    assert supply_gw_per_y(2028, "optimistic") < 1.0
    assert supply_gw_per_y(2030, "optimistic") < 100.0 / 25.0
    assert supply_gw_per_y(2030, "central") < 100.0 / 500.0


def test_supply_follows_satellite_share_and_draw() -> None:
    own = supply_gw_per_y(2030, "central", it_kw_per_t=56.0)
    assert own == pytest.approx(100 * 100 * 0.3 * 56 / 1e6)
    assert supply_gw_per_y(2030, "central", 56.0, SOLD_SHARE) == pytest.approx(own * 0.15 / 0.3)
    drawn = supply_gw_per_y(2030, np.array([0.05, 0.5, 0.95]))
    assert np.all(np.diff(drawn) > 0.0)
    assert drawn[1] == pytest.approx(supply_gw_per_y(2030, "central"))
