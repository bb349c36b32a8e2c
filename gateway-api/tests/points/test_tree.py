"""Addresses as a tree."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dinrail_gateway.points.tree import AddressTree

SEGMENTS = st.sampled_from(["a", "b", "a1", "a10", "a2", "x"])
ADDRESSES = st.lists(SEGMENTS, min_size=1, max_size=4).map(".".join)


def built(addresses: set[str]) -> AddressTree:
    tree = AddressTree()
    for address in addresses:
        tree.add(address)
    return tree


def shape(tree: AddressTree, path: str = "") -> dict[str, tuple[bool, int, object]]:
    return {
        segment: (node.is_point, node.below, shape(tree, f"{path}.{segment}" if path else segment))
        for segment, node in tree.children(path)
    }


@given(st.sets(ADDRESSES), st.sets(ADDRESSES))
def test_taking_out_what_was_put_in_leaves_the_rest_as_if_it_had_never_been(kept: set[str], gone: set[str]) -> None:
    tree = built(kept | gone)

    for address in gone - kept:
        tree.remove(address)

    assert shape(tree) == shape(built(kept))
    assert len(tree) == len(kept)


@given(st.sets(ADDRESSES, min_size=1))
def test_each_level_counts_the_points_below_it(addresses: set[str]) -> None:
    children = dict(built(addresses).children("a"))

    below = {address for address in addresses if address.startswith("a.")}
    assert set(children) == {address.split(".")[1] for address in below}
    assert sum(node.below + node.is_point for node in children.values()) == len(below)


def test_children_come_in_natural_order() -> None:
    tree = built({"plc.tag10", "plc.tag9", "plc.Tag1", "plc.alarm", "plc.2"})

    assert [segment for segment, _ in tree.children("plc")] == ["2", "alarm", "Tag1", "tag9", "tag10"]


def test_what_does_not_exist_has_no_children() -> None:
    assert built({"a.b"}).children("a.c.d") == []
