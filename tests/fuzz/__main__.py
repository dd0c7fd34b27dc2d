"""Move every number and choice of every scenario: `python -m tests.fuzz [...]` prints what broke.

``--fields N`` tries the two ends and N numbers inside the bounds of each field, on every base that holds it, or with
``--once`` each number on one of them, drawn;
``--together N`` moves two fields at once, N times, each to an end or to a number inside its bounds;
``--choices`` tries every word, entry, switch, date and odd text that a field may take, or leaves the field out;
``--pairs`` tries every pair of catalogue entries of two blocks;
``--files N`` reads N mutated catalogue files in place of scenarios.
What is printed is one line for each scenario that was neither answered nor refused with a place and a fix.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import catalogue_files
import edges

from orbitdc import catalog
from orbitdc.block import Block
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.schema import block_of

Case = tuple[str, dict[str, Any]]


def shuffled(cases: list[Case], seed: int) -> Iterator[Case]:
    """The cases in an order of the seed's."""
    return (cases[index] for index in np.random.default_rng(seed).permutation(len(cases)))


def of_fields(count: int, bases: list[str], seed: int, once: bool = False) -> Iterator[Case]:
    """Ends and random numbers of every field on every base that holds it, or each on one of these, drawn."""
    cases, chance = list[Case](), np.random.default_rng(seed)
    for at, field in enumerate(edges.fields()):
        held = [name for name in edges.bases_of(field.path) if name in bases]
        for value in (*edges.edges(field), *edges.random_values(field, count, seed + at)) if held else ():
            chosen = [held[chance.integers(len(held))]] if once else held
            cases += [(name, {field.path: value}) for name in chosen]
    return shuffled(cases, seed)


def of_two(count: int, bases: list[str], seed: int) -> Iterator[Case]:
    """Two fields of a base at once, each at its least, its greatest or any value, an equal third of the times."""
    chance = np.random.default_rng(seed)
    held = {name: [field for field in edges.fields() if name in edges.bases_of(field.path)] for name in bases}
    for _ in range(count):
        name = bases[chance.integers(len(bases))]
        chosen = (held[name][at] for at in chance.choice(len(held[name]), 2, replace=False))
        yield name, {field.path: _anywhere(field, chance) for field in chosen}


def _anywhere(field: edges.Field, chance: np.random.Generator) -> float:
    values = (*edges.edges(field), edges.inside(field, chance.random()))
    return values[chance.integers(len(values))]


def of_choices(bases: list[str], seed: int) -> Iterator[Case]:
    """Every value of every field that is no number, on every base that holds it."""
    cases = [
        (name, {choice.path: value})
        for choice in edges.choices()
        for name in edges.bases_of(choice.path)
        if name in bases
        for value in choice.values
    ]
    return shuffled(cases, seed)


def catalogues(block: type[Block] = Scenario, path: str = "") -> Iterator[tuple[str, str]]:
    """The dotted path and the catalogue of each block that takes `from:`, elements of lists as 0."""
    for key, info in block.model_fields.items():
        inner, is_list = block_of(info)
        if inner is None or key in ("as_announced", "published", "claim"):
            continue
        here = f"{path}{key}.0" if is_list else f"{path}{key}"
        if inner.catalog_kind:
            yield here, inner.catalog_kind
        yield from catalogues(inner, f"{here}.")


def of_pairs(bases: list[str], seed: int) -> Iterator[Case]:
    """Every pair of catalogue entries of two different blocks, on the first base that holds both."""
    cases: list[Case] = []
    for (path, kind), (other, kind2) in itertools.combinations(catalogues(), 2):
        both = [
            name for name in edges.bases_of(f"{path}.from") if name in bases and name in edges.bases_of(f"{other}.from")
        ]
        for one, two in itertools.product(catalog.table(kind), catalog.table(kind2)) if both else ():
            cases.append((both[0], {f"{path}.from": one, f"{other}.from": two}))
    return shuffled(cases, seed)


def cases_of(given: argparse.Namespace) -> Iterator[Case]:
    """What was asked for, one of each kind in turn; fields alone where no kind was."""
    bases, seed, kinds = given.base or list(edges.BASES), given.seed, list[Iterator[Case]]()
    if given.fields is not None or not (given.pairs or given.choices or given.together):
        kinds.append(of_fields(50 if given.fields is None else given.fields, bases, seed, given.once))
    if given.together:
        kinds.append(of_two(given.together, bases, seed))
    if given.choices:
        kinds.append(of_choices(bases, seed))
    if given.pairs:
        kinds.append(of_pairs(bases, seed))
    return (case for turn in itertools.zip_longest(*kinds) for case in turn if case is not None)


def of_files(count: int, seed: int) -> int:
    """Read mutated catalogue files, and print those that are neither read nor refused as they should be."""
    broke = 0
    for words, content in catalogue_files.mutated(count, seed):
        if fault := catalogue_files.fault_of(content):
            broke += 1
            print(f"{words}: {fault}: {content[:2000]!r}", flush=True)
    print(f"{count:,} catalogue files, {broke:,} of which are neither read nor refused as they should be")
    return 1 if broke else 0


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    asked.add_argument("--fields", type=int, metavar="N", help="ends and N numbers inside the bounds of each field")
    asked.add_argument("--once", action="store_true", help="each number of a field on one base, drawn")
    asked.add_argument("--together", type=int, default=0, metavar="N", help="two fields at once, so many times")
    asked.add_argument("--choices", action="store_true", help="words, entries, switches, dates and odd text")
    asked.add_argument("--pairs", action="store_true", help="pairs of catalogue entries")
    asked.add_argument("--files", type=int, metavar="N", help="mutated catalogue files, in place of scenarios")
    asked.add_argument("--base", action="append", choices=list(edges.BASES), help="on this base alone; may be repeated")
    asked.add_argument("--minutes", type=float, default=float("inf"), help="for which it may take, at most")
    asked.add_argument("--seed", type=int, default=0)
    given = asked.parse_args()
    if given.files is not None:
        sys.exit(of_files(given.files, given.seed))
    start, tried, broke = time.monotonic(), Counter[str](), 0
    for name, changes in cases_of(given):
        if time.monotonic() - start > 60.0 * given.minutes:
            break
        tried[name] += 1
        if fault := edges.fault_of(name, changes):
            broke += 1
            print(f"{name} {changes}: {fault}", flush=True)
    of_each = ", ".join(f"{name} {count:,}" for name, count in tried.items())
    said = "of which are neither answered nor refused as they should be"
    print(f"{tried.total():,} scenarios ({of_each}), {broke:,} {said}")
    sys.exit(1 if broke else 0)


if __name__ == "__main__":
    main()
