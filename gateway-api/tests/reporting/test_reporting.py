"""Errors to Sentry over real HTTP: what leaves, what never leaves, and that nothing waits for it."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import socket
import ssl
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from dinrail.documents import CapturedError
from dinrail_gateway.auth.accounts import User
from dinrail_gateway.auth.roles import Role
from dinrail_gateway.certificates.authority import Authority, key_pem
from dinrail_gateway.reporting import reporter as reporter_module
from dinrail_gateway.reporting.transport import Request
from dinrail_gateway.testing.ingest import Ingest
from dinrail_gateway.testing.seam import meter_config
from dinrail_gateway.testing.stage import ADMIN_PASSWORD, ANY, Stage
from dinrail_gateway.testing.waiting import until

SENTRY = "/api/settings/sentry"
ALLOWED = {
    "event_id",
    "timestamp",
    "platform",
    "level",
    "logger",
    "release",
    "environment",
    "fingerprint",
    "exception",
    "tags",
    "sdk",
}
WITHHELD = (
    b"geheim", b"4711", b"anna", b"keller", b"192.168", b"53.21", b"nobody_here", b"password", b"poll of", b"/home",
    socket.gethostname().encode(), ADMIN_PASSWORD.encode(),
)  # fmt: skip
TRACEBACK = """Traceback (most recent call last):
  File "/home/anna.keller/plugins/geheim.py", line 3, in poll
    password = "geheim-4711"
  File "/opt/dinrail/lib/python3.13/site-packages/pymodbus/client/base.py", line 120, in execute
    raise ModbusIOException(f"{password} of 192.168.7.13")
  File "/opt/src/dinrail_modbus/client/tcp.py", line 44, in <lambda>
    value = 53.21
