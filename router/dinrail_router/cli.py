"""`dinrail-router`: run, schema, healthcheck, and the tools that need no broker."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dinrail.errors import ConfigError, DinrailError
from dinrail_router.tools import add_tools

__all__ = ["main"]


PIPE_CLOSED = 128 + signal.SIGPIPE
"""What a shell reports of other programs then."""


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code: 0 well, 1 findings or not healthy, 2 cannot start."""
    arguments = _parser().parse_args(argv)
    try:
        code = int(arguments.verb(arguments))
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # whoever reads has seen enough, such as head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except DinrailError as error:
        sys.stderr.write(f"dinrail-router: {error.message}\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dinrail-router", description="Rules on the broker.")
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    run = verbs.add_parser("run", help="route until SIGTERM")
    run.add_argument("--broker", metavar="mqtt://[USER:PASSWORD@]HOST[:PORT]", help="default: $DINRAIL_BROKER")
    run.add_argument("--routes", metavar="FILE", type=Path, help="default: $DINRAIL_ROUTES")
    run.add_argument("--root", help="root of the data space; default: $DINRAIL_ROOT or smarthome")
    run.set_defaults(verb=_run)

    add_tools(verbs)

    schema = verbs.add_parser("schema", help="print the JSON Schema of a routing file")
    schema.set_defaults(verb=_schema)

    health = verbs.add_parser("healthcheck", help="exit code 0 while the router on this machine has its bus session")
    health.set_defaults(verb=_healthcheck)
    return parser


def _run(arguments: argparse.Namespace) -> int:
    from dinrail.names import Topics  # noqa: PLC0415
    from dinrail.runner import log_to_stderr, soft_stop  # noqa: PLC0415 - lint and schema need none of these
    from dinrail.settings import Settings  # noqa: PLC0415
    from dinrail_router.alive import alive_path  # noqa: PLC0415
    from dinrail_router.router import IDENTITY, Router  # noqa: PLC0415

    given = {"DINRAIL_BROKER": arguments.broker, "DINRAIL_ROOT": arguments.root}
    env = {**os.environ, **{name: value for name, value in given.items() if value}}
    settings = Settings.from_env(env, instance=IDENTITY)
    file = arguments.routes or env.get("DINRAIL_ROUTES")
    if not file:
        raise ConfigError("no routing file: give --routes or DINRAIL_ROUTES", key="environment_missing")
    Topics(settings.root)  # an impossible root is told before anything starts
    log_to_stderr()

    async def serve() -> None:
        router = Router(settings, Path(file), alive_path())
        with soft_stop(asyncio.get_running_loop(), router.request_stop):
            await router.run()

    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(serve())
    return 0


def _loop_factory() -> Any:
    with contextlib.suppress(ImportError):
        import uvloop  # noqa: PLC0415

        return uvloop.new_event_loop
    return None


def _schema(_arguments: argparse.Namespace) -> int:
    from dinrail_router.routing import routing_schema  # noqa: PLC0415

    sys.stdout.write(json.dumps(routing_schema(), indent=2, ensure_ascii=False) + "\n")
    return 0


def _healthcheck(_arguments: argparse.Namespace) -> int:
    from dinrail_router.alive import alive_path, problem  # noqa: PLC0415

    wrong = problem(alive_path())
    if wrong:
        sys.stderr.write(f"dinrail-router: {wrong}\n")
    return 1 if wrong else 0
