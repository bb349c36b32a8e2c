"""Words in bodies never break out of their place."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail.errors import ConfigError
from dinrail_webhook.template import Template, fill_url
from dinrail_webhook.urls import place_of

BASE = {"name": "alert", "instance": "hooks", "time": "2026-01-01T00:00:00Z", "ts": 1, "id": "msg_1"}


@given(st.one_of(st.booleans(), st.integers(-(2**53), 2**53), st.text()))
def test_json_stays_json_whatever_the_value(value):
    template = Template('{"a": {{value}}, "b": "say \\"{{ value }}\\" \\\\", "c": [{{ts}}]}', "json")
    filled = json.loads(template.fill(BASE | {"value": value}))
    assert filled["a"] == value
    assert (value if isinstance(value, str) else json.dumps(value)) in filled["b"]
    assert set(filled) == {"a", "b", "c"}


@given(st.text())
def test_form_and_url_are_encoded(value):
    body = Template("a={{value}}&b=1", "form").fill(BASE | {"value": value}).decode()
    assert body.isascii()
    assert body.count("&") == 1
    assert place_of(fill_url("https://example.com/x?y={{value}}", {"value": value})).host == "example.com"


def test_text_is_filled_as_it_is():
    assert Template("Alarm: {{value}} ({{name}})", "text").fill(BASE | {"value": 4.5}) == b"Alarm: 4.5 (alert)"


@pytest.mark.parametrize(
    ("text", "content", "key"),
    [
        ("{{valu}}", "text", "template_word"),
        ("{{}}", "text", "template_word"),
        ('{"a": {{value}}', "json", "template_json"),
        ("{{value}} {{value}}", "json", "template_json"),
    ],
)
def test_mistakes_are_found_before_anything_is_sent(text, content, key):
    with pytest.raises(ConfigError) as refused:
        Template(text, content).check("/targets/0/body")
    assert (refused.value.path, refused.value.reason.key) == ("/targets/0/body", key)
