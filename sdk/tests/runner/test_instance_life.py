"""An instance from its start to its end, on a real broker with a real device."""

import asyncio

import msgspec
import pytest

from dinrail.directory import Point
from dinrail.parts import PartReader
from line_adapter.device import LineDevice


def directory(broker) -> dict[str, Point]:
    reader = PartReader()
    document = None
    for number in range(100):
        payload = broker.retained.get(f"dinrail/plc/points/{number}")
        document = (reader.feed(payload) if payload else None) or document
    return {point.path: point for point in msgspec.json.decode(document or b"[]", type=list[Point])}


async def test_without_a_configuration_it_waits_and_says_so(stopped):
    stopped.start()
    state = await stopped.state("starting", "waiting_for_config")
    assert (state.type, state.version, state.config) == ("line", "1.2.3", None)
    stopped.configure()
    await stopped.state("connected", rev=1)


async def test_it_publishes_its_directory_and_its_points(plc):
    assert directory(plc.broker)["setpoint"].writable
    await plc.sampled("temperature", 21.5)
    await plc.sampled("name", "boiler")


async def test_an_unreachable_device_shows_and_recovers(stopped, device):
    await device.stop()
    stopped.configure()
    stopped.start()
    state = await stopped.state("disconnected", "not_connected")
    assert state.reason.params["port"] == device.port
    assert (await stopped.sampled("setpoint", None, "bad")).why == "not_connected"
    await device.start()
    await stopped.state("connected")
    await stopped.sampled("setpoint", 20.0)


async def test_a_lost_device_makes_points_bad_and_good_again(plc, device):
    good = plc.sample("setpoint")
    await device.stop()
    await plc.state("disconnected")
    lost = await plc.sampled("setpoint", 20.0, "bad")
    assert lost.ts >= good.ts
    await device.start()
    await plc.sampled("setpoint", 20.0)
    await plc.state("connected")


async def test_a_half_open_line_is_noticed(plc, device):
    device.silent = True
    await plc.state("disconnected", "timeout")
    device.silent = False
    await plc.state("connected")


async def test_the_next_endpoint_takes_over(stopped, device):
    second = LineDevice()
    await second.start()
    second.values["name"] = "spare"
    stopped.configure(endpoints=[stopped.endpoint(), stopped.endpoint(second.port)])
    stopped.start()
    await stopped.sampled("name", "boiler")
    await device.stop()
    await stopped.sampled("name", "spare")
    await second.stop()
    await device.start()
    await stopped.sampled("name", "boiler")


async def test_a_lost_broker_session_gets_state_directory_and_points_again(plc, broker):
    await broker.kill()
    await asyncio.sleep(0.1)
    await broker.restart(keep_retained=False)
    await plc.state("connected")
    await plc.sampled("setpoint", 20.0)
    assert "setpoint" in directory(broker)


async def test_what_changes_while_the_broker_is_away_arrives_afterwards(plc, broker, device):
    await broker.kill(keep_retained=True)
    device.values["setpoint"] = 25.0
    await asyncio.sleep(0.2)
    await broker.restart()
    await plc.sampled("setpoint", 25.0)


async def test_a_soft_stop_closes_the_device_spoils_the_points_and_says_stopped(plc, broker, device):
    started = asyncio.get_running_loop().time()
    await plc.stop()
    assert asyncio.get_running_loop().time() - started < 2
    assert plc.shown().state == "stopped"
    assert plc.sample("setpoint").why == "instance_stopped"
    await plc.until(lambda: device.lines == 0)
    assert "plc" not in broker.clients


async def test_a_process_that_dies_is_lost(plc, broker):
    broker.disconnect_client("plc")
    await plc.until(lambda: any(m.topic == "dinrail/plc/state" and b'"lost"' in m.payload for m in broker.published))
    await plc.state("connected")


async def test_the_pulse_tells_counters_and_the_last_poll(plc, broker):
    pulse = msgspec.json.decode((await broker.wait_for("dinrail/plc/pulse", timeout=6)).payload)
    assert pulse["gauges"]["rss_bytes"] > 1_000_000
    plc.runner.presence.pulse()
    later = await broker.wait_for("dinrail/plc/pulse", lambda m: b"last_poll" in m.payload)
    counters = msgspec.json.decode(later.payload)["counters"]
    assert counters["polls"] > 0
    assert counters["samples_out"] >= 5
    assert msgspec.json.decode(later.payload)["points"] == 5


async def test_a_change_of_state_is_logged_once(plc, broker, device):
    await device.stop()
    record = await broker.wait_for("dinrail/plc/log", lambda m: b"disconnected (" in m.payload)
    assert msgspec.json.decode(record.payload)["level"] == "warning"
    await asyncio.sleep(1.5)
    assert sum(m.topic == "dinrail/plc/log" for m in broker.published) == 1


@pytest.mark.parametrize("payload", [b"", b"{", b"[]", b"{}", b"\xff", b'{"rev":1,"part":0,"parts":1,"data":"{}"}'])
async def test_garbage_as_configuration_leaves_the_running_one(plc, payload):
    plc.broker.publish("dinrail/plc/config/0", payload, qos=1, retain=True)
    await plc.set("setpoint", b"11")
    await plc.sampled("setpoint", 11.0)
    assert plc.shown().state == "connected"


async def test_a_broker_that_does_not_read_gets_the_latest_values_afterwards(plc, broker):
    outlet = plc.runner._outlet
    broker.pause()
    for turn in range(4):
        for number in range(90):
            outlet.route("plc", f"text.{number}", f"{turn}" * 60_000, ts=None, quality="good", reason="")
        await asyncio.sleep(0.1)
    assert plc.runner.bus.is_congested
    assert outlet.backlog > 0
    broker.resume()
    await plc.until(lambda: all(_first(plc.sample(f"text/{number}")) == "3" for number in range(90)))
    assert plc.runner.bus.counters.dropped_full == 0


def _first(sample) -> str:
    return sample.value[0] if sample else ""
