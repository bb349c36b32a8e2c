"""`dinrail-bluetooth-sim --bus-dir /run/dbus jbd jk victron`: a simulated `org.bluez` on the bus of a folder.

Devices: jbd, daly, ant, jk, victron:KEY, crowd:COUNT. With --daemon it starts the D-Bus daemon there itself.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from dbus_fast.errors import DBusError

from dinrail.testing.boards import Pack
from dinrail_bluetooth.sim.bluez import SimulatedBluez
from dinrail_bluetooth.sim.bus import PrivateBus, address_of
from dinrail_bluetooth.sim.devices import ant, daly, jbd, jk, passer_by, victron
from dinrail_bluetooth.sim.peripheral import Peripheral

__all__ = ["main"]

MAKERS = {"jbd": jbd, "daly": daly, "ant": ant, "jk": jk}
KEY = "0df4d0395b7d1a876c0c33ecb9e70dcd"
AGAIN_S = 0.5


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(
        prog="dinrail-bluetooth-sim", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("devices", nargs="*", metavar="DEVICE", help="jbd daly ant jk victron:KEY crowd:COUNT")
    parser.add_argument("--bus-dir", type=Path, default=Path("/run/dbus"), help="folder of the bus (%(default)s)")
    parser.add_argument("--daemon", action="store_true", help="start the D-Bus daemon there")
    parser.add_argument("--speed", type=float, default=1.0, help="simulated seconds per second (default %(default)s)")
    options = parser.parse_args(arguments)
    try:
        devices = [
            each for at, name in enumerate(options.devices or ["jbd"]) for each in _made(name, options.speed, at)
        ]
    except ValueError as error:
        parser.error(str(error))
    return asyncio.run(_serve(SimulatedBluez(devices), options))


def _made(name: str, speed: float, at: int) -> Iterator[Peripheral]:
    kind, _, more = name.partition(":")
    pack = Pack(16, soc=62.0 - 7 * at, speed=speed)
    if kind in MAKERS and not more:
        yield MAKERS[kind](pack=pack)
    elif kind == "victron":
        yield victron(more or KEY, pack=Pack(4, soc=71.0, speed=speed))
    elif kind == "crowd" and more.isdecimal():
        yield from (passer_by(number) for number in range(int(more)))
    else:
        raise ValueError(f"there is no device {name!r}")


async def _serve(bluez: SimulatedBluez, options: argparse.Namespace) -> int:
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    bus = PrivateBus(options.bus_dir)
    if options.daemon:
        await bus.start()
    while not ended.is_set():
        try:
            await bluez.start(address_of(options.bus_dir))
        except (OSError, DBusError):  # the daemon starts beside us, or has gone
            with suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), AGAIN_S)
            continue
        sys.stdout.write(f"org.bluez on {address_of(options.bus_dir)}\n")
        sys.stdout.flush()
        lost = asyncio.create_task(bluez.lost())
        await asyncio.wait({lost, asyncio.create_task(ended.wait())}, return_when=asyncio.FIRST_COMPLETED)
        lost.cancel()
        await bluez.stop()
    await bus.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
