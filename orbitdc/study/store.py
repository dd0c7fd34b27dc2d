"""Results of a study kept in a folder of Parquet parts, so that an interrupted study goes on where it was.

A row is known by the hash of what it follows from: the scenario with its version and its values of the catalogue, the
changes of its point, and how finely it was marched. A part is written beside and moved into place, so that a reader
finds it whole or not at all; any number of processes may write to one folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from orbitdc import catalog
from orbitdc.errors import EnvironmentFault, Problem
from orbitdc.study.point import NUMBERS, OUTCOME
from orbitdc.study.rows import COLUMNS, LIMITS, YES_OR_NO, Row, Rows

KEY = "point"  # the column with the hash of each row
LEAST_S = 2.0  # between two parts at least, and
SHARE = 0.01  # of the time so far, so that a long study has a few hundred parts and loses 1 % of its time at most


def pyarrow() -> Any:
    """The library of Parquet files. Raises EnvironmentFault where it is not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        message = "kept results need the library pyarrow, which is not installed"
        raise EnvironmentFault(Problem(message, fix='pip install "orbitdc[studies]"')) from None
    return pyarrow


@cache
def catalogue_sha256() -> str:
    """Hash of the names and contents of all tables of the catalogue, hexadecimal."""
    told = hashlib.sha256()
    root = Path(catalog.__file__).parent
    for path in sorted(root.rglob("*.csv")):
        told.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return told.hexdigest()


def key_of(study: str, point: Mapping[str, Any]) -> bytes:
    """The hash of a point, 16 bytes: of the study that it belongs to and the values that it changes.

    >>> key_of("a", {"x": 1.0}) == key_of("a", {"x": 1.0}), key_of("a", {"x": 1.0}) == key_of("a", {"x": 1.1})
    (True, False)
    """
    told = json.dumps([study, list(point.items())], default=str)
    return hashlib.blake2b(told.encode(), digest_size=16).digest()


