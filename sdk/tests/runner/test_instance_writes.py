"""Write requests: each is carried out once and answered, or refused with its reason before it reaches the wire."""

import asyncio

import msgspec
import pytest
from mqtt5 import PublishPacket

from dinrail.errors import Blocked
from dinrail.names import Topics
from dinrail.runner.counters import Counters
from dinrail.runner.replies import Replies
from dinrail.runner.writes import WriteQueue
from line_adapter.adapter import LineAdapter

REPLY = "dinrail/plc/reply/gateway/x"


def sets(device) -> list[str]:
    return [line for line in device.requests if line.startswith("SET")]


async def test_a_write_reaches_the_device_and_answers_what_was_read_back(plc, device):
    assert await plc.set("setpoint", b'{"value": 23.5}') == {"ok": True, "value": 23.5}
    assert device.values["setpoint"] == 23.5
    await plc.sampled("setpoint", 23.5)


@pytest.mark.parametrize("payload", [b"23.5", b'"23.5"', b" 23.5\n", b'{"value": "23.5", "extra": 1}'])
async def test_forms_of_the_same_wish(plc, device, payload):
    assert (await plc.set("setpoint", payload))["ok"]
    assert device.values["setpoint"] == 23.5


async def test_without_a_response_topic_it_is_carried_out_all_the_same(plc, device):
    plc.broker.publish("smarthome/set/plc/mode", b"2", qos=1)
    await plc.sampled("mode", 2)


@pytest.mark.parametrize(
    ("path", "payload", "key"),
    [
        ("setpoint", b"", "bad_value"),
        ("setpoint", b"   ", "bad_value"),
        ("setpoint", b"warm", "bad_value"),
        ("setpoint", b"\x00", "bad_value"),
        ("setpoint", b"\xff\xfe", "bad_value"),
        ("setpoint", b"null", "bad_value"),
        ("setpoint", b"true", "bad_value"),
        ("setpoint", b"[20]", "bad_value"),
        ("setpoint", b"{}", "bad_value"),
        ("setpoint", b'{"value": {"value": 20}}', "bad_value"),
        ("setpoint", b'{"value": ' + b"[" * 10_000, "bad_value"),
        ("setpoint", b"[" * 10_000, "bad_value"),
        ("setpoint", b"9" * 5000, "bad_value"),
        ("setpoint", b"1e999", "out_of_range"),
        ("setpoint", b"NaN", "out_of_range"),
        ("setpoint", b"4.9", "out_of_range"),
        ("setpoint", b"30.1", "out_of_range"),
        ("mode", b"3", "out_of_range"),
        ("mode", b"-1", "out_of_range"),
        ("mode", b"1.5", "bad_value"),
        ("mode", b"99999999999999999999999999", "out_of_range"),
        ("pump", b"2", "bad_value"),
        ("temperature", b"20", "not_writable"),
        ("nonsense", b"20", "unknown_point"),
        ("setpoint/deeper", b"20", "unknown_point"),
        ("set.point", b"20", "unknown_point"),
    ],
)
async def test_what_must_not_reach_the_wire_is_refused_with_its_reason(plc, device, path, payload, key):
    answer = await plc.set(path, payload)
    assert (answer["ok"], answer["error"]["key"]) == (False, key)
    assert answer["error"]["message"]
    assert sets(device) == []


async def test_an_old_wish_is_refused(plc, device):
    """Row 41: a command that expired never runs later."""
    now = 1_000 * int(asyncio.get_running_loop().time())
    answer = await plc.set("setpoint", msgspec.json.encode({"value": 20, "ts": now - 6000}))
    assert answer["error"]["key"] == "expired"
    assert sets(device) == []


async def test_a_retained_wish_is_refused_live_and_stored(stopped, device):
    stopped.broker.publish("smarthome/set/plc/setpoint", b"25", qos=1, retain=True)
    stopped.configure()
    stopped.start()
    await stopped.state("connected")
    answer = await stopped.set("mode", b"0", retain=True)
    assert answer["error"]["key"] == "write_retained"
    await asyncio.sleep(0.1)
    assert sets(device) == []


async def test_the_same_request_twice_runs_once_and_gets_the_same_answer(plc, device):
    """Row 42: one correlation, one execution."""
    first = await plc.set("setpoint", b"21", b"same")
    device.values["setpoint"] = 5.0
    await plc.set("setpoint", b"21", b"same")
    await plc.until(lambda: len(plc.replies(b"same")) == 2)
    assert plc.replies(b"same")[0] == plc.replies(b"same")[1]
    assert first == {"ok": True, "value": 21}
    assert len(sets(device)) == 1


async def test_the_same_correlation_of_another_requester_is_another_request(plc, device):
    for who in ("gateway", "router"):
        plc.broker.publish(
            "smarthome/set/plc/setpoint",
            b"21",
            qos=1,
            response_topic=f"dinrail/plc/reply/{who}/x",
            correlation=b"1",
        )
    await plc.broker.wait_for("dinrail/plc/reply/router/x")
    assert len(sets(device)) == 2


