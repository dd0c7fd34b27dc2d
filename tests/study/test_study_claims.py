"""Public claims: against closed forms, and the stored verdicts and their page against the claims and the model."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import norm

import orbitdc as odc
from orbitdc.cli import main
from orbitdc.errors import ScenarioError
from orbitdc.scenario.claim import Claim
from orbitdc.scenario.model import Scenario
from orbitdc.study import claims as judging
from orbitdc.study.claim_verdict import FAILS, HOLDS, HOLDS_IF, verdict_from
from orbitdc.study.claim_words import columns_of, on_ladder, tally, what_would_change_it
from orbitdc.study.claims import claim_named, claim_names, fingerprint, judge
from orbitdc.study.claims_page import page, stored
from orbitdc.study.point import QUICK
from orbitdc.study.quantities import at_positions, from_held, on_paths, quantity_of, terms

PAGE = Path(__file__).resolve().parents[2] / "docs" / "claims.md"
SHORT = ["mission.life_y=1", "numerics.planes_marched=1", "numerics.phases_marched=1"]
SAID = {"statement": "x", "who": "y", "said_on": "2026", "source": "https://z", "stance": "bullish", "unit": "times"}
RATIO = SAID | {"quantity": "ratio_like_for_like", "comparison": "at_most", "threshold": 1.0}


def claimed(*sets: str, **changes: object) -> Scenario:
    return odc.load("ai1_vs_colossus", [*SHORT, *sets]).replace({"claim": RATIO | changes})


@pytest.fixture(scope="module")
def known() -> judging.Known:
    return judging.Known()


@cache
def shipped_claim(name: str) -> Scenario:
    return claim_named(name)


def of(name: str) -> Claim:
    claim = shipped_claim(name).claim
    assert claim is not None
    return claim


# -- the quantities ----------------------------------------------------------------------------------------------------


def test_the_chance_on_a_path_is_that_of_its_distribution() -> None:
    """240 USD/kg in 2035, 45 at the 95th percentile: ln(240/200) is a part of ln(240/45) that is 1.645 sigma long."""
    z = norm.ppf(0.95) * math.log(240.0 / 200.0) / math.log(240.0 / 45.0)
    verdict = judge(claim_named("launch_at_200_usd_per_kg"))
    assert verdict.last.year == 2035
    assert verdict.last.chance_frac == pytest.approx(norm.sf(z), abs=1e-3)  # of 999 positions
    assert verdict.word == HOLDS_IF
    assert verdict.last.margin_frac == pytest.approx(200.0 / 240.0 - 1.0, rel=1e-12)


def test_tonnes_are_flights_times_payload() -> None:
    """Between nodes the logarithm is interpolated: 100 to 200 flights of 100 to 120 t from 2030 to 2032."""
    central = np.array([0.5])
    found = at_positions(of("million_tonnes_a_year"), 2031.0, central)
    assert found[0] == pytest.approx(math.sqrt(100.0 * 200.0) * math.sqrt(100.0 * 120.0), rel=1e-12)
    flights = at_positions(of("million_satellites_take_ten_years"), 2028.0, central)
    assert flights[0] == pytest.approx(math.sqrt(4.0 * 12.0) + math.sqrt(12.0 * 30.0), rel=1e-12)  # mid 2026 and 2027


def test_what_is_in_orbit_is_what_the_years_before_carried() -> None:
    year, orbit = (
        Claim.model_construct(quantity=f"supply.{name}", over=None, times=None) for name in ("gw_per_y", "gw_in_orbit")
    )
    middle = np.array([0.2, 0.5, 0.9])
    added = sum(at_positions(year, each + 0.5, middle) for each in range(2026, 2031))
    assert at_positions(orbit, 2031.0, middle) == pytest.approx(added, rel=1e-12)


def test_sums_quotients_and_factors() -> None:
    held = {"a": {"b": 3.0, "c": 1.0}, "list": [{"x": 4.0}], "none": None, "none_reason": "because"}
    scenario = odc.load("ai1_vs_colossus")

    def found(**parts: object) -> tuple[float | None, str]:
        return from_held(Claim.model_construct(**({"over": None, "times": None} | parts)), scenario, held)

    assert found(quantity="a.b + a.c", over="list.0.x", times=10.0) == (10.0, "")
    assert found(quantity="none") == (None, "because")
    assert found(quantity="a.b", over="numbers.mission.life_y") == (0.6, "")
    for wrong in ("a.d", "e", "numbers.mission.lif_y", "list.0.y"):
        with pytest.raises(ScenarioError):
            found(quantity=wrong)


def test_every_shipped_claim_is_about_something_that_there_is() -> None:
    summary = odc.simulate(odc.load("ai1_vs_colossus", [*SHORT, "numerics.window_days=2"])).summary
    point = {"ratio_like_for_like": 1.0}
    for name in claim_names():
        scenario, claim = shipped_claim(name), of(name)
        if on_paths(claim):
            assert np.isfinite(at_positions(claim, 2035.0, np.array([0.1, 0.9]))).all()
        else:
            from_held(claim, scenario, summary | point)  # raises for a key that there is not
        assert claim.source.startswith("https://")
        assert scenario.name == name
        assert terms(claim)


def test_enough_is_claimed_by_either_side() -> None:
    assert len(claim_names()) >= 30
    stances = [of(name).stance for name in claim_names()]
    assert stances.count("bullish") >= 10
    assert stances.count("sceptical") >= 10


def test_a_claim_moves_no_number() -> None:
    plain = odc.load("ai1_vs_colossus")
    with_claim = plain.replace({"claim": RATIO})
    assert with_claim.sha256 == plain.sha256
    assert with_claim.numbers() == plain.numbers()
    assert fingerprint(with_claim) != fingerprint(plain.replace({"claim": RATIO | {"threshold": 2.0}}))


# -- the verdicts ------------------------------------------------------------------------------------------------------


def test_the_condition_is_the_breakeven(known: judging.Known) -> None:
    dear = "ground.electricity_usd_per_kwh=10"
    scenario = claimed(dear, vary=["launch.price_usd_per_kg=100:3000"])
    even = odc.breakeven(scenario, "launch.price_usd_per_kg", 100.0, 3000.0, count=3).sites[0].crossings[0].value
    verdict = judge(scenario, draws=0, known=known)
    (turn,) = verdict.turns
    assert turn.value is not None
    # a crossing is found within a thousandth of the interval between values, a quarter of 2,900 USD/kg
    assert turn.value == pytest.approx(even, abs=1e-3 * 2900.0 / 4.0)
    assert turn.true_below
    assert verdict.word == (HOLDS if even >= 900.0 else HOLDS_IF if 400.0 <= even <= 2500.0 else FAILS)
    assert "launch.price_usd_per_kg" in what_would_change_it(verdict)


def test_draws_count_what_is_true() -> None:
    known = judging.Known()
    for threshold, chance in ((1e3, 1.0), (1e-3, 0.0)):
        verdict = judge(claimed(threshold=threshold), draws=4, known=known)
        assert verdict.last.chance_frac == chance
        assert verdict.last.draws == 4
        assert verdict.last.chance_error_frac is not None
        assert verdict.last.chance_error_frac > 0.1  # four draws tell little
    assert len(known.drawn) == 1  # both claims share the draws


def test_several_inputs_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A quantity p q with p from 1 to 0.5 and q from 1 to 0.25, which is (1 - t/2)(1 - 3t/4) at the share t."""
    first, second = "launch.price_usd_per_kg", "satellite.solar_array.price_usd_per_w"

    def product(claim: Claim, scenario: Scenario, *_: object) -> tuple[float, str]:
        p = scenario.launch.price_usd_per_kg or 0.0
        q = scenario.satellite.solar_array.price_usd_per_w
        return (1.0 - 0.5 * (900.0 - p) / 500.0) * (1.0 - 0.75 * (8.0 - q) / 6.5), ""

    monkeypatch.setattr(judging, "quantity_of", product)
    scenario = claimed(threshold=0.5, vary=[f"{first}=450:5000", f"{second}=4:100"])
    verdict = judge(scenario, draws=0)
    assert verdict.joint is not None
    assert verdict.joint.ends == {first: 400.0, second: 1.5}  # of the catalogue
    assert verdict.joint.value == pytest.approx(0.125)
    root = brentq(lambda t: (1.0 - 0.5 * t) * (1.0 - 0.75 * t) - 0.5, 0.0, 1.0)
    assert verdict.joint.share == pytest.approx(root, abs=1e-3)
    assert [turn.is_possible for turn in verdict.turns] == [False, False]
    assert verdict.word == HOLDS_IF


