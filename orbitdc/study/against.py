"""The same scenario against other ground sites: entries of the catalogue, or the sites of other scenarios."""

from __future__ import annotations

from collections.abc import Sequence

from orbitdc import catalog
from orbitdc.errors import Problem, ScenarioError
from orbitdc.scenario.files import shipped
from orbitdc.scenario.load import load
from orbitdc.scenario.model import Scenario

SITES = "sites"


def against_each(scenario: Scenario, sites: Sequence[str]) -> dict[str, Scenario]:
    """The scenario against its own site and against each other one named, by the label of the site.

    The accelerator, the workload and the money stay those of the scenario: the site alone is another. Raises
    ScenarioError for a name that is neither an entry of the catalogue of sites nor a scenario.

    >>> import orbitdc
    >>> list(against_each(orbitdc.load("ai1_vs_colossus"), ["stargate_abilene"]))
    ['Colossus 2, Memphis and Southaven', 'Stargate Abilene']
    """
    found = {scenario.ground.label: scenario}
    for name in sites:
        other = at_site(scenario, name)
        label = other.ground.label
        found[label if label not in found else f"{label} ({name})"] = other
    return found


def at_site(scenario: Scenario, name: str) -> Scenario:
    """The scenario against one other site. Raises ScenarioError for a name that leads to none."""
    if name in catalog.table(SITES):
        return scenario.replace({"ground.from": name})
    try:
        other = load(name)
    except ScenarioError as error:
        if all(problem.message == "no such file" for problem in error.problems):
            raise ScenarioError(_unknown(name)) from None
        raise
    tree = scenario.source.tree.copy()
    ground = other.source.tree
    tree.put("ground", ground.items["ground"], ground.at["ground"])
    return type(scenario).from_tree(tree, scenario.source.path)


def _unknown(name: str) -> Problem:
    """The problem of a site that nothing is known of, with the nearest names."""
    near = catalog.did_you_mean(name, (*catalog.table(SITES), *shipped()))
    fix = near or f"`orbitdc catalog {SITES}` lists the sites; a scenario's name or file is taken too"
    return Problem("no such site", path=f"--against {name}", fix=fix)
