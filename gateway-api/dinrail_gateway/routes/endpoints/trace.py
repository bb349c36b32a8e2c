"""GET /routes/trace."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from dinrail_gateway.auth.guard import Caller
from dinrail_gateway.errors import Invalid, NoAnswer, NotFound, TooMany, Unavailable, responses
from dinrail_gateway.request import Wired
from dinrail_gateway.streams.event_stream import EventStream

router = APIRouter(prefix="/routes", tags=["routes"])

_TIMELINES = {"type": "array", "items": {"$ref": "#/components/schemas/TimelineView"}}
_STREAM = {
    "description": 'Events; the data of each is a list of timelines or `{"skipped": n}`. Those named `problem` say '
    "why none come at present, with null when they do again.",
    "content": {"text/event-stream": {"schema": _TIMELINES}},
}
Label = Annotated[str | None, Query(min_length=1, max_length=64)]
Address = Annotated[str | None, Query(min_length=1, max_length=1024)]


@router.get(
    "/trace",
    status_code=200,
    response_class=EventStream,
    responses={200: _STREAM, **responses(NotFound, Invalid, TooMany, Unavailable, NoAnswer)},
)
async def trace_routes(caller: Caller, gateway: Wired, route: Label = None, address: Address = None) -> EventStream:
    """Follow what becomes of each sample of a route or a point, as Server-Sent Events."""
    target = {name: text for name, text in (("route", route), ("address", address)) if text is not None}
    traces = gateway.traces
    trace = await traces.trace(caller, target)
    return EventStream(traces.frames(trace), lambda: traces.close(trace))
