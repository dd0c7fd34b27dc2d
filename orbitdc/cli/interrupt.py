"""Ctrl-C: heard once, answered within a second, whatever threads are still at work."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

AGAIN_S = 1.0  # a second Ctrl-C so soon is the same one: what is half written is being removed


class Interrupted(KeyboardInterrupt):
    """An interruption that has more to say than that nothing was written."""


@contextmanager
def heard_once() -> Iterator[None]:
    """Raise KeyboardInterrupt at the first Ctrl-C and not again within a second; handlers of others stay theirs."""
    own = threading.current_thread() is threading.main_thread()
    if not own or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    before = -AGAIN_S

    def hear(number: int, frame: FrameType | None) -> None:
        nonlocal before
        now = time.monotonic()
        if now - before >= AGAIN_S:
            before = now
            raise KeyboardInterrupt

    signal.signal(signal.SIGINT, hear)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def leave(code: int) -> NoReturn:
    """Exit with a code; without waiting for threads that still compile or march, which hold nothing to be saved."""
    busy = [t for t in threading.enumerate() if t is not threading.main_thread() and not t.daemon]
    if busy:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)
    sys.exit(code)
