"""What a mistake is answered with, word for word: the one place where messages are quoted.

`test_messages.py` makes every mistake here in an empty folder and compares the whole answer; the tests of a room check
the place and the kind of a mistake alone.
"""

from __future__ import annotations

import datetime as dt
import http.client
import io
import json
import sys
import urllib.error
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from element_sets import LINE1, LINE2, OMM, as_csv, signed

import orbitdc
from orbitdc import catalog
from orbitdc.explore.offline import _made_from
from orbitdc.explore.offline_source import Source
from orbitdc.explore.offline_table import table_of
from orbitdc.report.answer import Saved
from orbitdc.results.telemetry import Telemetry
from orbitdc.satellite.puncture import expected_capacity
from orbitdc.scenario.files import shipped
from orbitdc.scenario.load import load
from orbitdc.sky.catalogues import read_catalogue
from orbitdc.sky.fetch import STARLINK_URL, _SameDoor
from orbitdc.sky.radiation import dose_rad_per_y
from orbitdc.sky.solar_activity import f107_by_day
from orbitdc.sky.sun import sun_table
from orbitdc.study.indices import Indices, refuse_outside

HEAD = "extends: ai1_vs_colossus\nname: child\n"
SAID = (
    "claim:\n  statement: s\n  who: w\n  said_on: '2026'\n  source: https://s\n  stance: bullish\n  unit: u\n"
    "  comparison: at_most\n  threshold: 1\n"
)
HAZARDS = (
    "accelerator.permanent_loss_per_y (0.05), satellite.random_loss_per_y (0.01), satellite.dead_on_arrival_frac "
    "(0.01), satellite.vital_m2 (4), launch.failure_frac (0.05)"
)
CHOSEN = HAZARDS.replace(
    "launch.",
    "satellite.reliability.early_losses (weibull), satellite.reliability.common_causes (included), launch.",
)
TWICE = "a premium on top of launch.risk: expected_loss pays for failed launches twice"
FALLS_TWICE = "lowers a price with time that prices.mode: dated lowers already"
ONE_PRICE = "a launch has one price, stated in one of three ways"
ONE = "remove it, or set launch.risk to insurance"
KEYS = (
    "name, description, seed, mission, prices, workload, accelerator, money, carbon, sky, satellite, fleet, launch, "
    "ground, numerics, as_announced, published, claim"
)
TAKES = (
    "a number, or one of {triangular: [low, mode, high]}, {uniform: [low, high]}, "
    "{normal: [mean, standard deviation]}, {lognormal: [median, standard deviation of the logarithm]}, "
    "{choice: [value, value, ...]}"
)
RADIATOR = (
    "model, infrared, area_m2, attitude, emittance_bol_frac, emittance_eol_frac, absorptance_bol_frac, "
    "absorptance_eol_frac, "
    "fin_efficiency_frac, fin_half_pitch_mm, fin_thickness_mm, fin_conductivity_w_per_m_k, "
    "pointing_error_deg, film_drop_k, "
    "areal_mass_kg_per_m2, specific_heat_j_per_kg_k, "
    "tube_share_frac, tube_wall_mm, shield_mm, segment_m2, segments, segments_needed, box_m3_per_m2, "
    "price_usd_per_m2"
)
FOLDERS = Counter(name.partition("/")[0] for name in shipped() if "/" in name)
SHIPPED = ", ".join(name for name in shipped() if "/" not in name)
SHIPPED += f"; more are in {', '.join(f'{name}/ ({count})' for name, count in FOLDERS.items())}"
NULL = "null\n    fix: write a value, or leave the key out"
CATALOGUE = ("--set", "fleet.shells=null", "--set", "fleet.catalogue_file=cat.tle")
SHORT = ("--set", "numerics.window_days=2", "--no-figures")
RESULT = f"ai1_vs_colossus-{load('ai1_vs_colossus', ['numerics.window_days=2']).sha256[:8]}"  # a folder of SHORT
URL = "http://127.0.0.1/starlink"
DOWNLOAD = "check the network, or download the file yourself and pass --set fleet.catalogue_file=PATH"
REFETCH = "fetch the file again: `orbitdc data update`"
FETCH = "`orbitdc data update` fetches today's Starlink catalogue, or pass --set fleet.catalogue_file=PATH"
GIVE = "give OMM as JSON, CSV or XML, or two-line elements"
SGP4_ONLY = "give mean elements of SGP4: OMM or two-line elements as CelesTrak and Space-Track publish them"
FAR1 = signed(LINE1.replace("44714", "44715"))
FAR2 = signed(f"2 44715  53.1513 154.1788 1300000{LINE2[33:52]}13.00000000{LINE2[63:]}")
REMOVE = "remove the satellite from the file: it has re-entered or its record is wrong"
BOUNDS = "write e.g. --vary satellite.radiator.area_m2=80:300"
VARY = "write e.g. --vary launch.price_usd_per_kg=20:3000:40log, or KEY=VALUE,VALUE,..."
LOOK = "write e.g. --vary launch.price_usd_per_kg=20:3000, with :40 or :40log behind it for the values looked at"
ONE_OR_TWO = "give --vary once or twice, or --together; e.g. --vary launch.price_usd_per_kg=20:3000"
NAME_ONE = "name a scenario file; `orbitdc new` writes one"


@dataclass(frozen=True)
class Mistake:
    """A scenario loaded in a folder of these files, with its departures; what is said of it."""

    says: str
    scenario: str = "child.yaml"
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    sets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Command:
    """The command line in a folder of these files; its exit code, and what stands behind `error: `."""

    args: tuple[str, ...]
    says: str
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    code: int = 2
    patched: Mapping[str, Callable[..., object]] = field(default_factory=dict)  # what fails, or answers, in its place


def _two_days(telemetry: Telemetry) -> None:
    telemetry.check(load("ai1_vs_colossus", ["numerics.window_days=2"]))


def _one_day() -> Any:
    return orbitdc.simulate(load("ai1_vs_colossus", ["numerics.window_days=1", "numerics.phases_marched=1"]))


def _unbalanced() -> Any:
    with mock.patch("orbitdc.simulation.mission.energy_residual", return_value=np.array([1e-3])):
        return _one_day()


def _emptied() -> Saved:
    """A folder of results in which nothing is left but an empty summary."""
    Path("summary.json").write_text("{}", encoding="utf-8")
    return orbitdc.open(".")


def _without(library: str, ask: Callable[[], object]) -> object:
    with mock.patch.dict(sys.modules, {library: None}):  # as if it were not installed
        return ask()


def _leads_on(opener: object, request: Any, **_: object) -> object:
    """What an address answers that sends its visitors to one that is not private."""
    return _SameDoor().redirect_request(request, None, 302, "Found", {}, "http://127.0.0.1/")


def _raises(error: Exception) -> Callable[..., object]:
    def fail(*_: object, **__: object) -> object:
        raise error

    return fail


def below_head(lines: str) -> dict[str, str | bytes]:
    return {"child.yaml": f"{HEAD}{lines}\n"}


