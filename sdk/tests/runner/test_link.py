"""The link to the device, on a clock turned by hand."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from dinrail import Adapter
from dinrail.errors import NotConnected, ProtocolError
from dinrail.runner.context import SilentContext
from dinrail.runner.link import Backoff, Link
from line_adapter.adapter import LineAdapter


class Scripted(Adapter[list[str]]):
    """`config` are its endpoints; what happens on each is in `script`: an error, or None for a good link."""

    connect_timeout = 0.05

    def __init__(self, config, context):
        super().__init__(config, context)
        self.script: dict[str, BaseException | None] = {}
        self.tried: list[str] = []
        self.lost = asyncio.Event()
        self.closed = 0

    @classmethod
    def endpoints(cls, config):
        return config

    async def connect(self, endpoint):
        self.tried.append(endpoint)
        if endpoint == "hangs":
            await asyncio.sleep(60)
        error = self.script.get(endpoint)
        if error is not None:
            raise error

    async def run(self):
        self.lost.clear()
        await self.lost.wait()
        raise NotConnected("gone")

    async def close(self):
        self.closed += 1


class Bed:
    def __init__(self, clock, endpoints) -> None:
        self.shown: list[tuple[str, str]] = []
        self.complaints: list[BaseException] = []
        self.adapter = Scripted(endpoints, SilentContext("plc", clock=clock))
        self.link = Link(
            self.adapter,
            clock=clock,
            changed=self._changed,
            opened=lambda: None,
            complain=lambda error, _what: self.complaints.append(error),
        )
        self.task = asyncio.create_task(self.link.run())

    def _changed(self) -> None:
        self.shown.append((self.link.state, self.link.reason.key if self.link.reason else ""))


@pytest.fixture
async def bed(clock) -> AsyncIterator:
    beds: list[Bed] = []

    def make(*endpoints: str) -> Bed:
        beds.append(Bed(clock, list(endpoints)))
        return beds[-1]

    yield make
    for made in beds:
        made.task.cancel()
    await asyncio.gather(*(made.task for made in beds), return_exceptions=True)


async def test_attempts_become_rarer_up_to_half_a_minute(bed, clock):
    made = bed("a")
    made.adapter.script["a"] = NotConnected("no route")
    await clock.advance(60)
    first_minute = len(made.adapter.tried)
    await clock.advance(300)
    assert 6 <= first_minute <= 9
    assert 9 <= len(made.adapter.tried) - first_minute <= 14


async def test_waits_are_jittered_but_never_longer_than_promised():
    waits = [[backoff.delay() for _ in range(9)] for backoff in (Backoff() for _ in range(200))]
    for turn, longest in enumerate((0.5, 1, 2, 4, 8, 16, 30, 30, 30)):
        seen = [wait[turn] for wait in waits]
        assert longest * 0.75 <= min(seen) < max(seen) <= longest


async def test_an_adapter_may_be_tried_more_often():
    backoff = Backoff(5)
    assert max(backoff.delay() for _ in range(50)) <= 5


async def test_endpoints_are_tried_in_order_without_a_pause_between_them(bed, clock):
    made = bed("a", "b", "c")
    made.adapter.script = {"a": NotConnected("a"), "b": ProtocolError("b"), "c": None}
    await clock.advance(0)
    assert made.adapter.tried == ["a", "b", "c"]
    assert made.shown == [("disconnected", "not_connected"), ("disconnected", "protocol_error"), ("connected", "")]


async def test_a_lost_link_goes_to_the_next_endpoint(bed, clock):
    made = bed("a", "b")
    await clock.advance(1)
    made.adapter.lost.set()
    await clock.advance(0)
    assert made.adapter.tried == ["a", "b"]
    assert made.adapter.closed == 1
    assert made.link.connected


async def test_a_link_that_lasted_is_tried_again_soon(bed, clock):
    made = bed("a")
    made.adapter.script["a"] = NotConnected("no route")
    await clock.advance(60)
    made.adapter.script["a"] = None
    await clock.advance(40)
    made.adapter.lost.set()
    await clock.advance(0.5)
    assert made.link.connected
    assert made.shown[-2:] == [("disconnected", "not_connected"), ("connected", "")]


async def test_a_link_that_flaps_is_tried_ever_more_rarely(bed, clock):
    made = bed("a")
    for _ in range(300):
        await clock.advance(0.2)
        made.adapter.lost.set()
    assert len(made.adapter.tried) <= 10


async def test_a_connect_that_hangs_ends_at_its_time_limit(bed, clock):
    made = bed("hangs", "b")
    await asyncio.sleep(0.1)
    await clock.advance(0)
    assert made.shown == [("disconnected", "connect_timeout"), ("connected", "")]


async def test_an_unexpected_exception_is_reported_and_treated_like_a_lost_device(bed, clock):
    made = bed("a")
    made.adapter.script["a"] = KeyError("a bug")
    await clock.advance(0)
    assert isinstance(made.complaints[0], KeyError)
    assert made.shown == [("disconnected", "adapter_failed")]
    made.adapter.script["a"] = None
    await clock.advance(1)
    assert made.link.connected


async def test_endpoints_that_turn_empty_are_an_error_of_the_configuration(bed, clock):
    made = bed("a")
    await clock.advance(1)
    made.adapter.config.clear()
    made.adapter.lost.set()
    await clock.advance(60)
    assert made.shown[-1] == ("error", "endpoints_empty")
    assert not made.task.done()


class Clinging(LineAdapter):
    """Swallows the first cancellation, as asyncio.wait_for does before Python 3.12."""

    async def poll(self):
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
        await super().poll()


async def test_an_adapter_that_swallows_a_cancellation_is_stopped_all_the_same(stopped, device):
    stopped.configure()
    stopped.start(Clinging)
    await stopped.state("connected")
    stopped.panic("all")
    await stopped.state("panic")
    await stopped.until(lambda: device.lines == 0)
