"""Keys of a scenario that have moved.

A key that has a new name and the same meaning is read under its new name. A key of the first version whose meaning
changed with its name is refused, and the message gives the new name.
"""

from __future__ import annotations

from orbitdc.scenario.tree import Leaf, Map, Tree, put_path

MOVED = {  # old dotted path: new one; the value means the same
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
    "satellite.bus_stowed_m3": "satellite.bus.box_m3",
    "satellite.announced_stowed_m3": "satellite.envelope_m3",
    "satellite.board.stowed_m3_per_kw": "satellite.board.box_m3_per_kw",
    "satellite.solar_array.stowed_m3_per_m2": "satellite.solar_array.box_m3_per_m2",
    "satellite.radiator.stowed_m3_per_m2": "satellite.radiator.box_m3_per_m2",
}
RENAMED = MOVED | {  # a whole block is renamed by its own path
    "satellite.upsets.job_accelerators": "workload.job_accelerators",
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


def under_new_names(tree: Map) -> Map:
    """The tree of a file with each moved key under its new name; one that states both names is left to be refused.

    People of a site become people per MW where the file states the power beside them.

    >>> from orbitdc.scenario.tree import Origin, plain, tree_of
    >>> old = {"satellite": {"it_premium_frac": 0.0}, "ground": {"staff_fte": 2, "it_power_w": 1e6}}
    >>> plain(under_new_names(tree_of(old, Origin("x.yaml"))))
    {'satellite': {'board': {'premium_frac': 0.0}}, 'ground': {'it_power_w': 1000000.0, 'staff_fte_per_it_mw': 2.0}}
    """
    for old, new in MOVED.items():
        if (found := _at(tree, old)) is not None and _at(tree, new) is None:
            _move(tree, old, new, found)
    people, watts = _at(tree, "ground.staff_fte"), _at(tree, "ground.it_power_w")
    if isinstance(people, Leaf) and isinstance(watts, Leaf) and _number(people) and _number(watts):
        per_mw = Leaf(people.value / (watts.value * 1e-6), people.origin)
        _move(tree, "ground.staff_fte", "ground.staff_fte_per_it_mw", per_mw)
    return tree


def _number(leaf: Leaf) -> bool:
    """Whether a leaf is a number of zero or more."""
    return isinstance(leaf.value, int | float) and not isinstance(leaf.value, bool) and leaf.value >= 0


def _at(tree: Tree, path: str) -> Tree | None:
    """What stands at a dotted path; None where nothing does."""
    for key in path.split("."):
        if not isinstance(tree, Map) or key not in tree.items:
            return None
        tree = tree.items[key]
    return tree


def _move(tree: Map, old: str, new: str, value: Tree) -> None:
    """Put a value under a new dotted key in a tree, and take the old key away."""
    block: Tree = tree
    *above, key = old.split(".")
    for name in above:
        assert isinstance(block, Map)
        block = block.items[name]
    assert isinstance(block, Map)
    del block.items[key], block.at[key]
    put_path(tree, new.split("."), value)
