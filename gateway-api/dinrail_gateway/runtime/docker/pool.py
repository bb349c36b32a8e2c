"""Blocking engine calls in a few threads of their own, each call with a deadline.

A hanging engine costs at most `threads` threads: what waits is bounded, what waits too long is
withdrawn, and after a missed deadline every further call is refused at once until a probe answers.
"""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import docker
import docker.errors
import requests.exceptions
from docker.utils import kwargs_from_env

from dinrail.reason import Reason
from dinrail_gateway.runtime.interface import EngineError, EngineUnknown

__all__ = ["ContainerGone", "EnginePool", "create_container"]

T = TypeVar("T")

Call = Callable[[docker.APIClient], T]

MAX_WAITING = 256


class ContainerGone(EngineError):
    """The engine knows no such object (any more)."""

    key = "container_gone"


class EnginePool:
    """Threads with one engine client each; a client's own HTTP time-out (s) ends a thread's wait for a dead engine.

    trips: whether a missed deadline refuses further calls until a probe was answered.
    """

    def __init__(self, *, threads: int = 6, http_timeout: int = 60, url: str | None = None, trips: bool = True) -> None:
        self._threads = threads
        self._http_timeout = http_timeout
        self._url = url
        self._trips = trips
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="engine")
        self._local = threading.local()
        self._clients: list[docker.APIClient] = []
        self._waiting = 0
        self.problem: Reason | None = None

    def connect(self, http_timeout: int | None = None) -> docker.APIClient:
        """A new client (blocking); raises EngineUnknown."""
        self._knock()
        try:
            return docker.APIClient(
                version="auto",
                timeout=self._http_timeout if http_timeout is None else http_timeout,
                **({"base_url": self._url} if self._url else kwargs_from_env()),
            )
        except (docker.errors.DockerException, requests.exceptions.RequestException) as error:
            raise _unknown(error) from None

    async def run(self, call: Call[T], *, timeout: float = 8.0) -> T:
        """Result of `call(client)`; raises EngineUnknown, EngineError or ContainerGone."""
        if self.problem is not None:
            raise EngineUnknown(self.problem.message, key=self.problem.key)
        return await self._submit(call, timeout)

    async def probe(self, *, timeout: float = 3.0) -> Reason | None:
        """Ask whether the engine answers; sets and returns `problem`."""
        try:
            await self._submit(lambda client: client.ping(), timeout)
        except EngineUnknown as error:
            self.problem = error.reason
        except EngineError as error:
            self.problem = Reason("engine_unknown", {}, error.message)
        else:
            self.problem = None
        return self.problem

    async def _submit(self, call: Call[T], timeout: float) -> T:
        if self._waiting >= MAX_WAITING:
            raise EngineUnknown("too many calls wait for the engine", key="engine_busy")
        self._waiting += 1
        try:
            work = asyncio.get_running_loop().run_in_executor(self._executor, self._call, call)
            return await asyncio.wait_for(work, timeout)
        except TimeoutError:
            self.problem = Reason(
                "engine_unknown", {"seconds": timeout}, f"the engine gave no answer within {timeout:g} s"
            )
            raise EngineUnknown(self.problem.message, seconds=timeout) from None
        finally:
            self._waiting -= 1

    def _call(self, call: Call[T]) -> T:
        self._knock()
        client: docker.APIClient | None = getattr(self._local, "client", None)
        if client is None:
            client = self._local.client = self.connect()
            self._clients.append(client)
        try:
            return call(client)
        except docker.errors.NotFound as error:
            raise ContainerGone(_said(error)) from None
        except docker.errors.APIError as error:
            raise EngineError(_said(error)) from None
        except (docker.errors.DockerException, requests.exceptions.RequestException, OSError) as error:
            raise _unknown(error) from None

    def _knock(self) -> None:
        """Ask whether somebody listens: the SDK leaves sockets that could not connect to the garbage collector."""
        url = self._url or os.environ.get("DOCKER_HOST") or "unix:///var/run/docker.sock"
        if not url.startswith("unix://"):
            return
        try:
            with socket.socket(socket.AF_UNIX) as knock:
                knock.settimeout(self._http_timeout)
                knock.connect(url.removeprefix("unix://"))
        except OSError as error:
            raise _unknown(error) from None

    def close(self) -> None:
        """Let the threads end; those in a hanging call end with its HTTP time-out."""
        self._executor.shutdown(wait=False, cancel_futures=True)
        for client in self._clients:
            client.close()


def create_container(client: docker.APIClient, body: dict[str, Any], name: str | None = None) -> str:
    """Id of a new container made from an Engine API body (blocking)."""
    made = client.create_container_from_config(body, name)  # type: ignore[no-untyped-call]
    return str(made["Id"])


def _said(error: docker.errors.APIError) -> str:
    text = str(error.explanation or error)
    return "".join(char if char.isprintable() else " " for char in text)[:500]


def _unknown(error: BaseException) -> EngineUnknown:
    while error.args and isinstance(error.args[-1], BaseException):
        error = error.args[-1]  # the SDK wraps what the system said several times
    text = getattr(error, "strerror", None) or str(error)
    text = "".join(char if char.isprintable() else " " for char in text)[:300]
    return EngineUnknown(f"the engine does not answer: {text}")
