"""Uploads kept in files, so that a restart need not load a program again that has not changed.

A file: magic, digest of all that follows, a line with the key, lengths, the two uploads compressed. The key is the
project's identity on the wire (target, port, versions); a file is taken only for the key it was written for.
"""

from __future__ import annotations

import contextlib
import logging
import os
import struct
import tempfile
import zlib
from hashlib import blake2b
from pathlib import Path

from dinrail.errors import ProtocolError
from dinrail_ads.tables.program import MAX_UPLOAD, ProgramTables

__all__ = ["TableCache"]

MAGIC = b"dinrail ads tables 1\n"
DIGEST = 16
_HEAD = struct.Struct("<HII")
"""Length of the key, then of both uploads."""


class TableCache:
    """Files of one folder, at most `limit` bytes together; the least recently used go first. Blocks: for a thread."""

    def __init__(self, folder: Path, *, limit: int = 64 * 1024 * 1024, log: logging.Logger | None = None) -> None:
        self._folder = folder
        self._limit = limit
        self._log = log or logging.getLogger(__name__)

    def load(self, key: str) -> ProgramTables | None:
        """The tables kept for a key; None when there are none or their file is damaged, which is logged."""
        path = self._path(key)
        try:
            if path.stat().st_size > self._limit:
                raise ValueError("it is too long")
            content = path.read_bytes()
            tables = ProgramTables.parse(*_unpack(content, key))
        except FileNotFoundError:
            return None
        except (ProtocolError, ValueError, struct.error, zlib.error, OSError) as error:
            self._ignore(path, str(error))
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return tables

    def store(self, key: str, tables: ProgramTables) -> bool:
        """Keep tables; False when the folder cannot take them, which is logged."""
        content = _pack(key, tables.symbols, tables.types)
        if len(content) > self._limit:
            self._log.warning("tables of %d bytes are too long for the cache of %d", len(content), self._limit)
            return False
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._make_room(len(content), self._path(key))
            self._write(self._path(key), content)
        except OSError as error:
            self._log.warning("cannot keep the tables: %s", error)
            return False
        return True

    def _path(self, key: str) -> Path:
        return self._folder / f"{blake2b(key.encode(), digest_size=12).hexdigest()}.tables"

    def _ignore(self, path: Path, why: str) -> None:
        self._log.warning("the cached tables %s are ignored: %s", path.name, why)
        with contextlib.suppress(OSError):
            path.unlink()

    def _write(self, path: Path, content: bytes) -> None:
        handle, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def _make_room(self, size: int, path: Path) -> None:
        """Remove what is over the limit, and what an interrupted write left behind."""
        for part in self._folder.glob("*.part"):
            part.unlink(missing_ok=True)
        files = [(each.stat().st_mtime, each.stat().st_size, each) for each in self._folder.glob("*.tables")]
        kept = size
        for _, length, each in sorted(files, reverse=True):
            if each == path:
                continue
            kept += length
            if kept > self._limit:
                each.unlink(missing_ok=True)


def _pack(key: str, symbols: bytes, types: bytes) -> bytes:
    name = key.encode()
    body = b"".join((_HEAD.pack(len(name), len(symbols), len(types)), name, zlib.compress(symbols + types, 1)))
    return MAGIC + blake2b(body, digest_size=DIGEST).digest() + body


def _unpack(content: bytes, key: str) -> tuple[bytes, bytes]:
    """Both uploads; raises ValueError, struct.error or zlib.error."""
    if not content.startswith(MAGIC):
        raise ValueError("it is of another kind")
    start = len(MAGIC) + DIGEST
    if blake2b(content[start:], digest_size=DIGEST).digest() != content[len(MAGIC) : start]:
        raise ValueError("its digest is wrong")
    name_length, symbols_length, types_length = _HEAD.unpack_from(content, start)
    place = start + _HEAD.size + name_length
    if content[start + _HEAD.size : place] != key.encode():
        raise ValueError("it is of another project")
    total = symbols_length + types_length
    if max(symbols_length, types_length) > MAX_UPLOAD:
        raise ValueError("its uploads are too long")
    unpacker = zlib.decompressobj()
    both = unpacker.decompress(content[place:], total + 1)
    if len(both) != total:
        raise ValueError("its length is wrong")
    return both[:symbols_length], both[symbols_length:]
