"""The plan preview: what a configuration will cost, before it is saved."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from dinrail.errors import CallRefused, ConfigError
from dinrail_modbus.load import Load, loads
from dinrail_modbus.sim import SerialLine, Simulator
from modbus_rig import AC_POWER, Rig, eventually

DEMO = json.loads((Path(__file__).parents[1] / "examples/demo-inverter.json").read_bytes())["config"]


def registers(*addresses: int, **options: Any) -> list[dict[str, Any]]:
    return [{"name": f"r{address}", "address": address, **options} for address in addresses]


def config(points: list[dict[str, Any]], endpoint: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
    return {"endpoints": [endpoint or {"host": "h"}], "devices": [{"points": points}], **options}


async def plan(config: dict[str, Any], **params: Any) -> dict[str, Any]:
    """Asked of an instance that runs something else and has no link."""
    answer: dict[str, Any] = await Rig({"points": []}, port=1).adapter.call("plan", {"config": config, **params})
    json.dumps(answer)
    return answer


async def test_a_configuration_that_is_not_saved_is_planned_without_a_link() -> None:
    answer = await plan(config(registers(0, 1, 5)))
    assert answer["requests"] == [
        {
            "unit_id": 1,
            "class": "normal",
            "table": "holding_registers",
            "function": 3,
            "address": 0,
            "count": 6,
            "points": 3,
            "unused": 3,
            "bytes": 12 + 9 + 12,
            "ms": 5.0,
        }
    ]
    assert (answer["source"], answer["holds"], answer["left_out"]) == ("assumed", True, 0)


async def test_a_serial_line_is_reckoned_by_its_baud_rate() -> None:
    line = {"transport": "serial", "device": "/dev/ttyUSB0", "baud": 9600, "parity": "even"}
    answer = await plan(config(registers(*range(10)), line), round_trip_ms=10)
    bits = 11 * (8 + 5 + 20)
    assert answer["requests"][0]["ms"] == pytest.approx(1000 * bits / 9600 + 10 + 1000 * 3.5 * 11 / 9600, abs=0.01)
    assert answer["classes"][0]["bytes"] == 33


async def test_an_interval_that_cannot_hold_is_seen_before_it_is_tried() -> None:
    points = registers(*range(0, 2000, 20))
    holds, fails = [await plan(config(points, interval=each), round_trip_ms=20) for each in (2.5, 1.5)]
    assert (holds["holds"], fails["holds"]) == (True, False)
    assert holds["classes"][0]["bus_s"] == pytest.approx(100 * 0.02)
    assert fails["classes"][0]["done_after_s"] is None
    assert fails["share"] > 1


async def test_a_slow_class_pays_for_the_faster_ones() -> None:
    points = [*registers(0, poll="fast"), *registers(*range(100, 1100, 20)), *registers(5000, poll="slow")]
    answer = await plan(config(points, fast_interval=0.1, interval=1.5, slow_interval=10), round_trip_ms=20)
    verdicts = {each["class"]: (each["requests"], each["holds"]) for each in answer["classes"]}
    assert verdicts == {"fast": (1, True), "normal": (50, True), "slow": (1, True)}
    done = {each["class"]: each["done_after_s"] for each in answer["classes"]}
    assert done["fast"] == pytest.approx(0.04)  # its own request and one that was under way
    assert done["normal"] == pytest.approx(1.02 + 13 * 0.02)


async def test_what_was_measured_is_used_for_the_line_it_was_measured_on(sim: Simulator) -> None:
    rig = Rig({"points": [AC_POWER]}, port=sim.port)
    await rig.start()
    await eventually(lambda: rig.context.counts["polls"] >= 3)
    here = await rig.adapter.call("plan", {})
    elsewhere = await rig.adapter.call("plan", {"config": DEMO})
    await rig.stop()
    assert (here["source"], elsewhere["source"]) == ("measured", "assumed")
    assert 0 < here["round_trip_ms"] < 100


async def test_the_demo_is_planned_as_it_is_polled(sim: Simulator) -> None:
    rig = Rig(*({**device, "planning": "strict"} for device in DEMO["devices"]), port=sim.port)  # its gaps are refused
    planned = await rig.adapter.call("plan", {})
    await rig.start()
    await eventually(lambda: rig.context.counts["polls"] >= 2)
    await rig.stop()
    asked = {(seen.unit, seen.function, seen.address, seen.size) for seen in sim.server.requests}
    assert asked == {(e["unit_id"], e["function"], e["address"], e["count"]) for e in planned["requests"]}


async def test_the_time_on_a_serial_line_is_foretold(sim: Simulator) -> None:
    bank = sim.plant.inverter.bank
    bank.put("holding_registers", 0, range(200))
    line = SerialLine(sim.server, baud=9600)
    line.plug()
    endpoint = {"transport": "serial", "device": line.path, "baud": 9600}
    points = registers(*range(60), *range(100, 130))
    rig = Rig({"points": points}, port=1, endpoints=[endpoint], interval=1.0, timeout=1.0)
    foretold = await rig.adapter.call("plan", {"round_trip_ms": 1})
    await rig.start()
    await eventually(lambda: rig.context.counts["polls"] >= 3, timeout=10)
    took = rig.context.gauges["poll_ms"] / 1000
    await rig.stop()
    await line.unplug()
    assert foretold["classes"][0]["requests"] == 2
    assert took == pytest.approx(foretold["classes"][0]["bus_s"], rel=0.25)


@pytest.mark.parametrize("params", [{"config": 1}, {"round_trip_ms": 0}, {"verbose": True}])
async def test_wrong_parameters_are_refused(params: dict[str, Any]) -> None:
    with pytest.raises(CallRefused) as caught:
        await Rig({"points": []}, port=1).adapter.call("plan", params)
    assert caught.value.reason.key == "call_parameters_invalid"


async def test_a_configuration_that_is_none_is_refused_with_its_place() -> None:
    with pytest.raises(ConfigError):
        await plan({"endpoints": []})
    with pytest.raises(ConfigError) as caught:
        await plan(config(registers(65535, type="uint32")))
    assert caught.value.path == "/devices/0/points/0/address"


def test_a_verdict_agrees_with_playing_it_through() -> None:
    chance = random.Random(4)
    for _ in range(300):
        ordered = sorted(Load(chance.uniform(0.1, 2), chance.uniform(0.01, 0.4), 0.0) for _ in range(3))
        for place, verdict in enumerate(loads(ordered)):
            done = finished(ordered[: place + 1])
            assert verdict.holds == (done <= ordered[place].interval)
            assert not verdict.holds or verdict.done_after == pytest.approx(done)


def finished(ordered: list[Load]) -> float:
    """When the last of them is over if all begin together and the first goes first, in steps from event to event."""
    *faster, own = ordered
    now, left = 0.0, own.seconds
    due, waiting = [0.0 for _ in faster], [0.0 for _ in faster]
    while True:
        for place, other in enumerate(faster):
            while due[place] <= now + 1e-12:
                waiting[place] += other.seconds
                due[place] += other.interval
        busy = next((place for place in range(len(faster)) if waiting[place] > 1e-12), None)
        if busy is None and left <= 1e-12:
            return now
        if now > 20 * own.interval:
            return now
        until = min([*(each - now for each in due), left if busy is None else waiting[busy]])
        if busy is None:
            left -= until
        else:
            waiting[busy] -= until
        now += until
