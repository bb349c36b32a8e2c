"""Writing a point: checked against the directory, sent on the bus, answered with what was read back."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from dinrail.bus import Bus
from dinrail.clock import Clock
from dinrail.documents import WriteReply
from dinrail.errors import BusError, BusTimeout, PacketTooLarge, WriteRefused
from dinrail.names import Topics
from dinrail.reason import Reason
from dinrail.sample import Scalar
from dinrail.write import EXPIRY_S, encode_write
from dinrail_gateway.errors import ApiError, BadRequest, Conflict, Forbidden, Invalid, NoAnswer, NotFound, Unavailable
from dinrail_gateway.points.space import Entry

__all__ = ["PointWriter"]

MAX_UNDER_WAY = 200
ANSWER_S = EXPIRY_S + 1.0
_STATUS: dict[str, type[ApiError]] = {
    "unknown_point": NotFound,
    "not_writable": Forbidden,
    "bad_value": Invalid,
    "out_of_range": Invalid,
    "timeout": NoAnswer,
    "no_answer": NoAnswer,
}


class PointWriter:
    """Sends write requests for the API and waits for their answers; at most 200 under way."""

    def __init__(
        self,
        bus: Bus,
        topics: Topics,
        *,
        deaf: Callable[[str], Reason | None],
        held: Callable[[str, str], Reason | None],
        clock: Clock,
    ) -> None:
        """deaf: why an instance cannot take a request now; held: why a point of it (instance, path) shall not."""
        self._held = held
        self._deaf = deaf
        self._bus = bus
        self._topics = topics
        self._clock = clock
        self._decoder = msgspec.json.Decoder(WriteReply)
        self._under_way = 0
        bus.accept_replies("dinrail/+/reply/gateway/#")

    async def write(self, entry: Entry, value: Scalar) -> Scalar:
        """Write and return the read-back; every refusal is an ApiError with the key of its cause."""
        point = entry.point
        if point is None:
            raise Conflict(f"{entry.address} is in no directory", key="point_undescribed", address=entry.address)
        try:
            point.accept(value)
        except WriteRefused as refused:
            raise _STATUS.get(refused.reason.key, Invalid).of(refused.reason) from None
        if (reason := self._held(entry.instance, point.path)) is not None:
            raise Conflict.of(reason)
        if not self._bus.is_connected:
            raise Unavailable.of(
                self._bus.last_error or Reason("broker_unreachable", {}, "not connected to the broker")
            )
        if (reason := self._deaf(entry.instance)) is not None:
            raise Conflict.of(reason)
        if self._under_way >= MAX_UNDER_WAY:
            raise Unavailable("too many writes are under way", key="too_many_writes")
        self._under_way += 1
        try:
            return await self._ask(entry, value)
        finally:
            self._under_way -= 1

    async def _ask(self, entry: Entry, value: Scalar) -> Scalar:
        topic = self._topics.write(entry.address)
        reply_topic = Topics.of(entry.instance, "reply", "gateway", "write")
        payload = encode_write(value, self._clock.now_ms())
        try:
            packet = await self._bus.request(topic, payload, reply_topic=reply_topic, timeout=ANSWER_S, expiry=EXPIRY_S)
            reply = self._decoder.decode(packet.payload)
        except BusTimeout:
            raise NoAnswer(f"no answer from {entry.instance}; whether the value was written is unknown") from None
        except PacketTooLarge as error:
            raise BadRequest.of(error.reason) from None
        except BusError as error:
            raise Unavailable.of(error.reason) from None
        except msgspec.DecodeError:
            raise NoAnswer(f"{entry.instance} answered nonsense", key="reply_malformed") from None
        if reply.ok:
            return None if reply.value is msgspec.UNSET else reply.value
        reason = reply.error or Reason("write_refused", {}, "refused without a reason")
        raise _STATUS.get(reason.key, Conflict).of(reason)
