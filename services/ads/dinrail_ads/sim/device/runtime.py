"""One PLC runtime: its program behind the services of ADS."""

from __future__ import annotations

import struct

from dinrail_ads.sim.device.faults import Faults
from dinrail_ads.sim.device.handles import Handles
from dinrail_ads.sim.program import Location, Program
from dinrail_ads.sim.program.memory import Refused
from dinrail_ads.sim.upload import symbol_entry
from dinrail_ads.sim.upload.tables import Uploads
from dinrail_ads.wire.commands import AdsState
from dinrail_ads.wire.errors import AdsCode
from dinrail_ads.wire.groups import DATA_ADS_STATE, DATA_DEVICE_STATE, HANDLE_ONLY, Group
from dinrail_ads.wire.types import SymbolFlag

__all__ = ["Runtime"]

MOVED = 0x40
MEMORY = frozenset(
    {
        Group.M_BYTES, Group.M_BITS, Group.DATA_BYTES, Group.DATA_BITS,
        Group.INPUT_BYTES, Group.INPUT_BITS, Group.OUTPUT_BYTES, Group.OUTPUT_BITS,
    }
)  # fmt: skip


class Runtime:
    """`read`, `write` and `exchange` serve single requests and the items of sums; all raise Refused."""

    def __init__(self, program: Program, faults: Faults, name: str = "Plc30 App") -> None:
        self.program = program
        self.uploads = Uploads(program)
        self.handles = Handles()
        self.name = name
        self.version = 1
        self.state = AdsState.RUN
        self._faults = faults

    def read(self, group: int, offset: int, length: int) -> bytes:
        """Up to `length` bytes."""
        self._faults.refuse(group)
        return self.value(group, offset, length)

    def value(self, group: int, offset: int, length: int) -> bytes:
        """As `read`, whatever faults are injected: what a notification samples."""
        if group in MEMORY:
            return self.program.memory.read(group, offset, length)
        if group == Group.VALUE_BY_HANDLE:
            return self.program.read(self.handles.location(offset))[:length]
        if group == Group.SYMBOL_VERSION:
            return bytes((self.version,))[:length]
        if group == Group.DEVICE_DATA:
            return self._device_data(offset)[:length]
        return self._upload(group, length)

    def write(self, group: int, offset: int, data: bytes) -> None:
        """Change memory or a variable, or release a handle."""
        self._faults.refuse(group)
        if group == Group.VALUE_BY_HANDLE:
            self._write_location(self.handles.location(offset), data)
        elif group == Group.RELEASE_HANDLE:
            if len(data) != 4:
                raise Refused(AdsCode.INVALID_SIZE)
            self.handles.release(int.from_bytes(data, "little"))
        elif group in MEMORY:
            self.program.memory.write(group, offset, data)
        else:
            raise Refused(AdsCode.INVALID_GROUP)

    def exchange(self, group: int, offset: int, length: int, data: bytes) -> bytes:
        """Send a name or a value, get the answer to it."""
        self._faults.refuse(group)
        if group == Group.TYPE_BY_NAME:
            entry = self.uploads.type_by_name(_text(data))
            if entry is None:
                raise Refused(AdsCode.SYMBOL_NOT_FOUND)
            return _fitting(entry, length)
        if group not in (Group.HANDLE_BY_NAME, Group.VALUE_BY_NAME, Group.INFO_BY_NAME, Group.INFO_BY_NAME_EX):
            raise Refused(AdsCode.INVALID_GROUP)
        location = self._find(data)
        if group == Group.VALUE_BY_NAME:
            return self.program.read(location)[:length]
        if group == Group.INFO_BY_NAME_EX:
            return _fitting(symbol_entry(location), length)
        if group == Group.INFO_BY_NAME:
            return struct.pack("<3I", location.group, location.offset, location.size)[:length]
        if length < 4:
            raise Refused(AdsCode.INVALID_SIZE)
        type_name = location.type.name.encode("cp1252")
        head = struct.pack("<3IH", self.handles.open(location), location.size, location.type.adst, len(type_name))
        return (head + type_name + b"\0")[:length]

    def check(self, group: int) -> None:
        """Raises Refused where an error was injected for this group."""
        self._faults.refuse(group)

    def online_change(self, program: Program) -> None:
        """Other code and addresses, same values and handles; the symbol version stays."""
        program.load(self.program.memory.base + MOVED)
        program.carry_over(self.program)
        self._take(program)
        self.handles.rebind(program)

    def download(self, program: Program) -> None:
        """A new program from scratch: handles die, the symbol version counts."""
        self._take(program)
        self.reset()

    def reset(self) -> None:
        """Initialise the program anew: handles die, the symbol version counts."""
        version = self.version
        self.restart()
        self.version = version % 255 + 1

    def restart(self) -> None:
        """Start as after power-on: the symbol version begins anew, too."""
        self.version = 1
        self.program.load(self.program.memory.base)
        self.handles.clear()
        self.state = AdsState.RUN

    def step(self, seconds: float) -> None:
        """Run the program's tasks unless stopped."""
        if self.state == AdsState.RUN:
            self.program.step(seconds)

    def _take(self, program: Program) -> None:
        self.program, self.uploads = program, Uploads(program)

    def _find(self, data: bytes) -> Location:
        try:
            return self.program.find(_text(data))
        except KeyError:
            raise Refused(AdsCode.SYMBOL_NOT_FOUND) from None

    def _write_location(self, location: Location, data: bytes) -> None:
        if location.flags & SymbolFlag.READ_ONLY or (location.get is not None and location.set is None):
            raise Refused(AdsCode.INVALID_ACCESS)
        if not 0 < len(data) <= location.size:
            raise Refused(AdsCode.INVALID_SIZE)
        if len(data) < location.size:
            data += self.program.read(location)[len(data) :]
        self.program.write(location, data)

    def _device_data(self, offset: int) -> bytes:
        if offset not in (DATA_ADS_STATE, DATA_DEVICE_STATE):
            raise Refused(AdsCode.INVALID_OFFSET)
        return struct.pack("<2H", self.state, 0)[offset:]

    def _upload(self, group: int, length: int) -> bytes:
        uploads = self.uploads
        if group == Group.SYMBOL_UPLOAD:
            return _fitting(uploads.symbols, length)
        if group == Group.TYPE_UPLOAD:
            return _fitting(uploads.types, length)
        if group == Group.UPLOAD_INFO:
            return _fitting(uploads.info, length)
        if group == Group.UPLOAD_INFO_2:
            return _fitting(uploads.info_2, length)
        raise Refused(AdsCode.INVALID_ACCESS if group in HANDLE_ONLY else AdsCode.INVALID_GROUP)


def _text(data: bytes) -> str:
    return data.partition(b"\0")[0].decode("cp1252", "replace")


def _fitting(answer: bytes, length: int) -> bytes:
    if length < len(answer):
        raise Refused(AdsCode.INVALID_SIZE)
    return answer
