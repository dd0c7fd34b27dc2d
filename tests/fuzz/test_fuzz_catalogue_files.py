"""A sample of mutated catalogue files is read, or refused with a place and a fix; `python -m tests.fuzz --files N`."""

from __future__ import annotations

import catalogue_files
import pytest

SAMPLED = 400


def test_a_sample_of_catalogue_files_is_read_or_refused() -> None:
    faults = {}
    for words, content in catalogue_files.mutated(SAMPLED, seed=22):
        if fault := catalogue_files.fault_of(content):
            faults[words] = (fault, content)
    assert not faults


@pytest.mark.parametrize("kind", catalogue_files.FORMATS)
def test_some_of_each_format_are_read_and_some_refused(kind: str) -> None:
    """Files that were all refused at their first letter would test little."""
    read = []
    for words, content in catalogue_files.mutated(120, seed=1):
        if words.startswith(kind):
            try:
                catalogue_files.parse_catalogue(content, "cat")
                read.append(True)
            except catalogue_files.CatalogError:
                read.append(False)
    assert 0.05 < sum(read) / len(read) < 0.95
