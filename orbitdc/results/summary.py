"""A run as the stable, documented keys of summary.json."""

from __future__ import annotations

from typing import Any

from orbitdc import __version__
from orbitdc.comparison.breakeven import Breakeven
from orbitdc.comparison.run import Run, Step
from orbitdc.results.command import MADE_IN_PYTHON, command_of, platform_in_words
from orbitdc.results.record import identifier
from orbitdc.results.schema import SCHEMA, first_fault
from orbitdc.results.summary_economics import (
    boundaries_of_run,
    differences_of_run,
    financing_steps_of_run,
    flop_value_of_run,
    other_launches_of_run,
)
from orbitdc.results.summary_ground import ground_of_run
from orbitdc.results.summary_job import job_in_words, shared_mfu
from orbitdc.results.summary_market import budget_of_run, market_of_run, owners_rate, time_to_market_of_run
from orbitdc.results.summary_orbit import orbit_of_run
from orbitdc.results.summary_published import published_of
from orbitdc.scenario.model import Scenario

NOT_MODELLED = (
    "solar proton storms and heavy ions",
    "hits of debris on cells",
    "carbon of ground stations, staff and factories of rockets",
    "new silicon for living satellites, which comes with new ones",
)


def _breakeven(key: str, value: Breakeven) -> dict[str, Any]:
    """A break-even price under its key, or the reason why there is none."""
    return {key: value.value} if value.value is not None else {key: None, f"{key}_reason": value.reason}


def _announced(step: Step, nothing: str) -> dict[str, Any]:
    """A step towards what was announced; where it has no ratio, ``nothing`` is the reason."""
    reason = {"ratio_reason": nothing} if step.ratio is None else {}
    return {"step": identifier(step.step), "label": step.step, "ratio": step.ratio, **reason}


def _shared(run: Run) -> dict[str, Any]:
    """What both sides have in common by default."""
    s = run.scenario
    return {
        "accelerator": s.accelerator.label,
        "precision": s.workload.precision,
        "occupancy_frac": s.workload.occupancy_frac,
        **shared_mfu(s.workload),
        "phase": s.workload.work,
        "allin_w": s.accelerator.allin_w,
        "service_date": s.mission.service_date.isoformat(),
        "life_y": s.mission.life_y,
        "horizon_y": s.mission.priced_y,
        "real_wacc_frac": s.money.real_wacc_frac,
        **owners_rate(run),
    }


def _prices(s: Scenario) -> dict[str, Any]:
    """Whether prices and technology moved with the service date, and in which case."""
    prices, date = s.prices, s.mission.service_date.isoformat()
    count = sum(origin.replaced is not None for origin in s.source.origins.values())
    held = f"held at their values of {prices.catalogue_year}, whenever service begins (prices.mode: fixed)"
    dated = f"{count} numbers of the {prices.case} dated paths at {date}; what is stated stays (prices.mode: dated)"
    words = held if prices.mode == "fixed" else dated
    asked = prices.model_dump(include={"mode", "case", "catalogue_year"})
    return {**asked, "service_date": date, "dated_numbers": count, "words": words}


def _scenario(run: Run, provenance: dict[str, Any]) -> dict[str, Any]:
    """What was run: the scenario's name, file and hash, and the command and changes that run it again."""
    return {
        "name": run.scenario.name,
        "path": provenance["path"],
        "sha256": provenance["sha256"],
        **({} if provenance["path"] else {"path_reason": MADE_IN_PYTHON}),
        "description": run.scenario.description,
        **command_of(run),
    }


def _reasons(run: Run, out: dict[str, Any], nothing: str) -> dict[str, str]:
    """The reasons of keys of the first level that are null; ``nothing`` is that of a ratio that does not exist."""
    found: dict[str, str] = {}
    if out["numbers_used"] is None:
        found["numbers_used_reason"] = found["numbers_estimated_reason"] = MADE_IN_PYTHON
    if run.ratio_at_parts_mass is None:
        heavy = "a satellite of the mass of its parts does not fit its launcher"
        found["ratio_at_parts_mass_reason"] = nothing if run.ratio_like_for_like is None else heavy
    for key in ("ratio_like_for_like", "ratio_floor"):
        if out[key] is None:
            found[f"{key}_reason"] = nothing
    if out["ratio_as_announced"] is None:
        found["ratio_as_announced_reason"] = run.announced_reason or nothing
    return found


def summarise(run: Run, provenance: dict[str, Any]) -> dict[str, Any]:
    """The stable keys of summary.json; every null has a ``..._reason`` beside it.

    ``provenance`` gives path, sha256, created_utc, numbers_used and numbers_estimated.
    """
    s, nothing = run.scenario, run.orbit.cost.unpriced or "one side delivers nothing, or costs nothing"
    out: dict[str, Any] = {
        "schema": SCHEMA,
        "orbitdc_version": __version__,
        "scenario": _scenario(run, provenance),
        "seed": s.seed,
        "created_utc": provenance["created_utc"],
        "platform": platform_in_words(),
        "orbit": orbit_of_run(run),
        "ground": ground_of_run(run),
        "ratio_like_for_like": run.ratio_like_for_like,
        "interval": None,  # unless draws are asked for
        "interval_reason": "no draws were asked for: orbitdc run --draws 64",
        "ratio_as_announced": run.ratio_as_announced,
        **budget_of_run(run),
        "financing_steps": financing_steps_of_run(run),
        "training_job": job_in_words(run),
        "market": market_of_run(run),
        "time_to_market": time_to_market_of_run(run),
        "boundary": run.scenario.money.boundary,
        "boundaries": boundaries_of_run(run),
        "flop_value": flop_value_of_run(run),
        "ratio_at_parts_mass": run.ratio_at_parts_mass,
        "ratio_floor": run.ratio_floor,
        "currency_year": s.money.currency_year,
        "launch_usd_per_kg": run.mission.scenario.launch.usd_per_kg,
        **_breakeven("breakeven_launch_usd_per_kg", run.launch),
        **_breakeven("breakeven_bus_usd_per_w", run.bus),
        "as_announced": [_announced(step, nothing) for step in run.announced],
        "shared": _shared(run),
        "prices": _prices(s),
        "time_integration": {"precision": run.mission.precision, "step_s": s.numerics.step_s},
        "departures": provenance.get("departures", []),
        "differences": differences_of_run(run),
        **other_launches_of_run(run),
        "notes": [*provenance.get("notes", []), "not modelled: " + "; ".join(NOT_MODELLED)],
        "numbers_used": provenance["numbers_used"],
        "numbers_estimated": provenance["numbers_estimated"],
    }
    out |= _reasons(run, out, nothing)
    out |= published_of(s.published, out, provenance.get("switches", []))
    if fault := first_fault(out):
        raise AssertionError(f"summary.json breaks its own contract: {fault}")
    return out
