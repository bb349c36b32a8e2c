"""Documents that can grow, cut into retained parts of at most 128 KiB and put together again."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

__all__ = ["MAX_PART", "Part", "PartReader", "cut", "part_payload", "split_document"]

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
    fragments = list(cut(_encoder.encode(document).decode()))
    return [part_payload(rev, number, len(fragments), fragment) for number, fragment in enumerate(fragments)]


def cut(text: str) -> Iterator[bytes]:
    """Fragments of a document's JSON text, each encoded as it stands in its part."""
    limit = MAX_PART - _ROOM
    start, size = 0, limit
    while True:
        fragment = _encoder.encode(text[start : start + size])
        while len(fragment) > limit:
            # Escaping makes a fragment longer, and the next one about as much.
            size = max(1, size * limit // len(fragment) * 63 // 64)
            fragment = _encoder.encode(text[start : start + size])
        yield fragment
        start += size
        if start >= len(text):
            return


def part_payload(rev: int, part: int, parts: int, fragment: bytes) -> bytes:
    """A part from an encoded fragment."""
    return b'{"rev":%d,"part":%d,"parts":%d,"data":%b}' % (rev, part, parts, fragment)


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
        return self.take(_decoder.decode(payload))

    def take(self, part: Part) -> bytes | None:
        """The same for a part that is read already."""
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
