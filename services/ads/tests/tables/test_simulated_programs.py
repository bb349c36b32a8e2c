"""The tables of the simulated programs say what the programs themselves know."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dinrail_ads.sim import Program, catalogue, garage, keller
from dinrail_ads.sim.upload.tables import Uploads
from dinrail_ads.tables import Leaf, ProgramTables

PROGRAMS = pytest.mark.parametrize("make", [catalogue, keller, garage])
ISO = {
    "MAIN.tTime": "P1DT1H1M1.001S",
    "MAIN.tLtime": "PT20M34.567890123S",
    "MAIN.dDate": "2025-01-01",
    "MAIN.tTod": "12:00:00.5",
    "MAIN.dtStamp": "2025-06-15T15:06:40",
}


def tables_of(program: Program) -> ProgramTables:
    uploads = Uploads(program)
    return ProgramTables.parse(uploads.symbols, uploads.types)


def held(program: Program, leaf: Leaf) -> bytes:
    """What a read of the leaf would bring."""
    if leaf.by_handle:
        return program.read(program.find(leaf.path))
    return program.memory.read(leaf.group, leaf.offset, leaf.size)


@PROGRAMS
def test_every_value_of_the_program_is_a_leaf(make: Callable[[], Program]) -> None:
    program = make()
    leaves = {leaf.path: leaf for leaf in tables_of(program).leaves("**")}
    assert set(program.leaves()) <= set(leaves)
    assert all(leaves[path].by_handle for path in set(leaves) - set(program.leaves()))


@PROGRAMS
def test_every_leaf_decodes_to_the_value_the_program_has(make: Callable[[], Program]) -> None:
    program = make()
    leaves = [leaf for leaf in tables_of(program).leaves("**") if leaf.codec.iec not in ("TIME", "LTIME", "TOD", "DT")]
    values = {leaf.path: leaf.codec.decode(held(program, leaf)) for leaf in leaves if leaf.codec.iec != "DATE"}
    assert values == {path: pytest.approx(program[path]) for path in values}


def test_times_are_iso_8601() -> None:
    program = catalogue()
    tables = tables_of(program)
    found = {path: next(tables.leaves(path)) for path in ISO}
    assert {path: leaf.codec.decode(held(program, leaf)) for path, leaf in found.items()} == ISO


@PROGRAMS
def test_what_is_encoded_is_what_the_program_then_has(make: Callable[[], Program]) -> None:
    program = make()
    for leaf in tables_of(program).leaves("**"):
        raw = program.read(program.find(leaf.path))
        bit = getattr(leaf.codec, "bit", None)
        value = leaf.codec.decode(raw) if bit is None else program[leaf.path]
        assert leaf.codec.encode(value)[: len(raw.rstrip(b"\0"))] == raw.rstrip(b"\0"), leaf.path


def test_a_mark_at_a_block_publishes_all_of_it_and_a_mark_at_a_member_that_member_everywhere() -> None:
    tags = [leaf.tag for leaf in tables_of(catalogue()).marked()]
    assert [tag for tag in tags if "aBlocks" in tag] == [f"MAIN.aBlocks.{index}.fIn" for index in (1, 2, 3)]
    assert sum("fbBlock" in tag for tag in tags) == 12
    assert len(tags) == 15
