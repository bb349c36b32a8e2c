"""Whatever is written into a file gives findings or routes that run: never an exception, never half a file."""

import json

from hypothesis import given
from hypothesis import strategies as st

from dinrail.sample import Sample
from dinrail_router.compiler import compile_routes
from dinrail_router.simulation import Simulation

START_MS = 1_767_225_600_000
WORDS = [
    "value", "prev", "quality", "hour", "weekday", "ts", "age", "point('bt.b')", "point('{1}')", "point('calc.{1}.x')",
    "point('')", "min(", "round(", "abs(", "(", ")", "[", "]", ",", "+", "-", "*", "**", "/", "//", "%", "<", "==",
    "in", "not", "and", "or", "if", "else", "1", "0", "2.5", "1e308", "'a'", '"', "'", "null", "true", "lambda", "|",
    "@mv", "@", "=", "scale(", "map(", "avg(", "1s", "format(", "{:.1f}", "{}", "\\", "\ud800", "\0", "ä", "\n", ".",
]  # fmt: skip
TEXTS = (
    st.text(st.characters(), max_size=60)
    | st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join)
    | st.lists(st.sampled_from(WORDS), max_size=20).map("".join)
)
VALUES = st.sampled_from([0, 1, -3.5, 1e308, 10**400, True, "", "x", "12", None])
WHOLE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda part: st.lists(part, max_size=4) | st.dictionaries(TEXTS, part, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from([
    "from", "to", "when", "schedule", "transform", "bidirectional", "quality", "on_error", "id", "name", "enabled",
])  # fmt: skip


def runs_or_tells(route, values=(), **file):
    """Findings with a place and a sentence, or plans that take any value and count it."""
    text = json.dumps({**file, "routes": [route, {"from": "bt.a", "to": "calc.b"}]})
    compiled = compile_routes(text.encode())
    for finding in compiled.findings:
        assert finding.key
        json.dumps([finding.sentence, finding.hint]).encode()
        finding.sentence.encode()
        assert finding.line <= text.count("\n") + 1
    if compiled.errors:
        return
    simulation = Simulation(compiled.plans, START_MS)
    for number, value in enumerate(values):
        simulation.advance(float(number))
        for address in ("bt.a", "bt.b"):
            simulation.feed(address, Sample(value, simulation.clock.now_ms()))
    simulation.advance(1000.0)
    for each in simulation.routes:
        assert each.tally.view().balanced
    for result in simulation.results:
        str(result.value).encode()


@given(text=TEXTS, values=st.lists(VALUES, max_size=4))
def test_any_condition(text, values):
    runs_or_tells({"from": "bt.*", "to": "plc.a", "when": text}, values)


@given(text=TEXTS, kind=st.sampled_from(["expr", "filter", "combine", "format", "json", "map", "curve"]),
       values=st.lists(VALUES, max_size=4))  # fmt: skip
def test_any_text_of_a_step(text, kind, values):
    name = {"json": "path", "map": "table", "curve": "table"}.get(kind, "text")
    runs_or_tells({"from": "bt.*", "to": "calc.a", "transform": [{"op": kind, name: text}]}, values)
    runs_or_tells({"from": "bt.*", "to": "calc.a", "transform": f"{kind}({json.dumps(text)})"}, values)


@given(text=TEXTS, both=st.booleans(), values=st.lists(VALUES, max_size=3))
def test_any_pipeline(text, both, values):
    route = {"from": "bt.a", "to": "plc.a", "transform": text, "bidirectional": both}
    runs_or_tells(route, values, pipelines={"mv": "scale(0.001)"})
    runs_or_tells({"from": "bt.a", "to": "plc.a", "transform": "@mv"}, values, pipelines={"mv": text})


@given(field=FIELDS | TEXTS, content=WHOLE)
def test_anything_in_any_field_of_a_route(field, content):
    runs_or_tells({"from": "bt.a", "to": "plc.a", field: content}, (1,))


@given(field=st.sampled_from(["place", "pipelines", "sources", "tests", "version", "$schema"]) | TEXTS, content=WHOLE)
def test_anything_in_any_field_of_a_file(field, content):
    runs_or_tells({"from": "bt.a", "to": "plc.a"}, (1,), **({} if field == "routes" else {field: content}))
