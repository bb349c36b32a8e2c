"""Every error DINrail raises on purpose.

    DinrailError
    ├── ConfigError        the configuration is wrong; only a change of it helps
    ├── AddressError       not an instance id, address, tag or topic of ours
    ├── DeviceError        the field side; the runner retries with back-off
    │   ├── NotConnected   no link to the device
    │   ├── Timeout        the device did not answer in time
    │   └── ProtocolError  the device answered with an error or with nonsense
    ├── WriteRefused       a write request that must not reach the wire
    │   ├── UnknownPoint   no such point
    │   ├── NotWritable    the point is read-only
    │   ├── BadValue       wrong type or not JSON
    │   ├── OutOfRange     outside the point's range
    │   ├── Expired        older than five seconds
    │   └── Blocked        panic or maintenance holds writes
    ├── CallRefused        unknown method or bad parameters of a call
    └── BusError           the broker side
        ├── BusTimeout     no answer on the bus in time
        ├── PacketTooLarge more than the broker would take
        └── BusOverflow    a bounded queue is full

Each carries a stable `key` and `params`; the sentence people read is in the language files,
`str(error)` is the English one for logs.
"""

from __future__ import annotations

from typing import ClassVar

from dinrail.reason import Param, Reason

__all__ = [
    "AddressError",
    "BadValue",
    "Blocked",
    "BusError",
    "BusOverflow",
    "BusTimeout",
    "CallRefused",
    "ConfigError",
    "DeviceError",
    "DinrailError",
    "Expired",
    "NotConnected",
    "NotWritable",
    "OutOfRange",
    "PacketTooLarge",
    "ProtocolError",
    "Timeout",
    "UnknownPoint",
    "WriteRefused",
]


class DinrailError(Exception):
    """Base of the tree: an English message, a stable key and the parameters of its text."""

    key: ClassVar[str] = "error"

    def __init__(self, message: str, *, key: str | None = None, **params: Param) -> None:
        super().__init__(message)
        self.message = message
        self.params = params
        self._key = key

    @property
    def reason(self) -> Reason:
        """What the bus and the UI are told."""
        return Reason(self._key or self.key, self.params, self.message)


class ConfigError(DinrailError):
    """The configuration is wrong at `path` (JSON pointer); retrying does not help."""

    key = "config_invalid"

    def __init__(self, message: str, *, path: str = "", key: str | None = None, **params: Param) -> None:
        super().__init__(message, key=key, path=path, **params)
        self.path = path


class AddressError(DinrailError):
    """Not an instance id, address, tag or topic of the contract."""

    key = "address_invalid"


class DeviceError(DinrailError):
    """The field side failed; the runner marks points bad and retries."""

    key = "device_error"


class NotConnected(DeviceError):
    """No link to the device."""

    key = "not_connected"


class Timeout(DeviceError):
    """The device did not answer in time."""

    key = "timeout"


class ProtocolError(DeviceError):
    """The device answered with an error or with something that is not the protocol."""

    key = "protocol_error"


class WriteRefused(DinrailError):
    """A write request that was not carried out."""

    key = "write_refused"


class UnknownPoint(WriteRefused):
    """The instance has no such point."""

    key = "unknown_point"


class NotWritable(WriteRefused):
    """The point is read-only."""

    key = "not_writable"


class BadValue(WriteRefused):
    """The value is not of the point's type, or the payload is not a write request."""

    key = "bad_value"


class OutOfRange(WriteRefused):
    """The value lies outside the point's range."""

    key = "out_of_range"


class Expired(WriteRefused):
    """The request is older than five seconds."""

    key = "expired"


class Blocked(WriteRefused):
    """Panic or maintenance holds writes."""

    key = "blocked"


class CallRefused(DinrailError):
    """Unknown method or bad parameters of a call."""

    key = "call_refused"


class BusError(DinrailError):
    """The broker side failed."""

    key = "bus_error"


class BusTimeout(BusError):
    """No answer on the bus in time; whether a write was carried out is unknown."""

    key = "no_answer"


class PacketTooLarge(BusError):
    """More than 256 KiB; the broker would cut the connection."""

    key = "packet_too_large"


class BusOverflow(BusError):
    """A bounded queue is full."""

    key = "bus_overflow"
