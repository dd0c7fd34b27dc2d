"""`orbitdc run`: what it prints and saves, and that no mistake, interruption or full disk touches an earlier result."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import SHORT, Cli, content

from orbitdc.results.schema import first_fault
from orbitdc.scenario.load import load
from orbitdc.study.montecarlo import montecarlo

RUN = ("run", "ai1_vs_colossus", *SHORT)
CHILD = "extends: ai1_vs_colossus\nname: ai1_vs_colossus\n"
LINE1 = "1 99999U 26001A   26150.50000000  .00000000  00000-0  00000-0 0  999"
LINE2 = "2 99999  53.0000 100.0000 0001000  90.0000 270.0000 {motion}    1"


def tle(motion: float = 15.05, damage: int = 0) -> str:
    """One satellite at 53 degrees; ``damage`` is added to the checksum of its second line."""
    lines = [LINE1, LINE2.format(motion=f"{motion:11.8f}")]
    sums = [sum(int(c) if c.isdigit() else c == "-" for c in line) % 10 for line in lines]
    return f"{lines[0]}{sums[0]}\n{lines[1]}{(sums[1] + damage) % 10}\n"


@pytest.fixture
def earlier(cli: Cli) -> dict[str, bytes]:
    """An earlier result in the folder that the test's runs would write to."""
    folder = Path("results/ai1_vs_colossus-01234567")
    folder.mkdir(parents=True)
    (folder / "summary.json").write_text('{"earlier": true}\n')
    (folder / "orbits.csv").write_text("a,b\n1,2\n")
    return content(Path("results"))


def test_several_files_are_answered_one_after_another(cli: Cli) -> None:
    code, out, _ = cli("run", "published/van_berkel", "published/turyshev", "--no-save", "--no-figures")
    assert code == 0
    assert [line for line in out.splitlines() if line.startswith("scenario  ")] == [
        "scenario  published/van_berkel",
        "scenario  published/turyshev",
    ]
    for both in ("2.000 bn USD in print, 2.000 here", "250 USD/kg in print, 250.0 here"):
        assert both in out


def test_the_table_and_the_folder(cli: Cli) -> None:
    code, out, _ = cli(*RUN)
    assert code == 0
    labels = [line.split("  ")[0] for line in out.splitlines() if line and line[0] != " "]
    for label in (
        "verdict on the satellite",
        "what limits it",
        "delivered in orbit, on average",
        "cost of compute in orbit",
        "cost of compute on the ground",
        "orbit costs, like for like",
        "launch price for equal cost",
    ):
        assert label in labels
    sha256 = load("ai1_vs_colossus", ["numerics.window_days=2"]).sha256
    folder = Path("results") / f"ai1_vs_colossus-{sha256[:8]}"
    assert out.splitlines()[-1] == f"saved in {folder}"
    assert list(Path("results").iterdir()) == [folder]
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert summary["scenario"]["sha256"] == sha256
    assert summary["scenario"]["name"] == "ai1_vs_colossus"
    assert not (folder / "report.html").exists()
    before = content(folder)
    assert {"orbits.csv", "days.csv", "years.csv", "ledger.csv"} <= set(before)
    assert cli(*RUN, "--again").code == 0  # simulated anew: the same folder, the same bytes but for the clock
    after = content(folder)
    assert list(Path("results").iterdir()) == [folder]
    clock = {"summary.json", "made_from.json"}  # which holds the hash of the other
    assert {name: text for name, text in after.items() if name not in clock} == {
        name: text for name, text in before.items() if name not in clock
    }


def test_json_is_the_summary_alone(cli: Cli) -> None:
    code, out, _ = cli(*RUN, "--json")
    assert code == 0
    document, end = json.JSONDecoder().raw_decode(out)
    assert out[end:] == "\n"
    (folder,) = Path("results").iterdir()
    assert document == json.loads((folder / "summary.json").read_text(encoding="utf-8"))


def test_no_save_and_another_folder(cli: Cli) -> None:
    code, out, _ = cli(*RUN, "--no-save")
    assert code == 0
    assert "saved in" not in out
    assert not Path("results").exists()
    assert cli(*RUN, "-o", "deep/down").code == 0
    assert len(list(Path("deep/down").iterdir())) == 1


