"""The compiled engine integrates the physics of satellites over time: lanes, one step, the march.

A lane is one orbit of a fleet, and the march is the time integration that carries all lanes side by side through their
life, step by step. Importing this package compiles nothing; kernels compile on first call and are kept in a cache
folder named by the hash of all kernel sources, so that an edited or upgraded kernel never runs old physics.
"""

from __future__ import annotations

import hashlib
from importlib import import_module
from pathlib import Path

import llvmlite
import numba

from orbitdc.engine import march_kernel as march_kernel
from orbitdc.engine.kernel_cache import FOLDER, KernelCache
from orbitdc.system.cache import cache_folder

_SOURCES = (
    "compiling.py",
    "light.py",
    "bus_power.py",
    "chips.py",
    "temperatures.py",
    "lanes.py",
    "literals.py",
    "rows.py",
    "stages.py",
    "heaters.py",
    "valve.py",
    "ageing.py",
    "samples.py",
    "march_kernel.py",
)


def kernel_hash() -> str:
    """Hash of every kernel source and of the compiler's versions, 16 hexadecimal digits."""
    digest = hashlib.sha256(f"{numba.__version__} {llvmlite.__version__}".encode())
    for name in _SOURCES:
        digest.update((Path(__file__).parent / name).read_bytes())
    return digest.hexdigest()[:16]


def preload() -> None:
    """Load the libraries that numba loads at the first call of a kernel, so that a caller can choose when."""
    import_module("numba.np.arraymath")


def _kernel_folder() -> Path | None:
    """The folder of compiled kernels; None where nothing can be kept."""
    folder = cache_folder()
    return folder / f"{FOLDER}{kernel_hash()}" if folder is not None else None


march_kernel.march_block._cache = KernelCache("march_block", _kernel_folder())
