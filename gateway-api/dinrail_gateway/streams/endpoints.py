"""GET /instances/{instance}/stream/{name}."""

from __future__ import annotations

from fastapi import APIRouter

from dinrail_gateway.auth.guard import Caller
from dinrail_gateway.calls.endpoints import Name
from dinrail_gateway.errors import Conflict, Invalid, NoAnswer, NotFound, TooMany, Unavailable, responses
from dinrail_gateway.request import Wired
from dinrail_gateway.streams.event_stream import EventStream

router = APIRouter(prefix="/instances", tags=["instances"])

_STREAM = {
    "description": 'Events; the data of each is a list of entries of the adapter or `{"skipped": n}`. Those named '
    "`problem` say why none come at present, with null when they do again.",
    "content": {"text/event-stream": {"schema": {"type": "array", "items": {}}}},
}


@router.get(
    "/{instance}/stream/{name}",
    status_code=200,
    response_class=EventStream,
    responses={200: _STREAM, **responses(NotFound, Conflict, Invalid, TooMany, Unavailable, NoAnswer)},
)
async def watch_instance(instance: str, name: Name, caller: Caller, gateway: Wired) -> EventStream:
    """Watch a live list of an instance (scan progress, frames), as Server-Sent Events."""
    streams = gateway.instance_streams
    stream = await streams.follow(caller, instance, name)
    return EventStream(streams.frames(stream), lambda: streams.close(stream))
