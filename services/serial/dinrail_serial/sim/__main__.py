"""`dinrail-serial-sim`: batteries and a meter on a TCP port or a pseudo terminal.

    dinrail-serial-sim --port 4001 daly:1 daly:2 jbd meter

Devices: daly:BOARD, jbd, ant, vedirect, meter. Those that talk by themselves (vedirect) want a line of their own.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

from dinrail.testing.boards.ant import AntSpeaker
from dinrail.testing.boards.daly import DalySpeaker
from dinrail.testing.boards.jbd import JbdSpeaker
from dinrail.testing.boards.pack import Pack
from dinrail.testing.boards.speaker import Speaker
from dinrail_serial.sim.line import SimulatedLine
from dinrail_serial.sim.meter import MeterSpeaker
from dinrail_serial.sim.vedirect import VedirectSpeaker

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(
        prog="dinrail-serial-sim", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("devices", nargs="*", metavar="DEVICE", help="daly:1 daly:2 … jbd ant vedirect meter")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    parser.add_argument("--port", type=int, default=4001, help="TCP port, 0 for any free one (default %(default)s)")
    parser.add_argument("--serial", type=Path, metavar="LINK", help="name of a pseudo terminal instead of the port")
    parser.add_argument("--speed", type=float, default=1.0, help="simulated seconds per second (default %(default)s)")
    options = parser.parse_args(arguments)
    try:
        speakers = [_speaker(name, options.speed, at) for at, name in enumerate(options.devices or ["daly:1"])]
    except ValueError as error:
        parser.error(str(error))
    return asyncio.run(_serve(SimulatedLine(speakers), options))


def _speaker(name: str, speed: float, at: int) -> Speaker:
    kind, _, board = name.partition(":")
    pack = Pack(soc=60.0 - 7 * at, speed=speed)
    match kind:
        case "daly" if not board or (board.isdecimal() and 1 <= int(board) <= 63):
            return DalySpeaker(pack, int(board or 1))
        case "jbd":
            return JbdSpeaker(pack)
        case "ant":
            return AntSpeaker(pack)
        case "vedirect":
            return VedirectSpeaker(pack)
        case "meter":
            return MeterSpeaker()
    raise ValueError(f"there is no device {name!r}")


async def _serve(line: SimulatedLine, options: argparse.Namespace) -> int:
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    try:
        if options.serial is not None:
            where = line.plug(options.serial)
        else:
            await line.listen(options.host, options.port)
            where = f"{options.host}:{line.port}"
    except OSError as error:
        sys.stderr.write(f"cannot listen: {os.strerror(error.errno or 0)}\n")
        return 1
    sys.stdout.write(f"listening on {where}\n")
    sys.stdout.flush()
    await ended.wait()
    await line.unplug()
    await line.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
