"""Compiled kernels kept on disk: each file carries a checksum, and what is damaged is compiled again.

It takes the place of numba's own cache, which trusts its files: one flipped byte there ends every later run.
"""

from __future__ import annotations

import hashlib
import logging
import pickle
import sys
from pathlib import Path
from typing import Any

from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

from orbitdc.system.cache import made_private
from orbitdc.system.files import opened, put, sealed
from orbitdc.system.old_folders import hold, remove_old

ENDING = ".kernel"
FOLDER = "kernels-"  # begins the name of a folder, which the hash of the sources ends
KEPT = 2  # folders, so that two versions that take turns compile once each
# What unpickling raises where another version of a library has written the file, and LLVM where it cannot link it.
UNREADABLE = (
    pickle.PickleError,
    EOFError,
    ImportError,
    LookupError,
    AttributeError,
    TypeError,
    ValueError,
    RuntimeError,
)


class KernelCache:
    """What a compiled function of numba asks for its kept code; ``folder`` is None where nothing can be kept."""

    def __init__(self, name: str, folder: Path | None) -> None:
        self.name, self.folder = name, folder

    @property
    def cache_path(self) -> str:
        """The folder, as numba's own caches name it."""
        return str(self.folder or "")

    def load_overload(self, signature: Any, target: Any) -> Any:
        """The compiled code for a signature; None where there is none, or where it is damaged, which is told."""
        target.refresh()
        if self.folder is None:
            return None
        path = self._file(signature, target.codegen())
        try:
            kept = path.read_bytes()
        except OSError:  # not compiled yet, as a rule
            return None
        try:
            content = opened(kept)
            if content is not None:
                hold(self.folder)
                return CompileResult._rebuild(target, *pickle.loads(content))
        except UNREADABLE as error:
            logging.getLogger("orbitdc").debug("%s", error)
        logging.getLogger("orbitdc").warning("%s is damaged: the kernel is compiled again", path)
        return None

    def save_overload(self, signature: Any, compiled: Any) -> None:
        """Keep compiled code; a disk that does not take it costs the time to compile it again, and nothing else."""
        if self.folder is None:
            return
        try:
            if new := not self.folder.exists():
                self.folder.mkdir(mode=0o700, exist_ok=True)
            if made_private(self.folder):
                put(self._file(signature, compiled.codegen), sealed(dumps(compiled._reduce())))
                hold(self.folder)
                if new:
                    remove_old(self.folder, f"{FOLDER}*", KEPT)
        except OSError as error:
            logging.getLogger("orbitdc").debug("%s", error)

    def enable(self) -> None:
        """Part of numba's protocol; the cache is always enabled."""

    def disable(self) -> None:
        """Part of numba's protocol."""

    def flush(self) -> None:
        """Part of numba's protocol."""

    def _file(self, signature: Any, codegen: Any) -> Path:
        """The name of a file: of the function, the types of its arguments, the processor and the version of Python."""
        assert self.folder is not None
        told = repr((str(signature), codegen.magic_tuple(), sys.version_info[:3], sys.implementation.cache_tag))
        return self.folder / f"{self.name}-{hashlib.sha256(told.encode()).hexdigest()[:32]}{ENDING}"
