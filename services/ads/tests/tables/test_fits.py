"""A pattern asked about one value answers as the walk over the whole program does."""

from __future__ import annotations

import functools
import re
import time

from hypothesis import given
from hypothesis import strategies as st

from dinrail_ads.exclusions import Exclusions
from dinrail_ads.sim import big, catalogue, keller
from dinrail_ads.sim.upload.tables import Uploads
from dinrail_ads.tables import ProgramTables


@functools.cache
def tables_of(number: int) -> tuple[ProgramTables, list[str]]:
    uploads = Uploads((keller, catalogue)[number]())
    tables = ProgramTables.parse(uploads.symbols, uploads.types)
    return tables, [leaf.path for leaf in tables.leaves("**")]


def wild(level: str, how: str) -> str:
    return {"keep": level, "star": "*", "stars": "**", "begin": f"{level[:1]}*", "upper": level.upper()}[how]


@given(st.integers(0, 1), st.data())
def test_the_same_values_fit(number: int, data: st.DataObject) -> None:
    tables, paths = tables_of(number)
    levels = re.findall(r"[^.\[\],]+", data.draw(st.sampled_from(paths)))
    kinds = st.sampled_from(["keep", "keep", "star", "stars", "begin", "upper"])
    pattern = ".".join(wild(level, data.draw(kinds)) for level in levels[: data.draw(st.integers(1, len(levels)))])
    if "*" not in pattern:
        pattern += ".**"
    fits = tables.fits(pattern)

    assert {path for path in paths if fits(path)} == {leaf.path for leaf in tables.leaves(pattern)}


@given(st.integers(0, 1), st.data())
def test_what_is_named_without_a_wildcard_leaves_out_everything_below_it(number: int, data: st.DataObject) -> None:
    tables, paths = tables_of(number)
    levels = re.findall(r"[^.\[\],]+", data.draw(st.sampled_from(paths)))
    named = ".".join(levels[: data.draw(st.integers(1, len(levels)))])
    left_out = Exclusions(tables, [named]).of("**")

    assert {path for path in paths if left_out(path)} == {leaf.path for leaf in tables.leaves(named)}


def test_leaving_out_everything_of_a_large_program_costs_nothing() -> None:
    uploads = Uploads(big())
    tables = ProgramTables.parse(uploads.symbols, uploads.types)
    began = time.monotonic()
    left_out = Exclusions(tables, ["**"]).of("GVL_Area7")
    assert left_out("GVL_Area7.Room[1].fValue")
    assert time.monotonic() - began < 1.0  # looking at each of its million values took seven seconds
