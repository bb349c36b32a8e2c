"""The output of one instance, kept in two files of bounded size; a flood is read and left out, never waited for."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from dinrail_gateway.runtime.interface import LogLine
from dinrail_gateway.runtime.lines import MAX_LINE, log_line

__all__ = ["OutputLog"]

FILE_BYTES = 1024 * 1024
RATE_BYTES = 64 * 1024
BURST_BYTES = 512 * 1024
CHUNK = 65536


class OutputLog:
    """Files `output.log` and `output.log.1` in the instance's folder; `left_out` counts lines over the budget."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._file = folder / "output.log"
        self._old = folder / "output.log.1"
        self._clock = clock
        self._lock = threading.Lock()
        self._budget = float(BURST_BYTES)
        self._filled = clock()
        self._skipped = 0
        self._skipping = False
        self._rest = b""
        self.left_out = 0

    def follow(self, descriptor: int, name: str) -> threading.Thread:
        """Keep what is read from here until its end, in a thread of its own; closes it."""

        def read() -> None:
            try:
                with contextlib.suppress(OSError):
                    while chunk := os.read(descriptor, CHUNK):
                        self.take(chunk)
                self.end()
            finally:
                os.close(descriptor)

        thread = threading.Thread(target=read, name=name, daemon=True)
        thread.start()
        return thread

    def take(self, chunk: bytes) -> None:
        """Some more output; lines are cut at 4 KiB."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        kept = [line for line in lines if not self._cut(line)]
        if len(self._rest) > MAX_LINE and not self._skipping:
            kept.append(self._rest)
            self._skipping = True
        if self._skipping:
            self._rest = self._rest[-1:]
        self._write(kept)

    def end(self) -> None:
        """No more output comes: what has no line end yet is a line as well."""
        if self._rest and not self._skipping:
            self._write([self._rest])
        self._rest, self._skipping = b"", False
        self._tell_skipped()

    def tail(self, lines: int) -> list[LogLine]:
        """The last lines, oldest first (blocking)."""
        texts: list[str] = []
        with self._lock:
            for file in (self._old, self._file):
                with contextlib.suppress(OSError):
                    texts += file.read_bytes().decode(errors="replace").split("\n")
        found = (log_line(text, error_stream=False) for text in texts)
        return [line for line in found if line is not None][-lines:]

    def _cut(self, line: bytes) -> bool:
        """Whether this is the end of a line that was cut and written already."""
        if self._skipping:
            self._skipping = False
            return True
        return not line.strip()

    def _write(self, lines: list[bytes]) -> None:
        now = self._clock()
        self._budget = min(BURST_BYTES, self._budget + (now - self._filled) * RATE_BYTES)
        self._filled = now
        stamp = _stamp()
        fresh = bytearray()
        for line in lines:
            cost = min(len(line), MAX_LINE) + len(stamp) + 2
            if cost > self._budget:
                self._skipped += 1
                self.left_out += 1
                continue
            self._budget -= cost
            if self._skipped:
                fresh += self._skipped_line()
            fresh += stamp + b" " + line[:MAX_LINE].replace(b"\r", b"") + b"\n"
        self._append(bytes(fresh))

    def _tell_skipped(self) -> None:
        if self._skipped:
            self._append(self._skipped_line())

    def _skipped_line(self) -> bytes:
        told = b"%s warning %d lines over the log budget were left out\n" % (_stamp(), self._skipped)
        self._skipped = 0
        return told

    def _append(self, data: bytes) -> None:
        if not data:
            return
        with self._lock, contextlib.suppress(OSError):  # a full disk costs the log, not the instance
            with contextlib.suppress(FileNotFoundError):
                if self._file.stat().st_size + len(data) > FILE_BYTES:
                    self._file.replace(self._old)
            with self._file.open("ab") as opened:
                opened.write(data)


def _stamp() -> bytes:
    return datetime.now(UTC).isoformat(timespec="milliseconds").encode()
