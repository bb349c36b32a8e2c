"""What is not known of a message is not sent; who watches the live list sees decoded frames."""

from __future__ import annotations

import pytest

from dinrail.errors import WriteRefused
from dinrail.testing.context import eventually
from dinrail_can.client import Received


async def test_message_that_was_never_received_is_not_made_up(rig, sim):
    sim.bus.nodes.clear()
    can = rig(signals=[{"path": "Limits.*", "writable": True}], silence=0)
    await can.start()
    with pytest.raises(WriteRefused) as refused:
        await can.adapter.write(can.point("Limits.ChargeLimit"), 20.0)
    assert refused.value.reason.key == "can_message_unknown"
    assert sim.bus.counts["received"] == 0


async def test_write_without_echo_is_not_confirmed(rig, sim):
    can = rig(signals=[{"path": "Limits.*", "writable": True}], echo=0.2)
    await can.start()
    await eventually(lambda: can.value("Limits.FanSpeed") == 30)
    sim.bus.nodes.clear()
    assert await can.adapter.write(can.point("Limits.FanSpeed"), 40) is None
    assert sim.bus.counts["received"] == 1


async def test_watched_list_has_decoded_signals(rig, monkeypatch):
    can = rig()
    entries = []
    monkeypatch.setattr(can.context, "watched", lambda name: name == "frames")
    monkeypatch.setattr(can.context, "stream", lambda name, entry: entries.append(entry))
    await can.start()
    await eventually(lambda: any(each.get("message") == "Limits" for each in entries))
    limits = next(each for each in entries if each.get("message") == "Limits")
    assert limits["signals"] == {"ChargeLimit": 50.0, "FanSpeed": 30}
    assert limits["id"] == "310"


async def test_a_full_bus_is_told_in_turn_and_nobody_is_left_out(rig):
    traffic = rig().adapter._traffic
    traffic.take([Received(key, b"\1", 1000) for key in range(600)])
    first = {each["id"] for each in traffic.changed()}
    traffic.take([Received(key, b"\2", 1100) for key in range(600)])
    second, third = ({each["id"] for each in traffic.changed()} for _ in range(2))
    assert len(first | second | third) == 600


async def test_the_state_of_the_bus_is_told_with_and_without_a_link(rig, sim):
    can = rig()
    before = await can.adapter.call("bus", {})
    assert (before["connected"], before["frames_per_s"], before["frames"]) == (False, None, 0)
    await can.start()
    await eventually(lambda: can.adapter._traffic.frames > 20)
    sim.bus.raise_error(0x088)
    await eventually(lambda: can.adapter._client.errors.counts["error_frames"] > 0)
    now = await can.adapter.call("bus", {})
    assert (now["connected"], now["state"], now["bitrate"]) == (True, "active", 500_000)
    assert now["counts"]["bus_errors"] > 0
