"""How Daly's Bluetooth modules announce themselves; the variants cannot be told apart before they are asked."""

from __future__ import annotations

from dinrail.bms import Advertisement

__all__ = ["GATT_SERVICE", "daly_confidence"]

GATT_SERVICE = "fff0"
NAMES = ("DL-", "JHB-", "BT270")
MANUFACTURERS = frozenset({0x0102, 0x0104, 0x0302, 0x0303, 0x0402})
"""What stands in the place of a company id is a part of the serial number."""


def daly_confidence(advertisement: Advertisement) -> int:
    """0 to 80: name, manufacturer field and service each speak for it; the service alone, which many use, does not."""
    named = advertisement.name.startswith(NAMES)
    made = not MANUFACTURERS.isdisjoint(advertisement.manufacturer_data)
    if not (named or made):
        return 0
    return 60 + 10 * (named and made) + 10 * advertisement.offers(GATT_SERVICE)
