"""Symbols and data types on the wire, entry by entry."""

from __future__ import annotations

import struct

from dinrail_ads.sim import Simulator, big, catalogue, keller
from dinrail_ads.sim.program.elementary import BIT, INT, USINT, enumeration
from dinrail_ads.sim.program.structures import Member
from dinrail_ads.sim.program.structures import struct as structure
from dinrail_ads.sim.program.types import array
from dinrail_ads.sim.upload import type_entry
from dinrail_ads.sim.upload.tables import Uploads
from raw_ads import RawClient


def entries(stream: bytes) -> list[bytes]:
    """Cut by the length that begins each entry."""
    found, place = [], 0
    while place < len(stream):
        length = int.from_bytes(stream[place : place + 4], "little")
        assert length >= 30
        found.append(stream[place : place + length])
        place += length
    assert place == len(stream)
    return found


def texts(entry: bytes, header: int, lengths: int) -> list[str]:
    """Name, type and comment behind the header; their lengths are in three words at `lengths`."""
    sizes = struct.unpack_from("<3H", entry, lengths)
    found = []
    for size in sizes:
        found.append(entry[header : header + size].decode("cp1252"))
        assert entry[header + size] == 0
        header += size + 1
    return found


async def test_symbols_are_announced_and_uploaded(sim: Simulator, client: RawClient) -> None:
    info = struct.unpack("<6I", (await client.read(0xF00F, 0, 24)).value)
    assert struct.unpack("<2I", (await client.read(0xF00C, 0, 8)).value) == info[:2]
    symbols = entries((await client.read(0xF00B, 0, info[1])).value)
    assert len(symbols) == info[0]
    assert [texts(entry, 30, 24)[:2] for entry in symbols] == [
        ["MAIN.nA", "INT"],
        ["MAIN.bB", "BOOL"],
        ["MAIN.fC", "REAL"],
        ["MAIN.sD", "STRING(5)"],
        ["MAIN.bM", "BOOL"],
        ["TwinCAT_SystemInfoVarList._AppInfo", "PlcAppSystemInfo"],
    ]
    assert struct.unpack_from("<5I", symbols[4], 4) == (0x4021, 3, 1, 33, 2)
    types = entries((await client.read(0xF00E, 0, info[3])).value)
    assert len(types) == info[2]
    assert texts(types[-1], 42, 32) == ["PlcAppSystemInfo", "", ""]


async def test_an_upload_needs_room(client: RawClient) -> None:
    assert (await client.read(0xF00B, 0, 10)).result == 0x705
    assert (await client.read(0xF00E, 0, 10)).result == 0x705


async def test_one_type_by_name(client: RawClient) -> None:
    entry = (await client.exchange(0xF011, 0, 0xFFFFFFFF, b"plcappsysteminfo\0")).value
    assert entries(entry) == [entry]
    assert texts(entry, 42, 32)[0] == "PlcAppSystemInfo"
    assert (await client.exchange(0xF011, 0, 0xFFFFFFFF, b"ST_Nothing\0")).result == 0x710


def test_bytes_of_an_array() -> None:
    entry = type_entry(array(INT, (-1, 1), (0, 3)))
    assert entry.hex(" ").startswith("60 00 00 00 01 00 00 00")
    assert struct.unpack_from("<4I", entry, 16) == (24, 0, 2, 1)
    assert struct.unpack_from("<2H", entry, 38) == (2, 0)
    assert texts(entry, 42, 32) == ["ARRAY [-1..1,0..3] OF INT", "INT", ""]
    place = 42 + len("ARRAY [-1..1,0..3] OF INT") + 1 + len("INT") + 1 + 1
    assert entry[place : place + 16].hex(" ") == "ff ff ff ff 03 00 00 00 00 00 00 00 04 00 00 00"


def test_bytes_of_an_enumeration() -> None:
    entry = type_entry(enumeration("E", {"Off": 0, "On": 255}, USINT))
    assert struct.unpack_from("<4I", entry, 16) == (1, 0, 17, 0x1 | 0x80 | 0x2000)
    place = 42 + len("E") + 1 + len("USINT") + 1 + 1 + 16  # behind the GUID
    assert entry[place : place + 13].hex(" ") == "02 00 03 4f 66 66 00 00 02 4f 6e 00 ff"


def test_bytes_of_a_structure_with_bits() -> None:
    kind = structure("ST", [Member("nA", INT), Member("b0", BIT), Member("b1", BIT, attributes={"k": "v"})])
    entry = type_entry(kind)
    assert struct.unpack_from("<2I", entry, 16) == (4, 0)
    assert struct.unpack_from("<2H", entry, 38) == (0, 3)
    place, members = 42 + len("ST") + 1 + 1 + 1, []
    for _ in range(3):
        length = int.from_bytes(entry[place : place + 4], "little")
        members.append(entry[place : place + length])
        place += length
    assert [texts(member, 42, 32)[:2] for member in members] == [["nA", "INT"], ["b0", "BIT"], ["b1", "BIT"]]
    assert [struct.unpack_from("<4I", member, 16) for member in members] == [
        (2, 0, 2, 0x2),
        (1, 16, 33, 0x2 | 0x20),
        (1, 17, 33, 0x2 | 0x20 | 0x1000),
    ]
    assert members[2][50:58].hex(" ") == "01 00 01 01 6b 00 76 00"  # one attribute, k = v


def test_every_named_type_is_uploaded_once() -> None:
    for program in (catalogue(), keller()):
        names = [texts(entry, 42, 32)[0] for entry in entries(Uploads(program).types)]
        assert len(names) == len(set(names))
        wanted = {variable.type.name for variable in program.variables if "STRING" not in variable.type.name}
        assert wanted <= set(names)


def test_texts_of_other_lengths_are_missing_as_on_devices() -> None:
    names = {texts(entry, 42, 32)[0] for entry in entries(Uploads(catalogue()).types)}
    assert "STRING(80)" in names
    assert "STRING(5)" not in names


def test_a_big_program_has_as_many_symbols_as_asked_for() -> None:
    program = big(3_000, values=100)
    uploads = Uploads(program)
    assert struct.unpack_from("<I", uploads.info_2) == (3_000,)
    assert len(entries(uploads.symbols)) == 3_000
    before = [program[f"GVL_Bench.nValue{place}"] for place in range(100)]
    program.step(0.1)
    changed = [program[f"GVL_Bench.nValue{place}"] for place in range(100)]
    assert sum(was != now for was, now in zip(before, changed, strict=True)) == 10