def test_no_shadow_begins_where_geometry_says() -> None:
    """Dawn-dusk at the height h: the Sun stands 90 - 23.44 - (i - 90) degrees over the orbit at least, and the shadow
    ends where that is the half-angle asin(R/(R + h)) of the Earth (Vallado 2013, section 5.3)."""
    at = {turn.key: turn for turn in stored()["no_batteries"].turns}["fleet.shells.0.altitude_km"]
    radius, j2, mu = 6378.137, 1.08263e-3, 398600.4418
    yearly = 2.0 * math.pi / (365.2422 * 86400.0)

    def gap(height_km: float) -> float:
        a = radius + height_km
        cosine = -yearly / (1.5 * j2 * math.sqrt(mu) * radius**2 * a**-3.5)
        return math.pi / 2 - math.radians(23.44) - (math.acos(cosine) - math.pi / 2) - math.asin(radius / a)

    assert at.value is not None
    # The equation of time moves the Sun by 4 degrees around the plane, where the least angle changes slowly; umbra and
    # penumbra differ by half a degree, of which a degree of height is 30 km here.
    assert at.value == pytest.approx(brentq(gap, 500.0, 3000.0), abs=60.0)


def test_margins_and_truth() -> None:
    for comparison, value, true, margin in (
        ("at_most", 0.5, True, 1.0),
        ("at_most", 2.0, False, -0.5),
        ("at_least", 2.0, True, 1.0),
        ("at_most", 1.0, True, 0.0),
        ("at_most", None, False, None),
        ("at_most", -1.0, True, None),
    ):
        claim = Claim.model_construct(comparison=comparison, threshold=1.0)
        assert judging.is_true(claim, value) == true
        assert judging._margin(claim, value) == margin


