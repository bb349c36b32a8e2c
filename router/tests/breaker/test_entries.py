"""`sources` of a routing file: what is taken, and where a mistake is."""

import json

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinrail_router.breaker.allowance import SourceEntry
from dinrail_router.compiler import compile_routes
from dinrail_router.routing import routing_schema

SCHEMA = jsonschema.Draft202012Validator(routing_schema())


def compiled(sources):
    return compile_routes(json.dumps({"routes": [], "sources": sources}).encode())


def test_a_source_may_have_limits_of_its_own():
    entry = {"connected": False, "rate": 800, "points": 2000, "retry": "5m"}
    found = compiled({"bt": entry, "calc": {}})
    assert found.findings == ()
    assert found.sources == {"bt": SourceEntry(**entry), "calc": SourceEntry()}


@pytest.mark.parametrize(
    ("text", "pointer", "column", "key"),
    [
        ('{"bt": {"rat": 1}}', "/sources/bt/rat", 21, "unknown_field"),
        ('{"bt": {"rate": 0}}', "/sources/bt/rate", 29, "wrong_type"),
        ('{"bt": {"rate": 1.5}}', "/sources/bt/rate", 29, "wrong_type"),
        ('{"bt": {"points": 50001}}', "/sources/bt/points", 31, "wrong_type"),
        ('{"bt": {"retry": "soon"}}', "/sources/bt/retry", 31, "duration_invalid"),
        ('{"bt": {"connected": null}}', "/sources/bt/connected", 34, "wrong_type"),
        ('{"bt": 5}', "/sources/bt", 20, "wrong_type"),
        ('{"Bt": {}}', "/sources/Bt", 14, "instance_id_invalid"),
        ('{"set": {}}', "/sources/set", 14, "instance_id_reserved"),
        ('{"a/~b": {}}', "/sources/a~1~0b", 14, "instance_id_invalid"),
        ("[]", "/sources", 13, "wrong_type"),
    ],
)
def test_a_mistake_is_told_at_its_place(text, pointer, column, key):
    (finding,) = compile_routes(f'{{"sources": {text}, "routes": []}}'.encode()).findings
    assert (finding.pointer, finding.line, finding.column, finding.key) == (pointer, 1, column, key)


def test_the_name_that_was_probably_meant_is_told():
    (finding,) = compiled({"bt": {"conected": False}}).findings
    assert finding.hint == 'did you mean "connected"?'


def test_every_mistake_is_told_beside_those_of_the_routes():
    text = json.dumps({"sources": {"bt": {"rate": 0}, "plc": {"rate": "x"}}, "routes": [{"from": "bt.a"}]})
    assert [finding.pointer for finding in compile_routes(text.encode()).findings] == [
        "/sources/bt/rate", "/sources/plc/rate", "/routes/0"]  # fmt: skip


ENTRIES = st.fixed_dictionaries(
    {},
    optional={
        "connected": st.booleans() | st.none(),
        "rate": st.integers(-1, 1_000_001) | st.none() | st.just("fast"),
        "points": st.integers(-1, 50_001) | st.none(),
        "retry": st.sampled_from(["5m", "1h30m", "", "5", "-1s", 0, -1, 12.5, None, []]),
        "rates": st.just(1),
    },
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["bt", "plc_keller", "calc", "Bt", "a b", ""]), ENTRIES, max_size=2))
def test_what_the_schema_takes_the_router_takes(sources):
    taken = compiled(sources)
    assert (taken.errors == []) == SCHEMA.is_valid({"routes": [], "sources": sources})
    if not taken.errors:
        assert set(taken.sources) == set(sources)
