"""Folders of one kind in the cache, of which the last used are kept: one in use is locked while its process lives."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

from orbitdc.system.files import claimed, remove

LATELY_S = 3600.0  # since the last use: long enough for a process of an earlier version, which locks nothing

_held: dict[Path, int] = {}  # handles that are open until the process ends


def hold(folder: Path) -> None:
    """Mark a folder as used now, and as in use by this process until it ends."""
    with suppress(OSError):
        os.utime(folder)
        if sys.platform == "win32" or (folder in _held and os.path.samestat(os.fstat(_held[folder]), folder.stat())):
            return
        import fcntl

        if folder in _held:  # it was removed since, and made again
            os.close(_held.pop(folder))
        _held[folder] = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(_held[folder], fcntl.LOCK_SH | fcntl.LOCK_NB)


def remove_old(folder: Path, pattern: str, kept: int) -> None:
    """Remove the folders beside ``folder`` of a pattern, save for it, the last used ones and those in use.

    With it ``kept`` of them stay. A folder that was used within the hour stays as well.
    """
    try:
        others = [(each.stat().st_mtime, each) for each in folder.parent.glob(pattern) if each != folder]
    except OSError:  # a folder that cannot be read is left as it is
        return
    for used_s, each in sorted(others, reverse=True)[kept - 1 :]:
        if time.time() - used_s > LATELY_S and not each.is_symlink() and each.is_dir():
            _remove_unless_in_use(each)


def _remove_unless_in_use(folder: Path) -> None:
    """Remove a folder that no living process has locked."""
    if sys.platform == "win32":
        remove(folder)  # what is open there is not removed
        return
    with suppress(OSError):  # somebody else has removed it, or owns it
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            if claimed(handle, folder):
                remove(folder)
        finally:
            os.close(handle)
