"""The symbol and data type uploads of a PLC: parsed, unfolded, searched, compared. Nothing here does I/O."""

from dinrail_ads.tables.blocks import Block
from dinrail_ads.tables.codecs import Codec
from dinrail_ads.tables.diff import Change, Diff, TypeChange
from dinrail_ads.tables.nodes import Leaf, Node
from dinrail_ads.tables.overview import TypeUse
from dinrail_ads.tables.program import Found, ProgramTables
from dinrail_ads.tables.shapes import Kind
from dinrail_ads.tables.tree import Page

__all__ = [
    "Block",
    "Change",
    "Codec",
    "Diff",
    "Found",
    "Kind",
    "Leaf",
    "Node",
    "Page",
    "ProgramTables",
    "TypeChange",
    "TypeUse",
]
