"""https: only to who shows a certificate of the right authority, for the host, in time; never in clear instead."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dinrail.testing.certificates import pem, server_side, sign
from dinrail.testing.context import eventually
from dinrail_webhook.sim import Receiver
from webhook_rig import Rigs

AUTHORITY = sign("authority")
FAULTS = {
    "expired": lambda: sign("receiver", AUTHORITY, days=-1),
    "wrong host": lambda: sign("receiver", AUTHORITY, ip="192.0.2.7"),
    "foreign authority": lambda: sign("receiver", sign("another")),
}


def encrypted(receiver: Receiver, rigs: Rigs, **options: object) -> dict[str, object]:
    return rigs.target(url=f"https://127.0.0.1:{receiver.port}/ok", ca=pem(AUTHORITY)[0], timeout=2.0, **options)


@pytest.fixture
async def safe() -> AsyncIterator[Receiver]:
    made = Receiver(server_side(sign("receiver", AUTHORITY)))
    await made.listen()
    yield made
    await made.stop()


async def test_a_letter_arrives_over_tls_with_an_authority_of_ones_own(rigs: Rigs, safe: Receiver) -> None:
    rig = await rigs.start(encrypted(safe, rigs))
    await rig.write("alert", "on")
    await eventually(lambda: safe.got)
    assert safe.got[0].body == b"on"


async def test_without_that_authority_nothing_is_told_and_it_is_told_once_it_is_known(
    rigs: Rigs, safe: Receiver, hasty: None, tmp_path: Path
) -> None:
    rig = await rigs.start(encrypted(safe, rigs) | {"ca": ""}, data=tmp_path)
    await rig.write("alert", "on")
    await eventually(lambda: rig.context.last["status.alert.state"].value == "receiver_certificate")
    assert not safe.got
    await rig.stop()
    await rigs.start(encrypted(safe, rigs), data=tmp_path)
    await eventually(lambda: [each.body for each in safe.got] == [b"on"], timeout=10)


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_certificate_that_is_not_right_is_refused(rigs: Rigs, hasty: None, fault: str) -> None:
    receiver = Receiver(server_side(FAULTS[fault]()))
    await receiver.listen()
    try:
        rig = await rigs.start(encrypted(receiver, rigs))
        await rig.write("alert", "on")
        await eventually(lambda: rig.context.last["status.alert.state"].value == "receiver_certificate")
        assert not receiver.got
    finally:
        await receiver.stop()


async def test_a_receiver_without_tls_is_unreachable_not_spoken_to_in_clear(
    rigs: Rigs, receiver: Receiver, hasty: None
) -> None:
    rig = await rigs.start(encrypted(receiver, rigs))
    await rig.write("alert", "on")
    await eventually(lambda: rig.context.last["status.alert.state"].value == "receiver_unreachable")
    assert not receiver.got


@pytest.mark.filterwarnings("ignore:.*TLSv1:DeprecationWarning")
async def test_old_tls_is_refused(rigs: Rigs, hasty: None) -> None:
    context = server_side(sign("receiver", AUTHORITY))
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    receiver = Receiver(context)
    await receiver.listen()
    try:
        rig = await rigs.start(encrypted(receiver, rigs))
        await rig.write("alert", "on")
        await eventually(lambda: rig.context.last["status.alert.state"].value == "receiver_unreachable")
    finally:
        await receiver.stop()
