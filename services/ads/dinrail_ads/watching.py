"""The items of one program while it runs: what the PLC sends on change, what is polled, what is read to be sure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from dinrail.clock import Clock
from dinrail.errors import DeviceError
from dinrail_ads.faults import CHANGE_SIGNS, key_of
from dinrail_ads.guard import Guard, ProgramChanged
from dinrail_ads.items import Item
from dinrail_ads.pieces import Piece, merge
from dinrail_ads.plc_clock import PlcClock
from dinrail_ads.polls import Poll
from dinrail_ads.readings import Readings
from dinrail_ads.sums import get_handles, release_handles
from dinrail_ads.transport import Span, Transport
from dinrail_ads.wire.groups import DATA_ADS_STATE, Group
from dinrail_ads.wire.notifications import NotificationSample

__all__ = ["SIGNALS", "Watching", "notifiable"]

SECOND_LOOK_S = 0.5
SIGNALS = (Span(Group.SYMBOL_VERSION, 0, 1), Span(Group.DEVICE_DATA, DATA_ADS_STATE, 2))
SIGNAL_CYCLE_S = 0.1


class Watching:
    """Made for one program on one connection; thrown away with either."""

    def __init__(
        self,
        transport: Transport,
        guard: Guard,
        readings: Readings,
        clock: Clock,
        *,
        block: int,
        budget: int,
        excused: set[str],
    ) -> None:
        """`excused`: points whose refusals are known not to come from a change of the program."""
        self.guard = guard
        self.polls: list[Poll] = []
        self.pieces: list[Piece] = []
        self.failing: dict[Piece, int] = {}
        """Pieces answered with an error code."""
        self.signalled: Callable[[], None] = lambda: None
        """Called when symbol version or state were sent: have a look now."""
        self.over = False
        """Nothing is taken any more: what is still under way belongs to the past."""
        self.lost_samples = 0
        self.transport = transport
        self._readings = readings
        self._clock = clock
        self._plc_clock = PlcClock()
        self._block = block
        self._budget = budget
        self._excused = excused
        self._sent: dict[int, Piece] = {}
        self._signals: set[int] = set()
        self._handles: list[int] = []
        self._write_handles: dict[str, int] = {}
        self._audit: Poll | None = None

    @property
    def notified(self) -> int:
        """Pieces the PLC sends by itself."""
        return len(self._sent)

    @property
    def skew_ms(self) -> int:
        """How far our clock is ahead of the PLC's."""
        return self._plc_clock.skew_ms

    async def start(self, items: Sequence[Item]) -> None:
        """Subscribe, then read everything once: what is sent at the moment of subscribing may be lost."""
        self.pieces = merge(await self._reachable(items))
        self._readings.pace(items)
        await self._subscribe(self._wanted())
        sent = set(self._sent.values())
        self._make_polls([piece for piece in self.pieces if piece not in sent])
        now = self._clock.monotonic()
        if sent:
            confirm = self._readings.confirm_ms / 1000
            self._audit = Poll(list(self._sent.values()), self.guard, interval=confirm, size=self._block)
            await self._audit.read(self.transport, self._take, self._refuse)
            self._audit.due = now + confirm
        for poll in self.polls:
            await poll.read(self.transport, self._take, self._refuse)
            poll.due = now + poll.interval

    async def stop(self) -> None:
        """Give everything back to the PLC; raises DeviceError when it is not there."""
        self._sent.clear()
        await self.transport.unsubscribe()
        await self.release(self.transport)

    async def release(self, transport: Transport) -> None:
        """Give the handles back, also over a later connection: they belong to the program, not to the link."""
        handles = [*self._handles, *self._write_handles.values(), *self.guard.handles]
        self._handles, self._write_handles = [], {}
        await release_handles(transport, handles)

    def due(self) -> float:
        """Monotonic seconds of the next poll."""
        polls = [*self.polls, self._audit] if self._audit else self.polls
        return min((poll.due for poll in polls), default=float("inf"))

    async def poll(self) -> int:
        """Read what is due; returns how many polls were late. Raises ProgramChanged or DeviceError."""
        late = 0
        for poll in [poll for poll in self.polls if poll.due <= self._clock.monotonic()]:
            await poll.read(self.transport, self._take, self._refuse)
            late += poll.schedule(self._clock.monotonic())
        audit = self._audit
        if audit is not None and audit.due <= self._clock.monotonic():
            await audit.read(self.transport, self._compare, self._refuse)
            audit.due = self._clock.monotonic() + audit.interval
            if any(piece.suspect for piece in audit.pieces):
                audit.due = self._clock.monotonic() + SECOND_LOOK_S
        self._split()
        return late

    def arrive(self, samples: Iterable[NotificationSample]) -> None:
        """Take what the PLC sent; raises ProgramChanged for a sample without data."""
        now = self._clock.now_ms()
        for sample in samples:
            piece = self._sent.get(sample.handle)
            if self.over:
                return
            if piece is not None:
                if len(sample.data) != piece.span.size:
                    raise ProgramChanged(f"a sample of {len(sample.data)} bytes instead of {piece.span.size}")
                piece.suspect = b""
                self._readings.take(piece, sample.data, self._plc_clock.unix_ms(sample.filetime, now))
            elif sample.handle in self._signals:
                self.signalled()

    async def handle(self, path: str) -> int:
        """A handle for writing, kept as long as the program; raises DeviceError."""
        known = self._write_handles.get(path)
        if known is None:
            found = (await get_handles(self.transport, [path]))[0]
            if isinstance(found, DeviceError):
                raise found
            known = self._write_handles[path] = found
        return known

    def look_again(self) -> None:
        """Read everything the PLC sends by itself once more now, e.g. after a write."""
        if self._audit is not None:
            self._audit.due = 0.0

    def _take(self, piece: Piece, data: bytes) -> None:
        if self.over:
            return
        self.failing.pop(piece, None)
        self._readings.take(piece, data, self._clock.now_ms())

    def _compare(self, piece: Piece, data: bytes) -> None:
        """A difference that is still there at the second look, without a sample, is one that was lost."""
        if data == piece.raw or not piece.raw or piece.spoilt or data == piece.suspect:
            self.lost_samples += data == piece.suspect and data != piece.raw
            piece.suspect = b""
            self._take(piece, data)
        else:
            piece.suspect = data

    def _refuse(self, piece: Piece, code: int) -> None:
        if self.over:
            return
        tag = piece.items[0].tag
        if code in CHANGE_SIGNS and tag not in self._excused:
            self._excused.add(tag)
            raise ProgramChanged(f"0x{code:X} for {tag}")
        self.failing[piece] = code
        piece.spoilt = True
        self._readings.spoil(piece.items, key_of(code))

    def _split(self) -> None:
        """Read the items of refused pieces one by one, so that the good among them are good."""
        guilty = {piece for poll in self.polls for piece in poll.pieces if len(piece.places) > 1} & set(self.failing)
        if not guilty:
            return
        for piece in guilty:
            del self.failing[piece]
        whole = [piece for poll in self.polls for piece in poll.pieces if piece not in guilty]
        parts = [Piece(Span(item.group, item.offset, item.size), [item]) for piece in guilty for item in piece.items]
        self._make_polls([*whole, *parts])

    def _make_polls(self, pieces: Sequence[Piece]) -> None:
        intervals = sorted({piece.items[0].interval for piece in pieces})
        self.polls = [
            Poll(
                [piece for piece in pieces if piece.items[0].interval == interval],
                self.guard,
                interval=interval,
                size=self._block,
            )
            for interval in intervals
        ]

    async def _reachable(self, items: Sequence[Item]) -> list[Item]:
        """Those that can be read; what has no address gets its handle, or is bad for the reason it gets none."""
        bound = [item for item in items if item.leaf.by_handle]
        handles = await get_handles(self.transport, [item.leaf.path for item in bound])
        refused = set()
        for item, handle in zip(bound, handles, strict=True):
            if isinstance(handle, DeviceError):
                refused.add(item)
                self._readings.spoil([item], handle.reason.key)
            else:
                self._handles.append(handle)
                item.use_handle(handle)
        return [item for item in items if item not in refused]

    def _wanted(self) -> list[Piece]:
        """What the PLC shall send, as far as the budget goes: first what is configured so."""
        able = [piece for piece in self.pieces if notifiable(piece)]
        able.sort(key=lambda piece: piece.items[0].mode != "notify")
        return able[: max(0, self._budget - len(SIGNALS))]

    async def _subscribe(self, pieces: Sequence[Piece]) -> None:
        signals = await self.transport.subscribe(SIGNALS, cycle=SIGNAL_CYCLE_S, delay=0)
        self._signals = {handle for handle in signals if isinstance(handle, int)}
        for interval in sorted({piece.items[0].interval for piece in pieces}):
            same = [piece for piece in pieces if piece.items[0].interval == interval]
            spans = [piece.span for piece in same]
            handles = await self.transport.subscribe(spans, cycle=interval, delay=0)
            self._sent.update(
                {handle: piece for handle, piece in zip(handles, same, strict=True) if isinstance(handle, int)}
            )


def notifiable(piece: Piece) -> bool:
    """Whether the PLC may send it by itself."""
    item = piece.items[0]
    return item.mode != "poll" and not item.leaf.by_handle
