"""Processes that a gateway which crashed could not take with it: found by birth and token, ended before we begin."""

from __future__ import annotations

import time
from collections.abc import Sequence

from dinrail_gateway.runtime.process import system
from dinrail_gateway.runtime.process.records import Record
from dinrail_gateway.runtime.process.table import Table, boot

__all__ = ["end"]

PATIENCE = 5.0


def end(records: Sequence[Record]) -> int:
    """End what is left of these runs; how many processes that were (blocking)."""
    now = boot()
    origins = [record.origin for record in records if record.origin is not None and record.boot == now]
    table = Table()
    ended = 0
    deadline = time.monotonic() + PATIENCE
    while origins and time.monotonic() < deadline:
        table.look()
        members = [member for run in table.members(origins).values() for member in run]
        if not members:
            break
        for member in members:
            system.end(member)
        ended += len(members)
        time.sleep(0.05)
    return ended
