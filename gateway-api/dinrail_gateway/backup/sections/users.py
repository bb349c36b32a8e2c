"""Users with their password hashes and tokens: sealed, so that nobody learns even their names."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

import msgspec

from dinrail_gateway.auth.accounts import Token, User
from dinrail_gateway.auth.setup import SetupCode
from dinrail_gateway.auth.users import Users
from dinrail_gateway.backup import refusals
from dinrail_gateway.backup.archive import Saved
from dinrail_gateway.backup.sections.section import Difference, Field

__all__ = ["UsersSection"]


class _Kept(msgspec.Struct, frozen=True):
    users: list[User] = []
    tokens: list[Token] = []


class UsersSection:
    """Items are users; an admin always stays."""

    name = "users"

    def __init__(self, users: Users, setup: SetupCode) -> None:
        self._users = users
        self._setup = setup

    async def take(self) -> tuple[Saved, int]:
        """All of it sealed."""
        kept = _Kept([user for user, _ in self._users.all()], self._users.tokens())
        return Saved(secret=msgspec.to_builtins(kept)), len(kept.users)

    async def differences(self, saved: Saved) -> list[Difference]:
        """Per user: role, password, tokens."""
        kept = _kept(saved)
        now = {user.name: user for user, _ in self._users.all()}
        then = {user.name: user for user in kept.users}
        found = []
        for name in dict.fromkeys((*then, *now)):
            if name not in now:
                found.append(Difference(name, "added", then[name].role))
            elif name not in then:
                found.append(Difference(name, "removed", now[name].role))
            elif fields := _fields(now[name], then[name], self._users.tokens(), kept.tokens):
                found.append(Difference(name, "changed", then[name].role, fields))
        return found

    async def trial(self, saved: Saved, items: Collection[str]) -> None:
        """Nobody may be left without an admin."""
        self._users.require_possible(*_chosen(saved, items))

    async def restore(self, saved: Saved, items: Collection[str], by: str) -> None:
        """One new content of the accounts file; whoever changed is logged out."""
        await self._users.put_back(*_chosen(saved, items))
        # On a new box: the first account came by this way.
        await asyncio.to_thread(self._setup.remove)


def _kept(saved: Saved) -> _Kept:
    try:
        return msgspec.convert(saved.secret or {}, _Kept)
    except msgspec.ValidationError as error:
        raise refusals.damaged(f"users: {error}") from None


def _chosen(saved: Saved, items: Collection[str]) -> tuple[dict[str, User | None], list[Token]]:
    kept = _kept(saved)
    then = {user.name: user for user in kept.users}
    return {name: then.get(name) for name in items}, [token for token in kept.tokens if token.user in items]


def _fields(now: User, then: User, tokens_now: list[Token], tokens_then: list[Token]) -> list[Field]:
    fields = []
    if now.role != then.role:
        fields.append(Field("/role", now.role, then.role))
    if now.password != then.password:
        fields.append(Field("/password", secret=True))
    own_now = sorted(token.id for token in tokens_now if token.user == now.name)
    own_then = sorted(token.id for token in tokens_then if token.user == then.name)
    if own_now != own_then:
        fields.append(Field("/tokens", len(own_now), len(own_then)))
    return fields
