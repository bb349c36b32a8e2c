"""Commands, states and modes of the AMS header and its payloads."""

from enum import IntEnum

__all__ = ["AdsState", "Command", "SystemPort", "TransmissionMode"]


class Command(IntEnum):
    """Command id of the AMS header."""

    DEVICE_INFO = 1
    READ = 2
    WRITE = 3
    READ_STATE = 4
    WRITE_CONTROL = 5
    ADD_NOTIFICATION = 6
    DELETE_NOTIFICATION = 7
    NOTIFICATION = 8
    READ_WRITE = 9


class AdsState(IntEnum):
    """What a target or a runtime is doing."""

    INVALID = 0
    IDLE = 1
    RESET = 2
    INIT = 3
    START = 4
    RUN = 5
    STOP = 6
    SAVE_CONFIG = 7
    LOAD_CONFIG = 8
    POWER_FAILURE = 9
    POWER_GOOD = 10
    ERROR = 11
    SHUTDOWN = 12
    SUSPEND = 13
    RESUME = 14
    CONFIG = 15
    RECONFIG = 16


class TransmissionMode(IntEnum):
    """When a notification sends: in every cycle, or when the value differs from the one before."""

    NONE = 0
    CLIENT_CYCLE = 1
    CLIENT_ON_CHANGE = 2
    CYCLIC = 3
    ON_CHANGE = 4
    CYCLIC_IN_CONTEXT = 5
    ON_CHANGE_IN_CONTEXT = 6


class SystemPort(IntEnum):
    """AMS ports with a fixed meaning; PLC runtimes are 851, 852, … (TwinCAT 2: 801, 811, …)."""

    ROUTER = 1
    PLC_1 = 851
    SYSTEM_SERVICE = 10000


RESPONSE, ADS_COMMAND = 0x0001, 0x0004
"""State flags of the AMS header: a request is 4, a response 5."""
