"""Which start waits for which, and for how long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from dinrail.documents import InstanceDefinition
from dinrail.testing import FakeClock
from dinrail_gateway.reconcile.precedence import INSTANCES_S, ROUTER_S, Precedence
from dinrail_gateway.reconcile.slot import Slot
from dinrail_gateway.runtime.interface import DesiredInstance, Found


class House:
    """Slots, and what else an order depends on."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.slots: dict[str, Slot] = {}
        self.router = True
        self.written: set[str] = set()
        self.precedence = Precedence(
            self.slots,
            clock=self.clock,
            may_run=lambda slot: slot.desired is not None and slot.desired.enabled,
            router_lives=lambda: self.router,
            needs_router=lambda instance: instance in self.written,
        )

    def add(self, instance: str, *after: str, enabled: bool = True) -> Slot:
        """One that does not run yet."""
        slot = self.slots[instance] = Slot(instance)
        definition = InstanceDefinition(id=instance, type="beast")
        slot.desired = DesiredInstance(definition=definition, enabled=enabled, after=after)
        return slot

    def waits(self, instance: str) -> str | None:
        """For whom."""
        reason = self.precedence.wait(self.slots[instance])
        return None if reason is None else str(reason.params["names"])

    def run(self, instance: str, *, heard: bool = False) -> None:
        """It runs."""
        slot = self.slots[instance]
        slot.found = Found(instance=instance, id=f"c-{instance}", state="running")
        slot.watch.run(self.clock.monotonic())
        if heard:
            slot.watch.pulse(self.clock.monotonic())


@pytest.fixture
async def house() -> AsyncIterator[House]:
    yield House()
    await asyncio.sleep(0)


async def test_without_an_order_nothing_waits(house: House) -> None:
    house.add("plc")
    assert house.waits("plc") is None


async def test_it_waits_until_the_one_before_it_was_heard(house: House) -> None:
    house.add("plc")
    house.add("bms", "plc")
    assert house.waits("bms") == "plc"
    house.run("plc")
    assert house.waits("bms") == "plc"
    house.slots["plc"].watch.pulse(house.clock.monotonic())
    assert house.waits("bms") is None


def fails(house: House) -> None:
    house.slots["plc"].watch.failed = True


def is_switched_off(house: House) -> None:
    house.add("plc", enabled=False)


def is_removed(house: House) -> None:
    del house.slots["plc"]


@pytest.mark.parametrize("happens", [fails, is_switched_off, is_removed])
async def test_who_will_not_come_is_not_waited_for(house: House, happens: Callable[[House], None]) -> None:
    house.add("plc")
    house.add("bms", "plc")
    happens(house)
    assert house.waits("bms") is None


async def test_a_wait_ends_after_its_time_and_the_next_start_waits_anew(house: House) -> None:
    house.add("plc")
    bms = house.add("bms", "plc")
    assert house.waits("bms") == "plc"
    await house.clock.advance(INSTANCES_S)
    assert house.waits("bms") is None
    bms.waiting_since = None
    assert house.waits("bms") == "plc"


async def test_only_what_routes_write_to_waits_for_the_router_and_only_so_long(house: House) -> None:
    house.add("plc")
    house.add("meter")
    house.written.add("plc")
    house.router = False
    assert (house.waits("plc"), house.waits("meter")) == ("router", None)
    house.router = True
    assert house.waits("plc") is None
    house.router = False
    await house.clock.advance(ROUTER_S)
    assert house.waits("plc") is None
