"""From a letter to what goes over the wire."""

from __future__ import annotations

from datetime import UTC, datetime

from dinrail_webhook.client import Request
from dinrail_webhook.config import NotificationConfig, TargetConfig
from dinrail_webhook.letters import Letter
from dinrail_webhook.notify import Job
from dinrail_webhook.signature import signed_headers
from dinrail_webhook.template import Fields, fill_url
from dinrail_webhook.urls import place_of

__all__ = ["job_of", "request_of"]

BODILESS = ("GET", "DELETE")


def request_of(target: TargetConfig, letter: Letter, instance: str, now_ms: int) -> Request:
    """The request that brings a letter now."""
    fields = _fields(letter, instance)
    body = b"" if target.method in BODILESS else target.template.fill(fields)
    headers = [("user-agent", "DINrail"), *((each.name, each.value) for each in target.headers)]
    if body and not any(each.name.lower() == "content-type" for each in target.headers):
        headers.append(("content-type", target.template.media_type))
    headers += signed_headers(target.secret, letter.id, now_ms // 1000, body)
    place = place_of(fill_url(target.address, fields))
    return Request(place, target.method, headers, body, target.timeout, target.ca)


def job_of(notification: NotificationConfig, letter: Letter, instance: str, allow: list[str]) -> Job:
    """What apprise is asked to say."""
    body = notification.template.fill(_fields(letter, instance)).decode()
    # Services refuse a message without a word.
    return Job(notification.url, notification.title, body if body.strip() else "–", notification.severity, allow)


def _fields(letter: Letter, instance: str) -> Fields:
    told = datetime.fromtimestamp(letter.ts / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "value": letter.value,
        "name": letter.target,
        "instance": instance,
        "time": told,
        "ts": letter.ts,
        "id": letter.id,
    }
