"""Samples as a table and back: `time,ts,point,value`, one sample in a line."""

from __future__ import annotations

import asyncio
import csv
import io
import math
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from dinrail.errors import AddressError
from dinrail.names import join, parse
from dinrail.remotewrite import Stamp, prefix, snappy
from dinrail_gateway.errors import BadRequest, Invalid
from dinrail_gateway.history.language import selector

if TYPE_CHECKING:
    from dinrail_gateway.history.service import HistoryService

__all__ = ["CsvDesk", "samples_of"]

DAY = 86_400_000
MOST_DAYS = 3660
SHOWN = 20
EARLIEST = 946_684_800_000
HEADER = "time,ts,point,value\r\n"
WORDS = {"true": 1.0, "false": 0.0}


class CsvDesk:
    """Goes out day by day, so that years of many points need no memory; comes in whole or not at all."""

    def __init__(self, history: HistoryService) -> None:
        self._history = history

    async def rows(self, points: Sequence[str], start: int, end: int) -> AsyncIterator[bytes]:
        """The table in pieces; raises before the first one when there will be none."""
        if end - start > MOST_DAYS * DAY:
            raise BadRequest(f"more than {MOST_DAYS} days", key="history_too_long", days=MOST_DAYS)
        end = min(end, self._history.clock.now_ms() + 1)
        spans = [(at, min(at + DAY, end)) for at in range(start, end, DAY)] or [(start, end)]
        pieces = self._pieces(points, spans)
        first = await anext(pieces, b"")

        async def all_of_it() -> AsyncIterator[bytes]:
            yield HEADER.encode() + first
            async for piece in pieces:
                yield piece

        return all_of_it()

    async def take(self, text: str) -> dict[str, int]:
        """Store a table; raises Invalid with the lines that are wrong."""
        now = self._history.clock.now_ms()
        body, samples, points = await asyncio.to_thread(_encoded, text, now)
        await self._history.database.write(body)
        self._history.coverage.forget()
        return {"samples": samples, "points": points}

    async def _pieces(self, points: Sequence[str], spans: Sequence[tuple[int, int]]) -> AsyncIterator[bytes]:
        for point in points:
            for begin, stop in spans:
                found = await self._history.database.raw(selector([point]), begin, stop - 1)
                pairs = sorted(chain.from_iterable(zip(each.timestamps, each.values, strict=True) for each in found))
                if pairs:
                    yield await asyncio.to_thread(_table, point, pairs)


def samples_of(text: str, now: int) -> dict[str, list[tuple[int, float]]]:
    """Samples by point; the columns may stand in any order, `ts` (Unix ms) or `time` (ISO 8601) is enough."""
    table = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), skipinitialspace=True)
    names = set(table.fieldnames or ())
    if not {"point", "value"} <= names or not names & {"ts", "time"}:
        raise Invalid("the first line names the columns point, value and ts or time", key="csv_header")
    found: dict[str, list[tuple[int, float]]] = {}
    wrong: list[dict[str, Any]] = []
    for row in table:
        try:
            instance, path = parse((row.get("point") or "").strip())
            ts = _time(row)
            if not EARLIEST <= ts <= now + DAY:
                raise ValueError("the time lies before 2000 or ahead")
            found.setdefault(join(instance, *path), []).append((ts, _number((row.get("value") or "").strip())))
        except (ValueError, OverflowError, AddressError) as error:
            params = {"line": table.line_num, "detail": str(error)[:100]}
            wrong.append({"key": "csv_line_invalid", "message": str(error)[:100], "params": params})
            if len(wrong) >= SHOWN:
                break
    if wrong:
        line = wrong[0]["params"]["line"]
        raise Invalid(
            f"line {line}: {wrong[0]['message']}",
            key="csv_line_invalid",
            extra={"errors": wrong},
            line=line,
            detail=wrong[0]["message"],
        )
    return found


def _encoded(text: str, now: int) -> tuple[bytes, int, int]:
    found = samples_of(text, now)
    stamp = Stamp()
    pieces = [
        begin + stamp.sample(value, ts)
        for point, samples in found.items()
        for begin in (prefix({"__name__": "dinrail", "point": point}),)
        for ts, value in samples
    ]
    return snappy(b"".join(pieces)), len(pieces), len(found)


def _time(row: dict[str, str | None]) -> int:
    told = (row.get("ts") or "").strip()
    if told:
        return int(told)
    return round(datetime.fromisoformat((row.get("time") or "").strip()).timestamp() * 1000)


def _number(text: str) -> float:
    number = WORDS[text.lower()] if text.lower() in WORDS else float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is no value")
    return number


def _table(point: str, pairs: Sequence[tuple[int, float | None]]) -> bytes:
    out = io.StringIO()
    write = csv.writer(out).writerow
    for ts, value in pairs:
        if value is not None:
            time = datetime.fromtimestamp(ts / 1000, UTC).isoformat(timespec="milliseconds")
            write((time, ts, point, repr(value)))
    return out.getvalue().encode()
