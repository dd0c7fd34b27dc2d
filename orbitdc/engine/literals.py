"""Literals take the type of the numbers around them, so that one source serves lanes of double and single precision.

Python's ``0.5`` is a double, and a product with it would be one too: lanes of single precision would be widened at
every constant. A function whose floating-point arguments are all single therefore has its literals, and those of the
kernels copied into it, rounded to single before its types are inferred; any other function is compiled as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numba.core import ir, types
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import FunctionPass, register_pass
from numba.core.ir_utils import build_definitions
from numba.core.untyped_passes import InlineInlinables


def _floats(args: Any) -> Iterator[types.Type]:
    for arg in args:
        if isinstance(arg, types.Float):
            yield arg
        elif isinstance(arg, types.BaseTuple):
            yield from _floats(arg)


@register_pass(mutates_CFG=False, analysis_only=False)
class NarrowLiterals(FunctionPass):  # type: ignore[misc, unused-ignore]
    """Round literals and global numbers to single precision where no argument is wider."""

    _name = "narrow_literals"

    def __init__(self) -> None:
        FunctionPass.__init__(self)

    def run_pass(self, state: Any) -> bool:
        """Rewrite the constants of a function; true where it did."""
        if set(_floats(state.args)) != {types.float32}:
            return False
        for block in state.func_ir.blocks.values():
            for assign in block.find_insts(ir.Assign):
                value = assign.value
                if isinstance(value, (ir.Const, ir.Global, ir.FreeVar)) and isinstance(value.value, float):
                    assign.value = ir.Const(np.float32(value.value), value.loc)
        state.func_ir._definitions = build_definitions(state.func_ir.blocks)
        return True


class LaneCompiler(CompilerBase):  # type: ignore[misc, unused-ignore]
    """Numba's compiler with the pass above."""

    def define_pipelines(self) -> list[Any]:
        """The default pipeline, literals narrowed as soon as all are there."""
        passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
        passes.add_pass_after(NarrowLiterals, InlineInlinables)
        passes.finalize()
        return [passes]
