"""A folder takes the place of another in one step, so that there is a whole one whenever the process is killed."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

from orbitdc.system.files import ENDING, folder_beside, left_beside, name_beside, nobody_writes, remove, sweep

AT_FDCWD, EXCHANGE = -100, 2  # of Linux: from the working folder, and both names change their places
NOT_THERE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM)  # of a disk or a kernel without it
TRIES = 20  # while other processes write to the same place


def move_into_place(written: Path, target: Path) -> None:
    """Move a folder to a name; an earlier folder of that name is removed.

    Raises OSError where neither can be moved.
    """
    for left in reversed(range(TRIES)):
        try:
            if not target.exists():
                os.replace(written, target)
            elif _exchanged(written, target):
                remove(written)  # the earlier folder, which has that name now
            else:
                _in_two_steps(written, target)
            return
        except OSError as error:  # another process came first, and the two of them meet again
            if not left or error.errno not in (errno.ENOENT, errno.ENOTEMPTY, errno.EEXIST) or not written.exists():
                raise


def bring_back(target: Path) -> None:
    """Bring an earlier result back that a killed writer had set aside, and remove what it left beside the folder.

    Raises OSError where the result cannot be moved.
    """
    for each in left_beside(target):
        if stem_of(each) != stem_of(name_beside(target)):
            continue  # an earlier result of another name, for whoever writes that one next
        with nobody_writes(each) as free:
            if (free or sys.platform == "win32") and (each / "was").exists():
                if not target.exists():
                    os.replace(each / "was", target)
                remove(each)
    sweep(target)


def stem_of(beside: Path) -> str:
    """What a hidden name says of the name that it shall be moved to."""
    return beside.name.removesuffix(ENDING).rpartition("-")[0]


@cache
def _renameat2() -> Any:
    """The system call that exchanges two names; None where there is none."""
    if not sys.platform.startswith("linux"):
        return None
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is not None:
        call.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    return call


def _exchanged(one: Path, other: Path) -> bool:
    """Whether two names changed their places in one step, which Linux does on most disks."""
    call = _renameat2()
    if call is None:
        return False
    if call(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in NOT_THERE:
        return False
    raise OSError(number, os.strerror(number), str(other))


def _in_two_steps(written: Path, target: Path) -> None:
    """Set the earlier folder aside and move the new one to its place; ``bring_back`` mends what is cut in between."""
    with folder_beside(target) as old:  # claimed, so that nobody else takes it for abandoned
        try:
            os.replace(target, old / "was")
            os.replace(written, target)
        except BaseException:  # whatever it was: the earlier result goes back
            if (old / "was").exists() and not target.exists():
                os.replace(old / "was", target)
            raise
