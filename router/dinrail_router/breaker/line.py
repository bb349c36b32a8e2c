"""What is known of one source: its breaker, what reads it, and what the bus was told."""

from __future__ import annotations

import msgspec

from dinrail.breaker import Breaker
from dinrail.bus import Subscription
from dinrail_router.breaker.allowance import Allowance
from dinrail_router.breaker.switch import Switch
from dinrail_router.source import Source

__all__ = ["Line"]


class Line:
    """`source` is None while no route reads it; `lies` whether a document of it lies on the broker."""

    __slots__ = ("allowance", "lies", "source", "subscription", "switch", "told", "told_at")

    def __init__(self, switch: Switch) -> None:
        self.switch = switch
        self.allowance = Allowance()
        self.source: Source | None = None
        self.subscription: Subscription | None = None
        self.lies = False
        self.told: Breaker | None = None
        self.told_at = 0.0

    @property
    def idle(self) -> bool:
        """Nothing is to be remembered of it."""
        return self.source is None and self.switch.state == "closed" and self.switch.connected and not self.lies

    def document(self) -> Breaker | None:
        """What is to lie on the broker; None when there is nothing to say."""
        quarantine = self.source.quarantine if self.source is not None else None
        if self.switch.state == "closed" and self.switch.connected and not quarantine:
            return None
        return self.whole()

    def whole(self) -> Breaker:
        """The document, also of a source that is well."""
        document = self.switch.document(self.allowance)
        if self.source is None:
            return document
        kept = self.source.quarantine
        return msgspec.structs.replace(document, quarantined=len(kept), quarantine=kept.listed)
