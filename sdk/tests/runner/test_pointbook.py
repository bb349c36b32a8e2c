import msgspec
import pytest

from dinrail.directory import Point
from dinrail.errors import ConfigError
from dinrail.parts import PartReader, split_document
from dinrail.runner.pointbook import PointBook, check_points
from dinrail.testing import FakeClock

from .conftest import Wire


def book(clock: FakeClock) -> tuple[PointBook, Wire]:
    wire = Wire()
    return PointBook(wire, "plc", clock=clock), wire


def joined(wire: Wire) -> list[Point]:
    reader = PartReader()
    texts = [reader.feed(payload) for _, payload, _, _ in wire.packets if payload]
    return msgspec.json.decode(next(text for text in reversed(texts) if text), type=list[Point])


def named(*paths: str) -> dict[str, Point]:
    return {path: Point(path, "INT") for path in paths}


def test_the_directory_is_published_in_retained_parts(clock):
    points, wire = book(clock)
    points.replace(named("a", "b"))
    assert wire.packets[0][0] == "dinrail/plc/points/0"
    assert wire.packets[0][2:] == (1, True)
    assert [point.path for point in joined(wire)] == ["a", "b"]


def test_an_unchanged_directory_is_not_published_again_but_to_a_new_session(clock):
    points, wire = book(clock)
    points.replace(named("a"))
    points.replace(named("a"))
    assert len(wire.packets) == 1
    points.publish()
    assert wire.packets[0] == wire.packets[1]


async def test_a_smaller_directory_clears_surplus_parts_and_tells_what_is_gone(clock):
    points, wire = book(clock)
    points.replace({f"p{n}": Point(f"p{n}", "INT", description="x" * 100) for n in range(3000)})
    published = wire.topics()
    wire.packets.clear()
    gone = points.replace(named("p1"))
    assert len(gone) == 2999
    assert wire.topics() == published
    assert [payload == b"" for _, payload, _, _ in wire.packets] == [False] + [True] * (len(published) - 1)


def test_what_an_earlier_process_left_is_cleared_and_its_revision_exceeded(clock):
    points, wire = book(clock)
    later = clock.now_ms() + 10_000_000
    parts = split_document([Point(f"old{n}", "INT", description="x" * 100) for n in range(3000)], later)
    for number, payload in enumerate(parts):
        points.recall(f"dinrail/plc/points/{number}", payload)
    gone = points.replace(named("a", "old7"))
    assert len(gone) == 2999
    assert [topic for topic, payload, _, _ in wire.packets if not payload] == [
        f"dinrail/plc/points/{number}" for number in range(1, len(parts))
    ]
    assert msgspec.json.decode(wire.packets[0][1])["rev"] == later + 1


def test_what_a_full_queue_did_not_take_is_published_again(clock):
    points, wire = book(clock)
    points.replace(named("a", "b"))
    wire.open = False
    points.replace(named("a"))
    points.repeat()
    wire.open = True
    wire.packets.clear()
    points.repeat()
    points.repeat()
    assert [point.path for point in joined(wire)] == ["a"]
    assert len(wire.packets) == 1


@pytest.mark.parametrize("payload", [b"", b"{}", b"garbage", b'{"rev":1,"part":0,"parts":1,"data":"nonsense"}'])
def test_garbage_an_earlier_process_left_is_overwritten(clock, payload):
    points, wire = book(clock)
    points.recall("dinrail/plc/points/0", payload)
    assert points.replace(named("a")) == set()
    assert [point.path for point in joined(wire)] == ["a"]


def test_two_points_of_one_name_are_a_configuration_error():
    with pytest.raises(ConfigError) as caught:
        check_points([Point("a.b", "INT"), Point("a/b", "INT")])
    assert caught.value.reason.key == "point_duplicate"


@pytest.mark.parametrize("path", ["", "a..b", "a b\n", "+", "a.#"])
def test_a_path_that_is_no_address_is_a_configuration_error(path):
    with pytest.raises(ConfigError):
        check_points([Point(path, "INT")])
