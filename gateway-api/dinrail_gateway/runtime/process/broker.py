"""Mosquitto's configuration outside of a container, made from the one it has inside; and its database put aside."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import msgspec

from dinrail.errors import ConfigError

__all__ = ["Broker", "configuration", "prepare"]

DATABASE_MAX = 67_108_864
"""See mosquitto/entrypoint.sh."""
PLUGIN = "mosquitto_dynamic_security.so"
PLUGIN_PLACES = ("/usr/lib", "/usr/lib/*-linux-gnu*", "/usr/local/lib", "/usr/lib64")


class Broker(msgspec.Struct, frozen=True, kw_only=True):
    """Where it is and what it is to use. template: mosquitto.conf as the container has it."""

    template: Path
    security: Path
    tls: Path
    data: Path
    bind: str = "127.0.0.1"
    port: int = 1883
    tls_bind: str = "0.0.0.0"  # noqa: S104 - the network is what TLS is for
    tls_port: int = 8883
    program: str = ""
    plugin: str = ""


def prepare(broker: Broker) -> list[str]:
    """Write its configuration, put a database it would choke on aside; the command that starts it (blocking)."""
    program = broker.program or shutil.which("mosquitto", path=_with_sbin())
    if program is None:
        raise ConfigError(
            "mosquitto is not installed (Debian: apt-get install mosquitto)", key="program_missing", name="mosquitto"
        )
    plugin = broker.plugin or _plugin()
    told = subprocess.run([program, "-h"], capture_output=True, text=True, timeout=10, check=False)  # noqa: S603
    try:
        template = broker.template.read_text()
    except OSError as error:
        raise ConfigError(
            f"DINRAIL_BROKER_CONF: {error}", key="environment_invalid", name="DINRAIL_BROKER_CONF"
        ) from None
    broker.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = broker.data / "mosquitto.db"
    if database.exists() and database.stat().st_size > DATABASE_MAX:
        database.replace(database.with_suffix(".db.too-large"))
    file = broker.data / "mosquitto.conf"
    file.write_text(configuration(template, broker, plugin=plugin, version=told.stdout.partition("\n")[0]))
    return [program, "-c", str(file)]


def configuration(template: str, broker: Broker, *, plugin: str, version: str) -> str:
    """The container's configuration with this host's places and ports; pure."""
    text = template.replace("/mosquitto/security/", f"{broker.security}/")
    text = text.replace("/mosquitto/tls/", f"{broker.tls}/").replace("/mosquitto/data/", f"{broker.data}/")
    text = re.sub(r"(?m)^listener 1883$", f"listener {broker.port} {broker.bind}", text)
    text = re.sub(r"(?m)^listener 8883$", f"listener {broker.tls_port} {broker.tls_bind}", text)
    if " 2.0" in version:
        text = re.sub(r"(?m)^(memory_limit|accept_protocol_versions) .*\n", "", text)
    # As root it would become a user that cannot read what is ours.
    user = "user root\n" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""
    return f"plugin {plugin}\n{user}{text}"


def _plugin() -> str:
    for place in PLUGIN_PLACES:
        for folder in sorted(Path("/").glob(place.lstrip("/"))):
            if (folder / PLUGIN).exists():
                return str(folder / PLUGIN)
    raise ConfigError(
        f"{PLUGIN} is not installed; DINRAIL_BROKER_PLUGIN names another place", key="program_missing", name=PLUGIN
    )


def _with_sbin() -> str:
    return os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])
