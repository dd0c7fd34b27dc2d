"""The command line run in this process, and a results folder that it wrote."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import SHORT, Answer, Cli

from orbitdc.cli import main


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Runs the command line in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*args: str) -> Answer:
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main(list(args))
        assert isinstance(end.value.code, int)
        out, err = capsys.readouterr()
        return Answer(end.value.code, out, err)

    return call


@pytest.fixture(scope="session")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A results folder that `run` wrote, to be read and not changed."""
    root = tmp_path_factory.mktemp("saved")
    with pytest.raises(SystemExit) as end:
        main(["run", "ai1_vs_colossus", *SHORT, "-o", str(root), "--json"])
    assert end.value.code == 0
    (folder,) = root.iterdir()
    return folder
