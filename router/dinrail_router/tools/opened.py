"""A routing file that a tool works on."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from dinrail.errors import ConfigError
from dinrail_router.compiler import Compiled, compile_routes
from dinrail_router.document import read_document

__all__ = ["Opened", "print_json", "print_lines", "read", "usable"]


class Opened(NamedTuple):
    """A file with what it means."""

    path: Path
    data: bytes
    compiled: Compiled

    def locate(self, pointer: str) -> tuple[int, int]:
        """Line and column of a place in it; only for a file that is JSON."""
        return read_document(self.data).locate(pointer)


def read(path: Path) -> Opened:
    """The file with its findings; raises ConfigError when it cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}", key="file_unreadable") from None
    return Opened(path, data, compile_routes(data))


def usable(arguments: argparse.Namespace, path: Path | None = None) -> Opened | None:
    """The file (default: that of the arguments); None when there are errors in it, which are printed then."""
    opened = read(path or arguments.file)
    if not opened.compiled.errors:
        return opened
    if getattr(arguments, "json", True):
        print_json({"file": str(opened.path), "findings": opened.compiled.findings})
    else:
        print_lines(finding.located(str(opened.path)) for finding in opened.compiled.findings)
    return None


def print_json(content: Any) -> None:
    """One line."""
    sys.stdout.write(msgspec.json.encode(content).decode() + "\n")


def print_lines(lines: Any) -> None:
    """Each line by itself."""
    sys.stdout.writelines(f"{line}\n" for line in lines)
