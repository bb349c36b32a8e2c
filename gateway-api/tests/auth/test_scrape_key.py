"""The key of who collects metrics."""

from __future__ import annotations

from pathlib import Path

from dinrail_gateway.auth.scrape_key import ScrapeKey
from dinrail_gateway.testing.stage import staged


async def test_it_opens_the_metrics_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "key"
    folder.mkdir()
    async with staged(tmp_path, metrics=folder) as stage:
        key = (folder / "token").read_text()
        scraper = stage.client(Authorization=f"Bearer {key}")
        assert (await scraper.get("/metrics")).status_code == 200
        for method, path in (("GET", "/api/instances"), ("POST", "/api/admin/panic"), ("GET", "/api/audit")):
            assert (await scraper.request(method, path)).status_code == 403
        wrong = stage.client(Authorization=f"Bearer {key[:-1]}")
        assert (await wrong.get("/metrics")).status_code == 401
        await scraper.aclose()
        await wrong.aclose()


def test_it_is_kept_over_restarts_and_made_anew_when_it_is_damaged_or_removed(tmp_path: Path) -> None:
    key, file = ScrapeKey(tmp_path), tmp_path / "token"
    key.make()
    first = file.read_text()
    key.make()
    assert file.read_text() == first
    for damage in ("", "short", None):
        file.unlink() if damage is None else file.write_text(damage)
        key.make()
        assert len(file.read_text()) > 32
        assert key.principal(file.read_text()) is not None
        assert key.principal(damage or "") is None
    assert key.principal(first) is None


def test_without_a_folder_or_with_one_that_cannot_be_written_nobody_gets_in(tmp_path: Path) -> None:
    for folder in (None, tmp_path / "file" / "below"):
        (tmp_path / "file").touch()
        key = ScrapeKey(folder)
        key.make()
        assert key.principal("") is None
