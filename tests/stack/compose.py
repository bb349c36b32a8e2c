"""Start and stop the compose stack of this checkout under a project of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from dinrail.testing.ports import free_ports
from stack.api import Api

__all__ = ["Stack", "until"]

PORTS = ("HTTP", "HTTPS", "MQTT", "MQTTS", "SIM", "PROMETHEUS", "NODERED_HTTP", "NODERED_HTTPS")
ROOT = Path(__file__).parents[2]
PASSWORD = "correct horse battery staple"
T = TypeVar("T")


def until(probe: Callable[[], T], *, timeout: float, what: str, every: float = 0.2) -> T:
    """The first truthy answer of `probe` within `timeout` s; the last failure is told otherwise."""
    end = time.monotonic() + timeout
    last: T | Exception | None = None
    while time.monotonic() < end:
        try:
            last = probe()
        except (OSError, LookupError, ValueError) as error:
            last = error
        else:
            if last:
                return last
        time.sleep(every)
    raise AssertionError(f"{what}: not within {timeout} s, last: {last!r}")


class Stack:
    """Broker, router, gateway, proxy and the demo's devices as containers of one compose project."""

    def __init__(self, name: str, *, password: str = PASSWORD) -> None:
        """`password` of the first account; empty: the console's setup code makes it."""
        # Another checkout may run its tests on the same engine.
        self.project = f"{name}-{zlib.crc32(str(ROOT).encode()):08x}"
        self.folder = ROOT / "build" / name
        self.config = self.folder / "config"
        self.ports = dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
        self.url = f"http://127.0.0.1:{self.ports['HTTP']}"
        self.password = password
        self.profiles = ""
        self.api = Api(self.url)

    def environment(self) -> dict[str, str]:
        """What compose substitutes; nothing of a developer's own .env leaks in."""
        ports = {f"DINRAIL_{name}_PORT": str(port) for name, port in self.ports.items()}
        return {
            **os.environ,
            **ports,
            "DINRAIL_PROJECT": self.project,
            "DINRAIL_CONFIG_DIR": str(self.config),
            "DINRAIL_ADMIN_PASSWORD": self.password,
            "DINRAIL_VERSION": (ROOT / "VERSION").read_text().strip(),
            "DINRAIL_HOSTS": "localhost,127.0.0.1",
            "DINRAIL_PROFILES": self.profiles,
            "COMPOSE_PROFILES": self.profiles,
        }

    def compose(self, *arguments: str, timeout: float = 180) -> str:
        """Run docker compose on this stack; its output is in the error when it fails."""
        fields = sorted(ROOT.glob("services/*/examples/demo.yaml"))
        files = [word for file in ("compose/compose.yaml", *map(str, fields)) for word in ("-f", file)]
        command = ["docker", "compose", "-p", self.project, "--env-file", os.devnull, *files, *arguments]
        return self._run(command, timeout)

    def docker(self, *arguments: str, timeout: float = 60) -> str:
        """Run the docker client."""
        return self._run(["docker", *arguments], timeout).strip()

    def address(self, service: str) -> str:
        """Where the container of a service is, on the network of the stack."""
        container = self.compose("ps", "-q", service).strip()
        shape = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}"
        return self.docker("inspect", "-f", shape, container)

    def _run(self, command: list[str], timeout: float) -> str:
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment(), capture_output=True, text=True, timeout=timeout, check=False
        )
        if done.returncode:
            raise AssertionError(f"{' '.join(command)} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def start_empty(self) -> None:
        """Start the parts with nothing configured, as after `make up` on a new box."""
        self.remove()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.compose("up", "-d", "--wait", timeout=300)

    def start(self) -> None:
        """Seed the demo's configuration, start everything and wait until the demo instance runs."""
        self.remove()
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(ROOT / "compose" / "demo", self.config)
        examples = [json.loads(file.read_text()) for file in sorted(ROOT.glob("services/*/examples/demo-*.json"))]
        (self.config / "instances.json").write_text(json.dumps({"version": 1, "instances": examples}, indent=2))
        self.compose("up", "-d", "--wait", timeout=300)
        until(lambda: self.api.login("admin", self.password), timeout=30, what="login")
        for example in examples:
            self.wait_status(example["id"], "running", timeout=90)

    def wait_status(self, instance: str, *statuses: str, timeout: float = 30) -> dict[str, Any]:
        """The instance once it has one of the statuses."""

        def probe() -> dict[str, Any] | None:
            found = self.api.instance(instance)
            return found if found["status"]["status"] in statuses else None

        found = until(probe, timeout=timeout, what=f"{instance} {' or '.join(statuses)}")
        assert found is not None
        return found

    def container(self, instance: str) -> dict[str, Any]:
        """`docker inspect` of an instance's container."""
        found: list[dict[str, Any]] = json.loads(self.docker("inspect", f"{self.project}-{instance}"))
        return found[0]

    def instances(self) -> dict[str, str]:
        """instance → container id of all instance containers of this project."""
        own = ["--filter", f"label=dinrail.project={self.project}", "--filter", "label=dinrail.instance"]
        shape = '{{.Label "dinrail.instance"}} {{.ID}}'
        lines = self.docker("ps", "-a", "--no-trunc", *own, "--format", shape).splitlines()
        return dict(line.split() for line in lines)

    def logs(self) -> str:
        """The tail of every container's log, for a failed test."""
        parts = self.compose("logs", "--no-color", "--tail", "60")
        own = [f"--- {name}\n{self.docker('logs', '--tail', '40', found)}" for name, found in self.instances().items()]
        return "\n".join([parts, *own])

    def remove(self) -> None:
        """Containers, volumes and network of this project, nothing else."""
        self._remove("container", "label=dinrail.part=gateway")  # first who would make the others anew
        self._remove("container", "label=dinrail.instance")
        self.compose("--profile", "*", "down", "--volumes", "--remove-orphans", "--timeout", "5")
        self._remove("volume", f"name={self.project}-secrets-")
        self._remove("volume", f"name={self.project}-data-")

    def _remove(self, kind: str, which: str) -> None:
        own = f"label=dinrail.project={self.project}"
        every = ["-a"] if kind == "container" else []

        def gone() -> bool:
            left = self.docker(kind, "ls", "-q", *every, "--filter", own, "--filter", which).split()
            if left:
                # Some may be on their way out already, which the engine calls an error; so are volumes they still hold.
                subprocess.run(["docker", kind, "rm", "-f", *left], capture_output=True, check=False, timeout=60)
            return not left

        until(gone, timeout=60, what=f"every {kind} with {which} is removed")
