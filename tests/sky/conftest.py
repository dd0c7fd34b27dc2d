"""Paths and tools shared by the tests of the sky: the data beside the checkout, skyfield."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture(scope="session")
def data_file() -> Callable[[str], Path]:
    """Path of a file of real data, or a skip where it is absent."""

    def find(name: str) -> Path:
        path = DATA / name
        if not path.is_file():
            pytest.skip(f"data absent: no shared/data/{name} beside the checkout")
        return path

    return find


@pytest.fixture(scope="session")
def skyfield_sky() -> tuple[Any, Any]:
    """Skyfield's time scale and the JPL ephemeris DE421, from installed packages, offline."""
    data = pytest.importorskip("skyfield_data", reason="the ephemeris is that of skyfield-data, of the extra `verify`")
    from skyfield.api import Loader

    with warnings.catch_warnings():  # the Earth-rotation file beside the ephemeris ages; it is not used
        warnings.simplefilter("ignore", RuntimeWarning)
        load = Loader(data.get_skyfield_data_path(), verbose=False)
    return load.timescale(builtin=True), load("de421.bsp")