# Lines of a file below HEAD; what is said behind `child.yaml:`.
LINES: dict[str, str] = {
    "seed: 1.5": "3:7: seed: is 1.5\n    fix: write a whole number",
    "seed: '1'": "3:7: seed: is '1'\n    fix: write a whole number",
    "seed: true": "3:7: seed: is True\n    fix: write a whole number",
    "seed: -1": "3:7: seed: is -1\n    fix: write a number at least 0",
    "satellite: {layout: {height_m: 2}}": ("3:13: satellite.layout: height_m 2 ends within the body: give more than 2"),
    "satellite: {bus: {conversion_efficiency_frac: 0.01}}": (
        "3:47: satellite.bus.conversion_efficiency_frac: no power is enough: pumps and heat pump take 0.00999 W to "
        "carry a watt of heat, and a watt of load becomes 102 W of heat\n"
        "    fix: raise the efficiencies between array and loads, or satellite.loop.rise_k, or lower "
        "satellite.loop.flow_frac or satellite.heat_pump.lift_k"
    ),
    "satellite: {layout: {face_b_rear_frac: 0.7, face_b_sun_side_frac: 0.4}}": (
        "3:13: satellite.layout: face B sees 1.1 of the array: give view factors that add up to 1 at most"
    ),
    "description: 3": "3:14: description: is 3\n    fix: write text",
    "mission: 2028": "3:10: mission: a block of keys is expected here\n    fix: write `mission:` with keys below it",
    "mission: {life_y: {a: 1}}": f"3:19: mission.life_y: neither a number nor a distribution\n    fix: {TAKES}",
    "mission: {life_y: five}": "3:19: mission.life_y: is 'five'\n    fix: write a number (years)",
    "mission: {life_y: 1e400}": "3:19: mission.life_y: is inf\n    fix: write a finite number (years)",
    "mission: {service_date: 2028-02-30}": "3:25: mission.service_date: '2028-02-30' is not a date such as 2028-01-01",
    "accelerator: {from: latest_tesla}": (
        "3:21: accelerator.from: no accelerator of the line tesla is in service at the service date\n"
        "    fix: name an entry, or move mission.service_date"
    ),
    "prices: {mode: dated}\nlaunch: {learning: {from: wright}}": (
        f"4:27: launch.learning: {FALLS_TWICE}\n    fix: remove it, or set prices.mode to fixed"
    ),
    "prices: {mode: dated}\nsatellite: {learning: {decline_per_y: 0.1}}": (
        f"4:39: satellite.learning: {FALLS_TWICE}\n    fix: remove it, or set prices.mode to fixed"
    ),
    "mission: {service_date: 2028}": "3:25: mission.service_date: is 2028\n    fix: write a date such as 2028-01-01",
    "numerics: {step_s: 7}": (
        "3:20: numerics.step_s: is 7, which does not divide a day of 86400 s\n    fix: write e.g. 30, 60 or 120 (s)"
    ),
    "satellite: {announced_design: ai2}": (
        "3:31: satellite.announced_design: no entry 'ai2' in the catalogue satellites: did you mean ai1?"
    ),
    "satellite: {announced_design: 5}": (
        "3:31: satellite.announced_design: is 5\n    fix: name an entry of `orbitdc catalog satellites`, or give sizes "
        "such as {radiator.area_m2: 110}"
    ),
    "satellite: {announced_design: {radiator.area: 90}}": (
        "3:31: satellite.announced_design: 'radiator.area' is no size of a design\n    fix: did you mean "
        "radiator.area_m2?"
    ),
    "satellite: {envelope_design: {radiator.area_m2: -3}}": (
        "3:30: satellite.envelope_design: radiator.area_m2 is -3\n    fix: write a number from 0.01 to 1e+09"
    ),
    "satellite: {announced_stowed_m3: 20, envelope_m3: 10}": (
        "3:13: satellite.announced_stowed_m3: has a new name\n    fix: write satellite.envelope_m3"
    ),
    "numerics: {step_s: 121}": "3:20: numerics.step_s: is 121\n    fix: write a number at most 120 (s)",
    "accelerator: {from: h100}\nworkload: {precision: fp4}": (
        "1:1: H100 SXM5 does not run fp4 natively: set workload.precision to bf16 or fp8"
    ),
    "money: {ground: {risk_premium_frac: 0.02}}": (
        "3:37: money.ground.risk_premium_frac: a premium of 2 points charges twice for what this scenario charges as "
        "accelerator.permanent_loss_per_y (0.05)\n    fix: set the premium to 0, or every one of these to 0"
    ),
    "numerics: {from: fast}": ("3:12: numerics.from: this block has no catalogue\n    fix: write its keys out"),
    "money: {financing: {structure: level_loan, covenant_cover: 1.2}}": (
        "3:9: money.financing: covenant_cover = 1.2 lies above lock_up_cover = 1.15, which warns of a default\n"
        "    fix: set covenant_cover to 1.15 or less, or raise lock_up_cover"
    ),
    "money: {financing: {structure: project_debt, contract_usd_per_pflop_hour: 3, debt_service_cover: 1.1}}": (
        "3:9: money.financing: lock_up_cover = 1.15 lies above debt_service_cover = 1.1, by which the debt is sized\n"
        "    fix: set lock_up_cover to 1.1 or less, or raise debt_service_cover"
    ),
    "money: {ground: {financing: {structure: level_loan, junior_share_frac: 0.5}}}": (
        "3:18: money.ground.financing: debt_share_frac = 0.65 and junior_share_frac = 0.5 lend more than is paid\n"
        "    fix: let both add up to 1 or less"
    ),
    "money: {financing: {structure: lease, junior_share_frac: 0.1}}": (
        "3:9: money.financing: junior_share_frac = 0.1 has no loan to be junior to where structure is lease\n"
        "    fix: set it to 0, or choose a loan as structure"
    ),
    "money: {rent_basis: contract}": (
        "3:1: money: rent_basis: contract has no price\n"
        "    fix: state contract_usd_per_gpu_hour, or set rent_basis to take_or_pay or merchant"
    ),
    "money: {rent_basis: tokens}": (
        "3:1: money: rent_basis: tokens has no price\n"
        "    fix: state price_usd_per_million_tokens, or set rent_basis to take_or_pay or merchant"
    ),
    "money: {rent_basis: tokens, price_usd_per_million_tokens: 1}": (
        "3:21: money.rent_basis: tokens cannot be sold, as workload.traffic: training gives no answers\n"
        "    fix: set it to take_or_pay, or workload.from to batch_inference"
    ),
    (
        "money: {financing: {structure: project_debt, contract_usd_per_pflop_hour: 3, covenant_cover: 1.4, "
        "lock_up_cover: 2}}"
    ): (
        "3:9: money.financing: covenant_cover = 1.4 lies above debt_service_cover = 1.3, by which the debt is sized\n"
        "    fix: set covenant_cover to 1.3 or less, or raise debt_service_cover"
    ),
    "money: {orbit: {tax_frac: 1}}": (
        "3:27: money.orbit.tax_frac: is 1\n    fix: write a number less than 0.9 (a fraction from 0 to 1)"
    ),
    "money: {ground: {capital: {from: ig_spv}, real_wacc_frac: 0.03}}": (
        "3:59: money.ground.real_wacc_frac: stated beside money.ground.capital, from which it follows\n"
        "    fix: remove it, or remove money.ground.capital"
    ),
    "money: {orbit: {financing: {structure: level_loan, debt_term_months: 72}}}": (
        "3:70: money.orbit.financing.debt_term_months: a loan of 72 months outlives the accelerators it pays for, "
        "which serve 60 (mission.life_y)\n    fix: set it to 60 or less"
    ),
    "fleet: {replacement_frac_per_y: 0.09}": (
        "3:33: fleet.replacement_frac_per_y: pays again for losses that this scenario states as "
        "accelerator.permanent_loss_per_y (0.05), satellite.random_loss_per_y (0.01), satellite.dead_on_arrival_frac "
        "(0.01), satellite.vital_m2 (4)\n    fix: set it to 0, or leave these losses out"
    ),
    "fleet: {replacement_frac_per_y: 0.09, attrition: spares}": (
        "3:1: fleet: attrition: spares already replaces every loss, which replacement_frac_per_y would pay again: set "
        "attrition to decay, or replacement_frac_per_y to 0"
    ),
    "satellite: {announced_kg_per_it_kw: 27, announced_mass_kg: 740}": (
        "3:37: satellite.announced_kg_per_it_kw: a mass of the satellite beside satellite.announced_mass_kg, which "
        "states it too\n    fix: remove one of them, or set it to null"
    ),
    "fleet: {gateway_contact: passes}": (
        "3:26: fleet.gateway_contact: passes are found for the satellites of a catalogue file\n"
        "    fix: set it to always, or name a fleet.catalogue_file"
    ),
    "fleet: {catalogue_file: x.tle}": (
        "3:1: fleet: orbits come from shells or catalogue_file, and both are stated\n"
        "    fix: remove one of them, or set it to null"
    ),
    "launch: {internal_from: starship_intern}": (
        "3:25: launch.internal_from: no entry 'starship_intern' in the catalogue launchers\n"
        "    fix: did you mean starship_internal? `orbitdc catalog launchers` lists them"
    ),
    "fleet: {shells: null}": "3:1: fleet: no orbits\n    fix: add `shells:` or `catalogue_file:`",
    "fleet: {shells: [{from: dawn_dusk_600, altitude_km: 55}]}": (
        "3:53: fleet.shells.0.altitude_km: is 55: an orbit there does not survive a revolution\n"
        "    fix: write a number at least 150 (km)"
    ),
    "fleet: {shells: [{from: dawn_dusk_600, altitude_km: -100}]}": (
        "3:53: fleet.shells.0.altitude_km: is -100: below the surface\n    fix: write a number at least 150 (km)"
    ),
    "fleet: {shells: [{from: dawn_dusk_600, altitude_km: 50000}]}": (
        "3:53: fleet.shells.0.altitude_km: is 50000\n    fix: write a number at most 40000 (km)"
    ),
    "fleet: {shells: [{from: dawn_dusk_600, ltan_h: null}]}": (
        "3:18: fleet.shells.0: no inclination: give inclination_deg, or ltan_h for a Sun-synchronous shell"
    ),
    "fleet: {shells: [{from: dawn_dusk_600, ltan_h: 24}]}": (
        "3:48: fleet.shells.0.ltan_h: is 24\n    fix: write a number less than 24 (hours)"
    ),
    "fleet: {shells: [{from: dawn_dusk_600, raan_deg: 3}]}": (
        "3:18: fleet.shells.0: ltan_h and raan_deg both set the node: give one of them"
    ),
    "fleet: {shells: [{from: dawn_dusk_600, planes: 1.5}]}": (
        "3:48: fleet.shells.0.planes: is 1.5\n    fix: write a whole number"
    ),
    "fleet: {shells: [dawn_dusk_600]}": (
        "3:18: fleet.shells.0: a block of keys is expected here\n    fix: write `- key: value`"
    ),
    "fleet: {shells: dawn_dusk_600}": (
        "3:17: fleet.shells: a list is expected here\n    fix: write each element on its own line behind `- `"
    ),
    "satellite: {radiator: {area_m2: 0.0}}": (
        "3:33: satellite.radiator.area_m2: is 0.0\n    fix: write a number at least 0.01 (m2)"
    ),
    "satellite: {radiator: {attitude: nadir_norm}}": (
        "3:34: satellite.radiator.attitude: is 'nadir_norm'\n"
        "    fix: did you mean nadir_normal? It is one of 'sun_earth_edge', 'velocity_normal', "
        "'nadir_normal' or 'array_fixed'"
    ),
    "sky: {shadow: blob}": (
        "3:15: sky.shadow: is 'blob'\n    fix: write one of 'cone_ellipsoid', 'cone_sphere' or 'cylinder_sphere'"
    ),
    "as_announced: {orbit: 3}": "3:23: as_announced.orbit: is 3\n    fix: write keys and values",
    "as_announced: {orbits: {}}": "3:16: as_announced.orbits: unknown key\n    fix: did you mean orbit?",
    "money: {currency_year: 2031}": (
        "3:24: money.currency_year: the price index does not cover 2031\n    fix: choose a year from 2015 to 2026"
    ),
    "launch: {currency_year: 2001}": (
        "3:25: launch.currency_year: the price index does not cover 2001\n    fix: choose a year from 2015 to 2026"
    ),
    "launch: {insertion_altitude_km: 100}": (
        "3:33: launch.insertion_altitude_km: is 100\n    fix: write a number at least 150 (km)"
    ),
    "<<: {seed: 3}": f"3:1: <<: unknown key\n    fix: the keys here are {KEYS}",
    "launch: {risk: expected_loss, insurance_frac: 0.06}": f"3:47: launch.insurance_frac: {TWICE}\n    fix: {ONE}",
    "launch:\n  insurance_frac: {triangular: [0.04, 0.05, 0.12]}\n  risk: expected_loss": (
        f"4:19: launch.insurance_frac: {TWICE}\n    fix: {ONE}"
    ),
    "money: {financing: {structure: level_loan, debt_term_months: 72}}": (
        "3:62: money.financing.debt_term_months: a loan of 72 months outlives the accelerators it pays for, "
        "which serve 60 (mission.life_y)\n"
        "    fix: set it to 60 or less"
    ),
    "mission: {life_y: 4}\nmoney: {financing: {structure: lease, debt_term_months: 60}}": (
        "4:57: money.financing.debt_term_months: a lease of 60 months outlives the accelerators it pays for, "
        "which serve 48 (mission.life_y)\n"
        "    fix: set it to 48 or less"
    ),
    "ground: {it_refresh_y: 3}\nmoney: {financing: {structure: level_loan, debt_term_months: 48}}": (
        "4:62: money.financing.debt_term_months: a loan of 48 months outlives the accelerators it pays for, "
        "which serve 36 (ground.it_refresh_y)\n"
        "    fix: set it to 36 or less"
    ),
    "money: {financing: {structure: lease, residual_frac: 1.2}}": (
        "3:54: money.financing.residual_frac: is 1.2: no lessor pays for an asset that is expected to end "
        "above its cost\n"
        "    fix: write a number at most 1 (a fraction from 0 to 1)"
    ),
    "money: {real_wacc_frac: -0.01}": (
        "3:25: money.real_wacc_frac: is -0.01: nobody lends to get less back\n"
        "    fix: write a number at least 0 (a fraction from 0 to 1)"
    ),
    "ground: {electricity_usd_per_kwh: null, carbon_kg_per_kwh: null}": (
        "3:1: ground: the site has neither a tariff with its carbon nor a power plant\n"
        "    fix: add `electricity_usd_per_kwh:` (USD/kWh) and `carbon_kg_per_kwh:` (kg/kWh), or `power:` "
        "with `from: ...`; `orbitdc catalog power_plants` lists them"
    ),
    "fleet: {currency_year: 2031}": (
        "3:24: fleet.currency_year: the price index does not cover 2031\n    fix: choose a year from 2015 to 2026"
    ),
    "ground: {it_refresh_y: 0.5}": "3:24: ground.it_refresh_y: is 0.5\n    fix: write a number at least 1 (years)",
    "money: {equipment_depreciation: macr}": (
        "3:33: money.equipment_depreciation: is 'macr'\n"
        "    fix: did you mean macrs? It is one of 'bonus', 'macrs' or 'straight_line'"
    ),
    "ground: {power: {from: gas_aero, tax_life_y: 7}}": (
        "3:46: ground.power.tax_life_y: is 7\n    fix: write one of 5, 15 or 20"
    ),
    "ground: {property_tax_frac_per_y: 0.004}": (
        "3:10: ground.property_tax_frac_per_y: unknown key\n    fix: did you mean it_property_tax_frac_per_y?"
    ),
    "fleet: {gateway_availability_frac: 1}": (
        "3:36: fleet.gateway_availability_frac: is 1\n    fix: write a number less than 1 (a fraction from 0 to 1)"
    ),
}

