"""Two serial ports wired to each other: what one end sends, the other receives."""

from __future__ import annotations

import asyncio
import os
import tty

__all__ = ["NullModem"]


class NullModem:
    """`ends`: the two devices to open; made and closed inside a running loop."""

    def __init__(self) -> None:
        self._masters, self._slaves = zip(*(os.openpty() for _ in range(2)), strict=True)
        self.ends = [os.ttyname(slave) for slave in self._slaves]
        for slave in self._slaves:
            tty.setraw(slave)
        loop = asyncio.get_running_loop()
        one, other = self._masters
        loop.add_reader(one, lambda: os.write(other, os.read(one, 512)))
        loop.add_reader(other, lambda: os.write(one, os.read(other, 512)))

    def close(self) -> None:
        """Take it away."""
        for master in self._masters:
            asyncio.get_running_loop().remove_reader(master)
        for end in (*self._slaves, *self._masters):
            os.close(end)
