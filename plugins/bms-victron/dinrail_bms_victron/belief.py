"""Whether a decrypted packet can be a reading at all: with one digit of the key wrong it is noise instead.

Every rule holds for all products of the kind, so together they tell noise, not a battery in a bad state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dinrail_bms_victron.alarms import DEFINED
from dinrail_bms_victron.records import (
    BATTERY_MONITOR,
    CELLS,
    ENERGY_METER,
    SMART_LITHIUM,
    STARTER,
    TEMPERATURE,
    Row,
    row_of,
)

__all__ = ["believable"]

HIGHEST_V, HIGHEST_A = 100, 2000
LOWEST_STARTER_V = -5
LONGEST_TIME_TO_GO_MIN = 240 * 60
MOST_ALARMS = 4
COLDEST, HOTTEST = 20_000, 40_000
"""0.01 K."""
NO_TEMPERATURE = 0xFFFF
LOWEST_CELL_V, HIGHEST_CELL_V = 2.6, 3.86
SUM_TOLERANCE_V = 0.6
BALANCER_STATES = frozenset({None, 0, 1, 2, 3})


def believable(kind: int, payload: bytes) -> bool:
    """False for what no product of this kind of record sends."""
    row = row_of(kind, payload)
    common = (
        _within(row["voltage"], 0, HIGHEST_V),
        _within(row.get("current"), -HIGHEST_A, HIGHEST_A),
        _within(row.get("soc"), 0, 100),
        _within(row.get("time_to_go_min"), 0, LONGEST_TIME_TO_GO_MIN),
    )
    return all(common) and all(OWN_RULES.get(kind, _nothing)(row))


def _within(value: float | None, low: float, high: float) -> bool:
    return value is None or low <= value <= high


def _nothing(_row: Row) -> Iterable[bool]:
    return ()


def _monitor(row: Row) -> Iterable[bool]:
    alarms, aux, mode = int(row["alarms"] or 0), int(row["aux"] or 0), row["aux_mode"]
    yield not alarms & ~DEFINED and alarms.bit_count() <= MOST_ALARMS
    yield mode != TEMPERATURE or aux == NO_TEMPERATURE or COLDEST <= aux <= HOTTEST
    yield mode != STARTER or aux <= HIGHEST_V * 100 or aux >= 0x10000 + LOWEST_STARTER_V * 100 or aux == 0x7FFF


def _lithium(row: Row) -> Iterable[bool]:
    cells = [cell for place in range(CELLS) if (cell := row[f"cell_{place}"]) is not None]
    inside = all(LOWEST_CELL_V < cell < HIGHEST_CELL_V for cell in cells)
    yield int(row["errors"] or 0).bit_count() <= MOST_ALARMS
    yield row["balancer"] in BALANCER_STATES
    yield not inside or not cells or row["voltage"] is None or abs(sum(cells) - row["voltage"]) <= SUM_TOLERANCE_V


OWN_RULES: dict[int, Callable[[Row], Iterable[bool]]] = {
    BATTERY_MONITOR: _monitor,
    SMART_LITHIUM: _lithium,
    ENERGY_METER: _monitor,
}
