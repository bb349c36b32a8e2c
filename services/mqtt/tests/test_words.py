"""Topics, payloads, templates and marks, without any broker."""

from __future__ import annotations

import contextlib
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail.errors import ConfigError
from dinrail.names import split
from dinrail.testing.clock import FakeClock
from dinrail_mqtt.config import MqttConfig
from dinrail_mqtt.filters import FilterTree
from dinrail_mqtt.guard import LoopGuard
from dinrail_mqtt.payloads import BadPayload, as_type, leaves, parse_json, place, plain, steps
from dinrail_mqtt.rendering import render
from dinrail_mqtt.topics import check_filter, check_topic, expand, fits

ANY = st.text(max_size=20)
SCALAR = st.one_of(st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), ANY)


@pytest.mark.parametrize(
    ("pattern", "topic", "yes"),
    [
        ("a/+/c", "a/b/c", True),
        ("a/+/c", "a/b/c/d", False),
        ("a/#", "a", True),
        ("a/#", "a/b/c", True),
        ("+", "$SYS", False),
        ("#", "$SYS/x", False),
        ("$SYS/#", "$SYS/x", True),
        ("a/b", "a/c", False),
    ],
)
def test_filters_match_as_brokers_do(pattern: str, topic: str, yes: bool) -> None:
    assert fits(pattern, topic) is yes


@given(levels=st.lists(ANY, min_size=1, max_size=6))
def test_whatever_a_topic_contains_its_name_is_a_path(levels: list[str]) -> None:
    topic = "/".join(level.replace("/", "") for level in levels)
    path = expand("", "#", topic)
    assert ".".join(split(path)) == path


def test_a_naming_rule_takes_what_the_wildcards_stand_for() -> None:
    assert expand("home.{1}.{#}", "tele/+/x/#", "tele/a.b/x/y/z") == "home.a%2Eb.y.z"


@given(payload=st.binary(max_size=60))
def test_any_payload_is_a_value_or_has_a_reason(payload: bytes) -> None:
    for read in (plain, parse_json):
        with contextlib.suppress(BadPayload):
            read(payload)


@given(value=SCALAR, kind=st.sampled_from(["auto", "BOOL", "INT", "UDINT", "LREAL", "STRING"]))
def test_a_typed_value_is_of_its_type_or_refused(value: object, kind: str) -> None:
    try:
        typed = as_type(value, kind)  # type: ignore[arg-type]
    except BadPayload:
        return
    assert {
        "auto": typed == value,
        "BOOL": isinstance(typed, bool),
        "INT": type(typed) is int and -(2**15) <= typed < 2**15,
        "UDINT": type(typed) is int and 0 <= typed < 2**32,
        "LREAL": type(typed) in (int, float),
        "STRING": isinstance(typed, str),
    }[kind]


def test_places_in_json() -> None:
    document = {"ENERGY": {"Power": 12.5}, "list": [{"x": 1}], "a.b": 2}
    assert place(document, steps("ENERGY.Power")) == 12.5
    assert place(document, steps("list[0].x")) == 1
    assert place(document, steps("/a.b")) == 2
    with pytest.raises(BadPayload, match="Voltage"):
        place(document, steps("ENERGY.Voltage"))
    with pytest.raises(BadPayload):
        place(document, steps("ENERGY"))


def test_a_deep_or_wide_document_is_bounded() -> None:
    deep: object = 1
    for _ in range(100):
        deep = {"x": deep}
    assert list(leaves(deep)) == []
    assert len(list(leaves({str(n): n for n in range(10_000)}))) <= 256
    with pytest.raises(BadPayload):
        parse_json(b"[" * 100_000)


@given(value=SCALAR, name=ANY)
def test_a_value_never_becomes_part_of_the_template(value: object, name: str) -> None:
    got = render('{"v":{json},"n":1}', value, ts=5, name=name)  # type: ignore[arg-type]
    assert msgspec.json.decode(got)["n"] == 1
    assert json.loads(got)["v"] == value


