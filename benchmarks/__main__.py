"""The benchmark suite: ``python -m benchmarks``.

Five parts, all in one process but for what needs its own (start-up, spacedc-mdao):

- ``code``: operations per satellite-step from the machine code of the march's loops, and the machine's own rates;
- ``march``: the engine beside the same model in plain Numba and in NumPy, and beside packages that give positions
  alone, rounds interleaved; rates are of the median round, by wall time and by processor time over all threads;
- ``start``: the command line with an empty and a filled cache, the march's share, the heavy modules it imports;
- ``study``: points of a study a second, money alone and with the physics of a life, beside closed forms;
- big runs (``--big``): a million satellites for a day, and the 10,395 Starlinks for a year.

Peers are optional: ``python -m pip install astroz heyoka``; one that is missing is left out by name. spacedc-mdao needs
an environment of its own: ``--mdao-python /path/to/its/python``. Ratios hold within one run on one machine; SGP4 does
more orbit work and no energy model, so that the like-for-like peers are plain Numba and NumPy.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

import orbitdc
from benchmarks import big, machine, machine_code, peers, startup, study
from benchmarks.contenders import of_case, run_blocks
from benchmarks.fleets import CASES, Case, make_case
from benchmarks.rounds import Contender, Measured, Missing, interleave

PARTS = ("code", "march", "start", "study")
SHARED = 0.9  # of a core that a thread has, below which wall time tells of the neighbours
MDAO = "spacedc-mdao"
ENGINE = "engine f64, 1 thread"
Makers = Sequence[tuple[str, Callable[[], Contender]]]


def parsed(words: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each case (5)")
    parser.add_argument("--case", choices=list(CASES), action="append", help="one case (repeatable); all by default")
    parser.add_argument(
        "--peer",
        action="append",
        help="only contenders whose name begins so (repeatable), beside the engine; 'none' for the engine alone",
    )
    parser.add_argument("--part", choices=PARTS, action="append", help="one part (repeatable); all by default")
    parser.add_argument("--big", action="store_true", help="the big runs; alone, unless a part or a case is named")
    parser.add_argument("--mdao-python", help=f"a Python with spacedc-mdao (or {peers.INTERPRETER})")
    parser.add_argument("--json", metavar="FILE", help="write everything there too")
    return parser.parse_args(words)


def say_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print columns, the first to the left and the others to the right."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    for row in (heads, *rows):
        print(
            "  ".join(f"{c:<{w}}" if i == 0 else f"{c:>{w}}" for i, (c, w) in enumerate(zip(row, widths, strict=True)))
        )


def code_part() -> dict[str, Any]:
    """Machine rates and instruction counts."""
    run_blocks(make_case(1, 1, 1), 1)
    code, compile_s = machine_code.recompiled()
    loops = machine_code.stage_loops(code)
    rates, table = machine.rates_per_s(), machine_code.table(loops)
    found: dict[str, Any] = {"rates_per_s": rates, "compile_cpu_s": compile_s, "loops": table}
    found["flop_per_step"] = machine_code.flop_per_step(loops)
    giga = {key: f"{rate / 1e9:.2f}" for key, rate in rates.items()}
    print(
        f"\nmachine, G a second and thread: {giga['fma']} fused multiply-adds ({giga['fma_f32']} in float32),"
        f" {giga['div']} divisions, {giga['sqrt']} square roots, {giga['load']} loads, {giga['store']} stores"
    )
    print(f"the block march compiles in {compile_s:.1f} s")
    if not table:
        print(f"skipped instruction counts: no table of instructions for {platform.machine()}")
        return found
    print("operations per satellite-step, from the machine code:")
    heads = [key for key in table[0] if key != "register"]
    say_table(heads, [[row["loop"], *(f"{row[key]:g}" for key in heads[1:])] for row in table])
    found["bounds_ns"] = machine_code.bounds_ns(table[-1], rates)
    found["peak_steps_per_s"] = 2.0 * rates["fma"] / found["flop_per_step"]
    print(
        f"all of it at the fused multiply-adds' rate: {found['peak_steps_per_s'] / 1e6:.0f} M steps a second and thread"
    )
    print("ns of a step by kind alone: " + ", ".join(f"{kind} {ns:.1f}" for kind, ns in found["bounds_ns"].items()))
    return found


def made(makers: Makers) -> tuple[list[Contender], list[str]]:
    """Contenders that can run here, and a line for each that cannot."""
    there, skipped = [], []
    for name, make in makers:
        try:
            there.append(make())
        except Missing as missing:
            skipped.append(f"skipped {name}: {missing}")
    return there, skipped


def makers_of(
    case: Case, wanted: Sequence[str] | None, interpreter: str | None
) -> list[tuple[str, Callable[[], Contender]]]:
    """All contenders of a case by name, or the engine and those whose name begins with a wanted word."""
    n = case.lanes.n_orbit
    found = list(of_case(case))
    found += [(name, partial(make, n)) for name, make in peers.PEERS.items()]
    found.append((MDAO, lambda: peers.spacedc_mdao(interpreter)))
    if wanted is None:
        return found
    return [(name, make) for name, make in found if name.startswith(("engine", *wanted))]


def row_of(one: Measured, engine: Measured, code: dict[str, Any] | None) -> dict[str, Any]:
    """A contender's numbers; ``ratio`` is the engine's rate on one thread over its rate, by processor time."""
    who = one.contender
    share = None
    if code and code["flop_per_step"] and who.same_model:
        peak = code["rates_per_s"]["fma_f32" if "f32" in who.name else "fma"]
        share = one.cpu_rate_per_s * code["flop_per_step"] / (2.0 * peak)
    return {
        "name": who.name,
        "does": who.does,
        "unit": who.unit,
        "steps": who.steps,
        "wall_s": one.wall_s,
        "cpu_s": one.cpu_s,
        "per_s": one.rate_per_s,
        "per_cpu_s": one.cpu_rate_per_s,
        "ratio_wall": engine.rate_per_s / one.rate_per_s,
        "ratio_cpu": engine.cpu_rate_per_s / one.cpu_rate_per_s,
        "peak_share": share,
        "held_mib": who.held_bytes / 2**20,
        "grown_mib": one.grown_bytes / 2**20,
        "peak_mib": one.peak_mib,
    }


def march_part(arguments: argparse.Namespace, code: dict[str, Any] | None) -> dict[str, Any]:
    """Every case, side by side."""
    print(
        f"\nratio: {ENGINE}, over the contender; CPU s: processor time of all threads; of peak: of the FMA peak, if a"
    )
    print("step took the FLOP counted above; peak MiB: inputs, and what running added to the process")
    found = {}
    for name in arguments.case or CASES:
        case = make_case(*CASES[name])
        there, skipped = made(makers_of(case, arguments.peer, arguments.mdao_python))
        measured = interleave(there, arguments.rounds)
        engine = next(one for one in measured if one.contender.name == ENGINE)
        rows = [row_of(one, engine, code) for one in measured]
        found[name] = {"contenders": rows, "skipped": skipped}
        print(f"\n{name}: {case.steps / 1e6:.2f} M satellite-steps of {case.cut.step_s:g} s")
        heads = ("", "M steps", "M/s", "ratio", "M/CPU s", "CPU ratio", "of peak", "peak MiB", "does")
        say_table(heads, [cells(row) for row in rows])
        core = engine.rate_per_s / engine.cpu_rate_per_s
        if core < SHARED:
            print(f"the machine is shared: one thread had {100.0 * core:.0f} % of a core; compare by processor time")
        print("\n".join(skipped))
    return found


def cells(row: dict[str, Any]) -> list[str]:
    """A contender's row of the table."""
    evaluates = row["unit"] == "evaluations"
    share = f"{100.0 * row['peak_share']:.1f} %" if row["peak_share"] is not None else "-"
    return [
        row["name"],
        f"{row['steps'] / 1e6:.4g}" if not evaluates else f"{row['steps']} ev.",
        f"{row['per_s'] / 1e6:.2f}" if not evaluates else f"{row['per_s']:.0f} ev./s",
        f"{row['ratio_wall']:.2f}x" if not evaluates else "-",
        f"{row['per_cpu_s'] / 1e6:.2f}" if not evaluates else f"{row['per_cpu_s']:.0f} ev./s",
        f"{row['ratio_cpu']:.2f}x" if not evaluates else "-",
        share,
        f"{row['peak_mib']:.0f}" if not evaluates else "-",
        row["does"],
    ]


