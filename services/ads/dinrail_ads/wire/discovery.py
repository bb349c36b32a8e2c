"""UDP 48899: identification of a device and registration of routes.

Magic number, invoke id and service of 4 bytes each, NetId, AMS port, count of items; an item is a tag and a length of
2 bytes each, then its data. Source: the UDP part of Beckhoff/ADS (MIT) and pyads (MIT).
"""

from __future__ import annotations

import struct
from enum import IntEnum
from typing import NamedTuple

__all__ = ["Service", "Tag", "UdpPacket"]

MAGIC = 0x7114_6603
ANSWER = 0x8000_0000
HEADER = struct.Struct("<3I6sHI")
ITEM = struct.Struct("<2H")


class Service(IntEnum):
    """What is asked."""

    IDENTIFY = 1
    ADD_ROUTE = 6


class Tag(IntEnum):
    """What an item holds; texts end with NUL."""

    STATUS = 1
    PASSWORD = 2
    TWINCAT_VERSION = 3
    OS_VERSION = 4
    HOST_NAME = 5
    NET_ID = 7
    OPTIONS = 8
    ROUTE_NAME = 12
    USER = 13
    FINGERPRINT = 18


class UdpPacket(NamedTuple):
    """Request or answer; `net_id` and `port` of the sender."""

    service: int
    invoke_id: int
    net_id: bytes
    port: int
    items: list[tuple[int, bytes]]

    @property
    def answer_service(self) -> int:
        """The service number of the answer."""
        return self.service | ANSWER

    def encode(self) -> bytes:
        """One datagram."""
        items = b"".join(ITEM.pack(tag, len(data)) + data for tag, data in self.items)
        header = HEADER.pack(MAGIC, self.invoke_id, self.service, self.net_id, self.port, len(self.items))
        return header + items

    @classmethod
    def decode(cls, data: bytes) -> UdpPacket:
        """Raises ValueError."""
        if len(data) < HEADER.size:
            raise ValueError("datagram too short")
        magic, invoke_id, service, net_id, port, count = HEADER.unpack_from(data)
        if magic != MAGIC:
            raise ValueError("not an ADS datagram")
        items, place = [], HEADER.size
        for _ in range(count):
            if place + ITEM.size > len(data):
                raise ValueError("item cut short")
            tag, length = ITEM.unpack_from(data, place)
            place += ITEM.size
            if place + length > len(data):
                raise ValueError("item cut short")
            items.append((tag, data[place : place + length]))
            place += length
        return cls(service, invoke_id, net_id, port, items)