ModbusIOException: geheim-4711 of 192.168.7.13, value 53.21
"""


def error(mark: str = "aa", **more: Any) -> CapturedError:
    base = CapturedError(
        1_780_000_000_000,
        "ModbusIOException",
        "geheim-4711 of 192.168.7.13 is 53.21",
        TRACEBACK,
        "poll of anna.keller",
        mark,
    )
    return msgspec.structs.replace(base, **more)


@pytest.fixture
async def ingest() -> AsyncIterator[Ingest]:
    async with Ingest() as made:
        yield made


async def switch(stage: Stage, ingest: Ingest, **more: Any) -> None:
    document = (await stage.http.get("/api/settings")).json()["document"]
    document["sentry"] |= {"enabled": True, "dsn": ingest.dsn, "environment": "lab", "allow_lan": True, **more}
    answer = await stage.http.put("/api/settings", json=document, headers=ANY)
    assert answer.status_code == 200, answer.text


async def seen(stage: Stage) -> dict[str, Any]:
    view: dict[str, Any] = (await stage.http.get(SENTRY)).json()
    return view


async def test_it_is_off_until_an_admin_says_otherwise(stage: Stage, ingest: Ingest) -> None:
    stage.gateway.error_log.add("gateway", error())
    await asyncio.sleep(0.2)

    assert (await seen(stage))["enabled"] is False
    assert ingest.received == []
    assert stage.gateway.reporter.waiting == 0


async def test_an_error_arrives_as_a_whole_envelope_of_allowed_fields_only(stage: Stage, ingest: Ingest) -> None:
    await stage.add("anna_keller", meter_config("192.168.7.13", token="geheim-4711"))
    await switch(stage, ingest)

    stage.gateway.error_log.add("anna_keller", error(count=3))
    await until(lambda: stage.gateway.reporter.sent == 1, 10)

    (received,) = ingest.received
    event = received.event
    assert ingest.wrong == []
    assert received.path == "/api/42/envelope/"
    assert set(event) == ALLOWED
    assert (event["logger"], event["tags"]) == ("meter", {"part": "meter", "count": "3"})
    assert (event["release"], event["environment"]) == (f"dinrail@{stage.settings.version}", "lab")
    assert event["timestamp"] == "2026-05-28T20:26:40Z"
    (exception,) = event["exception"]["values"]
    assert exception == {
        "type": "ModbusIOException",
        "stacktrace": {
            "frames": [
                {"filename": "?", "function": "poll", "lineno": 3, "in_app": False},
                {"filename": "pymodbus/client/base.py", "function": "execute", "lineno": 120, "in_app": False},
                {"filename": "dinrail_modbus/client/tcp.py", "function": "<lambda>", "lineno": 44, "in_app": True},
            ]
        },
    }


async def test_no_secret_value_name_or_address_leaves(stage: Stage, ingest: Ingest) -> None:
    await stage.add("anna_keller", meter_config("192.168.7.13", token="geheim-4711"))
    await switch(stage, ingest)

    stage.gateway.error_log.add("anna_keller", error())
    stage.gateway.error_log.add("nobody_here", error("bb", type="password = geheim-4711", fingerprint="geheim-4711"))
    logging.getLogger("x").error("of anna.keller: geheim-4711", exc_info=RuntimeError("geheim-4711"))
    await until(lambda: stage.gateway.reporter.sent == 3, 10)

    every_byte = b"".join(received.raw for received in ingest.received)
    assert [word for word in WITHHELD if word in every_byte] == []
    assert [received.event["logger"] for received in ingest.received] == ["meter", "other", "gateway"]
    assert ingest.received[1].event["exception"]["values"][0]["type"] == "Error"


async def test_the_same_error_is_told_once_and_a_flood_is_cut(stage: Stage, ingest: Ingest) -> None:
    await switch(stage, ingest)
    began = time.perf_counter()
    for number in range(5000):
        stage.gateway.error_log.add("gateway", error("same" if number % 2 else f"m{number}"))
    took = time.perf_counter() - began

    await until(lambda: stage.gateway.reporter.waiting == 0, 10)
    await until(lambda: len(ingest.received) >= 20, 10)

    marks = [received.event["fingerprint"][0] for received in ingest.received]
    assert len(marks) == len(set(marks))
    assert 20 <= len(marks) <= 22
    assert stage.gateway.reporter.dropped > 2000
    assert len(stage.gateway.reporter._told) <= 1000
    print(f"5000 errors taken in {took * 1000:.0f} ms")


async def test_a_server_that_hangs_blocks_nobody_and_the_queue_is_bounded(
    stage: Stage, ingest: Ingest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporter_module, "TOTAL_S", 0.3)
    ingest.hang = True
    await switch(stage, ingest)
    stage.gateway.reporter._bucket.limit(rate=1e6, burst=1e6)
    stage.gateway.reporter._bucket._tokens = 1e6

    for number in range(500):
        stage.gateway.error_log.add("gateway", error(f"m{number}"))
    answered = await stage.http.get("/api/instances")
    await until(lambda: stage.gateway.reporter.problem is not None, 5)

    assert answered.status_code == 200
    assert stage.gateway.reporter.waiting <= 100
    assert stage.gateway.reporter.dropped >= 399
    view = await seen(stage)
    assert view["problem"]["key"] == "sentry_unreachable"
    assert (view["sent"], view["last_sent"]) == (0, None)


@pytest.mark.parametrize(
    ("answer", "key", "kept"),
    [
        ((500, ""), "sentry_refused", 1),
        ((403, ""), "sentry_refused", 0),
        ((302, "Location: http://127.0.0.1:1/\r\n"), "sentry_refused", 0),
        ((429, "Retry-After: 7\r\n"), "sentry_slow_down", 0),
    ],
)
async def test_a_refusal_is_told_and_only_what_may_help_is_tried_again(
    stage: Stage, ingest: Ingest, answer: tuple[int, str], key: str, kept: int
) -> None:
    ingest.status, ingest.headers = answer
    await switch(stage, ingest)

    stage.gateway.error_log.add("gateway", error())
    await until(lambda: stage.gateway.reporter.problem is not None, 10)
    await asyncio.sleep(0.05)

    assert (await seen(stage))["problem"]["key"] == key
    assert stage.gateway.reporter.waiting == kept
    assert len(ingest.received) == 1


async def test_after_a_failure_it_comes_through_again(
    stage: Stage, ingest: Ingest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporter_module, "BACKOFF_S", (0.1,))
    ingest.status = 503
    await switch(stage, ingest)
    stage.gateway.error_log.add("gateway", error())
    await until(lambda: stage.gateway.reporter.problem is not None, 10)

    ingest.status = 200
    await until(lambda: stage.gateway.reporter.sent == 1, 10)

    assert stage.gateway.reporter.problem is None
    assert stage.gateway.reporter.waiting == 0


async def test_an_address_of_ones_own_network_needs_to_be_allowed(stage: Stage, ingest: Ingest) -> None:
    await switch(stage, ingest, allow_lan=False)

    answer = (await stage.http.post(f"{SENTRY}/test")).json()

    assert (answer["sent"], answer["problem"]["key"]) == (False, "sentry_address_refused")
    assert ingest.received == []


async def test_a_test_report_tells_at_once_whether_it_arrived(stage: Stage, ingest: Ingest) -> None:
    await switch(stage, ingest, enabled=False)

    arrived = (await stage.http.post(f"{SENTRY}/test")).json()
    ingest.status = 401
    refused = (await stage.http.post(f"{SENTRY}/test")).json()

    assert arrived == {"sent": True, "problem": None}
    assert ingest.received[0].event["exception"]["values"] == [{"type": "DinrailTest"}]
    assert refused["problem"]["params"] == {"status": 401}


async def test_without_a_dsn_the_test_says_so(stage: Stage) -> None:
    answer = (await stage.http.post(f"{SENTRY}/test")).json()

    assert answer["problem"]["key"] == "sentry_dsn_invalid"


async def test_switching_off_forgets_what_waits(stage: Stage, ingest: Ingest) -> None:
    ingest.status = 503
    await switch(stage, ingest)
    stage.gateway.error_log.add("gateway", error())
    await until(lambda: stage.gateway.reporter.problem is not None, 10)
    await switch(stage, ingest, enabled=False)

    stage.gateway.error_log.add("gateway", error("bb"))

    assert stage.gateway.reporter.waiting == 0


@pytest.mark.parametrize(("role", "sees"), [("viewer", 403), ("operator", 403), ("engineer", 200), ("admin", 200)])
async def test_only_admins_send(stage: Stage, role: Role, sees: int) -> None:
    accounts = stage.gateway.auth._accounts
    accounts.set_user(User("other", role, accounts.users["admin"].password, 1))
    other = stage.client()
    await other.post("/api/auth/login", json={"username": "other", "password": ADMIN_PASSWORD})

    assert (await other.get(SENTRY)).status_code == sees
    assert (await other.post(f"{SENTRY}/test")).status_code == (200 if role == "admin" else 403)


async def test_over_tls_only_a_server_with_a_trusted_certificate_gets_anything(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority.make("", dt.datetime.now(dt.UTC))
    key, certificate = authority.issue(["localhost"], dt.datetime.now(dt.UTC))
    ca, chain = tmp_path / "ca.pem", tmp_path / "chain.pem"
    ca.write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    chain.write_bytes(certificate.public_bytes(Encoding.PEM) + key_pem(key))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(chain)
    async with Ingest(tls) as ingest:
        await switch(stage, ingest)

        refused = (await stage.http.post(f"{SENTRY}/test")).json()
        monkeypatch.setenv("SSL_CERT_FILE", str(ca))
        arrived = (await stage.http.post(f"{SENTRY}/test")).json()

        assert refused["problem"]["key"] == "sentry_unreachable"
        assert "certificate" in refused["problem"]["message"].lower()
        assert arrived == {"sent": True, "problem": None}
        assert len(ingest.received) == 1


async def test_a_name_with_several_addresses_is_reached_by_the_one_that_answers(
    stage: Stage, ingest: Ingest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Request, "_resolve", lambda _: ["127.9.9.9", "127.0.0.1"])
    await switch(stage, ingest)

    arrived = (await stage.http.post(f"{SENTRY}/test")).json()

    assert arrived == {"sent": True, "problem": None}
    assert len(ingest.received) == 1
