"""Every command as bytes, written by hand from the tables of the specification."""

from __future__ import annotations

import pytest

from dinrail_ads.sim import Simulator
from raw_ads import RawClient

PLC, US = "7F 00 00 01 01 01 53 03", "C0 A8 00 0A 01 01 01 80"  # NetId and port: 851, 32769


def frame(command: str, flags: str, payload: str, *, to: str, of: str) -> bytes:
    """Transport header, AMS header with invoke id 0xCAFE, payload."""
    data = bytes.fromhex(payload)
    head = bytes.fromhex(f"{to} {of} {command} 00 {flags} 00")
    head += len(data).to_bytes(4, "little") + bytes.fromhex("00 00 00 00 FE CA 00 00")
    return b"\0\0" + (len(head) + len(data)).to_bytes(4, "little") + head + data


EXCHANGES = {
    "device info": (
        "01",
        "",
        "00 00 00 00 03 01 B8 0F 50 6C 63 33 30 20 41 70 70 00 00 00 00 00 00 00",
    ),
    "read by address": ("02", "40 40 00 00 00 F0 05 00 02 00 00 00", "00 00 00 00 02 00 00 00 34 12"),
    "read a bit of %M": ("02", "21 40 00 00 03 00 00 00 01 00 00 00", "00 00 00 00 01 00 00 00 01"),
    "read an unknown group": ("02", "99 99 00 00 00 00 00 00 02 00 00 00", "02 07 00 00 00 00 00 00"),
    "read below the area": ("02", "40 40 00 00 FF EF 05 00 02 00 00 00", "03 07 00 00 00 00 00 00"),
    "write by address": ("03", "40 40 00 00 00 F0 05 00 02 00 00 00 78 56", "00 00 00 00"),
    "read state": ("04", "", "00 00 00 00 05 00 00 00"),
    "write control to STOP": ("05", "06 00 00 00 00 00 00 00", "00 00 00 00"),
    "write control to nonsense": ("05", "63 00 00 00 00 00 00 00", "12 07 00 00"),
    "add notification": (
        "06",
        "40 40 00 00 00 F0 05 00 02 00 00 00 04 00 00 00 00 00 00 00 A0 86 01 00" + " 00" * 16,
        "00 00 00 00 01 00 00 00",
    ),
    "add notification of an unknown mode": (
        "06",
        "40 40 00 00 00 F0 05 00 02 00 00 00 09 00 00 00 00 00 00 00 A0 86 01 00" + " 00" * 16,
        "13 07 00 00 00 00 00 00",
    ),
    "delete an unknown notification": ("07", "2A 00 00 00", "14 07 00 00"),
    "handle by name": (
        "09",
        "03 F0 00 00 00 00 00 00 04 00 00 00 08 00 00 00 6D 61 69 6E 2E 6E 61 00",
        "00 00 00 00 04 00 00 00 01 00 1F 00",
    ),
    "handle, size and type by name": (
        "09",
        "03 F0 00 00 00 00 00 00 0C 00 00 00 08 00 00 00 4D 41 49 4E 2E 66 43 00",
        "00 00 00 00 0C 00 00 00 01 00 1F 00 04 00 00 00 04 00 00 00",
    ),
    "handle, size, type and its name by name": (
        "09",
        "03 F0 00 00 00 00 00 00 FF 00 00 00 08 00 00 00 4D 41 49 4E 2E 66 43 00",
        "00 00 00 00 13 00 00 00 01 00 1F 00 04 00 00 00 04 00 00 00 04 00 52 45 41 4C 00",
    ),
    "value by name": (
        "09",
        "04 F0 00 00 00 00 00 00 04 00 00 00 08 00 00 00 4D 41 49 4E 2E 66 43 00",
        "00 00 00 00 04 00 00 00 00 00 80 3F",
    ),
    "address by name": (
        "09",
        "07 F0 00 00 00 00 00 00 0C 00 00 00 08 00 00 00 4D 41 49 4E 2E 66 43 00",
        "00 00 00 00 0C 00 00 00 40 40 00 00 04 F0 05 00 04 00 00 00",
    ),
    "an unknown name": (
        "09",
        "03 F0 00 00 00 00 00 00 04 00 00 00 08 00 00 00 4D 41 49 4E 2E 78 58 00",
        "10 07 00 00 00 00 00 00",
    ),
    "symbol version": ("02", "08 F0 00 00 00 00 00 00 01 00 00 00", "00 00 00 00 01 00 00 00 01"),
    "state as data": ("02", "00 F1 00 00 00 00 00 00 02 00 00 00", "00 00 00 00 02 00 00 00 05 00"),
    "both states as data": ("02", "00 F1 00 00 00 00 00 00 04 00 00 00", "00 00 00 00 04 00 00 00 05 00 00 00"),
    "symbol by name": (
        "09",
        "09 F0 00 00 00 00 00 00 FF 00 00 00 08 00 00 00 4D 41 49 4E 2E 6E 41 00",
        (
            "00 00 00 00 30 00 00 00"  # no error, 48 bytes
            "30 00 00 00 40 40 00 00 00 F0 05 00 02 00 00 00 02 00 00 00 00 00 00 00"  # length … flags
            "07 00 03 00 05 00 4D 41 49 4E 2E 6E 41 00 49 4E 54 00 66 69 72 73 74 00"
        ),  # MAIN.nA, INT, first
    ),
    "sum read with one error": (
        "09",
        (
            "80 F0 00 00 02 00 00 00 0B 00 00 00 18 00 00 00"
            "40 40 00 00 02 F0 05 00 01 00 00 00 99 99 00 00 00 00 00 00 02 00 00 00"
        ),
        "00 00 00 00 0B 00 00 00 00 00 00 00 02 07 00 00 01 00 00",
    ),
    "sum write": (
        "09",
        (
            "81 F0 00 00 02 00 00 00 08 00 00 00 1B 00 00 00"
            "40 40 00 00 00 F0 05 00 02 00 00 00 05 F0 00 00 07 00 00 00 01 00 00 00 01 02 01"
        ),
        "00 00 00 00 08 00 00 00 00 00 00 00 10 07 00 00",
    ),
    "sum read-write": (
        "09",
        (
            "82 F0 00 00 02 00 00 00 FF 00 00 00 30 00 00 00"
            "03 F0 00 00 00 00 00 00 04 00 00 00 08 00 00 00 04 F0 00 00 00 00 00 00 04 00 00 00 08 00 00 00"
            "4D 41 49 4E 2E 6E 41 00 4D 41 49 4E 2E 6E 5A 00"
        ),
        "00 00 00 00 14 00 00 00 00 00 00 00 04 00 00 00 10 07 00 00 00 00 00 00 01 00 1F 00",
    ),
    "sum read with lengths": (
        "09",
        (
            "83 F0 00 00 02 00 00 00 FF 00 00 00 18 00 00 00"
            "40 40 00 00 00 F0 05 00 02 00 00 00 99 99 00 00 00 00 00 00 02 00 00 00"
        ),
        "00 00 00 00 14 00 00 00 00 00 00 00 02 00 00 00 02 07 00 00 02 00 00 00 34 12 00 00",
    ),
    "sum read with actual lengths": (
        "09",
        (
            "84 F0 00 00 02 00 00 00 FF 00 00 00 18 00 00 00"
            "40 40 00 00 00 F0 05 00 02 00 00 00 99 99 00 00 00 00 00 00 02 00 00 00"
        ),
        "00 00 00 00 12 00 00 00 00 00 00 00 02 00 00 00 02 07 00 00 00 00 00 00 34 12",
    ),
    "sum add notification": (
        "09",
        "85 F0 00 00 02 00 00 00 10 00 00 00 50 00 00 00"
        "40 40 00 00 00 F0 05 00 02 00 00 00 04 00 00 00 00 00 00 00 A0 86 01 00" + " 00" * 16 + " "
        "99 99 00 00 00 F0 05 00 02 00 00 00 04 00 00 00 00 00 00 00 A0 86 01 00" + " 00" * 16,
        "00 00 00 00 10 00 00 00 00 00 00 00 01 00 00 00 02 07 00 00 00 00 00 00",
    ),
    "sum delete notification": (
        "09",
        "86 F0 00 00 01 00 00 00 04 00 00 00 04 00 00 00 09 00 00 00",
        "00 00 00 00 04 00 00 00 14 07 00 00",
    ),
}


