"""What the broker tells of itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dinrail.bus import PublishPacket
from dinrail.testing import FakeClock
from dinrail_gateway.broker.figures import BrokerFigures


class Silent:
    """A bus that only notes what is subscribed."""

    def __init__(self) -> None:
        self.filters: list[str] = []
        self.connects: list[Callable[[bool], object]] = []

    def subscribe(self, filter: str, *_: object) -> None:  # noqa: A002
        self.filters.append(filter)

    def on_connect(self, callback: Callable[[bool], object]) -> None:
        self.connects.append(callback)


@pytest.fixture
def bus() -> Silent:
    return Silent()


@pytest.fixture
def figures(bus: Silent, clock: FakeClock) -> BrokerFigures:
    return BrokerFigures(bus, clock)  # type: ignore[arg-type]


def tell(figures: BrokerFigures, **said: object) -> None:
    for topic, payload in said.items():
        figures._take(PublishPacket(f"$SYS/broker/{topic.replace('__', '/')}", str(payload).encode()))


async def test_numbers_are_kept_others_left_and_old_ones_not_told(
    figures: BrokerFigures, bus: Silent, clock: FakeClock
) -> None:
    assert all(each.startswith("$SYS/broker/") for each in bus.filters)
    tell(figures, clients__connected=7, heap__current=1048576, messages__sent="many", uptime="12 seconds")
    tell(figures, version="mosquitto version 2.1.2")
    assert figures.now() == {"clients_connected": 7.0, "heap_bytes": 1048576.0}
    assert (figures.version, figures.uptime_s) == ("2.1.2", 12)
    await clock.advance(61)
    assert figures.now() == {}
    assert figures.last()["clients_connected"] == 7.0


async def test_a_figure_that_does_not_change_stays_as_long_as_the_broker_speaks(
    figures: BrokerFigures, clock: FakeClock
) -> None:
    tell(figures, clients__connected=7)
    for seconds in range(10, 200, 10):
        await clock.advance(10)
        tell(figures, uptime=f"{seconds} seconds")
    assert figures.now() == {"clients_connected": 7.0}


async def test_another_connection_forgets_the_figures_of_before_once_it_speaks(
    figures: BrokerFigures, bus: Silent
) -> None:
    tell(figures, clients__connected=7, version="mosquitto version 2.1.2")
    bus.connects[0](False)
    assert figures.last() == {"clients_connected": 7.0}
    tell(figures, version="mosquitto version 2.0.21")
    assert (figures.last(), figures.version) == ({}, "2.0.21")


async def test_every_round_is_told_once_the_figures_are_there(figures: BrokerFigures) -> None:
    rounds: list[tuple[int, dict[str, float]]] = []
    figures.on_round(lambda uptime, told: rounds.append((uptime, told)))
    tell(figures, uptime="10 seconds", messages__sent=5)
    tell(figures, uptime="20 seconds", messages__sent=9)
    tell(figures, uptime="soon")
    assert rounds == [(20, {"messages_sent": 5.0})]
