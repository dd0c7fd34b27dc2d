"""The tests of each module, and the tables of mutants that no test kills."""

from __future__ import annotations

import csv
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]


class Known(NamedTuple):
    """A mutant that lives: a line of a file, what it becomes, and why no test kills it."""

    file: str
    line: str
    becomes: str
    reason: str


class Tests(NamedTuple):
    """Files of tests, fastest first, and whether the kernels are compiled for them."""

    files: tuple[str, ...]
    compiled: bool = True


MODULES = (
    "orbitdc/ledger/*.py",
    "orbitdc/economics/*.py",
    "orbitdc/fleet/cost*.py",
    "orbitdc/site/cost*.py",
    "orbitdc/sky/eclipse.py",
    "orbitdc/engine/compiling.py",
    "orbitdc/engine/light.py",
    "orbitdc/engine/bus_power.py",
    "orbitdc/engine/chips.py",
    "orbitdc/engine/temperatures.py",
    "orbitdc/engine/stages*.py",
)
LEDGER = (
    "tests/ledger/test_payments.py",
    "tests/ledger/test_tax.py",
    "tests/ledger/test_edges.py",
    "tests/reference/test_finance_cases.py",
    "tests/economics/test_economics_by_hand.py",
    "tests/economics/test_economics_tranches.py",
    "tests/ledger/test_annuity.py",
    "tests/ledger/test_structures.py",
    "tests/ledger/test_levelized.py",
)
ECONOMICS = (
    "tests/economics/test_economics_by_hand.py",
    "tests/economics/test_economics_rules.py",
    "tests/economics/test_economics_tranches.py",
    "tests/scenario/test_scenario_money_mistakes.py",
    "tests/economics/test_economics_capital.py",
    "tests/economics/test_economics_npv.py",
    "tests/economics/test_economics_horizon.py",
    "tests/economics/test_economics_cohorts.py",
    "tests/economics/test_economics_debt_service.py",
)
FLEET = ("tests/fleet/test_fleet_cost_months.py", "tests/fleet/test_fleet_cost.py")
SITE = (
    "tests/site/test_site_months.py",
    "tests/site/test_site_cost.py",
    "tests/site/test_site_taxes.py",
    "tests/site/test_site_refresh.py",
    "tests/site/test_site_power_plant.py",
    "tests/economics/test_economics_cohorts.py",
)
SKY = (
    "tests/sky/test_sky_eclipse_rays.py",
    "tests/sky/test_sky_eclipse.py",
    "tests/reference/test_orbit_cases.py",
    "tests/fleet/test_fleet_propagation.py",
)
PLAIN = ("tests/engine/test_engine_step_by_hand.py",)
MARCHED = (
    "tests/engine/test_engine_against_slow_model.py",
    "tests/engine/test_engine_power_cases.py",
    "tests/reference/test_physics_cases.py",
    "tests/engine/test_engine_light.py",
    "tests/engine/test_engine_energy.py",
    "tests/engine/test_engine_limits.py",
    "tests/engine/test_engine_eccentric.py",
)
TESTS = {
    "orbitdc/ledger/*": (Tests(LEDGER),),
    "orbitdc/economics/*": (Tests(ECONOMICS),),
    "orbitdc/fleet/*": (Tests(FLEET),),
    "orbitdc/site/*": (Tests(SITE),),
    "orbitdc/sky/*": (Tests(SKY),),
    "orbitdc/engine/*": (Tests(PLAIN, compiled=False), Tests(MARCHED)),
}


def modules(root: Path = ROOT, patterns: tuple[str, ...] = MODULES) -> list[str]:
    """The files that are mutated, from the root."""
    return sorted(str(path.relative_to(root)) for pattern in patterns for path in root.glob(pattern))


def tests_of(file: str) -> tuple[Tests, ...]:
    """The tests that are run on a mutant of a file, after the examples of its own docstrings."""
    return next(tests for pattern, tests in TESTS.items() if fnmatch(file, pattern))


def read(name: str) -> list[Known]:
    """The rows of a table of this folder: ``equal.csv`` or ``survivors.csv``."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return [Known(**row) for row in csv.DictReader(lines)]
