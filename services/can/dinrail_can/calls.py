"""What can be asked about a bus: the frames that were seen, and the signals of the DBC files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dinrail.errors import CallRefused
from dinrail_can.client import Client
from dinrail_can.codec import EXTENDED, Message
from dinrail_can.endpoint import Endpoint
from dinrail_can.points import Chosen
from dinrail_can.traffic import Traffic, shown_id

__all__ = ["bus", "frames", "signals"]

MOST = 500


def bus(endpoint: Endpoint, client: Client, traffic: Traffic, rate: tuple[float, float]) -> dict[str, Any]:
    """How the bus is. rate: frames per second and load in %; counts: errors by kind since the start."""
    return {
        "interface": str(endpoint),
        "connected": client.connected,
        "bitrate": endpoint.bitrate,
        "frames": traffic.frames,
        "frames_lost": client.lost,
        "frames_per_s": round(rate[0], 1) if client.connected else None,
        "load_percent": round(rate[1], 1) if client.connected else None,
        "state": client.errors.stage,
        "tx_errors": client.errors.transmit,
        "rx_errors": client.errors.receive,
        "counts": client.errors.counts,
    }


def frames(params: Mapping[str, Any], traffic: Traffic) -> dict[str, Any]:
    """Identifiers seen since the start, in order, with their last frame decoded."""
    start, limit = _page(params)
    keys = sorted(traffic.seen)
    entries = [traffic.entry(key) for key in keys[start : start + limit]]
    return {"total": len(keys), "start": start, "frames": entries, "unlisted": traffic.unlisted}


def signals(params: Mapping[str, Any], messages: Sequence[Message], chosen: Sequence[Chosen]) -> dict[str, Any]:
    """Signals of the DBC files whose name contains `text`: place, range, texts, and whether it is a point."""
    start, limit = _page(params)
    text = params.get("text", "")
    if not isinstance(text, str):
        raise CallRefused("text is words of a name", method="signals")
    points = {(each.message.name, each.signal.name): each.point for each in chosen}
    rows = [
        (message, signal)
        for message in messages
        for signal in message.signals
        if all(word in f"{message.name}.{signal.name}".lower() for word in text.lower().split())
    ]
    entries = []
    for message, signal in rows[start : start + limit]:
        point = points.get((message.name, signal.name))
        entry: dict[str, Any] = {
            "path": f"{message.name}.{signal.name}",
            "id": shown_id(message.key),
            "extended": bool(message.key & EXTENDED),
            "start": signal.start,
            "length": signal.length,
            "unit": signal.unit,
            "min": signal.minimum,
            "max": signal.maximum,
            "texts": signal.texts,
            "comment": signal.comment,
            "selected": point is not None,
            "writable": point is not None and point.writable,
        }
        if signal.multiplexer is not None:
            entry["multiplexer"] = {"name": signal.multiplexer.name, "values": sorted(signal.multiplexer.values)[:64]}
        entries.append(entry)
    return {"total": len(rows), "start": start, "signals": entries}


def _page(params: Mapping[str, Any]) -> tuple[int, int]:
    start, limit = params.get("start", 0), params.get("limit", MOST)
    if not (type(start) is int and type(limit) is int and start >= 0 and 1 <= limit <= MOST):
        raise CallRefused(f"start is at least 0, limit 1 to {MOST}", method="page")
    return start, limit
