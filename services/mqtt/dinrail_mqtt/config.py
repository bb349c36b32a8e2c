"""Configuration of one instance: one broker of somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec

from dinrail.directory import IecType
from dinrail.errors import AddressError, ConfigError
from dinrail.names import check_instance_id, split
from dinrail.options import option
from dinrail.reach import Allowed
from dinrail_mqtt.topics import check_filter, check_topic, wildcards

__all__ = ["Device", "Endpoint", "HomeAssistant", "MqttConfig", "Publication", "Queue", "Subscription", "Value"]

Kind = Literal["tasmota", "shelly", "shelly_gen1", "zigbee2mqtt", "esphome"]
ValueType = Literal["auto"] | IecType
Path = Annotated[str, msgspec.Meta(min_length=1, max_length=400)]


class Endpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Where the broker listens."""

    host: Annotated[str, option("Host", min_length=1, max_length=253, examples=["192.168.1.20"])]
    port: Annotated[int, option("Port", ge=1, le=65535)] = 1883
    transport: Annotated[Literal["tcp", "websockets"], option("Transport", advanced=True)] = "tcp"
    path: Annotated[str, option("Path", only={"transport": ["websockets"]}, pattern="^/", max_length=500)] = "/mqtt"
    tls: Annotated[bool, option("TLS", "The broker's certificate is checked; there is no way around that.")] = False
    ca: Annotated[
        str, option("CA certificate", "PEM. Empty: the authorities the system trusts.", multiline=True, advanced=True)
    ] = ""
    certificate: Annotated[
        str, option("Client certificate", "PEM, where the broker wants one.", multiline=True, advanced=True)
    ] = ""
    key: Annotated[str, option("Key of the client certificate", secret=True, multiline=True, advanced=True)] = ""


