"""Why there is no broker: socket errors and MQTT reason codes as Reasons."""

from __future__ import annotations

import socket
import ssl

from mqtt5 import ConnAckPacket, ConnAckReasonCode, DisconnectPacket, DisconnectReasonCode

from dinrail.reason import Reason
from dinrail.settings import BrokerAddress

__all__ = ["TAKEN_OVER", "broker_says", "reason_of_connack", "reason_of_disconnect", "reason_of_error"]

TAKEN_OVER = "session_taken_over"

# The codec's enumerations are neither hashable nor ordered, whatever its type stubs say; int() is both.
_REFUSED = {
    int(ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD): "broker_refused_password",
    int(ConnAckReasonCode.NOT_AUTHORIZED): "broker_refused_not_authorized",
    int(ConnAckReasonCode.UNSUPPORTED_PROTOCOL_VERSION): "broker_too_old",
    int(ConnAckReasonCode.SERVER_UNAVAILABLE): "broker_busy",
    int(ConnAckReasonCode.SERVER_BUSY): "broker_busy",
}
_CLOSED = {
    int(DisconnectReasonCode.SESSION_TAKEN_OVER): TAKEN_OVER,
    int(DisconnectReasonCode.NOT_AUTHORIZED): "broker_refused_not_authorized",
    int(DisconnectReasonCode.SERVER_SHUTTING_DOWN): "broker_shutting_down",
    int(DisconnectReasonCode.PACKET_TOO_LARGE): "broker_refused_packet_size",
    int(DisconnectReasonCode.KEEP_ALIVE_TIMEOUT): "broker_keepalive_missed",
}


def reason_of_error(error: BaseException, address: BrokerAddress, seconds: float) -> Reason:
    """What kept a connection from being made; `seconds`: how long it was tried."""
    where = str(address)
    if isinstance(error, TimeoutError) and error.errno is None:
        return Reason("broker_no_answer", {"broker": where}, f"{where} did not answer within {seconds:g} s")
    if isinstance(error, socket.gaierror | UnicodeError):
        return Reason("broker_name_unknown", {"host": address.host}, f"the name {address.host} is unknown")
    detail = _detail(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return Reason(
            "broker_certificate_refused",
            {"broker": where, "detail": error.verify_message},
            f"certificate of {where} refused: {error.verify_message}",
        )
    if isinstance(error, ssl.SSLError):
        return Reason("broker_tls_failed", {"broker": where, "detail": detail}, f"no TLS with {where}: {detail}")
    return Reason("broker_unreachable", {"broker": where, "detail": detail}, f"{where} is unreachable: {detail}")


def reason_of_connack(packet: ConnAckPacket, address: BrokerAddress) -> Reason:
    """Why the broker refused the connection."""
    code = packet.reason_code
    key = _REFUSED.get(int(code), "broker_refused")
    said = broker_says(packet.reason_str, code.name)
    return Reason(key, {"broker": str(address), "code": int(code)}, f"{address} refused: {said}")


def reason_of_disconnect(packet: DisconnectPacket, address: BrokerAddress) -> Reason:
    """Why the broker closed the connection."""
    code = packet.reason_code
    key = _CLOSED.get(int(code), "broker_closed")
    said = broker_says(packet.reason_str, code.name)
    return Reason(key, {"broker": str(address), "code": int(code)}, f"{address} closed: {said}")


def broker_says(text: str | None, code: str) -> str:
    """A broker's own words, else those of its code, fit for a log."""
    words = text or code.lower().replace("_", " ")
    return "".join(char if char.isprintable() else "?" for char in words[:200])


def _detail(error: BaseException) -> str:
    # A connection tried on several addresses reports all of them in one text; the system's words are enough.
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__)[:200]
