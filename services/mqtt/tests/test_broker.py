"""The adapter and a real second Mosquitto: read, written, away, slow, refusing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from broker_rig import Beside, BrokerRig
from dinrail.errors import NotConnected
from dinrail.testing.context import eventually
from dinrail_mqtt.client import Client, Identity
from dinrail_mqtt.config import Endpoint
from external_broker import ExternalBroker

Make = Callable[..., BrokerRig]
LAMP = {"name": "lamp", "kind": "zigbee2mqtt", "topic": "zigbee2mqtt/lamp"}


@pytest.mark.parametrize("version", ["5", "3.1.1"])
async def test_topics_become_points_and_points_topics(
    broker: ExternalBroker, beside: Beside, rig: Make, version: str
) -> None:
    mqtt = rig(
        broker.port,
        version=version,
        subscriptions=[{"filter": "home/+/temperature", "name": "{1}.temperature", "type": "LREAL"}],
        publications=[{"name": "alarms.critical", "type": "BOOL", "retain": True, "on": "ALARM", "off": "ok"}],
    )
    await eventually(lambda: mqtt.connected)
    beside.say("home/attic/temperature", "21.5")
    await eventually(lambda: mqtt.value("attic.temperature") == 21.5)
    assert await mqtt.write("alarms.critical", value=True) is True
    await eventually(lambda: beside.on("alarms/critical") == [b"ALARM"])


async def test_what_was_written_holds_and_is_said_again_also_after_a_loss(
    broker: ExternalBroker, rig: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dinrail_mqtt.adapter.HOLD_S", 1)
    mqtt = rig(broker.port, publications=[{"name": "locked", "type": "BOOL"}, {"name": "lamp", "state": "lamp/is"}])
    await eventually(lambda: mqtt.connected and "locked" in mqtt.context.last)
    assert mqtt.context.last["locked"][3:] == ("bad", "no_value_yet")
    await mqtt.write("locked", value=False)
    await mqtt.write("lamp", 5)
    await eventually(lambda: [told.value for told in mqtt.context.told if told.tag == "locked"] == [None, False])
    assert "lamp" not in mqtt.context.last, "its topic of the state tells what it is"
    await broker.stop()
    await eventually(lambda: not mqtt.connected)
    await broker.start()
    await eventually(lambda: mqtt.connected, 30)
    said = len(mqtt.context.told)
    await eventually(lambda: any(told.tag == "locked" for told in mqtt.context.told[said:]))


async def test_a_bad_payload_of_a_device_spoils_what_its_topic_tells_and_nothing_else(
    broker: ExternalBroker, beside: Beside, rig: Make
) -> None:
    mqtt = rig(broker.port, devices=[{"name": "relay", "kind": "shelly_gen1", "topic": "shelly1pm-84CCA8"}])
    await eventually(lambda: mqtt.connected)
    beside.say("shellies/shelly1pm-84CCA8/relay/0", "on")
    beside.say("shellies/shelly1pm-84CCA8/relay/0/power", "12.5")
    await eventually(lambda: (mqtt.value("relay.relay.0.output"), mqtt.value("relay.relay.0.power")) == (True, 12.5))
    beside.say("shellies/shelly1pm-84CCA8/relay/0", "overpower")
    beside.say("shellies/shelly1pm-84CCA8/relay/0/power", "13")
    await eventually(lambda: mqtt.value("relay.relay.0.power") == 13)
    assert isinstance(mqtt.value("relay.relay.0.output"), str), "a reason"
    beside.say("shellies/shelly1pm-84CCA8/relay/0", "off")
    await eventually(lambda: mqtt.value("relay.relay.0.output") is False)


async def test_a_bad_payload_is_a_bad_value_with_its_reason_and_heals(
    broker: ExternalBroker, beside: Beside, rig: Make
) -> None:
    mqtt = rig(
        broker.port,
        subscriptions=[
            {"filter": "t", "type": "LREAL"},
            {"filter": "j", "format": "json", "values": [{"name": "a", "path": "a"}, {"name": "b", "path": "b.0"}]},
        ],
    )
    await eventually(lambda: mqtt.connected)
    for topic, payload in (("t", "1.5"), ("j", '{"a":1,"b":[2]}')):
        beside.say(topic, payload)
    await eventually(lambda: (mqtt.value("t"), mqtt.value("j.a"), mqtt.value("j.b")) == (1.5, 1, 2))
    beside.say("t", "warm")
    beside.say("j", '{"a":3}')
    await eventually(lambda: (mqtt.value("t"), mqtt.value("j.b")) == ("value_wrong_type", "value_missing"))
    assert mqtt.value("j.a") == 3
    beside.say("j", "{")
    await eventually(lambda: mqtt.value("j.a") == "payload_not_json")
    assert mqtt.context.counts["bad_payloads"] == 3
    beside.say("t", "2")
    beside.say("j", '{"a":4,"b":[5]}')
    await eventually(lambda: (mqtt.value("t"), mqtt.value("j.a"), mqtt.value("j.b")) == (2, 4, 5))


async def test_a_device_that_is_offline_shows_nothing_good(broker: ExternalBroker, beside: Beside, rig: Make) -> None:
    mqtt = rig(broker.port, devices=[LAMP])
    await eventually(lambda: mqtt.connected)
    beside.say("zigbee2mqtt/lamp", '{"state":"ON","brightness":10}', retain=True)
    await eventually(lambda: mqtt.value("lamp.brightness") == 10)
    beside.say("zigbee2mqtt/lamp/availability", '{"state":"offline"}', retain=True)
    await eventually(lambda: (mqtt.value("lamp.brightness"), mqtt.value("lamp.online")) == ("device_offline", False))
    beside.say("zigbee2mqtt/lamp/availability", '{"state":"online"}', retain=True)
    beside.say("zigbee2mqtt/lamp", '{"state":"OFF","brightness":11}')
    await eventually(lambda: (mqtt.value("lamp.brightness"), mqtt.value("lamp.online")) == (11, True))
    await mqtt.write("lamp.brightness", 99)
    await eventually(lambda: beside.on("zigbee2mqtt/lamp/set") == [b'{"brightness":99}'])


async def test_found_points_are_bounded(broker: ExternalBroker, beside: Beside, rig: Make) -> None:
    mqtt = rig(broker.port, subscriptions=[{"filter": "many/#"}], max_points=20)
    await eventually(lambda: mqtt.connected)
    for number in range(60):
        beside.say(f"many/{number}", "1")
    await eventually(lambda: mqtt.context.counts["points_refused"] == 40)
    assert len(list(mqtt.adapter.points() or ())) == 20
    assert mqtt.context.problem == "too_many_points"


async def test_while_the_broker_is_away_values_are_kept_and_sent_later_as_history(
    broker: ExternalBroker, beside: Beside, rig: Make
) -> None:
    """Row 33: what waited is sent later, in order, as history."""
    mqtt = rig(
        broker.port,
        publications=[
            {"name": "power", "topic": "out/power", "queue": True, "retain": True},
            {"name": "door", "topic": "out/door", "type": "BOOL"},
        ],
        queue={"messages": 50, "rate": 500},
    )
    await eventually(lambda: mqtt.connected)
    await mqtt.write("power", 1)
    await broker.stop()
    await eventually(lambda: not mqtt.connected)
    for number in range(60):
        assert await mqtt.write("power", 100 + number) is None
    with pytest.raises(NotConnected):
        await mqtt.write("door", value=True)
    mqtt.allowed.clear()
    beside.heard.clear()
    await broker.start()
    beside.say("hello", "")
    await eventually(lambda: beside.on("hello"))
    mqtt.allowed.set()
    await eventually(lambda: len(beside.on("out/power")) == 50, 30)
    assert beside.on("out/power") == [str(100 + number).encode() for number in range(10, 60)]
    topic, _, retained, marks = beside.heard[-1]
    assert (topic, retained, marks["dinrail-history"]) == ("out/power", False, "1")
    assert int(marks["dinrail-ts"]) > 1_700_000_000_000
    assert mqtt.context.counts["queue_dropped"] == 10
    assert beside.on("out/door") == [], "a command is never carried out late"
    await mqtt.write("power", 7)
    await eventually(lambda: beside.on("out/power")[-1] == b"7")
    assert "dinrail-history" not in beside.heard[-1][3]


async def test_a_broker_that_hangs_is_noticed_and_the_write_is_not_called_done(
    broker: ExternalBroker, rig: Make
) -> None:
    mqtt = rig(broker.port, keepalive=5, publications=[{"name": "x"}])
    await eventually(lambda: mqtt.connected)
    broker.suspend()
    try:
        with pytest.raises(NotConnected):
            await mqtt.write("x", 1)
    finally:
        broker.resume()
    await eventually(lambda: mqtt.why and mqtt.connected, 30)
    assert await mqtt.write("x", 2) == 2


async def test_own_messages_and_loops_are_not_taken(broker: ExternalBroker, beside: Beside, rig: Make) -> None:
    both = {"subscriptions": [{"filter": "ring"}], "publications": [{"name": "out", "topic": "ring"}]}
    mqtt, old = rig(broker.port, **both), rig(broker.port, version="3.1.1", **both)
    await eventually(lambda: mqtt.connected and old.connected)
    await mqtt.write("out", 5)
    await eventually(lambda: old.value("ring") == 5)
    await old.write("out", 6)
    await eventually(lambda: mqtt.value("ring") == 6)
    await eventually(lambda: old.context.counts["ignored_own"] == 1)
    assert old.value("ring") == 5
    beside.say("ring", "7", marks={"dinrail-by": "another", "dinrail-hops": "5"})
    await eventually(lambda: mqtt.context.counts["ignored_loop"] == 1)
    assert mqtt.value("ring") == 6


async def test_a_value_expires(broker: ExternalBroker, beside: Beside, rig: Make) -> None:
    mqtt = rig(broker.port, subscriptions=[{"filter": "t", "expire_after": 1.0}])
    await eventually(lambda: mqtt.connected)
    beside.say("t", "1")
    await eventually(lambda: mqtt.value("t") == 1)
    await eventually(lambda: mqtt.value("t") == "value_expired")


@pytest.mark.parametrize("takes", [1, 20])
async def test_no_more_is_under_way_than_the_broker_takes(takes: int) -> None:
    """A broker that takes few at once ends the connection of who sends more."""
    out: list[str] = []
    async with ExternalBroker(f"allow_anonymous true\nmax_inflight_messages {takes}") as broker:
        listener = Client(Endpoint(host="127.0.0.1", port=broker.port), Identity("l"), lambda m: out.append(m.topic))
        sender = Client(Endpoint(host="127.0.0.1", port=broker.port), Identity("s"), lambda _: None)
        for each in (listener, sender):
            await each.open()
        await listener.subscribe([("n/#", 1)])
        await asyncio.gather(*(sender.publish(f"n/{number}", b"1") for number in range(300)))
        await eventually(lambda: len(out) == 300)
        assert out == [f"n/{number}" for number in range(300)]
        assert sender.connected
        late = [sender.publish("n/late", b"1") for _ in range(100)]
        await broker.stop()
        answers = await asyncio.gather(*late, return_exceptions=True)
        assert {type(each) for each in answers} <= {NotConnected, type(None)}
        for each in (listener, sender):
            await each.close()
