"""Our link in the hands of a library that asks by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from dinrail_bluetooth.failures import LIBRARY
from dinrail_bluetooth.link import CALL_S, GattLink

__all__ = ["Guest"]

T = TypeVar("T")
ITS_OWN = frozenset({"ble_refused", "ble_link_failed"})
"""Refusals a library knows how to go on from, by writing in another way for example."""


class Guest:
    """A GattClient of the SDK: every call ends, one that wants to be paired says so, the link is not its to end."""

    def __init__(self, link: GattLink) -> None:
        self._link, self._client = link, link.client

    @property
    def is_connected(self) -> bool:
        """Whether the link stands."""
        return not self._link.lost.is_set() and self._client.is_connected

    @property
    def address(self) -> str:
        """Of the device."""
        return self._client.address

    @property
    def services(self) -> Any:
        """Its GATT table."""
        return self._client.services

    async def start_notify(self, char_specifier: Any, callback: Callable[..., Any], **more: Any) -> None:
        """Have notifications of a characteristic delivered."""
        await self._try(self._client.start_notify(char_specifier, callback, **more))

    async def stop_notify(self, char_specifier: Any) -> None:
        """No more of them."""
        await self._try(self._client.stop_notify(char_specifier))

    async def read_gatt_char(self, char_specifier: Any) -> bytearray:
        """Value of a characteristic."""
        return await self._try(self._client.read_gatt_char(char_specifier))

    async def write_gatt_char(self, char_specifier: Any, data: bytes, response: bool | None = None) -> None:
        """Send to a characteristic."""
        await self._try(self._client.write_gatt_char(char_specifier, data, response=response))

    async def disconnect(self) -> None:
        """Slots and links are the adapter's."""

    async def _try(self, work: Awaitable[T]) -> T:
        try:
            async with asyncio.timeout(CALL_S):
                return await work
        except (*LIBRARY, TimeoutError) as error:
            ours = self._link.why(error)
            if ours.reason.key in ITS_OWN:
                raise
            raise ours from None
