"""Tools of the engine's tests: scenarios put together by hand."""

from __future__ import annotations

from collections.abc import Callable

import by_hand
import pytest

from orbitdc.scenario.model import Scenario


@pytest.fixture(scope="session")
def scenario() -> Callable[..., Scenario]:
    """Scenario of a satellite of the announced AI1 kind, with changes by name."""
    return by_hand.scenario
