"""What Home Assistant is told, without one; tests/ha has a real one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail.directory import Point
from dinrail.errors import ConfigError
from dinrail.testing.context import eventually
from dinrail_mqtt.client import Incoming
from dinrail_mqtt.config import HomeAssistant, MqttConfig
from dinrail_mqtt.homeassistant.announcer import Announcer, entities_in
from dinrail_mqtt.homeassistant.discovery import CHUNK, Places, component, documents, matching

PLACES = Places("dinrail/ha", "homeassistant")
ADDRESS = "inverter_1.inverter.limit"


def entity(point: Point, *, writable: bool = False) -> dict[str, object]:
    address = f"i.{point.path}"
    return component(PLACES, "n", address, point, frozenset({address} if writable else ()))[1]


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        (Point("u", "REAL", unit="V"), {"p": "sensor", "device_class": "voltage", "state_class": "measurement"}),
        (Point("e", "LREAL", unit="kWh"), {"p": "sensor", "device_class": "energy", "state_class": "total"}),
        (Point("pack.soc", "REAL", unit="%"), {"device_class": "battery", "unit_of_measurement": "%"}),
        (Point("load", "REAL", unit="%"), {"state_class": "measurement", "unit_of_measurement": "%"}),
        (Point("on", "BOOL"), {"p": "binary_sensor", "payload_on": "ON"}),
        (Point("mode", "INT", texts={"0": "off", "1": "on"}), {"device_class": "enum", "options": ["off", "on"]}),
        (Point("name", "STRING"), {"p": "sensor"}),
    ],
)
def test_what_is_shown(point: Point, expected: dict[str, object]) -> None:
    assert entity(point).items() >= expected.items()


def test_what_can_be_set_only_when_it_is_allowed() -> None:
    limit = Point("limit", "INT", unit="W", min=0, max=4600, writable=True)
    assert entity(limit)["p"] == "sensor"
    got = entity(limit, writable=True)
    expected = {"p": "number", "min": 0, "max": 4600, "step": 1, "command_topic": "dinrail/ha/set/i/limit"}
    assert got.items() >= expected.items()
    assert entity(Point("s", "BOOL", writable=True), writable=True)["p"] == "switch"
    assert entity(Point("fixed", "BOOL"), writable=True)["p"] == "binary_sensor"
    got = entity(Point("mode", "INT", texts={"0": "off", "1": 'a "}}', "2": "off"}, writable=True), writable=True)
    assert (got["p"], got["options"]) == ("select", ["off", 'a "}}'])
    assert got["command_template"] == r'{{ {"off": 0, "a \"\u007d\u007d": 1}[value] }}'


def test_a_large_instance_is_announced_in_pieces_and_large_groups_are_devices() -> None:
    points = {f"b{n}.cell_{c}": Point(f"b{n}.cell_{c}", "REAL", unit="mV") for n in range(3) for c in range(250)}
    found = list(documents(PLACES, "n", "bms", points, title="bms", writable=frozenset()))
    assert len(found) == 6
    assert len({topic for topic, _ in found}) == 6
    assert {len(payload["cmps"]) for _, payload in found} == {CHUNK, 50}
    assert {payload["dev"]["ids"][0] for _, payload in found} == {"n_bms_b0", "n_bms_b1", "n_bms_b2"}
    assert max(len(msgspec.json.encode(payload)) for _, payload in found) < 256 * 1024
    keys = [key for _, payload in found for key in payload["cmps"]]
    assert len(set(keys)) == len(points)


def test_addresses_come_back_from_commands() -> None:
    assert PLACES.address(PLACES.command(ADDRESS)) == ADDRESS


@pytest.mark.parametrize(
    ("pattern", "address", "yes"),
    [
        ("bms", "bms.a.b", True),
        ("bms.**", "bms.a.b", True),
        ("bms.*", "bms.a.b", False),
        ("bms.*.b", "bms.a.b", True),
        ("bms", "bms2.a", False),
        ("bms.a", "bmsxa", False),
    ],
)
def test_patterns(pattern: str, address: str, yes: bool) -> None:
    assert matching([pattern], address) is yes


@pytest.mark.parametrize("pattern", ["*.x", "**", "Bms", "bms.**.x", "set.x"])
def test_a_pattern_begins_with_an_instance(pattern: str) -> None:
    with pytest.raises(ConfigError) as caught:
        msgspec.convert({"endpoints": [{"host": "x"}], "homeassistant": {"points": [pattern]}}, MqttConfig)
    assert caught.value.path == "/homeassistant/points/0"


class Told:
    """In place of a connection: what was said last on each topic."""

    def __init__(self) -> None:
        self.last: dict[str, bytes] = {}

    def publish(self, topic: str, payload: bytes, **_: object) -> asyncio.Future[None]:
        self.last[topic] = payload
        done = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return done


class Listed:
    """In place of the bus: one instance shows its points, the other one is not there."""

    def follow(self, _patterns: object, *, on_points: Callable[..., None], **_: object) -> None:
        on_points("bms", {"soc": Point("soc", "REAL")})


async def test_an_instance_that_is_not_there_keeps_its_own_devices_and_nobody_elses() -> None:
    told, base = Told(), "homeassistant/device/dinrail_m"
    wanted = HomeAssistant(points=["bms.**", "gone.**"])
    announcer = Announcer(wanted, "m", Listed(), lambda *_: None)  # type: ignore[arg-type]
    for thing in ("bms_points_0", "gone_points_0", "deselected_points_0"):
        announcer.take(Incoming(f"{base}/{thing}/config", b'{"cmps":{"old":{"p":"sensor"}}}', True, {}))
    announcer.follow()
    running = asyncio.create_task(announcer.run(told))  # type: ignore[arg-type]
    await eventually(lambda: told.last.get(f"{base}/deselected_points_0/config") == b"")
    running.cancel()
    announced = msgspec.json.decode(told.last[f"{base}/bms_points_0/config"])["cmps"]
    assert announced["old"] == {"p": "sensor"}, "an entity that is no more is taken away"
    assert announced["bms_soc"]["state_topic"] == "dinrail/m/state/bms/soc"
    assert f"{base}/gone_points_0/config" not in told.last


async def test_states_of_what_is_shown_no_more_are_removed_unless_its_instance_is_silent() -> None:
    told, base, states = Told(), "homeassistant/device/dinrail_m", "dinrail/m/state"
    announcer = Announcer(HomeAssistant(points=["bms.**", "gone.**"]), "m", Listed(), lambda *_: None)  # type: ignore[arg-type]
    for thing, topic in (("bms_points_0", "bms/old"), ("gone_points_0", "gone/a"), ("other_points_0", "other/a")):
        payload = {"cmps": {"x": {"p": "sensor", "state_topic": f"{states}/{topic}"}}}
        announcer.take(Incoming(f"{base}/{thing}/config", msgspec.json.encode(payload), True, {}))
    foreign = {"cmps": {"x": {"p": "sensor", "state_topic": "house/lamp"}}}
    announcer.take(Incoming(f"{base}/foreign_0/config", msgspec.json.encode(foreign), True, {}))
    announcer.follow()
    running = asyncio.create_task(announcer.run(told))  # type: ignore[arg-type]
    await eventually(lambda: told.last.get(f"{states}/other/a") == b"")
    assert told.last[f"{states}/bms/old"] == b""
    assert f"{states}/gone/a" not in told.last
    assert "house/lamp" not in told.last
    running.cancel()


@given(st.binary(max_size=80))
def test_whatever_was_announced_before_is_read_or_ignored(payload: bytes) -> None:
    assert isinstance(entities_in(payload), dict)