def start_part(rounds: int) -> dict[str, Any]:
    """Start-up of the command line."""
    found: dict[str, Any] = startup.cold_and_warm(min(rounds, 3))
    print(f"\n`orbitdc run {found['scenario']} --no-save` in its own process:")
    rows = []
    for name in ("cold", "warm"):
        start = found[name]
        heavy = ", ".join(start["heavy"]) or "none"
        share = f"{100.0 * start['march_s'] / start['wall_s']:.0f} %"
        seconds = [f"{start[key]:.2f}" for key in ("wall_s", "cpu_s", "march_s")]
        rows.append([name, *seconds, share, str(start["modules"]), heavy])
    say_table(("cache", "seconds", "CPU s", "march", "share", "modules", f"of {', '.join(startup.HEAVY)}"), rows)
    return found


def study_part(rounds: int, interpreter: str | None, makers: Makers | None = None) -> dict[str, Any]:
    """Points of a study beside closed forms."""
    there, skipped = made(study.contenders(interpreter) if makers is None else makers)
    measured = interleave(there, rounds)
    physics = next(one for one in measured if one.contender.name == study.PHYSICS)
    print(f"\n`{study.SCENARIO}`, one process; ratio: {study.PHYSICS} takes so many times as long, by processor time")
    rows = [
        {
            "name": one.contender.name,
            "points": one.contender.steps,
            "per_s": one.rate_per_s,
            "per_cpu_s": one.cpu_rate_per_s,
            "ratio_cpu": one.cpu_rate_per_s / physics.cpu_rate_per_s,
            "does": one.contender.does,
        }
        for one in measured
    ]
    heads = ("", "points", "a second", "a CPU second", "CPU ratio", "does")
    numbers = ("per_s", "per_cpu_s", "ratio_cpu")
    say_table(
        heads,
        [[row["name"], str(row["points"]), *(f"{row[key]:,.1f}" for key in numbers), row["does"]] for row in rows],
    )
    print("\n".join(skipped))
    return {"contenders": rows, "skipped": skipped}


