"""Serial ports of the host as they are now: replugged, a port may be another device than its container was given."""

from __future__ import annotations

import os
import stat
from pathlib import Path

__all__ = ["HostDevices"]


class HostDevices:
    """`root` is where the host's /dev is seen; without one every port is taken to be there and never to change."""

    def __init__(self, root: Path | None = None) -> None:
        self._root = root if root is not None and root.is_dir() else None
        self._last: dict[str, str] = {}

    def identity(self, path: str) -> str | None:
        """Numbers of the device behind a path below /dev, as `188:0`; the last ones while it is unplugged.

        None when it never was there, "" when that cannot be seen. An unplugged one keeps its numbers: its container
        tells that it is gone, and finds it again if it comes back as the same device.
        """
        if self._root is None:
            return ""
        try:
            found = os.stat(self._root / path.removeprefix("/dev/"))  # noqa: PTH116 - a device, twice a second
        except OSError:
            return self._last.get(path)
        if stat.S_ISCHR(found.st_mode):
            self._last[path] = f"{os.major(found.st_rdev)}:{os.minor(found.st_rdev)}"
        return self._last.get(path)
