"""Keys of a scenario that have moved: an old key is refused with its new name, never read in silence."""

from __future__ import annotations

RENAMED = {  # old dotted path: new one; a whole block is renamed by its own path
    "mission.step_s": "numerics.step_s",
    "mission.window_days": "numerics.window_days",
    "fleet.planes_marched": "numerics.planes_marched",
    "fleet.phases_marched": "numerics.phases_marched",
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
