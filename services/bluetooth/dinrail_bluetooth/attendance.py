"""Whose link stands when: each device that is asked has one attendant, all of them share the slots of the radio."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Literal

from dinrail.bms.device import CYCLES
from dinrail.errors import DeviceError, NotConnected
from dinrail.reason import Reason
from dinrail_bluetooth.battery import Asked
from dinrail_bluetooth.commands import Commands
from dinrail_bluetooth.failures import STUCK
from dinrail_bluetooth.link import GattLink
from dinrail_bluetooth.slots import Slots

__all__ = ["Attendant", "State"]

State = Literal["idle", "connecting", "connected", "waiting", "backoff", "released", "out_of_range", "error"]
FRESH_S = 20.0
"""BlueZ forgets a device it has not heard for 30 s; a connection is made to what was heard within this time."""
LOOK_S = 1.0

Open = Callable[[Asked], Awaitable[GattLink]]


class Attendant:
    """open_link: connects or raises DeviceError; age: seconds since the device was heard; unstick: see BlueZ."""

    def __init__(
        self,
        device: Asked,
        slots: Slots,
        open_link: Open,
        *,
        age: Callable[[], float],
        unstick: Callable[[int], Awaitable[None]],
        polled: Callable[[], None],
    ) -> None:
        self.device = device
        self.state: State = "idle"
        self.released_until = 0.0
        self.link: GattLink | None = None
        self.polled = polled
        self._slots, self._open, self._age, self._unstick = slots, open_link, age, unstick
        self._wake = asyncio.Event()
        self._commands = Commands()
        self._began = device.clock.monotonic()
        text = f"{device.name} is left to somebody else now"
        self._left = Reason("ble_released", {"name": device.name}, text)

    @property
    def looking(self) -> bool:
        """Whether it would connect if only the device were heard."""
        return self.link is None and not self.released and self._now >= self.device.due_at and self._age() > FRESH_S

    @property
    def released(self) -> bool:
        """Whether a person has it now."""
        return self._now < self.released_until

    def release(self, seconds: float) -> None:
        """Leave the device alone for a while, 0 ends that."""
        self.released_until = self._now + seconds
        self.wake()

    def wake(self) -> None:
        """Something has changed: heard again, due, released."""
        self._wake.set()

    def heard(self) -> None:
        """One that was missing is tried at once."""
        if self.link is None and self.device.problem is not None and self.device.problem.key == "ble_out_of_range":
            self.device.due_at = 0.0
            self.wake()

    async def switch(self, name: str, on: bool) -> bool:
        """Turn a switch on the next link; raises DeviceError, NotWritable."""
        if self.released:
            raise NotConnected(self._left.message, key="ble_released", name=self.device.name)
        self.device.due_at = 0.0
        self.wake()
        return await self._commands.ask(name, on)

    async def attend(self) -> None:
        """Until cancelled."""
        try:
            while True:
                await self._until_due()
                if self._age() > FRESH_S:
                    await self._look()
                    continue
                self.state = "waiting"
                async with self._slots.one():
                    await self._session()
        finally:
            await self._end()

    async def _until_due(self) -> None:
        while (wait := max(self.device.due_at, self.released_until) - self._now) > 0:
            if self.released:
                self.state = "released"
                self.device.problem = self._left
            elif self.device.failures:
                self.state = "backoff" if self.state != "error" else "error"
            else:
                self.state = "idle"
            await self._rest(wait)

    async def _look(self) -> None:
        device = self.device
        if self._age() > CYCLES * device.interval and self._now - self._began > CYCLES * device.interval:
            device.absent()
            self.state = "out_of_range"
        await self._rest(LOOK_S)

    async def _session(self) -> None:
        device = self.device
        if self.released:  # while it waited for its slot
            return
        self.state = "connecting"
        try:
            self.link = await self._open(device)
            self.state = "connected"
            while True:
                await self._turn(self.link)
                if not await self._keep(self.link):
                    break
        except DeviceError as error:
            device.failed(error.reason)
            self._commands.refuse(error)
            if error.reason.key in STUCK:
                await self._unstick(device.failures)
        finally:
            await self._end()
            self.state = "backoff" if device.failures else "idle"

    async def _turn(self, link: GattLink) -> None:
        await self._commands.carry_out(partial(self.device.switch, link))
        if await self.device.turn(link):
            self.polled()

    async def _keep(self, link: GattLink) -> bool:
        """Wait on the link for the next turn; False when it is better ended, raises NotConnected when it was lost."""
        device = self.device
        while not self.released and not device.config.share and device.failures < 2:
            if link.lost.is_set():
                raise NotConnected(f"{device.name}: the link is lost", key="ble_link_lost", name=device.name)
            if self._slots.wanted and not self._commands:
                return False
            if self._now >= device.due_at:
                return True
            await self._rest(device.due_at - self._now, link.lost, self._slots.pressure)
        return False

    async def _rest(self, seconds: float, *others: asyncio.Event) -> None:
        waits = [asyncio.create_task(each.wait()) for each in (self._wake, *others)]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waits:
                each.cancel()
            self._wake.clear()

    async def _end(self) -> None:
        link, self.link = self.link, None
        if link is not None:
            await self.device.end()
            await link.close()

    @property
    def _now(self) -> float:
        return self.device.clock.monotonic()
