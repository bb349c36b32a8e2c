"""Publishing and subscribing through a broker."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from dinrail.bus import Bus, PublishPacket, RetainHandling
from dinrail.errors import BusError
from dinrail.testing import FakeBroker, Inbox


@pytest.mark.parametrize("qos", [0, 1])
async def test_a_message_reaches_its_subscriber_with_all_it_carries(bus: Bus, peer: Bus, qos: int) -> None:
    inbox = Inbox()
    await peer.subscribe("smarthome/plc/#", inbox, qos=1).wait()
    assert bus.publish(
        "smarthome/plc/MAIN/ü",
        b"1",
        qos=qos,
        expiry=30,
        response_topic="r/x",
        correlation=b"\x00\xff",
        user_properties=[("hop", "2"), ("hop", "3")],
    )
    (packet,) = await inbox.wait(1)
    assert (packet.topic, packet.payload, packet.qos == qos) == ("smarthome/plc/MAIN/ü", b"1", True)
    assert (packet.message_expiry_interval, packet.response_topic, packet.correlation_data) == (30, "r/x", b"\x00\xff")
    assert packet.user_properties == [("hop", "2"), ("hop", "3")]


async def test_order_is_kept_over_many_messages(bus: Bus, peer: Bus) -> None:
    inbox = Inbox()
    await peer.subscribe("n", inbox).wait()
    for number in range(3000):
        bus.publish("n", b"%d" % number)
    await inbox.wait(3000)
    assert inbox.payloads == [b"%d" % number for number in range(3000)]


async def test_each_handler_gets_only_its_own_filters(bus: Bus, peer: Bus) -> None:
    all_of_a, one, other = Inbox(), Inbox(), Inbox()
    peer.subscribe("a/#", all_of_a)
    peer.subscribe("a/+/x", one)
    await peer.subscribe("b", other).wait()
    for topic in ("a", "a/1/x", "b"):
        bus.publish(topic, topic.encode())
    await other.wait(1)
    assert all_of_a.payloads == [b"a", b"a/1/x"]
    assert one.payloads == [b"a/1/x"]
    assert other.payloads == [b"b"]


async def test_retain_tells_stored_copies_from_live_ones(bus: Bus, peer: Bus) -> None:
    await bus.publish_acked("s/1", b"old", retain=True)
    plain, as_published = Inbox(), Inbox()
    peer.subscribe("s/+", plain)
    await peer.subscribe("s/#", as_published, retain_as_published=True).wait()
    await bus.publish_acked("s/1", b"new", retain=True)
    await as_published.wait(2)
    assert [(packet.payload, packet.retain) for packet in plain.packets] == [(b"old", True), (b"new", False)]
    assert [(packet.payload, packet.retain) for packet in as_published.packets] == [(b"old", True), (b"new", True)]


async def test_stored_copies_can_be_left_out(bus: Bus, peer: Bus) -> None:
    await bus.publish_acked("s/1", b"old", retain=True)
    inbox = Inbox()
    await peer.subscribe("s/+", inbox, retain_handling=RetainHandling.SEND_NEVER).wait()
    bus.publish("s/1", b"new", retain=True)
    await inbox.wait(1)
    assert inbox.payloads == [b"new"]


async def test_no_local_hides_own_messages(bus: Bus, peer: Bus) -> None:
    inbox = Inbox()
    await bus.subscribe("n", inbox, no_local=True).wait()
    bus.publish("n", b"mine")
    await bus.publish_acked("n", b"mine too")
    peer.publish("n", b"theirs")
    await inbox.wait(1)
    assert inbox.payloads == [b"theirs"]


async def test_two_handlers_on_one_filter_are_both_called(bus: Bus, peer: Bus) -> None:
    first, second = Inbox(), Inbox()
    one = peer.subscribe("n", first)
    await peer.subscribe("n", second, qos=1).wait()
    bus.publish("n", b"1")
    await second.wait(1)
    peer.unsubscribe(one)
    bus.publish("n", b"2")
    await second.wait(2)
    assert (first.payloads, second.payloads) == ([b"1"], [b"1", b"2"])


async def test_one_filter_cannot_have_two_sets_of_options(bus: Bus) -> None:
    bus.subscribe("n", print)
    with pytest.raises(ValueError, match="other options"):
        bus.subscribe("n", print, no_local=True)


async def test_after_unsubscribe_the_handler_is_not_called_and_the_broker_knows(
    bus: Bus, peer: Bus, broker: FakeBroker
) -> None:
    inbox = Inbox()
    subscription = peer.subscribe("n", inbox)
    await subscription.wait()
    broker.publish("n", b"on its way")
    peer.unsubscribe(subscription)
    peer.unsubscribe(subscription)
    await broker.wait_until(lambda: broker.subscriptions("peer") == [])
    await bus.publish_acked("n", b"late")
    assert inbox.payloads == []


async def test_what_was_on_its_way_at_an_unsubscribe_goes_to_whom_it_names(
    bus: Bus, peer: Bus, broker: FakeBroker
) -> None:
    inbox, late, again = Inbox(), Inbox(), Inbox()
    subscription = peer.subscribe("n", inbox)
    await subscription.wait()
    broker.publish("n", b"on its way")
    peer.unsubscribe(subscription, late=late)
    await peer.subscribe("n", again).wait()
    await bus.publish_acked("n", b"new")
    await again.wait(1)
    assert (inbox.payloads, late.payloads, again.payloads) == ([], [b"on its way"], [b"new"])


async def test_nothing_is_late_after_a_lost_connection(peer: Bus, broker: FakeBroker) -> None:
    late, again = Inbox(), Inbox()
    subscription = peer.subscribe("n", print)
    await subscription.wait()
    broker.pause()
    peer.unsubscribe(subscription, late=late)
    peer.subscribe("n", again)
    await broker.restart()
    await broker.wait_for_subscription("peer", "n", 10)
    broker.publish("n", b"1")
    await again.wait(1)
    assert late.payloads == []


async def test_a_handler_may_subscribe_unsubscribe_and_publish(bus: Bus, peer: Bus) -> None:
    inbox = Inbox()

    def once(packet: PublishPacket) -> None:
        peer.unsubscribe(subscription)
        peer.subscribe("m", inbox)
        peer.publish("m", packet.payload)

    subscription = peer.subscribe("n", once)
    await subscription.wait()
    bus.publish("n", b"1")
    bus.publish("n", b"2")
    await inbox.wait(1)
    assert inbox.payloads == [b"1"]


@pytest.mark.parametrize("qos", [0, 1])
async def test_a_handler_that_raises_is_counted_and_costs_nothing_else(bus: Bus, peer: Bus, qos: int) -> None:
    errors = list[tuple[str, bytes]]()
    inbox = Inbox()

    def fail(packet: PublishPacket) -> None:
        raise RuntimeError("boom")

    peer.on_handler_error(lambda error, packet: errors.append((str(error), packet.payload)))
    peer.subscribe("n", fail, qos=qos)
    await peer.subscribe("#", inbox, qos=qos).wait()
    for number in range(300):
        bus.publish("n", b"%d" % number, qos=qos)
    await inbox.wait(300)
    assert errors == [("boom", b"%d" % number) for number in range(300)]
    assert peer.counters.handler_errors == 300
    assert (peer.is_connected, peer.counters.reconnects) == (True, 0)


async def test_without_a_hook_handler_errors_are_logged_once_in_a_while(
    bus: Bus, peer: Bus, caplog: pytest.LogCaptureFixture
) -> None:
    inbox = Inbox()
    peer.subscribe("n", lambda packet: 1 / 0)
    await peer.subscribe("#", inbox).wait()
    for _ in range(50):
        bus.publish("n", b"")
    await inbox.wait(50)
    assert [record.message for record in caplog.records if record.exc_info] == ["handler of 'n' failed (1 so far)"]
    assert peer.counters.handler_errors == 50


@pytest.mark.parametrize("topic", ["a/+", "a/#", "", "\ud800", "x" * 70_000, "a\n", "a\0", "\uffff"])
@pytest.mark.parametrize("qos", [0, 1])
async def test_what_is_no_topic_is_refused_at_once(bus: Bus, topic: str, qos: int) -> None:
    with pytest.raises(BusError) as caught:
        bus.publish(topic, b"", qos=qos)
    assert caught.value.reason.key in ("topic_invalid", "packet_too_large")
    await bus.publish_acked("still", b"here")


async def test_qos_2_is_not_offered(bus: Bus) -> None:
    with pytest.raises(ValueError, match="0 or 1"):
        bus.publish("a", b"", qos=2)
    with pytest.raises(ValueError, match="0 or 1"):
        bus.subscribe("a", print, qos=2)


@pytest.mark.parametrize("pattern", ["a/#/b", "a+", "#a", "\ud800", "x" * 70_000])
async def test_what_is_no_filter_is_refused_at_once(bus: Bus, pattern: str) -> None:
    with pytest.raises(BusError) as caught:
        bus.subscribe(pattern, print)
    assert caught.value.reason.key == "filter_invalid"
    await bus.publish_acked("still", b"here")


async def test_a_filter_the_broker_refuses_is_reported(bus: Bus, caplog: pytest.LogCaptureFixture) -> None:
    subscription = bus.subscribe("$share/group/a", print)
    with pytest.raises(BusError) as caught:
        await subscription.wait()
    assert caught.value.reason.key == "subscription_refused"
    assert subscription.refused is not None
    assert subscription.refused.params["filter"] == "$share/group/a"
    assert bus.counters.subscriptions_refused == 1
    assert "refused" in caplog.text
    assert bus.is_connected


async def test_rights_decide_what_is_published_received_and_subscribed(bus: Bus, peer: Bus, broker: FakeBroker) -> None:
    broker.acl = lambda user, action, topic: topic != f"no-{action}"
    inbox = Inbox()
    peer.subscribe("+", inbox)
    refused = peer.subscribe("no-subscribe", inbox)
    with pytest.raises(BusError, match="not authorized"):
        await refused.wait()
    with pytest.raises(BusError) as caught:
        await bus.publish_acked("no-publish", b"1")
    assert caught.value.reason.key == "publish_refused"
    await bus.publish_acked("no-receive", b"2")
    await bus.publish_acked("allowed", b"3")
    await inbox.wait(1)
    assert inbox.payloads == [b"3"]
    assert bus.counters.refused == 1


async def test_counters_add_up(bus: Bus, peer: Bus) -> None:
    inbox = Inbox()
    await peer.subscribe("n", inbox, qos=1).wait()
    send: Callable[[int], bool] = lambda qos: bus.publish("n", b"", qos=qos)  # noqa: E731
    assert all(send(number % 2) for number in range(100))
    await inbox.wait(100)
    assert (bus.counters.sent, peer.counters.received) == (100, 100)


async def test_small_packets_are_not_held_back(bus: Bus) -> None:
    link = bus._connection.link
    assert link is not None
    assert link._transport is not None
    sock = link._transport.get_extra_info("socket")
    assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
