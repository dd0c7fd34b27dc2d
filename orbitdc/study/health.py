"""What the program stands on: versions, threads, the cache folder, the dates of its data, and how to cite it."""

from __future__ import annotations

import datetime as dt
import os
import platform
from importlib import metadata
from pathlib import Path
from typing import Any

import orbitdc
from orbitdc.catalog import kinds, table
from orbitdc.sky.catalogues import data_folder
from orbitdc.sky.solar_activity import months
from orbitdc.system.cache import cache_folder

PACKAGE = "orbitdc"


def requirements() -> dict[str, list[str]]:
    """The packages that this one asks for: those of the core under an empty name, those of every extra under its name.

    >>> "numpy" in requirements()[""], "pymsis" in requirements()["atmosphere"]
    (True, True)
    """
    found: dict[str, list[str]] = {"": []}
    for text in metadata.requires(PACKAGE) or ():
        asked, _, marker = text.partition(";")
        extra = marker.partition("extra ==")[2].strip(" '\"")
        name = asked.split("[")[0].split(">")[0].split("<")[0].split("=")[0].split("~")[0].strip()
        found.setdefault(extra, []).append(name)
    return found


def version_of(package: str) -> str | None:
    """The installed version of a package, None where it is absent."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def threads() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def cache() -> dict[str, Any]:
    """The cache folder with the files and bytes in it; the folder is None where none can be written."""
    folder = cache_folder()
    files = [path for path in folder.rglob("*") if path.is_file()] if folder is not None else []
    return {
        "folder": str(folder) if folder is not None else None,
        "files": len(files),
        "mb": round(sum(path.stat().st_size for path in files) / 1e6, 1),
    }


def namesakes() -> list[str]:
    """Other installed distributions that bring a package of the same import name, which would hide this one.

    >>> namesakes()
    []
    """
    found = metadata.packages_distributions().get(PACKAGE, [])
    return sorted({name for name in found if name != PACKAGE})


def data_dates() -> dict[str, str]:
    """The last date that each kind of data covers, as text.

    The newest rows of the catalogues, the last observed month of solar activity, and the days on which real satellite
    catalogues were fetched.
    """
    record = months()
    last = dt.date.fromordinal(int(record.middle_day[record.observed][-1]))
    dates = (row.as_of for kind in kinds() for entry in table(kind).values() for row in entry.values())
    newest = max(date for date in dates if date[:4] <= str(dt.date.today().year))  # a forecast is dated by its year
    found = {
        "catalogues of prices and parts, newest row": newest,
        "solar activity, last observed month": f"{last:%Y-%m}",
    }
    folder = data_folder()
    for path in sorted(folder.glob("*")) if folder is not None and folder.is_dir() else ():
        found[path.name] = f"{dt.date.fromtimestamp(path.stat().st_mtime)}"
    return found


def citation() -> dict[str, str]:
    """How to cite the program: plain text and BibTeX.

    >>> print(citation()["text"])
    The orbitdc developers. orbitdc: AI compute in orbit against AI compute on the ground, version 0.1.0. MIT license.
    """
    version = orbitdc.__version__
    title = "orbitdc: AI compute in orbit against AI compute on the ground"
    bibtex = (
        f"@software{{orbitdc,\n  title = {{{title}}},\n  author = {{{{The orbitdc developers}}}},\n"
        f"  version = {{{version}}},\n  license = {{MIT}}\n}}"
    )
    return {"text": f"The orbitdc developers. {title}, version {version}. MIT license.", "bibtex": bibtex}


def health() -> dict[str, Any]:
    """Versions, threads, cache and what is wrong: a mapping that `orbitdc doctor` prints and `--json` writes.

    ``problems`` holds a sentence for each missing core package, for a cache that cannot be written, and for another
    distribution that installs the same import name.
    """
    asked = requirements()
    core = {name: version_of(name) for name in sorted(set(asked.pop("")))}
    asked.pop("test", None)
    extras = {extra: {name: version_of(name) for name in names} for extra, names in sorted(asked.items())}
    problems = [f"{name} is not installed; pip install {PACKAGE}" for name, version in core.items() if version is None]
    kept = cache()
    if kept["folder"] is None:
        problems.append(
            "the cache folder cannot be written, so kernels are compiled in every run; set ORBITDC_CACHE_DIR"
        )
    problems += [f"{name} installs the import name {PACKAGE} as well; pip uninstall {name}" for name in namesakes()]
    return {
        PACKAGE: {"version": orbitdc.__version__, "folder": str(Path(orbitdc.__file__).parent)},
        "python": platform.python_version(),
        "platform": platform.platform(),
        "threads": threads(),
        "packages": core,
        "extras": extras,
        "cache": kept,
        "data": data_dates(),
        "problems": problems,
    }
