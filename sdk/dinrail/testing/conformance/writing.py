"""Checks: write requests, friendly and hostile."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Iterator
from functools import partial

import msgspec

from dinrail.sample import Scalar
from dinrail.testing.conformance.expectation import eventually, expect
from dinrail.testing.conformance.rig import Rig

__all__ = [
    "answers_only_to_its_own_reply_topics",
    "refuses_every_write",
    "refuses_hostile_writes",
    "refuses_old_and_retained_writes",
    "runs_a_repeated_write_once",
    "writes_and_reads_back",
]

FOLLOW_S = 5.0

_encode = msgspec.json.encode


async def refuses_every_write(rig: Rig) -> None:
    """An adapter that only reads says so to each of its points, and to points it does not have."""
    await rig.start()
    for path in (rig.subject.read_only, *list(rig.seen.directory())[:5]):
        reply = await rig.seen.write(path, b"1")
        expect(not reply.ok and reply.error and reply.error.key == "not_writable", f"a write to {path}: {reply}")
    reply = await rig.seen.write("no.such.point", b"1")
    expect(reply.error and reply.error.key == "unknown_point", f"a write to a point that is not there: {reply}")


async def writes_and_reads_back(rig: Rig) -> None:
    """Each good value is answered with what was read back, and the point follows and stays."""
    await rig.start()
    path = rig.subject.writable
    for value in rig.subject.good_values:
        await _write(rig, value)
        await eventually(
            partial(_shows, rig, value), FOLLOW_S, lambda: f"{path} does not follow: {rig.seen.sample(path)}"
        )
    await asyncio.sleep(1.5)  # two polls
    expect(_shows(rig, rig.subject.good_values[-1]), f"{path} did not keep it: {rig.seen.sample(path)}")


async def refuses_hostile_writes(rig: Rig) -> None:
    """Every one is answered with its reason; none of them changes anything or costs a captured error."""
    await rig.start()
    await _write(rig, rig.subject.good_values[0])
    for path, payload, keys in _hostile(rig):
        reply = await rig.seen.write(path, payload)
        key = reply.error.key if reply.error else ""
        expect(not reply.ok, f"{payload[:60]!r} to {path} was taken")
        expect(key in keys, f"{payload[:60]!r} to {path} is refused with {key!r} instead of {' or '.join(keys)}")
        expect(reply.error is not None and reply.error.message, f"{payload[:60]!r} to {path} is refused without a word")
    expect(not rig.seen.errors, f"they cost an error: {rig.seen.errors[:1]}")
    expect(rig.process.running, "the process has ended")
    await rig.good("after them")
    expect(_shows(rig, rig.subject.good_values[0]), f"they changed {rig.subject.writable}")


async def refuses_old_and_retained_writes(rig: Rig) -> None:
    """A wish of six seconds ago, a retained one that lies there at the start, a retained one that comes."""
    path, good = rig.subject.writable, rig.subject.good_values
    await rig.subject.start_device()
    rig.seen.send(rig.seen.write_topic(path), _encode(good[-1]), retain=True)
    rig.seen.configure(rig.subject.config())
    await rig.launch()
    await rig.good("after its start")
    await _write(rig, good[0])
    old = await rig.seen.write(path, _encode({"value": good[-1], "ts": int(time.time() * 1000) - 6000}))
    expect(not old.ok and old.error and old.error.key == "expired", f"an old wish is answered {old}")
    live = await rig.seen.write(path, _encode(good[-1]), retain=True)
    expect(not live.ok, "a retained wish was carried out")
    await rig.seen.settle()
    expect(_shows(rig, good[0]), f"{path} was changed: {rig.seen.sample(path)}")
    rig.seen.send(rig.seen.write_topic(path), b"", retain=True)


async def runs_a_repeated_write_once(rig: Rig) -> None:
    """The same response topic and correlation again gets the same answer and does nothing."""
    await rig.start()
    path, first, second = rig.subject.writable, rig.subject.good_values[0], rig.subject.good_values[-1]
    once = await rig.seen.write(path, _encode(first), correlation=b"again")
    expect(once.ok, f"{first!r} was refused: {once.error}")
    await _write(rig, second)
    again = await rig.seen.write(path, _encode(first), correlation=b"again")
    expect(again == once, f"the repetition is answered {again} instead of {once}")
    await asyncio.sleep(1.0)
    expect(_shows(rig, second), f"the repetition was carried out: {rig.seen.sample(path)}")


async def answers_only_to_its_own_reply_topics(rig: Rig) -> None:
    """A response topic elsewhere gets nothing, so that nobody can have it publish for him."""
    await rig.start()
    path, instance = rig.subject.writable, rig.seen.instance
    foreign = [rig.seen.write_topic(path), f"dinrail/{instance}/state", f"smarthome/{instance}/{path}", "dinrail/panic"]
    for topic in foreign:
        rig.seen.send(
            rig.seen.write_topic(path), _encode(rig.subject.good_values[0]), response_topic=topic, correlation=b"f"
        )
    await rig.seen.settle()
    answered = [topic for topic, payload in rig.seen.payloads if b'"ok"' in payload]
    expect(not answered, f"it answered on {answered}")
    await _write(rig, rig.subject.good_values[0])


async def _write(rig: Rig, value: Scalar) -> None:
    reply = await rig.seen.write(rig.subject.writable, _encode({"value": value, "ts": int(time.time() * 1000)}))
    expect(reply.ok, f"{value!r} was refused: {reply.error}")
    expect(reply.value is None or _close(reply.value, value), f"{value!r} was read back as {reply.value!r}")


def _shows(rig: Rig, value: Scalar) -> bool:
    sample = rig.seen.sample(rig.subject.writable)
    return sample is not None and sample.quality == "good" and _close(sample.value, value)


def _close(one: object, other: object) -> bool:
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return math.isclose(one, other, rel_tol=1e-3, abs_tol=1e-6)
    return one == other


def _hostile(rig: Rig) -> Iterator[tuple[str, bytes, tuple[str, ...]]]:
    path = rig.subject.writable
    wrong, outside = ("bad_value",), ("out_of_range", "bad_value")
    text = rig.seen.directory()[path].type in ("STRING", "WSTRING", "DATE", "TOD", "DT", "TIME", "LTIME")
    yield path, b"", wrong
    yield path, b" \n", wrong
    yield path, b"\xff\xfe", wrong
    yield path, b'{"value"', wrong
    yield path, b"{}", wrong
    yield path, b"[1]", wrong
    yield path, b'{"value": {"value": 1}}', wrong
    yield path, b"[" * 10_000, wrong
    yield path, b'{"value": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", wrong
    yield path, b'{"value": 1, "ts": "now"}', wrong
    yield path, b"null", wrong
    yield path, b'"' + b"x" * 100_000 + b'"', wrong
    if not text:
        yield path, b"\x00", wrong
        yield path, b"not json", wrong
        yield path, b"9" * 5_000, outside
        yield path, b"1e400", outside
        yield path, b"NaN", outside
        yield path, b"-Infinity", outside
    for value in rig.subject.wrong_type_values:
        yield path, _encode(value), wrong
    for value in rig.subject.out_of_range_values:
        yield path, _encode(value), outside
    yield rig.subject.read_only, b"1", ("not_writable",)
    yield "no.such.point", b"1", ("unknown_point",)
    yield f"{path}.deeper", b"1", ("unknown_point",)
