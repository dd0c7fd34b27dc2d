"""The rules of the house, read from the sources: who imports whom, what is called, who prints, where numbers live."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pydantic_core import PydanticUndefined

import orbitdc
from orbitdc.block import Block
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.schema import block_of

ROOT = Path(orbitdc.__file__).parent
FILES = sorted(path for path in ROOT.rglob("*.py") if "__pycache__" not in path.parts)
IDS = [str(path.relative_to(ROOT)) for path in FILES]
every_file = pytest.mark.parametrize("path", FILES, ids=IDS)

# The rooms from low to high: a file imports from its own room, from rooms of its own line and of the lines above it.
LAYERS = (
    {"errors", "constants", "system"},
    {"block", "catalog", "ledger", "sky"},
    {"compute", "economics"},
    {"satellite"},
    {"fleet", "site"},
    {"scenario"},
    {"environment"},
    {"engine"},
    {"simulation"},
    {"comparison"},
    {"results"},
    {"report", "study"},
    {"explore"},
    {"cli"},
    {"__main__"},
)
ROOT_FILES = {"__init__.py", "__main__.py", "block.py", "constants.py", "errors.py"}
LEVEL = {unit: level for level, units in enumerate(LAYERS) for unit in units}
DOORS = {
    "numba": {"engine"},
    "llvmlite": {"engine"},
    "astropy": {"sky", "scenario"},  # the scenario reads units with it
    "skyfield": {"sky"},
    "skyfield_data": {"sky"},
    "sgp4": {"sky"},
    "erfa": {"sky"},
    "pymsis": {"sky"},
    "netCDF4": {"results"},
    "pandas": {"results"},
    "xarray": {"results"},
    "matplotlib": {"report"},
    "jinja2": {"report"},
    "markupsafe": {"report"},
    "dask": {"study"},
    "distributed": {"study"},
    "pyarrow": {"study"},
    "pymoo": {"study"},
    "yaml": {"scenario"},
    "click": {"cli"},
    "rich": {"cli", "system"},  # the bar of a long task, in Python too
    "shiny": {"explore"},
    "uvicorn": {"cli"},
}

# Numbers of four or more significant digits that stand outside constants.py, and why they may.
FOUR_DIGITS = {
    "engine/light.py": {
        "0.64011602": "coefficient of the limb polynomial, named where it stands",
        "0.06712940": "coefficient of the limb polynomial, named where it stands",
        "0.13990955": "coefficient of the limb polynomial, named where it stands",
        "0.06733587": "coefficient of the limb polynomial, named where it stands",
    },
    "engine/ageing.py": {"365.25": "days of a Julian year; compiled code reads only its arguments"},
    "engine/march.py": {"365.25": "days of a Julian year, as in the compiled code"},
    "ledger/tax.py": dict.fromkeys(
        (
            *("0.1152", "0.07219", "0.06677", "0.06177", "0.05713", "0.05285", "0.04888", "0.04522"),
            *("0.04462", "0.04461", "0.02231"),
        ),
        "years of the MACRS table of IRS Publication 946, named where they stand",
    ),
    "report/over_time.py": {"273.15": "zero Celsius, for the axis of a figure"},
    "sky/reference_orbit.py": {
        "1.875": "of the zonal harmonic J4, 15/8",
        "132712440041.9": "the Sun's gravity, JPL DE440, used by the reference propagator alone",
        "4902.8001": "the Moon's gravity, JPL DE440, used by the reference propagator alone",
    },
    "sky/sun.py": {
        "280.460": "mean Sun of the Astronomical Almanac, named where it stands",
        "0.9856474": "mean Sun of the Astronomical Almanac, named where it stands",
        "2451545.0": "Julian date of J2000, by definition",
    },
}


def unit(path: Path) -> str:
    """The name right below the package that a file belongs to; empty for the package itself."""
    first = path.relative_to(ROOT).parts[0]
    return "" if first == "__init__.py" else first.removesuffix(".py")


def module(path: Path) -> str:
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module(path): path for path in FILES}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def statements(node: ast.AST, inside_functions: bool) -> Iterator[ast.stmt]:
    """Statements that run, at import alone or ever; what only a type checker reads is left out."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if isinstance(child, ast.stmt):
            yield child
        if inside_functions or not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from statements(child, inside_functions)


