"""The folder of backups: each file is read back and opened with its passphrase before it has its name."""

from __future__ import annotations

import logging
import os
import re
import shutil
import threading
import time
from collections.abc import Iterable
from pathlib import Path

import msgspec

from dinrail_gateway.backup.archive import MAX_FILE, Manifest, read
from dinrail_gateway.documents import files
from dinrail_gateway.errors import Invalid, NotFound, Unavailable

__all__ = ["DAY_MS", "FOLDER", "Backup", "Shelf"]

FOLDER = "backups"
RESERVE_BYTES = 32 * 1024 * 1024
MAX_FILES = 500
DAY_MS = 86_400_000
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
_KIND = re.compile(r"-(manual|scheduled|before_restore|uploaded)(?:-\d+)?\Z")
_NEW = ".unverified"


class Backup(msgspec.Struct, frozen=True):
    """One file of the folder; made: Unix ms of the file; problem: key and detail of why it is no backup."""

    id: str
    kind: str
    size: int
    made: int
    manifest: Manifest | None
    problem: str = ""
    detail: str = ""


class Shelf:
    """Blocking. Files somebody copied into the folder are listed as well; what they are shows when they are read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._adding = threading.Lock()
        self._known: dict[str, tuple[files.Signature, Backup]] = {}
        self._log = logging.getLogger("dinrail.gateway.backup")

    def all(self) -> list[Backup]:
        """Every file, the newest first; raises Unavailable."""
        try:
            return self._all()
        except OSError as error:
            message = f"the folder of backups cannot be read: {error.strerror or error}"
            raise Unavailable(message, key="backup_unreadable", detail=error.strerror or str(error)) from None

    def _all(self) -> list[Backup]:
        found: dict[str, tuple[files.Signature, Backup]] = {}
        for path in self._paths():
            mark = files.signature(path)
            if mark is None:
                continue
            known = self._known.get(path.stem)
            found[path.stem] = known if known and known[0] == mark else (mark, _look(path, mark))
        self._known = found
        return sorted((backup for _, backup in found.values()), key=_age, reverse=True)

    def one(self, id_: str) -> Backup:
        """One of them; raises NotFound."""
        path = self._path(id_)
        mark = files.signature(path)
        if mark is None:
            raise _unknown(id_)
        return _look(path, mark)

    def content(self, id_: str) -> bytes:
        """The bytes of a file; raises NotFound, Invalid when it is too large to be one."""
        path = self._path(id_)
        try:
            with path.open("rb") as file:
                data = file.read(MAX_FILE + 1)
        except FileNotFoundError:
            raise _unknown(id_) from None
        return data

    def add(self, data: bytes, kind: str, made_ms: int, passphrase: str | None = None) -> str:
        """Keep a file; returns its id. It is read back, and opened when the passphrase is given, before it counts.

        Raises Invalid for what is no backup, Unavailable when there is no room for it; nothing is left behind then.
        """
        with self._adding:
            return self._add(data, kind, made_ms, passphrase)

    def _add(self, data: bytes, kind: str, made_ms: int, passphrase: str | None) -> str:
        self._require_room(len(data))
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(made_ms / 1000))
        name = self._free_name(f"dinrail-{stamp}-{kind}")
        fresh = self._folder / f".{name}{_NEW}"
        try:
            files.write(fresh, data, mode=0o600)
            written = fresh.read_bytes()
            archive = read(written)
            if passphrase is not None:
                archive.unlock(passphrase)
            fresh.replace(self._folder / f"{name}.zip")
            _sync(self._folder)
        except OSError as error:
            raise _unwritable(error) from None
        finally:
            fresh.unlink(missing_ok=True)
        self._log.info("backup %s: %d bytes", name, len(data))
        return name

    def remove(self, id_: str) -> None:
        """Delete one; raises NotFound."""
        try:
            self._path(id_).unlink()
        except FileNotFoundError:
            raise _unknown(id_) from None

    def sweep(self, kind: str, now_ms: int, *, keep: int, max_age_days: int) -> list[str]:
        """Delete of one kind what is too much or too old; the newest always stays. Returns what is gone."""
        gone = []
        of_kind = [backup for backup in self.all() if backup.kind == kind]
        for number, backup in enumerate(of_kind):
            old = _age(backup)[0] < now_ms - max_age_days * DAY_MS
            if number > 0 and (number >= keep or old):
                self._path(backup.id).unlink(missing_ok=True)
                gone.append(backup.id)
        return gone

    def clean(self) -> None:
        """Away with what a power cut left half-written."""
        if self._folder.is_dir():
            for path in self._folder.glob(f".*{_NEW}*"):
                path.unlink(missing_ok=True)

    def _paths(self) -> Iterable[Path]:
        if not self._folder.is_dir():
            return []
        return sorted(path for path in self._folder.glob("*.zip") if _ID.match(path.stem) and path.is_file())

    def _path(self, id_: str) -> Path:
        if not _ID.match(id_):
            raise _unknown(id_)
        return self._folder / f"{id_}.zip"

    def _free_name(self, wanted: str) -> str:
        taken = {path.stem for path in self._paths()}
        if len(taken) >= MAX_FILES:
            raise Unavailable(f"there are {MAX_FILES} backups already", key="too_many_backups", max=MAX_FILES)
        number, name = 1, wanted
        while name in taken:
            number += 1
            name = f"{wanted}-{number}"
        return name

    def _require_room(self, size: int) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(self._folder).free
        except OSError as error:
            raise _unwritable(error) from None
        if free < size + RESERVE_BYTES:
            message = f"only {free >> 20} MB are free"
            raise Unavailable(
                message, key="backup_disk_full", free_mb=free >> 20, needed_mb=(size + RESERVE_BYTES) >> 20
            )


def _look(path: Path, mark: files.Signature) -> Backup:
    kind = _KIND.search(path.stem)
    told = kind[1] if kind else "uploaded"
    made = mark[0] // 1_000_000
    if mark[1] > MAX_FILE:
        return Backup(path.stem, told, mark[1], made, None, "backup_too_large", "")
    try:
        manifest = read(path.read_bytes()).manifest
    except Invalid as error:
        return Backup(
            path.stem, told, mark[1], made, None, error.reason.key, str(error.reason.params.get("detail", ""))
        )
    except OSError as error:
        return Backup(path.stem, told, mark[1], made, None, "backup_unreadable", error.strerror or "")
    return Backup(path.stem, told, mark[1], made, manifest)


def _age(backup: Backup) -> tuple[int, str]:
    return (backup.manifest.created if backup.manifest else backup.made), backup.id


def _unknown(id_: str) -> NotFound:
    return NotFound(f"there is no backup {id_[:64]!r}", key="unknown_backup", id=id_[:64])


def _unwritable(error: OSError) -> Unavailable:
    detail = error.strerror or str(error)
    return Unavailable(f"the backup cannot be written: {detail}", key="backup_unwritable", detail=detail)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
