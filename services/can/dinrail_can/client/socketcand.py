"""python-can's socketcand bus, which waits without limit for a greeting and does not see that a connection ended."""

from __future__ import annotations

import socket
from typing import Any

from can import Message
from can.exceptions import CanInitializationError, CanOperationError
from can.interfaces.socketcand.socketcand import SocketCanDaemonBus

__all__ = ["SocketcandBus"]

PATIENCE_S = 2.0
LONGEST = 256


class SocketcandBus(SocketCanDaemonBus):
    """Reads exactly one answer per question, so that frames glued to it are not lost."""

    @property
    def _link(self) -> socket.socket:
        link: socket.socket = self._SocketCanDaemonBus__socket  # type: ignore[attr-defined]
        return link

    def _expect_msg(self, msg: str) -> None:
        self._link.settimeout(PATIENCE_S)
        answer = b""
        try:
            while not answer.endswith(b">"):
                part = self._link.recv(1)
                if not part or len(answer) > LONGEST:
                    break
                answer += part
        except OSError:
            self._link.close()
            raise
        if answer.strip() != msg.encode():
            self._link.close()
            raise CanInitializationError(f"expected {msg!r}, got {answer[:64]!r}")

    def _recv_internal(self, timeout: float | None) -> tuple[Message | None, bool]:
        found: tuple[Any, bool] = super()._recv_internal(timeout)  # type: ignore[no-untyped-call]
        if found[0] is None and self._ended():
            raise CanOperationError("closed by the other side")
        return found

    def _ended(self) -> bool:
        try:
            return self._link.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
        except (BlockingIOError, TimeoutError):
            return False
        except OSError:
            return True
