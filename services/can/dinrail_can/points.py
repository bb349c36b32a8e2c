"""Signals of the configuration as points of the directory."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

import msgspec

from dinrail.directory import IecType, Point
from dinrail.errors import ConfigError
from dinrail_can.codec import Message, Signal
from dinrail_can.config import CanConfig, Selection

__all__ = ["Chosen", "choose", "segment"]

CYCLES, SHORTEST_S, USUAL_S = 3, 1.0, 10.0
MOST_TURNS = 64
UNSAFE = "./+#*%\0"
INTEGERS: tuple[tuple[int, IecType, IecType], ...] = (
    (8, "USINT", "SINT"),
    (16, "UINT", "INT"),
    (32, "UDINT", "DINT"),
    (64, "ULINT", "LINT"),
)


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """A signal that is published. timeout: seconds after which it is stale."""

    message: Message
    signal: Signal
    point: Point
    timeout: float
    deadband: float


def segment(name: str) -> str:
    """A name of the field as one segment of an address."""
    return "".join(f"%{ord(each):02X}" if each in UNSAFE else each for each in name)


def choose(config: CanConfig, messages: Sequence[Message]) -> list[Chosen]:
    """Signals that fit an entry, by the first one that does; raises ConfigError where an entry fits none."""
    used = [False] * len(config.signals)
    found = []
    for message in messages:
        for signal in message.signals:
            name = f"{message.name}.{signal.name}"
            fits = [index for index, each in enumerate(config.signals) if fnmatchcase(name, each.path)]
            for index in fits:
                used[index] = True
            if fits:
                found.append(_chosen(message, signal, config.signals[fits[0]]))
    for index, each in enumerate(config.signals):
        if not used[index]:
            text = f"{each.path[:80]} fits no signal of the DBC files"
            raise ConfigError(text, key="signal_unknown", path=f"/signals/{index}/path", signal=each.path[:80])
    return found


def _chosen(message: Message, signal: Signal, entry: Selection) -> Chosen:
    # The parts of a multiplexed message come in turn.
    parts = {value for each in message.signals if each.multiplexer for value in each.multiplexer.values}
    turns = max(1, min(MOST_TURNS, len(parts))) if signal.multiplexer else 1
    cycle = max(SHORTEST_S, CYCLES * message.cycle_s * turns) if message.cycle_s else USUAL_S
    low = signal.minimum if entry.min is None else entry.min
    high = signal.maximum if entry.max is None else entry.max
    point = Point(
        path=f"{segment(message.name)}.{segment(signal.name)}",
        type=_type(signal),
        unit=entry.unit or signal.unit,
        description=" ".join(signal.comment.split()),
        min=low,
        max=high,
        texts=_texts(signal),
        writable=entry.writable,
        refresh=entry.refresh,
    )
    return Chosen(message=message, signal=signal, point=point, timeout=entry.timeout or cycle, deadband=entry.deadband)


def _type(signal: Signal) -> IecType:
    if not signal.integral:
        return "REAL" if signal.length <= 32 else "LREAL"
    if signal.length == 1 and not signal.signed and not signal.texts and (signal.scale, signal.offset) == (1, 0):
        return "BOOL"
    ends = (0, (1 << signal.length) - 1, 1 << signal.length - 1, (1 << signal.length - 1) - 1)
    values = [int(value) for raw in ends if (value := signal.value(raw)) is not None]
    for bits, unsigned, signed in INTEGERS:
        if min(values) >= 0 and max(values) < 1 << bits:
            return unsigned
        if min(values) < 0 and min(values) >= -(1 << bits - 1) and max(values) < 1 << bits - 1:
            return signed
    return "LREAL"


def _texts(signal: Signal) -> dict[str, str]:
    """Texts by physical value; only whole numbers have some."""
    if not signal.integral:
        return {}
    mask = (1 << signal.length) - 1
    return {str(signal.value(int(raw) & mask)): text for raw, text in signal.texts.items()}
