"""Rows of the fault catalogue as far as they concern the router: a real process beside a real Mosquitto."""

from __future__ import annotations

import json
import signal
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from integration.router_lab import Mosquitto, RouterProcess, until
from integration.test_router import IMAGES, Lab, counters

WINDOWS: list[dict[str, Any]] = [
    {"id": "time", "from": "bt.a", "transform": "avg(2s)", "to": ["plc.time", "calc.time"]},
    {"id": "number", "from": "bt.a", "transform": "sum(count=3)", "to": "plc.number"},
    {"id": "plain", "from": "bt.a", "to": "plc.plain"},
]
DEEP = b"[" * 10_000 + b"]" * 10_000
HOSTILE = [
    b"{", b"garbage", b"[]", b"\0", b"\xff\xfe", b'{"value": "\xff", "ts": 1}', b'{"value": "\\ud800", "ts": 1}',
    b'{"value": 1}', b'{"value": {}, "ts": 1}', b'{"value": 1, "ts": "now"}', b'{"value": NaN, "ts": 1}',
    b'{"value": 1e999, "ts": 1}', b'{"value": ' + DEEP + b', "ts": 1}', b'{"x": ' + DEEP + b', "value": 1, "ts": 1}',
    DEEP, b"9" * 5000, b'{"a":' * 5000,
]  # fmt: skip


@pytest.fixture(params=[pytest.param("", id="program"), IMAGES[0]])
def lab(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Lab]:
    lab = Lab(tmp_path, Mosquitto(tmp_path, image=request.param))
    yield lab
    lab.stop()


def routing(lab: Lab, *routes: dict[str, Any], **file: Any) -> RouterProcess:
    """A router on these routes."""
    return lab.routing(document(*routes, **file))


def document(*routes: dict[str, Any], **file: Any) -> bytes:
    return json.dumps({**file, "routes": routes}).encode()


def source(lab: Lab, received: int) -> Any:
    """Counters of `bt` once it has received that many messages."""

    def told() -> Any:
        return next(
            (each for each in counters(lab)["sources"] if each["id"] == "bt" and each["received"] >= received), 0
        )

    return until(told, f"{received} messages are counted", 20)


def route(lab: Lab, label: str, received: int) -> Any:
    """Counters of a route once it has received that many samples."""

    def told() -> Any:
        routes = counters(lab)["routes"]
        return next((each for each in routes if each["id"] == label and each["received"] >= received), 0)

    return until(told, f"route {label} has received {received}", 20)


def test_row_7_a_kill_within_a_window_loses_it_and_emits_nothing_twice(lab: Lab) -> None:
    router = routing(lab, *WINDOWS)
    for value in (1, 2, 3, 4):
        lab["bt"].say("a", value)
    lab["plc"].wait_written("number", 6)
    until(lambda: lab["plc"].written("plain")[-1] == 4, "the last is through")
    router.end(signal.SIGKILL)
    told, known = lab["plc"].written("time"), len(lab["plc"].written("plain"))
    lab.router()
    until(lambda: lab["plc"].written("plain")[known:] == [4], "the stored value is routed again")
    # It is a state and no event, and opens no window.
    for value in (10, 20, 30):
        lab["bt"].say("a", value)
    lab["plc"].wait_written("number", 6, 60)
    until(lambda: lab["plc"].written("time") == [*told, 20.0], "the window after the restart, and only that")
    time.sleep(2.5)
    assert lab["plc"].written("time") == [*told, 20.0]
    assert lab["plc"].written("number") == [6, 60]


def test_row_7_a_duplicate_after_a_kill_has_the_same_time(lab: Lab) -> None:
    router = routing(lab, {"from": "bt.a", "to": "calc.a"})
    lab["bt"].say("a", 5)
    first = lab.wait_calculated("a", 5)
    router.end(signal.SIGKILL)
    heard = len(lab.observer.messages)
    lab.router()
    again = until(
        lambda: [each for each in lab.observer.messages[heard:] if each.topic == "smarthome/calc/a" and each.payload],
        "the point is published again",
    )
    assert {(json.loads(each.payload)["value"], json.loads(each.payload)["ts"]) for each in again} == {
        (first["value"], first["ts"])
    }


