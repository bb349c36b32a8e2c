"""Maintenance holds: the last value stays, flagged; no write; ends by itself."""

import asyncio
import time


def hold(seconds: float, path: str = "") -> dict[str, object]:
    return {"until": int((time.time() + seconds) * 1000), "by": "anna", "reason": "fuse", "path": path}


async def test_a_held_instance_keeps_its_values_and_refuses_writes_with_who_and_why(plc, device):
    device.values["temperature"] = 30.0
    await plc.sampled("temperature", 30.0)
    held = hold(600)
    plc.hold(held)
    assert (await plc.sampled("temperature", 30.0, "uncertain")).why == "maintenance_hold"
    device.values["temperature"] = 35.0
    answer = await plc.set("setpoint", b"21")
    assert answer["error"]["key"] == "maintenance_hold"
    assert answer["error"]["params"] == {"by": "anna", "why": "fuse", "until": held["until"]}
    await asyncio.sleep(0.3)
    assert device.values["setpoint"] != 21
    plc.hold()
    await plc.sampled("temperature", 35.0)
    assert (await plc.set("setpoint", b"21"))["ok"]


async def test_a_hold_below_a_path_leaves_the_rest_alone(plc, device):
    plc.hold(hold(600, "setpoint"))
    await plc.sampled("setpoint", device.values["setpoint"], "uncertain")
    device.values["temperature"] = 31.0
    await plc.sampled("temperature", 31.0)
    assert (await plc.set("setpoint", b"21"))["error"]["key"] == "maintenance_hold"


async def test_a_hold_ends_by_itself_and_one_that_is_over_holds_nothing(plc, device):
    plc.hold(hold(0.5))
    await plc.sampled("setpoint", device.values["setpoint"], "uncertain")
    await plc.sampled("setpoint", device.values["setpoint"], "good")
    assert (await plc.set("setpoint", b"22"))["ok"]


async def test_it_starts_into_a_hold(stopped, device):
    stopped.hold(hold(600))
    stopped.configure()
    stopped.start()
    await stopped.state("connected")
    assert (await stopped.set("setpoint", b"21"))["error"]["key"] == "maintenance_hold"


async def test_nonsense_holds_nothing_and_ends_nothing(plc, device):
    plc.hold(hold(600))
    await plc.sampled("setpoint", device.values["setpoint"], "uncertain")
    plc.broker.publish("dinrail/plc/hold", b"{[", qos=1, retain=True)
    assert (await plc.set("setpoint", b"21"))["error"]["key"] == "maintenance_hold"