# One --set on ai1_vs_colossus; what is said behind `--set ...: `.
SETS: dict[str, str] = {
    "nonsense": "not of the form key=value\n    fix: write e.g. --set launch.price_usd_per_kg=300",
    "=3": "not of the form key=value\n    fix: write e.g. --set launch.price_usd_per_kg=300",
    "lanch.price_usd_per_kg=3": "lanch.price_usd_per_kg: unknown key\n    fix: did you mean launch?",
    "satellite.radiator.segments_needed=6": (
        "satellite.radiator: segments_needed counts stated segments: state segments too, or leave segments_needed out"
    ),
    "zzz=3": f"zzz: unknown key\n    fix: the keys are {KEYS}",
    "fleet.shells=[{label: x, altitude_km: 35786, inclination_deg: 0}]": (
        "fleet.shells.0.altitude_km: an orbit at 35786 km altitude is not covered: the tables of dose and debris "
        "and air density end at 2000 km\n    fix: fly at 2000 km or less"
    ),
    "satellite.shielding.thickness_mm=0.5": (
        "satellite.shielding.thickness_mm: a shield of 0.5 mm is not covered: the table of dose starts at 1 mm of "
        "aluminium\n    fix: write a thickness of 1 mm or more: the dose of electrons multiplies below"
    ),
    "launch.sites=[]": "launch.sites: no launch site: name one; `orbitdc catalog launch_sites` lists them",
    "launch.sites.0.latitude_deg=60": (
        "launch.sites.0: no inclination is left between inclination_min_deg of 28.5, inclination_max_deg of 57 and the "
        "latitude of 60 degrees: widen the corridor"
    ),
    "altitude_km=600": "altitude_km: unknown key\n    fix: write fleet.shells.0.altitude_km",
    "frequency_hz=1": f"frequency_hz: unknown key\n    fix: the keys are {KEYS}",
    "launch.price=3": (
        "launch.price: unknown key\n    fix: did you mean launch.price_usd_per_kg or launch.price_usd_per_launch?"
    ),
    "altitude=650km": (
        "altitude: is '650km'\n"
        "    fix: did you mean fleet.shells.0.altitude_km or launch.insertion_altitude_km? satellite.drag.altitude is "
        "one of 'held' or 'decaying'"
    ),
    "orbit.altitude=500": (
        "orbit.altitude: unknown key\n"
        "    fix: did you mean satellite.drag.altitude or fleet.shells.0.altitude_km or launch.insertion_altitude_km?"
    ),
    "money.wacc=0.1": "money.wacc: unknown key\n    fix: did you mean money.real_wacc_frac?",
    "radiator.area_m2=150 kg": "satellite.radiator.area_m2: is '150 kg', in kg\n    fix: write a number in m2",
    "radiator.area_m2=150 acres": (
        "satellite.radiator.area_m2: is '150 acres', whose unit is not known\n    fix: write a number in m2"
    ),
    "fleet.shells.0.planes=3 km": ("fleet.shells.0.planes: is '3 km', in km\n    fix: write a number without a unit"),
    "money.real_wacc_frac=8 years": (
        "money.real_wacc_frac: is '8 years', in years\n    fix: write a fraction from 0 to 1"
    ),
    "launch.prise_usd_per_kg=3": "launch.prise_usd_per_kg: unknown key\n    fix: did you mean price_usd_per_kg?",
    "label=x": (
        "label: 'label' stands in several places\n"
        "    fix: write one of accelerator.label, satellite.label, launch.label, ground.label, "
        "money.capital.label, satellite.learning.label, launch.learning.label, ground.power.label, "
        "ground.second_power.label, money.orbit.capital.label, money.ground.capital.label, ground.power.fuel.label, "
        "ground.second_power.fuel.label"
    ),
    "area_m2=3": (
        "area_m2: 'area_m2' stands in several places\n"
        "    fix: write one of satellite.solar_array.area_m2, satellite.radiator.area_m2"
    ),
    "fleet.shells.3.altitude_km=600": (
        "fleet.shells.3.altitude_km: fleet.shells has no element '3': it has 1, counted from 0"
    ),
    "fleet.shells.1={from: dawn_dusk_560}": "fleet.shells.1: fleet.shells has no element '1': it has 1, counted from 0",
    "shells.-1.altitude_km=600": "shells.-1.altitude_km: fleet.shells has no element '-1': it has 1, counted from 0",
    "shells.².altitude_km=600": "shells.².altitude_km: fleet.shells has no element '²': it has 1, counted from 0",
    "seed=[1": "seed: the value is not readable as YAML\n    fix: quote the value",
    "seed=a: b: c": "seed: the value is not readable as YAML\n    fix: quote the value",
    "seed=!odd 3": "seed: the tag !odd is not read\n    fix: write the value without a tag",
    "seed=!!int abc": "seed: 'abc' does not read as int\n    fix: write the value without a tag",
    "seed=": "seed: is ''\n    fix: write a whole number",
    "seed=1.5": "seed: is 1.5\n    fix: write a whole number",
    "fleet=3": "fleet: a block of keys is expected here\n    fix: write `fleet:` with keys below it",
    "accelerator.from=latest_intel": (
        "accelerator.from: no line 'intel'\n"
        "    fix: write latest_nvidia or latest_amd or latest_google or latest_amazon or latest_tesla"
    ),
    "prices.mode=later": "prices.mode: is 'later'\n    fix: did you mean dated? It is one of 'fixed' or 'dated'",
    "prices.case=high": ("prices.case: is 'high'\n    fix: write one of 'conservative', 'central' or 'optimistic'"),
    "launch.from=falcn9": (
        "launch.from: no entry 'falcn9' in the catalogue launchers\n"
        "    fix: did you mean falcon9? `orbitdc catalog launchers` lists them"
    ),
    "fleet.shells.0.altitude_km=55": (
        "fleet.shells.0.altitude_km: is 55: an orbit there does not survive a revolution\n"
        "    fix: write a number at least 150 (km)"
    ),
    "mission.life_y=0.002": "mission.life_y: is 0.002\n    fix: write a number at least 0.003 (years)",
    "mission.life_y=31": "mission.life_y: is 31\n    fix: write a number at most 30 (years)",
    "mission.life_y=.nan": "mission.life_y: is nan\n    fix: write a finite number (years)",
    "launch.failure_frac=1": "launch.failure_frac: is 1\n    fix: write a number less than 1 (a fraction from 0 to 1)",
    "satellite.battery.specific_energy_wh_per_kg=x": (
        "satellite.battery.specific_energy_wh_per_kg: is 'x'\n    fix: write a number (Wh/kg)"
    ),
    "workload.occupancy_frac={uniform: [0.5, 1.2]}": (
        "workload.occupancy_frac: reaches from 0.5 to 1.2, outside 0.0001 to 1\n"
        "    fix: narrow it, or add `truncated: true`"
    ),
    "workload.occupancy_frac={normal: [0.8, 0.1]}": (
        "workload.occupancy_frac: reaches from -inf to inf, outside 0.0001 to 1\n"
        "    fix: narrow it, or add `truncated: true`"
    ),
    "launch.price_usd_per_kg={triangular: [-5, 10, 20]}": (
        "launch.price_usd_per_kg: reaches from -5 to 20, outside 0 to 1e+09\n"
        "    fix: narrow it, or add `truncated: true`"
    ),
    "mission.life_y={choice: [5, 40]}": (
        "mission.life_y: reaches from 5 to 40, outside 0.003 to 30\n    fix: narrow it, or add `truncated: true`"
    ),
    "satellite.solar_array.temperature_coefficient_per_k={uniform: [-0.03, 0]}": (
        "satellite.solar_array.temperature_coefficient_per_k: reaches from -0.03 to 0, outside -0.02 to 0\n"
        "    fix: narrow it, or add `truncated: true`"
    ),
    "workload.occupancy_frac={normal: [80, 10], truncated: true}": (
        "workload.occupancy_frac: lies outside 0.0001 to 1\n    fix: move it inside, or check its unit"
    ),
    "workload.occupancy_frac={uniform: [80, 90], truncated: true}": (
        "workload.occupancy_frac: lies outside 0.0001 to 1\n    fix: move it inside, or check its unit"
    ),
    "workload.occupancy_frac={choice: [80, 90], truncated: true}": (
        "workload.occupancy_frac: lies outside 0.0001 to 1\n    fix: move it inside, or check its unit"
    ),
    "workload.occupancy_frac={lognormal: [1e9, 0.1], truncated: true}": (
        "workload.occupancy_frac: lies outside 0.0001 to 1\n    fix: move it inside, or check its unit"
    ),
    "mission.life_y={uniform: [3]}": f"mission.life_y: uniform takes [low, high]\n    fix: {TAKES}",
    "mission.life_y={uniform: [3, 4, 5]}": f"mission.life_y: uniform takes [low, high]\n    fix: {TAKES}",
    "mission.life_y={triangular: [3, 4]}": f"mission.life_y: triangular takes [low, mode, high]\n    fix: {TAKES}",
    "mission.life_y={triangular: [3, 5, 4]}": (
        f"mission.life_y: triangular takes [low, mode, high] in rising order\n    fix: {TAKES}"
    ),
    "mission.life_y={uniform: [4, 4]}": f"mission.life_y: uniform takes [low, high] in rising order\n    fix: {TAKES}",
    "mission.life_y={normal: [4, 0]}": (
        f"mission.life_y: normal takes [mean, standard deviation], positive\n    fix: {TAKES}"
    ),
    "mission.life_y={lognormal: [0, 1]}": (
        f"mission.life_y: lognormal takes [median, standard deviation of the logarithm], positive\n    fix: {TAKES}"
    ),
    "mission.life_y={choice: []}": f"mission.life_y: choice takes [value, value, ...], at least one\n    fix: {TAKES}",
    "mission.life_y={uniform: [1, .inf]}": f"mission.life_y: uniform takes [low, high], all finite\n    fix: {TAKES}",
    "mission.life_y={uniform: 3}": f"mission.life_y: uniform takes [low, high]\n    fix: {TAKES}",
    "mission.life_y={uniform: [a, b]}": f"mission.life_y: uniform takes [low, high]\n    fix: {TAKES}",
    "mission.life_y={uniform: [true, 3]}": f"mission.life_y: uniform takes [low, high]\n    fix: {TAKES}",
    "mission.life_y={unifrom: [1, 2]}": (
        "mission.life_y: neither a number nor a distribution\n    fix: did you mean uniform?"
    ),
    "mission.life_y={beta: [1, 2]}": f"mission.life_y: neither a number nor a distribution\n    fix: {TAKES}",
    "mission.life_y={}": f"mission.life_y: neither a number nor a distribution\n    fix: {TAKES}",
    "mission.life_y={uniform: [1, 2], normal: [1, 2]}": (
        f"mission.life_y: neither a number nor a distribution\n    fix: {TAKES}"
    ),
    "mission.life_y={uniform: [1, 2], cut: true}": (
        f"mission.life_y: neither a number nor a distribution\n    fix: {TAKES}"
    ),
    "mission.life_y={uniform: [1, 2], truncated: yes}": (
        "mission.life_y: truncated is 'yes'\n    fix: write `truncated: true`, or leave it out"
    ),
    "mission.life_y={truncated: true}": f"mission.life_y: neither a number nor a distribution\n    fix: {TAKES}",
    "seed={uniform: [1, 2]}": "seed: is 1.5\n    fix: write a whole number",
    "launch.label={uniform: [1, 2]}": "launch.label: is {'uniform': (1, 2)}\n    fix: write text",
    "ground.power.from=gas_cgt": (
        "ground.power.from: no entry 'gas_cgt' in the catalogue power_plants\n"
        "    fix: did you mean gas_ccgt? `orbitdc catalog power_plants` lists them"
    ),
    "ground.power.label=mine": (
        "ground.power: the plant's electricity costs nothing\n"
        "    fix: add `capex_usd_per_kw:`, `tariff_usd_per_kwh:` or `fuel:`, or take `from: ...`"
    ),
    "ground.power={label: mine, capex_usd_per_kw: 1000, heat_rate_mmbtu_per_mwh: 9}": (
        "ground.power: a fuel and a heat rate need each other: there is no fuel\n"
        "    fix: add `fuel:` with `from: ...`; `orbitdc catalog fuels` lists them"
    ),
    "ground.power={label: mine, capex_usd_per_kw: 1000, fuel: {from: coal}}": (
        "ground.power: a fuel and a heat rate need each other: there is no heat_rate_mmbtu_per_mwh\n"
        "    fix: add `heat_rate_mmbtu_per_mwh:` (MMBtu/MWh), or remove the fuel"
    ),
}

# The whole of a file x.yaml; what is said.
BOMB = "a: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
    f"{key}: &{key} [{','.join(['*' + before] * 10)}]\n" for before, key in zip("abcde", "bcdef", strict=True)
)
DEEP = "write values at most a dozen levels deep, as scenarios are"
TEXTS: dict[str, str] = {
    BOMB: (
        "x.yaml:1:12: holds more than 10,000 values with its aliases\n"
        "    fix: write the values out, without aliases of aliases"
    ),
    f"a: {'[' * 900}{']' * 900}": f"x.yaml: is nested too deeply\n    fix: {DEEP}",
    f"a: [{'1,' * 20_001}1]": (
        "x.yaml: holds more than 20,000 lines and commas\n    fix: give a table of that length as a file of its own"
    ),
    '"na\\ud800me": 1': "x.yaml:1:1: a key holds half of a surrogate pair\n    fix: write the whole character",
    'name: "\\ud800"': "x.yaml:1:7: holds half of a surrogate pair\n    fix: write the whole character",
    "": "x.yaml: is empty\n    fix: write a scenario into it; `orbitdc new` writes one to start from",
    "# only a comment\n": "x.yaml: is empty\n    fix: write a scenario into it; `orbitdc new` writes one to start from",
    "a:\n\tb: 1\n": "x.yaml:2:1: a tab, which YAML does not allow here\n    fix: indent with spaces",
    "a: 1\nb: 2\na: 3\n": "x.yaml:3:1: a: the key 'a' stands twice\n    fix: keep one of them; the first is on line 1",
    "a: !!int abc\nb: !!float 1.2.3\n": (
        "x.yaml:1:4: 'abc' does not read as int\n"
        "    fix: write the value without a tag\n"
        "x.yaml:2:4: '1.2.3' does not read as float\n"
        "    fix: write the value without a tag"
    ),
    "a: " + "9" * 5000 + "\n": "x.yaml:1:4: a number of 5000 digits\n    fix: write it as e.g. 1.5e9",
    "- 1\n- 2\n": "x.yaml:1:1: the top of a scenario is keys and values\n    fix: start with `name: ...`",
    "? [1, 2]\n: 3\n": "x.yaml:1:3: a key must be text\n    fix: write `key: value`",
    "a: &x [*x]\n": "x.yaml:1:4: an alias that contains itself\n    fix: write the value out",
    "a: !!python/name:os.system 1\n": (
        "x.yaml:1:4: the tag tag:yaml.org,2002:python/name:os.system is not read\n"
        "    fix: write the value without a tag"
    ),
    "a: [1, 2\n": (
        "x.yaml:2:1: not readable as YAML: expected ',' or ']', but got '<stream end>' (while parsing a flow "
        "sequence)\n"
        "    fix: check indentation, colons and quotes here and on the line before"
    ),
}


