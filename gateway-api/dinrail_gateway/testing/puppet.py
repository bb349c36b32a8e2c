"""An adapter played by hand on the bus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from dinrail.bus import Bus, PublishPacket
from dinrail.clock import Clock, SystemClock
from dinrail.directory import Point
from dinrail.documents import AppliedConfig, Pulse, Reply, State, StateName
from dinrail.names import Topics
from dinrail.parts import split_document
from dinrail.reason import Reason
from dinrail.sample import Quality, Sample, Scalar, encode_sample
from dinrail.settings import BrokerAddress

__all__ = ["Puppet"]

_CLOCK = SystemClock()
_encode = msgspec.json.Encoder().encode


class Puppet:
    """Says what a test wants an instance to say.

    async with Puppet(broker.address, "inverter_1") as inverter:
        await inverter.say("connected")
    """

    def __init__(
        self,
        address: BrokerAddress,
        instance: str,
        *,
        password: str = "",
        root: str = "smarthome",
        clock: Clock = _CLOCK,
    ) -> None:
        self.instance = instance
        self.topics = Topics(root)
        self.bus = Bus(address, client_id=instance, user=instance if password else "", password=password)
        self.writes: list[PublishPacket] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        """Method and parameters of each call answered."""
        self._clock = clock
        self._revision = 0

    async def __aenter__(self) -> Puppet:
        self.bus.start()
        await self.bus.connected()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.bus.stop()

    async def say(self, state: StateName, reason: Reason | None = None, config: AppliedConfig | None = None) -> None:
        """Publish a state."""
        message = State(state, self._clock.now_ms(), reason, config, "meter", "1.2.3")
        await self.bus.publish_acked(Topics.of(self.instance, "state"), _encode(message), retain=True)

    async def pulse(self, *, last_poll: int | None = None, counters: dict[str, int] | None = None) -> None:
        """Publish a pulse; by default it has just polled."""
        now = self._clock.now_ms()
        message = Pulse(now, 1.0, now if last_poll is None else last_poll, 0, counters or {})
        await self.bus.publish_acked(Topics.of(self.instance, "pulse"), _encode(message))

    async def directory(self, *points: Point) -> None:
        """Publish a directory."""
        self._revision += 1
        for number, payload in enumerate(split_document(points, self._revision)):
            await self.bus.publish_acked(Topics.of(self.instance, "points", str(number)), payload, retain=True)

    async def sample(self, path: str, value: Scalar, *, quality: Quality = "good", ts: int | None = None) -> None:
        """Publish a sample of a point."""
        sample = Sample(value, self._clock.now_ms() if ts is None else ts, quality)
        topic = self.topics.sample(f"{self.instance}.{path}")
        await self.bus.publish_acked(topic, encode_sample(sample), retain=True)

    async def answer_writes(self, answer: Callable[[str, bytes], Reply[Scalar]]) -> None:
        """Answer write requests from now on; `answer` is given topic and payload."""

        def take(packet: PublishPacket) -> None:
            self.writes.append(packet)
            self.bus.reply_in_parts(packet, _encode(answer(packet.topic, packet.payload)))

        await self.bus.subscribe(self.topics.writes_to(self.instance), take, qos=1).wait()

    async def answer_call(self, method: str, answer: Callable[[dict[str, Any]], Reply[Any]]) -> None:
        """Answer calls of a method from now on; `answer` is given the parameters."""

        def take(packet: PublishPacket) -> None:
            params = msgspec.json.decode(packet.payload, type=dict[str, Any])
            self.calls.append((method, params))
            self.bus.reply_in_parts(packet, _encode(answer(params)))

        await self.bus.subscribe(Topics.of(self.instance, "call", method), take, qos=1).wait()
