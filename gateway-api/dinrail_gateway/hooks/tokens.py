"""Whether a token belongs to an instance; pure, and as slow for a wrong one as for a right one."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["known"]


def known(token: str, pointers: Iterable[str], secrets: Mapping[str, Any]) -> bool:
    """pointers: of the manifest, `*` for every item; secrets: pointer → value as they are stored."""
    patterns = [re.compile("[^/]+".join(map(re.escape, each.split("*")))) for each in pointers]
    found = False
    for pointer, value in secrets.items():
        if isinstance(value, str) and value and any(pattern.fullmatch(pointer) for pattern in patterns):
            found |= hmac.compare_digest(value.encode(), token.encode())
    return found
