from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dinrail import Adapter
from dinrail.directory import Point
from dinrail.documents import State
from dinrail.errors import PacketTooLarge
from dinrail.names import Topics
from dinrail.parts import split_document
from dinrail.runner import AdapterRunner
from dinrail.runner.counters import Counters
from dinrail.runner.outlet import Outlet
from dinrail.runner.package import Package
from dinrail.sample import Sample, decode_sample
from dinrail.settings import Settings
from dinrail.testing import FakeBroker, FakeClock
from line_adapter.adapter import LineAdapter
from line_adapter.device import LineDevice

REPLY = "dinrail/plc/reply/gateway/x"


def document(payload: bytes) -> Any:
    return msgspec.json.decode(payload)


class Wire:
    """The place of the bus: what was published, and whether more is taken."""

    def __init__(self) -> None:
        self.open = True
        self.packets: list[tuple[str, bytes, int, bool]] = []
        self.limit = 256 * 1024

    def publish(self, topic: str, payload: bytes, *, qos: int = 0, retain: bool = False) -> bool:
        if len(payload) > self.limit:
            raise PacketTooLarge(f"{len(payload)} bytes")
        if self.open:
            self.packets.append((topic, payload, qos, retain))
        return self.open

    @property
    def is_congested(self) -> bool:
        return not self.open

    def samples(self, topic: str = "") -> list[Sample]:
        return [decode_sample(p) for t, p, _, _ in self.packets if p and t.endswith(topic)]

    def values(self, topic: str = "") -> list[Any]:
        return [sample.value for sample in self.samples(topic)]

    def topics(self) -> list[str]:
        return [topic for topic, *_ in self.packets]


