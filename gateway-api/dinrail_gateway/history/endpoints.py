"""GET /history and what belongs to it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from dinrail_gateway.audit.recorder import Audited
from dinrail_gateway.errors import BadRequest, Invalid, NotFound, TooLarge, Unavailable, responses
from dinrail_gateway.history.asking import EnergyQuery
from dinrail_gateway.history.schemas import ChangesView, HistoryView, ImportView, PointCoverage, StatisticsView
from dinrail_gateway.history.service import Question, span_of, zone_of
from dinrail_gateway.history.statistics import Asked
from dinrail_gateway.request import Wired

router = APIRouter(prefix="/history", tags=["history"])

Points = Annotated[list[str], Query(alias="point", max_length=100)]
From = Annotated[int, Query(alias="from")]
Point = Annotated[str, Query(max_length=1024)]
Zone = Annotated[str, Query(max_length=64)]


@router.get("", response_model=HistoryView, responses=responses(BadRequest, NotFound, Unavailable))
async def read_history(
    *,
    gateway: Wired,
    point: Points,
    start: From,
    to: int,
    step: Annotated[str, Query(max_length=16)] = "auto",
    fn: Annotated[str, Query(max_length=32)] = "avg",
    tz: Zone = "UTC",
) -> Response:
    """Points over time, summarised: `step` in s, `day`, `week`, `month` or `auto`."""
    view = await gateway.history.ask(Question(point, start, to, step, fn, tz))
    return Response(msgspec.json.encode(view), media_type="application/json")


@router.get("/points", response_model=list[PointCoverage], responses=responses(NotFound, Unavailable))
async def covered_points(gateway: Wired) -> Response:
    """Every point there is anything of."""
    return Response(msgspec.json.encode(await gateway.history.coverage.points()), media_type="application/json")


@router.get("/changes", response_model=ChangesView, responses=responses(BadRequest, NotFound, Unavailable))
async def point_changes(gateway: Wired, point: Point, start: From, to: int) -> Response:
    """When a point changed and how long it stayed so, at most 31 days at once."""
    history = gateway.history
    view = await history.changes.of(history.points_of([point])[0], *span_of(start, to))
    return Response(msgspec.json.encode(view), media_type="application/json")


@router.get("/statistics", response_model=StatisticsView, responses=responses(BadRequest, NotFound, Unavailable))
async def energy_statistics(gateway: Wired, asked: Annotated[EnergyQuery, Query()]) -> Response:
    """Energy of points of power (W, kW) or of meters (Wh, kWh), degree of self-supply, and the same time before."""
    history = gateway.history
    measured = asked.measured(history.points_of)
    span = Asked(*span_of(asked.start, asked.to), asked.step, zone_of(asked.tz), asked.compare)
    return Response(msgspec.json.encode(await history.statistics.of(measured, span)), media_type="application/json")


@router.get(
    "/export.csv",
    response_class=StreamingResponse,
    responses=responses(BadRequest, NotFound, Unavailable) | {200: {"content": {"text/csv": {}}}},
)
async def export_csv(gateway: Wired, point: Points, start: From, to: int) -> StreamingResponse:
    """Samples as they were stored: `time,ts,point,value`."""
    history = gateway.history
    rows = await history.csv.rows(history.points_of(point), *span_of(start, to))
    headers = {"Content-Disposition": 'attachment; filename="history.csv"'}
    return StreamingResponse(rows, media_type="text/csv; charset=utf-8", headers=headers)


@router.post(
    "/import",
    responses=responses(BadRequest, NotFound, TooLarge, Invalid, Unavailable),
    openapi_extra={"requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}},
)
async def import_csv(gateway: Wired, request: Request, audited: Audited) -> ImportView:
    """Store samples of a table with the columns `point`, `value` and `ts` (Unix ms) or `time` (ISO 8601)."""
    try:
        text = (await request.body()).decode()
    except UnicodeDecodeError:
        raise Invalid("the table is not UTF-8", key="csv_header") from None
    taken = await gateway.history.csv.take(text)
    audited.change(after=taken)
    return ImportView(**taken)
