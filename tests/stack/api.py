"""The HTTP API as a script would use it, on the standard library alone."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from typing import Any

__all__ = ["Api", "ApiFailure"]


class ApiFailure(LookupError):
    """An answer that is not 2xx."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(f"{status}: {body}")
        self.status = status
        self.body = body

    @property
    def key(self) -> str:
        """The error's stable key."""
        return str(self.body["error"]["key"])


class Api:
    """One client with a session cookie."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.etag = ""
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))

    def at(self, url: str) -> Api:
        """The same session at another port: cookies know none."""
        other = Api(url)
        other._jar, other._opener = self._jar, self._opener
        return other

    @property
    def cookie(self) -> str:
        """What a browser with this session would send."""
        return "; ".join(f"{each.name}={each.value}" for each in self._jar)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The decoded answer; raises ApiFailure with status and body."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}{path}", data, {"Origin": self.url, **headers}, method=method)
        if data is not None:
            request.add_header("Content-Type", "application/json")
        try:
            with self._opener.open(request, timeout=15) as answer:
                self.etag = answer.headers.get("ETag", "")
                return _decode(answer.read())
        except urllib.error.HTTPError as error:
            raise ApiFailure(error.code, _decode(error.read())) from None

    def login(self, username: str, password: str) -> bool:
        """Open a session."""
        self.call("POST", "/api/auth/login", {"username": username, "password": password})
        return True

    def instance(self, name: str) -> dict[str, Any]:
        """One instance with its status."""
        found: dict[str, Any] = self.call("GET", f"/api/instances/{name}")
        return found

    def point(self, address: str) -> dict[str, Any]:
        """One point with value and quality in effect."""
        found: dict[str, Any] = self.call("GET", f"/api/points/{address}")
        return found

    def write(self, address: str, value: Any) -> Any:
        """Write a point; the value read back."""
        return self.call("POST", f"/api/points/{address}/write", {"value": value})["value"]

    def act(self, instance: str, verb: str) -> dict[str, Any]:
        """start, stop, restart or kill."""
        answer: dict[str, Any] = self.call("POST", f"/api/admin/instances/{instance}/{verb}")
        return answer


def _decode(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode(errors="replace")
