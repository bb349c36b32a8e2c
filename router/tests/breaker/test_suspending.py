"""A source that floods is not read any more, its neighbours notice nothing, and the bus is told why."""

import asyncio
import json

import msgspec
import pytest

from dinrail.breaker import Breaker, LoudTopic

TOPIC = "dinrail/router/breaker/bt"
ROUTES = ({"from": "bt.*", "to": ["calc.{1}", "plc.{1}"], "transform": "on_change"}, {"from": "plc.a", "to": "mqtt.a"})
LIMITED = {"bt": {"rate": 10}}


def told(rig, source="bt"):
    """The document that lies on the broker."""
    payload = rig.broker.retained.get(f"dinrail/router/breaker/{source}")
    return msgspec.json.decode(payload, type=Breaker) if payload else None


async def shows(rig, until, state, source="bt"):
    await until(lambda: (told(rig, source).state if told(rig, source) else "") == state)
    return told(rig, source)


def flood(rig, count=40, address="bt.a", live=True):
    """Messages as a careless program sends them: not retained, so that nothing of them stays."""
    for value in range(count):
        sample = json.dumps({"value": value, "ts": rig.clock.now_ms(), "quality": "good"}).encode()
        rig.broker.publish("smarthome/" + address.replace(".", "/"), sample, retain=not live)


def reading(rig, source="bt"):
    return f"smarthome/{source}/#" in rig.broker.subscriptions("router")


@pytest.fixture
async def tripped(rig, until):
    await rig.load(*ROUTES, sources=LIMITED)
    rig.say("bt.quiet", 7)
    await rig.calculated("calc.quiet", 7)
    flood(rig)
    await shows(rig, until, "open")
    return rig


async def test_a_flood_opens_the_breaker_with_evidence_and_costs_the_router_nothing_more(tripped, until, caplog):
    document = told(tripped)
    now = tripped.clock.now_ms()
    assert (document.limit, document.topics, document.trips) == (10, [LoudTopic("smarthome/bt/a", 11)], 1)
    assert (document.since, document.last_activity, document.retry_at) == (now, now, None)
    assert document.rate > 10
    await until(lambda: not reading(tripped))
    await tripped.heard("bt", 41)
    source = tripped.source("bt")
    assert (source.delivered, source.dropped) == (20, {"breaker": 21})
    flood(tripped)
    await asyncio.sleep(0.02)
    assert tripped.source("bt").received == 41
    lines = [record.getMessage() for record in caplog.get_records("setup")]
    assert [line for line in lines if "suspended" in line] == [
        f"bt: suspended, {document.rate} messages/s where 10 are allowed, most of it 'smarthome/bt/a'"
    ]


async def test_other_sources_notice_nothing(tripped):
    tripped.say("plc.a", 3)
    assert await tripped.sent("mqtt.a") == [3]


async def test_an_instance_that_no_route_reads_is_guarded_too(rig, until):
    await rig.load(*ROUTES, sources={"noisy": {"rate": 10}})
    rig.broker.publish("dinrail/noisy/state", b"{}", retain=True)
    await until(lambda: reading(rig, "noisy"))
    flood(rig, address="noisy.a")
    document = await shows(rig, until, "open", "noisy")
    assert document.topics[0].topic == "smarthome/noisy/a"
    await until(lambda: not reading(rig, "noisy"))
    rig.broker.publish("dinrail/noisy/state", b"", retain=True)
    await until(lambda: "noisy" not in rig.engine.sources)


async def test_what_depends_on_it_is_bad_until_it_is_read_again(tripped, until):
    assert (await tripped.calculated("calc.quiet", 7, "bad")).why == "source_suspended"
    assert tripped.engine.breakers.reactivate("bt").state == "closed"
    await until(lambda: reading(tripped))
    await tripped.calculated("calc.quiet", 7)
    await until(lambda: told(tripped) is None)
    assert await tripped.sent("plc.quiet") == [7]
    tripped.say("bt.quiet", 8)
    assert await tripped.sent("plc.quiet", 2) == [7, 8]


async def test_what_changed_while_it_was_suspended_is_routed_when_it_is_read_again(tripped):
    tripped.say("bt.quiet", 9)
    tripped.say("bt.other", 1, quality="bad", reason="timeout")
    tripped.engine.breakers.reactivate("bt")
    await tripped.calculated("calc.quiet", 9)
    assert await tripped.sent("plc.quiet", 2) == [7, 9]


async def test_it_opens_again_when_it_floods_again(tripped, until):
    for _ in range(2):
        tripped.engine.breakers.reactivate("bt")
        await until(lambda: reading(tripped))
        flood(tripped)
        assert (await shows(tripped, until, "open")).trips == 1


