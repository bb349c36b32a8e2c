"""GET and POST /users, PATCH and DELETE /users/{name}."""

from __future__ import annotations

from fastapi import APIRouter

from dinrail_gateway.audit.recorder import Audited
from dinrail_gateway.auth.accounts import User
from dinrail_gateway.auth.schemas import NewUserBody, UserChange, UserEntry, UserView
from dinrail_gateway.errors import Conflict, Invalid, NotFound, TooMany, Unavailable, responses
from dinrail_gateway.request import Wired

router = APIRouter(prefix="/users", tags=["users"])
_CHANGES = responses(NotFound, Conflict, Invalid, TooMany, Unavailable)


@router.get("")
async def list_users(gateway: Wired) -> list[UserEntry]:
    """All users by name, with the number of their tokens."""
    return [
        {"name": user.name, "role": user.role, "created": user.created, "tokens": tokens}
        for user, tokens in gateway.users.all()
    ]


@router.post("", status_code=201, responses=_CHANGES)
async def add_user(body: NewUserBody, gateway: Wired, audited: Audited) -> UserView:
    """A new user."""
    view = _view(await gateway.users.add(body.name, body.role, body.password))
    audited.change(after=view)
    return view


@router.patch("/{name}", responses=_CHANGES)
async def change_user(name: str, body: UserChange, gateway: Wired, audited: Audited) -> UserView:
    """Another role or a new password; he is logged out everywhere."""
    before = _view(gateway.users.one(name))
    view = _view(await gateway.users.change(name, role=body.role, password=body.password))
    audited.change(before=before, after={**view, "password": "changed"} if body.password else view)
    return view


@router.delete("/{name}", status_code=204, responses=_CHANGES)
async def remove_user(name: str, gateway: Wired, audited: Audited) -> None:
    """Remove a user and his tokens."""
    audited.change(before=_view(await gateway.users.remove(name)))


def _view(user: User) -> UserView:
    return {"name": user.name, "role": user.role}
