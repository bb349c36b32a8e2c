"""The TCP side: connections, what they asked, and the faults that meet them."""

from __future__ import annotations

import asyncio
from collections import Counter

from dinrail.testing.device import TcpDevice
from dinrail_ads.sim.device.faults import Fault, mangle
from dinrail_ads.sim.device.requests import answer, index_group, refusal
from dinrail_ads.sim.device.target import Target
from dinrail_ads.sim.session import Session
from dinrail_ads.wire.ams import AmsFrame, FrameError, FrameReader
from dinrail_ads.wire.commands import Command

__all__ = ["AdsServer"]

CHUNK = 65_536


class AdsServer(TcpDevice):
    """Serves `target` to any number of connections; `kick`: the newest of an address ends the older."""

    def __init__(self, target: Target, *, kick: bool = False) -> None:
        super().__init__()
        self.target = target
        self.kick = kick
        self.frozen = False
        self.counts: Counter[str] = Counter()
        """`connections`, `requests`, `notifications`, and by command (`READ`) and group (`group 0xF005`)."""
        self._sessions: set[Session] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers and notifications until the client leaves or says what is no frame."""
        session = Session(self, writer)
        if self.kick:
            for other in tuple(self._sessions):
                if other.peer == session.peer:
                    other.abort()
        self._sessions.add(session)
        self.counts["connections"] += 1
        frames = FrameReader()
        try:
            while data := await reader.read(CHUNK):
                for frame in frames.feed(data):
                    if not await self._handle(session, frame):
                        return
        except (FrameError, ConnectionError):
            self.counts["bad connections"] += 1
        finally:
            self._sessions.discard(session)
            self.target.forget(session)

    async def _handle(self, session: Session, frame: AmsFrame) -> bool:
        if not frame.is_request:
            return True
        group = index_group(frame)
        self._count(frame, group)
        routes = self.target.routes
        if routes is not None and frame.source.net_id not in routes:
            return False
        if self.frozen:
            return True
        fault = self.target.faults.of_request(frame.command, group)
        if fault is not None and fault.kind in ("silent", "drop"):
            return fault.kind == "silent"
        if fault is not None and fault.seconds:
            await asyncio.sleep(fault.seconds)
        await session.send(self._reply(session, frame, fault))
        return fault is None or fault.kind not in ("cut_frame", "not_ads")

    def _reply(self, session: Session, frame: AmsFrame, fault: Fault | None) -> bytes:
        if fault is not None and fault.kind == "router_error":
            return frame.answer(b"", fault.code).encode()
        if fault is not None and fault.kind == "error":
            return refusal(frame, fault.code).encode()
        reply = answer(self.target, session, frame).encode()
        return reply if fault is None else mangle(fault.kind, reply)

    def _count(self, frame: AmsFrame, group: int | None) -> None:
        self.counts["requests"] += 1
        known = frame.command in Command._value2member_map_
        self.counts[Command(frame.command).name if known else f"command {frame.command}"] += 1
        if group is not None:
            self.counts[f"group 0x{group:X}"] += 1
