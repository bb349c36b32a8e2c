"""Configurations that could never work are refused with their place, and never with their secrets."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from dinrail.errors import ConfigError
from dinrail.options import config_schema, secret_paths
from dinrail_webhook.config import WebhookConfig

TARGET = {"name": "alert", "url": "https://example.com/x"}
TOKEN = "abcdefghijklmnopqrstuvwx"


@pytest.mark.parametrize(
    ("config", "path"),
    [
        ({"targets": [TARGET, TARGET]}, "/targets/1/name"),
        ({"targets": [TARGET], "notifications": [{"name": "alert", "url": "ntfy://x"}]}, "/notifications/0/name"),
        ({"targets": [TARGET | {"name": "status"}]}, "/targets/0/name"),
        ({"targets": [TARGET | {"url": "ftp://example.com"}]}, "/targets/0/url"),
        ({"targets": [TARGET | {"url": "http:///x"}]}, "/targets/0/url"),
        ({"targets": [TARGET | {"url": "http://user:pw@example.com"}]}, "/targets/0/url"),
        ({"targets": [TARGET | {"url": "http://{{value}}.example.com"}]}, "/targets/0/url"),
        ({"targets": [TARGET | {"url": "http://example.com:99999"}]}, "/targets/0/url"),
        ({"targets": [TARGET | {"url": "http://exa mple.com"}]}, "/targets/0/url"),
        ({"targets": [TARGET | {"url": "http://example.com/\r\nX: y"}]}, "/targets/0/url"),
        ({"targets": [TARGET | {"body": "{{nonsense}}"}]}, "/targets/0/body"),
        ({"targets": [TARGET | {"headers": [{"name": "Host", "value": "x"}]}]}, "/targets/0/headers/0/name"),
        ({"targets": [TARGET | {"headers": [{"name": "X", "value": "a\r\nY: b"}]}]}, "/targets/0/headers/0/value"),
        ({"notifications": [{"name": "a", "url": "no address"}]}, "/notifications/0/url"),
        ({"incoming": [{"name": "a", "token": TOKEN}, {"name": "b", "token": TOKEN}]}, "/incoming/1/token"),
        ({"allow": ["not a host"]}, "/allow/0"),
    ],
)
def test_mistake_is_named_with_its_place(config: dict[str, Any], path: str):
    with pytest.raises(ConfigError) as refused:
        msgspec.convert(config, WebhookConfig)
    assert refused.value.path == path
    assert "pw" not in refused.value.message
    assert TOKEN not in refused.value.message


def test_short_token_is_refused():
    with pytest.raises(msgspec.ValidationError, match="token"):
        msgspec.convert({"incoming": [{"name": "a", "token": "short"}]}, WebhookConfig)


def test_what_gives_power_is_secret():
    assert set(secret_paths(config_schema(WebhookConfig))) == {
        "/targets/*/url_secret",
        "/targets/*/headers/*/value",
        "/targets/*/secret",
        "/notifications/*/url",
        "/incoming/*/token",
    }
