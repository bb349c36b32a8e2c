"""What disks say of their own health, by smartctl where it is installed and allowed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import msgspec

from dinrail_host.reading import YES_NO, Group, Reading, Unreadable, segment

__all__ = ["SmartGroup", "health"]

LIMIT_S = 10.0
MOST = 16
FAILED_TO_OPEN = 0x02
"""Bit of smartctl's exit code."""
ATTRIBUTES = {5: "reallocated", 197: "pending", 198: "uncorrectable"}
"""Sectors of SATA disks, by the number of the attribute."""


class SmartGroup(Group):
    """Asked seldom, as it wakes disks; what was told stays until the next time."""

    name = "smart"

    def __init__(self, every_s: float) -> None:
        self._every = every_s
        self._next = 0.0
        self._told: list[Reading] = []
        self._why: Unreadable | None = None

    def read(self, now: float) -> Iterator[Reading]:
        """Health, hours, wear; raises Unreadable without tool or rights."""
        if now >= self._next:
            self._next = now + self._every
            self._told, self._why = [], None
            try:
                self._told.extend(_ask())  # what came before a refusal stays
            except Unreadable as why:
                self._why = why
        yield from self._told
        if self._why is not None:
            raise self._why


def _ask() -> Iterator[Reading]:
    tool = shutil.which("smartctl")
    if tool is None:
        raise Unreadable("smart_no_tool")
    devices = [each["name"] for each in _run(tool, "--scan").get("devices", ())][:MOST]
    if not devices:
        raise Unreadable("smart_no_disk")
    refused = None
    for device in devices:
        told = _run(tool, "--info", "--health", "--attributes", device)
        if told.get("smartctl", {}).get("exit_status", 0) & FAILED_TO_OPEN:
            messages = told["smartctl"].get("messages", ())
            refused = Unreadable("smart_refused", "; ".join(each.get("string", "") for each in messages)[:160])
            continue
        yield from health(device.rpartition("/")[2], told)
    if refused is not None:
        raise refused


def health(disk: str, told: dict[str, Any]) -> Iterator[Reading]:
    """Readings of smartctl's JSON about one disk."""
    below = f"smart.{segment(disk)}"
    if (passed := told.get("smart_status", {}).get("passed")) is not None:
        yield Reading(f"{below}.healthy", bool(passed), "BOOL", "", "The disk's own judgement", YES_NO)
    if (hours := told.get("power_on_time", {}).get("hours")) is not None:
        yield Reading(f"{below}.hours", int(hours), "UDINT", "h", "Time it was on")
    if (degrees := told.get("temperature", {}).get("current")) is not None:
        yield Reading(f"{below}.temperature", float(degrees), "REAL", "°C", "Temperature of the disk")
    nvme = told.get("nvme_smart_health_information_log", {})
    if (used := nvme.get("percentage_used")) is not None:
        yield Reading(f"{below}.wear", int(used), "UINT", "%", "Share of its life that is used up")
    if (errors := nvme.get("media_errors")) is not None:
        yield Reading(f"{below}.media_errors", int(errors), "ULINT", "", "Data it could not keep")
    for attribute in told.get("ata_smart_attributes", {}).get("table", ()):
        if (name := ATTRIBUTES.get(attribute.get("id", 0))) is not None:
            yield Reading(f"{below}.{name}", int(attribute["raw"]["value"]), "ULINT", "", attribute.get("name", ""))


def _run(tool: str, *arguments: str) -> dict[str, Any]:
    try:
        done = subprocess.run(  # noqa: S603 - a tool of the system, arguments of our own
            [tool, "--json", *arguments], capture_output=True, timeout=LIMIT_S, check=False
        )
        answer: dict[str, Any] = msgspec.json.decode(done.stdout, type=dict[str, Any])
    except (OSError, subprocess.TimeoutExpired, msgspec.DecodeError) as error:
        raise Unreadable("smart_refused", f"{type(error).__name__}: {error}"[:160]) from None
    return answer
