"""A key for commands on the host: made anew at every start, in a file only the gateway's user can read."""

from __future__ import annotations

import hmac
import logging
import secrets
from pathlib import Path

from dinrail_gateway.auth.principal import Principal
from dinrail_gateway.documents import files

__all__ = ["HOST_ROUTES", "HostKey"]

FILE = "host-key"
PREFIX = "host_"
HOST_ROUTES = "/api/backups"
"""All that the key opens."""


class HostKey:
    """Whoever reads the gateway's data can do everything anyway; the key gives him the running gateway's own checks."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._key = ""

    def make(self) -> None:
        """A new key on disk (blocking); a disk that refuses only costs the commands."""
        key = PREFIX + secrets.token_urlsafe(32)
        try:
            files.write(self._path, key.encode(), mode=0o600)
        except OSError as error:
            logging.getLogger("dinrail.gateway.auth").warning("no key for commands on the host: %s", error)
            return
        self._key = key

    def read(self) -> str | None:
        """The key of the running gateway; None when there is none (blocking)."""
        data = files.read(self._path)
        return data.decode() if data else None

    def principal(self, text: str) -> Principal | None:
        """Who it is that shows this text."""
        if not self._key or not hmac.compare_digest(text.encode(), self._key.encode()):
            return None
        return Principal("host:", "admin", "host", text)
