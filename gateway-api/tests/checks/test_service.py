"""Running checks: found by their files, apart from each other, as problems, and mended by who may."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar

import pytest

from dinrail.errors import DinrailError
from dinrail.reason import Reason
from dinrail.testing import FakeClock
from dinrail_gateway.auth.accounts import User
from dinrail_gateway.auth.roles import Role
from dinrail_gateway.checks import service as module
from dinrail_gateway.checks.check import Check, Finding, House, error, ok, reason, warning
from dinrail_gateway.checks.service import CheckService, found_checks
from dinrail_gateway.errors import Conflict, NotFound
from dinrail_gateway.problems.board import Board
from dinrail_gateway.testing.stage import ADMIN_PASSWORD, Stage

CHECKS = "/api/checks"


class Played(Check):
    """Finds what a test says."""

    title: ClassVar[dict[str, str]] = {"en": "Played", "de": "Gespielt"}

    def __init__(self, id_: str, look: Callable[[], Finding] = ok) -> None:
        self.id = id_  # type: ignore[misc]
        self.answer = look
        self.fixed = 0

    async def look(self, house: House) -> Finding:
        return self.answer()

    async def fix(self, house: House) -> Reason:
        self.fixed += 1
        self.answer = ok
        return reason("played_fixed", "done")


def broken() -> Finding:
    return error(reason("played_broken", "it is broken", number=1), fixable=True)


def raises() -> Finding:
    raise RuntimeError("a fault of the check")


def service(board: Board, clock: FakeClock, *checks: Check) -> CheckService:
    nothing: Any = None
    return CheckService(House(nothing), board, clock=clock, checks=checks)


def test_every_file_of_the_catalog_is_a_check_with_titles_in_both_languages() -> None:
    checks = found_checks()

    assert {"disk", "broker", "clock", "drift", "parts", "ports", "certificate", "backups"} <= {
        check.id for check in checks
    }
    assert len({check.id for check in checks}) == len(checks)
    assert all({"en", "de"} == set(check.title) for check in checks)
    assert all(set(check.fix_title) in (set(), {"en", "de"}) for check in checks)


async def test_what_is_not_well_stands_among_the_problems_until_it_is(board: Board, clock: FakeClock) -> None:
    one, two = Played("one", broken), Played("two")
    checks = service(board, clock, one, two)

    await checks.look()
    told = [(problem.source, problem.path, problem.key, problem.params) for problem in board.all()]
    one.answer = ok
    await checks.look("one")

    assert told == [("checks", "/one", "played_broken", {"number": 1})]
    assert board.all() == []


async def test_a_check_that_fails_or_hangs_does_not_hide_the_others(
    board: Board, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Hanging(Played):
        async def look(self, house: House) -> Finding:
            await asyncio.sleep(3600)
            return ok()

    monkeypatch.setattr(module, "PATIENCE_S", 0.05)
    checks = service(board, clock, Played("bad", raises), Hanging("slow"), Played("broken", broken), Played("fine"))

    results = {result.check.id: result.finding for result in await checks.look()}

    assert {id_: finding.state for id_, finding in results.items()} == {
        "bad": "unknown", "slow": "unknown", "broken": "error", "fine": "ok",
    }  # fmt: skip
    assert [results[id_].reasons[0].key for id_ in ("bad", "slow")] == ["check_failed", "check_timeout"]
    assert [problem.path for problem in board.all()] == ["/broken"]


async def test_mending_looks_again(board: Board, clock: FakeClock) -> None:
    one = Played("one", broken)
    checks = service(board, clock, one)
    await checks.look()

    done, after = await checks.fix("one")

    assert (done.key, after.finding.state, one.fixed) == ("played_fixed", "ok", 1)
    assert board.all() == []
    with pytest.raises(Conflict):
        await checks.fix("one")
    with pytest.raises(NotFound):
        await checks.fix("nobody")


async def test_it_looks_a_minute_after_the_start_and_then_every_hour(board: Board, clock: FakeClock) -> None:
    looks: list[float] = []

    def look() -> Finding:
        looks.append(clock.monotonic())
        return ok()

    checks = service(board, clock, Played("one", look))
    began = clock.monotonic()
    checks.start()
    for _ in range(40):
        await clock.advance(300)
    await checks.stop()

    assert [round(at - began) for at in looks] == [60, 3660, 7260, 10860]


@pytest.mark.parametrize(
    ("role", "sees", "runs", "fixes"),
    [("viewer", 200, 403, 403), ("operator", 200, 403, 403), ("engineer", 200, 200, 403), ("admin", 200, 200, 409)],
)
async def test_who_may_what(stage: Stage, role: Role, sees: int, runs: int, fixes: int) -> None:
    accounts = stage.gateway.auth._accounts
    accounts.set_user(User("other", role, accounts.users["admin"].password, 1))
    other = stage.client()
    await other.post("/api/auth/login", json={"username": "other", "password": ADMIN_PASSWORD})

    assert (await other.get(CHECKS)).status_code == sees
    assert (await other.post(f"{CHECKS}/run")).status_code == runs
    assert (await other.post(f"{CHECKS}/clock/fix")).status_code == fixes


async def test_the_api_tells_titles_reasons_and_what_can_be_mended(stage: Stage) -> None:
    before = (await stage.http.get(CHECKS)).json()
    played = Played("played", broken)
    stage.gateway.checks._results["played"] = module.Result(played, Finding("unknown"))

    after = {view["id"]: view for view in (await stage.http.post(f"{CHECKS}/run")).json()}
    fixed = (await stage.http.post(f"{CHECKS}/played/fix")).json()

    assert {view["state"] for view in before} == {"unknown"}
    assert after["disk"]["title"] == {"en": "Disk space", "de": "Speicherplatz"}
    assert after["drift"]["reasons"][0]["key"] == "check_no_engine"
    assert (after["played"]["state"], after["played"]["fix"]) == ("error", True)
    assert after["played"]["checked"] > 0
    assert (fixed["done"]["key"], fixed["check"]["state"]) == ("played_fixed", "ok")
    (act,) = (await stage.http.get("/api/audit", params={"text": "/fix"})).json()
    assert act["after"] == {"done": "played_fixed", "state": "ok"}


async def test_what_cannot_be_mended_says_why(stage: Stage) -> None:
    class Stubborn(Played):
        async def fix(self, house: House) -> Reason:
            raise DinrailError("the engine is away", key="engine_unknown")

    found = Stubborn("played", lambda: warning(reason("played_broken", "x"), fixable=True))
    stage.gateway.checks._results["played"] = module.Result(found, found.answer())

    answer = await stage.http.post(f"{CHECKS}/played/fix")

    assert (answer.status_code, answer.json()["error"]["key"]) == (503, "engine_unknown")
