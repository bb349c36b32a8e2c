"""Looking at what is said on a real broker."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from broker_rig import Beside, BrokerRig
from dinrail.errors import CallRefused
from dinrail.testing.clock import FakeClock
from dinrail.testing.context import eventually
from dinrail_mqtt.browser.history import Histories
from dinrail_mqtt.browser.seen import MOST, Standing, Table
from dinrail_mqtt.browser.shown import shown
from dinrail_mqtt.browser.suggesting import device_of
from external_broker import ExternalBroker

Make = Callable[..., BrokerRig]


@pytest.fixture
async def looked(broker: ExternalBroker, rig: Make) -> BrokerRig:
    """An instance with a subscription, a device and a publication."""
    mqtt = rig(
        broker.port,
        subscriptions=[{"filter": "home/+/temperature", "name": "{1}.temperature"}],
        devices=[{"name": "plug", "kind": "tasmota", "topic": "plug"}],
        publications=[{"name": "alarm", "topic": "out/alarm"}],
    )
    await eventually(lambda: mqtt.connected)
    return mqtt


async def ask(mqtt: BrokerRig, method: str, **params: Any) -> dict[str, Any]:
    answer: dict[str, Any] = await mqtt.adapter.call(method, params)
    return answer


async def begin(mqtt: BrokerRig) -> None:
    """Look, until what is said is heard."""

    async def connected() -> Any:
        return (await ask(mqtt, "topics"))["connected"]

    await eventually_async(connected)


async def found(mqtt: BrokerRig, topic: str) -> dict[str, Any]:
    entries = {each["topic"]: each for each in (await ask(mqtt, "topics"))["topics"]}
    return entries.get(topic, {})


async def test_topics_are_there_with_what_was_kept_and_what_they_are_already(looked: BrokerRig, beside: Beside) -> None:
    beside.say("home/attic/temperature", "21.5", retain=True)
    beside.say("tele/plug/LWT", "Online", retain=True)
    beside.say("raw/bytes", b"\x00\xff\x01", retain=True)
    await eventually(lambda: looked.value("attic.temperature") == 21.5)
    await eventually(lambda: len(beside.heard) == 3)
    await begin(looked)
    page = await ask(looked, "topics")
    assert (page["connected"], page["total"], page["problem"]) == (True, 3, None)
    entries = {each["topic"]: each for each in page["topics"]}
    attic = entries["home/attic/temperature"]
    assert (attic["text"], attic["retained"], attic["point"]) == ("21.5", True, "attic.temperature")
    assert (attic["count"], attic["ts"], attic["period_ms"]) == (0, None, None), "nobody knows when it was said"
    assert (entries["raw/bytes"]["hex"], entries["tele/plug/LWT"]["point"]) == ("00 ff 01", "plug")
    await looked.write("alarm", 1)
    for number in range(3):
        beside.say("home/attic/temperature", f"{number}")
    await eventually(lambda: beside.on("home/attic/temperature")[-1:] == [b"2"])
    assert (await found(looked, "out/alarm"))["own"] == "alarm"
    attic = await found(looked, "home/attic/temperature")
    assert (attic["text"], attic["count"], attic["retained"]) == ("2", 3, True)
    assert attic["ts"]
    assert attic["period_ms"] is not None
    assert looked.context.counts["messages"] == 5, "the bridge hears nothing twice"


async def test_history_of_the_topic_that_is_looked_at(looked: BrokerRig, beside: Beside) -> None:
    await begin(looked)
    beside.say("a/b", '{"x": {"y": [1, 2.5]}, "a.b": true}')
    await eventually_async(lambda: found(looked, "a/b"))
    first = await ask(looked, "topic", topic="a/b")
    assert [each["text"] for each in first["history"]] == ['{"x": {"y": [1, 2.5]}, "a.b": true}']
    [json] = first["suggestions"]
    assert json["as"] == "json"
    assert [(each["place"], each["path"], each["value"]) for each in json["points"]] == [
        ("x.y.0", "a.b.x.y.0", 1),
        ("x.y.1", "a.b.x.y.1", 2.5),
        ("/a.b", "a.b.a%2Eb", True),
    ]
    for number in range(30):
        beside.say("a/b", str(number))
    await eventually(lambda: beside.on("a/b")[-1:] == [b"29"])

    async def last() -> bool:
        return (await ask(looked, "topic", topic="a/b"))["history"][0]["text"] == "29"

    await eventually_async(last)
    history = (await ask(looked, "topic", topic="a/b"))["history"]
    assert [each["text"] for each in history] == [str(number) for number in range(29, 9, -1)]
    with pytest.raises(CallRefused) as refused:
        await ask(looked, "topic", topic="never/said")
    assert refused.value.reason.key == "topic_not_heard"


async def test_a_device_is_told_by_its_topic_with_the_points_it_would_have(looked: BrokerRig, beside: Beside) -> None:
    beside.say("tele/plug/LWT", "Online", retain=True)
    beside.say("tele/washer/LWT", "Online", retain=True)
    beside.say("tele/washer/SENSOR", '{"ENERGY":{"Power":42}}', retain=True)
    beside.say("stat/washer/POWER", "ON", retain=True)
    await eventually(lambda: len(beside.heard) == 4)
    await begin(looked)
    tasmota, json = (await ask(looked, "topic", topic="tele/washer/SENSOR"))["suggestions"]
    assert tasmota["add"] == {"devices": [{"name": "washer", "kind": "tasmota", "topic": "washer"}]}
    assert {each["path"]: (each["value"], each.get("writable", False)) for each in tasmota["points"]} == {
        "washer.online": (True, False),
        "washer.ENERGY.Power": (42, False),
        "washer.POWER": (True, True),
    }
    assert json["as"] == "json"
    [known] = [
        each for each in (await ask(looked, "topic", topic="tele/plug/LWT"))["suggestions"] if "devices" in each["add"]
    ]
    assert known["add"]["devices"][0]["name"] == "plug_2", "plug is taken"


async def test_it_looks_only_while_somebody_does_and_only_where_it_shall(
    broker: ExternalBroker, looked: BrokerRig, beside: Beside
) -> None:
    assert broker.links() == 2
    beside.say("a/x", "1", retain=True)
    beside.say("b/x", "1", retain=True)
    await eventually(lambda: len(beside.heard) == 2)
    await begin(looked)
    assert (await ask(looked, "topics"))["total"] == 2
    assert broker.links() == 3
    await ask(looked, "topics", filter="a/#")

    async def only() -> bool:
        page = await ask(looked, "topics")
        return page["connected"] and [each["topic"] for each in page["topics"]] == ["a/x"]

    await eventually_async(only)
    with pytest.raises(CallRefused) as refused:
        await ask(looked, "topics", filter="a/#/b")
    assert refused.value.reason.key == "filter_invalid"
    looked.adapter._browser._asked = float("-inf")
    await eventually(lambda: broker.links() == 2)
    assert looked.connected


async def test_a_broker_that_lets_nobody_look_hurts_only_who_looks(rig: Make) -> None:
    acl = "allow_anonymous true\nacl_file {folder}/acl"
    async with ExternalBroker(acl, files={"acl": "topic readwrite mine/#\n"}) as broker:
        mqtt = rig(broker.port, subscriptions=[{"filter": "mine/a"}], publications=[{"name": "o", "topic": "mine/a"}])
        await eventually(lambda: mqtt.connected)
        page = await ask(mqtt, "topics", filter="others/#")
        assert page["total"] == 0
        assert await mqtt.write("o", 1) == 1
        assert mqtt.why == []


async def eventually_async(ask: Callable[[], Any], seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        while not await ask():  # noqa: ASYNC110 - what is asked gives no signal
            await asyncio.sleep(0.05)


def test_the_table_is_bounded_and_tells_everything_in_turn() -> None:
    table = Table(FakeClock(), lambda _topic: Standing())
    for number in range(MOST + 10):
        table.take(f"t/{number}", b"1", retained=False)
    table.take("x" * 2000, b"1", retained=False)
    assert (len(table.seen), table.unlisted) == (MOST, 11)
    told: set[str] = set()
    for _ in range(MOST):
        entries = table.changed()
        assert len(entries) <= 240
        table.take("t/0", b"2", retained=False)
        told |= {each["topic"] for each in entries}
        if len(told) == MOST:
            break
    assert len(told) == MOST, "a busy topic keeps no other one from being told"


def test_large_payloads_are_kept_only_while_there_is_room() -> None:
    table = Table(FakeClock(), lambda _topic: Standing())
    for number in range(6000):
        table.take(f"t/{number}", b"x" * 5000, retained=True)
    assert sum(len(each.payload) for each in table.seen.values()) <= 8 * 1024 * 1024 + 6000 * 256
    assert {each.size for each in table.seen.values()} == {5000}
    assert table.entry("t/5999")["cut"] is True


def test_a_cleared_topic_is_not_kept_any_more() -> None:
    table = Table(FakeClock(), lambda _topic: Standing())
    table.take("t", b"1", retained=True)
    table.take("t", b"", retained=True)
    entry = table.entry("t")
    assert (entry["retained"], entry["text"], entry["count"]) == (False, "", 1)


async def test_the_rate_follows_the_rhythm() -> None:
    clock = FakeClock()
    table = Table(clock, lambda _topic: Standing())
    for _ in range(40):
        table.take("t", b"1", retained=False)
        await clock.advance(0.5)
    assert table.entry("t")["period_ms"] == pytest.approx(500, abs=1)


async def test_only_a_few_topics_have_a_history() -> None:
    clock = FakeClock()
    histories = Histories(clock)
    for number in range(20):
        histories.look(f"t/{number}", b"1", 1, 0, retained=False)
        await clock.advance(1)
    for number in range(20):
        histories.take(f"t/{number}", b"2", 5, retained=False)
    assert len(histories.look("t/19", b"", 0, 0, retained=False)) == 2
    assert len(histories.look("t/0", b"1", 1, 0, retained=False)) == 1


@pytest.mark.parametrize(
    ("payload", "entry"),
    [
        (b"", {"text": ""}),
        ("ü€\n".encode(), {"text": "ü€\n"}),
        (b"\x00\x01", {"hex": "00 01"}),
        (b"\xff" * 100, {"hex": " ".join(["ff"] * 64), "cut": True}),
        (b"\x1b[2J", {"hex": "1b 5b 32 4a"}),
        (("a" * 255 + "€").encode(), {"text": "a" * 255, "cut": True}),
        (b"a" * 255 + b"\xff", {"hex": " ".join(["61"] * 64), "cut": True}),
    ],
)
def test_payloads_are_text_or_hex(payload: bytes, entry: dict[str, object]) -> None:
    assert shown(payload, len(payload)) == entry


@pytest.mark.parametrize(
    ("topic", "device"),
    [
        ("tele/plug/SENSOR", ("tasmota", "plug")),
        ("cmnd/house/plug/POWER1", ("tasmota", "house/plug")),
        ("shellyplus1pm-a8/status/switch:0", ("shelly", "shellyplus1pm-a8")),
        ("cellar/pump/status/sys", ("shelly", "cellar/pump")),
        ("shellyplus1pm-a8/online", ("shelly", "shellyplus1pm-a8")),
        ("shellies/shelly1pm-84/relay/0/power", ("shelly_gen1", "shellies/shelly1pm-84")),
        ("zigbee2mqtt/living lamp", ("zigbee2mqtt", "zigbee2mqtt/living lamp")),
        ("zigbee2mqtt/lamp/availability", ("zigbee2mqtt", "zigbee2mqtt/lamp")),
        ("zigbee2mqtt/bridge/state", None),
        ("z2m/lamp", ("zigbee2mqtt", "z2m/lamp")),
        ("other/lamp", None),
        ("weather/sensor/outside/state", ("esphome", "weather")),
    ],
)
def test_devices_are_told_by_their_topics(topic: str, device: tuple[str, str] | None) -> None:
    assert device_of(topic, {"z2m/bridge/state"}) == device
