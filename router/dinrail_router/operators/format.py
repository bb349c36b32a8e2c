"""format(text)."""

from __future__ import annotations

import re
from typing import Annotated

from dinrail.options import option
from dinrail.sample import Scalar
from dinrail_router.operators.base import Example, Operator, Step

_FIELD = re.compile(r"\{(?:value)?(?::(?P<spec>[^{}]*))?\}")
_SPEC = re.compile(r"[<>^]?[+]?0?[0-9]{0,2}(?:\.[0-9]{1,2})?[dfgeGExXb%s]?\Z")


class Format(Operator, frozen=True):
    """Makes a text; `{}` is the value, `{:.1f}` the value with one decimal."""

    text: Annotated[str, option("Text", "With one or more {} in it.", max_length=500, examples=["{:.1f} °C"])]

    example = Example('format("{:.1f} °C")', given=(21.456, 3), gives=("21.5 °C", "3.0 °C"))

    def __post_init__(self) -> None:
        super().__post_init__()
        if re.search(r"[{}]", _FIELD.sub("", self.text)):
            raise ValueError("a { or } that is not part of {} or {:.1f}")
        for found in _FIELD.finditer(self.text):
            if not _SPEC.match(found["spec"] or ""):
                raise ValueError(f"{found['spec'][:32]!r} is no format like .1f, 5d or x")

    def step(self) -> Step:
        """Stateless; any type its formats take."""
        text = self.text

        def fill(value: Scalar) -> Scalar:
            shown = ("true" if value else "false") if isinstance(value, bool) else value
            return _FIELD.sub(lambda found: _show(shown, found["spec"] or ""), text)

        return fill


def _show(value: Scalar, spec: str) -> str:
    if spec[-1:] in tuple("dxXb") and isinstance(value, float) and value.is_integer():
        value = int(value)
    return format(value, spec)
