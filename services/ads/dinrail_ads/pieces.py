"""Stretches of PLC memory that are read or watched as one, and the values in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dinrail.errors import ProtocolError
from dinrail_ads.items import Item
from dinrail_ads.transport import Span

__all__ = ["Piece", "merge"]

GAP = 16
LONGEST = 512


class Piece:
    """One span and where its items lie in it.

    `raw`: the last bytes taken; `spoilt`: its items are bad; `confirmed`: Unix ms when unchanged values were last
    told; `suspect`: bytes an audit read that no notification announced.
    """

    __slots__ = ("confirmed", "handle", "places", "raw", "span", "spoilt", "suspect")

    def __init__(self, span: Span, items: Iterable[Item]) -> None:
        self.span = span
        self.places = [(item, item.offset - span.offset, item.offset - span.offset + item.size) for item in items]
        for item, _, _ in self.places:
            item.piece = self
        self.raw = b""
        self.spoilt = True
        self.confirmed = 0
        self.suspect = b""
        self.handle = 0

    @property
    def items(self) -> list[Item]:
        """Its values."""
        return [item for item, _, _ in self.places]

    def check(self, data: bytes) -> None:
        """Raise ProtocolError when `data` is not the whole span."""
        if len(data) != self.span.size:
            raise ProtocolError(f"{len(data)} bytes of {self.span.size}", key="answer_incomplete", where=str(self.span))


def merge(items: Sequence[Item]) -> list[Piece]:
    """The fewest pieces: neighbours in the same memory with little between them; bits and handles stay alone."""
    pieces = [Piece(Span(item.group, item.offset, item.size), [item]) for item in items if item.alone]
    run: list[Item] = []
    for item in sorted((item for item in items if not item.alone), key=_place):
        if run and not _fits(run, item):
            pieces.append(_piece(run))
            run = []
        run.append(item)
    if run:
        pieces.append(_piece(run))
    return pieces


def _place(item: Item) -> tuple[str, float, int, int]:
    return item.mode, item.interval, item.group, item.offset


def _fits(run: list[Item], item: Item) -> bool:
    first, end = run[0], max(each.offset + each.size for each in run)
    near = item.offset - end <= GAP and item.offset + item.size - first.offset <= LONGEST
    return near and (item.interval, item.group, item.mode) == (first.interval, first.group, first.mode)


def _piece(run: list[Item]) -> Piece:
    start, end = run[0].offset, max(item.offset + item.size for item in run)
    return Piece(Span(run[0].group, start, end - start), run)
