"""Operations per satellite-step, counted in the machine code of the march's inner loops.

Each innermost loop of packed arithmetic runs over the lanes of a block once a step; its instructions, divided by the
lanes of one pass, are the operations of one satellite-step. A fused multiply-add counts as two floating-point
operations; addition, multiplication, division, square root, minimum and maximum as one; comparisons, blends and moves
as none. Only x86-64 is read.
"""

from __future__ import annotations

import platform
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from benchmarks.rounds import cpu_timed
from orbitdc.engine.compiling import OPTIONS
from orbitdc.engine.lanes import LANES

KINDS = {  # by the start of the mnemonic; "p" and the precision follow
    "fma": r"fn?m(?:add|sub)\d*",
    "add": r"(?:add|sub)",
    "mul": r"mul",
    "div": r"div",
    "sqrt": r"sqrt",
    "minmax": r"(?:min|max)",
    "compare": r"cmp\w*?",
}
FLOP = {"fma": 2, "add": 1, "mul": 1, "div": 1, "sqrt": 1, "minmax": 1}
LEAST_PACKED = 20  # operations of a loop that is part of the step; seeding and totals have fewer
STAGES = ("course", "light", "sky", "supply", "use")
USE = 5  # the place of the last of them; the loops that run only where a satellite has heaters or a valve stand around
REGISTER_BYTES = {"zmm": 64, "ymm": 32, "xmm": 16}
PRECISION_BYTES = {"d": 8, "s": 4}


@dataclass(frozen=True)
class Loop:
    """An innermost loop: packed instructions of one pass by kind, and the lanes a pass covers."""

    counts: dict[str, int]
    lanes: float
    register: str

    def per_lane(self, kind: str) -> float:
        """Operations of a kind per lane, a packed instruction counting once for each lane it holds."""
        return self.counts[kind] * self.width / self.lanes

    @property
    def width(self) -> int:
        """Float64 or float32 lanes in a register."""
        return self.counts["width"]

    @property
    def flop(self) -> float:
        """Floating-point operations per lane."""
        return sum(weight * self.per_lane(kind) for kind, weight in FLOP.items())


def inner_loops(code: str) -> list[Loop]:
    """Innermost loops of an x86-64 function with packed arithmetic, in their order.

    >>> [loop] = inner_loops(".L1:\\n vmulpd (%rax,%rcx,8), %ymm0, %ymm1\\n addq $4, %rcx\\n jne .L1\\n")
    >>> loop.counts["mul"], loop.counts["load"], loop.lanes, loop.flop
    (1, 1, 4, 1.0)
    """
    lines = code.splitlines()
    labels = {found[1]: i for i, line in enumerate(lines) if (found := re.match(r"([.\w$]+):", line))}
    spans = set()
    for i, line in enumerate(lines):
        jump = re.match(r"\s+j\w+\s+([.\w$]+)", line)
        if jump and labels.get(jump[1], i + 1) <= i:
            spans.add((labels[jump[1]], i))
    inner = [a for a in spans if not any(b != a and b[0] >= a[0] and b[1] <= a[1] for b in spans)]
    loops = (_loop(lines[begin : end + 1]) for begin, end in sorted(inner))
    return [loop for loop in loops if loop is not None]


def _loop(body: list[str]) -> Loop | None:
    counts: Counter[str] = Counter()
    registers: Counter[str] = Counter()
    precisions: Counter[str] = Counter()
    for line in body:
        words = re.match(r"\s+(v?\w+)\s*(.*)", line)
        if not words or not (registered := re.findall(r"%([xyz]mm)\d", words[2])):
            continue
        for kind, name in KINDS.items():
            found = re.fullmatch(rf"v?{name}p([ds])", words[1])
            if found:
                counts[kind] += 1
                registers[registered[0]] += 1
                precisions[found[1]] += 1
        if "(" in words[2] and "(%rip)" not in words[2]:  # constants beside the code are not counted
            counts["store" if re.search(r"\)\s*(?:\{%k\d\})?\s*$", words[2]) else "load"] += 1
    if not registers:
        return None
    register, precision = registers.most_common(1)[0][0], precisions.most_common(1)[0][0]
    counts["width"] = REGISTER_BYTES[register] // PRECISION_BYTES[precision]
    return Loop(
        dict(counts) | {k: counts[k] for k in (*KINDS, "load", "store")}, _lanes(body, counts["width"]), register
    )


