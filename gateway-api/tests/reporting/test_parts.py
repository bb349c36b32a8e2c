"""DSNs, addresses that may be talked to, and events of whatever an adapter says."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail.documents import CapturedError
from dinrail.errors import ConfigError
from dinrail_gateway.reporting.dsn import Dsn
from dinrail_gateway.reporting.event import event
from dinrail_gateway.reporting.transport import permitted

KEY = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("text", "host", "port", "path"),
    [
        (f"https://{KEY}@o1.ingest.example.org/42", "o1.ingest.example.org", 443, "/api/42/envelope/"),
        (f"http://{KEY}@192.168.1.9:9000/7", "192.168.1.9", 9000, "/api/7/envelope/"),
        (
            f"https://{KEY}@sentry.example.org/behind/a.proxy/3",
            "sentry.example.org",
            443,
            "/behind/a.proxy/api/3/envelope/",
        ),
        (f"https://{KEY}@[fd00::1]:8443/3", "fd00::1", 8443, "/api/3/envelope/"),
    ],
)
def test_dsns_people_copy(text: str, host: str, port: int, path: str) -> None:
    dsn = Dsn.parse(text)

    assert (dsn.host, dsn.port, dsn.path, dsn.key) == (host, port, path, KEY)


@pytest.mark.parametrize(
    "text",
    ["", "hello", "https://example.org/1", f"ftp://{KEY}@x.org/1", f"https://{KEY}@x.org/", f"https://{KEY}@x.org/a",
     f"https://{KEY}:secret@x.org/1", f"https://{KEY}@x.org/1?x=1", f"https://{KEY}@x.org:99999/1", f"https://{KEY}@/1",
     f"https://{KEY}@x.org/../1", "https://[::1", f"https://{KEY}\r\nX: 1@x.org/1", f"https://{KEY}@x.org/1\r\nX: 1"],
)  # fmt: skip
def test_what_is_no_dsn_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(ConfigError) as refused:
        Dsn.parse(text)

    assert KEY not in refused.value.message


@pytest.mark.parametrize(
    ("address", "public", "lan"),
    [
        ("93.184.216.34", True, True),
        ("2606:2800:220:1:248:1893:25c8:1946", True, True),
        ("192.168.1.9", False, True),
        ("10.0.0.1", False, True),
        ("172.18.0.2", False, True),
        ("127.0.0.1", False, True),
        ("::1", False, True),
        ("fd12::1", False, True),
        ("::ffff:192.168.1.9", False, True),
        ("169.254.169.254", False, False),
        ("::ffff:169.254.169.254", False, False),
        ("fe80::1%eth0", False, False),
        ("fd00:ec2::254", False, False),
        ("100.100.100.200", False, False),
        ("0.0.0.0", False, False),
        ("224.0.0.1", False, False),
        ("nonsense", False, False),
    ],
)
def test_addresses(address: str, public: bool, lan: bool) -> None:
    assert (permitted(address, allow_lan=False), permitted(address, allow_lan=True)) == (public, lan)


def words(made: object) -> set[str]:
    """Every text in an event, however deep."""
    if isinstance(made, dict):
        return set().union(*(words(value) for value in made.values()))
    if isinstance(made, list):
        return set().union(*(words(value) for value in made))
    return {made} if isinstance(made, str) else set()


@given(text=st.text(min_size=1, max_size=200), lines=st.lists(st.text(max_size=80), max_size=5))
def test_whatever_an_adapter_says_only_what_is_allowed_is_in_the_event(text: str, lines: list[str]) -> None:
    secret = "Geheim 4711"
    trace = "\n".join(f'  File "{secret}{line}", line 1, in {secret}{line}\n    {secret}' for line in lines)
    error = CapturedError(1, f"{secret}{text}", secret + text, trace + secret, secret, secret)

    made = event(error, part="meter", event_id="e" * 32, version="1", environment="")

    assert secret not in json.dumps(made)
    assert {frame["filename"] for frame in made["exception"]["values"][0].get("stacktrace", {}).get("frames", ())} <= {
        "?"
    }
    assert all(len(word) <= 210 for word in words(made))
