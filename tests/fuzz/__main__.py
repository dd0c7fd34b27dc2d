"""Move every number of every scenario: `python -m tests.fuzz [--fields N] [--pairs] [--minutes M]` prints what broke.

``--fields N`` tries the two ends and N numbers inside the bounds of each field, on every base that holds it;
``--pairs`` every pair of catalogue entries of two blocks.
What is printed is one line for each scenario that was neither answered nor refused with a place and a fix.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import edges

from orbitdc import catalog
from orbitdc.block import Block
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.schema import block_of

Case = tuple[str, dict[str, Any]]


def of_fields(count: int, seed: int) -> Iterator[Case]:
    """Ends and random numbers of every field on every base that holds it, in an order of the seed's."""
    cases = [
        (name, {field.path: value})
        for at, field in enumerate(edges.fields())
        for name in edges.bases_of(field.path)
        for value in (*edges.edges(field), *edges.random_values(field, count, seed + at))
    ]
    return (cases[index] for index in np.random.default_rng(seed).permutation(len(cases)))


def catalogues(block: type[Block] = Scenario, path: str = "") -> Iterator[tuple[str, str]]:
    """The dotted path and the catalogue of each block that takes `from:`, elements of lists as 0."""
    for key, info in block.model_fields.items():
        inner, is_list = block_of(info)
        if inner is None or key == "as_announced":
            continue
        here = f"{path}{key}.0" if is_list else f"{path}{key}"
        if inner.catalog_kind:
            yield here, inner.catalog_kind
        yield from catalogues(inner, f"{here}.")


def of_pairs(seed: int) -> Iterator[Case]:
    """Every pair of catalogue entries of two different blocks, on the first base that holds both."""
    blocks = [(path, kind) for path, kind in catalogues() if edges.bases_of(f"{path}.from")]
    cases: list[Case] = []
    for (path, kind), (other, kind2) in itertools.combinations(blocks, 2):
        bases = [name for name in edges.bases_of(f"{path}.from") if name in edges.bases_of(f"{other}.from")]
        for one, two in itertools.product(catalog.table(kind), catalog.table(kind2)) if bases else ():
            cases.append((bases[0], {f"{path}.from": one, f"{other}.from": two}))
    return (cases[index] for index in np.random.default_rng(seed).permutation(len(cases)))


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    asked.add_argument("--fields", type=int, metavar="N", help="ends and N numbers inside the bounds of each field")
    asked.add_argument("--pairs", action="store_true", help="pairs of catalogue entries")
    asked.add_argument("--minutes", type=float, default=float("inf"), help="for which it may take, at most")
    asked.add_argument("--seed", type=int, default=0)
    given = asked.parse_args()
    cases = [of_fields(50 if given.fields is None else given.fields, given.seed)] if not given.pairs else []
    cases += [of_pairs(given.seed)] if given.pairs else []
    cases += [of_fields(given.fields, given.seed)] if given.pairs and given.fields is not None else []
    start, tried, broke = time.monotonic(), 0, 0
    turns = (case for turn in itertools.zip_longest(*cases) for case in turn if case is not None)
    for name, changes in turns:
        if time.monotonic() - start > 60.0 * given.minutes:
            break
        tried += 1
        if fault := edges.fault_of(name, changes):
            broke += 1
            print(f"{name} {changes}: {fault}", flush=True)
    print(f"{tried:,} scenarios, {broke:,} of which are neither answered nor refused as they should be")
    sys.exit(1 if broke else 0)


if __name__ == "__main__":
    main()
