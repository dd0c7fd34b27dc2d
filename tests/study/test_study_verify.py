"""A scenario's own orbits against SGP4 and skyfield; a wrong one is found out."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

import numpy as np
import pytest

import orbitdc
from orbitdc.cli import main
from orbitdc.errors import EnvironmentFault, ScenarioError
from orbitdc.fleet.orbits import Orbits
from orbitdc.fleet.select import fleet_orbits
from orbitdc.study import verify as module
from orbitdc.study.verify import verify

pytest.importorskip("skyfield_data", reason="the ephemeris is that of skyfield-data, of the extra `verify`")
ECCENTRIC = ("fleet.shells.0.eccentricity=0.019", "fleet.shells.0.argument_of_perigee_deg=40")


@pytest.fixture(autouse=True)
def one_orbit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ORBITS", 1)


@pytest.mark.parametrize("sets", [(), ECCENTRIC], ids=["a circle", "the most eccentric"])
def test_a_shell_holds(sets: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["verify", "starlink_compute_shell", "--json", *(part for text in sets for part in ("--set", text))])
    told = json.loads(capsys.readouterr().out)
    assert end.value.code == 0
    assert told["holds"]
    found = {check["what"]: check for check in told["checks"]}
    assert found["direction of the Sun"]["difference"] < 1e-5
    assert found["eclipse entries and exits"]["compared"] > 20
    assert 0.0 < found["positions over a day"]["difference"] < 20.0
    assert sum(check["compared"] for what, check in found.items() if what.startswith("passes")) > 10


@pytest.mark.parametrize(
    ("field", "by", "what"),
    [
        ("argument_of_latitude_rad", 0.02, "positions over a day"),  # 140 km, 19 s
        ("raan_rate_rad_per_s", 1e-6, "positions over a day"),  # 5 degrees a day
    ],
)
def test_a_wrong_orbit_is_found_out(
    field: str, by: float, what: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    right = fleet_orbits(orbitdc.load("starlink_compute_shell"))
    wrong = replace(right, **{field: getattr(right, field) + by})
    kept = module._mean
    monkeypatch.setattr(module, "fleet_orbits", lambda _: wrong)
    monkeypatch.setattr(module, "_mean", lambda orbits, k: kept(right, k))  # SGP4 flies the right one
    with pytest.raises(SystemExit) as end:
        main(["verify", "starlink_compute_shell"])
    assert end.value.code == 1
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith(what) and "EXCEEDED" in line]
    assert "SGP4" in line


def test_light_by_an_independent_shadow_at_the_greatest_eccentricity() -> None:
    """The share of light of a day by SGP4 and skyfield, within 5e-4 of the mean orbit's: 3 s of a revolution."""
    from orbitdc.sky.eclipse import eclipse_edges
    from orbitdc.sky.independent import Tools
    from orbitdc.sky.sun import sun_table

    orbits: Orbits = fleet_orbits(orbitdc.load("starlink_compute_shell", ECCENTRIC))
    tools, seconds = Tools(), np.arange(0.0, 86400.0, 7.0)
    lit = tools.sunlit(tools.satellite(module._mean(orbits, 0)), orbits.epoch, seconds, ellipsoid=True).mean()
    tools.close()
    dark = np.diff(eclipse_edges(orbits, 0, sun_table(orbits.epoch.date(), 1.0), start_s=0.0, span_s=86400.0)).sum()
    assert 1.0 - dark / 86400.0 == pytest.approx(float(lit), abs=5e-4)


def test_what_cannot_be_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    late = orbitdc.load("starlink_compute_shell", ["mission.service_date=2050-01-01", "sky.solar_activity=mean"])
    with pytest.raises(ScenarioError) as caught:
        verify(late)
    assert caught.value.problems[0].path == "mission.service_date"
    monkeypatch.setitem(sys.modules, "skyfield_data", None)
    with pytest.raises(EnvironmentFault) as absent:
        verify(orbitdc.load("starlink_compute_shell"))
    assert "orbitdc[verify]" in absent.value.problems[0].fix
