"""The router as a part of DINrail: what it says of itself, and how it takes its file."""

import asyncio
import json

import msgspec
import pytest

from dinrail.bus import Bus
from dinrail.parts import PartReader
from dinrail_router.alive import is_alive
from dinrail_router.compiler import revision
from dinrail_router.report import Counters

GOOD = b'{"routes": [{"id": "r", "from": "bt.a", "to": ["plc.a", "calc.a"], "transform": "scale(2)"}]}'
BAD = b'{"routes": [{"id": "r", "from": "bt.a", "to": "plc.a", "transform": "scal(2)"}]}'


async def test_without_a_file_it_waits_and_says_so_then_takes_it(house, caplog):
    house.start()
    assert (await house.state("starting", reason="routes_missing")).config is None
    house.file.write_bytes(GOOD)
    state = await house.state("connected")
    assert (state.config.rev, state.type) == (revision(GOOD), "router")


async def test_without_a_broker_it_waits_and_routes_when_it_is_there(house):
    house.file.write_bytes(GOOD)
    await house.broker.kill()
    house.start()
    await asyncio.sleep(0.3)
    assert not is_alive(house.alive)
    await house.broker.restart()
    await house.broker.wait_for_subscription("router", "smarthome/bt/#", timeout=10)
    house.say(3)
    assert json.loads((await house.broker.wait_for("smarthome/calc/a")).payload)["value"] == 6


async def test_a_bad_first_file_is_an_error_until_it_is_good(house):
    house.file.write_bytes(BAD)
    house.start()
    state = await house.state("error", reason="routes_rejected", rejected="unknown_operator")
    assert (state.config.rev, state.config.rejected_rev) == (0, revision(BAD))
    house.file.write_bytes(GOOD)
    await house.state("connected")


async def test_a_bad_file_leaves_what_runs_and_names_the_place(running):
    running.file.write_bytes(BAD)
    state = await running.state("connected", rejected="unknown_operator")
    assert (state.config.rev, state.config.rejected_rev) == (revision(GOOD), revision(BAD))
    params = state.config.rejected.params
    assert (params["path"], params["line"], params["route"]) == ("/routes/0/transform", 1, "r")
    assert params["hint"] == 'did you mean "scale"?'
    running.say(3)
    assert json.loads((await running.broker.wait_for("smarthome/calc/a")).payload)["value"] == 6
    running.file.write_bytes(GOOD.replace(b"scale(2)", b"scale(3)"))
    await running.broker.wait_for("smarthome/calc/a", lambda each: json.loads(each.payload)["value"] == 9)


async def test_a_file_that_vanishes_leaves_what_runs(running):
    running.file.unlink()
    state = await running.state("connected", reason="routes_missing")
    assert state.config.rev == revision(GOOD)
    running.say(3)
    await running.broker.wait_for("smarthome/calc/a")


async def test_it_reports_counters_that_add_up(running):
    running.say(3)
    running.say("x")
    running.say(1, "bt/other")
    running.broker.publish("smarthome/bt/a", b"garbage")
    reader = PartReader()

    def complete(message):
        document = reader.feed(message.payload)
        counters = msgspec.json.decode(document, type=Counters)
        return bool(counters.sources) and counters.sources[0].received == 4

    message = await running.broker.wait_for("dinrail/router/counters/+", complete, timeout=10)
    counters = msgspec.json.decode(PartReader().feed(message.payload), type=Counters)
    (route,), (source,) = counters.routes, counters.sources
    assert (route.id, route.received, route.delivered) == ("r", 4, 1)
    assert (route.dropped, route.last_error.address) == ({"no_receiver": 1, "error": 2}, "plc.a")
    assert (source.id, source.delivered, source.filtered, source.dropped) == (
        "bt", 2, {"no_match": 1}, {"malformed": 1})  # fmt: skip
    assert (source.points, source.malformed.payload) == (2, "garbage")


async def test_the_directory_of_calculated_points_is_published(running, until):
    running.say(3)
    await until(lambda: running.directory() == {"a": "LREAL"})


async def test_a_route_from_a_calculated_point_works_from_the_start(house):
    house.file.write_bytes(b'{"routes": [{"from": "bt.a", "to": "calc.a"}, {"from": "calc.a", "to": "calc.b"}]}')
    house.start()
    await house.broker.wait_for_subscription("router", "smarthome/bt/#")
    house.say(3)
    assert json.loads((await house.broker.wait_for("smarthome/calc/b")).payload)["value"] == 3


async def test_a_restarted_router_clears_what_it_no_longer_calculates_and_keeps_the_rest(running, tmp_path, until):
    running.file.write_bytes(GOOD.replace(b'"plc.a"', b'"calc.gone"'))
    running.say(3)
    await until(lambda: running.directory() == {"a": "LREAL", "gone": "LREAL"})
    await running.stop()
    assert "smarthome/calc/gone" in running.broker.retained
    running.broker.publish("smarthome/bt/a", b"", retain=True)
    running.file.write_bytes(GOOD)
    second = running.another(tmp_path)
    second.start()
    await until(lambda: "smarthome/calc/gone" not in running.broker.retained)
    assert second.directory() == {"a": "LREAL"}
    assert json.loads(running.broker.retained["smarthome/calc/a"])["value"] == 6
    await second.stop()


async def test_a_restarted_router_whose_source_is_dead_leaves_no_calculated_point_green(running, tmp_path, until):
    running.say(3)
    await until(lambda: running.directory() == {"a": "LREAL"})
    await running.stop()
    running.broker.publish("dinrail/bt/status", b'{"status":"failed","ts":1}', qos=1, retain=True)
    second = running.another(tmp_path)
    second.start()
    await until(lambda: json.loads(running.broker.retained["smarthome/calc/a"])["quality"] == "bad")
    left = json.loads(running.broker.retained["smarthome/calc/a"])
    assert (left["value"], left["reason"]) == (6, "instance_failed")
    await second.stop()


