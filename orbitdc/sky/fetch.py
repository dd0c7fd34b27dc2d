"""Fetches the catalogue of real satellites, on request only."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from orbitdc import __version__
from orbitdc.errors import EnvironmentFault, Problem
from orbitdc.sky.catalogues import MOST_BYTES, data_folder, parse_catalogue
from orbitdc.system.files import put

STARLINK_URL = "https://celestrak.org/NORAD/elements/gp.php?GROUP=starlink&FORMAT=json"
STARLINK_FILE = "starlink.omm.json"
TIMEOUT_S = 60.0  # without a byte
LONGEST_S = 600.0  # for all of them
PIECE_BYTES = 65536
WRITABLE = "set ORBITDC_CACHE_DIR to a folder you can write"
DOWNLOAD = "check the network, or download the file yourself and pass --set fleet.catalogue_file=PATH"


class _SameDoor(urllib.request.HTTPRedirectHandler):
    """Follows a redirection, but never from https to anything else."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        """The request of the new address; raises URLError where it is not as private as the old one."""
        allowed = ("https",) if urlsplit(req.full_url).scheme == "https" else ("https", "http")
        if urlsplit(newurl).scheme not in allowed:
            raise urllib.error.URLError(f"the address leads on to {newurl[:80]}, which is not https")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch_catalogue(url: str = STARLINK_URL, name: str = STARLINK_FILE) -> tuple[Path, int]:
    """Fetch a catalogue, check every record, keep it in the data folder; returns its path and number of satellites.

    Nothing is on the disk before all of it is sound. The address is https, or http where ``url`` says so. Raises
    EnvironmentFault where it cannot be fetched or kept, CatalogError where what came is no sound catalogue; an earlier
    file stays as it is in both cases.
    """
    folder = data_folder()
    if folder is None:
        raise EnvironmentFault(Problem("no folder to keep data in", fix=WRITABLE))
    content = _download(url)
    count = len(parse_catalogue(content, url))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        put(folder / name, content)
    except OSError as error:
        raise EnvironmentFault(Problem(f"cannot be kept: {error.strerror}", file=str(folder), fix=WRITABLE)) from error
    return folder / name, count


def _download(url: str) -> bytes:
    """The content at an address, at most 50 MB of it."""
    try:
        if urlsplit(url).scheme not in ("https", "http"):
            raise ValueError("the address must begin with https://, or with http:// where nothing else will do")
        request = urllib.request.Request(url, headers={"User-Agent": f"orbitdc/{__version__}"})
        opener, end = urllib.request.build_opener(_SameDoor()), time.monotonic() + LONGEST_S
        pieces: list[bytes] = []
        size = 0
        with opener.open(request, timeout=TIMEOUT_S) as answer:
            while piece := answer.read(PIECE_BYTES):
                size += len(piece)
                pieces.append(piece)
                if size > MOST_BYTES:
                    raise ValueError(f"it sends more than {MOST_BYTES // 10**6} MB, too many for a catalogue")
                if time.monotonic() > end:
                    raise TimeoutError(f"it was not through after {LONGEST_S / 60.0:g} minutes")
            if missing := getattr(answer, "length", None):  # a connection that broke off
                raise http.client.IncompleteRead(b"", missing)
    except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
        said = getattr(error, "reason", error)
        raise EnvironmentFault(Problem(f"cannot be fetched: {said}", file=url, fix=DOWNLOAD)) from error
    return b"".join(pieces)
