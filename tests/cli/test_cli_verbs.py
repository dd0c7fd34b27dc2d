"""The verbs that march nothing or little: check, explain, catalog, new, plot, report; what each says of a mistake."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from command_line import Cli

from orbitdc import __version__
from orbitdc.cli import VERBS
from orbitdc.scenario.files import shipped
from orbitdc.scenario.load import load

USAGE = "Usage: orbitdc [OPTIONS] COMMAND [ARGS]...\nTry 'orbitdc --help' for help.\n\nError: "


def one_json(text: str) -> Any:
    """The one document that a text is; anything around it fails."""
    document, end = json.JSONDecoder().raw_decode(text)
    assert text[end:] == "\n"
    return document


# -- the list of verbs -------------------------------------------------------------------------------------------------


def test_help_lists_every_verb(cli: Cli) -> None:
    code, out, err = cli("--help")
    assert (code, err) == (0, "")
    listed = [line.split()[0] for line in out[out.index("Verbs:") :].splitlines()[1:]]
    assert listed == list(VERBS)
    assert "130 interrupted" in out
    assert cli("-h").out == out
    assert cli("--version").out == f"orbitdc, version {__version__}\n"


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_its_own_help(cli: Cli, verb: str) -> None:
    code, out, _ = cli(verb, "--help")
    assert code == 0
    assert out.startswith(f"Usage: orbitdc {verb}")


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "data"])
def test_every_verb_takes_json(cli: Cli, verb: str) -> None:
    assert "--json" in cli(verb, "--help").out


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("rnu", "x.yaml"), "no such verb: rnu; did you mean run?\n"),
        (("catalogue",), "no such verb: catalogue; did you mean catalog?\n"),
        (("zzz",), f"no such verb: zzz; the verbs are {', '.join(VERBS)}\n"),
    ],
)
def test_misspelt_verbs(cli: Cli, args: tuple[str, ...], message: str) -> None:
    assert cli(*args) == (2, "", USAGE + message)


@pytest.mark.parametrize(
    "args",
    [("run",), ("diff", "a"), ("run", "a", "--threads", "0"), ("run", "a", "--colour"), ("check",), ("new",)],
)
def test_misused_verbs(cli: Cli, args: tuple[str, ...]) -> None:
    code, out, err = cli(*args)
    assert (code, out) == (2, "")
    assert err.startswith(f"Usage: orbitdc {args[0]} ")


# -- check -------------------------------------------------------------------------------------------------------------


def test_check_of_every_shipped_scenario(cli: Cli) -> None:
    code, out, err = cli("check", *shipped())
    assert (code, err) == (0, "")
    for line, name in zip(out.splitlines(), shipped(), strict=True):
        numbers = load(name).numbers()
        estimates = sum(number.is_estimate for number in numbers)
        assert line == f"{name}: fine; {len(numbers)} numbers, {estimates} of them estimates"


def test_check_names_what_is_fine_and_what_is_not(cli: Cli) -> None:
    Path("bad.yaml").write_text("extends: ai1_vs_colossus\nname: bad\nsede: 3\n")
    code, out, err = cli("check", "ai1_vs_colossus", "bad.yaml", "absent.yaml")
    assert code == 2
    assert out.startswith("ai1_vs_colossus: fine; ")
    heads = [line for line in err.splitlines() if not line.startswith(" ")]
    assert heads[0] == "error: 2 problems"
    assert [head.split(": ")[0] for head in heads[1:]] == ["bad.yaml:3:1", "absent.yaml"]
    code, out, err = cli("check", "ai1_vs_colossus", "bad.yaml", "--json")
    assert (code, err) == (2, "")
    document = one_json(out)
    assert [entry["file"] for entry in document["fine"]] == ["ai1_vs_colossus"]
    (problem,) = document["problems"]
    assert problem == {
        "message": "unknown key",
        "path": "sede",
        "file": "bad.yaml",
        "line": 3,
        "column": 1,
        "fix": "did you mean seed?",
    }


def test_check_sees_what_is_announced(cli: Cli) -> None:
    Path("a.yaml").write_text("extends: ai1_vs_colossus\nname: a\nas_announced:\n  orbit:\n    launch.from: nope\n")
    code, out, err = cli("check", "a.yaml")
    assert (code, out) == (2, "")
    assert err.startswith("error: a.yaml:5:18: as_announced.orbit.launch.from: ")


@pytest.mark.parametrize(
    ("args", "place"),
    [
        (("absent.yaml",), "absent.yaml"),
        (("ai1_vs_colosus",), "ai1_vs_colosus"),
        ((".",), "."),
        (("ai1_vs_colossus", "--set", "seed"), "--set seed"),
        (("ai1_vs_colossus", "--set", "radiatr.area_m2=3"), "--set radiatr.area_m2=3: radiatr.area_m2"),
    ],
)
def test_check_of_mistakes(cli: Cli, args: tuple[str, ...], place: str) -> None:
    code, out, err = cli("check", *args)
    assert (code, out) == (2, "")
    assert err.startswith(f"error: {place}: ")


# -- explain -----------------------------------------------------------------------------------------------------------


def test_explain_lists_every_number(cli: Cli) -> None:
    code, out, _ = cli("explain", "ai1_vs_colossus")
    numbers = load("ai1_vs_colossus").numbers()
    estimates = sum(number.is_estimate for number in numbers)
    lines = out.splitlines()
    assert code == 0
    assert lines[0].split() == ["key", "value", "unit", "grade", "origin"]
    assert [line.split()[0] for line in lines[1:-1]] == [number.path for number in numbers]
    assert lines[-1] == f"{len(numbers)} numbers, {estimates} of them estimates"
    document = one_json(cli("explain", "ai1_vs_colossus", "--json").out)
    assert [row["key"] for row in document["numbers"]] == [number.path for number in numbers]


def test_explain_of_a_key(cli: Cli) -> None:
    code, out, _ = cli("explain", "ai1_vs_colossus", "launch.price_usd_per_kg")
    assert code == 0
    said = {line.split("  ")[0]: line.split("  ")[-1].strip() for line in out.splitlines() if line[0] != " "}
    assert said["launch.price_usd_per_kg"].split() == ["900.0", "USD/kg"]
    assert said["range"] == "400 to 2500"
    assert said["origin"] == "catalogue launchers/starship_2028"
    assert said["grade"] == "estimate"
    assert {"as of", "source", "note"} <= set(said)
    (row,) = one_json(cli("explain", "ai1_vs_colossus", "launch.price_usd_per_kg", "--json").out)["numbers"]
    assert (row["value"], row["unit"], row["low"], row["high"]) == (900, "USD/kg", 400, 2500)


def test_explain_of_a_key_that_is_set(cli: Cli) -> None:
    _, out, _ = cli("explain", "ai1_vs_colossus", "radiator.area_m2", "--set", "radiator.area_m2=120")
    *lines, meaning = [line.split() for line in out.splitlines() if line[0] != " "]
    assert lines == [
        ["satellite.radiator.area_m2", "120.0", "m2"],
        ["origin", "--set", "radiator.area_m2=120"],
        ["grade", "scenario"],
    ]
    assert meaning[:5] == ["meaning", "The", "area", "is", "the"]


@pytest.mark.parametrize("key", ["satellite.link.range_km", "link.range_km"])
def test_explain_of_a_key_that_is_left_out(cli: Cli, key: str) -> None:
    _, out, _ = cli("explain", "ai1_vs_colossus", key)
    assert out.splitlines()[:2] == ["satellite.link.range_km  null", "origin                   left out"]
    assert "null takes the length from" in out


def test_schema_says_what_every_key_is(cli: Cli) -> None:
    schema = one_json(cli("schema").out)
    assert schema == one_json(cli("schema", "--json").out)
    area = schema["$defs"]["Radiator"]["properties"]["area_m2"]
    assert area["minimum"] > 0
    assert area["description"].startswith("The area is the planform of the radiator of one satellite")


def test_explain_of_a_block_and_of_a_last_word(cli: Cli) -> None:
    _, out, _ = cli("explain", "ai1_vs_colossus", "satellite.radiator")
    keys = [line.split()[0] for line in out.splitlines()[1:-1]]
    assert "satellite.radiator.area_m2" in keys
    assert all(key.startswith("satellite.radiator.") for key in keys)
    _, out, _ = cli("explain", "ai1_vs_colossus", "area_m2")
    assert [line.split()[0] for line in out.splitlines()[1:-1]] == [
        "satellite.solar_array.area_m2",
        "satellite.radiator.area_m2",
    ]


@pytest.mark.parametrize(
    ("key", "value", "origin"),
    [
        ("workload.precision", "fp8", "catalogue defaults/workload"),
        ("mission.service_date", "2028-01-01", f"{shipped()['ai1_vs_colossus']}:8"),
        ("fleet.shells.0.label", "Dawn-dusk Sun-synchronous plane at 600 km", "catalogue shells/dawn_dusk_600"),
    ],
)
def test_explain_of_text_and_dates(cli: Cli, key: str, value: str, origin: str) -> None:
    (row,) = one_json(cli("explain", "ai1_vs_colossus", key, "--json").out)["numbers"]
    assert (row["key"], row["value"], row["unit"], row["origin"]) == (key, value, "", origin)
    assert cli("explain", "ai1_vs_colossus", key).out.splitlines()[0] == f"{key}  {value}"


def test_explain_of_delivered_flop_multiplies_out(cli: Cli) -> None:
    key = "orbit.delivered_pflop_per_s"
    document = one_json(cli("explain", "ai1_vs_colossus", key, "--set", "numerics.window_days=2", "--json").out)
    assert document["key"] == [key]
    (_, delivered), (first, nameplate), *steps = document["lines"]
    assert first.strip() == "nameplate"
    product = float(nameplate.split()[0].replace(",", ""))
    names = []
    for name, text in steps:
        names.append(name.strip().removeprefix("x "))
        factor, running = text.removesuffix(" PFLOP/s").split(" = ")
        product *= float(factor)
        assert product == pytest.approx(float(running.replace(",", "")), rel=5e-3)  # three digits are printed
    assert product == pytest.approx(float(delivered), rel=5e-3)
    assert names[:3] == ["occupancy", "model FLOP utilization", "availability"]
    assert "clock (eclipse, heat, power)" in names


@pytest.mark.parametrize(
    ("key", "first"),
    [
        ("ratio_like_for_like", "ratio_like_for_like"),
        ("binding_limit", "orbit.binding_limit"),
        ("ground.usd_per_pflop_hour", "ground.usd_per_pflop_hour"),
        ("ratio_as_announced", "ratio_as_announced"),
    ],
)
def test_explain_of_other_results(cli: Cli, key: str, first: str) -> None:
    code, out, _ = cli("explain", "ai1_vs_colossus", key, "--set", "numerics.window_days=2")
    assert code == 0
    assert out.split()[0] == first


@pytest.mark.parametrize("key", ["satellite.radiatr.area_m2", "orbit.delivered_pflops_per_s", "zzz"])
def test_explain_of_unknown_keys(cli: Cli, key: str) -> None:
    code, out, err = cli("explain", "ai1_vs_colossus", key, "--set", "numerics.window_days=2")
    assert (code, out) == (2, "")
    assert f"error: ai1_vs_colossus: {key}: " in err


# -- catalog -----------------------------------------------------------------------------------------------------------


def test_catalog_lists_kinds_and_entries(cli: Cli) -> None:
    code, out, _ = cli("catalog")
    assert code == 0
    rows = {line.split()[0]: line.split()[1:] for line in out.splitlines()}
    assert rows["kind"] == ["entries", "rows"]
    assert {"accelerators", "launchers", "satellites", "shells", "sites"} <= set(rows)
    document = one_json(cli("catalog", "--json").out)
    assert document["shells"]["entries"] == int(rows["shells"][0])

    lines = cli("catalog", "launchers").out.splitlines()
    assert "falcon9            Falcon 9, price to a customer" in lines
    assert one_json(cli("catalog", "launchers", "--json").out)["falcon9"] == "Falcon 9, price to a customer"
    assert one_json(cli("catalog", "batteries", "--json").out)["li_ion_pack"] == ""
    first = one_json(cli("catalog", "capital", "--json").out)["spacex_ig"]
    assert first == "SpaceX after its notes of June 2026"


def test_catalog_of_paths_prints_them_by_year(cli: Cli) -> None:
    table, foot = cli("catalog", "paths").out.split("\n\n")
    lines = table.splitlines()
    assert lines[0].split()[:8] == ["path", "group", "2026", "2028", "2030", "2035", "2040", "2045"]
    assert len(lines) == 1 + 54
    row = next(line for line in lines if line.startswith("starship_price_to_a_customer "))
    assert row.split()[1:9] == ["launch", "1,600", "870", "520", "240", "150", "100", "USD/kg"]
    assert "Most values after 2027 are estimates" in foot
    assert "held flat" in foot
    out = cli("catalog", "paths", "facility_price_us_ai").out
    (line,) = [line for line in out.splitlines() if line.startswith("2028 ")]
    assert line.split()[:5] == ["2028", "10", "13.8", "19", "estimate"]
    assert "sites/*/facility_usd_per_it_w: its own value times the path" in out
    assert one_json(cli("catalog", "paths", "array_price", "--json").out)["2030"]["high"] == 12.0
    assert one_json(cli("catalog", "paths", "--json").out)["array_price"]["low_central_high"]["2030"] == [
        1.2,
        4.0,
        12.0,
    ]


def test_a_run_says_whether_its_prices_have_dates(cli: Cli) -> None:
    short = (
        "numerics.window_days=1",
        "numerics.phases_marched=1",
        "as_announced.orbit=null",
        "as_announced.ground=null",
    )
    sets = [word for text in short for word in ("--set", text)]
    fixed = one_json(cli("run", "ai1_vs_colossus", "--json", "--no-figures", *sets).out)["prices"]
    assert fixed["words"] == "held at their values of 2026, whenever service begins (prices.mode: fixed)"
    assert (fixed["mode"], fixed["dated_numbers"]) == ("fixed", 0)
    out = cli("run", "ai1_vs_colossus", "--no-figures", *sets, "--set", "prices.mode=dated").out
    words = " ".join(out.split())
    assert "prices and technology" in words
    assert "numbers of the central dated paths at 2028-01-01; what is stated stays (prices.mode: dated)" in words


def test_catalog_of_power_plants_says_what_they_cost(cli: Cli) -> None:
    code, out, _ = cli("catalog", "power_plants")
    assert code == 0
    table, foot = out.split("\n\n")
    rows = {line.split()[0]: line.split()[1:] for line in table.splitlines()}
    assert table.splitlines()[0].split("  ")[0] == "entry"
    assert rows["grid_tva"][:4] == ["0.0600", "0.426", "4.54", "48"]
    assert rows["grid_tva"][4:] == ["Grid,", "Tennessee", "Valley"]
    assert "dollars of 2026 at a real 6.07 % a year" in foot
    document = one_json(cli("catalog", "power_plants", "--json").out)
    assert document["grid_tva"]["usd_per_kwh"] == 0.06
    assert document.keys() == rows.keys() - {"entry"}
    assert cli("catalog", "power_plants", "gas_ccgt").out.splitlines()[1].split()[:2] == ["label", "Combined-cycle"]


def test_catalog_prints_an_entry_with_its_references(cli: Cli) -> None:
    code, out, _ = cli("catalog", "launchers", "falcon9")
    assert code == 0
    numbers, references = out.split("\n\n")
    (row,) = (line for line in numbers.splitlines() if line.startswith("price_usd_per_kg"))
    assert row.split()[1:6] == ["3600", "USD/kg", "2700", "to", "4200"]
    assert "secondary" in row
    assert references.splitlines()[0].split() == ["source", "reference"]
    assert any(line.startswith("ara ") for line in references.splitlines())
    document = one_json(cli("catalog", "launchers", "falcon9", "--json").out)
    assert document["price_usd_per_kg"]["value"] == 3600
    assert document["price_usd_per_kg"]["reference"].startswith("report on Suncatcher")


@pytest.mark.parametrize(
    ("args", "unknown"), [(("launcher",), "launcher"), (("zzz", "falcon9"), "zzz"), (("launchers", "falcn9"), "falcn9")]
)
def test_catalog_of_unknown_names(cli: Cli, args: tuple[str, ...], unknown: str) -> None:
    code, out, err = cli("catalog", *args)
    assert (code, out) == (2, "")
    assert f"'{unknown}'" in err


# -- new ---------------------------------------------------------------------------------------------------------------


def test_new_writes_a_scenario_that_checks(cli: Cli) -> None:
    assert cli("new", "My Study") == (0, "wrote My Study.yaml; try `orbitdc run My Study.yaml`\n", "")
    assert load("My Study.yaml").name == "my-study"
    code, out, _ = cli("check", "My Study.yaml")
    assert code == 0
    assert out.startswith("My Study.yaml: fine; ")
    assert one_json(cli("new", "other.yaml", "--json").out) == {"file": "other.yaml"}


def test_new_leaves_a_file_as_it_is(cli: Cli) -> None:
    Path("mine.yaml").write_text("name: mine\n")
    code, out, err = cli("new", "mine")
    assert (code, out) == (2, "")
    assert err.startswith("error: mine.yaml: ")
    assert Path("mine.yaml").read_text() == "name: mine\n"


def test_new_where_nothing_can_be_written(cli: Cli) -> None:
    code, out, err = cli("new", "no/where")
    assert (code, out) == (4, "")
    assert err.startswith("error: no/where.yaml: ")


# -- plot and report ---------------------------------------------------------------------------------------------------


def test_plot_and_report_draw_a_folder_anew(cli: Cli, saved: Path) -> None:
    folder = Path("copy")
    shutil.copytree(saved, folder)
    figures = one_json(cli("plot", str(folder), "--json").out)["figures"]
    assert {Path(path).suffix for path in figures} == {".csv", ".png", ".svg"}
    assert all(Path(path).stat().st_size > 0 for path in figures)
    (folder / "report.html").unlink(missing_ok=True)
    assert one_json(cli("report", str(folder), "--json").out) == {"report": "copy/report.html"}
    assert (folder / "report.html").read_text(encoding="utf-8").startswith("<!")


@pytest.mark.parametrize("verb", ["plot", "report"])
def test_plot_and_report_of_other_folders(cli: Cli, verb: str) -> None:
    Path("odd").mkdir()
    Path("odd/summary.json").write_text("{")
    for folder, place in (("nowhere", "nowhere"), ("odd", "odd/summary.json")):
        code, out, err = cli(verb, folder)
        assert (code, out) == (2, "")
        assert err.startswith(f"error: {place}: ")


def test_a_folder_that_takes_no_figures(cli: Cli, saved: Path) -> None:
    shutil.copytree(saved, "copy")
    Path("copy/figures").write_text("in the way")
    code, out, err = cli("plot", "copy")
    assert (code, out) == (4, "")
    assert err.startswith("error: copy/figures: ")
