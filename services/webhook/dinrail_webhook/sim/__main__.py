"""`dinrail-webhook-sim`: a receiver that prints what it is told."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys

from dinrail_webhook.sim.receiver import Receiver

__all__ = ["main"]


async def _run(host: str, port: int) -> None:
    receiver, shown = Receiver(), 0
    await receiver.listen(host, port)
    sys.stdout.write(f"listening on {host}:{receiver.port}\n")
    while True:
        await asyncio.sleep(0.5)
        for request in receiver.got[shown:] if len(receiver.got) >= shown else receiver.got:
            sys.stdout.write(f"{request.method} {request.path} {request.body!r}\n")
        shown = len(receiver.got)
        sys.stdout.flush()


def main() -> int:
    """Entry point of the console script."""
    parser = argparse.ArgumentParser(prog="dinrail-webhook-sim", description="A receiver of webhooks.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8088)
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(options.host, options.port))
    return 0


if __name__ == "__main__":
    sys.exit(main())
