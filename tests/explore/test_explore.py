"""The explorer without a browser: views and links, sliders, live answers, and who may ask it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import yaml

import orbitdc as odc
from orbitdc.errors import ScenarioError
from orbitdc.explore.app import made_by
from orbitdc.explore.controls import KEYS, controls
from orbitdc.explore.guard import guarded
from orbitdc.explore.live import Session
from orbitdc.explore.state import View
from orbitdc.scenario.load import load
from orbitdc.study.point import QUICK, outcome

AI1 = "ai1_vs_colossus"
SHORT = ("mission.life_y=1",)


def test_a_link_opens_the_view_that_made_it() -> None:
    view = View.of(
        AI1, {"launch.price_usd_per_kg": 312.5}, "workload.from=batch_inference\n# a remark\nradiator.area_m2=150 m2\n"
    )
    assert View.of_link(view.link, [AI1, "sized_ai1"], tuple(KEYS)) == view


def test_a_link_of_an_unknown_preset_opens_the_first() -> None:
    assert View.of_link("?preset=/etc/passwd", [AI1], tuple(KEYS)).preset == AI1


def test_a_view_holds_only_what_differs() -> None:
    view = View.of(AI1, {"launch.price_usd_per_kg": 312.5})
    assert yaml.safe_load(view.yaml()) == {"extends": AI1, "name": "explored", "launch": {"price_usd_per_kg": 312.5}}
    assert view.command == f"orbitdc run {AI1} --set launch.price_usd_per_kg=312.5"


def test_the_yaml_of_a_view_is_its_scenario(tmp_path: Any) -> None:
    view = View.of(AI1, {"fleet.shells.0.altitude_km": 700.0}, "workload.from=batch_inference")
    path = tmp_path / "explored.yaml"
    path.write_text(view.yaml(), encoding="utf-8")
    ours, theirs = view.scenario().model_dump(), load(path).model_dump()
    assert {key for key in ours if ours[key] != theirs[key]} == {"name"}


def test_a_wrong_change_says_what_the_terminal_says() -> None:
    with pytest.raises(ScenarioError, match="did you mean"):
        View.of(AI1, {}, "launch.price=3").scenario()
    with pytest.raises(ScenarioError, match="did you mean"):
        View.of(AI1, {}, "launch.price=3").yaml()


def test_sliders_cover_the_value_and_the_entries_on_them() -> None:
    found = controls(load(AI1))
    assert len(found) >= 12
    for one in found:
        assert one.low <= one.value <= one.high
        assert all(one.low <= value <= one.high for _, value in one.ticks)
        assert one.help
    price = next(one for one in found if one.key == "launch.price_usd_per_kg")
    assert dict(price.ticks)["starship_2028"] == load(AI1).launch.price_usd_per_kg


def test_a_live_answer_is_the_point_of_a_study() -> None:
    view = View.of(AI1, {"launch.price_usd_per_kg": 300.0}, "\n".join(SHORT))
    found = Session().answer(view)
    expected = outcome(load(AI1, [*SHORT, "launch.price_usd_per_kg=300"]), QUICK)
    assert found.ratio == expected["ratio_like_for_like"]
    assert sum(found.orbit_parts.values()) == pytest.approx(expected["orbit_usd_per_pflop_hour"], rel=1e-12)
    assert f"{found.ratio:.3g}" in found.headline


def test_money_alone_is_answered_without_a_march() -> None:
    session = Session()
    session.answer(View.of(AI1, {}, "\n".join(SHORT)))
    marched = len(session.marches.recent.kept)
    session.answer(View.of(AI1, {"launch.price_usd_per_kg": 300.0, "accelerator.price_usd": 5e4}, "\n".join(SHORT)))
    assert len(session.marches.recent.kept) == marched


def test_a_folder_of_results_opens_with_what_was_changed_in_it(tmp_path: Any) -> None:
    changed = odc.load(AI1, ["numerics.window_days=1", "launch.price_usd_per_kg=300"])
    folder = str(odc.save(odc.simulate(changed), root=tmp_path))
    made = made_by(folder)
    assert View(folder).within({folder: made}).scenario().launch.price_usd_per_kg == 300
    view = View.of(folder, {"mission.life_y": 4.0}).within({folder: made})
    assert view.scenario().mission.life_y == 4.0
    assert view.command.startswith(f"orbitdc run {AI1} --set launch.price_usd_per_kg=300")
    assert view.command.endswith("--set mission.life_y=4")


def _status(kind: str = "http", **headers: str) -> list[Any]:
    """What the guard sends for a request with these headers, an application that answers 200 behind it."""
    sent: list[Any] = []

    async def behind(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    asyncio.run(guarded(behind)({"type": kind, "headers": named}, receive, send))
    return sent


OURS = "127.0.0.1:8321"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": OURS}, 200),
        ({"host": "localhost:8321", "origin": "http://localhost:8321", "sec_fetch_site": "same-origin"}, 200),
        ({"host": "evil.example"}, 403),  # a name that was rebound to this computer
        ({"host": "127.0.0.1.evil.example"}, 403),
        ({"host": OURS, "origin": "https://evil.example"}, 403),
        ({"host": OURS, "origin": "null"}, 403),
        ({"host": OURS, "sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors"}, 403),
        ({}, 403),
    ],
)
def test_only_pages_of_this_computer_are_answered(headers: dict[str, str], status: int) -> None:
    assert _status(**headers)[0]["status"] == status


def test_a_foreign_websocket_is_closed() -> None:
    assert _status("websocket", host=OURS, origin="https://evil.example") == [{"type": "websocket.close", "code": 1008}]


def test_a_page_may_not_be_framed_and_asks_no_other_server() -> None:
    headers = dict(_status(host=OURS)[0]["headers"])
    assert b"frame-ancestors 'none'" in headers[b"content-security-policy"]
    assert b"default-src 'self'" in headers[b"content-security-policy"]
