"""Injected faults: errors, silence, delays, spoilt answers, cut and refused connections."""

from __future__ import annotations

import asyncio
import struct
import time

import pytest

from dinrail_ads.sim import Fault, Simulator
from raw_ads import SOURCE, RawClient
from tiny_program import tiny

A = 0x5F000
ITEM = struct.pack("<3I", 0x4040, A, 2)


async def test_an_error_is_answered_as_often_as_asked(sim: Simulator, client: RawClient) -> None:
    sim.fail(0x4040, 0x719, times=2)
    assert [(await client.read(0x4040, A, 2)).result for _ in range(3)] == [0x719, 0x719, 0]


async def test_an_error_meets_single_items_of_a_sum(sim: Simulator, client: RawClient) -> None:
    fault = sim.fail(0x4040, 0x701)
    value = (await client.exchange(0xF080, 2, 11, ITEM + struct.pack("<3I", 0xF008, 0, 1))).value
    assert struct.unpack_from("<2I", value) == (0x701, 0)
    sim.heal(fault)
    assert (await client.read(0x4040, A, 2)).result == 0


async def test_a_command_can_fail(sim: Simulator, client: RawClient) -> None:
    sim.inject(Fault("error", command=4, code=0x719, times=1))
    assert [(await client.request(4)).result for _ in range(2)] == [0x719, 0]


async def test_notifications_use_no_injected_error_up(sim: Simulator, client: RawClient) -> None:
    handle = int.from_bytes((await client.watch(0x4040, A, 2, mode=3)).data[4:], "little")
    sim.fail(0x4040, 0x719, times=1)
    for _ in range(3):
        assert (await client.next_notification())[0][1] == [(handle, b"\x34\x12")]
    assert (await client.read(0x4040, A, 2)).result == 0x719


async def test_a_sum_itself_can_fail(sim: Simulator, client: RawClient) -> None:
    sim.fail(0xF080, 0x701)
    assert (await client.exchange(0xF080, 1, 6, ITEM)).result == 0x701


async def test_the_router_may_refuse(sim: Simulator, client: RawClient) -> None:
    sim.inject(Fault("router_error", code=0x12, times=1))
    assert (await client.request(4)).error == 0x12
    assert (await client.request(4)).error == 0


async def test_slow_answers_come_late(sim: Simulator, client: RawClient) -> None:
    sim.inject(Fault("delay", command=4, seconds=0.15, times=1))
    begun = time.monotonic()
    assert (await client.request(4)).result == 0
    assert time.monotonic() - begun >= 0.15


async def test_silence_concerns_only_what_was_named(sim: Simulator, client: RawClient) -> None:
    sim.inject(Fault("silent", group=0xF008))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(client.read(0xF008, 0, 1), 0.1)
    assert (await client.read(0x4040, A, 2)).result == 0


@pytest.mark.parametrize("kind", ["drop", "cut_frame", "not_ads"])
async def test_some_faults_end_the_connection(sim: Simulator, kind: str) -> None:
    sim.inject(Fault(kind, times=1))  # type: ignore[arg-type]
    async with RawClient(sim.port) as client:
        with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
            await client.request(4)
    async with RawClient(sim.port) as client:
        assert (await client.request(4)).result == 0


async def test_spoilt_answers_stay_frames(sim: Simulator, client: RawClient) -> None:
    good = await client.read(0x4040, A, 2)
    for kind in ("junk", "truncated", "wrong_invoke_id"):
        sim.inject(Fault(kind, times=1))  # type: ignore[arg-type]
    wrong, short, junk = [await client.read(0x4040, A, 2) for _ in range(3)]
    assert wrong.invoke_id == 2 ^ 0x55
    assert short.data == good.data[:5]
    assert len(junk.data) == len(good.data)
    assert junk.data != good.data
    assert await client.read(0x4040, A, 2) == good._replace(invoke_id=5)


async def test_dropped_clients_may_come_back(sim: Simulator) -> None:
    async with RawClient(sim.port) as client:
        assert (await client.request(4)).result == 0
        sim.drop_clients()
        with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
            await client.request(4)
    async with RawClient(sim.port) as client:
        assert (await client.request(4)).result == 0
    assert sim.counts["connections"] == 2


async def test_the_newest_connection_of_an_address_kicks_the_older() -> None:
    async with (
        Simulator(tiny(), speed=0, kick=True) as sim,
        RawClient(sim.port) as older,
    ):
        assert (await older.request(4)).result == 0
        async with RawClient(sim.port) as newer:
            assert (await newer.request(4)).result == 0
            with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
                await older.request(4)
            assert sim.server.links == 1


async def test_without_a_route_the_connection_is_closed(sim: Simulator) -> None:
    sim.target.routes = {}
    async with RawClient(sim.port) as stranger:
        with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
            await stranger.request(4)
    sim.target.routes = {SOURCE: "dinrail"}
    async with RawClient(sim.port) as friend:
        assert (await friend.request(4)).result == 0


async def test_the_plug_is_pulled_and_put_back(sim: Simulator) -> None:
    port = sim.port
    await sim.stop()
    with pytest.raises(ConnectionError):
        await RawClient(port).__aenter__()
    await sim.start()
    async with RawClient(port) as client:
        assert (await client.request(4)).result == 0
