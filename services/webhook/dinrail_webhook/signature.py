"""Signatures as standardwebhooks.com describes them: HMAC-SHA256 over id, time and body."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

__all__ = ["signed_headers"]

PREFIX = "whsec_"


def signed_headers(secret: str, letter: str, seconds: int, body: bytes) -> list[tuple[str, str]]:
    """The three headers; seconds: Unix time of this attempt, so that a receiver can refuse old ones."""
    headers = [("webhook-id", letter), ("webhook-timestamp", str(seconds))]
    if secret:
        message = b".".join((letter.encode(), str(seconds).encode(), body))
        digest = hmac.new(_key(secret), message, hashlib.sha256).digest()
        headers.append(("webhook-signature", f"v1,{base64.b64encode(digest).decode()}"))
    return headers


def _key(secret: str) -> bytes:
    if secret.startswith(PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
        except binascii.Error:
            pass
    return secret.encode()
