"""Puts through what is posted to a hook: whose token it is, how often, how long, and what the adapter says."""

from __future__ import annotations

import asyncio
import hashlib
import re

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope

from dinrail.clock import Clock
from dinrail_gateway.auth.sender import Senders
from dinrail_gateway.calls.service import InstanceCalls
from dinrail_gateway.errors import BadRequest, Conflict, Invalid, NotFound, TooLarge, Unavailable
from dinrail_gateway.hooks.limits import HookLimits
from dinrail_gateway.hooks.tokens import known
from dinrail_gateway.instances.document import TypeLookup
from dinrail_gateway.instances.secrets import SecretStore
from dinrail_gateway.instances.service import InstanceService

__all__ = ["CALL", "MAX_BODY", "Hooks"]

CALL = "incoming"
MAX_BODY = 64 * 1024
BODY_S = 10.0
ANSWER_S = 5.0
_PATH = re.compile(r"/hooks/([a-z][a-z0-9_-]{0,31})/([A-Za-z0-9_-]{1,128})")


class Hooks:
    """Puts what a web service hands in through to the instance whose token it knows."""

    def __init__(
        self,
        calls: InstanceCalls,
        instances: InstanceService,
        *,
        types: TypeLookup,
        secrets: SecretStore,
        senders: Senders,
        clock: Clock,
    ) -> None:
        self._calls = calls
        self._instances = instances
        self._types = types
        self._secrets = secrets
        self._senders = senders
        self._limits = HookLimits(clock)

    async def take(self, scope: Scope, receive: Receive) -> None:
        """Raises ApiError; whatever does not fit is the same NotFound."""
        sender = await self._senders.of(HTTPConnection(scope))
        self._limits.knock(sender)
        found = _PATH.fullmatch(scope["path"])
        if found is None or scope["method"] != "POST" or not self._knows(found[1], found[2]):
            self._limits.wrong(sender)
            raise NotFound("there is no such hook", key="not_found")
        headers = Headers(scope=scope)
        with self._limits.taken(found[1]):
            body = await _body(receive, headers.get("content-length", "0"))
            params = {
                "token_sha256": hashlib.sha256(found[2].encode()).hexdigest(),
                "body": _text(body),
                "content_type": headers.get("content-type", "")[:200],
            }
            await self._ask(found[1], params)

    def _knows(self, instance: str, token: str) -> bool:
        try:
            type_ = self._types(self._instances.entry(instance).type)
        except NotFound:
            return False
        pointers = type_.manifest.hooks if type_ and type_.manifest else []
        return known(token, pointers, self._secrets.of(instance))

    async def _ask(self, instance: str, params: dict[str, str]) -> None:
        try:
            await self._calls.ask(instance, CALL, params, timeout=ANSWER_S)
        except Invalid as refused:
            raise BadRequest.of(refused.reason) from None
        except Conflict as away:
            if away.reason.key == "hook_unknown":  # a configuration that is just being changed
                raise NotFound("there is no such hook", key="not_found") from None
            if away.reason.key.startswith("hook_"):
                raise BadRequest.of(away.reason) from None
            raise Unavailable.of(away.reason) from None


async def _body(receive: Receive, told: str) -> bytes:
    if not told.isdigit() or int(told) > MAX_BODY:
        raise TooLarge(f"a body has at most {MAX_BODY} bytes", max=MAX_BODY)
    parts: list[bytes] = []
    size, more = 0, True
    try:
        async with asyncio.timeout(BODY_S):
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise BadRequest("gone before all was said", key="request_invalid")
                parts.append(message.get("body", b""))
                size, more = size + len(parts[-1]), message.get("more_body", False)
                if size > MAX_BODY:
                    raise TooLarge(f"a body has at most {MAX_BODY} bytes", max=MAX_BODY)
    except TimeoutError:
        raise BadRequest(f"the body took longer than {BODY_S:g} s", key="request_invalid") from None
    return b"".join(parts)


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise BadRequest("the body is not UTF-8", key="request_invalid") from None
