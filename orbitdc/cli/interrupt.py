"""Ctrl-C is heard once and answered within a second, whatever threads are still at work."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

AGAIN_S = 1.0  # a second Ctrl-C so soon is ignored: a half-written result is being removed


class Interrupted(KeyboardInterrupt):
    """An interruption whose message says more than that nothing was written."""


@contextmanager
def heard_once() -> Iterator[Callable[[], bool]]:
    """Raise KeyboardInterrupt at the first Ctrl-C and not again within a second; handlers of others stay in place.

    Yields a function that tells whether there has been a Ctrl-C.
    """
    own = threading.current_thread() is threading.main_thread()
    if not own or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield lambda: False
        return
    before = never = -AGAIN_S

    def hear(number: int, frame: FrameType | None) -> None:
        """Interrupt at the first Ctrl-C, and not again at once."""
        nonlocal before
        now = time.monotonic()
        if now - before >= AGAIN_S:
            before = now
            raise KeyboardInterrupt

    signal.signal(signal.SIGINT, hear)
    try:
        yield lambda: before != never
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def held_back() -> Iterator[None]:
    """Answer a Ctrl-C only at the end of the block: libraries in C turn it into an error of their own, or lose it."""
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield
        return
    pressed: list[FrameType | None] = []
    signal.signal(signal.SIGINT, lambda number, frame: pressed.append(frame))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if pressed:
            before(signal.SIGINT, pressed[-1])


def leave(code: int) -> NoReturn:
    """Exit with a code at once; threads that still compile or simulate hold nothing that must be saved."""
    busy = [t for t in threading.enumerate() if t is not threading.main_thread() and not t.daemon]
    if busy:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)
    sys.exit(code)
