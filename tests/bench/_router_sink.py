"""Where the router's results arrive, and what it says about itself. A process of its own.

    python _router_sink.py PORT FILTER…
Prints `{"ready": true}`, and when standard input closes what came: `received`, the router's last `counters`, the first
`open` breaker of each source; with `--since` also `messages`, `[sent, arrived]` in µs for each value that was a stamp.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from typing import Any

import mqtt5
import uvloop
from _router_client import FLOOD, connect

from dinrail.parts import PartReader

COUNTERS = "dinrail/router/counters/"
BREAKERS = "dinrail/router/breaker/"


class Sink:
    """Counts; with a base of time also notes when each stamp came."""

    def __init__(self, since: float) -> None:
        self.received = 0
        self.counters: dict[str, Any] = {"routes": [], "sources": []}
        self.open: dict[str, float] = {}
        self.messages: list[tuple[int, int]] = []
        self._since = since
        self._reader = PartReader()

    def took(self, packet: mqtt5.PublishPacket) -> None:
        """A result, a source's own value, or something about the router; what comes of a flood does not count."""
        if packet.topic.startswith("dinrail/"):
            self._about(packet.topic, packet.payload)
        elif packet.payload and not packet.retain and f"/{FLOOD}/" not in packet.topic:
            self.received += 1
            if self._since:
                arrived = int((time.monotonic() - self._since) * 1e6)
                value = json.loads(packet.payload)["value"]
                # A routed stamp has gone through scale(0.001).
                self.messages.append((value // 1000 if type(value) is int else int(value), arrived))

    def report(self) -> dict[str, Any]:
        """Everything that came."""
        return {"received": self.received, "counters": self.counters, "open": self.open, "messages": self.messages}

    def _about(self, topic: str, payload: bytes) -> None:
        if topic.startswith(COUNTERS):
            document = self._reader.feed(payload)
            if document is not None:
                self.counters = json.loads(document)
        elif topic.startswith(BREAKERS) and payload and json.loads(payload)["state"] == "open":
            self.open.setdefault(topic.removeprefix(BREAKERS), time.monotonic())


async def run(port: int, filters: list[str], since: float) -> None:
    """Until standard input closes."""
    sink = Sink(since)
    client = await connect("sink", port, sink.took)
    client.subscribe(*filters, f"{COUNTERS}+", f"{BREAKERS}+")
    print(json.dumps({"ready": True}), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    print(json.dumps(sink.report()), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("filters", nargs="+")
    parser.add_argument("--since", type=float, default=0.0)
    options = parser.parse_args()
    uvloop.run(run(options.port, options.filters, options.since))
