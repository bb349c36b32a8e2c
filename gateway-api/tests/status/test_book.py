"""Statuses follow the bus, the engine and time, and are published."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import msgspec
import pytest

from dinrail.bus import Bus
from dinrail.documents import AppliedConfig, Status, StatusName
from dinrail.reason import Reason
from dinrail.testing import FakeBroker, FakeClock
from dinrail_gateway.runtime.interface import Observation
from dinrail_gateway.status.fleet import Fleet
from dinrail_gateway.status.schemas import StatusView
from dinrail_gateway.status.service import StatusBook, Subject
from dinrail_gateway.testing.puppet import Puppet
from dinrail_gateway.testing.seam import PlayedSupervisor
from dinrail_gateway.testing.waiting import until


class Rig:
    """A status book over a broker, a played supervisor and a clock turned by hand."""

    def __init__(self, broker: FakeBroker, clock: FakeClock) -> None:
        self.broker = broker
        self.clock = clock
        self.bus = Bus(broker.address, client_id="gateway")
        self.supervisor = PlayedSupervisor()
        self.fleet = Fleet(self.bus, clock)
        self.book = StatusBook(self.bus, self.fleet, self.supervisor, refresh_of=lambda _: 60.0, clock=clock)
        self.told: list[tuple[str, StatusView]] = []
        self.book.on_change(lambda instance, view: self.told.append((instance, view)))

    def configure(self, *, enabled: bool = True, revision: int = 7) -> None:
        self.supervisor.say(Observation(instance="plc", container="running" if enabled else "absent"))
        self.book.configure({"plc": Subject(enabled, "docker", revision)})

    async def becomes(self, name: StatusName, fits: Callable[[StatusView], bool] = bool) -> StatusView:
        await until(lambda: self.book.view("plc")["status"] == name and fits(self.book.view("plc")))
        return self.book.view("plc")

    def published(self) -> Status:
        return msgspec.json.decode(self.broker.retained["dinrail/plc/status"], type=Status)

    def puppet(self) -> Puppet:
        return Puppet(self.broker.address, "plc", clock=self.clock)


@pytest.fixture
async def rig(broker: FakeBroker, clock: FakeClock) -> AsyncIterator[Rig]:
    made = Rig(broker, clock)
    made.bus.start()
    await made.bus.connected()
    made.book.start()
    yield made
    await made.book.stop()
    await made.bus.stop()


async def test_a_status_is_published_retained_with_reason_and_since(rig: Rig) -> None:
    rig.configure()
    async with rig.puppet() as plc:
        await plc.say("connected")
        await rig.becomes("running")
        await until(lambda: rig.published().status == "running")

        published = rig.published()
        assert published.reason == Reason("delivering", {}, "running and delivering")
        assert published.since == rig.clock.now_ms()


async def test_silence_and_its_end(rig: Rig) -> None:
    rig.configure()
    async with rig.puppet() as plc:
        await plc.say("connected")
        polled = rig.clock.now_ms()
        for _ in range(37):
            await rig.clock.advance(5)
            await plc.pulse(last_poll=polled)
        assert (await rig.becomes("silent"))["last_poll"] == polled

        await plc.pulse()
        await rig.becomes("running")


async def test_lost_pulses_override_running_and_come_back(rig: Rig) -> None:
    rig.configure()
    async with rig.puppet() as plc:
        await plc.say("connected")
        await plc.pulse()
        await rig.becomes("running")

        await rig.clock.advance(16.5)
        shown = await rig.becomes("error")
        assert shown["reason"]
        assert shown["reason"]["key"] == "no_pulse"

        await plc.pulse()
        await rig.becomes("running")


@pytest.mark.parametrize("jump", [3600.0, -3600.0, 50 * 365 * 86400.0])
async def test_a_step_of_the_wall_clock_changes_no_status(rig: Rig, jump: float) -> None:
    rig.configure()
    async with rig.puppet() as plc:
        await plc.say("connected")
        await plc.pulse()
        await rig.becomes("running")
        rig.told.clear()

        rig.clock.jump(jump)
        await rig.clock.advance(3)

        assert rig.told == []


async def test_what_changes_nothing_is_not_published_again(rig: Rig) -> None:
    rig.configure()
    async with rig.puppet() as plc:
        await plc.say("connected")
        await rig.becomes("running")
        await until(lambda: rig.published().status == "running")
        rig.broker.published.clear()

        for _ in range(5):
            await rig.clock.advance(5)
            await plc.pulse()
        await rig.becomes("running", lambda view: view["last_poll"] == rig.clock.now_ms())

    assert not [message for message in rig.broker.published if message.topic.endswith("/status")]


async def test_the_engine_is_heard(rig: Rig) -> None:
    rig.configure()

    rig.supervisor.say(Observation(instance="plc", container="exited", failed=True, restarts=5))

    shown = await rig.becomes("failed")
    assert shown["reason"] == {"key": "crash_loop", "params": {"restarts": 5}, "message": "died again and again"}


async def test_a_refused_configuration_is_shown_for_the_present_revision_only(rig: Rig) -> None:
    rig.configure(revision=8)
    async with rig.puppet() as plc:
        await plc.say("connected", config=AppliedConfig(6, 7, Reason("old")))
        assert (await rig.becomes("running"))["config_rejected"] is None

        await plc.say("connected", config=AppliedConfig(6, 8, Reason("config_invalid", {"path": "/x"})))
        shown = await rig.becomes("running", lambda view: view["config_rejected"] is not None)

    assert shown["config_rejected"] == {"key": "config_invalid", "params": {"path": "/x"}, "message": ""}


async def test_a_restarted_gateway_keeps_since_when(rig: Rig, broker: FakeBroker) -> None:
    left = msgspec.json.encode(Status("stopped", 1000, Reason("disabled"), 900))
    broker.publish("dinrail/plc/status", left, retain=True)
    await until(lambda: rig.fleet.vitals("plc").left_status is not None)

    rig.configure(enabled=False)

    assert rig.book.view("plc")["since"] == 900


async def test_a_broker_that_comes_back_empty_gets_every_status_again(rig: Rig) -> None:
    rig.configure()
    await until(lambda: "dinrail/plc/status" in rig.broker.retained)

    await rig.broker.restart(keep_retained=False)

    await until(lambda: "dinrail/plc/status" in rig.broker.retained, 15)


async def test_without_a_broker_the_status_says_so_and_recovers(rig: Rig) -> None:
    rig.configure()
    async with rig.puppet() as plc:
        await plc.say("connected")
        await plc.pulse()
        await rig.becomes("running")

        await rig.broker.kill(keep_retained=True)
        await until(lambda: not rig.bus.is_connected)
        await rig.clock.advance(1)
        assert rig.book.view("plc")["status"] == "running"
        await rig.clock.advance(2)
        shown = await rig.becomes("error")
        assert shown["reason"]
        assert shown["reason"]["key"].startswith("broker")

        await rig.clock.advance(60)
        await rig.broker.restart()
        await until(lambda: rig.bus.is_connected, 15)
        await rig.becomes("running")


async def test_words_that_cannot_be_read_are_counted(rig: Rig) -> None:
    rig.configure()
    for topic, payload in (
        ("state", b"{"),
        ("state", b'{"state": "fine", "ts": 1}'),
        ("pulse", b"\xff"),
        ("status", b"x"),
    ):
        rig.broker.publish(f"dinrail/plc/{topic}", payload)

    await until(lambda: rig.fleet.malformed.get("plc") == 4)


async def test_calculated_points_share_the_fate_of_the_router(rig: Rig) -> None:
    assert rig.book.name_of("calc") is None
    async with Puppet(rig.broker.address, "router") as router:
        await router.say("connected")
        await until(lambda: rig.book.name_of("calc") == "running")
        await router.say("lost")
        await until(lambda: rig.book.name_of("calc") == "error")
