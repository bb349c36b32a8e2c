"""The connection keeps itself up, and says why it is down."""

from __future__ import annotations

import asyncio
import math
import socket
from pathlib import Path
from typing import Any

import pytest
from mqtt5 import ConnAckPacket, ConnAckReasonCode, DisconnectReasonCode

from dinrail.bus import Bus, Will
from dinrail.bus._backoff import Backoff
from dinrail.errors import BusTimeout
from dinrail.reason import Reason
from dinrail.settings import BrokerAddress
from dinrail.testing import FakeBroker, FakeClock, Inbox


async def reason_of(bus: Bus) -> Reason:
    """Why a bus that cannot connect cannot."""
    while bus.last_error is None:  # noqa: ASYNC110 - an attribute has no event
        await asyncio.sleep(0.01)
    return bus.last_error


async def test_a_restarted_broker_is_found_again_with_every_subscription(
    bus: Bus, peer: Bus, broker: FakeBroker
) -> None:
    inbox = Inbox()
    peer.subscribe("a/#", inbox)
    await peer.subscribe("b", inbox, qos=1).wait()
    await broker.restart()
    await broker.wait_for_subscription("peer", "a/#")
    await broker.wait_for_subscription("peer", "b")
    await bus.connected(5)
    await bus.publish_acked("a/1", b"1")
    await bus.publish_acked("b", b"2")
    await inbox.wait(2)
    assert inbox.payloads == [b"1", b"2"]
    assert (peer.counters.connects, peer.counters.reconnects, peer.last_error) == (2, 1, None)


async def test_callbacks_tell_of_each_connect_and_loss(make_bus: Any, broker: FakeBroker) -> None:
    bus, told = Bus(broker.address, client_id="x"), list[str]()
    bus.on_connect(lambda session_present: told.append(f"up {session_present}"))
    bus.on_disconnect(lambda reason: told.append(reason.key))
    bus.on_connect(lambda session_present: 1 / 0)
    bus.start()
    bus.start()
    await bus.connected(5)
    broker.disconnect_client("x")
    await asyncio.sleep(0.05)
    await bus.connected(5)
    await bus.stop()
    assert told == ["up False", "broker_connection_lost", "up False"]
    assert bus.counters.handler_errors == 2


async def test_sessions_are_clean_and_end_with_the_connection(bus: Bus, broker: FakeBroker) -> None:
    (connect,) = broker.connects
    assert (connect.clean_start, connect.session_expiry_interval, connect.keep_alive) == (True, 0, 10)
    assert (connect.max_packet_size, connect.topic_alias_max) == (256 * 1024, 0)


async def test_nobody_there_is_told_with_the_address(make_bus: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    bus = make_bus(address=BrokerAddress("127.0.0.1", port))
    reason = await reason_of(bus)
    assert (reason.key, reason.params["broker"]) == ("broker_unreachable", f"mqtt://127.0.0.1:{port}")
    with pytest.raises(BusTimeout) as caught:
        await bus.connected(0.05)
    assert caught.value.reason.key == "broker_unreachable"


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a..b", "x" * 70])
async def test_an_unknown_name_is_told(make_bus: Any, host: str) -> None:
    assert (await reason_of(make_bus(address=BrokerAddress(host, 1883)))).key == "broker_name_unknown"


async def test_a_wrong_password_is_told_and_a_new_one_is_read_at_the_next_attempt(
    make_bus: Any, tmp_path: Path
) -> None:
    secret = tmp_path / "broker_password"
    secret.write_text("old")
    async with FakeBroker(users={"plc": "new"}) as broker:
        bus = make_bus("plc", address=broker.address, user="plc", password=secret.read_text)
        reason = await reason_of(bus)
        assert (reason.key, reason.params["code"]) == ("broker_refused_not_authorized", 135)
        secret.unlink()
        async with asyncio.timeout(5):
            while bus.last_error.key != "password_unreadable":  # noqa: ASYNC110 - an attribute has no event
                await asyncio.sleep(0.01)
        secret.write_text("new")
        await bus.connected(10)
        assert bus.last_error is None


@pytest.mark.parametrize(
    ("code", "key"),
    [
        (ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD, "broker_refused_password"),
        (ConnAckReasonCode.NOT_AUTHORIZED, "broker_refused_not_authorized"),
        (ConnAckReasonCode.SERVER_BUSY, "broker_busy"),
        (ConnAckReasonCode.BANNED, "broker_refused"),
    ],
)
async def test_refusals_have_keys(serve: Any, make_bus: Any, code: ConnAckReasonCode, key: str) -> None:
    async def nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)

    server = await serve(nothing, ConnAckPacket(reason_code=code, reason_str="go\x1b[31m away").write())
    reason = await reason_of(make_bus(address=server.address))
    assert reason.key == key
    assert reason.message.endswith("refused: go?[31m away")


