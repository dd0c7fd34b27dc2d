"""Mistakes in a scenario file: all of them at once, each at its place, with what to write instead, word for word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from orbitdc.errors import ScenarioError
from orbitdc.scenario.load import load_file
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.renamed import RENAMED, new_path
from orbitdc.scenario.schema import places_of

Write = Callable[..., Path]
HEAD = "extends: ai1_vs_colossus\nname: child\n"


def said(path: Path, *sets: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        load_file(path, sets)
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_everything_at_once(write: Write) -> None:
    path = write("""\
name: Two Words
missoin: {life_y: 5}
mission:
  service_date: soon
  lief_y: 3
accelerator:
  from: gb3000
workload:
  precision: fp9
satellite:
  from: ai1
  battery: 70
  radiator:
    area_m2: 0
    spin: fast
fleet:
  shells: {from: dawn_dusk_600}
launch:
  price_usd_per_kg: -1
  label: 5
ground:
  from: colossus_2
  staff_fte: null
  electricity_usd_per_kwh: [1, 2]
money:
  from: 7
sky:
  from: vacuum
""")
    radiator = (
        "area_m2, attitude, emittance_bol_frac, emittance_eol_frac, absorptance_bol_frac, absorptance_eol_frac, "
        "fin_efficiency_frac, fin_half_pitch_mm, fin_thickness_mm, fin_conductivity_w_per_m_k, film_drop_k, "
        "areal_mass_kg_per_m2, specific_heat_j_per_kg_k, "
        "tube_share_frac, tube_wall_mm, shield_mm, segments, segments_needed, stowed_m3_per_m2, price_usd_per_m2"
    )
    expected = [
        ("2:1", "missoin: unknown key", "did you mean mission?"),
        ("4:17", "mission.service_date: 'soon' is not a date such as 2028-01-01", ""),
        ("5:3", "mission.lief_y: unknown key", "did you mean life_y?"),
        (
            "7:9",
            "accelerator.from: no entry 'gb3000' in the catalogue accelerators",
            "did you mean gb300? `orbitdc catalog accelerators` lists them",
        ),
        ("9:14", "workload.precision: is 'fp9'", "did you mean fp8? It is one of 'bf16', 'fp8' or 'fp4'"),
        (
            "12:12",
            "satellite.battery: a block of keys is expected here",
            "write `battery:` with keys below it, or `from: ...`",
        ),
        ("14:14", "satellite.radiator.area_m2: is 0", "write a number more than 0 (m2)"),
        ("15:5", "satellite.radiator.spin: unknown key", f"the keys here are {radiator}"),
        ("17:11", "fleet.shells: a list is expected here", "write each element on its own line behind `- `"),
        ("19:21", "launch.price_usd_per_kg: is -1", "write a number at least 0 (USD/kg)"),
        ("20:10", "launch.label: is 5", "write text"),
        ("23:14", "ground.staff_fte: null", "write a value, or leave the key out"),
        ("24:28", "ground.electricity_usd_per_kwh: is (1, 2)", "write a number (USD/kWh)"),
        (
            "26:9",
            "money.from: from takes the name of a catalogue entry",
            "name one entry; `orbitdc catalog money` lists them",
        ),
        ("28:3", "sky.from: this block has no catalogue", "write its keys out"),
        ("1:7", "name: is 'Two Words'", "use lower-case letters, digits, - and _"),
        # what a launcher must say and nobody did
        *(
            ("18:1", f"launch.{key}: missing", f"add `{key}:`{unit}")
            for key, unit in (
                ("reference_payload_kg", " (kg)"),
                ("dry_mass_kg", " (kg)"),
                ("specific_impulse_s", " (s)"),
                ("volume_m3", " (m3)"),
                ("failure_frac", " (a fraction from 0 to 1)"),
                ("launches_per_y", " (per year)"),
                ("currency_year", ""),
            )
        ),
    ]
    wanted = {f"{path}:{place}: {message}" + (f"\n    fix: {fix}" if fix else "") for place, message, fix in expected}
    with pytest.raises(ScenarioError) as caught:
        load_file(path)
    assert {str(problem) for problem in caught.value.problems} == wanted
    assert len(caught.value.problems) == len(wanted)


def test_a_block_nobody_wrote_is_one_problem(write: Write) -> None:
    path = write("name: bare\nmission: {service_date: 2028-01-01}\nsatellite: {from: ai2}\n")

    def absent(key: str, kind: str) -> str:
        return (
            f"{path}:1:1: {key}: missing\n    fix: add `{key}:` with `from: ...`; `orbitdc catalog {kind}` lists them"
        )

    assert said(path) == "\n".join(
        (
            f"{path}:3:19: satellite.from: no entry 'ai2' in the catalogue satellites\n"
            "    fix: did you mean ai1? `orbitdc catalog satellites` lists them",
            absent("accelerator", "accelerators"),
            f"{path}:1:1: fleet: give either shells or catalogue_file",
            absent("launch", "launchers"),
            absent("ground", "sites"),
        )
    )


def test_parts_nobody_wrote_are_one_problem_each(write: Write) -> None:
    path = write(HEAD.replace("ai1_vs_colossus", "p.yaml") + "satellite: {label: mine, it_power_w: 1000}\n")
    write("extends: ai1_vs_colossus\nname: p\nsatellite: {from: ai1}\n", "p.yaml")
    load_file(path)  # the parent's from stands below
    alone = write(
        "name: a\nmission: {service_date: 2028-01-01}\nsatellite: {label: mine, it_power_w: 1000}\n", "a.yaml"
    )
    text = said(alone)
    for part, kind in (("solar_array", "solar_arrays"), ("battery", "batteries"), ("radiator", "radiators")):
        assert (
            f"{alone}:3:12: satellite.{part}: missing\n"
            f"    fix: add `{part}:` with `from: ...`; `orbitdc catalog {kind}` lists them"
        ) in text
    assert text.count("satellite.") == 3


@pytest.mark.parametrize(
    ("block", "key"),
    [("mission", "step_s"), ("mission", "window_days"), ("fleet", "planes_marched"), ("fleet", "phases_marched")],
)
def test_a_key_that_has_moved_is_refused_with_its_new_name(write: Write, block: str, key: str) -> None:
    path = write(f"{HEAD}{block}:\n  {key}: 7\n")
    message = f"{block}.{key}: has a new name\n    fix: write numerics.{key}"
    assert said(path) == f"{path}:4:3: {message}"
    assert said(Path("ai1_vs_colossus"), f"{block}.{key}=7") == f"--set {block}.{key}=7: {message}"
    assert said(Path("ai1_vs_colossus"), f"{block}={{{key}: 7}}") == f"--set {block}={{{key}: 7}}: {message}"
    loaded = load_file(write(f"{HEAD}as_announced: {{orbit: {{{block}.{key}: 7}}}}\n"))
    with pytest.raises(ScenarioError, match=rf"as_announced.orbit.{block}.{key}: has a new name"):
        loaded.departures()
    assert getattr(load_file("ai1_vs_colossus", [f"{key}=30"]).scenario.numerics, key) == 30  # its last word is enough


def test_every_renamed_key_names_one_that_exists() -> None:
    for old, new in RENAMED.items():
        assert new in places_of(Scenario, new.rsplit(".", 1)[-1])
        assert old not in places_of(Scenario, old.rsplit(".", 1)[-1])
    assert new_path("mission.step_s.choice.0") == "numerics.step_s.choice.0"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("seed: 1.5", "3:7: seed: is 1.5\n    fix: write a whole number"),
        ("seed: '1'", "3:7: seed: is '1'\n    fix: write a whole number"),
        ("seed: true", "3:7: seed: is True\n    fix: write a whole number"),
        ("seed: -1", "3:7: seed: is -1\n    fix: write a number at least 0"),
        ("description: 3", "3:14: description: is 3\n    fix: write text"),
        ("mission: 2028",
         "3:10: mission: a block of keys is expected here\n    fix: write `mission:` with keys below it"),
        ("mission: {life_y: {a: 1}}",
         "3:19: mission.life_y: neither a number nor a distribution\n"
         "    fix: a number, or one of {triangular: [low, mode, high]}, {uniform: [low, high]}, "
         "{normal: [mean, standard deviation]}, {lognormal: [median, standard deviation of the logarithm]}, "
         "{choice: [value, value, ...]}"),
        ("mission: {life_y: five}", "3:19: mission.life_y: is 'five'\n    fix: write a number (years)"),
        ("mission: {life_y: 1e400}", "3:19: mission.life_y: is inf\n    fix: write a finite number (years)"),
        ("mission: {service_date: 2028-02-30}",
         "3:25: mission.service_date: '2028-02-30' is not a date such as 2028-01-01"),
        ("mission: {service_date: 2028}",
         "3:25: mission.service_date: is 2028\n    fix: write a date such as 2028-01-01"),
        ("numerics: {step_s: 7}",
         "3:20: numerics.step_s: is 7, which does not divide a day of 86400 s\n    fix: write e.g. 30, 60 or 120 (s)"),
        ("numerics: {step_s: 121}", "3:20: numerics.step_s: is 121\n    fix: write a number at most 120 (s)"),
        ("accelerator: {from: h100}\nworkload: {precision: fp4}",
         "1:1: H100 SXM5 does not run fp4 natively: set workload.precision to bf16 or fp8"),
        ("money: {from: orbital_mature}",
         "1:1: money.risk_premium_frac and explicit hazards charge the same risk twice: "
         "set the premium or the hazards to 0"),
        ("fleet: {catalogue_file: x.tle}", "3:1: fleet: give either shells or catalogue_file"),
        ("fleet: {shells: null}", "3:1: fleet: give either shells or catalogue_file"),
        ("fleet: {shells: [{from: dawn_dusk_600, altitude_km: 55}]}",
         "3:53: fleet.shells.0.altitude_km: is 55: an orbit there does not survive a revolution\n"
         "    fix: write a number at least 150 (km)"),
        ("fleet: {shells: [{from: dawn_dusk_600, altitude_km: -100}]}",
         "3:53: fleet.shells.0.altitude_km: is -100: below the surface\n    fix: write a number at least 150 (km)"),
        ("fleet: {shells: [{from: dawn_dusk_600, altitude_km: 50000}]}",
         "3:53: fleet.shells.0.altitude_km: is 50000\n    fix: write a number at most 40000 (km)"),
        ("fleet: {shells: [{from: dawn_dusk_600, ltan_h: null}]}",
         "3:18: fleet.shells.0: give inclination_deg, or ltan_h for a Sun-synchronous shell"),
        ("fleet: {shells: [{from: dawn_dusk_600, ltan_h: 24}]}",
         "3:48: fleet.shells.0.ltan_h: is 24\n    fix: write a number less than 24 (hours)"),
        ("fleet: {shells: [{from: dawn_dusk_600, raan_deg: 3}]}",
         "3:18: fleet.shells.0: ltan_h and raan_deg both set the node: give one of them"),
        ("fleet: {shells: [{from: dawn_dusk_600, planes: 1.5}]}",
         "3:48: fleet.shells.0.planes: is 1.5\n    fix: write a whole number"),
        ("fleet: {shells: [dawn_dusk_600]}",
         "3:18: fleet.shells.0: a block of keys is expected here\n    fix: write `- key: value`"),
        ("fleet: {shells: dawn_dusk_600}",
         "3:17: fleet.shells: a list is expected here\n    fix: write each element on its own line behind `- `"),
        ("satellite: {radiator: {area_m2: 0.0}}",
         "3:33: satellite.radiator.area_m2: is 0.0\n    fix: write a number more than 0 (m2)"),
        ("satellite: {radiator: {attitude: nadir_norm}}",
         "3:34: satellite.radiator.attitude: is 'nadir_norm'\n    fix: did you mean nadir_normal? "
         "It is one of 'sun_earth_edge', 'velocity_normal', 'nadir_normal' or 'array_fixed'"),
        ("sky: {shadow: blob}",
         "3:15: sky.shadow: is 'blob'\n    fix: write one of 'cone_ellipsoid', 'cone_sphere' or 'cylinder_sphere'"),
        ("as_announced: {orbit: 3}", "3:23: as_announced.orbit: is 3\n    fix: write keys and values"),
        ("as_announced: {orbits: {}}", "3:16: as_announced.orbits: unknown key\n    fix: did you mean orbit?"),
        ("money: {currency_year: 2031}",
         "3:24: money.currency_year: the price index does not cover 2031\n    fix: choose a year from 2015 to 2026"),
        ("launch: {currency_year: 2001}",
         "3:25: launch.currency_year: the price index does not cover 2001\n    fix: choose a year from 2015 to 2026"),
        ("launch: {insertion_altitude_km: 100}",
         "3:33: launch.insertion_altitude_km: is 100\n    fix: write a number at least 150 (km)"),
        ("<<: {seed: 3}",
         "3:1: <<: unknown key\n    fix: the keys here are name, description, seed, mission, workload, accelerator, "
         "money, carbon, sky, satellite, fleet, launch, ground, numerics, as_announced"),
    ],
)  # fmt: skip
def test_one_mistake(write: Write, lines: str, message: str) -> None:
    path = write(f"{HEAD}{lines}\n")
    assert said(path) == f"{path}:{message}"


def test_problems_of_the_text_come_alone(write: Write) -> None:
    path = write("name: a\nname: b\n\tseed: 3\n")
    assert said(path) == f"{path}:3:1: a tab, which YAML does not allow here\n    fix: indent with spaces"
    path = write("seed: x\nname: a\nname: b\n")
    assert (
        said(path)
        == f"{path}:3:1: name: the key 'name' stands twice\n    fix: keep one of them; the first is on line 2"
    )
