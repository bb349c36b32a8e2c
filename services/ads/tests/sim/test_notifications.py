"""Notifications as they travel: modes, delays, stamps, the budget."""

from __future__ import annotations

import asyncio
import struct
import time

import pytest

from dinrail.testing.conformance.expectation import eventually
from dinrail_ads.sim import Simulator
from raw_ads import RawClient, note_request
from tiny_program import tiny

A, C = 0x5F000, 0x5F004


def handle_of(data: bytes) -> int:
    result, handle = struct.unpack("<2I", data)
    assert result == 0
    return int(handle)


async def test_on_change_sends_the_first_value_then_only_changes(sim: Simulator, client: RawClient) -> None:
    handle = handle_of((await client.watch(0x4040, A, 2)).data)
    [(stamp, samples)] = await client.next_notification()
    assert samples == [(handle, b"\x34\x12")]
    assert abs((stamp - 116_444_736_000_000_000) / 1e7 - time.time()) < 1.0
    await asyncio.sleep(0.05)
    sim.program["MAIN.nA"] = 5
    [(later, samples)] = await client.next_notification()
    assert samples == [(handle, b"\x05\x00")]
    assert later > stamp


async def test_cyclic_sends_without_a_change(client: RawClient) -> None:
    handle = handle_of((await client.watch(0x4040, A, 2, mode=3, cycle=0.02)).data)
    begun = time.monotonic()
    values = [await client.next_notification() for _ in range(5)]
    assert 0.06 < time.monotonic() - begun < 2.0
    assert all(packet[0][1] == [(handle, b"\x34\x12")] for packet in values)


async def test_max_delay_bundles_several_stamps(client: RawClient) -> None:
    await client.watch(0x4040, A, 2, mode=3, cycle=0.01, delay=0.1)
    await client.watch(0x4040, C, 4, mode=3, cycle=0.01, delay=0.1)
    await client.next_notification()
    packet = await client.next_notification()
    assert len(packet) >= 3
    assert [stamp for stamp, _ in packet] == sorted({stamp for stamp, _ in packet})
    assert all(len(samples) == 2 for _, samples in packet)


async def test_deleting_ends_the_samples(sim: Simulator, client: RawClient) -> None:
    handle = handle_of((await client.watch(0x4040, A, 2)).data)
    await client.next_notification()
    assert (await client.request(7, struct.pack("<I", handle))).result == 0
    sim.program["MAIN.nA"] = 5
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(client.next_notification(), 0.1)
    assert (await client.request(7, struct.pack("<I", handle))).result == 0x714


async def test_the_551st_is_refused(sim: Simulator, client: RawClient) -> None:
    one = note_request(0x4040, A, 2, cycle=1)
    for count in (500, 50):
        value = (await client.exchange(0xF085, count, 8 * count, one * count)).value
        assert {error for error, _ in struct.iter_unpack("<2I", value)} == {0}
    assert (await client.watch(0x4040, A, 2)).result == 0x716
    value = (await client.exchange(0xF085, 2, 16, one * 2)).value
    assert [error for error, _ in struct.iter_unpack("<2I", value)] == [0x716, 0x716]
    handles = struct.pack("<500I", *range(1, 501))
    assert (await client.exchange(0xF086, 500, 2000, handles)).value == bytes(2000)
    assert len(sim.device().notes) == 50
    assert (await client.watch(0x4040, A, 2)).result == 0


async def test_what_cannot_be_read_cannot_be_watched(client: RawClient) -> None:
    assert (await client.watch(0xF005, 99, 2)).result == 0x710
    assert (await client.watch(0x4040, A, 0x10000000)).result == 0x703
    handle = await client.handle("MAIN.nA")
    assert (await client.watch(0xF005, handle, 4)).result == 0x705


async def test_they_die_with_the_connection(sim: Simulator) -> None:
    async with RawClient(sim.port) as client:
        await client.watch(0x4040, A, 2)
        assert len(sim.device().notes) == 1
    await eventually(lambda: len(sim.device().notes) == 0 or None, 2.0, "the notification is still there")


async def test_two_clients_get_their_own(sim: Simulator) -> None:
    async with RawClient(sim.port) as one, RawClient(sim.port) as other:
        first = handle_of((await one.watch(0x4040, A, 2)).data)
        second = handle_of((await other.watch(0x4040, A, 2)).data)
        assert (await one.next_notification())[0][1][0][0] == first
        assert (await other.next_notification())[0][1][0][0] == second


async def test_a_frozen_target_sends_nothing_until_it_thaws(sim: Simulator, client: RawClient) -> None:
    await client.watch(0x4040, A, 2)
    await client.next_notification()
    sim.freeze()
    sim.program["MAIN.nA"] = 7
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(client.request(4), 0.2)
    sim.thaw()
    assert (await client.request(4)).result == 0
    sim.program["MAIN.nA"] = 8
    assert (await client.next_notification())[0][1][0][1] == b"\x08\x00"


async def test_two_thousand_values_arrive() -> None:
    async with Simulator(tiny(), speed=0, budget=2000) as sim, RawClient(sim.port) as client:
        one = note_request(0x4040, A, 2, cycle=0.05)
        for _ in range(4):
            await client.exchange(0xF085, 500, 4000, one * 500)
        assert len(sim.device().notes) == 2000
        sim.program["MAIN.nA"] = 1
        seen: set[int] = set()
        async with asyncio.timeout(5):
            while len(seen) < 2000:
                for _, samples in await client.next_notification():
                    seen |= {handle for handle, value in samples if value == b"\x01\x00"}
