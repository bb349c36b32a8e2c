"""Files as people write them: what they mean, and how each mistake is named."""

import json

import pytest

from dinrail_router.compiler import compile_routes, revision

MISSION = b"""{"routes": [
  {"from": "bt.bms_001.voltage", "to": "plc.MAIN.fbBattery.fVoltage", "transform": "scale(0.001)"},
  {"from": "plc.MAIN.alarm_active", "to": ["mqtt.alarms/critical", "webhook.alert_service"]}
]}"""


def route(**fields):
    return {"from": "bt.*.v", "to": "plc.{1}.x", **fields}


def compiled(*routes, **fields):
    return compile_routes(json.dumps({"routes": list(routes), **fields}, indent=1).encode())


def test_the_file_of_the_mission_compiles_as_it_stands():
    plans = compile_routes(MISSION).plans
    assert compile_routes(MISSION).findings == ()
    assert [str(plan.patterns[0]) for plan in plans] == ["bt.bms_001.voltage", "plc.MAIN.alarm_active"]
    assert [str(target) for target in plans[1].targets] == ["mqtt.alarms.critical", "webhook.alert_service"]
    assert [plan.label for plan in plans] == ["1", "2"]


def test_text_and_list_are_the_same_pipeline():
    text = compiled(route(transform="scale(0.001) | round(2) | on_change"))
    steps = [{"op": "scale", "factor": 0.001}, {"op": "round", "digits": 2}, {"op": "on_change"}]
    assert text.plans[0].identity == compiled(route(transform=steps)).plans[0].identity


def test_all_fields_are_taken():
    (plan,) = compiled(route(id="A-1_b", name="Ä", enabled=False, quality=["good", "bad"], on_error="bad",
                             to=["plc.x", "calc.{1}"]), version=1, **{"$schema": "x"}).plans  # fmt: skip
    assert (plan.label, plan.name, plan.enabled, plan.bad_on_error) == ("A-1_b", "Ä", False, True)
    assert plan.passes == {"good", "bad"}
    assert [target.calculated for target in plan.targets] == [False, True]