async def test_closing_what_is_closed_changes_nothing(rig):
    await rig.load(*ROUTES)
    assert rig.engine.breakers.reactivate("bt").state == "closed"
    assert rig.engine.breakers.reactivate("nobody") == Breaker(
        source="nobody", state="closed", since=rig.clock.now_ms(), limit=500, budget=10_000
    )
    assert told(rig) is None


async def test_with_a_retry_it_is_tried_again_and_closed_when_it_is_quiet(rig, until):
    await rig.load(*ROUTES, sources={"bt": {"rate": 10, "retry": "1m"}})
    flood(rig)
    document = await shows(rig, until, "open")
    assert document.retry_at == document.since + 60_000
    await until(lambda: not reading(rig))
    await rig.clock.advance(61)
    await shows(rig, until, "half_open")
    await until(lambda: reading(rig))
    rig.say("bt.a", 3)
    await rig.calculated("calc.a", 3)
    await rig.clock.advance(31)
    await until(lambda: told(rig) is None)
    assert reading(rig)


async def test_a_second_flood_is_cut_off_sooner_and_waits_longer(rig, until):
    await rig.load(*ROUTES, sources={"bt": {"rate": 10, "retry": "1m"}})
    flood(rig)
    await shows(rig, until, "open")
    await until(lambda: not reading(rig))
    await rig.clock.advance(61)
    await shows(rig, until, "half_open")
    await until(lambda: reading(rig))
    before = rig.source("bt").delivered
    flood(rig)
    document = await shows(rig, until, "open")
    assert rig.source("bt").delivered - before == 10
    assert (document.trips, document.retry_at) == (2, document.since + 120_000)


async def test_stored_copies_never_open_it(rig, until):
    for number in range(100):
        rig.say(f"bt.p{number}", number)
    await rig.load(*ROUTES, sources=LIMITED)
    await rig.heard("bt", 100)
    assert rig.source("bt").delivered == 100
    flood(rig, 200)
    await rig.heard("bt", 300)
    assert rig.source("bt").dropped == {}


async def test_garbage_counts_before_it_is_decoded(rig, until):
    await rig.load(*ROUTES, sources=LIMITED)
    for _ in range(40):
        rig.broker.publish("smarthome/bt/a", b"garbage")
    await shows(rig, until, "open")
    await rig.heard("bt", 40)
    assert rig.source("bt").dropped == {"malformed": 20, "breaker": 20}


async def test_the_limit_of_the_status_holds_and_the_file_wins_over_it(rig, until):
    rig.broker.publish("dinrail/bt/status", b'{"status":"running","ts":1,"rate":30,"points":40}', qos=1, retain=True)
    await rig.load(*ROUTES)
    await until(lambda: rig.engine.sources["bt"].health.rate == 30)
    flood(rig, 60)
    await rig.heard("bt", 60)
    assert told(rig) is None
    await rig.load(*ROUTES, sources=LIMITED)
    flood(rig, 30)
    document = await shows(rig, until, "open")
    assert (document.limit, document.budget) == (10, 40)


async def test_a_reload_of_one_source_leaves_the_others_alone(rig, until):
    await rig.load(*ROUTES, sources={"bt": {"rate": 10}, "plc": {"rate": 10}})
    bucket = rig.engine.sources["plc"].bucket
    await rig.load(*ROUTES, sources={"bt": {"rate": 20}, "plc": {"rate": 10}})
    assert rig.engine.sources["plc"].bucket is bucket
    flood(rig, 40)
    await rig.heard("bt", 40)
    assert told(rig) is None


async def test_an_open_breaker_outlives_the_routes_that_read_it(tripped, until):
    await tripped.load({"from": "plc.a", "to": "mqtt.a"}, sources=LIMITED)
    await tripped.clock.advance(2)
    assert told(tripped).state == "open"
    await tripped.load(*ROUTES, sources=LIMITED)
    await asyncio.sleep(0.02)
    assert not reading(tripped)
    assert tripped.engine.sources["bt"].suspended == "source_suspended"


async def test_a_new_route_of_a_suspended_source_calculates_nothing(tripped, until):
    await tripped.load(*ROUTES, {"from": "bt.quiet", "to": "calc.new"}, sources=LIMITED)
    await asyncio.sleep(0.02)
    assert tripped.shown("calc.new") is None
    tripped.engine.breakers.reactivate("bt")
    await tripped.calculated("calc.new", 7)


async def test_a_status_does_not_bring_a_suspended_source_back(tripped, until):
    health = tripped.engine.sources["bt"].health
    for name in ("suspended_by_spam", "running"):
        tripped.status("bt", name)
        await until(lambda name=name: health.status == name)
    assert (await tripped.calculated("calc.quiet", 7, "bad")).why == "source_suspended"


