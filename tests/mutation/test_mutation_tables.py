"""The tables of mutants: each names a line that stands in its file today, what it becomes, and a reason in words."""

from __future__ import annotations

import pytest
import tables


@pytest.mark.parametrize("name", ["equal.csv", "survivors.csv"])
def test_every_row_names_a_line_of_its_file_and_a_reason(name: str) -> None:
    rows = tables.read(name)
    assert len({row[:3] for row in rows}) == len(rows)
    files = set(tables.modules())
    for row in rows:
        assert row.file in files, row
        lines = (tables.ROOT / row.file).read_text(encoding="utf-8").splitlines()
        assert row.line in map(str.strip, lines), row
        assert row.line != row.becomes, row
        assert len(row.reason.split()) >= 4, row


def test_every_module_has_tests_that_exist() -> None:
    files = tables.modules()
    assert {"orbitdc/fleet/cost.py", "orbitdc/engine/stages.py", "orbitdc/ledger/tax.py"} <= set(files)
    for file in files:
        for tests in tables.tests_of(file):
            for path in tests.files:
                assert (tables.ROOT / path).is_file(), path