async def test_panic_stops_routing_and_only_a_message_that_says_so_releases_it(running, until):
    def panic(level):
        running.broker.publish("dinrail/panic", json.dumps({"level": level}).encode(), qos=1, retain=True)

    panic("all")
    await running.state("panic")
    running.broker.publish("dinrail/panic", b"", qos=1, retain=True)
    running.broker.publish("dinrail/panic", b"garbage", qos=1)
    running.say(3)
    source = running.router.engine.sources["bt"]
    await until(lambda: source.tally.received == 1)
    assert source.tally.view().dropped == {"panic": 1}
    running.broker.published.clear()
    panic(None)
    await running.state("connected")
    running.say(4)
    await running.broker.wait_for("smarthome/calc/a", lambda each: json.loads(each.payload)["value"] == 8)


async def test_panic_that_lies_on_the_broker_is_obeyed_from_the_first_sample(house):
    house.broker.publish("dinrail/panic", b'{"level":"routes"}', qos=1, retain=True)
    house.say(3)
    house.file.write_bytes(GOOD)
    house.start()
    await house.state("panic")
    await house.broker.wait_for_subscription("router", "smarthome/bt/#")
    await asyncio.sleep(0.1)
    assert not [each for each in house.broker.published if each.topic.startswith("smarthome/")]


@pytest.mark.parametrize(
    ("text", "keys"), [(GOOD.decode(), []), (BAD.decode(), ["unknown_operator"]), ("{", ["not_json"])]
)
async def test_it_answers_whether_a_file_is_good(running, text, keys):
    asker = Bus(running.broker.address, client_id="gateway")
    asker.start()
    await asker.connected()
    payload = json.dumps({"text": text}).encode()
    reply = await asker.request("dinrail/router/call/lint", payload, reply_topic="dinrail/router/reply/gateway/1")
    answer = json.loads(reply.payload)
    assert [finding["key"] for finding in answer["value"]] == keys
    await asker.stop()


async def ask(house, method, **params):
    asker = Bus(house.broker.address, client_id="gateway")
    asker.start()
    await asker.connected()
    topic = f"dinrail/router/call/{method}"
    reply = await asker.request(topic, json.dumps(params).encode(), reply_topic="dinrail/router/reply/gateway/1")
    await asker.stop()
    return json.loads(reply.payload)


async def test_a_suspended_source_stays_so_over_a_restart_until_somebody_reactivates_it(running, tmp_path, until):
    running.file.write_bytes(GOOD.replace(b'{"routes"', b'{"sources": {"bt": {"rate": 10}}, "routes"'))
    await until(lambda: running.router.engine.sources["bt"].allowance.rate == 10)
    for value in range(50):
        running.broker.publish("smarthome/bt/a", b'{"value":%d,"ts":1}' % value)
    await until(lambda: "dinrail/router/breaker/bt" in running.broker.retained)
    await running.stop()
    second = running.another(tmp_path)
    second.start()
    await until(lambda: second.router.engine.breakers.open == 1)
    await second.broker.wait_for_subscription("router", "dinrail/bt/status")
    await until(lambda: "smarthome/bt/#" not in second.broker.subscriptions("router"))
    answer = await ask(second, "reactivate", source="bt")
    assert (answer["ok"], answer["value"]["state"]) == (True, "closed")
    await second.broker.wait_for_subscription("router", "smarthome/bt/#")
    await until(lambda: "dinrail/router/breaker/bt" not in second.broker.retained)
    await second.stop()


@pytest.mark.parametrize("params", [{}, {"source": 5}, {"source": "../x"}, {"source": "set"}])
async def test_a_reactivation_of_nothing_is_refused(running, params):
    answer = await ask(running, "reactivate", **params)
    assert (answer["ok"], answer["error"]["key"]) == (False, "call_parameters_invalid")


async def test_of_two_routers_the_older_is_idle_until_it_is_started_again(running, tmp_path, until, caplog):
    newer = running.another(tmp_path, alive="newer")
    newer.start()
    await until(lambda: running.router.bus.taken_over)
    await until(lambda: running.alive.read_text() == "taken over")
    await newer.state("connected")
    connects = len(running.broker.connects)
    running.say(3)
    await running.broker.wait_for("smarthome/calc/a")
    assert len(running.broker.connects) == connects
    assert [line for line in caplog.messages if "another router" in line] == [
        "another router uses this broker login; this one is idle until it is started again"
    ]
    await running.stop()
    assert json.loads(running.broker.retained["dinrail/router/state"])["state"] == "connected"
    await newer.stop()


async def test_a_soft_stop_says_so_and_keeps_calculated_points(running):
    running.say(3)
    await running.broker.wait_for("smarthome/calc/a")
    await running.stop()
    assert json.loads(running.broker.retained["dinrail/router/state"])["state"] == "stopped"
    assert "smarthome/calc/a" in running.broker.retained
    assert not is_alive(running.alive)


async def test_a_lost_router_is_told_by_its_will(running):
    running.broker.disconnect_client("router")
    await running.state("lost")


async def test_it_is_alive_while_its_session_is_up(running, until):
    await until(lambda: is_alive(running.alive))


async def test_everything_it_owns_is_there_again_after_the_broker_forgot(running, until):
    running.say(3)
    await until(lambda: running.broker.retained.keys() >= {"smarthome/calc/a", "dinrail/calc/points/0"})
    await running.broker.restart(keep_retained=False)
    await until(
        lambda: running.broker.retained.keys() >= {"smarthome/calc/a", "dinrail/calc/points/0", "dinrail/router/state"},
        timeout=10,
    )
