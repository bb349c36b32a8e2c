"""The database the history is in: MetricsQL over HTTP, never waited for in the event loop."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import urlencode

import msgspec

from dinrail.errors import DeviceError
from dinrail.http import HttpAddress, HttpAnswer, HttpLinks
from dinrail.remotewrite import HEADERS
from dinrail.sample import YEAR_2000_MS
from dinrail_gateway.errors import BadRequest, NotFound, Unavailable

__all__ = ["Database", "Raw", "Series"]

WORKERS = 6
QUERY_S = 15
KEEPS = re.compile(r'^-retentionPeriod="([\d.]+)([hdwMy]?)"$', re.MULTILINE)
DAYS = {"h": 1 / 24, "d": 1, "w": 7, "M": 31, "y": 365, "": 31}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Series(msgspec.Struct, frozen=True):
    """Labels, and pairs of s and text of a number."""

    metric: dict[str, str]
    values: list[tuple[float, str]] = []
    value: tuple[float, str] | None = None


class _Result(msgspec.Struct, frozen=True):
    result: list[Series] = []


class _Answer(msgspec.Struct, frozen=True):
    data: _Result = _Result()


class _Labels(msgspec.Struct, frozen=True):
    data: list[str] = []


class Raw(msgspec.Struct, frozen=True):
    """Samples of one series as they were stored; None: no value from here on."""

    metric: dict[str, str]
    values: list[float | None]
    timestamps: list[int]


T = TypeVar("T")

_answer = msgspec.json.Decoder(_Answer)
_labels = msgspec.json.Decoder(_Labels)
_raw = msgspec.json.Decoder(Raw)


class Database:
    """`url` empty: there is no history here, and every question says so."""

    def __init__(self, url: str) -> None:
        self._links = HttpLinks(HttpAddress.parse(url), workers=WORKERS, name="history") if url else None

    @property
    def configured(self) -> bool:
        """Whether there is one."""
        return self._links is not None

    async def over(self, expression: str, start: int, end: int, step: int) -> list[Series]:
        """Values of an expression from `start` to `end` every `step`, all in ms."""
        asked = {"query": expression, "start": _seconds(start), "end": _seconds(end), "step": f"{step}ms"}
        return _read(_answer, await self._ask("/api/v1/query_range", asked)).data.result

    async def at(self, expression: str, ts: int) -> list[Series]:
        """Values of an expression at a time."""
        answer = await self._ask("/api/v1/query", {"query": expression, "time": _seconds(ts)})
        return _read(_answer, answer).data.result

    async def points(self, start: int, end: int, match: str) -> list[str]:
        """Points that have samples on the days of a span; costs no look at the samples."""
        asked = {"match[]": match, "start": _seconds(start), "end": _seconds(end)}
        return _read(_labels, await self._ask("/api/v1/label/point/values", asked)).data

    async def raw(self, match: str, start: int, end: int) -> list[Raw]:
        """Samples as they were stored, `end` included."""
        asked = {"match[]": match, "start": _seconds(start), "end": _seconds(end)}
        body = await self._ask("/api/v1/export", asked)
        return await asyncio.to_thread(lambda: [_read(_raw, line) for line in body.splitlines()])

    async def write(self, body: bytes) -> None:
        """Take samples in: a request of remote write, compressed."""
        self._settled(await self._send("/api/v1/write", body, HEADERS))

    async def earliest(self, now: int) -> int:
        """Unix ms; what is older it throws away without a word, or is no time of ours."""
        answer = await self._send("/flags", b"", FORM)
        told = KEEPS.search(answer.body.decode(errors="replace")) if answer.status == 200 else None
        kept = int(float(told[1]) * DAYS[told[2]] * 86_400_000) if told is not None else now
        return max(YEAR_2000_MS, now - kept)

    def close(self) -> None:
        """Ask nothing more."""
        if self._links is not None:
            self._links.close()

    async def _ask(self, path: str, asked: dict[str, str]) -> bytes:
        more = {"nocache": "1", "timeout": f"{QUERY_S}s", "latency_offset": "1ms"}
        answer = self._settled(await self._send(path, urlencode(asked | more).encode(), FORM))
        return answer.body

    async def _send(self, path: str, body: bytes, headers: Mapping[str, str]) -> HttpAnswer:
        if self._links is None:
            raise NotFound("no history is kept here", key="history_off")
        try:
            return await self._links.request("POST", path, body, headers=headers, timeout=QUERY_S + 5.0)
        except DeviceError as error:
            message = f"the history's database does not answer: {error.message}"
            raise Unavailable(message, key="history_away", detail=error.message[:160]) from None

    @staticmethod
    def _settled(answer: HttpAnswer) -> HttpAnswer:
        if answer.status in (400, 422):
            raise BadRequest(f"the database refuses: {answer.says}", key="history_refused", detail=answer.says[:160])
        if answer.status >= 300:
            message = f"the history's database answers {answer.status}: {answer.says}"
            raise Unavailable(message, key="history_away", detail=answer.says[:160])
        return answer


def _read(decoder: msgspec.json.Decoder[T], body: bytes) -> T:
    try:
        return decoder.decode(body)
    except msgspec.DecodeError as error:
        says = " ".join(body[:100].decode(errors="replace").split())
        message = f"what answers at the history's address is no such database ({error}): {says}"
        raise Unavailable(message, key="history_away", detail=says) from None


def _seconds(ms: int) -> str:
    return f"{ms // 1000}.{ms % 1000:03d}"
