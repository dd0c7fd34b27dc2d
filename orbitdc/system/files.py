"""Files and folders that appear whole: written beside, moved into place, and removed again if their writer dies.

What is written beside bears a name of its own and is locked while its writer lives, so that the next writer can tell
what was abandoned, whatever killed its process, and remove it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from orbitdc.system.interrupt import uninterrupted

ENDING = ".orbitdc-part"  # of every name of what is not whole yet
STALE_S = 86400.0  # age after which what cannot be locked, as on Windows, counts as abandoned
TRIES = 100  # to lock a new file before somebody else removes it


def put(path: Path, content: bytes) -> None:
    """Write a file, readable by its owner alone, beside and move it into place.

    A signal that ends the process is answered once the file is in its place or removed. Raises OSError where it cannot
    be written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     put(Path(folder) / "a", b"whole")
    ...     [path.read_bytes() for path in Path(folder).iterdir()]
    [b'whole']
    """
    sweep(path)
    with undisturbed():
        beside = Path()
        try:
            for _ in range(TRIES):
                beside = name_beside(path)
                with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    if claimed(file.fileno(), beside):
                        file.write(content)
                        file.flush()
                        os.replace(beside, path)
                        return
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(path))
        except BaseException:  # Ctrl-C too leaves no half file
            beside.unlink(missing_ok=True)
            raise


def sealed(content: bytes) -> bytes:
    """The content with its SHA-256 behind it, so that a reader can tell damage.

    >>> opened(sealed(b"table")), opened(b"x" + sealed(b"table")[1:])
    (b'table', None)
    """
    return content + hashlib.sha256(content).digest()


def opened(kept: bytes) -> bytes | None:
    """The content that was sealed; None where it is damaged or cut."""
    content, told = kept[:-32], kept[-32:]
    return content if hashlib.sha256(content).digest() == told else None


def name_beside(path: Path) -> Path:
    """A hidden name of its own for what shall be moved to ``path``, at most 255 bytes long."""
    short = path.name.encode()[:200].decode(errors="ignore")
    return path.with_name(f".{short}-{secrets.token_hex(4)}{ENDING}")


def sweep(path: Path) -> None:
    """Remove what dead writers left beside a path, save for folders that an earlier result was set aside in."""
    for each in left_beside(path):
        with nobody_writes(each) as free:
            if free and not (each / "was").exists():
                remove(each)


def left_beside(path: Path) -> list[Path]:
    """What is not whole yet, or was abandoned, beside a path."""
    try:
        return [each for each in path.parent.iterdir() if each.name.startswith(".") and each.name.endswith(ENDING)]
    except OSError:  # no such folder: nothing is left in it
        return []


def remove(path: Path) -> None:
    """Remove a file or a folder, as far as it can be removed."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):  # gone already, or not ours
            path.unlink()


@contextmanager
def nobody_writes(path: Path) -> Iterator[bool]:
    """Hold what nobody who lives is writing, so that it can be removed; False where somebody is."""
    if sys.platform == "win32":
        yield time.time() - path.stat().st_mtime > STALE_S if path.exists() else False
        return
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:  # gone, or not ours to open
        yield False
        return
    try:
        yield claimed(handle, path)
    finally:
        os.close(handle)


def claimed(handle: int, path: Path) -> bool:
    """Lock an open file or folder until it is closed, so that no other process takes it for abandoned.

    False where another process holds it, or has removed it already.
    """
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a disk that knows no locks
        return True
    try:
        return os.stat(path, follow_symlinks=False).st_ino == os.fstat(handle).st_ino
    except OSError:  # removed between being opened and being locked
        return False


@contextmanager
def folder_beside(path: Path) -> Iterator[Path]:
    """A new hidden folder beside a path, claimed while it is filled; removed at the end unless it was moved.

    Raises OSError where it cannot be made.
    """
    sweep(path)
    made, handle = name_beside(path), -1  # named first: what is made can always be removed
    try:
        try:
            for _ in range(TRIES):
                made.mkdir()
                if sys.platform == "win32":
                    break
                with suppress(FileNotFoundError):  # removed by another process before it was claimed
                    handle = os.open(made, os.O_RDONLY)
                    if claimed(handle, made):
                        break
                    os.close(handle)
                made = name_beside(path)
            yield made
        finally:
            with uninterrupted():
                remove(made)
                if handle >= 0:
                    os.close(handle)
    finally:  # again, where an interruption fell right before the removal
        remove(made)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Hold back every signal that can be held back, for moments of milliseconds; they are answered afterwards."""
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    held = {
        signal.SIGINT,
        signal.SIGTERM,
        signal.SIGHUP,
        signal.SIGQUIT,
        signal.SIGALRM,
        signal.SIGUSR1,
        signal.SIGUSR2,
    }
    before = signal.pthread_sigmask(signal.SIG_BLOCK, held)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
