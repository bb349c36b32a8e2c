"""One HTTP request to a Sentry server: resolved once, sent to that very address, never redirected (blocking)."""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl

import msgspec

from dinrail.reason import Reason
from dinrail_gateway.reporting.dsn import Dsn

__all__ = ["Outcome", "Request", "permitted"]

CONNECT_S = 5.0
ANSWER_S = 10.0
MAX_ANSWER = 64 * 1024
MAX_TRIED = 3
MAX_WAIT_S = 3600.0
_METADATA = frozenset(map(ipaddress.ip_address, ("169.254.169.254", "fd00:ec2::254", "100.100.100.200")))


class Outcome(msgspec.Struct, frozen=True):
    """problem: why it was not taken; again: whether the same may be sent later; wait: s the server asks to wait."""

    problem: Reason | None = None
    again: bool = False
    wait: float = 0.0


class Request:
    """May be aborted from another thread."""

    def __init__(self, dsn: Dsn, *, allow_lan: bool, client: str) -> None:
        self._dsn = dsn
        self._allow_lan = allow_lan
        self._client = client
        self._socket: socket.socket | None = None
        self._aborted = False

    def send(self, body: bytes) -> Outcome:
        """Post an envelope."""
        if self._aborted:
            return Outcome(again=True)
        try:
            addresses = self._resolve()
        except OSError as error:
            return Outcome(_reason("sentry_unreachable", error.strerror or str(error)), again=True)
        if not addresses:
            message = f"{self._dsn.host} has only addresses that are not allowed"
            return Outcome(Reason("sentry_address_refused", {"host": self._dsn.host}, message))
        if self._dsn.scheme == "http" and any(ipaddress.ip_address(each).is_global for each in addresses):
            return Outcome(
                Reason("sentry_needs_https", {"host": self._dsn.host}, "plain http only in one's own network")
            )
        try:
            return _judged(*self._post(addresses, body))
        except (OSError, http.client.HTTPException) as error:
            detail = getattr(error, "strerror", None) or str(error) or type(error).__name__
            return Outcome(_reason("sentry_unreachable", detail), again=True)
        finally:
            self.abort()

    def abort(self) -> None:
        """End it, whatever it waits for, or never begin."""
        self._aborted = True
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()

    def _resolve(self) -> list[str]:
        """The first addresses we may talk to."""
        found = socket.getaddrinfo(self._dsn.host, self._dsn.port, type=socket.SOCK_STREAM)
        addresses = (str(entry[4][0]) for entry in found)
        return [each for each in addresses if permitted(each, allow_lan=self._allow_lan)][:MAX_TRIED]

    def _connect(self, addresses: list[str]) -> socket.socket:
        """Over the first address that answers."""
        *others, last = addresses
        for address in others:
            with contextlib.suppress(OSError):
                return socket.create_connection((address, self._dsn.port), CONNECT_S)
        return socket.create_connection((last, self._dsn.port), CONNECT_S)

    def _post(self, addresses: list[str], body: bytes) -> tuple[int, str]:
        dsn = self._dsn
        self._socket = self._connect(addresses)
        self._socket.settimeout(ANSWER_S)
        if dsn.scheme == "https":
            self._socket = ssl.create_default_context().wrap_socket(self._socket, server_hostname=dsn.host)
        connection = http.client.HTTPConnection(dsn.host, dsn.port)
        connection.sock = self._socket
        auth = f"Sentry sentry_version=7, sentry_client={self._client}, sentry_key={dsn.key}"
        headers = {"Content-Type": "application/x-sentry-envelope", "X-Sentry-Auth": auth, "User-Agent": self._client}
        connection.request("POST", dsn.path, body, headers)
        answer = connection.getresponse()
        answer.read(MAX_ANSWER)
        return answer.status, answer.headers.get("Retry-After", "")


def permitted(text: str, *, allow_lan: bool) -> bool:
    """Whether an address may be talked to: public ones, those of one's own network when that is allowed."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address in _METADATA or address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    return address.is_global or (allow_lan and (address.is_private or address.is_loopback))


def _judged(status: int, retry_after: str) -> Outcome:
    wait = min(float(retry_after), MAX_WAIT_S) if retry_after.isdigit() else 60.0
    if 200 <= status < 300:
        return Outcome()
    refused = Reason("sentry_refused", {"status": status}, f"the Sentry server answered {status}")
    if status == 429:
        return Outcome(
            Reason("sentry_slow_down", {"seconds": round(wait)}, "the Sentry server asks to wait"), wait=wait
        )
    return Outcome(refused, again=status >= 500)


def _reason(key: str, detail: str) -> Reason:
    shown = "".join(char if char.isprintable() else " " for char in detail)[:200]
    return Reason(key, {"detail": shown}, shown)
