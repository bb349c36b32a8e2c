"""The JSON Schema and the router agree on what a valid file is."""

import json

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail_router.compiler import compile_routes
from dinrail_router.operators import operators
from dinrail_router.pipeline import parse_pipeline, unparse
from dinrail_router.routing import routing_schema

SCHEMA = jsonschema.Draft202012Validator(routing_schema())
NUMBER = st.floats(-1e6, 1e6, allow_nan=False)
STEP = st.one_of(
    st.builds(lambda factor: {"op": "scale", "factor": factor}, NUMBER),
    st.builds(lambda amount: {"op": "offset", "amount": amount}, NUMBER),
    st.builds(lambda digits: {"op": "round", "digits": digits}, st.integers(-15, 15)),
    st.builds(lambda low, more: {"op": "clamp", "min": low, "max": low + more}, NUMBER, st.floats(0, 1e6)),
    st.builds(lambda width: {"op": "deadband", "width": width}, st.floats(1e-6, 1e6)),
    st.sampled_from([
        msgspec.to_builtins(parse_pipeline(operator.example.transform)[0]) for operator in operators().values()
    ]),
)  # fmt: skip
NAME = st.sampled_from(["a", "bms_001", "voltage", "MAIN", "x9"])
SEGMENT = NAME | st.just("*") | st.just("**")


@st.composite
def routes(draw):
    sources = draw(st.lists(st.tuples(st.sampled_from(["bt", "inverter_1"]), SEGMENT, SEGMENT), min_size=1, max_size=3))
    wildcards = min(sum(part.startswith("*") for part in source) for source in sources)
    captured = st.integers(1, wildcards).map(lambda n: f"{{{n}}}") if wildcards else NAME
    targets = draw(
        st.lists(st.tuples(st.sampled_from(["plc", "mqtt", "calc"]), NAME | captured, captured), min_size=1, max_size=3)
    )
    steps = draw(st.lists(STEP, max_size=4))
    entry = {
        "from": [".".join(source) for source in sources],
        "to": draw(st.sampled_from(["/", "."])).join(targets[0])
        if len(targets) == 1
        else [".".join(to) for to in targets],
        "transform": steps,
    }
    entry |= draw(st.fixed_dictionaries({}, optional={
        "name": st.text(max_size=20),
        "enabled": st.booleans(),
        "quality": st.sampled_from(["good", "uncertain", "bad", ["good", "bad"]]),
        "on_error": st.just("drop"),
        "when": st.sampled_from(["", "value != 3", "point('plc.run') and prev != null", "hour in (1, 2)"]),
        "schedule": st.sampled_from([{}, {"days": "mon-fri", "from": "22:00", "to": "06:00"}, [{"dates": ["12-24"]}]]),
    }))  # fmt: skip
    return entry


@given(st.lists(routes(), max_size=6))
def test_any_valid_file_compiles_without_a_word_and_fits_the_schema(entries):
    content = {"routes": [{"id": f"r{number}", **entry} for number, entry in enumerate(entries)]}
    assert compile_routes(json.dumps(content).encode()).findings == ()
    SCHEMA.validate(content)


@given(st.lists(routes(), max_size=4))
def test_a_pipeline_written_as_text_is_the_same_route(entries):
    content = {"routes": entries}
    as_list = compile_routes(json.dumps(content).encode()).plans
    texts = [{**entry, "transform": unparse(plan.operators)} for entry, plan in zip(entries, as_list, strict=True)]
    as_text = compile_routes(json.dumps({"routes": texts}).encode()).plans
    assert [plan.identity for plan in as_text] == [plan.identity for plan in as_list]


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["routes", "from", "to", "transform", "op", "id", "x"]), inner, max_size=4)
    ),
    max_leaves=15,
)


@given(st.binary(max_size=80) | ANY.map(lambda content: json.dumps(content).encode()))
def test_no_bytes_make_the_compiler_raise(data):
    result = compile_routes(data)
    assert all(finding.message.isprintable() for finding in result.findings)


@given(ANY, st.sampled_from(["from", "to", "transform", "id", "quality", "enabled", "name"]))
def test_what_the_schema_refuses_the_router_refuses_too(value, field):
    content = {"routes": [{"from": "bt.a", "to": "plc.b", field: value}]}
    refused = not SCHEMA.is_valid(content)
    assert not refused or compile_routes(json.dumps(content).encode()).errors


@pytest.mark.parametrize("name", operators())
def test_the_schema_describes_every_operator_and_its_parameters(name):
    described = [
        each for each in SCHEMA.schema["$defs"].values() if each["properties"].get("op", {}).get("enum") == [name]
    ]
    assert described[0]["description"]
    parameters = {key: each for key, each in described[0]["properties"].items() if key != "op"}
    assert all(each["title"] and each["description"] for each in parameters.values())
