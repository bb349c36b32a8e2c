from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dinrail.bms import Alarm, BMSData, Guard, Options
from dinrail.testing.parsers import ParserBattery, Recording
from dinrail_bms_ant.old import AntOld

ROWS: dict[str, dict[str, Any]] = {
    row["name"]: row for row in json.loads((Path(__file__).parent / "recorded" / "old.json").read_text())
}
COUNTS = ("cell_count", "min_cell", "max_cell")


def frame_of(name: str) -> bytes:
    return bytes.fromhex(ROWS[name]["frame"])


def changed(frame: bytes, at: int, part: bytes) -> bytes:
    body = frame[:at] + part + frame[at + len(part) : -2]
    return body + (sum(body[4:]) & 0xFFFF).to_bytes(2)


def read(frame: bytes, options: Options | None = None) -> BMSData:
    parser = AntOld(options)
    return parser.decode(parser.feed(frame))


class TestRecorded(ParserBattery):
    parser = AntOld
    recordings = tuple(
        Recording(
            source=f"{row['source']} {row['name']}",
            frames=(bytes.fromhex(row["frame"]),),
            expected={name: value for name, value in row["expect"].items() if name not in COUNTS},
        )
        for row in ROWS.values()
        if row["expect"]
    )


@pytest.mark.parametrize("name", ROWS)
def test_cells_add_up_to_the_pack(name: str) -> None:
    data = read(frame_of(name))
    assert Guard().admit(data) is data


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if "cell_count" in row["expect"]])
def test_cells_are_as_many_as_the_board_says(name: str) -> None:
    cells = [cell for cell in read(frame_of(name)).cell_voltages or () if cell is not None]
    assert (len(cells), min(cells), max(cells)) == tuple(ROWS[name]["expect"][one] for one in COUNTS)


@pytest.mark.parametrize(
    ("raw", "current"), [(0, 0.0), (80, -8.0), (-107, 10.7), (1, -0.1), (-1, 0.1), (-20_000, 2000.0)]
)
def test_wire_counts_discharging(raw: int, current: float) -> None:
    frame = changed(frame_of("14s"), 70, raw.to_bytes(4, "big", signed=True))
    assert read(frame).current == current
    assert read(frame, Options(invert_current=True)).current == -current


def test_no_current_is_not_a_negative_zero() -> None:
    assert str(read(frame_of("16s-overcharged")).current) == "0.0"


@pytest.mark.parametrize(("raw", "degrees"), [(-1, -1), (-39, -39), (-40, None), (0, 0), (120, 120)])
def test_temperatures_below_zero_and_missing_sensors(raw: int, degrees: float | None) -> None:
    frame = changed(frame_of("14s"), 93, raw.to_bytes(2, "big", signed=True))
    assert read(frame).temperatures == (22, degrees, 21, 21, 21, 21)


def test_zero_degrees_of_a_sensor_without_a_plug_is_a_placeholder() -> None:
    frame = changed(frame_of("14s"), 99, b"\0\0")
    assert read(frame).temperatures == (22, 21, 21, 21, None, 21)


def test_capacity_of_zero_is_not_told() -> None:
    assert read(frame_of("8s-discharging")).capacity_ah is None


@pytest.mark.parametrize(
    ("charge", "discharge", "keys"),
    [
        (1, 1, []),
        (0, 15, []),
        (4, 1, []),
        (2, 2, ["cell_overvoltage", "cell_undervoltage"]),
        (7, 7, ["mos_overtemperature"]),
        (1, 12, ["short_circuit"]),
        (0xEE, 1, ["fault_code"]),
    ],
)
def test_switches_tell_why_they_are_off(charge: int, discharge: int, keys: list[str]) -> None:
    data = read(changed(frame_of("14s"), 103, bytes((charge, discharge))))
    assert data.alarms == tuple(Alarm(key) for key in keys)
    assert data.alarm_raw == charge << 8 | discharge
    assert (data.charge_mos, data.discharge_mos) == (charge == 1, discharge == 1)


def test_more_cells_than_places_are_rejected_and_the_next_frame_comes_through() -> None:
    parser = AntOld()
    assert parser.feed(changed(frame_of("14s"), 123, b"\x21")) == []
    assert parser.counters.rejected == {"content": 1}
    assert len(parser.feed(frame_of("14s"))) == 1


def test_header_alone_is_no_board() -> None:
    """GPS receivers and meters were taken for ANT boards by drivers that looked at less."""
    parser = AntOld()
    assert parser.feed(b"\xaa\x55\xaa\xff" + b"$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M," * 4) == []
    assert parser.counters.rejected["checksum"] == 1
