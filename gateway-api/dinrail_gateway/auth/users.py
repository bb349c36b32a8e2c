"""Users as an admin keeps them: added, given another role or password, removed; one admin always stays."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence

import msgspec

from dinrail.clock import Clock
from dinrail_gateway.auth.accounts import Accounts, Token, User
from dinrail_gateway.auth.passwords import Passwords, check_strength
from dinrail_gateway.auth.roles import Role
from dinrail_gateway.auth.sessions import Sessions
from dinrail_gateway.errors import Conflict, Invalid, NotFound

__all__ = ["Users", "check_name"]

MAX_USERS = 200
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}\Z")


def check_name(name: str, path: str) -> None:
    """Raise Invalid for what is no user name."""
    if not _NAME.match(name):
        raise Invalid("letters, digits and . _ @ - only", key="username_invalid", path=path)


class Users:
    """Whoever's role or password changes, or who is removed, is logged out everywhere at once."""

    def __init__(self, accounts: Accounts, sessions: Sessions, *, passwords: Passwords, clock: Clock) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._passwords = passwords
        self._clock = clock
        self._changing = asyncio.Lock()

    def all(self) -> list[tuple[User, int]]:
        """Users by name, each with the number of his tokens."""
        owned = [token.user for token in self._accounts.tokens.values()]
        return [(user, owned.count(name)) for name, user in sorted(self._accounts.users.items())]

    def tokens(self) -> list[Token]:
        """Every token there is."""
        return list(self._accounts.tokens.values())

    def require_possible(self, users: Mapping[str, User | None], tokens: Sequence[Token]) -> None:
        """Raise Conflict or Invalid when these users could not be put back."""
        self._with(users)
        for name, user in users.items():
            if user is not None:
                check_name(name, "/name")

    async def put_back(self, users: Mapping[str, User | None], tokens: Sequence[Token]) -> None:
        """Users as they were, with the tokens they had; None for one that was not there. Raises Conflict, Invalid."""
        self.require_possible(users, tokens)
        async with self._changing:
            after = self._with(users)
            changed = [name for name in users if after.get(name) != self._accounts.users.get(name)]
            kept = [token for token in self._accounts.tokens.values() if token.user not in users]
            await asyncio.to_thread(self._accounts.replace, after, [*kept, *tokens])
        for name in changed:
            await self._sessions.close_of(name)

    def _with(self, users: Mapping[str, User | None]) -> dict[str, User]:
        after = {**self._accounts.users, **{name: user for name, user in users.items() if user is not None}}
        after = {name: user for name, user in after.items() if users.get(name, user) is not None}
        if not any(user.role == "admin" for user in after.values()):
            raise Conflict("no admin would be left", key="last_admin", name=next(iter(users), ""))
        if len(after) > MAX_USERS:
            raise Conflict(f"there would be more than {MAX_USERS} users", key="too_many_users", max=MAX_USERS)
        return after

    def exists(self, name: str) -> bool:
        """Whether there is such a user."""
        return name in self._accounts.users

    def one(self, name: str) -> User:
        """A user; raises NotFound."""
        user = self._accounts.users.get(name)
        if user is None:
            raise NotFound(f"there is no user {name!r}", key="unknown_user", name=name)
        return user

    async def add(self, name: str, role: Role, password: str) -> User:
        """A new user; raises Conflict, Invalid."""
        check_name(name, "/name")
        check_strength(password)
        hashed = await self._passwords.hash(password)
        async with self._changing:
            # "Anna" beside "anna" would be a trap for whoever gives rights.
            if name.lower() in {known.lower() for known in self._accounts.users}:
                raise Conflict(f"there is a user {name!r} already", key="user_exists", path="/name", name=name)
            if len(self._accounts.users) >= MAX_USERS:
                raise Conflict(f"there are {MAX_USERS} users already", key="too_many_users", max=MAX_USERS)
            user = User(name, role, hashed, self._clock.now_ms())
            await asyncio.to_thread(self._accounts.set_user, user)
        return user

    async def change(self, name: str, *, role: Role | None = None, password: str | None = None) -> User:
        """Another role or password; raises NotFound, Conflict, Invalid."""
        self.one(name)
        if password is not None:
            check_strength(password)
        hashed = await self._passwords.hash(password) if password is not None else None
        async with self._changing:
            before = self.one(name)
            after = msgspec.structs.replace(before, role=role or before.role, password=hashed or before.password)
            if after == before:
                return before
            self._require_admin_beside(name, after.role)
            await asyncio.to_thread(self._accounts.set_user, after)
        await self._sessions.close_of(name)
        return after

    async def remove(self, name: str) -> User:
        """Away with a user and his tokens; raises NotFound, Conflict."""
        async with self._changing:
            user = self.one(name)
            self._require_admin_beside(name, None)
            await asyncio.to_thread(self._accounts.remove_user, name)
        await self._sessions.close_of(name)
        return user

    def _require_admin_beside(self, name: str, role: Role | None) -> None:
        others = (user for key, user in self._accounts.users.items() if key != name)
        if role != "admin" and not any(user.role == "admin" for user in others):
            raise Conflict(f"{name!r} is the only admin", key="last_admin", name=name)
