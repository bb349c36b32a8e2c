"""What stands in `point('…')`: the address of one point, in which `{1}` is what a wildcard of the route matched."""

from __future__ import annotations

import re

from dinrail import names
from dinrail.errors import AddressError
from dinrail_router.findings import TextError

__all__ = ["parse_address"]

_CAPTURE = re.compile(r"\{([1-9][0-9]?)\}")


def parse_address(text: str) -> tuple[str, int]:
    """The address with dots, and the highest capture in it (0: none); raises TextError."""
    if "*" in text:
        at = text.index("*")
        raise TextError("point() reads one point, not a pattern", at, key="expression_point_pattern",
                        hint="{1} stands for what the first * of the source matched")  # fmt: skip
    rest = _CAPTURE.sub(lambda found: "x" * len(found[0]), text)
    for brace in "{}":
        if brace in rest:
            raise TextError(f"{brace!r} is only for {{1}}, {{2}} …", rest.index(brace), key="capture_invalid")
    try:
        names.parse(rest)
    except AddressError as error:
        wrong = TextError(error.message, key=error.reason.key)
        wrong.details = error.params
        raise wrong from None
    return text.replace("/", "."), max((int(found) for found in _CAPTURE.findall(text)), default=0)
