"""The wire: `GET name`, `SET name value`, `AUTH password`; one answer line each."""

from __future__ import annotations

import asyncio

from dinrail.errors import NotConnected, ProtocolError, Timeout

__all__ = ["LineClient"]

ANSWER_S = 1.0


class LineClient:
    """One connection; requests follow one another."""

    def __init__(self) -> None:
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._turn = asyncio.Lock()

    async def open(self, host: str, port: int) -> None:
        """Connect; raises NotConnected."""
        try:
            self._reader, self._writer = await asyncio.open_connection(host, port)
        except OSError as error:
            raise NotConnected(f"{host}:{port}: {error}", host=host, port=port) from None

    async def ask(self, line: str) -> str:
        """Answer to one line; raises NotConnected, Timeout or ProtocolError."""
        async with self._turn:
            if self._reader is None or self._writer is None:
                raise NotConnected("the line is closed")
            try:
                self._writer.write(f"{line}\n".encode())
                answer = await asyncio.wait_for(self._reader.readline(), ANSWER_S)
            except TimeoutError:
                raise Timeout(f"no answer within {ANSWER_S} s") from None
            except OSError as error:
                raise NotConnected(str(error)) from None
        if not answer:
            raise NotConnected("the device hung up")
        word, _, rest = answer.decode("utf-8", "replace").strip().partition(" ")
        if word != "OK":
            raise ProtocolError(f"the device says {rest!r}")
        return rest

    async def close(self) -> None:
        """Hang up."""
        writer, self._reader, self._writer = self._writer, None, None
        if writer is not None:
            writer.close()
