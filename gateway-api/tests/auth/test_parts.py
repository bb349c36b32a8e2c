"""Sessions, throttle, accounts and origins by themselves."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from starlette.requests import HTTPConnection

from dinrail.testing import FakeClock
from dinrail_gateway.auth.accounts import Accounts, User
from dinrail_gateway.auth.origin import same_origin
from dinrail_gateway.auth.sender import Senders
from dinrail_gateway.auth.sessions import IDLE_S, LIFE_S, Sessions
from dinrail_gateway.auth.throttle import LoginThrottle
from dinrail_gateway.errors import TooMany, Unavailable
from dinrail_gateway.testing.stage import quick_passwords

DAY = 86_400.0


async def test_a_session_idles_out_but_use_keeps_it(tmp_path: Path, clock: FakeClock) -> None:
    sessions = Sessions(tmp_path / "sessions.json", clock)
    secret = await sessions.open("admin")

    await clock.advance(IDLE_S - DAY)
    assert sessions.user_of(secret) == "admin"
    await clock.advance(IDLE_S - DAY)
    assert sessions.user_of(secret) == "admin"
    await clock.advance(IDLE_S)
    assert sessions.user_of(secret) is None


async def test_no_session_lives_longer_than_a_month(tmp_path: Path, clock: FakeClock) -> None:
    sessions = Sessions(tmp_path / "sessions.json", clock)
    secret = await sessions.open("admin")

    for _ in range(LIFE_S // int(DAY) - 1):
        await clock.advance(DAY)
        assert sessions.user_of(secret) == "admin"
    await clock.advance(DAY)

    assert sessions.user_of(secret) is None


@pytest.mark.parametrize("jump", [3600, -3600, -50 * 365 * DAY, 50 * 365 * DAY])
async def test_a_step_of_the_wall_clock_ends_no_session_that_runs(
    tmp_path: Path, clock: FakeClock, jump: float
) -> None:
    sessions = Sessions(tmp_path / "sessions.json", clock)
    secret = await sessions.open("admin")

    clock.jump(jump)

    assert sessions.user_of(secret) == "admin"


async def test_a_clock_set_back_over_a_restart_gives_no_eternal_session(tmp_path: Path, clock: FakeClock) -> None:
    secret = await Sessions(tmp_path / "sessions.json", clock).open("admin")
    clock.jump(-50 * 365 * DAY)
    again = Sessions(tmp_path / "sessions.json", clock)
    again.load()

    assert again.user_of(secret) == "admin"
    await clock.advance(LIFE_S)
    assert again.user_of(secret) is None


async def test_an_expired_session_stays_expired_over_a_restart(tmp_path: Path, clock: FakeClock) -> None:
    secret = await Sessions(tmp_path / "sessions.json", clock).open("admin")
    await clock.advance(LIFE_S)

    again = Sessions(tmp_path / "sessions.json", clock)
    again.load()

    assert again.user_of(secret) is None


async def test_sessions_are_bounded_and_stored_only_as_hashes(tmp_path: Path, clock: FakeClock) -> None:
    sessions = Sessions(tmp_path / "sessions.json", clock)
    secrets = []
    for _ in range(505):
        secrets.append(await sessions.open("admin"))
        await clock.advance(1)

    assert [sessions.user_of(secret) for secret in secrets[:5]] == [None] * 5
    assert sessions.user_of(secrets[5]) == "admin"
    assert secrets[-1].encode() not in (tmp_path / "sessions.json").read_bytes()


def test_a_damaged_session_file_only_costs_a_login(tmp_path: Path, clock: FakeClock) -> None:
    (tmp_path / "sessions.json").write_bytes(b"{")

    sessions = Sessions(tmp_path / "sessions.json", clock)
    sessions.load()

    assert sessions.user_of("x") is None


def attempts(throttle: LoginThrottle, address: str, user: str, count: int) -> None:
    for _ in range(count):
        throttle.begin(address, user)


async def test_each_further_guess_costs_a_growing_pause(clock: FakeClock) -> None:
    """Row 57: brute force."""
    throttle = LoginThrottle(clock)
    attempts(throttle, "a", "admin", 5)

    with pytest.raises(TooMany):
        throttle.begin("a", "admin")
    await clock.advance(2)
    throttle.begin("a", "admin")
    await clock.advance(1.5)
    with pytest.raises(TooMany):
        throttle.begin("a", "admin")


async def test_a_spray_from_many_addresses_delays_the_owner_by_seconds_only(clock: FakeClock) -> None:
    """Row 57: password spray."""
    throttle = LoginThrottle(clock)
    for number in range(50):
        throttle.begin(f"address {number}", "admin")

    with pytest.raises(TooMany):
        throttle.begin("owner", "admin")
    await clock.advance(5)
    throttle.begin("owner", "admin")


async def test_attempts_are_forgotten_after_a_while_and_after_success(clock: FakeClock) -> None:
    throttle = LoginThrottle(clock)
    attempts(throttle, "a", "admin", 5)
    throttle.succeeded("a", "admin")
    attempts(throttle, "a", "admin", 5)

    await clock.advance(15 * 60 + 1)

    attempts(throttle, "a", "admin", 5)


def test_the_throttle_remembers_a_bounded_number_of_senders(clock: FakeClock) -> None:
    """Row 57: memory stays bounded."""
    throttle = LoginThrottle(clock)

    for number in range(5000):
        throttle.begin(f"address {number}", f"user {number}")

    assert len(throttle._attempts) == 4096


async def test_a_thousand_logins_at_once_are_refused_not_queued() -> None:
    """Row 57: parallel logins take no memory."""
    passwords = quick_passwords()

    results = await asyncio.gather(
        *(passwords.verify(None, f"guess {number}") for number in range(1000)), return_exceptions=True
    )

    refused = [result for result in results if isinstance(result, TooMany)]
    assert len(refused) >= 900
    assert False in results


def test_a_damaged_accounts_file_falls_back_to_the_copy_before_it(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "accounts.json"
    accounts = Accounts(path, clock)
    accounts.set_user(User("admin", "admin", "hash", 1))
    accounts.set_user(User("erika", "viewer", "hash", 2))
    path.write_bytes(b'{"version": 1, "us')

    again = Accounts(path, clock)
    again.load()

    assert again.damaged
    assert list(again.users) == ["admin"]
    assert (tmp_path / "accounts.damaged").exists()


async def test_a_token_expires(tmp_path: Path, clock: FakeClock) -> None:
    accounts = Accounts(tmp_path / "accounts.json", clock)
    accounts.set_user(User("admin", "admin", "hash", 1))
    _, text = accounts.add_token("x", "admin", 1)

    assert accounts.bearer(text)
    await clock.advance(DAY)
    assert accounts.bearer(text) is None


@pytest.mark.parametrize(
    ("origin", "host", "expected"),
    [
        ("https://box", "box", True),
        ("https://box:8443", "box:8443", True),
        ("http://box:80", "box", True),
        ("https://BOX", "box", True),
        ("http://[fe80::1]:8080", "[fe80::1]:8080", True),
        ("https://box:8443", "box:8444", False),
        ("https://box", "box:8443", False),
        ("http://box.evil", "box", False),
        ("ftp://box", "box", False),
        ("https://box:99999", "box", False),
        ("null", "box", False),
        ("", "box", False),
    ],
)
def test_origins_are_compared_with_their_port(origin: str, host: str, expected: bool) -> None:
    assert same_origin({"origin": origin, "host": host}, required=True) is expected


def connection(peer: str, forwarded: str) -> HTTPConnection:
    return HTTPConnection({"type": "http", "client": (peer, 1), "headers": [(b"x-forwarded-for", forwarded.encode())]})


async def test_only_the_trusted_proxy_may_say_for_whom_it_asks(clock: FakeClock) -> None:
    """Row 63."""
    senders = Senders("localhost", clock)

    assert await senders.of(connection("127.0.0.1", "10.9.9.9, 192.0.2.7")) == "192.0.2.7"
    assert await senders.of(connection("192.0.2.66", "10.9.9.9")) == "192.0.2.66"
    assert await Senders("", clock).of(connection("127.0.0.1", "10.9.9.9")) == "127.0.0.1"


async def test_an_overtaken_save_does_not_bring_back_the_past(tmp_path: Path, clock: FakeClock) -> None:
    sessions = Sessions(tmp_path / "sessions.json", clock)
    secret = await sessions.open("admin")

    saves = [asyncio.create_task(sessions.save()) for _ in range(5)]
    await asyncio.sleep(0)
    for save in saves:
        save.cancel()
    await sessions.close(secret)
    await asyncio.gather(*saves, return_exceptions=True)

    again = Sessions(tmp_path / "sessions.json", clock)
    again.load()
    assert again.user_of(secret) is None


async def test_an_account_that_cannot_be_stored_is_not_changed(tmp_path: Path, clock: FakeClock) -> None:
    accounts = Accounts(tmp_path / "users.json", clock)
    accounts.set_user(User("admin", "admin", "old", 1))
    token, _ = accounts.add_token("grafana", "admin", None)
    (tmp_path / ".users.json.new").mkdir()

    for change in (
        lambda: accounts.set_user(User("admin", "admin", "new", 1)),
        lambda: accounts.add_token("second", "admin", None),
        lambda: accounts.remove_token(token.id),
    ):
        with pytest.raises(Unavailable) as refused:
            change()
        assert refused.value.reason.key == "accounts_not_stored"

    assert accounts.users["admin"].password == "old"
    assert list(accounts.tokens) == [token.id]


async def test_a_login_works_although_sessions_cannot_be_stored_and_is_stored_later(
    tmp_path: Path, clock: FakeClock
) -> None:
    (tmp_path / ".sessions.json.new").mkdir()
    sessions = Sessions(tmp_path / "sessions.json", clock)
    secret = await sessions.open("admin")
    assert sessions.user_of(secret) == "admin"

    (tmp_path / ".sessions.json.new").rmdir()
    await sessions.stop()
    again = Sessions(tmp_path / "sessions.json", clock)
    again.load()
    assert again.user_of(secret) == "admin"
