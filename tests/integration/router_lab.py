"""The router as a process beside a real Mosquitto with the rights it is shipped with; instances speak paho."""

from __future__ import annotations

import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from dinrail.names import Topics
from dinrail.testing.ports import free_port
from dinrail_gateway.identities.roles import Acl, Role, instance_role, router_role
from dinrail_gateway.identities.security import Identity, document

ROOT = Path(__file__).parents[2]
VERSION = os.environ.get("DINRAIL_VERSION") or (ROOT / "VERSION").read_text().strip()
INSTANCES = ("bt", "plc", "mqtt", "webhook")
PASSWORD = "lab"
PLUGIN = "mosquitto_dynamic_security.so"


def until(condition: Callable[[], Any], what: str, timeout: float = 10.0) -> Any:
    """The condition's value once it is true."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"not within {timeout:g} s: {what}")


class Mosquitto:
    """The host's program, or the one in our image; without persistence."""

    def __init__(self, folder: Path, *, image: str = "") -> None:
        self.port = free_port()
        self._folder = folder
        self._image = image
        self._name = f"dinrail-router-lab-{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        topics = Topics()
        everything = [
            Acl(kind, topic)
            for kind in ("subscribePattern", "publishClientReceive", "publishClientSend")
            for topic in ("smarthome/#", "dinrail/#")
        ]  # fmt: skip
        identities = [Identity(name, PASSWORD, instance_role(name, topics)) for name in INSTANCES]
        identities.append(Identity("router", PASSWORD, router_role(topics)))
        identities.append(Identity("observer", PASSWORD, Role("observer", tuple(everything))))
        (folder / "security.json").write_bytes(document(identities))

    def start(self) -> None:
        """Start and wait until it listens."""
        program = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or "mosquitto"
        plugin = next((path for path in Path("/usr/lib").glob(f"*-linux-gnu*/{PLUGIN}")), Path(PLUGIN))
        command = [program]
        if self._image:
            plugin = Path(f"/usr/lib/{platform.machine()}-linux-gnu/{PLUGIN}")
            command = ["docker", "run", "--rm", "--name", self._name, "--network", "host", "-v"]
            command += [f"{self._folder}:{self._folder}", "--entrypoint", "mosquitto", "--user", "0", self._image]
        config = self._folder / "mosquitto.conf"
        config.write_text(
            f"plugin {plugin}\nplugin_opt_config_file {self._folder}/security.json\nallow_anonymous false\nuser root\n"
            f"listener {self.port} 127.0.0.1\nmax_packet_size 262144\nset_tcp_nodelay true\npersistence false\n"
        )
        self._process = subprocess.Popen([*command, "-c", str(config)], stderr=subprocess.DEVNULL)
        until(self._listens, "the broker listens", 20)

    def kill(self) -> None:
        """kill -9."""
        if self._process is None:
            return
        if self._image:
            subprocess.run(["docker", "kill", "-s", "KILL", self._name], check=False, capture_output=True)
        else:
            self._process.kill()
        self._process.wait(10)
        self._process = None

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True


class RouterProcess:
    """`dinrail-router run` alone on a file."""

    def __init__(self, folder: Path, port: int, file: Path, env: dict[str, str] | None = None) -> None:
        address = f"mqtt://router:{PASSWORD}@127.0.0.1:{port}"
        self.log = folder / f"router-{time.monotonic_ns()}.log"
        self.health = {**os.environ, "DINRAIL_HEALTH": str(folder / "health"), **(env or {})}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "dinrail_router", "run", "--broker", address, "--routes", str(file)],
                stderr=log,
                env=self.health,
            )

    def says(self, text: str, timeout: float = 10.0) -> None:
        """Wait for a line on standard error."""
        until(lambda: text in self.log.read_text(), f"{text!r} in the log", timeout)

    def healthy(self) -> bool:
        """What the container's health check would find."""
        command = [sys.executable, "-m", "dinrail_router", "healthcheck"]
        return subprocess.run(command, check=False, env=self.health).returncode == 0

    def end(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
        """Exit code, and seconds it took."""
        began = time.monotonic()
        self.process.send_signal(how)
        return self.process.wait(10), time.monotonic() - began


class Client:
    """An independent MQTT client with an identity of its own; keeps what it hears."""

    def __init__(self, name: str, port: int, *topics: str) -> None:
        self.name = name
        self.messages: list[paho.MQTTMessage] = []
        self._subscribed = 0
        self._client = paho.Client(CallbackAPIVersion.VERSION2, client_id=name, protocol=MQTTProtocolVersion.MQTTv5)
        self._client.username_pw_set(name, PASSWORD)
        self._client.reconnect_delay_set(1, 1)
        self._client.on_socket_open = lambda client, data, link: link.setsockopt(
            socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
        )
        self._client.on_message = lambda client, data, message: self.messages.append(message)
        self._client.on_connect = lambda client, *rest: client.subscribe([(topic, 1) for topic in topics])
        self._client.on_subscribe = lambda *rest: self._count()
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        self.wait_subscribed(1)

    def wait_subscribed(self, times: int) -> None:
        """Until the broker has granted the subscriptions that often."""
        until(lambda: self._subscribed >= times, f"{self.name} is subscribed")

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Send with QoS 0."""
        self._client.publish(topic, payload, retain=retain)

    def on(self, topic: str, answer: Callable[[paho.MQTTMessage], None]) -> None:
        """Have messages of a topic go to `answer` (in the client's own thread)."""
        self._client.message_callback_add(topic, lambda client, data, message: answer(message))

    def last(self, topic: str) -> Any:
        """The newest JSON heard on a topic, None before the first."""
        return next((json.loads(each.payload) for each in reversed(self.messages) if each.topic == topic), None)

    def stop(self) -> None:
        """Leave."""
        self._client.disconnect()
        self._client.loop_stop()

    def _count(self) -> None:
        self._subscribed += 1


class Instance(Client):
    """An instance: says samples, hears write requests."""

    def __init__(self, name: str, port: int) -> None:
        super().__init__(name, port, f"smarthome/set/{name}/#")

    def say(self, path: str, value: Any, *, age: float = 0, raw: bytes | None = None) -> None:
        """Publish a sample of one of its points, `age` seconds old."""
        sample = {"value": value, "ts": round((time.time() - age) * 1000), "quality": "good"}
        self.publish(
            f"smarthome/{self.name}/{path}", raw if raw is not None else json.dumps(sample).encode(), retain=True
        )

    def written(self, path: str) -> list[Any]:
        """Values of the write requests to one of its points."""
        topic = f"smarthome/set/{self.name}/{path}"
        return [json.loads(each.payload)["value"] for each in list(self.messages) if each.topic == topic]

    def wait_written(self, path: str, *values: Any) -> None:
        """Until exactly these were written."""
        until(lambda: self.written(path) == list(values), f"{values} written to {self.name}.{path}")
