"""Both uploads of one program, encoded once."""

from __future__ import annotations

import struct

from dinrail_ads.sim.program import Program
from dinrail_ads.sim.program.reach import reachable
from dinrail_ads.sim.upload.symbols import symbol_upload
from dinrail_ads.sim.upload.types import type_entry, type_upload

__all__ = ["Uploads"]


class Uploads:
    """`symbols` and `types` as on the wire, and the two summaries of their sizes."""

    def __init__(self, program: Program) -> None:
        kinds = reachable(variable.type for variable in program.variables)
        self._kinds = {kind.name.casefold(): kind for kind in kinds}
        count, self.symbols = symbol_upload(program.locations())
        type_count, self.types = type_upload(kinds)
        self.info = struct.pack("<2I", count, len(self.symbols))
        self.info_2 = self.info + struct.pack("<4I", type_count, len(self.types), 0, 0)

    def type_by_name(self, name: str) -> bytes | None:
        """One data type entry."""
        kind = self._kinds.get(name.casefold())
        return None if kind is None else type_entry(kind)
