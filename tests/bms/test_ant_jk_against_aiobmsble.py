"""ANT and JK boards through aiobmsble and through our parsers: made frames with every value the fields can have."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest
from bms.oracle import needs_aiobmsble, read
from hypothesis import given, settings
from hypothesis import strategies as st

from dinrail.bms import BMSData
from dinrail.bms.plugins import make

pytestmark = needs_aiobmsble
PLUGINS = Path(__file__).parents[2] / "plugins"
EXAMPLES = settings(max_examples=200, deadline=None)
WHOLE = 1000

cells = st.lists(st.integers(1, 5000), min_size=1, max_size=32)
degrees = st.integers(-39, 120)
words = st.integers(0, 0xFFFF)
large = st.integers(0, 2**32 - 1)
whole_capacity = st.integers(10**6, 2**32 - 1)
"""Below 1 Ah the reference estimates it."""


def recorded(plugin: str, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((PLUGINS / plugin / "tests" / "recorded" / name).read_text())
    return found


def ours(name: str, *frames: bytes) -> BMSData:
    parser = make(name)
    data = parser.decode([frame for one in frames for frame in parser.feed(one)])
    assert parser.counters.last is None
    return data


def same(ours: BMSData, theirs: dict[str, Any]) -> None:
    assert ours.voltage == theirs["voltage"]
    assert ours.current == theirs["current"]
    assert ours.soc == theirs["battery_level"]
    assert ours.remaining_ah == theirs["cycle_charge"]
    assert ours.charge_mos == theirs["chrg_mosfet"]
    assert ours.discharge_mos == theirs["dischrg_mosfet"]
    assert list(ours.cell_voltages or ()) == theirs["cell_voltages"]


def ant_new(
    *, values: list[int], sensors: list[int], switches: bytes, current: int, soc: int, rest: list[int]
) -> bytes:
    variable = b"".join(value.to_bytes(2, "little", signed=True) for value in values + sensors)
    power = (0).to_bytes(2, "little") + current.to_bytes(2, "little", signed=True)
    body = bytes((0, 1, len(sensors) - 2, len(values))) + bytes(24) + variable + power
    body += soc.to_bytes(2, "little") + b"\x64\x00" + switches + b"\x00"
    body += b"".join(value.to_bytes(4, "little") for value in rest) + bytes(40)
    frame = b"\x7e\xa1\x11\x00\x00" + bytes((len(body),)) + body
    crc = importlib.import_module("aiobmsble.basebms").crc_modbus(bytearray(frame[1:]))
    return frame + crc.to_bytes(2, "little") + b"\xaa\x55"


@EXAMPLES
@given(
    values=cells,
    sensors=st.lists(degrees, min_size=2, max_size=8),
    switches=st.binary(min_size=3, max_size=3),
    current=st.integers(-32768, 32767),
    soc=st.integers(0, 100),
    rest=st.lists(large, min_size=3, max_size=3),
)
async def test_ant_new(
    *, values: list[int], sensors: list[int], switches: bytes, current: int, soc: int, rest: list[int]
) -> None:
    frame = ant_new(values=values, sensors=sensors, switches=switches, current=current, soc=soc, rest=rest)
    theirs, data = await read("ant_bms", lambda _: frame), ours("ant-new", frame)
    same(data, theirs)
    assert (data.soh, int(data.capacity_ah or 0)) == (theirs["battery_health"], theirs["design_capacity"])
    found = [*(data.temperatures or ()), data.mos_temperature, data.values["balancer_temperature"]]
    assert found == [float(one) for one in theirs["temp_values"]]


@EXAMPLES
@given(
    values=cells,
    sensors=st.lists(degrees, min_size=4, max_size=4),
    switches=st.binary(min_size=2, max_size=2),
    current=st.integers(-(2**31), 2**31 - 1),
    soc=st.integers(1, 100),
    rest=st.tuples(whole_capacity, large, large),
)
async def test_ant_old(
    *, values: list[int], sensors: list[int], switches: bytes, current: int, soc: int, rest: tuple[int, int, int]
) -> None:
    body = bytearray(134)
    body[2 : 2 + 2 * len(values)] = b"".join(value.to_bytes(2) for value in values)
    body[66:70], body[70] = current.to_bytes(4, signed=True), soc
    body[71:83] = b"".join(value.to_bytes(4) for value in rest)
    body[87:95] = b"".join(value.to_bytes(2, signed=True) for value in sensors)
    body[99:101], body[119] = switches, len(values)
    frame = b"\xaa\x55\xaa\xff" + bytes(body) + (sum(body) & 0xFFFF).to_bytes(2)
    theirs, data = await read("ant_leg_bms", lambda _: frame), ours("ant-old", frame)
    same(data, theirs)
    assert int(data.capacity_ah or 0) == theirs["design_capacity"]
    assert list(data.temperatures or ()) == [float(one) for one in theirs["temp_values"]]


def jk(frame: bytes, changes: dict[int, bytes]) -> bytes:
    body = bytearray(frame[:299])
    for at, part in changes.items():
        body[at : at + len(part)] = part
    return bytes(body) + bytes((sum(body) & 0xFF,))


JK = {row["name"]: row for row in recorded("bms-jk", "ble.json") if not row["name"].startswith("jk04")}


@pytest.mark.parametrize("name", JK)
@EXAMPLES
@given(
    voltage=large,
    current=st.integers(-(2**31), 2**31 - 1),
    numbers=st.lists(large, min_size=3, max_size=3),
    bytes_=st.binary(min_size=2, max_size=2),
    sensors=st.lists(st.integers(-400, 1200), min_size=3, max_size=3),
)
async def test_jk(
    *, name: str, voltage: int, current: int, numbers: list[int], bytes_: bytes, sensors: list[int]
) -> None:
    version = int(bytes.fromhex(JK[name]["info"])[30:32])
    shift = 0 if version >= 11 else -32
    late = 144 if version >= 11 else 134
    frame = jk(
        bytes.fromhex(JK[name]["cells"]),
        {
            150 + shift: voltage.to_bytes(4, "little"),
            158 + shift: current.to_bytes(4, "little", signed=True),
            173 + shift: bytes_[:1],
            174 + shift: b"".join(number.to_bytes(4, "little") for number in numbers),
            198 + shift: bytes((bytes_[1] & 1, bytes_[1] >> 1 & 1)),
            162 + shift: b"".join(degree.to_bytes(2, "little", signed=True) for degree in sensors[:2]),
            late: sensors[2].to_bytes(2, "little", signed=True),
        },
    )
    state = {"_sw_version": version, "_prot_offset": shift, "_valid_reply": 2, "_char_write_handle": 1}
    theirs = await read("jikong_bms", lambda _: frame, chunk=WHOLE, **state)
    data = ours("jk-ble", bytes.fromhex(JK[name]["info"])[:300], frame)
    same(data, theirs)
    assert (data.cycles, int(data.capacity_ah or 0)) == (theirs["cycles"], theirs["design_capacity"])
    assert data.balancing == theirs["balancer"]
    degree = [float(one) for one in theirs["temp_values"]]
    assert {*(one for one in data.temperatures or () if one is not None), data.mos_temperature} <= set(degree)
