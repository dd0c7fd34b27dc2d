"""Every number of a scenario has two ends, and a sample of numbers at and between them is answered or refused."""

from __future__ import annotations

import math

import edges
import numpy as np
import pytest

from orbitdc.catalog.limits import _rows, limits_of

# Each moved on the scenario that is named, so that the suite takes well under a minute; `python -m tests.fuzz` moves
# every field of every scenario.
SAMPLED = 40
ALWAYS = (
    ("given", "satellite.upsets.mended_frac", 1.0),
    ("given", "accelerator.allin_w", 1.0),
    ("given", "mission.life_y", 0.003),
    ("given", "satellite.bus.conversion_efficiency_frac", 0.01),
    ("given", "satellite.loop.flow_frac", 100),
    ("plants", "ground.second_power.capex_usd_per_kw", 10_000_000.0),  # in dollars of another year
    ("given", "satellite.loop.rise_k", 0.001),
    ("given", "satellite.loop.specific_heat_j_per_kg_k", 1),
    ("given", "satellite.loop.density_kg_per_m3", 0.001),
    ("given", "satellite.solar_array.harness_mppt_efficiency_frac", 0.0001),
    ("given", "satellite.solar_array.harness_mppt_efficiency_frac", 0.01),
    ("given", "satellite.radiator.emittance_eol_frac", 0.0001),
    ("plants", "ground.second_power_frac", 0.0),
    ("plants", "ground.second_power_frac", 1.0),
    ("owners", "money.financing_before.from", "gpu_loan_ig"),  # of a longer term than the accelerators serve
    ("given", "launch.internal_from", "starship_intern"),
    ("shell", "workload.restart_s", 1e6),  # beyond which the site, exchanging every step, delivers nothing
    ("shell", "ground.power_from", "gas"),
    ("plants", "ground.second_power.depreciation", "expense"),  # whose sale finds no basis left
    ("owners", "satellite.battery.fade_reference_k", 167.0),  # where no value of a field is the remedy
    ("sized", "satellite.design.pump_margin_frac", 99.0),  # the loop takes no more than a hundred times the flow
    ("sized", "satellite.solar_array.pointing_efficiency_frac", 0.0001),  # a chip whose temperature never swings
    ("given", "accelerator.loss_reference_k", 170.0),  # all silicon is dead within a day, on both sides
    ("sized", "accelerator.tdp_w", 190_000.0),  # 1e-299 PFLOP/s on the ground
    ("sized", "satellite.solar_array.absorptance_frac", 0.00045),  # sizes that grow until temperatures leave all bounds
    ("sized", "satellite.solar_array.pointing_efficiency_frac", 0.00805),
    ("loan", "accelerator.loss_reference_k", 172.0),  # and 1e-190 FLOP were left of a month's
)


@pytest.mark.parametrize("field", list(edges.fields()), ids=lambda field: field.path)
def test_a_number_has_two_ends(field: edges.Field) -> None:
    assert math.isfinite(field.low)
    assert math.isfinite(field.high)
    assert field.low < field.high


def test_every_limit_is_that_of_a_number() -> None:
    numbers = {field.path.rsplit(".", 1)[-1] for field in edges.fields()}
    used = {id(limits_of(name)) for name in numbers}
    unused = [ending for ending, row in _rows().items() if id(row) not in used]
    assert not unused
    assert all(row.reason and 0.0 <= row.least < row.most for row in _rows().values())


@pytest.mark.parametrize(("name", "path", "value"), ALWAYS)
def test_what_once_failed_is_answered(name: str, path: str, value: float | str) -> None:
    assert not edges.fault_of(name, {path: value})


def test_a_sample_of_numbers_is_answered_or_refused() -> None:
    """Other fields each day: the seed is the number of the fields, and of what is moved."""
    known = [field for field in edges.fields() if "given" in edges.bases_of(field.path)]
    chosen = np.random.default_rng(len(known)).choice(len(known), SAMPLED, replace=False)
    faults = {}
    for field in (known[index] for index in sorted(chosen)):
        for value in (*edges.edges(field), *edges.random_values(field, 1, 0)):
            if fault := edges.fault_of("given", {field.path: value}):
                faults[field.path, value] = fault
    assert not faults
