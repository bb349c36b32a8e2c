"""mqtts: the certificate must be of the given CA, for the host, and in time; there is no way back to plain text."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from dinrail.bus import Bus
from dinrail.errors import BusTimeout
from dinrail.settings import BrokerAddress
from dinrail.testing import FakeBroker, Inbox

Authority = tuple[Path, x509.Certificate, ec.EllipticCurvePrivateKey]


def certificate(
    name: str, signer: tuple[x509.Name, ec.EllipticCurvePrivateKey], key: ec.EllipticCurvePrivateKey, end: timedelta
) -> x509.CertificateBuilder:
    """What all certificates have, as strict verification (the default since Python 3.13) asks."""
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(signer[0])
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now + end)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer[1].public_key()), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """File, certificate and key of an authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    usage = dict.fromkeys(
        ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"), False
    )
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test CA")])
    made = (
        certificate("Test CA", (own, key), key, timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.KeyUsage(**usage, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("ca") / "ca.crt"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return path, made, key


@pytest.fixture
def authority(ca: Authority) -> Path:
    return ca[0]


def certify(ca: Authority, folder: Path, address: str, end: timedelta) -> ssl.SSLContext:
    """Server side of TLS with a certificate of the authority for this address."""
    key = ec.generate_private_key(ec.SECP256R1())
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address)), x509.DNSName("elsewhere")])
    made = (
        certificate("broker", (ca[1].subject, ca[2]), key, end)
        .add_extension(names, critical=False)
        .sign(ca[2], hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "server.pem").write_bytes(private + made.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context


@pytest.fixture
def good(ca: Authority, tmp_path: Path) -> ssl.SSLContext:
    return certify(ca, tmp_path, "127.0.0.1", timedelta(days=1))


@pytest.fixture
def elsewhere(ca: Authority, tmp_path: Path) -> ssl.SSLContext:
    return certify(ca, tmp_path, "127.0.0.2", timedelta(days=1))


@pytest.fixture
def expired(ca: Authority, tmp_path: Path) -> ssl.SSLContext:
    return certify(ca, tmp_path, "127.0.0.1", -timedelta(days=1))


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