class Store:
    """A folder of results: those found there when it is opened, and those added since.

    Raises EnvironmentFault without pyarrow and for a folder that cannot be made or read. ``say`` hears of damaged
    parts.
    """

    def __init__(self, folder: str | Path, say: Callable[[str], None]) -> None:
        self.folder = Path(folder)
        self.about: dict[str, str] = {}  # where the results come from, for the parts
        self.added = self.used = 0  # rows evaluated now, and rows that were known
        self._waiting: list[tuple[bytes, Mapping[str, Any], Row]] = []
        self._began = self._written = time.monotonic()
        self._arrow = pyarrow()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            names = sorted(self.folder.glob("*.parquet"))
        except OSError as error:
            fix = "choose another folder with --keep"
            raise EnvironmentFault(Problem(f"cannot be used: {error.strerror}", file=str(folder), fix=fix)) from error
        keys, parts = [np.empty(0, dtype="S16")], []
        for path in names:
            try:
                key, rows = self._read(path)
            except (OSError, ValueError, KeyError, TypeError) as error:  # pyarrow's own are among them
                why = str(error).splitlines()[0] if str(error) else type(error).__name__
                say(f"{path} is damaged ({why}) and left out; its points are evaluated again")
                continue
            keys.append(key)
            parts.append(rows)
        every = np.concatenate(keys)
        self._order = np.argsort(every, kind="stable")
        self._keys, self._rows = every[self._order], Rows.joined(parts)

    def get(self, key: bytes) -> Row | None:
        """The outcome that is known under a key."""
        place = int(np.searchsorted(self._keys, np.bytes_(key)))
        if place == len(self._keys) or self._keys[place] != np.bytes_(key):
            return None
        return self._rows[int(self._order[place])]

    def add(self, key: bytes, point: Mapping[str, Any], row: Row) -> None:
        """Take an outcome, and write those that wait where the last part is old enough.

        Raises EnvironmentFault where the disk does not take them.
        """
        self.added += 1
        self._waiting.append((key, point, row))
        now = time.monotonic()
        if now - self._written >= max(LEAST_S, SHARE * (now - self._began)):
            self.flush()

    def in_words(self) -> str:
        """How much was known and how much was kept, in a few words."""
        if not self.added:
            return f"answered from {self.folder}" if self.used else f"nothing was kept in {self.folder}"
        known = f" beside {self.used:,} known before" if self.used else ""
        return f"{self.added:,} points were kept in {self.folder}{known}"

    def flush(self) -> None:
        """Write what waits as one part. Raises EnvironmentFault where the disk does not take it."""
        if not self._waiting:
            return
        path = self.folder / f"part-{time.time_ns():019d}-{secrets.token_hex(4)}.parquet"
        try:
            put(path, self._part())
        except OSError as error:
            fix = "free some space and give the same command again: what was written before is kept"
            problem = Problem(f"cannot be written: {error.strerror or error}", file=str(self.folder), fix=fix)
            self.added -= len(self._waiting)
            self._waiting = []
            raise EnvironmentFault(problem) from error
        self._waiting, self._written = [], time.monotonic()

    def _part(self) -> bytes:
        """What waits as the bytes of a Parquet file: hashes, changed values and outcomes, with where they come from."""
        arrow = self._arrow
        keys = dict.fromkeys(key for _, point, _ in self._waiting for key in point)
        columns = {KEY: arrow.array([key for key, _, _ in self._waiting], arrow.binary(16))}
        for key in keys:
            columns[key] = _array(arrow, [point.get(key) for _, point, _ in self._waiting])
        for name in OUTCOME:
            columns[name] = arrow.array([row[name] for _, _, row in self._waiting], _type(arrow, name))
        limits = [json.dumps(row[LIMITS]) if LIMITS in row else None for _, _, row in self._waiting]
        columns[LIMITS] = arrow.array(limits, arrow.string())
        table = arrow.table(columns).replace_schema_metadata({f"orbitdc.{k}": v for k, v in self.about.items()})
        out = arrow.BufferOutputStream()
        arrow.parquet.write_table(table, out, compression="zstd", write_page_checksum=True)
        return bytes(out.getvalue())

    def _read(self, path: Path) -> tuple[npt.NDArray[np.bytes_], Rows]:
        """The hashes and outcomes of a part; raises an error of pyarrow, or KeyError, for one that is damaged."""
        with self._arrow.parquet.ParquetFile(path, page_checksum_verification=True) as file:
            table = file.read(columns=[KEY, *COLUMNS])
        columns = {name: table[name].to_pylist() for name in COLUMNS}
        columns[LIMITS] = [json.loads(text) if text else None for text in columns[LIMITS]]
        return np.array(table[KEY].to_pylist(), dtype="S16"), Rows.of(columns)


def put(path: Path, content: bytes) -> None:
    """Write a file beside and move it into place, on the disk when it returns. Raises OSError where there is no room.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     put(Path(folder) / "a", b"whole")
    ...     [path.read_bytes() for path in Path(folder).iterdir()]
    [b'whole']
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with open(beside, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:  # Ctrl-C too leaves no half file
        beside.unlink(missing_ok=True)
        raise
    if os.name == "posix":  # the name itself is on the disk when its folder is
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _type(arrow: Any, name: str) -> Any:
    """The type of a column as pyarrow names it."""
    if name in NUMBERS:
        return arrow.float64()
    return arrow.bool_() if name in YES_OR_NO else arrow.string()


def _array(arrow: Any, values: list[Any]) -> Any:
    """Changed values as a column: numbers or texts, and anything else in words."""
    there = [value for value in values if value is not None]
    if all(isinstance(value, bool) for value in there):
        return arrow.array(values, arrow.bool_())
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in there):
        return arrow.array([None if value is None else float(value) for value in values], arrow.float64())
    return arrow.array([None if value is None else str(value) for value in values], arrow.string())
