"""What the API takes and says about accounts."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

__all__ = [
    "AuthStatus",
    "LoginBody",
    "NewToken",
    "PasswordBody",
    "SetupBody",
    "TokenBody",
    "TokenView",
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
    """A new token; without `expires_days` it does not expire."""

    name: Name
    expires_days: Annotated[int, Field(ge=1, le=3650)] | None = None


class UserView(TypedDict):
    """A user."""

    name: str
    role: str


class AuthStatus(TypedDict):
    """What the login page needs to know."""

    setup_required: bool
    authenticated: bool
    user: UserView | None
    version: str


class TokenView(TypedDict):
    """A token without its text; times Unix ms."""

    id: str
    name: str
    user: str
    created: int
    expires: int | None


class NewToken(TokenView):
    """A token with its text, shown this once."""

    token: str
