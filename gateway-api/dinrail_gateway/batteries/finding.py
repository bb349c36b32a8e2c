"""Batteries are told by the names of their points; no list of adapters or types."""

from __future__ import annotations

from collections.abc import Iterator

from dinrail_gateway.points.tree import AddressTree, Node

__all__ = ["find"]

ESSENTIALS = ("soc", "voltage", "current")


def find(tree: AddressTree) -> Iterator[str]:
    """Prefixes with `soc`, `voltage` and `current`, or with `cells.N.voltage`; nothing below one is another."""
    waiting = [("", node, segment) for segment, node in tree.children("")]
    waiting.reverse()
    while waiting:
        above, node, segment = waiting.pop()
        prefix = f"{above}.{segment}" if above else segment
        if _is_battery(node):
            yield prefix
            continue
        waiting += [(prefix, child, name) for name, child in reversed(node.children.items()) if child.children]


def _is_battery(node: Node) -> bool:
    if all(_is_point(node, name) for name in ESSENTIALS):
        return True
    cells = node.children.get("cells")
    return cells is not None and any(
        number.isdecimal() and _is_point(cell, "voltage") for number, cell in cells.children.items()
    )


def _is_point(node: Node, name: str) -> bool:
    child = node.children.get(name)
    return child is not None and child.is_point