def test_row_7_what_lies_on_the_broker_rebuilds_conditions_and_joins(lab: Lab) -> None:
    router = routing(
        lab,
        {"from": "bt.a", "transform": "combine(\"value + point('mqtt.b')\")", "to": "plc.sum"},
        {"from": "bt.a", "when": "point('mqtt.on')", "to": "plc.when"},
        {"from": ["mqtt.b", "mqtt.on"], "to": "plc.seen"},
    )
    lab["mqtt"].say("b", 10)
    lab["mqtt"].say("on", True)
    lab["plc"].wait_written("seen", 10, True)
    lab["bt"].say("a", 1)
    lab["plc"].wait_written("sum", 11)
    lab["plc"].wait_written("when", 1)
    router.end(signal.SIGKILL)
    lab.router()
    until(lambda: len(lab["plc"].written("seen")) == 4, "the other points are known again")
    lab["bt"].say("a", 2)
    until(lambda: lab["plc"].written("sum")[-1] == 12, "the next sample is joined")
    until(lambda: lab["plc"].written("when")[-1] == 2, "the next sample meets its condition")
    assert set(lab["plc"].written("sum")) == {11, 12}


def test_row_8_a_router_that_hung_goes_on_where_it_was_and_misses_no_value(lab: Lab) -> None:
    router = routing(lab, {"from": "bt.a", "to": "calc.a"})
    lab["bt"].say("a", 0)
    lab.wait_calculated("a", 0)
    router.process.send_signal(signal.SIGSTOP)
    for value in range(1, 501):
        lab["bt"].say("a", value)
    time.sleep(3)
    router.process.send_signal(signal.SIGCONT)
    lab.wait_calculated("a", 500)
    heard = [each.payload for each in lab.observer.messages if each.topic == "smarthome/calc/a" and each.payload]
    assert [json.loads(payload)["value"] for payload in heard] == list(range(501))
    assert router.log.read_text().count("connected to") == 1


def test_row_10_a_rule_that_cannot_compute_fails_alone(lab: Lab) -> None:
    router = routing(
        lab,
        {"id": "zero", "from": "bt.a", "transform": 'expr("1 / value")', "to": "calc.zero", "on_error": "bad"},
        {"id": "huge", "from": "bt.a", "transform": "scale(1e300) | offset(1) | scale(1e300)", "to": "calc.huge"},
        {"id": "word", "from": "bt.word", "transform": "scale(2)", "to": "calc.word", "on_error": "bad"},
        {"id": "right", "from": "bt.a", "to": "plc.a"},
    )
    lab["bt"].say("a", 4)
    lab["bt"].say("word", 4)
    lab.wait_calculated("zero", 0.25)
    lab.wait_calculated("word", 8)
    for _ in range(200):
        lab["bt"].say("a", 0)
        lab["bt"].say("word", "NaN")
    assert lab.wait_calculated("zero", 0.25, "bad")["reason"] == "route_error"
    lab.wait_calculated("word", 8, "bad")
    until(lambda: lab["plc"].written("a")[-1] == 0, "the other route goes on")
    assert route(lab, "zero", 201)["dropped"] == {"error": 200}
    lab["bt"].say("a", 8)
    lab.wait_calculated("zero", 0.125)
    until(lambda: lab["plc"].written("a")[-1] == 8, "the other route goes on")
    log = router.log.read_text()
    assert [log.count(f"route {name}:") for name in ("zero", "huge", "word", "right")] == [1, 1, 1, 0], log


