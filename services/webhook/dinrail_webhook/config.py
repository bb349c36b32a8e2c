"""Configuration of one instance."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec

from dinrail.errors import ConfigError
from dinrail.options import option
from dinrail.reach import Allowed
from dinrail_webhook.template import Content, Template
from dinrail_webhook.urls import check_url

__all__ = [
    "HeaderConfig",
    "IncomingConfig",
    "NotificationConfig",
    "Takes",
    "TargetConfig",
    "ValueConfig",
    "WebhookConfig",
]

NAME = r"^[A-Za-z][A-Za-z0-9_-]*$"
RESERVED = ("in", "status")
TOKEN = r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"  # noqa: S105 - of RFC 9110, no secret
OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "te", "upgrade"})
Takes = Literal["text", "number", "switch"]

_DAY_S = 86400
Name = Annotated[str, option("Name", "Address of its point.", examples=["alert"], pattern=NAME, max_length=32)]
TakesOption = Annotated[
    Takes, option("Takes", "What may be written to it; text takes numbers and switches too, as text.")
]
Patience = Annotated[
    float,
    option(
        "Tried for",
        "So long a letter that nobody takes is tried again, less and less often; then it is a dead letter.",
        unit="s",
        ge=0,
        le=7 * _DAY_S,
    ),
]
Pace = Annotated[float, option("At most per minute", "What is more waits.", ge=1, le=6000, advanced=True)]
Room = Annotated[
    int, option("Room", "So many letters may wait; then writes are refused.", ge=1, le=10_000, advanced=True)
]


class HeaderConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One header of every request."""

    name: Annotated[str, option("Name", examples=["Authorization"], pattern=TOKEN, max_length=64)]
    value: Annotated[str, option("Value", secret=True, min_length=1, max_length=4096)]


class TargetConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A web service that is told values."""

    name: Name
    url: Annotated[
        str,
        option(
            "Address",
            "http:// or https://; {{value}} and the other words of the body may stand in path and query.",
            examples=["https://example.com/alarm"],
            max_length=2000,
        ),
    ]
    url_secret: Annotated[
        str, option("Secret end of the address", "Put behind the address.", secret=True, max_length=2000)
    ] = ""
    takes: TakesOption = "text"
    method: Annotated[Literal["POST", "PUT", "PATCH", "GET", "DELETE"], option("Method")] = "POST"
    headers: Annotated[list[HeaderConfig], option("Headers", max_length=16)] = []
    content: Annotated[Content, option("Content", "GET and DELETE have none.")] = "json"
    body: Annotated[
        str,
        option(
            "Body",
            "Words: {{value}} {{name}} {{instance}} {{time}} {{ts}} {{id}}. Empty: all of them.",
            examples=['{"text": "Alarm: {{value}}"}'],
            multiline=True,
            max_length=8192,
        ),
    ] = ""
    secret: Annotated[
        str,
        option(
            "Signing secret",
            "Signs time and body (HMAC-SHA256, headers of Standard Webhooks).",
            secret=True,
            max_length=500,
        ),
    ] = ""
    delivery: Annotated[
        Literal["queued", "direct"],
        option(
            "Delivery",
            "queued: a write is done once it lies safely on the disk. direct: once the receiver has taken it, "
            "without another attempt; for commands that must not come late.",
        ),
    ] = "queued"
    timeout: Annotated[
        float, option("Time limit", "Of one attempt; direct at most 4.5 s.", unit="s", ge=0.5, le=60)
    ] = 10.0
    retry_for: Patience = float(_DAY_S)
    per_minute: Pace = 60.0
    room: Room = 1000
    ca: Annotated[
        str,
        option(
            "Certificate authority",
            "PEM, when the receiver's is an own one.",
            multiline=True,
            max_length=65536,
            advanced=True,
        ),
    ] = ""

    @property
    def address(self) -> str:
        """The whole URL, secret."""
        return self.url + self.url_secret

    @property
    def template(self) -> Template:
        """Of its body."""
        return Template(self.body, self.content)


class NotificationConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Mail or a messenger, by an address in the form of apprise."""

    name: Name
    url: Annotated[
        str,
        option(
            "Service",
            "An address of apprise: mailto://, tgram://, ntfy://, pover://, …",
            examples=["ntfy://my-topic"],
            secret=True,
            min_length=4,
            max_length=2000,
        ),
    ]
    takes: TakesOption = "text"
    title: Annotated[str, option("Title", max_length=250)] = "DINrail"
    body: Annotated[str, option("Text", multiline=True, max_length=8192)] = "{{value}}"
    severity: Annotated[Literal["info", "success", "warning", "failure"], option("Severity")] = "info"
    retry_for: Patience = float(_DAY_S)
    per_minute: Pace = 10.0
    room: Room = 1000

    @property
    def template(self) -> Template:
        """Of its text."""
        return Template(self.body, "text")


class ValueConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One value of what is handed in."""

    name: Annotated[str, option("Name", "Part of its address.", pattern=NAME, max_length=32)]
    path: Annotated[
        str,
        option(
            "Where", "Keys and numbers with dots between.", examples=["data.temperature"], min_length=1, max_length=250
        ),
    ]
    takes: Annotated[Takes, option("Kind")] = "text"


class IncomingConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A web service that hands values in, by POST to /hooks/<instance>/<token>."""

    name: Name
    token: Annotated[
        str,
        option(
            "Token",
            "Whoever knows it may hand in; letters, digits, - and _.",
            secret=True,
            pattern=r"^[A-Za-z0-9_-]+$",
            min_length=24,
            max_length=128,
        ),
    ]
    values: Annotated[
        list[ValueConfig],
        option("Values", "Taken out of JSON or a form; without any the whole text is one.", max_length=64),
    ] = []
    expires: Annotated[
        float,
        option("Valid for", "After so long without a word values turn bad; 0: never.", unit="s", ge=0, le=30 * _DAY_S),
    ] = 0.0


class WebhookConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Who is told, and who tells."""

    targets: Annotated[list[TargetConfig], option("Web services that are told", max_length=64)] = []
    notifications: Annotated[list[NotificationConfig], option("Notifications", max_length=64)] = []
    incoming: Annotated[list[IncomingConfig], option("Web services that tell", max_length=64)] = []
    allow: Annotated[
        list[str],
        option(
            "Allowed inside",
            "Host names and networks that may be told although they are not on the internet. Without a word none of "
            "this house is reached.",
            examples=[["192.168.1.0/24", "homeassistant.local"]],
            max_length=64,
        ),
    ] = []

    def told(self) -> list[TargetConfig | NotificationConfig]:
        """Everybody who is told, each with a point of its name."""
        return [*self.targets, *self.notifications]

    def __post_init__(self) -> None:
        """Refuse what could never work; raises ConfigError with its place and without its secrets."""
        Allowed.of(self.allow)
        told = [(f"/targets/{at}", each.name) for at, each in enumerate(self.targets)]
        told += [(f"/notifications/{at}", each.name) for at, each in enumerate(self.notifications)]
        _check_names(told)
        _check_names((f"/incoming/{at}", each.name) for at, each in enumerate(self.incoming))
        for at, target in enumerate(self.targets):
            place = f"/targets/{at}"
            check_url(target.address, f"{place}/url")
            target.template.check(f"{place}/body")
            for number, header in enumerate(target.headers):
                _check_header(header, f"{place}/headers/{number}")
        for at, notification in enumerate(self.notifications):
            notification.template.check(f"/notifications/{at}/body")
            if "://" not in notification.url:
                raise ConfigError(
                    "not an address of apprise", path=f"/notifications/{at}/url", key="notification_url_invalid"
                )
        tokens: set[str] = set()
        for at, incoming in enumerate(self.incoming):
            _check_names((f"/incoming/{at}/values/{no}", each.name) for no, each in enumerate(incoming.values))
            if incoming.token in tokens:
                raise ConfigError("this token is there twice", path=f"/incoming/{at}/token", key="token_taken")
            tokens.add(incoming.token)


def _check_names(named: Iterable[tuple[str, str]]) -> None:
    seen: set[str] = set()
    for place, name in named:
        if name in seen or name in RESERVED:
            raise ConfigError(f"the name {name} is taken", path=f"{place}/name", key="name_taken", name=name)
        seen.add(name)


def _check_header(header: HeaderConfig, place: str) -> None:
    if header.name.lower() in OURS:
        raise ConfigError(f"{header.name} is set by itself", path=f"{place}/name", key="header_ours", name=header.name)
    if not header.value.isprintable() or not header.value.isascii():
        raise ConfigError("a header has printable ASCII only", path=f"{place}/value", key="header_value_invalid")
