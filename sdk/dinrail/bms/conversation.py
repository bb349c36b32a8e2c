"""Types whose library asks by itself: they are given a connected client instead of bytes."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

from dinrail.bms.data import BMSData
from dinrail.bms.errors import Incomplete
from dinrail.bms.parser import BMSParser, Frame

__all__ = ["Conversation", "GattClient"]


class GattClient(Protocol):
    """What such a library uses of a connected Bluetooth client; bleak's has it."""

    @property
    def is_connected(self) -> bool:
        """Whether the link stands."""
        ...

    @property
    def address(self) -> str:
        """Of the device."""
        ...

    @property
    def services(self) -> Any:
        """Its GATT table."""
        ...

    def start_notify(self, char_specifier: Any, callback: Callable[..., Any]) -> Awaitable[None]:
        """Have notifications of a characteristic delivered."""
        ...

    def read_gatt_char(self, char_specifier: Any) -> Awaitable[bytearray]:
        """Value of a characteristic."""
        ...

    def write_gatt_char(self, char_specifier: Any, data: bytes, response: bool | None = None) -> Awaitable[None]:
        """Send to a characteristic."""
        ...

    def disconnect(self) -> Awaitable[None]:
        """End the link."""
        ...


class Conversation(BMSParser):
    """A parser that is `begin`-ning once per connection, `read` once per round and told to `end` before the link does.

    Connecting, time limits, slots and back-off stay with the adapter. Bytes fed by hand make no record.
    """

    @abstractmethod
    async def begin(self, client: GattClient) -> None:
        """Take over a connected client; raises DeviceError, ProtocolError, KeyMissing."""

    @abstractmethod
    async def read(self) -> BMSData:
        """One record; raises DeviceError, Timeout, ProtocolError."""

    @abstractmethod
    async def end(self) -> None:
        """Stop what runs beside; the link may be gone already. Raises nothing."""

    def decode(self, frames: Sequence[Frame]) -> BMSData:
        """Never: frames of this type are read by its library alone."""
        raise Incomplete(f"{self.type} is read over a connection only, not from frames by hand")
