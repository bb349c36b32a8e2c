"""Questions to the router on the bus: one way to ask, and one meaning for each way of not being answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from dinrail.bus import Bus
from dinrail.documents import Reply
from dinrail.errors import BusError, BusTimeout, PacketTooLarge
from dinrail.names import Topics
from dinrail.reason import Reason
from dinrail_gateway.errors import ApiError, Invalid, NoAnswer, NotFound, TooLarge, Unavailable

__all__ = ["ROUTER", "RouterCalls"]

ROUTER = "router"
ANSWER_S = 5.0
_STATUS: dict[str, type[ApiError]] = {
    "call_refused": Unavailable,  # a router older than the question
    "calls_busy": Unavailable,
    "call_timeout": NoAnswer,
    "internal_error": Unavailable,
    "unknown_route": NotFound,
    "unknown_source": NotFound,
}

_encode = msgspec.json.Encoder().encode


class RouterCalls:
    """Asks `dinrail/router/call/<method>`; answers over 64 KiB come in parts, which the bus joins."""

    def __init__(self, bus: Bus, *, alive: Callable[[], bool]) -> None:
        """alive: whether the router is known to be there; tells a silent one from one that is gone."""
        self._bus = bus
        self._alive = alive
        self._decoder = msgspec.json.Decoder(Reply[msgspec.Raw])
        bus.accept_replies(Topics.of(ROUTER, "reply", "gateway", "#"))

    async def ask(self, method: str, params: dict[str, Any], *, timeout: float = ANSWER_S) -> msgspec.Raw:
        """JSON of the answer.

        Raises Unavailable `router_unreachable`, NoAnswer, or the router's own refusal with its key.
        """
        if not self._bus.is_connected:
            raise Unavailable.of(
                self._bus.last_error or Reason("broker_unreachable", {}, "not connected to the broker")
            )
        try:
            packet = await self._bus.request(
                Topics.of(ROUTER, "call", method),
                _encode(params),
                reply_topic=Topics.of(ROUTER, "reply", "gateway", method),
                timeout=timeout,
            )
            reply = self._decoder.decode(packet.payload)
        except PacketTooLarge as error:
            raise TooLarge.of(error.reason) from None
        except BusTimeout:
            if self._alive():
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
    return Unavailable("the router is not there", key="router_unreachable")
