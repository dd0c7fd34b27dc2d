"""Catalogue rows: every one parses, is sourced, stays in its range, and every entry fits the block it is meant for."""

from __future__ import annotations

import csv
import math
from importlib.resources import files

import pytest
from pydantic import ValidationError

from orbitdc import catalog
from orbitdc.block import Block
from orbitdc.errors import CatalogError
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.resolve import Resolved, resolve
from orbitdc.scenario.schema import block_of, unit_of
from orbitdc.scenario.tree import Leaf, Map, Origin

COLUMNS = ("entry", "field", "value", "unit", "low", "high", "as_of", "source", "grade", "note")
# Units of the rows in the words of messages; a unit that stands for itself is left out.
WORDS = {
    "-": {""},
    "fraction": {"a fraction from 0 to 1", ""},  # "" where the name says factor
    "1/y": {"per year", "fraction per year", "a fraction from 0 to 1"},
    "y": {"years"},
    "h": {"hours"},
    "deg": {"degrees"},
    "m2/kW": {"m2 per IT kW"},
    "m/s/y": {"m/s per year"},
    "USD/W": {"USD/W", "USD per IT watt"},
    "USD/y": {"USD per year", "USD per satellite and year", "USD per person and year"},
    "USD/kW/y": {"USD per IT kW and year", "USD per kW and year"},
    "L/kWh": {"litres per IT kWh", "litres per kWh"},
    "rad": {""},  # the name begins with it, as it does with bytes
    "B": {""},
}
LISTED = {
    "accelerators": "h100 h200 b200 gb200 gb300 vr200 mi300x mi355x tpu_v6e tpu_v7 trainium2",
    "launchers": "falcon9 falcon_heavy starship_2026 starship_2028 starship_2030 starship_target starship_internal "
    "new_glenn",
    "satellites": "starlink_v1_5 starlink_v2_mini starlink_v3 ai1 starcloud_3 suncatcher",
    "sites": "colossus_1 colossus_2",
    "financing": "xai_2025 valor_lease spacex_notes gpu_loan_ig",
    "deals": "valor_vci_1 apollo_2 xai_2025 spacex_xai_merger aip stargate nvidia_openai industry_capex",
    "shells": "dawn_dusk_600 " + " ".join(f"starlink_gen1_{n}" for n in range(1, 6)),
}


def lines(name: str) -> list[dict[str, str]]:
    text = files(catalog).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def blocks() -> dict[str, type[Block]]:
    """Blocks of a scenario by dotted path."""
    found: dict[str, type[Block]] = {}
    level: list[tuple[str, type[Block]]] = [("", Scenario)]
    while level:
        prefix, block = level.pop()
        for key, field in block.model_fields.items():
            inner, _ = block_of(field)
            if inner is not None:
                found[f"{prefix}{key}"] = inner
                level.append((f"{prefix}{key}.", inner))
    return found


BY_KIND = {block.catalog_kind: block for block in blocks().values() if block.catalog_kind}
TABLES = {
    catalog.DEFAULTS,
    "deals",
    "price_index",
    "dated_paths",
    "accelerator_dates",
    "ground_stations",
}
ENTRIES = [(kind, entry) for kind in catalog.kinds() if kind not in TABLES for entry in catalog.table(kind)]


@pytest.mark.parametrize("kind", catalog.kinds())
def test_rows_are_whole(kind: str) -> None:
    rows = lines(kind)
    assert rows
    assert tuple(rows[0]) == COLUMNS
    seen = [(row["entry"], row["field"]) for row in rows]
    assert len(set(seen)) == len(seen)
    order = list(dict.fromkeys(row["entry"] for row in rows))
    assert [entry for entry, _ in seen] == sorted((entry for entry, _ in seen), key=order.index)  # entries in one piece
    for row in rows:
        where = f"{kind}/{row['entry']}/{row['field']}"
        assert None not in row, f"{where}: more cells than columns"
        for column in ("entry", "field", "value", "unit", "as_of", "source", "grade"):
            assert row[column], f"{where}: no {column}"
            assert row[column] == row[column].strip(), f"{where}: blanks around {column}"
        assert row["grade"] in catalog.GRADES, where
        assert 1950 <= int(row["as_of"][:4]) <= 2030, where  # what is planned bears the year it is planned for
        if row["unit"] == "text":
            assert not row["low"], where
            assert not row["high"], where
            continue
        value, low, high = (float(row[column]) for column in ("value", "low", "high"))
        assert all(math.isfinite(x) for x in (value, low, high)), where
        assert low <= value <= high, f"{where}: {low} {value} {high}"


@pytest.mark.parametrize("kind", [kind for kind in catalog.kinds() if kind not in ("price_index", "dated_paths")])
def test_units_agree_with_names(kind: str) -> None:
    for row in lines(kind):
        if row["unit"] != "text":
            said = unit_of(row["field"].rsplit(".", 1)[-1])
            assert said in WORDS.get(row["unit"], {row["unit"]}), f"{kind}/{row['entry']}/{row['field']}"


