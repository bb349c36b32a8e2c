"""`dinrail-modbus-sim`: a solar inverter (unit 1) and a meter (unit 2) on Modbus TCP, and RTU if asked."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

from dinrail_modbus.sim.simulator import Simulator

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="dinrail-modbus-sim", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    parser.add_argument("--port", type=int, default=5020, help="port, 0 for any free one (default %(default)s)")
    parser.add_argument("--rtu-port", type=int, help="port for RTU over TCP as well")
    parser.add_argument("--serial", type=Path, metavar="LINK", help="name of a pseudo terminal for RTU as well")
    parser.add_argument("--speed", type=float, default=1.0, help="simulated seconds per second (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of clouds and appetite (default %(default)s)")
    parser.add_argument("--start-hour", type=float, default=10.0, help="time of day to begin at (default %(default)s)")
    parser.add_argument("--no-night", action="store_true", help="let the evening be followed by the morning")
    return asyncio.run(_serve(parser.parse_args(arguments)))


async def _serve(options: argparse.Namespace) -> int:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    simulator = Simulator(
        seed=options.seed, speed=options.speed, start_hour=options.start_hour, night=not options.no_night
    )
    try:
        await simulator.start(options.host, options.port)
        if options.rtu_port is not None:
            await simulator.rtu.listen(options.host, options.rtu_port)
        if options.serial is not None:
            simulator.line.plug(options.serial)
    except OSError as error:
        sys.stderr.write(f"cannot listen on {options.host}:{options.port}: {os.strerror(error.errno or 0)}\n")
        return 1
    sys.stdout.write(f"listening on {options.host}:{simulator.port}\n")
    sys.stdout.flush()
    await ended.wait()
    await simulator.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
