"""Calls: browse, read, test, log_level and the adapter's own methods."""

import asyncio
import logging

import pytest

from line_adapter.device import LineDevice


async def test_browse_asks_the_adapter(plc):
    answer = await plc.call("browse", node="root")
    assert answer["value"]["parent"] == "root"
    assert "setpoint" in answer["value"]["children"]


async def test_read_gives_the_latest_samples(plc):
    answer = await plc.call("read", points=["setpoint", "nonsense"])
    assert answer["value"]["setpoint"]["value"] == 20.0
    assert answer["value"]["nonsense"] is None


async def test_a_big_answer_comes_in_parts(plc):
    answer = await plc.call("repeat", text="0123456789", times=20_000)
    assert answer["value"] == "0123456789" * 20_000
    assert max(len(m.payload) for m in plc.broker.published) <= 64 * 1024


@pytest.mark.parametrize(
    ("method", "payload", "key"),
    [
        ("nonsense", b"{}", "call_refused"),
        ("stream", b"{}", "unknown_stream"),
        ("stream", b'{"name":["scan"]}', "unknown_stream"),
        ("stream", b'{"name":"frames"}', "unknown_stream"),
        ("browse", b"[]", "call_parameters_invalid"),
        ("browse", b"{", "call_parameters_invalid"),
        ("browse", b'{"a":' * 10_000, "call_parameters_invalid"),
        ("read", b"{}", "call_parameters_invalid"),
        ("log_level", b'{"level":"loud"}', "call_parameters_invalid"),
        ("test", b'{"config":1}', "call_parameters_invalid"),
        ("crash", b"{}", "internal_error"),
    ],
)
async def test_what_cannot_be_done_is_answered_with_its_reason(plc, method, payload, key):
    answer = await plc.ask(f"dinrail/plc/call/{method}", payload)
    assert (answer["ok"], answer["error"]["key"]) == (False, key)


async def test_the_log_level_can_be_changed(plc):
    before = logging.getLogger().level
    try:
        assert (await plc.call("log_level", level="debug"))["value"] == {"level": "debug"}
        assert (await plc.call("log_level"))["value"] == {"level": "debug"}
    finally:
        logging.getLogger().setLevel(before)


async def test_test_tells_of_each_endpoint_whether_it_answers(plc):
    spare = LineDevice()
    await spare.start()
    dead = LineDevice()
    await dead.start()
    await dead.stop()
    config = {"endpoints": [plc.endpoint(spare.port), plc.endpoint(dead.port)]}
    answer = await plc.call("test", config=config)
    assert [endpoint["ok"] for endpoint in answer["value"]] == [True, False]
    assert answer["value"][1]["error"]["key"] == "not_connected"
    await plc.until(lambda: spare.lines == 0)
    await spare.stop()


async def test_test_says_where_a_configuration_is_wrong(plc):
    answer = await plc.call("test", config={"endpoints": [{"host": "", "port": 1}]})
    assert answer["error"]["params"]["path"] == "/endpoints/0/host"


async def test_browse_without_a_link_fails_at_once(plc, device):
    await device.stop()
    await plc.state("disconnected")
    assert (await plc.call("browse"))["error"]["key"] == "not_connected"
    assert (await plc.call("about"))["value"] == "127.0.0.1"


async def test_a_call_nobody_waits_for_is_not_run(plc):
    plc.broker.publish("dinrail/plc/call/crash", b"{}", qos=1)
    await plc.call("browse")
    await asyncio.sleep(0.05)
    assert all(m.topic != "dinrail/plc/error" for m in plc.broker.published)


async def test_an_answer_beyond_what_is_sent_is_told(plc):
    answer = await plc.call("repeat", text="0123456789abcdef", times=1024 * 1024)
    assert (answer["ok"], answer["error"]["key"]) == (False, "answer_too_large")
