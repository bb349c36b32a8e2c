"""Notifications by a real apprise in a process of its own, which reaches nothing inside that is not allowed."""

from __future__ import annotations

import json

import pytest

from dinrail.testing.context import eventually

pytestmark = pytest.mark.allow_blocking("starts processes")


async def test_notification_is_said(rigs, receiver):
    url = f"json://127.0.0.1:{receiver.port}/ok"
    rig = await rigs.start(notifications=[{"name": "phone", "url": url, "title": "House", "body": "It is {{value}}"}])
    await rig.write("phone", 46.5)
    await eventually(lambda: rig.context.last["status.phone.delivered"].value == 1, 40)
    told = json.loads(receiver.got[0].body)
    assert (told["title"], told["message"]) == ("House", "It is 46.5")


async def test_service_that_refuses_is_told_with_its_status(rigs, receiver, hasty):
    receiver.mood = "/status/503"
    url = f"json://127.0.0.1:{receiver.port}/ok"
    rig = await rigs.start(notifications=[{"name": "phone", "url": url}])
    answer = await rig.adapter.call("send_test", {"target": "phone"})
    assert (answer["ok"], answer["reason"].key, answer["status"]) == (False, "notification_refused", 503)


@pytest.mark.parametrize("url", ["json://127.0.0.1:{port}/ok", "json://localhost:{port}/ok"])
async def test_inside_is_not_reached(rigs, receiver, url):
    notification = {"name": "phone", "url": url.format(port=receiver.port)}
    rig = await rigs.start(notifications=[notification], allow=())
    await rig.write("phone", "x")
    await eventually(lambda: rig.context.last["status.phone.dead"].value == 1, 40)
    assert (await rig.dead())[0]["reason"]["key"] == "target_private"
    assert receiver.got == []


async def test_address_of_no_service_is_told(rigs, receiver):
    rig = await rigs.start(notifications=[{"name": "phone", "url": "nonsense://x"}])
    answer = await rig.adapter.call("send_test", {"target": "phone"})
    assert answer["reason"].key == "notification_url_invalid"
