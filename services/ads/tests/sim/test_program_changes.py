"""Online change, download, RUN/STOP/CONFIG: what survives and what a client can see."""

from __future__ import annotations

import asyncio
import struct

import pytest

from dinrail_ads.sim import Program, Simulator, Variable
from dinrail_ads.sim.program.elementary import DINT, INT, LREAL
from raw_ads import RawClient
from tiny_program import tiny

COUNT = "TwinCAT_SystemInfoVarList._AppInfo.OnlineChangeCnt"
NEW = Variable("MAIN.fNew", LREAL, initial=2.0)


async def test_online_change_moves_addresses_and_keeps_values_and_handles(sim: Simulator, client: RawClient) -> None:
    sim.program["MAIN.nA"] = 99
    old = sim.program.find("MAIN.nA").offset
    handle, counter = await client.handle("MAIN.nA"), await client.handle(COUNT)
    sim.online_change(tiny(NEW))
    assert sim.program.find("MAIN.nA").offset != old
    assert (await client.read(0xF005, handle, 2)).value == b"\x63\x00"
    assert (await client.read(0xF008, 0, 1)).value == b"\x01"
    assert (await client.read(0xF005, counter, 4)).value == b"\x01\x00\x00\x00"
    assert (await client.read(0x4040, old, 2)).data != b"\x00\x00\x00\x00\x02\x00\x00\x00\x63\x00"
    sim.online_change(tiny())
    assert (await client.read(0xF005, counter, 4)).value == b"\x02\x00\x00\x00"


async def test_handles_of_what_is_gone_or_of_another_type_are_invalid(sim: Simulator, client: RawClient) -> None:
    gone, other, kept = [await client.handle(f"MAIN.{name}") for name in ("fC", "nA", "bB")]
    sim.online_change(
        Program(
            "Tiny", [variable for variable in tiny(Variable("MAIN.nA", DINT)).variables[:3] if variable.type != INT]
        )
    )
    assert (await client.read(0xF005, gone, 4)).result == 0x711
    assert (await client.read(0xF005, other, 4)).result == 0x711
    assert (await client.read(0xF005, kept, 1)).value == b"\x01"
    assert (await client.write(0xF005, gone, bytes(4))).result == 0x711


async def test_online_change_ends_watching_an_address_with_an_empty_sample(sim: Simulator, client: RawClient) -> None:
    by_address = await client.watch(0x4040, 0x5F000, 2)
    by_handle = await client.watch(0xF005, await client.handle("MAIN.nA"), 2)
    counter = await client.watch(0xF005, await client.handle(COUNT), 4)
    seen: dict[int, bytes] = {}

    async def collect(wanted: int) -> None:
        seen.clear()
        async with asyncio.timeout(2):
            while len(seen) < wanted:
                for _, samples in await client.next_notification():
                    seen.update(samples)

    await collect(3)
    sim.online_change(tiny(NEW))
    await collect(2)
    handles = [int.from_bytes(answer.data[4:], "little") for answer in (by_address, by_handle, counter)]
    assert seen == {handles[0]: b"", handles[2]: b"\x01\x00\x00\x00"}
    sim.program["MAIN.nA"] = 6
    await collect(1)
    assert seen == {handles[1]: b"\x06\x00"}


async def test_download_kills_handles_and_notifications_and_counts(sim: Simulator, client: RawClient) -> None:
    sim.program["MAIN.nA"] = 99
    handle = await client.handle("MAIN.nA")
    await client.watch(0xF005, handle, 2)
    version = await client.watch(0xF008, 0, 1)
    sim.download(tiny(NEW))
    assert (await client.read(0xF005, handle, 2)).result == 0x710
    assert len(sim.device().notes) == 1
    number = int.from_bytes(version.data[4:], "little")
    seen: list[tuple[int, bytes]] = []
    async with asyncio.timeout(2):
        while (number, b"\x02") not in seen:
            seen += [sample for _, samples in await client.next_notification() for sample in samples]
    assert sim.program["MAIN.nA"] == 0x1234
    assert (await client.read(0xF008, 0, 1)).value == b"\x02"


async def test_stop_keeps_the_symbols_and_stands_still(client: RawClient, sim: Simulator) -> None:
    sim.set_state("STOP")
    assert (await client.request(4)).data[4:6] == b"\x06\x00"
    assert (await client.read(0x4040, 0x5F000, 2)).value == b"\x34\x12"
    sim.set_state("RUN")
    assert (await client.request(4)).data[4:6] == b"\x05\x00"


async def test_state_changes_can_be_watched(client: RawClient, sim: Simulator) -> None:
    handle = int.from_bytes((await client.watch(0xF100, 0, 2)).data[4:], "little")
    assert await client.next_notification()
    sim.set_state("STOP")
    assert (await client.next_notification())[0][1] == [(handle, b"\x06\x00")]


async def test_config_takes_the_runtimes_away(client: RawClient, sim: Simulator) -> None:
    handle = await client.handle("MAIN.nA")
    await client.watch(0xF005, handle, 2)
    sim.set_state("CONFIG")
    assert (await client.request(4)).error == 6
    assert (await client.request(4, ams_port=10000)).data[4:6] == b"\x0f\x00"
    assert len(sim.device().notes) == 0
    sim.set_state("RUN")
    assert (await client.request(4)).result == 0
    assert (await client.read(0xF005, handle, 2)).result == 0x710


async def test_a_reset_initialises_the_program(client: RawClient, sim: Simulator) -> None:
    sim.program["MAIN.nA"] = 99
    handle = await client.handle("MAIN.nA")
    assert (await client.request(5, struct.pack("<2HI", 2, 0, 0))).result == 0
    assert (await client.read(0xF005, handle, 2)).result == 0x710
    assert (await client.read(0xF008, 0, 1)).value == b"\x02"
    assert sim.program["MAIN.nA"] == 0x1234


async def test_the_system_service_counts_restarts(client: RawClient, sim: Simulator) -> None:
    read = struct.pack("<3I", 0xF0, 0, 16)
    before = await client.request(2, read, ams_port=10000)
    assert before.value.hex(" ") == "05 00 01 00 01 00 03 01 b8 0f 00 00 00 00 00 00"
    sim.set_state("CONFIG")
    sim.set_state("RUN")
    assert (await client.request(2, read, ams_port=10000)).value[4:6] == b"\x02\x00"


@pytest.mark.parametrize(("wanted", "then"), [(16, 15), (2, 5)])
async def test_the_system_service_takes_orders(client: RawClient, wanted: int, then: int) -> None:
    assert (await client.request(5, struct.pack("<2HI", wanted, 0, 0), ams_port=10000)).result == 0
    assert (await client.request(4, ams_port=10000)).data[4] == then
