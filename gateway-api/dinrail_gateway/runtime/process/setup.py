"""Puts the process runtime together from the gateway's settings and what only it needs of the environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from dinrail.errors import ConfigError
from dinrail_gateway.runtime.process.broker import Broker, prepare
from dinrail_gateway.runtime.process.database import database_plan
from dinrail_gateway.runtime.process.engine import ProcessRuntime
from dinrail_gateway.runtime.process.figures import Site
from dinrail_gateway.runtime.process.parts import Parts, Plan
from dinrail_gateway.runtime.process.types import ProcessTypes
from dinrail_gateway.settings import GatewaySettings

__all__ = ["process_engine"]


def process_engine(
    settings: GatewaySettings, env: Mapping[str, str] = os.environ
) -> tuple[ProcessRuntime, ProcessTypes, Parts | None]:
    """Runtime, types and the parts run from here; nothing is started yet.

    Reads DINRAIL_BROKER_CONF (mosquitto.conf as the container has it; without one, broker and router are somebody
    else's), DINRAIL_MQTTS_BIND, DINRAIL_BROKER_PROGRAM and DINRAIL_BROKER_PLUGIN; DINRAIL_DATABASE_PROGRAM (without
    one there is no history, or its database is somebody else's), DINRAIL_DATABASE_FLAGS and DINRAIL_HISTORY_RETENTION.
    """
    parts = _parts(settings, env) if env.get("DINRAIL_BROKER_CONF") else None
    site = Site(broker=str(settings.broker), root=settings.root)
    return ProcessRuntime(site=site, folder=settings.data / "processes", parts=parts), ProcessTypes(), parts


def _parts(settings: GatewaySettings, env: Mapping[str, str]) -> Parts:
    folder = settings.data / "parts"
    broker = Broker(
        template=Path(env["DINRAIL_BROKER_CONF"]),
        security=settings.broker_security,
        tls=settings.tls,
        data=folder / "broker",
        bind=settings.broker.host,
        port=settings.broker.port,
        tls_bind=env.get("DINRAIL_MQTTS_BIND") or "0.0.0.0",  # noqa: S104 - the network is what TLS is for
        tls_port=settings.mqtts_port,
        program=env.get("DINRAIL_BROKER_PROGRAM", ""),
        plugin=env.get("DINRAIL_BROKER_PLUGIN", ""),
    )
    if settings.broker.tls:
        raise ConfigError(
            "DINRAIL_BROKER: a broker run from here is mqtt://", key="environment_invalid", name="DINRAIL_BROKER"
        )

    def put_aside() -> None:
        database = broker.data / "mosquitto.db"
        if database.exists():
            database.replace(database.with_suffix(".db.damaged"))

    router = {
        "DINRAIL_BROKER": str(settings.broker),
        "DINRAIL_SECRETS": str(settings.router_secrets),
        "DINRAIL_ROUTES": str(settings.config / "accepted" / "routing.json"),
        "DINRAIL_ROOT": settings.root,
        "TMPDIR": str(folder / "router"),
        "PYTHONUNBUFFERED": "1",
    }
    plans = {
        "broker": Plan(
            command=lambda: prepare(broker),
            ports=(
                (broker.bind, broker.port, "DINRAIL_MQTT_PORT"),
                (broker.tls_bind, broker.tls_port, "DINRAIL_MQTTS_PORT"),
            ),
            damaged=put_aside,
        ),
        "router": Plan(command=lambda: [sys.executable, "-m", "dinrail_router", "run"], env=router),
    }
    if env.get("DINRAIL_DATABASE_PROGRAM") and settings.history:
        plans["database"] = database_plan(settings.history, folder / "database", env)
    return Parts(plans, folder)
