"""Servers that hang, answer late or start anew between two batches: order is kept, nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from dinrail.clock import SystemClock
from dinrail.http import HttpAddress, HttpLinks
from dinrail.testing.context import eventually
from dinrail.testing.database import Database
from dinrail_historian import sender as sending
from dinrail_historian.queue import Batch, DiskQueue
from dinrail_historian.sender import Sender
from historian_rig import HistorianRig

Make = Callable[..., Awaitable[HistorianRig]]


class Receiver:
    """Takes requests of remote write, and hangs while `open` is not set."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.asked = 0
        self.bodies: list[bytes] = []
        self.url = ""
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not reader.at_eof():
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                break
            lines = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if line)
            body = await reader.readexactly(int(lines[b"content-length"]))
            self.asked += 1
            if not self.open.is_set():
                await self.open.wait()
                break  # nobody waits for this one any more
            self.bodies.append(body)
            writer.write(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
        writer.close()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    await receiver.start()
    yield receiver
    await receiver.stop()


def numbered(number: int) -> Batch:
    return Batch(b"batch %04d" % number, 1)


async def test_what_was_under_way_to_a_server_that_hangs_stays_before_what_came_after_it(
    receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "ANSWER_S", 1.0)
    lost: list[tuple[str, int]] = []
    queue = DiskQueue(tmp_path / "q", 1_000_000, lambda why, samples: lost.append((why, samples)))
    await queue.open()
    links = HttpLinks(HttpAddress.parse(receiver.url))
    sender = Sender(links, queue, path="/", tenant="", clock=SystemClock(), count=lambda *_: None, changed=lambda: None)
    running = asyncio.create_task(sender.run())
    sender.put(numbered(0))
    await eventually(lambda: receiver.asked)
    for number in range(1, 20):
        sender.put(numbered(number))
        await asyncio.sleep(0.01)
    await eventually(lambda: sender.away)
    receiver.open.set()
    for number in range(20, 40):
        sender.put(numbered(number))
        await asyncio.sleep(0.01)
    while sender.waiting:
        sender.nudge()
        await asyncio.sleep(0.05)
    running.cancel()
    links.close()
    order = [int(body[-4:]) for body in receiver.bodies]
    assert order == list(range(40))
    assert lost == []


async def test_what_is_put_aside_when_the_instance_ends_is_all_there(
    receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whenever it ends: also while batches are on their way to the disk."""
    for number in range(12):
        folder = tmp_path / str(number)
        queue = DiskQueue(folder, 1_000_000, lambda *_: None)
        await queue.open()
        links = HttpLinks(HttpAddress.parse(receiver.url))
        sender = Sender(
            links, queue, path="/", tenant="", clock=SystemClock(), count=lambda *_: None, changed=lambda: None
        )
        running = asyncio.create_task(sender.run())
        for each in range(20):
            sender.put(numbered(each))
            await asyncio.sleep(0)
        await asyncio.sleep(number * 0.0007)
        running.cancel()
        await sender.keep()
        links.close()
        again = DiskQueue(folder, 1_000_000, lambda *_: None)
        await again.open()
        found = []
        while (oldest := await again.oldest()) is not None:
            found.append(int(oldest[1].body[-4:]))
            await again.done(oldest[0])
        assert sorted(set(found)) == list(range(20)), number
        assert found == sorted(found), number


async def test_a_database_that_is_killed_and_back_between_two_batches_forgets_nothing(
    historian: Make, database: Database, now: int
) -> None:
    """Nothing fails for the historian; the new process knows nothing of the last seconds of the old one."""
    rig = await historian(flush=3.0)
    for at in range(20):
        rig.say("plc.x", float(at), now + at * 1000)
    await rig.settled()
    await database.kill()
    await database.start()
    rig.say("plc.x", 20.0, now + 20_000)
    await rig.settled()
    assert rig.context.problem is None
    async with asyncio.timeout(15):
        while len(await database.samples("plc.x")) < 21:  # noqa: ASYNC110 - said again after what it was asked for
            await asyncio.sleep(0.2)
    assert await database.samples("plc.x") == [(now + at * 1000, float(at)) for at in range(21)]


async def test_many_small_batches_are_few_files(tmp_path: Path) -> None:
    """A database away for days, a batch a second: neither blocks of the disk nor memory run out."""
    lost: list[tuple[str, int]] = []
    queue = DiskQueue(tmp_path / "q", 256_000_000, lambda why, samples: lost.append((why, samples)))
    await queue.open()
    flying = None
    for number in range(3000):
        await queue.put(numbered(number))
        if number == 0:
            flying = await queue.oldest()
    assert flying == (1, numbered(0))
    assert len(list((tmp_path / "q").iterdir())) == len(queue) < 300
    assert queue.samples == 3000
    await queue.done(1)
    again = DiskQueue(tmp_path / "q", 256_000_000, lambda why, samples: lost.append((why, samples)))
    await again.open()
    assert (len(again), again.samples, again.size) == (len(queue), 2999, queue.size)
    bodies = b""
    while (oldest := await again.oldest()) is not None:
        bodies += oldest[1].body
        await again.done(oldest[0])
    assert bodies == b"".join(numbered(number).body for number in range(1, 3000))
    assert lost == []
    assert list((tmp_path / "q").iterdir()) == []


async def test_a_damaged_small_one_costs_itself_alone(tmp_path: Path) -> None:
    lost: list[tuple[str, int]] = []
    queue = DiskQueue(tmp_path / "q", 256_000_000, lambda why, samples: lost.append((why, samples)))
    await queue.open()
    for number in range(200):
        await queue.put(numbered(number))
        if number == 20:
            newest = max((tmp_path / "q").iterdir())
            newest.write_bytes(b"nonsense")
    assert lost == [("damaged", 1)]
    bodies = b""
    while (oldest := await queue.oldest()) is not None:
        bodies += oldest[1].body
        await queue.done(oldest[0])
    assert bodies == b"".join(numbered(number).body for number in range(200) if number != 20)


async def test_what_is_smaller_than_a_block_of_the_disk_takes_one(tmp_path: Path) -> None:
    lost: list[tuple[str, int]] = []
    queue = DiskQueue(tmp_path / "q", 40_000, lambda why, samples: lost.append((why, samples)))
    await queue.open()
    for number in range(30):
        await queue.put(numbered(number))
    assert len(queue) <= 10
    assert sum(samples for _, samples in lost) + queue.samples == 30
