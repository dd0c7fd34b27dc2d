"""Where a run comes from, and what a reader must know beside its numbers."""

from __future__ import annotations

from typing import Any

from orbitdc.comparison.run import Run
from orbitdc.constants import DAYS_PER_YEAR, HOURS_PER_YEAR
from orbitdc.economics.own_capital import SideName
from orbitdc.results.summary_environment import node_spacing
from orbitdc.results.summary_ground import power_note, refresh_note
from orbitdc.scenario.model import Scenario

SAME_FRAC = 1e-3  # of two utilizations that a reader would call equal


def provenance(run: Run, created_utc: str) -> dict[str, Any]:
    """Where a run's scenario came from: file, hash, how many of its numbers are estimates, notes, departures."""
    path, numbers = run.scenario.source.path, run.scenario.numbers()
    graded = path is not None  # of a scenario made in Python nobody knows which numbers are estimates
    return {
        "path": path,
        "sha256": run.scenario.sha256,
        "created_utc": created_utc,
        "departures": _departures(run),
        "notes": _notes(run),
        "switches": as_studies_do(run.scenario),
        "numbers_used": len(numbers) if graded else None,
        "numbers_estimated": sum(number.is_estimate for number in numbers) if graded else None,
    }


def _departures(run: Run) -> list[str]:
    """Where the two sides of the like-for-like comparison still differ, with the effect of each on the ratio."""
    return [each.what if each.effect is None else f"{each.what}: {each.effect:+.2f}" for each in run.differences]


def _on_the_window(run: Run) -> list[str]:
    """What the simulated days leave out of the life."""
    s = run.scenario
    if run.mission.n_day == run.mission.environment.last_day() < run.mission.environment.n_day:
        return [f"the march ends after {run.mission.n_day} days, when the last satellite re-enters"]
    if run.mission.n_day < s.mission.life_y * DAYS_PER_YEAR - 1.0:
        return [
            f"{run.mission.n_day} marched days are repeated over {s.mission.life_y:g} years: seasons and ageing of "
            "cells, coating and battery outside this window are left out"
        ]
    return []


def _on_the_cost(run: Run) -> list[str]:
    """Why the fleet has no cost; nothing where it has one."""
    if run.deployment.manifest.per_launch < 1:
        return ["the satellite does not fit the launcher: what the fleet delivers is simulated, and has no cost"]
    if run.mission.hottest.melts:
        return ["a part of the satellite melts: the fleet delivers nothing and has no cost"]
    if run.orbit.cost.unpriced:
        return ["the satellites cannot climb to their orbit: what they would deliver there has no cost"]
    return []


def _notes(run: Run) -> list[str]:
    """What a reader of this run's answer must know."""
    s, notes = run.scenario, _on_the_window(run)
    if s.fleet.catalogue_file is not None:
        notes.append(
            "catalogue orbits: mean elements carried to the service date at secular rates, without drag and manoeuvres"
        )
        notes += run.mission.orbits.notes
    network = run.mission.environment.network()
    if network.synchronous_share_frac < network.share_frac:
        ground = run.ground.side.scale_out_frac
        notes.append(
            f"training all-reduces every {run.mission.environment.job.steps} steps between satellites; at every step "
            f"the links would carry {network.synchronous_share_frac:.0%} of full clock (workload.local_steps), "
            f"the ground's network carries {ground:.0%}"
        )
    mine, theirs = run.mission.throughput(), run.ground.side.mfu_frac
    if abs(mine.mfu_frac / theirs - 1.0) > SAME_FRAC:
        notes.append(
            f"the same model reaches {mine.mfu_frac:.1%} of the dense peak on satellites of {mine.domain} accelerators "
            f"joined by the fast network, {theirs:.1%} on the ground"
        )
    r = s.satellite.reliability
    if r.early_losses == "weibull":
        notes.append(
            "early losses follow a Weibull law of satellites in orbit, which holds what satellite.dead_on_arrival_frac "
            "and satellite.random_loss_per_y would charge again: neither is applied"
        )
    if r.common_causes == "included":
        notes.append("expected losses hold defective batches and severe solar storms (satellite.reliability)")
    notes += as_studies_do(s)
    notes += [*power_note(run), *refresh_note(run), *_premium_notes(run)]
    if run.deployment.ramp_months > s.fleet.ramp_months and not run.orbit.cost.unpriced:
        notes.append(_slow_campaign(run))
    if s.fleet.shells is not None:
        notes += _close_neighbours(run)
    fell = {"a launch": run.deployment.launch_factor[0, -1], "a bus": run.deployment.bus_of_last}
    for what, factor in fell.items():
        if factor < 1.0:
            notes.append(f"the price of {what} falls to {factor:.0%} of the first one's while the fleet is launched")
    if run.overweight:
        notes.append(
            "the launched mass is the announced one, which the parts do not keep to: the satellite cannot be bought at "
            "this price, and ratio_at_parts_mass is the ratio with the sum of the parts launched"
        )
    return notes + _on_the_cost(run)


