"""The hop count of calculated points: how many routes in a row a value has been through.

A loop in the file is refused when it is read. This ends one that no file shows, between two routers on one
broker for example: the count travels as the user property `hops` of a message.
"""

from __future__ import annotations

from mqtt5 import PublishPacket

from dinrail_router.source import Source

__all__ = ["MAX_HOPS", "CalculatedSource", "Hops"]

MAX_HOPS = 5
_NAME = "hops"


class Hops:
    """`behind`: how many the sample at hand has behind it; 0 for one of an instance."""

    __slots__ = ("behind",)

    def __init__(self) -> None:
        self.behind = 0

    def properties(self) -> list[tuple[str, str]]:
        """What a calculated point that comes of the sample at hand carries; nothing at the first hop."""
        return [(_NAME, str(self.behind + 1))]


class CalculatedSource(Source):
    """The router's own points as a source."""

    hops: Hops

    def receive(self, packet: PublishPacket) -> None:
        """As for any source, if the value has not been through too many routes."""
        behind = _behind(packet)
        if behind > MAX_HOPS:
            self.tally.received += 1
            self.tally.dropped["loop"] += 1
            return
        self.hops.behind = behind
        try:
            super().receive(packet)
        finally:
            self.hops.behind = 0


def _behind(packet: PublishPacket) -> int:
    for name, text in packet.user_properties:
        if name == _NAME:
            return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else MAX_HOPS + 1
    return 1
