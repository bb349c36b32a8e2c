"""A PLC that goes away and comes back: nothing stays good meanwhile, nobody lends a hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stack import Stack
from stack.compose import until

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]

PLC = "plc_keller"
FIELD = "ads-sim-keller"
CHARGE = f"{PLC}.MAIN.fbBattery.fSoc"
PATIENCE_S = 3.0 + 2.0  # the bar, and what a busy machine and asking for it may add


@pytest.fixture
def field(stack: Stack) -> Iterator[None]:
    """The simulated PLC runs again afterwards, whatever happened to it."""
    yield
    for verb in ("unpause", "start"):
        try:
            stack.compose(verb, FIELD)
        except AssertionError:
            continue  # it was not paused
    stack.wait_status(PLC, "running", timeout=90)


def quality(stack: Stack) -> str:
    return str(stack.api.point(CHARGE)["quality"])


@pytest.mark.parametrize(("away", "back"), [("kill", "start"), ("pause", "unpause")])
def test_rows_26_and_30_a_plc_without_power_or_cable_is_bad_at_once_and_recovers(
    stack: Stack, field: None, away: str, back: str
) -> None:
    until(lambda: quality(stack) == "good", timeout=30, what="values are good")
    stack.wait_status("plc_garage", "running", timeout=60)
    neighbour = stack.api.point("plc_garage.MAIN.fbBattery.fSoc")
    stack.compose(away, FIELD)
    until(lambda: quality(stack) == "bad", timeout=PATIENCE_S, what="values are bad", every=0.1)
    found = stack.wait_status(PLC, "disconnected", timeout=10)
    assert found["status"]["reason"]["key"] in ("timeout", "host_unknown", "plc_unreachable", "ads_link_lost")
    until(
        lambda: stack.api.point("calc.plc_keller.battery.soc")["quality"] == "bad",
        timeout=10,
        what="what is calculated from it is bad",
    )
    assert stack.api.point("plc_garage.MAIN.fbBattery.fSoc")["ts"] >= neighbour["ts"]
    assert stack.api.instance("plc_garage")["status"]["status"] == "running"
    stack.compose(back, FIELD)
    until(lambda: quality(stack) == "good", timeout=60, what="values are good again")
    stack.wait_status(PLC, "running", timeout=30)


def test_a_route_writes_to_the_plc(stack: Stack) -> None:
    """What the inverter delivers is what the battery may charge with."""

    def follows() -> bool:
        power = stack.api.point("inverter_1.inverter.power")["value"]
        limit = stack.api.point(f"{PLC}.MAIN.fbBattery.fChargeLimit")
        return limit["quality"] == "good" and abs(limit["value"] - power) < 500

    until(follows, timeout=60, what="the charge limit follows the roof")

    def delivered() -> int:
        routes = stack.api.call("GET", "/api/routes/counters")["routes"]
        return int(next(each["delivered"] for each in routes if each["id"] == "charge-from-the-roof"))

    until(delivered, timeout=30, what="it is counted")