class Device(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A device whose topics are known; its values and switches become points by themselves."""

    name: Annotated[Path, option("Name", "Its points are below this name.")]
    kind: Annotated[Kind, option("Kind")]
    topic: Annotated[
        str,
        option(
            "Topic",
            "Tasmota: its topic; Shelly: its prefix; Zigbee2MQTT: zigbee2mqtt/<name>; ESPHome: its prefix.",
            min_length=1,
            max_length=500,
        ),
    ]


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A value inside of a JSON payload."""

    name: Annotated[Path, option("Name", "Part of the point's name.")]
    path: Annotated[
        str, option("Place", "ENERGY.Power, list.0.x or the JSON pointer /a/0.", min_length=1, max_length=300)
    ]
    type: Annotated[ValueType, option("Type", "auto: as the first value is.")] = "auto"
    unit: Annotated[str, option("Unit", max_length=32)] = ""


class Subscription(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Topics that become points."""

    filter: Annotated[
        str, option("Topics", "With + for one level and # for the rest.", examples=["home/+/temperature"])
    ]
    name: Annotated[
        str,
        option("Name", "{1} is what the first + stands for, {#} the rest. Empty: the topic itself.", max_length=400),
    ] = ""
    format: Annotated[
        Literal["plain", "json"], option("Content", "plain: one value. json: places, or everything inside.")
    ] = "plain"
    values: Annotated[
        list[Value], option("Values", "Empty: everything inside.", only={"format": ["json"]}, max_length=200)
    ] = []
    type: Annotated[ValueType, option("Type", "auto: as the first value is.", only={"format": ["plain"]})] = "auto"
    unit: Annotated[str, option("Unit", only={"format": ["plain"]}, max_length=32)] = ""
    description: Annotated[str, option("Description", max_length=200)] = ""
    qos: Annotated[Literal[0, 1], option("QoS", advanced=True)] = 0
    expire_after: Annotated[
        float,
        option("Expires after", "0: what was said last holds while the broker is there.", unit="s", ge=0, le=864000),
    ] = 0.0


class Publication(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A point that can be written, and the topic that gets it."""

    name: Annotated[Path, option("Name", "The point routes write to.", examples=["alarms.critical"])]
    topic: Annotated[str, option("Topic", "Empty: the name with / between.", max_length=500)] = ""
    state: Annotated[
        str, option("Topic of the state", "Where the other side says what it is now, a plain value.", max_length=500)
    ] = ""
    payload: Annotated[
        str,
        option(
            "Content",
            "{value} as text, {json} as JSON, {ts} Unix ms, {name}. Other braces stay as they are.",
            max_length=4000,
            multiline=True,
        ),
    ] = "{value}"
    type: Annotated[IecType, option("Type")] = "LREAL"
    on: Annotated[str, option("True as", only={"type": ["BOOL"]}, max_length=64)] = "true"
    off: Annotated[str, option("False as", only={"type": ["BOOL"]}, max_length=64)] = "false"
    unit: Annotated[str, option("Unit", max_length=32)] = ""
    min: Annotated[float | None, option("Minimum")] = None
    max: Annotated[float | None, option("Maximum")] = None
    description: Annotated[str, option("Description", max_length=200)] = ""
    retain: Annotated[bool, option("Kept by the broker")] = False
    qos: Annotated[Literal[0, 1], option("QoS", "1: a write is acknowledged when the broker has it.")] = 1
    queue: Annotated[
        bool,
        option(
            "Sent later",
            "While the broker is away values are kept and sent when it is back, flagged as history. Not for commands.",
        ),
    ] = False

    @property
    def target(self) -> str:
        """Topic it goes to."""
        return self.topic or self.name.replace(".", "/")


class Queue(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What is kept while the broker is away."""

    messages: Annotated[int, option("Messages", ge=0, le=1_000_000)] = 20_000
    megabytes: Annotated[int, option("Size", unit="MB", ge=1, le=1024)] = 16
    drop: Annotated[Literal["oldest", "newest"], option("When full", "What is dropped, and counted.")] = "oldest"
    rate: Annotated[float, option("Sent later with", unit="messages/s", ge=1, le=5000)] = 100.0


class HomeAssistant(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Points of other instances that Home Assistant finds on this broker by itself."""

    points: Annotated[
        list[Path],
        option("Points", "bms.** or inverter_1.power; each begins with an instance.", max_length=200),
    ] = []
    writable: Annotated[
        list[Path], option("May be written", "Those Home Assistant may set, where they can be written.", max_length=200)
    ] = []
    prefix: Annotated[str, option("Discovery prefix", advanced=True, pattern=r"^[A-Za-z0-9_/-]+$", max_length=100)] = (
        "homeassistant"
    )
    base: Annotated[
        str,
        option(
            "Topics below", "Empty: dinrail/<instance>.", advanced=True, pattern=r"^[A-Za-z0-9_/-]*$", max_length=100
        ),
    ] = ""


class MqttConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One broker; further endpoints are tried in order when the first fails."""

    endpoints: Annotated[list[Endpoint], option("Endpoints", min_length=1, max_length=8)]
    version: Annotated[Literal["5", "3.1.1"], option("MQTT version", advanced=True)] = "5"
    user: Annotated[str, option("User", max_length=256)] = ""
    password: Annotated[str, option("Password", secret=True, max_length=1024)] = ""
    client_id: Annotated[
        str, option("Client id", "Empty: a new one for each connection.", advanced=True, max_length=128)
    ] = ""
    keepalive: Annotated[int, option("Keepalive", unit="s", ge=5, le=600, advanced=True)] = 15
    devices: Annotated[list[Device], option("Devices", max_length=500)] = []
    subscriptions: Annotated[list[Subscription], option("Topics to points", max_length=2000)] = []
    publications: Annotated[list[Publication], option("Points to topics", max_length=10_000)] = []
    max_points: Annotated[
        int, option("Points at most", "More than that are left out and counted.", ge=1, le=50_000, advanced=True)
    ] = 5000
    homeassistant: Annotated[HomeAssistant, option("Home Assistant")] = HomeAssistant()
    queue: Annotated[Queue, option("Queue", advanced=True)] = Queue()
    allow: Annotated[
        list[Annotated[str, msgspec.Meta(min_length=1, max_length=253)]],
        option(
            "Allowed inside",
            "Hosts and networks that may be connected to although they are this machine or DINrail's own network.",
            advanced=True,
            max_length=100,
        ),
    ] = []

    def __post_init__(self) -> None:
        """Names and topics that cannot be; raises ConfigError."""
        Allowed.of(self.allow)
        for at, endpoint in enumerate(self.endpoints):
            _check_endpoint(endpoint, f"/endpoints/{at}")
        for at, device in enumerate(self.devices):
            _check_path(device.name, f"/devices/{at}/name")
            _refuse(check_topic(device.topic), f"/devices/{at}/topic", device.topic)
        for at, wanted in enumerate(self.subscriptions):
            _check_subscription(wanted, f"/subscriptions/{at}")
        for at, publication in enumerate(self.publications):
            where = f"/publications/{at}"
            _check_path(publication.name, f"{where}/name")
            _refuse(check_topic(publication.target), f"{where}/topic", publication.target)
            if publication.state:
                _refuse(check_topic(publication.state), f"{where}/state", publication.state)
            if publication.min is not None and publication.max is not None and publication.min > publication.max:
                raise ConfigError("the minimum is above the maximum", path=f"{where}/min", key="range_reversed")
        for what in ("points", "writable"):
            for at, pattern in enumerate(getattr(self.homeassistant, what)):
                _check_pattern(pattern, f"/homeassistant/{what}/{at}")
        _unique([each.name for each in self.devices], "devices")
        _unique([each.name for each in self.publications], "publications")


def _check_endpoint(endpoint: Endpoint, where: str) -> None:
    if bool(endpoint.certificate) and not endpoint.key:
        raise ConfigError("a client certificate needs its key", path=f"{where}/key", key="key_missing")
    if (endpoint.certificate or endpoint.ca) and not endpoint.tls:
        raise ConfigError("certificates mean nothing without TLS", path=f"{where}/tls", key="tls_missing")


def _check_subscription(wanted: Subscription, where: str) -> None:
    _refuse(check_filter(wanted.filter), f"{where}/filter", wanted.filter)
    plus = wildcards(wanted.filter)
    rule = wanted.name
    for number in range(1, plus + 1):
        rule = rule.replace(f"{{{number}}}", "x")
    if wanted.filter.endswith("#"):
        rule = rule.replace("{#}", "x")
    if "{" in rule or "}" in rule:
        raise ConfigError("the name says more than the topics have", path=f"{where}/name", key="name_place_unknown")
    if rule:
        _check_path(rule, f"{where}/name")
    for at, value in enumerate(wanted.values):
        _check_path(value.name, f"{where}/values/{at}/name")


def _check_path(path: str, where: str) -> None:
    try:
        split(path)
    except AddressError as error:
        raise ConfigError(error.message, path=where, key="name_invalid", name=path[:64]) from None


def _check_pattern(pattern: str, where: str) -> None:
    levels = pattern.replace("/", ".").split(".")
    try:
        check_instance_id(levels[0])
        split(".".join("x" if level in ("*", "**") else level for level in levels))
    except AddressError as error:
        raise ConfigError(error.message, path=where, key="pattern_without_instance", pattern=pattern[:64]) from None
    if "**" in levels[:-1]:
        raise ConfigError("** must come last", path=where, key="pattern_invalid", pattern=pattern[:64])


def _refuse(why: str, where: str, topic: str) -> None:
    if why:
        raise ConfigError(f"{topic[:64]!r}: {why}", path=where, key="topic_invalid", topic=topic[:64])


def _unique(names: Sequence[str], what: str) -> None:
    seen: set[str] = set()
    for at, name in enumerate(names):
        path = name.replace("/", ".")
        if path in seen:
            raise ConfigError(f"{name} is there twice", path=f"/{what}/{at}/name", key="name_taken", name=name)
        seen.add(path)
