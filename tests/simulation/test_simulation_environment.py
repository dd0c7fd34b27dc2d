"""Fields of the environment move a headline in the direction that physics says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import orbitdc
from orbitdc.comparison.run import Run
from orbitdc.errors import ScenarioError
from orbitdc.results.save import summary_of

RunOf = Callable[..., Run]
AI1, SHELL = "ai1_vs_colossus", "starlink_compute_shell"
AT_PARTS = "satellite.launched_mass=bottom_up"  # so that what a part weighs is launched


def environment(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = summary_of(run)["orbit"]["environment"]
    return found


def ratio(run: Run) -> float:
    assert run.ratio_like_for_like is not None
    return run.ratio_like_for_like


# -- air ---------------------------------------------------------------------------------------------------------------


def test_an_active_sun_costs_propellant(run_of: RunOf) -> None:
    drag = [
        environment(run_of(AI1, f"sky.solar_activity={level}"))["drag_m_per_s_y"] for level in ("low", "mean", "high")
    ]
    assert drag == sorted(drag)
    # From F10.7 of 70 to 200 density grows 23 to 26 times at 550 to 650 km (NRLMSIS 2.1).
    assert drag[2] / drag[0] == pytest.approx(24.5, rel=0.1)
    need = [run_of(AI1, f"sky.solar_activity={level}").deployment.propellant_need_kg for level in ("low", "high")]
    assert need[1] > 1.5 * need[0]


def test_a_stronger_cycle_costs_propellant_at_its_maximum(run_of: RunOf) -> None:
    drag = [
        environment(run_of(AI1, "mission.service_date=2034-01-01", f"sky.solar_activity={cycle}"))["drag_m_per_s_y"]
        for cycle in ("low_cycle", "mean_cycle", "high_cycle")
    ]
    assert drag == sorted(drag)
    assert drag[2] > 2.0 * drag[0]


def test_lower_orbits_and_larger_fronts_meet_more_air(run_of: RunOf) -> None:
    high, low = (environment(run_of(AI1, f"fleet.shells.0.altitude_km={km}")) for km in (600, 500))
    assert low["drag_m_per_s_y"] > 3.0 * high["drag_m_per_s_y"]
    assert low["thruster_mean_w"] > high["thruster_mean_w"]
    broad = environment(run_of(AI1, "satellite.drag.drag_coefficient=2.6"))
    assert broad["drag_m_per_s_y"] > high["drag_m_per_s_y"]


def test_attitudes_trade_air_against_sun_and_earth(run_of: RunOf) -> None:
    names = ("sun_earth_edge", "velocity_normal", "nadir_normal", "array_fixed")
    runs = {name: run_of(AI1, f"satellite.radiator.attitude={name}") for name in names}
    drag = {name: environment(run)["drag_m_per_s_y"] for name, run in runs.items()}
    # On a dawn-dusk orbit Sun x radial lies nearly along the velocity; facing down a panel flies edge-on.
    assert drag["nadir_normal"] < drag["array_fixed"] < drag["sun_earth_edge"] < drag["velocity_normal"]
    # What the sky adds to the radiator: facing down it sees most of the Earth, edge-on to both least.
    absorbed = {name: float(run.mission.integrated.day("radiator_sky").mean()) for name, run in runs.items()}
    assert absorbed["sun_earth_edge"] == min(absorbed.values())
    assert absorbed["nadir_normal"] > 1.5 * absorbed["sun_earth_edge"]
    # And so the clock and the price: AI1's radiator is what heat-throttles it.
    assert ratio(runs["sun_earth_edge"]) == min(ratio(run) for run in runs.values())


def test_an_array_that_does_not_follow_the_sun_gives_less(run_of: RunOf) -> None:
    given = {
        way: float(
            run_of(SHELL, f"satellite.solar_array.tracking={way}").mission.integrated.day("panel_available").mean()
        )
        for way in ("two_axis", "one_axis", "zenith_fixed")
    }
    assert given["zenith_fixed"] < 0.55 * given["two_axis"]  # 1/pi of the light, and a colder array
    assert given["zenith_fixed"] < given["one_axis"] < given["two_axis"]


# -- radiation and debris ----------------------------------------------------------------------------------------------


def test_a_thicker_shield_saves_work_and_costs_mass(run_of: RunOf) -> None:
    thin, thick = (run_of(AI1, AT_PARTS, f"satellite.shielding.thickness_mm={mm}") for mm in (3, 15))
    assert environment(thick)["dose_krad"] < 0.2 * environment(thin)["dose_krad"]  # electrons stop in 10 mm
    assert environment(thick)["useful_frac"] > environment(thin)["useful_frac"]
    assert (
        thick.deployment.launched_kg > thin.deployment.launched_kg + 250.0
    )  # 12 mm x 2700 kg/m3 x 8 m2, and structure


def test_quiet_suns_and_high_orbits_bring_dose(run_of: RunOf) -> None:
    quiet, active = (environment(run_of(AI1, f"sky.solar_activity={level}"))["dose_krad"] for level in ("low", "high"))
    assert active < quiet
    high = environment(run_of(AI1, "fleet.shells.0.altitude_km=1000"))["dose_krad"]
    # The table: 1,094 against 154 rad a year behind 10 mm at solar minimum.
    assert high / environment(run_of(AI1, "sky.solar_activity=low"))["dose_krad"] == pytest.approx(7.1, rel=0.1)


def test_the_dawn_dusk_orbit_without_eclipses_costs_more_than_the_light_it_gains(run_of: RunOf) -> None:
    low, free = run_of(AI1, AT_PARTS), run_of(AI1, AT_PARTS, "fleet.shells.0.altitude_km=1400")
    assert summary_of(free)["orbit"]["sunlit_frac"] == pytest.approx(1.0, abs=1e-12)
    assert ratio(free) > ratio(low)
    assert environment(free)["dose_krad"] > 20.0 * environment(low)["dose_krad"]


def test_debris_takes_radiators_and_satellites(run_of: RunOf) -> None:
    low, high = (run_of(AI1, f"sky.debris_flux={case}") for case in ("low", "high"))
    assert environment(high)["radiator_left_frac"] < environment(low)["radiator_left_frac"]
    assert high.mission.survivors(5.0) < low.mission.survivors(5.0)
    bare = environment(run_of(AI1, "satellite.radiator.shield_mm=0"))["radiator_left_frac"]
    assert bare < 0.2  # 8.8 m2 of unshielded tubes are holed four times a year


# -- links and clusters ------------------------------------------------------------------------------------------------


def test_links_hold_a_synchronous_job_back(run_of: RunOf) -> None:
    sync = "workload.local_steps=1"
    few, many = (run_of(AI1, sync, f"satellite.link.terminals={n}") for n in (3, 12))
    assert few.verdict.margins["link_frac"] < many.verdict.margins["link_frac"] < 0.0
    assert ratio(few) > 1.5 * ratio(many) > 1.5 * ratio(run_of(AI1))


def test_inference_asks_little_of_the_links_and_waits_for_clear_skies(run_of: RunOf) -> None:
    cool = ("workload.traffic=inference", "satellite.radiator.area_m2=200", "satellite.it_power_basis=peak")
    run = run_of(AI1, *cool)
    assert run.verdict.margins["link_frac"] > 10.0
    cloudy = run_of(AI1, *cool, "satellite.link.ground_sites=1")
    # One site sees the sky 70 % of the time, four 99 %.
    clock = [float(each.mission.daily_clock().mean()) for each in (cloudy, run)]
    assert clock[0] / clock[1] == pytest.approx(0.70 / (1.0 - 0.3**4), rel=0.01)


def test_a_cluster_brings_neighbours_near_and_costs_trim(run_of: RunOf) -> None:
    near, wide = (
        run_of(AI1, "fleet.cluster.satellites=81", f"fleet.cluster.radius_m={radius}") for radius in (1000, 3000)
    )
    small, large = (summary_of(run)["orbit"]["network"] for run in (near, wide))
    assert large["range_km"] == pytest.approx(3.0 * small["range_km"])
    assert small["cluster_neighbour_m"] == {"min": 100.0, "max": 200.0}
    assert (
        wide.deployment.propellant_need_kg
        > near.deployment.propellant_need_kg
        > run_of(AI1).deployment.propellant_need_kg
    )


# -- bad input ---------------------------------------------------------------------------------------------------------


def test_dates_outside_the_table_of_the_sun_name_its_range() -> None:
    with pytest.raises(ScenarioError) as caught:
        orbitdc.simulate(orbitdc.load(AI1, ["mission.service_date=2045-01-01", "numerics.window_days=1"]))
    assert [problem.path for problem in caught.value.problems] == ["sky.solar_activity"]


def test_a_shield_thinner_than_the_table_is_refused() -> None:
    with pytest.raises(ScenarioError, match=r"satellite\.shielding\.thickness_mm"):
        orbitdc.load(AI1, ["satellite.shielding.thickness_mm=0.5"])


def test_a_perigee_in_the_air_is_refused() -> None:
    with pytest.raises(ScenarioError) as caught:
        orbitdc.load(SHELL, ["fleet.shells.0.altitude_km=250", "fleet.shells.0.eccentricity=0.019"])
    assert "perigee is at 124 km: give a smaller eccentricity or a higher altitude_km" in str(caught.value)


def test_a_fleet_that_sinks_ends_with_verdict_and_date() -> None:
    """The whole life is asked for, and not the short window of the others; after the last re-entry there is nothing."""
    sets = ["satellite.drag.altitude=decaying", "fleet.shells.0.altitude_km=450", "numerics.phases_marched=4", AT_PARTS]
    run = orbitdc.simulate(orbitdc.load(AI1, sets))
    summary = summary_of(run)
    date = summary["orbit"]["environment"]["reentry_date"]
    assert run.verdict.verdict == "REENTERED"
    assert f"down on {date}" in run.verdict.binding_limit
    assert "2028-01-01" < date < "2029-06-01"
    assert f"the march ends after {run.mission.n_day} days, when the last satellite re-enters" in summary["notes"]
    assert run.mission.environment.reentry_y() * 365.25 <= run.mission.n_day < 500
    month = run.mission.monthly_flop()
    assert month[0] > 0.0
    assert month[-1] < 1e-200 * month[0]
    assert summary["orbit"]["firm_pflop_per_s"]["min"] < 1e-200
    assert ratio(run) > 3.0 * ratio(orbitdc.simulate(orbitdc.load(AI1, ["numerics.phases_marched=4", AT_PARTS])))


# -- what is left at the end -------------------------------------------------------------------------------------------


def test_spares_cannot_replace_a_satellite_that_fell(run_of: RunOf) -> None:
    low = (
        "satellite.drag.altitude=decaying",
        "fleet.shells.0.altitude_km=280",
        "mission.life_y=1",
        "numerics.window_days=365",
        "accelerator.tray_accelerators=1",
    )
    for attrition in ("decay", "spares"):
        run = run_of(AI1, *low, f"fleet.attrition={attrition}")
        assert run.verdict.verdict == "REENTERED"
        fell_y = float(run.mission.environment.altitude.reentry_day.max()) / 365.25
        alive = run.mission.environment.satellites([0.0, 0.9 * fell_y, 1.01 * fell_y])
        assert alive[1] > 0.9
        assert alive[2] == 0.0  # in the air, whatever is paid for spares
        costs = summary_of(run)["orbit"]["capex_usd"]
        assert costs.get("replacement", 0.0) < 0.1 * sum(costs.values())  # for a few percent lost a year


def test_the_array_ends_with_what_its_cells_keep(run_of: RunOf) -> None:
    for krad in ("satellite.shielding.thickness_mm=2", "satellite.shielding.thickness_mm=10"):
        orbit = summary_of(run_of(AI1, krad))["orbit"]
        power = orbit["array_power_w"]
        # One plane: the share of it is all of the fleet's.
        assert power["eol"] / power["bol"] == pytest.approx(orbit["environment"]["cells_left_frac"], rel=1e-12)


def test_a_holed_radiator_needs_more_area(run_of: RunOf) -> None:
    whole, holed = (run_of(AI1, f"satellite.radiator.shield_mm={x}", AT_PARTS) for x in (20, 0))
    left = float(holed.mission.environment.hazards.radiator_frac[holed.mission.n_day - 1].min())
    assert left < 0.95
    assert holed.worst.radiator_need_m2 == pytest.approx(whole.worst.radiator_need_m2 / left, rel=0.01)
