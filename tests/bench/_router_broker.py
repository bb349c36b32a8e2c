"""The broker of the router's benchmarks: Mosquitto with the shipped limits and roles, on the loopback."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from _router_client import FLOOD, PASSWORD, SOURCES, source

from dinrail.names import Topics
from dinrail_gateway.identities.roles import Acl, Role, instance_role, router_role
from dinrail_gateway.identities.security import Identity, document

__all__ = ["broker_config", "mosquitto"]

PLUGIN = "mosquitto_dynamic_security.so"
PLUGIN_FOLDERS = ("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib", "/usr/local/lib")


def broker_config(folder: Path, port: int) -> Path:
    """Mosquitto with the shipped limits and roles, on the loopback."""
    security = folder / "security.json"
    security.write_bytes(document(identities()))
    plugin = next(path for each in PLUGIN_FOLDERS if (path := Path(each) / PLUGIN).exists())
    config = folder / "mosquitto.conf"
    config.write_text(
        f"user {os.environ.get('USER') or 'root'}\nplugin {plugin}\nplugin_opt_config_file {security}\n"
        f"allow_anonymous false\nlistener {port} 127.0.0.1\nset_tcp_nodelay true\nmax_packet_size 262144\n"
        "max_inflight_messages 100\nmax_queued_messages 1000\nmax_queued_bytes 16777216\n"
        "persistence false\nlog_type error\n"
    )
    return config


def identities() -> list[Identity]:
    """Sources and router as shipped; the sink hears them all."""
    topics = Topics()
    names = [*(source(number) for number in range(SOURCES)), FLOOD]
    heard = ("smarthome/#", "dinrail/router/counters/+", "dinrail/router/breaker/+")
    sink = tuple(Acl(kind, topic) for kind in ("subscribePattern", "publishClientReceive") for topic in heard)
    return [
        *(Identity(name, PASSWORD, instance_role(name, topics)) for name in names),
        Identity("router", PASSWORD, router_role(topics)),
        Identity("sink", PASSWORD, Role("sink", sink)),
    ]


def mosquitto() -> str:
    """The broker's program."""
    found = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        sys.exit("mosquitto is not installed")
    return found