def _without_power(missing: tuple[str, ...], wanted: str) -> Mistake:
    return Mistake(
        "child.yaml:3:1: ground: the site has neither a tariff with its carbon nor a power plant\n"
        f"    fix: add {wanted}, or `power:` with `from: ...`; `orbitdc catalog power_plants` lists them",
        files=below_head(f"ground: {{{', '.join(f'{key}: null' for key in missing)}}}"),
    )


NO_PARTS = "name: a\nmission: {service_date: 2028-01-01}\nsatellite: {label: mine, it_power_w: 1000}\n"
LOST = "give a path relative to this file, or a shipped scenario"
PLANT = "stated beside a power plant, which has its own price and carbon of electricity"
# Whole files, several of them, several sets.
SCENARIOS: dict[str, Mistake] = {
    "everything at once": Mistake(
        files={
            "child.yaml": """\
name: Two Words
missoin: {life_y: 5}
mission:
  service_date: soon
  lief_y: 3
accelerator:
  from: gb3000
workload:
  precision: fp9
satellite:
  from: ai1
  battery: 70
  radiator:
    area_m2: 0
    spin: fast
fleet:
  shells: {from: dawn_dusk_600}
launch:
  price_usd_per_kg: -1
  label: 5
ground:
  from: colossus_2
  staff_fte_per_it_mw: null
  electricity_usd_per_kwh: [1, 2]
money:
  from: 7
sky:
  from: vacuum
"""
        },
        says=f"""\
child.yaml:2:1: missoin: unknown key
    fix: did you mean mission?
child.yaml:5:3: mission.lief_y: unknown key
    fix: did you mean life_y?
child.yaml:7:9: accelerator.from: no entry 'gb3000' in the catalogue accelerators
    fix: did you mean gb300? `orbitdc catalog accelerators` lists them
child.yaml:26:9: money.from: from takes the name of a catalogue entry
    fix: name one entry; `orbitdc catalog money` lists them
child.yaml:28:3: sky.from: this block has no catalogue
    fix: write its keys out
child.yaml:12:12: satellite.battery: a block of keys is expected here
    fix: write `battery:` with keys below it, or `from: ...`
child.yaml:15:5: satellite.radiator.spin: unknown key
    fix: the keys here are {RADIATOR}
child.yaml:17:11: fleet.shells: a list is expected here
    fix: write each element on its own line behind `- `
child.yaml:23:24: ground.staff_fte_per_it_mw: null
    fix: write a value, or leave the key out
child.yaml:1:7: name: is 'Two Words'
    fix: use lower-case letters, digits, - and _
child.yaml:4:17: mission.service_date: 'soon' is not a date such as 2028-01-01
child.yaml:9:14: workload.precision: is 'fp9'
    fix: did you mean fp8? It is one of 'bf16', 'fp8' or 'fp4'
child.yaml:14:14: satellite.radiator.area_m2: is 0
    fix: write a number at least 0.01 (m2)
child.yaml:20:10: launch.label: is 5
    fix: write text
child.yaml:19:21: launch.price_usd_per_kg: is -1
    fix: write a number at least 0 (USD/kg)
child.yaml:18:1: launch.reference_payload_kg: missing
    fix: add `reference_payload_kg:` (kg)
child.yaml:18:1: launch.dry_mass_kg: missing
    fix: add `dry_mass_kg:` (kg)
child.yaml:18:1: launch.specific_impulse_s: missing
    fix: add `specific_impulse_s:` (s)
child.yaml:18:1: launch.volume_m3: missing
    fix: add `volume_m3:` (m3)
child.yaml:18:1: launch.failure_frac: missing
    fix: add `failure_frac:` (a fraction from 0 to 1)
child.yaml:18:1: launch.currency_year: missing
    fix: add `currency_year:`
child.yaml:24:28: ground.electricity_usd_per_kwh: is (1, 2)
    fix: write a number (USD/kWh)""",
    ),
    "a block nobody wrote": Mistake(
        files={"child.yaml": "name: bare\nmission: {service_date: 2028-01-01}\nsatellite: {from: ai2}\n"},
        says="child.yaml:3:19: satellite.from: no entry 'ai2' in the catalogue satellites\n"
        "    fix: did you mean ai1? `orbitdc catalog satellites` lists them\n"
        "child.yaml:1:1: accelerator: missing\n"
        "    fix: add `accelerator:` with `from: ...`; `orbitdc catalog accelerators` lists them\n"
        "child.yaml:1:1: fleet: no orbits\n    fix: add `shells:` or `catalogue_file:`\n"
        "child.yaml:1:1: launch: missing\n"
        "    fix: add `launch:` with `from: ...`; `orbitdc catalog launchers` lists them\n"
        "child.yaml:1:1: ground: missing\n"
        "    fix: add `ground:` with `from: ...`; `orbitdc catalog sites` lists them",
    ),
    "parts nobody wrote": Mistake(
        files={"child.yaml": NO_PARTS},
        says="""\
child.yaml:1:1: accelerator: missing
    fix: add `accelerator:` with `from: ...`; `orbitdc catalog accelerators` lists them
child.yaml:3:12: satellite.solar_array: missing
    fix: add `solar_array:` with `from: ...`; `orbitdc catalog solar_arrays` lists them
child.yaml:3:12: satellite.battery: missing
    fix: add `battery:` with `from: ...`; `orbitdc catalog batteries` lists them
child.yaml:3:12: satellite.radiator: missing
    fix: add `radiator:` with `from: ...`; `orbitdc catalog radiators` lists them
child.yaml:1:1: fleet: no orbits
    fix: add `shells:` or `catalogue_file:`
child.yaml:1:1: launch: missing
    fix: add `launch:` with `from: ...`; `orbitdc catalog launchers` lists them
child.yaml:1:1: ground: missing
    fix: add `ground:` with `from: ...`; `orbitdc catalog sites` lists them""",
    ),
    "a moved key that was announced": Mistake(
        "child.yaml:3:24: as_announced.orbit.satellite.upsets.job_accelerators: has a new name\n"
        "    fix: write workload.job_accelerators",
        files=below_head("as_announced: {orbit: {satellite.upsets.job_accelerators: 7}}"),
    ),
    "tabs come alone": Mistake(
        "child.yaml:3:1: a tab, which YAML does not allow here\n    fix: indent with spaces",
        files={"child.yaml": "name: a\nname: b\n\tseed: 3\n"},
    ),
    "a key twice comes alone": Mistake(
        "child.yaml:3:1: name: the key 'name' stands twice\n    fix: keep one of them; the first is on line 2",
        files={"child.yaml": "seed: x\nname: a\nname: b\n"},
    ),
    "a premium and an expected loss by set": Mistake(
        f"--set launch.insurance_frac=0.06: launch.insurance_frac: {TWICE}\n    fix: {ONE}",
        "ai1_vs_colossus",
        sets=("launch.risk=expected_loss", "launch.insurance_frac=0.06"),
    ),
    "a premium of the catalogue beside hazards": Mistake(
        "catalogue money/orbital_mature: money.risk_premium_frac: a premium of 0.91 points charges twice for what this "
        f"scenario charges as {HAZARDS}\n    fix: set the premium to 0, or every one of these to 0",
        "ai1_vs_colossus",
        sets=("money.from=orbital_mature",),
    ),
    "a premium beside choices that charge its risks": Mistake(
        "--set money.orbit.risk_premium_frac=0.02: money.orbit.risk_premium_frac: a premium of 2 points charges twice "
        f"for what this scenario charges as {CHOSEN}, mission.life_y (7, beyond the design life)\n"
        "    fix: set the premium to 0, or every one of these to 0, satellite.reliability.early_losses to "
        "dead_on_arrival, satellite.reliability.common_causes to left_out, mission.life_y to 5 or less",
        "ai1_vs_colossus",
        sets=(
            "money.orbit.risk_premium_frac=0.02",
            "satellite.reliability.early_losses=weibull",
            "satellite.reliability.common_causes=included",
            "mission.life_y=7",
        ),
    ),
    "a loan that outlives its accelerators": Mistake(
        "--set money.financing.debt_term_months=72: money.financing.debt_term_months: a loan of 72 months outlives the "
        "accelerators it pays for, which serve 60 (mission.life_y)\n    fix: set it to 60 or less",
        "ai1_vs_colossus",
        sets=("money.financing.structure=level_loan", "money.financing.debt_term_months=72"),
    ),
    "a rate beside its parts": Mistake(
        "--set money.real_wacc_frac=0.06: money.real_wacc_frac: stated beside money.capital, from which it follows\n"
        "    fix: remove it, or remove money.capital",
        "ai1_vs_colossus",
        sets=("money.capital.from=spacex_ig", "money.real_wacc_frac=0.06"),
    ),
    "a premium of the parent": Mistake(
        f"parent.yaml:3:26: launch.insurance_frac: {TWICE}\n    fix: {ONE}",
        files={
            "parent.yaml": f"{HEAD}launch: {{insurance_frac: 0.06}}\n",
            "child.yaml": "extends: parent.yaml\nname: child\nlaunch: {risk: expected_loss}\n",
        },
    ),
    "keys that are numbers": Mistake(
        f"child.yaml:3:1: 2028: unknown key\n    fix: the keys here are {KEYS}\n"
        "child.yaml:4:10: launch.1.5: unknown key\n"
        "    fix: the keys here are label, price_usd_per_kg, price_usd_per_launch, delivered_usd_per_kg, "
        "reference_payload_kg, dry_mass_kg, "
        "specific_impulse_s, sites, insertion_altitude_km, volume_m3, packing_frac, failure_frac, "
        "combustion_t_per_launch, propellant_making_t_per_launch, stand_down_days, flights_per_y, "
        "flights_growth_per_y, flights_most_per_y, fleet_share_frac, launches_per_y, launches_growth_per_y, "
        "launches_most_per_y, learning, later_decline_per_y, risk, insurance_frac, internal_from, market_from, "
        "currency_year",
        files=below_head("2028: 1\nlaunch: {1.5: x}"),
    ),
    "two prices of a launch": Mistake(
        f"child.yaml:4:65: launch.delivered_usd_per_kg: {ONE_PRICE}; launch.price_usd_per_kg states it too\n"
        "    fix: remove it, or set launch.price_usd_per_kg to null",
        files=below_head("launch:\n  {from: falcon9, price_usd_per_kg: 2000, delivered_usd_per_kg: 3000}"),
    ),
    "two prices of a launch by set": Mistake(
        f"--set launch.price_usd_per_launch=9e7: launch.price_usd_per_launch: {ONE_PRICE}; "
        "launch.price_usd_per_kg states it too\n    fix: remove it, or set launch.price_usd_per_kg to null",
        "ai1_vs_colossus",
        sets=("launch.price_usd_per_kg=900", "launch.price_usd_per_launch=9e7"),
    ),
    "no price of a launch": Mistake(
        "child.yaml:3:1: launch: no price of a launch\n"
        "    fix: add price_usd_per_kg, price_usd_per_launch or delivered_usd_per_kg, or `from: ...`; "
        "`orbitdc catalog launchers` lists them",
        files=below_head("launch: {price_usd_per_kg: null}"),
    ),
    "nulls": Mistake(
        f"child.yaml:4:5: sky: {NULL}\nchild.yaml:5:31: ground.staff_fte_per_it_mw: {NULL}",
        files=below_head("numerics: {window_days: null}\nsky:\nground: {staff_fte_per_it_mw: null}"),
    ),
    "extends of no file": Mistake(
        f"child.yaml:2:1: extends: no such file: nowhere.yaml\n    fix: {LOST}",
        files={"child.yaml": "name: c\nextends: nowhere.yaml\n"},
    ),
    "extends of a misspelt name": Mistake(
        "child.yaml:1:1: extends: no such file: ai1_vs_colosus\n    fix: did you mean ai1_vs_colossus?",
        files={"child.yaml": "extends: ai1_vs_colosus\nname: c\n"},
    ),
    "extends of a number": Mistake(
        "child.yaml:1:1: extends: extends takes one file name\n    fix: write `extends: other.yaml`",
        files={"child.yaml": "extends: 3\nname: c\n"},
    ),
    "extends of a list": Mistake(
        "child.yaml:1:1: extends: extends takes one file name\n    fix: write `extends: other.yaml`",
        files={"child.yaml": "extends: [a.yaml, b.yaml]\nname: c\n"},
    ),
    "extends of itself": Mistake(
        "me.yaml:1:1: extends: extends goes round in a circle: me.yaml -> me.yaml\n    fix: remove one of the links",
        "me.yaml",
        files={"me.yaml": "extends: me.yaml\nname: me\n"},
    ),
    "extends in a circle": Mistake(
        "b.yaml:1:1: extends: extends goes round in a circle: a.yaml -> b.yaml -> a.yaml\n"
        "    fix: remove one of the links",
        "a.yaml",
        files={"a.yaml": "name: a\nextends: b.yaml\n", "b.yaml": "extends: a.yaml\nname: b\n"},
    ),
    "parent and child": Mistake(
        "parent.yaml:3:7: seed: is 'x'\n    fix: write a whole number\n"
        "child.yaml:3:28: launch.price_usd_per_kg: is 'y'\n    fix: write a number (USD/kg)",
        files={
            "parent.yaml": "extends: ai1_vs_colossus\nname: p\nseed: x\n",
            "child.yaml": "extends: parent.yaml\nname: c\nlaunch: {price_usd_per_kg: y}\n",
        },
    ),
    "several sets": Mistake(
        f"--set zzz=3: zzz: unknown key\n    fix: the keys are {KEYS}\n"
        "--set seed=[1: seed: the value is not readable as YAML\n    fix: quote the value\n"
        "--set nonsense: not of the form key=value\n    fix: write e.g. --set launch.price_usd_per_kg=300",
        "ai1_vs_colossus",
        sets=("zzz=3", "seed=[1", "launch.price_usd_per_kg=300", "nonsense"),
    ),
    "a misspelt study": Mistake("mccalp: no such file\n    fix: did you mean published/mccalip?", "mccalp"),
    "no such file": Mistake(f"zzz: no such file\n    fix: name a file, or a shipped scenario: {SHIPPED}", "zzz"),
    "a misspelt name": Mistake(
        "ai1_vs_colosus: no such file\n    fix: did you mean ai1_vs_colossus?", "ai1_vs_colosus"
    ),
    "a shipped name elsewhere": Mistake(
        "elsewhere/ai1_vs_colossus.yaml: no such file\n    fix: did you mean ai1_vs_colossus?",
        "elsewhere/ai1_vs_colossus.yaml",
    ),
    "without its ending": Mistake(
        "mine: no such file\n    fix: did you mean mine.yaml?", "mine", files={"mine.yaml": HEAD}
    ),
    "a folder": Mistake(f".: is a folder, not a scenario file\n    fix: {NAME_ONE}", "."),
    "no text": Mistake(
        f"child.yaml: is not text: byte 6 is not UTF-8\n    fix: {NAME_ONE}", files={"child.yaml": b"name: \xff\xfe\n"}
    ),
    "Windows line ends": Mistake(
        "child.yaml:4:3: launch.prize_usd_per_kg: unknown key\n    fix: did you mean price_usd_per_kg?",
        files={"child.yaml": f"{HEAD}launch:\n  prize_usd_per_kg: 1\n".replace("\n", "\r\n").encode()},
    ),
    "departures": Mistake(
        "child.yaml:9:5: as_announced.orbit.accelerator.from: "
        "TPU v6e (Trillium) does not run fp8 natively: set workload.precision to bf16\n"
        "child.yaml:5:5: as_announced.orbit.misson: unknown key\n    fix: did you mean mission?\n"
        "child.yaml:6:21: as_announced.orbit.mission.life_y: is 99\n    fix: write a number at most 30 (years)\n"
        "child.yaml:7:5: as_announced.orbit.fleet.shells.4.altitude_km: "
        "fleet.shells has no element '4': it has 1, counted from 0\n"
        "child.yaml:8:5: as_announced.orbit.fleet: orbits come from shells or catalogue_file, and both are stated\n"
        "    fix: remove one of them, or set it to null\n"
        "child.yaml:11:23: as_announced.ground.accelerator.from: no entry 'nope' in the catalogue accelerators\n"
        "    fix: `orbitdc catalog accelerators` lists them\n"
        f"child.yaml:12:24: as_announced.ground.ground.pue_annual: {NULL}",
        files=below_head("""\
as_announced:
  orbit:
    misson.life_y: 4
    mission.life_y: 99
    fleet.shells.4.altitude_km: 600
    fleet.catalogue_file: x.tle
    accelerator.from: tpu_v6e
  ground:
    accelerator.from: nope
    ground.pue_annual: null"""),
    ),
    **{
        f"{key} beside a plant": Mistake(
            f"--set ground.{key}=0.05: ground.{key}: {PLANT}\n"
            "    fix: remove it (or set it to null), or remove ground.power",
            "ai1_vs_colossus",
            sets=("ground.power.from=gas_ccgt", f"ground.{key}=0.05"),
        )
        for key in ("electricity_usd_per_kwh", "carbon_kg_per_kwh")
    },
    "no tariff": _without_power(("electricity_usd_per_kwh",), "`electricity_usd_per_kwh:` (USD/kWh)"),
    "no carbon": _without_power(("carbon_kg_per_kwh",), "`carbon_kg_per_kwh:` (kg/kWh)"),
    "a peak below the mean": Mistake(
        "child.yaml:3:1: ground: pue_peak is 1.1, below the annual mean of 1.22\n"
        "    fix: raise pue_peak, which sizes the plant",
        files=below_head("ground: {power: {from: gas_aero}, pue_peak: 1.1}"),
    ),
    "a fuel's year without a price index": Mistake(
        "--set ground.power.fuel.currency_year=2010: ground.power.fuel.currency_year: the price index does not cover "
        "2010\n    fix: choose a year from 2015 to 2026",
        "ai1_vs_colossus",
        sets=("ground.power.from=gas_ccgt", "ground.power.fuel.currency_year=2010"),
    ),
    "a figure that no key answers": Mistake(
        "child.yaml:9:29: published.figures.0.key: 'Ratio' is not a dotted path such as orbit.usd_per_gpu_hour\n"
        "child.yaml:10:5: published.figures.1: high is 3, not above the value 4",
        files=below_head("""\
published:
  study: X
  authors: Y
  date: 2026-01-01
  link: z
  boundary: all
  figures: [{label: a, key: Ratio, value: 4, unit: '1', grade: C},
    {label: b, key: ratio_floor, value: 4, high: 3, unit: '1', grade: C}]"""),
    ),
    "a study without figures": Mistake(
        "child.yaml:3:77: published.figures: a published block without figures has nothing to hold the answer against: "
        "quote one",
        files=below_head("published: {study: X, authors: Y, date: 2026-01-01, link: z, boundary: all, figures: []}"),
    ),
    "a second source without a first": Mistake(
        "child.yaml:3:1: ground: second_power is given without a first plant under power\n"
        "    fix: name the first one as `power:`, or rename second_power to power",
        files=below_head("ground: {second_power: {from: gas_aero}}"),
    ),
}