@given(text=ANY)
def test_text_is_sent_as_it_is(text: str) -> None:
    assert render("{value}", text, ts=0) == text.encode("utf-8", "surrogatepass")


def test_templates_leave_other_braces_alone() -> None:
    got = render('{"state":"{value}","at":{ts},"of":"{name}","x":{}}', True, ts=7, name="a.b", on="ON")
    assert got == b'{"state":"ON","at":7,"of":"a.b","x":{}}'


def test_own_messages_loops_and_history_are_told_apart() -> None:
    clock = FakeClock()
    one, other = LoopGuard("one", clock, marked=True), LoopGuard("other", clock, marked=True)
    marks = one.marks("t", b"1")
    assert one.judge("t", b"1", marks) == "own"
    assert other.judge("t", b"1", marks) == ""
    assert other.marks("u", b"1")["dinrail-hops"] == "2", "a value that came with one hop goes on with two"
    assert other.judge("t", b"1", {"dinrail-by": "x", "dinrail-hops": "5"}) == "loop"
    assert other.judge("t", b"1", {"dinrail-by": "x", "dinrail-history": "1"}) == "history"
    assert other.judge("t", b"1", {"dinrail-by": "x", "dinrail-hops": "many"}) == ""


def test_without_marks_an_echo_is_known_by_what_was_said() -> None:
    guard = LoopGuard("one", FakeClock(), marked=False)
    assert guard.marks("t", b"1") == {}
    assert guard.judge("t", b"1", {}) == "own"
    assert guard.judge("t", b"2", {}) == ""
    assert guard.judge("u", b"1", {}) == ""


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"subscriptions": [{"filter": "a/b#"}]}, "/subscriptions/0/filter"),
        ({"subscriptions": [{"filter": "a/+", "name": "{2}"}]}, "/subscriptions/0/name"),
        ({"publications": [{"name": "a", "topic": "a/#"}]}, "/publications/0/topic"),
        ({"publications": [{"name": "a"}, {"name": "a"}]}, "/publications/1/name"),
        ({"publications": [{"name": "a", "min": 2, "max": 1}]}, "/publications/0/min"),
        ({"devices": [{"name": "a b\n", "kind": "tasmota", "topic": "x"}]}, "/devices/0/name"),
        ({"endpoints": [{"host": "x", "ca": "PEM"}]}, "/endpoints/0/tls"),
        ({"endpoints": [{"host": "x", "tls": True, "certificate": "PEM"}]}, "/endpoints/0/key"),
    ],
)
def test_a_mistake_is_told_with_its_place(change: dict[str, object], path: str) -> None:
    with pytest.raises(ConfigError) as caught:
        msgspec.convert({"endpoints": [{"host": "x"}]} | change, MqttConfig)
    assert caught.value.path == path


def test_what_cannot_be_a_topic_or_filter() -> None:
    assert all(map(check_topic, ["", "a/+", "#", "$SYS/x", "a\0", "x" * 2000]))
    assert all(map(check_filter, ["", "a+/b", "#/a", "a\n"]))
    assert not any(map(check_filter, ["#", "+/+", "a//b", "$SYS/#"]))


LEVEL = st.sampled_from(["a", "b", "", "$x"])


@given(
    patterns=st.lists(st.lists(st.one_of(LEVEL, st.just("+")), min_size=1, max_size=4), max_size=6),
    rest=st.lists(st.booleans(), min_size=6, max_size=6),
    levels=st.lists(LEVEL, min_size=1, max_size=4),
)
def test_many_filters_at_once_find_what_each_alone_finds(
    patterns: list[list[str]], rest: list[bool], levels: list[str]
) -> None:
    names = ["/".join([*each, *(["#"] if more else [])]) for each, more in zip(patterns, rest, strict=False)]
    topic = "/".join(levels)
    assert set(FilterTree((name, name) for name in names).find(topic)) == {n for n in names if fits(n, topic)}
