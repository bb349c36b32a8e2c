"""`dinrail-can-sim`: a bus with an inverter and a battery."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from dinrail_can.sim.battery import Battery
from dinrail_can.sim.bus import Node
from dinrail_can.sim.flood import Flood
from dinrail_can.sim.inverter import Inverter
from dinrail_can.sim.simulator import Simulator

__all__ = ["main"]


def main() -> int:
    """Runs until it is stopped."""
    reader = argparse.ArgumentParser("dinrail-can-sim", description="A CAN bus with an inverter and a battery.")
    reader.add_argument("--host", default="127.0.0.1", help="address socketcand listens on")
    reader.add_argument("--port", type=int, default=29536)
    reader.add_argument("--pty", type=Path, help="where a serial adapter (slcan) appears, as a link")
    reader.add_argument("--speed", type=float, default=60.0, help="how much faster days pass")
    reader.add_argument("--load", type=float, default=0.0, help="further frames per second; 4000 fill 500 kbit/s")
    reader.add_argument("--bus-off-every", type=float, default=0.0, help="seconds; off for five each time")
    reader.add_argument("--errors", action="store_true", help="error frames as of a bad cable")
    reader.add_argument("--needs-keepalive", action="store_true", help="the battery stops without 0x305")
    options = reader.parse_args()
    nodes: list[Node] = [Inverter(options.speed), Battery(options.speed, needs_keepalive=options.needs_keepalive)]
    if options.load:
        nodes.append(Flood(options.load))
    simulator = Simulator(*nodes, host=options.host, port=options.port, pty=options.pty)
    try:
        asyncio.run(_run(simulator, options.bus_off_every, errors=options.errors))
    except KeyboardInterrupt:
        return 0
    return 0


async def _run(simulator: Simulator, off_every: float, *, errors: bool) -> None:
    async with simulator:
        while True:
            await asyncio.sleep(off_every or 1.0)
            if errors:
                simulator.bus.raise_error(0x088)
            if off_every:
                simulator.bus.bus_off()
                await asyncio.sleep(5.0)
                simulator.bus.recover()


if __name__ == "__main__":
    sys.exit(main())
