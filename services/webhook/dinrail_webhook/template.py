"""Bodies with words in double braces, made so that a value can never break out of its place."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple
from urllib.parse import quote

import msgspec

from dinrail.errors import ConfigError

__all__ = ["Content", "Fields", "Template", "fill_url"]

Content = Literal["json", "form", "text"]
MEDIA: dict[Content, str] = {
    "json": "application/json",
    "form": "application/x-www-form-urlencoded",
    "text": "text/plain; charset=utf-8",
}
DEFAULTS: dict[Content, str] = {
    "json": '{"name": {{name}}, "instance": {{instance}}, "value": {{value}}, "time": {{time}}, '
    '"ts": {{ts}}, "id": {{id}}}',
    "form": "name={{name}}&instance={{instance}}&value={{value}}&time={{time}}&ts={{ts}}&id={{id}}",
    "text": "{{value}}",
}
WORDS = frozenset({"value", "name", "instance", "time", "ts", "id"})
Fields = dict[str, "bool | int | float | str"]

_WORD = re.compile(r"\{\{\s*(\w*)\s*\}\}")
_SAMPLE: Fields = dict.fromkeys(WORDS, 'a "b" \\ ä')


class Template(NamedTuple):
    """One body. In JSON a word inside quotes is text, one outside is a JSON value."""

    text: str
    content: Content

    @property
    def media_type(self) -> str:
        """For the header Content-Type."""
        return MEDIA[self.content]

    def check(self, path: str) -> None:
        """Raises ConfigError for unknown words and for what would be no JSON."""
        for word in _WORD.findall(self.text):
            if word not in WORDS:
                raise ConfigError(f"there is no word {word[:40]!r}", path=path, key="template_word", word=word[:40])
        if self.content == "json":
            try:
                msgspec.json.decode(self.fill(_SAMPLE))
            except (msgspec.DecodeError, RecursionError) as error:
                raise ConfigError(
                    f"the body is no JSON: {error}", path=path, key="template_json", detail=str(error)
                ) from None

    def fill(self, fields: Fields) -> bytes:
        """The body with its words."""
        template = self.text or DEFAULTS[self.content]
        if self.content == "json":
            return _fill_json(template, fields).encode()
        if self.content == "form":
            return _WORD.sub(lambda found: quote(_plain(fields[found[1]]), safe=""), template).encode()
        return _WORD.sub(lambda found: _plain(fields[found[1]]), template).encode()


def fill_url(url: str, fields: Fields) -> str:
    """An address with its words, percent-encoded."""
    return _WORD.sub(lambda found: quote(_plain(fields.get(found[1], "")), safe=""), url)


def _fill_json(template: str, fields: Fields) -> str:
    parts: list[str] = []
    quoted, at = False, 0
    for found in _WORD.finditer(template):
        before = template[at : found.start()]
        quoted, at = _quoted_after(before, quoted), found.end()
        value = fields[found[1]]
        written = msgspec.json.encode(_plain(value) if quoted else value).decode()
        parts += [before, written[1:-1] if quoted else written]
    return "".join((*parts, template[at:]))


def _quoted_after(text: str, quoted: bool) -> bool:
    escaped = False
    for character in text:
        if escaped:
            escaped = False
        elif character == "\\" and quoted:
            escaped = True
        elif character == '"':
            quoted = not quoted
    return quoted


def _plain(value: bool | int | float | str) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
