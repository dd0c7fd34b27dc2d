"""`orbitdc design` sizes a design and simulates it, or finds single changes after which a given one
meets every limit.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from orbitdc.cli.options import as_json, print_json, print_pairs, print_table, sets
from orbitdc.cli.run import import_engine
from orbitdc.system.progress import Progress


@click.command()
@click.argument("file", type=click.Path(path_type=str))
@sets
@click.option(
    "--write", "target", type=click.Path(path_type=Path), help="Scenario file to which the sized design is written."
)
@click.option(
    "--remedies",
    "with_remedies",
    is_flag=True,
    help="Also search for changes after which the given design meets every limit.",
)
@click.option("--threads", type=click.IntRange(1, 256), default=2, show_default=True, help="Threads of the simulation.")
@click.option("--strict", is_flag=True, help="Exit with code 3 where the design cannot be sized or is infeasible.")
@as_json
def design(
    file: str,
    sets: tuple[str, ...],
    target: Path | None,
    with_remedies: bool,
    threads: int,
    strict: bool,
    as_json: bool,
) -> int:
    """Size array, battery, radiator, pump and propellant of FILE's satellite for its worst day, and simulate it.

    The simulation that checks the design runs over the whole life, and the cheaper of compute that works and compute
    that sleeps in shadow is taken.
    """
    import_engine()
    from orbitdc.scenario.load import load
    from orbitdc.study import design as study

    scenario = load(file, sets)
    with Progress("sizing", quiet=as_json) as progress:
        proof = study.design(scenario, threads, progress)
    found, together = None, None
    if with_remedies:
        tell = None if as_json else lambda path: click.echo(f"trying {path}", err=True)
        found, together = study.remedies(scenario, threads, tell), study.remedy_set(scenario, threads)
    answer = study.answer_of(proof, found, together)
    if as_json:
        print_json(answer)
    else:
        _print(answer, scenario)
    if target is not None:
        target.write_text(study.as_scenario(proof, _parent(scenario, target)), encoding="utf-8")
        if not as_json:
            click.echo(f"written to {target}")
    return 3 if strict and (answer["reason"] or not answer["proof"]["feasible"]) else 0


def _parent(scenario: Any, target: Path) -> str:
    """The parent scenario as the written file names it: a path from its folder, or the name of a shipped one."""
    path = Path(str(scenario.source.path))
    return os.path.relpath(path, target.resolve().parent) if path.exists() else str(path)


def _print(answer: dict[str, Any], scenario: Any) -> None:
    """Print the sizes of a design, and the margins that they leave."""
    from orbitdc.report.text import number

    rows = []
    for path, value in answer["sizes"].items():
        given: Any = scenario
        for key in path.split("."):
            given = getattr(given, key)
        rows.append((path, number(float(given), 4), number(value, 4)))
    click.echo(f"{answer['scenario']['name']}: the smallest parts that leave the stated margins\n")
    print_table(("", "as given", "sized"), rows)
    click.echo("")
    margins = [
        (name.removesuffix("_frac"), f"{answer['margins_wanted'][name]:.1%}", f"{left:.1%}")
        for name, left in answer["margins"].items()
    ]
    print_table(("margin", "stated", "in the simulation"), margins)
    proof = answer["proof"]
    mass = ", ".join(f"{part} {kg:,.0f}" for part, kg in answer["mass_kg"].items() if part != "total")
    pairs = [
        (
            "simulation",
            f"{proof['verdict']} over {proof['days']:,} days, energy balanced to {proof['energy_residual_frac']:.0e}",
        ),
        ("binding limit", proof["binding_limit"]),
        ("mass", f"{answer['mass_kg']['total']:,.0f} kg, {answer['kg_per_it_kw']:.1f} kg per IT kW: {mass}"),
        ("cost, orbit", f"{number(answer['usd_per_pflop_hour'])} USD per PFLOP-hour"),
    ]
    if answer["reason"]:
        pairs.insert(0, ("cannot be sized", answer["reason"]))
    if proof["remedy"]:
        pairs.insert(3, ("remedy", proof["remedy"]))
    click.echo("")
    print_pairs(pairs)
    click.echo("")
    _print_choices(answer["alternatives"])
    if "remedies" in answer:
        click.echo("")
        _print_remedies(answer["remedies"])
        _print_set(answer["remedy_set"])


def _print_choices(found: list[dict[str, Any]]) -> None:
    """Print the loads and powers in shadow that were tried."""
    from orbitdc.report.text import number

    rows = [
        (each["sized_for"], f"{each['eclipse_power_frac']:.0%}", str(each["spare_accelerators"]),
         f"{each['mass_kg']:,.0f}",
         number(each["usd_per_pflop_hour"]), each["reason"] or "closes")
        for each in found
    ]  # fmt: skip
    print_table(("sized for", "power in shadow", "spares", "kg", "USD per PFLOP-hour", "the first is taken"), rows)


def _print_remedies(found: list[dict[str, Any]]) -> None:
    """Print the single changes that make the given design meet every limit."""
    from orbitdc.report.text import number

    if not found:
        click.echo("no change of a single field makes the given design meet every limit")
        return
    rows = [
        (each["path"], each["value"] if isinstance(each["value"], str) else number(each["value"], 4),
         number(each["usd_per_pflop_hour"]))
        for each in found
    ]  # fmt: skip
    print_table(("single change to meet every limit", "value", "USD per PFLOP-hour"), rows)


def _print_set(together: dict[str, Any]) -> None:
    """Print the changes that meet every limit together."""
    from orbitdc.report.text import number

    click.echo("")
    if not together["changes"]:
        click.echo(together["reason"])
        return
    rows = [
        (path, value if isinstance(value, str) else number(value, 4)) for path, value in together["changes"].items()
    ]
    rows.append(("USD per PFLOP-hour", number(together["usd_per_pflop_hour"])))
    print_table(("changes that meet every limit together", "value"), rows)
