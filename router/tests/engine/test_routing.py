"""From a sample to what is sent: addresses, targets, pipelines, quality."""

import json

import pytest


def route(source="bt.bms_001.voltage", target="plc.MAIN.fVoltage", **fields):
    return {"from": source, "to": target, **fields}


async def test_a_sample_becomes_a_write_request(rig):
    await rig.load(route(transform="scale(0.001)"))
    rig.say("bt.bms_001.voltage", 53100)
    assert await rig.sent("plc.MAIN.fVoltage") == [53.1]
    (request,) = rig.requests()
    assert (int(request.packet.qos), request.packet.retain, request.packet.message_expiry_interval) == (1, False, 5)
    assert json.loads(request.payload) == {"value": 53.1, "ts": rig.clock.now_ms()}
    await rig.settled()
    assert rig.counted().delivered == 1


async def test_a_sample_becomes_a_calculated_point(rig):
    await rig.load(route(target="calc.battery.voltage", transform="scale(0.001)"))
    rig.say("bt.bms_001.voltage", 53100, age=2)
    sample = await rig.calculated("calc.battery.voltage", 53.1)
    assert sample.ts == rig.clock.now_ms() - 2000
    published = await rig.broker.wait_for("smarthome/calc/battery/voltage")
    assert (int(published.packet.qos), published.packet.retain) == (0, True)


async def test_several_targets_and_several_sources(rig):
    await rig.load(route(["bt.a", "bt.b.*"], ["plc.x", "mqtt.y/z", "calc.s"]))
    rig.say("bt.a", 1)
    rig.say("bt.b.c", 2)
    assert await rig.sent("plc.x", 2) == [1, 2]
    assert await rig.sent("mqtt.y.z", 2) == [1, 2]
    await rig.calculated("calc.s", 2)
    await rig.settled()
    assert (rig.counted().received, rig.counted().delivered) == (6, 6)


async def test_what_a_wildcard_matched_is_put_into_the_target(rig):
    await rig.load(route("bt.*.cell.*", "plc.aBattery.{1}.aCell_{2}"), route("bt.**", "calc.mirror.{1}"))
    rig.say("bt.bms_7.cell.3", 3.31)
    rig.say("bt.bms_7.soc", 80)
    assert await rig.sent("plc.aBattery.bms_7.aCell_3") == [3.31]
    await rig.calculated("calc.mirror.bms_7.cell.3", 3.31)
    await rig.calculated("calc.mirror.bms_7.soc", 80)


async def test_a_calculated_point_feeds_further_routes(rig):
    await rig.load(route(target="calc.v", transform="scale(0.001)"), route("calc.v", "plc.v", transform="round(1)"))
    rig.say("bt.bms_001.voltage", 53149)
    assert await rig.sent("plc.v") == [53.1]


async def test_a_source_is_subscribed_as_a_whole_and_only_once(rig):
    await rig.load(route("bt.a", "plc.a"), route("bt.b.*", "plc.b"), route("inverter_1.x", "plc.c"))
    samples = [each for each in rig.broker.subscriptions("router") if each.startswith("smarthome/")]
    assert sorted(samples) == ["smarthome/bt/#", "smarthome/inverter_1/#"]


async def test_a_leading_wildcard_reads_from_every_instance_that_shows_up(rig, until):
    rig.broker.publish("dinrail/bt/state", b'{"state":"connected","ts":1}', retain=True)
    rig.broker.publish("dinrail/gateway/state", b'{"state":"connected","ts":1}', retain=True)
    await rig.load(route("*.temperature", "calc.temperature.{1}"))
    await rig.broker.wait_for_subscription("router", "smarthome/bt/#")
    rig.say("bt.temperature", 21)
    await rig.calculated("calc.temperature.bt", 21)
    rig.broker.publish("dinrail/boiler/state", b'{"state":"connected","ts":1}', retain=True)
    await rig.broker.wait_for_subscription("router", "smarthome/boiler/#")
    rig.say("boiler.temperature", 60)
    await rig.calculated("calc.temperature.boiler", 60)
    rig.broker.publish("dinrail/boiler/state", b"", retain=True)
    await until(lambda: "boiler" not in rig.engine.sources)
    assert sorted(rig.engine.sources) == ["bt", "calc"]


