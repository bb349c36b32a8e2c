"""The files of the dashboards: hand edits, damage, interrupted writes, old shapes."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dinrail.testing import FakeClock
from dinrail_gateway.dashboards import shelf as shelf_module
from dinrail_gateway.dashboards.kept import Keeping
from dinrail_gateway.dashboards.migrations import Raw
from dinrail_gateway.dashboards.model import Box, Dashboards, Page, Widget
from dinrail_gateway.dashboards.store import Store
from dinrail_gateway.documents import files
from dinrail_gateway.documents.document import Outdated
from dinrail_gateway.documents.json_text import Rejected
from dinrail_gateway.documents.versions import Versions
from dinrail_gateway.problems.board import Board

R5_1 = """{"widget_001": {"type": "gauge", "title": "Batteriespannung", "bindings": {"value":
  {"source": "bt.bms_001.voltage", "type": "REAL"}}, "layout": {"x":0,"y":0,"w":2,"h":2}}}"""
BOX = Box(0, 0, 2, 2)


class House:
    """A folder with the two files."""

    def __init__(self, folder: Path, board: Board, clock: FakeClock) -> None:
        self.folder = folder
        self.board = board
        self.clock = clock

    async def store(self, keeping: Keeping | None = None) -> Store:
        store = Store(self.folder, board=self.board, clock=self.clock, keeping=keeping or Keeping())
        await store.load()
        return store

    def write(self, name: str, content: object) -> None:
        self.folder.mkdir(exist_ok=True)
        data = content if isinstance(content, bytes) else content.encode() if isinstance(content, str) else None
        (self.folder / name).write_bytes(json.dumps(content).encode() if data is None else data)

    def read(self, name: str) -> Any:
        return json.loads((self.folder / name).read_bytes())

    def problems(self) -> list[tuple[str, str, str, int | None]]:
        return [(each.source, each.path, each.key, each.line) for each in self.board.all()]


@pytest.fixture
def house(tmp_path: Path, board: Board, clock: FakeClock) -> House:
    return House(tmp_path / "config", board, clock)


def with_widget(id_: str, **fields: Any) -> Callable[[Dashboards], Dashboards]:
    widget = Widget("value", BOX, **fields)
    return lambda running: Dashboards(running.pages, {**running.widgets, id_: widget})


async def settled(store: Store) -> None:
    """A file is looked at when it is the same at two looks."""
    await store.poll()
    await store.poll()


async def test_the_entry_of_the_mission_loads_verbatim(house: House) -> None:
    house.write("widgets.json", R5_1)

    store = await house.store()

    widget = store.value.widgets["widget_001"]
    assert (widget.type, widget.title, widget.page) == ("gauge", "Batteriespannung", "home")
    assert (widget.bindings["value"].source, widget.bindings["value"].type) == ("bt.bms_001.voltage", "REAL")
    assert (house.folder / "widgets.json").read_text() == R5_1
    assert house.read("pages.json") == {"home": {"title": "Home"}}
    assert (store.revision, house.problems()) == (1, [])


async def test_an_edit_by_hand_is_taken_and_stays_as_it_was_typed(house: House) -> None:
    store = await house.store()
    typed = '{ "home": {"title": "Zuhause"},\n\n "attic": {"title": "Dach", "order": 2} }'
    house.write("pages.json", typed)

    await settled(store)

    assert list(store.value.pages) == ["home", "attic"]
    assert (house.folder / "pages.json").read_text() == typed
    latest = store.versions.all()[0]
    assert (latest.number, latest.by, latest.what.action, latest.what.pages) == (2, "", "file", ("attic", "home"))


async def test_other_blanks_are_no_version(house: House) -> None:
    store = await house.store()
    house.write("pages.json", '{"home":{"title":"Home"}}')

    await settled(store)

    assert store.revision == 1


@pytest.mark.parametrize(
    ("content", "path", "key", "line"),
    [
        (b'{"a": {"type": "value"', "", "json_truncated", 1),
        (b'{"a": 1,\n"a": 2}', "/a", "duplicate_key", 2),
        (b"\xff\xfe", "", "not_utf8", 1),
        (b"", "", "document_empty", None),
        (b"[]", "", "wrong_type", None),
        (b'{\n"A b": {}}', "/A b", "entry_id_invalid", 2),
        (b'{\n"a": {"type": "value"}}', "/a/layout", "missing_field", 2),
        (b'{"a":\n{"type": "value", "layuot": {}}}', "/a/layuot", "unknown_field", 2),
        (b'{"a": {"type": "value", "layout": {"x": 8, "y": 0, "w": 5, "h": 1}}}', "/a/layout", "layout_outside", 1),
        (b'{"a": {"type": "value", "layout": {"x": 0, "y": 0, "w": 5}}}', "/a/layout/h", "missing_field", 1),
        (b'{"a": {"type": "value", "layout": {"x":0,"y":0,"w":1,"h":1},\n"bindings": {"v": {"source": "."}}}}',
         "/a/bindings/v/source", "address_invalid", 2),
        (b"[" * 100, "", "json_too_deep", None),
    ],
)  # fmt: skip
async def test_a_damaged_file_keeps_the_last_good_one_and_names_the_place(
    house: House, content: bytes, path: str, key: str, line: int | None
) -> None:
    house.write("widgets.json", R5_1)
    store = await house.store()
    house.write("widgets.json", content)

    await settled(store)

    assert list(store.value.widgets) == ["widget_001"]
    assert house.problems() == [("widgets.json", path, key, line)]
    assert (house.folder / "widgets.json").read_bytes() == content
    again = await house.store()
    assert (list(again.value.widgets), again.revision) == (["widget_001"], 1)
    house.write("widgets.json", R5_1)
    await settled(again)
    assert house.problems() == []


async def test_a_damaged_file_stops_neither_the_other_one_nor_the_editor(house: House) -> None:
    house.write("widgets.json", R5_1)
    store = await house.store()
    house.write("widgets.json", b"{broken")
    house.write("pages.json", {"home": {"title": "New"}})

    await settled(store)
    assert (store.value.pages["home"].title, list(store.value.widgets)) == ("New", ["widget_001"])
    await store.change(lambda running: Dashboards({"home": Page("Newer")}, running.widgets), action="save", by="admin")
    assert (house.folder / "widgets.json").read_bytes() == b"{broken"
    await store.change(with_widget("b"), action="save", by="admin")

    assert list(house.read("widgets.json")) == ["widget_001", "b"]
    assert house.problems() == []
    (aside,) = (house.folder / "versions").glob("widgets-refused-*.json")
    assert (aside.read_bytes(), aside.stat().st_mode & 0o777) == (b"{broken", 0o600)


async def test_a_missing_file_is_told_and_comes_back_with_the_next_change(house: House) -> None:
    house.write("widgets.json", R5_1)
    store = await house.store()
    (house.folder / "widgets.json").unlink()

    await settled(store)
    told = house.problems()
    await store.change(lambda running: Dashboards({"home": Page("x")}, running.widgets), action="save")

    assert told == [("widgets.json", "", "document_missing", None)]
    assert (list(house.read("widgets.json")), house.problems()) == (["widget_001"], [])


async def test_a_widget_without_its_page_is_kept_and_told(house: House) -> None:
    house.write("widgets.json", '{\n"a": {"type": "value", "page": "attic", "layout": {"x":0,"y":0,"w":1,"h":1}}}')
    store = await house.store()

    told = house.problems()
    house.write("pages.json", {"home": {"title": "Home"}, "attic": {"title": "Attic"}})
    await settled(store)

    assert told == [("widgets.json", "/a/page", "page_unknown", 2)]
    assert (list(store.value.widgets), house.problems()) == (["a"], [])


async def test_damaged_copies_are_passed_over(house: House) -> None:
    store = await house.store()
    for id_ in ("a", "b"):
        await store.change(with_widget(id_), action="save", by="admin")
    (house.folder / "accepted" / "dashboards.json").write_bytes(b"\0\0\0")
    (house.folder / "versions" / "dashboards-000003.json").write_bytes(b"")
    house.write("widgets.json", b"\0\0")

    again = await house.store()

    assert (list(again.value.widgets), again.revision) == (["a"], 3)
    assert json.loads((house.folder / "accepted" / "dashboards.json").read_bytes())["shape"] == 1


async def test_the_whole_folder_gone_is_a_first_start(house: House) -> None:
    store = await house.store()
    await store.change(with_widget("a"), action="save")
    shutil.rmtree(house.folder)

    again = await house.store()

    assert (again.value.widgets, again.revision) == ({}, 1)


async def test_of_two_who_change_the_same_revision_one_is_told(house: House) -> None:
    store = await house.store()

    await store.change(with_widget("a"), action="save", revision=1, by="one")
    with pytest.raises(Outdated):
        await store.change(with_widget("b"), action="save", revision=1, by="two")

    assert list(house.read("widgets.json")) == ["a"]


async def test_an_edit_by_hand_that_nobody_looked_at_yet_counts_as_somebody(house: House) -> None:
    store = await house.store()
    house.write("pages.json", {"home": {"title": "By hand"}})

    with pytest.raises(Outdated):
        await store.change(with_widget("a"), action="save", revision=1, by="admin")

    assert (store.value.pages["home"].title, store.revision) == ("By hand", 2)


async def test_a_full_disk_changes_nothing_at_all(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    store = await house.store()
    before = {path: path.read_bytes() for path in house.folder.rglob("*.json")}
    monkeypatch.setattr(shelf_module.Versions, "add", _no_space)

    with pytest.raises(OSError, match="No space"):
        await store.change(
            lambda running: Dashboards({"home": Page("x")}, {"a": Widget("value", BOX)}), action="save", by="admin"
        )
    monkeypatch.undo()

    assert {path: path.read_bytes() for path in house.folder.rglob("*.json")} == before
    await settled(store)
    assert (store.revision, store.value.widgets, house.problems()) == (1, {}, [])


def _no_space(*_: object, **__: object) -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


class PowerCut(BaseException):
    """Everything ends here."""


@pytest.mark.parametrize("survives", range(6))
async def test_a_power_cut_at_any_moment_leaves_the_old_or_the_new_state_of_both_files(
    house: House, monkeypatch: pytest.MonkeyPatch, survives: int
) -> None:
    store = await house.store()
    written = 0
    write = files.write

    def failing(path: Path, data: bytes, **more: Any) -> None:
        nonlocal written
        if written == survives:
            raise PowerCut
        written += 1
        write(path, data, **more)

    monkeypatch.setattr(files, "write", failing)
    after = Dashboards({"home": Page("New")}, {"a": Widget("value", BOX)})
    try:
        await store.change(lambda _: after, action="save", by="admin")
    except PowerCut:
        monkeypatch.undo()
    monkeypatch.undo()

    again = await house.store()

    expected = store.value if survives == 0 else after
    assert again.value == expected
    assert house.read("pages.json") == msgspec.to_builtins(expected.pages)
    assert house.read("widgets.json") == msgspec.to_builtins(expected.widgets)
    assert again.revision == (1 if survives == 0 else 2)
    assert not (house.folder / "accepted" / "dashboards-writing.json").exists()


async def test_what_a_person_typed_between_a_power_cut_and_the_start_stays(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await house.store()
    write = files.write

    def failing(path: Path, data: bytes, **more: Any) -> None:
        if path.name == "widgets.json":
            raise PowerCut
        write(path, data, **more)

    monkeypatch.setattr(files, "write", failing)
    with pytest.raises(PowerCut):
        await store.change(
            lambda _: Dashboards({"home": Page("New")}, {"a": Widget("value", BOX)}), action="save", by="admin"
        )
    monkeypatch.undo()
    house.write("widgets.json", R5_1)

    again = await house.store()

    assert (again.value.pages["home"].title, list(again.value.widgets)) == ("New", ["widget_001"])
    assert [(each.by, each.what.action) for each in again.versions.all()] == [
        ("", "file"),
        ("admin", "save"),
        ("", "start"),
    ]


def _renamed_field(raw: Raw) -> Raw:
    """The shape of the test: `caption` of older files is `title`."""
    for widget in raw["widgets.json"].values():
        if "caption" in widget:
            widget["title"] = widget.pop("caption")
    return raw


OLD = {"a": {"type": "value", "caption": "Old", "layout": {"x": 0, "y": 0, "w": 1, "h": 1}}}


def old_house(house: House, widgets: object = OLD) -> None:
    """What a gateway of shape 1 left."""
    kept = {"shape": 1, "pages": {"home": {"title": "Home"}}, "widgets": OLD}
    house.write("widgets.json", widgets)
    house.write("pages.json", {"home": {"title": "Home"}})
    files.write(house.folder / "accepted" / "dashboards.json", json.dumps(kept).encode())
    Versions(house.folder / "versions", "dashboards.json").add(json.dumps(kept).encode(), ts=1, by="admin")


async def test_files_of_an_older_shape_are_renewed_after_copies_were_made(house: House) -> None:
    old_house(house)

    store = await house.store(Keeping({1: _renamed_field}))

    assert store.value.widgets["a"].title == "Old"
    assert house.read("widgets.json")["a"]["title"] == "Old"
    aside = house.folder / "versions" / "dashboards-shape-1"
    assert json.loads((aside / "widgets.json").read_bytes()) == OLD
    assert {path.name for path in aside.iterdir()} == {"widgets.json", "pages.json", "dashboards.json"}
    assert json.loads((house.folder / "accepted" / "dashboards.json").read_bytes())["shape"] == 2
    assert [each.what.action for each in store.versions.all()] == ["migrate", ""]
    assert house.problems() == []
    assert store.keeping.read(store.versions.read(1) or b"").widgets["a"].title == "Old"
    again = await house.store(Keeping({1: _renamed_field}))
    assert again.revision == 2


async def test_a_broken_file_of_an_older_shape_is_left_and_the_last_good_content_runs(house: House) -> None:
    old_house(house, "{broken")

    store = await house.store(Keeping({1: _renamed_field}))

    assert store.value.widgets["a"].title == "Old"
    assert (house.folder / "widgets.json").read_text() == "{broken"
    assert [(source, key) for source, _, key, _ in house.problems()] == [("widgets.json", "json_invalid")]


async def test_a_wrong_file_of_an_older_shape_does_not_keep_the_other_one_from_being_renewed(house: House) -> None:
    def caption(raw: Raw) -> Raw:
        for page in raw["pages.json"].values():
            page["title"] = page.pop("caption", page.get("title"))
        return _renamed_field(raw)

    wrong = {"a": OLD["a"] | {"layout": {"x": 99}}}
    old_house(house, wrong)
    house.write("pages.json", {"home": {"caption": "Typed"}})

    store = await house.store(Keeping({1: caption}))

    assert (store.value.pages["home"].title, store.value.widgets["a"].title) == ("Typed", "Old")
    assert (house.read("pages.json"), house.read("widgets.json")) == ({"home": {"title": "Typed"}}, wrong)
    assert [(source, path) for source, path, _, _ in house.problems()] == [("widgets.json", "/a/caption")]


async def test_a_newer_shape_is_not_touched(house: House) -> None:
    newer = await house.store(Keeping({1: _renamed_field}))
    await newer.change(with_widget("a", title="x"), action="save")
    kept = (house.folder / "accepted" / "dashboards.json").read_bytes()

    with pytest.raises(Rejected) as refused:
        Keeping().read(kept)
    older = await house.store()

    assert refused.value.problems[0].key == "version_unsupported"
    # What the files say in this shape is taken as if it were typed.
    assert (older.value.widgets["a"].title, older.revision) == ("x", 3)


async def test_a_step_that_cannot_read_its_content_says_so() -> None:
    def failing(raw: Raw) -> Raw:
        return {"widgets.json": raw["widgets.json"]["nothing"]["there"]}

    with pytest.raises(Rejected) as refused:
        Keeping({1: failing}).read(b'{"shape": 1, "widgets": {}}')

    assert refused.value.problems[0].key == "migration_failed"


async def test_a_folder_that_cannot_be_read_is_a_problem_and_no_end(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await house.store()
    house.write("pages.json", {"home": {"title": "Later"}})

    def denied(_: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(files, "read", denied)
    await settled(store)
    told = house.problems()
    monkeypatch.undo()
    house.write("pages.json", {"home": {"title": "Even later"}})
    await settled(store)

    assert [(source, key) for source, _, key, _ in told] == [("widgets.json", "config_unwritable")]
    assert (store.value.pages["home"].title, house.problems()) == ("Even later", [])
