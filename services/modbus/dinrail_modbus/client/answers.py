"""What a device answers: bytes of a read, or an exception."""

from __future__ import annotations

from pymodbus.pdu.pdu import ModbusPDU

from dinrail.errors import ProtocolError

__all__ = ["ANSWERS", "ExceptionAnswer", "RawRead"]

EXCEPTIONS = {
    1: "illegal_function",
    2: "illegal_data_address",
    3: "illegal_data_value",
    4: "device_failure",
    5: "acknowledge",
    6: "device_busy",
    8: "memory_parity_error",
    10: "gateway_path_unavailable",
    11: "gateway_target_failed",
}


class ExceptionAnswer(ProtocolError):
    """The device refused a request with a Modbus exception `code`."""

    def __init__(self, code: int, unit: int, function: int) -> None:
        key = EXCEPTIONS.get(code, "exception_unknown")
        super().__init__(
            f"unit {unit}, FC {function}: {key} ({code})", key=key, unit=unit, function=function, code=code
        )
        self.code = code


class RawRead(ModbusPDU):
    """A read answer kept as bytes; pymodbus would make a list of integers of it."""

    data = b""
    rtu_byte_count_pos = 2

    def decode(self, data: bytes) -> None:
        self.data = data[1:]


ANSWERS = [type(f"_Raw{code}", (RawRead,), {"function_code": code}) for code in (1, 2, 3, 4)]
