"""Error codes of ADS and the AMS router, each with one sentence."""

from enum import IntEnum

__all__ = ["AdsCode", "text"]


class AdsCode(IntEnum):
    """Codes this project meets or sends; devices know more."""

    OK = 0
    TARGET_PORT_NOT_FOUND = 0x6
    TARGET_MACHINE_NOT_FOUND = 0x7
    UNKNOWN_COMMAND = 0x8
    PORT_NOT_CONNECTED = 0x0D
    INVALID_AMS_LENGTH = 0x0E
    INVALID_NET_ID = 0x0F
    PORT_DISABLED = 0x12
    SYNC_TIMEOUT = 0x19
    DEVICE_ERROR = 0x700
    SERVICE_NOT_SUPPORTED = 0x701
    INVALID_GROUP = 0x702
    INVALID_OFFSET = 0x703
    INVALID_ACCESS = 0x704
    INVALID_SIZE = 0x705
    INVALID_DATA = 0x706
    NOT_READY = 0x707
    BUSY = 0x708
    NO_MEMORY = 0x70A
    INVALID_PARAMETER = 0x70B
    NOT_FOUND = 0x70C
    SYNTAX = 0x70D
    INCOMPATIBLE = 0x70E
    EXISTS = 0x70F
    SYMBOL_NOT_FOUND = 0x710
    SYMBOL_VERSION_INVALID = 0x711
    INVALID_STATE = 0x712
    MODE_NOT_SUPPORTED = 0x713
    NOTIFICATION_HANDLE_INVALID = 0x714
    CLIENT_UNKNOWN = 0x715
    NO_MORE_HANDLES = 0x716
    INVALID_WATCH_SIZE = 0x717
    NOT_INITIALISED = 0x718
    TIMEOUT = 0x719
    SYMBOL_NOT_ACTIVE = 0x722
    ACCESS_DENIED = 0x723
    CLIENT_TIMEOUT = 0x745
    CLIENT_PORT_NOT_OPEN = 0x748


_TEXTS = {
    AdsCode.OK: "no error",
    AdsCode.TARGET_PORT_NOT_FOUND: "no such AMS port: the runtime is missing or the target is in CONFIG",
    AdsCode.TARGET_MACHINE_NOT_FOUND: "the target does not know this NetId: wrong NetId or missing route",
    AdsCode.UNKNOWN_COMMAND: "unknown command id",
    AdsCode.PORT_NOT_CONNECTED: "the AMS port is not connected",
    AdsCode.INVALID_AMS_LENGTH: "the AMS header names a wrong length",
    AdsCode.INVALID_NET_ID: "invalid NetId",
    AdsCode.PORT_DISABLED: "the AMS port is disabled",
    AdsCode.SYNC_TIMEOUT: "no answer in time",
    AdsCode.DEVICE_ERROR: "general device error",
    AdsCode.SERVICE_NOT_SUPPORTED: "the device does not have this service",
    AdsCode.INVALID_GROUP: "no such index group",
    AdsCode.INVALID_OFFSET: "no such index offset",
    AdsCode.INVALID_ACCESS: "reading or writing is not permitted here",
    AdsCode.INVALID_SIZE: "the size does not fit",
    AdsCode.INVALID_DATA: "the data is invalid",
    AdsCode.NOT_READY: "the device is not ready",
    AdsCode.BUSY: "the device is busy",
    AdsCode.NO_MEMORY: "the device is out of memory",
    AdsCode.INVALID_PARAMETER: "a parameter is invalid",
    AdsCode.NOT_FOUND: "not found",
    AdsCode.SYNTAX: "syntax error in a name",
    AdsCode.INCOMPATIBLE: "objects do not match",
    AdsCode.EXISTS: "exists already",
    AdsCode.SYMBOL_NOT_FOUND: "no symbol of this name",
    AdsCode.SYMBOL_VERSION_INVALID: "the program changed: this handle is no longer valid",
    AdsCode.INVALID_STATE: "not in this state",
    AdsCode.MODE_NOT_SUPPORTED: "the transmission mode is not supported",
    AdsCode.NOTIFICATION_HANDLE_INVALID: "no such notification handle",
    AdsCode.CLIENT_UNKNOWN: "the notification client is not registered",
    AdsCode.NO_MORE_HANDLES: "no more notification handles",
    AdsCode.INVALID_WATCH_SIZE: "the notification is too large",
    AdsCode.NOT_INITIALISED: "the device is not initialised",
    AdsCode.TIMEOUT: "the device timed out",
    AdsCode.SYMBOL_NOT_ACTIVE: "the symbol is not active",
    AdsCode.ACCESS_DENIED: "access denied",
    AdsCode.CLIENT_TIMEOUT: "no answer within the time-out: the target is off, or has no route to us",
    AdsCode.CLIENT_PORT_NOT_OPEN: "the local AMS port is not open",
}


def text(code: int) -> str:
    """A sentence for a code; unknown ones are named by their number."""
    known = _TEXTS.get(AdsCode(code)) if code in AdsCode._value2member_map_ else None
    return known if known is not None else f"ADS error 0x{code:X}"
