"""Tools of the engine's tests: a private cache for the Sun's tables, and scenarios put together by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import by_hand
import pytest

from orbitdc.scenario.model import Scenario


@pytest.fixture(scope="session", autouse=True)
def private_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The Sun's files and the kernels of subprocesses stay out of the user's cache folder.

    Kernels of this process lie where they did when the engine was imported, so that a second run need not compile.
    """
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache")
        patch.setenv("ORBITDC_CACHE_DIR", str(folder))
        yield folder


@pytest.fixture(scope="session")
def scenario() -> Callable[..., Scenario]:
    """Scenario of a satellite of the announced AI1 kind, with changes by name."""
    return by_hand.scenario
