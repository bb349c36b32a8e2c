"""The adapter on an external broker, without its runner, and a client beside it."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path
from typing import Any

import msgspec
import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from dinrail.errors import DeviceError
from dinrail.testing.context import RecordingContext
from dinrail_mqtt.adapter import MqttAdapter
from dinrail_mqtt.config import MqttConfig

__all__ = ["Beside", "BrokerRig"]


class BrokerRig:
    """Connects again by itself, like the runner does."""

    def __init__(self, port: int, data: Path, **config: Any) -> None:
        endpoint = {"host": "127.0.0.1", "port": port} | config.pop("endpoint", {})
        self.config = msgspec.convert({"endpoints": [endpoint], "allow": ["127.0.0.1"], **config}, MqttConfig)
        self.context = RecordingContext("mqtt")
        data.mkdir(exist_ok=True)
        self.context.data = data
        self.adapter = MqttAdapter(self.config, self.context)
        self.why: list[str] = []
        self.connected = False
        self.allowed = asyncio.Event()
        self.allowed.set()
        """Cleared: it does not connect again."""
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._live())

    async def stop(self) -> None:
        """End softly."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self.adapter.close()

    async def write(self, path: str, value: bool | float | str) -> Any:
        """As the runner asks for it."""
        point = next(each for each in self.adapter.points() or () if each.path == path)
        return await self.adapter.write(point, point.accept(value))

    def value(self, path: str) -> object:
        """What a point says: its value while good, else the reason."""
        told = self.context.last.get(path)
        if told is None:
            return "nothing"
        return told.value if told.quality == "good" else told.reason

    async def _live(self) -> None:
        while True:
            await self.allowed.wait()
            try:
                await self.adapter.connect(self.config.endpoints[0])
                self.connected = True
                await self.adapter.run()
            except DeviceError as error:
                self.why.append(error.reason.key)
            self.connected = False
            await self.adapter.close()
            await asyncio.sleep(0.1)


class Beside:
    """Another client of the same broker: what it heard, with retained flag and user properties."""

    def __init__(self, port: int) -> None:
        self.heard: list[tuple[str, bytes, bool, dict[str, str]]] = []
        self.client = paho.Client(CallbackAPIVersion.VERSION2, "", protocol=paho.MQTTv5)
        self.client.on_message = self._take
        self.client.on_connect = lambda client, *_: client.subscribe("#", 1)
        self.client.reconnect_delay_set(1, 1)
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()

    def say(
        self, topic: str, payload: str | bytes, *, retain: bool = False, marks: dict[str, str] | None = None
    ) -> None:
        """Publish with QoS 1."""
        properties = Properties(PacketTypes.PUBLISH)
        properties.UserProperty = list((marks or {}).items())
        self.client.publish(topic, payload, 1, retain, properties)

    def on(self, topic: str) -> list[bytes]:
        """Payloads heard on a topic."""
        return [payload for name, payload, *_ in self.heard if name == topic]

    def close(self) -> None:
        """End."""
        self.client.loop_stop()
        self.client.disconnect()

    def _take(self, _client: Any, _data: Any, message: paho.MQTTMessage) -> None:
        marks = dict(getattr(message.properties, "UserProperty", []))
        self.heard.append((message.topic, message.payload, message.retain, marks))
