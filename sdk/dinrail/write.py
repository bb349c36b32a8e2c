"""Write requests: parsing what arrives on `smarthome/set/…` and building what we send there."""

from __future__ import annotations

import msgspec

from dinrail.errors import BadValue, Expired
from dinrail.sample import Scalar

__all__ = ["EXPIRY_S", "WriteRequest", "encode_write", "parse_write"]

EXPIRY_S = 5
MAX_PAYLOAD = 64 * 1024


class WriteRequest(msgspec.Struct, frozen=True, gc=False):
    """A wish to set a point; `ts` Unix ms of the wish, when the sender said so."""

    value: Scalar
    ts: int | None = None

    def check_age(self, now_ms: int) -> None:
        """Raise Expired when older than five seconds by its own time."""
        if self.ts is not None and now_ms - self.ts > EXPIRY_S * 1000:
            raise Expired(
                f"the request is {(now_ms - self.ts) / 1000:.1f} s old",
                age_s=round((now_ms - self.ts) / 1000, 1),
            )


_request = msgspec.json.Decoder(WriteRequest)
_scalar: msgspec.json.Decoder[Scalar] = msgspec.json.Decoder(Scalar)
_encoder = msgspec.json.Encoder()


def parse_write(payload: bytes) -> WriteRequest:
    """A JSON scalar, `{"value", "ts"}`, or text that is not JSON (a string); raises BadValue."""
    body = payload.strip()
    if not body:
        raise BadValue("an empty payload is not a write request", value="")
    if len(body) > MAX_PAYLOAD:
        raise BadValue(f"a write request of {len(body)} bytes is too long", value="")
    if body[:1] in b"{[":
        try:
            return _request.decode(body)
        except (msgspec.DecodeError, RecursionError) as error:
            raise BadValue(f'not a write request {{"value": …, "ts": …}}: {error}', value=repr(body[:64])) from None
    try:
        return WriteRequest(_scalar.decode(body))
    except msgspec.DecodeError:
        pass
    try:
        text = payload.decode()
    except UnicodeDecodeError:
        raise BadValue("the payload is neither JSON nor UTF-8 text", value=repr(body[:64])) from None
    if "\0" in text:
        raise BadValue("the payload contains NUL", value=repr(body[:64]))
    return WriteRequest(text)


def encode_write(value: Scalar, ts: int) -> bytes:
    """Payload of a write request with its time."""
    return _encoder.encode(WriteRequest(value, ts))
