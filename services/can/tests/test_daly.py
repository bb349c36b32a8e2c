"""A battery that has to be asked, on the virtual bus of this process: an independent node answers."""

from __future__ import annotations

import asyncio

import can
import msgspec

from dinrail.testing.context import RecordingContext, eventually
from dinrail_can.adapter import CanAdapter
from dinrail_can.config import CanConfig

REPLIES = {0x90: "0214000075450378", 0x93: "0101010000030D40", 0x94: "0201000000000300", 0x96: "0137000000000000"}


async def test_daly_is_asked_and_answers():
    battery = [{"name": "daly", "type": "daly-can", "interval": 0.5}]
    endpoints = [{"interface": "virtual", "channel": "daly-test"}]
    config = msgspec.convert({"endpoints": endpoints, "batteries": battery}, CanConfig)
    context = RecordingContext("can_1")
    adapter = CanAdapter(config, context)
    node = can.Bus("daly-test", interface="virtual")
    await adapter.connect(config.endpoints[0])
    task = asyncio.create_task(adapter.run())

    async def answer() -> None:
        while True:
            asked = node.recv(0)
            if asked is None:
                await asyncio.sleep(0.01)
                continue
            command = asked.arbitration_id >> 16 & 0xFF
            if command in REPLIES:
                reply = 0x18004001 | command << 16
                node.send(can.Message(arbitration_id=reply, is_extended_id=True, data=bytes.fromhex(REPLIES[command])))

    answering = asyncio.create_task(answer())
    await eventually(lambda: "daly.voltage" in context.last)
    assert context.last["daly.voltage"].value == 53.2
    assert context.last["daly.current"].value == -2.1
    assert context.last["daly.temperatures.1"].value == 15
    for each in (answering, task):
        each.cancel()
    await asyncio.gather(answering, task, return_exceptions=True)
    await adapter.close()
    node.shutdown()