async def test_a_disabled_route_carries_nothing(rig):
    await rig.load(route(enabled=False), route("bt.x", "plc.x"))
    rig.say("bt.bms_001.voltage", 1)
    rig.say("bt.x", 2)
    assert await rig.sent("plc.x") == [2]
    assert len(rig.requests()) == 1
    assert rig.source("bt").filtered == {"no_match": 1}


async def test_routes_run_in_the_order_of_the_file(rig):
    await rig.load(route("bt.*", "plc.x", transform="offset(1)"), route("bt.a", "plc.x", transform="offset(2)"))
    rig.say("bt.a", 0)
    assert await rig.sent("plc.x", 2) == [1, 2]


async def test_order_of_a_source_point_is_kept(rig):
    await rig.load(route("bt.a", "calc.a"))
    for value in range(200):
        rig.say("bt.a", value)
    await rig.calculated("calc.a", 199)
    values = [json.loads(each.payload)["value"] for each in rig.broker.published if each.topic == "smarthome/calc/a"]
    assert values == list(range(200))


async def test_a_gate_lets_only_changes_through_and_the_rest_is_counted(rig):
    await rig.load(route("bt.a", "plc.x", transform="deadband(1)"))
    for value in (1, 1.5, 2, 2.5, 4):
        rig.say("bt.a", value)
    await rig.heard("bt", 5)
    await rig.settled()
    assert rig.counted().filtered == {"gate": 2}
    assert rig.counted().received == 5


async def test_gates_of_a_wildcard_route_are_kept_per_source_point(rig):
    await rig.load(route("bt.*", "plc.{1}", transform="on_change"))
    for address in ("bt.a", "bt.b", "bt.a", "bt.b"):
        rig.say(address, 7)
    await rig.heard("bt", 4)
    assert await rig.sent("plc.a") == await rig.sent("plc.b") == [7]


@pytest.mark.parametrize(("fields", "passes"), [
    ({"quality": "good"}, 1), ({"quality": "uncertain", "reason": "x"}, 0), ({"quality": "bad", "reason": "x"}, 0),
])  # fmt: skip
async def test_only_good_samples_pass_unless_told_otherwise(rig, fields, passes):
    await rig.load(route("bt.a", "plc.a"), route("bt.a", "mqtt.a", quality=["good", "uncertain", "bad"]))
    rig.say("bt.a", 5, **fields)
    assert await rig.sent("mqtt.a") == [5]
    await rig.settled()
    assert rig.counted("1").delivered == passes
    assert rig.counted("1").filtered.get("quality", 0) == 1 - passes


async def test_null_is_passed_to_calculated_points_and_never_written(rig):
    await rig.load(route("bt.a", ["plc.a", "calc.a"], quality=["good", "bad"], transform="scale(2)"))
    rig.say("bt.a", None, quality="bad", reason="timeout")
    assert (await rig.calculated("calc.a", None, "bad")).why == "timeout"
    assert rig.counted().dropped == {"no_value": 1}


async def test_a_target_that_is_no_address_costs_only_itself(rig):
    await rig.load(route("bt.*.v", ["{1}.x", "plc.{1}"]))
    rig.say("bt.Cell.v", 5)
    assert await rig.sent("plc.Cell") == [5]
    await rig.settled()
    assert rig.counted().dropped == {"bad_target": 1}
    assert "Cell" in rig.engine.table.routes[0].last_error.message


async def test_an_integer_beyond_what_json_readers_hold_travels_as_text(rig):
    await rig.load(route("bt.a", ["plc.a", "calc.a"]))
    rig.raw("bt.a", b'{"value":18446744073709551615,"ts":%d}' % rig.clock.now_ms())
    assert await rig.sent("plc.a") == ["18446744073709551615"]
    await rig.calculated("calc.a", "18446744073709551615")


async def test_a_percent_encoded_segment_is_one_segment(rig):
    await rig.load(route("bt.a%2Eb.*", "plc.{1}"))
    rig.say("bt.a%2Eb.c%2Fd", 5)
    assert await rig.sent("plc.c%2Fd") == [5]