def test_strict_gives_3_for_an_infeasible_design(cli: Cli) -> None:
    code, out, _ = cli(*RUN, "--no-save", "--strict", "--json")
    assert json.loads(out)["orbit"]["feasible"] is False  # the announced mass is less than its parts'
    assert code == 3
    sets = ("--set", "satellite.launched_mass=bottom_up", "--set", "satellite.propulsion.propellant_kg=200")
    sets += (
        "--set",
        "launch.launches_per_y=1000",
        "--set",
        "fleet.factory_satellites_per_y=1e5",
    )  # within the life of a satellite
    code, out, _ = cli(*RUN, *sets, "--no-save", "--strict", "--json")
    assert json.loads(out)["orbit"]["feasible"] is True
    assert code == 0


def catalogue(text: str | None) -> Callable[[], tuple[str, ...]]:
    """A run over a catalogue file of this text, or over an absent one."""

    def args() -> tuple[str, ...]:
        if text is not None:
            Path("cat.tle").write_text(text)
        return (*RUN, "--set", "fleet.shells=null", "--set", "fleet.catalogue_file=cat.tle")

    return args


def scenario(text: str) -> Callable[[], tuple[str, ...]]:
    """A run of a scenario file of this text."""

    def args() -> tuple[str, ...]:
        Path("s.yaml").write_text(text)
        return ("run", "s.yaml", *SHORT)

    return args


def circle() -> tuple[str, ...]:
    Path("a.yaml").write_text("name: a\nextends: b.yaml\n")
    Path("b.yaml").write_text("name: b\nextends: a.yaml\n")
    return ("run", "a.yaml", *SHORT)


