"""The call that finds out what is on a line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dinrail.errors import CallRefused
from dinrail_serial.sim import (
    AntSpeaker,
    DalySpeaker,
    JbdSpeaker,
    MeterSpeaker,
    SimulatedLine,
    Speaker,
    VedirectSpeaker,
)
from serial_rig import Rig

MakeRig = Callable[..., Rig]
MakeLine = Callable[..., SimulatedLine]
WRONG = {"batteries": [{"name": "b", "type": "vedirect-hex"}]}


@pytest.mark.parametrize(
    ("speaker", "kind"),
    [
        (DalySpeaker(), "daly-a5"),
        (JbdSpeaker(), "jbd"),
        (AntSpeaker(), "ant-old"),
        (VedirectSpeaker(period=0.3), "vedirect-text"),
    ],
)
async def test_the_right_type_is_suggested(rig: MakeRig, plugged: MakeLine, speaker: Speaker, kind: str) -> None:
    plugged(speaker)
    one = rig(**WRONG)
    await one.open()
    found = await one.adapter.call("probe", {})
    assert found["suggestion"]["type"] == kind
    assert found["suggestion"]["confidence"] >= 90
    assert one.adapter._line().baud == 19200


async def test_no_parser_claims_a_meter(rig: MakeRig, plugged: MakeLine) -> None:
    plugged(MeterSpeaker("$GPGGA,{n},4807.038,N*47\r\n", b"", period=0.05))
    one = rig(**WRONG)
    await one.open()
    found = await one.adapter.call("probe", {"types": ["daly-a5", "jbd", "ant-old", "ant-new", "vedirect-text"]})
    assert found["suggestion"] is None
    assert all(each["confidence"] == 0 for each in found["findings"])


async def test_addresses_are_tried(rig: MakeRig, plugged: MakeLine) -> None:
    plugged(DalySpeaker(board=3))
    one = rig(**WRONG)
    await one.open()
    found = await one.adapter.call("probe", {"types": ["daly-a5"], "addresses": [2, 3]})
    assert (found["suggestion"]["type"], found["suggestion"]["address"]) == ("daly-a5", 3)
    with pytest.raises(CallRefused):
        await one.adapter.call("probe", {"types": 3})
    with pytest.raises(CallRefused):
        await one.adapter.call("nonsense", {})


async def test_types_are_listed(rig: MakeRig, plugged: MakeLine) -> None:
    found = {each["type"]: each for each in await rig(**WRONG).adapter.call("types", {})}
    assert {"daly-a5", "daly-d2", "jbd", "ant-old", "ant-new", "vedirect-text", "vedirect-hex", "jk-uart"} <= set(found)
    assert found["daly-a5"]["addressed"]
    assert "daly-can" not in found
