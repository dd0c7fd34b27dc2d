"""Try the tests on changed modules: `python -m tests.mutation [...]` prints what the tests did not see.

Needs the extra ``dev``, whose cosmic-ray makes the mutants. ``--sample N`` tries one mutant of each of N places of
ledger, economics, costs, eclipses and kernels, drawn by ``--seed``; those of ``equal.csv``, which change no answer, are
not drawn. ``--again FILE`` tries those that lived before, as ``--living FILE`` wrote them. Each mutant is killed or
lives by the tests of its module alone, in a copy of the tree.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import mutants
import tables
import trial

MOST_S = 600.0  # of processor time, for the tests of a module without a mutant


def drawn(files: list[str], count: int, seed: int) -> list[mutants.Mutant]:
    """A sample of mutants that are Python and change an answer."""
    equal = {(known.file, known.line, known.becomes) for known in tables.read("equal.csv")}
    every = mutants.order(mutants.places(tables.ROOT, files), seed)
    fit = (each for each in every if each.runs(source(each.file)))
    return list(islice((each for each in fit if (each.file, *each.words(source(each.file))) not in equal), count))


def again(path: Path) -> list[mutants.Mutant]:
    """The mutants of a table that `--living` wrote, those of lines that are gone left out."""
    with path.open(encoding="utf-8", newline="") as lines:
        lived = [(row["file"], row["line"], row["becomes"]) for row in csv.DictReader(lines)]
    texts = {line for _, line, _ in lived}
    every = mutants.places(tables.ROOT, sorted({file for file, *_ in lived})).values()
    near = [
        each for at in every for each in at if each.before(source(each.file)) in texts and each.runs(source(each.file))
    ]
    named = {(each.file, *each.words(source(each.file))): each for each in near}
    return [named[key] for key in lived if key in named]


def source(file: str) -> str:
    """The text of a file of the tree."""
    return (tables.ROOT / file).read_text(encoding="utf-8")


class Trials:
    """Scratch copies, one for each of the mutants that are tried side by side, and how long the tests take there."""

    def __init__(self, folder: Path, files: list[str], jobs: int) -> None:
        """Run the tests on the tree as it is, which must pass them, so that its bytecode and kernels are at hand."""
        first = trial.Scratch(folder / "0", tables.ROOT)
        self.took: dict[tables.Tests, float] = {}
        for tests in dict.fromkeys(tests for file in files for tests in tables.tests_of(file)):
            examples = [file for file in files if tests in tables.tests_of(file)]
            outcome = first.run((*examples, *tests.files), tests.compiled, MOST_S, keeps=True)
            if outcome.killed:
                sys.exit(f"the tests fail without a mutant: {outcome.why}")
            self.took[tests] = outcome.seconds
            print(f"{outcome.seconds:6.1f} s for the tests of {', '.join(examples)}", flush=True)
        self.free = [first, *(first.twin(folder / str(job)) for job in range(1, jobs))]
        self.lock = threading.Lock()

    def outcome(self, mutant: mutants.Mutant) -> trial.Outcome:
        """What the tests of a mutant's module say of it."""
        with self.lock:
            scratch = self.free.pop()
        try:
            text, seconds = mutant.applied(source(mutant.file)), 0.0
            for tests in tables.tests_of(mutant.file):
                limit_s = trial.PATIENCE * self.took[tests] + trial.PATIENCE_S
                found = scratch.tried(mutant.file, text, (mutant.file, *tests.files), tests.compiled, limit_s)
                seconds += found.seconds
                if found.killed:
                    return found._replace(seconds=seconds)
            return trial.Outcome(False, "", seconds)
        finally:
            with self.lock:
                self.free.append(scratch)


def main() -> None:
    """Read the command line, try the sample, print each outcome and write those that live."""
    asked = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    asked.add_argument("--sample", type=int, default=300, metavar="N", help="mutants, each at another place")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--module", action="append", help="a pattern of files to mutate; may be repeated")
    asked.add_argument("--jobs", type=int, default=1, help="mutants tried side by side")
    asked.add_argument("--again", type=Path, default=None, metavar="FILE", help="try the mutants of this table")
    asked.add_argument("--list", action="store_true", help="print the sample without trying it")
    asked.add_argument(
        "--living", type=Path, default=None, metavar="FILE", help="write here which mutants live, as CSV"
    )
    given = asked.parse_args()
    files = tables.modules(patterns=tuple(given.module or tables.MODULES))
    sample = again(given.again) if given.again else drawn(files, given.sample, given.seed)
    if given.list:
        for each in sample:
            print(f"{each.file}:{each.line}", *each.words(source(each.file)), sep="\n    ")
        return
    living, of_file = [], Counter[str]()
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        trials = Trials(Path(folder), sorted({each.file for each in sample}), given.jobs)
        with ThreadPoolExecutor(given.jobs) as pool:
            for each, outcome in zip(sample, pool.map(trials.outcome, sample), strict=True):
                line, becomes = each.words(source(each.file))
                fate = outcome.why or "killed" if outcome.killed else "LIVES"
                print(f"{outcome.seconds:6.1f} s {each.file}:{each.line}: {line} => {becomes}: {fate}", flush=True)
                of_file[each.file] += 1
                if not outcome.killed:
                    living.append((each.file, line, becomes, ""))
    if given.living:
        with given.living.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows([tables.Known._fields, *living])
    killed = len(sample) - len(living)
    print(f"{killed} of {len(sample)} mutants killed, {100.0 * killed / max(len(sample), 1):.1f} %")


if __name__ == "__main__":
    main()
