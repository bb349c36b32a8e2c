"""How a program is told from another one: the symbol version, the count of online changes, the time it was loaded.

An online change leaves the symbol version alone, so both are needed. They are read by handles, which follow an online
change, in front of every sum read: an answer from another program than the tables' is never taken for values.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from dinrail.errors import ProtocolError
from dinrail_ads.faults import AdsRefusal
from dinrail_ads.sums import ReadBlock, get_handles
from dinrail_ads.transport import Span, Transport
from dinrail_ads.wire.groups import Group

__all__ = ["Guard", "ProgramChanged", "read_guard"]

APP_INFO = "TwinCAT_SystemInfoVarList._AppInfo"
ONLINE_CHANGES, LOADED = f"{APP_INFO}.OnlineChangeCnt", f"{APP_INFO}.AppTimestamp"
_VERSION = Span(Group.SYMBOL_VERSION, 0, 1)
UPLOAD_INFO = struct.Struct("<6I")
SIZES = 16  # what follows counts dynamic symbols, which handles of clients may be


class ProgramChanged(ProtocolError):
    """The program is not the one whose tables were read; `sign` says how that showed."""

    def __init__(self, sign: str) -> None:
        super().__init__(f"the program changed: {sign}", key="program_changed", sign=sign)
        self.sign = sign


class Guard:
    """`spans` to read and what they must hold; `identity` also covers the sizes of the tables."""

    def __init__(self, spans: Sequence[Span], names: Sequence[str], handles: Sequence[int], held: bytes, info: bytes):
        self.spans = list(spans)
        self.names = list(names)
        self.handles = list(handles)
        self.size = sum(span.size for span in spans)
        self._held = held
        self._info = info[:SIZES]
        self._block = ReadBlock(self.spans)

    @property
    def identity(self) -> tuple[bytes, bytes]:
        """Equal for the same program without a change in between; `certain` says how far that goes."""
        return self._info, self._held

    @property
    def certain(self) -> bool:
        """Whether two downloads can be told apart even across a lost connection."""
        return len(self.spans) == 3

    @property
    def sizes(self) -> tuple[int, int]:
        """Bytes of the symbol and of the data type upload."""
        _, symbols, _, types = struct.unpack("<4I", self._info)
        return symbols, types

    async def verify(self, transport: Transport) -> None:
        """Ask whether the program is still this one; raises ProgramChanged or DeviceError."""
        answer = await self._block.read(transport)
        self.check(answer, self._block.places[0], self._block.errors(answer))

    def check(self, answer: bytes, at: int, errors: Sequence[int] | None) -> None:
        """Raise ProgramChanged when an answer with our spans in front is another program's."""
        if errors is not None:
            for name, error in zip(self.names, errors, strict=False):
                if error:
                    raise ProgramChanged(f"{name}: 0x{error:X}")
        if answer[at : at + self.size] != self._held:
            raise ProgramChanged(self._difference(answer[at : at + self.size]))

    def _difference(self, now: bytes) -> str:
        at = 0
        for span, name in zip(self.spans, self.names, strict=True):
            if now[at : at + span.size] != self._held[at : at + span.size]:
                return name
            at += span.size
        return "length"


async def read_guard(transport: Transport) -> Guard:
    """The guard of the program that runs now; what a target does not have is left out. Raises DeviceError."""
    info = await transport.read(Group.UPLOAD_INFO_2, 0, UPLOAD_INFO.size)
    spans, names, handles = [_VERSION], ["symbol version"], []
    for name, handle in zip(
        (ONLINE_CHANGES, LOADED), await get_handles(transport, (ONLINE_CHANGES, LOADED)), strict=True
    ):
        if isinstance(handle, int):
            spans.append(Span(Group.VALUE_BY_HANDLE, handle, 4))
            names.append(name.rpartition(".")[2])
            handles.append(handle)
    block = ReadBlock(spans)
    answer = await block.read(transport)
    errors = block.errors(answer) or (0,) * len(spans)
    if errors[0] and len(spans) == 1:
        raise AdsRefusal(errors[0], "symbol version")
    good = [index for index, error in enumerate(errors) if not error]
    held = b"".join(answer[block.places[index] : block.places[index] + spans[index].size] for index in good)
    return Guard([spans[index] for index in good], [names[index] for index in good], handles, held, info)
