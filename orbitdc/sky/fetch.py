"""Fetches the catalogue of real satellites, on request only."""

from __future__ import annotations

import http.client
import os
import tempfile
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path

from orbitdc import __version__
from orbitdc.errors import CatalogError, EnvironmentFault, Problem
from orbitdc.sky.catalogues import data_folder, read_catalogue

STARLINK_URL = "https://celestrak.org/NORAD/elements/gp.php?GROUP=starlink&FORMAT=json"
STARLINK_FILE = "starlink.omm.json"
TIMEOUT_S = 60
WRITABLE = "set ORBITDC_CACHE_DIR to a folder you can write"


def fetch_catalogue(url: str = STARLINK_URL, name: str = STARLINK_FILE) -> tuple[Path, int]:
    """Fetch a catalogue, check every record, keep it in the data folder; returns its path and number of satellites.

    Raises EnvironmentFault where it cannot be fetched or kept, CatalogError where what came is no sound catalogue; an
    earlier file stays as it is in both cases.
    """
    folder = data_folder()
    if folder is None:
        raise EnvironmentFault(Problem("no folder to keep data in", fix=WRITABLE))
    try:
        request = urllib.request.Request(url, headers={"User-Agent": f"orbitdc/{__version__}"})
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
            content = answer.read()
    except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
        said = getattr(error, "reason", error)
        fix = "check the network, or download the file yourself and pass --set fleet.catalogue_file=PATH"
        raise EnvironmentFault(Problem(f"cannot be fetched: {said}", file=url, fix=fix)) from error
    temporary = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=f".{name}-", delete=False) as stream:
            temporary = Path(stream.name)
            stream.write(content)
        count = len(read_catalogue(temporary))
        os.replace(temporary, folder / name)
    except CatalogError as error:  # the message names the address, since the temporary file is gone when it is read
        raise CatalogError(*(replace(problem, file=url) for problem in error.problems)) from error
    except OSError as error:
        raise EnvironmentFault(Problem(f"cannot be kept: {error.strerror}", file=str(folder), fix=WRITABLE)) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
    return folder / name, count
