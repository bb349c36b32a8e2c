"""What a server answers when it is nobody's fault of the samples; clocks that are set back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
import pytest

from dinrail.sample import Sample, encode_sample
from dinrail.testing.conformance import Mosquitto
from dinrail.testing.context import eventually
from dinrail.testing.database import Database
from dinrail_historian.book import Rule
from dinrail_historian.collector import Collector
from historian_rig import HistorianRig

Make = Callable[..., Awaitable[HistorianRig]]


async def test_a_database_whose_disk_is_full_takes_them_when_there_is_room_again(
    broker: Mosquitto, data: Path, now: int
) -> None:
    full = Database("-storage.minFreeDiskSpaceBytes=1000TB")
    await full.start()
    rig = HistorianRig(broker, data, url=f"{full.url}/api/v1/write")
    await rig.start()
    rig.say("plc.x", 1.0, now)
    await eventually(lambda: rig.context.problem == "history_database_away")
    rig.say("plc.x", 2.0, now + 1000)
    await full.stop()
    full._command = full._command[:-1]
    await full.start()
    await rig.settled()
    assert await full.samples("plc.x") == [(now, 1.0), (now + 1000, 2.0)]
    assert rig.context.last["samples.lost"].value == 0
    await rig.stop()
    await full.__aexit__()


@pytest.mark.parametrize("status", [301, 302, 308, 401, 403, 404, 405, 407, 415, 429, 500, 503])
async def test_an_address_that_is_wrong_loses_nothing(historian: Make, now: int, status: int) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 %d Other\r\nLocation: https://else.where/\r\nContent-Length: 0\r\n\r\n" % status)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    rig = await historian(url=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/v1/write")
    rig.say("plc.x", 1.0, now)
    await eventually(lambda: rig.context.problem == "history_database_away")
    assert rig.adapter._sender is not None
    assert rig.adapter._sender.waiting > 0
    assert rig.context.counts.get("samples_refused", 0) == 0
    server.close()


@pytest.mark.parametrize("store", ["all", "change", "interval"])
def test_a_clock_that_is_set_back_stops_nothing(store: str) -> None:
    """An hour ahead at first, then right: samples, words and what is bad are stored at once."""
    time = [1_795_740_000_000 + 3_600_000]
    collector = Collector(
        lambda _: Rule(store, 1000, 0.0, 0),  # type: ignore[arg-type]
        lambda topic: topic.replace("/", "."),
        most=10,
        now_ms=lambda: time[0],
    )

    def say(topic: str, value: float | str | None, quality: str = "good") -> int:
        sample = Sample(value, time[0], quality, msgspec.UNSET)  # type: ignore[arg-type]
        collector.take(topic, encode_sample(sample))
        batch = collector.collect()
        return 0 if batch is None else batch.samples

    assert (say("plc/x", 1.0), say("plc/state", "idle")) == (2, 2)
    time[0] -= 3_600_000
    collector.tick()
    assert say("plc/x", 5.0) == 2
    assert say("plc/state", "heating") == 3
    time[0] += 2000
    collector.tick()
    assert say("plc/x", None, "bad") == 2


async def test_a_quality_nobody_knows_is_no_sample(historian: Make, database: Database, now: int) -> None:
    rig = await historian()
    rig._say.publish("smarthome/plc/x", b'{"value":1,"ts":%d,"quality":"fine"}' % now)
    rig.say("plc.y", 1.0, now)
    await rig.settled()
    assert await database.samples("plc.y") == [(now, 1.0)]
    assert await database.samples("plc.x") == []
    assert rig.adapter._collector.malformed == 1
