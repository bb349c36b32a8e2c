"""A private D-Bus daemon in a folder of its own, as a host's system bus looks to a container."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from pathlib import Path

__all__ = ["SOCKET", "PrivateBus", "address_of"]

SOCKET = "system_bus_socket"
CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_type="method_call"/>
    <allow send_type="signal"/>
    <allow send_type="method_return"/>
    <allow send_type="error"/>
    <allow receive_type="method_call"/>
    <allow receive_type="signal"/>
    <allow receive_type="method_return"/>
    <allow receive_type="error"/>
  </policy>
</busconfig>
"""


def address_of(folder: Path) -> str:
    """As DBUS_SYSTEM_BUS_ADDRESS wants it."""
    return f"unix:path={folder / SOCKET}"


class PrivateBus:
    """`start` and `stop` as often as wanted; the address stays."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = address_of(folder)
        self._daemon: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Returns when the daemon listens; raises OSError when it does not."""
        await asyncio.to_thread(self._prepare)
        self._daemon = await asyncio.create_subprocess_exec(
            "dbus-daemon",
            f"--config-file={self.folder / 'bus.conf'}",
            "--nofork",
            "--nopidfile",
            "--print-address",
            stdout=asyncio.subprocess.PIPE,
        )
        if self._daemon.stdout is None or not await self._daemon.stdout.readline():
            raise OSError(f"dbus-daemon does not start in {self.folder}")
        await asyncio.to_thread(os.chmod, self.folder / SOCKET, 0o666)

    async def stop(self) -> None:
        """End the daemon; everybody on it is cut off."""
        daemon, self._daemon = self._daemon, None
        if daemon is not None:
            with suppress(ProcessLookupError):
                daemon.terminate()
            await daemon.wait()

    def _prepare(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / SOCKET).unlink(missing_ok=True)
        (self.folder / "bus.conf").write_text(CONFIG.format(socket=self.folder / SOCKET))
