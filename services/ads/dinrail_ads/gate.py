"""What the whole process shares of the ADS library: one local NetId, and dead sockets that outlive their owners."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

from dinrail.errors import NotConnected

__all__ = ["GATE", "Gate"]

WAIT_S = 10.0


class Gate:
    """Counts who is inside per address; after `condemn` nobody enters until the last one has left."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside: Counter[str] = Counter()
        self._condemned: set[str] = set()
        self._own = ""

    def enter(self, address: str, own: str, set_own: Callable[[str], None]) -> None:
        """Wait for those who have to leave; raises NotConnected when they do not or use another NetId."""
        with self._changed:
            if not self._changed.wait_for(lambda: address not in self._condemned, WAIT_S):
                raise NotConnected(f"an old connection to {address} does not end", key="ads_library_stuck")
            if self._own != own:
                if self._inside.total():
                    raise NotConnected(
                        f"this process already speaks as {self._own}", key="own_net_id_taken", own=own, other=self._own
                    )
                set_own(own)
                self._own = own
            self._inside[address] += 1

    def shared(self, address: str) -> bool:
        """Whether there is a good connection: the library uses it again, and a new one might end it."""
        with self._changed:
            return self._inside.get(address, 0) > 0 and address not in self._condemned

    def leave(self, address: str) -> None:
        """One is out."""
        with self._changed:
            self._inside[address] -= 1
            if not self._inside[address]:
                del self._inside[address]
                self._condemned.discard(address)
            self._changed.notify_all()

    def condemn(self, address: str) -> None:
        """The peer is lost: the library must forget its socket before anybody uses it again."""
        with self._changed:
            if self._inside[address]:
                self._condemned.add(address)
            else:
                del self._inside[address]


GATE = Gate()
