"""One question over HTTP to a part of the stack that may be away."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

__all__ = ["Probe"]

MAX_ANSWER = 4096
_ASK = "GET {} HTTP/1.0\r\nHost: localhost\r\n\r\n"


class Probe:
    """door: host and port."""

    def __init__(self, door: tuple[str, int]) -> None:
        self._host, self._port = door
        # Whose container is gone has no name: asking may take as long as the network's own name server does, and
        # must not take threads that others need.
        self._names = ThreadPoolExecutor(1, thread_name_prefix="names")

    def close(self) -> None:
        """Wait for no answer any more."""
        self._names.shutdown(wait=False, cancel_futures=True)

    async def ask(self, path: str) -> bytes:
        """The body of an answer 200; raises OSError when there is none, ValueError for another one."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._names, self._resolve)
        reader, writer = await asyncio.open_connection(*found)
        try:
            writer.write(_ASK.format(path).encode())
            answer = await reader.read(MAX_ANSWER)
            while chunk := await reader.read(MAX_ANSWER):
                answer += chunk
                if len(answer) > MAX_ANSWER:
                    raise ValueError("more than an answer")
        finally:
            writer.close()
        head, _, body = answer.partition(b"\r\n\r\n")
        if head.split(b" ", 2)[1:2] != [b"200"]:
            raise ValueError("not an answer that all is well")
        return body

    def _resolve(self) -> tuple[str, int]:
        address = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)[0][4]
        return str(address[0]), int(address[1])