# Changes to ai1_vs_colossus by `Scenario.replace`; what is said of each.
CHANGES: dict[str, tuple[dict[str, object], str]] = {
    "a key stated twice": (
        {"mission.life_y": 4, "life_y": 5},
        "replace(life_y=5): life_y: is 'mission.life_y' again\n    fix: keep one of them",
    ),
    "launch.price_usd_per_kg": (
        {"launch.price_usd_per_kg": -5},
        "replace(launch.price_usd_per_kg=-5): launch.price_usd_per_kg: is -5\n"
        "    fix: write a number at least 0 (USD/kg)",
    ),
    "launch.prise_usd_per_kg": (
        {"launch.prise_usd_per_kg": 5},
        "replace(launch.prise_usd_per_kg=5): launch.prise_usd_per_kg: unknown key\n"
        "    fix: did you mean price_usd_per_kg?",
    ),
    "satellite.upsets.job_accelerators": (
        {"satellite.upsets.job_accelerators": 30},
        "replace(satellite.upsets.job_accelerators=30): satellite.upsets.job_accelerators: has a new name\n"
        "    fix: write workload.job_accelerators",
    ),
    "altitude_km": (
        {"altitude_km": 600},
        "replace(altitude_km=600): altitude_km: unknown key\n    fix: write fleet.shells.0.altitude_km",
    ),
    "currency_year": (
        {"currency_year": 2026},
        "replace(currency_year=2026): currency_year: 'currency_year' stands in several places\n"
        "    fix: write one of accelerator.currency_year, money.currency_year, satellite.currency_year, "
        "fleet.currency_year, launch.currency_year, ground.currency_year, ground.power.currency_year, "
        "ground.second_power.currency_year, ground.power.fuel.currency_year, "
        "ground.second_power.fuel.currency_year",
    ),
    "misson.life_y": (
        {"misson.life_y": 3},
        "replace(misson.life_y=3): misson.life_y: unknown key\n    fix: did you mean mission?",
    ),
    "fleet.shells.1.altitude_km": (
        {"fleet.shells.1.altitude_km": 600},
        "replace(fleet.shells.1.altitude_km=600): fleet.shells.1.altitude_km: "
        "fleet.shells has no element '1': it has 1, counted from 0",
    ),
    "seed": (
        {"seed": np.array([1, 2])},
        "replace(seed=[1 2]): seed: is of type ndarray\n"
        "    fix: give a number, text, True, False, None, a date, a list or a dict",
    ),
    "sky": (
        {"sky": object},
        "replace(sky=<class 'object'>): sky: is of type type\n"
        "    fix: give a number, text, True, False, None, a date, a list or a dict",
    ),
    "mission.life_y": (
        {"mission.life_y": float("nan")},
        "replace(mission.life_y=nan): mission.life_y: is nan\n    fix: write a finite number (years)",
    ),
    "satellite.radiator.area_m2": (
        {"satellite.radiator.area_m2": "160"},
        "replace(satellite.radiator.area_m2=160): satellite.radiator.area_m2: is '160'\n    fix: write a number (m2)",
    ),
    "accelerator.from": (
        {"accelerator.from": "gb3000"},
        "replace(accelerator.from=gb3000): accelerator.from: no entry 'gb3000' in the catalogue accelerators\n"
        "    fix: did you mean gb300? `orbitdc catalog accelerators` lists them",
    ),
    "fleet.size": (
        {"fleet.size": {"from": "site"}},
        "replace(fleet.size={'from': 'site'}): fleet.size: is {'from': 'site'}\n"
        "    fix: write one of 'to_site' or 'as_given'",
    ),
    "money.currency_year": (
        {"money.currency_year": 2039},
        "replace(money.currency_year=2039): money.currency_year: the price index does not cover 2039\n"
        "    fix: choose a year from 2015 to 2026",
    ),
}

