"""Places for widgets: in order, without overlaps, each as far up and left as it fits below what begins its group."""

from __future__ import annotations

from collections.abc import Sequence

from dinrail_gateway.dashboards.model import Box

__all__ = ["Size", "packed"]

Size = tuple[int, int]


def _widest(wide: int, columns: int) -> int:
    """Single values that are much wider than high are mostly empty; on a phone that is no matter."""
    return wide + 1 if wide < 3 and columns > 4 else 2 * wide


def packed(groups: Sequence[Sequence[Size]], columns: int) -> list[list[Box]]:
    """Boxes of each group's sizes; a group begins below the one before. Gaps at the right edge are shared."""
    found: list[list[Box]] = []
    top = 0
    for sizes in groups:
        boxes = _stretched(_justified(_placed(sizes, columns, top), columns), sizes, columns)
        found.append(boxes)
        top = max((box.y + box.h for box in boxes), default=top)
    return found


def _placed(sizes: Sequence[Size], columns: int, top: int) -> list[Box]:
    taken: set[tuple[int, int]] = set()
    found = []
    for wide, high in sizes:
        width = min(wide, columns)
        x, y = _free(taken, width, high, columns, top)
        taken |= {(x + dx, y + dy) for dx in range(width) for dy in range(high)}
        found.append(Box(x, y, width, high))
    return found


def _free(taken: set[tuple[int, int]], wide: int, high: int, columns: int, top: int) -> Size:
    y = top
    while True:
        for x in range(columns - wide + 1):
            if not any((x + dx, y + dy) in taken for dx in range(wide) for dy in range(high)):
                return x, y
        y += 1


def _justified(boxes: list[Box], columns: int) -> list[Box]:
    """A row that stands alone shares the gap at its end, as far as its widgets may grow."""
    found = list(boxes)
    for top, high in dict.fromkeys((box.y, box.h) for box in boxes):
        row = [at for at, box in enumerate(boxes) if box.y < top + high and top < box.y + box.h]
        alone = all((boxes[at].y, boxes[at].h) == (top, high) for at in row)
        widths = [boxes[at].w for at in row]
        if not alone or max(boxes[at].x + boxes[at].w for at in row) != sum(widths):
            continue
        x = 0
        for at, width in zip(row, _shared(widths, columns), strict=True):
            found[at] = Box(x, top, width, high)
            x += width
    return found


def _shared(widths: list[int], columns: int) -> list[int]:
    found = list(widths)
    gap = min(columns, sum(_widest(width, columns) for width in widths)) - sum(widths)
    while gap > 0:
        for index, width in enumerate(widths):
            if gap > 0 and found[index] < _widest(width, columns):
                found[index] += 1
                gap -= 1
    return found


def _stretched(boxes: list[Box], sizes: Sequence[Size], columns: int) -> list[Box]:
    """The last of a row reaches the edge, when nothing else is there and it may grow so far."""
    found = list(boxes)
    for index, box in enumerate(found):
        gap = columns - box.x - box.w
        if not 0 < gap <= _widest(sizes[index][0], columns) - box.w:
            continue
        wider = Box(box.x, box.y, box.w + gap, box.h)
        if not any(_overlap(wider, other) for at, other in enumerate(found) if at != index):
            found[index] = wider
    return found


def _overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.w and other.x < one.x + one.w and one.y < other.y + other.h and other.y < one.y + one.h
    )
