"""A reload changes what changed: state and counters of the rest go on."""

import json


def route(source="bt.a", target="plc.a", **fields):
    return {"from": source, "to": target, "transform": "on_change", **fields}


async def test_an_unchanged_route_keeps_its_state_and_counters(rig):
    await rig.load(route(), route("bt.b", "plc.b"))
    rig.say("bt.a", 5)
    assert await rig.sent("plc.a") == [5]
    await rig.load(route("bt.c", "plc.c"), route())
    rig.say("bt.a", 5)
    await rig.heard("bt", 2)
    assert (rig.counted("2").received, rig.counted("2").filtered) == (2, {"gate": 1})


async def test_text_turned_into_a_list_is_no_change(rig):
    await rig.load(route())
    rig.say("bt.a", 5)
    await rig.heard("bt", 1)
    await rig.load(route(transform=[{"op": "on_change"}], name="now with a name"))
    rig.say("bt.a", 5)
    await rig.heard("bt", 2)
    assert rig.counted().filtered == {"gate": 1}


async def test_a_changed_route_begins_anew_with_the_known_value_but_counts_on_under_its_id(rig):
    await rig.load(route(id="r"))
    rig.say("bt.a", 5)
    assert await rig.sent("plc.a") == [5]
    await rig.load(route(id="r", transform="on_change | scale(2)"))
    assert await rig.sent("plc.a", 2) == [5, 10]
    assert rig.counted("r").received == 2


async def test_a_new_route_gets_the_value_that_is_known(rig):
    await rig.load(route("bt.x", "plc.x"))
    rig.say("bt.a", 5)
    await rig.heard("bt", 1)
    await rig.load(route("bt.x", "plc.x"), route())
    assert await rig.sent("plc.a") == [5]
    rig.say("bt.a", 6)
    assert await rig.sent("plc.a", 2) == [5, 6]


async def test_a_new_route_does_not_get_a_known_value_that_is_old(rig):
    await rig.load(route("bt.x", "plc.x"))
    rig.say("bt.a", 5)
    await rig.heard("bt", 1)
    await rig.clock.advance(200)
    await rig.load(route("bt.x", "plc.x"), route())
    assert rig.counted("2").filtered == {"quality": 1}
    assert rig.requests() == []


async def test_state_survives_two_reloads_in_a_row_before_a_message_comes(rig):
    await rig.load(route())
    rig.say("bt.a", 5)
    assert await rig.sent("plc.a") == [5]
    for number in range(3):
        await rig.load(route(), route("bt.z", f"plc.z{number}"))
    rig.say("bt.a", 5)
    await rig.heard("bt", 2)
    assert rig.counted().filtered == {"gate": 1}


async def test_a_source_nobody_reads_from_is_unsubscribed(rig, until):
    await rig.load(route(), route("inverter.p", "plc.p"))
    await rig.load(route())
    await until(lambda: not [each for each in rig.broker.subscriptions("router") if "inverter" in each])
    assert list(rig.engine.sources) == ["bt"]


async def test_a_source_that_stays_is_not_subscribed_again(rig):
    await rig.load(route("bt.*", "plc.{1}"))
    rig.say("bt.a", 5)
    await rig.heard("bt", 1)
    await rig.load(route("bt.*", "plc.{1}"), route("bt.b", "mqtt.b"))
    rig.say("bt.b", 6)
    await rig.sent("mqtt.b")
    assert rig.source("bt").received == 2


async def test_calculated_points_no_route_reaches_any_more_are_cleared(rig, until):
    await rig.load(route(target="calc.a"), route("bt.b", "calc.b"), route("bt.*", "calc.all.{1}"))
    rig.say("bt.a", 5)
    rig.say("bt.b", 6)
    await rig.calculated("calc.all.b", 6)
    changes = rig.directory_changes
    await rig.load(route("bt.*", "calc.all.{1}"))
    await until(lambda: rig.broker.retained.keys() & {"smarthome/calc/a", "smarthome/calc/b"} == set())
    assert "smarthome/calc/all/a" in rig.broker.retained
    assert rig.directory_changes > changes
    assert {point.path for point in rig.engine.calculated.directory()} == {"all.a", "all.b"}


async def test_many_known_points_are_resolved_again_without_holding_up_the_loop(rig):
    routes = [route(f"bt.p{number}", f"calc.p{number}", transform="") for number in range(300)]
    await rig.load(*routes)
    for number in range(300):
        rig.say(f"bt.p{number}", number)
    await rig.calculated("calc.p299", 299)
    await rig.load(*(each | {"transform": "scale(2)"} for each in routes))
    await rig.calculated("calc.p299", 598)
    retained = rig.broker.retained
    assert [json.loads(retained[f"smarthome/calc/p{number}"])["value"] for number in range(300)] == list(
        range(0, 600, 2)
    )
