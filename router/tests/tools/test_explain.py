"""`dinrail-router explain`: what the routes have to do with an address."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dinrail_router.pattern import parse_pattern, parse_target
from dinrail_router.tools.ways import difference, way_back

ROUTES = [
    {
        "id": "voltage",
        "name": "To the PLC",
        "from": "bt.*.mv",
        "to": ["plc.{1}.u", "calc.{1}.u"],
        "transform": "scale(0.001) | on_change",
        "when": "value > 10 and point('plc.run')",
        "schedule": {"days": "mon-fri", "from": "06:00", "to": "22:00", "tz": "Europe/Berlin"},
        "quality": ["good", "uncertain"],
    },
    {"id": "mean", "from": "calc.*.u", "to": "mqtt.{1}.mean", "transform": "avg(1m)"},
    {"id": "spare", "from": "bt.**", "to": "mqtt.raw.{1}", "enabled": False},
    {"id": "pair", "from": "mqtt.set.*", "to": "hvac.{1}.set", "bidirectional": True},
]
WRONG = "TypeError: '>' not supported between instances of 'str' and 'int'"
MONDAY = ("--at", "2026-01-05T12:00:00+01:00")


def explained(shell, *arguments, routes=ROUTES, **file):
    name = shell.write("routing.json", *routes, place={"tz": "Europe/Berlin"}, **file)
    shell.code = shell.run("explain", name, *arguments)
    return shell.lines


def test_an_address_that_is_taken(shell):
    assert explained(shell, "bt.bms_001.mv", *MONDAY) == [
        "bt.bms_001.mv",
        "  takes route voltage (To the PLC)",
        "    from bt.*.mv: {1} is bms_001",
        "    quality good or uncertain",
        "    schedule active now, until 2026-01-05 22:00:00+01:00",
        "    when value > 10 and point('plc.run')",
        "    | scale(0.001)",
        "    | on_change()",
        "    to plc.bms_001.u",
        "    to calc.bms_001.u",
        "  takes route spare, which is disabled",
        "    from bt.**: {1} is bms_001.mv",
        "    to mqtt.raw.bms_001.mv",
    ]
    assert shell.code == 0


def test_a_schedule_that_is_not_active_says_from_when(shell):
    assert "    schedule not active now, from 2026-01-12 06:00:00+01:00" in explained(
        shell, "bt.a.mv", "--at", "2026-01-10T12:00"
    )


def test_a_schedule_is_told_by_its_own_clock(shell):
    schedule = {"from": "06:00", "to": "22:00", "tz": "America/New_York"}
    route = {"from": "bt.a", "to": "plc.a", "schedule": schedule}
    lines = explained(shell, "bt.a", "--at", "2026-01-05T15:00:00Z", routes=[route])
    assert "    schedule active now, until 2026-01-05 22:00:00-05:00" in lines


def test_a_schedule_that_never_changes(shell):
    route = {"from": "bt.a", "to": "plc.a", "schedule": {}}
    assert "    schedule active now, and that does not change" in explained(shell, "bt.a", routes=[route])


def test_an_address_that_is_not_taken_is_told_why(shell):
    lines = explained(shell, "bt.bms_001.soc.raw", routes=ROUTES[:2])
    assert lines == [
        "bt.bms_001.soc.raw",
        "  no route takes it",
        "  not route voltage: from bt.*.mv: segment 3 is soc, not mv",
    ]


def test_an_address_that_routes_lead_to(shell):
    lines = explained(shell, "plc.bms_001.u")
    assert lines == ["plc.bms_001.u", "  no route takes it", "  comes from bt.bms_001.mv by route voltage"]
    assert "  comes from bt.a.b.c by route spare, which is disabled" in explained(shell, "mqtt.raw.a.b.c")


def test_both_directions_of_a_pair(shell):
    lines = explained(shell, "hvac.kitchen.set")
    assert "  takes route pair backwards" in lines
    assert "  comes from mqtt.set.kitchen by route pair" in lines
    assert "  comes from hvac.kitchen.set by route pair backwards" in explained(shell, "mqtt.set.kitchen")


def test_an_address_that_conditions_read(shell):
    assert "  is read by routes: voltage" in explained(shell, "plc.run")


def test_a_value_is_followed_step_by_step_and_onwards(shell):
    lines = explained(shell, "bt/b/mv", "--value", "53100", "--point", "plc.run=true", *MONDAY)
    assert lines[lines.index("with bt.b.mv = 53100") :] == [
        "with bt.b.mv = 53100",
        "  route voltage",
        "    scale(0.001) → 53.1",
        "    on_change() → 53.1",
        "    sent: plc.b.u = 53.1",
        "    sent: calc.b.u = 53.1",
        "  calc.b.u: route mean",
        '    avg("1m") keeps it for later',
        "    waits for its time",
        "  after 1m: calc.b.u: route mean",
        '    avg("1m") → 53.1',
        "    sent: mqtt.b.mean = 53.1",
    ]


@pytest.mark.parametrize(("arguments", "line"), [
    (["--value", "5", "--point", "plc.run=true"], "    filtered: the condition of the route is not true"),
    (["--value", "50"], "    filtered: plc.run has no value yet"),
    (["--value", '"5"', "--point", "plc.run=true"], "    dropped: a step failed: " + WRONG),
    (["--value", "50", "--quality", "bad"], "    filtered: the route does not take that quality"),
])  # fmt: skip
def test_why_a_value_goes_no_further(shell, arguments, line):
    assert line in explained(shell, "bt.a.mv", *arguments, *MONDAY)


def test_a_value_outside_of_the_schedule(shell):
    lines = explained(shell, "bt.a.mv", "--value", "50", "--at", "2026-01-10T12:00")
    assert "    filtered: not within the schedule of the route" in lines


def test_a_value_nobody_takes(shell):
    assert explained(shell, "can.a", "--value", "1")[-1] == "  nothing happens"


def test_a_file_with_a_loop_is_explained_all_the_same(shell):
    ring = [{"from": "calc.a", "to": "calc.b"}, {"from": "calc.b", "to": "calc.a"}]
    lines = explained(shell, "calc.b", "--value", "1", routes=ring)
    assert shell.code == 1
    assert "error: route 1: a loop: calc.a → calc.b → calc.a (routes 1 → 2)" in lines[0]
    assert "  is in a loop: calc.a → calc.b → calc.a" in lines
    assert "  comes from calc.a by route 1" in lines


def test_everything_is_there_as_json(shell):
    explained(shell, "bt.a.mv", "--value", "50", *MONDAY, "--json")
    document = shell.document
    assert document["takes"][0]["captures"] == ["a"]
    assert document["takes"][0]["schedule"]["active"] is True
    assert document["at"] == 1767610800000
    assert document["runs"][0]["reason"] == "not_known"
    assert document["findings"] == []
    assert document["delivered_by"] == document["loops"] == []


@pytest.mark.parametrize(("arguments", "message"), [
    (["bt"], "names an instance but no point"),
    (["bt.*.mv"], "percent-encoded"),
    (["bt.a", "--value", "1", "--point", "plc.run"], "give ADDRESS=VALUE"),
    (["bt.a", "--at", "noon"], "is no date and time"),
])  # fmt: skip
def test_what_cannot_be_explained(shell, arguments, message):
    explained(shell, *arguments)
    assert shell.code == 2
    assert message in shell.error


def test_a_file_that_is_not_there(shell):
    assert shell.run("explain", "gone.json", "bt.a") == 2


@pytest.mark.parametrize(("pattern", "address", "why"), [
    ("bt.a.b", "bt.a.c", "segment 3 is c, not b"),
    ("bt.a.b", "bt.a", "it has 2 segments, the pattern 3"),
    ("bt.*", "bt.a.b", "it has 3 segments, the pattern 2"),
    ("bt.**.x", "bt.a.b", "nothing in it matches **.x"),
    ("bt.a.**.x", "bt.b.x", "segment 2 is b, not a"),
    ("bt.*.**.x", "bt.x", "it has too few segments"),
])  # fmt: skip
def test_where_an_address_parts_from_a_pattern(pattern, address, why):
    assert difference(parse_pattern(pattern), address.split(".")) == why


SEGMENT = st.sampled_from(["a", "bms_001", "x%2Ey", "b(c", "2"])


@given(st.data())
def test_the_source_of_a_filled_target_is_found_again(data):
    segments = data.draw(st.lists(SEGMENT | st.just("*") | st.just("**"), min_size=1, max_size=4))
    assume(segments.count("**") < 2)  # else there are several
    pattern = parse_pattern(".".join(["bt", *segments]))
    captures = tuple(f"{{{number}}}" for number in range(1, pattern.wildcards + 1))
    part = (
        SEGMENT if not captures else SEGMENT | st.sampled_from(captures) | st.sampled_from(captures).map("x_{}".format)
    )
    target = parse_target(".".join(["plc", "t", *data.draw(st.lists(part, max_size=3))]), pattern.wildcards)
    source = ["bt"]
    for segment in segments:
        many = st.lists(SEGMENT, max_size=3) if segment == "**" else st.lists(SEGMENT, min_size=1, max_size=1)
        source += data.draw(many) if segment in ("*", "**") else [segment]
    filled = target.fill(pattern.match(source) or ())
    found = way_back(pattern, target, filled.split("."))
    assert found is not None
    assert found.match(source) is not None


@given(st.lists(SEGMENT, min_size=1, max_size=4))
def test_a_target_that_cannot_be_the_address_has_no_source(segments):
    target = parse_target("plc.never.{1}", 1)
    assert way_back(parse_pattern("bt.*"), target, ["plc", *segments]) is None
