"""What the suite needs before it begins: one cache, both cores for a whole run, the kernels compiled once for all."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from orbitdc.system.cache import cache_folder

# Both precisions of the march; where they lie in the cache already, a second's work.
WARM_UP = """\
import orbitdc
scenario = orbitdc.load("ai1_vs_colossus", ["numerics.window_days=1", "numerics.phases_marched=1"])
for precision in ("float64", "float32"):
    orbitdc.simulate(scenario, precision=precision)
"""


def pytest_configure(config: pytest.Config) -> None:
    """Tests and their child processes share the user's cache, or the folder that ORBITDC_CACHE_DIR names."""
    folder = cache_folder()
    if folder is None:  # a home that cannot be written: a folder for this run
        made = tempfile.TemporaryDirectory(prefix="orbitdc-tests-")
        config.add_cleanup(made.cleanup)
        folder = Path(made.name)
    os.environ["ORBITDC_CACHE_DIR"] = str(folder)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Every core for a whole run; this process alone where files or tests are named, so that they start at once."""
    return None if config.args_source == pytest.Config.ArgsSource.TESTPATHS else 0


def pytest_sessionstart(session: pytest.Session) -> None:
    """Before workers start, the kernels are compiled into the cache, once and not by each of them."""
    if session.config.getoption("numprocesses", None):
        subprocess.run([sys.executable, "-c", WARM_UP], check=True)