# What was done, and the place that is named.
MISTAKES: dict[str, tuple[Callable[[], tuple[str, ...]], str]] = {
    "missing file": (lambda: ("run", "absent.yaml", *SHORT), "absent.yaml"),
    "empty file": (scenario(""), "s.yaml"),
    "tabs": (scenario(f"{CHILD}launch:\n\tprice_usd_per_kg: 3\n"), "s.yaml:4:1"),
    "misspelt key": (
        scenario(f"{CHILD}launch: {{prise_usd_per_kg: 3}}\n"),
        "s.yaml:3:10: launch.prise_usd_per_kg",
    ),
    "circle": (circle, "b.yaml:2:1: extends"),
    "checksum": (catalogue(tle(damage=1)), "cat.tle:2:1"),
    "below the surface": (catalogue(tle(motion=20.0)), "cat.tle:1:1"),
    "absent catalogue": (catalogue(None), "cat.tle"),
    "far future": (lambda: (*RUN, "--set", "mission.service_date=2100-01-01"), "mission.service_date"),
    "above the tables of the sky": (
        lambda: (*RUN, "--set", "shells.0.altitude_km=8000"),
        "--set shells.0.altitude_km=8000: fleet.shells.0.altitude_km",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_leave_an_earlier_result_untouched(cli: Cli, earlier: dict[str, bytes], name: str) -> None:
    make, place = MISTAKES[name]
    args = make()
    code, out, err = cli(*args)
    assert (code, out) == (2, "")
    assert err.startswith(f"error: {place}: ")
    assert content(Path("results")) == earlier
    code, out, _ = cli(*args, "--json")
    assert (code, out) == (2, "")


def test_a_sound_catalogue_runs(cli: Cli) -> None:
    code, out, _ = cli(*catalogue(tle())(), "--no-save", "--json", "--set", "fleet.size=as_given")
    assert code == 0
    orbit = json.loads(out)["orbit"]
    assert orbit["satellites"] == 1
    assert orbit["shells"][0]["period_s"] == pytest.approx(86400 / 15.05, rel=2e-3)  # J2 moves it by a part in 1,000


def test_todays_starlinks_need_their_file(
    cli: Cli, earlier: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ORBITDC_CACHE_DIR", str(tmp_path / "empty"))
    code, out, err = cli("run", "starlink_fleet_today", "--no-figures")
    assert (code, out) == (2, "")
    assert err.startswith("error: starlink.omm.json: ")
    assert content(Path("results")) == earlier


def test_an_interruption_leaves_an_earlier_result_untouched(
    cli: Cli, earlier: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("orbitdc.study.simulate.simulate", interrupted)
    code, out, err = cli(*RUN)
    assert (code, out, err.strip()) == (130, "", "interrupted; earlier results are untouched")
    assert content(Path("results")) == earlier


@pytest.mark.parametrize("moment", ["_write_csv", "_write_json", "move_into_place"])
@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (OSError(28, "No space left on device"), 4)])
def test_nothing_is_half_written(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, moment: str, error: BaseException, code: int
) -> None:
    assert cli(*RUN).code == 0
    before = content(Path("results"))

    def stop(*_: object) -> None:
        raise error

    monkeypatch.setattr(f"orbitdc.results.save.{moment}", stop)
    answer = cli(*RUN, "--again")
    assert answer.code == code
    if code == 4:
        (folder,) = Path("results").iterdir()
        assert answer.err.startswith(f"error: {folder}: ")
    assert content(Path("results")) == before  # nothing left behind either


@pytest.mark.parametrize("at", [1, 2])
def test_an_interruption_between_two_moves_puts_the_earlier_result_back(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    assert cli(*RUN).code == 0
    before = content(Path("results"))
    moves = 0

    def move(source: Path, target: Path) -> None:
        nonlocal moves
        moves += 1
        if moves == at:
            raise KeyboardInterrupt
        Path(source).rename(target)

    monkeypatch.setattr("orbitdc.system.places._exchanged", lambda *_: False)  # as where one step cannot do it
    monkeypatch.setattr("orbitdc.system.places.os.replace", move)
    assert cli(*RUN, "--again").code == 130
    assert content(Path("results")) == before


def test_where_nothing_can_be_written(cli: Cli) -> None:
    Path("file").write_text("in the way")
    for output in ("file", "file/below"):
        code, out, err = cli(*RUN, "-o", output)
        assert code == 4
        assert "orbit costs, like for like" in out  # the answer is not lost with the folder
        name = load("ai1_vs_colossus", ["numerics.window_days=2"]).sha256[:8]
        assert err.startswith(f"error: {output}/ai1_vs_colossus-{name}: ")
    assert Path("file").read_text() == "in the way"


def test_steps_of_single_precision_are_told(cli: Cli) -> None:
    answer = cli(*RUN, "--json", "--precision", "float32")
    assert answer.code == 0
    assert json.loads(answer.out)["time_integration"] == {"precision": "float32", "step_s": 60.0}


def test_the_same_run_again_is_answered_from_its_folder(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    first = cli(*RUN)
    (folder,) = Path("results").iterdir()
    before, made = content(folder), json.loads((folder / "summary.json").read_text(encoding="utf-8"))["created_utc"]
    with monkeypatch.context() as patched:
        patched.setattr("orbitdc.cli.run.import_engine", lambda: pytest.fail("it was simulated"))
        code, out, _ = cli(*RUN)
        asked = cli(*RUN, "--json")
        strict = cli(*RUN, "--strict")
    said = f"answered from {folder}, saved {made}; --again simulates anew"
    assert code == 0
    assert out.splitlines() == [*first.out.splitlines()[:-1], said]
    assert json.loads(asked.out) == json.loads(before["summary.json"])
    assert asked.err.splitlines() == [said]
    assert strict.code == 3  # AI1 is overweight
    assert content(folder) == before
    (folder / "days.csv").write_text("edited\n")
    assert cli(*RUN).out.splitlines()[-1] == f"saved in {folder}"
    assert content(folder)["days.csv"] == before["days.csv"]
    assert cli(*RUN, "--again").out.splitlines()[-1] == f"saved in {folder}"
    assert cli(*RUN, "--orbits", "all").out.splitlines()[-1] == f"saved in {folder}"


def test_draws_put_an_interval_beside_the_headline(cli: Cli) -> None:
    sets = ("--set", "mission.life_y=0.2", "--no-figures")
    without = cli("run", "ai1_vs_colossus", *sets)
    assert "no interval asked for (--draws 64)" in " ".join(without.out.split())
    code, out, _ = cli("run", "ai1_vs_colossus", *sets, "--draws", "8")
    assert code == 0
    assert "90 % of 8 draws between" in " ".join(out.split())
    (folder,) = Path("results").iterdir()
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert first_fault(summary) == ""
    drawn = montecarlo(load("ai1_vs_colossus", ["mission.life_y=0.2"]), draws=8, jobs=1)
    found = summary["interval"]
    names = ("p5", "p10", "p50", "p90", "p95")
    assert [found[f"ratio_{name}"] for name in names] == [drawn.quantiles()[name]["value"] for name in names]
    assert (found["draws"], found["refused"], found["orbit_cheaper_frac"]) == (8, drawn.refused, drawn.cheaper_frac)
