"""Questions to the router on the bus: one way to ask, and one meaning for each way of not being answered."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Any

import msgspec

from dinrail.bus import Bus
from dinrail.documents import Reply
from dinrail.errors import BusError, BusTimeout
from dinrail.names import Topics
from dinrail.parts import MAX_PART, cut, part_payload
from dinrail.reason import Reason
from dinrail_gateway.errors import ApiError, Invalid, NoAnswer, NotFound, TooLarge, Unavailable

__all__ = ["ROUTER", "RouterCalls", "Unreachable"]

ROUTER = "router"
ANSWER_S = 5.0
_STATUS: dict[str, type[ApiError]] = {
    "call_refused": Unavailable,  # a router older than the question
    "calls_busy": Unavailable,
    "call_timeout": NoAnswer,
    "call_too_large": TooLarge,
    "internal_error": Unavailable,
    "unknown_route": NotFound,
    "unknown_source": NotFound,
}

_encode = msgspec.json.Encoder().encode


class Unreachable(Unavailable):
    """The question reached no router: it, or the broker, is not there."""


class RouterCalls:
    """Asks `dinrail/router/call/<method>`; questions over 128 KiB go in parts, answers over 64 KiB come in parts."""

    def __init__(self, bus: Bus, *, alive: Callable[[], bool]) -> None:
        """alive: whether the router is known to be there; tells a silent one from one that is gone."""
        self._bus = bus
        self._alive = alive
        self._decoder = msgspec.json.Decoder(Reply[msgspec.Raw])
        self._big = asyncio.Lock()
        bus.accept_replies(Topics.of(ROUTER, "reply", "gateway", "#"))

    async def ask(self, method: str, params: dict[str, Any], *, timeout: float = ANSWER_S) -> msgspec.Raw:
        """JSON of the answer.

        Raises Unreachable, NoAnswer, or the router's own refusal with its key.
        """
        payload = _encode(params)
        if len(payload) <= MAX_PART:
            return await self._send(method, payload, timeout)
        # One at a time: the router keeps the parts of few.
        async with self._big:
            *parts, last = await asyncio.to_thread(_parts, payload)
            for part in parts:
                await self._send(method, part, ANSWER_S)
            return await self._send(method, last, timeout)

    async def _send(self, method: str, payload: bytes, timeout: float) -> msgspec.Raw:
        if not self._bus.is_connected:
            raise Unreachable.of(
                self._bus.last_error or Reason("broker_unreachable", {}, "not connected to the broker")
            )
        try:
            packet = await self._bus.request(
                Topics.of(ROUTER, "call", method),
                payload,
                reply_topic=Topics.of(ROUTER, "reply", "gateway", method),
                timeout=timeout,
            )
            reply = self._decoder.decode(packet.payload)
        except BusTimeout:
            if self._alive() and self._bus.is_connected:
                raise NoAnswer("no answer from the router", key="router_no_answer") from None
            raise _unreachable() from None
        except BusError as error:
            if error.reason.key == "nobody_listens":
                raise _unreachable() from None
            raise Unavailable.of(error.reason) from None
        except (msgspec.DecodeError, RecursionError):
            raise NoAnswer("the router answered nonsense", key="router_answer_malformed") from None
        if not reply.ok:
            reason = reply.error or Reason("call_refused", {}, "refused without a reason")
            raise _STATUS.get(reason.key, Invalid).of(reason)
        return msgspec.Raw(b"null") if reply.value is msgspec.UNSET else reply.value


def _unreachable() -> ApiError:
    return Unreachable("the router is not there", key="router_unreachable")


def _parts(payload: bytes) -> list[bytes]:
    fragments = list(cut(payload.decode()))
    rev = random.getrandbits(53)
    return [part_payload(rev, number, len(fragments), fragment) for number, fragment in enumerate(fragments)]
