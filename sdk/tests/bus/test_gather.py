"""Messages gather before they are read only while they come thick and fast."""

from __future__ import annotations

from typing import Any

import pytest

from dinrail.bus import _gather
from dinrail.bus._gather import Gather
from dinrail.testing import FakeBroker, Inbox


class Time:
    """The module `time`, of which somebody else turns the hands."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.naps: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Time:
    hands = Time()
    monkeypatch.setattr(_gather, "time", hands)
    return hands


def reads(gather: Gather, hands: Time, count: int, pause: float, size: int = 100) -> int:
    """Read so often with a pause before each; how many naps there were."""
    before = len(hands.naps)
    for _ in range(count):
        hands.now += pause
        gather.before_read()
        gather.after_read(size)
    return len(hands.naps) - before


def test_messages_now_and_then_are_read_at_once(hands):
    assert reads(Gather(0.000_25), hands, 100, 0.005) == 0


def test_a_burst_now_and_then_is_read_at_once(hands):
    gather = Gather(0.000_25)
    assert [reads(gather, hands, 1, 1.0) + reads(gather, hands, 7, 0.000_1) for _ in range(10)] == [0] * 10


def test_messages_that_come_thick_and_fast_gather(hands):
    gather = Gather(0.000_25)
    assert reads(gather, hands, 8, 0.001) == 0
    assert reads(gather, hands, 100, 0.001) == 100
    assert set(hands.naps) == {0.000_25}


def test_who_finds_plenty_does_not_wait_for_more(hands):
    gather = Gather(0.000_25)
    reads(gather, hands, 20, 0.001)
    assert reads(gather, hands, 100, 0.001, size=20_000) == 1


def test_it_ends_with_the_rush(hands):
    gather = Gather(0.000_25)
    reads(gather, hands, 20, 0.001)
    hands.now += 0.05
    assert reads(gather, hands, 1, 0.0) == 0


async def test_every_message_arrives_in_order(make_bus: Any, broker: FakeBroker) -> None:
    bus = make_bus("router", gather=0.000_25)
    await bus.connected(5)
    inbox = Inbox()
    await bus.subscribe("n", inbox).wait()
    for number in range(3000):
        broker.publish("n", b"%d" % number)
    await inbox.wait(3000)
    assert inbox.payloads == [b"%d" % number for number in range(3000)]
