"""The broker image as it ships, with a security file written by hand, and plain clients to try it with."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import queue
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer

# Its image cannot be had everywhere; the fixtures here remove what they start.
testcontainers_config.ryuk_disabled = True

VERSION = (Path(__file__).parents[2] / "VERSION").read_text().strip()
BROKER_UID = 10002
TLS_GID = 10004
INSTANCE_PUBLISHES = ("smarthome/{}/#", "dinrail/{}/state", "dinrail/{}/pulse", "dinrail/{}/points/#")
INSTANCE_HEARS = ("smarthome/set/{}/#", "dinrail/{}/config/#", "dinrail/{}/call/#", "dinrail/panic")


def hashed(password: str) -> dict[str, Any]:
    """Returns the password as both versions of the plugin read it: PBKDF2-SHA512, salt of 12 bytes."""
    salt = os.urandom(12)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, 1000, 64)
    return {
        "password": base64.b64encode(digest).decode(),
        "salt": base64.b64encode(salt).decode(),
        "iterations": 1000,
    }


def acls(*rules: tuple[str, str]) -> list[dict[str, Any]]:
    """Returns allowing rules of (acltype, topic)."""
    return [{"acltype": kind, "topic": topic, "priority": 0, "allow": True} for kind, topic in rules]


def instance_acls(name: str) -> list[dict[str, Any]]:
    """Returns what one instance may do."""
    sends = [("publishClientSend", topic.format(name)) for topic in INSTANCE_PUBLISHES]
    hears = [
        (kind, topic.format(name)) for topic in INSTANCE_HEARS for kind in ("subscribePattern", "publishClientReceive")
    ]
    return acls(*sends, *hears, ("unsubscribePattern", "#"))


def security_file() -> str:
    """Returns a security file with two instances and an observer that may do anything but control."""
    everything = acls(*((kind, "#") for kind in ("publishClientSend", "publishClientReceive", "subscribePattern")))
    roles = {"inverter_1": instance_acls("inverter_1"), "meter_1": instance_acls("meter_1"), "observer": everything}
    return json.dumps(
        {
            "clients": [
                {"username": name, "clientid": name, "roles": [{"rolename": name}], **hashed(f"pw-{name}")}
                for name in roles
            ],
            "groups": [],
            "roles": [{"rolename": name, "acls": rules} for name, rules in roles.items()],
            "defaultACLAccess": dict.fromkeys(
                ("publishClientSend", "publishClientReceive", "subscribe", "unsubscribe"), False
            ),
        }
    )


def make_certificate(folder: Path, name: str) -> None:
    """Writes server.crt and server.key (readable by the broker's group) for localhost."""
    options = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    files = ["-keyout", str(folder / "server.key"), "-out", str(folder / "server.crt")]
    subject = ["-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run(["openssl", *options, *files, *subject], check=True, capture_output=True)
    os.chown(folder / "server.key", 0, TLS_GID)
    (folder / "server.key").chmod(0o640)


def until(condition: Callable[[], bool], what: str, timeout: float = 15) -> None:
    """Waits for a condition; AssertionError with `what` after `timeout` s."""
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.1)


class Broker:
    """A running broker container; `folder` holds what the gateway would have written."""

    def __init__(self, image: str, folder: Path) -> None:
        self.folder = folder
        for name in ("security", "tls", "data"):
            (folder / name).mkdir()
        self.container = (
            DockerContainer(f"dinrail/{image}:{VERSION}")
            .with_exposed_ports(1883, 8883)
            .with_volume_mapping(str(folder / "security"), "/mosquitto/security", "rw")
            .with_volume_mapping(str(folder / "tls"), "/mosquitto/tls", "ro")
            .with_volume_mapping(str(folder / "data"), "/mosquitto/data", "rw")
            .with_tmpfs_mount("/tmp")
            .with_kwargs(
                init=True,
                read_only=True,
                cap_drop=["ALL"],
                security_opt=["no-new-privileges:true"],
                group_add=[str(TLS_GID)],
                mem_limit="256m",
            )
        )

    def write_identities(self) -> None:
        """Writes security file and certificate, owned as the gateway leaves them."""
        make_certificate(self.folder / "tls", "first")
        file = self.folder / "security" / "dynamic-security.json"
        file.write_text(security_file())
        file.chmod(0o600)
        self.hand_over()

    def hand_over(self) -> None:
        """Gives the writable folders to the broker's user."""
        for path in [self.folder / "security", self.folder / "data", *self.folder.glob("[sd]*/*")]:
            os.chown(path, BROKER_UID, BROKER_UID)

    def port(self, inside: int = 1883) -> int:
        """Returns the port on this host."""
        return int(self.container.get_exposed_port(inside))

    def logs(self) -> str:
        """Returns everything the container has printed."""
        return b"".join(self.container.get_logs()).decode()

    def wait_running(self) -> None:
        """Waits until the last start of Mosquitto listens."""
        until(lambda: self.logs().rstrip().count(" running") > 0, "Mosquitto does not run")


@contextmanager
def broker(image: str, folder: Path) -> Iterator[Broker]:
    """A container that is removed at the end."""
    lab = Broker(image, folder)
    lab.container.start()
    try:
        yield lab
    finally:
        lab.container.stop()


class Client:
    """A paho client, one step at a time; every step returns the broker's reason as text."""

    def __init__(self, port: int, name: str, password: str | None = None, *, client_id: str | None = None) -> None:
        self.received: list[tuple[str, bytes]] = []
        self.answers: queue.Queue[str] = queue.Queue()
        self.lost: queue.Queue[str] = queue.Queue()
        self.paho = mqtt.Client(CallbackAPIVersion.VERSION2, client_id or name or "nobody", protocol=mqtt.MQTTv5)
        if name:
            self.paho.username_pw_set(name, password)
        self.paho.on_connect = lambda _client, _data, _flags, reason, _properties: self.answers.put(str(reason))
        self.paho.on_subscribe = lambda _client, _data, _mid, reasons, _properties: self.answers.put(str(reasons[0]))
        self.paho.on_publish = lambda _client, _data, _mid, reason, _properties: self.answers.put(str(reason))
        self.paho.on_disconnect = lambda _client, _data, _flags, reason, _properties: self.lost.put(str(reason))
        self.paho.on_message = lambda _client, _data, message: self.received.append((message.topic, message.payload))
        self.port = port

    def connect(self, ca: Path | None = None) -> str:
        """Connects, with TLS when given the certificate to trust."""
        if ca is not None:
            self.paho.tls_set(str(ca))
        expiry = Properties(PacketTypes.CONNECT)
        expiry.SessionExpiryInterval = 0
        self.paho.connect("localhost", self.port, 10, properties=expiry)
        self.paho.loop_start()
        return self.answers.get(timeout=5)

    def subscribe(self, topic: str) -> str:
        """Subscribes at QoS 1."""
        self.paho.subscribe(topic, 1)
        return self.answers.get(timeout=5)

    def publish(self, topic: str, payload: bytes = b"1") -> str:
        """Publishes at QoS 1."""
        self.paho.publish(topic, payload, 1)
        return self.answers.get(timeout=5)

    def close(self) -> None:
        """Leaves for good."""
        self.paho.disconnect()
        self.paho.loop_stop()
        # paho leaves this to its finalizer, which may come after that of the sockets.
        self.paho._reset_sockets(sockpair_only=True)
