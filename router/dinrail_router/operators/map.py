"""map(table, default)."""

from __future__ import annotations

from typing import Annotated

import msgspec

from dinrail.options import option
from dinrail.sample import Scalar
from dinrail_router.operators.base import Example, Operator, Step

MAX_ENTRIES = 1000


class Map(Operator, frozen=True):
    """Looks the value up in a table, for example the words of a state number."""

    table: Annotated[
        str,
        option("Table", "Pairs value=result, separated by commas.", max_length=50_000,
               examples=["0=off, 1=heating, 2=fault"]),
    ]  # fmt: skip
    default: Annotated[
        str | float | bool | None, option("Otherwise", "What any other value becomes; without it that is an error.")
    ] = None

    example = Example('map("0=off, 1=heating", default=unknown)', given=(0, 1, 7), gives=("off", "heating", "unknown"))

    def __post_init__(self) -> None:
        super().__post_init__()
        self.entries()

    def entries(self) -> dict[str, Scalar]:
        """Results by the text of the value; raises ValueError with what is wrong."""
        found: dict[str, Scalar] = {}
        for text in self.table.split(","):
            value, equals, result = (each.strip() for each in text.partition("="))
            if not equals or not value:
                raise ValueError(f"{text.strip()[:32]!r} is no pair like 0=off")
            if value in found:
                raise ValueError(f"{value[:32]!r} is there twice")
            found[value] = _scalar(result)
        if len(found) > MAX_ENTRIES:
            raise ValueError(f"more than {MAX_ENTRIES} entries")
        return found

    def step(self) -> Step:
        """Stateless; any type: the text of the value is looked up, true and false as such."""
        entries, default = self.entries(), self.default

        def look_up(value: Scalar) -> Scalar:
            found = entries.get(_key(value), default)
            if found is None:
                raise LookupError(f"no entry for {_key(value)[:64]!r}")
            return found

        return look_up

    def inverse(self) -> Map | None:
        """Result to value, when no result is there twice; a default cannot be undone."""
        entries = {_key(result): value for value, result in self.entries().items()}
        lossy = self.default is not None or len(entries) < len(self.entries())
        if lossy or any(not each or "," in each or "=" in each for each in entries):
            return None
        if any(_key(_scalar(value)) != value for value in entries.values()):
            return None  # 1e3 would come back as 1000
        return Map(", ".join(f"{result}={value}" for result, value in entries.items()))


def _key(value: Scalar) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _scalar(text: str) -> Scalar:
    """A number or true and false as such, anything else as a text."""
    try:
        value: Scalar = msgspec.json.decode(text.encode(), type=int | float | bool)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return text
    return value
