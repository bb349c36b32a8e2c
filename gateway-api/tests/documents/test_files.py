"""Files that survive a power cut."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dinrail_gateway.documents import files


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file.json"
    files.write(path, b"one")
    before = files.signature(path)

    files.write(path, b"two", mode=0o600)

    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o600
    assert files.signature(path) != before
    assert [entry.name for entry in path.parent.iterdir()] == ["file.json"]


def test_a_failed_write_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file.json"
    files.write(path, b"one")

    def fail(handle: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fail)
        with pytest.raises(OSError, match="Input/output"):
            files.write(path, b"two")

    assert path.read_bytes() == b"one"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file.json"]


def test_what_is_missing_has_neither_content_nor_signature(tmp_path: Path) -> None:
    assert files.read(tmp_path / "none") is None
    assert files.signature(tmp_path / "none") is None
