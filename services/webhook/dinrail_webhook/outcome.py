"""How an attempt ended."""

from __future__ import annotations

from typing import NamedTuple

from dinrail.reason import Reason

__all__ = ["Outcome", "of_status"]

AGAIN = frozenset({408, 421, 423, 425, 429})


class Outcome(NamedTuple):
    """reason: None when the letter was taken; again: whether another attempt may help; after: seconds it asks for."""

    reason: Reason | None = None
    again: bool = True
    after: float = 0.0
    status: int = 0

    @property
    def ok(self) -> bool:
        """Whether it was taken."""
        return self.reason is None


def of_status(status: int, after: float = 0.0) -> Outcome:
    """What a receiver's status means: only 2xx is taken, and a redirection is never followed."""
    if 200 <= status < 300:
        return Outcome(status=status)
    if 300 <= status < 400:
        message = f"the receiver redirects ({status}), which is not followed"
        return Outcome(Reason("receiver_redirects", {"status": status}, message), False, 0.0, status)
    again = status >= 500 or status in AGAIN
    return Outcome(
        Reason("receiver_refused", {"status": status}, f"the receiver answered {status}"), again, after, status
    )
