"""A whole structure in one read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dinrail.errors import ProtocolError
from dinrail.sample import Scalar
from dinrail_ads.tables.nodes import Leaf

__all__ = ["Block", "block_of"]


@dataclass(frozen=True, slots=True)
class Block:
    """`size` bytes from `offset` of `group` and the leaves inside them."""

    group: int
    offset: int
    size: int
    leaves: tuple[Leaf, ...]

    def decode(self, data: bytes) -> Iterator[tuple[Leaf, Scalar]]:
        """Each leaf with its value; raises ProtocolError when there are more or fewer bytes than asked for."""
        if len(data) != self.size:
            raise ProtocolError(f"{len(data)} bytes for a block of {self.size}", key="ads_value_size", size=len(data))
        for leaf in self.leaves:
            at = leaf.offset - self.offset
            yield leaf, leaf.codec.decode(data[at : at + leaf.size])


def block_of(leaves: Iterable[Leaf]) -> Block | None:
    """The one read that has all of these leaves; None when they are none, or not in the bytes of one group."""
    inside = tuple(leaves)
    if not inside or any(leaf.by_handle or leaf.by_bit or leaf.group != inside[0].group for leaf in inside):
        return None
    first = min(leaf.offset for leaf in inside)
    end = max(leaf.offset + leaf.size for leaf in inside)
    return Block(inside[0].group, first, end - first, inside)
