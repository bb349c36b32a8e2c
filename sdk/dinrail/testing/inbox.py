"""A message handler that keeps what it got."""

from __future__ import annotations

import asyncio

from dinrail.bus import PublishPacket

__all__ = ["Inbox"]


class Inbox:
    """`bus.subscribe(filter, inbox)`, then `await inbox.wait(3)`."""

    def __init__(self) -> None:
        self.packets: list[PublishPacket] = []
        self._came = asyncio.Event()

    def __call__(self, packet: PublishPacket) -> None:
        self.packets.append(packet)
        self._came.set()

    def __len__(self) -> int:
        return len(self.packets)

    @property
    def payloads(self) -> list[bytes]:
        """Payloads in the order they came."""
        return [packet.payload for packet in self.packets]

    async def wait(self, count: int = 1, timeout: float = 5.0) -> list[PublishPacket]:
        """The packets once there are `count`; raises AssertionError after `timeout` seconds."""
        try:
            async with asyncio.timeout(timeout):
                while len(self.packets) < count:
                    self._came.clear()
                    await self._came.wait()
        except TimeoutError:
            raise AssertionError(f"{len(self.packets)} of {count} messages within {timeout:g} s") from None
        return self.packets