@pytest.mark.parametrize("lab", IMAGES, indirect=True)  # Mosquitto 2.0.11 of Debian 12 does not tell the older
def test_row_11_of_two_routers_the_older_is_idle_for_good_and_nothing_is_written_twice(lab: Lab) -> None:
    first = routing(lab, {"from": "bt.a", "to": "plc.a"})
    second = lab.router()
    first.says("taken over", 20)
    second.says("connected to")
    for value in range(5):
        lab["bt"].say("a", value)
        time.sleep(0.5)
    lab["plc"].wait_written("a", 0, 1, 2, 3, 4)
    assert (first.log.read_text().count("connected to"), second.log.read_text().count("connected to")) == (1, 1)
    assert first.process.poll() is None


def test_row_19_hostile_payloads_are_dropped_counted_and_stop_nothing(lab: Lab) -> None:
    router = routing(lab, {"from": "bt.a", "to": "plc.a"})
    for payload in HOSTILE:
        lab["bt"].say("a", 0, raw=payload)
    now = round(time.time() * 1000)
    lab["bt"].say("a", 0, raw=b'{"value": 1, "value": 2, "ts": %d, "unknown": [{}]}' % now)
    lab["bt"].say("a", 0, raw=b'{"value": %d, "ts": %d}' % (10**30, now))
    lab["bt"].say("a", 0, raw=b'{"value": 3, "ts": %d}' % 10**40)
    until(lambda: lab["plc"].written("a")[-1:] == [3], "samples among them are routed")
    assert lab["plc"].written("a")[0] == 2
    told = source(lab, len(HOSTILE) + 3)
    assert (told["delivered"], told["dropped"]) == (3, {"malformed": len(HOSTILE)})
    assert 0 < len(told["malformed"]["payload"]) <= 1024
    assert router.process.poll() is None
    assert router.log.read_text().count("\n") < 20


def test_row_20_a_payload_too_large_cuts_who_sent_it_and_nobody_else(lab: Lab) -> None:
    router = routing(lab, {"from": "bt.*", "to": "plc.{1}"})
    for size in (257 * 1024, 5 * 1024 * 1024):
        lab["bt"].say("a", 0, raw=b'{"value": "' + b"x" * size + b'", "ts": 1}')
    lab["bt"].wait_subscribed(2)
    text = "y" * (200 * 1024)
    until(
        lambda: (lab["bt"].say("b", text), time.sleep(1), lab["plc"].written("b"))[-1], "what the broker lets through"
    )
    assert lab["plc"].written("b")[0] == text
    assert lab["plc"].written("a") == []
    assert router.process.poll() is None
    assert router.log.read_text().count("connected to") == 1


def test_row_21_garbage_and_ghosts_on_the_broker_stop_no_start(lab: Lab) -> None:
    for topic in ("bt/status", "bt/points/0", "bt/state", "router/breaker/bt", "router/breaker/x y", "calc/points/0",
                  "panic", "router/call/reactivate", "router/call/lint"):  # fmt: skip
        for payload in (b"\xff", DEEP, b'{"version": 99}', b"[]"):
            lab.observer.publish(f"dinrail/{topic}", payload, retain=True)
    lab.observer.publish("smarthome/calc/ghost", b"{", retain=True)
    lab.observer.publish("smarthome/calc/old", b'{"value": 1, "ts": 1, "quality": "odd"}', retain=True)
    lab["bt"].say("a", 0, raw=b"{")
    router = routing(lab, {"from": "*.a", "to": "plc.b"}, {"from": "bt.a", "to": "calc.c"})
    lab["bt"].say("a", 5)
    lab["plc"].wait_written("b", 5)
    lab.wait_calculated("c", 5)
    lab["bt"].publish("smarthome/bt/a", b"", retain=True)
    assert lab.wait_calculated("c", 5, "bad")["reason"] == "source_removed"
    assert router.process.poll() is None
    until(router.healthy, "the health check is content")


