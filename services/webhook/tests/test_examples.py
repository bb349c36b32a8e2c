"""The demo's instance is a valid configuration of a receiver the demo has."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from dinrail_webhook.config import WebhookConfig
from dinrail_webhook.urls import place_of

EXAMPLES = Path(__file__).parents[1] / "examples"


def test_demo_writes_to_its_own_receiver():
    entry = json.loads((EXAMPLES / "demo-webhook.json").read_text())
    config = msgspec.convert(entry["config"], WebhookConfig)
    place = place_of(config.targets[0].url)
    assert f"\n  {place.host}:\n" in (EXAMPLES / "demo.yaml").read_text()
    assert config.allow == [place.host]
