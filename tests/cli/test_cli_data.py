"""`orbitdc data update` against a small server of our own: what it keeps, and that no fault harms an earlier file."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from command_line import MAIN, Cli
from pressing import HANG_S

from orbitdc.sky import fetch
from orbitdc.system.cache import cache_folder

KEPT = "starlink.omm.json"


def omm(number: int, mean_motion: float = 15.05) -> dict[str, object]:
    """One record as CelesTrak writes it."""
    return {
        "OBJECT_NAME": f"STARLINK-{number}",
        "OBJECT_ID": "2026-001A",
        "EPOCH": "2026-05-30T12:00:00.000000",
        "MEAN_MOTION": mean_motion,
        "ECCENTRICITY": 0.0001,
        "INCLINATION": 53.0,
        "RA_OF_ASC_NODE": 100.0 * number % 360,
        "ARG_OF_PERICENTER": 90.0,
        "MEAN_ANOMALY": 270.0,
        "NORAD_CAT_ID": 100000 + number,
    }


class Server(BaseHTTPRequestHandler):
    """Serves what ``answers`` holds by path; `/short` breaks off before it has sent what it promised."""

    answers: dict[str, bytes]
    agents: list[str]
    hold = threading.Event()  # until which `/slow` sends no more

    def do_GET(self) -> None:
        self.agents.append(self.headers["User-Agent"])
        if self.path == "/file":
            self.send_response(302, "Found")
            self.send_header("Location", "file:///etc/hostname")
            self.end_headers()
            return
        if self.path == "/slow":
            self.send_response(200, "OK")
            self.end_headers()
            self.wfile.write(self.answers["/sound"][:100])
            self.wfile.flush()
            self.hold.wait(HANG_S)
            return
        body = self.answers.get(self.path)
        self.send_response(200 if body is not None else 404, "OK" if body is not None else "Not Found")
        body = body or b""
        self.send_header("Content-Length", str(len(body) + (10 if self.path == "/short" else 0)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, type[Server]]]:
    Server.answers = {
        "/sound": json.dumps([omm(1), omm(2), omm(3)]).encode(),
        "/long": json.dumps([omm(number) for number in range(1, 300)]).encode(),
        "/damaged": b'[{"OBJECT_NAME": "A"',
        "/low": json.dumps([omm(1), omm(2, mean_motion=20.0)]).encode(),
        "/page": b"<html><body>No GP data found</body></html>",
        "/empty": b"",
        "/short": json.dumps([omm(1)]).encode(),
    }
    Server.agents = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}", Server
        Server.hold.set()
        running.shutdown()
        thread.join()


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the catalogue is kept: a cache folder of the test's own, with the Sun's tables computed so far."""
    shared, own = cache_folder(), tmp_path / "cache"
    own.mkdir()
    if shared is not None:
        for path in shared.glob("*.npy"):
            shutil.copy(path, own)
    monkeypatch.setenv("ORBITDC_CACHE_DIR", str(own))
    return own / "data" / KEPT


def test_a_fetched_catalogue_is_what_the_scenario_runs(cli: Cli, kept: Path, server: tuple[str, type[Server]]) -> None:
    address, handler = server
    code, out, err = cli("data", "update", "--url", f"{address}/sound")
    assert (code, err) == (0, "")
    assert out == f"3 satellites in {kept}\nuse it with --set fleet.catalogue_file={kept}\n"
    assert kept.read_bytes() == handler.answers["/sound"]
    assert [path.name for path in kept.parent.iterdir()] == [KEPT]
    assert handler.agents[-1].startswith("orbitdc/")
    answer = cli("data", "update", "--url", f"{address}/sound", "--json")
    assert json.loads(answer.out) == {"file": str(kept), "satellites": 3}
    code, out, _ = cli("run", "starlink_fleet_today", "--no-figures", "--no-save", "--json")
    assert code == 0
    assert json.loads(out)["orbit"]["satellites"] == 3


@pytest.mark.parametrize(
    ("page", "code", "place"),
    [
        ("/absent", 4, ""),
        ("/short", 4, ""),
        ("/file", 4, ""),
        ("/damaged", 2, ":1:21"),
        ("/low", 2, ""),
        ("/empty", 2, ""),
    ],
)
def test_a_fault_leaves_the_earlier_file(
    cli: Cli, kept: Path, server: tuple[str, type[Server]], page: str, code: int, place: str
) -> None:
    address, _ = server
    kept.parent.mkdir()
    kept.write_bytes(b"an earlier catalogue")
    answer = cli("data", "update", "--url", f"{address}{page}")
    assert (answer.code, answer.out) == (code, "")
    assert answer.err.startswith(f"error: {address}{page}{place}: ")
    assert kept.read_bytes() == b"an earlier catalogue"
    assert [path.name for path in kept.parent.iterdir()] == [KEPT]


def test_a_page_of_words_is_no_catalogue(cli: Cli, kept: Path, server: tuple[str, type[Server]]) -> None:
    code, out, err = cli("data", "update", "--url", f"{server[0]}/page")
    assert (code, out) == (2, "")
    assert err.startswith(f"error: {server[0]}/page: holds no satellite\n")
    assert not kept.exists()


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/x", "http://127.0.0.1:abc/", "nonsense", "file:///etc/hosts"])
def test_what_cannot_be_reached(cli: Cli, kept: Path, url: str) -> None:
    url = url.format(port=closed_port())
    code, out, err = cli("data", "update", "--url", url)
    assert (code, out) == (4, "")
    assert err.startswith(f"error: {url}: cannot be fetched: ")
    assert ("refused" in err) is ("/x" in url)  # the number of that error is the system's
    assert not kept.exists()


def test_where_nothing_can_be_kept(cli: Cli, kept: Path, server: tuple[str, type[Server]]) -> None:
    kept.parent.write_text("in the way")
    code, out, err = cli("data", "update", "--url", f"{server[0]}/sound")
    assert (code, out) == (4, "")
    assert err.startswith(f"error: {kept.parent}: ")


def test_what_is_too_long_is_not_kept(
    cli: Cli, kept: Path, server: tuple[str, type[Server]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "MOST_BYTES", 50_000)
    assert len(server[1].answers["/long"]) > 60_000
    code, _, err = cli("data", "update", "--url", f"{server[0]}/long")
    assert code == 4
    assert "cannot be fetched: " in err
    assert not kept.exists()


def test_what_is_private_leads_to_nothing_less() -> None:
    assert fetch.STARLINK_URL.startswith("https://")
    asked = fetch.urllib.request.Request("https://celestrak.org/x")
    with pytest.raises(fetch.urllib.error.URLError):
        fetch._SameDoor().redirect_request(asked, None, 302, "Found", {}, "http://celestrak.org/x")
    assert fetch._SameDoor().redirect_request(asked, None, 302, "Found", {}, "https://celestrak.org/y") is not None


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT])
def test_no_signal_leaves_a_file(kept: Path, server: tuple[str, type[Server]], number: signal.Signals) -> None:
    address, handler = server
    asked = len(handler.agents)
    command = [sys.executable, "-c", MAIN, "data", "update", "--url", f"{address}/slow"]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    begun = time.monotonic()
    while len(handler.agents) == asked and time.monotonic() - begun < HANG_S:
        time.sleep(0.01)
    time.sleep(0.05)  # in which the first bytes come
    run.send_signal(number)
    assert run.wait(HANG_S) != 0
    assert not kept.parent.exists()
