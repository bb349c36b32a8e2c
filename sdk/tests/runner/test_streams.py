"""Live lists: sent while leased, bounded, ended by themselves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from dinrail.runner.ending import end
from dinrail.runner.streams import BYTES_PER_BEAT, LEASE_S, PER_BEAT, Streams
from dinrail.testing import FakeClock

TOPIC = "dinrail/can/stream/frames"


class Wire:
    """The place of the bus."""

    def __init__(self) -> None:
        self.open = True
        self.packets: list[tuple[str, Any]] = []

    def publish(self, topic: str, payload: bytes) -> bool:
        if self.open:
            self.packets.append((topic, msgspec.json.decode(payload)))
        return self.open

    def entries(self) -> list[Any]:
        return [entry for _, entries in self.packets for entry in entries]


class Bench:
    """Streams of the instance `can` on a wire and a clock turned by hand."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.wire = Wire()
        self.complaints: list[Exception] = []
        self.streams = Streams(
            self.wire, "can", clock=clock, complain=lambda error, _what: self.complaints.append(error)
        )


@pytest.fixture
async def bench(clock: FakeClock) -> AsyncIterator[Bench]:
    bench = Bench(clock)
    task = asyncio.create_task(bench.streams.run())
    yield bench
    await end({task}, 1)


async def test_entries_of_a_leased_stream_go_out_together(bench: Bench) -> None:
    assert bench.streams.lease("frames") == {"topic": TOPIC, "lease_s": LEASE_S}
    bench.streams.put("frames", {"id": 1})
    bench.streams.put("frames", [2])
    await bench.clock.advance(0.2)

    assert bench.wire.packets == [(TOPIC, [{"id": 1}, [2]])]


async def test_what_nobody_watches_is_not_sent(bench: Bench) -> None:
    bench.streams.lease("scan")
    bench.streams.put("frames", {"id": 1})
    await bench.clock.advance(5)

    assert (bench.wire.packets, bench.streams.watched("frames")) == ([], False)


async def test_a_lease_ends_unless_it_is_renewed(bench: Bench) -> None:
    bench.streams.lease("frames")
    await bench.clock.advance(LEASE_S - 1)
    bench.streams.lease("frames")
    await bench.clock.advance(LEASE_S - 1)
    held = bench.streams.watched("frames")
    await bench.clock.advance(2)
    ended = not bench.streams.watched("frames")
    bench.streams.put("frames", 1)
    bench.streams.lease("frames")
    bench.streams.put("frames", 2)
    await bench.clock.advance(0.2)

    assert (held, ended, bench.wire.entries()) == (True, True, [2])


async def test_too_many_entries_are_counted_in_their_place(bench: Bench) -> None:
    bench.streams.lease("frames")
    for number in range(PER_BEAT + 7):
        bench.streams.put("frames", number)
    await bench.clock.advance(0.2)
    bench.streams.put("frames", "next")
    await bench.clock.advance(0.2)

    assert bench.wire.entries() == [*range(PER_BEAT), {"skipped": 7}, "next"]


async def test_too_many_bytes_are_counted_too(bench: Bench) -> None:
    bench.streams.lease("frames")
    bench.streams.put("frames", "x" * BYTES_PER_BEAT)
    bench.streams.put("frames", "y")
    await bench.clock.advance(0.2)

    assert bench.wire.entries() == ["y", {"skipped": 1}]


async def test_what_the_bus_did_not_take_is_counted_when_it_takes_again(bench: Bench) -> None:
    bench.streams.lease("frames")
    bench.wire.open = False
    bench.streams.put("frames", 1)
    bench.streams.put("frames", 2)
    await bench.clock.advance(0.4)
    bench.wire.open = True
    bench.streams.put("frames", 3)
    await bench.clock.advance(0.2)

    assert bench.wire.entries() == [3, {"skipped": 2}]


async def test_an_entry_that_is_no_json_is_reported_and_the_others_go_on(bench: Bench) -> None:
    bench.streams.lease("frames")
    bench.streams.put("frames", object())
    bench.streams.put("frames", 1)
    await bench.clock.advance(0.2)

    assert [type(error) for error in bench.complaints] == [TypeError]
    assert bench.wire.entries() == [1]


async def test_a_scan_is_followed_while_it_is_leased(plc: Any) -> None:
    unwatched = await plc.call("scan", last=2)
    lease = await plc.call("stream", name="scan")
    watched = await plc.call("scan", last=2)
    message = await plc.broker.wait_for("dinrail/plc/stream/scan")

    assert (unwatched["value"], watched["value"]) == ({"watched": False}, {"watched": True})
    assert lease["value"] == {"topic": "dinrail/plc/stream/scan", "lease_s": 10.0}
    assert msgspec.json.decode(message.payload) == [{"number": number} for number in range(3)]
