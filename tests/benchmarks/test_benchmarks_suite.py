"""The suite's own parts: peers by name, instruction counts, memory, rounds, the keys of its JSON. Nothing is timed."""

from __future__ import annotations

import doctest
import json
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from source_count import source_operations

from benchmarks import __main__ as suite
from benchmarks import big, fleets, machine, machine_code, numpy_model, peers, rounds, startup, study
from benchmarks.rounds import Contender, Measured, Missing

TINY = "3 satellites x 1 day"
ROW = {
    "name", "does", "unit", "steps", "wall_s", "cpu_s", "per_s", "per_cpu_s", "ratio_wall", "ratio_cpu", "peak_share",
    "held_mib", "grown_mib", "peak_mib",
}  # fmt: skip
LOOP = """
	vmovapd	%zmm0, %zmm9
.LBB0_1:
	vmovupd	(%r14,%r9,8), %zmm1
	vfmadd213pd	256(%r14,%r9,8), %zmm1, %zmm2
	vmulpd	.LCPI0_3(%rip){1to8}, %zmm2, %zmm2
	vdivpd	%zmm2, %zmm1, %zmm3
	vsqrtpd	%zmm3, %zmm3
	vsubpd	%zmm3, %zmm1, %zmm3
	vminpd	%zmm3, %zmm1, %zmm3
	vcmpltpd	%zmm3, %zmm1, %k1
	vmovupd	%zmm3, 512(%r14,%r9,8) {%k1}
	vaddsd	%xmm1, %xmm2, %xmm3
	addq	$8, %r9
	cmpq	$32, %r9
	jne	.LBB0_1
	retq
"""


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without any peer."""
    for name in ("sgp4", "sgp4.api", "astroz", "heyoka", "skyfield", "skyfield.api"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delenv(peers.INTERPRETER, raising=False)


# -- peers -------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("nothing_installed")
def test_a_peer_that_is_missing_is_left_out_by_name() -> None:
    case = fleets.make_case(1, 3, 1)
    _, skipped = suite.made(
        [pair for pair in suite.makers_of(case, None, None) if not pair[0].startswith("engine f64")]
    )
    assert skipped[-6:] == [
        "skipped sgp4: not installed (python -m pip install sgp4)",
        "skipped astroz: not installed (python -m pip install astroz)",
        "skipped heyoka: not installed (python -m pip install heyoka)",
        "skipped heyoka f32: not installed (python -m pip install heyoka)",
        "skipped skyfield: not installed (python -m pip install skyfield)",
        "skipped spacedc-mdao: no interpreter named (--mdao-python or ORBITDC_BENCHMARK_SPACEDC_MDAO_PYTHON: a Python"
        " with spacedc-mdao)",
    ]


def test_an_interpreter_without_the_closed_form_peer_is_named(tmp_path: Path) -> None:
    for interpreter in (str(tmp_path / "python"), sys.executable):  # absent, and one whose orbitdc is this package
        with pytest.raises(Missing, match=f"^{interpreter} does not run spacedc-mdao$"):
            peers.spacedc_mdao(interpreter)


def test_made_elements_fly_where_they_say(tmp_path: Path) -> None:
    pairs = peers.elements(50, tmp_path / "absent.tle")
    assert len({pair[1][17:51] for pair in pairs}) == 50
    radius = np.linalg.norm(peers.reference_km(pairs), axis=1)
    # 15.05 revolutions a day fly at 6,929 km (Kepler); short-period J2 moves a 53-degree orbit by up to 10 km.
    assert np.abs(radius - 6929.0).max() < 10.0


@pytest.mark.parametrize("name", list(peers.PEERS))
def test_a_peer_that_is_installed_counts_its_steps(name: str) -> None:
    try:
        contender = peers.PEERS[name](5)
    except Missing as missing:
        pytest.skip(f"peer absent: {missing}")
    assert contender.run() is None
    assert contender.steps == 5 * 1440
    assert not contender.same_model


def test_a_peer_elsewhere_is_refused() -> None:
    pairs = peers.elements(4)
    there = peers.reference_km(pairs)
    peers._agree("a twin", there + 1e-4, pairs)
    with pytest.raises(RuntimeError, match=r"^a stranger puts satellites elsewhere than sgp4: 1\.0e-02 km apart"):
        peers._agree("a stranger", there + 1e-2, pairs)


# -- examples ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", [fleets, machine_code, numpy_model, peers], ids=lambda module: module.__name__)
def test_examples_in_the_benchmarks_hold(module: ModuleType) -> None:
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0


# -- machine code ------------------------------------------------------------------------------------------------------


def test_operations_are_counted_per_lane() -> None:
    [loop] = machine_code.inner_loops(LOOP)
    assert loop.counts == {
        "fma": 1, "add": 1, "mul": 1, "div": 1, "sqrt": 1, "minmax": 1, "compare": 1, "load": 2, "store": 1, "width": 8,
    }  # fmt: skip
    assert (loop.lanes, loop.register) == (8, "zmm")
    assert loop.flop == 7.0  # the fused one is two
    bytes_counted = LOOP.replace(",%r9,8)", ",%r9)").replace("$8, %r9", "$64, %r9")
    twice = LOOP.replace("$8, %r9", "$16, %r9")  # two vectors a pass would hold twice the instructions
    assert machine_code.inner_loops(bytes_counted) == [loop]
    assert machine_code.inner_loops(twice)[0].flop == 3.5
    narrow = LOOP.replace("zmm", "ymm").replace("$8, %r9", "$4, %r9")
    assert machine_code.inner_loops(narrow)[0].flop == 7.0
    single = LOOP.replace("pd", "ps").replace("$8, %r9", "$16, %r9").replace("%r9,8)", "%r9,4)")
    assert machine_code.inner_loops(single)[0].flop == 7.0


def test_an_outer_loop_is_not_counted() -> None:
    nested = ".LBB0_0:\n\tvmulpd\t%zmm0, %zmm0, %zmm0\n" + LOOP.replace("\tretq\n", "\tjne\t.LBB0_0\n")
    assert [loop.counts["mul"] for loop in machine_code.inner_loops(nested)] == [1]


def test_the_march_counts_as_many_operations_as_its_source() -> None:
    suite.run_blocks(fleets.make_case(1, 1, 1), 1)
    code, seconds = machine_code.recompiled()
    assert seconds > 0.0
    table = machine_code.table(machine_code.stage_loops(code))
    if not table:
        pytest.skip("no table of instructions for this machine")
    step = table[-1]
    assert step["loop"] == "step"
    assert all(row["flop"] > 0 for row in table)
    for key in (*machine_code.KINDS, "load", "store", "flop"):
        assert step[key] == pytest.approx(sum(row[key] for row in table[:-1]))
    counted = source_operations()
    # A compiler may not merge or drop roots and divisions here; of the rest it finds a few per cent computed twice.
    assert step["sqrt"] == counted["sqrt"]
    assert step["div"] == counted["div"]
    assert step["flop"] == pytest.approx(sum(counted.values()), rel=0.15)


def test_the_peak_is_a_loop_of_fused_operations_alone() -> None:
    try:
        loop = machine.fma_loop()
    except NotImplementedError:
        pytest.skip("no machine code here")
    if loop is None:
        pytest.skip("no table of instructions for this machine")
    vectors = loop.lanes / loop.width
    assert loop.counts["fma"] == machine.CHAIN * vectors
    assert sum(loop.counts[kind] for kind in ("add", "mul", "div", "sqrt", "minmax")) == 0


# -- rounds ------------------------------------------------------------------------------------------------------------


def test_rounds_are_interleaved_and_medians_taken() -> None:
    order: list[str] = []
    times = iter([(3.0, 6.0), (1.0, 2.0), (2.0, 4.0)])
    first = Contender("first", "", 12, lambda: order.append("first") or next(times), held_bytes=2**20)
    second = Contender("second", "", 12, lambda: order.append("second"))
    measured = rounds.interleave([first, second], 3)
    assert order == ["first", "second"] * 3
    assert (measured[0].rate_per_s, measured[0].cpu_rate_per_s) == (6.0, 3.0)  # of the median round, 2 s and 4 s
    assert measured[0].peak_mib == pytest.approx(1.0 + measured[0].grown_bytes / 2**20)
    assert all(seconds >= 0.0 for seconds in measured[1].wall_s)


def test_memory_is_that_of_the_contender_alone() -> None:
    if not rounds.CLEAR.exists():
        pytest.skip("this system does not forget a process's peak")
    large = rounds.grown_bytes(lambda: np.ones(2**23).sum())  # 64 MiB
    small = rounds.grown_bytes(lambda: np.ones(2**20).sum())  # 8 MiB, after the larger one
    # The allocator may keep pages of either; an interpreter at rest moves by less than 4 MiB.
    assert 60 * 2**20 < large < 80 * 2**20
    assert small < 16 * 2**20


# -- the command -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("nothing_installed")
def test_the_suite_writes_what_it_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(fleets.CASES, TINY, (1, 3, 1))
    monkeypatch.setitem(fleets.BIG, "1,000,000 satellites x 1 day", (2, 3, 1))
    monkeypatch.delitem(fleets.BIG, "10,395 satellites x 1 year")
    monkeypatch.setattr(
        machine, "rates_per_s", lambda: dict.fromkeys(("fma", "fma_f32", "div", "sqrt", "load", "store"), 1e9)
    )
    start = startup.Start(2.0, 3.0, 1.0, 1, [], 700)
    monkeypatch.setattr(startup, "run_once", lambda *_: start)
    file = tmp_path / "out.json"
    words = ["--case", TINY, "--rounds", "1", "--part", "code", "--part", "march", "--part", "start", "--big"]
    suite.main([*words, "--json", str(file)])
    found = json.loads(file.read_text(encoding="utf-8"))
    assert list(found) == ["about", "code", "cases", "start", "big"]
    assert set(found["code"]) >= {"rates_per_s", "compile_cpu_s", "loops", "flop_per_step"}
    rows = found["cases"][TINY]["contenders"]
    assert [row["name"] for row in rows][-3:] == ["plain Numba, 1 thread", "plain Numba, 2 threads", "NumPy"]
    assert all(set(row) == ROW for row in rows)
    assert all(row["steps"] == 3 * 1440 for row in rows)
    assert rows[0]["ratio_wall"] == rows[0]["ratio_cpu"] == 1.0
    assert len(found["cases"][TINY]["skipped"]) >= 6
    assert found["start"]["warm"]["heavy"] == []
    assert found["big"][0]["satellites"] == 6
    printed = capsys.readouterr().out
    assert f"\n{TINY}: 0.00 M satellite-steps of 60 s\n" in printed
    assert "\nskipped heyoka: not installed" in printed
    assert "1,000,000 satellites x 1 day" in printed


def test_one_contender_may_be_chosen_beside_the_engine() -> None:
    case = fleets.make_case(1, 1, 1)
    names = [name for name, _ in suite.makers_of(case, ["plain"], None)]
    engines = [f"engine f{bits}, {threads}" for bits in (64, 32) for threads in ("1 thread", "2 threads")]
    assert names == [*engines, "plain Numba, 1 thread", "plain Numba, 2 threads"]
    engine = Measured(Contender("engine f64, 1 thread", "", 100, lambda: None), [1.0], [1.0])
    other = Measured(Contender("other", "", 100, lambda: None), [4.0], [8.0])
    row = suite.row_of(other, engine, {"flop_per_step": 10.0, "rates_per_s": {"fma": 50.0}})
    assert (row["ratio_wall"], row["ratio_cpu"], row["peak_share"]) == (4.0, 8.0, 100 / 8 * 10 / 100)


def test_a_run_that_prints_its_table_imports_nothing_heavy(tmp_path: Path) -> None:
    short = (
        "--set",
        "numerics.window_days=2",
        "--set",
        "numerics.planes_marched=1",
        "--set",
        "numerics.phases_marched=1",
    )
    cold = startup.run_once(tmp_path, startup.SCENARIO, *short)
    warm = startup.run_once(tmp_path, startup.SCENARIO, *short)
    assert cold.heavy == ["astropy"]  # the Sun's table is made once, and kept
    assert warm.heavy == []
    assert (
        cold.marches == warm.marches <= 24
    )  # with those of the remedy that it searches, and small ones that say how silicon wears
    assert 0.0 < warm.march_s < warm.wall_s
    with pytest.raises(RuntimeError, match="orbitdc run nowhere ended with 2"):
        startup.run_once(tmp_path, "nowhere")


def test_the_year_flies_the_real_catalogue_where_it_lies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(big, "CATALOGUE", tmp_path / "absent.tle")
    monkeypatch.setitem(fleets.BIG, "2 satellites x 1 year", (1, 2, 1))
    assert big.make("2 satellites x 1 year").lanes.n_orbit == 2
    monkeypatch.undo()
    if not fleets.CATALOGUE.is_file():
        pytest.skip(f"data absent: no {fleets.CATALOGUE.name} beside the checkout")
    assert big.make("10,395 satellites x 1 year").lanes.n_orbit == 10_395


@pytest.mark.usefixtures("nothing_installed")
def test_points_of_a_study_are_counted_beside_closed_forms(capsys: pytest.CaptureFixture[str]) -> None:
    few, short = {study.MONEY: 2, study.PHYSICS: 1}, ["numerics.window_days=2"]
    found = suite.study_part(1, None, study.contenders(None, few, short))
    money, physics, *surfaces = found["contenders"]
    assert (money["name"], money["points"], physics["points"]) == (study.MONEY, 2, 1)
    assert [(one["name"], one["points"]) for one in surfaces] == [(name, 3600) for name in study.SURFACES]
    assert physics["ratio_cpu"] == 1.0
    assert money["per_cpu_s"] > 0.0
    assert found["skipped"][0].startswith("skipped spacedc-mdao: no interpreter named")
    assert "a point with its physics" in capsys.readouterr().out