class Bench:
    """An outlet of the instance `plc` on a wire and a clock turned by hand."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.wire = Wire()
        self.counters = Counters(clock)
        self.complaints: list[tuple[Exception, str]] = []
        self.outlet = Outlet(
            self.wire,
            Topics(),
            "plc",
            clock=clock,
            counters=self.counters,
            complain=lambda error, what: self.complaints.append((error, what)),
        )

    def list(self, *points: Point, gone: tuple[str, ...] = (), **deadbands: float) -> None:
        self.outlet.take_directory({point.path: point for point in points}, deadbands, gone)

    def route(self, tag: str, value: object, *, source: str = "plc", ts: int | None = None, **rest: Any) -> None:
        rest = {"quality": "good", "reason": ""} | rest
        self.outlet.route(source, tag, value, ts=ts, **rest)


@pytest.fixture
async def bench(clock: FakeClock) -> Bench:
    bench = Bench(clock)
    bench.outlet.online()
    return bench


class Instance:
    """The instance `plc` of a line device, run in this process on a broker."""

    def __init__(self, broker: FakeBroker, device: LineDevice, secrets: Path) -> None:
        self.broker = broker
        self.device = device
        self.secrets = secrets
        self.rev = 0
        self.runner: AdapterRunner | None = None
        self.task: asyncio.Task[None] | None = None

    def endpoint(self, port: int | None = None) -> dict[str, Any]:
        return {"host": "127.0.0.1", "port": port or self.device.port}

    def configure(
        self, *, limits: dict[str, int] | None = None, safe_writes: list[dict[str, Any]] | None = None, **fields: Any
    ) -> int:
        """Publish a configuration as the gateway does; returns its revision."""
        self.rev += 1
        config = {"endpoints": [self.endpoint()], "interval": 0.05} | fields
        definition = {"id": "plc", "type": "line", "config": config, "limits": limits or {}}
        definition["safe_writes"] = safe_writes or []
        for number, payload in enumerate(split_document(definition, self.rev)):
            self.broker.publish(f"dinrail/plc/config/{number}", payload, qos=1, retain=True)
        return self.rev

    def start(self, adapter: type[Adapter[Any]] = LineAdapter) -> None:
        settings = Settings(self.broker.address, "plc", secrets=self.secrets)
        self.runner = AdapterRunner(adapter, Package.of(LineAdapter).manifest, settings)
        self.task = asyncio.create_task(self.runner.run())

    async def stop(self) -> None:
        if self.runner is not None and self.task is not None:
            self.runner.request_stop()
            await asyncio.wait_for(self.task, 3)

    async def state(self, name: str, reason: str | None = None, *, rev: int | None = None) -> State:
        """Wait until the retained state is this one."""
        return await self.until(
            lambda: (
                (
                    (state := self.shown()) is not None
                    and state.state == name
                    and (reason is None or (state.reason.key if state.reason else "") == reason)
                    and (rev is None or (state.config is not None and state.config.rev == rev))
                    and state
                )
                or None
            )
        )

    def shown(self) -> State | None:
        payload = self.broker.retained.get("dinrail/plc/state")
        return msgspec.json.decode(payload, type=State) if payload else None

    def sample(self, path: str) -> Sample | None:
        payload = self.broker.retained.get(f"smarthome/plc/{path}")
        return decode_sample(payload) if payload else None

    async def sampled(self, path: str, value: Any, quality: str = "good") -> Sample:
        """Wait until the retained sample is this one."""
        return await self.until(
            lambda: ((s := self.sample(path)) is not None and (s.value, s.quality) == (value, quality) and s) or None
        )

    async def until(self, look: Callable[[], Any], timeout: float = 5.0) -> Any:
        """Wait until `look` returns something true, and return it."""
        async with asyncio.timeout(timeout):
            while not (found := look()):  # noqa: ASYNC110 - what is looked at gives no signal
                await asyncio.sleep(0.01)
        return found

    async def reply(self, correlation: bytes) -> dict[str, Any]:
        """Answer to what was asked with this correlation, parts joined."""
        first = await self.broker.wait_for(REPLY, lambda m: m.packet.correlation_data == correlation)
        count = int(dict(first.packet.user_properties).get("part", "1/1").partition("/")[2])
        await self.broker.wait_until(lambda: len(self.replies(correlation)) >= count)
        answer: dict[str, Any] = document(b"".join(self.replies(correlation)))
        return answer

    def replies(self, correlation: bytes) -> list[bytes]:
        return [
            m.payload for m in self.broker.published if m.topic == REPLY and m.packet.correlation_data == correlation
        ]

    async def ask(self, topic: str, payload: bytes, correlation: bytes | None = None, **rest: Any) -> dict[str, Any]:
        """Publish with a response topic and wait for the answer."""
        correlation = correlation or os.urandom(6)
        self.broker.publish(topic, payload, qos=1, response_topic=REPLY, correlation=correlation, **rest)
        return await self.reply(correlation)

    async def set(self, path: str, payload: bytes, correlation: bytes | None = None, **rest: Any) -> dict[str, Any]:
        return await self.ask(f"smarthome/set/plc/{path}", payload, correlation, **rest)

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        return await self.ask(f"dinrail/plc/call/{method}", msgspec.json.encode(params))

    def hold(self, *holds: dict[str, Any]) -> None:
        payload = msgspec.json.encode(holds) if holds else b""
        self.broker.publish("dinrail/plc/hold", payload, qos=1, retain=True)

    def panic(self, level: str | None) -> None:
        self.broker.publish("dinrail/panic", msgspec.json.encode({"level": level}), qos=1, retain=True)


@pytest.fixture
async def device() -> AsyncIterator[LineDevice]:
    device = LineDevice()
    await device.start()
    yield device
    await device.stop()


@pytest.fixture
async def stopped(broker: FakeBroker, device: LineDevice, tmp_path: Path) -> AsyncIterator[Instance]:
    """Not started yet."""
    instance = Instance(broker, device, tmp_path)
    yield instance
    await instance.stop()


@pytest.fixture
async def plc(stopped: Instance) -> Instance:
    """Connected to its device."""
    stopped.configure()
    stopped.start()
    await stopped.state("connected")
    await stopped.sampled("setpoint", 20.0)
    return stopped
