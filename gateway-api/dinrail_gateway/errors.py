"""Errors the HTTP API answers with: each class is one status, and appears in OpenAPI through `responses`.

ApiError
├── BadRequest       400  not what the interface expects
├── Unauthenticated  401  no session, no token, or an expired one
├── Forbidden        403  known, but not allowed; or the thing itself refuses
├── NotFound         404
├── Conflict         409  somebody was faster, or the present state forbids it
├── TooLarge         413
├── Invalid          422  well-formed, but the content is wrong; `errors` lists every place
├── TooMany          429  throttled
├── Unavailable      503  a part the answer needs is away
└── NoAnswer         504  asked, but nothing came back in time
"""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel

from dinrail.reason import Param, Reason

__all__ = [
    "ApiError",
    "BadRequest",
    "Conflict",
    "ErrorBody",
    "Forbidden",
    "Invalid",
    "NoAnswer",
    "NotFound",
    "TooLarge",
    "TooMany",
    "Unauthenticated",
    "Unavailable",
    "responses",
]


class ErrorDetail(BaseModel):
    """A stable key with its parameters; `message` is English for logs; `path` a JSON pointer."""

    key: str
    message: str
    params: dict[str, str | int | float | bool | None] = {}
    path: str | None = None


class ErrorBody(BaseModel):
    """What every refused request is answered with."""

    error: ErrorDetail


class ApiError(Exception):
    """An expected refusal: status, key, parameters, and `extra` top-level fields of the answer."""

    status: ClassVar[int] = 500
    key: ClassVar[str] = "error"

    def __init__(
        self,
        message: str,
        *,
        key: str | None = None,
        path: str | None = None,
        extra: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        **params: Param,
    ) -> None:
        super().__init__(message)
        self.reason = Reason(key or self.key, params, message)
        self.path = path
        self.extra = extra or {}
        self.headers = headers or {}

    @classmethod
    def of(cls, reason: Reason, *, path: str | None = None) -> ApiError:
        """This status with the key, parameters and message of a reason from elsewhere."""
        error = cls(reason.message or reason.key, key=reason.key, path=path)
        error.reason = reason
        return error

    def body(self) -> dict[str, Any]:
        """The JSON answer."""
        detail: dict[str, Any] = {
            "key": self.reason.key,
            "message": self.reason.message,
            "params": self.reason.params,
        }
        if self.path is not None:
            detail["path"] = self.path
        return {"error": detail, **self.extra}


class BadRequest(ApiError):
    """Not what the interface expects."""

    status = 400
    key = "bad_request"


class Unauthenticated(ApiError):
    """No session, no token, or an expired one."""

    status = 401
    key = "unauthenticated"


class Forbidden(ApiError):
    """Known, but not allowed."""

    status = 403
    key = "forbidden"


class NotFound(ApiError):
    """No such thing."""

    status = 404
    key = "not_found"


class Conflict(ApiError):
    """Somebody was faster, or the present state forbids it."""

    status = 409
    key = "conflict"


class TooLarge(ApiError):
    """More bytes than the interface takes."""

    status = 413
    key = "too_large"


class Invalid(ApiError):
    """Well-formed, but the content is wrong."""

    status = 422
    key = "invalid"


class RevisionRequired(ApiError):
    """A change of a whole says in If-Match which revision it is based on; `*` for any."""

    status = 428
    key = "revision_required"


class TooMany(ApiError):
    """Throttled; `Retry-After` says for how long."""

    status = 429
    key = "too_many_requests"


class Unavailable(ApiError):
    """A part the answer needs is away."""

    status = 503
    key = "unavailable"


class NoAnswer(ApiError):
    """Asked, but nothing came back in time; the outcome is unknown."""

    status = 504
    key = "no_answer"


def responses(*errors: type[ApiError]) -> dict[int | str, dict[str, Any]]:
    """The `responses` of an endpoint: which refusals a caller must expect."""
    found: dict[int | str, dict[str, Any]] = {}
    for error in errors:
        found[error.status] = {"model": ErrorBody, "description": (error.__doc__ or "").strip()}
    return found
