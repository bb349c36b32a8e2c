"""What is taken can always be read again; what is refused, or fails in the middle, leaves nothing behind."""

from __future__ import annotations

import asyncio
import errno
import json
from pathlib import Path
from typing import Any

import pytest

from dinrail.testing import FakeClock
from dinrail_gateway.dashboards.model import Box, Dashboards, Page, Widget
from dinrail_gateway.dashboards.store import Store
from dinrail_gateway.documents import files
from dinrail_gateway.documents.json_text import MAX_BYTES
from dinrail_gateway.problems.board import Board
from dinrail_gateway.testing.stage import Stage

BOX = {"x": 0, "y": 0, "w": 1, "h": 1}
PLAIN = {"type": "value", "layout": BOX}


def nested(levels: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for _ in range(levels - 1):
        found = {"a": found}
    return found


async def started_again(stage: Stage) -> Store:
    """What a gateway that starts now would run."""
    store = Store(stage.settings.config, board=Board(stage.clock), clock=stage.clock)
    await store.load()
    return store


@pytest.mark.parametrize("levels", range(40, 64))
async def test_options_that_are_taken_are_there_after_a_start(stage: Stage, levels: int) -> None:
    first = await stage.http.post("/api/widgets", params={"id": "first"}, json=PLAIN)

    answer = await stage.http.post("/api/widgets", params={"id": "deep"}, json=PLAIN | {"options": nested(levels)})
    later = await stage.http.post("/api/widgets", params={"id": "later"}, json=PLAIN)

    assert (first.status_code, later.status_code) == (201, 201)
    assert answer.status_code == 201 or answer.json()["error"]["key"] == "json_too_deep"
    taken = list(stage.gateway.dashboards.store.value.widgets)
    assert list((await started_again(stage)).value.widgets) == taken
    assert not [each for each in stage.gateway.board.all() if each.source == "widgets.json"]


async def test_no_more_entries_are_taken_than_a_file_may_have(stage: Stage) -> None:
    store = stage.gateway.dashboards.store
    many = {f"w{number}": Widget("value", Box(0, 0, 1, 1)) for number in range(3000)}
    pages = {"home": Page("Home")} | {f"p{number}": Page("P") for number in range(199)}
    await store.change(lambda _: Dashboards(pages, many), action="save")

    widget = await stage.http.post("/api/widgets", json=PLAIN)
    page = await stage.http.post("/api/pages", json={"title": "One more"})
    content = await stage.http.put(
        "/api/pages/p1/content", json={"rev": store.revision, "page": {"title": "P"}, "widgets": {"more": PLAIN}}
    )
    fewer = await stage.http.delete("/api/widgets/w7")

    refused = [(each.status_code, each.json()["error"]["key"]) for each in (widget, page, content)]
    assert refused == [(422, "too_many_entries")] * 3
    assert fewer.status_code == 200
    again = await started_again(stage)
    assert (len(again.value.pages), len(again.value.widgets)) == (200, 2999)


async def test_what_would_be_too_much_is_told_before_anything_is_changed(stage: Stage) -> None:
    store, passphrase = stage.gateway.dashboards.store, "correct horse battery"
    await stage.http.post("/api/widgets", params={"id": "saved"}, json=PLAIN)
    document = (await stage.http.get("/api/dashboards/export")).json()
    backup = (await stage.http.post("/api/backups", json={"passphrase": passphrase})).json()["id"]
    many = {f"w{number}": Widget("value", Box(0, 0, 1, 1)) for number in range(3000)}
    await store.change(lambda running: Dashboards(running.pages, many), action="save")
    backups = len((await stage.http.get("/api/backups")).json()["backups"])

    dry = await stage.http.post("/api/dashboards/import", json={"document": document, "dry_run": True})
    restored = await stage.http.post(
        f"/api/backups/{backup}/restore", json={"passphrase": passphrase, "items": {"dashboards": ["widget saved"]}}
    )

    assert [(each.status_code, each.json()["error"]["key"]) for each in (dry, restored)] == [
        (422, "too_many_entries")
    ] * 2
    # It was refused before a backup of the present state was made.
    assert len((await stage.http.get("/api/backups")).json()["backups"]) == backups


async def test_two_new_widgets_and_pages_at_once_both_find_an_id(stage: Stage) -> None:
    widgets = await asyncio.gather(*(stage.http.post("/api/widgets", json=PLAIN) for _ in range(5)))
    pages = await asyncio.gather(*(stage.http.post("/api/pages", json={"title": "Keller"}) for _ in range(5)))

    assert [answer.status_code for answer in (*widgets, *pages)] == [201] * 10
    assert sorted(answer.json()["id"] for answer in widgets) == ["value", "value_2", "value_3", "value_4", "value_5"]
    assert len({answer.json()["id"] for answer in pages}) == 5


async def test_widgets_that_waited_for_their_page_are_on_it_when_it_is_made(stage: Stage) -> None:
    waiting = {"waits": PLAIN | {"page": "attic"}}
    (stage.settings.config / "widgets.json").write_text(json.dumps(waiting))
    await stage.http.post("/api/widgets", params={"id": "other"}, json=PLAIN)
    rev = (await stage.http.get("/api/pages")).json()["rev"]

    made = await stage.http.put(
        "/api/pages/attic/content", json={"rev": rev, "page": {"title": "Attic"}, "widgets": {"new": PLAIN}}
    )

    assert list(made.json()["widgets"]) == ["waits", "new"]
    assert list((await stage.http.get("/api/widgets")).json()["widgets"]) == ["waits", "other", "new"]


async def test_a_new_widget_does_not_take_the_place_of_one_that_waits(stage: Stage) -> None:
    waiting = {"waits": PLAIN | {"page": "attic", "title": "Waits"}}
    (stage.settings.config / "widgets.json").write_text(json.dumps(waiting))
    await stage.http.post("/api/widgets", params={"id": "other"}, json=PLAIN)
    rev = (await stage.http.get("/api/pages")).json()["rev"]

    saved = await stage.http.put(
        "/api/pages/home/content", json={"rev": rev, "page": {"title": "Home"}, "widgets": {"waits": PLAIN}}
    )
    mended = await stage.http.put("/api/widgets/waits", json=PLAIN | {"title": "Mended"})

    assert (saved.status_code, saved.json()["error"]["key"]) == (422, "widget_taken")
    assert (mended.status_code, mended.json()["widget"]["page"]) == (200, "home")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "config"


async def test_files_that_are_too_large_together_keep_nobody_from_saving(
    folder: Path, board: Board, clock: FakeClock
) -> None:
    store = Store(folder, board=board, clock=clock)
    await store.load()
    half = {f"p{number}": {"title": "P", "options": {"x": "x" * 300_000}} for number in range(8)}
    plans = {f"w{number}": PLAIN | {"options": {"x": "x" * 300_000}} for number in range(8)}
    (folder / "pages.json").write_text(json.dumps(half))
    (folder / "widgets.json").write_text(json.dumps(plans))
    await store.poll()
    await store.poll()
    told = [(each.source, each.key, each.params.get("max")) for each in board.all()]

    await store.change(lambda _: Dashboards({"home": Page("Saved")}), action="save", by="admin")

    await store.poll()
    await store.poll()

    assert told == [(name, "document_too_large", MAX_BYTES) for name in ("pages.json", "widgets.json")]
    assert json.loads((folder / "pages.json").read_bytes()) == {"home": {"title": "Saved"}}
    (aside,) = (folder / "versions").glob("pages-refused-*.json")
    assert aside.stat().st_size == len(json.dumps(half))
    assert (store.value.pages["home"].title, list(store.value.widgets), board.all()) == ("Saved", list(plans), [])


@pytest.mark.parametrize("failing", ["dashboards-000002.json", "accepted/dashboards.json", "widgets.json"])
async def test_a_disk_that_is_full_at_any_file_leaves_no_version_that_never_ran(
    folder: Path, board: Board, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    store = Store(folder, board=board, clock=clock)
    await store.load()
    write = files.write

    def full(path: Path, data: bytes, **more: Any) -> None:
        if str(path).endswith(failing) and b"Lost" in data:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, data, **more)

    monkeypatch.setattr(files, "write", full)
    with pytest.raises(OSError, match="No space"):
        await store.change(
            lambda _: Dashboards({"home": Page("Lost")}, {"lost": Widget("value", Box(0, 0, 1, 1), title="Lost")}),
            action="save",
            by="admin",
        )
    monkeypatch.undo()

    again = Store(folder, board=board, clock=clock)
    await again.load()
    assert (again.value.pages["home"].title, again.revision) == ("Home", 1)
    assert [(each.number, each.what.action) for each in again.versions.all()] == [(1, "start")]
