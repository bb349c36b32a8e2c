"""What people see of the devices around: names, makers, services, what they may be."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec
from bleak.uuids import uuidstr_to_str

from dinrail.bms import Advertisement, plugins
from dinrail.bms.advertisement import BASE_UUID, short_uuid
from dinrail.reason import Reason
from dinrail_bluetooth.checks import speaks_bluetooth
from dinrail_bluetooth.sightings import Sighting

__all__ = ["Standing", "bluetooth_types", "entry_of", "service_names"]

MOST_SUGGESTIONS = 5


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What the adapter knows of a device beside what was heard."""

    configured: str | None = None
    connected: bool = False
    paired: bool = False
    state: str = "idle"
    reason: Reason | None = None


def entry_of(sighting: Sighting, now: float, standing: Standing) -> dict[str, Any]:
    """One line of the list. rssi_history: [seconds ago, dBm], the oldest first."""
    heard = sighting.advertisement
    company = next(iter(heard.manufacturer_data), None)
    return {
        "address": heard.address,
        "name": heard.name,
        "rssi": heard.rssi,
        "rssi_history": [[round(now - at, 1), rssi] for at, rssi in sighting.history],
        "seen_s": round(now - sighting.seen_at, 1),
        "manufacturer": None if company is None else {"id": company, "name": _companies().get(company, "")},
        "services": service_names(heard.services),
        "suggestions": _suggestions(
            heard.name, heard.address, tuple(heard.manufacturer_data.items()), heard.services, tuple(heard.service_data)
        ),
        "configured": standing.configured,
        "connected": standing.connected,
        "paired": standing.paired,
        "state": standing.state,
        "reason": standing.reason,
    }


def service_names(uuids: tuple[str, ...]) -> list[dict[str, str]]:
    """Short UUIDs with the names the standard gives them, "" for a maker's own."""
    named = []
    for each in uuids:
        name = uuidstr_to_str(each if len(each) > 8 else f"0000{each}{BASE_UUID}")
        named.append({"uuid": short_uuid(each), "name": "" if name in {"Unknown", "Vendor specific"} else name})
    return named


@cache
def bluetooth_types() -> list[dict[str, Any]]:
    """Types that can be chosen for a device; reads the plugins, so not in the event loop for the first time."""
    found = []
    for name in plugins.types():
        parser = plugins.load(name)
        if speaks_bluetooth(parser):
            found.append(
                {
                    "type": name,
                    "title": parser.title,
                    "needs_key": parser.needs_key,
                    "listens": "ble" not in parser.links,
                    "switches": sorted(parser.switches),
                }
            )
    return found


def _suggestions(
    name: str,
    address: str,
    said: tuple[tuple[int, bytes], ...],
    services: tuple[str, ...],
    service_data: tuple[str, ...],
) -> list[dict[str, Any]]:
    advertisement = Advertisement(
        name=name,
        address=address,
        manufacturer_data=dict(said),
        services=services,
        service_data=dict.fromkeys(service_data, b""),
    )
    known = {each["type"]: each["title"] for each in bluetooth_types()}
    likely = [each for each in plugins.suggest(advertisement) if each.type in known][:MOST_SUGGESTIONS]
    return [{"type": each.type, "title": known[each.type], "confidence": each.confidence} for each in likely]


@cache
def _companies() -> dict[int, str]:
    try:
        from bleak.backends._manufacturers import MANUFACTURERS  # noqa: PLC0415 - 3,500 names, only for people
    except ImportError:
        return {}
    return dict(MANUFACTURERS)