def test_row_22_odd_topics_are_refused_by_the_parser_and_counted(lab: Lab) -> None:
    router = routing(lab, {"from": "bt.**", "to": "calc.{1}"})
    odd = ["", "/", "a//b", "/a", "a/", "a.b", "100%", "../../etc/passwd", "x" * 65_000, "/".join("y" * 150) + "/",
           "$SYS", "\u200b", "a b", "';DROP TABLE x"]  # fmt: skip
    sample = json.dumps({"value": 1, "ts": round(time.time() * 1000)}).encode()
    for topic in odd:
        lab.observer.publish(f"smarthome/bt/{topic}", sample)
    lab["bt"].say("\u0430", 7)  # a Cyrillic letter is another point than the Latin one
    lab["bt"].say("a", 8)
    lab.wait_calculated("a", 8)
    told = source(lab, len(odd) + 2)
    assert told["dropped"].keys() <= {"bad_topic", "malformed"}
    assert told["dropped"]["bad_topic"] >= 8
    assert not [
        each for each in lab.observer.messages if "//" in each.topic and each.topic.startswith("smarthome/calc")
    ]
    assert router.process.poll() is None


def test_row_23_times_that_cannot_be_hold_nothing_open(lab: Lab) -> None:
    routing(lab, {"from": "bt.a", "transform": "count(2s)", "to": "plc.n"}, {"from": "bt.a", "to": "calc.a"})
    now = round(time.time() * 1000)
    for ts in (now + 10**9, 0, -(2**63), 2**63, now - 30_000, now - 60_000):
        lab["bt"].say("a", 0, raw=b'{"value": 1, "ts": %d}' % ts)
    lab["plc"].wait_written("n", 6)
    assert abs(lab.wait_calculated("a", 1)["ts"] - now) < 120_000


PLAIN = {"id": "plain", "from": "bt.a", "to": "plc.a"}
WRONG: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("/routes/0/when", {"when": "value >"}, {}),
    ("/routes/0/when", {"when": "point('bt.*')"}, {}),
    ("/routes/0/schedule/days", {"schedule": {"days": "someday"}}, {}),
    ("/routes/0/schedule/1/from", {"schedule": [{"days": "mon"}, {"from": "25:00"}]}, {}),
    ("/routes/0/transform", {"transform": "avg(0s)"}, {}),
    ("/routes/0/transform", {"transform": "@nothing"}, {}),
    ("/routes/0/transform/1/text", {"transform": [{"op": "abs"}, {"op": "expr", "text": "1 +"}]}, {}),
    ("/routes/0/bidirectional", {"transform": "round", "bidirectional": True}, {}),
    ("/sources/bt/rate", {}, {"sources": {"bt": {"rate": -1}}}),
    ("/sources/bt/retry", {}, {"sources": {"bt": {"retry": "soon"}}}),
    ("/sources/B T", {}, {"sources": {"B T": {"rate": 5}}}),
    ("/pipelines/mv", {}, {"pipelines": {"mv": "scale("}}),
    ("/place/latitude", {}, {"place": {"latitude": 100, "longitude": 11}}),
    ("/place/tz", {}, {"place": {"latitude": 48, "longitude": 11, "tz": "Europe/Nowhere"}}),
]


def test_row_37_a_mistake_in_any_field_is_told_at_its_place_and_what_runs_goes_on(lab: Lab) -> None:
    router = routing(lab, PLAIN)
    rev = zlib.crc32(document(PLAIN))
    for number, (path, fields, file) in enumerate(WRONG):
        bad = document({**PLAIN, **fields}, **file)
        lab.replace(bad)
        state = lab.wait_state("connected", rev=rev, rejected_rev=zlib.crc32(bad))
        assert state["config"]["rejected"]["params"]["path"] == path
        lab["bt"].say("a", number)
        lab["plc"].wait_written("a", *range(number + 1))
    lab.replace(document({**PLAIN, "transform": "scale(2)"}))
    lab.wait_state("connected", rev=zlib.crc32(document({**PLAIN, "transform": "scale(2)"})))
    lab["bt"].say("a", 50)
    until(lambda: lab["plc"].written("a")[-1] == 100, "the good file is in force")
    assert router.process.poll() is None
