"""The address of a Sentry project: `https://<key>@<host>[:port][/path]/<project>`."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import msgspec

from dinrail.errors import ConfigError

__all__ = ["Dsn"]

_KEY = re.compile(r"[A-Za-z0-9]{8,64}\Z")
_PATH = re.compile(r"((?:/(?!\.+/)[A-Za-z0-9._-]+)*)/(\d{1,20})/?\Z")
MAX_LENGTH = 512


class Dsn(msgspec.Struct, frozen=True):
    """Where envelopes go, and the public key they carry."""

    scheme: str
    host: str
    port: int
    path: str
    key: str

    @classmethod
    def parse(cls, text: str) -> Dsn:
        """A DSN as Sentry shows it; raises ConfigError without repeating it."""
        try:
            parts = urlsplit(text)
            port = parts.port
        except ValueError:
            raise _wrong() from None
        path = _PATH.match(parts.path)
        sound = parts.scheme in ("http", "https") and parts.hostname and not (parts.password or parts.query)
        if not sound or path is None or not _KEY.match(parts.username or "") or len(text) > MAX_LENGTH:
            raise _wrong()
        default = 443 if parts.scheme == "https" else 80
        envelope = f"{path[1]}/api/{path[2]}/envelope/"
        return cls(parts.scheme, parts.hostname or "", port or default, envelope, parts.username or "")


def _wrong() -> ConfigError:
    return ConfigError("not a DSN: https://<key>@<host>/<project number>", key="sentry_dsn_invalid")
