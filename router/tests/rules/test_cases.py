"""Mistakes in the cases beside the routes are findings with their place."""

import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail_router.compiler import compile_routes
from dinrail_router.routing import routing_schema

ROUTES = [
    {"id": "u", "from": "bt.*.mv", "to": "plc.{1}.u", "when": "point('plc.run')"},
    {"id": "off", "from": "can.a", "to": "mqtt.a", "enabled": False},
]
SCHEMA = jsonschema.Draft202012Validator(routing_schema())


def findings(case, **file):
    text = json.dumps({"routes": ROUTES, "tests": [case], **file})
    return compile_routes(text.encode()).findings


def case(**fields):
    given_ = [{"point": "bt.a.mv", "value": 1}]
    return {"name": "n", "given": given_, "expect": [{"to": "plc.a.u", "value": 1}], **fields}


@pytest.mark.parametrize("fields", [
    {},
    {"start": "2026-01-05T06:00:00+01:00"},
    {"start": "2026-01-05"},
    {"until": "1h", "tolerance": 0.5, "only": ["u"]},
    {"given": [{"point": "bt/a/mv", "value": None, "quality": "bad", "reason": "device_timeout", "stored": True}]},
    {"given": [{"point": "plc.run", "value": True}, {"at": "1h30m", "point": "bt.a.mv", "value": "x"}]},
    {"given": [], "expect": []},
    {"expect": [{"at": 10, "to": "plc.a.u", "value": 1}, {"at": "5s", "to": "plc.b.u", "value": 1}]},
])  # fmt: skip
def test_a_case_without_a_mistake(fields):
    assert findings(case(**fields)) == ()
    SCHEMA.validate({"routes": ROUTES, "tests": [case(**fields)]})


@pytest.mark.parametrize(("fields", "key", "pointer", "words"), [
    ({"nmae": ""}, "unknown_field", "/tests/0/nmae", 'did you mean "name"?'),
    ({"name": ""}, "wrong_type", "/tests/0/name", "length"),
    ({"given": {}}, "wrong_type", "/tests/0/given", "array"),
    ({"given": [{"point": "bt.a.mv"}]}, "missing_field", "/tests/0/given/0", "'value' is missing"),
    ({"given": [{"pint": "bt.a.mv", "value": 1}]}, "unknown_field", "/tests/0/given/0/pint", '"point"?'),
    ({"given": [{"point": "bt.a.mv", "value": []}]}, "wrong_type", "/tests/0/given/0/value", "array"),
    ({"given": [{"point": "bt.a.mv", "value": 1, "at": "5 s"}]}, "duration_invalid", "/tests/0/given/0/at", '"s"?'),
    ({"given": [{"point": "bt.a.mv", "value": 1, "at": -1}]}, "wrong_type", "/tests/0/given/0/at", ">= 0"),
    ({"given": [{"point": "bt..mv", "value": 1}]}, "address_invalid", "/tests/0/given/0/point", "empty segment"),
    ({"given": [{"point": "bt.*.mv", "value": 1}]}, "case_pattern", "/tests/0/given/0/point", "not a pattern"),
    ({"given": [{"point": "bt", "value": 1}]}, "address_without_point", "/tests/0/given/0/point", "no point"),
    ({"given": [{"point": "Bt.a", "value": 1}]}, "instance_id_invalid", "/tests/0/given/0/point", "lower-case"),
    ({"given": [{"at": "1m", "point": "bt.a.mv", "value": 1}, {"at": 59, "point": "bt.b.mv", "value": 1}]},
     "case_backwards", "/tests/0/given/1/at", "before the 60 s"),
    ({"expect": [{"to": "plc.a.u", "value": 1, "at": 2}, {"to": "plc.a.u", "value": 1, "at": 1}]},
     "case_backwards", "/tests/0/expect/1/at", "before the 2 s"),
    ({"given": [{"at": "1m", "point": "bt.a.mv", "value": 1}], "until": "59s"},
     "case_backwards", "/tests/0/until", "ends before"),
    ({"expect": [{"to": "plc.a.u", "value": 1, "quality": "x"}]}, "wrong_type", "/tests/0/expect/0/quality", "'x'"),
    ({"expect": [{"too": "plc.a.u", "value": 1}]}, "unknown_field", "/tests/0/expect/0/too", 'did you mean "to"?'),
    ({"start": "yesterday"}, "case_start_invalid", "/tests/0/start", "no date"),
    ({"start": "1999-12-31T00:00"}, "case_start_invalid", "/tests/0/start", "year 1999"),
    ({"only": ["uu"]}, "case_route_unknown", "/tests/0/only/0", 'did you mean "u"?'),
    ({"tolerance": -1}, "wrong_type", "/tests/0/tolerance", ">= 0"),
])  # fmt: skip
def test_a_mistake_has_its_place(fields, key, pointer, words):
    found = findings(case(**fields))
    assert [(each.level, each.key, each.pointer) for each in found] == [("error", key, pointer)]
    assert words in found[0].sentence
    assert found[0].line == 1
    assert found[0].column > 1


@pytest.mark.parametrize(("fields", "key", "pointer"), [
    ({"given": [{"point": "bt.a.volt", "value": 1}]}, "case_unread", "/tests/0/given/0/point"),
    ({"given": [{"point": "can.a", "value": 1}]}, "case_unread", "/tests/0/given/0/point"),
    ({"expect": [{"to": "plc.a.uu", "value": 1}]}, "case_unreached", "/tests/0/expect/0/to"),
    ({"expect": [{"to": "mqtt.a", "value": 1}]}, "case_unreached", "/tests/0/expect/0/to"),
])  # fmt: skip
def test_what_no_route_in_force_knows_is_doubtful(fields, key, pointer):
    assert [(each.level, each.key, each.pointer) for each in findings(case(**fields))] == [("warning", key, pointer)]


def test_every_wrong_case_is_told_and_the_routes_beside_it():
    text = json.dumps({"routes": [{"from": "bt.a"}], "tests": [{"name": "a"}, 5, {"name": "b"}]})
    found = compile_routes(text.encode()).findings
    assert [each.pointer for each in found] == ["/routes/0", "/tests/0", "/tests/1", "/tests/2"]


def test_the_column_is_that_of_the_character():
    text = '{"routes": [{"from": "bt.a", "to": "plc.b"}],\n "tests": [{"name": "n", "given": [{"point": "bt.a*",'
    text += ' "value": 1}], "expect": []}]}'
    (finding,) = compile_routes(text.encode()).findings
    assert (finding.line, finding.column) == (2, 51)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "given", "expect", "at", "to", "point", "value", "start", "until", "only", "x"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=15,
)


@given(st.lists(ANY, max_size=3))
def test_nothing_that_stands_under_tests_makes_the_compiler_raise(cases):
    content = {"routes": ROUTES, "tests": cases}
    found = compile_routes(json.dumps(content).encode())
    assert all(each.message.isprintable() for each in found.findings)
    assert found.errors or SCHEMA.is_valid(content)
