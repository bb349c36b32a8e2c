"""What the router is given: sources that publish in bursts, one after the other. A process of its own.

Values are either five digits, or unique stamps for the watching sink: the µs since `--since` (monotonic clock)
times 1000, plus a running number below 1000; `scale(0.001) | round(3)` keeps all of it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time

import mqtt5
import uvloop
from _router_client import BURST, FLOOD, SOURCES, connect, paths, source


async def run(options: argparse.Namespace) -> None:
    """Bursts at `rate` messages per second; prints how many there were."""
    names = [FLOOD] if options.flood else [source(number) for number in range(SOURCES)]
    clients = [await connect(name, options.port) for name in names]
    topics = [[f"smarthome/{name}/{path}" for path in paths(options.points)] for name in names]
    sent, began = 0, time.monotonic()
    last = began + options.seconds
    while time.monotonic() < last:
        turn = sent // options.burst
        number = turn % len(names)
        start = turn // len(names) * options.burst
        own = topics[number]
        values = stamps(options.since, sent, options.burst) if options.since else plain(sent, options.burst)
        now = time.time_ns() // 1_000_000
        burst = [
            mqtt5.PublishPacket(
                own[(start + at) % len(own)], b'{"value":%d,"ts":%d,"quality":"good"}' % (value, now), retain=True
            ).write()
            for at, value in enumerate(values)
        ]
        clients[number].write(b"".join(burst))
        sent += options.burst
        await asyncio.sleep(max(0.0, began + sent / options.rate - time.monotonic()))
    print(json.dumps({"sent": sent, "began": began, "seconds": time.monotonic() - began}), flush=True)
    await asyncio.sleep(0.5)


def plain(sent: int, count: int) -> list[int]:
    """Values as a sensor has them."""
    return [50_000 + (sent + at) % 5000 for at in range(count)]


def stamps(since: float, sent: int, count: int) -> list[int]:
    """Values that tell when they were sent."""
    micros = int((time.monotonic() - since) * 1e6)
    return [micros * 1000 + (sent + at) % 1000 for at in range(count)]


def main() -> None:
    """One kind of load until its time is over."""
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--rate", type=float, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--burst", type=int, default=BURST)
    parser.add_argument("--points", type=int, default=30, help="of each source")
    parser.add_argument("--since", type=float, default=0.0, help="send stamps instead of plain values")
    parser.add_argument("--flood", action="store_true", help="one source alone, with a name of its own")
    uvloop.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
