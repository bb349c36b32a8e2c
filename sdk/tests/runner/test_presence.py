"""How a part shows itself: used by adapters, the router and the gateway."""

import logging
from collections.abc import AsyncIterator

import msgspec
import pytest

from dinrail.bus import Bus
from dinrail.documents import AppliedConfig
from dinrail.reason import Reason
from dinrail.runner import Presence


@pytest.fixture
async def presence(broker, clock) -> AsyncIterator[Presence]:
    bus = Bus(broker.address, client_id="router", will=Presence.will("router", clock))
    presence = Presence(bus, "router", clock=clock, type="router", version="1.0.0")
    presence.start()
    bus.start()
    await bus.connected(5)
    yield presence
    await presence.stop()
    await bus.stop()


async def test_the_state_is_retained_and_told_to_each_session(presence, broker):
    presence.show("connected", None, AppliedConfig(3))
    state = msgspec.json.decode((await broker.wait_for("dinrail/router/state")).payload)
    assert state == {
        "state": "connected", "ts": state["ts"], "config": {"rev": 3}, "type": "router", "version": "1.0.0",
    }  # fmt: skip
    await broker.restart(keep_retained=False)
    await broker.wait_until(lambda: "dinrail/router/state" in broker.retained)


async def test_the_same_state_is_told_once(presence, broker):
    for _ in range(3):
        presence.show("connected")
    presence.show("disconnected")
    await broker.wait_for("dinrail/router/state", lambda m: b"disconnected" in m.payload)
    assert [m.topic for m in broker.published].count("dinrail/router/state") == 2


async def test_its_will_says_lost(presence, broker):
    broker.disconnect_client("router")
    await broker.wait_for("dinrail/router/state", lambda m: b'"lost"' in m.payload)


async def test_what_a_device_says_is_cut_and_cleaned(presence, broker):
    presence.show("disconnected", Reason("protocol_error", {"answer": "\x00" * 1000}, "\x1b" + "x" * 300_000))
    state = msgspec.json.decode((await broker.wait_for("dinrail/router/state")).payload)
    assert len(state["reason"]["message"]) == 500
    assert state["reason"]["message"].isprintable()
    assert len(state["reason"]["params"]["answer"]) == 200


async def test_a_pulse_goes_out_every_five_seconds(presence, broker, clock):
    presence.counters.count("routed", 7)
    presence.counters.gauge("broken", float("nan"))
    await clock.advance(15)
    await broker.wait_until(lambda: [m.topic for m in broker.published].count("dinrail/router/pulse") >= 3)
    pulse = msgspec.json.decode(broker.published[-1].payload)
    assert pulse["counters"] == {"routed": 7}
    assert pulse["uptime"] == 15
    assert set(pulse["gauges"]) == {"rss_bytes", "loop_lag_ms"}


async def test_a_blocked_loop_shows_in_the_pulse(presence, broker, clock):
    await clock.advance(0.1)
    clock._monotonic += 3
    await clock.advance(0.5)
    presence.pulse()
    await broker.wait_for("dinrail/router/pulse", lambda m: lag_in(m.payload) >= 2000)


def lag_in(payload: bytes) -> float:
    return msgspec.json.decode(payload)["gauges"].get("loop_lag_ms", 0.0)


async def test_each_session_begins_with_a_pulse(presence, broker):
    def pulses() -> int:
        return [m.topic for m in broker.published].count("dinrail/router/pulse")

    await broker.wait_until(lambda: pulses() == 1)
    await broker.restart()
    await broker.wait_until(lambda: pulses() == 2)


async def test_captured_errors_travel_and_are_counted(presence, broker):
    for _ in range(3):
        presence.capture(ValueError("bad"), "poll")
    error = msgspec.json.decode((await broker.wait_for("dinrail/router/error")).payload)
    assert (error["type"], error["context"]) == ("ValueError", "poll")
    assert presence.counters.counts["errors"] == 3
    assert [m.topic for m in broker.published].count("dinrail/router/error") == 1


async def test_log_lines_of_every_logger_travel_while_it_is_present(presence, broker):
    logging.getLogger("dinrail_router.compiler").warning("line %d", 7)
    record = msgspec.json.decode((await broker.wait_for("dinrail/router/log")).payload)
    assert (record["level"], record["logger"], record["message"]) == ("warning", "dinrail_router.compiler", "line 7")


async def test_names_of_counters_are_bounded(presence):
    for number in range(1000):
        presence.counters.count(f"n{number}")
        presence.counters.gauge(f"n{number}", 1.0)
    assert len(presence.counters.counts) <= 129
    assert len(presence.counters.gauges) <= 128
    assert presence.counters.counts["other"] > 800
