"""One connection of a client."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from dinrail_ads.wire.ams import AmsAddress, AmsFrame
from dinrail_ads.wire.commands import ADS_COMMAND, Command

if TYPE_CHECKING:
    from dinrail_ads.sim.server import AdsServer

__all__ = ["Session"]

MAILBOX = 8 * 1024 * 1024


class Session:
    """Sends answers and notifications; a client that does not read loses notifications, never answers."""

    def __init__(self, server: AdsServer, writer: asyncio.StreamWriter) -> None:
        self._server = server
        self._writer = writer
        self.peer: str = writer.get_extra_info("peername")[0]

    async def send(self, frame: bytes) -> None:
        """An answer."""
        self._writer.write(frame)
        await self._writer.drain()

    def notify(self, source_port: int, target: AmsAddress, data: bytes) -> None:
        """A notification packet from a runtime; dropped while frozen or when the mailbox is full."""
        counts = self._server.counts
        if self._server.frozen or self._writer.is_closing():
            return
        if self._writer.transport.get_write_buffer_size() > MAILBOX:
            counts["mailbox full"] += 1
            return
        counts["notifications"] += 1
        source = AmsAddress(self._server.target.net_id, source_port)
        self._writer.write(AmsFrame(target, source, Command.NOTIFICATION, ADS_COMMAND, 0, 0, data).encode())

    def abort(self) -> None:
        """Cut the connection as a crash would."""
        self._writer.transport.abort()
