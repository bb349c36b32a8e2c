"""Runs one adapter: everything an instance owes the bus, put together."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Any

import msgspec

from dinrail.adapter import Adapter
from dinrail.bus import Bus, PublishPacket
from dinrail.clock import Clock, SystemClock
from dinrail.directory import Point
from dinrail.documents import Panic, PanicLevel
from dinrail.errors import Blocked, ConfigError
from dinrail.manifest import Manifest
from dinrail.names import Topics
from dinrail.neighbours import Neighbours
from dinrail.runner.calls import Calls
from dinrail.runner.desired import Desired, DesiredConfig
from dinrail.runner.ending import end
from dinrail.runner.engine import Engine
from dinrail.runner.holds import Holds
from dinrail.runner.methods import Methods
from dinrail.runner.outlet import Outlet
from dinrail.runner.outputs import SAFE_S, outputs_off
from dinrail.runner.pointbook import PointBook
from dinrail.runner.presence import Presence
from dinrail.runner.replies import Replies
from dinrail.runner.shown import Situation, shown
from dinrail.runner.streams import Streams
from dinrail.runner.writes import WriteQueue
from dinrail.sample import Scalar
from dinrail.settings import Settings

__all__ = ["AdapterRunner"]

CLOSE_S = 0.7
FLUSH_S = 0.5
GOODBYE_S = 0.3
SWAP_S = 3.0

_panic = msgspec.json.Decoder(Panic)


class AdapterRunner:
    """One instance from its start to its soft stop."""

    def __init__(
        self, adapter_type: type[Adapter[Any]], manifest: Manifest, settings: Settings, *, clock: Clock | None = None
    ) -> None:
        """Only puts the parts together; needs a running event loop."""
        clock = clock or SystemClock()
        self._settings = settings
        self._manifest = manifest
        self._topics = Topics(settings.root)
        instance = self.instance = settings.instance
        log = logging.getLogger(instance)
        self.bus = Bus(
            settings.broker,
            client_id=instance,
            user=settings.user,
            password=settings.password,
            will=Presence.will(instance, clock),
            clock=clock,
            tls_ca=settings.ca,
        )
        self.presence = Presence(self.bus, instance, clock=clock, type=manifest.name, version=manifest.version, log=log)
        counters, complain = self.presence.counters, self.presence.capture
        self._holds = Holds(clock=clock, changed=self._rehold)
        self._outlet = Outlet(
            self.bus,
            self._topics,
            instance,
            clock=clock,
            counters=counters,
            complain=complain,
        )
        self._streams = Streams(self.bus, instance, clock=clock, complain=complain)
        self._book = PointBook(self.bus, instance, clock=clock)
        self._engine = Engine(
            adapter_type,
            clock=clock,
            log=log,
            presence=self.presence,
            outlet=self._outlet,
            streams=self._streams,
            book=self._book,
            changed=self._show,
            data=settings.data,
            neighbours=lambda: Neighbours(self.bus, self._topics, instance, clock=clock),
        )
        self._wanted = DesiredConfig(
            adapter_type.config_type,
            instance=instance,
            type_name=manifest.name,
            secrets=settings.secret_fields,
            check=self._engine.try_out,
            complain=complain,
        )
        replies = Replies(self.bus, instance, clock=clock, counters=counters)
        self._writes = WriteQueue(
            topics=self._topics,
            replies=replies,
            clock=clock,
            counters=counters,
            points=lambda: self._book.points,
            target=self._target,
            written=self._written,
            complain=complain,
            log=log,
            held=self._holds.refusal,
        )
        methods = Methods(
            self._engine,
            self._outlet,
            self._streams,
            clock=clock,
            panic=lambda: self._panic,
            typed=self._wanted.typed,
        )
        self._calls = Calls(replies, counters=counters, find=methods.find, complain=complain)
        self._situation = Situation()
        self._running: Desired | None = None
        self._panic: PanicLevel | None = None
        self._off: asyncio.Task[None] | None = None
        self._log = log
        self._changed = asyncio.Event()
        self._stop = asyncio.Event()

    def request_stop(self) -> None:
        """Begin the soft stop."""
        self._stop.set()

    async def run(self) -> None:
        """Until `request_stop`; then the adapter is closed, its points are bad, the state is `stopped`."""
        self._listen()
        self.presence.start()
        self.bus.start()
        self._show()
        work = [
            asyncio.create_task(duty, name=name)
            for name, duty in (
                ("outlet", self._outlet.run()),
                ("writes", self._writes.run()),
                ("points", self._engine.follow_points()),
                ("streams", self._streams.run()),
                ("holds", self._holds.run()),
                ("settle", self._settle()),
            )
        ]
        stop = asyncio.create_task(self._stop.wait())
        try:
            done, _ = await asyncio.wait([stop, *work], return_when=asyncio.FIRST_COMPLETED)
            await self._say_goodbye(work[-1])
        finally:
            await end({stop, *work}, CLOSE_S)
        for task in done - {stop}:
            task.result()  # a duty never ends by itself: its error ends the process with a traceback

    def _listen(self) -> None:
        bus, instance = self.bus, self.instance
        bus.on_connect(lambda _present: self._online())
        bus.on_disconnect(lambda _reason: self._outlet.offline())
        bus.on_handler_error(lambda error, packet: self.presence.capture(error, f"message on {packet.topic[:200]}"))
        bus.subscribe(Topics.panic(), self._take_panic, qos=1)
        bus.subscribe(Topics.of(instance, "hold"), self._take_hold, qos=1)
        bus.subscribe(
            Topics.of(instance, "points", "+"),
            lambda packet: self._book.recall(packet.topic, packet.payload),
            no_local=True,
        )
        bus.subscribe(Topics.of(instance, "config", "+"), self._take_config, qos=1)
        bus.subscribe(self._topics.writes_to(instance), self._writes.take, qos=1, retain_as_published=True)
        bus.subscribe(Topics.of(instance, "call", "+"), self._calls.take, qos=1, retain_as_published=True)
        self.presence.on_pulse(self._prepare_pulse)

    def _online(self) -> None:
        self._book.publish()
        self._outlet.online()

    def _prepare_pulse(self) -> None:
        counters = self.presence.counters
        counters.gauge("backlog", self._outlet.backlog)
        self._book.repeat()
        for name, value in msgspec.structs.asdict(self.bus.counters).items():
            counters.counts[f"bus_{name}"] = value

    def _take_config(self, packet: PublishPacket) -> None:
        try:
            if self._wanted.feed(packet.payload):
                self._changed.set()
        except msgspec.DecodeError:
            self.presence.counters.count("malformed")

    def _take_hold(self, packet: PublishPacket) -> None:
        try:
            self._holds.take(packet.payload)
        except msgspec.DecodeError:
            self.presence.counters.count("malformed")

    def _rehold(self) -> None:
        holds = self._holds
        self._outlet.hold((lambda path: holds.over(path) is not None) if holds.any else None)

    def _take_panic(self, packet: PublishPacket) -> None:
        if not packet.payload:
            return  # a cleared topic is no release: only `level: null` is
        try:
            level = _panic.decode(packet.payload).level
        except msgspec.DecodeError:
            self.presence.counters.count("malformed")
            return
        if level != self._panic:
            self._panic = level
            self._off = None if level != "all" else self._off
            held = level is not None
            self._writes.blocked = Blocked(f"panic: {level}", level=level) if held else None
            if held:
                self._writes.cut_short()
            self._changed.set()

    async def _settle(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            await self._wanted.judge()
            try:
                await self._apply()
            except ConfigError as error:  # a directory that was sound a moment ago
                if self._engine.link is None:
                    self._outlet.spoil(error.reason.key)
                self._wanted.reject(error.reason, self._running if self._engine.link else None)
            self._show()

    async def _apply(self) -> None:
        wanted = self._wanted.accepted
        if self._panic == "all":
            if not self._situation.panic:
                self._situation.panic = True
                await self._outputs_off()
                self._running = None
                await self._engine.stop(SWAP_S)
                self._outlet.spoil("panic")
            return
        self._situation.panic = False
        if wanted is None or wanted is self._running:
            return
        before, link = self._running, self._engine.link
        stands = link is not None and link.state != "error"
        same = before is not None and before.config == wanted.config
        if not (stands and (same or await self._engine.reload(wanted.config))):
            fresh = self._engine.build(wanted.config)  # raises while the old one still runs
            await self._engine.stop(SWAP_S)
            self._wanted.retry()
            self._engine.start(*fresh)
        self._running = wanted
        self._outlet.limit(wanted.definition.limits.packets_per_s or self._manifest.limits.packets_per_s)

    async def _outputs_off(self) -> None:
        """A soft stop that comes in the middle waits for it, see `_say_goodbye`."""
        wanted = self._running
        if wanted is None:
            return
        self._off = asyncio.create_task(
            outputs_off(
                wanted.definition.safe_writes,
                target=self._target(),
                points=self._book.points,
                counters=self.presence.counters,
                log=self._log,
            )
        )
        await asyncio.shield(self._off)

    def _show(self) -> None:
        now, link = self._situation, self._engine.link
        if link is not None and link.state == "error" and link.reason and self._wanted.rejected is None:
            self._wanted.reject(link.reason)
        now.rejected = self._wanted.rejected[1] if self._wanted.rejected else None
        now.link, now.reason = (link.state, link.reason) if link else (None, None)
        now.degraded = self._engine.degraded
        state, reason = shown(now)
        self.presence.show(state, reason, self._wanted.applied)

    def _target(self) -> Adapter[Any] | None:
        link = self._engine.link
        return link.adapter if link is not None and (link.connected or link.adapter.writes_without_link) else None

    def _written(self, point: Point, value: Scalar) -> None:
        self._outlet.route(self.instance, point.path, value, ts=None, quality="good", reason="")

    async def _say_goodbye(self, settle: asyncio.Task[None]) -> None:
        if self._panic == "all":
            if self._off is None:
                # Told a moment ago: the settling has not begun yet.
                await self._outputs_off()
            elif not self._off.done():
                await asyncio.wait({self._off}, timeout=SAFE_S)
        await end({settle}, CLOSE_S / 2)
        self._writes.blocked = Blocked("the instance is stopping", key="instance_stopping")
        self._situation.stopping = "stopping"
        self._show()
        await self._calls.stop()
        await self._engine.stop(CLOSE_S)
        self._outlet.spoil("instance_stopped")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._outlet.flush(), FLUSH_S)
        self._situation.stopping = "stopped"
        self._show()
        await self.presence.stop()
        await self.bus.stop(GOODBYE_S)
