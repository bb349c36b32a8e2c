"""Calls of instances for the API: allowed, bounded, sent on the bus, answered in the adapter's words, logged."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import msgspec

from dinrail.bus import Bus
from dinrail.clock import Clock
from dinrail.documents import Reply
from dinrail.errors import BusError, BusTimeout, PacketTooLarge
from dinrail.names import Topics
from dinrail.reason import Reason
from dinrail_gateway.auth.principal import Principal
from dinrail_gateway.auth.roles import allowed
from dinrail_gateway.calls.limits import CallLimits
from dinrail_gateway.calls.rights import needed
from dinrail_gateway.calls.trial import require_stored_secrets
from dinrail_gateway.errors import (
    ApiError,
    Conflict,
    Forbidden,
    Invalid,
    NoAnswer,
    NotFound,
    TooLarge,
    TooMany,
    Unavailable,
)
from dinrail_gateway.instances.document import TypeLookup
from dinrail_gateway.instances.secrets import SecretStore
from dinrail_gateway.instances.service import InstanceService

__all__ = ["ANSWER_S", "InstanceCalls"]

ANSWER_S = 65.0
"""An adapter gives up after 60 s and says so; who waits less long does not hear it."""
_STATUS: dict[str, type[ApiError]] = {
    "answer_too_large": Unavailable,
    "bad_value": Invalid,
    "call_parameters_invalid": Invalid,
    "call_refused": Invalid,
    "call_timeout": NoAnswer,
    "calls_busy": TooMany,
    "internal_error": Unavailable,
    "out_of_range": Invalid,
    "timeout": NoAnswer,
    "unknown_point": NotFound,
    "unknown_stream": NotFound,
}

_encode = msgspec.json.Encoder().encode
_reply = msgspec.json.Decoder(Reply[msgspec.Raw])


class InstanceCalls:
    """Asks `dinrail/<instance>/call/<method>`; answers over 64 KiB come in parts, which the bus joins."""

    def __init__(
        self,
        bus: Bus,
        instances: InstanceService,
        *,
        types: TypeLookup,
        secrets: SecretStore,
        deaf: Callable[[str], Reason | None],
        clock: Clock,
    ) -> None:
        """deaf: why an instance cannot take a request now."""
        self._bus = bus
        self._instances = instances
        self._types = types
        self._secrets = secrets
        self._deaf = deaf
        self._clock = clock
        self._limits = CallLimits(clock)
        self._log = logging.getLogger("dinrail.gateway.calls")
        bus.accept_replies("dinrail/+/reply/gateway/#")

    async def call(
        self, caller: Principal, instance: str, method: str, params: dict[str, Any], *, timeout: float = ANSWER_S
    ) -> msgspec.Raw:
        """JSON of the answer to a user's call; raises ApiError, a refusal of the adapter with its own reason."""
        entry = self._instances.entry(instance)
        type_ = self._types(entry.type)
        declared = type_.manifest.calls if type_ and type_.manifest else {}
        role = needed(method, params, declared)
        if not allowed(caller.role, role):
            raise Forbidden(f"this needs the role {role}", key="role_missing", role=role)
        if method == "test" and isinstance(params.get("config"), dict):
            require_stored_secrets(params["config"], entry, type_, self._secrets.of(instance))
        started, outcome = self._clock.monotonic(), "interrupted"
        with self._limits.taken(instance, caller.name):
            try:
                value = await self.ask(instance, method, params, timeout=timeout)
                outcome = "ok"
            except ApiError as error:
                outcome = error.reason.key
                raise
            finally:
                took = self._clock.monotonic() - started
                # Parameters stay out: they may hold what is nobody's business.
                level = logging.DEBUG if role == "viewer" else logging.INFO
                by = f"{caller.name} ({caller.role}, {caller.kind})"
                self._log.log(level, "%s: %s called by %s: %s after %.1f s", instance, method, by, outcome, took)
        return value

    def require(self, instance: str) -> None:
        """Raises NotFound for an instance that is not configured."""
        self._instances.entry(instance)

    async def ask(self, instance: str, method: str, params: dict[str, Any], *, timeout: float) -> msgspec.Raw:
        """JSON of the answer, whoever asks; raises ApiError."""
        if not self._bus.is_connected:
            raise Unavailable.of(
                self._bus.last_error or Reason("broker_unreachable", {}, "not connected to the broker")
            )
        if (deaf := self._deaf(instance)) is not None:
            raise Conflict.of(deaf)
        try:
            packet = await self._bus.request(
                Topics.of(instance, "call", method),
                _encode(params),
                reply_topic=Topics.of(instance, "reply", "gateway", "call"),
                timeout=timeout,
            )
            reply = _reply.decode(packet.payload)
        except PacketTooLarge as error:
            raise TooLarge.of(error.reason) from None
        except BusTimeout:
            message = f"{instance} did not answer {method} within {timeout:g} s"
            raise NoAnswer(message, key="call_no_answer", instance=instance, seconds=timeout) from None
        except BusError as error:
            if error.reason.key == "nobody_listens":
                message = f"{instance} does not listen"
                raise Conflict(message, key="instance_not_running", instance=instance) from None
            raise Unavailable.of(error.reason) from None
        except (msgspec.DecodeError, RecursionError):
            raise NoAnswer(f"{instance} answered nonsense", key="call_answer_malformed", instance=instance) from None
        if not reply.ok:
            raise _refusal(reply.error or Reason("call_refused", {}, "refused without a reason"), method)
        return msgspec.Raw(b"null") if reply.value is msgspec.UNSET else reply.value


def _refusal(reason: Reason, method: str) -> ApiError:
    """What an adapter says, with the status that fits; the place of a wrong configuration becomes the error's."""
    place = reason.params.get("path")
    if isinstance(place, str) and place.startswith("/"):
        return Invalid.of(reason, path=f"/config{place}" if method == "test" else place)
    return _STATUS.get(reason.key, Conflict).of(reason)
