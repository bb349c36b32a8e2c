"""An engine on a broker, with instances around it that tests speak for."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import msgspec
import pytest
from hypothesis import settings

from dinrail.bus import Bus
from dinrail.names import Topics
from dinrail.sample import Sample
from dinrail.testing import FakeBroker, FakeClock, Published
from dinrail_router.compiler import compile_routes
from dinrail_router.engine import Engine
from dinrail_router.tally import TallyView

# A loaded machine is no finding.
settings.register_profile("router", deadline=None)
settings.load_profile("router")


class Rig:
    """`load` routes, `say` samples, look at what came of it. The clock stands still; `plc` and `mqtt` take writes."""

    def __init__(self, broker: FakeBroker, clock: FakeClock) -> None:
        self.broker = broker
        self.clock = clock
        self.bus = Bus(broker.address, client_id="router", clock=clock)
        self.directory_changes = 0
        self.engine = Engine(self.bus, Topics(), clock, self._count_change)

    async def load(self, *routes: dict[str, Any], **file: Any) -> None:
        """Put routes in force and wait until the broker knows the subscriptions; `file` are its other fields."""
        compiled = await asyncio.to_thread(compile_routes, json.dumps({**file, "routes": routes}).encode())
        assert [finding.sentence for finding in compiled.errors] == []
        self.engine.swap(compiled.plans, compiled.sources)
        for instance, source in self.engine.sources.items():
            if not source.suspended:
                await self.broker.wait_for_subscription("router", f"smarthome/{instance}/#")
        await asyncio.sleep(0.01)

    def say(self, address: str, value: Any, *, age: float = 0, **fields: Any) -> None:
        """An instance publishes a sample, `age` seconds old."""
        sample = {"value": value, "ts": self.clock.now_ms() - round(age * 1000), "quality": "good", **fields}
        self.raw(address, json.dumps(sample).encode())

    def raw(self, address: str, payload: bytes) -> None:
        """An instance publishes anything on its topic."""
        self.broker.publish("smarthome/" + address.replace(".", "/"), payload, retain=True)

    def status(self, instance: str, status: str) -> None:
        """The gateway says how an instance is."""
        payload = json.dumps({"status": status, "ts": 1}).encode()
        self.broker.publish(f"dinrail/{instance}/status", payload, qos=1, retain=True)

    async def heard(self, instance: str, messages: int) -> None:
        """Until the router has taken that many messages of a source."""
        await until(lambda: self.engine.sources[instance].tally.received >= messages)

    async def settled(self, label: str = "1") -> None:
        """Until nothing of a route waits for the broker."""
        await until(lambda: self.counted(label).pending == 0)

    def counted(self, label: str = "1") -> TallyView:
        """Counters of a route; they always add up."""
        (route,) = (route for route in self.engine.table.routes if route.plan.label == label)
        view = route.tally.view()
        assert view.balanced
        return view

    def source(self, instance: str) -> TallyView:
        """Counters of a source; they always add up."""
        view = self.engine.sources[instance].tally.view()
        assert view.balanced
        return view

    async def sent(self, address: str, count: int = 1) -> list[Any]:
        """Values of the first `count` write requests to a point."""
        topic = "smarthome/set/" + address.replace(".", "/")
        await until(lambda: len(self.requests(topic)) >= count)
        return [json.loads(each.payload)["value"] for each in self.requests(topic)]

    def requests(self, topic: str = "") -> list[Published]:
        """Write requests so far, to a topic or to any."""
        return [
            each
            for each in self.broker.published
            if each.topic.startswith("smarthome/set/") and topic in ("", each.topic)
        ]

    async def calculated(self, address: str, value: Any, quality: str = "good") -> Sample:
        """Until a calculated point shows that."""
        await until(
            lambda: (sample := self.shown(address)) is not None and (sample.value, sample.quality) == (value, quality)
        )
        sample = self.shown(address)
        assert sample is not None
        return sample

    def shown(self, address: str) -> Sample | None:
        """What lies on the broker for a point."""
        payload = self.broker.retained.get("smarthome/" + address.replace(".", "/"))
        return msgspec.json.decode(payload, type=Sample) if payload else None

    def _count_change(self) -> None:
        self.directory_changes += 1


async def until(condition: Callable[[], bool], timeout: float = 5.0) -> None:
    """Wait in real time until something holds."""
    async with asyncio.timeout(timeout):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.002)


@pytest.fixture(name="until")
def until_() -> Callable[..., Any]:
    return until


@pytest.fixture
async def rig(broker: FakeBroker, clock: FakeClock) -> AsyncIterator[Rig]:
    rig = Rig(broker, clock)
    takers = [Bus(broker.address, client_id=name) for name in ("plc", "mqtt")]
    for taker, name in zip(takers, ("plc", "mqtt"), strict=True):
        taker.subscribe(f"smarthome/set/{name}/#", lambda packet: None, qos=1)
        taker.start()
        await broker.wait_for_subscription(name, f"smarthome/set/{name}/#")
    rig.engine.breakers.listen()
    rig.bus.start()
    await rig.bus.connected()
    duties = [asyncio.create_task(duty) for duty in (rig.engine.timers.run(), rig.engine.breakers.run())]
    yield rig
    for duty in duties:
        duty.cancel()
    rig.engine.stop()
    await asyncio.gather(rig.bus.stop(0.2), *(taker.stop(0.2) for taker in takers))
