"""`dinrail-gateway run | setup-code | backup | panic-announce | healthcheck | openapi | schema`."""

from __future__ import annotations

import argparse
import gc
import logging
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from fastapi import FastAPI

from dinrail.errors import DinrailError
from dinrail_gateway.app import create_app, openapi
from dinrail_gateway.auth.setup import SetupCode
from dinrail_gateway.backup import command
from dinrail_gateway.dashboards.schema import schema
from dinrail_gateway.door import Door
from dinrail_gateway.house import House
from dinrail_gateway.panic import announce
from dinrail_gateway.serving import Server, TwinServer, check_port, server_config
from dinrail_gateway.settings import GatewaySettings

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0, 1 for a failed check, 2 for a wrong call or environment."""
    parser = argparse.ArgumentParser(prog="dinrail-gateway", description="DINrail's administration")
    verbs = parser.add_subparsers(dest="verb")
    verbs.add_parser("run", help="serve (default)")
    verbs.add_parser("setup-code", help="print the one-time code of the first-run page")
    verbs.add_parser("panic-announce", help="put the panic latch on the bus while no gateway runs")
    verbs.add_parser("healthcheck", help="exit 0 while the gateway answers")
    verbs.add_parser("openapi", help="print the OpenAPI document")
    verbs.add_parser("schema", help="print the JSON Schema of pages.json and widgets.json")
    command.add_arguments(verbs.add_parser("backup", help="make, list and restore backups"))
    chosen = parser.parse_args(arguments)
    verb = chosen.verb or "run"
    try:
        settings = GatewaySettings.from_env()
        if verb == "backup":
            return command.run(chosen, settings)
        action = {
            "run": run,
            "setup-code": setup_code,
            "panic-announce": announce.run,
            "healthcheck": healthcheck,
            "openapi": print_openapi,
            "schema": print_schema,
        }[verb]
        return action(settings)
    except DinrailError as error:
        sys.stderr.write(f"{error}\n")
        return 2


def run(settings: GatewaySettings) -> int:
    """Serve until a signal ends it."""
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)-7s %(name)s: %(message)s", stream=sys.stdout
    )
    house = House(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        try:
            code = await house.start()
            logging.getLogger("dinrail.gateway").info("version %s serves port %d", settings.version, settings.port)
            if code:
                _announce(code)
            yield
        finally:
            await house.stop()

    app = create_app(extra=house.routers, lifespan=lifespan)
    app.state.gateway = house.gateway
    # Modules and routes live for ever; without them a full collection is short.
    gc.collect()
    gc.freeze()
    end_streams = house.gateway.traces.end_all
    if settings.ui is not None:
        return run_with_door(settings, house, Door(app, settings.ui), end_streams)
    server = Server(server_config(app, settings.listen, settings.port), streams=end_streams)
    server.run()
    return 0 if server.started else 1


def run_with_door(settings: GatewaySettings, house: House, door: Door, end_streams: Callable[[], None]) -> int:
    """Serve API and browser application, http and https, with no proxy before."""
    check_port(settings.listen, settings.port, "DINRAIL_HTTP_PORT")
    secure = (settings.https_bind, settings.https_port) if settings.https_port else None
    if secure is not None:
        check_port(*secure, "DINRAIL_HTTPS_PORT")
    if house.parts is not None:
        house.parts.check()
    server = TwinServer(door, (settings.listen, settings.port), secure, settings.tls, streams=end_streams)
    house.serves_itself(server.renewed)
    return server.run()


def setup_code(settings: GatewaySettings) -> int:
    """Print the code while there is one."""
    code = SetupCode(settings.data / "setup-code").read()
    sys.stdout.write(f"{code}\n" if code else "")
    if code is None:
        sys.stderr.write("there is no setup code: an account exists already, or the gateway has not started yet\n")
    return 0 if code else 1


def healthcheck(settings: GatewaySettings) -> int:
    """Ask the running gateway."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{settings.port}/healthz", timeout=3) as answer:
            return 0 if answer.status == 200 else 1
    except (urllib.error.URLError, OSError):
        return 1


def print_schema(_: GatewaySettings) -> int:
    """Print both schemas by name, as they lie in `docs/reference`."""
    sys.stdout.write(msgspec.json.encode(schema()).decode() + "\n")
    return 0


def print_openapi(settings: GatewaySettings) -> int:
    """Print the document as it lies in `docs/reference/openapi.json`."""
    house = House(msgspec.structs.replace(settings, data=Path("/nonexistent")))
    app = create_app(extra=house.routers)
    document = msgspec.json.format(msgspec.json.encode(openapi(app)), indent=2)
    sys.stdout.write(document.decode() + "\n")
    return 0


def _announce(code: str) -> None:
    frame = "=" * 60
    sys.stdout.write(
        f"{frame}\n  No account exists yet. Open the web address of this box and enter\n"
        f"  the setup code  {code}\n{frame}\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
