"""Keys of a scenario that have moved: an old key is refused with its new name, never read in silence."""

from __future__ import annotations

RENAMED = {  # old dotted path: new one; a whole block is renamed by its own path
    "mission.step_s": "numerics.step_s",
    "mission.window_days": "numerics.window_days",
    "fleet.planes_marched": "numerics.planes_marched",
    "fleet.phases_marched": "numerics.phases_marched",
    "satellite.accelerators": "satellite.board.accelerators",
    "satellite.compute_mass_factor": "satellite.board.mass_factor",
    "satellite.compute_stowed_m3_per_kw": "satellite.board.box_m3_per_kw",
    "satellite.it_premium_frac": "satellite.board.premium_frac",
    "satellite.upsets.checkpoint_s": "workload.checkpoint_s",
    "satellite.upsets.restart_s": "workload.restart_s",
    "satellite.upsets.job_accelerators": "workload.job_accelerators",
    "satellite.bus_stowed_m3": "satellite.bus.box_m3",
    "satellite.announced_stowed_m3": "satellite.envelope_m3",
    "satellite.board.stowed_m3_per_kw": "satellite.board.box_m3_per_kw",
    "satellite.solar_array.stowed_m3_per_m2": "satellite.solar_array.box_m3_per_m2",
    "satellite.radiator.stowed_m3_per_m2": "satellite.radiator.box_m3_per_m2",
    "ground.staff_fte": "ground.staff_fte_per_it_mw",
}


def new_path(path: str) -> str:
    """The path that a key, or the block around it, has moved to; empty where it has not moved.

    >>> new_path("mission.step_s"), new_path("mission.life_y")
    ('numerics.step_s', '')
    """
    block, below = path, ""
    while block:
        if block in RENAMED:
            return RENAMED[block] + below
        block, _, key = block.rpartition(".")
        below = f".{key}{below}"
    return ""
