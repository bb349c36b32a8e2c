"""Edits of the routing file, of one route or of all: everything else stays as it is, in its order; pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dinrail_gateway.documents.json_text import check_plain, parse, render
from dinrail_gateway.errors import BadRequest, NotFound
from dinrail_gateway.routes.difference import label_of

__all__ = ["Edit", "add", "check_label", "on_text", "remove", "replace", "whole"]

Edit = Callable[[dict[str, Any]], None]
"""Changes a routing document in place; may raise ApiError."""


def on_text(edit: Edit) -> Callable[[bytes], bytes]:
    """The same edit on the file's text; raises Rejected for what no file can hold."""

    def build(text: bytes) -> bytes:
        document = parse(text)
        edit(document)
        check_plain(document)
        return render(document)

    return build


def whole(document: dict[str, Any]) -> Callable[[bytes], bytes]:
    """Another file; raises Rejected for what no file can hold."""

    def build(_: bytes) -> bytes:
        check_plain(document)
        return render(document)

    return build


def add(route: dict[str, Any], position: int | None) -> Edit:
    """One more route at a place counted from 1, by default and beyond the end as the last."""

    def edit(document: dict[str, Any]) -> None:
        routes = document["routes"]
        routes.insert(len(routes) if position is None else position - 1, route)

    return edit


def replace(label: str, route: dict[str, Any]) -> Edit:
    """Another content for a route, in its place."""

    def edit(document: dict[str, Any]) -> None:
        document["routes"][_index(document, label)] = route

    return edit


def remove(label: str) -> Edit:
    """One route less."""

    def edit(document: dict[str, Any]) -> None:
        del document["routes"][_index(document, label)]

    return edit


def check_label(label: str, revision: int | None) -> None:
    """A place says something only about one revision; raises BadRequest."""
    if label.isdigit() and revision is None:
        message = "a route named by its place needs If-Match: places change"
        raise BadRequest(message, key="if_match_required", label=label[:64])


def _index(document: dict[str, Any], label: str) -> int:
    """By its id before any place: a router that was away may have let an id pass that looks like one."""
    routes = document["routes"]
    labels = [label_of(routes, index) for index in range(len(routes))]
    places = [str(index + 1) for index in range(len(routes))]
    for names in (labels, places):
        if label in names:
            return names.index(label)
    raise NotFound(f"there is no route {label[:64]!r}", key="unknown_route", route=label[:64])
