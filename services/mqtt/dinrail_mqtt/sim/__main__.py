"""`dinrail-mqtt-sim`: the simulated home on a broker."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from dinrail_mqtt.sim.home import Home

__all__ = ["main"]


def main() -> int:
    """Run until SIGTERM."""
    parser = argparse.ArgumentParser(prog="dinrail-mqtt-sim", description="Devices of a home that speak MQTT")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=1883)
    parser.add_argument("--interval", type=float, default=2.0, help="seconds")
    args = parser.parse_args()
    over = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: over.set())
    home = Home(args.host, args.port, interval=args.interval)
    home.start()
    over.wait()
    home.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
