"""One machine or many: the same bits in this process, in several, in threads and on a cluster that loses a worker."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stand_in

import orbitdc as odc
from orbitdc.errors import EnvironmentFault, ScenarioError
from orbitdc.study.execute import evaluate_points

distributed = pytest.importorskip("distributed", reason="a cluster needs dask.distributed (orbitdc[dask])")

HERE = str(Path(__file__).resolve().parent)
SCENARIO = odc.load("ai1_vs_colossus", ["mission.life_y=1", "numerics.phases_marched=4"])
MIXED = [{stand_in.PRICE: 100.0 + i, "satellite.radiator.area_m2": 100.0 + i % 2} for i in range(26)]


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A scheduler with two worker processes, which find the stand-in outcome."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((HERE, os.environ.get("PYTHONPATH", ""))))
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as made:
        yield made


def test_the_same_bits_for_any_number_of_workers(cluster: Any) -> None:
    exact = evaluate_points(SCENARIO, MIXED, jobs=1)
    assert evaluate_points(SCENARIO, MIXED, jobs=2) == exact
    assert evaluate_points(SCENARIO, MIXED, jobs=5) == exact
    assert evaluate_points(SCENARIO, MIXED, dask=cluster.scheduler_address) == exact


def test_threads_of_a_worker_find_the_same_bits() -> None:
    with distributed.LocalCluster(n_workers=1, threads_per_worker=3, processes=False, dashboard_address=None) as made:
        found = evaluate_points(SCENARIO, MIXED, dask=made.scheduler_address)
    assert found == evaluate_points(SCENARIO, MIXED, jobs=1)


def test_a_lost_worker_costs_no_point(cluster: Any, tmp_path: Path) -> None:
    points = stand_in.points(300)
    with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
        victim = next(iter(client.run(os.getpid).values()))
    killed: list[int] = []

    def kill(done: int, _: int) -> None:
        if done >= 40 and not killed:
            killed.append(victim)
            os.kill(victim, signal.SIGKILL)

    found = evaluate_points(
        SCENARIO, points, dask=cluster.scheduler_address, keep=tmp_path, tell=kill, what=stand_in.slow
    )
    assert killed
    assert found == evaluate_points(SCENARIO, points, jobs=1, what=stand_in.quick)


def test_a_refused_point_is_the_error_of_the_scenario(cluster: Any) -> None:
    with pytest.raises(ScenarioError) as caught:
        evaluate_points(SCENARIO, stand_in.points(30), dask=cluster.scheduler_address, what=stand_in.picky)
    assert caught.value.problems[0].path == stand_in.PRICE


def test_an_address_that_does_not_answer_is_told_within_seconds() -> None:
    with socket.socket() as held:  # bound, and never listened to
        held.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{held.getsockname()[1]}"
        begin = time.monotonic()
        with pytest.raises(EnvironmentFault) as caught:
            evaluate_points(SCENARIO, MIXED, dask=address)
    assert time.monotonic() - begin < 15.0  # 5 s are waited for an answer, and the machine may be busy
    assert address in caught.value.problems[0].path
    with pytest.raises(EnvironmentFault):
        evaluate_points(SCENARIO, MIXED, dask="nobody:here:either")
