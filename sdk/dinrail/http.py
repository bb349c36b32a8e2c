"""HTTP to one server of one's own, a database for example: connections are kept, and no event loop waits.

links = HttpLinks(HttpAddress.parse("http://database:8428"), workers=4)
answer = await links.request("GET", "/api/v1/labels")
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote, urlsplit

import msgspec

from dinrail.errors import ConfigError, NotConnected, ProtocolError, Timeout

__all__ = ["HttpAddress", "HttpAnswer", "HttpLinks"]

MAX_ANSWER = 64 * 1024 * 1024
CONNECT_S = 5.0
CHUNK = 256 * 1024
NOTHING: dict[str, str] = {}


class HttpAddress(msgspec.Struct, frozen=True):
    """`http://[user:pass@]host[:port][/path]` or `https://…`; `path` without a slash at its end."""

    host: str
    port: int
    path: str = ""
    tls: bool = False
    user: str = ""
    password: str = ""

    @classmethod
    def parse(cls, url: str) -> HttpAddress:
        """Address of a URL; raises ConfigError."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise ConfigError(f"not an address: {error}", key="url_invalid") from None
        plain = url.isascii() and url.isprintable() and " " not in url
        if parts.scheme not in ("http", "https") or not parts.hostname or not plain or parts.query or parts.fragment:
            raise ConfigError("an address is http://host:port/path or https://…", key="url_invalid")
        tls = parts.scheme == "https"
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, port or (443 if tls else 80), parts.path.rstrip("/"), tls, user, password)

    @property
    def authority(self) -> str:
        """Host and port as they stand in an address."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def __str__(self) -> str:
        who = f"{self.user}:{self.password}@" if self.user else ""
        return f"http{'s' if self.tls else ''}://{who}{self.authority}{self.path}"


class HttpAnswer(msgspec.Struct, frozen=True):
    """Status and body of an answer."""

    status: int
    body: bytes

    @property
    def says(self) -> str:
        """The beginning of the body as one line, for messages."""
        return " ".join(self.body[:400].decode(errors="replace").split())[:200]


class _Request(msgspec.Struct, frozen=True):
    method: str
    target: str
    body: bytes
    headers: dict[str, str]
    timeout: float


class HttpLinks:
    """At most `workers` requests at a time, each in a thread with a connection of its own.

    broken: how often a connection that was kept had ended, without the server saying so, when it was used again.
    """

    def __init__(
        self, address: HttpAddress, *, workers: int = 1, token: str = "", ca: str = "", name: str = "http"
    ) -> None:
        """token: sent as a bearer; ca: PEM of the authority to trust, empty for the system's."""
        self.address = address
        self._token = token
        self._ca = ca
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix=name)
        self._local = threading.local()
        self._open: set[http.client.HTTPConnection] = set()
        self._context: ssl.SSLContext | None = None
        self.broken = 0

    async def request(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        *,
        headers: Mapping[str, str] = NOTHING,
        timeout: float = 10.0,
    ) -> HttpAnswer:
        """What the server answers, whatever its status.

        `target` is added to the address's path. Raises NotConnected, Timeout or ProtocolError.
        """
        asked = _Request(method, f"{self.address.path}{target}", body, self._headers() | dict(headers), timeout)
        work = asyncio.get_running_loop().run_in_executor(self._pool, self._request, asked)
        try:
            return await asyncio.wait_for(work, timeout + CONNECT_S)
        except TimeoutError:
            raise Timeout(f"no answer within {timeout:g} s", key="server_silent", seconds=timeout) from None

    def close(self) -> None:
        """End what is under way and let the connections go."""
        for connection in list(self._open):
            if connection.sock is not None:
                with contextlib.suppress(OSError):
                    connection.sock.shutdown(socket.SHUT_RDWR)
            connection.close()
        self._open.clear()
        self._pool.shutdown(wait=False, cancel_futures=True)

    # -- in a thread

    def _request(self, asked: _Request) -> HttpAnswer:
        kept: http.client.HTTPConnection | None = getattr(self._local, "connection", None)
        if kept is not None:
            try:
                return _exchange(kept, asked)
            except (http.client.HTTPException, OSError) as error:
                self._drop(kept)
                if isinstance(error, TimeoutError):
                    raise self._known(error, asked.timeout) from None
                self.broken += 1
                # The server may have closed a connection nobody used; a fresh one tells.
        connection = self._connect()
        try:
            return _exchange(connection, asked)
        except (http.client.HTTPException, OSError) as error:
            self._drop(connection)
            raise self._known(error, asked.timeout) from None

    def _connect(self) -> http.client.HTTPConnection:
        address = self.address
        if address.tls:
            if self._context is None:
                self._context = ssl.create_default_context(cadata=self._ca or None)
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                address.host, address.port, timeout=CONNECT_S, context=self._context
            )
        else:
            connection = http.client.HTTPConnection(address.host, address.port, timeout=CONNECT_S)
        self._local.connection = connection
        self._open.add(connection)
        return connection

    def _headers(self) -> dict[str, str]:
        if self._token:
            return {"Authorization": f"Bearer {self._token}"}
        if self.address.user:
            pair = base64.b64encode(f"{self.address.user}:{self.address.password}".encode()).decode()
            return {"Authorization": f"Basic {pair}"}
        return {}

    def _drop(self, connection: http.client.HTTPConnection) -> None:
        self._local.connection = None
        self._open.discard(connection)
        connection.close()

    def _known(self, error: Exception, timeout: float) -> NotConnected | Timeout | ProtocolError:
        where = self.address.authority
        if isinstance(error, TimeoutError):
            return Timeout(f"no answer within {timeout:g} s", key="server_silent", seconds=timeout)
        if isinstance(error, http.client.HTTPException) and not isinstance(error, ConnectionError):
            return ProtocolError(f"{where}: what came is no HTTP", key="server_nonsense", server=where)
        detail = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return NotConnected(f"{where}: {detail}"[:200], key="server_unreachable", server=where)


def _exchange(connection: http.client.HTTPConnection, asked: _Request) -> HttpAnswer:
    if connection.sock is None:
        connection.connect()
    connection.sock.settimeout(asked.timeout)
    connection.request(asked.method, asked.target, asked.body or None, asked.headers)
    answer = connection.getresponse()
    pieces, size = [], 0
    while piece := answer.read(CHUNK):
        size += len(piece)
        if size > MAX_ANSWER:
            raise http.client.HTTPException(f"an answer of more than {MAX_ANSWER >> 20} MiB")
        pieces.append(piece)
    return HttpAnswer(answer.status, b"".join(pieces))
