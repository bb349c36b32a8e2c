"""Batches as files: written whole or not at all, found again, read."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

__all__ = ["Batch", "Slip", "found_in", "gathered", "path_of", "unpacked", "written"]

SUFFIX = ".batch"
BLOCK = 4096
"""What the smallest file takes of a disk."""


class Batch(msgspec.Struct, frozen=True):
    """Samples as they will be sent, and how many."""

    body: bytes
    samples: int


class Slip(msgspec.Struct, frozen=True):
    """What is known of a batch that waits; `data`: the batch itself where there is no disk."""

    number: int
    samples: int
    size: int
    data: bytes | None = None


def path_of(folder: Path, slip: Slip) -> Path:
    """Its file."""
    return folder / f"{slip.number:012d}-{slip.samples}{SUFFIX}"


def written(folder: Path | None, number: int, batch: Batch) -> Slip:
    """A batch on the disk, or compressed in memory; raises OSError."""
    data = zlib.compress(batch.body, 1)
    if folder is None:
        return Slip(number, batch.samples, len(data), data)
    slip = Slip(number, batch.samples, max(len(data), BLOCK))
    path = path_of(folder, slip)
    fresh = path.with_suffix(".new")
    try:
        fresh.write_bytes(data)
        fresh.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise
    return slip


def unpacked(folder: Path | None, slip: Slip) -> bytes:
    """Body of a batch; raises OSError and zlib.error."""
    data = slip.data if folder is None else path_of(folder, slip).read_bytes()
    return zlib.decompress(data or b"")


def gathered(folder: Path, slips: Sequence[Slip]) -> tuple[Slip | None, int]:
    """Several as one, in order, and how many samples could not be read; raises OSError and leaves all as they were."""
    bodies, samples, lost = [], 0, 0
    for slip in slips:
        try:
            bodies.append(unpacked(folder, slip))
            samples += slip.samples
        except (OSError, zlib.error):
            lost += slip.samples
    one = written(folder, slips[-1].number, Batch(b"".join(bodies), samples)) if bodies else None
    for slip in slips:
        with contextlib.suppress(OSError):
            path = path_of(folder, slip)
            if one is None or path != path_of(folder, one):
                path.unlink(missing_ok=True)
    return one, lost


def found_in(folder: Path) -> list[Slip]:
    """What an earlier process left, in order."""
    # A folder that cannot be used is told with the first batch that has to go there.
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    for unfinished in folder.glob("*.new"):
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
    found = []
    for file in folder.glob(f"*{SUFFIX}"):
        number, _, samples = file.stem.partition("-")
        with contextlib.suppress(OSError):
            if number.isdigit() and samples.isdigit():
                found.append(Slip(int(number), int(samples), max(file.stat().st_size, BLOCK)))
    return sorted(found, key=lambda slip: slip.number)