async def test_an_open_breaker_of_an_earlier_router_stays_open(rig, until):
    left = Breaker(source="bt", state="open", since=rig.clock.now_ms() - 5000, rate=20_000, limit=500, trips=2)
    rig.broker.publish(TOPIC, msgspec.json.encode(left), qos=1, retain=True)
    await until(lambda: rig.engine.breakers.open == 1)
    await rig.load(*ROUTES)
    await rig.clock.advance(1)
    await until(lambda: told(rig).budget == 10_000)
    assert (told(rig).state, told(rig).since, told(rig).rate, told(rig).trips) == ("open", left.since, 20_000, 2)
    assert not reading(rig)


@pytest.mark.parametrize("left", [b"garbage", b'{"source":"bt","state":"disconnected","since":1}', b'{"source":"bt"}'])
async def test_what_an_earlier_router_left_and_no_longer_holds_is_cleared(rig, until, left):
    rig.broker.publish(TOPIC, left, qos=1, retain=True)
    await rig.load(*ROUTES)
    await rig.clock.advance(1)
    await until(lambda: TOPIC not in rig.broker.retained)
    assert reading(rig)


async def test_a_broker_that_forgot_is_told_again(tripped, until):
    document = told(tripped)
    await tripped.broker.restart(keep_retained=False)
    await tripped.clock.advance(10)
    await tripped.bus.connected()
    tripped.engine.breakers.republish()
    assert await shows(tripped, until, "open") == document


async def test_a_broker_that_remembers_what_is_long_over_is_corrected(rig, until):
    await rig.load(*ROUTES)
    await rig.clock.advance(2)
    await rig.broker.restart()
    left = Breaker(source="bt", state="open", since=1, trips=1)
    rig.broker.publish(TOPIC, msgspec.json.encode(left), qos=1, retain=True)
    await rig.clock.advance(10)
    await rig.bus.connected()
    await rig.clock.advance(2)
    await until(lambda: TOPIC not in rig.broker.retained)
    assert rig.engine.breakers.open == 0
    assert reading(rig)


async def test_a_disconnected_source_is_not_read_and_what_depends_on_it_is_bad(rig, until, caplog):
    await rig.load(*ROUTES)
    rig.say("bt.a", 3)
    await rig.calculated("calc.a", 3)
    caplog.clear()
    with caplog.at_level("INFO"):
        await rig.load(*ROUTES, sources={"bt": {"connected": False}})
    assert (await rig.calculated("calc.a", 3, "bad")).why == "source_disconnected"
    await rig.clock.advance(1)
    await shows(rig, until, "disconnected")
    await until(lambda: not reading(rig))
    assert [line for line in caplog.messages if line.startswith("bt")] == ["bt: disconnected, not read any more"]
    rig.say("bt.a", 4)
    await rig.load(*ROUTES, sources={"bt": {"connected": True}})
    await rig.calculated("calc.a", 4)
    await rig.clock.advance(1)
    await until(lambda: told(rig) is None)


async def test_a_source_disconnected_from_the_start_is_never_read(rig, until):
    await rig.load(*ROUTES, sources={"bt": {"connected": False}, "nobody": {"connected": False}})
    rig.say("bt.a", 4)
    await rig.clock.advance(1)
    await shows(rig, until, "disconnected")
    await shows(rig, until, "disconnected", "nobody")
    assert rig.source("bt").received == 0
    await rig.load(*ROUTES)
    await rig.clock.advance(1)
    await until(lambda: told(rig, "nobody") is None)


async def test_a_suspended_source_that_is_disconnected_waits_for_both(tripped, until):
    gone = {"bt": {"rate": 10, "connected": False, "retry": "10s"}}
    await tripped.load(*ROUTES, sources=gone)
    await tripped.clock.advance(100)
    assert told(tripped).state == "open"
    tripped.engine.breakers.reactivate("bt")
    await shows(tripped, until, "disconnected")
    assert not reading(tripped)


async def test_calculated_points_are_never_suspended(rig):
    await rig.load({"from": "bt.a", "to": "calc.a"}, {"from": "calc.a", "to": "mqtt.a"}, sources={"bt": {"rate": 9999}})
    flood(rig, 3000)
    await rig.heard("calc", 3000)
    await rig.clock.advance(1)
    assert rig.source("calc").dropped == {}


async def test_a_flood_of_many_bad_topics_leaves_a_document_the_broker_takes(rig, until):
    await rig.load(*ROUTES, sources=LIMITED)
    for number in range(40):
        rig.broker.publish(f"smarthome/bt/{number:02}{'x' * 30_000}", b"1")
    document = await shows(rig, until, "open")
    assert len(document.topics) == 10
    assert {len(each.topic) for each in document.topics} == {256}
