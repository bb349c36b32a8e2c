"""What goes wrong between bytes of a battery and its record; all of it is in the tree of `dinrail.errors`.

ProtocolError
├── FrameRejected   a frame that fails its own rules: checksum, length, tail, key
└── Incomplete      whole frames, yet not those a record is made of
ConfigError
├── KeyMissing      a type that is encrypted was given no key, or one of the wrong form
└── UnknownType     no installed plugin knows this type
"""

from __future__ import annotations

from typing import Literal

from dinrail.errors import ConfigError, ProtocolError

__all__ = ["Cause", "FrameRejected", "Incomplete", "KeyMissing", "UnknownType"]

Cause = Literal["checksum", "length", "tail", "key", "status", "content"]


class FrameRejected(ProtocolError):
    """A frame breaks a rule of its protocol; `cause` says which."""

    key = "bms_frame_rejected"

    def __init__(self, cause: Cause, detail: str) -> None:
        super().__init__(f"{cause}: {detail}", cause=cause)
        self.cause: Cause = cause


class Incomplete(ProtocolError):
    """The frames do not contain what a record needs."""

    key = "bms_incomplete"


class KeyMissing(ConfigError):
    """The type needs a key and got none, or not the right number of hex digits."""

    key = "bms_key_missing"


class UnknownType(ConfigError):
    """No installed plugin has a parser of this name."""

    key = "bms_type_unknown"
