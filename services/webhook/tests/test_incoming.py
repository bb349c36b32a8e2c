"""What is handed in becomes points, or is refused and changes nothing."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from dinrail.errors import CallRefused
from dinrail.testing.clock import FakeClock
from dinrail_webhook.config import IncomingConfig, ValueConfig
from dinrail_webhook.incoming import Incoming

TOKEN = "abcdefghijklmnopqrstuvwx"
VALUES = [
    ValueConfig(name="temperature", path="data.0.temperature", takes="number"),
    ValueConfig(name="open", path="open", takes="switch"),
    ValueConfig(name="word", path="word"),
]


class Told(dict[str, tuple[object, str]]):
    def __call__(self, path: str, value: object, reason: str) -> None:
        self[path] = (value, reason)


def call(body: str, token: str = TOKEN, content_type: str = "application/json; charset=utf-8") -> dict[str, Any]:
    digest = hashlib.sha256(token.encode()).hexdigest()
    return {"token_sha256": digest, "body": body, "content_type": content_type}


def made(**options: Any) -> tuple[Incoming, Told, FakeClock]:
    told, clock = Told(), FakeClock()
    config = IncomingConfig(name="door", token=TOKEN, **options)
    return Incoming([config], clock, told), told, clock


def test_values_are_taken_out_of_json():
    incoming, told, _ = made(values=VALUES)
    incoming.tell()
    assert told["in.door.temperature"] == (None, "hook_waits")
    incoming.take(call('{"data": [{"temperature": 21.5}], "open": 1, "word": 7}'))
    assert told == {
        "in.door.count": (1, ""),
        "in.door.temperature": (21.5, ""),
        "in.door.open": (True, ""),
        "in.door.word": ("7", ""),
    }


def test_form_is_understood():
    incoming, told, _ = made(values=[ValueConfig(name="a", path="a b", takes="number")])
    incoming.take(call("a+b=4.5&c=", content_type="application/x-www-form-urlencoded"))
    assert told["in.door.a"] == (4.5, "")


def test_what_is_missing_or_of_another_kind_is_bad_with_its_reason():
    incoming, told, _ = made(values=VALUES)
    incoming.take(call('{"data": [], "open": "perhaps", "word": {}}'))
    assert told["in.door.temperature"] == (None, "hook_value_missing")
    assert told["in.door.open"] == (None, "hook_value_wrong")
    assert told["in.door.word"] == (None, "hook_value_wrong")


@pytest.mark.parametrize("body", ["", "{", "[" * 100_000, "nan"])
def test_what_is_no_json_changes_nothing(body):
    incoming, told, _ = made(values=VALUES)
    incoming.take(call('{"word": "before"}'))
    with pytest.raises(CallRefused) as refused:
        incoming.take(call(body))
    assert refused.value.reason.key == "hook_no_json"
    assert told["in.door.word"] == ("before", "")
    assert told["in.door.count"] == (1, "")


def test_whole_text_is_a_point_without_values():
    incoming, told, _ = made()
    incoming.take(call("Hello", content_type="text/plain"))
    assert told["in.door.text"] == ("Hello", "")
    with pytest.raises(CallRefused):
        incoming.take(call("x" * 10_000))


@pytest.mark.parametrize("token", ["", "abcdefghijklmnopqrstuvw", TOKEN + "x", TOKEN.upper()])
def test_wrong_token_is_nobody(token):
    incoming, told, _ = made()
    with pytest.raises(CallRefused) as refused:
        incoming.take(call("x", token=token))
    assert refused.value.reason.key == "hook_unknown"
    assert told == {}


async def test_silence_turns_values_bad_and_a_word_heals_them():
    incoming, told, clock = made(expires=60.0)
    incoming.take(call("x"))
    await clock.advance(61)
    incoming.tell()
    assert told["in.door.text"] == (None, "hook_silent")
    incoming.take(call("x"))
    assert told["in.door.text"] == ("x", "")
