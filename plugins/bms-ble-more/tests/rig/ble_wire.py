"""A link that answers as a battery was recorded to; notifications as long as a negotiated MTU allows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["Wire"]


class _Characteristic:
    properties = ("write-without-response", "notify")


class _Services:
    def get_characteristic(self, _uuid: object) -> _Characteristic:
        return _Characteristic()

    def get_service(self, _uuid: object) -> None:
        return None


class Wire:
    """What a connected client is to a driver. `answer` gives the bytes a request is answered with, b"" for none."""

    address = "AA:BB:CC:DD:EE:FF"
    services = _Services()

    def __init__(self, answer: Callable[[bytes], bytes], *, chunk: int = 244) -> None:
        self.is_connected = True
        self.chunk = chunk
        self.sent: list[bytes] = []
        self._answer = answer
        self._told: Callable[[object, bytearray], object] = lambda _sender, _data: None

    async def start_notify(self, _characteristic: object, callback: Callable[..., Any]) -> None:
        self._told = callback

    async def read_gatt_char(self, _characteristic: object) -> bytearray:
        return bytearray()

    async def write_gatt_char(self, _characteristic: object, data: bytes, response: bool | None = None) -> None:
        if not self.is_connected:
            raise OSError("not connected")
        self.sent.append(bytes(data))
        reply = self._answer(bytes(data))
        for at in range(0, len(reply), self.chunk):
            self._told(None, bytearray(reply[at : at + self.chunk]))

    async def disconnect(self) -> None:
        self.is_connected = False
