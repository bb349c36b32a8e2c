"""Files that survive a power cut: written beside, synced, renamed; owned by whoever owns the folder."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path

__all__ = ["Signature", "read", "signature", "write"]

_one_at_a_time = threading.Lock()

Signature = tuple[int, int, int]
"""Modification time in ns, size, inode: differs whenever a file was written again."""


def read(path: Path) -> bytes | None:
    """Content, or None when there is no such file."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def signature(path: Path) -> Signature | None:
    """Cheap mark of a file's present content; None when it is missing."""
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def write(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Replace a file as a whole; after return it is on the disk, before that the old one is untouched."""
    # A cancelled task leaves its thread at work; the next writer waits for it.
    with _one_at_a_time:
        _write(path, data, mode)


def _write(path: Path, data: bytes, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), mode)
            _same_owner(file.fileno(), path.parent)
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _same_owner(handle: int, folder: Path) -> None:
    if os.geteuid() != 0:
        return
    owner = folder.stat()
    # Some mounts refuse chown; the content matters more.
    with contextlib.suppress(PermissionError):
        os.fchown(handle, owner.st_uid, owner.st_gid)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
