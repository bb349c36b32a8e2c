"""ADS error codes as errors of ours, each with a key people find a sentence for."""

from __future__ import annotations

from dinrail.errors import DeviceError, NotConnected, ProtocolError, Timeout
from dinrail_ads.wire.errors import AdsCode, text

__all__ = ["CHANGE_SIGNS", "AdsRefusal", "failure", "key_of"]

CHANGE_SIGNS = frozenset(
    {
        AdsCode.SYMBOL_NOT_FOUND,
        AdsCode.SYMBOL_VERSION_INVALID,
        AdsCode.NOTIFICATION_HANDLE_INVALID,
        AdsCode.SYMBOL_NOT_ACTIVE,
    }
)
"""Codes by which a request tells that the program is no longer the one whose tables were read."""
_KEYS: dict[int, str] = {
    AdsCode.TARGET_PORT_NOT_FOUND: "runtime_absent",
    AdsCode.TARGET_MACHINE_NOT_FOUND: "net_id_wrong",
    AdsCode.PORT_DISABLED: "runtime_absent",
    AdsCode.PORT_NOT_CONNECTED: "runtime_absent",
    AdsCode.SERVICE_NOT_SUPPORTED: "service_not_supported",
    AdsCode.INVALID_GROUP: "address_refused",
    AdsCode.INVALID_OFFSET: "address_refused",
    AdsCode.INVALID_ACCESS: "access_refused",
    AdsCode.INVALID_SIZE: "size_refused",
    AdsCode.INVALID_DATA: "value_refused",
    AdsCode.NOT_READY: "plc_not_ready",
    AdsCode.BUSY: "plc_busy",
    AdsCode.SYMBOL_NOT_FOUND: "symbol_not_found",
    AdsCode.SYMBOL_VERSION_INVALID: "program_changed",
    AdsCode.INVALID_STATE: "plc_not_ready",
    AdsCode.NOTIFICATION_HANDLE_INVALID: "program_changed",
    AdsCode.NO_MORE_HANDLES: "notifications_exhausted",
    AdsCode.SYMBOL_NOT_ACTIVE: "symbol_not_active",
    AdsCode.ACCESS_DENIED: "access_refused",
}
_LINK_LOST = 0x1A
"""The router could not send to the runtime."""


class AdsRefusal(ProtocolError):
    """The target answered with an ADS error `code`."""

    def __init__(self, code: int, where: str) -> None:
        super().__init__(f"{where}: {text(code)}", key=key_of(code), where=where, code=f"0x{code:X}")
        self.code = code

    @property
    def program_changed(self) -> bool:
        """Whether the tables have to be read again."""
        return self.code in CHANGE_SIGNS


def key_of(code: int) -> str:
    """Reason key of a code."""
    return _KEYS.get(code, "ads_error")


def failure(code: int, where: str) -> DeviceError:
    """The error of a code: Timeout and NotConnected for those of the link, AdsRefusal for the target's own."""
    if code in (AdsCode.CLIENT_TIMEOUT, AdsCode.SYNC_TIMEOUT):
        return Timeout(f"{where}: no answer in time", where=where)
    if code == _LINK_LOST:
        return NotConnected(f"{where}: the connection is lost ({code})", key="ads_link_lost", where=where)
    return AdsRefusal(code, where)
