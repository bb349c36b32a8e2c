"""Who is refused again and again, and identities two use at once: problems somebody has to look at."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from dinrail.bus import Bus, PublishPacket
from dinrail.clock import Clock
from dinrail.reason import Param
from dinrail_gateway.problems.board import Board, Problem

__all__ = ["Strangers"]

PINS, SOURCE = "strangers", "broker"
LOGS = ("$SYS/broker/log/N", "$SYS/broker/log/E")
REFUSED, REFUSED_QUIET_S = 5, 600.0
TWICE, TWICE_S = 3, 60.0
MOST = 50

_STAMP = r"(?:[0-9T:+.Z-]+: )?"
_WHO = r"Client (?P<client>\S+)(?: \[(?P<address>[^\] ]+):\d+\])?"
_NO = re.compile(_STAMP + _WHO + r" disconnected[:,] (?:not authorised|bad user ?name or password)\.?")
_TAKEN = re.compile(
    _STAMP + r"(?:" + _WHO + r" disconnected: session taken over\.?"
    r"|Client (?P<other>\S+) already connected, closing old connection\.?)"
)


class _Case(msgspec.Struct):
    client: str
    first: float
    last: float
    count: int = 1


class Strangers:
    """Counts by address (2.0 tells none: by client id), at most fifty of each; forgotten when it has been quiet."""

    def __init__(self, bus: Bus, board: Board, clock: Clock) -> None:
        self._board = board
        self._clock = clock
        self._refused: dict[str, _Case] = {}
        self._taken: dict[str, _Case] = {}
        for topic in LOGS:
            bus.subscribe(topic, self._take, qos=1)

    def judge(self, *_: object) -> None:
        """Pin what is, take off what is over; called with each round of the broker's figures."""
        now = self._clock.monotonic()
        for cases in (self._refused, self._taken):
            for who in [who for who, case in cases.items() if now - case.last > REFUSED_QUIET_S]:
                del cases[who]
        self._board.replace(PINS, self._problems())

    def _problems(self) -> Iterator[Problem]:
        for address, case in sorted(self._refused.items()):
            if case.count >= REFUSED:
                told: dict[str, Param] = {"client": case.client, "address": address, "count": case.count}
                text = "{client} from {address} was refused {count} times by the broker"
                yield Problem(SOURCE, "logins_refused", text.format(**told), f"/refused/{address}", params=told)
        for client, case in sorted(self._taken.items()):
            if case.count >= TWICE:
                text = f"two connections use the identity {client} and throw each other off"
                yield Problem(SOURCE, "identity_used_twice", text, f"/twice/{client}", params={"client": client})

    def _take(self, packet: PublishPacket) -> None:
        line = bytes(packet.payload).decode(errors="replace").strip()
        if found := _NO.fullmatch(line):
            client = found["client"][:64]
            self._note(self._refused, found["address"] or client, client)
        elif found := _TAKEN.fullmatch(line):
            client = (found["client"] or found["other"])[:64]
            known = self._taken.get(client)
            if known is not None and known.count < TWICE and self._clock.monotonic() - known.first > TWICE_S:
                del self._taken[client]  # now and then is a program that was started anew
            self._note(self._taken, client, client)

    def _note(self, cases: dict[str, _Case], who: str, client: str) -> None:
        now = self._clock.monotonic()
        case = cases.get(who)
        if case is None:
            if len(cases) < MOST:
                cases[who] = _Case(client, now, now)
            return
        case.client, case.last, case.count = client, now, case.count + 1
        if case.count in (REFUSED, TWICE):
            self.judge()
