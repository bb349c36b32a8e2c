"""What Node-RED shows at our API: a key that reads points, instances and history, and nothing else."""

from __future__ import annotations

import hmac
import logging
import re
import secrets
from pathlib import Path

from dinrail_gateway.auth.principal import Principal
from dinrail_gateway.identities.private_files import write_private

__all__ = ["NODE_RED_OWNER", "NodeRedKey"]

FILE = "api_token"
NODE_RED_OWNER = (10007, 10007)
_READS = re.compile(r"/api/(?:points|instances|types|batteries|history)(?:/.*)?")


class NodeRedKey:
    """Made anew at every start, in a folder only Node-RED sees; without a folder there is no key."""

    def __init__(self, folder: Path | None, *, chown: bool) -> None:
        self._path = folder / FILE if folder is not None else None
        self._chown = chown
        self._key = ""

    def make(self) -> None:
        """A new key on disk (blocking); a disk that refuses costs Node-RED its look-ups and nothing else."""
        if self._path is None:
            return
        key = secrets.token_urlsafe(32)
        try:
            write_private(self._path, key.encode(), mode=0o400, owner=NODE_RED_OWNER if self._chown else None)
        except OSError as error:
            logging.getLogger("dinrail.gateway.auth").warning("no key for Node-RED: %s", error)
            return
        self._key = key

    def principal(self, text: str) -> Principal | None:
        """Who it is that shows this text."""
        if not self._key or not hmac.compare_digest(text.encode(), self._key.encode()):
            return None
        return Principal("node-red:", "viewer", "neighbour", text)

    @staticmethod
    def opens(method: str, path: str) -> bool:
        """Whether the key is good for this request."""
        return method == "GET" and _READS.fullmatch(path) is not None