MISTAKES = [
    (route(transform="scal(1)"), "unknown_operator", "/transform", 'did you mean "scale"?'),
    (route(transform="round(1) | xyz(1s)"), "unknown_operator", "/transform", "there are: abs, avg"),
    (route(transform="scale(1"), "pipeline_syntax", "/transform", ""),
    (route(transform=[{"op": "scal"}]), "unknown_operator", "/transform/0/op", 'did you mean "scale"?'),
    (route(transform=[{"op": "scale", "factr": 1}]), "unknown_field", "/transform/0/factr", 'did you mean "factor"?'),
    (route(transform=[{"op": "scale", "factor": "1"}]), "wrong_type", "/transform/0/factor", ""),
    (route(transform=[{"op": "scale", "factor": True}]), "wrong_type", "/transform/0/factor", ""),
    (route(transform=[{"op": "on_change"}, {"op": "clamp", "min": 2, "max": 1}]), "wrong_type", "/transform/1", ""),
    (route(transform=[{}]), "missing_field", "/transform/0", ""),
    (route(transform=5), "wrong_type", "/transform", ""),
    (route(transform="throttle(1x)"), "parameter_invalid", "/transform", "for example throttle(1s)"),
    (route(transform="avg()"), "parameter_invalid", "/transform", "for example avg(1m)"),
    (route(transform="@mv"), "unknown_pipeline", "/transform", "there are none"),
    (route(transform='expr("value +")'), "expression_syntax", "/transform", ""),
    (route(transform=[{"op": "abs"}, {"op": "expr", "text": "value +"}]), "expression_syntax", "/transform/1/text", ""),
    (route(transform="expr(\"point('plc.{2}.x')\")"), "capture_without_wildcard", "/transform", ""),
    (route(when="value > "), "expression_syntax", "/when", ""),
    (route(when="valu > 1"), "expression_unknown_name", "/when", 'did you mean "value"?'),
    (route(when="point('plc.{2}.x')"), "capture_without_wildcard", "/when", ""),
    (route(when=5), "wrong_type", "/when", ""),
    (route(schedule={"day": "mon"}), "unknown_field", "/schedule/day", 'did you mean "days"?'),
    (route(schedule=[{}, {"days": "mun"}]), "schedule_days_invalid", "/schedule/1/days", ""),
    (route(schedule={"from": "25:00"}), "schedule_time_invalid", "/schedule/from", ""),
    (route(schedule={"from": "sunset"}), "schedule_needs_place", "/schedule/from", 'give the file a "place"'),
    (route(bidirectional=True, transform="round(1)"), "no_inverse", "/bidirectional", "use two routes"),
    (route(bidirectional=True, to=["plc.{1}.x", "plc.{1}.y"]), "bidirectional_ends", "/bidirectional", ""),
    (route(bidirectional=True, to="plc.x"), "bidirectional_wildcards", "/bidirectional", ""),
    (route(bidirectional=True, to="calc.{1}"), "bidirectional_calculated", "/bidirectional", ""),
    ({"from": "plc.x", "to": "plc/x", "bidirectional": True}, "bidirectional_same", "/bidirectional", ""),
    ({"from": "plc.*.x", "to": "plc.{1}.x", "bidirectional": True}, "bidirectional_same", "/bidirectional", ""),
    (route(enable=True), "unknown_field", "/enable", 'did you mean "enabled"?'),
    (route(id="1a"), "wrong_type", "/id", ""),
    (route(id=""), "wrong_type", "/id", ""),
    (route(id="a" * 65), "wrong_type", "/id", ""),
    (route(enabled="yes"), "wrong_type", "/enabled", ""),
    (route(quality="great"), "wrong_type", "/quality", ""),
    (route(quality=[]), "wrong_type", "/quality", ""),
    (route(on_error="stop"), "wrong_type", "/on_error", ""),
    (route(to=[]), "wrong_type", "/to", ""),
    (route(to="plc.{2}.x"), "capture_without_wildcard", "/to", ""),
    (route(to=["plc.x", "plc.*"]), "wildcard_in_target", "/to/1", "{1} stands for"),
    (route(**{"from": ["bt.*.v", "bt.w"]}), "capture_without_wildcard", "/to", ""),
    (route(**{"from": []}), "wrong_type", "/from", ""),
    (route(**{"from": ["bt.*.v", 3]}), "wrong_type", "/from/1", ""),
    (route(**{"from": "bt"}), "address_without_point", "/from", '"bt.**" means all of its points'),
    (route(**{"from": "bt..v"}), "address_invalid", "/from", ""),
    (route(**{"from": "set.plc.x"}), "instance_id_reserved", "/from", ""),
    (route(to="router.x"), "instance_id_reserved", "/to", ""),
    (route(to="Plc.x"), "instance_id_invalid", "/to", ""),
    ({"to": "plc.x"}, "missing_field", "", ""),
    ([], "wrong_type", "", ""),
    ("from bt to plc", "wrong_type", "", ""),
]


@pytest.mark.parametrize(("entry", "key", "pointer", "hint"), MISTAKES)
def test_a_mistake_in_a_route_is_named_with_route_and_place(entry, key, pointer, hint):
    result = compiled(route(), entry)
    (finding,) = result.errors
    assert (finding.key, finding.pointer) == (key, f"/routes/1{pointer}")
    assert finding.hint.startswith(hint)
    assert finding.line > 5
    assert finding.column > 0


@pytest.mark.parametrize(("content", "key", "pointer"), [
    ([], "wrong_type", ""),
    (5, "wrong_type", ""),
    ({}, "missing_field", ""),
    ({"routes": {}}, "wrong_type", "/routes"),
    ({"routes": None}, "wrong_type", "/routes"),
    ({"routes": [], "version": 2}, "wrong_type", "/version"),
    ({"routes": [], "pipeline": {}}, "unknown_field", "/pipeline"),
    ({"routes": [], "pipelines": []}, "wrong_type", "/pipelines"),
    ({"routes": [], "pipelines": {"mv": "scal(1)"}}, "unknown_operator", "/pipelines/mv"),
    ({"routes": [], "pipelines": {"a": "@b | abs", "b": "@a"}}, "pipeline_cycle", "/pipelines/a"),
    ({"routes": [], "place": {"lat": 1}}, "unknown_field", "/place/lat"),
    ({"routes": [], "place": {"tz": "Europe/Berlyn"}}, "zone_unknown", "/place/tz"),
    ({"routes": [], "tests": {}}, "wrong_type", "/tests"),
    ({"route": []}, "unknown_field", "/route"),
])  # fmt: skip
def test_a_mistake_outside_the_routes_is_named(content, key, pointer):
    (finding,) = compile_routes(json.dumps(content).encode()).errors
    assert (finding.key, finding.pointer) == (key, pointer)


