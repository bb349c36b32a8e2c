"""Whether containers of instances are as their specs say."""

from __future__ import annotations

from typing import ClassVar

from dinrail.errors import DinrailError
from dinrail.reason import Reason
from dinrail_gateway.checks.check import Check, Finding, House, ok, reason, unknown, warning

__all__ = ["CHECK", "Drift"]


class Drift(Check):
    """Somebody changed a container by hand: another network, name, restart policy or right than it was made with."""

    id = "drift"
    title: ClassVar[dict[str, str]] = {"en": "Containers of instances", "de": "Container der Instanzen"}
    fix_title: ClassVar[dict[str, str]] = {"en": "Create them anew", "de": "Neu anlegen"}

    async def look(self, house: House) -> Finding:
        """One reason per instance."""
        if house.upkeep is None:
            return unknown(reason("check_no_engine", "there is no container engine here"))
        try:
            drifted = await house.upkeep.drifted()
        except DinrailError as error:
            return unknown(error.reason)
        if not drifted:
            return ok()
        reasons = [
            reason("container_drifted", f"{instance}: {', '.join(words)}", instance=instance, what=", ".join(words))
            for instance, words in sorted(drifted.items())
        ]
        return warning(*reasons, fixable=house.recreate is not None)

    async def fix(self, house: House) -> Reason:
        """One after the other; each is away for the time of a restart."""
        drifted = await house.upkeep.drifted() if house.upkeep is not None else {}
        for instance in sorted(drifted):
            if house.recreate is not None:
                await house.recreate(instance)
        return reason("containers_recreated", f"{len(drifted)} created anew", number=len(drifted))


CHECK = Drift