@pytest.mark.parametrize("name", EXCHANGES)
async def test_answers_as_the_tables_say(client: RawClient, name: str) -> None:
    command, request, expected = EXCHANGES[name]
    answer = await client.raw(frame(command, "04", request, to=PLC, of=US))
    assert answer.hex(" ") == frame(command, "05", expected, to=US, of=PLC).hex(" ")


async def test_frames_may_arrive_in_pieces_and_together(client: RawClient) -> None:
    one = frame("04", "04", "", to=PLC, of=US)
    stream = one * 3
    for byte in stream[:-1]:
        client.writer.write(bytes((byte,)))
        await client.writer.drain()
    answers = [await client.raw(part) for part in (stream[-1:], b"", b"")]
    assert {answer[:4] for answer in answers} == {bytes.fromhex("00 00 28 00")}


async def test_what_a_write_changed_is_in_the_program(sim: Simulator, client: RawClient) -> None:
    await client.write(0x4040, 0x5F000, b"\x78\x56")
    await client.write(0x4021, 3, b"\0")
    assert (sim.program["MAIN.nA"], sim.program["MAIN.bM"]) == (0x5678, False)


@pytest.mark.parametrize(
    ("ams_port", "target", "error"),
    [(853, b"\x7f\0\0\1\1\1", 6), (851, b"\x05\x05\x05\x05\x01\x01", 7)],
)
async def test_wrong_addresses_are_errors_of_the_router(
    client: RawClient, ams_port: int, target: bytes, error: int
) -> None:
    answer = await client.request(4, ams_port=ams_port, target=target)
    assert (answer.error, answer.data, answer.flags) == (error, b"", 5)