# A catalogue file `cat`, or None for an absent one; what reading it says.
CATALOGUES: tuple[tuple[str | bytes | None, str], ...] = (
    (
        "",
        f"cat: is empty\n    fix: {FETCH}",
    ),
    (
        " \n\n",
        f"cat: is empty\n    fix: {FETCH}",
    ),
    (
        "[]",
        f"cat: holds no satellite\n    fix: {FETCH}",
    ),
    (
        "hello\nworld\n",
        f"cat:1:1: unknown format: the first line is 'hello'\n    fix: {GIVE}",
    ),
    (
        "CCSDS_OMM_VERS = 3.0\n",
        f"cat:1:1: is an OMM in key = value notation, which is not read\n    fix: {GIVE}",
    ),
    (
        f"A\n{LINE1}\n{LINE2[:-1]}0\n",
        f"cat:3:1: checksum is 0, computed 6\n    fix: {REFETCH}",
    ),
    (
        f"A\n{LINE1[:-2]}\n{LINE2}\n",
        f"cat:2:1: an element line has 69 columns, this one 67\n    fix: {REFETCH}",
    ),
    (
        f"{LINE1}\n{LINE2}\nB\n{LINE1}\n",
        f"cat:4:1: the file ends after element line 1\n    fix: {REFETCH}",
    ),
    (
        f"{LINE1}\n{LINE2}\nB\n",
        f"cat:3:1: the file ends after the name 'B'\n    fix: {REFETCH}",
    ),
    (
        f"{LINE1}\nB\n{LINE1}\n{LINE2}\n",
        f"cat:1:1: element line 1 is not followed by its line 2\n    fix: {REFETCH}",
    ),
    (
        f"{LINE1}\n{LINE2}\nA\nB\n{LINE1}\n{LINE2}\n",
        f"cat:3:1: 'A' is neither an element line nor a name before one\n    fix: {REFETCH}",
    ),
    (
        f"{LINE1}\n{LINE2}\n{LINE2}\n",
        f"cat:3:1: element line 2 without its line 1\n    fix: {REFETCH}",
    ),
    (
        f"{LINE1}\n{signed(LINE2.replace('44714', '44715'))}\n",
        f"cat:2:1: catalogue numbers differ: 44714 on line 1, 44715 on line 2\n    fix: {REFETCH}",
    ),
    (
        f"{LINE1}\n{signed(LINE2.replace(' 53.1513', ' 5x.1513'))}\n",
        f"cat:2:9: inclination is ' 5x.1513', not a number\n    fix: {REFETCH}",
    ),
    (
        f"{signed(LINE1.replace('26150.3', '2615 .3'))}\n{LINE2}\n",
        f"cat:1:21: epoch day is '15 .30936191', not a number\n    fix: {REFETCH}",
    ),
    (
        "[1]",
        f"cat: record 1 is not an object of OMM fields\n    fix: {REFETCH}",
    ),
    (
        json.dumps([OMM, {k: v for k, v in OMM.items() if k not in ("EPOCH", "INCLINATION")}]),
        f"cat: record 2, STARLINK-1008: without EPOCH, INCLINATION\n    fix: {REFETCH}",
    ),
    (
        as_csv(OMM, {**OMM, "MEAN_ANOMALY": "much"}),
        f"cat:3:1: STARLINK-1008: MEAN_ANOMALY is 'much', not a number\n    fix: {REFETCH}",
    ),
    (
        json.dumps({**OMM, "ECCENTRICITY": "NaN"}),
        f"cat: record 1, STARLINK-1008: ECCENTRICITY is 'NaN', not a number\n    fix: {REFETCH}",
    ),
    (
        json.dumps({**OMM, "NORAD_CAT_ID": 1234567890}),
        "cat: record 1, STARLINK-1008: NORAD_CAT_ID is '1234567890', not a catalogue number of up to 9 digits\n"
        f"    fix: {REFETCH}",
    ),
    (
        json.dumps({**OMM, "EPOCH": "yesterday"}),
        "cat: record 1, STARLINK-1008: EPOCH is 'yesterday', not a UTC date and time such as 2026-05-30T12:00:00\n"
        f"    fix: {REFETCH}",
    ),
    (
        "<ndm>\n<omm>",
        f"cat:2:6: not valid XML\n    fix: {REFETCH}",
    ),
    (
        json.dumps({**OMM, "MEAN_MOTION": 17.5}),
        f"cat: record 1, STARLINK-1008 (44714): perigee at -113 km is below the surface\n    fix: {REMOVE}",
    ),
    (
        as_csv({**OMM, "ECCENTRICITY": 0.06}),
        f"cat:2:1: STARLINK-1008 (44714): perigee at 15 km is below 100 km\n    fix: {REMOVE}",
    ),
    (
        json.dumps({**OMM, "ECCENTRICITY": 1.2}),
        f"cat: record 1, STARLINK-1008 (44714): eccentricity 1.2 is not in [0, 1)\n    fix: {REFETCH}",
    ),
    (
        json.dumps({**OMM, "MEAN_MOTION": 0}),
        f"cat: record 1, STARLINK-1008 (44714): mean motion 0 revolutions per day is not from 0.001 to 20\n"
        f"    fix: {REFETCH}",
    ),
    (
        '{"OBJECT_NAME" 1}',
        f"cat:1:16: not valid JSON: Expecting ':' delimiter\n    fix: {REFETCH}",
    ),
    (
        f"{signed(LINE1.replace('26150.3', '-5150.3'))}\n{LINE2}\n",
        f"cat:1:19: epoch year is '-5', not a number\n    fix: {REFETCH}",
    ),
    (
        f"{signed(LINE1.replace('26150.3', '26000.3'))}\n{LINE2}\n",
        f"cat:1:21: epoch day is '000.30936191', not from 1 to 367\n    fix: {REFETCH}",
    ),
    (
        f"{signed(LINE1.replace('26150.3', '26366.3'))}\n{LINE2}\n",
        f"cat:1:21: epoch day is '366.30936191', which that year does not have\n    fix: {REFETCH}",
    ),
    (
        f"{signed(LINE1.replace('44714', 'I0001'))}\n{signed(LINE2.replace('44714', 'I0001'))}\n",
        f"cat:1:3: 'I0001' is no catalogue number\n    fix: {REFETCH}\n"
        f"cat:2:3: 'I0001' is no catalogue number\n    fix: {REFETCH}",
    ),
    (
        f"{LINE1}\n{signed(LINE2.replace(' 0003034 ', ' -000303 '))}\n",
        f"cat:2:27: eccentricity is '-000303', not a number\n    fix: {REFETCH}",
    ),
    (
        f"{signed(LINE1.replace('  15180-2', '      nan'))}\n{LINE2}\n",
        f"cat:1:54: drag term is '     nan', not a number\n    fix: {REFETCH}",
    ),
    (
        f"{signed(LINE1.replace(' 0  999', ' 4  999'))}\n{LINE2}\n",
        f"cat:1:63: elements of type 4, SGP4-XP, which are not those of SGP4\n    fix: {SGP4_ONLY}",
    ),
    (
        f"{'N' * 101}\n{LINE1}\n{LINE2}\n",
        f"cat:1:1: the name has 101 letters\n    fix: {REFETCH}",
    ),
    (
        json.dumps({**OMM, "MEAN_ELEMENT_THEORY": "DSST", "CENTER_NAME": "MARS"}),
        f"cat: record 1, STARLINK-1008: MEAN_ELEMENT_THEORY is 'DSST', and only SGP4 is read\n    fix: {SGP4_ONLY}\n"
        f"cat: record 1, STARLINK-1008: CENTER_NAME is 'MARS', and only EARTH is read\n    fix: {SGP4_ONLY}",
    ),
    (
        json.dumps({**OMM, "OBJECT_NAME": "STAR\ud800"}),
        f"cat: record 1: the name holds a character that cannot be written\n    fix: {REFETCH}",
    ),
    (
        json.dumps({**OMM, "EPOCH": "1804-01-01T00:00:00"}),
        "cat: record 1, STARLINK-1008: EPOCH is '1804-01-01T00:00:00', not in the years 1957 to 2099\n"
        f"    fix: {REFETCH}",
    ),
    (
        json.dumps({**OMM, "RA_OF_ASC_NODE": 400}),
        f"cat: record 1, STARLINK-1008: RA_OF_ASC_NODE is '400', not from -360 to 360\n    fix: {REFETCH}",
    ),
    (
        "[" * 100_000,
        f"cat: not an OMM: lists within lists, far deeper than one\n    fix: {REFETCH}",
    ),
    (bytes(50_000_001), f"cat: holds more than 50 MB, too many\n    fix: {FETCH}"),
    (None, f"cat: no such file\n    fix: {FETCH}"),
    (b"\x50\x4b\xff\xfe", f"cat: is not text: byte 2 is not UTF-8\n    fix: {FETCH}"),
)

