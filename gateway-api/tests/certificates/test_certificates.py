"""The box's own authority and certificate, checked with openssl where it matters."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import ssl
import stat
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from dinrail_gateway.certificates.authority import Authority, key_pem, names
from dinrail_gateway.certificates.keeper import Certificates

NOW = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)


class Box:
    """Folders of one box and its clock."""

    def __init__(self, tmp_path: Path) -> None:
        self.data = tmp_path / "data"
        self.tls = tmp_path / "tls"
        self.now = NOW
        self.renewals = 0

    def keeper(self, *hosts: str) -> Certificates:
        """Certificates as a freshly started gateway makes them."""
        return Certificates(
            data=self.data,
            tls=self.tls,
            hosts=hosts or ("box.local", "192.168.1.5"),
            renewed=self._renewed,
            chown=os.geteuid() == 0,
            now=lambda: self.now,
        )

    async def _renewed(self) -> None:
        self.renewals += 1

    def server(self) -> x509.Certificate:
        """The certificate in use."""
        return x509.load_pem_x509_certificate((self.tls / "server.crt").read_bytes())

    def content(self) -> dict[str, bytes]:
        """Every file there is."""
        return {file.name: file.read_bytes() for folder in (self.data, self.tls) for file in folder.iterdir()}


@pytest.fixture
def box(tmp_path: Path) -> Box:
    """A new box."""
    return Box(tmp_path)


def openssl(*words: str) -> str:
    """Output of the openssl command."""
    return subprocess.run(["openssl", *words], capture_output=True, check=True, text=True).stdout


def test_openssl_verifies_the_chain_for_every_name_and_address(box: Box) -> None:
    box.keeper("box.local", "192.168.1.5", "fd00::5").prepare()
    at = str(int(NOW.timestamp()))
    ca, server = str(box.tls / "ca.crt"), str(box.tls / "server.crt")
    for flag, host in (
        ("-verify_hostname", "box.local"),
        ("-verify_hostname", "localhost"),
        ("-verify_hostname", "broker"),
        ("-verify_ip", "192.168.1.5"),
        ("-verify_ip", "127.0.0.1"),
        ("-verify_ip", "fd00::5"),
    ):
        strict = ("verify", "-x509_strict", "-purpose", "sslserver", "-attime", at)
        assert "OK" in openssl(*strict, "-CAfile", ca, flag, host, server)


async def test_a_client_that_trusts_the_authority_gets_through_tls(tmp_path: Path) -> None:
    box = Box(tmp_path)
    box.now = dt.datetime.now(dt.UTC)
    await asyncio.to_thread(box.keeper().prepare)
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(box.tls / "server.crt", box.tls / "server.key")

    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello\n")
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(greet, "127.0.0.1", 0, ssl=served)
    port = server.sockets[0].getsockname()[1]
    trusting = ssl.create_default_context(cafile=str(box.tls / "ca.crt"))
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusting)
    assert await reader.readline() == b"hello\n"
    writer.close()
    await writer.wait_closed()
    with pytest.raises(ssl.SSLCertVerificationError):
        await asyncio.open_connection("127.0.0.1", port, ssl=ssl.create_default_context())
    server.close()
    await server.wait_closed()


def test_a_second_start_changes_nothing(box: Box) -> None:
    assert box.keeper().prepare() is True
    before = box.content()
    assert box.keeper().prepare() is False
    assert box.content() == before


def test_it_is_renewed_a_month_before_its_end_and_the_authority_stays(box: Box) -> None:
    box.keeper().prepare()
    first, authority = box.server(), (box.tls / "ca.crt").read_bytes()
    box.now = first.not_valid_after_utc - dt.timedelta(days=31)
    assert box.keeper().prepare() is False
    box.now = first.not_valid_after_utc - dt.timedelta(days=29)
    assert box.keeper().prepare() is True
    assert box.server().not_valid_after_utc > box.now + dt.timedelta(days=300)
    assert (box.tls / "ca.crt").read_bytes() == authority


def test_another_address_of_the_box_means_another_certificate(box: Box) -> None:
    box.keeper("box.local").prepare()
    assert box.keeper("box.local", "10.0.0.7").prepare() is True
    assert "10.0.0.7" in names(box.server())
    assert box.keeper("box.local").prepare() is False


async def test_who_uses_a_replaced_certificate_is_told_and_at_the_first_start_nobody(box: Box) -> None:
    first = box.keeper()
    await asyncio.to_thread(first.prepare)
    await first.start()
    await asyncio.sleep(0.2)
    await first.stop()
    assert box.renewals == 0
    second = box.keeper("elsewhere")
    await asyncio.to_thread(second.prepare)
    await second.start()
    await asyncio.sleep(0.2)
    await second.stop()
    assert box.renewals == 1


def test_the_keys_are_private(box: Box) -> None:
    box.keeper().prepare()
    assert stat.S_IMODE((box.data / "ca.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((box.tls / "server.key").stat().st_mode) == 0o640
    assert not (box.tls / "ca.key").exists()


def test_a_key_left_open_to_others_is_closed(box: Box) -> None:
    box.keeper().prepare()
    (box.tls / "server.key").chmod(0o644)
    assert box.keeper().prepare() is False
    assert stat.S_IMODE((box.tls / "server.key").stat().st_mode) == 0o640


@pytest.mark.parametrize("file", ["server.crt", "server.key"])
@pytest.mark.parametrize("damage", [b"", b"-----BEGIN CERTIFICATE-----\n", b"\x00" * 100])
def test_a_damaged_server_file_is_made_again(box: Box, file: str, damage: bytes) -> None:
    box.keeper().prepare()
    (box.tls / file).write_bytes(damage)
    assert box.keeper().prepare() is True
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(box.tls / "server.crt", box.tls / "server.key")


def test_a_missing_server_key_is_made_again_with_its_certificate(box: Box) -> None:
    box.keeper().prepare()
    (box.tls / "server.key").unlink()
    assert box.keeper().prepare() is True


def test_a_key_of_another_certificate_is_noticed(box: Box) -> None:
    box.keeper().prepare()
    other, _ = Authority.make("x", NOW).issue(["x"], NOW)
    (box.tls / "server.key").write_bytes(key_pem(other))
    assert box.keeper().prepare() is True


@pytest.mark.parametrize("lost", ["ca.key", "ca.crt"])
def test_a_damaged_authority_is_set_aside_replaced_and_told(box: Box, lost: str) -> None:
    box.keeper().prepare()
    (box.data / lost).write_bytes(b"rubbish")
    keeper = box.keeper()
    assert keeper.prepare() is True
    assert keeper.problem is not None
    assert keeper.problem.key == "ca_lost"
    assert any("damaged" in file.name for file in box.data.iterdir())
    at = str(int(NOW.timestamp()))
    assert "OK" in openssl("verify", "-attime", at, "-CAfile", str(box.tls / "ca.crt"), str(box.tls / "server.crt"))


def test_a_certificate_somebody_else_issued_is_left_alone(box: Box) -> None:
    box.keeper().prepare()
    theirs = Authority.make("", NOW)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Company CA")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(theirs.key.public_key())
        .serial_number(1)
        .not_valid_before(NOW)
        .not_valid_after(NOW + dt.timedelta(days=1))
        .sign(theirs.key, theirs.certificate.signature_hash_algorithm)
    )
    pem = certificate.public_bytes(Encoding.PEM)
    (box.tls / "server.crt").write_bytes(pem)
    (box.tls / "server.key").write_bytes(key_pem(theirs.key))
    assert box.keeper().prepare() is False
    assert (box.tls / "server.crt").read_bytes() == pem


def test_a_box_without_a_clock_gets_a_certificate_that_is_valid_when_the_time_is_known(box: Box) -> None:
    box.now = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    box.keeper().prepare()
    assert box.server().not_valid_after_utc > dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    assert box.server().not_valid_before_utc > dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


def test_a_host_name_that_is_none_is_left_out_and_the_rest_still_served(box: Box) -> None:
    keeper = box.keeper("box.local", "bad name", "a..b", "-x", "[fd00::7]", "x" * 300)
    keeper.prepare()
    assert {"box.local", "fd00::7", "localhost"} <= names(box.server())
    assert not names(box.server()) & {"bad name", "a..b", "-x"}
