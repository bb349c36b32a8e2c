"""The one-time setup code that proves that whoever opens the first-run page can read the console."""

from __future__ import annotations

import hmac
import secrets
from pathlib import Path

from dinrail_gateway.documents import files

__all__ = ["SetupCode"]

_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


class SetupCode:
    """A code of twelve characters in a file of mode 0600; it ends with the first account. Touches the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> str | None:
        """The present code."""
        data = files.read(self._path)
        return data.decode(errors="replace").strip() or None if data else None

    def ensure(self) -> str:
        """The present code, or a new one."""
        code = self.read()
        if code is None:
            code = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
            files.write(self._path, f"{code}\n".encode(), mode=0o600)
        return code

    def matches(self, given: str) -> bool:
        """Whether somebody typed it; case and dashes do not matter."""
        code = self.read()
        return code is not None and hmac.compare_digest(_plain(code), _plain(given))

    def remove(self) -> None:
        """Forget it."""
        self._path.unlink(missing_ok=True)


def _plain(code: str) -> bytes:
    return "".join(char for char in code.upper() if char.isalnum()).encode()
