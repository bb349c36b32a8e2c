"""Everything that is said in the data space, to a database."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from functools import partial

import msgspec

from dinrail.adapter import Adapter, Context
from dinrail.directory import Point
from dinrail.errors import NotConnected
from dinrail.http import HttpLinks
from dinrail.reason import Param, Reason
from dinrail_historian.book import rules
from dinrail_historian.collector import Collector
from dinrail_historian.config import HistorianConfig
from dinrail_historian.queue import DiskQueue
from dinrail_historian.retention import Retention
from dinrail_historian.sender import Sender

__all__ = ["HistorianAdapter"]

LARGE = 1_000_000
LOOK_S = 0.05
REPORT_S = 1.0
POINTS = (
    Point("database.reachable", "BOOL", description="The database takes what it is sent"),
    Point("samples.per_second", "REAL", description="Samples stored per second"),
    Point("samples.waiting", "LINT", description="Samples that have not arrived yet"),
    Point("samples.lost", "LINT", description="Samples lost since the start of this instance"),
    Point("series", "LINT", description="Points that are kept"),
)


class HistorianAdapter(Adapter[HistorianConfig]):
    """The database may be away: its absence is a degraded instance that goes on collecting."""

    config_type = HistorianConfig

    def __init__(self, config: HistorianConfig, context: Context) -> None:
        super().__init__(config, context)
        self._totals = {"stored": 0, "lost": 0}
        self._links: HttpLinks | None = None
        self._collector: Collector | None = None
        self._queue: DiskQueue | None = None
        self._sender: Sender | None = None
        self._full_until = 0.0
        self._said: str | None = None

    def points(self) -> Iterable[Point]:
        return POINTS

    async def connect(self, endpoint: object) -> None:
        """Begin to listen; whether the database is there shows with the first samples."""
        config, neighbours = self.config, self.context.neighbours
        if neighbours is None:
            raise NotConnected("no data space to listen to")
        if self._collector is None:
            self._collector = Collector(
                rules(config), neighbours.address_of, most=config.max_series, now_ms=self.clock.now_ms
            )
            neighbours.follow_all(on_message=self._collector.take, on_points=self._collector.describe)
        folder = self.context.data
        address = config.address()
        self._links = HttpLinks(
            msgspec.structs.replace(address, path=""), workers=1, token=config.token, ca=config.ca, name="database"
        )
        self._queue = DiskQueue(
            folder / "queue" if folder is not None else None, config.queue.megabytes * 1_000_000, self._lost
        )
        self._sender = Sender(
            self._links,
            self._queue,
            path=address.path,
            tenant=config.tenant,
            clock=self.clock,
            count=self._counted,
            changed=self._show,
        )
        await self._queue.open()

    async def run(self) -> None:
        """Collect and write until cancelled."""
        sender, collector = self._sender, self._collector
        if sender is None or collector is None or self._links is None:
            raise NotConnected("not open")
        retention = Retention(self._links, self.config.address().path, self.clock, self.count)
        async with asyncio.TaskGroup() as duties:
            duties.create_task(sender.run())
            duties.create_task(self._flush(collector, sender))
            duties.create_task(self._report(collector, sender))
            # Also what an earlier policy gave a day.
            duties.create_task(retention.run())

    async def close(self) -> None:
        """Whatever has not arrived goes to disk."""
        collector, sender, links = self._collector, self._sender, self._links
        self._sender = self._links = None
        if sender is not None:
            batch = collector.collect() if collector is not None else None
            if batch is not None:
                sender.put(batch)
            await sender.keep()
        if links is not None:
            links.close()

    async def _flush(self, collector: Collector, sender: Sender) -> None:
        waited = 0.0
        while True:
            await self.clock.sleep(LOOK_S)
            waited += LOOK_S
            if waited < self.config.flush and collector.size < LARGE:
                continue
            waited = 0.0
            collector.tick()
            batch = collector.collect()
            if batch is not None:
                sender.put(batch)
            sender.nudge()

    async def _report(self, collector: Collector, sender: Sender) -> None:
        stored, since = self._totals["stored"], self.clock.monotonic()
        while True:
            now = self.clock.monotonic()
            route = partial(self.route_data, self.id, ts=self.clock.now_ms())
            rate = (self._totals["stored"] - stored) / max(now - since, 1e-3)
            stored, since = self._totals["stored"], now
            route("database.reachable", sender.away is None)
            route("samples.per_second", round(rate, 1))
            route("samples.waiting", sender.waiting)
            route("samples.lost", self._totals["lost"])
            route("series", collector.series)
            for name in ("malformed", "refused", "overfull"):
                self.gauge(name, getattr(collector, name))
            self.polled()
            self._show()
            await self.clock.sleep(REPORT_S)

    def _counted(self, name: str, amount: int) -> None:
        self.count(name, amount)
        self._totals["stored" if name == "stored" else "lost"] += amount

    def _lost(self, why: str, samples: int) -> None:
        self.count(f"lost_{why}", samples)
        self._totals["lost"] += samples
        self._full_until = self.clock.monotonic() + 60.0
        self._said = why

    def _show(self) -> None:
        """The gravest first: samples that are lost, then a database that is away, then points left out."""
        sender, collector = self._sender, self._collector
        if sender is None or collector is None:
            return
        reason: Reason | None = None
        if self._said is not None and self.clock.monotonic() < self._full_until:
            reason = Reason(f"history_lost_{self._said}", {"samples": self._totals["lost"]}, "samples are lost")
        elif sender.away is not None:
            params: dict[str, Param] = {"server": self.config.address().authority, "detail": sender.away.message[:160]}
            reason = Reason("history_database_away", params, sender.away.message[:200])
        elif sender.trouble is not None:
            reason = sender.trouble
        elif collector.left_out:
            reason = Reason("history_too_many_series", {"most": self.config.max_series}, "points are left out")
        if reason is None:
            self.degraded(None)
        else:
            self.degraded(reason.key, reason.message, **reason.params)
