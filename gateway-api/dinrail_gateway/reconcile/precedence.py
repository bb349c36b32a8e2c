"""Which start waits for which: an order among instances, and the router before what it writes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dinrail.clock import Clock
from dinrail.reason import Reason
from dinrail_gateway.reconcile.slot import Slot

__all__ = ["INSTANCES_S", "ROUTER_S", "Precedence"]

INSTANCES_S = 60.0
ROUTER_S = 30.0
ROUTER = "router"


class Precedence:
    """Each wait is bounded: what never comes keeps nobody off the air for ever. Nothing is stopped for an order."""

    def __init__(
        self,
        slots: Mapping[str, Slot],
        *,
        clock: Clock,
        may_run: Callable[[Slot], bool],
        router_lives: Callable[[], bool],
        needs_router: Callable[[str], bool],
    ) -> None:
        """needs_router: whether routes write to this instance."""
        self._slots = slots
        self._clock = clock
        self._may_run = may_run
        self._router_lives = router_lives
        self._needs_router = needs_router

    def wait(self, slot: Slot) -> Reason | None:
        """Whom a start has to wait for now; asked only of what could start."""
        if slot.desired is None:
            return None
        now = self._clock.monotonic()
        if slot.waiting_since is None:
            slot.waiting_since = now
        waited = now - slot.waiting_since
        names = [each for each in slot.desired.after if waited < INSTANCES_S and self._comes(each)]
        if waited < ROUTER_S and not self._router_lives() and self._needs_router(slot.instance):
            names.append(ROUTER)
        if not names:
            return None
        shown = ", ".join(names)
        return Reason("waits_for", {"names": shown}, f"starts after {shown}")

    def _comes(self, instance: str) -> bool:
        """Whether it shall run here and has not been heard in this run; one that fails is not waited for."""
        slot = self._slots.get(instance)
        if slot is None or not slot.wanted or not self._may_run(slot) or slot.watch.failed:
            return False
        return not slot.running or slot.watch.heard is None
