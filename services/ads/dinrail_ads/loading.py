"""From a running program to its tables: upload, parse beside the event loop, remembered as long as they hold."""

from __future__ import annotations

import asyncio
import struct

from dinrail.errors import ProtocolError
from dinrail_ads.guard import Guard, read_guard
from dinrail_ads.sums import release_handles
from dinrail_ads.tables import ProgramTables
from dinrail_ads.transport import Transport
from dinrail_ads.wire.groups import Group

__all__ = ["load"]

UPLOAD_S = 10.0
ATTEMPTS = 3
MAX_BYTES = 256 * 1024 * 1024


async def load(transport: Transport) -> tuple[ProgramTables, Guard]:
    """Tables and the guard they belong to, which holds no handles any more; raises DeviceError."""
    for _ in range(ATTEMPTS):
        before = await read_guard(transport)
        await release_handles(transport, before.handles)
        symbols, types = before.sizes
        if symbols + types > MAX_BYTES:
            raise ProtocolError(f"tables of {symbols + types} bytes", key="tables_too_large", bytes=symbols + types)
        raw_symbols = await _upload(transport, Group.SYMBOL_UPLOAD, symbols)
        raw_types = await _upload(transport, Group.TYPE_UPLOAD, types)
        after = await read_guard(transport)
        await release_handles(transport, after.handles)
        if before.identity == after.identity:
            try:
                return await asyncio.to_thread(ProgramTables.parse, raw_symbols, raw_types), after
            except (struct.error, ValueError, IndexError) as error:
                raise ProtocolError(f"the tables are damaged: {error}", key="ads_table_damaged") from error
    raise ProtocolError("the program changes faster than its tables can be read", key="program_unsettled")


async def _upload(transport: Transport, group: int, size: int) -> bytes:
    return await transport.read(group, 0, size, timeout=UPLOAD_S) if size else b""
