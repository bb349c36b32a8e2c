"""When an instance may start again, when it counts as dead, when as failed; pure: time comes in as a figure."""

from __future__ import annotations

from collections import deque

from dinrail.reason import Reason

__all__ = ["Watch"]

BACKOFF = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
BACKOFF_AFTER = 300.0
START_LIMIT = 60.0
PULSE_LIMIT = 15.0
DEATHS = 5
WINDOW = 1800.0
GOOD = 600.0


class Watch:
    """Memory of one instance's runs. All times are monotonic seconds.

    failed: the fifth death in 30 minutes happened and no ten good minutes since; starts go on regardless.
    """

    def __init__(self) -> None:
        self.failed = False
        self.next_start: float | None = None
        self.started: float | None = None
        self.heard: float | None = None
        self._patient_since: float | None = None
        self._tries = 0
        self._deaths: deque[float] = deque(maxlen=DEATHS)

    @property
    def delay(self) -> float:
        """Seconds the next death will cost."""
        return BACKOFF[self._tries] if self._tries < len(BACKOFF) else BACKOFF_AFTER

    def run(self, now: float) -> None:
        """A run begins, or one is found that began before us."""
        self.started = self._patient_since = now
        self.heard = self.next_start = None

    def pulse(self, now: float) -> None:
        """A pulse was heard."""
        if self.started is None:
            return
        self.heard = now
        if now - self.started >= GOOD:
            self._forgive()

    def ended(self) -> None:
        """The run ended because somebody wanted it."""
        self.started = self.heard = self._patient_since = None

    def died(self, now: float) -> None:
        """The run ended, or could not begin, and nobody wanted that."""
        self.ended()
        self.next_start = now + self.delay
        self._tries += 1
        self._deaths.append(now)
        if len(self._deaths) == DEATHS and now - self._deaths[0] <= WINDOW:
            self.failed = True

    def killed(self, now: float) -> None:
        """An operator killed the run: it starts again soon, and that is no sign of illness."""
        self.ended()
        self.next_start = now + BACKOFF[0]

    def reset(self) -> None:
        """An operator starts anew: no waiting, no old deaths."""
        self.next_start = None
        self._forgive()

    def excuse(self, now: float) -> None:
        """Pulses could not be heard until now: the run gets the time of a start to be heard again."""
        if self.started is not None:
            self._patient_since = now

    def overdue(self, now: float) -> Reason | None:
        """Why a running instance must be taken for dead, or None."""
        if self.started is None or self._patient_since is None:
            return None
        if self.heard is None or self.heard <= self._patient_since:
            silent = now - self._patient_since
            key = "start_timeout" if self.heard is None else "no_pulse"
            limit = START_LIMIT
        else:
            silent, key, limit = now - self.heard, "no_pulse", PULSE_LIMIT
        if silent < limit:
            return None
        return Reason(key, {"seconds": round(silent)}, f"no pulse for {silent:.0f} s")

    def _forgive(self) -> None:
        self.failed = False
        self._tries = 0
        self._deaths.clear()
