"""Configuration of one historian: where to, which points, how each is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec

from dinrail.errors import ConfigError
from dinrail.http import HttpAddress
from dinrail.options import option
from dinrail.patterns import check_pattern

__all__ = ["HistorianConfig", "Policy", "Queue"]

Pattern = Annotated[str, msgspec.Meta(min_length=1, max_length=400)]
Store = Literal["all", "change", "interval", "off"]


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """How points of some patterns are kept; the first policy that fits a point is its policy."""

    points: Annotated[
        list[Pattern],
        option(
            "Points", "Addresses; * is one level, ** any number.", min_length=1, max_length=500, examples=[["plc.**"]]
        ),
    ]
    store: Annotated[
        Store,
        option(
            "Store",
            "Every sample, only changes, at most one per interval, or nothing. A value that stays is said again now and"
            " then, so that it can be told from one that was never heard again.",
        ),
    ] = "all"
    interval: Annotated[float, option("Interval", unit="s", ge=1, le=86_400, only={"store": ["interval"]})] = 60.0
    deadband: Annotated[
        float,
        option(
            "Dead band",
            "A number is stored when it differs from the last one stored by more than this.",
            ge=0,
            only={"store": ["change"]},
        ),
    ] = 0.0
    keep_days: Annotated[
        int,
        option(
            "Keep",
            "What is older goes, month by month. 0: as long as the database keeps anything.",
            unit="d",
            ge=0,
            le=36_500,
        ),
    ] = 0


class Queue(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What waits on disk while the database is away."""

    megabytes: Annotated[
        int, option("Room", "Beyond it the oldest goes and is counted as lost.", unit="MB", ge=1, le=100_000)
    ] = 256


class HistorianConfig(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One historian writes to one database."""

    url: Annotated[
        str,
        option(
            "Database",
            "Address of its Prometheus remote write.",
            max_length=1000,
            examples=["http://database:8428/api/v1/write", "https://mimir.example/api/v1/push"],
        ),
    ] = "http://database:8428/api/v1/write"
    user: Annotated[str, option("User", advanced=True, max_length=200)] = ""
    password: Annotated[str, option("Password", secret=True, advanced=True, max_length=1000)] = ""
    token: Annotated[str, option("Token", "Sent as a bearer.", secret=True, advanced=True, max_length=4000)] = ""
    tenant: Annotated[
        str,
        option("Tenant", "Sent as X-Scope-OrgID (Mimir, Thanos).", advanced=True, max_length=200, pattern=r"^[\w.-]*$"),
    ] = ""
    ca: Annotated[
        str, option("CA certificate", "PEM. Empty: the authorities the system trusts.", multiline=True, advanced=True)
    ] = ""
    points: Annotated[
        list[Pattern],
        option("Points", "Addresses that are kept; * is one level, ** any number.", min_length=1, max_length=500),
    ] = msgspec.field(default_factory=lambda: ["**"])
    policies: Annotated[
        list[Policy],
        option("Policies", "The first that fits a point counts; without one every sample.", max_length=200),
    ] = []
    flush: Annotated[float, option("Write every", unit="s", ge=0.2, le=60, advanced=True)] = 1.0
    max_series: Annotated[int, option("Most series", ge=10, le=500_000, advanced=True)] = 50_000
    queue: Annotated[Queue, option("Queue")] = Queue()

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        try:
            HttpAddress.parse(self.url)
        except ConfigError as error:
            raise ConfigError(error.message, key=error.reason.key, path="/url") from None
        if self.ca and "BEGIN CERTIFICATE" not in self.ca:
            raise ConfigError("not a certificate in PEM form", key="pem_invalid", path="/ca")
        _check_patterns("/points", self.points)
        for number, policy in enumerate(self.policies):
            _check_patterns(f"/policies/{number}/points", policy.points)

    def address(self) -> HttpAddress:
        """Where samples go, with who says so."""
        address = HttpAddress.parse(self.url)
        if self.user:
            address = msgspec.structs.replace(address, user=self.user, password=self.password)
        return address


def _check_patterns(path: str, patterns: Sequence[str]) -> None:
    for number, pattern in enumerate(patterns):
        why = check_pattern(pattern)
        if why:
            where, shown = f"{path}/{number}", pattern[:64]
            raise ConfigError(f"{shown}: {why}", key="pattern_invalid", path=where, pattern=shown)
