"""Collects what is wrong in a routing file, each finding with its line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dinrail.reason import Param
from dinrail_router.document import Document
from dinrail_router.durations import DURATION_PATTERN, in_plain_words, seconds
from dinrail_router.findings import Finding, TextError, did_you_mean
from dinrail_router.operators import operators
from dinrail_router.routing import fields_at

__all__ = ["Diagnostics"]


class Diagnostics:
    """Findings in the order they were made."""

    def __init__(self, document: Document) -> None:
        self.findings: list[Finding] = []
        self._document = document

    @property
    def has_errors(self) -> bool:
        """Whether anything keeps the file from running."""
        return any(finding.level == "error" for finding in self.findings)

    def add(
        self,
        key: str,
        message: str,
        pointer: str,
        label: str = "",
        *,
        hint: str = "",
        offset: int | None = None,
        level: Any = "error",
        key_place: bool = False,
        params: dict[str, Param] | None = None,
    ) -> None:
        """One finding; `offset` into the text at `pointer`, `key_place`: the name there is meant, not its value."""
        line, column = self._document.locate(pointer, offset, key=key_place)
        self.findings.append(Finding(level, key, message, pointer, line, column, label, hint, params or {}))

    @contextmanager
    def text_at(self, pointer: str, label: str) -> Iterator[None]:
        """A TextError inside becomes a finding."""
        try:
            yield
        except TextError as error:
            self.text(error, pointer, label)

    def text(self, error: TextError, pointer: str, label: str) -> None:
        """A finding from what is wrong in the text at `pointer`; `params.offset` is the character, for its editors."""
        self.add(
            error.finding_key, error.message, pointer, label,
            hint=error.hint, offset=error.offset, params={**error.details, "offset": error.offset},
        )  # fmt: skip

    def invalid(self, error: str, pointer: str, content: Any, label: str) -> None:
        """A finding from msgspec's sentence, which ends in the path."""
        what, _, path = error.partition(" - at `$")
        inside = path.rstrip("`").replace("[", "/").replace("]", "").replace(".", "/")
        pointer += inside
        if repr(DURATION_PATTERN) in what:
            before = len(self.findings)
            with self.text_at(pointer, label):
                seconds(_text_at(inside, content))
            if len(self.findings) > before:
                return
        if what.startswith("Object contains unknown field"):
            self._unknown_field(what.split("`")[1], pointer, content, label)
        elif what.startswith("Object missing required field"):
            name = what.split("`")[1]
            self.add("missing_field", f"{name!r} is missing", pointer, label, params={"field": name})
        elif pointer.endswith("/op") and what.startswith("Invalid value"):
            name = what.split("'")[1]
            hint = did_you_mean(name, operators()) or f"there are: {', '.join(operators())}"
            self.add(
                "unknown_operator", f"unknown operator {name[:64]!r}", pointer, label,
                hint=hint, params={"operator": name[:64]},
            )  # fmt: skip
        else:
            what = in_plain_words(what)
            message = what[:1].lower() + what[1:300]
            self.add("wrong_type", message, pointer, label, params={"expected": _expected(what)})

    def _unknown_field(self, name: str, pointer: str, content: Any, label: str) -> None:
        known = fields_at(pointer, content)
        hint = did_you_mean(name, known) or f"there are: {', '.join(known)}"
        where = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
        message = f"unknown field {name[:64]!r}"
        params: dict[str, Param] = {"field": name[:64]}
        self.add("unknown_field", message, where, label, hint=hint, key_place=True, params=params)


def _text_at(pointer: str, content: Any) -> str | float:
    """The text there; 0 when there is none."""
    for step in pointer.split("/")[1:]:
        try:
            content = content[int(step)] if isinstance(content, list) else content[step]
        except (LookupError, ValueError, TypeError):
            return 0
    return content if isinstance(content, str) else 0


def _expected(what: str) -> str:
    """What msgspec's sentence says should be there, without its back-ticks; the sentence itself otherwise."""
    wanted = what.removeprefix("Expected ").partition(", got")[0]
    return wanted.replace("`", "")[:200]
