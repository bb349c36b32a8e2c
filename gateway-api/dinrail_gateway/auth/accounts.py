"""Users and API tokens in one file of mode 0600, with the copy before it as a fallback."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from collections.abc import Sequence
from pathlib import Path

import msgspec

from dinrail.clock import Clock
from dinrail_gateway.auth.roles import Role
from dinrail_gateway.documents import files
from dinrail_gateway.errors import Unavailable

__all__ = ["Accounts", "Token", "User", "digest"]

_DAY_MS = 86_400_000


class User(msgspec.Struct, frozen=True):
    """One person; `password` is an argon2id hash; times Unix ms."""

    name: str
    role: Role
    password: str
    created: int


class Token(msgspec.Struct, frozen=True):
    """One API token; only the hash of its secret is kept; `expires` null for never, `role` null for its user's."""

    id: str
    name: str
    user: str
    hash: str
    created: int
    expires: int | None = None
    role: Role | None = None


class _File(msgspec.Struct):
    version: int = 1
    users: list[User] = []
    tokens: list[Token] = []


def digest(secret: str) -> str:
    """Hash of a random secret; it is long enough that a fast hash is safe."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Accounts:
    """All users and tokens. `load` and the changing methods touch the disk: call them in a thread.

    A change that cannot be stored raises Unavailable and has not happened.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._before = path.with_suffix(".before.json")
        self._clock = clock
        self._log = logging.getLogger("dinrail.gateway.auth")
        self.users: dict[str, User] = {}
        self.tokens: dict[str, Token] = {}
        self.damaged = False

    def load(self) -> None:
        """Read the file, or the copy before it when it is damaged."""
        for path in (self._path, self._before):
            data = files.read(path)
            if data is None:
                continue
            try:
                file = msgspec.json.decode(data, type=_File)
            except msgspec.DecodeError as error:
                self.damaged = True
                self._log.error("%s is damaged: %s", path, error)
                path.replace(path.with_suffix(".damaged"))
                continue
            self.users = {user.name: user for user in file.users}
            self.tokens = {token.id: token for token in file.tokens}
            return

    def set_user(self, user: User) -> None:
        """Add or replace a user."""
        self._change({**self.users, user.name: user}, self.tokens)

    def remove_user(self, name: str) -> None:
        """Remove a user with his tokens, which a later one of the same name must not inherit."""
        users = {key: user for key, user in self.users.items() if key != name}
        self._change(users, {key: token for key, token in self.tokens.items() if token.user != name})

    def replace(self, users: dict[str, User], tokens: Sequence[Token]) -> None:
        """All users and tokens at once."""
        self._change(users, {token.id: token for token in tokens})

    def add_token(self, name: str, user: str, days: int | None, role: Role | None = None) -> tuple[Token, str]:
        """A new token and its text, which is shown once; `role` for fewer rights than its user has."""
        now = self._clock.now_ms()
        token_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        expires = None if days is None else now + days * _DAY_MS
        token = Token(token_id, name, user, digest(secret), now, expires, role)
        self._change(self.users, {**self.tokens, token_id: token})
        return token, f"dr_{token_id}_{secret}"

    def remove_token(self, token_id: str) -> bool:
        """Revoke a token; False when there is none."""
        if token_id not in self.tokens:
            return False
        self._change(self.users, {key: token for key, token in self.tokens.items() if key != token_id})
        return True

    def bearer(self, text: str) -> Token | None:
        """The valid token of a bearer text."""
        prefix, _, rest = text.partition("_")
        token_id, _, secret = rest.partition("_")
        token = self.tokens.get(token_id)
        if prefix != "dr" or token is None or not hmac.compare_digest(token.hash, digest(secret)):
            return None
        if token.expires is not None and self._clock.now_ms() >= token.expires:
            return None
        return token if token.user in self.users else None

    def _change(self, users: dict[str, User], tokens: dict[str, Token]) -> None:
        file = _File(users=list(users.values()), tokens=list(tokens.values()))
        try:
            if (before := files.read(self._path)) is not None:
                files.write(self._before, before, mode=0o600)
            files.write(self._path, msgspec.json.encode(file), mode=0o600)
        except OSError as error:
            self._log.error("%s cannot be written: %s", self._path, error)
            raise Unavailable("the accounts cannot be stored", key="accounts_not_stored") from error
        self.users, self.tokens = users, tokens