def _lanes(body: list[str], width: int) -> int:
    """Lanes of one pass: what the counter moves by, in elements or bytes; a register's where no counter is found."""
    text = "\n".join(body)
    for line in reversed(body):
        moved = re.match(r"\s+(add|sub)q\s+\$(-?\d+),\s+(%\w+)", line)
        if moved and re.search(rf"\([^)]*{re.escape(moved[3])}[^)]*\)", text):
            step = abs(int(moved[2]))
            scaled = re.search(rf",{re.escape(moved[3])},(\d)\)", text)
            per = int(scaled[1]) if scaled else 1
            element = 8 if per == 1 else per
            return step * per // element if step * per >= element * width else width
    return width


def recompiled() -> tuple[str, float]:
    """Machine code of the block march, which must have run once, and the processor seconds of its compilation."""
    from numba import njit

    from orbitdc.engine.march_kernel import march_block

    again: Any = njit(**OPTIONS)(march_block.py_func)  # machine code from the disk cache cannot be read
    seconds = cpu_timed(lambda: again.compile(march_block.signatures[0]))
    return str(again.inspect_asm(again.signatures[0])), seconds


def stage_loops(code: str) -> list[Loop]:
    """The loops that make up a step of satellites without heaters or a valve; none on other machines than x86-64."""
    if platform.machine() not in ("x86_64", "AMD64"):
        return []
    loops = [loop for loop in inner_loops(code) if loop.lanes <= LANES]
    loops = [loop for loop in loops if sum(loop.counts[kind] for kind in FLOP) >= LEAST_PACKED]
    return [*loops[: USE - 1], loops[USE]] if len(loops) > len(STAGES) else loops


def flop_per_step(loops: list[Loop]) -> float:
    """Floating-point operations of a satellite-step."""
    return sum(loop.flop for loop in loops)


def table(loops: list[Loop]) -> list[dict[str, Any]]:
    """Per loop, and in all: operations per satellite-step by kind, loads, stores and FLOP."""
    names = STAGES if len(loops) == len(STAGES) else tuple(f"loop {i + 1}" for i in range(len(loops)))
    kinds = (*KINDS, "load", "store")
    rows: list[dict[str, Any]] = [
        {"loop": name, "register": loop.register, **{k: loop.per_lane(k) for k in kinds}, "flop": loop.flop}
        for name, loop in zip(names, loops, strict=True)
    ]
    total = {key: sum(row[key] for row in rows) for key in (*kinds, "flop")}
    return [*rows, {"loop": "step", "register": "", **total}] if rows else []


def bounds_ns(row: dict[str, Any], rates: dict[str, float]) -> dict[str, float]:
    """Nanoseconds that each kind of operation takes of a satellite-step by itself, from the machine's own rates.

    Multiplications and comparisons go through the pipes of the fused ones; additions and minima have pipes of their own
    on AMD's Zen 4, where this was measured, and share them on other cores.

    >>> step = {"fma": 50.0, "mul": 40.0, "compare": 10.0, "div": 4.0, "sqrt": 2.0, "load": 80.0, "store": 20.0}
    >>> rates = {"fma": 25e9, "div": 4e9, "sqrt": 2e9, "load": 40e9, "store": 20e9}
    >>> bounds_ns(step, rates)
    {'multiply pipes': 4.0, 'divide and root': 2.0, 'load': 2.0, 'store': 1.0}
    """
    return {
        "multiply pipes": (row["fma"] + row["mul"] + row["compare"]) / rates["fma"] * 1e9,
        "divide and root": (row["div"] / rates["div"] + row["sqrt"] / rates["sqrt"]) * 1e9,
        "load": row["load"] / rates["load"] * 1e9,
        "store": row["store"] / rates["store"] * 1e9,
    }
