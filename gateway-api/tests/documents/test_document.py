"""One file of `config/`: whatever happens to it, the last good content runs on and the reason is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from dinrail.testing import FakeClock
from dinrail_gateway.documents import files
from dinrail_gateway.documents.document import Checked, Document, Outdated
from dinrail_gateway.documents.json_text import BOM, Rejected, parse
from dinrail_gateway.problems.board import Board, Problem


class Numbers:
    """Documents `{"numbers": [...]}` without a 13."""

    def empty(self) -> bytes:
        return b'{"numbers": []}'

    def trusted(self, data: bytes) -> list[int]:
        numbers: list[int] = parse(data)["numbers"]
        return numbers

    def check(self, data: bytes, current: list[int] | None) -> Checked[list[int]]:
        numbers = self.trusted(data)
        if 13 in numbers:
            raise Rejected(Problem.at(f"/numbers/{numbers.index(13)}", "unlucky", "no 13"))
        return Checked(numbers, data.removeprefix(BOM))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "config"


@pytest.fixture
def open_document(folder: Path, board: Board, clock: FakeClock) -> type[Document[list[int]]]:
    folder.mkdir()

    class Opened(Document[list[int]]):
        def __init__(self) -> None:
            super().__init__("numbers.json", folder, Numbers(), board=board, clock=clock)

    return Opened


Opened = type[Document[list[int]]]


async def loaded(open_document: Opened) -> Document[list[int]]:
    document = open_document()  # type: ignore[call-arg]
    await document.load()
    return document


async def edited(document: Document[list[int]], path: Path, data: bytes) -> None:
    save_by_hand(path, data)
    await document.poll()
    await document.poll()


def save_by_hand(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def text(*numbers: int) -> bytes:
    return f'{{"numbers": {list(numbers)}}}'.encode()


async def test_a_first_start_writes_the_empty_document(open_document: Opened, folder: Path) -> None:
    document = await loaded(open_document)

    assert document.value == []
    assert (folder / "numbers.json").read_bytes() == b'{"numbers": []}'
    assert (folder / "accepted" / "numbers.json").read_bytes() == b'{"numbers": []}'


async def test_a_file_that_lies_there_at_the_first_start_is_taken(open_document: Opened, folder: Path) -> None:
    (folder / "numbers.json").write_bytes(text(1, 2))

    document = await loaded(open_document)

    assert document.value == [1, 2]
    assert document.revision == 1


async def test_a_broken_file_at_the_first_start_yields_nothing_and_stays(
    open_document: Opened, folder: Path, board: Board
) -> None:
    (folder / "numbers.json").write_bytes(b'{"numbers": [')

    document = await loaded(open_document)

    assert document.value is None
    assert (folder / "numbers.json").read_bytes() == b'{"numbers": ['
    assert [problem.key for problem in board.all()] == ["json_truncated"]


async def test_a_hand_edit_is_taken_and_told(open_document: Opened, folder: Path) -> None:
    document = await loaded(open_document)
    told: list[list[int]] = []
    document.on_accept(told.append)

    await edited(document, folder / "numbers.json", text(4))

    assert told == [[4]]
    assert (folder / "accepted" / "numbers.json").read_bytes() == text(4)


@pytest.mark.parametrize("broken", [b"", b"\0\0", b'{"numbers": [1', b'{"numbers": [13]}', b"\xff\xfe", b"[]x"])
async def test_a_broken_edit_keeps_the_last_good_one_until_it_is_mended(
    open_document: Opened, folder: Path, board: Board, broken: bytes
) -> None:
    document = await loaded(open_document)
    await edited(document, folder / "numbers.json", text(7))

    await edited(document, folder / "numbers.json", broken)
    assert document.value == [7]
    assert (folder / "numbers.json").read_bytes() == broken
    assert [problem.source for problem in board.all()] == ["numbers.json"]

    await edited(document, folder / "numbers.json", text(8))
    assert document.value == [8]
    assert board.all() == []


async def test_a_broken_file_at_a_restart_starts_on_the_accepted_copy(
    open_document: Opened, folder: Path, board: Board
) -> None:
    await edited(await loaded(open_document), folder / "numbers.json", text(7))
    (folder / "numbers.json").write_bytes(b"")

    document = await loaded(open_document)

    assert document.value == [7]
    assert [problem.key for problem in board.all()] == ["document_empty"]


async def test_a_missing_file_never_turns_into_the_empty_document(
    open_document: Opened, folder: Path, board: Board
) -> None:
    document = await loaded(open_document)
    await edited(document, folder / "numbers.json", text(7))
    (folder / "numbers.json").unlink()

    again = await loaded(open_document)

    assert again.value == [7]
    assert not (folder / "numbers.json").exists()
    assert [problem.key for problem in board.all()] == ["document_missing"]


async def test_a_damaged_accepted_copy_is_replaced_by_the_newest_good_version(
    open_document: Opened, folder: Path
) -> None:
    await edited(await loaded(open_document), folder / "numbers.json", text(7))
    (folder / "numbers.json").write_bytes(b"")
    (folder / "accepted" / "numbers.json").write_bytes(b'{"numb')

    document = await loaded(open_document)

    assert document.value == [7]
    assert (folder / "accepted" / "numbers.json").read_bytes() == text(7)


async def test_a_file_still_being_written_is_left_for_the_next_look(open_document: Opened, folder: Path) -> None:
    document = await loaded(open_document)
    (folder / "numbers.json").write_bytes(text(1))
    await document.poll()
    (folder / "numbers.json").write_bytes(text(1, 2))
    await document.poll()
    assert document.value == []

    await document.poll()
    assert document.value == [1, 2]


async def test_a_change_through_the_api_is_on_the_disk_when_it_returns(open_document: Opened, folder: Path) -> None:
    document = await loaded(open_document)

    value = await document.change(lambda _: text(5), revision=1)

    assert value == [5]
    assert document.revision == 2
    for copy in (
        folder / "numbers.json",
        folder / "accepted" / "numbers.json",
        folder / "versions/numbers-000002.json",
    ):
        assert copy.read_bytes() == text(5)


async def test_the_second_of_two_who_save_at_once_is_refused(open_document: Opened) -> None:
    document = await loaded(open_document)
    await document.change(lambda _: text(5), revision=1)

    with pytest.raises(Outdated):
        await document.change(lambda _: text(6), revision=1)

    assert document.value == [5]


async def test_a_hand_edit_not_seen_yet_is_not_overwritten_unknowingly(open_document: Opened, folder: Path) -> None:
    document = await loaded(open_document)
    (folder / "numbers.json").write_bytes(text(9))

    with pytest.raises(Outdated):
        await document.change(lambda _: text(6), revision=1)

    assert document.value == [9]


async def test_a_broken_hand_edit_is_kept_aside_when_it_is_overwritten(open_document: Opened, folder: Path) -> None:
    document = await loaded(open_document)
    await edited(document, folder / "numbers.json", b'{"numbers": [13]}')

    await document.change(lambda _: text(6))

    kept = list((folder / "versions").glob("numbers-refused-*.json"))
    assert [path.read_bytes() for path in kept] == [b'{"numbers": [13]}']
    assert [path.stat().st_mode & 0o777 for path in kept] == [0o600]


async def test_a_wrong_change_leaves_everything_as_it_was(open_document: Opened, folder: Path) -> None:
    document = await loaded(open_document)

    with pytest.raises(Rejected):
        await document.change(lambda _: text(13))

    assert document.value == []
    assert (folder / "numbers.json").read_bytes() == b'{"numbers": []}'
    assert document.revision == 1


async def test_the_last_fifty_versions_are_kept(open_document: Opened, folder: Path) -> None:
    document = await loaded(open_document)

    for number in range(100, 160):
        await document.change(lambda _, number=number: text(number))  # type: ignore[misc]

    kept = sorted(path.name for path in (folder / "versions").glob("numbers-0*"))
    assert len(kept) == len(document.versions.all()) == 50
    assert kept[-1] == "numbers-000061.json"


async def test_revisions_go_on_after_a_restart(open_document: Opened) -> None:
    await (await loaded(open_document)).change(lambda _: text(5))

    assert (await loaded(open_document)).revision == 2


async def test_a_byte_order_mark_is_taken_off(open_document: Opened, folder: Path) -> None:
    document = await loaded(open_document)

    await edited(document, folder / "numbers.json", BOM + text(3))

    assert document.value == [3]
    assert (folder / "accepted" / "numbers.json").read_bytes() == text(3)


async def test_what_a_power_cut_left_beside_the_file_does_not_matter(open_document: Opened, folder: Path) -> None:
    await (await loaded(open_document)).change(lambda _: text(5))
    (folder / ".numbers.json.new").write_bytes(b'{"numb')

    document = await loaded(open_document)
    await document.change(lambda _: text(6))

    assert document.value == [6]
    assert not (folder / ".numbers.json.new").exists()


@pytest.mark.parametrize(("written", "expected"), [(0, [5]), (1, [6]), (2, [6]), (3, [6])])
async def test_a_power_cut_during_a_save_leaves_the_old_or_the_new_content(
    open_document: Opened, monkeypatch: pytest.MonkeyPatch, written: int, expected: list[int]
) -> None:
    document = await loaded(open_document)
    await document.change(lambda _: text(5))
    whole, steps = files.write, iter([True] * written + [False])

    def cut_off(path: Path, data: bytes, *, mode: int = 0o644) -> None:
        if not next(steps):
            raise PowerCut
        whole(path, data, mode=mode)

    with monkeypatch.context() as patched:
        patched.setattr(files, "write", cut_off)
        with pytest.raises(PowerCut):
            await document.change(lambda _: text(6))

    assert (await loaded(open_document)).value == expected


async def test_a_folder_that_cannot_be_written_is_a_problem_not_an_end(
    open_document: Opened, folder: Path, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = await loaded(open_document)

    def full(path: Path, data: bytes, *, mode: int = 0o644) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(files, "write", full)
        await edited(document, folder / "numbers.json", text(9))
        assert document.value == []
        assert [problem.key for problem in board.all()] == ["config_unwritable"]

    await document.recheck()
    assert document.value == [9]
    assert board.all() == []


class PowerCut(Exception):
    """The machine is gone."""
