"""The compiled engine integrates the physics of satellites over time: lanes, one step, the march.

A lane is one orbit of a fleet, and the march is the time integration that carries all lanes side by side through their
life, step by step. Importing this package compiles nothing; kernels compile on first call and are kept in a cache
folder named by the hash of all kernel sources, so that an edited or upgraded kernel never runs old physics. The numba
setting is restored after the import.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import numba

from orbitdc.system.cache import cache_folder

_SOURCES = (
    "kernels.py",
    "lanes.py",
    "literals.py",
    "rows.py",
    "stages.py",
    "ageing.py",
    "samples.py",
    "march_kernel.py",
)


def kernel_hash() -> str:
    """Hash of every kernel source and of the compiler's version, 16 hexadecimal digits."""
    digest = hashlib.sha256(numba.__version__.encode())
    for name in _SOURCES:
        digest.update((Path(__file__).parent / name).read_bytes())
    return digest.hexdigest()[:16]


def preload() -> None:
    """Load the libraries that numba loads at the first call of a kernel, so that a caller can choose when."""
    import_module("numba.np.arraymath")


def _kernel_folder() -> str:
    folder = cache_folder()
    base = folder if folder is not None else Path(tempfile.mkdtemp(prefix="orbitdc-"))  # private: kernels are code
    return str(base / f"kernels-{kernel_hash()}")


@contextmanager
def _caching_in(folder: str) -> Iterator[None]:
    """Kernels that are defined meanwhile are kept in a folder; numba's own setting is back afterwards in any case."""
    config: Any = numba.config
    before = config.CACHE_DIR
    config.CACHE_DIR = folder
    try:
        yield
    finally:
        config.CACHE_DIR = before


with _caching_in(_kernel_folder()):
    from orbitdc.engine import march_kernel as march_kernel
