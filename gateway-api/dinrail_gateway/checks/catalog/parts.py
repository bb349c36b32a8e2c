"""Whether broker, router, gateway and proxy run, and from the images their names mean now."""

from __future__ import annotations

from typing import ClassVar

from dinrail.errors import DinrailError
from dinrail_gateway.checks.check import Check, Finding, House, error, ok, reason, unknown, warning

__all__ = ["CHECK", "Parts"]


class Parts(Check):
    """An update that was built but not started shows here; `make up` starts it, the gateway cannot replace itself."""

    id = "parts"
    title: ClassVar[dict[str, str]] = {"en": "Containers of DINrail itself", "de": "Container von DINrail selbst"}

    async def look(self, house: House) -> Finding:
        """Each part once."""
        if house.upkeep is None:
            return unknown(reason("check_no_engine", "there is no container engine here"))
        try:
            parts = await house.upkeep.parts()
        except DinrailError as failed:
            return unknown(failed.reason)
        stopped = [
            reason("part_stopped", f"{seen.part} does not run: {seen.error}", part=seen.part, detail=seen.error)
            for seen in parts
            if not seen.running
        ]
        outdated = [
            reason("part_outdated", f"{seen.part} runs from an older image than there is", part=seen.part)
            for seen in parts
            if seen.running and seen.image_now and seen.image != seen.image_now
        ]
        if stopped:
            return error(*stopped, *outdated)
        return warning(*outdated) if outdated else ok()


CHECK = Parts
