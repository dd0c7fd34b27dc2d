"""The cache folder, which keeps computed tables and compiled kernels between runs."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def cache_folder() -> Path | None:
    """The user's cache folder, which is created where it is absent; None where it cannot be written.

    ``ORBITDC_CACHE_DIR`` overrides the platform's place.
    """
    override = os.environ.get("ORBITDC_CACHE_DIR")
    if override:
        folder = Path(override)
    elif sys.platform == "darwin":
        folder = Path.home() / "Library" / "Caches" / "orbitdc"
    elif sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "orbitdc"
    else:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "orbitdc"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None
