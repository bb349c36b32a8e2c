"""Rows 33, 34 and 61 of the fault catalogue, against real brokers and listeners."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from broker_rig import Beside, BrokerRig
from dinrail.testing.context import eventually
from external_broker import ExternalBroker

Make = Callable[..., BrokerRig]
QUEUED = {
    "publications": [{"name": "power", "topic": "out/power", "queue": True}],
    "queue": {"messages": 40, "rate": 1000},
}


async def test_row_33_what_was_measured_while_the_broker_was_away_comes_later_with_its_times(
    broker: ExternalBroker, beside: Beside, data: Path
) -> None:
    first = BrokerRig(broker.port, data / "instance", **QUEUED)
    first.start()
    await eventually(lambda: first.connected)
    await broker.stop()
    await eventually(lambda: not first.connected)
    for number in range(30):
        await first.write("power", number)
    await first.stop()  # the box is restarted meanwhile
    again = BrokerRig(broker.port, data / "instance", **QUEUED)
    again.allowed.clear()
    again.start()
    for number in range(30, 60):
        await again.write("power", number)
    before = again.context.clock.now_ms()
    await broker.start()
    try:
        beside.say("hello", "")
        await eventually(lambda: beside.on("hello"))
        again.allowed.set()
        await eventually(lambda: len(beside.on("out/power")) == 40, 30)
        assert beside.on("out/power") == [str(number).encode() for number in range(20, 60)], "the oldest were dropped"
        told = [marks for topic, _, _, marks in beside.heard if topic == "out/power"]
        times = [int(marks["dinrail-ts"]) for marks in told]
        assert times == sorted(times)
        assert times[-1] <= before
        assert all(marks["dinrail-history"] == "1" for marks in told)
    finally:
        await again.stop()


class Listener:
    """Takes connections, remembers the first bytes of each, says nothing."""

    def __init__(self) -> None:
        self.came: list[bytes] = []
        self.port = 0
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Listener:
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.came.append(await reader.read(64))
        writer.close()


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    async with Listener() as listener:
        yield listener


async def test_row_34_what_speaks_no_tls_gets_nothing_in_clear(rig: Make, listener: Listener) -> None:
    mqtt = rig(listener.port, endpoint={"tls": True}, user="user", password="secret")
    await eventually(lambda: len(mqtt.why) >= 3, 30)
    assert not mqtt.connected
    assert {each[:1] for each in listener.came} == {b"\x16"}, "a TLS handshake and never a login"
    assert not any(b"secret" in each or b"user" in each for each in listener.came)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "::ffff:127.0.0.1", "0.0.0.0", "169.254.169.254"])
async def test_row_61_what_lies_inside_is_refused_before_a_byte_is_sent(
    rig: Make, listener: Listener, host: str
) -> None:
    mqtt = rig(listener.port, endpoint={"host": host}, allow=[])
    await eventually(lambda: len(mqtt.why) >= 2)
    assert set(mqtt.why) <= {"broker_inside", "broker_unreachable"}, "without IPv6 a name may not even be found"
    assert mqtt.why[0] == "broker_inside" or ":" in host
    assert listener.came == []


async def test_row_61_our_own_broker_is_refused_by_its_address_and_an_admin_may_allow_it(
    rig: Make, broker: ExternalBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = await asyncio.to_thread(address_here)
    monkeypatch.setenv("DINRAIL_BROKER", f"mqtt://{here}:1883")
    refused = rig(broker.port, endpoint={"host": here}, allow=[])
    await eventually(lambda: refused.why)
    assert refused.why[0] == "broker_inside"
    allowed = rig(broker.port, allow=["127.0.0.0/8"])
    await eventually(lambda: allowed.connected)


async def test_row_61_a_name_that_changes_its_address_is_looked_at_once(
    rig: Make, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def resolve(host: object, port: int, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        address = "192.0.2.1" if asked.count(host) % 2 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address if host == "turning" else str(host), port))]

    tried: list[str] = []

    def connect(address: tuple[str, int], *_: Any) -> socket.socket:
        tried.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    mqtt = rig(listener.port, endpoint={"host": "turning"}, allow=[])
    await eventually(lambda: len(mqtt.why) >= 4)
    assert mqtt.why[:2] == ["broker_unreachable", "broker_inside"]
    assert set(tried) == {"192.0.2.1"}
    assert listener.came == []


def address_here() -> str:
    """An address of this machine that is not the loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "10.255.255.254"
        return str(probe.getsockname()[0])