def big_part() -> list[dict[str, object]]:
    """The big runs."""
    found = big.all_runs()
    print()
    heads = ("big run, 2 threads", "M steps", "lowered s", "marched s", "M/s", "lanes MiB", "grown MiB", "process MiB")
    keys = ("m_steps", "lower_s", "march_s", "m_steps_per_s", "held_mib", "grown_mib", "process_peak_mib")
    say_table(heads, [[str(row["name"]), *(f"{row[key]:.1f}" for key in keys)] for row in found])
    return found


def main(words: Sequence[str] | None = None) -> dict[str, Any]:
    """Run the chosen parts, print their tables, and return what ``--json`` writes."""
    arguments = parsed(words)
    parts = arguments.part or ([] if arguments.big and not arguments.case else list(PARTS))
    about = {
        "orbitdc": orbitdc.__version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "rounds": arguments.rounds,
    }
    print(", ".join(f"{key} {value}" for key, value in about.items()))
    found: dict[str, Any] = {"about": about}
    if "code" in parts or "march" in parts:
        found["code"] = code_part()
    if "march" in parts:
        found["cases"] = march_part(arguments, found["code"])
    if "start" in parts:
        found["start"] = start_part(arguments.rounds)
    if "study" in parts:
        found["study"] = study_part(arguments.rounds, arguments.mdao_python)
    if arguments.big:
        found["big"] = big_part()
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump(found, file, indent=1)
    return found


if __name__ == "__main__":
    main()
