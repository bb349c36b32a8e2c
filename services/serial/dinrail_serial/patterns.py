"""Regular expressions people write, as far as they cannot stop the adapter."""

from __future__ import annotations

import re
import re._constants as kinds  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from typing import Any

from dinrail.errors import ConfigError

__all__ = ["compile_pattern"]

MANY = 16


def compile_pattern(text: str, path: str) -> re.Pattern[str]:
    """A pattern with named groups; raises ConfigError at `path`.

    Refused: repeats within repeats and several `.*`, which may take for ever on a line that nearly fits.
    """
    try:
        compiled = re.compile(text)
        tree = parser.parse(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise ConfigError(
            f"not a regular expression: {error}", path=path, key="pattern_invalid", detail=str(error)
        ) from None
    if not compiled.groupindex:
        raise ConfigError("no named group (?P<name>…) in it", path=path, key="pattern_no_group")
    if _nested(tree, inside=False) or _any_repeats(tree) > 1:
        text = "repeats within repeats, or more than one .*, may take for ever"
        raise ConfigError(text, path=path, key="pattern_slow")
    return compiled


def _children(node: Any) -> list[Any]:
    if isinstance(node, parser.SubPattern):
        return list(node)
    if isinstance(node, (tuple, list)):
        return [each for each in node if isinstance(each, (tuple, list, parser.SubPattern))]
    return []


def _is_repeat(node: Any) -> bool:
    return (
        isinstance(node, tuple)
        and len(node) == 2
        and node[0] in {kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT}
        and node[1][1] > MANY
    )


def _nested(node: Any, *, inside: bool) -> bool:
    repeat = _is_repeat(node)
    if repeat and inside:
        return True
    return any(_nested(each, inside=inside or repeat) for each in _children(node))


def _any_repeats(node: Any) -> int:
    """How often anything at all is repeated without a limit."""
    own = _is_repeat(node) and any(each == (kinds.ANY, None) for each in node[1][2])
    return int(own) + sum(_any_repeats(each) for each in _children(node))
