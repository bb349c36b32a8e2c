"""The router as a part of DINrail: its session, its state on the bus, its file, and how it ends."""

from __future__ import annotations

import asyncio
import logging
import math
from pathlib import Path

import msgspec
from mqtt5 import PublishPacket

from dinrail.bus import Bus
from dinrail.clock import Clock, SystemClock
from dinrail.documents import Panic, PanicLevel, StateName
from dinrail.names import Topics
from dinrail.reason import Reason
from dinrail.runner.calls import Calls
from dinrail.runner.presence import Presence
from dinrail.runner.replies import Replies
from dinrail.settings import Settings
from dinrail_router import __version__
from dinrail_router.alive import AliveFile
from dinrail_router.calls import RouterMethods
from dinrail_router.directory import Directory
from dinrail_router.engine import Engine
from dinrail_router.loading import Loader
from dinrail_router.report import Report
from dinrail_router.tracing import Tracer
from dinrail_router.watch import FileWatch

__all__ = ["IDENTITY", "Router"]

IDENTITY = "router"
GOODBYE_S = 1.0
GATHER_S = 0.000_15  # docs/decisions/0005-messages-gather-before-they-are-read.md

_panic = msgspec.json.Decoder(Panic)
_log = logging.getLogger("dinrail.router")


class Router:
    """One router from its start to its soft stop."""

    def __init__(self, settings: Settings, routes: Path, alive: Path, *, clock: Clock | None = None) -> None:
        """Only puts the parts together; needs a running event loop."""
        clock = clock or SystemClock()
        self.bus = Bus(
            settings.broker,
            client_id=settings.user,
            user=settings.user,
            password=settings.password,
            will=Presence.will(IDENTITY, clock),
            clock=clock,
            tls_ca=settings.ca,
            takeover_pause=math.inf,
            gather=GATHER_S,
        )
        self.presence = Presence(self.bus, IDENTITY, clock=clock, type=IDENTITY, version=__version__)
        changed = asyncio.Event()
        topics = Topics(settings.root)
        self.engine = Engine(self.bus, topics, clock, changed.set)
        self.loader = Loader(str(routes), self.engine, self._show)
        self._watch = FileWatch(routes, clock=clock, changed=self.loader.take, missing=self.loader.missing)
        self._tracer = Tracer(self.bus, self.engine, clock)
        self._directory = Directory(self.bus, topics, self.engine, clock, changed)
        self._report = Report(self.bus, self.engine, clock)
        self._alive = AliveFile(alive, self.bus, clock)
        replies = Replies(self.bus, IDENTITY, clock=clock, counters=self.presence.counters)
        methods = RouterMethods(self.engine, self._tracer, clock)
        counters, complain = self.presence.counters, self.presence.capture
        self._calls = Calls(replies, counters=counters, find=methods.find, complain=complain)
        self._panic: PanicLevel | None = None
        self._stop = asyncio.Event()
        self._stopping: StateName | None = None
        self._republishing: asyncio.Task[None] | None = None

    def request_stop(self) -> None:
        """Begin the soft stop."""
        self._stop.set()

    async def run(self) -> None:
        """Until `request_stop`."""
        self._listen()
        self.presence.start()
        self.bus.start()
        self._show()
        duties = {
            "timers": self.engine.timers.run(),
            "traces": self._tracer.run(),
            "file": self._watch.run(),
            "directory": self._directory.run(self.loader.loaded),
            "refresh": self._directory.refresh(),
            "breakers": self.engine.breakers.run(),
            "guard": self.engine.guard.run(),
            "report": self._report.run(),
            "alive": self._alive.run(),
        }
        tasks = [asyncio.create_task(duty, name=f"router {name}") for name, duty in duties.items()]
        stop = asyncio.create_task(self._stop.wait())
        try:
            done, _ = await asyncio.wait([stop, *tasks], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (stop, *tasks):
                task.cancel()
            await asyncio.gather(stop, *tasks, return_exceptions=True)
            await self._end()
        for task in done - {stop}:
            task.result()  # a duty never ends by itself: its error ends the process with a traceback

    def _listen(self) -> None:
        bus = self.bus
        bus.on_connect(self._online)
        bus.on_disconnect(self._offline)
        bus.on_handler_error(lambda error, packet: self.presence.capture(error, f"message on {packet.topic[:200]}"))
        # First of all, so that the latch is known before the first sample comes.
        bus.subscribe(Topics.panic(), self._on_panic, qos=1)
        self.engine.breakers.listen()
        bus.subscribe(Topics.of(IDENTITY, "call", "+"), self._calls.take, qos=1, retain_as_published=True)
        self.presence.on_pulse(self._prepare_pulse)

    def _online(self, _session_present: bool) -> None:
        if self._republishing is not None:
            self._republishing.cancel()
        self._republishing = asyncio.create_task(self._directory.republish(), name="router republish")
        self.engine.breakers.republish()

    def _offline(self, _reason: Reason) -> None:
        if self.bus.taken_over:
            # Coming back would throw the other one out, which then would do the same, for ever.
            _log.error("another router uses this broker login; this one is idle until it is started again")

    def _on_panic(self, packet: PublishPacket) -> None:
        """Only a message that says so releases the latch; a cleared topic says nothing."""
        if not packet.payload:
            return
        try:
            level = _panic.decode(packet.payload).level
        except (ValueError, RecursionError) as error:
            _log.warning("panic message ignored: %s", str(error)[:200])
            return
        if level != self._panic:
            self._panic = level
            _log.warning("panic level %s", level or "released")
            self.engine.obey(level)
            self._show()

    def _show(self) -> None:
        state: StateName
        problem = self.loader.problem
        if self._stopping is not None:
            state = self._stopping
        elif self._panic in ("routes", "all"):
            state = "panic"
        elif self.loader.loaded.is_set():
            state = "connected"
        else:
            state = "starting" if problem is None or problem.key == "routes_missing" else "error"
        self.presence.show(state, problem, self.loader.applied)

    def _prepare_pulse(self) -> None:
        sources = self.engine.sources.values()
        self.presence.points = sum(source.points for source in sources)
        counters = self.presence.counters
        counters.gauge("routes", len(self.engine.table.routes))
        counters.gauge("sources", len(sources))
        counters.gauge("sources_suspended", self.engine.breakers.open)
        for name, value in msgspec.structs.asdict(self.bus.counters).items():
            counters.counts[f"bus_{name}"] = value

    async def _end(self) -> None:
        self._stopping = "stopping"
        self._show()
        self.engine.stop()
        if self._republishing is not None:
            self._republishing.cancel()
        await self._calls.stop()
        self._stopping = "stopped"
        self._show()
        await self.presence.stop()
        await self.bus.stop(GOODBYE_S)
        self._alive.remove()