# The command line: files, arguments, exit code, what stands behind `error: `.
COMMANDS: dict[str, Command] = {
    **{
        f"sweep over {text}": Command(("sweep", "ai1_vs_colossus", "--vary", text), says)
        for text, says in {
            "launch.price_usd_per_kg": f"--vary launch.price_usd_per_kg: not of the form key=values\n    fix: {VARY}",
            "life_y=5:3:2": "life_y: runs from 5 to 3\n    fix: write the lower value first",
            "life_y=3:5:1": "life_y: asks for 1 values\n    fix: write from 2 to 10,000",
            "life_y=0:5:3log": "life_y: has no logarithm at 0\n    fix: begin above 0, or leave `log` out",
            "life_y=a:b:3": f"--vary life_y=a:b:3: a:b are not two numbers\n    fix: {VARY}",
            "mission.lif_y=3,5": (
                "replace(mission.lif_y=3): mission.lif_y: unknown key\n    fix: did you mean life_y?"
            ),
            "mission.life_y=-3:5:3": (
                "replace(mission.life_y=-3.0): mission.life_y: is -3.0\n    fix: write a number at least 0.003 (years)"
            ),
        }.items()
    },
    **{
        f"montecarlo {' '.join(options)}": Command(("montecarlo", "ai1_vs_colossus", *options), says)
        for options, says in {
            ("--draws", "0"): "draws: 0 draws cannot be made\n    fix: from 1 to 1,000,000",
            ("--spread", "2"): "spread: is 2\n    fix: from 0, no spread, to 1, the whole ranges",
            ("--only", "numerics.step_s"): (
                "numerics.step_s: has no range and no distribution\n"
                "    fix: write a distribution for it, e.g. {triangular: [low, mode, high]}, or leave it out"
            ),
            ("--correlate", "launch"): (
                "--correlate launch: not of the form GROUP=R\n    fix: write e.g. --correlate launch=0.5"
            ),
            ("--correlate", "launch=1"): "correlate launch: is 1\n    fix: write more than -1, less than 1",
            ("--correlate", "lunch=0.5"): (
                "correlate lunch: names no inputs that are drawn\n    fix: a group (launch, silicon, power, ground, "
                "capital, satellite, environment), or two drawn keys with a comma between"
            ),
            ("--correlate", "launch=-0.9"): (
                "correlate: no numbers can be correlated like this: the matrix is not positive definite\n"
                "    fix: bring the correlations nearer to 0"
            ),
        }.items()
    },
    **{
        f"outlook {' '.join(options)}": Command(("outlook", "ai1_vs_colossus", *options), says)
        for options, says in {
            ("--years", "soon"): "--years: 'soon' names no years\n    fix: write e.g. 2026:2045, or 2026,2030,2035",
            ("--years", "2020:2050"): (
                "years: the dated paths do not reach 2020 to 2050\n"
                "    fix: years from 2024 to 2045, e.g. --years 2026:2045"
            ),
            ("--years", "2045:2026"): (
                "years: no year is asked for\n    fix: years from 2024 to 2045, e.g. --years 2026:2045"
            ),
            ("--draws", "-1"): "draws: -1 draws cannot be made\n    fix: from 0 to 100,000",
        }.items()
    },
    **{
        f"sensitivity {' '.join(options)}": Command(("sensitivity", "ai1_vs_colossus", *options), says)
        for options, says in {
            ("--samples", "100"): (
                "samples: 100 is not a number of samples\n    fix: write a power of two from 16 to 65,536, e.g. 128"
            ),
            ("--inputs", "-1"): "inputs: is -1\n    fix: from 0, no indices, to 100",
            ("--only", "numerics.step_s"): (
                "numerics.step_s: has no range, no distribution and no other named value\n"
                "    fix: leave it out; `orbitdc explain FILE` lists the numbers with their ranges"
            ),
            ("--only", "lunch.risk"): "--only lunch.risk: lunch.risk: unknown key\n    fix: did you mean launch?",
        }.items()
    },
    **{
        f"optimize {' '.join(options)}": Command(("optimize", "ai1_vs_colossus", *options), says)
        for options, says in {
            ("--vary", "life_y"): f"--vary life_y: not of the form key=low:high\n    fix: {BOUNDS}",
            ("--vary", "life_y=3:5:7"): f"--vary life_y=3:5:7: not of the form key=low:high\n    fix: {BOUNDS}",
            ("--vary", "life_y=a:5"): f"--vary life_y=a:5: not of the form key=low:high\n    fix: {BOUNDS}",
            ("--vary", "life_y=5:3"): "life_y: runs from 5 to 3\n    fix: write the lower value first",
            ("--vary", "life_y=3:5", "--vary", "life_y=3:6"): "life_y: is varied twice\n    fix: keep one of them",
            ("--vary", "life_y=3:5", "--vary", "mission.life_y=3:6"): (
                "mission.life_y: is varied twice\n    fix: keep one of them"
            ),
            ("--objective", "beauty"): (
                "objective: 'beauty' is unknown\n    fix: one of cost, mass, carbon, ratio, launches, campaign"
            ),
            ("--front", "beauty"): "front: 'beauty' is unknown\n    fix: one of mass, carbon, months",
            ("--margin", "1"): "margin: is 1\n    fix: from 0 to less than 1",
            ("--vary", "life_y=3:5", "--generations", "0"): (
                "generations: 0 generations cannot be made\n    fix: from 1 to 10,000"
            ),
            ("--vary", "life_y=3:5", "--population", "4"): (
                "population: 4 designs are no population\n    fix: from 5 to 10,000"
            ),
        }.items()
    },
    "sweep over a key twice": Command(
        ("sweep", "ai1_vs_colossus", "--vary", "life_y=3,5", "--vary", "mission.life_y=3,5"),
        "mission.life_y: is varied twice\n    fix: keep one of them",
    ),
    "sweep over a key that is not read": Command(
        ("sweep", "ai1_vs_colossus", "--set", "mission.life_y=1", "--vary", "workload.mfu_frac=0.3,0.4"),
        "workload.mfu_frac: changes nothing in this scenario\n"
        "    fix: `orbitdc explain FILE workload.mfu_frac` says what it is; vary a key that the scenario reads",
    ),
    **{
        f"breakeven {' '.join(asked)}": Command(("breakeven", "ai1_vs_colossus", *asked), says)
        for asked, says in {
            (): f"--vary is given 0 times\n    fix: {ONE_OR_TWO}",
            ("--vary", "life_y", "--vary", "a=1:2", "--vary", "b=1:2"): (
                f"--vary is given 3 times\n    fix: {ONE_OR_TWO}"
            ),
            ("--vary", "life_y", "--together"): (
                "--vary and --together ask for two studies\n    fix: give one of them"
            ),
            ("--vary", "launch.price_usd_per_kg=3000:20"): (
                "launch.price_usd_per_kg: runs from 3000 to 20\n    fix: write the lower value first"
            ),
            ("--vary", "launch.price_usd_per_kg=20:3000:1"): (
                "launch.price_usd_per_kg: asks for 1 values\n    fix: write from 2 to 10,000"
            ),
            ("--vary", "launch.price_usd_per_kg=0:5log"): (
                "launch.price_usd_per_kg: has no logarithm at 0\n    fix: begin above 0, or leave `log` out"
            ),
            ("--vary", "launch.price_usd_per_kg=5"): (
                f"--vary launch.price_usd_per_kg=5: not of the form KEY=LOW:HIGH\n    fix: {LOOK}"
            ),
            ("--vary", "life_y=a:b"): f"--vary life_y=a:b: a:b are not two numbers\n    fix: {LOOK}",
            ("--vary", "launch.prize_usd_per_kg=20:30"): (
                "replace(launch.prize_usd_per_kg=20.0): launch.prize_usd_per_kg: unknown key\n"
                "    fix: did you mean price_usd_per_kg?"
            ),
            ("--vary", "fleet.shells.0.planes=1:4"): (
                "fleet.shells.0.planes: takes whole numbers, between which there is no parity\n"
                "    fix: `orbitdc sweep FILE --vary fleet.shells.0.planes=...` shows each of them"
            ),
            ("--vary", "satellite.bus.price_usd_per_it_w"): (
                "satellite.bus.price_usd_per_it_w: has no range in the catalogue\n"
                "    fix: state where to look: satellite.bus.price_usd_per_it_w=LOW:HIGH"
            ),
            ("--vary", "fleet.shells.0.altitude_km"): (
                "fleet.shells.0.altitude_km: has the range 600 to 600 in the catalogue\n"
                "    fix: state where to look, around 600: fleet.shells.0.altitude_km=LOW:HIGH"
            ),
            ("--vary", "launch.price_usd_per_kg", "--against", "colosus_2"): (
                "--against colosus_2: no such site\n    fix: did you mean colossus_2?"
            ),
            ("--vary", "launch.price_usd_per_kg", "--against", "the moon"): (
                "--against the moon: no such site\n"
                "    fix: `orbitdc catalog sites` lists the sites; a scenario's name or file is taken too"
            ),
            ("--vary", "launch.price_usd_per_kg", "--vary", "price_usd_per_kg"): (
                "launch.price_usd_per_kg: is varied twice\n    fix: keep one of them"
            ),
            ("--together", "launch.prize_usd_per_kg"): (
                "replace(launch.prize_usd_per_kg=1.0): launch.prize_usd_per_kg: unknown key\n"
                "    fix: did you mean price_usd_per_kg?"
            ),
            ("--together", "money.budget_usd"): (
                "money.budget_usd: has no range in the catalogue\n"
                "    fix: name inputs that have one; `orbitdc catalog` shows the ranges"
            ),
        }.items()
    },
    "breakeven over a key that moves no cost": Command(
        ("breakeven", "ai1_vs_colossus", "--set", "mission.life_y=1", "--vary", "money.budget_usd=1e9:2e9:2"),
        "money.budget_usd: moves neither side's cost in this scenario\n"
        "    fix: `orbitdc explain FILE money.budget_usd` says what it is; vary a key that the costs follow",
    ),
    "claims of a name that there is not": Command(
        ("claims", "no_bateries"), "no_bateries: no such claim\n    fix: did you mean no_batteries?"
    ),
    "claims of a scenario without one": Command(
        ("claims", "ai1_vs_colossus"),
        "ai1_vs_colossus: states no claim\n    fix: add a `claim:` block, or name a claim",
    ),
    "a claim about nothing": Command(
        ("claims", "a.yaml"),
        "claim.quantity: there is no quantity 'orbit.radiator_max_c'\n    fix: did you mean radiator_max_k?",
        files={"a.yaml": f"{HEAD}{SAID}  quantity: orbit.radiator_max_c\nnumerics: {{window_days: 1}}\n"},
    ),
    "a claim about a supply that there is not": Command(
        ("claims", "a.yaml"),
        "claim.quantity: there is no quantity 'supply.gw'\n    fix: docs/summary.md lists the keys of a run",
        files={"a.yaml": f"{HEAD}{SAID}  quantity: supply.gw\n"},
    ),
    "a claim of a year without paths": Command(
        ("check", "a.yaml"),
        "a.yaml:13:10: claim.years.0: is 2060\n    fix: write a number at most 2045",
        files={"a.yaml": f"{HEAD}{SAID}  quantity: supply.gw_per_y\n  years: [2060]\n"},
    ),
    "reconcile with a study that there is not": Command(
        ("reconcile", "ai1_vs_colossus", "starclod_3"),
        "starclod_3: no such study or scenario\n    fix: did you mean starcloud_3?",
    ),
    "reconcile with a satellite that no launcher carries": Command(
        ("reconcile", "heavy.yaml", "ai1_vs_colossus", *SHORT[:2]),
        "heavy: has no ratio: the satellite does not fit its launcher, and a fleet that is never launched has no cost\n"
        "    fix: `orbitdc run` says what the design lacks; reconcile two scenarios that both have a ratio",
        files={"heavy.yaml": "extends: ai1_vs_colossus\nname: heavy\nsatellite: {announced_mass_kg: 9e5}\n"},
    ),
    "check of several files": Command(
        ("check", "ai1_vs_colossus", "bad.yaml", "absent.yaml"),
        "2 problems\n"
        "bad.yaml:3:1: sede: unknown key\n    fix: did you mean seed?\n"
        f"absent.yaml: no such file\n    fix: name a file, or a shipped scenario: {SHIPPED}",
        files={"bad.yaml": "extends: ai1_vs_colossus\nname: bad\nsede: 3\n"},
    ),
    "check of what was announced": Command(
        ("check", "a.yaml"),
        "a.yaml:5:18: as_announced.orbit.launch.from: no entry 'nope' in the catalogue launchers\n"
        "    fix: `orbitdc catalog launchers` lists them",
        files={
            "a.yaml": "extends: ai1_vs_colossus\nname: a\nas_announced:\n  orbit:\n    launch.from: nope\n",
        },
    ),
    "check with a set": Command(
        ("check", "ai1_vs_colossus", "--set", "radiatr.area_m2=3"),
        "--set radiatr.area_m2=3: radiatr.area_m2: unknown key\n    fix: did you mean satellite.radiator.area_m2?",
    ),
    "check of a far future": Command(
        ("check", "ai1_vs_colossus", "--set", "mission.service_date=2058-01-01", "--set", "sky.solar_activity=mean"),
        "--set mission.service_date=2058-01-01: mission.service_date: the Sun table covers 1960-01-01 to 2060-12-31; "
        "asked for 2058-01-01 and 1827 days\n"
        "    fix: choose mission.service_date and mission.life_y inside 1960 to 2060",
    ),
    "run of a far future": Command(
        ("run", "ai1_vs_colossus", *SHORT, "--set", "mission.service_date=2100-01-01"),
        "mission.service_date: the Sun table covers 1960-01-01 to 2060-12-31; asked for 2100-01-01 and 1827 days\n"
        "    fix: choose mission.service_date and mission.life_y inside 1960 to 2060",
    ),
    "check of a shell above the tables": Command(
        ("check", "ai1_vs_colossus", "--set", "shells.0.altitude_km=8000"),
        "--set shells.0.altitude_km=8000: fleet.shells.0.altitude_km: an orbit at 8000 km altitude is not covered: the "
        "tables of dose and debris and air density end at 2000 km\n    fix: fly at 2000 km or less",
    ),
    "run of a satellite of a catalogue above the tables": Command(
        ("run", "ai1_vs_colossus", *SHORT, *CATALOGUE),
        "cat.tle:1:1: 44714 (44714): a mean altitude of 20,182 km is not covered: the tables of the sky end at 2,000 "
        "km\n    fix: give satellites of nearly circular orbits below 2,000 km",
        {"cat.tle": "\n".join((LINE1, signed(f"{LINE2[:52]} 2.00565000{LINE2[63:]}")))},
    ),
    "run of a catalogue with a satellite far from a circle": Command(
        ("run", "ai1_vs_colossus", *SHORT, *CATALOGUE),
        "cat.tle:4:1: FAR (44715): an eccentricity of 0.13 is not covered: it must be below 0.02\n"
        "    fix: set fleet.skip_unsupported to true, which flies the rest, or remove the satellite from the file",
        {"cat.tle": f"{LINE1}\n{LINE2}\nFAR\n{FAR1}\n{FAR2}\n"},
    ),
    "run of today's Starlinks without their file": Command(
        ("run", "starlink_fleet_today", "--no-figures"), f"starlink.omm.json: no such file\n    fix: {FETCH}"
    ),
    "run of a catalogue that is absent": Command(
        ("run", "ai1_vs_colossus", *SHORT, *CATALOGUE),
        f"cat.tle: no such file\n    fix: {FETCH}",
    ),
    "run of a year without solar activity": Command(
        ("run", "ai1_vs_colossus", *SHORT, "--set", "mission.service_date=2045-01-01"),
        "sky.solar_activity: solar activity is observed or predicted from 1957-10-16 to 2041-10-16; "
        "asked for 1827 days from 2045-01-01\n"
        "    fix: choose low_cycle, mean_cycle or high_cycle, or a level: low, mean or high",
    ),
    "explain of a misspelt key": Command(
        ("explain", "ai1_vs_colossus", "satellite.radiatr.area_m2", "--set", "numerics.window_days=2"),
        "ai1_vs_colossus: satellite.radiatr.area_m2: neither a key of the scenario nor of its results\n"
        "    fix: did you mean satellite.radiator.area_m2?",
    ),
    "explain of a misspelt result": Command(
        ("explain", "ai1_vs_colossus", "orbit.delivered_pflops_per_s", "--set", "numerics.window_days=2"),
        "ai1_vs_colossus: orbit.delivered_pflops_per_s: neither a key of the scenario nor of its results\n"
        "    fix: did you mean orbit.delivered_pflop_per_s?",
    ),
    "explain of a key like no other": Command(
        ("explain", "ai1_vs_colossus", "zzz", "--set", "numerics.window_days=2"),
        "ai1_vs_colossus: zzz: neither a key of the scenario nor of its results\n"
        "    fix: `orbitdc explain FILE` lists the keys of the scenario; summary.json holds those of the results",
    ),
    "catalog of a misspelt kind": Command(
        ("catalog", "launcher"),
        "no catalogue 'launcher'\n    fix: did you mean launchers? `orbitdc catalog` lists them",
    ),
    "catalog of a kind like no other": Command(
        ("catalog", "zzz", "falcon9"), "no catalogue 'zzz'\n    fix: `orbitdc catalog` lists them"
    ),
    "catalog of the sources": Command(
        ("catalog", "sources", "x"), "no catalogue 'sources'\n    fix: `orbitdc catalog` lists them"
    ),
    "catalog of a misspelt entry": Command(
        ("catalog", "launchers", "falcn9"),
        "no entry 'falcn9' in the catalogue launchers\n"
        "    fix: did you mean falcon9? `orbitdc catalog launchers` lists them",
    ),
    "catalog of a misspelt path": Command(
        ("catalog", "paths", "array_prices"),
        "no entry 'array_prices' in the catalogue dated_paths\n"
        "    fix: did you mean array_price? `orbitdc catalog dated_paths` lists them",
    ),
    "catalog of an entry like no other": Command(
        ("catalog", "sites", "moon"),
        "no entry 'moon' in the catalogue sites\n    fix: `orbitdc catalog sites` lists them",
    ),
    "new over a file": Command(
        ("new", "mine"), "mine.yaml: exists already\n    fix: choose another name", files={"mine.yaml": "name: mine\n"}
    ),
    "new in no folder": Command(
        ("new", "no/where"),
        "no/where.yaml: cannot be written: No such file or directory\n    fix: choose another place",
        code=4,
    ),
    "plot of no folder": Command(
        ("plot", "nowhere"),
        "nowhere: no summary.json here, so this is no results folder\n"
        "    fix: name the folder that `orbitdc run` wrote",
    ),
    "plot of a damaged folder": Command(
        ("plot", "odd"),
        "odd/summary.json: not readable as JSON: Expecting ':' delimiter: line 1 column 6 (char 5)\n"
        "    fix: name the folder that `orbitdc run` wrote",
        files={"odd/summary.json": '{"a" 1}'},
    ),
    "report of no folder": Command(
        ("report", "nowhere"),
        "nowhere: no summary.json here, so this is no results folder\n"
        "    fix: name the folder that `orbitdc run` wrote",
    ),
    "reliability of no histories": Command(
        ("reliability", "ai1_vs_colossus", "--draws", "0"),
        "draws: 0 histories cannot be drawn\n    fix: from 1 to 100,000",
    ),
    "reliability of too many histories": Command(
        ("reliability", "ai1_vs_colossus", "--draws", "100001"),
        "draws: 100001 histories cannot be drawn\n    fix: from 1 to 100,000",
    ),
    "run without the library of telemetry": Command(
        ("run", "ai1_vs_colossus", *SHORT, "--telemetry"),
        'telemetry needs the library netCDF4, which is not installed\n    fix: pip install "orbitdc[io]"',
        code=4,
        patched={"orbitdc.results.telemetry.find_spec": lambda name: None},
    ),
    "run into a file": Command(
        ("run", "ai1_vs_colossus", *SHORT, "-o", "file"),
        f"file/{RESULT}: cannot be written: File exists\n    fix: choose another folder with -o",
        files={"file": "in the way"},
        code=4,
    ),
    "a study kept below a file": Command(
        ("sweep", "ai1_vs_colossus", "--vary", "launch.price_usd_per_kg=100,200", "--keep", "file/below"),
        "file/below: cannot be used: Not a directory\n    fix: choose another folder with --keep",
        files={"file": "in the way"},
        code=4,
    ),
    "a study kept on a full disk": Command(
        (
            "sweep",
            "ai1_vs_colossus",
            "--set",
            "mission.life_y=1",
            "--vary",
            "launch.price_usd_per_kg=100,200",
            "--keep",
            "kept",
        ),
        "kept: cannot be written: No space left on device\n"
        "    fix: free some space and give the same command again: what was written before is kept",
        code=4,
        patched={"orbitdc.study.store.put": _raises(OSError(28, "No space left on device"))},
    ),
    "run below a file": Command(
        ("run", "ai1_vs_colossus", *SHORT, "-o", "file/below"),
        f"file/below/{RESULT}: cannot be written: Not a directory\n    fix: choose another folder with -o",
        files={"file": "in the way"},
        code=4,
    ),
    "run onto a full disk": Command(
        ("run", "ai1_vs_colossus", *SHORT),
        f"results/{RESULT}: cannot be written: No space left on device\n    fix: choose another folder with -o",
        code=4,
        patched={"orbitdc.results.save._write_csv": _raises(OSError(28, "No space left on device"))},
    ),
    "data that is not there": Command(
        ("data", "update", "--url", URL),
        f"{URL}: cannot be fetched: Not Found\n    fix: {DOWNLOAD}",
        code=4,
        patched={
            "urllib.request.OpenerDirector.open": _raises(
                urllib.error.HTTPError(URL, 404, "Not Found", http.client.HTTPMessage(), None)
            )
        },
    ),
    "data that breaks off": Command(
        ("data", "update", "--url", URL),
        f"{URL}: cannot be fetched: IncompleteRead(5 bytes read, 10 more expected)\n    fix: {DOWNLOAD}",
        code=4,
        patched={"urllib.request.OpenerDirector.open": _raises(http.client.IncompleteRead(b"[{}, ", 10))},
    ),
    "data that is damaged": Command(
        ("data", "update", "--url", URL),
        f"{URL}:1:21: not valid JSON: Expecting ',' delimiter\n    fix: {REFETCH}",
        patched={"urllib.request.OpenerDirector.open": lambda *_, **__: io.BytesIO(b'[{"OBJECT_NAME": "A"')},
    ),
    "data that is empty": Command(
        ("data", "update", "--url", URL),
        f"{URL}: is empty\n    fix: {FETCH}",
        patched={"urllib.request.OpenerDirector.open": lambda *_, **__: io.BytesIO(b"")},
    ),
    "data where nothing can be kept": Command(
        ("data", "update", "--url", URL),
        "kept/data: cannot be kept: File exists\n    fix: set ORBITDC_CACHE_DIR to a folder you can write",
        files={"kept/data": "in the way"},
        code=4,
        patched={"urllib.request.OpenerDirector.open": lambda *_, **__: io.BytesIO(json.dumps([OMM]).encode())},
    ),
    "data of an address that leads away from https": Command(
        ("data", "update"),
        f"{STARLINK_URL}: cannot be fetched: the address leads on to http://127.0.0.1/, which is not https\n"
        f"    fix: {DOWNLOAD}",
        code=4,
        patched={"urllib.request.OpenerDirector.open": _leads_on},
    ),
    "data without end": Command(
        ("data", "update", "--url", URL),
        f"{URL}: cannot be fetched: it sends more than 50 MB, too many for a catalogue\n    fix: {DOWNLOAD}",
        code=4,
        patched={"urllib.request.OpenerDirector.open": lambda *_, **__: io.BytesIO(bytes(50_000_001))},
    ),
    "data of a port that is none": Command(
        ("data", "update", "--url", "http://127.0.0.1:abc/"),
        f"http://127.0.0.1:abc/: cannot be fetched: nonnumeric port: 'abc'\n    fix: {DOWNLOAD}",
        code=4,
    ),
    "data of no address": Command(
        ("data", "update", "--url", "nonsense"),
        "nonsense: cannot be fetched: the address must begin with https://, or with http:// where nothing else will "
        f"do\n    fix: {DOWNLOAD}",
        code=4,
    ),
}

