"""Points of targets and of what is handed in."""

from __future__ import annotations

from collections.abc import Iterator

from dinrail.directory import IecType, Point
from dinrail.sample import Scalar
from dinrail_webhook.config import IncomingConfig, NotificationConfig, Takes, TargetConfig, WebhookConfig

__all__ = ["EMPTY", "TRIED", "TYPES", "TextPoint", "incoming_points", "path_of", "points_of"]

TYPES: dict[Takes, IecType] = {"text": "STRING", "number": "LREAL", "switch": "BOOL"}
EMPTY: dict[Takes, bool | float | str] = {"text": "", "number": 0.0, "switch": False}
"""What a point shows before anything was handed in."""
TRIED: dict[Takes, bool | float | str] = {"text": "Test", "number": 0.0, "switch": True}
"""What is sent to try a target, when nothing else is said."""


class TextPoint(Point, frozen=True):
    """Takes anything as text: an alarm is a switch, and a messenger wants a word."""

    def _typed(self, value: Scalar) -> bool | int | float | str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (int, float)):
            return str(value)
        return super()._typed(value)


def points_of(config: WebhookConfig) -> Iterator[Point]:
    """The whole directory."""
    for target in config.told():
        yield _writable(target)
        yield Point(f"status.{target.name}.state", "STRING", description="taken, or why the last attempt failed")
        yield Point(f"status.{target.name}.waiting", "UDINT", description="Letters that wait")
        yield Point(f"status.{target.name}.dead", "UDINT", description="Letters nobody took")
        yield Point(f"status.{target.name}.delivered", "UDINT", description="Letters taken since the start")
    for incoming in config.incoming:
        yield from incoming_points(incoming)


def incoming_points(incoming: IncomingConfig) -> Iterator[Point]:
    """Points of one web service that tells."""
    yield Point(f"in.{incoming.name}.count", "UDINT", description="How often something was handed in since the start")
    if not incoming.values:
        yield Point(path_of(incoming), "STRING", description="What was handed in last")
    for value in incoming.values:
        yield Point(path_of(incoming, value.name), TYPES[value.takes], description=value.path)


def path_of(incoming: IncomingConfig, value: str = "text") -> str:
    """Where a value of it is."""
    return f"in.{incoming.name}.{value}"


def _writable(target: TargetConfig | NotificationConfig) -> Point:
    kind = TextPoint if target.takes == "text" else Point
    return kind(target.name, TYPES[target.takes], description="What is written here is sent", writable=True)