@pytest.mark.parametrize(
    "topic", ["smarthome/set/plc/mode", "dinrail/other/reply/gateway/x", "dinrail/plc/reply", "dinrail/plc/state"]
)
async def test_a_foreign_response_topic_gets_nothing(plc, device, topic):
    before = len(plc.broker.published)
    plc.broker.publish("smarthome/set/plc/setpoint", b"21", qos=1, response_topic=topic, correlation=b"1")
    await plc.sampled("setpoint", 21)
    assert all(m.topic != topic or b'"ok"' not in m.payload for m in list(plc.broker.published)[before:])


async def test_without_a_link_a_write_fails_at_once(plc, device):
    await device.stop()
    await plc.state("disconnected")
    answer = await plc.set("setpoint", b"21")
    assert answer["error"]["key"] == "not_connected"
    await device.start()
    await plc.state("connected")
    await asyncio.sleep(0.1)
    assert sets(device) == []


class Slow(LineAdapter):
    write_timeout = 0.3
    hold: asyncio.Event

    async def write(self, point, value):
        if point.path == "mode":
            await asyncio.sleep(60)
        return await super().write(point, value)


async def test_a_write_without_an_answer_ends_as_unknown_and_the_next_one_runs(stopped, device):
    """Row 41: without an answer the outcome is unknown, never ok."""
    stopped.configure()
    stopped.start(Slow)
    await stopped.state("connected")
    stuck = asyncio.create_task(stopped.set("mode", b"1"))
    assert (await stopped.set("setpoint", b"21"))["ok"]
    assert (await stuck)["error"]["key"] == "write_outcome_unknown"


class Buggy(LineAdapter):
    async def write(self, point, value):
        raise ZeroDivisionError("a bug")


async def test_a_bug_in_write_is_captured_and_answered(stopped):
    stopped.configure()
    stopped.start(Buggy)
    await stopped.state("connected")
    assert (await stopped.set("mode", b"1"))["error"]["key"] == "internal_error"
    captured = msgspec.json.decode((await stopped.broker.wait_for("dinrail/plc/error")).payload)
    assert (captured["type"], captured["context"]) == ("ZeroDivisionError", "write mode")


async def test_a_queue_that_is_full_refuses(stopped, device):
    stopped.configure()
    stopped.start(Slow)
    await stopped.state("connected")
    for number in range(300):
        stopped.broker.publish(
            "smarthome/set/plc/mode", b"1", qos=1, response_topic=REPLY, correlation=str(number).encode()
        )
    answer = await stopped.reply(b"299")
    assert answer["error"]["key"] == "write_queue_full"


@pytest.fixture
async def waiting(stopped, clock):
    """A queue of a connected instance that nobody works off yet."""
    counters = Counters(clock)
    stopped.configure()
    stopped.start()
    await stopped.state("connected")
    runner = stopped.runner
    points = dict(runner._book.points)
    queue = WriteQueue(
        topics=Topics(),
        replies=Replies(runner.bus, "plc", clock=clock, counters=counters),
        clock=clock,
        counters=counters,
        points=lambda: points,
        target=runner._target,
        written=lambda point, value: None,
        complain=runner.presence.capture,
        log=runner.presence.log,
    )
    return queue, points


async def _outcome(instance, queue):
    task = asyncio.create_task(queue.run())
    answer = await instance.reply(b"late")
    task.cancel()
    return answer


def _wish(payload):
    return PublishPacket("smarthome/set/plc/mode", payload, response_topic=REPLY, correlation_data=b"late")


async def test_what_waits_longer_than_five_seconds_is_never_carried_out(stopped, device, clock, waiting):
    queue, _ = waiting
    queue.take(_wish(b"2"))
    await clock.advance(6)
    assert (await _outcome(stopped, queue))["error"]["key"] == "expired"
    assert sets(device) == []


async def test_the_way_and_the_wait_count_together(stopped, device, clock, waiting):
    queue, _ = waiting
    queue.take(_wish(msgspec.json.encode({"value": 2, "ts": clock.now_ms() - 4000})))
    await clock.advance(2)
    assert (await _outcome(stopped, queue))["error"]["key"] == "expired"
    assert sets(device) == []


async def test_what_waits_when_the_latch_falls_is_not_carried_out(stopped, device, waiting):
    queue, _ = waiting
    queue.take(_wish(b"2"))
    queue.blocked = Blocked("panic: writes", level="writes")
    assert (await _outcome(stopped, queue))["error"]["key"] == "blocked"
    assert sets(device) == []


async def test_a_point_that_changes_while_a_wish_waits_is_not_written(stopped, device, waiting):
    queue, points = waiting
    queue.take(_wish(b"2"))
    points["mode"] = msgspec.structs.replace(points["mode"], max=1)
    assert (await _outcome(stopped, queue))["error"]["key"] == "unknown_point"
    assert sets(device) == []
