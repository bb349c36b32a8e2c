"""Paths and handles lead to every kind of value."""

from __future__ import annotations

import struct
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from dinrail_ads.sim import Simulator, catalogue
from raw_ads import RawClient


@pytest_asyncio.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator(catalogue(), speed=0) as running:
        yield running


VALUES = {
    "MAIN.aCube[1,2,-1]": (struct.pack("<i", 121), 0x4040),
    "MAIN.aNested[1][2]": (struct.pack("<h", 12), 0x4040),
    "MAIN.aTexts[3]": (b"drei".ljust(11, b"\0"), 0x4040),
    "MAIN.stMixed.stBits.b9": (b"\x01", 0x4041),
    "MAIN.stMixed.stBits.b8": (b"\x00", 0x4041),
    "MAIN.uOverlay.nValue": (struct.pack("<f", 1.0), 0x4040),
    "MAIN.uOverlay.aBytes[3]": (b"\x3f", 0x4040),
    "MAIN.eMode": (struct.pack("<h", -1), 0x4040),
    "MAIN.fbBlock.fDouble": (struct.pack("<f", 20.0), 0xF019),
    "MAIN.rReal": (struct.pack("<f", 1.5), 0xF016),
    "MAIN.rBlock.fIn": (struct.pack("<f", 2.5), 0xF016),
    "MAIN.pReal^": (struct.pack("<f", 1.5), 0xF014),
    "MAIN.pNothing": (bytes(8), 0x4040),
    "GVL.bMarker": (b"\x01", 0x4021),
    ".nGlobal": (struct.pack("<h", 2), 0x4040),
    "MAIN.sText": ("21,5 °C – gut".encode("cp1252").ljust(81, b"\0"), 0x4040),
}


@pytest.mark.parametrize("path", VALUES)
async def test_reads_by_handle(client: RawClient, path: str) -> None:
    value, group = VALUES[path]
    assert (await client.read(0xF005, await client.handle(path), 100)).value == value
    entry = (await client.exchange(0xF009, 0, 1000, path.encode("cp1252") + b"\0")).value
    assert struct.unpack_from("<I", entry, 4)[0] == group
    assert struct.unpack_from("<I", entry, 12)[0] == len(value)


@pytest.mark.parametrize(
    "path", ["MAIN.aFlat[5]", "MAIN.aFlat[0,0]", "MAIN.fReal.x", "MAIN", "", "MAIN.pNothing^", "[["]
)
async def test_what_does_not_exist_has_no_handle(client: RawClient, path: str) -> None:
    assert (await client.exchange(0xF003, 0, 4, path.encode() + b"\0")).result == 0x710


async def test_writes_by_handle_reach_the_variable(sim: Simulator, client: RawClient) -> None:
    for path, data in (
        ("MAIN.fbBlock.fDouble", struct.pack("<f", 8.0)),
        ("MAIN.rReal", struct.pack("<f", 7.0)),
        ("MAIN.stMixed.stBits.b3", b"\x01"),
        ("GVL.bMarker", b"\x00"),
    ):
        assert (await client.write(0xF005, await client.handle(path), data)).result == 0
    program = sim.program
    found = [program[path] for path in ("MAIN.fbBlock.fIn", "MAIN.fReal", "MAIN.stMixed.stBits.b3", "GVL.bMarker")]
    assert found == [4.0, 7.0, True, False]
    assert program["MAIN.stMixed.stBits.b2"] is False


@pytest.mark.parametrize(
    ("path", "data", "error"),
    [
        ("GVL.cFixed", bytes(4), 0x704),
        ("MAIN.fbBlock.nFixed", bytes(2), 0x704),
        ("MAIN.fbBlock.nConstant", bytes(2), 0x704),
        ("MAIN.nInt", bytes(3), 0x705),
        ("MAIN.nInt", b"", 0x705),
        ("MAIN.rNothing", bytes(2), 0x722),
    ],
)
async def test_refused_writes_change_nothing(
    sim: Simulator, client: RawClient, path: str, data: bytes, error: int
) -> None:
    before = bytes(sim.program.memory.read(0x4040, 0x5F000, 2000))
    assert (await client.write(0xF005, await client.handle(path), data)).result == error
    assert bytes(sim.program.memory.read(0x4040, 0x5F000, 2000)) == before


async def test_a_static_member_is_the_same_everywhere(sim: Simulator) -> None:
    sim.program["MAIN.stMixed.nAfterStatic"] = -3
    place = sim.program.find("MAIN.stMixed.nAfterStatic")
    within = sim.program.find("MAIN.stMixed")
    assert not within.offset <= place.offset < within.offset + within.size
    assert sim.program["MAIN.stMixed.nAfterStatic"] == -3


async def test_a_reference_to_nothing_is_not_active(client: RawClient) -> None:
    assert (await client.read(0xF005, await client.handle("MAIN.rNothing"), 2)).result == 0x722


async def test_dummy_groups_cannot_be_read(client: RawClient) -> None:
    for group in (0xF014, 0xF016, 0xF019, 0xF01A, 0xF01B):
        assert (await client.read(group, 0, 4)).result == 0x704


async def test_released_handles_are_gone(sim: Simulator, client: RawClient) -> None:
    handle = await client.handle("MAIN.nInt")
    assert (await client.write(0xF006, 0, handle.to_bytes(4, "little"))).result == 0
    assert (await client.read(0xF005, handle, 2)).result == 0x710
    assert (await client.write(0xF006, 0, handle.to_bytes(4, "little"))).result == 0x710
    assert len(sim.device().runtime.handles) == 0


async def test_sums_have_a_limit() -> None:
    item = struct.pack("<3I", 0x4040, 0x5F000, 1)
    async with Simulator(catalogue(), speed=0, sum_limit=3) as sim, RawClient(sim.port) as client:
        assert len((await client.exchange(0xF080, 3, 15, item * 3)).value) == 15
        assert (await client.exchange(0xF080, 4, 20, item * 4)).result == 0x705
        assert (await client.exchange(0xF080, 2, 10, item * 3)).result == 0x705