async def test_a_broker_older_than_mqtt_5_is_told(serve: Any, make_bus: Any) -> None:
    async def nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)

    server = await serve(nothing, b"\x20\x02\x00\x01")
    assert (await reason_of(make_bus(address=server.address))).key == "broker_too_old"


async def test_a_broker_without_subscription_identifiers_is_refused(serve: Any, make_bus: Any) -> None:
    async def nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)

    server = await serve(nothing, ConnAckPacket(subscription_id_available=False).write())
    assert (await reason_of(make_bus(address=server.address))).key == "broker_unsuitable"


async def test_a_server_that_says_nothing_is_given_up(serve: Any, make_bus: Any) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    server = await serve(silent, b"")
    bus = make_bus(address=server.address, connect_timeout=0.1)
    assert (await reason_of(bus)).key == "broker_no_answer"
    async with asyncio.timeout(5):
        while server.connections < 3:  # noqa: ASYNC110 - counted by the server
            await asyncio.sleep(0.01)


async def test_a_client_id_that_cannot_be_sent_is_told(make_bus: Any) -> None:
    assert (await reason_of(make_bus("x" * 70_000))).key == "client_invalid"
    assert (await reason_of(make_bus("y", will=Will("a/+", b"")))).key == "client_invalid"


async def test_a_takeover_is_reported_and_the_older_stays_away(
    broker: FakeBroker, clock: FakeClock, make_bus: Any
) -> None:
    older = make_bus("router", clock=clock, takeover_pause=300)
    await older.connected(5)
    newer = make_bus("router")
    await newer.connected(5)
    assert (await reason_of(older)).key == "session_taken_over"
    await clock.advance(290)
    assert (older.is_connected, newer.is_connected, newer.counters.connects) == (False, True, 1)
    assert (older.taken_over, newer.taken_over) == (True, False)
    await newer.stop()
    await clock.advance(20)
    await older.connected(5)
    assert not older.taken_over


async def test_an_infinite_takeover_pause_is_for_good(broker: FakeBroker, clock: FakeClock, make_bus: Any) -> None:
    older = make_bus("router", clock=clock, takeover_pause=math.inf)
    await older.connected(5)
    newer = make_bus("router")
    await newer.connected(5)
    await reason_of(older)
    await newer.stop()
    await clock.advance(1e9)
    assert (older.taken_over, broker.clients) == (True, [])


@pytest.mark.parametrize(
    ("code", "key"),
    [
        (DisconnectReasonCode.SERVER_SHUTTING_DOWN, "broker_shutting_down"),
        (DisconnectReasonCode.NOT_AUTHORIZED, "broker_refused_not_authorized"),
        (DisconnectReasonCode.ADMINISTRATIVE_ACTION, "broker_closed"),
    ],
)
async def test_a_goodbye_of_the_broker_is_the_reason_and_the_bus_comes_back(
    bus: Bus, broker: FakeBroker, code: DisconnectReasonCode, key: str
) -> None:
    reasons = list[Reason]()
    bus.on_disconnect(reasons.append)
    broker.disconnect_client("a", code)
    await broker.wait_until(lambda: len(broker.connects) == 2)
    assert [(reason.key, reason.params["code"]) for reason in reasons] == [(key, int(code))]


async def test_the_will_is_published_when_the_connection_is_lost(make_bus: Any, broker: FakeBroker) -> None:
    bus = make_bus("plc", will=Will("dinrail/plc/state", b"lost"))
    await bus.connected(5)
    broker.disconnect_client("plc")
    message = await broker.wait_for("dinrail/plc/state")
    assert (message.payload, message.qos, message.retain) == (b"lost", 1, True)


async def test_what_is_subscribed_while_offline_is_subscribed_later(make_bus: Any, broker: FakeBroker) -> None:
    bus, inbox = Bus(broker.address, client_id="x"), Inbox()
    kept = bus.subscribe("a", inbox)
    bus.unsubscribe(bus.subscribe("b", inbox))
    bus.start()
    await kept.wait()
    assert broker.subscriptions("x") == ["a"]
    await bus.stop()


def test_pauses_grow_to_ten_seconds_and_are_spread() -> None:
    backoff = Backoff()
    pauses = [backoff.next() for _ in range(500)]
    assert 0.2 <= min(pauses) < 1
    assert 9 < max(pauses) <= 10
    assert max(pauses[:2]) <= 0.8
    backoff.reset()
    assert backoff.next() <= 0.4


async def test_attempts_are_logged_when_their_reason_changes_only(
    make_bus: Any, broker: FakeBroker, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "dinrail.bus")
    await broker.kill()
    bus = make_bus(clock=clock)
    for _ in range(10):
        await clock.advance(10)
    assert len([record for record in caplog.records if record.name == "dinrail.bus"]) == 1
    await broker.restart()
    await clock.advance(10)
    await bus.connected(5)
    assert [record.levelname for record in caplog.records if record.name == "dinrail.bus"] == ["WARNING", "INFO"]
