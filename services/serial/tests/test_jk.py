"""A board of JK on a line, as recorded: it answers what its own language asks, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dinrail.testing.boards import Speaker
from dinrail.testing.context import eventually
from dinrail_bms_jk import tlv
from dinrail_serial.sim import SimulatedLine
from serial_rig import Rig

RECORDED = Path(__file__).parents[3] / "plugins" / "bms-jk" / "tests" / "recorded" / "uart.json"


READ_ALL = tlv.read_all()
BOARDS = [row for row in json.loads(RECORDED.read_text()) if row["frame"].startswith("4e57")]
"""Those that answer this question; one of the records speaks the wired JK02 instead."""


class Recorded(Speaker):
    """Answers the question for everything with one recorded frame."""

    def __init__(self, frame: bytes) -> None:
        super().__init__()
        self._frame = frame

    def take(self, buffer: bytearray) -> bytes | None:
        start = buffer.find(READ_ALL)
        if start < 0:
            return None
        del buffer[: start + len(READ_ALL)]
        return self._frame


@pytest.mark.parametrize("row", BOARDS, ids=lambda row: row["name"])
async def test_a_recorded_board_is_read(
    rig: Callable[..., Rig], plugged: Callable[..., SimulatedLine], row: dict[str, object]
) -> None:
    plugged(Recorded(bytes.fromhex(str(row["frame"]))))
    one = rig(batteries=[{"name": "b", "type": "jk-uart"}])
    await one.start()
    await eventually(lambda: one.quality("b.voltage") == ("good", ""))
    points = await eventually(one.points)
    cells = [path for path in points if path.startswith("b.cells.") and path.endswith(".voltage")]
    total = sum(float(str(one.value(path))) for path in cells)
    assert len(cells) >= 13
    assert total == pytest.approx(float(str(one.value("b.voltage"))), rel=0.02)


async def test_a_wrong_type_on_its_line_makes_no_value(
    rig: Callable[..., Rig], plugged: Callable[..., SimulatedLine]
) -> None:
    plugged(Recorded(bytes.fromhex(json.loads(RECORDED.read_text())[0]["frame"])))
    one = rig(batteries=[{"name": "b", "type": "jbd"}])
    await one.start()
    await eventually(lambda: one.context.problem == "bms_no_answer")
    assert not [each for each in one.context.told if each.quality == "good"]
