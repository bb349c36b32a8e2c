"""Sum reads that are repeated: pieces in blocks, each block behind the guard of its program."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dinrail_ads.guard import Guard
from dinrail_ads.pieces import Piece
from dinrail_ads.sums import MAX_BYTES, ReadBlock
from dinrail_ads.transport import Transport

__all__ = ["Poll", "Taken"]

Taken = Callable[[Piece, bytes], None]
"""What is done with the bytes of a piece."""
Refused = Callable[[Piece, int], None]
"""What is done with a piece that was answered with an error code."""


class Poll:
    """Pieces with one interval; `due` in monotonic seconds, `late` how often in a row it took too long."""

    def __init__(self, pieces: Sequence[Piece], guard: Guard, *, interval: float, size: int) -> None:
        self.interval = interval
        self.pieces = list(pieces)
        self.due = 0.0
        self.late = 0
        self._guard = guard
        self._size = max(1, size - len(guard.spans))
        self._blocks = [_Block(part, guard) for part in self._parts()]

    async def read(self, transport: Transport, taken: Taken, refused: Refused) -> None:
        """Read everything once; raises ProgramChanged before anything of another program is taken."""
        for block in self._blocks:
            await block.read(transport, taken, refused)

    def schedule(self, now: float) -> bool:
        """Set when it is due next, counted from when it was due; returns whether it came too late."""
        self.due += self.interval
        if self.due > now:
            self.late = 0
            return False
        self.due = now + self.interval
        self.late += 1
        return True

    def _parts(self) -> list[list[Piece]]:
        parts: list[list[Piece]] = []
        room = size = 0
        for piece in self.pieces:
            if room == 0 or size + piece.span.size > MAX_BYTES:
                parts.append([])
                room, size = self._size, 0
            parts[-1].append(piece)
            room -= 1
            size += piece.span.size
        return parts


class _Block:
    def __init__(self, pieces: Sequence[Piece], guard: Guard) -> None:
        self._guard = guard
        self._block = ReadBlock([*guard.spans, *(piece.span for piece in pieces)])
        first, places = len(guard.spans), self._block.places
        self._at = places[0]
        self._places = [
            (piece, place, place + piece.span.size) for piece, place in zip(pieces, places[first:], strict=True)
        ]

    async def read(self, transport: Transport, taken: Taken, refused: Refused) -> None:
        answer = await self._block.read(transport)
        errors = self._block.errors(answer)
        self._guard.check(answer, self._at, errors)
        if errors is None:
            for piece, start, end in self._places:
                taken(piece, answer[start:end])
            return
        for (piece, start, end), error in zip(self._places, errors[len(self._guard.spans) :], strict=True):
            if error:
                refused(piece, error)
            else:
                taken(piece, answer[start:end])
