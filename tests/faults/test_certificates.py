"""Row 66: the certificate is over, the authority is lost, the key lies open."""

from __future__ import annotations

import asyncio
import datetime as dt
import ssl
from pathlib import Path

import pytest

from dinrail_gateway.certificates.keeper import Certificates
from dinrail_gateway.checks.check import House
from dinrail_gateway.testing.stage import Stage, staged

DAY = dt.timedelta(days=1)


class Box:
    """Certificates of one box whose clock a test sets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = dt.datetime.now(dt.UTC)

    def keeper(self) -> Certificates:
        """As a freshly started gateway makes it."""
        return Certificates(
            data=self.folder / "data", tls=self.folder / "tls", hosts=["box.local"], chown=False, now=lambda: self.now
        )

    def fits(self) -> bool:
        """Whether a server can serve with what lies there, as OpenSSL says."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        try:
            context.load_cert_chain(self.folder / "tls" / "server.crt", self.folder / "tls" / "server.key")
        except (OSError, ssl.SSLError):
            return False
        return True


@pytest.fixture
def box(tmp_path: Path) -> Box:
    made = Box(tmp_path / "box")
    made.keeper().prepare()
    return made


async def state(stage: Stage, certificates: Certificates) -> dict[str, object]:
    """The self-check as the page shows it."""
    stage.gateway.checks.house = House(stage.gateway, certificates=certificates)
    checks = (await stage.http.post("/api/checks/run")).json()
    found: dict[str, object] = next(check for check in checks if check["id"] == "certificate")
    return found


async def test_row_66_one_that_is_over_is_told_and_renewed_by_a_press(tmp_path: Path, box: Box) -> None:
    box.now -= 500 * DAY
    keeper = box.keeper()
    await asyncio.to_thread(keeper.prepare)
    await keeper.reissue()
    (tmp_path / "gateway").mkdir()
    async with staged(tmp_path / "gateway") as stage:
        over = await state(stage, keeper)
        box.now += 500 * DAY
        fixed = (await stage.http.post("/api/checks/certificate/fix")).json()

        assert (over["state"], over["reasons"][0]["key"], over["fix"]) == ("error", "certificate_over", True)  # type: ignore[index]
        assert (fixed["done"]["key"], fixed["check"]["state"]) == ("certificate_renewed", "ok")
        assert await asyncio.to_thread(box.fits)
        assert [told for told in stage.gateway.board.of("checks") if told.path == "/certificate"] == []


async def test_row_66_a_lost_authority_is_made_anew_and_told_with_where_the_old_one_is(box: Box) -> None:
    (box.folder / "data" / "ca.key").write_bytes(b"\0" * 100)
    keeper = box.keeper()

    await asyncio.to_thread(keeper.prepare)

    assert keeper.problem is not None
    assert keeper.problem.key == "ca_lost"
    assert (box.folder / "data" / str(keeper.problem.params["aside"])).exists()
    assert await asyncio.to_thread(box.fits)


async def test_row_66_a_key_that_lies_open_is_closed(box: Box) -> None:
    key = box.folder / "tls" / "server.key"
    before = key.read_bytes()
    key.chmod(0o644)

    await asyncio.to_thread(box.keeper().prepare)

    assert key.stat().st_mode & 0o777 == 0o640
    assert key.read_bytes() == before
