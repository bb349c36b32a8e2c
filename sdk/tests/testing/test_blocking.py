"""The guard finds what holds up an event loop, and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from pathlib import Path

import pytest

from dinrail.testing.blocking import BlockingGuard


async def sleeps(folder: Path) -> None:
    time.sleep(0.001)  # noqa: ASYNC251


async def reads_a_heavy_file(folder: Path) -> None:
    (folder / "heavy").read_bytes()


async def waits_for_a_child(folder: Path) -> None:
    subprocess.run([sys.executable, "-c", ""], check=True)  # noqa: ASYNC221


async def connects(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


async def receives(folder: Path) -> None:
    one, two = socket.socketpair()
    with one, two:
        two.setblocking(False)
        two.send(b"x")
        one.recv(1)


async def looks_up_a_name(folder: Path) -> None:
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("no-such-host.invalid", 80)


async def computes(folder: Path) -> None:
    until = time.thread_time() + 0.3
    while time.thread_time() < until:
        pass


async def polls_a_condition_by_hand(folder: Path) -> None:
    from select import select

    select([], [], [], 1.0)


BAD: dict[Callable[[Path], Coroutine[None, None, None]], str] = {
    sleeps: "time.sleep(0.001) in the event loop",
    reads_a_heavy_file: "heavy (2000000 bytes) in the event loop",
    waits_for_a_child: "waiting for a child process in the event loop",
    connects: "blocking socket.connect in the event loop",
    receives: "blocking socket.recv in the event loop",
    looks_up_a_name: "name lookup of 'no-such-host.invalid' in the event loop",
    computes: "computes() done",
    polls_a_condition_by_hand: "polls_a_condition_by_hand() done",
}


@pytest.mark.parametrize("bad", BAD, ids=lambda function: function.__name__)
def test_it_finds(bad: Callable[[Path], Coroutine[None, None, None]], tmp_path: Path) -> None:
    (tmp_path / "heavy").write_bytes(bytes(2_000_000))
    with BlockingGuard(calm=lambda ended: True) as guard:
        asyncio.run(bad(tmp_path))
    assert BAD[bad] in "\n".join(guard.findings)


async def good(folder: Path) -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        reader, writer = await asyncio.open_connection("localhost", server.sockets[0].getsockname()[1])
        await reader.read()
        writer.close()
        await writer.wait_closed()
    await asyncio.sleep(0.9)
    (folder / "small").write_text("x")
    await asyncio.to_thread(functools.partial(subprocess.run, [sys.executable, "-c", ""], check=True))
    await asyncio.to_thread(time.sleep, 0.9)
    time.sleep(0.000_25)  # noqa: ASYNC251
    await asyncio.to_thread((folder / "heavy").read_bytes)
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    await child.wait()


def test_it_finds_nothing_in_code_that_gives_way(tmp_path: Path) -> None:
    (tmp_path / "heavy").write_bytes(bytes(2_000_000))
    with BlockingGuard() as guard:
        asyncio.run(good(tmp_path))
    assert guard.findings == []


async def shares_the_interpreter(folder: Path) -> None:
    done = threading.Event()

    def burn() -> None:
        while not done.is_set():
            sum(range(1000))

    threads = [threading.Thread(target=burn) for _ in range(8)]
    one, two = socket.socketpair()
    with one, two:
        one.setblocking(False)
        for thread in threads:
            thread.start()
        for _ in range(3):
            with contextlib.suppress(BlockingIOError):
                one.recv(1)  # gives the interpreter away, and waits for it behind eight others
        done.set()
        for thread in threads:
            thread.join()


def test_a_wait_for_the_interpreter_is_not_blocking(tmp_path: Path) -> None:
    with BlockingGuard(calm=lambda ended: True) as guard:
        asyncio.run(shares_the_interpreter(tmp_path))
    assert guard.findings == []


def test_outside_a_loop_everything_may_block(tmp_path: Path) -> None:
    (tmp_path / "heavy").write_bytes(bytes(2_000_000))
    with BlockingGuard() as guard:
        time.sleep(0.9)
        (tmp_path / "heavy").read_bytes()
        subprocess.run([sys.executable, "-c", ""], check=True)
    assert guard.findings == []


def test_it_leaves_everything_as_it_was() -> None:
    def places() -> list[object]:
        return [
            time.sleep,
            subprocess.Popen.wait,
            socket.socket.recv,
            vars(socket.socket).get("recv"),
            asyncio.Handle._run,
        ]

    before = places()
    with BlockingGuard():
        assert places() != before
    assert places() == before


TESTS = """
import time, pytest

async def test_blocks():
    time.sleep(0.001)

@pytest.mark.allow_blocking("to see that it may")
async def test_may_block():
    time.sleep(0.001)

async def test_gives_way(broker, clock):
    await clock.advance(1)

def test_is_no_async_test():
    time.sleep(0.001)
"""


def test_the_plugin_fails_async_tests_that_block_and_only_those(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(TESTS)
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function\naddopts = --strict-markers\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=tmp_path, timeout=60)
    assert "4 passed, 1 error" in done.stdout
    assert "ERROR test_it.py::test_blocks" in done.stdout
