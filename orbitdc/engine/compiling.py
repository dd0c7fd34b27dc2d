"""How kernels, the functions of a step, are compiled: one decorator for each way in which they are called."""

from __future__ import annotations

from typing import Any

from numba import njit
from numba.extending import register_jitable

from orbitdc.engine.literals import either_precision

OPTIONS: Any = {
    "error_model": "numpy",
    "fastmath": {"contract"},
    "nogil": True,
    "no_rewrites": True,  # rewrites serve whole-array expressions, of which there are none here
}

# Copied into the function that calls it, before types are inferred: for most of these, a function of its own would
# cost more to compile than its content.
kernel = njit(inline="always", **OPTIONS)
# In Python these two are the plain functions; kernels call their compiled forms. Leaving out the entry points for
# Python and C saves a fifth of the time to compile them.
shared_kernel = register_jitable(no_cfunc_wrapper=True, **OPTIONS)  # not copied: called at several places
# A function of its own, so that its literals take its lane's type of number.
step_kernel = either_precision(OPTIONS, forceinline=True, no_cfunc_wrapper=True)
entry_kernel = njit(**OPTIONS)  # called from Python; kept on disk by orbitdc.engine.kernel_cache
