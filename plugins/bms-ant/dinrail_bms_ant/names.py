"""How ANT boards call themselves: `ANT-BLE24…`, `ANT@BLE3…`; the digit is the generation."""

from __future__ import annotations

import re

from dinrail.bms import Advertisement

__all__ = ["NEW", "OLD", "SERVICE", "confidence"]

SERVICE = "ffe0"
NAME = re.compile(r"ANT.BLE([0-3])")
OLD = frozenset({"0", "1"})
NEW = frozenset({"2", "3"})


def confidence(advertisement: Advertisement, generations: frozenset[str]) -> int:
    """% for a board of these generations; the service alone is everybody's and counts for nothing."""
    found = NAME.match(advertisement.name)
    if found is None or found[1] not in generations:
        return 0
    return 90 if advertisement.offers(SERVICE) else 50
