"""Runners that misbehave, each in one way, under a good adapter: the battery must notice them too."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from typing import Any

from mqtt5 import PublishPacket

from dinrail.bus import Bus, Will
from dinrail.directory import Point
from dinrail.reason import Reason
from dinrail.runner import shown
from dinrail.runner.presence import Presence
from dinrail.runner.replies import Replies
from dinrail.runner.runner import AdapterRunner
from dinrail.runner.writes import WriteQueue
from dinrail.write import WriteRequest

__all__ = ["SABOTAGE"]

# Methods are replaced, which a type checker rightly minds.
PATCHED: dict[str, Any] = {
    cls.__name__: cls for cls in (AdapterRunner, Bus, Point, Presence, Replies, WriteQueue, WriteRequest)
}


def chats_while_describing() -> None:
    """Prints something beside its description."""
    sys.stdout.write("hello\n")


def assumes_an_instance() -> None:
    """Starts under a name of its own where none is given."""
    os.environ.setdefault("DINRAIL_INSTANCE", "somebody")


def does_not_say_what_it_waits_for() -> None:
    """Starting, for reasons of its own."""
    shown.WAITING = Reason("bored")


def publishes_only_in_its_first_session() -> None:
    """Thinks the broker remembers."""
    online, sessions = AdapterRunner._online, list[AdapterRunner]()

    def once(runner: AdapterRunner) -> None:
        sessions.append(runner)
        if len(sessions) == 1:
            online(runner)

    PATCHED["AdapterRunner"]._online = once


def leaves_no_will() -> None:
    """Its will is on a topic nobody reads."""
    PATCHED["Presence"].will = staticmethod(lambda identity, clock=None: Will(f"dinrail/{identity}/nothing", b"lost"))


def waits_for_a_broker_that_is_gone() -> None:
    """Does not end before it could say goodbye."""

    async def stop(bus: Bus, timeout: float = 1.0) -> None:
        await asyncio.sleep(0 if bus.is_connected else 30)

    PATCHED["Bus"].stop = stop


def writes_anything() -> None:
    """Checks neither type nor range."""
    PATCHED["Point"].accept = lambda point, value: value


def carries_out_old_wishes() -> None:
    """Does not look at the time of a request."""
    PATCHED["WriteRequest"].check_age = lambda request, now_ms: None


def carries_out_retained_wishes() -> None:
    """Does not ask whether a request lay on the broker."""
    take = WriteQueue.take

    def live(queue: WriteQueue, packet: PublishPacket) -> None:
        take(queue, PublishPacket(packet.topic, packet.payload, response_topic=packet.response_topic,
                                  correlation_data=packet.correlation_data))  # fmt: skip

    PATCHED["WriteQueue"].take = live


def repeats() -> None:
    """Carries the same request out again."""
    PATCHED["Replies"].repeated = lambda replies, asker: False


def answers_anywhere() -> None:
    """Publishes on whatever response topic it is told."""
    PATCHED["Replies"]._ours = lambda replies, topic: True


def writes_under_panic() -> None:
    """Does not look at the latch before a write."""
    PATCHED["WriteQueue"]._check_blocked = lambda queue: None


def connects_under_panic() -> None:
    """Says panic and connects all the same."""
    apply = AdapterRunner._apply

    async def connect_first(runner: AdapterRunner) -> None:
        level, runner._panic = runner._panic, None
        await apply(runner)
        runner._panic, runner._situation.panic = level, level == "all"

    PATCHED["AdapterRunner"]._apply = connect_first


SABOTAGE: dict[str, Callable[[], None]] = {
    function.__name__: function
    for function in (
        chats_while_describing,
        assumes_an_instance,
        does_not_say_what_it_waits_for,
        publishes_only_in_its_first_session,
        leaves_no_will,
        waits_for_a_broker_that_is_gone,
        writes_anything,
        carries_out_old_wishes,
        carries_out_retained_wishes,
        repeats,
        answers_anywhere,
        writes_under_panic,
        connects_under_panic,
    )
}
