"""The lower levels of panic from the host, while the gateway is down and everything else lives."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from typing import Any

import paho.mqtt.client as paho
import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from stack import Stack
from stack.compose import ROOT, until
from stack.demo import INVERTER, LIMIT

pytestmark = [pytest.mark.docker, pytest.mark.timeout(240)]


class Writer:
    """A program of a user on the broker, which writes and hears what became of it."""

    def __init__(self, stack: Stack, access: dict[str, Any]) -> None:
        self._answers: list[dict[str, Any]] = []
        self._came = threading.Event()
        self._reply = f"dinrail/{INVERTER}/reply/_{access['name']}/1"
        self._client = paho.Client(
            paho.CallbackAPIVersion.VERSION2, client_id=access["client_id"], protocol=paho.MQTTv5
        )
        self._client.username_pw_set(access["username"], access["password"])
        self._client.on_message = self._take
        self._client.connect("127.0.0.1", stack.ports["MQTT"])
        self._client.loop_start()
        self._client.subscribe(self._reply, qos=1)

    def write(self, address: str, value: float) -> dict[str, Any]:
        """Its answer."""
        self._came.clear()
        properties = Properties(PacketTypes.PUBLISH)
        properties.ResponseTopic, properties.CorrelationData = self._reply, str(value).encode()
        topic = f"smarthome/set/{address.replace('.', '/')}"
        self._client.publish(topic, json.dumps(value), qos=1, properties=properties)
        assert self._came.wait(10), "no answer"
        return self._answers[-1]

    def end(self) -> None:
        """Leave."""
        self._client.disconnect()
        self._client.loop_stop()

    def _take(self, _client: object, _userdata: object, message: paho.MQTTMessage) -> None:
        self._answers.append(json.loads(message.payload))
        self._came.set()


def panic(stack: Stack, *words: str) -> subprocess.CompletedProcess[str]:
    environment = stack.environment() | {"DINRAIL_ENV_FILE": "/dev/null"}
    script = ROOT / "compose/scripts/panic.sh"
    return subprocess.run([script, *words], env=environment, capture_output=True, text=True, check=False, timeout=90)


@pytest.fixture
def writer(stack: Stack) -> Iterator[Writer]:
    """One who may write, while the gateway is away; afterwards everything is as before."""
    access = stack.api.call("POST", "/api/broker/clients", {"name": "ladder", "read": [], "write": [INVERTER]})
    made = Writer(stack, access)
    stack.compose("stop", "gateway")
    yield made
    made.end()
    panic(stack, "reset")
    stack.compose("start", "gateway")
    until(lambda: stack.api.call("GET", "/healthz")["status"] == "ok", timeout=60, what="the gateway is back")
    stack.api.call("DELETE", "/api/broker/clients/ladder")


def test_row_40_writes_are_held_without_a_gateway_and_released_again(stack: Stack, writer: Writer) -> None:
    assert writer.write(LIMIT, 4100)["ok"]
    done = panic(stack, "--level", "writes", "--reason", "ladder at the panel")
    assert (done.returncode, "were told" in done.stdout) == (0, True), done
    refused = writer.write(LIMIT, 4200)
    assert (refused["ok"], refused["error"]["key"]) == (False, "blocked")
    assert "panic level writes" in stack.compose("logs", "--no-log-prefix", "router")
    done = panic(stack, "reset")
    assert (done.returncode, "know" in done.stdout) == (0, True), done
    assert writer.write(LIMIT, 4000)["ok"]


def test_without_gateway_and_broker_a_lower_level_says_that_nobody_hears_it(stack: Stack, writer: Writer) -> None:
    stack.compose("stop", "broker")
    try:
        done = panic(stack, "--level", "routes")
        assert (done.returncode, "can be reached" in done.stdout) == (3, True), done
        assert json.loads((stack.config / "panic.json").read_text())["level"] == "routes"
    finally:
        stack.compose("start", "broker")