@pytest.mark.parametrize("kind", catalog.kinds())
def test_a_from_stands_before_what_it_would_replace(kind: str) -> None:
    for entry, rows in catalog.table(kind).items():
        fields = list(rows)
        for field in fields:
            if field.endswith(".from"):
                below = [other for other in fields if other.startswith(field.removesuffix("from"))]
                assert below[0] == field, f"{kind}/{entry}/{field}"


def test_every_source_has_a_reference_and_every_reference_is_used() -> None:
    keys = [line["key"] for line in lines("sources")]
    assert keys == sorted(set(keys))
    assert all(line["reference"].strip() for line in lines("sources"))
    used = {key.strip() for kind in catalog.kinds() for row in lines(kind) for key in row["source"].split(";")}
    assert used == set(keys)


def test_every_block_with_a_catalogue_has_one() -> None:
    assert set(BY_KIND) | TABLES == set(catalog.kinds())


def test_every_default_belongs_to_a_block_and_to_a_key_of_it() -> None:
    by_name = {block.defaults_name: block for block in blocks().values() if block.defaults_name}
    assert set(catalog.table(catalog.DEFAULTS)) <= set(by_name)
    for name, rows in catalog.table(catalog.DEFAULTS).items():
        for field in rows:
            key = field.split(".")[0]
            assert key in by_name[name].model_fields, f"defaults/{name}/{field}"


def misfits(block: type[Block], values: dict[str, object]) -> set[tuple[str, str]]:
    """Kind and key of everything that is wrong with a block's values."""
    try:
        block(**values)
    except ValidationError as error:
        return {(detail["type"], str(detail["loc"][-1])) for detail in error.errors()}
    return set()


# what a satellite or a scenario adds to a part is no figure of the part's own catalogue
OPEN = {
    "batteries": {"capacity_kwh", "depth_of_discharge_max_frac"},
    "radiators": {"area_m2"},
    "solar_arrays": {"area_m2"},
}


@pytest.mark.parametrize(("kind", "entry"), ENTRIES)
def test_entries_fit_their_block(kind: str, entry: str) -> None:
    tree, side = Map(Origin()), Resolved()
    tree.put("from", Leaf(entry, Origin()))
    values = resolve(BY_KIND[kind], tree, "", side)
    assert side.problems == []
    assert misfits(BY_KIND[kind], values) <= {("missing", key) for key in OPEN.get(kind, ())}


@pytest.mark.parametrize(("kind", "names"), LISTED.items())
def test_listed_entries_exist(kind: str, names: str) -> None:
    assert set(names.split()) <= set(catalog.table(kind))


def _size(entry: dict[str, catalog.Row]) -> int:
    if "satellites" in entry:
        return int(entry["satellites"].value)
    return int(entry["planes"].value) * int(entry["satellites_per_plane"].value)


def test_shells_add_up() -> None:
    shells = catalog.table("shells")

    def total(prefix: str) -> tuple[int, int]:
        sizes = [_size(entry) for name, entry in shells.items() if name.startswith(prefix)]
        return len(sizes), sum(sizes)

    assert total("starlink_gen1_") == (5, 4408)  # A&A 2022 42101-21, table 1
    assert total("starlink_gen2_") == (9, 29988)  # the total of the FCC's text
    count, satellites = total("fcc_")
    assert count == 62
    assert satellites == pytest.approx(1_000_000, rel=0.01)  # the filing asks for up to a million
    count, satellites = total("starlink_2026_")
    assert count == 10
    assert 7000 < satellites < 10500  # more than 10,000 in orbit in June 2026, some raising or lowering
    for name in ("starlink_gen1_1", "fcc_30deg_2000", "fcc_sso_500", "dawn_dusk_560", "dawn_dusk_650"):
        assert name in shells
    for name, entry in shells.items():
        if "satellites" in entry:  # unevenly filled planes never hold more than their places
            assert _size(entry) <= entry["planes"].value * entry["satellites_per_plane"].value, name


def test_numbers_are_read_as_such() -> None:
    row = catalog.entry("launchers", "falcon9")["price_usd_per_kg"]
    assert (row.value, row.unit, row.low, row.high) == (3600, "USD/kg", 2700.0, 4200.0)
    assert (row.grade, row.as_of) == ("secondary", "2026")
    label = catalog.entry("launchers", "falcon9")["label"]
    assert (label.value, label.unit, label.low, label.high) == ("Falcon 9, price to a customer", "", None, None)
    assert catalog.as_number("-0.5") == -0.5
    assert catalog.as_number("18:00") == "18:00"
    assert catalog.defaults("nothing of this name") == {}
    assert catalog.reference("choice; not_listed") == "a modelling choice of this project; not_listed"


@pytest.mark.parametrize(
    ("kind", "name"), [("launcher", ""), ("xyz", ""), ("sources", ""), ("satellites", "a1"), ("sites", "moon")]
)
def test_unknown_names(kind: str, name: str) -> None:
    with pytest.raises(CatalogError, match=f"'{name or kind}'") as caught:
        catalog.entry(kind, name)
    assert caught.value.exit_code == 2
