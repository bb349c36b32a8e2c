"""/api/broker on a fake broker that says what Mosquitto says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from dinrail.testing import FakeClock
from dinrail_gateway.broker.seen import Seen
from dinrail_gateway.testing.seam import meter_config
from dinrail_gateway.testing.stage import Stage, staged
from dinrail_gateway.testing.waiting import until

LOG = "$SYS/broker/log/N"


def say(stage: Stage, **said: object) -> None:
    for topic, value in said.items():
        stage.broker.publish(f"$SYS/broker/{topic.replace('__', '/')}", str(value).encode(), retain=True)


async def told(stage: Stage, path: str = "") -> dict[str, Any]:
    answer = await stage.http.get(f"/api/broker{path}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def came(user: str, port: int = 5000) -> bytes:
    return f"New client connected from 192.0.2.9:{port} as {user} (p5, c1, k60, u'{user}').".encode()


async def test_figures_are_told_and_what_the_broker_keeps_to_itself_is_null(stage: Stage) -> None:
    say(stage, version="mosquitto version 2.0.21", uptime="10 seconds", clients__connected=3, messages__sent=100)
    await until(lambda: stage.gateway.broker.figures.last().get("messages_sent") == 100)
    say(stage, uptime="20 seconds", messages__sent=300)
    await until(lambda: stage.gateway.broker.figures.last()["messages_sent"] == 300)
    say(stage, uptime="30 seconds")
    await until(lambda: stage.gateway.broker.figures.uptime_s == 30)

    broker = await told(stage)

    assert (broker["connected"], broker["reason"], broker["version"]) == (True, None, "2.0.21")
    assert broker["figures"]["clients_connected"] == 3
    assert broker["figures"]["queued_packets"] is None
    assert broker["rates"]["messages_sent"] == 20.0
    assert broker["rates"]["bytes_sent"] is None
    history = await told(stage, "/history")
    assert history["messages_sent"][-1] == 20.0
    assert len(history["messages_sent"]) * history["step_s"] == 3600


async def test_a_broker_that_is_away_is_told_with_its_reason_and_its_last_figures(stage: Stage) -> None:
    say(stage, version="mosquitto version 2.1.2", uptime="10 seconds", clients__connected=3)
    await until(lambda: stage.gateway.broker.figures.last().get("clients_connected") == 3)
    heard = (await told(stage))["heard_at"]
    await stage.broker.kill()
    await until(lambda: not stage.bus.is_connected)

    broker, connections = await told(stage), await told(stage, "/connections")

    assert broker["connected"] is False
    assert broker["reason"]["key"].startswith("broker_")
    assert (broker["figures"]["clients_connected"], broker["heard_at"]) == (3, heard)
    assert set(broker["rates"].values()) == {None}
    assert (connections["connections"], connections["complete"]) == ([], False)
    assert connections["reason"]["key"] == broker["reason"]["key"]

    await stage.broker.restart()
    await stage.bus.connected()
    assert (await told(stage))["connected"] is True


async def test_who_the_broker_drops_messages_for_is_named(stage: Stage) -> None:
    stage.broker.publish(LOG, b"Outgoing messages are being dropped for client _slow.")
    await until(lambda: stage.gateway.broker.connections.dropping(0))
    assert [one["user"] for one in (await told(stage))["dropping"]] == ["_slow"]


async def test_without_a_list_of_the_broker_the_log_and_the_states_of_instances_tell(stage: Stage) -> None:
    await stage.add("meter_1", meter_config())
    await stage.add("meter_2", meter_config("two"))
    async with stage.puppet("meter_1") as meter:
        await meter.say("connected")
        await until(lambda: stage.gateway.fleet.state("meter_1"))
        stage.broker.publish(LOG, came("_nodered"))
        await until(lambda: stage.gateway.broker.is_connected("_nodered"))

        found = await told(stage, "/connections")

        by_user = {one["user"]: one for one in found["connections"]}
        assert found["complete"] is False
        assert set(by_user) == {"gateway", "meter_1", "_nodered"}
        nodered, meter_1 = by_user["_nodered"], by_user["meter_1"]
        assert (nodered["kind"], nodered["name"], nodered["told_by"]) == ("outside", "nodered", "broker")
        assert (nodered["address"], nodered["protocol"], nodered["heard_at"]) == ("192.0.2.9", "5", None)
        assert nodered["since"] > 0
        assert (meter_1["kind"], meter_1["told_by"], meter_1["since"]) == ("instance", "state", None)
        assert meter_1["heard_at"] > 0
    stage.broker.publish(LOG, b"Client _nodered closed its connection.")
    await until(lambda: stage.gateway.broker.is_connected("_nodered") is False)


async def test_a_list_of_the_broker_sets_right_what_the_log_told(stage: Stage) -> None:
    broker = stage.gateway.broker
    stage.broker.publish(LOG, came("_gone"))
    stage.broker.publish(LOG, came("_here"))
    await until(lambda: broker.is_connected("_gone") and broker.is_connected("_here"))
    stage.identities.listed = {
        "gateway": ["192.0.2.2"],
        "_here": ["192.0.2.9"],
        "__node-red": ["192.0.2.4"],
        "stranger": ["192.0.2.3"],
    }

    found = await told(stage, "/connections")

    kinds = {one["user"]: one["kind"] for one in found["connections"]}
    assert kinds == {"gateway": "part", "__node-red": "part", "_here": "outside", "stranger": "unknown"}
    assert "node-red" in {one["name"] for one in found["connections"]}
    assert found["complete"] is True
    assert next(one for one in found["connections"] if one["user"] == "_here")["since"] > 0
    assert broker.is_connected("_gone") is False


async def test_the_end_of_a_connection_that_was_taken_over_leaves_its_successor(stage: Stage) -> None:
    broker = stage.gateway.broker
    stage.broker.publish(LOG, came("_red", 1))
    stage.broker.publish(LOG, came("_red", 2))
    stage.broker.publish(LOG, b"Client _red [192.0.2.9:1] disconnected: session taken over.")
    stage.broker.publish(LOG, came("_last"))
    await until(lambda: broker.is_connected("_last"))
    assert broker.is_connected("_red") is True


async def test_whoever_was_there_before_the_connection_broke_is_unknown_afterwards(stage: Stage) -> None:
    broker = stage.gateway.broker
    stage.broker.publish(LOG, came("_red"))
    await until(lambda: broker.is_connected("_red"))
    stage.broker.disconnect_client("gateway")
    await until(lambda: not stage.bus.is_connected)
    await stage.bus.connected()
    assert broker.is_connected("_red") is None
    assert broker.seen_at("_red") is not None


async def test_everybody_may_look_but_nobody_without_a_session(stage: Stage) -> None:
    body = {"name": "vi", "password": "a long enough one", "role": "viewer"}
    assert (await stage.http.post("/api/users", json=body)).status_code == 201
    viewer = stage.client()
    await viewer.post("/api/auth/login", json={"username": "vi", "password": "a long enough one"})
    paths = ("/api/broker", "/api/broker/history", "/api/broker/connections")
    assert [(await viewer.get(path)).status_code for path in paths] == [200] * 3
    assert [(await stage.client().get(path)).status_code for path in paths] == [401] * 3


async def test_when_a_client_was_last_seen_outlives_the_gateway(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.broker.publish(LOG, came("_red"))
        await until(lambda: stage.gateway.broker.is_connected("_red"))
        seen = stage.gateway.broker.seen_at("_red")
    async with staged(tmp_path) as again:
        assert again.gateway.broker.seen_at("_red") == seen


@pytest.fixture
async def seen(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Seen]:
    kept = Seen(tmp_path / "seen.json", wanted=lambda user: user.startswith("_"), clock=clock)
    yield kept
    await kept.stop()


async def test_a_damaged_file_of_times_stops_nothing(tmp_path: Path, seen: Seen) -> None:
    (tmp_path / "seen.json").write_bytes(b'{"_red": ')
    await seen.start()
    seen.mark("_red", 5)
    seen.mark("plc", 5)
    assert (seen.at("_red"), seen.at("plc")) == (5, None)
