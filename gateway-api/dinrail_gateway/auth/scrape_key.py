"""A key for whoever collects metrics: it opens those and nothing else; who removes its file gets another."""

from __future__ import annotations

import hmac
import logging
import secrets
from pathlib import Path

from dinrail_gateway.auth.principal import Principal
from dinrail_gateway.documents import files

__all__ = ["SCRAPE_ROUTES", "ScrapeKey"]

FILE = "token"
SHORTEST = 32
SCRAPE_ROUTES = frozenset({"/metrics", "/metrics/points"})
"""All that the key opens."""


class ScrapeKey:
    """In a folder that only gateway and collector see; without a folder there is no key."""

    def __init__(self, folder: Path | None) -> None:
        self._path = folder / FILE if folder is not None else None
        self._key = ""

    def make(self) -> None:
        """The key on disk, made when there is none (blocking); a disk that refuses costs the metrics and nothing else.

        It is kept over restarts: Prometheus goes on with the key it has read.
        """
        if self._path is None:
            return
        try:
            kept = (files.read(self._path) or b"").decode("ascii", "replace").strip()
        except OSError:
            kept = ""
        if len(kept) >= SHORTEST:
            self._key = kept
            return
        key = secrets.token_urlsafe(32)
        try:
            # The collector is another user, and who sees the folder is decided by who it is mounted for.
            files.write(self._path, key.encode(), mode=0o644)
        except OSError as error:
            logging.getLogger("dinrail.gateway.auth").warning("no key for metrics: %s", error)
            return
        self._key = key

    def principal(self, text: str) -> Principal | None:
        """Who it is that shows this text."""
        if not self._key or not hmac.compare_digest(text.encode(), self._key.encode()):
            return None
        return Principal("metrics:", "viewer", "scraper", text)
