"""Logging in and out, the first account, tokens."""

from __future__ import annotations

import asyncio
import logging

from dinrail.clock import Clock
from dinrail.errors import ConfigError
from dinrail.reason import Reason
from dinrail_gateway.auth.accounts import Accounts, Token, User
from dinrail_gateway.auth.host_key import HostKey
from dinrail_gateway.auth.passwords import MIN_LENGTH, Passwords, check_strength
from dinrail_gateway.auth.principal import Principal
from dinrail_gateway.auth.roles import Role, allowed, lower
from dinrail_gateway.auth.scrape_key import ScrapeKey
from dinrail_gateway.auth.sessions import Sessions
from dinrail_gateway.auth.setup import SetupCode
from dinrail_gateway.auth.throttle import LoginThrottle
from dinrail_gateway.auth.users import check_name
from dinrail_gateway.errors import Conflict, Forbidden, NotFound, Unauthenticated
from dinrail_gateway.nodered.key import NodeRedKey

__all__ = ["AuthService"]

MAX_TOKENS = 100


class AuthService:
    """What the API can do with accounts; `folder` is the gateway's data folder."""

    def __init__(
        self,
        accounts: Accounts,
        sessions: Sessions,
        setup: SetupCode,
        *,
        passwords: Passwords,
        host_key: HostKey,
        scrape_key: ScrapeKey,
        node_red_key: NodeRedKey,
        clock: Clock,
    ) -> None:
        self.host_key = host_key
        self.scrape_key = scrape_key
        self.node_red_key = node_red_key
        self._accounts = accounts
        self._sessions = sessions
        self._setup = setup
        self._passwords = passwords
        self._clock = clock
        self._throttle = LoginThrottle(clock)
        self._changing = asyncio.Lock()
        self._log = logging.getLogger("dinrail.gateway.auth")

    async def start(self, admin_password: str) -> str | None:
        """Load accounts; with none yet, make `admin` of a given password, else return the setup code to print.

        Raises ConfigError when the given password is too short.
        """
        await asyncio.to_thread(self._accounts.load)
        await asyncio.to_thread(self._sessions.load)
        await asyncio.to_thread(self.host_key.make)
        await asyncio.to_thread(self.scrape_key.make)
        await asyncio.to_thread(self.node_red_key.make)
        self._sessions.start()
        if self._accounts.users:
            return None
        if admin_password:
            if len(admin_password) < MIN_LENGTH:
                message = f"DINRAIL_ADMIN_PASSWORD needs at least {MIN_LENGTH} characters"
                raise ConfigError(message, key="password_length", min=MIN_LENGTH)
            await self._add_user("admin", admin_password)
            return None
        return await asyncio.to_thread(self._setup.ensure)

    async def stop(self) -> None:
        """Store what is open."""
        await self._sessions.stop()

    @property
    def setup_required(self) -> bool:
        """Whether there is no account yet."""
        return not self._accounts.users

    @property
    def problem(self) -> Reason | None:
        """Told while the accounts of an earlier run could not all be read."""
        if not self._accounts.damaged:
            return None
        return Reason("accounts_damaged", {}, "the accounts file was damaged and is kept aside")

    def by_session(self, secret: str) -> Principal | None:
        """The user of a session cookie."""
        user = self._accounts.users.get(self._sessions.user_of(secret) or "")
        return None if user is None else Principal(user.name, user.role, "session", secret)

    def by_bearer(self, text: str) -> Principal | None:
        """The user of a bearer token."""
        token = self._accounts.bearer(text)
        if token is None:
            return None
        user = self._accounts.users[token.user]
        return Principal(user.name, lower(user.role, token.role), "token", text)

    def still_valid(self, principal: Principal) -> bool:
        """Whether the session or token a connection was opened with still holds."""
        again = self.by_session if principal.kind == "session" else self.by_bearer
        return again(principal.secret) == principal

    async def set_up(self, code: str, username: str, password: str, address: str) -> str:
        """The first account; returns its session secret."""
        self._throttle.begin(address, "")
        async with self._changing:
            if not self.setup_required:
                raise Conflict("there is an account already", key="already_set_up")
            if not await asyncio.to_thread(self._setup.matches, code):
                self._log.warning("a wrong setup code was given from %s", address)
                raise Forbidden("that is not the setup code", key="setup_code_wrong", path="/code")
            check_name(username, "/username")
            check_strength(password)
            await self._add_user(username, password)
            await asyncio.to_thread(self._setup.remove)
        self._throttle.succeeded(address, "")
        return await self._sessions.open(username)

    async def log_in(self, username: str, password: str, address: str) -> str:
        """Returns a new session's secret; raises Unauthenticated or TooMany."""
        self._throttle.begin(address, username)
        user = self._accounts.users.get(username)
        if not await self._passwords.verify(user.password if user else None, password) or user is None:
            self._log.warning("failed login from %s", address)
            raise Unauthenticated("wrong user name or password", key="login_failed")
        self._throttle.succeeded(address, username)
        return await self._sessions.open(user.name)

    async def log_out(self, principal: Principal) -> None:
        """End the session; a token stays."""
        if principal.kind == "session":
            await self._sessions.close(principal.secret)

    async def change_password(self, principal: Principal, old: str, new: str, address: str) -> None:
        """Set the user's own password and end his other sessions."""
        self._throttle.begin(address, principal.name)
        user = self._accounts.users[principal.name]
        if not await self._passwords.verify(user.password, old):
            raise Forbidden("the old password is wrong", key="password_wrong", path="/old")
        self._throttle.succeeded(address, principal.name)
        check_strength(new)
        hashed = await self._passwords.hash(new)
        async with self._changing:
            await asyncio.to_thread(self._accounts.set_user, User(user.name, user.role, hashed, user.created))
        await self._sessions.close_of(user.name, but=principal.secret)

    def tokens(self, principal: Principal) -> list[Token]:
        """The user's tokens; an admin sees all."""
        return [token for token in self._accounts.tokens.values() if self._owns(principal, token)]

    async def add_token(
        self, principal: Principal, name: str, days: int | None, role: Role | None = None
    ) -> tuple[Token, str]:
        """A new token and its text, with the rights of `role` or else of its user, and never with more."""
        if role is not None and not allowed(principal.role, role):
            message = f"{principal.name} has the role {principal.role} only"
            raise Forbidden(message, key="token_role", path="/role", role=principal.role)
        if principal.kind == "token" and role is None:
            role = principal.role
        async with self._changing:
            if len(self._accounts.tokens) >= MAX_TOKENS:
                raise Conflict(f"there are {MAX_TOKENS} tokens already", key="too_many_tokens", max=MAX_TOKENS)
            return await asyncio.to_thread(self._accounts.add_token, name, principal.name, days, role)

    async def remove_token(self, principal: Principal, token_id: str) -> None:
        """Revoke a token."""
        token = self._accounts.tokens.get(token_id)
        if token is None or not self._owns(principal, token):
            raise NotFound("there is no such token", key="unknown_token")
        async with self._changing:
            await asyncio.to_thread(self._accounts.remove_token, token_id)

    async def _add_user(self, name: str, password: str) -> None:
        hashed = await self._passwords.hash(password)
        user = User(name, "admin", hashed, self._clock.now_ms())
        await asyncio.to_thread(self._accounts.set_user, user)
        self._log.info("account %s was created", name)

    @staticmethod
    def _owns(principal: Principal, token: Token) -> bool:
        return principal.role == "admin" or token.user == principal.name
