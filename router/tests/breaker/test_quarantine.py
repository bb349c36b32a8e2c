"""A source may have so many points: further ones are not routed, and all others go on."""

import msgspec
import pytest

from dinrail.breaker import Breaker, QuarantinedTopic

TOPIC = "dinrail/router/breaker/bt"
ROUTE = {"from": "bt.*", "to": "calc.{1}"}


def told(rig):
    payload = rig.broker.retained.get(TOPIC)
    return msgspec.json.decode(payload, type=Breaker) if payload else None


def topics(*names):
    return [QuarantinedTopic(f"smarthome/bt/{name}") for name in names]


@pytest.fixture
async def full(rig, until):
    """Three points where two are allowed."""
    await rig.load(ROUTE, sources={"bt": {"points": 2}})
    for number in range(3):
        rig.say(f"bt.p{number}", number)
    await rig.heard("bt", 3)
    await rig.clock.advance(1)
    await until(lambda: told(rig) is not None)
    return rig


async def test_points_beyond_the_budget_are_counted_listed_and_not_routed(full):
    document = told(full)
    assert (document.state, document.budget, document.quarantined) == ("closed", 2, 1)
    assert document.quarantine == topics("p2")
    assert full.source("bt").dropped == {"quarantined": 1}
    assert full.shown("calc.p2") is None


async def test_points_known_before_go_on(full):
    full.say("bt.p0", 10)
    await full.calculated("calc.p0", 10)
    await full.load(ROUTE, {"from": "bt.p1", "to": "calc.more"}, sources={"bt": {"points": 1}})
    full.say("bt.p1", 11)
    await full.calculated("calc.p1", 11)
    await full.calculated("calc.more", 11)


async def test_a_bigger_budget_lets_them_in_without_waiting_for_news(full, until):
    await full.load(ROUTE, sources={"bt": {"points": 3}})
    await full.calculated("calc.p2", 2)
    await full.clock.advance(6)
    await until(lambda: told(full) is None)


async def test_the_budget_of_the_status_counts_where_the_file_says_none(rig, until):
    await rig.load(ROUTE)
    rig.broker.publish("dinrail/bt/status", b'{"status":"running","ts":1,"points":2}', qos=1, retain=True)
    await until(lambda: rig.engine.sources["bt"].allowance.points == 2)
    for number in range(3):
        rig.say(f"bt.p{number}", number)
    await rig.heard("bt", 3)
    assert rig.source("bt").dropped == {"quarantined": 1}
    rig.broker.publish("dinrail/bt/status", b'{"status":"running","ts":1,"points":3}', qos=1, retain=True)
    await rig.calculated("calc.p2", 2)


async def test_a_point_that_is_removed_makes_room(full, until):
    full.raw("bt.p0", b"")
    full.say("bt.p2", 5)
    await full.calculated("calc.p2", 5)
    full.say("bt.p0", 6)
    await full.heard("bt", 6)
    await full.clock.advance(6)
    await until(lambda: told(full).quarantine == topics("p0"))


async def test_a_quarantined_point_that_is_removed_is_forgotten(full, until):
    full.raw("bt.p2", b"")
    await full.heard("bt", 4)
    await full.clock.advance(6)
    await until(lambda: told(full) is None)
    assert full.source("bt").filtered == {"removed": 1}


async def test_many_are_counted_and_ten_are_named(full, until):
    for number in range(3, 40):
        full.say(f"bt.p{number}", number)
        full.say(f"bt.p{number}", number)
    await full.heard("bt", 77)
    await full.clock.advance(6)
    await until(lambda: told(full).quarantined == 38)
    assert told(full).quarantine == topics(*(f"p{number}" for number in range(2, 12)))


async def test_a_growing_quarantine_is_told_every_five_seconds_at_most(full, until):
    changes = []
    full.broker.published.clear()
    for number in range(3, 13):
        full.say(f"bt.p{number}", number)
        await full.heard("bt", number + 1)
        await full.clock.advance(1)
    changes = [each for each in full.broker.published if each.topic == TOPIC]
    assert 1 <= len(changes) <= 2


async def test_a_source_can_be_over_its_budget_and_suspended(full, until):
    await full.load(ROUTE, sources={"bt": {"points": 2, "rate": 5}})
    for value in range(40):
        full.say("bt.p0", value)
    await until(lambda: told(full).state == "open")
    assert (told(full).quarantined, told(full).quarantine) == (1, topics("p2"))
