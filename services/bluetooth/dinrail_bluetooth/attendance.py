"""Whose link stands when: each device that is asked has one attendant, all of them share the slots of the radio."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Literal

from dinrail.bms.device import CYCLES
from dinrail.errors import DeviceError
from dinrail_bluetooth.battery import Asked
from dinrail_bluetooth.commands import Commands
from dinrail_bluetooth.failures import STUCK
from dinrail_bluetooth.link import GattLink
from dinrail_bluetooth.slots import Slots

__all__ = ["Attendant", "State"]

State = Literal["idle", "connecting", "connected", "waiting", "backoff", "released", "out_of_range"]
FRESH_S = 20.0
"""BlueZ forgets a device it has not heard for 30 s; a connection is made to what was heard within this time."""
LOOK_S = 1.0
COMMAND_S = 5.0
"""How long a switch waits for a device that is not heard."""

Open = Callable[[Asked], Awaitable[GattLink]]


class Attendant:
    """open_link: connects or raises DeviceError; age: seconds since the device was heard; unstick: see Connecting."""

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
        self.link: GattLink | None = None
        self.polled = polled
        self._slots, self._open, self._age, self._unstick = slots, open_link, age, unstick
        self._wake = asyncio.Event()
        self._commands = Commands()
        self._began = device.clock.monotonic()

    @property
    def looking(self) -> bool:
        """Whether it would connect if only the device were heard."""
        return self.link is None and not self.released and self._now >= self.device.due_at and self._age() > FRESH_S

    @property
    def released(self) -> bool:
        """Whether a person has it now."""
        return self._now < self.device.released_until

    @property
    def linked(self) -> bool:
        """Whether a link stands, or is being made."""
        return self.state in {"connecting", "connected"}

    def release(self, seconds: float) -> None:
        """Leave the device alone for a while, 0 ends that."""
        self.device.released_until = self._now + seconds
        self.wake()

    def wake(self) -> None:
        """Something has changed: heard again, due, released."""
        self._wake.set()

    def retry(self) -> None:
        """What kept it from being read may be gone: do not wait any longer."""
        self.device.due_at = 0.0
        self.wake()

    def heard(self) -> None:
        """One that was missing is tried at once."""
        if self.link is None and self.device.away:
            self.retry()

    async def switch(self, name: str, on: bool) -> bool:
        """Turn a switch on the next link; raises DeviceError, NotWritable."""
        if self.released:
            raise self.device.error(self.device.left)
        if self.link is None and self.device.away:
            raise self.device.error(self.device.missing)
        self.retry()
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
            self._commands.refuse(self.device.lost())
            await self._end()

    async def _until_due(self) -> None:
        while (wait := max(self.device.due_at, self.device.released_until) - self._now) > 0:
            if self.released:
                self.state = "released"
                self.device.problem = self.device.left
            else:
                self.state = "backoff" if self.device.failures else "idle"
            await self._rest(wait)

    async def _look(self) -> None:
        """Until it is heard or somebody else has it."""
        device, since = self.device, self._now
        patience = CYCLES * device.interval
        while self._age() > FRESH_S and not self.released:
            if self._age() > patience and self._now - self._began > patience:
                device.absent()
                self.state = "out_of_range"
            if device.away or self._now - since > COMMAND_S:
                self._commands.refuse(device.error(device.missing))
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
            if error.reason.key in STUCK:
                await self._unstick(device.failures)
        finally:
            await self._end()
            self.state = "backoff" if device.failures else "idle"
            if device.problem is not None:
                self._commands.refuse(device.error(device.problem))

    async def _turn(self, link: GattLink) -> None:
        await self._commands.carry_out(partial(self.device.switch, link), self.device.lost())
        if await self.device.turn(link):
            self.polled()

    async def _keep(self, link: GattLink) -> bool:
        """Wait on the link for the next turn; False when it is better ended, raises NotConnected when it was lost."""
        device = self.device
        while not self.released and not device.config.share and device.failures < 2:
            if link.lost.is_set():
                if device.failures:  # its reading has told
                    return False
                raise device.lost()
            if not self._commands and self._slots.give_way():
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
