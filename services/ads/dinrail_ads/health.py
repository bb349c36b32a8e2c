"""What of an instance fails while its link is up, as one reason: the gravest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dinrail.reason import Param, Reason
from dinrail_ads.faults import key_of
from dinrail_ads.runtime import Runtime

__all__ = ["problem_of"]

LATE = 5
HEALTHY = Reason("")


def problem_of(runtimes: Sequence[Runtime]) -> Reason:
    """The reason to show; an empty key when all is well."""
    for look in (_down, _unconfirmed, _failing, _unmatched, _late, _empty):
        reason = look(runtimes)
        if reason is not None:
            return reason
    return HEALTHY


def _down(runtimes: Iterable[Runtime]) -> Reason | None:
    reasons = [runtime.reason for runtime in runtimes if runtime.reason is not None]
    down = [reason for reason in reasons if reason.key != "not_connected"]  # those only begin
    return down[0] if down else None


def _unconfirmed(runtimes: Iterable[Runtime]) -> Reason | None:
    changed = [change for runtime in runtimes for change in runtime.program.baseline.changed.values()]
    if not changed:
        return None
    first = changed[0]
    params: dict[str, Param] = {"points": len(changed), "first": first.tag, "was": first.was, "now": first.now}
    return Reason("changes_unconfirmed", params, f"{len(changed)} points have another type, first {first.tag}")


def _failing(runtimes: Iterable[Runtime]) -> Reason | None:
    failing = [
        (item.tag, key_of(code))
        for runtime in runtimes
        if runtime.watching is not None
        for piece, code in runtime.watching.failing.items()
        for item in piece.items
    ]
    failing += [(item.tag, item.reason) for runtime in runtimes for item in runtime.program.ghosts.values()]
    if not failing:
        return None
    tag, key = failing[0]
    params: dict[str, Param] = {"points": len(failing), "first": tag, "reason": key}
    return Reason("points_failing", params, f"{len(failing)} points cannot be read, first {tag}")


def _unmatched(runtimes: Sequence[Runtime]) -> Reason | None:
    if any(runtime.program.tables is None for runtime in runtimes):
        return None
    surplus = sum(runtime.program.selected.surplus for runtime in runtimes)
    if surplus:
        return Reason("too_many_points", {"surplus": surplus}, f"{surplus} points beyond the limit are left out")
    unmatched = [path for runtime in runtimes for path in runtime.program.selected.unmatched]
    if not unmatched:
        return None
    params: dict[str, Param] = {"count": len(unmatched), "first": unmatched[0]}
    return Reason("selection_unmatched", params, f"{unmatched[0]} fits no variable")


def _late(runtimes: Iterable[Runtime]) -> Reason | None:
    if any(runtime.late >= LATE for runtime in runtimes):
        return Reason("interval_too_short", {}, "polling takes longer than its interval")
    return None


def _empty(runtimes: Sequence[Runtime]) -> Reason | None:
    if any(runtime.program.tables is None or runtime.program.items for runtime in runtimes):
        return None
    return Reason("nothing_selected", {}, "no variable has been selected yet")