@pytest.mark.parametrize("cut", range(len(MISSION) - 1))
def test_a_truncated_file_is_refused_wherever_it_ends(cut):
    assert compile_routes(MISSION[:cut]).errors


def test_two_routes_with_one_id_are_refused():
    (finding,) = compiled(route(id="a"), route(), route(id="a")).errors
    assert (finding.key, finding.pointer, finding.route) == ("duplicate_id", "/routes/2/id", "a")
    assert "/routes/0" in finding.message


def test_the_place_inside_a_text_is_told_to_the_character():
    data = b'{"routes": [\n {"from": "bt.v", "to": "plc.x", "transform": "scale(1) | scal(2)"}\n]}'
    (finding,) = compile_routes(data).errors
    assert (finding.line, data.split(b"\n")[1][finding.column - 1 :][:4]) == (2, b"scal")
    assert finding.located("routing.json") == (
        "routing.json:2:59: error: route 1: unknown operator 'scal'; did you mean \"scale\"?"
    )


def test_several_mistakes_are_all_reported():
    assert [finding.route for finding in compiled(route(x=1), route(), route(id="c", to="")).errors] == ["1", "c"]


def test_a_hostile_id_does_not_reach_the_log_as_it_is():
    (finding,) = compiled(route(id="a\nb\x1b[31m")).errors
    assert finding.sentence.isprintable()


def test_an_option_without_effect_is_a_warning_and_runs():
    result = compiled(route(on_error="bad"))
    assert [finding.level for finding in result.findings] == ["warning"]
    assert len(result.plans) == 1
    assert not compiled(route(on_error="bad", to="calc.{1}")).findings


def test_a_reason_tells_file_path_line_and_route():
    reason = compiled(route(x=1), route(y=1)).errors[0].reason("routing.json", 1)
    assert reason.key == "unknown_field"
    assert {"file": "routing.json", "path": "/routes/0/x", "route": "1", "others": 1}.items() <= reason.params.items()
    assert reason.params["line"]


@pytest.mark.parametrize(("entry", "params"), [
    (route(x=1), {"field": "x"}),
    ({"to": "plc.x"}, {"field": "from"}),
    (route(transform="scal(1)"), {"operator": "scal"}),
    (route(transform=[{"op": "scal"}]), {"operator": "scal"}),
    (route(enabled="yes"), {"expected": "bool"}),
    (route(to="router.x"), {"id": "router"}),
    (route(to="plc"), {"address": "plc"}),
    (route(**{"from": "bt.a#"}), {"address": "a#"}),
])  # fmt: skip
def test_a_finding_carries_what_a_sentence_in_another_language_needs(entry, params):
    assert params.items() <= compiled(entry).errors[0].params.items()


@pytest.mark.parametrize(("entry", "offset"), [
    (route(transform="scale(1) | scal(1)"), 11),
    (route(when="value > 1 and valu"), 14),
    (route(to="plc.{2}"), 4),
    (route(schedule={"days": "mon,tuesday"}), 4),
])  # fmt: skip
def test_a_finding_about_a_text_tells_its_character(entry, offset):
    assert compiled(entry).errors[0].params["offset"] == offset


def test_the_revision_is_the_checksum_of_the_bytes():
    assert compile_routes(MISSION).rev == revision(MISSION) != revision(MISSION + b"\n")


def test_ten_thousand_routes_are_compiled_and_their_mistakes_found():
    routes = [route(id=f"r{number}", to=f"plc.a{number}.{{1}}") for number in range(10_000)]
    assert len(compiled(*routes).plans) == 10_000
    assert len(compiled(*({**entry, "x": 1} for entry in routes)).errors) == 200


@pytest.mark.parametrize(
    ("schedule", "over"),
    [
        ({"dates": "2001-01-01..2001-12-31"}, True),
        ([{"dates": "2001-01-01"}, {"dates": "2002-01-01"}], True),
        ([{"dates": "2001-01-01"}, {"days": "mon"}], False),
        ({"days": "sat,sun", "from": "22:00", "to": "06:00"}, False),
    ],
)
def test_a_schedule_that_is_over_is_told_as_a_warning_and_the_route_compiles(schedule, over):
    result = compiled(route(schedule=schedule))
    assert not result.errors
    assert len(result.plans) == 1
    told = [(each.key, each.pointer, each.level) for each in result.findings]
    assert told == ([("schedule_never_active", "/routes/0/schedule", "warning")] if over else [])
