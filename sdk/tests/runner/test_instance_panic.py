"""The panic latch."""

import asyncio

import pytest

from line_adapter.adapter import LineAdapter


async def test_panic_writes_blocks_writes_and_nothing_else(plc, device):
    plc.panic("writes")
    answer = await plc.set("setpoint", b"21")
    assert (answer["error"]["key"], answer["error"]["params"]) == ("blocked", {"level": "writes"})
    device.values["temperature"] = 30.0
    await plc.sampled("temperature", 30.0)
    plc.panic(None)
    assert (await plc.set("setpoint", b"21"))["ok"]


async def test_panic_routes_blocks_writes_too(plc, device):
    plc.panic("routes")
    answer = await plc.set("setpoint", b"21")
    assert (answer["error"]["key"], answer["error"]["params"]) == ("blocked", {"level": "routes"})
    device.values["temperature"] = 30.0
    await plc.sampled("temperature", 30.0)


async def test_panic_all_closes_the_device_until_it_is_released(plc, device):
    plc.panic("all")
    await plc.state("panic", "panic")
    await plc.until(lambda: device.lines == 0)
    assert (await plc.sampled("setpoint", 20.0, "bad")).why == "panic"
    assert (await plc.set("setpoint", b"21"))["error"]["key"] == "blocked"
    assert (await plc.call("browse"))["error"]["key"] == "blocked"
    asked = len(device.requests)
    await asyncio.sleep(0.3)
    assert len(device.requests) == asked
    plc.panic(None)
    await plc.state("connected")
    await plc.sampled("setpoint", 20.0)


async def test_it_starts_into_a_panic_without_touching_the_device(stopped, device):
    stopped.panic("all")
    stopped.configure()
    stopped.start()
    await stopped.state("panic")
    await asyncio.sleep(0.2)
    assert device.requests == []
    stopped.panic(None)
    await stopped.state("connected")


async def test_a_configuration_that_comes_during_a_panic_takes_effect_at_its_release(plc):
    plc.panic("all")
    await plc.state("panic")
    rev = plc.configure(registers=["a"])
    await plc.state("panic", rev=rev)
    plc.panic(None)
    await plc.sampled("register/a", 0)


async def test_the_latch_outlives_a_lost_broker_session(plc, broker, device):
    plc.panic("all")
    await plc.state("panic")
    await broker.restart(keep_retained=False)
    await plc.state("panic")
    await asyncio.sleep(0.2)
    assert device.lines == 0


async def test_an_empty_payload_does_not_release(plc, device):
    plc.panic("all")
    await plc.state("panic")
    plc.broker.publish("dinrail/panic", b"", qos=1, retain=True)
    assert (await plc.set("setpoint", b"21"))["error"]["key"] == "blocked"
    assert (plc.shown().state, device.lines) == ("panic", 0)
    plc.panic(None)
    await plc.state("connected")


@pytest.mark.parametrize("payload", [b"{", b'"all"', b'{"level":"everything"}', b"\xff", b"[" * 10_000])
async def test_garbage_does_not_move_the_latch(plc, payload):
    plc.panic("writes")
    await plc.until(lambda: plc.runner._panic == "writes")
    plc.broker.publish("dinrail/panic", payload, qos=1, retain=True)
    assert (await plc.set("setpoint", b"21"))["error"]["key"] == "blocked"


class Unhurried(LineAdapter):
    begun: asyncio.Event
    go_on: asyncio.Event

    async def write(self, point, value):
        self.begun.set()
        await self.go_on.wait()
        return value


async def test_a_write_that_ends_under_panic_shows_nothing_good(stopped):
    Unhurried.begun, Unhurried.go_on = asyncio.Event(), asyncio.Event()
    stopped.configure()
    stopped.start(Unhurried)
    await stopped.sampled("setpoint", 20.0)
    answer = asyncio.create_task(stopped.set("setpoint", b"21"))
    await Unhurried.begun.wait()
    stopped.panic("all")
    await stopped.sampled("setpoint", 20.0, "bad")
    Unhurried.go_on.set()
    assert (await answer)["error"]["key"] == "write_outcome_unknown"
    await asyncio.sleep(0.1)
    assert stopped.sample("setpoint").why == "panic"


@pytest.mark.parametrize("level", ["writes", "all"])
async def test_a_panic_cuts_the_write_under_way_short(stopped, level):
    Unhurried.begun, Unhurried.go_on = asyncio.Event(), asyncio.Event()
    stopped.configure()
    stopped.start(Unhurried)
    await stopped.sampled("setpoint", 20.0)
    answer = asyncio.create_task(stopped.set("setpoint", b"21"))
    await Unhurried.begun.wait()
    stopped.panic(level)
    assert (await asyncio.wait_for(answer, 1))["error"]["key"] == "write_outcome_unknown"
