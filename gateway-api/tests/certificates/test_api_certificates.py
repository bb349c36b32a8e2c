"""An own certificate through the API: taken only when it can be served, and taken back."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from dinrail_gateway.app import create_app
from dinrail_gateway.auth.accounts import User
from dinrail_gateway.certificates.authority import Authority, key_pem
from dinrail_gateway.certificates.endpoints import certificate_routes
from dinrail_gateway.certificates.keeper import Certificates
from dinrail_gateway.testing.stage import ADMIN_PASSWORD, Stage
from dinrail_gateway.testing.waiting import until

SERVER = "/api/certificates/server"
NOW = dt.datetime.now(dt.UTC)


class Desk:
    """The routes over real files."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.stage = stage
        self.tls = folder / "tls"
        self.renewals = 0
        self.certificates = Certificates(
            data=folder / "data", tls=self.tls, hosts=["box.local"], renewed=self._renewed, chown=False
        )
        self.certificates.prepare()
        self.app = create_app(extra=[certificate_routes(self.certificates)])
        self.app.state.gateway = stage.gateway

    async def _renewed(self) -> None:
        self.renewals += 1

    async def client(self, name: str = "admin") -> httpx.AsyncClient:
        """Somebody who is logged in."""
        http = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://testserver")
        await http.post("/api/auth/login", json={"username": name, "password": ADMIN_PASSWORD})
        return http

    def served(self) -> x509.Certificate:
        """What lies in the folder of the proxy and the broker."""
        return x509.load_pem_x509_certificate((self.tls / "server.crt").read_bytes())


@pytest.fixture
async def desk(stage: Stage, tmp_path: Path) -> AsyncIterator[Desk]:
    (tmp_path / "x").mkdir()
    made = await asyncio.to_thread(Desk, stage, tmp_path / "x")
    yield made
    await made.certificates.stop()


def foreign(hosts: list[str], now: dt.datetime = NOW) -> dict[str, str]:
    """A certificate of somebody else's authority, with it behind."""
    authority = Authority.make("", now)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Company CA")])
    key, certificate = authority.issue(hosts, now)
    rebuilt = (
        x509.CertificateBuilder()
        .subject_name(certificate.subject)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(4711)
        .not_valid_before(certificate.not_valid_before_utc)
        .not_valid_after(certificate.not_valid_after_utc)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts]), critical=False)
        .sign(authority.key, certificate.signature_hash_algorithm)
    )
    pem = rebuilt.public_bytes(serialization.Encoding.PEM).decode()
    return {"certificate": pem, "key": key_pem(key).decode()}


def expired() -> dict[str, str]:
    """One that is over; the house's own maker never makes them older than 2025."""
    authority = Authority.make("", NOW)
    past = NOW - dt.timedelta(days=10)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Company CA")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(authority.key.public_key())
        .serial_number(1)
        .not_valid_before(past - dt.timedelta(days=10))
        .not_valid_after(past)
        .sign(authority.key, authority.certificate.signature_hash_algorithm)
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
    return {"certificate": pem, "key": key_pem(authority.key).decode()}


async def test_it_tells_what_is_served_and_what_that_covers(desk: Desk) -> None:
    http = await desk.client()

    view = (await http.get("/api/certificates")).json()
    file = await http.get("/api/certificates/authority/file")

    assert (view["own"], view["missing"]) == (True, [])
    assert "box.local" in view["server"]["names"]
    assert view["server"]["expires"] == int(desk.served().not_valid_after_utc.timestamp() * 1000)
    assert x509.load_pem_x509_certificate(file.content).subject.rfc4514_string() == view["authority"]["subject"]
    assert b"PRIVATE" not in file.content


async def test_another_one_is_served_its_users_are_told_after_the_answer_and_it_is_not_renewed_over(desk: Desk) -> None:
    await desk.certificates.start()
    http = await desk.client()

    answer = await http.put(SERVER, json=foreign(["box.local"]))
    told_at_once = desk.renewals
    await until(lambda: desk.renewals == 1, 10)

    assert answer.status_code == 200
    assert (answer.json()["own"], told_at_once) == (False, 0)
    assert answer.json()["missing"] == []
    assert desk.served().serial_number == 4711
    assert (desk.tls / "server.key").stat().st_mode & 0o777 == 0o640
    (act,) = (await http.get("/api/audit", params={"text": "/certificates"})).json()
    assert act["after"]["issuer"] == "CN=Company CA"
    assert "PRIVATE" not in (await http.get("/api/audit")).text


async def test_what_it_does_not_cover_of_the_box_is_told(desk: Desk) -> None:
    http = await desk.client()

    answer = await http.put(SERVER, json=foreign(["other.local"]))

    assert (answer.status_code, answer.json()["missing"]) == (200, ["box.local"])


async def test_it_is_taken_back_for_one_of_ours(desk: Desk) -> None:
    http = await desk.client()
    await http.put(SERVER, json=foreign(["box.local"]))

    answer = await http.delete(SERVER)

    assert (answer.json()["own"], answer.json()["missing"]) == (True, [])
    assert desk.served().serial_number != 4711


@pytest.mark.parametrize(
    ("change", "path", "key"),
    [
        ({"certificate": "hello"}, "/certificate", "certificate_unreadable"),
        ({"key": "hello"}, "/key", "key_unreadable"),
        ({"key": foreign(["x"])["key"]}, "/key", "key_mismatch"),
        (expired(), "/certificate", "certificate_expired"),
        (foreign(["box.local"], NOW + dt.timedelta(days=30)), "/certificate", "certificate_not_yet"),
    ],
)
async def test_what_cannot_be_served_is_refused_and_nothing_changes(
    desk: Desk, change: dict[str, str], path: str, key: str
) -> None:
    http = await desk.client()
    before = desk.served()

    answer = await http.put(SERVER, json={**foreign(["box.local"]), **change})

    assert (answer.status_code, answer.json()["error"]["path"], answer.json()["error"]["key"]) == (422, path, key)
    assert desk.served() == before


async def test_a_key_with_a_password_is_refused_with_its_own_reason(desk: Desk) -> None:
    http = await desk.client()
    pair = foreign(["box.local"])
    private = serialization.load_pem_private_key(pair["key"].encode(), None)
    locked = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret"),
    )

    answer = await http.put(SERVER, json={**pair, "key": locked.decode()})

    assert answer.json()["error"]["key"] == "key_encrypted"


async def test_everybody_may_look_and_only_admins_may_change(desk: Desk) -> None:
    accounts = desk.stage.gateway.auth._accounts
    accounts.set_user(User("viewer", "viewer", accounts.users["admin"].password, 1))
    accounts.set_user(User("engineer", "engineer", accounts.users["admin"].password, 1))
    viewer, engineer = await desk.client("viewer"), await desk.client("engineer")

    assert (await viewer.get("/api/certificates")).status_code == 200
    assert (await engineer.put(SERVER, json=foreign(["box.local"]))).status_code == 403
    assert (await engineer.delete(SERVER)).status_code == 403
