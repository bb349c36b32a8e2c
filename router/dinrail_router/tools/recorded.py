"""Recorded samples: JSON lines of the router's call `recorded`, or as `mosquitto_sub -F %j` writes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import msgspec

from dinrail.errors import AddressError, ConfigError
from dinrail.names import Topics, parse
from dinrail.quality import quality_in_effect
from dinrail.sample import Sample, received_ts

__all__ = ["Malformed", "Recorded", "Recording", "read_recording"]

_EARLIEST, _LATEST = 0, 32_503_680_000_000  # until the year 3000


class Recorded(NamedTuple):
    """A sample as it came: `at` Unix ms of its receipt, `stored` a copy that lay on the broker."""

    at: int
    address: str
    sample: Sample
    stored: bool

    def judged(self, fresh_s: float) -> Sample:
        """With its quality in effect and a usable time, as the router would take it."""
        value, _, quality, reason = msgspec.structs.astuple(self.sample)
        dated = Sample(value, received_ts(self.sample, self.at), quality, reason)
        quality, why = quality_in_effect(dated, None, self.at, fresh_s / 3)
        return Sample(value, dated.ts, quality, why or msgspec.UNSET)


class Malformed(msgspec.Struct, frozen=True):
    """A line that is no recorded sample."""

    line: int
    why: str


class Recording(NamedTuple):
    """Samples in the order of time; `others`: messages that are no samples, such as write requests."""

    samples: list[Recorded]
    malformed: list[Malformed]
    others: int


class _Message(msgspec.Struct):
    payload: Any
    address: str = ""
    topic: str = ""
    at: Annotated[float, msgspec.Meta(ge=_EARLIEST, le=_LATEST)] | None = None
    tst: str = ""
    retain: bool | int = False


class _Answer(msgspec.Struct):
    value: list[msgspec.Raw]


class _Other(Exception):
    """A message that is no sample."""


_message = msgspec.json.Decoder(_Message)


def read_recording(path: Path, topics: Topics) -> Recording:
    """What is in a file; lines that cannot be read are kept apart. Raises ConfigError without a file or a sample."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}", key="file_unreadable") from None
    samples: list[Recorded] = []
    malformed: list[Malformed] = []
    others = 0
    for number, line in _lines(data):
        try:
            samples.append(_recorded(line, topics))
        except _Other:
            others += 1
        except (ValueError, RecursionError, AddressError) as error:
            malformed.append(Malformed(number, str(error)[:200]))
    if not samples:
        first = f": line {malformed[0].line}: {malformed[0].why}" if malformed else ""
        raise ConfigError(f"{path}: no recorded samples in it{first}", key="recording_unreadable")
    samples.sort(key=lambda recorded: recorded.at)
    return Recording(samples, malformed, others)


def _lines(data: bytes) -> Iterator[tuple[int, bytes | msgspec.Raw]]:
    whole = _whole(data)
    if whole is not None:
        yield from enumerate(whole, 1)
        return
    for number, line in enumerate(data.splitlines(), 1):
        if line.strip():
            yield number, line


def _whole(data: bytes) -> list[msgspec.Raw] | None:
    """The messages of a file that is one JSON text: a list of them, or the answer of the call."""
    try:
        return msgspec.json.decode(data, type=list[msgspec.Raw])
    except msgspec.DecodeError:
        pass
    try:
        return msgspec.json.decode(data, type=_Answer).value
    except msgspec.DecodeError:
        return None


def _recorded(line: bytes | msgspec.Raw, topics: Topics) -> Recorded:
    message = _message.decode(line)
    address = _address(message, topics)
    payload = message.payload
    if payload in ("", None):
        raise _Other  # a stored copy that is taken from the broker
    if isinstance(payload, str):
        sample = msgspec.json.decode(payload, type=Sample)
    else:
        sample = msgspec.convert(payload, type=Sample)
    return Recorded(_time(message), address, sample, bool(message.retain))


def _address(message: _Message, topics: Topics) -> str:
    if message.address:
        parse(message.address)
        return message.address.replace("/", ".")
    if not message.topic:
        raise ValueError("neither address nor topic")
    if not message.topic.startswith(f"{topics.root}/") or message.topic.startswith(topics.set_prefix):
        raise _Other
    address = topics.address(message.topic)
    parse(address)
    return address


def _time(message: _Message) -> int:
    if message.at is not None:
        return round(message.at)
    if not message.tst:
        raise ValueError("neither at nor tst")
    tst = message.tst.replace("Z+", "+").replace("Z-", "-")  # some versions write both
    return round(datetime.fromisoformat(tst).timestamp() * 1000)
