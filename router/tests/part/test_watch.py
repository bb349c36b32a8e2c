"""The file as people and programs change it."""

import os

import pytest

from dinrail_router.watch import FileWatch


class Seen:
    """What the watch told."""

    def __init__(self) -> None:
        self.contents = []
        self.missing = 0

    async def changed(self, data):
        self.contents.append(data)

    def gone(self, error):
        self.missing += 1


@pytest.fixture
def file(tmp_path):
    return tmp_path / "accepted" / "routing.json"


@pytest.fixture
async def seen(file, clock, until):
    import asyncio

    seen = Seen()
    watch = asyncio.create_task(FileWatch(file, clock=clock, changed=seen.changed, missing=seen.gone).run())
    await until(lambda: clock.sleepers == 1)
    yield seen
    watch.cancel()
    await asyncio.gather(watch, return_exceptions=True)


@pytest.fixture
def turn(clock, until):
    async def turn(times=1):
        for _ in range(times):
            await until(lambda: clock.sleepers == 1)
            await clock.advance(0.25)
        await until(lambda: clock.sleepers == 1)

    return turn


async def test_a_file_that_comes_goes_and_comes_back(file, seen, turn):
    assert (seen.contents, seen.missing) == ([], 1)
    await turn(3)
    assert seen.missing == 1
    file.parent.mkdir()
    await turn(1)
    file.write_bytes(b"1")
    await turn(2)
    assert seen.contents == [b"1"]
    file.unlink()
    await turn(2)
    assert seen.missing == 2
    file.write_bytes(b"2")
    await turn(2)
    assert seen.contents == [b"1", b"2"]


async def test_a_replaced_file_is_read_even_with_the_same_time_and_size(file, seen, turn, tmp_path):
    file.parent.mkdir()
    file.write_bytes(b"a")
    await turn(2)
    other = tmp_path / "new"
    other.write_bytes(b"b")
    stat = file.stat()
    os.utime(other, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    other.replace(file)
    await turn(2)
    assert seen.contents == [b"a", b"b"]


async def test_a_file_being_written_is_read_when_it_stands_still(file, seen, turn):
    file.parent.mkdir()
    for size in range(1, 5):
        file.write_bytes(b"x" * size)
        await turn(1)
    assert seen.contents == []
    await turn(1)
    assert seen.contents == [b"xxxx"]


async def test_an_edit_in_place_is_seen_and_a_touch_is_nothing_new(file, seen, turn):
    file.parent.mkdir()
    file.write_bytes(b"a")
    await turn(2)
    with file.open("ab") as stream:
        stream.write(b"b")
    await turn(2)
    os.utime(file, ns=(1, 1))
    await turn(2)
    assert seen.contents == [b"a", b"ab"]


async def test_something_that_cannot_be_read_is_waited_for(file, seen, turn):
    file.mkdir(parents=True)
    await turn(3)
    assert seen.contents == []
    file.rmdir()
    file.write_bytes(b"a")
    await turn(2)
    assert seen.contents == [b"a"]
