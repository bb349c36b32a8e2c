"""GET /auth/status; POST /auth/setup, login, logout, password; /auth/tokens."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from dinrail_gateway.audit.recorder import Audited
from dinrail_gateway.auth.accounts import Token
from dinrail_gateway.auth.guard import COOKIE, Caller, authorize
from dinrail_gateway.auth.principal import Principal
from dinrail_gateway.auth.schemas import (
    AuthStatus,
    LoginBody,
    NewToken,
    PasswordBody,
    SetupBody,
    TokenBody,
    TokenView,
)
from dinrail_gateway.auth.sessions import LIFE_S
from dinrail_gateway.errors import Conflict, Forbidden, Invalid, NotFound, TooMany, Unauthenticated, responses
from dinrail_gateway.request import Wired

entrance = APIRouter(prefix="/auth", tags=["auth"])
"""The open routes."""
router = APIRouter(prefix="/auth", tags=["auth"], dependencies=[Depends(authorize)])


def _answer(gateway: Wired, principal: Principal | None) -> AuthStatus:
    return {
        "setup_required": gateway.auth.setup_required,
        "authenticated": principal is not None,
        "user": {"name": principal.name, "role": principal.role} if principal else None,
        "version": gateway.settings.version,
        "language": gateway.preferences.now.language,
    }


def _enter(request: Request, response: Response, gateway: Wired, secret: str) -> AuthStatus:
    secure = request.headers.get("origin", "").startswith("https://")
    response.set_cookie(COOKIE, secret, max_age=LIFE_S, httponly=True, samesite="strict", secure=secure, path="/")
    return _answer(gateway, gateway.auth.by_session(secret))


@entrance.get("/status")
async def status(request: Request, gateway: Wired) -> AuthStatus:
    """Whether a first account is needed, and who asks."""
    return _answer(gateway, request.scope["state"]["principal"])


@entrance.post("/setup", responses=responses(Forbidden, Conflict, Invalid, TooMany))
async def set_up(body: SetupBody, request: Request, response: Response, gateway: Wired, audited: Audited) -> AuthStatus:
    """The first account, proved by the setup code from the console."""
    address = await gateway.senders.of(request)
    audited.change(user=body.username)
    secret = await gateway.auth.set_up(body.code, body.username, body.password, address)
    return _enter(request, response, gateway, secret)


@entrance.post("/login", responses=responses(Unauthenticated, Forbidden, TooMany))
async def log_in(body: LoginBody, request: Request, response: Response, gateway: Wired, audited: Audited) -> AuthStatus:
    """A session for a user name and password."""
    address = await gateway.senders.of(request)
    # Somebody may have typed his password there: only a name that exists is written down.
    audited.change(user=body.username if gateway.users.exists(body.username) else "?")
    secret = await gateway.auth.log_in(body.username, body.password, address)
    return _enter(request, response, gateway, secret)


@router.post("/logout", status_code=204)
async def log_out(caller: Caller, response: Response, gateway: Wired) -> None:
    """End the session."""
    await gateway.auth.log_out(caller)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")


@router.post("/password", status_code=204, responses=responses(Forbidden, Invalid, TooMany))
async def change_password(body: PasswordBody, request: Request, caller: Caller, gateway: Wired) -> None:
    """Change one's own password; other sessions end."""
    await gateway.auth.change_password(caller, body.old, body.new, await gateway.senders.of(request))


@router.get("/tokens")
async def list_tokens(caller: Caller, gateway: Wired) -> list[TokenView]:
    """API tokens, without their texts."""
    return [_view(token) for token in gateway.auth.tokens(caller)]


@router.post("/tokens", status_code=201, responses=responses(Forbidden, Conflict))
async def add_token(body: TokenBody, caller: Caller, gateway: Wired, audited: Audited) -> NewToken:
    """A new API token; its text is in this answer only."""
    token, text = await gateway.auth.add_token(caller, body.name, body.expires_days, body.role)
    audited.change(after=_view(token))
    return {**_view(token), "token": text}


@router.delete("/tokens/{token_id}", status_code=204, responses=responses(NotFound))
async def remove_token(token_id: str, caller: Caller, gateway: Wired) -> None:
    """Revoke a token."""
    await gateway.auth.remove_token(caller, token_id)


def _view(token: Token) -> TokenView:
    return {
        "id": token.id,
        "name": token.name,
        "user": token.user,
        "created": token.created,
        "expires": token.expires,
        "role": token.role,
    }
