"""Write headlines.json anew from the shipped scenarios: ``python -m tests.golden.renew``, then read its diff.

A headline moves only on purpose. Real catalogues lie beside the checkout; where they are absent their entries stay.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import orbitdc
from orbitdc.run import Run, simulate

HERE = Path(__file__).resolve().parent
FILE = HERE / "headlines.json"
DATA = HERE.parents[2] / "shared" / "data"
SCENARIOS = sorted(file.stem for file in (HERE.parents[1] / "scenarios").glob("*.yaml"))
OF_A_CATALOGUE = "starlink_fleet_today"  # needs a file that is not shipped
CATALOGUES = {
    "starlink_2026-05-30.tle": "2026-05-31",
    "starlink_2025-05-24_first2000.omm.json": "2025-05-25",
}


def headline(run: Run) -> dict[str, Any]:
    """The numbers that a reader quotes from a run."""
    orbit, ground = run.orbit, run.ground
    return {
        "verdict": run.verdict.verdict,
        "ratio_like_for_like": run.ratio_like_for_like,
        "ratio_floor": run.ratio_floor,
        "orbit_usd_per_pflop_hour": orbit.cost.usd_per_pflop_hour,
        "ground_usd_per_pflop_hour": ground.cost.usd_per_pflop_hour,
        "orbit_delivered_pflop_per_s": orbit.side.delivered_pflop_per_s,
        "ground_delivered_pflop_per_s": ground.side.delivered_pflop_per_s,
        "satellites": run.made.n_sat,
        "sunlit_frac": float(run.flight.marched.day("lit").mean()),
        "breakeven_launch_usd_per_kg": run.launch.value,
        "breakeven_launch_reason": run.launch.reason,
        "breakeven_bus_usd_per_w": run.bus.value,
        "breakeven_bus_reason": run.bus.reason,
    }


def shipped_run(name: str) -> Run:
    """A shipped scenario over its whole life, like for like."""
    return simulate(orbitdc.load(name))


def catalogue_run(file: Path) -> Run:
    """Every satellite of a real catalogue over the day after its last record."""
    sets = [f"fleet.catalogue_file={file}", f"mission.service_date={CATALOGUES[file.name]}"]
    return simulate(orbitdc.load(OF_A_CATALOGUE, sets))


def renew() -> None:
    """Run everything and write the file."""
    kept = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
    found: dict[str, Any] = {}
    for name in SCENARIOS:
        if name != OF_A_CATALOGUE:
            found[name] = headline(shipped_run(name))
    for catalogue in CATALOGUES:
        if (DATA / catalogue).is_file():
            found[catalogue] = headline(catalogue_run(DATA / catalogue))
        elif catalogue in kept:
            found[catalogue] = kept[catalogue]
    FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    renew()
