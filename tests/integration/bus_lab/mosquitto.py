"""Mosquitto in a container, with the configuration we ship but without its identities."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import time
from pathlib import Path
from typing import Self

from dinrail.settings import BrokerAddress
from dinrail.testing.ports import free_port

__all__ = ["Mosquitto"]

VERSION = os.environ.get("DINRAIL_VERSION") or (Path(__file__).parents[3] / "VERSION").read_text().strip()
_SHIPPED = "/etc/dinrail/mosquitto.conf"
# Mosquitto 2.0 does not know which protocols to accept; the container leaves that line out, too.
_BARE = "sed -e '/^plugin/d' -e '/^accept_protocol/d' -e '/^listener 8883/,/^tls_version/d'"
_OPEN = f"{_BARE} -e 's/^\\(allow_anonymous\\) .*/\\1 true/' {_SHIPPED}"
_CLOSED = f"{_BARE} {_SHIPPED}; echo password_file /tmp/passwords"
_TLS = "printf 'listener 8883\\ncertfile /certificates/s.crt\\nkeyfile /certificates/s.key\\n'"


class Mosquitto:
    """One broker container; `image` is `broker` (2.1) or `broker-2.0`. The port stays the same over restarts."""

    def __init__(
        self, image: str, *, passwords: dict[str, str] | None = None, certificates: Path | None = None
    ) -> None:
        self.image = f"dinrail/{image}:{VERSION}"
        self._passwords = passwords or {}
        self._certificates = certificates
        self._ports = {port: free_port() for port in ("1883", "8883")}
        self._name = f"dinrail-peer-{self._ports['1883']}"

    @property
    def address(self) -> BrokerAddress:
        """Where it listens."""
        return BrokerAddress("127.0.0.1", self._ports["1883"])

    @property
    def tls_address(self) -> BrokerAddress:
        """Where it listens with TLS, when it was given certificates (files s.crt and s.key)."""
        return BrokerAddress("127.0.0.1", self._ports["8883"], tls=True)

    def __enter__(self) -> Self:
        users = "".join(
            f"mosquitto_passwd {'-c' * (not index)} -b /tmp/passwords {name} {password}; "
            for index, (name, password) in enumerate(self._passwords.items())
        )
        configuration = "; ".join([_CLOSED if users else _OPEN, *([_TLS] if self._certificates else [])])
        script = f"{users}{{ {configuration}; }} >/tmp/mosquitto.conf; exec mosquitto -c /tmp/mosquitto.conf"
        mounts = ["-v", f"{self._certificates}:/certificates:ro"] if self._certificates else []
        ports = [part for inside, outside in self._ports.items() for part in ("-p", f"127.0.0.1:{outside}:{inside}")]
        _docker("run", "-d", "--name", self._name, *ports, *mounts, "--entrypoint", "sh", self.image, "-c", script)
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exc: object) -> None:
        _docker("rm", "-f", self._name)

    async def kill(self) -> None:
        """SIGKILL."""
        await asyncio.to_thread(_docker, "kill", "-s", "KILL", self._name)

    async def start(self) -> None:
        """Start again after `kill`."""
        await asyncio.to_thread(_docker, "start", self._name)

    async def suspend(self) -> None:
        """SIGSTOP: the kernel still takes connections and bytes."""
        await asyncio.to_thread(_docker, "kill", "-s", "STOP", self._name)

    async def resume(self) -> None:
        """SIGCONT."""
        await asyncio.to_thread(_docker, "kill", "-s", "CONT", self._name)

    def _wait(self) -> None:
        # The engine's own proxy accepts before Mosquitto does: only bytes of an answer prove that it is there.
        connect = b"\x10\x12\x00\x04MQTT\x05\x02\x00\x05\x00\x00\x05probe"
        until = time.monotonic() + 15
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.address.port), 1) as probe:
                    probe.sendall(connect)
                    if probe.recv(1) == b"\x20":
                        return
            except OSError:
                pass
            if time.monotonic() > until:
                raise TimeoutError(_docker("logs", self._name))
            time.sleep(0.05)


def _docker(*arguments: str) -> str:
    done = subprocess.run(["docker", *arguments], check=False, capture_output=True, text=True, timeout=60)
    if done.returncode:
        raise RuntimeError(f"docker {' '.join(arguments[:2])}: {done.stderr}")
    return done.stdout + done.stderr
