"""A client that sends and receives bytes as the test wrote them; nothing of the simulator's own framing is used."""

from __future__ import annotations

import asyncio
import struct
from types import TracebackType
from typing import NamedTuple

__all__ = ["Answer", "RawClient"]

TARGET, SOURCE = bytes((127, 0, 0, 1, 1, 1)), bytes((192, 168, 0, 10, 1, 1))
PORT = 0x8001


class Answer(NamedTuple):
    """What came back; `error` is the router's."""

    command: int
    flags: int
    error: int
    invoke_id: int
    data: bytes

    @property
    def result(self) -> int:
        """The error of the device."""
        return int(struct.unpack_from("<I", self.data)[0])

    @property
    def value(self) -> bytes:
        """The bytes of a successful read."""
        result, length = struct.unpack_from("<2I", self.data)
        assert result == 0, hex(result)
        assert length == len(self.data) - 8
        return self.data[8:]


class RawClient:
    """`async with RawClient(port) as client`; notifications are kept apart."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self._place = host, port
        self._invoke = 0
        self.notifications: list[bytes] = []

    async def __aenter__(self) -> RawClient:
        self._reader, self.writer = await asyncio.open_connection(*self._place)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.writer.close()

    async def raw(self, data: bytes) -> bytes:
        """Send bytes, get the next whole frame."""
        self.writer.write(data)
        return await self._frame()

    async def request(
        self, command: int, data: bytes = b"", *, ams_port: int = 851, target: bytes = TARGET, source: bytes = SOURCE
    ) -> Answer:
        """One request and its answer."""
        self._invoke += 1
        header = target + struct.pack("<H", ams_port) + source + struct.pack("<H", PORT)
        header += struct.pack("<HHIII", command, 4, len(data), 0, self._invoke)
        self.writer.write(struct.pack("<HI", 0, len(header) + len(data)) + header + data)
        while True:
            answer = _answer(await self._frame())
            if answer.command != 8:
                return answer
            self.notifications.append(answer.data)

    async def read(self, group: int, offset: int, length: int) -> Answer:
        """ADS read."""
        return await self.request(2, struct.pack("<3I", group, offset, length))

    async def write(self, group: int, offset: int, value: bytes) -> Answer:
        """ADS write."""
        return await self.request(3, struct.pack("<3I", group, offset, len(value)) + value)

    async def exchange(self, group: int, offset: int, length: int, data: bytes) -> Answer:
        """ADS read-write."""
        return await self.request(9, struct.pack("<4I", group, offset, length, len(data)) + data)

    async def handle(self, name: str) -> int:
        """Of a variable."""
        return int.from_bytes((await self.exchange(0xF003, 0, 4, name.encode("cp1252") + b"\0")).value, "little")

    async def watch(
        self, group: int, offset: int, length: int, *, mode: int = 4, delay: float = 0, cycle: float = 0.01
    ) -> Answer:
        """Add a notification; times in seconds."""
        return await self.request(6, note_request(group, offset, length, mode=mode, delay=delay, cycle=cycle))

    async def next_notification(self) -> list[tuple[int, list[tuple[int, bytes]]]]:
        """The next packet: stamps, each with its samples by handle."""
        packet = self.notifications.pop(0) if self.notifications else _answer(await self._frame()).data
        return parse_notification(packet)

    async def _frame(self) -> bytes:
        head = await asyncio.wait_for(self._reader.readexactly(6), 5)
        return head + await self._reader.readexactly(int.from_bytes(head[2:], "little"))


def note_request(
    group: int, offset: int, length: int, *, mode: int = 4, delay: float = 0, cycle: float = 0.01
) -> bytes:
    """The 40 bytes that register a notification."""
    return struct.pack("<6I16x", group, offset, length, mode, round(delay * 1e7), round(cycle * 1e7))


def parse_notification(packet: bytes) -> list[tuple[int, list[tuple[int, bytes]]]]:
    """A notification packet by the table of its layout."""
    length, stamps = struct.unpack_from("<2I", packet)
    assert length == len(packet) - 4
    place, found = 8, []
    for _ in range(stamps):
        stamp, count = struct.unpack_from("<QI", packet, place)
        place += 12
        samples = []
        for _ in range(count):
            handle, size = struct.unpack_from("<2I", packet, place)
            samples.append((handle, packet[place + 8 : place + 8 + size]))
            place += 8 + size
        found.append((stamp, samples))
    assert place == len(packet)
    return found


def _answer(frame: bytes) -> Answer:
    command, flags, length, error, invoke_id = struct.unpack_from("<HHIII", frame, 22)
    assert length == len(frame) - 38
    return Answer(command, flags, error, invoke_id, frame[38:])