def _premium_notes(run: Run) -> list[str]:
    """A note on each build-up whose equity asks an extra premium where its side charges hazards one by one."""
    s, notes = run.scenario, []
    sides: tuple[SideName, ...] = ("orbit", "ground")
    for side in sides:
        own = getattr(s.money, side)
        at = f"money.{side}.capital" if own is not None and own.capital is not None else "money.capital"
        capital = own.capital if own is not None and own.capital is not None else s.money.capital
        if own is not None and own.real_wacc_frac is not None and own.capital is None:
            capital = None  # the side states its rate, and no build-up makes it
        if capital is not None and capital.extra_premium_frac > 0.0 and (hazards := s.hazards(side)):
            premium = 100 * capital.extra_premium_frac
            notes.append(
                f"equity asks {premium:g} points beyond the market ({at}.extra_premium_frac); so far as "
                f"that is for risks of the {side}, they are charged a second time by {', '.join(hazards)}"
            )
    return notes


def _close_neighbours(run: Run) -> list[str]:
    """A warning where the satellites of one orbit stand closer than the least spacing."""
    found, least_km = node_spacing(run), run.scenario.fleet.spacing_least_km
    if found["node_spacing_frac"] >= 0.0:
        return []
    return [
        f"{found['satellites_on_node']:,.0f} satellites share one orbit and stand {found['node_spacing_km']:.1f} km "
        f"apart, closer than the {least_km:g} km within which approaches are screened (fleet.spacing_least_km): each "
        "must be held in its place, and one that fails drifts through its neighbours; more planes or shells part them"
    ]


def _slow_campaign(run: Run) -> str:
    """What a campaign changes that is longer than the wished ramp, and what it does not change."""
    found, side = run.deployment.campaign, run.orbit.side
    monthly = side.flop_by_month / (HOURS_PER_YEAR / 12.0 * 3600.0) / 1e15
    first, peak = float(monthly[:12].sum()) / 12.0, float(monthly.max())
    what = "the factory stretches" if found.limited_by == "factory" else "launches stretch"
    whole = f" of the {side.delivered_pflop_per_s:,.0f} that a whole fleet delivers on average over its life"
    return (
        f"{what} the ramp to {found.months:.0f} months: the fleet delivers {first:,.0f} PFLOP/s over the first year "
        f"and {peak:,.0f} at its peak,{whole}. Each satellite is paid when it is built and launched and serves its own "
        "life from then on, so that the pace moves the cost of compute little; it moves the calendar, the capacity of "
        "any one year, and the profit at rents that fall meanwhile"
    )


def as_studies_do(s: Scenario) -> list[str]:
    """The conventions of published studies that take the place of this program's own."""
    notes = []
    fleet, per_kw = s.fleet, s.satellite.announced_kg_per_it_kw
    if s.money.discounting == "year_end":
        notes.append("money and work count at the ends of years, as many published studies do (money.discounting)")
    if fleet.replacement_frac_per_y > 0.0 or fleet.operations_frac_per_y > 0.0:
        base = fleet.yearly_shares_of.replace("_", " ")
        notes.append(
            f"yearly shares of the price of {base} are paid: {fleet.replacement_frac_per_y:.1%} for replacements, "
            f"{fleet.operations_frac_per_y:.1%} for operations (fleet.replacement_frac_per_y and operations_frac_per_y)"
        )
    if s.sky.sunlit_frac is not None:
        notes.append(f"light never ceases, at {s.sky.sunlit_frac:.1%} of its strength (sky.sunlit_frac)")
    panel = s.satellite.radiator
    if panel.model == "ideal":
        notes.append("heat never sets the clock: the radiator is ideal (satellite.radiator.model)")
    if panel.infrared == "at_solar_absorptance":
        notes.append(
            f"the radiator takes in {panel.absorptance_bol_frac:.0%} of the heat of the Earth, as of sunlight, where "
            f"its emittance is {panel.emittance_bol_frac:.0%} (satellite.radiator.infrared)"
        )
    if s.sky.earth_infrared_w_per_m2 == 0.0:
        notes.append("the Earth sends no heat (sky.earth_infrared_w_per_m2)")
    if fleet.attrition == "capacity_stays":
        notes.append("what is lost in orbit counts as if it still computed, and nothing replaces it (fleet.attrition)")
    if fleet.availability_frac is not None:
        notes.append(
            f"accelerators in orbit are available for {fleet.availability_frac:.1%} of the time, as stated "
            "(fleet.availability_frac)"
        )
    if per_kw is not None and s.satellite.launched_mass == "announced":
        notes.append(f"a satellite weighs {per_kw:g} kg per kW of IT, whatever its parts (announced_kg_per_it_kw)")
    return notes
