"""Jobs on disk: what was begun and how it ended outlives the gateway; what was under way was interrupted by its end."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import msgspec

from dinrail.reason import Reason
from dinrail_gateway.documents import files

__all__ = ["INTERRUPTED", "JobMemory", "KeptJob"]

INTERRUPTED = Reason("job_interrupted", {}, "the gateway ended meanwhile")


class KeptJob(msgspec.Struct, kw_only=True):
    """What is told of a job."""

    id: str
    kind: str
    instance: str
    by: str
    state: str
    step: str
    progress: float
    started: int
    ended: int | None = None
    error: Reason | None = None
    result: dict[str, Any] = {}


_decode = msgspec.json.Decoder(list[KeptJob]).decode


class JobMemory:
    """One small file; `read` and `write` touch the disk: call them in a thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._log = logging.getLogger("dinrail.gateway.jobs")

    def read(self) -> list[KeptJob]:
        """The oldest first; none when they cannot be read: nothing depends on them."""
        try:
            return _decode(files.read(self._path) or b"[]")
        except (OSError, msgspec.DecodeError) as error:
            self._log.warning("jobs of an earlier gateway are not known: %s", error)
            return []

    def write(self, kept: list[KeptJob]) -> None:
        """All of them; a full disk costs the memory, not the job."""
        try:
            files.write(self._path, msgspec.json.encode(kept), mode=0o600)
        except OSError as error:
            self._log.warning("jobs are not on disk: %s", error)
