"""Broker, device, adapter process and observer, put together for one check."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import msgspec

from dinrail.documents import State
from dinrail.manifest import Manifest, read_manifest
from dinrail.settings import BrokerAddress
from dinrail.testing.conformance.expectation import NotConforming, eventually, expect
from dinrail.testing.conformance.observer import Observer
from dinrail.testing.conformance.process import AdapterProcess, run_once
from dinrail.testing.conformance.subject import Subject

__all__ = ["BrokerUnderTest", "Rig"]

INSTANCE = "subject_1"
START_S = 10.0


class BrokerUnderTest(Protocol):
    """A broker that can be lost: FakeBroker or Mosquitto."""

    @property
    def address(self) -> BrokerAddress:
        """Where it listens."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    async def kill(self) -> None:
        """End without a word; retained messages are lost."""
        ...

    async def restart(self) -> None:
        """Listen again at the same address."""
        ...


class Rig:
    """Inside `async with`: broker and observer run, device and adapter are started by the check."""

    def __init__(self, subject: Subject, broker: BrokerUnderTest) -> None:
        self.subject = subject
        self.broker = broker
        self._stack = AsyncExitStack()
        self._process: AdapterProcess | None = None
        self._observer: Observer | None = None
        self._manifest: Manifest | None = None
        self.secrets = Path()
        self._data = Path()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="dinrail-conformance-"))
            self.secrets = Path(folder)
            self._data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dinrail-data-")))
            await stack.enter_async_context(self.broker)
            stack.push_async_callback(self.subject.stop_device)
            stack.push_async_callback(self._end)
            self._manifest = await self.described()
            self._observer = Observer(self.broker.address, INSTANCE, self._manifest.name)
            await self._observer.start()
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._stack.aclose()

    async def _end(self) -> None:
        if self._process is not None:
            await self._process.kill()
        if self._observer is not None:
            await self._observer.stop()

    @property
    def seen(self) -> Observer:
        """The observer."""
        if self._observer is None:
            raise RuntimeError("outside of `async with`")
        return self._observer

    @property
    def manifest(self) -> Manifest:
        """What the adapter says of itself."""
        if self._manifest is None:
            raise RuntimeError("outside of `async with`")
        return self._manifest

    @property
    def process(self) -> AdapterProcess:
        """The adapter's process."""
        if self._process is None:
            raise RuntimeError("not started")
        return self._process

    def environment(self) -> dict[str, str]:
        """What the gateway gives an instance."""
        return {
            **os.environ,
            "MALLOC_ARENA_MAX": "1",
            **self.subject.environment,
            "DINRAIL_BROKER": str(self.broker.address),
            "DINRAIL_INSTANCE": INSTANCE,
            "DINRAIL_SECRETS": str(self.secrets),
            **({"DINRAIL_DATA": str(self._data)} if self.manifest.storage else {}),
        }

    async def described(self) -> Manifest:
        """The manifest `describe` prints."""
        code, out, err = await run_once([*self.subject.interpreter(), "describe"], self.bare_environment(), START_S)
        expect(code == 0, f"describe ended with {code}: {err[-500:]}")
        try:
            described = msgspec.json.decode(out, type=dict[str, msgspec.Raw])
            return read_manifest(bytes(described["manifest"]))
        except (msgspec.DecodeError, KeyError) as error:
            raise NotConforming(f"describe prints no manifest: {error!r}: {out[:200]!r}") from None

    def bare_environment(self) -> dict[str, str]:
        """Without anything of DINrail."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("DINRAIL_")}
        return inherited | self.subject.environment

    async def launch(self) -> None:
        """Start the adapter's process and nothing else."""
        await asyncio.to_thread((self.secrets / "config.json").write_bytes, msgspec.json.encode(self.subject.secrets()))
        self._process = await AdapterProcess.start([*self.subject.interpreter(), "run"], self.environment())

    async def start(self) -> None:
        """Device, configuration, process; until it is connected and its points are good."""
        await self.subject.start_device()
        self.seen.configure(self.subject.config())
        await self.launch()
        await self.good("after its start")

    async def state(self, name: str, *, timeout: float = START_S, rev: int | None = None) -> State:
        """Wait for a state, on a configuration revision when given."""

        def look() -> State | None:
            state = self.seen.state()
            fits = state is not None and state.state == name
            return state if fits and (rev is None or self.applied() == rev) else None

        return await eventually(
            look, timeout, lambda: f"state {name} is not shown, but {self.seen.state()}{self._why()}"
        )

    def applied(self) -> int | None:
        """The configuration revision it says it runs on."""
        state = self.seen.state()
        return state.config.rev if state and state.config else None

    async def good(self, when: str, timeout: float = 15.0) -> None:
        """Wait until it is connected and every point of its directory is good."""
        await self.state("connected", timeout=timeout)
        await eventually(
            lambda: self.seen.directory() and not self.not_("good"),
            timeout,
            lambda: f"{when} these points are not good: {sorted(self.not_('good'))[:5]}{self._why()}",
        )

    async def bad(self, when: str, timeout: float) -> None:
        """Wait until every point of its directory is bad, with a reason."""
        await eventually(
            lambda: not self.not_("bad"),
            timeout,
            lambda: f"{when} these points are not bad: {sorted(self.not_('bad'))[:5]}{self._why()}",
        )
        for path in self.seen.directory():
            sample = self.seen.sample(path)
            expect(sample is not None and sample.why, f"{when} {path} is bad without a reason")

    def not_(self, quality: str) -> set[str]:
        """Paths of the directory whose sample is missing or of another quality."""
        samples = {path: self.seen.sample(path) for path in self.seen.directory()}
        return {path for path, sample in samples.items() if sample is None or sample.quality != quality}

    async def stop(self, timeout: float = 2.0) -> int:
        """SIGTERM; exit code."""
        self.process.signal(signal.SIGTERM)
        return await self.process.ended(timeout)

    def _why(self) -> str:
        if self._process is None:
            return ""
        ended = "" if self._process.running else "; the process has ended"
        return f"{ended}; its last lines: {list(self._process.lines)[-5:]}"
