"""What is remembered of one instance, and how it looks from outside."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Collection
from typing import Literal

import msgspec

from dinrail.errors import DinrailError
from dinrail.reason import Reason
from dinrail_gateway.reconcile.watchdog import Watch
from dinrail_gateway.runtime.interface import (
    ContainerState,
    Death,
    DesiredInstance,
    Found,
    ImageState,
    Observation,
    RuntimeName,
)

__all__ = ["DOCKER", "KEPT_DEATHS", "Refused", "Request", "Slot"]

DOCKER: tuple[RuntimeName, ...] = ("docker",)

KEPT_DEATHS = 20

_BY_IMAGE: dict[ImageState, tuple[ContainerState, str]] = {
    "ready": ("absent", ""),
    "missing": ("image_missing", "there is no image of type {type}"),
    "building": ("image_building", "the image of type {type} is being built"),
    "failed": ("image_failed", "the image of type {type} could not be built"),
}


class Request:
    """An operator's order, done before anything the plan wants."""

    def __init__(self, verb: Literal["restart", "recreate", "kill"]) -> None:
        self.verb = verb
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()


class Refused(msgspec.Struct, frozen=True):
    """Limits what runs could not take: which, why, and when to try again (monotonic s)."""

    limits: dict[str, int]
    reason: Reason
    until: float


class Slot:
    """One instance: what is desired, what was found, what the watchdog remembers.

    alive: the container whose run we watch; its end is a death unless `stopping`. dirty: the engine told something
    about it since we looked. excused: an end seen next is the engine's, not its own. busy, turn: its task is at
    work, and how often it was. secrets_left: a volume with its secrets may exist. trouble: why acting failed last.
    refused: see `Refused`. waiting_since: since when its start waits for others (monotonic s). ports, device_ids: its
    serial ports, and what was behind them at the last look.
    """

    def __init__(self, instance: str, runs: Collection[RuntimeName] = DOCKER) -> None:
        self.instance = instance
        self._runs = runs
        self.desired: DesiredInstance | None = None
        self.found: Found | None = None
        self.surplus: tuple[str, ...] = ()
        self.watch = Watch()
        self.deaths: deque[Death] = deque(maxlen=KEPT_DEATHS)
        self.requests: deque[Request] = deque()
        self.obeyed: list[Request] = []
        self.wake = asyncio.Event()
        self.until: float | None = None
        self.task: asyncio.Task[None] | None = None
        self.alive: str = ""
        self.dirty = False
        self.excused = False
        self.busy = False
        self.turn = 0
        self.trouble: Reason | None = None
        self.stopping = False
        self.secrets_left = True
        self.restarts = 0
        self.oom = False
        self.cause: Reason | None = None
        self.starting_slot = False
        self.waiting_since: float | None = None
        self.refused: Refused | None = None
        self.ports: list[str] = []
        self.device_ids: list[str | None] = []
        self.last: Observation | None = None
        self._next_start: tuple[float | None, int | None] = None, None

    @property
    def running(self) -> bool:
        """Whether its container runs."""
        return self.found is not None and self.found.state == "running"

    @property
    def wanted(self) -> bool:
        """Whether a container (or process) of it shall exist here."""
        return self.desired is not None and self.desired.runtime in self._runs

    def adopt(self, containers: list[Found]) -> None:
        """Take over what the engine has of it: one that runs, else the youngest; all others are surplus."""
        ranked = sorted(containers, key=lambda one: (one.state == "running", one.started_ms or 0, one.id))
        self.found = ranked[-1] if ranked else None
        self.surplus = tuple(one.id for one in ranked[:-1])

    def finish(self, error: DinrailError | None = None) -> None:
        """Tell the operators: all that was ordered is done, or (error) nothing more will come of it."""
        orders = [*self.obeyed, *self.requests] if error is not None else self.obeyed
        for order in orders:
            if order.done.done():
                continue
            if error is None:
                order.done.set_result(None)
            else:
                order.done.set_exception(error)
        self.obeyed = []
        if error is not None:
            self.requests.clear()

    def observe(
        self, *, image: ImageState, engine: Reason | None, held: Reason | None, now: float, now_ms: int
    ) -> Observation:
        """The observation, given the image's state, the engine's problem and the reason of a panic."""
        found, watch = self.found, self.watch
        self._time_next_start(now, now_ms)
        state, reason = self._state(image, engine)
        if reason is None and held is not None:
            reason = held
        if reason is None and self.deaths and (watch.failed or watch.next_start is not None):
            reason = self.deaths[-1].reason
        if reason is None:
            reason = self.trouble
        if reason is None and self.refused is not None and self.running:
            reason = self.refused.reason
        if reason is None and self.oom and self.running:
            reason = Reason("oom_child", {}, "a process of it was killed for lack of memory")
        return Observation(
            instance=self.instance,
            container=state,
            reason=reason,
            started_ms=found.started_ms if found is not None and self.running else None,
            starting_since=watch.started if watch.heard is None else None,
            stopping=self.stopping,
            restarts=self.restarts,
            failed=watch.failed,
            exit_code=found.exit_code if found is not None else None,
            oom=self.oom or (found is not None and found.oom),
            next_start_ms=None if self.running else self._next_start[1],
            container_id=found.id if found is not None else "",
            deaths=list(self.deaths),
        )

    def _time_next_start(self, now: float, now_ms: int) -> None:
        """Wall time of the next start, worked out once: the two clocks do not tick alike."""
        due = self.watch.next_start
        if due != self._next_start[0]:
            self._next_start = due, None if due is None else now_ms + max(0, round((due - now) * 1000))

    def _state(self, image: ImageState, engine: Reason | None) -> tuple[ContainerState, Reason | None]:
        if engine is not None or self.excused:
            return "unknown", engine
        if self.found is not None:
            return self.found.state, None
        if self.desired is None or not self.wanted or not self.desired.enabled:
            return "absent", None
        state, text = _BY_IMAGE[image]
        type_ = self.desired.definition.type
        return state, Reason(state, {"type": type_}, text.format(type=type_)) if text else None
