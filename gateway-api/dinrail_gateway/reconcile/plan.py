"""What to do next with one instance: a pure decision from what is desired and what was found."""

from __future__ import annotations

from typing import Literal

import msgspec

from dinrail_gateway.runtime.interface import Found

__all__ = ["Facts", "Step", "plan"]

Verb = Literal["nothing", "create", "start", "stop", "kill", "remove", "forget", "limits"]


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the decision depends on.

    wanted: a container of this engine shall exist; active: it shall run; mark and limits: how it shall be, mark empty
    while no image exists; limits_again: monotonic s before which what runs is not asked again to take them; known:
    secrets of it may still be there; may_start: monotonic s before which the watchdog holds it back; waits: its start
    comes after another's; overdue: it runs but counts as dead.
    """

    wanted: bool
    active: bool
    mark: str = ""
    limits: dict[str, int] = {}
    found: Found | None = None
    surplus: tuple[str, ...] = ()
    known: bool = True
    may_start: float | None = None
    limits_again: float | None = None
    waits: bool = False
    overdue: bool = False
    now: float = 0.0


class Step(msgspec.Struct, frozen=True):
    """One thing to do; `until` says when time alone makes another step due (monotonic s)."""

    verb: Verb
    container: str = ""
    until: float | None = None


NOTHING = Step("nothing")
LOOK_AGAIN = 2.0
WAIT_AGAIN = 1.0


def plan(facts: Facts) -> Step:
    """The next step towards what is desired; `nothing` when there is none, or none yet."""
    found = facts.found
    if facts.surplus:
        return Step("remove", facts.surplus[0])
    if not facts.wanted:
        return _vanish(facts)
    if found is None:
        return _begin(facts, Step("create"))
    if found.state == "unknown":  # on its way out, by somebody else's hand
        return Step("nothing", until=facts.now + LOOK_AGAIN)
    if not facts.active:
        return Step("stop", found.id) if found.state == "running" else NOTHING
    return _correct(facts, found) or _keep(facts, found)


def _correct(facts: Facts, found: Found) -> Step | None:
    """What is needed because the container is not as it shall be."""
    if facts.mark and found.spec != facts.mark:
        return Step("stop" if found.state == "running" else "remove", found.id)
    if not facts.limits or found.limits == facts.limits:
        return None
    refused = facts.limits_again is not None and found.state == "running" and facts.now < facts.limits_again
    return None if refused else Step("limits", found.id)


def _keep(facts: Facts, found: Found) -> Step:
    if found.state == "running":
        return Step("kill", found.id) if facts.overdue else Step("nothing", until=facts.limits_again)
    return _begin(facts, Step("start", found.id))


def _vanish(facts: Facts) -> Step:
    if facts.found is not None:
        return Step("stop" if facts.found.state == "running" else "remove", facts.found.id)
    return Step("forget") if facts.known else NOTHING


def _begin(facts: Facts, step: Step) -> Step:
    if not facts.active or not facts.mark:
        return NOTHING
    if facts.may_start is not None and facts.now < facts.may_start:
        return Step("nothing", until=facts.may_start)
    return Step("nothing", until=facts.now + WAIT_AGAIN) if facts.waits else step
