"""What bleak and BlueZ say, in our errors."""

from __future__ import annotations

from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
    BleakGATTProtocolErrorCode,
)

from dinrail.errors import DeviceError, NotConnected, ProtocolError, Timeout

__all__ = ["LIBRARY", "STUCK", "told"]

LIBRARY = (BleakError, OSError, EOFError, AssertionError)
"""What comes out of bleak; a bus that vanishes in mid-call shows as EOFError or AssertionError."""
STUCK = frozenset({"ble_stuck", "ble_connect_timeout", "ble_notify_taken"})
"""Reasons that go away when BlueZ is made to forget the link."""
UNPAIRED = {
    BleakGATTProtocolErrorCode.INSUFFICIENT_AUTHENTICATION,
    BleakGATTProtocolErrorCode.INSUFFICIENT_AUTHORIZATION,
    BleakGATTProtocolErrorCode.INSUFFICIENT_ENCRYPTION,
    BleakGATTProtocolErrorCode.INSUFFICIENT_ENCRYPTION_KEY_SIZE,
}
AUTHENTICATION = ("AuthenticationFailed", "AuthenticationRejected", "AuthenticationCanceled", "AuthenticationTimeout")


def told(error: BaseException, name: str) -> DeviceError:  # noqa: PLR0911 - one line per kind
    """The error as ours; `name` of the device."""
    if isinstance(error, DeviceError):
        return error
    if isinstance(error, TimeoutError):
        return Timeout(f"{name} is heard, but takes no connection", key="ble_connect_timeout", name=name)
    if isinstance(error, BleakGATTProtocolError):
        return _gatt(error, name)
    if isinstance(error, BleakDBusError):
        return _bluez(error, name)
    if isinstance(error, BleakDeviceNotFoundError):
        return NotConnected(f"{name}: the system has forgotten it", key="ble_forgotten", name=name)
    if isinstance(error, BleakBluetoothNotAvailableError):
        return NotConnected(f"Bluetooth is not available: {error.args[0]}", key="ble_radio_off")
    if isinstance(error, BleakError) and "not found" in str(error):  # bleak's manager knows no device of this path
        return NotConnected(f"{name}: the system has forgotten it", key="ble_forgotten", name=name)
    detail = f"{type(error).__name__}: {error}"[:160]
    return NotConnected(f"{name}: {detail}", key="ble_link_failed", name=name, detail=detail)


def _gatt(error: BleakGATTProtocolError, name: str) -> DeviceError:
    if error.code in UNPAIRED:
        return NotConnected(f"{name} wants to be paired", key="ble_pairing_needed", name=name)
    detail = str(error.args[-1])[:160]
    return ProtocolError(f"{name}: {detail}", key="ble_refused", name=name, detail=detail)


def _bluez(error: BleakDBusError, name: str) -> DeviceError:
    kind, detail = error.dbus_error.rpartition(".")[2], (error.dbus_error_details or "")[:160]
    if kind in AUTHENTICATION:
        return NotConnected(f"{name}: pairing failed", key="ble_pairing_failed", name=name)
    if kind == "NotPermitted" and "otify" in detail:
        return NotConnected(f"{name}: somebody else listens to it", key="ble_notify_taken", name=name)
    if kind in {"InProgress", "AlreadyConnected"}:
        return NotConnected(f"{name}: the system still works at an earlier link", key="ble_stuck", name=name)
    if kind in {"NotReady", "ServiceUnknown", "NameHasNoOwner"}:
        return NotConnected("the radio is off, or the Bluetooth service is gone", key="ble_radio_off")
    text = f"{kind}: {detail}" if detail else kind
    return NotConnected(f"{name}: {text}", key="ble_link_failed", name=name, detail=text)
