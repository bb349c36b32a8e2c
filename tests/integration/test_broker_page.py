"""What the page of the broker shows and grants, on both versions of Mosquitto."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from integration.gateway_lab import Lab, gateway_on

from dinrail.bus import Bus
from dinrail.errors import BusError
from dinrail_gateway.broker.schemas import ConnectionView
from dinrail_gateway.identities.clients import ClientRights, OutsideClients
from dinrail_gateway.testing.waiting import until

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]


@pytest.fixture(params=["broker", "broker-2.0"])
async def lab(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Lab]:
    async with gateway_on(request.param, tmp_path) as running:
        yield running


@pytest.fixture
def clients(lab: Lab) -> OutsideClients:
    return OutsideClients(vault=lab.identities._vault, identities=lab.identities, root="smarthome", url="mqtts://box")


def joined(lab: Lab, user: str, password: str, *, client_id: str = "") -> Bus:
    bus = Bus(lab.settings.broker, client_id=client_id or user, user=user, password=password)
    bus.start()
    return bus


async def on_page(lab: Lab, user: str) -> ConnectionView | None:
    found = (await lab.gateway.broker.connected())["connections"]
    return next((one for one in found if one["user"] == user), None)


async def may_publish(bus: Bus, topic: str) -> bool:
    try:
        await bus.publish_acked(topic, b"1", timeout=5)
    except BusError:
        return False
    return True


async def may_subscribe(bus: Bus, topic: str) -> bool:
    subscription = bus.subscribe(topic, lambda _: None)
    try:
        await subscription.wait(5)
    except BusError:
        return False
    return True


async def test_every_figure_is_told_but_those_the_version_has_not(lab: Lab, clients: OutsideClients) -> None:
    broker = lab.gateway.broker
    made = await clients.create("script", ClientRights(["values"]))
    # Mosquitto 2.1 does not tell figures that were one from its start.
    bus = joined(lab, made.username, made.password)
    await until(lambda: broker.figures.now().get("clients_connected") == 2, 60)
    await until(lambda: broker.pace.rates()["messages_sent"] is not None, 60)
    view = broker.view()
    version = view["version"] or ""
    missing = {name for name, value in view["figures"].items() if value is None}
    assert missing == ({"queued_packets", "queued_bytes"} if version.startswith("2.0") else set())
    assert view["figures"]["clients_connected"] == 2
    assert (view["uptime_s"] or 0) > 0
    assert None not in view["rates"].values()
    assert view["dropped_last_minute"] == 0
    await bus.stop()


async def test_who_comes_and_goes_is_seen_with_address_and_time(lab: Lab, clients: OutsideClients) -> None:
    made = await clients.create("script", ClientRights(["values"]))
    broker = lab.gateway.broker
    bus = joined(lab, made.username, made.password)
    await bus.connected(10)
    await until(lambda: broker.is_connected("_script"), 15)
    seen = await on_page(lab, "_script")
    assert seen is not None
    assert (seen["kind"], seen["protocol"]) == ("outside", "5")
    assert seen["address"]
    assert (seen["since"] or 0) > 0
    # A stranger with its name is refused, and ends nothing.
    stranger = joined(lab, made.username, "wrong")
    await until(lambda: stranger.last_error is not None, 10)
    await stranger.stop()
    assert broker.is_connected("_script") is True
    await bus.stop()
    await until(lambda: broker.is_connected("_script") is False, 15)
    assert broker.seen_at("_script") is not None
    me = await on_page(lab, "gateway")
    assert me is not None
    assert me["kind"] == "part"


async def test_a_client_may_do_what_was_granted_and_nothing_else(lab: Lab, clients: OutsideClients) -> None:
    rights = ClientRights(points=["plc"], write=["plc.limit"], subscribe=["z2m/#"], publish=["z2m/+/set"])
    made = await clients.create("script", rights)
    bus = joined(lab, made.username, made.password)
    await bus.connected(10)
    try:
        said = {
            topic: await may_publish(bus, topic)
            for topic in (
                "smarthome/set/plc/limit",
                "z2m/lamp/set",
                "smarthome/set/plc/other",
                "smarthome/set/meter/limit",
                "smarthome/plc/limit",
                "z2m/lamp",
                "dinrail/panic",
                "dinrail/plc/config/0",
                "$CONTROL/dynamic-security/v1",
            )
        }
        heard = {
            topic: await may_subscribe(bus, topic)
            for topic in (
                "smarthome/plc/#",
                "dinrail/plc/points/#",
                "z2m/#",
                "smarthome/#",
                "smarthome/set/#",
                "dinrail/plc/config/#",
                "$SYS/#",
            )
        }
        assert [topic for topic, may in said.items() if may] == ["smarthome/set/plc/limit", "z2m/lamp/set"]
        assert [topic for topic, may in heard.items() if may] == ["smarthome/plc/#", "dinrail/plc/points/#", "z2m/#"]
    finally:
        await bus.stop()


async def test_other_rights_hold_at_once_for_a_connection_that_stands(lab: Lab, clients: OutsideClients) -> None:
    made = await clients.create("script", ClientRights(["values"]))
    bus = joined(lab, made.username, made.password)
    await bus.connected(10)
    lost: list[object] = []
    bus.on_disconnect(lost.append)
    try:
        assert not await may_publish(bus, "smarthome/set/plc/limit")
        await clients.change("script", ClientRights(write=["plc"]))
        assert await may_publish(bus, "smarthome/set/plc/limit")
        heard: list[bytes] = []
        await clients.change("script", ClientRights(["values"]))
        await bus.subscribe("smarthome/plc/#", lambda packet: heard.append(packet.payload)).wait(5)
        await lab.bus.publish_acked("smarthome/plc/limit", b"1")
        await until(lambda: heard == [b"1"], 10)
        await clients.change("script", ClientRights(write=["plc"]))
        await lab.bus.publish_acked("smarthome/plc/limit", b"2")
        assert await may_publish(bus, "smarthome/set/plc/limit")
        assert heard == [b"1"]
        assert lost == []
    finally:
        await bus.stop()


async def test_a_new_password_ends_the_connection_of_the_old_one(lab: Lab, clients: OutsideClients) -> None:
    made = await clients.create("script", ClientRights(["values"]))
    old = joined(lab, made.username, made.password)
    await old.connected(10)
    fresh = await clients.rotate("script")
    await until(lambda: not old.is_connected and old.last_error is not None, 10)
    await until(lambda: old.last_error is not None and old.last_error.key.startswith("broker_refused"), 15)
    assert not old.is_connected
    await old.stop()
    new = joined(lab, fresh.username, fresh.password)
    await new.connected(10)
    await new.stop()


async def test_a_withdrawn_client_is_off_at_once_and_stays_off(lab: Lab, clients: OutsideClients) -> None:
    made = await clients.create("script", ClientRights(["values"]))
    bus = joined(lab, made.username, made.password)
    await bus.connected(10)
    began = asyncio.get_running_loop().time()
    await clients.remove("script")
    await until(lambda: not bus.is_connected, 10)
    print(f"thrown off {asyncio.get_running_loop().time() - began:.3f} s after the call began")
    await until(lambda: bus.last_error is not None and bus.last_error.key.startswith("broker_refused"), 15)
    assert not bus.is_connected
    await bus.stop()


async def test_a_client_too_slow_is_named_and_what_was_dropped_counted(
    lab: Lab, clients: OutsideClients, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond what one client may leave unread the rest is dropped (max_queued_messages); everybody else goes on."""
    monkeypatch.setattr("dinrail_gateway.broker.pace.WINDOW_S", 20)
    made = await clients.create("slow", ClientRights(["values"]))
    broker = lab.gateway.broker
    await until(lambda: broker.pace.dropped() is not None, 60)
    reader, writer = await _unread(lab, made.username, made.password)
    payload = b"x" * 20_000
    for _ in range(1500):
        await lab.bus.publish_acked("smarthome/plc/big", payload, timeout=10)
    await until(lambda: "_slow" in broker.connections.dropping(0), 30)
    await until(lambda: (broker.pace.dropped() or 0) > 0, 60)
    assert [one["user"] for one in broker.view()["dropping"]] == ["_slow"]

    def told() -> list[tuple[str, dict[str, object]]]:
        return [
            (problem.key, dict(problem.params)) for problem in lab.gateway.board.all() if problem.source == "broker"
        ]

    await until(lambda: told() == [("broker_drops_for", {"client": "slow"})], 30)
    # It ends; a window later nothing was dropped in one.
    writer.close()
    await until(lambda: broker.pace.dropped() == 0, 120)
    await until(lambda: told() == [], 5)
    assert reader is not None


async def _unread(lab: Lab, user: str, password: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A client that subscribes to everything at QoS 1 by hand and reads nothing of it."""
    reader, writer = await asyncio.open_connection(lab.settings.broker.host, lab.settings.broker.port, limit=1024)

    def text(value: str) -> bytes:
        return len(value).to_bytes(2, "big") + value.encode()

    def packet(kind: int, body: bytes) -> bytes:
        assert len(body) < 128
        return bytes([kind, len(body)]) + body

    writer.write(packet(0x10, text("MQTT") + b"\x05\xc2\x00\x3c\x00" + text(user) + text(user) + text(password)))
    assert (await reader.readexactly(2))[0] == 0x20
    writer.write(packet(0x82, b"\x00\x01\x00" + text("smarthome/#") + b"\x01"))
    await writer.drain()
    return reader, writer
