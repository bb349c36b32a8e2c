"""Documents that can grow, cut into retained parts of at most 128 KiB and put together again."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

__all__ = ["MAX_PART", "Part", "PartReader", "split_document"]

MAX_PART = 128 * 1024
MAX_PARTS = 512
_ROOM = 256  # the envelope around the data


class Part(msgspec.Struct, frozen=True):
    """One of `parts` pieces of revision `rev`; `data` is a fragment of the document's JSON text."""

    rev: int
    part: int
    parts: int
    data: str


_decoder = msgspec.json.Decoder(Part)
_encoder = msgspec.json.Encoder()


def split_document(document: object, rev: int) -> list[bytes]:
    """Payloads of the parts of a JSON-able document, each ≤ 128 KiB as encoded."""
    fragments = list(_fragments(_encoder.encode(document).decode()))
    return [_encoder.encode(Part(rev, number, len(fragments), data)) for number, data in enumerate(fragments)]


def _fragments(text: str) -> Iterator[str]:
    limit = MAX_PART - _ROOM
    start = 0
    while True:
        end = min(len(text), start + limit)
        # Escaping makes a fragment longer, so it is measured as it will be sent.
        while len(_encoder.encode(text[start:end])) > limit:
            end = start + max(1, (end - start) * 3 // 4)
        yield text[start:end]
        start = end
        if start >= len(text):
            return


class PartReader:
    """Collects parts of one document; swaps only a complete revision; revisions need not grow.

    Surplus parts of a longer, older revision never complete it: its part 0 has been overwritten. Two
    incomplete revisions are kept at most.
    """

    def __init__(self) -> None:
        self.rev: int | None = None
        self._open: dict[int, dict[int, str]] = {}

    def feed(self, payload: bytes) -> bytes | None:
        """JSON of a newly completed revision, else None; raises msgspec.DecodeError for what is no part."""
        part = _decoder.decode(payload)
        if not 0 <= part.part < part.parts <= MAX_PARTS:
            raise msgspec.ValidationError(f"part {part.part} of {part.parts}")
        if part.rev == self.rev:
            return None
        data = self._open.setdefault(part.rev, {})
        if max(data, default=0) >= part.parts:
            data.clear()  # an owner that cut the same revision otherwise
        data[part.part] = part.data
        if len(data) < part.parts:
            if len(self._open) > 2:
                del self._open[next(iter(self._open))]
            return None
        self.rev = part.rev
        self._open.clear()
        return "".join(data[number] for number in range(part.parts)).encode()
