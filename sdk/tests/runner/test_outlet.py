"""What reaches the bus of what an adapter routes."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from dinrail.directory import Point
from dinrail.errors import AddressError


@pytest.fixture
async def pump(bench) -> AsyncIterator[None]:
    task = asyncio.create_task(bench.outlet.run())
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_value_is_published_retained_on_its_topic(bench):
    bench.route("MAIN.fSpeed", 1.5, ts=1_767_500_000_123)
    assert bench.wire.packets == [
        ("smarthome/plc/MAIN/fSpeed", b'{"value":1.5,"ts":1767500000123,"quality":"good"}', 0, True)
    ]


async def test_a_source_below_the_instance_and_slashes_name_the_same_point(bench):
    bench.route("voltage", 1, source="plc.bms_001")
    bench.route("bms_001/voltage", 2)
    assert bench.wire.topics() == ["smarthome/plc/bms_001/voltage"] * 2


async def test_an_unchanged_value_is_not_published_again(bench):
    bench.route("a", 1)
    bench.route("a", 1)
    bench.route("a", 2)
    assert bench.wire.values() == [1, 2]


async def test_true_and_one_are_different_values(bench):
    bench.route("a", 1)
    bench.route("a", True)
    assert bench.wire.values() == [1, True]


async def test_a_change_of_quality_or_reason_is_published(bench):
    bench.route("a", 1)
    bench.route("a", 1, quality="bad", reason="timeout")
    bench.route("a", 1, quality="bad", reason="crc")
    assert [(s.quality, s.why) for s in bench.wire.samples()] == [("good", ""), ("bad", "timeout"), ("bad", "crc")]


async def test_not_a_number_becomes_null_and_bad(bench):
    bench.route("a", float("nan"))
    (sample,) = bench.wire.samples()
    assert (sample.value, sample.quality, sample.why) == (None, "bad", "not_a_number")


async def test_bad_without_a_reason_gets_one(bench):
    bench.route("a", 1, quality="bad")
    assert bench.wire.samples()[0].why == "unspecified"


async def test_a_dead_band_holds_back_what_moves_within_it(bench):
    bench.list(Point("a", "REAL"), a=0.5)
    for value in (10.0, 10.5, 9.5, 10.6, 10.2, 11.2):
        bench.route("a", value)
    assert bench.wire.values() == [10.0, 10.6, 11.2]


async def test_a_dead_band_never_hides_a_change_of_quality(bench):
    bench.list(Point("a", "REAL"), a=0.5)
    bench.route("a", 10.0)
    bench.route("a", 10.1, quality="uncertain", reason="old")
    assert [s.quality for s in bench.wire.samples()] == ["good", "uncertain"]


@pytest.mark.usefixtures("pump")
async def test_over_the_limit_the_latest_value_per_point_wins_and_the_rest_is_counted(bench, clock):
    bench.outlet.limit(10)  # paced at 8 per second
    for number in range(8):
        bench.route(f"burst_{number}", 0)
    for value in range(100):
        bench.route("a", value)
    await clock.advance(1)
    assert bench.wire.values("plc/a") == [99]
    assert bench.counters.counts["merged"] == 99


@pytest.mark.usefixtures("pump")
async def test_a_flood_stays_below_four_fifths_of_the_limit(bench, clock):
    bench.outlet.limit(100)
    for turn in range(100):
        for number in range(40):
            bench.route(f"p{number}", turn)
        await clock.advance(0.1)
    assert 80 * 10 * 0.9 <= len(bench.wire.packets) <= 80 * 10 + 80


@pytest.mark.usefixtures("pump")
async def test_every_point_gets_its_turn_in_a_flood(bench, clock):
    bench.outlet.limit(50)
    for turn in range(50):
        for number in range(40):
            bench.route(f"p{number}", turn)
        await clock.advance(0.1)
    sent = [bench.wire.topics().count(f"smarthome/plc/p{number}") for number in range(40)]
    assert min(sent) >= 3


@pytest.mark.usefixtures("pump")
async def test_refresh_sends_unchanged_points_once_per_refresh_time_spread_out(bench, clock):
    points = [Point(f"p{number}", "INT", refresh=10) for number in range(100)]
    bench.list(*points)
    for point in points:
        bench.route(point.path, 1)
    bench.wire.packets.clear()
    per_second = []
    for _ in range(20):
        before = len(bench.wire.packets)
        for point in points:
            bench.route(point.path, 1)
        await clock.advance(1)
        per_second.append(len(bench.wire.packets) - before)
    assert max(per_second) <= 12
    assert sorted(set(bench.wire.topics())) == sorted(f"smarthome/plc/p{number}" for number in range(100))
    assert 140 <= sum(per_second) <= 200


@pytest.mark.usefixtures("pump")
async def test_refresh_carries_the_time_of_the_last_read(bench, clock):
    bench.list(Point("a", "INT", refresh=10))
    bench.route("a", 1, ts=1_767_500_000_000)
    bench.route("a", 1, ts=1_767_500_009_000)
    await clock.advance(11)
    assert [s.ts for s in bench.wire.samples()] == [1_767_500_000_000, 1_767_500_009_000]


@pytest.mark.usefixtures("pump")
async def test_refresh_does_not_revive_a_point_nobody_reads(bench, clock):
    bench.list(Point("a", "INT", refresh=10))
    bench.route("a", 1, ts=1_767_500_000_000)
    await clock.advance(60)
    assert len(bench.wire.packets) == 1


@pytest.mark.usefixtures("pump")
async def test_a_lost_device_makes_every_point_bad_and_keeps_value_and_time(bench, clock):
    bench.list(Point("a", "INT"), Point("never_read", "INT"))
    bench.route("a", 7, ts=1_767_500_000_000)
    bench.outlet.spoil("not_connected")
    await clock.advance(1)
    lost = dict(zip(bench.wire.topics()[1:], bench.wire.samples()[1:], strict=True))
    assert (lost["smarthome/plc/a"].value, lost["smarthome/plc/a"].ts) == (7, 1_767_500_000_000)
    assert lost["smarthome/plc/never_read"].value is None
    assert {(s.quality, s.why) for s in lost.values()} == {("bad", "not_connected")}


async def test_the_same_value_after_a_loss_is_good_again(bench):
    bench.route("a", 7)
    bench.outlet.spoil("timeout")
    bench.route("a", 7)
    assert [s.quality for s in bench.wire.samples()] == ["good", "bad", "good"]


@pytest.mark.usefixtures("pump")
async def test_a_new_broker_session_gets_everything_again_paced(bench, clock):
    bench.outlet.limit(100)
    for number in range(200):
        bench.route(f"p{number}", number)
        await clock.advance(0.02)
    bench.wire.packets.clear()
    bench.outlet.offline()
    bench.route("p3", 1000)
    await clock.advance(5)
    assert bench.wire.packets == []
    bench.outlet.online()
    await clock.advance(0.5)
    assert len(bench.wire.packets) <= 80 + 40
    await clock.advance(3)
    assert len(bench.wire.packets) == 200
    assert bench.wire.values("plc/p3") == [1000]


@pytest.mark.usefixtures("pump")
async def test_a_full_bus_loses_nothing(bench, clock):
    bench.wire.open = False
    bench.route("a", 1)
    await clock.advance(1)
    bench.wire.open = True
    await clock.advance(1)
    assert bench.wire.values() == [1]


@pytest.mark.usefixtures("pump")
async def test_points_that_vanish_are_cleared_even_when_the_broker_is_away(bench, clock):
    bench.list(Point("a", "INT"), Point("b", "INT"))
    bench.route("a", 1)
    bench.outlet.offline()
    bench.list(Point("b", "INT"), gone=("a",))
    await clock.advance(1)
    bench.outlet.online()
    await clock.advance(1)
    assert bench.wire.packets[-1] == ("smarthome/plc/a", b"", 1, True)
    assert bench.outlet.latest("a") is None


@pytest.mark.usefixtures("pump")
async def test_a_point_that_comes_back_is_published_again(bench, clock):
    bench.list(Point("a", "INT"))
    bench.route("a", 1)
    bench.list(gone=("a",))
    bench.list(Point("a", "INT"))
    bench.route("a", 1)
    await clock.advance(1)
    assert bench.wire.packets[-1][1] != b""
    assert bench.outlet.latest("a").value == 1


async def test_what_is_no_scalar_is_dropped_counted_and_reported(bench):
    bench.route("a", [1, 2])
    assert bench.wire.packets == []
    assert bench.counters.counts["dropped"] == 1
    assert isinstance(bench.complaints[0][0], TypeError)


@pytest.mark.parametrize(("source", "tag"), [("other", "a"), ("plcx", "a"), ("plc", ""), ("plc", "a..b"), ("plc", "+")])
async def test_what_is_no_address_of_the_instance_is_dropped_counted_and_reported(bench, source, tag):
    bench.route(tag, 1, source=source)
    assert bench.wire.packets == []
    assert isinstance(bench.complaints[0][0], AddressError)


async def test_a_text_too_long_for_the_broker_becomes_a_bad_sample(bench):
    bench.route("a", "x" * 300_000)
    (sample,) = bench.wire.samples()
    assert (sample.value, sample.quality, sample.why) == (None, "bad", "value_too_large")


async def test_tags_without_end_do_not_fill_the_memory(bench):
    for number in range(6000):
        bench.route(f"t{number}", number)
    assert bench.counters.counts["dropped"] >= 900


async def test_a_jump_of_the_wall_clock_does_not_stop_the_refresh(bench, clock):
    bench.list(Point("a", "INT", refresh=10))
    bench.route("a", 1)
    task = asyncio.create_task(bench.outlet.run())
    clock.jump(-3600)
    bench.route("a", 1)
    await clock.advance(11)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert len(bench.wire.packets) == 2
