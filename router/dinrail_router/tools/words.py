"""What tools print: values, times and reasons as people read them."""

from __future__ import annotations

import json

from dinrail.sample import Scalar

__all__ = ["REASONS", "printable", "reason", "shown", "spoken"]

REASONS = {
    "quality": "the route does not take that quality",
    "gate": "a step let nothing through",
    "schedule": "not within the schedule of the route",
    "condition": "the condition of the route is not true",
    "repeated": "the point says what it said before, which is no change to take to the other side",
    "echo": "it is what the other direction of the route wrote just now",
    "not_known": "another point that is needed has no value that holds",
    "error": "a step failed",
    "no_value": "null cannot be written",
    "bad_target": "with what the wildcards matched the target is no address",
    "suspended": "its source did not deliver any more when its time came",
    "superseded": "a newer value came before the target took the last one",
    "rate": "the route is held for a while, because it sent too much",
    "reload": "the route was changed while it waited",
    "panic": "held by the panic latch",
    "expired": "it could not be sent in time",
    "no_receiver": "nobody takes write requests there",
    "offline": "no broker",
    "full": "too many messages wait for the broker",
}
_LACKS = {"no_value_yet": "has no value yet", "stale": "has a value that is too old"}
_UNITS = (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1))


def shown(value: Scalar) -> str:
    """The value as it would stand in a file."""
    return printable(json.dumps(value, ensure_ascii=False))


def printable(text: str) -> str:
    """The text without what could steer a terminal."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def spoken(seconds: float) -> str:
    """A duration as it would stand in a file, to a millisecond: `1m30s`."""
    rest = round(abs(seconds) * 1000)
    parts = []
    for unit, length in _UNITS:
        count, rest = divmod(rest, length)
        if count:
            parts.append(f"{count}{unit}")
    return ("-" if seconds < 0 and parts else "") + ("".join(parts) or "0s")


def reason(key: str, message: str) -> str:
    """A sentence for why a sample went no further."""
    if key == "not_known":
        address, _, why = message.partition(": ")
        return f"{printable(address)} {_LACKS.get(why, f'is not to be believed ({printable(why)})')}"
    sentence = REASONS.get(key, key)
    return f"{sentence}: {printable(message)}" if message else sentence
