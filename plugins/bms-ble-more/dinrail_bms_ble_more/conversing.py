"""A driver of aiobmsble on a link that somebody else made and ends.

Its public way in connects by itself, without our slots and time limits; the four private names used here are why the
library is pinned.
"""

# ruff: noqa: SLF001

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
from collections.abc import AsyncIterator
from typing import Any, ClassVar, cast

import msgspec

from dinrail.bms import Advertisement, BMSData, Conversation, FrameRejected, Gatt, GattClient, KeyMissing
from dinrail.errors import DeviceError, NotConnected, ProtocolError, Timeout
from dinrail_bms_ble_more.catalogue import Entry
from dinrail_bms_ble_more.matching import confidence
from dinrail_bms_ble_more.records import record_of

__all__ = ["Driven", "driven"]

READ_S = 30.0
END_S = 3.0

# At debug level the library writes every frame it sends, and some carry a password.
logging.getLogger("aiobmsble").setLevel(logging.ERROR)


class Driven(Conversation):
    """Base of every type here; `entry` and `module` are the driver's."""

    links = frozenset({"ble"})
    entry: ClassVar[Entry]
    module: ClassVar[str]
    _driver: Any = None
    _client: GattClient | None = None

    @classmethod
    def matches(cls, advertisement: Advertisement) -> int:
        """By the library's patterns; the driver is not loaded for it."""
        return confidence(cls.entry.patterns, advertisement)

    async def begin(self, client: GattClient) -> None:
        """Load the driver and have it listen; raises DeviceError, ProtocolError, KeyMissing."""
        if self.options.key and not self.entry.secret:
            raise KeyMissing(f"{self.title} takes no key")
        self._client = client
        self._driver = await asyncio.to_thread(_make, self.module, client.address, self.options.key)
        # It must never connect by itself: slots and back-off are the adapter's.
        self._driver._client, self._driver._connect = client, self._require_link
        async with _told(self.title), asyncio.timeout(READ_S):
            await self._driver._init_connection()
            self._driver._start_alive_task()

    async def read(self) -> BMSData:
        """One round of the driver; raises NotConnected, Timeout, ProtocolError."""
        if self._driver is None:
            raise NotConnected(f"{self.title}: not connected")
        async with _told(self.title), asyncio.timeout(READ_S):
            sample = await self._driver.async_update(raw=True)
        if not sample:
            raise ProtocolError(f"{self.title}: the answer has no values", detail="no values")
        record = record_of(sample)
        return msgspec.structs.replace(record, current=self.signed(record.current))

    async def end(self) -> None:
        """The driver's farewell, as far as the link still carries it."""
        driver, self._driver = self._driver, None
        if driver is None:
            return
        with contextlib.suppress(Exception):  # whatever a driver does here, the link is ended anyway
            async with asyncio.timeout(END_S):
                await driver.disconnect()

    async def _require_link(self) -> None:
        if self._client is None or not self._client.is_connected:
            raise NotConnected(f"{self.title}: the link is lost")


def driven(module: str, name: str, entry: Entry) -> type[Driven]:
    """Class of one driver; `name` is its type."""
    gatt = Gatt(entry.service, entry.notify, entry.write)
    body = {"type": name, "title": entry.title, "entry": entry, "module": module, "gatt": gatt}
    made = type(
        module, (Driven,), body | {"__doc__": f"{entry.title}, by the driver {module}.", "__module__": __name__}
    )
    return cast("type[Driven]", made)


def _make(module: str, address: str, key: str) -> Any:
    from aiobmsble import BMSConfig  # type: ignore[import-untyped]  # noqa: PLC0415 - 20 MB
    from bleak.backends.device import BLEDevice  # noqa: PLC0415

    driver = importlib.import_module(f"aiobmsble.bms.{module}").BMS
    return driver(BLEDevice(address, None, {"path": "", "props": {}}), BMSConfig(secret=key))


@contextlib.asynccontextmanager
async def _told(title: str) -> AsyncIterator[None]:
    """Errors of driver and link as ours; drivers raise nearly anything on an answer they do not expect."""
    try:
        yield
    except (DeviceError, asyncio.CancelledError):
        raise
    except TimeoutError:
        raise Timeout(f"{title}: no answer") from None
    except (PermissionError, ConnectionRefusedError):
        raise FrameRejected("key", f"{title} refuses the key") from None
    except Exception as error:  # noqa: BLE001
        detail = f"{type(error).__name__}: {error}"[:160]
        raise ProtocolError(f"{title}: {detail}", detail=detail) from None
