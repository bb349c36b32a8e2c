"""One broker of somebody else: what it says becomes points, what is written to points goes there."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Iterable
from typing import Any

from dinrail.adapter import Adapter, Context
from dinrail.directory import Point
from dinrail.errors import CallRefused, NotConnected, NotWritable, ProtocolError
from dinrail.reach import Allowed
from dinrail.sample import Scalar
from dinrail_mqtt.backlog import Backlog, Kept
from dinrail_mqtt.book import Book, Held
from dinrail_mqtt.browser import Standing, TopicBrowser
from dinrail_mqtt.client import Client, Identity, Incoming
from dinrail_mqtt.config import Endpoint, MqttConfig, Subscription
from dinrail_mqtt.filters import FilterTree
from dinrail_mqtt.generic import TopicSource, reason_of
from dinrail_mqtt.guard import HISTORY, TS, LoopGuard
from dinrail_mqtt.homeassistant import Announcer
from dinrail_mqtt.kinds import DeviceSource, source_of
from dinrail_mqtt.payloads import BadPayload, as_type
from dinrail_mqtt.reading import Reading, Source
from dinrail_mqtt.rendering import render

__all__ = ["MqttAdapter"]

HOLD_S = 20.0
CHUNK = 200
TOPICS_KNOWN = 20_000
REPLAY_S = 0.1


class MqttAdapter(Adapter[MqttConfig]):
    """While the broker is away, writes to points that are sent later are kept; all others are refused."""

    config_type = MqttConfig
    connect_timeout = 12.0
    writes_without_link = True
    writes_at_once = 128
    calls_without_link = frozenset({"topics", "topic"})
    streams = ("topics",)

    def __init__(self, config: MqttConfig, context: Context) -> None:
        super().__init__(config, context)
        described = [TopicSource(each) for each in config.subscriptions]
        described += [
            TopicSource(Subscription(filter=each.state, name=each.name, type=each.type))
            for each in config.publications
            if each.state
        ]
        self._devices: list[DeviceSource] = [source_of(each) for each in config.devices]
        self._sources: list[Source] = [each for group in (described, self._devices) for each in group]
        self._book = Book(config, described)
        for device in self._devices:
            self._book.admit(Reading(f"{device.name}.online", value=False, type="BOOL"))
        self._wanted = FilterTree((pattern, each) for each in self._sources for pattern, _ in each.filters)
        self._takers: dict[str, list[Source]] = {}
        self._told_by: dict[str, set[str]] = {}
        """Points of devices by the topic that tells them: a bad payload says nothing about the others."""
        self._away: set[int] = set()
        self._guard = LoopGuard(secrets.token_hex(4), self.clock, marked=config.version == "5")
        self._backlog = Backlog(context.data, config.queue, self.count)
        self._announcer: Announcer | None = None
        if context.neighbours is not None:
            self._announcer = Announcer(config.homeassistant, self.id, context.neighbours, self.count)
        self._allowed = Allowed.of(config.allow)
        self._client: Client | None = None
        self._at: tuple[Endpoint, Identity] | None = None
        self._own = {each.target: path for path, each in self._book.publications.items()}
        taken = {each.name for each in config.devices} | {path.partition(".")[0] for path in self._book.publications}
        self._browser = TopicBrowser(context, self._standing, taken, self._allowed)
        self._shown_refused = 0

    def points(self) -> Iterable[Point] | None:
        return list(self._book.points.values())

    async def connect(self, endpoint: Endpoint) -> None:
        config = self.config
        name = config.client_id or f"dinrail-{self.id}-{secrets.token_hex(3)}"
        who = Identity(name, config.user, config.password, config.version, config.keepalive)
        announcer = self._announcer
        shows = announcer is not None and announcer.selects
        will = (announcer.places.online, b"offline") if announcer is not None and shows else None
        client = Client(endpoint, who, self._received, will=will, allowed=self._allowed)
        self._book.forget_told()
        self._away.clear()
        self._client = client
        self._at = endpoint, who
        await client.open()
        wanted = {pattern: qos for source in self._sources for pattern, qos in source.filters}
        if announcer is not None and shows:
            announcer.follow()
            wanted |= dict(announcer.filters)
        await client.subscribe(wanted.items())
        if announcer is not None and not shows:
            with contextlib.suppress(ProtocolError):  # a broker that hides these topics never had them from us
                await client.subscribe(announcer.filters)

    async def run(self) -> None:
        """Deliver until the connection ends."""
        client, at = self._client, self._at
        if client is None or at is None:
            raise NotConnected("not open")
        await self._backlog.open()
        for path in self._book.unsaid():
            self._bad(path, "no_value_yet")
        async with asyncio.TaskGroup() as duties:
            # The first error of a group comes wrapped; the runner wants it as it is.
            work = [duties.create_task(self._hold()), duties.create_task(self._replay(client))]
            work.append(duties.create_task(self._browser.run(*at)))
            if self._announcer is not None:
                work.append(duties.create_task(self._announcer.run(client)))
            try:
                await client.lost()
            except NotConnected as why:
                lost = why
            for each in work:
                each.cancel()
        raise lost

    async def write(self, point: Point, value: bool | int | float | str) -> Scalar:
        """Acknowledged by the broker (QoS 1), or kept for later, then without a read-back."""
        path, now = point.path, self.clock.now_ms()
        wanted, command = self._book.publications.get(path), self._book.commands.get(path)
        if wanted is not None:
            payload = render(wanted.payload, value, ts=now, name=path, on=wanted.on, off=wanted.off)
            try:
                await self._send(wanted.target, payload, qos=wanted.qos, retain=wanted.retain)
            except NotConnected:
                if not wanted.queue:
                    raise
                self._keep(Kept(wanted.target, payload, now, wanted.qos))
                return None
            if not wanted.state:
                self._book.held[path] = Held(value, self.clock.monotonic(), 0.0)
            return value
        if command is None:
            raise NotWritable(f"{path} is read-only", path=path)
        payload = render(command.payload, value, ts=now, name=path, on=command.on, off=command.off)
        await self._send(command.topic, payload, qos=1, retain=False)
        return None  # the device says what became of it

    async def call(self, method: str, params: dict[str, Any]) -> Any:
        match method:
            case "topics":
                if not params.get("start"):
                    await self._browser.settled()
                return self._browser.topics(params)
            case "topic":
                return self._browser.topic(params)
        raise CallRefused(f"unknown method {method[:64]!r}", method=method[:64])

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            if self._announcer is not None:
                self._announcer.leave(client)
            await client.close()
        await self._backlog.close()

    # -- outwards

    async def _send(self, topic: str, payload: bytes, *, qos: int, retain: bool) -> None:
        client = self._client
        if client is None:
            raise NotConnected("the broker is away", key="broker_away")
        await client.publish(topic, payload, qos=qos, retain=retain, marks=self._guard.marks(topic, payload))
        self.count("published")

    def _keep(self, message: Kept) -> None:
        if self._backlog.put(message):
            self.count("queued")
        self.gauge("queue", self._backlog.size)

    async def _replay(self, client: Client) -> None:
        """What was kept, slowly, flagged, never retained: what a topic says now is newer."""
        most = max(1, int(self.config.queue.rate * REPLAY_S))
        while True:
            await self.clock.sleep(REPLAY_S if self._backlog.size else 1.0)
            if not self._backlog.size:
                continue
            batch = await self._backlog.peek(most)
            sent = [(number, self._again(client, kept)) for number, kept in batch]
            await asyncio.gather(*(future for _, future in sent))
            await self._backlog.done([number for number, _ in sent])
            self.count("replayed", len(sent))
            self.gauge("queue", self._backlog.size)

    def _again(self, client: Client, kept: Kept) -> asyncio.Future[None]:
        marks = self._guard.marks(kept.topic, kept.payload)
        if client.v5:
            marks |= {HISTORY: "1", TS: str(kept.ts)}
        return client.publish(kept.topic, kept.payload, qos=kept.qos, marks=marks)

    # -- inwards

    def _received(self, message: Incoming) -> None:
        self.count("messages")
        if self._announcer is not None and self._announcer.take(message):
            return
        verdict = self._guard.judge(message.topic, message.payload, message.marks)
        if verdict:
            self.count(f"ignored_{verdict}")
            return
        takers = self._takers.get(message.topic)
        if takers is None:
            takers = self._wanted.find(message.topic)
            if len(self._takers) < TOPICS_KNOWN:
                self._takers[message.topic] = takers
        for source in takers:
            try:
                self._take(source, message)
            except BadPayload as why:
                self.count("bad_payloads")
                if isinstance(source, DeviceSource):
                    for path in self._told_by.get(message.topic, ()):
                        self._bad(path, why.key)
                else:
                    self._spoil(source.below(message.topic), why.key)

    def _standing(self, topic: str) -> Standing:
        own = self._own.get(topic, "")
        if not own and self._announcer is not None and self._announcer.places.own(topic):
            own = "homeassistant"
        source = next(iter(self._wanted.find(topic)), None)
        return Standing(source.below(topic) if source is not None else "", own)

    def _take(self, source: Source, message: Incoming) -> None:
        there = source.online(message.topic, message.payload)
        if there is not None:
            self._presence(source, there=there)
            return
        stale = message.retained and id(source) in self._away
        now, since = self.clock.now_ms(), self.clock.monotonic()
        told = self._told_by.get(message.topic)
        if told is None and isinstance(source, DeviceSource) and len(self._told_by) < TOPICS_KNOWN:
            told = self._told_by[message.topic] = set()
        for reading in source.take(message.topic, message.payload):
            path = reading.path
            if told is not None:
                told.add(path)
            point = self._book.points.get(path)
            if point is None:
                why = reason_of(reading.value)
                if why or not self._admit(reading):
                    continue
                point = self._book.points[path]
            why = reason_of(reading.value)
            if why:
                self.count("bad_payloads")
                self._bad(path, why)
            elif stale:
                self._bad(path, "device_offline")
            else:
                self._good(point, reading.value, now, since, source.expire_after)

    def _good(self, point: Point, value: Scalar, now: int, since: float, expire: float) -> None:
        path = point.path
        try:
            value = as_type(value, point.type)
        except BadPayload as why:
            self.count("bad_payloads")
            self._bad(path, why.key)
            return
        held = self._book.held.get(path)
        if held is None:
            self._book.held[path] = Held(value, since, expire)
        else:
            held.value, held.since = value, since
        self.route_data(self.id, path, value, ts=now)

    def _bad(self, path: str, why: str) -> None:
        self._book.held.pop(path, None)
        self.route_data(self.id, path, None, ts=self.clock.now_ms(), quality="bad", reason=why)

    def _spoil(self, below: str, why: str) -> None:
        for path in self._book.below(below):
            wanted = self._book.publications.get(path)
            if (wanted is None or wanted.state) and not path.endswith(".online"):
                self._bad(path, why)

    def _presence(self, source: Source, *, there: bool) -> None:
        path = f"{source.below('')}.online"
        now, since = self.clock.now_ms(), self.clock.monotonic()
        self._good(self._book.points[path], there, now, since, 0.0)
        if there:
            self._away.discard(id(source))
        elif id(source) not in self._away:
            self._away.add(id(source))
            self._spoil(source.below(""), "device_offline")

    def _admit(self, reading: Reading) -> bool:
        if self._book.admit(reading):
            self.points_changed()
            return True
        self.count("points_refused")
        if not self._shown_refused:
            most = self.config.max_points
            self.degraded("too_many_points", f"more than {most} points, or names that are none", most=most)
        self._shown_refused = self._book.refused
        return False

    async def _hold(self) -> None:
        """What was said holds while the broker is there, unless it expires."""
        rounds = 0
        while True:
            await self.clock.sleep(1.0)
            self.polled()
            rounds += 1
            now, since = self.clock.now_ms(), self.clock.monotonic()
            for path, held in list(self._book.held.items()):
                if held.expire and since - held.since > held.expire:
                    self._bad(path, "value_expired")
            if rounds % HOLD_S == 0:
                await self._say_again(now)

    async def _say_again(self, now: int) -> None:
        for at, (path, held) in enumerate(list(self._book.held.items())):
            if self._book.held.get(path) is held:
                self.route_data(self.id, path, held.value, ts=now)
            if at % CHUNK == CHUNK - 1:
                await self.clock.sleep(0)
