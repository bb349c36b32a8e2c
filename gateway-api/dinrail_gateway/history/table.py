"""A table of samples: `time,ts,point,value`, one sample in a line; pure."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from dinrail.errors import AddressError
from dinrail.names import join, parse
from dinrail_gateway.errors import Invalid

__all__ = ["HEADER", "samples_of", "table_of"]

SHOWN = 20
HEADER = "time,ts,point,value\r\n"
WORDS = {"true": 1.0, "false": 0.0}


def samples_of(text: str, earliest: int, latest: int) -> dict[str, list[tuple[int, float]]]:
    """Samples by point; the columns may stand in any order, `ts` (Unix ms) or `time` (ISO 8601) is enough."""
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    table = csv.DictReader(lines, skipinitialspace=True, strict=True)
    try:
        columns = list(table.fieldnames or ())
    except csv.Error:
        columns = []
    names = set(columns)
    if not {"point", "value"} <= names or not names & {"ts", "time"} or len(names) < len(columns):
        raise Invalid("the first line names the columns point, value and ts or time, each once", key="csv_header")
    found: dict[str, list[tuple[int, float]]] = {}
    wrong: list[dict[str, Any]] = []
    while True:
        try:
            row = next(table)
            if None in row:
                raise ValueError("more fields than columns")
            instance, path = parse((row.get("point") or "").strip())
            ts = _time(row)
            if not earliest <= ts <= latest:
                raise ValueError("the time lies ahead or before what is kept")
            found.setdefault(join(instance, *path), []).append((ts, _number((row.get("value") or "").strip())))
        except StopIteration:
            break
        except (ValueError, OverflowError, AddressError, csv.Error) as error:
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


def _time(row: dict[str, str | None]) -> int:
    told = (row.get("ts") or "").strip()
    if told:
        return int(_plain(told))
    time = datetime.fromisoformat((row.get("time") or "").strip())
    if time.tzinfo is None:
        raise ValueError("the time has no zone, as Z or +01:00")
    return round(time.timestamp() * 1000)


def _number(text: str) -> float:
    number = WORDS[text.lower()] if text.lower() in WORDS else float(_plain(text))
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is no value")
    return number


def _plain(text: str) -> str:
    """Python reads more as numbers than people write in tables."""
    if not text.isascii() or "_" in text:
        raise ValueError(f"{text[:20]} is no number")
    return text


def table_of(point: str, pairs: Sequence[tuple[int, float | None]]) -> bytes:
    """Lines of one point, without the header; ends of values are none."""
    out = io.StringIO()
    write = csv.writer(out).writerow
    for ts, value in pairs:
        if value is not None:
            time = datetime.fromtimestamp(ts / 1000, UTC).isoformat(timespec="milliseconds")
            write((time, ts, point, repr(value)))
    return out.getvalue().encode()
