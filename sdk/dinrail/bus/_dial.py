"""From an address to a connection the broker accepted."""

from __future__ import annotations

import asyncio
import math
import ssl
from collections.abc import Callable
from pathlib import Path

import msgspec
from mqtt5 import ConnAckPacket, ConnAckReasonCode, ConnectPacket, QoS
from mqtt5 import Will as WillPacket

from dinrail.bus._link import MAX_PACKET, ConnectionLost, Link
from dinrail.bus._reasons import reason_of_connack, reason_of_error
from dinrail.reason import Reason
from dinrail.settings import BrokerAddress

__all__ = ["Credentials", "Refused", "Will", "dial"]

_RECEIVE_MAX = 1000


class Will(msgspec.Struct, frozen=True):
    """What the broker publishes when the connection is lost without a goodbye."""

    topic: str
    payload: bytes
    qos: int = 1
    retain: bool = True


class Credentials(msgspec.Struct, frozen=True):
    """Who connects; `password` is asked anew for each attempt, in a thread."""

    client_id: str
    user: str
    password: Callable[[], str] | str
    will: Will | None
    keepalive: float
    ca: Path | None


class Refused(Exception):
    """No connection; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.message)
        self.reason = reason


async def dial(
    address: BrokerAddress, who: Credentials, make_link: Callable[[], Link], timeout: float
) -> tuple[Link, ConnAckPacket]:
    """Connect and say CONNECT; raises Refused after `timeout` seconds at the latest."""
    loop = asyncio.get_running_loop()
    link = make_link()
    try:
        async with asyncio.timeout(timeout):
            hello = await _hello(who)
            context = await _tls(who.ca) if address.tls else None
            await loop.create_connection(lambda: link, address.host, address.port, ssl=context)
            link.send(hello)
            answer = await link.accepted()
            _check(answer, address)
    except ConnectionLost as lost:
        raise Refused(lost.reason) from None
    except (OSError, ValueError, OverflowError) as error:
        reason = reason_of_error(error, address, timeout)
        link.abort(reason)
        raise Refused(reason) from None
    except BaseException:
        link.abort(Reason("broker_refused"))
        raise
    return link, answer


def _check(answer: ConnAckPacket, address: BrokerAddress) -> None:
    if answer.reason_code is not ConnAckReasonCode.SUCCESS:
        raise Refused(reason_of_connack(answer, address))
    if not answer.subscription_id_available:
        message = f"{address} has no subscription identifiers"
        raise Refused(Reason("broker_unsuitable", {"broker": str(address), "lacks": "subscription ids"}, message))


async def _hello(who: Credentials) -> bytes:
    password = await _password(who)
    will = who.will
    try:
        return ConnectPacket(
            who.client_id,
            username=who.user or None,
            password=password.encode() if password else None,
            clean_start=True,
            session_expiry_interval=0,
            keep_alive=math.ceil(who.keepalive),
            receive_max=_RECEIVE_MAX,
            topic_alias_max=0,
            max_packet_size=MAX_PACKET,
            will=WillPacket(will.topic, payload=will.payload, qos=QoS(will.qos), retain=will.retain) if will else None,
        ).write()
    except ValueError as error:
        raise Refused(Reason("client_invalid", {"detail": str(error)}, f"client id, user or will: {error}")) from None


async def _password(who: Credentials) -> str:
    if not callable(who.password):
        return who.password
    try:
        return await asyncio.to_thread(who.password)
    except Exception as error:  # noqa: BLE001 - whatever keeps a secret from being read, it is read again next time
        detail = str(error)[:200]
        raise Refused(Reason("password_unreadable", {"detail": detail}, f"no password: {detail}")) from None


async def _tls(ca: Path | None) -> ssl.SSLContext:
    try:
        return await asyncio.to_thread(ssl.create_default_context, cafile=str(ca) if ca else None)
    except OSError as error:
        detail = error.strerror or str(error)
        raise Refused(Reason("ca_unreadable", {"file": str(ca), "detail": detail}, f"CA {ca}: {detail}")) from None
