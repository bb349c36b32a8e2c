"""How well an advertisement fits a driver, by the library's own patterns."""

from __future__ import annotations

from fnmatch import fnmatchcase

from dinrail.bms import Advertisement
from dinrail.bms.advertisement import short_uuid
from dinrail_bms_ble_more.catalogue import Pattern

__all__ = ["confidence"]

FITS = 30
PER_CRITERION = 10


def confidence(patterns: tuple[Pattern, ...], advertisement: Advertisement) -> int:
    """0, or 40 to 60 %: below what a parser of our own says of its devices."""
    return max((_rate(pattern) for pattern in patterns if _fits(pattern, advertisement)), default=0)


def _rate(pattern: Pattern) -> int:
    criteria = (
        pattern.local_name,
        pattern.service_uuid,
        pattern.service_data_uuid,
        pattern.manufacturer_id,
        pattern.oui,
    )
    return FITS + PER_CRITERION * min(3, sum(1 for one in criteria if one is not None))


def _fits(pattern: Pattern, seen: Advertisement) -> bool:
    return (
        (pattern.service_uuid is None or seen.offers(pattern.service_uuid))
        and _service_data_fits(pattern.service_data_uuid, seen)
        and (pattern.oui is None or seen.address.upper().startswith(pattern.oui.upper()))
        and _maker_fits(pattern, seen)
        and (pattern.local_name is None or fnmatchcase(seen.name, pattern.local_name))
    )


def _service_data_fits(uuid: str | None, seen: Advertisement) -> bool:
    if uuid is None:
        return True
    return short_uuid(uuid) in map(short_uuid, seen.service_data) if uuid else not seen.service_data


def _maker_fits(pattern: Pattern, seen: Advertisement) -> bool:
    if pattern.manufacturer_id is None:
        return True
    data = seen.manufacturer_data.get(pattern.manufacturer_id)
    return data is not None and data.startswith(bytes(pattern.manufacturer_data_start))
