"""What web services hand in: found by their token, taken apart, told as points until it expires."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from dinrail.clock import Clock
from dinrail.directory import Point
from dinrail.errors import CallRefused, WriteRefused
from dinrail.sample import Scalar
from dinrail_webhook.config import IncomingConfig, Takes, ValueConfig
from dinrail_webhook.points import TYPES, TextPoint, path_of

__all__ = ["Incoming"]

FORM = "application/x-www-form-urlencoded"
MAX_TEXT = 8192

Tell = Callable[[str, object, str], None]
"""Path, value, and the reason why there is none."""


class Incoming:
    """All of one instance."""

    def __init__(self, configs: Sequence[IncomingConfig], clock: Clock, tell: Tell) -> None:
        self._clock = clock
        self._tell = tell
        self._boxes = [(hashlib.sha256(each.token.encode()).hexdigest(), _Box(each)) for each in configs]

    def take(self, params: dict[str, Any]) -> dict[str, Any]:
        """`{"token_sha256", "body", "content_type"}` as the gateway forwards it; raises CallRefused."""
        digest, body, content_type = (params.get(name, "") for name in ("token_sha256", "body", "content_type"))
        if not all(isinstance(each, str) for each in (digest, body, content_type)):
            raise CallRefused("token_sha256, body and content_type are texts", key="call_parameters_invalid")
        found = [box for known, box in self._boxes if hmac.compare_digest(known.encode(), digest.encode())]
        if not found:
            raise CallRefused("there is no such hook", key="hook_unknown")
        found[0].take(body, content_type.partition(";")[0].strip().lower(), self._clock.monotonic())
        self.tell()
        return {"ok": True}

    def tell(self) -> None:
        """Everything there is to say, as often as one likes."""
        now = self._clock.monotonic()
        for _, box in self._boxes:
            box.tell(now, self._tell)


class _Box:
    """One web service."""

    def __init__(self, config: IncomingConfig) -> None:
        self._config = config
        self._count = 0
        self._at = 0.0
        self._values: dict[str, tuple[object, str]] = {}

    def take(self, body: str, content_type: str, now: float) -> None:
        """Raises CallRefused for what cannot be taken apart; then nothing has changed."""
        if self._config.values:
            parsed = _parsed(body, content_type)
            values = {path_of(self._config, each.name): _value(each, parsed) for each in self._config.values}
        elif len(body) > MAX_TEXT:
            raise CallRefused(f"a text has at most {MAX_TEXT} characters", key="hook_too_long", max=MAX_TEXT)
        else:
            values = {path_of(self._config): (body, "")}
        self._values, self._at = values, now
        self._count += 1

    def tell(self, now: float, tell: Tell) -> None:
        tell(f"in.{self._config.name}.count", self._count, "")
        expired = bool(self._config.expires) and now - self._at > self._config.expires
        paths = [path_of(self._config, each.name) for each in self._config.values] or [path_of(self._config)]
        for path in paths:
            value, reason = self._values.get(path, (None, "hook_waits"))
            tell(path, None if expired and self._count else value, "hook_silent" if expired and self._count else reason)


def _parsed(body: str, content_type: str) -> Any:
    if content_type == FORM:
        return dict(parse_qsl(body, max_num_fields=100))
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise CallRefused(f"not JSON: {error}", key="hook_no_json", detail=str(error)[:160]) from None


def _value(config: ValueConfig, parsed: Any) -> tuple[object, str]:
    node = parsed
    for step in config.path.split("."):
        if isinstance(node, dict) and step in node:
            node = node[step]
        elif isinstance(node, list) and step.isdecimal() and int(step) < len(node):
            node = node[int(step)]
        else:
            return None, "hook_value_missing"
    if isinstance(node, (dict, list)):
        return None, "hook_value_wrong"
    try:
        return _point(config.takes).accept(_short(node)), ""
    except WriteRefused:
        return None, "hook_value_wrong"


def _short(value: Scalar) -> Scalar:
    return value[:MAX_TEXT] if isinstance(value, str) else value


def _point(takes: Takes) -> Point:
    return (TextPoint if takes == "text" else Point)("value", TYPES[takes], writable=True)