def imports(path: Path, inside_functions: bool = True) -> set[str]:
    """Modules that a file imports when it runs."""
    found: set[str] = set()
    for node in statements(tree(path), inside_functions):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            base = node.module or ""
            for alias in node.names:
                name = f"{base}.{alias.name}"
                found.add(name if name in MODULES else base)
    return found


def units_imported(path: Path) -> set[str]:
    return {name.split(".")[1] for name in imports(path) if name.startswith("orbitdc.")}


# -- who changes a block -----------------------------------------------------------------------------------------------


@every_file
def test_a_block_is_changed_by_one_helper_that_checks_it(path: Path) -> None:
    if path in (ROOT / "block.py", ROOT / "scenario" / "model.py"):  # where the helper stands, and where it is refused
        return
    calls = [node.func for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    called = {function.attr for function in calls if isinstance(function, ast.Attribute)}
    assert not called & {"model_copy", "model_construct"}, path


def roots(path: Path) -> set[str]:
    """Top-level names of the libraries that a file imports, at any time."""
    return {name.split(".")[0] for name in imports(path)}


@cache
def reached(name: str) -> frozenset[str]:
    """A module and every module of the package that it loads, at any time."""
    found, waiting = {name}, [name]
    while waiting:
        for other in imports(MODULES[waiting.pop()]) & set(MODULES) - found:
            found.add(other)
            waiting.append(other)
    return frozenset(found)


# -- who imports whom --------------------------------------------------------------------------------------------------


@every_file
def test_arrows_point_down(path: Path) -> None:
    own = unit(path)
    if own == "":
        assert imports(path) <= {"__future__", "importlib", "typing"}  # the notebook's words are imported late
        return
    assert own in LEVEL, f"say in LAYERS where {own} stands"
    above = {other for other in units_imported(path) if LEVEL[other] > LEVEL[own]}
    assert not above, f"{own} imports {', '.join(sorted(above))}"


def test_rooms_import_each_other_in_no_circle() -> None:
    below: dict[str, set[str]] = {}
    for path in FILES:
        if own := unit(path):
            below.setdefault(own, set()).update(units_imported(path) - {own})
    seen: set[str] = set()

    def visit(room: str, above: tuple[str, ...]) -> None:
        assert room not in above, " -> ".join((*above[above.index(room) :], room))
        if room not in seen:
            for other in sorted(below.get(room, ())):
                visit(other, (*above, room))
            seen.add(room)

    for room in sorted(below):
        visit(room, ())


def test_the_root_holds_rooms_and_no_more_files() -> None:
    assert {path.name for path in FILES if path.parent == ROOT} <= ROOT_FILES
    assert {unit(path) for path in FILES} - {""} - {name.removesuffix(".py") for name in ROOT_FILES} <= set(LEVEL)


def test_only_the_command_line_and_heavy_libraries_make_an_import_late() -> None:
    """A verb loads what it needs when it is called; elsewhere an import inside a function spares a heavy library."""
    heavy = {name for name, path in MODULES.items() if roots(path) & set(DOORS)}
    for path in FILES:
        if unit(path) in ("cli", ""):
            continue
        late = {name for name in imports(path) - imports(path, False) if name in MODULES}
        for name in late:
            assert heavy & reached(name), f"{path.relative_to(ROOT)} imports {name} late"


@every_file
def test_each_heavy_library_has_one_door(path: Path) -> None:
    outside = {name.split(".")[0] for name in imports(path)}
    for library in outside & set(DOORS):
        assert unit(path) in DOORS[library], f"{library} outside {DOORS[library]}"


def test_the_ledger_cannot_tell_a_site_from_a_fleet() -> None:
    for path in FILES:
        if unit(path) == "ledger":
            assert units_imported(path) <= {"ledger", "system"}  # system: how a notebook shows a table


def test_parts_never_see_the_scenario_when_they_run() -> None:
    for path in FILES:
        if unit(path) in (
            "block",
            "satellite",
            "fleet",
            "site",
            "workload",
            "money",
            "ledger",
            "sky",
            "catalog",
            "report",
        ):
            assert "scenario" not in units_imported(path), path
            assert "engine" not in units_imported(path), path


def test_the_command_line_is_imported_by_nobody() -> None:
    for path in FILES:
        assert unit(path) in ("cli", "__main__") or "cli" not in units_imported(path), path


def test_heavy_libraries_are_imported_late() -> None:
    """Where a module is on the way of every run, its astronomy and its figures wait inside functions."""
    for path in FILES:
        late = {name.split(".")[0] for name in imports(path)} - {name.split(".")[0] for name in imports(path, False)}
        if unit(path) == "sky":
            assert {"astropy", "skyfield", "sgp4"} & {name.split(".")[0] for name in imports(path)} <= late, path


def test_no_module_imports_itself_by_a_detour() -> None:
    below = {name: imports(path, inside_functions=False) & set(MODULES) - {name} for name, path in MODULES.items()}
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " -> ".join((*above[above.index(name) :], name))
        if name not in done:
            for other in sorted(below[name]):
                visit(other, (*above, name))
            done.add(name)

    for name in MODULES:
        visit(name, ())


# -- what is called ----------------------------------------------------------------------------------------------------

# What no run calls, and why it is here: it leaves this list on the day a run calls it, or goes.
UNCALLED = {
    "economics/cohorts.py": {"launched_by": "the integral that campaign_months inverts"},
    "fleet/cluster.py": {"lattice": "motion of a cluster", "relative_orbit_m": "motion of a cluster"},
    "ledger/annuity.py": {"loan_balance": "reference cases", "monthly_advance_factor": "annual closed forms"},
    "ledger/closed_forms.py": dict.fromkeys(
        (
            "with_launch_loss",
            "effective_life",
            "interest_by_days_usd",
            "multiple_to",
            "price_by_year",
            "launched_power_usd_per_kw_y",
            "rent_in_advance_usd",
            "usd_per_kw_month",
        ),
        "a closed form that tests hold the monthly ledger to",
    ),
    "ledger/construction.py": {"Construction": "published bonds"},
    "ledger/lease.py": {"cost_frac": "published leases", "cost_rents_only_frac": "published leases"},
    "ledger/notes.py": {"Package": "published notes", "blended_cost_frac": "published notes"},
    "ledger/project_debt.py": {"breaches": "covenants", "fall_to_floor_frac": "covenants"},
    "ledger/returns.py": {"payback": "returns of reference cases", "levered": "returns of reference cases"},
    "report/many_figures.py": dict.fromkeys(
        ("carbon_against_cost", "costs_compared", "ratio_over_launch"), "figures of several results for notebooks"
    ),
    "satellite/link.py": {"starlink_class": "the example of docstrings and tests"},
    "sky/atmosphere.py": {"msis_kg_per_m3": "the density table is made with it"},
    "sky/eclipse.py": {"eclipse_closed_form_s": "closed form for circular orbits"},
    "sky/reference_orbit.py": dict.fromkeys(("cowell", "osculating_from_mean", "plane_of"), "an independent orbit"),
    "sky/shell_count.py": {"count_shells": "the catalogue of shells is made with it"},
    "study/sensitivity.py": {"index_table": "a DataFrame for notebooks"},
}
CALLED_BY_LIBRARIES = {
    "list_commands",
    "get_command",
    "format_commands",
    "shell_complete",
    *("load_overload", "save_overload", "cache_path", "enable", "disable", "flush"),
    "redirect_request",
}  # methods that click, numba and urllib look up by name


def mentioned(path: Path) -> Iterator[str]:
    """Names that the code of a file uses, and words in quotes that may name a field."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.alias):
            yield node.name.split(".")[-1]
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            yield node.value


def test_what_no_run_calls_says_why_it_is_here() -> None:
    used = {name for path in FILES if unit(path) != "ledger" or path.name != "__init__.py" for name in mentioned(path)}
    found: dict[str, set[str]] = {}
    for path in FILES:
        for name, _ in public(tree(path)):
            last = name.rsplit(".", 1)[-1]
            if last not in used | CALLED_BY_LIBRARIES:
                found.setdefault(path.relative_to(ROOT).as_posix(), set()).add(last)
    assert found == {file: set(reasons) for file, reasons in UNCALLED.items()}


# -- who prints and who ends the program -------------------------------------------------------------------------------


@every_file
def test_only_the_command_line_prints_and_exits(path: Path) -> None:
    if unit(path) == "cli":
        return
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in ("print", "input", "exit", "quit", "sys.exit", "os._exit", "breakpoint"), (
                f"{path.name}:{node.lineno} calls {called}"
            )
        if isinstance(node, ast.Attribute):
            assert ast.unparse(node) not in ("sys.stdout", "sys.argv"), f"{path.name}:{node.lineno}"


# -- where numbers live ------------------------------------------------------------------------------------------------


def blocks() -> Iterator[type[Block]]:
    waiting: list[type[Block]] = [Scenario]
    while waiting:
        block = waiting.pop()
        yield block
        waiting += [inner for field in block.model_fields.values() if (inner := block_of(field)[0]) is not None]


def test_no_block_hides_a_number() -> None:
    for block in blocks():
        for key, field in block.model_fields.items():
            assert field.default_factory is None, f"{block.__name__}.{key}"
            if (block, key) == (Scenario, "seed"):
                continue
            assert field.default in (PydanticUndefined, None, ""), f"{block.__name__}.{key}: its default is a row"


def four_digits(path: Path) -> list[str]:
    """Floats of four or more significant digits, as written."""
    text = path.read_text(encoding="utf-8")
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            written = ast.get_source_segment(text, node) or ""
            mantissa = re.split("[eE]", written.replace("_", ""))[0].replace(".", "")
            if len(mantissa.strip("0")) >= 4:
                found.append(written)
    return found


@every_file
def test_numbers_of_nature_live_in_one_place(path: Path) -> None:
    name = str(path.relative_to(ROOT).as_posix())
    if name == "constants.py":
        return
    allowed = FOUR_DIGITS.get(name, {})
    assert set(four_digits(path)) == set(allowed), "put it into constants.py or the catalogue, or give a reason above"


def test_every_constant_names_its_authority_or_follows_from_others() -> None:
    for line in (ROOT / "constants.py").read_text(encoding="utf-8").splitlines():
        if re.match(r"[A-Z]\w* = ", line) and "#" not in line:
            value = ast.parse(line).body[0]
            assert isinstance(value, ast.Assign)
            exact = isinstance(value.value, ast.BinOp) or "86400" in line  # a product, or the day by definition
            assert exact, line


# -- what is documented, and what is not left behind -------------------------------------------------------------------


def public(node: ast.AST, prefix: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Public classes, functions and methods below a node; not those inside functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not child.name.startswith("_"):
            if ast.unparse(child.body[-1]) == "...":  # a signature only: an overload, a member of a protocol
                continue
            yield f"{prefix}{child.name}", child
            if isinstance(child, ast.ClassDef):
                yield from public(child, f"{prefix}{child.name}.")


@every_file
def test_everything_public_has_a_docstring(path: Path) -> None:
    source = tree(path)
    if source.body:
        assert ast.get_docstring(source), f"{path.name} has none"
    for name, node in public(source):
        assert isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        assert ast.get_docstring(node), f"{path.name}: {name} has none"


@every_file
def test_nothing_is_left_to_do(path: Path) -> None:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line), f"{path.name}:{number}"


@every_file
def test_no_failure_is_hidden(path: Path) -> None:
    """A handler of every exception cleans up and raises it again."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type is not None else "BaseException"
            if re.search(r"\b(BaseException|Exception)\b", caught):
                last = node.body[-1]
                assert isinstance(last, ast.Raise), f"{path.name}:{node.lineno}"
                assert last.exc is None, f"{path.name}:{node.lineno}"
