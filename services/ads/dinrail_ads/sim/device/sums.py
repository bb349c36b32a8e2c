"""Sum commands: many requests in one; an item that fails does not disturb the others."""

from __future__ import annotations

from collections.abc import Callable

from dinrail_ads.sim.device.payloads import ADDRESS, EXCHANGE, PAIR, U32, check_count, exactly, part
from dinrail_ads.sim.device.runtime import Runtime
from dinrail_ads.sim.program.memory import Refused
from dinrail_ads.wire.errors import AdsCode
from dinrail_ads.wire.groups import Group

__all__ = ["SUMS", "Sums"]

LARGEST = 4 * 1024 * 1024  # of one answer
SUMS = frozenset({Group.SUM_READ, Group.SUM_WRITE, Group.SUM_READ_WRITE, Group.SUM_READ_EX, Group.SUM_READ_EX_2})


class Sums:
    """Serves requests of up to `limit` items."""

    def __init__(self, runtime: Runtime, limit: int) -> None:
        self._runtime = runtime
        self._limit = limit
        self._serve: dict[int, Callable[[int, bytes], bytes]] = {
            Group.SUM_READ: self._read,
            Group.SUM_WRITE: self._write,
            Group.SUM_READ_WRITE: self._exchange,
            Group.SUM_READ_EX: self._read_ex,
            Group.SUM_READ_EX_2: self._read_ex_2,
        }

    def answer(self, group: int, count: int, length: int, data: bytes) -> bytes:
        """The answer to a sum of `count` items; raises Refused for the whole."""
        check_count(count, self._limit)
        answer = self._serve[group](count, data)
        if len(answer) > length:
            raise Refused(AdsCode.INVALID_SIZE)
        return answer

    def _read(self, count: int, data: bytes) -> bytes:
        errors, values = self._read_all(count, data, pad=True)
        return b"".join((*map(U32.pack, errors), *values))

    def _read_ex(self, count: int, data: bytes) -> bytes:
        errors, values = self._read_all(count, data, pad=True)
        return _with_lengths(errors, values)

    def _read_ex_2(self, count: int, data: bytes) -> bytes:
        errors, values = self._read_all(count, data, pad=False)
        return _with_lengths(errors, values)

    def _read_all(self, count: int, data: bytes, *, pad: bool) -> tuple[list[int], list[bytes]]:
        errors, values, total = [], [], 0
        for group, offset, length in ADDRESS.iter_unpack(exactly(data, count * ADDRESS.size)):
            total += length
            if total > LARGEST:
                raise Refused(AdsCode.NO_MEMORY)
            try:
                value, error = self._runtime.read(group, offset, length), 0
            except Refused as refused:
                value, error = b"", refused.code
            errors.append(error)
            values.append(value.ljust(length, b"\0") if pad else value)
        return errors, values

    def _write(self, count: int, data: bytes) -> bytes:
        place, errors = count * ADDRESS.size, []
        for group, offset, length in ADDRESS.iter_unpack(part(data, 0, place)):
            errors.append(self._write_one(group, offset, part(data, place, length)))
            place += length
        return b"".join(map(U32.pack, errors))

    def _write_one(self, group: int, offset: int, value: bytes) -> int:
        try:
            self._runtime.write(group, offset, value)
        except Refused as refused:
            return refused.code
        return 0

    def _exchange(self, count: int, data: bytes) -> bytes:
        place, heads, answers = count * EXCHANGE.size, [], []
        for group, offset, read_length, write_length in EXCHANGE.iter_unpack(part(data, 0, place)):
            sent = part(data, place, write_length)
            place += write_length
            try:
                answer, error = self._runtime.exchange(group, offset, read_length, sent), 0
            except Refused as refused:
                answer, error = b"", refused.code
            heads.append(PAIR.pack(error, len(answer)))
            answers.append(answer)
        return b"".join((*heads, *answers))


def _with_lengths(errors: list[int], values: list[bytes]) -> bytes:
    heads = [PAIR.pack(error, len(value)) for error, value in zip(errors, values, strict=True)]
    return b"".join((*heads, *values))
