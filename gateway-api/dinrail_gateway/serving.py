"""How the application is served: behind a proxy on one port, or by itself with https beside it."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from dinrail.errors import ConfigError

__all__ = ["Server", "TwinServer", "check_port", "server_config"]

_MAX_SOCKET_MESSAGE = 64 * 1024


class Server(uvicorn.Server):
    """Ends streams before it waits for the requests under way: they would never end by themselves."""

    def __init__(self, config: uvicorn.Config, *, streams: Callable[[], None]) -> None:
        super().__init__(config)
        self._end_streams = streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop serving."""
        self._end_streams()
        await super().shutdown(sockets)


class TwinServer:
    """The same application on http and, once the first has started (and made a certificate), on https."""

    def __init__(
        self,
        app: ASGIApp,
        plain: tuple[str, int],
        secure: tuple[str, int] | None,
        tls: Path,
        *,
        streams: Callable[[], None],
    ) -> None:
        self._app = app
        self._tls = tls
        self._plain = Server(server_config(app, *plain), streams=streams)
        self._secure: _Second | None = None
        if secure is not None:
            config = server_config(app, *secure, lifespan="off")
            config.ssl_certfile, config.ssl_keyfile = str(tls / "server.crt"), str(tls / "server.key")
            self._secure = _Second(config, first=self._plain, streams=streams)

    def run(self) -> int:
        """Exit code, when a signal has ended it."""
        try:
            with asyncio.Runner(loop_factory=self._plain.config.get_loop_factory()) as runner:
                runner.run(self._serve())
        except KeyboardInterrupt:
            pass  # told again when all has ended
        return 0 if self._plain.started else 1

    def renewed(self) -> None:
        """Another certificate lies there: new connections get it."""
        if self._secure is not None and self._secure.config.ssl is not None:
            self._secure.config.ssl.load_cert_chain(self._tls / "server.crt", self._tls / "server.key")

    async def _serve(self) -> None:
        first = asyncio.ensure_future(self._plain.serve())
        while not self._plain.started and not first.done():  # noqa: ASYNC110 - uvicorn tells nobody
            await asyncio.sleep(0.05)
        failure: BaseException | None = None
        if self._secure is not None and not first.done() and not self._plain.should_exit:
            try:
                await self._secure.serve()
            except (OSError, ssl.SSLError, SystemExit) as error:
                failure = error
            finally:
                self._plain.should_exit = True
        await first  # its end is the end of everything behind it
        if failure is not None:
            raise ConfigError(f"https cannot be served: {failure}", key="https_failed")


class _Second(Server):
    """Takes the signals while it runs, and ends with the first."""

    def __init__(self, config: uvicorn.Config, *, first: Server, streams: Callable[[], None]) -> None:
        super().__init__(config, streams=streams)
        self._first = first

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Both end."""
        super().handle_exit(sig, frame)
        self._first.should_exit = True


def server_config(app: ASGIApp, host: str, port: int, **more: Any) -> uvicorn.Config:
    """How the application is served: bounded in connections, messages and patience; proxies' headers not believed."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="websockets-sansio",
        ws_max_size=_MAX_SOCKET_MESSAGE,
        limit_concurrency=400,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=3,
        **more,
    )


def check_port(host: str, port: int, name: str) -> None:
    """Raise ConfigError when somebody else has this port, told by the name of its setting."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ConfigError(
                f"port {port} ({name}) cannot be used: {error.strerror}", key="port_in_use", port=port, name=name
            ) from None
