"""What the folder of a type says to people; written by whoever wrote the type, so nothing of it is trusted."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

__all__ = ["MAX_BYTES", "read_readme"]

FILE = "README.md"
MAX_BYTES = 64 * 1024
# Neither a link nor a pipe is waited for or followed; Windows has no such words.
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_readme(folders: Sequence[Path], type_: str) -> str | None:
    """README.md of the first folder named like the type (blocking), at most 64 KiB; None without one.

    A link is no file of the folder: it could lead to what only the gateway may read.
    """
    for top in folders:
        folder = top / Path(type_).name
        if folder.is_symlink() or not (folder / "manifest.json").is_file():
            continue
        text = _text(folder / FILE)
        if text is not None:
            return text
    return None


def _text(file: Path) -> str | None:
    try:
        if file.is_symlink():
            return None
        opened = os.open(file, _FLAGS)
    except OSError:
        return None
    with os.fdopen(opened, "rb") as readable:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            return None
        found = readable.read(MAX_BYTES)
    return found.decode("utf-8", "replace").replace("\0", "")
