"""What a check is, what it finds, and what it may look at."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

import msgspec

from dinrail.reason import Param, Reason

if TYPE_CHECKING:
    from dinrail_gateway.certificates.keeper import Certificates
    from dinrail_gateway.runtime.upkeep import Upkeep
    from dinrail_gateway.wiring import Gateway

__all__ = ["Check", "Finding", "House", "State", "error", "ok", "reason", "unknown", "warning"]

State = Literal["ok", "warning", "error", "unknown"]


class Finding(msgspec.Struct, frozen=True):
    """What a look found: every reason why it is not well, and whether the check can mend it."""

    state: State
    reasons: list[Reason] = []
    fixable: bool = False


class House:
    """What checks may look at; what is not there (other runtimes, tests) is None, and what needs it is unknown."""

    def __init__(
        self,
        gateway: Gateway,
        *,
        upkeep: Upkeep | None = None,
        certificates: Certificates | None = None,
        recreate: Callable[[str], Awaitable[None]] | None = None,
        host_proc: Path | None = None,
    ) -> None:
        self.gateway = gateway
        self.upkeep = upkeep
        self.certificates = certificates
        self.recreate = recreate
        self.host_proc = host_proc


class Check:
    """One check. `id` names it in the API; title and fix_title in the languages of the UI, fix_title empty without one.

    An instance lives as long as the gateway and may remember what it saw.
    """

    id: ClassVar[str]
    title: ClassVar[dict[str, str]]
    fix_title: ClassVar[dict[str, str]] = {}

    async def look(self, house: House) -> Finding:
        """Look now; raises nothing but what is a fault of ours."""
        raise NotImplementedError

    async def fix(self, house: House) -> Reason:
        """Mend it; returns what was done. Raises ApiError or DinrailError when that did not work."""
        raise NotImplementedError


def reason(key: str, message: str, **params: Param) -> Reason:
    """A reason whose sentence the UI has in its languages."""
    return Reason(key, params, message)


def ok() -> Finding:
    """All is well."""
    return Finding("ok")


def warning(*reasons: Reason, fixable: bool = False) -> Finding:
    """Something will become a fault."""
    return Finding("warning", list(reasons), fixable)


def error(*reasons: Reason, fixable: bool = False) -> Finding:
    """Something does not work, or soon will not."""
    return Finding("error", list(reasons), fixable)


def unknown(why: Reason) -> Finding:
    """It could not be looked at."""
    return Finding("unknown", [why])
