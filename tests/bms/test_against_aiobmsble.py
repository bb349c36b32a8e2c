"""The same frames through aiobmsble and through our parsers."""

from __future__ import annotations

from typing import Any

from bms.oracle import needs_aiobmsble, read
from hypothesis import given, settings
from hypothesis import strategies as st

from dinrail.bms import BMSData
from dinrail.bms.plugins import make

pytestmark = needs_aiobmsble
WHOLE = 1000
"""Daly's modules send an answer in one notification."""
EXAMPLES = settings(max_examples=200)

registers = st.integers(0, 0xFFFF)
degrees = st.integers(0, 165)
millivolts = st.integers(0, 5000)


def crc16(data: bytes) -> bytes:
    crc = 0xFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return crc.to_bytes(2, "little")


def block(address: int, values: list[int]) -> bytes:
    body = bytes([address, 3, 2 * len(values)]) + b"".join(value.to_bytes(2, "big") for value in values)
    return body + crc16(body)


def seen(values: tuple[float | None, ...] | None) -> list[float]:
    """Values as the reference lists them: it leaves out what is empty."""
    return [value for value in values or () if value]


def same(ours: BMSData, theirs: dict[str, Any], temperatures: list[float]) -> None:
    assert ours.voltage == theirs["voltage"]
    assert ours.current == theirs["current"]
    assert ours.soc == theirs["battery_level"]
    assert ours.remaining_ah == theirs["cycle_charge"]
    assert ours.cycles == theirs["cycles"]
    assert ours.charge_mos == theirs["chrg_mosfet"]
    assert ours.discharge_mos == theirs["dischrg_mosfet"]
    assert ours.balancing == bool(theirs["balancer"])
    assert ours.alarm_raw == theirs["problem_code"]
    assert seen(ours.cell_voltages) == theirs["cell_voltages"]
    found = [float(value) for value in theirs["temp_values"]]
    assert [value for value in temperatures if value is not None] == found


@EXAMPLES
@given(
    cells=st.lists(millivolts, min_size=32, max_size=32),
    sensors=st.lists(degrees, min_size=8, max_size=8),
    pack=st.lists(registers, min_size=22, max_size=22),
    counts=st.tuples(st.integers(0, 40), st.integers(0, 10)),
    stage=degrees.filter(bool),
)
async def test_daly_d2(
    cells: list[int], sensors: list[int], pack: list[int], counts: tuple[int, int], stage: int
) -> None:
    pack[9:11] = counts
    status, more = block(0xD2, cells + sensors + pack), block(0xD2, [0, 0, 30000, 0, stage, 0, 0, 0, 0])
    theirs = await read("daly_bms", lambda data: more if data[3] == 0x3E else status, chunk=WHOLE)
    parser = make("daly-d2")
    ours = parser.decode(parser.feed(status) + parser.feed(more))
    assert ours.mos_temperature is not None
    same(ours, theirs, [ours.mos_temperature, *(ours.temperatures or ())])


@EXAMPLES
@given(
    cells=st.lists(millivolts, min_size=48, max_size=48),
    sensors=st.lists(degrees, min_size=8, max_size=8),
    pack=st.lists(registers, min_size=8, max_size=8),
    counts=st.tuples(st.integers(0, 60), st.integers(0, 10)),
    state=st.lists(registers, min_size=62, max_size=62),
)
async def test_daly_p81(
    cells: list[int], sensors: list[int], pack: list[int], counts: tuple[int, int], state: list[int]
) -> None:
    pack[4:6] = counts
    first, second = block(0x51, cells + sensors + pack), block(0x51, state)
    protocol = {"_proto": 0x81, "_mos_avail": False}
    theirs = await read("daly_bms", lambda data: second if data[3] == 0x41 else first, chunk=WHOLE, **protocol)
    parser = make("daly-p81")
    same(ours := parser.decode(parser.feed(first + second)), theirs, list(ours.temperatures or ()))


def jbd(register: int, data: bytes) -> bytes:
    body = bytes([0, len(data)]) + data
    return bytes([0xDD, register]) + body + (-sum(body) & 0xFFFF).to_bytes(2, "big") + b"\x77"


@EXAMPLES
@given(
    basic=st.binary(min_size=22, max_size=22),
    kelvins=st.lists(st.integers(2331, 3981), max_size=8),
    cells=st.lists(millivolts.filter(bool), max_size=32),
    trailer=st.binary(max_size=9),
)
async def test_jbd(basic: bytes, kelvins: list[int], cells: list[int], trailer: bytes) -> None:
    counted = basic[:21] + bytes([len(cells), len(kelvins)])
    info = jbd(3, counted + b"".join(value.to_bytes(2, "big") for value in kelvins) + trailer)
    voltages = jbd(4, b"".join(value.to_bytes(2, "big") for value in cells))
    theirs = await read("jbd_bms", lambda data: info if data[2] == 3 else voltages)
    parser = make("jbd")
    ours = parser.decode(parser.feed(info + voltages))
    same(ours, theirs, list(ours.temperatures or ()))
    assert ours.capacity_ah is not None
    assert int(ours.capacity_ah) == theirs["design_capacity"]
    assert ours.balance_mask == theirs["balancer"]
