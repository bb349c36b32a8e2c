"""Calls that look into the programs: pages of the tree with live values, search, types. Never more than a page."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

from dinrail.errors import CallRefused, DeviceError, DinrailError
from dinrail.sample import Scalar, make_sample
from dinrail_ads.runtime import Runtime
from dinrail_ads.selection import inside
from dinrail_ads.sums import ReadBlock
from dinrail_ads.tables import Leaf, Node, ProgramTables
from dinrail_ads.transport import Span

__all__ = ["MAX_PAGE", "Browser", "describe", "page_of", "tables_of"]

PAGE, MAX_PAGE = 100, 500
MAX_TEXT = 200
MAX_COMMENT = 500


def page_of(params: dict[str, Any]) -> tuple[int, int]:
    """`start` and `limit` of a call; raises CallRefused."""
    start, limit = params.get("start", 0), params.get("limit", PAGE)
    if type(start) is not int or type(limit) is not int or start < 0 or not 0 < limit <= MAX_PAGE:
        raise CallRefused(f"start from 0, limit 1 to {MAX_PAGE}", key="call_parameters_invalid")
    return start, limit


def text_of(params: dict[str, Any], name: str) -> str:
    """A text of a call; raises CallRefused."""
    text = params.get(name, "")
    if not isinstance(text, str) or len(text) > 1024:
        raise CallRefused(f"{name} is a text", key="call_parameters_invalid")
    return text


class Browser:
    """Looks into the runtimes of one instance."""

    def __init__(self, runtimes: Sequence[Runtime]) -> None:
        self._runtimes = runtimes

    async def browse(self, params: dict[str, Any]) -> dict[str, Any]:
        """`{path, start, limit, values}` → the children of a node; values read now where `values` is true."""
        path, (start, limit) = text_of(params, "path"), page_of(params)
        if not path and len(self._runtimes) > 1:
            nodes = [_runtime(runtime) for runtime in self._runtimes]
            return {"path": "", "start": start, "total": len(nodes), "nodes": nodes[start : start + limit]}
        runtime, below = self._place(path)
        page = await asyncio.to_thread(tables_of(runtime).children, below, start, limit)
        values = await _values(runtime, page.nodes) if params.get("values") is True else {}
        nodes = [describe(runtime, node, values) for node in page.nodes]
        return {"path": path, "start": start, "total": page.total, "nodes": nodes}

    async def search(self, params: dict[str, Any]) -> dict[str, Any]:
        """`{text, limit, values}` → nodes whose names fit, and whether there are more."""
        text, (_, limit) = text_of(params, "text").strip(), page_of(params)
        if not text:
            raise CallRefused("text is missing", key="call_parameters_invalid")
        nodes: list[dict[str, Any]] = []
        more = False
        for runtime in self._runtimes:
            if runtime.program.tables is not None:
                found = await asyncio.to_thread(runtime.program.tables.search, text, limit)
                nodes += await self._told(runtime, found.nodes, params)
                more = more or found.more
        return {"nodes": nodes[:limit], "more": more or len(nodes) > limit}

    async def overview(self, params: dict[str, Any]) -> dict[str, Any]:
        """`{start, limit}` → types by use; with `type` the places of one type, with `values` their values."""
        wanted, (start, limit) = text_of(params, "type"), page_of(params)
        rows: list[dict[str, Any]] = []
        more = False
        for runtime in self._runtimes:
            if runtime.program.tables is None:
                continue
            if wanted:
                found = await asyncio.to_thread(runtime.program.tables.instances, wanted, start + limit)
                shown = found.nodes[max(0, start - len(rows)) :]
                rows += [{}] * (len(found.nodes) - len(shown)) + await self._told(runtime, shown, params)
                more = more or found.more
            else:
                for use in await asyncio.to_thread(runtime.program.tables.overview):
                    row = {"type": use.type[:MAX_TEXT], "kind": use.kind, "size": use.size, "count": use.count}
                    rows.append(row | {"example": _outside(runtime, use.example)})
        field = "nodes" if wanted else "types"
        return {field: rows[start : start + limit], "total": len(rows), "more": more or len(rows) > start + limit}

    async def _told(self, runtime: Runtime, nodes: list[Node], params: dict[str, Any]) -> list[dict[str, Any]]:
        values = await _values(runtime, nodes) if params.get("values") is True else {}
        return [describe(runtime, node, values) for node in nodes]

    def _place(self, path: str) -> tuple[Runtime, str]:
        for runtime in self._runtimes:
            if not runtime.prefix or path.lower() == runtime.prefix.lower():
                return runtime, path if not runtime.prefix else ""
            below = inside(path, runtime.prefix)
            if below is not None:
                return runtime, below
        raise CallRefused(f"no runtime of {path[:64]!r}", key="node_unknown", path=path[:64])


def tables_of(runtime: Runtime) -> ProgramTables:
    """Tables of its program; raises CallRefused with the reason why there are none."""
    if runtime.program.tables is None:
        reason = runtime.reason
        raise CallRefused("its tables have not been read yet", key=reason.key if reason else "tables_unknown")
    return runtime.program.tables


def _outside(runtime: Runtime, path: str) -> str:
    return f"{runtime.prefix}.{path}" if runtime.prefix else path


def _runtime(runtime: Runtime) -> dict[str, Any]:
    told = {"path": runtime.prefix, "name": runtime.prefix, "kind": "runtime", "expandable": True}
    return told | {"type": str(runtime.port)} | ({"reason": runtime.reason.key} if runtime.reason else {})


def describe(runtime: Runtime, node: Node, values: dict[str, Scalar]) -> dict[str, Any]:
    """A node as the calls tell it, with its value where there is one."""
    leaf = node.leaf
    told: dict[str, Any] = {"path": _outside(runtime, node.path), "name": node.name, "kind": node.kind}
    if node.type:
        told |= {"type": node.type[:MAX_TEXT], "size": node.size}
    if node.comment:
        told["comment"] = node.comment[:MAX_COMMENT]
    if node.attributes:
        told["attributes"] = {key[:64]: text[:MAX_TEXT] for key, text in list(node.attributes.items())[:16]}
    if node.expandable:
        told["expandable"] = True
    if leaf is not None:
        tag = f"{runtime.prefix}.{leaf.tag}" if runtime.prefix else leaf.tag
        item = runtime.program.items.get(tag)
        writable = leaf.writable if item is None else item.point.writable
        told |= {"tag": tag, "iec": leaf.codec.iec, "writable": writable, "point": item is not None}
        if leaf.codec.texts and len(leaf.codec.texts) <= 64:
            told["texts"] = leaf.codec.texts
    if node.path in values:
        told["value"] = values[node.path]
    return told


async def _values(runtime: Runtime, nodes: Iterable[Node]) -> dict[str, Scalar]:
    """What the values among the nodes are now; those that cannot be read are missing."""
    leaves = [leaf for leaf in (node.leaf for node in nodes) if leaf is not None and not leaf.by_handle]
    watching, transport = runtime.watching, runtime.transport
    if not leaves or watching is None or transport is None:
        return {}
    guard = watching.guard
    leaves = leaves[: MAX_PAGE - len(guard.spans)]
    block = ReadBlock([*guard.spans, *(Span(leaf.group, leaf.offset, leaf.size) for leaf in leaves)])
    try:
        answer = await block.read(transport)
        errors = block.errors(answer) or (0,) * len(block.spans)
        guard.check(answer, block.places[0], errors)
    except DeviceError:
        return {}
    first = len(guard.spans)
    found: dict[str, Scalar] = {}
    for leaf, place, error in zip(leaves, block.places[first:], errors[first:], strict=True):
        if not error:
            found |= _decoded(leaf, answer[place : place + leaf.size])
    return found


def _decoded(leaf: Leaf, data: bytes) -> dict[str, Scalar]:
    try:
        return {leaf.path: make_sample(leaf.codec.decode(data), 0).value}
    except DinrailError:
        return {}
