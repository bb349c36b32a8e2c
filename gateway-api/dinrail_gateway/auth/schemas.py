"""What the API takes and says about accounts."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from dinrail_gateway.auth.roles import Role

__all__ = [
    "AuthStatus",
    "LoginBody",
    "NewToken",
    "NewUserBody",
    "PasswordBody",
    "SetupBody",
    "TokenBody",
    "TokenView",
    "UserChange",
    "UserEntry",
    "UserView",
]

Name = Annotated[str, Field(min_length=1, max_length=64)]
Password = Annotated[str, Field(min_length=1, max_length=256)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class SetupBody(_Body):
    """The first account."""

    code: Annotated[str, Field(max_length=64)]
    username: Name
    password: Password


class LoginBody(_Body):
    """A login."""

    username: Name
    password: Password


class PasswordBody(_Body):
    """A change of one's own password."""

    old: Password
    new: Password


class TokenBody(_Body):
    """A new token; without `expires_days` it does not expire, without `role` it may what its user may."""

    name: Name
    expires_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    role: Role | None = None


class NewUserBody(_Body):
    """A new user."""

    name: Name
    role: Role
    password: Password


class UserChange(_Body):
    """What is to be another; a new password is for who forgot his own."""

    role: Role | None = None
    password: Password | None = None


class UserView(TypedDict):
    """A user."""

    name: str
    role: str


class UserEntry(UserView):
    """A user as admins see him; created Unix ms."""

    created: int
    tokens: int


class AuthStatus(TypedDict):
    """What the login page needs to know; language: of the house, "" follows the browser."""

    setup_required: bool
    authenticated: bool
    user: UserView | None
    version: str
    language: str


class TokenView(TypedDict):
    """A token without its text; times Unix ms."""

    id: str
    name: str
    user: str
    created: int
    expires: int | None
    role: str | None


class NewToken(TokenView):
    """A token with its text, shown this once."""

    token: str
