"""`dinrail-ads-sim`: a PLC on AMS/TCP with a program of a house, or a very large one."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Callable

from dinrail_ads.sim.program import Program
from dinrail_ads.sim.programs import big, catalogue, garage, keller
from dinrail_ads.sim.simulator import Simulator
from dinrail_ads.wire.ams import TCP_PORT, UDP_PORT, net_id_bytes, net_id_text

__all__ = ["main"]

PROGRAMS: dict[str, Callable[[], Program]] = {"keller": keller, "garage": garage, "big": big, "catalogue": catalogue}


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="dinrail-ads-sim", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    parser.add_argument("--port", type=int, default=TCP_PORT, help="TCP port, 0 for any free one (default %(default)s)")
    parser.add_argument(
        "--udp-port", type=int, help=f"port of discovery and route registration, usually {UDP_PORT} (default: none)"
    )
    parser.add_argument(
        "--program", choices=sorted(PROGRAMS), nargs="+", default=["keller"], help="on AMS ports 851, 852, … in order"
    )
    parser.add_argument("--net-id", type=_net_id, default="127.0.0.1.1.1", help="of the target (default %(default)s)")
    parser.add_argument("--speed", type=float, default=1.0, help="simulated seconds per second (default %(default)s)")
    parser.add_argument("--kick", action="store_true", help="one connection per address, the newest ends the older")
    parser.add_argument("--routes", action="store_true", help="serve registered routes only")
    parser.add_argument("--user", default="Administrator", help="who may register a route (default %(default)s)")
    parser.add_argument("--password", default="1", help="of that user (default %(default)s)")
    return asyncio.run(_serve(parser.parse_args(arguments)))


def _net_id(text: str) -> str:
    try:
        return net_id_text(net_id_bytes(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


async def _serve(options: argparse.Namespace) -> int:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    programs = {851 + place: PROGRAMS[name]() for place, name in enumerate(options.program)}
    simulator = Simulator(
        programs,
        net_id=options.net_id,
        name=f"CX-{options.program[0].upper()}",
        speed=options.speed,
        kick=options.kick,
        users={options.user: options.password},
    )
    if options.routes:
        simulator.target.routes = {}
    try:
        await simulator.start(options.host, options.port, udp_port=options.udp_port)
    except OSError as error:
        sys.stderr.write(f"cannot listen on {options.host}:{options.port}: {os.strerror(error.errno or 0)}\n")
        return 1
    sys.stdout.write(f"listening on {options.host}:{simulator.port}, NetId {options.net_id}\n")
    sys.stdout.flush()
    await ended.wait()
    await simulator.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
