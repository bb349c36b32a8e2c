"""The paho client in its own thread, driven from asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Self

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from dinrail.settings import BrokerAddress

__all__ = ["PahoClient", "make_properties"]


class PahoClient:
    """What it received is in `messages`, what happened to it in `events`."""

    def __init__(self, address: BrokerAddress, client_id: str = "paho") -> None:
        self.client = paho.Client(CallbackAPIVersion.VERSION2, client_id, protocol=MQTTProtocolVersion.MQTTv5)
        self.client.max_inflight_messages_set(100)
        self.messages: list[paho.MQTTMessage] = []
        self.events: list[str] = []
        self.client.on_message = lambda client, data, message: self.messages.append(message)
        self.client.on_connect = lambda client, data, flags, code, properties: self.events.append(f"connect {code}")
        self.client.on_disconnect = lambda client, data, flags, code, properties: self.events.append(f"lost {code}")
        self.client.on_subscribe = lambda client, data, mid, codes, properties: self.events.append(
            f"granted {codes[0]}"
        )
        self._address = address

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(self.client.connect, self._address.host, self._address.port, 30)
        await asyncio.to_thread(self.client.loop_start)
        await self.until(lambda: bool(self.events))
        return self

    async def __aexit__(self, *exc: object) -> None:
        self.client.disconnect()
        await asyncio.to_thread(self.client.loop_stop)
        self.client._reset_sockets()  # else it is left to the garbage collector, in an order that warns

    def answer(self, pattern: str, reply: Callable[[bytes], bytes]) -> None:
        """Answer requests on a filter, as MQTT 5 says: same correlation data, to the response topic."""

        def respond(client: paho.Client, data: object, message: paho.MQTTMessage) -> None:
            asked: Any = message.properties
            properties = make_properties(correlation=asked.CorrelationData)
            client.publish(asked.ResponseTopic, reply(bytes(message.payload)), qos=1, properties=properties)

        self.client.message_callback_add(pattern, respond)

    async def subscribe(self, pattern: str, **options: Any) -> None:
        """Subscribe (QoS 1 unless told otherwise) and wait until the broker granted it."""
        count = len(self.events)
        self.client.subscribe(pattern, options=SubscribeOptions(**{"qos": 1, **options}))
        await self.until(lambda: len(self.events) > count)

    def publish_all(self, topic: str, numbers: range, qos: int) -> None:
        """Publish each number; takes its time, so not in an event loop."""
        for number in numbers:
            self.client.publish(topic, b"%d" % number, qos=qos)

    async def received(self, count: int) -> list[tuple[str, bytes, bool]]:
        """(topic, payload, retain) of the messages once there are `count`."""
        await self.until(lambda: len(self.messages) >= count)
        return [(message.topic, bytes(message.payload), message.retain) for message in self.messages]

    async def until(self, condition: Callable[[], bool], timeout: float = 10) -> None:
        """Wait until its thread made the condition true."""
        async with asyncio.timeout(timeout):
            while not condition():  # noqa: ASYNC110 - told by another thread
                await asyncio.sleep(0.005)


def make_properties(
    *,
    expiry: int | None = None,
    response_topic: str | None = None,
    correlation: bytes | None = None,
    user: list[tuple[str, str]] | None = None,
) -> Properties:
    """Properties of a PUBLISH."""
    given = {
        "MessageExpiryInterval": expiry,
        "ResponseTopic": response_topic,
        "CorrelationData": correlation,
        "UserProperty": user,
    }
    properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
    for name, value in given.items():
        if value is not None:
            setattr(properties, name, value)
    return properties
