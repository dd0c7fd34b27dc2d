"""Every accepted number changes an answer: each one moved a little, alone, moves a key of summary.json or a margin."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

import orbitdc
from orbitdc.comparison.run import simulate
from orbitdc.results.save import summary_of
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.schema import block_of, bounds, is_number

# Forty days from 20 May hold the eclipse season of a dawn-dusk plane.
SHORT = (
    "mission.service_date=2028-05-20",
    "numerics.window_days=40",
    "numerics.planes_marched=3",
    "numerics.phases_marched=2",
    "launch.launches_per_y=500",  # a campaign of few months, each of which is a cohort that is paid for apart
)
SCENARIOS = ("ai1_vs_colossus", "starlink_compute_shell")

# Nothing reads these yet. A number leaves this list on the day it starts to matter: the test fails both ways.
UNREAD: set[str] = {
    "fleet.cluster.keep_out_m",  # it refuses a scenario and moves none
    "satellite.reliability.batch_satellites",  # it moves no mean, and the spread of drawn histories (tests/study)
}

AI1, SHELL = SCENARIOS
FEW = "fleet.size=as_given"
# Packing counts whole satellites; where thousands ride together a tenth of anything shows.
MANY_BY_MASS = ("satellite.announced_mass_kg=50", "satellite.envelope_m3=0.001")
MANY_BY_VOLUME = ("satellite.announced_mass_kg=1", "satellite.envelope_m3=null", "launch.volume_m3=100000")
CLUSTER = ("fleet.cluster.satellites=49", "fleet.cluster.radius_m=1000")
FAR = ("satellite.link.range_km=4000", "satellite.link.rate_gbps=1e6")  # photons are scarce, not electronics
NEAR = ("satellite.link.range_km=1", "satellite.link.channels_max=4")  # light is not scarce
WEIBULL = ("satellite.reliability.early_losses=weibull",)
LONG = ("mission.life_y=7",)  # beyond the design life
COMMON = ("satellite.reliability.common_causes=included",)
LOSSLESS = (
    "satellite.random_loss_per_y=0",
    "satellite.vital_m2=0",
    "satellite.dead_on_arrival_frac=0",
    "accelerator.permanent_loss_per_y=0",
)
COUNTED = ("fleet.gateways=by_egress",)
CONTRACTED = ("money.rent_basis=contract", "money.contract_usd_per_gpu_hour=5")
VISITED = ("fleet.servicing=visit",)
SAFE = (
    "satellite.random_loss_per_y=0",
    "satellite.vital_m2=0",
    "satellite.dead_on_arrival_frac=0",
    "accelerator.permanent_loss_per_y=0",
    "launch.failure_frac=0",
)
HIGH = ("fleet.shells.0.altitude_km=1200",)  # where memory collects more than the first irregularity
SIZED = ("satellite.design.mode=sized", "mission.life_y=1")
LIFTED = ("satellite.heat_pump.lift_k=10",)
SPARES = ("satellite.board.spare_accelerators=40",)  # whole trays step in: many show a tenth
SEGMENTS = ("satellite.radiator.segments=8", "satellite.radiator.segments_needed=6")
FIN = tuple(
    f"satellite.radiator.fin_{key}" for key in ("half_pitch_mm=100", "thickness_mm=1", "conductivity_w_per_m_k=180")
)
PLANT = ("ground.power.from=gas_aero",)
IN_A_MARKET = ("ground.power.from=gas_ccgt", "ground.power.sizing=capacity_factor")
TWO_PLANTS = ("ground.power.from=grid_tva", "ground.second_power.from=gas_aero")
CONTRACT = ("ground.power.from=grid_tva",)
OF_A_PLANT = (
    "capex_usd_per_kw",
    "plant_life_y",
    "reuse_frac",
    "build_months",
    "queue_months",
    "unit_availability_frac",
    "reserve_frac",
    "fixed_usd_per_kw_y",
    "variable_usd_per_mwh",
    "heat_rate_mmbtu_per_mwh",
    "other_carbon_kg_per_kwh",
    "water_l_per_kwh",
    "currency_year",
    "fuel.price_usd_per_mmbtu",
    "fuel.delivery_usd_per_mmbtu",
    "fuel.escalation_per_y",
    "fuel.carbon_kg_per_mmbtu",
    "fuel.methane_leak_frac",
    "fuel.currency_year",
)
# Numbers that by design act only under another choice, and that choice: in both scenarios, or in the one named.
DECODE, MIXED = "workload.from=decode", "workload.from=batch_inference"
STAGED = ("satellite.board.accelerators=8",)  # too few for the model, so that a pipeline runs over satellites
EXPERTS = ("workload.from=training_moe", "accelerator.domain_gbps=200")  # slower than the arithmetic hides
SLOW_LAUNCHES = ("launch.launches_per_y=20",)  # the campaign sets the pace
ASLEEP = ("satellite.eclipse_power_frac=0",)  # the chip of a satellite awake hardly cools in shadow
SHARED_LAUNCHES = ("launch.launches_per_y=null", "launch.flights_per_y=300", "fleet.factory_satellites_per_y=1e5")
PARTS = ("satellite.learning.from=by_subsystem",)
WRIGHT, UNITS = ("launch.learning.from=wright",), ("satellite.learning.from=aerospace",)
ACTIVE: dict[str | tuple[str, str], tuple[str, ...]] = {
    "accelerator.dense_bf16_pflop_per_s": ("workload.precision=bf16",),
    "accelerator.dense_fp4_pflop_per_s": ("workload.precision=fp4",),
    "workload.mfu_frac": ("workload.mfu=stated",),
    "workload.inactive_parameters": ("workload.inactive_parameters=4e11",),
    "workload.experts_per_token": EXPERTS,
    "workload.expert_parallel": EXPERTS,
    "workload.virtual_stages": STAGED,
    "workload.microbatch_tokens": STAGED,
    "workload.memory_frac": STAGED,
    "workload.state_bytes_per_parameter": ("satellite.board.accelerators=7",),  # a stage more
    "workload.bandwidth_efficiency_frac": (DECODE,),
    "workload.kv_bytes_per_token": (DECODE,),
    "workload.prompt_tokens": (DECODE,),
    "workload.output_tokens": (DECODE,),
    "accelerator.hbm_gb": (MIXED,),
    "accelerator.hbm_tb_per_s": (DECODE,),
    "accelerator.domain_accelerators": (MIXED, "satellite.board.accelerators=80"),
    "accelerator.scale_out_gbps": ("accelerator.scale_out_gbps=20",),
    "ground.pue_peak": PLANT,
    "ground.second_power_frac": TWO_PLANTS,
    "launch.launches_growth_per_y": SLOW_LAUNCHES,
    "prices.catalogue_year": ("prices.mode=dated",),
    **{f"accelerator.cycle{key}": ASLEEP for key in ("s_doubling_per_y", "_reference_k", "_exponent")},
    "launch.flights_per_y": SHARED_LAUNCHES,
    "launch.flights_growth_per_y": SHARED_LAUNCHES,
    "launch.flights_most_per_y": SHARED_LAUNCHES,
    "launch.fleet_share_frac": SHARED_LAUNCHES,
    "prices.silicon_lag_y": ("accelerator.from=latest_nvidia", "mission.service_date=2033-05-20"),
    "launch.learning.flown_t": WRIGHT,
    "launch.learning.others_t_per_y": WRIGHT,
    "launch.learning.floor_frac": ("launch.learning.decline_per_y=0.5", "launch.learning.floor_frac=0.95"),
    "satellite.learning.built_units": UNITS,
    "satellite.learning.others_units_per_y": UNITS,
    "satellite.learning.floor_frac": ("satellite.learning.decline_per_y=0.5", "satellite.learning.floor_frac=0.95"),
    "fleet.licence_months": ("fleet.licence_months=60",),  # the development would hide a shorter one
    "fleet.factory_ramp_months": ("fleet.factory_satellites_per_y=1000",),  # else the launches set the pace
    "fleet.factory_growth_per_y": ("fleet.factory_satellites_per_y=1000",),
    "fleet.factory_most_satellites_per_y": ("fleet.factory_satellites_per_y=1000", "fleet.factory_growth_per_y=2"),
    "launch.later_decline_per_y": ("mission.horizon_y=10",),
    "satellite.later_decline_per_y": ("mission.horizon_y=10",),
    "launch.insurance_frac": ("launch.risk=insurance",),
    "satellite.propulsion.added_thruster_mass_kg": ("satellite.propulsion.thrusters=2",),
    "satellite.propulsion.added_thruster_price_usd": ("satellite.propulsion.thrusters=2",),
    "satellite.drag.raising_m2": ("satellite.drag.raising_attitude=stowed",),
    # the Cape serves a shell at 53 degrees, Vandenberg one at 97: each acts at the orbits that it serves
    "launch.sites.0.latitude_deg": (*MANY_BY_MASS, "fleet.shells.0.inclination_deg=53"),
    "launch.sites.0.inclination_min_deg": (*MANY_BY_MASS, "fleet.shells.0.inclination_deg=30"),
    "launch.sites.0.inclination_max_deg": (*MANY_BY_MASS, "fleet.shells.0.inclination_deg=59"),
    "launch.sites.1.latitude_deg": (*MANY_BY_MASS, "fleet.shells.0.inclination_deg=97"),
    "launch.sites.1.inclination_min_deg": (*MANY_BY_MASS, "fleet.shells.0.inclination_deg=69"),
    "launch.sites.1.inclination_max_deg": (*MANY_BY_MASS, "fleet.shells.0.inclination_deg=109"),
    "launch.dry_mass_kg": MANY_BY_MASS,
    "launch.specific_impulse_s": MANY_BY_MASS,
    "launch.insertion_altitude_km": MANY_BY_MASS,
    "satellite.board.box_m3_per_kw": MANY_BY_VOLUME,
    "satellite.bus.box_m3": MANY_BY_VOLUME,
    "satellite.solar_array.box_m3_per_m2": MANY_BY_VOLUME,
    "satellite.radiator.box_m3_per_m2": MANY_BY_VOLUME,
    "satellite.loop.freeze_k": ("satellite.loop.cold=none",),
    "satellite.loop.cold_margin_k": ("satellite.loop.cold=heaters",),
    "satellite.power_conditioning.box_m3_per_kw": MANY_BY_VOLUME,
    "satellite.battery.discharge_max_per_h": ("satellite.battery.discharge_max_per_h=0.2",),
    "satellite.battery.charge_max_per_h": ("satellite.battery.charge_max_per_h=0.1",),
    "satellite.battery.fade_reference_k": ("satellite.battery.cooling=main_loop",),
    "satellite.battery.fade_activation_ev": ("satellite.battery.cooling=main_loop",),
    "satellite.link.handoff_loss_frac": ("satellite.eclipse_power_frac=0", "workload.traffic=inference"),
    "satellite.loop.latent_heat_j_per_kg": (
        "satellite.loop.latent_heat_j_per_kg=1e6",
        "satellite.loop.vapour_frac=0.5",
    ),
    "satellite.loop.vapour_frac": ("satellite.loop.latent_heat_j_per_kg=1e6", "satellite.loop.vapour_frac=0.5"),
    "carbon.exhaust_factor": ("carbon.upper_atmosphere=included",),
    "carbon.reentry_kg_per_kg": ("carbon.upper_atmosphere=included",),
    "satellite.heat_pump.carnot_frac": LIFTED,
    "satellite.heat_pump.mass_kg_per_kw": (*LIFTED, "satellite.launched_mass=bottom_up"),
    "satellite.heat_pump.price_usd_per_kw": LIFTED,
    "satellite.design.array_margin_frac": SIZED,
    "satellite.design.battery_margin_frac": SIZED,
    "satellite.design.radiator_margin_frac": SIZED,
    "satellite.design.pump_margin_frac": SIZED,
    "satellite.design.propellant_margin_frac": SIZED,
    "satellite.design.battery_health_frac": (*SIZED, "satellite.design.depth=by_cycles"),
    # else the eclipse asks for more
    "satellite.design.contingency_h": (*SIZED, "satellite.eclipse_power_frac=0", "satellite.design.contingency_h=5"),
    (AI1, "satellite.design.battery_health_frac"): (  # one year of cycles alone would allow the deepest discharge
        *SIZED,
        "satellite.design.depth=by_cycles",
        "satellite.design.battery_health_frac=0.95",
    ),
    "satellite.link.rate_gbps": NEAR,
    "satellite.link.channels_max": NEAR,
    "satellite.link.aperture_m": FAR,
    "satellite.link.wavelength_nm": FAR,
    "satellite.link.transmit_w": FAR,
    "satellite.link.efficiency_frac": FAR,
    "satellite.link.photons_per_bit": FAR,
    "workload.bytes_per_token": ("workload.traffic=inference",),
    "workload.bytes_per_parameter": ("workload.traffic=inference",),
    "workload.weight_updates_per_day": ("workload.traffic=inference",),
    "satellite.upsets.hazard_at_tested_per_y": HIGH,
    "satellite.upsets.first_irregularity_krad": HIGH,
    "satellite.upsets.tested_krad": HIGH,
    "satellite.radiator.segment_m2": ("satellite.radiator.segment_m2=2",),  # segments are whole: many show a tenth
    "satellite.board.spare_accelerators": SPARES,
    "satellite.board.spare_power_frac": SPARES,
    "fleet.shells.0.planes": (FEW,),
    "fleet.shells.0.satellites_per_plane": (FEW,),
    # 47 of this satellite ride by mass where 60 would by volume
    (SHELL, "satellite.envelope_m3"): ("satellite.announced_mass_kg=1",),
    (SHELL, "launch.volume_m3"): ("satellite.announced_mass_kg=1",),
    (SHELL, "launch.packing_frac"): MANY_BY_VOLUME,
    (SHELL, "satellite.layout.height_m"): ("satellite.layout.height_m=30",),
    (AI1, "fleet.shells.0.phasing"): ("fleet.shells.0.planes=8",),
    (AI1, "numerics.planes_marched"): ("fleet.shells.0.planes=8", "fleet.shells.0.pattern=delta"),
    (AI1, "fleet.nre_fleet_it_w"): (FEW,),  # the fleet that matches Colossus 2 is larger than a gigawatt
    (AI1, "satellite.eclipse_power_frac"): ("satellite.radiator.area_m2=185",),  # else heat holds it below 0.9
    "satellite.reliability.weibull_shape": WEIBULL,
    "satellite.reliability.weibull_scale_y": WEIBULL,
    "satellite.reliability.wear_out_scale_y": LONG,
    "satellite.reliability.wear_out_shape": LONG,
    "satellite.reliability.accelerators_per_unit": ("satellite.reliability.unit_losses_per_y=0.1",),
    "satellite.reliability.batch_defect_frac": COMMON,
    "satellite.reliability.batch_hazard_factor": COMMON,
    "satellite.reliability.storms_per_y": COMMON,
    "satellite.reliability.storm_loss_frac": COMMON,
    "satellite.loop.pumps": ("satellite.loop.pump_loss_per_y=0.1",),
    "satellite.loop.pumps_needed": ("satellite.loop.pump_loss_per_y=0.1",),
    "money.contract_months": CONTRACTED,
    "money.resale_24_months_frac": ("ground.it_refresh_y=2",),
    "money.resale_36_months_frac": ("ground.it_refresh_y=2.5",),
    "money.resale_60_months_frac": ("ground.it_refresh_y=4",),
    "ground.abatement_y": ("ground.abatement_y=2",),
    "fleet.gateway_usd": COUNTED,
    "fleet.reuse_frac": ("mission.horizon_y=7",),
    "fleet.replacement_frac_per_y": LOSSLESS,
    "fleet.gateway_gbps": (*COUNTED, "fleet.gateway_gbps=1"),  # stations are whole: many show a tenth
    "fleet.gateway_availability_frac": COUNTED,
    "fleet.service_interval_y": VISITED,
    "fleet.service_usd_per_satellite": VISITED,
    "fleet.service_restores_frac": VISITED,
    "money.risk_premium_frac": SAFE,
}
PHASES = ("ground.from=colossus_1", "ground.build_up.from=colossus_1", "ground.build_up.silicon=own")
OF_A_PHASE = "ground.build_up.phases.0"
PRICED_IN_A_PHASE = tuple(f"accelerator.{key}" for key in ("price_usd", "allin_w", "dense_fp8_pflop_per_s"))
OF_CAPITAL = (
    "equity_frac", "risk_free_frac", "beta", "equity_premium_frac", "extra_premium_frac", "debt_rate_frac",
)  # fmt: skip
LEVEL = ("money.financing.structure=level_loan", "money.financing.debt_term_months=48")
NOTES = ("money.financing.from=xai_2025", "money.financing.debt_term_months=48")
PROJECT = ("money.financing.structure=project_debt", "money.financing.contract_usd_per_pflop_hour=1")
LEASE = ("money.financing.from=valor_lease", "money.financing.debt_term_months=48")
# Cash that covers debt service in some months and not in others.
COVERED = (*LEVEL, "accelerator.rent_usd_per_gpu_hour=8")
FINANCED = {
    "junior_share_frac": LEVEL,
    "junior_rate_frac": (*LEVEL, "money.financing.junior_share_frac=0.1"),
    "covenant_cover": (*COVERED, "money.financing.lock_up_cover=3"),
    "lock_up_cover": (*COVERED, "money.financing.lock_up_cover=2"),  # months of a fleet that builds up cover it or not
    "debt_share_frac": LEVEL,
    "debt_rate_frac": LEVEL,
    "debt_term_months": LEVEL,
    "interest_only_months": LEVEL,
    "discount_frac": LEVEL,
    "fee_frac": LEVEL,
    "equity_return_frac": LEVEL,
    "notes_share_frac": NOTES,
    "notes_rate_frac": NOTES,
    "debt_service_cover": PROJECT,
    "contract_usd_per_pflop_hour": PROJECT,
    "residual_frac": LEASE,
    "lessor_return_frac": LEASE,
}
# Numbers that neither scenario states, stated here.
STATED: dict[tuple[str, str], tuple[str, ...]] = {
    (AI1, "satellite.announced_kg_per_it_kw"): ("satellite.announced_kg_per_it_kw=20",),
    (AI1, "mission.horizon_y"): ("mission.horizon_y=7",),
    (AI1, "sky.sunlit_frac"): ("sky.sunlit_frac=0.9",),
    (AI1, "fleet.availability_frac"): ("fleet.availability_frac=0.9",),
    (AI1, "ground.electrical_life_y"): ("ground.electrical_life_y=10",),
    (AI1, "ground.mechanical_life_y"): ("ground.mechanical_life_y=10",),
    (AI1, "satellite.envelope_m3"): ("satellite.envelope_m3=30",),
    (AI1, "workload.availability_frac"): ("workload.availability_frac=0.9",),
    (AI1, "workload.token_max_ms"): (DECODE, "workload.token_max_ms=50"),
    **{(AI1, f"ground.power.{key}"): PLANT for key in OF_A_PLANT},
    (AI1, "ground.second_power.capex_usd_per_kw"): TWO_PLANTS,
    (AI1, "ground.power.fuel.methane_gwp"): (*PLANT, "ground.power.fuel.methane_leak_frac=0.02"),
    (AI1, "ground.power.capacity_factor_frac"): IN_A_MARKET,
    (AI1, "ground.power.tariff_usd_per_kwh"): CONTRACT,
    (AI1, "ground.power.tariff_escalation_per_y"): CONTRACT,
    (AI1, "launch.launches_most_per_y"): (
        *SLOW_LAUNCHES,
        "launch.launches_growth_per_y=1",
        "launch.launches_most_per_y=25",
    ),
    **{(AI1, f"{OF_A_PHASE}.{key}"): PHASES for key in ("count", *PRICED_IN_A_PHASE)},
    (AI1, "launch.price_usd_per_launch"): ("launch.price_usd_per_launch=9e7",),
    (AI1, "launch.delivered_usd_per_kg"): ("launch.delivered_usd_per_kg=1000",),
    (AI1, "ground.it_refresh_y"): ("ground.it_refresh_y=2",),
    (AI1, "ground.scale_out_gbps"): ("ground.scale_out_gbps=20",),
    (AI1, "satellite.link.range_km"): ("satellite.link.range_km=3000",),
    (AI1, "satellite.upsets.rad_per_silent_corruption"): ("satellite.upsets.rad_per_silent_corruption=1000",),
    (AI1, "fleet.cluster.satellites"): CLUSTER,
    (AI1, "fleet.cluster.radius_m"): CLUSTER,
    (AI1, "fleet.cluster.keep_out_m"): CLUSTER,
    (AI1, "satellite.radiator.segments"): SEGMENTS,
    (AI1, "satellite.reliability.accelerators_per_failure"): ("satellite.reliability.accelerators_per_failure=2",),
    (AI1, "satellite.radiator.segments_needed"): SEGMENTS,
    (AI1, "satellite.radiator.fin_half_pitch_mm"): FIN,
    (AI1, "satellite.radiator.fin_thickness_mm"): FIN,
    (AI1, "satellite.radiator.fin_conductivity_w_per_m_k"): FIN,
    (AI1, "money.budget_usd"): ("money.budget_usd=1e10",),
    (AI1, "money.contract_usd_per_gpu_hour"): CONTRACTED,
    (AI1, "money.price_usd_per_million_tokens"): (
        MIXED,
        "money.rent_basis=tokens",
        "money.price_usd_per_million_tokens=1",
    ),
    **{(AI1, f"satellite.learning.{part}_rate_frac"): PARTS for part in ("array", "radiator", "links")},
    (AI1, "satellite.board.accelerators"): ("satellite.board.accelerators=50",),
    (AI1, "satellite.bus.price_usd_per_it_w"): ("satellite.bus.price_usd_per_it_w=10",),
    (SHELL, "satellite.solar_array.announced_w_per_m2"): ("satellite.solar_array.announced_w_per_m2=200",),
    (SHELL, "fleet.shells.0.eccentricity"): ("fleet.shells.0.eccentricity=0.001",),
    (SHELL, "fleet.shells.0.argument_of_perigee_deg"): (
        "fleet.shells.0.argument_of_perigee_deg=30",
        "fleet.shells.0.eccentricity=0.01",
    ),
    (SHELL, "fleet.shells.0.satellites"): ("fleet.shells.0.satellites=1500", FEW),
    **{(AI1, f"money.capital.{key}"): ("money.capital.from=spacex_ig",) for key in OF_CAPITAL},
    **{(AI1, f"money.financing.{key}"): sets for key, sets in FINANCED.items()},
    **{
        (AI1, f"money.{side}.{key}"): (f"money.{side}.{key}=0.1", *(SAFE if key == "risk_premium_frac" else ()))
        for side in ("orbit", "ground")
        for key in ("real_wacc_frac", "tax_frac", "risk_premium_frac")
    },
}
# Echoes of the input and words about it prove nothing.
ECHOES = (
    "scenario",
    "prices",
    "orbitdc_version",
    "created_utc",
    "seed",
    "shared",
    "launch_usd_per_kg",
    "departures",
    "notes",
)
ECHOES_BELOW = (
    ".ground.pue_annual",
    ".ground.power.usd_per_kwh",
    ".ground.power.carbon_kg_per_kwh",
    ".ground.power.water_l_per_kwh",
    ".ground.months_until_ready.building_months",
    ".orbit.launches_growth_per_y",
    ".numbers_used",
    ".numbers_estimated",
    *(f".{side}.financing.{key}" for side in ("orbit", "ground") for key in ("real_discount_rate_frac", "tax_frac")),
    *(f".{side}.debt_cover.{key}" for side in ("orbit", "ground") for key in ("covenant", "lock_up")),
    *(f".time_to_market.{place}" for place in ("orbit.waits_months.licence", "orbit.waits_months.development")),
    ".market.new_silicon_decline_per_y",
    ".market.contract_usd_per_gpu_hour",
    ".market.contract_months",
    ".market.usd_per_million_tokens",
)
MOVED = 1e-9  # relative: far above the rounding of a sum, far below the weakest lever


@cache
def paths(name: str) -> tuple[str, ...]:
    loaded = orbitdc.load(name, SHORT)
    return tuple(number.path for number in loaded.numbers())


def cases() -> Iterator[tuple[str, str]]:
    for name in SCENARIOS:
        for path in paths(name):
            yield name, path
    yield from STATED


def choice(name: str, path: str) -> tuple[str, ...]:
    """The choice under which a number acts."""
    return STATED.get((name, path)) or ACTIVE.get((name, path)) or ACTIVE.get(path, ())


def limits_of(path: str) -> tuple[float, float]:
    block: Any = Scenario
    *above, last = path.split(".")
    for key in above:
        if not key.isdigit():
            block = block_of(block.model_fields[key])[0]
    return bounds(block.model_fields[last])


def numbers(value: Any, path: str = "") -> Iterator[tuple[str, float]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if path or key not in ECHOES:
                yield from numbers(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from numbers(inner, f"{path}.{index}")
    elif isinstance(value, int | float) and not isinstance(value, bool) and path not in ECHOES_BELOW:
        yield path, float(value)


@cache
def answer(name: str, sets: tuple[str, ...]) -> dict[str, float]:
    return dict(numbers(summary_of(simulate(orbitdc.load(name, [*SHORT, *sets])))))


def differs(one: dict[str, float], other: dict[str, float]) -> bool:
    if one.keys() != other.keys():
        return True
    return any(abs(one[key] - other[key]) > MOVED * max(abs(one[key]), abs(other[key]), 1e-12) for key in one)


@cache
def values(name: str, sets: tuple[str, ...]) -> dict[str, float]:
    return {number.path: number.value for number in orbitdc.load(name, [*SHORT, *sets]).numbers()}


def moved(path: str, value: float) -> float:
    """A tenth more, or less where more is not allowed; the next whole number or month; another divisor of a day."""
    if path == "numerics.step_s":
        return 30.0
    if path.endswith("_months"):  # payments fall in whole months
        return value + 1
    if path.endswith("currency_year"):
        return value - 1  # the price index knows no year to come
    if isinstance(value, int):
        return value + 1
    low, high = limits_of(path)
    if value == 0.0:
        return 0.1 if high > 0.1 else 0.5 * low
    more = value + 0.1 * abs(value)
    return more if more < high else value - 0.1 * abs(value)


@pytest.mark.parametrize(("name", "path"), list(cases()), ids=lambda part: part)
def test_the_number_matters(name: str, path: str) -> None:
    sets = choice(name, path)
    change = f"{path}={moved(path, values(name, sets)[path])!r}"
    matters = differs(answer(name, sets), answer(name, (*sets, change)))
    assert matters == (path not in UNREAD), change


def every_number(block: Any = Scenario, path: str = "") -> Iterator[str]:
    """Every numeric key of the model, list elements as 0."""
    for key, field in block.model_fields.items():
        inner, is_list = block_of(field)
        where = f"{path}{key}"
        if inner is not None and key not in ("as_announced", "published", "claim"):
            yield from every_number(inner, f"{where}.0." if is_list else f"{where}.")
        elif is_number(field):
            yield where


def test_no_number_of_the_model_is_left_out() -> None:
    left_out = set(every_number()) - {path for _, path in cases()}
    # the accelerators of phases and the second power plant are blocks of a kind whose numbers are all moved above
    # and so are the build-up and the financing of one side
    like_another = (f"{OF_A_PHASE}.accelerator.", "ground.second_power.")
    like_another += tuple(
        f"money.{side}.{block}." for side in ("orbit", "ground") for block in ("capital", "financing")
    )
    like_another += ("money.financing_before.",)
    like_another += ("published.",)  # figures of a study, which a run compares its own with
    assert {path for path in left_out if not path.startswith(like_another)} == {"seed"}


def test_every_listed_number_exists() -> None:
    known = {path for _, path in cases()}
    assert known >= UNREAD
    assert {key if isinstance(key, str) else key[1] for key in ACTIVE} <= known


def test_an_echo_alone_is_no_answer() -> None:
    """The comparison sees no change where only the words about a run change."""
    renamed = dict(numbers(summary_of(simulate(orbitdc.load(AI1, [*SHORT, "name=another", "seed=3"])))))
    assert not differs(answer(AI1, ()), renamed)
