"""What the suite needs before it begins: one cache, every core for a whole run, the kernels compiled once for all.

``python -m pytest -m "not slow"`` is the quick set: what is left without SLOW.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from orbitdc.system.cache import cache_folder

# Both precisions of the march, and that of a study's points; where they lie in the cache already, a second's work.
WARM_UP = """\
import orbitdc
import orbitdc.study.point
scenario = orbitdc.load("ai1_vs_colossus", ["numerics.window_days=1", "numerics.phases_marched=1"])
for precision in ("float64", "float32"):
    orbitdc.simulate(scenario, precision=precision)
orbitdc.study.point.outcome(scenario)
"""
# Files, or tests of a file, that take nine tenths of the suite's CPU time; all others are the quick set.
SLOW = (
    "tests/benchmarks/test_benchmarks_same_model.py",
    "tests/benchmarks/test_benchmarks_suite.py",
    "tests/cli/test_cli_data.py::test_a_fetched_catalogue_is_what_the_scenario_runs",
    "tests/cli/test_cli_design.py",
    "tests/cli/test_cli_processes.py",
    "tests/cli/test_cli_reliability.py",
    "tests/cli/test_cli_run.py",
    "tests/cli/test_cli_verbs.py",
    "tests/comparison/test_comparison_breakeven.py",
    "tests/comparison/test_comparison_depreciation.py",
    "tests/comparison/test_comparison_every_field.py",
    "tests/comparison/test_comparison_precision.py",
    "tests/comparison/test_comparison_same_door.py",
    "tests/docs/test_docs_python.py",
    "tests/docs/test_docs_site.py",
    "tests/engine/test_engine_against_slow_model.py",
    "tests/engine/test_engine_agreement.py",
    "tests/engine/test_engine_approximations.py",
    "tests/engine/test_engine_convergence.py",
    "tests/engine/test_engine_eccentric.py",
    "tests/engine/test_engine_energy.py",
    "tests/engine/test_engine_lanes.py",
    "tests/engine/test_engine_light.py",
    "tests/engine/test_engine_machine_code.py",
    "tests/engine/test_engine_properties.py",
    "tests/engine/test_engine_samples.py",
    "tests/engine/test_engine_single.py",
    "tests/explore/test_explore_browser.py",
    "tests/explore/test_explore_offline.py",
    "tests/explore/test_explore_offline_browser.py",
    "tests/fleet/test_fleet_launch.py::test_every_shell_of_a_mixed_fleet_rides_to_its_own_orbit",
    "tests/golden/test_golden_headlines.py",
    "tests/golden/test_golden_validation.py",
    "tests/notebooks/test_notebooks.py",
    "tests/notebooks/test_tour.py",
    "tests/published/test_published_page.py",
    "tests/published/test_published_presets.py",
    "tests/report/test_report_figures.py",
    "tests/report/test_report_page.py",
    "tests/report/test_report_pictures.py",
    "tests/report/test_report_text_boxes.py",
    "tests/results/test_results_interrupted.py",
    "tests/results/test_results_saved.py",
    "tests/results/test_results_telemetry.py",
    "tests/scenario/test_scenario_tables.py::test_fingerprint_follows_every_number_and_not_the_place",
    "tests/simulation/test_simulation_design_closure.py",
    "tests/simulation/test_simulation_environment.py",
    "tests/simulation/test_simulation_risks.py",
    "tests/simulation/test_simulation_verdict.py",
    "tests/sky/test_sky_eclipse.py",
    "tests/sky/test_sky_oracles.py",
    "tests/sky/test_sky_reference_orbit.py",
    "tests/sky/test_sky_starlink_year.py",
    "tests/sky/test_sky_sun.py",
    "tests/study/test_study_notebook.py",
    "tests/study/test_study_optimize.py::test_a_search_asks_for_more_reserve_until_a_proof_holds",
    "tests/study/test_study_optimize.py::test_ai1_costs_no_more_than_as_given_and_as_sized_and_its_proof_is_feasible",
    "tests/study/test_study_optimize.py::test_the_optimum_is_that_of_a_grid",
    "tests/study/test_study_reconcile.py::test_a_sized_design_is_resolved_before_it_is_mixed",
    "tests/study/test_study_reliability.py",
    "tests/study/test_study_verify.py",
    "tests/system/test_system_files.py",
    "tests/test_readme.py::test_python_prints_what_the_readme_shows",
)


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
    """Every core for a whole run; this process alone for files, tests or a choice of them, which so start at once."""
    chosen = config.option.markexpr or config.option.keyword
    whole = config.args_source == pytest.Config.ArgsSource.TESTPATHS and not chosen
    return None if whole else 0


def pytest_sessionstart(session: pytest.Session) -> None:
    """Before workers start, the kernels are compiled into the cache, once and not by each of them."""
    if session.config.getoption("numprocesses", None):
        subprocess.run([sys.executable, "-c", WARM_UP], check=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what SLOW lists."""
    for item in items:
        if item.nodeid.startswith(SLOW):
            item.add_marker(pytest.mark.slow)
