"""Payloads as values: plain text, JSON, a place inside of it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import msgspec

from dinrail.directory import INTEGER_RANGES
from dinrail.sample import Scalar
from dinrail_mqtt.topics import segment

__all__ = ["BadPayload", "as_type", "leaves", "parse_json", "place", "plain", "steps", "type_of"]

MAX_BYTES = 256 * 1024
MAX_TEXT = 4096
MAX_LEAVES = 256
MAX_DEPTH = 8
TRUE = frozenset({"on", "true", "yes", "online", "open", "1"})
FALSE = frozenset({"off", "false", "no", "offline", "closed", "0"})

_json = msgspec.json.Decoder()


class BadPayload(Exception):
    """What came is not what it should be; `key` of the reason."""

    def __init__(self, key: str, detail: str = "") -> None:
        super().__init__(detail or key)
        self.key = key


def parse_json(payload: bytes) -> Any:
    """Any JSON document; raises BadPayload."""
    if len(payload) > MAX_BYTES:
        raise BadPayload("payload_too_large")
    try:
        return _json.decode(payload)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise BadPayload("payload_not_json", str(error)[:120]) from None


def plain(payload: bytes) -> Scalar:
    """A number where it is one, else text; raises BadPayload."""
    if len(payload) > MAX_TEXT:
        raise BadPayload("payload_too_large")
    try:
        text = payload.decode().strip()
    except UnicodeDecodeError:
        raise BadPayload("payload_not_text") from None
    if not text:
        raise BadPayload("payload_empty")
    return _number(text) if text[0] in "+-.0123456789" else text


def as_type(value: Scalar, kind: str) -> Scalar:
    """The value in an IEC type, `auto` as it is; raises BadPayload, never guesses."""
    if value is None:
        raise BadPayload("value_missing")
    if kind == "auto":
        return value
    if kind == "BOOL":
        return _boolean(value)
    if kind in INTEGER_RANGES or kind in ("REAL", "LREAL"):
        return _numeric(value, kind)
    return value if isinstance(value, str) else _text(value)


def type_of(value: Scalar) -> str:
    """The IEC type of a value nobody said the type of."""
    if isinstance(value, bool):
        return "BOOL"
    return "LREAL" if isinstance(value, (int, float)) else "STRING"


def steps(path: str) -> list[str]:
    """`ENERGY.Power`, `list.0.x` or the JSON pointer `/a.b/0` as keys."""
    if path.startswith("/"):
        return [step.replace("~1", "/").replace("~0", "~") for step in path[1:].split("/")]
    return path.replace("[", ".").replace("]", "").split(".")


def place(document: Any, path: list[str]) -> Scalar:
    """The scalar at a place; raises BadPayload."""
    node = document
    for step in path:
        if isinstance(node, dict) and step in node:
            node = node[step]
        elif isinstance(node, list) and step.isdigit() and len(step) < 6 and int(step) < len(node):
            node = node[int(step)]
        else:
            raise BadPayload("value_missing", step[:40])
    if isinstance(node, (dict, list)):
        raise BadPayload("value_not_scalar")
    if isinstance(node, str) and len(node) > MAX_TEXT:
        raise BadPayload("payload_too_large")
    return node  # type: ignore[no-any-return]


def leaves(document: Any) -> Iterator[tuple[tuple[str, ...], Scalar]]:
    """Scalars inside of a document with their keys, at most 256 and eight levels deep; null is none."""
    count = 0
    waiting: list[tuple[tuple[str, ...], Any]] = [((), document)]
    while waiting and count < MAX_LEAVES:
        keys, node = waiting.pop()
        if isinstance(node, (dict, list)):
            items = list(node.items()) if isinstance(node, dict) else [(str(at), item) for at, item in enumerate(node)]
            if len(keys) < MAX_DEPTH:
                waiting += [((*keys, str(key)), item) for key, item in reversed(items[:MAX_LEAVES])]
        elif node is not None and not (isinstance(node, str) and len(node) > MAX_TEXT):
            count += 1
            yield keys, node


def dotted(keys: tuple[str, ...]) -> str:
    """Keys as a path below a point's name."""
    return ".".join(segment(key) for key in keys)


def _number(text: str) -> Scalar:
    try:
        return int(text) if len(text) < 20 else float(text)
    except ValueError:
        pass
    try:
        number = float(text)
    except ValueError:
        return text
    return number if math.isfinite(number) else text


def _boolean(value: Scalar) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).lower()
    if text in TRUE or text in FALSE:
        return text in TRUE
    raise BadPayload("value_wrong_type", f"{text[:40]} is no BOOL")


def _numeric(value: Scalar, kind: str) -> int | float:
    number = _number(value.strip()) if isinstance(value, str) and value.strip() else value
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        raise BadPayload("value_wrong_type", f"{str(value)[:40]} is no {kind}")
    if kind in ("REAL", "LREAL"):
        return number
    if isinstance(number, float) and not number.is_integer():
        raise BadPayload("value_wrong_type", f"{number} is no {kind}")
    low, high = INTEGER_RANGES[kind]
    if not low <= number <= high:
        raise BadPayload("value_out_of_range", f"{number} is outside {low}…{high}")
    return int(number)


def _text(value: Scalar) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
