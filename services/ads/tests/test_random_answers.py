"""Bytes no PLC sends, in answers and notifications: the process lives on, and delivers again when they end."""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
from asyncio.subprocess import PIPE
from contextlib import suppress
from pathlib import Path

import pytest

from ads_rig import Rig, eventually
from dinrail.errors import DeviceError
from dinrail_ads.sim import Simulator, keller
from dinrail_ads.wire.ams import AmsFrame, FrameReader
from dinrail_ads.wire.commands import Command

pytestmark = [pytest.mark.allow_blocking("starts processes"), pytest.mark.timeout(120)]

SPOILT_S = 8.0


class Spoiler:
    """Stands between adapter and simulator; `share` of what the simulator says is spoilt."""

    def __init__(self, seed: int) -> None:
        self.share = 0.0
        self.spoilt = 0
        self.port = 0
        self.upstream = 0
        self._random = random.Random(seed)
        self._server: asyncio.Server | None = None

    @property
    def endpoint(self) -> dict[str, object]:
        """Where it is the PLC."""
        return {"host": "127.0.0.1", "net_id": "127.0.0.1.1.1", "port": self.port}

    async def listen(self) -> None:
        """On any free port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    def close(self) -> None:
        """No more connections."""
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            device_reader, device_writer = await asyncio.open_connection("127.0.0.1", self.upstream)
            asking = asyncio.create_task(self._pass(reader, device_writer))
            with suppress(OSError, ValueError):
                await self._answer(device_reader, writer)
            asking.cancel()
            device_writer.close()
        writer.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        frames = FrameReader()
        while data := await reader.read(65536):
            for frame in frames.feed(data):
                writer.write(self._spoil(frame) if self._meant(frame) else frame.encode())
            await writer.drain()

    def _meant(self, frame: AmsFrame) -> bool:
        return self._random.random() < self.share * (3 if frame.command == Command.NOTIFICATION else 1)

    def _spoil(self, frame: AmsFrame) -> bytes:
        self.spoilt += 1
        chance, whole = self._random, frame.encode()
        kind = chance.randrange(6)
        if kind == 0:  # other contents of the same length
            return frame._replace(data=chance.randbytes(len(frame.data))).encode()
        if kind == 1:  # shorter or longer contents
            return frame._replace(data=chance.randbytes(chance.randrange(200))).encode()
        if kind == 2:  # single bytes, the headers too
            bytes_ = bytearray(whole)
            for _ in range(chance.randrange(1, 6)):
                bytes_[chance.randrange(len(bytes_))] = chance.randrange(256)
            return bytes(bytes_)
        if kind == 3:  # another command, another error
            return frame._replace(command=chance.randrange(12), error=chance.randrange(3000)).encode()
        if kind == 4:
            return whole[: chance.randrange(len(whole))]
        return chance.randbytes(chance.randrange(1, 300))


async def suffer(seed: int) -> int:
    """Connect, deliver, lose, again, with a fifth of the answers spoilt; how many those were."""
    spoiler = Spoiler(seed)
    async with Simulator(keller(), speed=10) as plc:
        spoiler.upstream = plc.port
        await spoiler.listen()
        rig = Rig(plc, "MAIN.fbBattery.**", {"path": "MAIN.fbHeating.**", "mode": "poll"}, endpoints=[spoiler.endpoint])
        await rig.start()
        spoiler.share = 0.2
        end = time.monotonic() + SPOILT_S
        while time.monotonic() < end:
            with suppress(DeviceError, TimeoutError):
                await rig.start()
                await rig.ended(SPOILT_S)
            await rig.stop()
        spoiler.share = 0.0
        await rig.again()
        await eventually(lambda: rig.all_of("good"))
        await rig.stop()
        spoiler.close()
    return spoiler.spoilt


@pytest.mark.parametrize("seed", range(3))
async def test_random_bytes_never_end_the_process(seed: int) -> None:
    """In a process of its own, so that nothing it does can harm the tests."""
    command = [sys.executable, __file__, str(seed)]
    folders = os.pathsep.join([str(Path(__file__).parent / "rig"), *sys.path])
    child = await asyncio.create_subprocess_exec(
        *command, env={**os.environ, "PYTHONPATH": folders}, stdout=PIPE, stderr=PIPE
    )
    out, err = await child.communicate()
    assert child.returncode == 0, err.decode(errors="replace")[-3000:]
    assert int(out) > 20


if __name__ == "__main__":
    sys.stdout.write(str(asyncio.run(suffer(int(sys.argv[1])))))
