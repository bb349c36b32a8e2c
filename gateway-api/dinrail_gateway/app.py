"""The HTTP application: routers of all domains behind the guard, errors in one shape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import Scope

from dinrail.clock import Clock
from dinrail_gateway import __version__
from dinrail_gateway.audit import endpoints as audit
from dinrail_gateway.audit.recorder import Recorder
from dinrail_gateway.audit.trail import Trail
from dinrail_gateway.auth import endpoints as auth
from dinrail_gateway.auth import user_endpoints as users
from dinrail_gateway.auth.guard import Guard, authorize
from dinrail_gateway.auth.sender import Senders
from dinrail_gateway.auth.service import AuthService
from dinrail_gateway.backup import endpoints as backups
from dinrail_gateway.batteries import endpoints as batteries
from dinrail_gateway.body_limit import BodyLimit
from dinrail_gateway.broker import endpoints as broker
from dinrail_gateway.calls import endpoints as calls
from dinrail_gateway.checks import endpoints as checks
from dinrail_gateway.dashboards.endpoints import ROUTERS as DASHBOARDS
from dinrail_gateway.errorlog import endpoints as errorlog
from dinrail_gateway.errors import ApiError, ErrorBody
from dinrail_gateway.health import endpoints as health
from dinrail_gateway.history import endpoints as history
from dinrail_gateway.holds import endpoints as holds
from dinrail_gateway.hooks.door import HookDoor
from dinrail_gateway.instances import endpoints as instances
from dinrail_gateway.jobs import endpoints as jobs
from dinrail_gateway.live import endpoints as live
from dinrail_gateway.nodered import endpoints as nodered
from dinrail_gateway.panic import endpoints as panic
from dinrail_gateway.points import endpoints as points
from dinrail_gateway.preferences import endpoints as preferences
from dinrail_gateway.problems import endpoints as problems
from dinrail_gateway.prometheus import endpoints as prometheus
from dinrail_gateway.reporting import endpoints as reporting
from dinrail_gateway.request import gateway_of
from dinrail_gateway.routes.endpoints import ROUTERS as ROUTES
from dinrail_gateway.streams import endpoints as streams
from dinrail_gateway.types import endpoints as types
from dinrail_gateway.vitals import endpoints as vitals
from dinrail_gateway.widgets import endpoints as widgets

__all__ = ["create_app"]

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
_GUARDED = (
    auth.router,
    users.router,
    audit.router,
    types.router,
    # Before instances: its literal paths would else be taken for ids.
    vitals.router,
    instances.router,
    instances.admin,
    jobs.router,
    holds.router,
    calls.router,
    streams.router,
    points.router,
    batteries.router,
    history.router,
    broker.router,
    live.router,
    problems.router,
    errorlog.router,
    panic.router,
    preferences.router,
    reporting.router,
    prometheus.router,
    backups.router,
    checks.router,
    nodered.router,
    widgets.router,
    *ROUTES,
    *DASHBOARDS,
)


def create_app(*, extra: Sequence[APIRouter] = (), lifespan: Lifespan | None = None) -> FastAPI:
    """The application; whoever serves it puts the wired services into `app.state.gateway`.

    extra: routers of further domains, guarded like all others.
    """
    app = FastAPI(
        title="DINrail",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        generate_unique_id_function=_operation_id,
    )
    app.include_router(health.router)
    app.include_router(prometheus.exposition)
    app.include_router(auth.entrance, prefix="/api")
    for router in (*_GUARDED, *extra):
        app.include_router(router, prefix="/api", dependencies=[Depends(authorize)])
    app.add_exception_handler(ApiError, _api_error)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _http_error)
    # Made now: it also builds what the framework would otherwise build during the first request.
    document = openapi(app)
    app.add_api_route(
        "/api/openapi.json",
        lambda: JSONResponse(document),
        dependencies=[Depends(authorize)],
        include_in_schema=False,
        response_class=JSONResponse,
    )
    app.add_middleware(BodyLimit)
    app.add_middleware(Guard, auth_of=_auth_of)
    app.add_middleware(Recorder, parts=_audit_of)
    app.add_middleware(HookDoor, hooks_of=lambda scope: gateway_of(HTTPConnection(scope)).hooks)
    return app


def openapi(app: FastAPI) -> dict[str, Any]:
    """OpenAPI of the application; every guarded route may answer 401 and 403."""
    document = get_openapi(title=app.title, version=app.version, routes=app.routes)
    document["components"]["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": "dinrail_session"},
        "bearer": {"type": "http", "scheme": "bearer"},
    }
    document["security"] = [{"session": []}, {"bearer": []}]
    return document


def _auth_of(scope: Scope) -> AuthService:
    return gateway_of(HTTPConnection(scope)).auth


def _audit_of(scope: Scope) -> tuple[Trail, Senders, Clock]:
    gateway = gateway_of(HTTPConnection(scope))
    return gateway.audit, gateway.senders, gateway.clock


def _operation_id(route: APIRoute) -> str:
    return f"{route.tags[0]}_{route.name}" if route.tags else route.name


async def _api_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ApiError)  # noqa: S101 - registered for nothing else
    return JSONResponse(error.body(), error.status, headers=error.headers)


async def _invalid_request(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    found = [
        {"path": _pointer(item["loc"]), "key": "request_invalid", "message": item["msg"], "params": {}}
        for item in error.errors()
    ]
    first = found[0]
    detail = {"key": "request_invalid", "message": first["message"], "params": {}, "path": first["path"]}
    return JSONResponse({"error": detail, "errors": found}, 422)


async def _http_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    key = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "http_error")
    body = ErrorBody.model_validate({"error": {"key": key, "message": str(error.detail)}})
    return JSONResponse(body.model_dump(exclude_none=True), error.status_code, headers=error.headers)


def _pointer(place: Sequence[str | int]) -> str:
    steps = place[1:] if place and place[0] == "body" else place
    return "".join(f"/{step}" for step in steps)
