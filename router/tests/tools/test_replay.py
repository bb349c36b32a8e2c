"""`dinrail-router replay`: recorded samples against a file."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail_router.simulation import Result
from dinrail_router.tools.replayed import changes

START = 1_767_610_800_000
SCALE = {"id": "u", "from": "bt.a.mv", "to": "plc.u", "transform": "scale(0.001)"}
SHOW = {"id": "show", "from": "bt.a.mv", "to": "calc.u", "transform": "deadband(50)"}
PLACE = {"tz": "Europe/Berlin"}


def sample(seconds, value, address="bt.a.mv", **fields):
    at = START + round(seconds * 1000)
    return {"address": address, "at": at, "payload": {"value": value, "ts": at, "quality": "good", **fields}}


def tape(shell, *entries):
    lines = (entry if isinstance(entry, str) else json.dumps(entry) for entry in entries)
    return shell.put("tape.jsonl", "".join(f"{line}\n" for line in lines))


def replayed(shell, recording, *routes, options=("--json",)):
    name = shell.write("routing.json", *routes, place=PLACE)
    assert shell.run("replay", name, recording, *options) == 0
    return shell.document if "--json" in options else shell.lines


def values(document):
    return [(result["at"], result["value"]) for result in document["results"]]


def test_results_and_counters_are_printed(shell):
    recording = tape(shell, sample(0, 53100), sample(10, 53110), sample(20, 53200), sample(30, "x"))
    assert replayed(shell, recording, SCALE, SHOW, options=()) == [
        "tape.jsonl: 4 samples of 1 points, 30s from 2026-01-05 12:00:00+01:00",
        "         0s  plc.u = 53.1  by route u",
        "         0s  calc.u = 53100  by route show",
        "        10s  plc.u = 53.11  by route u",
        "        20s  plc.u = 53.2  by route u",
        "        20s  calc.u = 53200  by route show",
        "route  received  delivered  pending  filtered  dropped",
        "u      4         3          0        –         error 1",
        "show   4         2          0        gate 1    error 1",
    ]


def test_counters_add_up_and_what_waits_is_pending(shell):
    mean = {"from": "bt.a.mv", "to": "calc.mean", "transform": "avg(1m)"}
    recording = tape(shell, *(sample(second, second) for second in (0, 10, 30, 70, 80)))
    document = replayed(shell, recording, mean)
    assert values(document) == [(60, pytest.approx(40 / 3))]
    (route,) = document["routes"]
    assert route["received"] == 5
    assert (route["delivered"], route["pending"], route["filtered"]) == (1, 1, {"gate": 3})


def test_lines_of_mosquitto_sub(shell):
    payload = json.dumps({"value": 1000, "ts": START})
    line = {"topic": "smarthome/bt/a/mv", "qos": 0, "retain": 0}
    times = ["2026-01-05T11:00:00.250+0000", "2026-01-05T12:00:01.000000+0100", "2026-01-05T11:00:02.000000Z+0000"]
    others = [
        {"topic": topic, "tst": times[2], "payload": "1"} for topic in ("smarthome/set/bt/a/mv", "dinrail/bt/state")
    ]
    recording = tape(shell, *({**line, "tst": tst, "payload": payload} for tst in times), *others)
    document = replayed(shell, recording, SCALE)
    assert values(document) == [(0, 1), (0.75, 1), (1.75, 1)]
    assert document["recording"]["others"] == 2


def test_the_answer_of_the_call_as_it_is(shell):
    entry = {"address": "bt.a.mv", "at": START, "payload": json.dumps({"value": 1000, "ts": START})}
    for whole in ([entry], {"ok": True, "value": [entry]}):
        assert values(replayed(shell, shell.put("tape.json", json.dumps(whole, indent=1)), SCALE)) == [(0, 1)]


def test_another_root_of_topics(shell):
    entry = {"topic": "home/bt/a/mv", "at": START, "payload": {"value": 1000, "ts": START}}
    recording = tape(shell, entry, {**entry, "topic": "smarthome/bt/a/mv"})
    assert values(replayed(shell, recording, SCALE, options=("--json", "--root", "home"))) == [(0, 1)]


def test_samples_out_of_order_are_put_in_order(shell):
    assert values(replayed(shell, tape(shell, sample(5, 2000), sample(0, 1000)), SCALE)) == [(0, 1), (5, 2)]


def test_stored_copies_are_no_events(shell):
    count = {"from": "bt.a.mv", "to": "calc.n", "transform": "count(count=2)"}
    recording = tape(shell, {**sample(0, 1), "retain": 1}, sample(1, 1), {**sample(2, 1), "retain": True}, sample(3, 1))
    assert values(replayed(shell, recording, count)) == [(3, 2)]


def test_samples_that_are_too_old_are_stale(shell):
    old = sample(0, 1000)
    old["payload"]["ts"] -= 181_000
    document = replayed(shell, tape(shell, old, sample(1, 2000)), SCALE)
    assert values(document) == [(1, 2)]
    assert document["routes"][0]["filtered"] == {"quality": 1}


def test_how_long_other_points_hold_can_be_told(shell):
    route = {**SCALE, "when": "point('plc.run')"}
    recording = tape(shell, sample(0, True, "plc.run"), sample(170, 1000), sample(190, 1000))
    assert values(replayed(shell, recording, route)) == [(170, 1)]
    assert values(replayed(shell, recording, route, options=("--json", "--fresh", "1h"))) == [(170, 1), (190, 1)]


def test_points_the_routes_calculate_are_calculated_anew(shell):
    route = {"from": "calc.u", "to": "mqtt.u"}
    recording = tape(shell, sample(0, 100), sample(0, 77, "calc.u"), sample(1, 5, "calc.other"))
    document = replayed(shell, recording, SHOW, route, {"from": "calc.other", "to": "mqtt.other"})
    assert [result["value"] for result in document["results"]] == [100, 100, 5]
    assert document["recording"]["recalculated"] == 1


def test_lines_that_are_no_samples_are_told_and_left_out(shell):
    wrong = [
        "nonsense",
        "[]",
        json.dumps({**sample(0, 1), "address": "bt"}),
        json.dumps({"address": "bt.a.mv", "payload": {"value": 1, "ts": 1}}),
        json.dumps({"at": START, "payload": {"value": 1, "ts": 1}}),
        json.dumps({"address": "bt.a.mv", "at": START, "payload": "hello"}),
        json.dumps({"address": "bt.a.mv", "at": START, "payload": 5}),
        json.dumps({"address": "bt.a.mv", "at": 1e300, "payload": {"value": 1, "ts": 1}}),
        json.dumps({"topic": "smarthome/bt/a.b", "at": START, "payload": {"value": 1, "ts": 1}}),
        json.dumps({"topic": "smarthome/bt/a", "tst": "noon", "payload": {"value": 1, "ts": 1}}),
    ]
    recording = tape(shell, *wrong, sample(0, 1000), "")
    document = replayed(shell, recording, SCALE)
    assert values(document) == [(0, 1)]
    assert [each["line"] for each in document["recording"]["malformed"]] == list(range(1, len(wrong) + 1))
    lines = replayed(shell, recording, SCALE, options=())
    assert lines[1].startswith("  line 1 is no sample: JSON is malformed")
    assert lines[4] == "  … 7 more"


def test_nothing_of_a_recording_steers_the_terminal(shell):
    route = {"from": "bt.**", "to": "mqtt.{1}"}
    replayed(shell, tape(shell, sample(0, "\x1b[2J\x9b\u202e")), route, options=())
    assert shell.text.replace("\n", "").isprintable()


def test_a_recording_that_is_none(shell):
    file = shell.write("routing.json", SCALE)
    for text, message in (("", "no recorded samples"), ("x\n", "line 1: "), ("[1", "no recorded samples")):
        assert shell.run("replay", file, shell.put("tape.jsonl", text)) == 2
        assert message in shell.error
    assert shell.run("replay", file, "gone.jsonl") == 2
    assert shell.run("replay", file, tape(shell, sample(0, 1)), "--fresh", "soon") == 2
    assert shell.run("replay", "gone.json", "tape.jsonl") == 2


def test_a_file_with_a_mistake_is_not_run(shell):
    recording = tape(shell, sample(0, 1))
    good, wrong = shell.write("good.json", SCALE), shell.write("wrong.json", {**SCALE, "transform": "scal(2)"})
    assert shell.run("replay", wrong, recording) == 1
    assert shell.run("replay", good, recording, "--against", str(shell.folder / wrong)) == 1
    assert "unknown operator" in shell.text


def test_what_differs_from_an_older_file(shell):
    recording = tape(shell, sample(0, 53100), sample(10, 53200), sample(20, 53300))
    old = shell.write("old.json", {**SCALE, "transform": "scale(0.001)"}, place=PLACE)
    new = shell.write("new.json", {**SCALE, "transform": "scale(0.001) | deadband(0.15)"}, SHOW, place=PLACE)
    assert shell.run("replay", new, recording, "--against", old) == 1
    assert shell.lines[1:] == [
        "+        0s  calc.u = 53100  by route show",
        "-       10s  plc.u = 53.2  by route u",
        "+       10s  calc.u = 53200  by route show",
        "+       20s  calc.u = 53300  by route show",
        "2 results are the same, 1 only with old.json, 3 only with new.json",
    ]
    assert shell.run("replay", new, recording, "--against", new) == 0
    assert shell.run("replay", new, recording, "--against", old, "--json") == 1
    assert shell.document["same"] == 2
    assert shell.document["changes"][1] == {
        "only": "old", "result": {"at": 10, "to": "plc.u", "value": 53.2, "quality": "good", "route": "u"},
    }  # fmt: skip
    assert [route["delivered"] for route in shell.document["routes"]] == [2, 3]
    assert [route["delivered"] for route in shell.document["old"]] == [3]


RESULTS = st.lists(
    st.builds(
        Result,
        at=st.integers(0, 20),
        to=st.sampled_from(["plc.a", "calc.b"]),
        value=st.integers(0, 3),
        quality=st.just("good"),
        route=st.just("r"),
    ),
    max_size=12,
).map(lambda results: sorted(results, key=lambda result: result.at))


@given(RESULTS, RESULTS)
def test_old_results_with_the_changes_are_the_new_ones(old, new):
    key = [(each.to, each.at, each.value) for each in old]
    for change in changes(old, new):
        result = (change.result.to, change.result.at, change.result.value)
        key.remove(result) if change.only == "old" else key.append(result)
    assert sorted(key) == sorted((each.to, each.at, each.value) for each in new)


@given(RESULTS)
def test_nothing_differs_from_itself(results):
    assert changes(results, results) == []
