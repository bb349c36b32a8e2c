"""Where a container's counters lie in the cgroup file system, for v1 and v2, cgroupfs and systemd drivers."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["Cgroup", "CgroupTree"]

V1_CONTROLLERS = {
    "cpuacct": ("cpuacct", "cpu,cpuacct", "cpuacct,cpu"),
    "cpu": ("cpu", "cpu,cpuacct", "cpuacct,cpu"),
    "memory": ("memory",),
    "blkio": ("blkio",),
    "pids": ("pids",),
}
USUAL = ("docker/{}", "system.slice/docker-{}.scope")
MAX_DEPTH = 6


class Cgroup:
    """Folders of one container: per v1 controller, or one for all in v2."""

    def __init__(self, folders: dict[str, Path], *, v2: bool) -> None:
        self.folders = folders
        self.v2 = v2

    def read(self, controller: str, file: str) -> str | None:
        """Content of one of its files; None when it is not there."""
        folder = self.folders.get("" if self.v2 else controller)
        if folder is None:
            return None
        try:
            with open(f"{folder}/{file}", "rb", buffering=0) as opened:  # noqa: PTH123 - hot path
                return opened.read().decode("ascii", "replace")
        except OSError:
            return None


class CgroupTree:
    """The mounted hierarchy; remembers where the engine puts its containers."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.v2 = (root / "cgroup.controllers").exists()
        self._patterns = list(USUAL)

    def find(self, container: str) -> Cgroup | None:
        """Folders of the container with this id; None when it has none (not running, or not visible)."""
        tops = {"": self._root} if self.v2 else self._controllers()
        found = {}
        for controller, top in tops.items():
            folder = self._folder(top, container)
            if folder is not None:
                found[controller] = folder
        return Cgroup(found, v2=self.v2) if found else None

    def _controllers(self) -> dict[str, Path]:
        tops = {}
        for controller, names in V1_CONTROLLERS.items():
            top = next((self._root / name for name in names if (self._root / name).is_dir()), None)
            if top is not None:
                tops[controller] = top
        return tops

    def _folder(self, top: Path, container: str) -> Path | None:
        for pattern in self._patterns:
            folder = top / pattern.format(container)
            if folder.is_dir():
                return folder
        return self._search(top, container)

    def _search(self, top: Path, container: str) -> Path | None:
        """Look through the whole tree once: other parents are possible (`--cgroup-parent`, rootless engines)."""
        for folder, children, _ in os.walk(top):
            hit = next((child for child in children if container in child), None)
            if hit is not None:
                path = Path(folder, hit)
                self._patterns.append(str(path.relative_to(top)).replace(container, "{}"))
                return path
            if folder.count(os.sep) - str(top).count(os.sep) >= MAX_DEPTH:
                children.clear()
        return None