# -- what is stored ----------------------------------------------------------------------------------------------------


def test_the_page_is_what_the_stored_verdicts_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(list(stored().values()))


def test_every_claim_has_a_stored_verdict_on_what_it_says() -> None:
    assert tuple(stored()) == claim_names()
    for name, verdict in stored().items():
        assert verdict.claim == of(name).model_dump(mode="json")
        assert what_would_change_it(verdict)
        assert verdict_from(verdict.told()) == verdict


@pytest.mark.parametrize("name", ["launch_at_200_usd_per_kg", "dearer_until_2031", "ai1_70_kw_per_tonne"])
def test_a_stored_verdict_is_that_of_the_model(name: str, known: judging.Known) -> None:
    scenario, last = shipped_claim(name), stored()[name].last
    assert scenario.claim is not None
    if on_paths(scenario.claim):
        assert judge(scenario).last == last
        return
    base = judging._at_year(scenario, last.year)
    value, _ = quantity_of(scenario.claim, base, known.marches, 1, QUICK)
    # Inputs of the catalogue move between two renewals; by a tenth the page would mislead.
    assert value == pytest.approx(last.value, rel=0.1)
    assert judging.is_true(scenario.claim, value) == last.holds


def test_the_tally_counts_every_claim() -> None:
    verdicts = list(stored().values())
    assert sum(sum(counts) for _, *counts in tally(verdicts)) == len(verdicts)
    assert 10 < sum(on_ladder(verdict) for verdict in verdicts) < len(verdicts)
    assert {len(column) for column in columns_of(verdicts).values()} == {len(verdicts)}


# -- the verb ----------------------------------------------------------------------------------------------------------


def ran(*args: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(["claims", *args])
    return int(stop.value.code or 0)


def test_the_verb_prints_the_ladder_and_saves_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("-o", str(tmp_path)) == 0
    told = capsys.readouterr().out
    assert all(name in told for name in claim_names())
    (folder,) = tmp_path.glob("*-claims")
    assert {file.name for file in folder.iterdir()} >= {"claims.json", "claims.csv", "claims.png", "claims.svg"}
    assert ran("--json") == 0
    assert len(json.loads(capsys.readouterr().out)["claims"]) == len(claim_names())
    assert ran("page") == 0
    assert capsys.readouterr().out == PAGE.read_text(encoding="utf-8")


def test_the_verb_judges_a_claim_anew(capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("launch_at_200_usd_per_kg", "one_gw_a_year_by_2028") == 0
    told = capsys.readouterr().out
    assert "launch_at_200_usd_per_kg: holds if" in told
    assert "one_gw_a_year_by_2028: fails" in told
