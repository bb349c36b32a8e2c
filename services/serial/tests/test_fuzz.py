"""Whatever a line says, the adapter goes on and never shows a value nobody sent."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

import pytest

from dinrail.testing.context import eventually
from dinrail_serial.sim import DalySpeaker, JbdSpeaker, MeterSpeaker, Pack, SimulatedLine
from serial_rig import Rig

MakeRig = Callable[..., Rig]
MakeLine = Callable[..., SimulatedLine]
METER = {"name": "m", "request": "P?\\r\\n", "patterns": ["^P=(?P<p>[-+0-9]+) W"], "timeout": 0.1}


@pytest.mark.parametrize("seed", range(4))
async def test_noise_never_becomes_a_value(rig: MakeRig, plugged: MakeLine, seed: int) -> None:
    chance = random.Random(seed)
    pack = Pack(4, speed=0)
    line = plugged(DalySpeaker(pack), JbdSpeaker(pack), MeterSpeaker("P=7 W\r\n"))
    batteries = [{"name": "a", "type": "daly-a5"}, {"name": "b", "type": "jbd"}]
    noisy = rig(batteries=batteries, meters=[METER])
    await noisy.start()
    heads = (b"\xa5\x01\x90\x08", b"\xdd\x03\x00\x1b", b"P=", b"")
    for _ in range(120):
        line.send(chance.choice(heads) + chance.randbytes(chance.randrange(12)))
        await asyncio.sleep(0.01)
    tags = ("a.voltage", "a.soc", "b.voltage", "b.soc", "m.p")
    told = len(noisy.context.told)
    await eventually(lambda: {each.tag for each in noisy.context.told[told:] if each.quality == "good"} >= {*tags})
    expected = {"a.soc": {60.0}, "b.soc": {60}, "m.p": {7.0}}
    for tag, values in expected.items():
        assert {each.value for each in noisy.context.told if each.tag == tag and each.quality == "good"} == values
