"""What is wrong in a routing file, where, and what was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Literal

import msgspec

from dinrail.errors import ConfigError
from dinrail.reason import Param, Reason

__all__ = ["Finding", "TextError", "did_you_mean"]


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """One finding: `pointer` is a JSON pointer, `line` and `column` count from 1 (0: unknown).

    `params` are what a sentence in another language needs, e.g. the unknown field.
    """

    level: Literal["error", "warning"]
    key: str
    message: str
    pointer: str = ""
    line: int = 0
    column: int = 0
    route: str = ""
    hint: str = ""
    params: dict[str, Param] = {}

    @property
    def sentence(self) -> str:
        """Message with the route before it and the hint behind it."""
        route = f"route {self.route}: " if self.route else ""
        return f"{route}{self.message}{f'; {self.hint}' if self.hint else ''}"

    def reason(self, file: str, others: int) -> Reason:
        """What `dinrail/router/state` says of a rejected file; `others`: how many more errors there are."""
        params: dict[str, Param] = {
            **self.params,
            "file": file,
            "path": self.pointer,
            "line": self.line,
            "column": self.column,
            "route": self.route,
            "hint": self.hint,
            "others": others,
        }
        return Reason(self.key, params, self.located(file))

    def located(self, file: str) -> str:
        """The line a compiler would print: `file:line:column: level: route r: message`."""
        place = f":{self.line}:{self.column}" if self.line else ""
        return f"{file}{place}: {self.level}: {self.sentence}"


class TextError(ConfigError):
    """A string of the file (address, pattern, pipeline) is wrong at character `offset`, counted from 0."""

    def __init__(self, message: str, offset: int = 0, *, key: str, hint: str = "", **params: Param) -> None:
        super().__init__(message, key=key)
        self.details = params
        self.finding_key = key
        self.offset = offset
        self.hint = hint


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`did you mean "scale"?` when a known word is close, else an empty text."""
    close = difflib.get_close_matches(word[:64], list(known), n=1, cutoff=0.6)
    return f'did you mean "{close[0]}"?' if close else ""
