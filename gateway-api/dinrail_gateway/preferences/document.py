"""`settings.json`: its types, its defaults and every check a content must pass before it is in effect."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from dinrail.errors import ConfigError
from dinrail.patterns import check_pattern
from dinrail.settings import merge_secrets
from dinrail_gateway.documents.document import Checked
from dinrail_gateway.documents.json_text import BOM, Rejected, parse, render
from dinrail_gateway.documents.shape import shaped
from dinrail_gateway.instances import secrets
from dinrail_gateway.instances.secrets import PLACEHOLDER, SecretStore
from dinrail_gateway.problems.board import Problem
from dinrail_gateway.reporting.dsn import Dsn

__all__ = ["FILE", "MIN_PASSPHRASE", "SECRETS", "STORED_AS", "Chosen", "Preferences", "PreferencesCodec"]

FILE = "settings.json"
VERSION = 1
STORED_AS = "settings"
SECRETS = ("/sentry/dsn", "/backup/passphrase")
MIN_PASSPHRASE = 10
MAX_PASSPHRASE = 256
MAX_PATTERNS = 100
RANGES = (
    ("errors", "days", 1, 3650),
    ("errors", "max_mb", 4, 1024),
    ("backup", "every_days", 1, 31),
    ("backup", "keep", 1, 365),
    ("backup", "max_age_days", 1, 3650),
    ("prometheus", "budget", 1, 2000),
)
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d\Z")
_ENVIRONMENT = re.compile(r"[A-Za-z0-9._-]{0,64}\Z")
Secret = str | dict[str, bool]


class ErrorSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long and up to which size errors are kept."""

    days: int = 90
    max_mb: int = 64


class SentrySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Errors to a Sentry server outside; allow_lan: also to one with an address of this network."""

    enabled: bool = False
    dsn: Secret = ""
    environment: str = ""
    allow_lan: bool = False


class BackupSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Backups by themselves: every so many days at a local time; how many and how old the kept ones may be."""

    enabled: bool = False
    every_days: int = 1
    at: str = "03:00"
    keep: int = 14
    max_age_days: int = 90
    passphrase: Secret = ""


class PrometheusSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Points whose values Prometheus is told: patterns of addresses, and how many points at most."""

    points: tuple[str, ...] = ()
    budget: int = 200


class Preferences(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file; language "" follows the browser."""

    version: int = VERSION
    language: Literal["", "de", "en"] = ""
    errors: ErrorSettings = ErrorSettings()
    sentry: SentrySettings = SentrySettings()
    backup: BackupSettings = BackupSettings()
    prometheus: PrometheusSettings = PrometheusSettings()


class Chosen(msgspec.Struct, frozen=True):
    """The document as parsed, secrets as placeholders, and what it says."""

    document: dict[str, Any]
    preferences: Preferences


class PreferencesCodec:
    """Checks contents of `settings.json`; moves secrets a person typed into the store."""

    def __init__(self, store: SecretStore) -> None:
        self._store = store

    def empty(self) -> bytes:
        """Every default, so that a person sees what there is."""
        return render(msgspec.to_builtins(Preferences()))

    def trusted(self, data: bytes) -> Chosen:
        """A content accepted before."""
        raw = parse(data)
        return Chosen(raw, shaped(raw, Preferences))

    def check(self, data: bytes, current: Chosen | None) -> Checked[Chosen]:
        """Shape, ranges, and that what is switched on has what it needs."""
        raw = parse(data)
        if isinstance(raw, dict) and raw.get("version", VERSION) != VERSION:
            shown = repr(raw["version"])[:40]
            message = f"this gateway reads version {VERSION}, not {shown}"
            raise Rejected(Problem.at("/version", "version_unsupported", message, version=shown, supported=VERSION))
        shaped(raw, Preferences)
        old = current.document if current else None
        split = secrets.split(raw, SECRETS, old, self._store.of(STORED_AS))
        # A placeholder whose secret is lost is a doubt: everything else in the file is still right.
        missing = [Problem.at(path, "secret_missing", "this secret has to be entered again") for path in split.missing]
        preferences = shaped(split.config, Preferences)
        problems = list(_wrong(preferences, split.fields, split.missing))
        if problems:
            raise Rejected(*problems)
        text = data.removeprefix(BOM) if split.config == raw else render(split.config)
        fields = {STORED_AS: split.fields}
        return Checked(Chosen(split.config, preferences), text, missing, before_writing=lambda: self._store.add(fields))


def whole(document: dict[str, Any], store: SecretStore) -> dict[str, Any]:
    """The document with its secrets in place."""
    return merge_secrets(document, store.of(STORED_AS))


def _wrong(chosen: Preferences, fields: secrets.Fields, missing: list[str]) -> Iterator[Problem]:
    for group, field, low, high in RANGES:
        value = getattr(getattr(chosen, group), field)
        if not low <= value <= high:
            yield Problem.at(f"/{group}/{field}", "out_of_range", f"must be {low} … {high}", min=low, max=high)
    if not _TIME.match(chosen.backup.at):
        yield Problem.at("/backup/at", "time_of_day_invalid", "a time of day looks like 03:00")
    if not _ENVIRONMENT.match(chosen.sentry.environment):
        yield Problem.at("/sentry/environment", "environment_name_invalid", "up to 64 of A-Z a-z 0-9 . _ -")
    for path, value in (("/sentry/dsn", chosen.sentry.dsn), ("/backup/passphrase", chosen.backup.passphrase)):
        if isinstance(value, dict) and value != PLACEHOLDER:
            yield Problem.at(path, "wrong_type", "a text is expected", detail="a text is expected")
    yield from _wrong_patterns(chosen.prometheus.points)
    known = {*fields, *missing}
    if chosen.sentry.enabled and "/sentry/dsn" not in known:
        yield Problem.at("/sentry/dsn", "sentry_dsn_missing", "reporting needs the DSN of a project")
    if chosen.backup.enabled and "/backup/passphrase" not in known:
        yield Problem.at("/backup/passphrase", "backup_passphrase_missing", "scheduled backups need a passphrase")
    if isinstance(dsn := fields.get("/sentry/dsn"), str):
        try:
            Dsn.parse(dsn)
        except ConfigError as error:
            yield Problem.of(error.reason, "/sentry/dsn")
    passphrase = fields.get("/backup/passphrase")
    if isinstance(passphrase, str) and not MIN_PASSPHRASE <= len(passphrase) <= MAX_PASSPHRASE:
        message = f"a passphrase has {MIN_PASSPHRASE} to {MAX_PASSPHRASE} characters"
        yield Problem.at(
            "/backup/passphrase", "passphrase_length", message, min=MIN_PASSPHRASE, max=MAX_PASSPHRASE
        )  # fmt: skip


def _wrong_patterns(patterns: tuple[str, ...]) -> Iterator[Problem]:
    if len(patterns) > MAX_PATTERNS:
        yield Problem.at(
            "/prometheus/points", "too_many_patterns", f"at most {MAX_PATTERNS} patterns", max=MAX_PATTERNS
        )
        return
    for number, pattern in enumerate(patterns):
        if why := check_pattern(pattern):
            shown = pattern[:64]
            yield Problem.at(f"/prometheus/points/{number}", "pattern_invalid", f"{shown}: {why}", pattern=shown)
