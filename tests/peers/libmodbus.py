"""Debian's libmodbus as an independent Modbus server and client.

python -m peers.libmodbus PORT     a server with the tables of `fill`, until it is killed
python -m peers.libmodbus DEVICE   the same as unit 7 on a serial line of 19200 baud, 8E1

Its helpers for floats are left alone: what they call ABCD differs from version to version (libmodbus#665, #757, #807).
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable

__all__ = ["FLOAT", "SERIAL_UNIT", "Client", "main"]

FLOAT = 230.1
SERIAL_UNIT = 7
MAX_ADU = 260


class Mapping(ctypes.Structure):
    """modbus_mapping_t of modbus.h."""

    _fields_ = [
        ("nb_bits", ctypes.c_int),
        ("start_bits", ctypes.c_int),
        ("nb_input_bits", ctypes.c_int),
        ("start_input_bits", ctypes.c_int),
        ("nb_input_registers", ctypes.c_int),
        ("start_input_registers", ctypes.c_int),
        ("nb_registers", ctypes.c_int),
        ("start_registers", ctypes.c_int),
        ("tab_bits", ctypes.POINTER(ctypes.c_uint8)),
        ("tab_input_bits", ctypes.POINTER(ctypes.c_uint8)),
        ("tab_input_registers", ctypes.POINTER(ctypes.c_uint16)),
        ("tab_registers", ctypes.POINTER(ctypes.c_uint16)),
    ]


def library() -> ctypes.CDLL:
    """libmodbus with the types of what is used here."""
    lib = ctypes.CDLL("libmodbus.so.5", use_errno=True)
    pointer, integer, text = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p
    lib.modbus_new_tcp.restype, lib.modbus_new_tcp.argtypes = pointer, (text, integer)
    lib.modbus_new_rtu.restype = pointer
    lib.modbus_new_rtu.argtypes = (text, integer, ctypes.c_char, integer, integer)
    lib.modbus_mapping_new.restype, lib.modbus_mapping_new.argtypes = ctypes.POINTER(Mapping), (integer,) * 4
    lib.modbus_strerror.restype, lib.modbus_strerror.argtypes = text, (integer,)
    for name in ("modbus_connect", "modbus_close", "modbus_free"):
        getattr(lib, name).argtypes = (pointer,)
    for name in ("modbus_set_slave", "modbus_tcp_listen"):
        getattr(lib, name).argtypes = (pointer, integer)
    lib.modbus_tcp_accept.argtypes = (pointer, ctypes.POINTER(integer))
    lib.modbus_receive.argtypes = (pointer, ctypes.c_char_p)
    lib.modbus_reply.argtypes = (pointer, ctypes.c_char_p, integer, ctypes.POINTER(Mapping))
    return lib


def fill(mapping: Mapping) -> None:
    """Coils 0 … 19: every third on. Inputs 0 … 19: every fourth. Input registers 0 … 49: 1000 + address.

    Holding registers 0 … 7: FLOAT (43 66 19 9A) in the orders ABCD, CDAB, BADC, DCBA; the others 0.
    """
    for place in range(20):
        mapping.tab_bits[place] = place % 3 == 0
        mapping.tab_input_bits[place] = place % 4 == 0
    for place in range(50):
        mapping.tab_input_registers[place] = 1000 + place
    for place, word in enumerate((0x4366, 0x199A, 0x199A, 0x4366, 0x6643, 0x9A19, 0x9A19, 0x6643)):
        mapping.tab_registers[place] = word


def serve(port: int) -> None:
    """One client after the other."""
    lib = library()
    context = lib.modbus_new_tcp(b"127.0.0.1", port)
    mapping = lib.modbus_mapping_new(20, 20, 50, 50)
    fill(mapping.contents)
    listening = ctypes.c_int(lib.modbus_tcp_listen(context, 1))
    if listening.value < 0:
        raise OSError(ctypes.get_errno(), "modbus_tcp_listen")
    request = ctypes.create_string_buffer(MAX_ADU)
    sys.stdout.write("listening\n")
    sys.stdout.flush()
    while lib.modbus_tcp_accept(context, ctypes.byref(listening)) >= 0:
        while (size := lib.modbus_receive(context, request)) >= 0:
            lib.modbus_reply(context, request, size, mapping)
        lib.modbus_close(context)


def serve_line(device: str) -> None:
    """Requests to SERIAL_UNIT; what is for others or damaged is passed over."""
    lib = library()
    context = lib.modbus_new_rtu(device.encode(), 19200, b"E", 8, 1)
    mapping = lib.modbus_mapping_new(20, 20, 50, 50)
    fill(mapping.contents)
    lib.modbus_set_slave(context, SERIAL_UNIT)
    if lib.modbus_connect(context) < 0:
        raise OSError(ctypes.get_errno(), "modbus_connect")
    request = ctypes.create_string_buffer(MAX_ADU)
    sys.stdout.write("listening\n")
    sys.stdout.flush()
    while True:
        if (size := lib.modbus_receive(context, request)) > 0:
            lib.modbus_reply(context, request, size, mapping)


class Client:
    """A libmodbus client of a TCP port or a serial line; every call blocks. OSError has libmodbus' own text."""

    def __init__(self, where: int | str, unit: int) -> None:
        self._lib = library()
        if isinstance(where, int):
            self._context = self._lib.modbus_new_tcp(b"127.0.0.1", where)
        else:
            self._context = self._lib.modbus_new_rtu(where.encode(), 19200, b"E", 8, 1)
        self._check(self._lib.modbus_set_slave(self._context, unit))
        self._check(self._lib.modbus_connect(self._context))

    def close(self) -> None:
        """Drop the connection."""
        self._lib.modbus_close(self._context)
        self._lib.modbus_free(self._context)

    def registers(self, address: int, count: int, *, holding: bool = True) -> list[int]:
        """FC 3 or FC 4."""
        values = (ctypes.c_uint16 * count)()
        read = self._lib.modbus_read_registers if holding else self._lib.modbus_read_input_registers
        self._call(read, address, count, values)
        return list(values)

    def bits(self, address: int, count: int, *, coils: bool = True) -> list[int]:
        """FC 1 or FC 2."""
        values = (ctypes.c_uint8 * count)()
        read = self._lib.modbus_read_bits if coils else self._lib.modbus_read_input_bits
        self._call(read, address, count, values)
        return list(values)

    def write_register(self, address: int, value: int) -> None:
        """FC 6."""
        self._call(self._lib.modbus_write_register, address, value)

    def write_registers(self, address: int, values: list[int]) -> None:
        """FC 16."""
        self._call(self._lib.modbus_write_registers, address, len(values), (ctypes.c_uint16 * len(values))(*values))

    def write_bit(self, address: int, on: bool) -> None:
        """FC 5."""
        self._call(self._lib.modbus_write_bit, address, int(on))

    def write_bits(self, address: int, values: list[int]) -> None:
        """FC 15."""
        self._call(self._lib.modbus_write_bits, address, len(values), (ctypes.c_uint8 * len(values))(*values))

    def _call(self, function: Callable[..., int], *arguments: object) -> None:
        self._check(function(ctypes.c_void_p(self._context), *arguments))

    def _check(self, result: int) -> None:
        if result < 0:
            number = ctypes.get_errno()
            raise OSError(number, self._lib.modbus_strerror(number).decode())


def main(arguments: list[str]) -> int:
    """Serve on the port or device given."""
    where = arguments[0]
    serve(int(where)) if where.isdecimal() else serve_line(where)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
