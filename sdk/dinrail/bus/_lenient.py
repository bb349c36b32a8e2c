"""Answers with a reason code that the codec does not know.

Brokers send codes the standard does not list for a packet (Mosquitto: PUBACK 0x95); an unknown refusal is still
a refusal and no cause to cut the connection.
"""

from __future__ import annotations

from mqtt5 import (
    ConnAckPacket,
    ConnAckReasonCode,
    DisconnectPacket,
    DisconnectReasonCode,
    Packet,
    PubAckPacket,
    PubAckReasonCode,
    SubAckPacket,
    SubAckReasonCode,
)

__all__ = ["read_unknown_reason"]

_PUBACK, _CONNACK, _SUBACK, _DISCONNECT = 0x40, 0x20, 0x90, 0xE0
_V3_VERSION_REFUSED = 1


def read_unknown_reason(frame: bytes) -> Packet | None:
    """The packet of a whole frame with its code replaced by UNSPECIFIED_ERROR, None when that is not its problem."""
    body = frame[2:] if frame[1] < 0x80 else frame[3:]
    if frame[0] == _PUBACK and len(body) >= 3 and body[2] >= 0x80:
        return PubAckPacket(_packet_id(body), reason_code=PubAckReasonCode.UNSPECIFIED_ERROR)
    if frame[0] == _DISCONNECT and body and body[0] >= 0x80:
        return DisconnectPacket(reason_code=DisconnectReasonCode.UNSPECIFIED_ERROR)
    if frame[0] == _CONNACK and len(body) == 2 and body[1]:
        # A broker older than MQTT 5 answers in its own, shorter form.
        too_old = body[1] == _V3_VERSION_REFUSED
        codes = ConnAckReasonCode
        return ConnAckPacket(reason_code=codes.UNSUPPORTED_PROTOCOL_VERSION if too_old else codes.UNSPECIFIED_ERROR)
    if frame[0] == _CONNACK and len(body) > 2 and body[1] >= 0x80:
        return ConnAckPacket(reason_code=ConnAckReasonCode.UNSPECIFIED_ERROR)
    if frame[0] == _SUBACK and len(body) == 4 and body[2] == 0 and body[3] >= 0x80:
        return SubAckPacket(_packet_id(body), [SubAckReasonCode.UNSPECIFIED_ERROR])
    return None


def _packet_id(body: bytes) -> int:
    return body[0] << 8 | body[1]
