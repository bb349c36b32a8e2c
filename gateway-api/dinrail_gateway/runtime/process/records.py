"""What is kept on disk of each instance: a folder with its record, its secrets, its output and a place to work in."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from dinrail.manifest import Priority
from dinrail_gateway.runtime.process.table import Origin

__all__ = ["Folder", "Record", "Records"]

FILE = "record.json"


class Record(msgspec.Struct, kw_only=True):
    """One made process, running or not: what a container's inspection would tell. Times in Unix ms.

    boot: the run of the host `origin` counts in; origin: while it runs, or as a gateway that crashed left it.
    """

    id: str
    instance: str
    type: str
    mark: str
    command: list[str]
    env: dict[str, str]
    figures: dict[str, int]
    priority: Priority = "normal"
    boot: str = ""
    origin: Origin | None = None
    started_ms: int | None = None
    finished_ms: int | None = None
    exit_code: int | None = None
    cause: str = ""


class Folder:
    """The folder of one instance; all of it is the gateway's own user's only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.secrets = path / "secrets"
        self.work = path / "work"
        self.data = path / "data"
        """What the instance keeps; goes with the instance only."""

    def fill(self, files: Mapping[str, bytes]) -> None:
        """Exactly these secrets, readable by their owner only (blocking)."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.rmtree(self.secrets, ignore_errors=True)
        self.secrets.mkdir(mode=0o700)
        self.work.mkdir(exist_ok=True, mode=0o700)
        self.data.mkdir(exist_ok=True, mode=0o700)
        for name, content in files.items():
            descriptor = os.open(self.secrets / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
            with open(descriptor, "wb") as opened:  # noqa: PTH123 - of a descriptor
                opened.write(content)

    def write(self, record: Record) -> None:
        """Keep the record (blocking)."""
        fresh = self.path / f"{FILE}.new"
        fresh.write_bytes(msgspec.json.encode(record))
        fresh.replace(self.path / FILE)

    def read(self) -> Record | None:
        """The record; None when there is none that can be read."""
        try:
            return msgspec.json.decode((self.path / FILE).read_bytes(), type=Record)
        except (OSError, msgspec.DecodeError):
            return None

    def drop(self) -> None:
        """Away with the record and the output, the secrets stay (blocking)."""
        (self.path / FILE).unlink(missing_ok=True)
        for name in ("output.log", "output.log.1"):
            (self.path / name).unlink(missing_ok=True)
        shutil.rmtree(self.work, ignore_errors=True)

    def remove(self) -> None:
        """Away with everything (blocking)."""
        shutil.rmtree(self.path, ignore_errors=True)


class Records:
    """All folders below one; a lock on it keeps a second gateway from taking our processes for orphans."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock: int | None = None

    def of(self, instance: str) -> Folder:
        """Folder of an instance."""
        return Folder(self._root / instance)

    def all(self) -> Iterator[Folder]:
        """Every folder there is (blocking)."""
        for path in sorted(self._root.iterdir()) if self._root.is_dir() else ():
            if path.is_dir():
                yield Folder(path)

    def lock(self) -> bool:
        """Whether this gateway may work here; another one may not until `unlock` or our end (blocking)."""
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self._root / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock_file(descriptor)
        except OSError:
            os.close(descriptor)
            return False
        self._lock = descriptor
        return True

    def unlock(self) -> None:
        """Let others work here."""
        if self._lock is not None:
            with contextlib.suppress(OSError):
                os.close(self._lock)
            self._lock = None


def _lock_file(descriptor: int) -> None:
    try:
        import fcntl  # noqa: PLC0415 - Windows has none
    except ImportError:
        import msvcrt  # noqa: PLC0415

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        return
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
