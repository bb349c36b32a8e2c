"""Passwords of the bus: random, kept in one file of the data folder, changed only by removing their user."""

from __future__ import annotations

import contextlib
import logging
import secrets
import time
from pathlib import Path

import msgspec

from dinrail.reason import Reason
from dinrail_gateway.identities.private_files import write_private
from dinrail_gateway.identities.roles import Reading

__all__ = ["OutsideClient", "Vault", "new_password"]

PASSWORD_BYTES = 24


class OutsideClient(msgspec.Struct, frozen=True):
    """Somebody else's program on our bus; created in Unix ms.

    points: patterns it may read beside what `read` grants; subscribe and publish: topics that are not ours.
    """

    password: str
    read: list[Reading] = []
    write: list[str] = []
    created: int = 0
    points: list[str] = []
    subscribe: list[str] = []
    publish: list[str] = []


class Kept(msgspec.Struct):
    """Content of the file; `locked` names instances that are kept off the broker for now."""

    version: int = 1
    parts: dict[str, str] = {}
    instances: dict[str, str] = {}
    clients: dict[str, OutsideClient] = {}
    locked: list[str] = []


class Vault:
    """Blocking file access; a damaged file is set aside and its last copy used."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._log = logging.getLogger("dinrail.identities")
        self._saved = b""
        self.kept = Kept()
        self.problem: Reason | None = None

    def load(self) -> None:
        """Read the file, its copy when it is damaged, or begin anew."""
        for file in (self._file, self._copy):
            try:
                data = file.read_bytes()
                self.kept = msgspec.json.decode(data, type=Kept)
            except FileNotFoundError:
                continue
            except (OSError, msgspec.DecodeError) as error:
                aside = file.with_name(f"{file.name}.damaged-{int(time.time())}")
                self.problem = Reason(
                    "vault_damaged", {"file": file.name, "aside": aside.name}, f"{file.name}: {error}"
                )
                self._log.error("%s is damaged, set aside as %s: %s", file, aside.name, error)
                with contextlib.suppress(OSError):
                    file.rename(aside)
                continue
            self._saved = data if file == self._file else b""
            return

    def save(self) -> None:
        """Write when something changed."""
        data = msgspec.json.encode(self.kept)
        if data == self._saved:
            return
        if self._saved:
            write_private(self._copy, self._saved)
        write_private(self._file, data)
        self._saved = data

    def part(self, name: str) -> str:
        """Password of the gateway or the router, made when there is none."""
        return self.kept.parts.setdefault(name, new_password())

    def instance(self, name: str) -> str:
        """Password of an instance, made when there is none."""
        return self.kept.instances.setdefault(name, new_password())

    @property
    def _copy(self) -> Path:
        return self._file.with_name(f"{self._file.name}.last")


def new_password() -> str:
    """192 random bits, safe in an address."""
    return secrets.token_urlsafe(PASSWORD_BYTES)
