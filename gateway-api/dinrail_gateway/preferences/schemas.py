"""What the API takes and says about the settings."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

__all__ = ["SettingsConflict", "SettingsDocument", "SettingsView"]

_STRICT = ConfigDict(extra="forbid", strict=True)

SecretMark = TypedDict("SecretMark", {"$secret": bool})
"""Stands for a secret that is set; sent back, it keeps what is stored."""


@with_config(_STRICT)
class ErrorSettingsView(TypedDict):
    """How long (1 … 3650 days) and up to which size (4 … 1024 MB) errors are kept."""

    days: int
    max_mb: int


@with_config(_STRICT)
class SentrySettingsView(TypedDict):
    """Errors to a Sentry server outside; `dsn` is written only, `allow_lan` for one with an address of this network."""

    enabled: bool
    dsn: str | SecretMark
    environment: str
    allow_lan: bool


@with_config(_STRICT)
class BackupSettingsView(TypedDict):
    """Backups by themselves: every 1 … 31 days `at` a local time like 03:00; `passphrase` is written only."""

    enabled: bool
    every_days: int
    at: str
    keep: int
    max_age_days: int
    passphrase: str | SecretMark


@with_config(_STRICT)
class PrometheusSettingsView(TypedDict):
    """Points whose values Prometheus is told: up to 100 patterns of addresses, and 1 … 2000 points at most."""

    points: list[str]
    budget: int


@with_config(_STRICT)
class SettingsDocument(TypedDict):
    """The whole of `settings.json`; language "" follows the browser."""

    version: int
    language: Literal["", "de", "en"]
    errors: ErrorSettingsView
    sentry: SentrySettingsView
    backup: BackupSettingsView
    prometheus: PrometheusSettingsView


class SettingsView(TypedDict):
    """The settings in effect; the revision is also the ETag."""

    document: SettingsDocument
    revision: int


class SettingsConflict(TypedDict):
    """Somebody changed the settings since; `current` is how they are."""

    error: dict[str, object]
    current: SettingsView