# Functions that refuse what they are asked, with the words of a scenario's keys; what they say.
CALLS: dict[str, tuple[Callable[[], object], str]] = {
    "an index far outside [0, 1]": (
        lambda: refuse_outside(
            Indices(64, np.array([0.4]), np.array([[0.3], [0.5]]), np.array([3.18]), np.array([[3.0], [3.4]])),
            ["launch.price_usd_per_kg"],
        ),
        "samples: the total index of launch.price_usd_per_kg is 3.18, outside [0, 1] by more than its interval\n"
        "    fix: ask for more samples: 128 or more in place of 64",
    ),
    "a year beyond the forecast of the Sun": (
        lambda: f107_by_day(dt.date(2041, 1, 1), 1826, "predicted"),
        "sky.solar_activity: solar activity is observed or predicted from 1957-10-16 to 2041-10-16; "
        "asked for 1826 days from 2041-01-01\n"
        "    fix: choose low_cycle, mean_cycle or high_cycle, or a level: low, mean or high",
    ),
    **{
        f"the Sun of {asked}": (
            lambda start=start, days=days: sun_table(start, days),
            f"mission.service_date: the Sun table covers 1960-01-01 to 2060-12-31; asked for {asked}\n"
            "    fix: choose mission.service_date and mission.life_y inside 1960 to 2060",
        )
        for start, days, asked in (
            (dt.date(1959, 12, 31), 1.0, "1959-12-31 and 1 days"),
            (dt.date(2058, 1, 1), 2000.0, "2058-01-01 and 2000 days"),
            (dt.date(2027, 1, 1), float("inf"), "2027-01-01 and inf days"),
        )
    },
    "a dose outside the table": (
        lambda: dose_rad_per_y([600.0, 2100.0], 1.7, 0.5, 0.0),
        "fleet.shells.altitude_km: the dose table ends at 2000 km altitude; asked for 2100 km\n"
        "    fix: an altitude_km of 2000 or less: the dose keeps rising above\n"
        "satellite.shielding.thickness_mm: the dose table starts at 1 mm of aluminium; asked for 0.5 mm\n"
        "    fix: a thickness_mm of 1 or more: the dose of electrons rises steeply below",
    ),
    **{
        f"{needed} of 8 segments": (
            lambda needed=needed: expected_capacity(1.0, 0.1, 8, needed),
            f"satellite.radiator.segments_needed: {needed} of 8 segments cannot be needed\n"
            "    fix: a whole number from 1 to 8",
        )
        for needed in (0, 9)
    },
    "a folder for a catalogue": (
        lambda: read_catalogue("."),
        f".: is a folder, not a catalogue file\n    fix: {FETCH}",
    ),
    "a misspelt entry": (
        lambda: catalog.entry("satellites", "a1"),
        "no entry 'a1' in the catalogue satellites\n    fix: did you mean ai1? `orbitdc catalog satellites` lists them",
    ),
    **{
        f"telemetry every {every:g} s": (
            lambda every=every: _two_days(Telemetry(every)),
            f"telemetry_every_s: an interval of {every:g} s is no whole number of steps of 60 s\n"
            "    fix: 60 or 120; or another numerics.step_s",
        )
        for every in (90.0, 20.0)
    },
    "telemetry of no satellite": (
        lambda: _two_days(Telemetry(60.0, 0)),
        "telemetry_satellites: telemetry of 0 satellites cannot be written\n    fix: from 1 to 1,000",
    ),
    "telemetry more rarely than the window": (
        lambda: _two_days(Telemetry(172860.0)),
        "telemetry_every_s: an interval of 172,860 s is longer than the window of 2 days\n    fix: 300",
    ),
    "a folder that is no result": (
        lambda: orbitdc.open("."),
        ".: no summary.json here, so this is no results folder\n    fix: name the folder that `orbitdc run` wrote",
    ),
    **{
        f"no {file} in a folder of results": (
            lambda of=of: of(_emptied()),
            f".: no {file} here\n    fix: run the scenario again {fix}",
        )
        for file, of, fix in (
            ("days.csv", lambda opened: opened.days, "to write the table"),
            ("telemetry.nc", lambda opened: opened.telemetry, "with --telemetry"),
            ("scenario.json", lambda opened: opened.inputs, "to write it"),
        )
    },
    "a march that does not keep energy": (
        _unbalanced,
        "numerics.step_s: the energy of the satellite is balanced to 1.0e-03 of what goes through it, where 1e-09 is "
        "the most: the results would not hold\n"
        "    fix: write a shorter step, or numbers of the satellite that are less extreme",
    ),
    "a page that travels of a run made in Python": (
        lambda: _made_from({"scenario": {"path": None, "changes": [], "sha256": ""}}, Path("results")),
        "results: the scenario of this run was made in Python\n"
        "    fix: write it to a file and give `orbitdc run` that file",
    ),
    "a page that travels of a scenario that was changed since": (
        lambda: _made_from({"scenario": {"path": "ai1_vs_colossus", "changes": [], "sha256": "0"}}, Path("results")),
        "results: ai1_vs_colossus holds other values than this run had\n"
        "    fix: run the scenario again, and give the folder of that run",
    ),
    "a page that travels of a run without a ratio": (
        lambda: table_of(Source(load("ai1_vs_colossus", ["numerics.window_days=2", "satellite.envelope_m3=90000"]))),
        "there is no ratio to move: the satellite does not fit its launcher, and a fleet that is never launched has no "
        "cost\n"
        "    fix: change the scenario until `orbitdc run` gives a ratio",
    ),
    "a year drawn from a day": (
        lambda: _one_day().plot.year(),
        "a figure of days needs two rows or more\n    fix: set numerics.window_days to 2 or more",
    ),
    "a table without pandas": (
        lambda: _without("pandas", lambda: orbitdc.sources(load("ai1_vs_colossus"))),
        "a table as a DataFrame needs the library pandas, which is not installed\n"
        '    fix: pip install "orbitdc[notebook]"',
    ),
    "telemetry without xarray": (
        lambda: _without("xarray", lambda: _one_day().telemetry),
        "telemetry in memory needs the library xarray, which is not installed\n"
        '    fix: pip install "orbitdc[notebook]"',
    ),
    "a scenario changed by model_copy": (
        lambda: (scenario := load("ai1_vs_colossus")).model_copy(update={"launch": scenario.launch}),
        'a scenario is not changed by model_copy\n    fix: write scenario.replace({"launch.price_usd_per_kg": 300})',
    ),
    "nothing to compare": (
        orbitdc.compare,
        "there is nothing to compare\n    fix: give a run, a saved result or a scenario",
    ),
}
