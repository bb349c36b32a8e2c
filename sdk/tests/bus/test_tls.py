"""mqtts: the certificate must be of the given CA, for the host, and in time; there is no way back to plain text."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path
from typing import Any

import pytest

from dinrail.bus import Bus
from dinrail.errors import BusTimeout
from dinrail.settings import BrokerAddress
from dinrail.testing import FakeBroker, Inbox
from dinrail.testing.certificates import pem, server_side, sign

CA = sign("Test CA")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ca") / "ca.crt"
    path.write_text(pem(CA)[0])
    return path


@pytest.fixture
def good() -> ssl.SSLContext:
    return server_side(sign("broker", CA))


@pytest.fixture
def elsewhere() -> ssl.SSLContext:
    return server_side(sign("broker", CA, ip="127.0.0.2"))


@pytest.fixture
def expired() -> ssl.SSLContext:
    return server_side(sign("broker", CA, days=-1))


async def refused(address: BrokerAddress, ca: Path | None) -> Bus:
    """A bus that did not get a connection."""
    bus = Bus(address, client_id="x", tls_ca=ca)
    bus.start()
    with pytest.raises(BusTimeout):
        await bus.connected(0.5)
    await bus.stop()
    return bus


async def test_messages_of_all_sizes_pass_through_tls(good: ssl.SSLContext, authority: Path, make_bus: Any) -> None:
    async with FakeBroker(tls=good) as broker:
        bus = make_bus(address=broker.address, tls_ca=authority)
        inbox = Inbox()
        await bus.subscribe("a", inbox, qos=1).wait()
        sizes = [0, 1, 1000, 16_384, 100_000, 262_000]
        for size in sizes:
            bus.publish("a", bytes(size), qos=1)
        for _ in range(2000):
            bus.publish("a", b"")
        await inbox.wait(len(sizes) + 2000)
        assert sorted(map(len, inbox.payloads))[-5:] == sizes[1:]
        assert str(broker.address).startswith("mqtts://")


async def test_tls_reconnects(good: ssl.SSLContext, authority: Path, make_bus: Any) -> None:
    async with FakeBroker(tls=good) as broker:
        bus = make_bus(address=broker.address, tls_ca=authority)
        await bus.connected(5)
        await broker.restart()
        await asyncio.sleep(0.05)
        await bus.connected(5)
        await bus.publish_acked("a", b"")


async def test_an_unknown_authority_is_refused(good: ssl.SSLContext) -> None:
    async with FakeBroker(tls=good) as broker:
        bus = await refused(broker.address, None)
        assert bus.last_error is not None
        assert bus.last_error.key == "broker_certificate_refused"
        assert broker.connects == []


async def test_a_certificate_for_another_host_is_refused(elsewhere: ssl.SSLContext, authority: Path) -> None:
    async with FakeBroker(tls=elsewhere) as broker:
        bus = await refused(broker.address, authority)
        assert bus.last_error is not None
        assert bus.last_error.key == "broker_certificate_refused"
        assert "127.0.0.1" in str(bus.last_error.params["detail"])


async def test_an_expired_certificate_is_refused(expired: ssl.SSLContext, authority: Path) -> None:
    async with FakeBroker(tls=expired) as broker:
        bus = await refused(broker.address, authority)
        assert bus.last_error is not None
        assert bus.last_error.key == "broker_certificate_refused"
        assert "expired" in str(bus.last_error.params["detail"])


async def test_a_plain_broker_is_no_tls_broker_and_the_other_way_round(
    good: ssl.SSLContext, authority: Path, broker: FakeBroker
) -> None:
    secure = BrokerAddress("127.0.0.1", broker.address.port, tls=True)
    bus = await refused(secure, authority)
    assert bus.last_error is not None
    assert bus.last_error.key in ("broker_tls_failed", "broker_unreachable")
    assert broker.connects == []
    async with FakeBroker(tls=good) as secured:
        bus = await refused(BrokerAddress("127.0.0.1", secured.address.port), None)
        assert bus.last_error is not None
        assert secured.connects == []


@pytest.mark.parametrize("name", ["missing.pem", "no.pem"])
async def test_a_ca_file_that_cannot_be_used_is_told(good: ssl.SSLContext, tmp_path: Path, name: str) -> None:
    (tmp_path / "no.pem").write_text("no certificate")
    ca = tmp_path / name
    async with FakeBroker(tls=good) as broker:
        bus = await refused(broker.address, ca)
        assert bus.last_error is not None
        assert (bus.last_error.key, bus.last_error.params["file"]) == ("ca_unreadable", str(ca))
