"""What is written arrives, once or again, in order, or lies there as a dead letter with its reason."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time

import pytest

from dinrail.errors import BadValue, ProtocolError, WriteRefused
from dinrail.testing.context import eventually
from dinrail_webhook.backoff import LONGEST_S, pause

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()


async def test_value_arrives_with_headers_and_a_signature_that_verifies(rigs, receiver):
    rig = await rigs.start(
        rigs.target(content="json", secret=SECRET, headers=[{"name": "Authorization", "value": "Bearer abc"}])
    )
    assert await rig.write("alert", True) == "true"
    await eventually(lambda: receiver.got)
    method, path, headers, body = receiver.got[0]
    assert (method, path) == ("POST", "/ok")
    assert (headers["authorization"], headers["content-type"]) == ("Bearer abc", "application/json")
    told = json.loads(body)
    assert (told["name"], told["instance"], told["value"]) == ("alert", "hooks", "true")
    assert told["id"] == headers["webhook-id"]
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60
    message = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.digest(key, message, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    await eventually(lambda: rig.context.last["status.alert.delivered"].value == 1)
    assert rig.context.last["status.alert.waiting"].value == 0
    assert rig.context.last["alert"].value == "true"


@pytest.mark.parametrize(
    ("mood", "key"),
    [
        ("/status/500", "receiver_refused"),
        ("/status/429", "receiver_refused"),
        ("/close", "receiver_closed"),
        ("/broken", "receiver_closed"),
        ("/nonsense", "receiver_nonsense"),
        ("/silent", "receiver_silent"),
        ("/drip", "receiver_silent"),
    ],
)
async def test_bad_day_of_the_receiver_is_told_and_heals(rigs, receiver, hasty, mood, key):
    receiver.mood = mood
    rig = await rigs.start(rigs.target(timeout=0.5))
    await rig.write("alert", "first")
    await rig.write("alert", "second")
    await eventually(lambda: rig.context.last["status.alert.state"].value == key)
    assert rig.context.problem == "targets_failing"
    assert rig.context.last["status.alert.waiting"].value == 2
    await eventually(lambda: len(receiver.got) >= 3)
    receiver.mood = ""
    await eventually(lambda: rig.context.last["status.alert.waiting"].value == 0)
    assert [each for each in rig.bodies() if each == b"second"] == [b"second"]
    assert rig.bodies()[-2:] == [b"first", b"second"]
    assert rig.context.last["status.alert.state"].value == "taken"
    assert rig.context.problem is None


async def test_repeated_attempts_carry_the_same_id(rigs, receiver, hasty):
    rig = await rigs.start(rigs.target("/flaky/2"))
    await rig.write("alert", "once")
    await eventually(lambda: rig.context.last["status.alert.delivered"].value == 1)
    assert len({each.headers["webhook-id"] for each in receiver.got}) == 1
    assert len(receiver.got) == 3


async def test_receiver_that_is_away_gets_it_when_it_is_back(rigs, receiver, hasty):
    rig = await rigs.start(rigs.target())
    await receiver.stop()
    await rig.write("alert", "late")
    await eventually(lambda: rig.context.last["status.alert.state"].value == "receiver_unreachable")
    await receiver.listen()
    await eventually(lambda: rig.bodies() == [b"late"])


async def test_silent_receiver_holds_up_no_other(rigs, receiver):
    rig = await rigs.start(rigs.target("/silent", timeout=30), rigs.target("/ok", name="other"))
    await rig.write("alert", "stuck")
    await rig.write("other", "quick")
    await eventually(lambda: rig.context.last["status.other.delivered"].value == 1)
    assert rig.context.last["status.alert.waiting"].value == 1


async def test_redirection_is_not_followed_inward(rigs, receiver):
    rig = await rigs.start(rigs.target("/redirect"))
    await rig.write("alert", "x")
    letter = (await rig.dead())[0]
    assert letter["reason"]["key"] == "receiver_redirects"
    assert [each.path for each in receiver.got] == ["/redirect"]


async def test_refused_letters_die_and_can_be_sent_again(rigs, receiver):
    receiver.mood = "/status/400"
    rig = await rigs.start(rigs.target())
    await rig.write("alert", "a")
    await rig.write("alert", "b")
    letters = await rig.dead(2)
    assert [each["value"] for each in letters] == ["b", "a"]
    assert letters[0]["reason"]["params"] == {"status": 400}
    receiver.mood = ""
    assert await rig.adapter.call("resend", {"ids": [letters[1]["id"]]}) == {"count": 1}
    await eventually(lambda: rig.bodies()[-1:] == [b"a"])
    assert await rig.adapter.call("discard", {"target": "alert"}) == {"count": 1}
    await rig.dead(0)


async def test_letter_that_nobody_takes_dies_after_its_time(rigs, receiver, hasty):
    receiver.mood = "/status/503"
    rig = await rigs.start(rigs.target(retry_for=0.07))
    await rig.write("alert", "x")
    letter = (await rig.dead())[0]
    assert letter["attempts"] == 4
    assert rig.context.last["status.alert.dead"].value == 1


async def test_resend_does_not_wait_for_the_next_attempt(rigs, receiver):
    receiver.mood = "/status/400"
    rig = await rigs.start(rigs.target())
    await rig.write("alert", "dead")
    await rig.dead()
    receiver.mood = "/status/503"
    await rig.write("alert", "waits")
    await eventually(
        lambda: rig.context.last["status.alert.state"].value == "receiver_refused" and len(receiver.got) > 1
    )
    receiver.mood = ""
    await rig.adapter.call("resend", {})
    await eventually(lambda: rig.context.last["status.alert.delivered"].value == 2)


async def test_full_queue_refuses_and_keeps_what_it_has(rigs, receiver):
    receiver.mood = "/silent"
    rig = await rigs.start(rigs.target(room=2))
    await rig.write("alert", "1")
    await rig.write("alert", "2")
    with pytest.raises(WriteRefused) as refused:
        await rig.write("alert", "3")
    assert refused.value.reason.key == "letters_full"
    assert (await rig.adapter.call("letters", {"state": "waiting"}))["total"] == 2


async def test_direct_target_answers_with_what_the_receiver_said(rigs, receiver):
    rig = await rigs.start(rigs.target(delivery="direct", takes="number", method="GET", url_secret="?v={{value}}"))
    assert await rig.write("alert", 4.5) == 4.5
    assert (receiver.got[0].method, receiver.got[0].path) == ("GET", "/ok?v=4.5")
    receiver.mood = "/status/500"
    with pytest.raises(ProtocolError) as failed:
        await rig.write("alert", 5)
    assert failed.value.reason.key == "receiver_refused"
    assert len(receiver.got) == 2  # no second attempt
    assert (await rig.adapter.call("letters", {"state": "waiting"}))["total"] == 0


async def test_pace_is_kept(rigs, receiver):
    rig = await rigs.start(rigs.target(per_minute=6))
    for number in range(3):
        await rig.write("alert", number)
    await eventually(lambda: receiver.got)
    await asyncio.sleep(0.3)
    assert len(receiver.got) == 1


async def test_value_that_is_too_long_is_refused(rigs):
    rig = await rigs.start(rigs.target())
    with pytest.raises(BadValue):
        await rig.write("alert", "x" * 9000)


async def test_test_is_sent_once_and_says_how_it_went(rigs, receiver):
    receiver.mood = "/status/502"
    rig = await rigs.start(rigs.target())
    answer = await rig.adapter.call("send_test", {"target": "alert", "value": "hello"})
    assert (answer["ok"], answer["status"], answer["reason"].key) == (False, 502, "receiver_refused")
    assert rig.bodies() == [b"hello"]
    await rig.dead(0)


def test_attempts_grow_apart_up_to_five_minutes():
    waits = [pause(number) for number in range(1, 40)]
    assert 0.8 <= waits[0] <= 1.2
    assert waits[5] > waits[1]
    assert max(waits) <= LONGEST_S * 1.2
    assert pause(1, 90.0) == 90.0
