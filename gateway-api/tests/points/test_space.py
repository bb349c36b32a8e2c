"""The data space over a broker."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
import pytest

from dinrail.bus import Bus
from dinrail.directory import Point
from dinrail.names import Topics
from dinrail.sample import Sample, encode_sample
from dinrail.testing import FakeBroker, FakeClock
from dinrail_gateway.points import space as space_module
from dinrail_gateway.points.directory import Directories
from dinrail_gateway.points.service import PointService
from dinrail_gateway.points.space import DataSpace
from dinrail_gateway.testing.puppet import Puppet
from dinrail_gateway.testing.waiting import until


class Rig:
    """A data space that listens, and what a test plays on the bus."""

    def __init__(self, broker: FakeBroker, bus: Bus, clock: FakeClock) -> None:
        self.broker = broker
        self.clock = clock
        self.space = DataSpace(bus, Topics(), clock)
        self.directories = Directories(bus, self.space)
        self.points = PointService(self.space, status_of=lambda _: "running", clock=clock)

    def publish(self, topic: str, payload: bytes) -> None:
        self.broker.publish(topic, payload, retain=True)

    def sample(self, path: str, value: float, ts: int | None = None) -> None:
        sample = Sample(value, self.clock.now_ms() if ts is None else ts)
        self.publish(f"smarthome/{path}", encode_sample(sample))

    async def seen(self, address: str) -> None:
        await until(lambda: self.space.get(address) is not None)


def addresses(rig: Rig) -> list[str]:
    return [entry.address for entry in rig.space.ordered()]


@pytest.fixture
async def rig(broker: FakeBroker, clock: FakeClock) -> AsyncIterator[Rig]:
    bus = Bus(broker.address, client_id="gateway")
    made = Rig(broker, bus, clock)
    bus.start()
    await broker.wait_for_subscription("gateway", "dinrail/+/points/+")
    yield made
    await bus.stop()


async def test_the_latest_sample_of_each_point_is_known(rig: Rig) -> None:
    rig.sample("plc/MAIN/x", 1.0)
    rig.sample("plc/MAIN/x", 2.0)
    rig.sample("plc/MAIN/y", 3.0)
    await rig.seen("plc.MAIN.y")

    assert [rig.points.view(rig.points.find(address))["value"] for address in ("plc.MAIN.x", "plc/MAIN/y")] == [
        2.0,
        3.0,
    ]
    assert rig.space.families()["plc"].received == 3


@pytest.mark.parametrize(
    "payload",
    [
        b"not json",
        b"\xff\xfe",
        b"{}",
        b"[1]",
        b'{"value": {"a": 1}, "ts": 1}',
        b'{"value": 1, "ts": "now"}',
        b'{"value": 1, "ts": 1, "quality": "superb"}',
        b'{"value": ' + b"[" * 10_000,
        b'{"value": "' + b"x" * 8200 + b'", "ts": 1}',
        b'{"value": ' + b"9" * 5000 + b', "ts": 1}',
    ],
)
async def test_a_malformed_sample_is_dropped_and_counted_and_the_last_good_one_stays(rig: Rig, payload: bytes) -> None:
    rig.sample("plc/x", 1.0)
    rig.publish("smarthome/plc/x", payload)
    rig.publish("smarthome/plc/other", payload)
    rig.sample("plc/last", 1.0)
    await rig.seen("plc.last")

    assert rig.points.view(rig.points.find("plc.x"))["value"] == 1.0
    assert rig.space.get("plc.other") is None
    assert rig.space.families()["plc"].malformed == 2


@pytest.mark.parametrize(
    "topic", ["smarthome", "smarthome/plc", "smarthome/plc//x", "smarthome/plc/a.b", "smarthome/plc/%zz"]
)
async def test_topics_that_are_no_address_are_left_alone(rig: Rig, topic: str) -> None:
    rig.publish(topic, encode_sample(Sample(1, 1)))
    rig.sample("plc/last", 1.0)
    await rig.seen("plc.last")

    assert addresses(rig) == ["plc.last"]


async def test_a_cleared_topic_takes_its_point_away(rig: Rig) -> None:
    rig.sample("plc/x", 1.0)
    await rig.seen("plc.x")
    rig.publish("smarthome/plc/x", b"")

    await until(lambda: rig.space.get("plc.x") is None)

    assert len(rig.space.tree) == 0
    assert addresses(rig) == []


async def test_a_point_of_the_directory_stays_when_its_sample_is_cleared(rig: Rig) -> None:
    async with Puppet(rig.broker.address, "plc") as plc:
        await plc.directory(Point("x", "REAL", unit="V", description="Battery voltage"))
        await plc.sample("x", 1.0)
    await until(lambda: (entry := rig.space.get("plc.x")) and entry.sample)

    rig.publish("smarthome/plc/x", b"")
    await until(lambda: (entry := rig.space.get("plc.x")) and not entry.sample)

    view = rig.points.view(rig.points.find("plc.x"))
    assert (view["unit"], view["value"], view["quality"], view["reason"]) == ("V", None, "bad", "no_sample")


async def test_a_new_directory_replaces_the_old_one(rig: Rig) -> None:
    async with Puppet(rig.broker.address, "plc") as plc:
        await plc.directory(Point("x", "REAL", refresh=5), Point("y", "INT"))
        await rig.seen("plc.y")
        assert rig.directories.refresh_of("plc") == 5

        await plc.directory(Point("y", "DINT"), Point("z", "INT"))
        await rig.seen("plc.z")

    assert addresses(rig) == ["plc.y", "plc.z"]
    assert rig.points.view(rig.points.find("plc.y"))["type"] == "DINT"


async def test_a_directory_that_cannot_be_read_is_counted(rig: Rig) -> None:
    rig.publish("dinrail/plc/points/0", b"garbage")
    rig.publish("dinrail/plc/points/0", msgspec.json.encode({"rev": 1, "part": 0, "parts": 1, "data": '[{"path": 1}]'}))
    bad_path = '[{"path": "a..b", "type": "REAL"}, {"path": "ok", "type": "REAL"}]'
    rig.publish("dinrail/plc/points/0", msgspec.json.encode({"rev": 2, "part": 0, "parts": 1, "data": bad_path}))
    await rig.seen("plc.ok")

    assert rig.directories.malformed == {"plc": 3}


async def test_retained_commands_are_cleared_live_and_stored(rig: Rig) -> None:
    rig.publish("smarthome/set/plc/x", b"1")

    await until(lambda: "smarthome/set/plc/x" not in rig.broker.retained)

    assert rig.space.cleared_writes == 1
    assert addresses(rig) == []


async def test_ordinary_commands_are_left_alone(rig: Rig) -> None:
    rig.broker.publish("smarthome/set/plc/x", b"1")
    rig.sample("plc/last", 1.0)
    await rig.seen("plc.last")

    assert rig.space.cleared_writes == 0


async def test_times_from_the_future_and_from_1970_become_the_time_of_receipt(rig: Rig) -> None:
    rig.sample("plc/future", 1.0, rig.clock.now_ms() + 3_600_000)
    rig.sample("plc/past", 1.0, 5)
    await rig.seen("plc.past")

    views = [rig.points.view(rig.points.find(f"plc.{path}")) for path in ("future", "past")]
    assert [view["ts"] for view in views] == [rig.clock.now_ms()] * 2


async def test_a_sample_goes_stale_after_three_refreshes_on_the_monotonic_clock(rig: Rig) -> None:
    rig.sample("plc/x", 1.0)
    await rig.seen("plc.x")
    entry = rig.points.find("plc.x")

    rig.clock.jump(3600)
    assert rig.points.quality(entry) == ("good", "")
    await rig.clock.advance(179)
    assert rig.points.quality(entry) == ("good", "")
    await rig.clock.advance(1)
    assert rig.points.quality(entry) == ("bad", "stale")


async def test_points_beyond_the_bound_are_counted_not_kept(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(space_module, "MAX_POINTS", 3)
    for number in range(10):
        rig.sample(f"plc/x{number}", 1.0)
    await until(lambda: "plc" in rig.space.families() and rig.space.families()["plc"].over_budget == 7)

    assert len(addresses(rig)) == 3


async def test_one_instance_cannot_take_the_room_of_the_others(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(space_module, "MAX_POINTS_EACH", 3)
    for number in range(10):
        rig.sample(f"loud/x{number}", 1.0)
    rig.sample("plc/x", 1.0)
    await rig.seen("plc.x")

    assert addresses(rig) == ["loud.x0", "loud.x1", "loud.x2", "plc.x"]
    assert rig.space.families()["loud"].over_budget == 7


async def test_the_bytes_of_one_instance_are_bounded_and_given_back(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(space_module, "MAX_BYTES_EACH", 1000)
    text = encode_sample(Sample("x" * 400, rig.clock.now_ms()))
    for name in ("a", "b", "c", "b"):
        rig.publish(f"smarthome/loud/{name}", text)
    rig.publish("smarthome/loud/a", b"")
    rig.publish("smarthome/loud/d", text)
    rig.sample("plc/x", 1.0)
    await rig.seen("plc.x")

    assert addresses(rig) == ["loud.b", "loud.d", "plc.x"]
    assert rig.space.families()["loud"].over_budget == 1
    assert rig.space.families()["loud"].size == 2 * len(text)
