"""Whether DINrail's ports of this host are its own."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import ClassVar

from dinrail.errors import DinrailError
from dinrail_gateway.checks.check import Check, Finding, House, error, ok, reason, unknown
from dinrail_gateway.runtime.upkeep import PartSeen, Port

__all__ = ["CHECK", "Ports", "listening"]

LISTEN = "0A"
TABLES = ("tcp", "tcp6")


class Ports(Check):
    """A part that wants a port and does not have it is out of reach; when somebody listens there, that is why."""

    id = "ports"
    title: ClassVar[dict[str, str]] = {"en": "Ports", "de": "Ports"}

    async def look(self, house: House) -> Finding:
        """Every published port of every part."""
        if house.upkeep is None:
            return unknown(reason("check_no_engine", "there is no container engine here"))
        try:
            parts = await house.upkeep.parts()
        except DinrailError as failed:
            return unknown(failed.reason)
        lacking = [(seen, port) for seen in parts for port in _lacking(seen)]
        if not lacking:
            return ok()
        taken = await asyncio.to_thread(listening, house.host_proc) if house.host_proc else set()
        return error(
            *(
                reason(
                    "port_taken",
                    f"{port.number} of {seen.part} is used by another program",
                    part=seen.part,
                    port=port.number,
                )
                if port.number in taken
                else reason(
                    "port_unpublished", f"{seen.part} has not got {port.number}", part=seen.part, port=port.number
                )
                for seen, port in lacking
            )
        )


def _lacking(seen: PartSeen) -> list[Port]:
    has = {(port.number, port.protocol) for port in seen.has}
    return [port for port in seen.wants if (port.number, port.protocol) not in has]


def listening(proc: Path) -> set[int]:
    """TCP ports somebody on the host listens on."""
    found = set()
    for table in TABLES:
        try:
            lines = (proc / "1" / "net" / table).read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            if len(fields) > 3 and fields[3] == LISTEN:
                found.add(int(fields[1].rpartition(":")[2], 16))
    return found


CHECK = Ports
