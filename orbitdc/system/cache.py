"""The cache folder, which keeps computed tables and compiled kernels between runs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PRIVATE = 0o700  # the folder holds compiled code, which is run


def cache_folder() -> Path | None:
    """The user's cache folder, which is created where it is absent; None where it cannot be written.

    ``ORBITDC_CACHE_DIR`` overrides the platform's place. It is closed to other users when it is made, and in the
    platform's place whenever it is found open.
    """
    override = os.environ.get("ORBITDC_CACHE_DIR")
    try:
        folder = Path(override) if override else _usual_place()
        if not folder.is_dir():
            folder.parent.mkdir(parents=True, exist_ok=True)
            folder.mkdir(mode=PRIVATE, exist_ok=True)
        elif not override:
            made_private(folder)
    except (OSError, RuntimeError, ValueError):  # no home is a RuntimeError, a zero byte in a name a ValueError
        return None
    return folder if os.access(folder, os.W_OK) else None


def made_private(folder: Path) -> bool:
    """Close a folder of one's own to other users; whether nobody else can write there.

    Raises OSError where it is absent.
    """
    if sys.platform == "win32":
        return True
    found = folder.stat()
    if found.st_uid == os.geteuid() and found.st_mode & 0o077:
        folder.chmod(PRIVATE)
        found = folder.stat()
    return found.st_uid in (0, os.geteuid()) and not found.st_mode & 0o022


def _usual_place() -> Path:
    """The folder in which this system keeps caches."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "orbitdc"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "orbitdc"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "orbitdc"
