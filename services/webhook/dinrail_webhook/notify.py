"""A process of its own for one notification: apprise with its 17 MB, and nothing inside may be connected to.

Reads a Job as JSON, prints a Verdict as JSON. Every connection is looked at where it is made, by an audit hook of
the interpreter, so that neither a redirection nor a name that changes its address gets past.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import msgspec

from dinrail.reach import Allowed

__all__ = ["Job", "Verdict", "main"]

_ERROR = re.compile(r"error\s*=\s*(\d{3})")
_STARTING = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "pty.spawn")


class Job(msgspec.Struct):
    """What is to be said where; allow: as in the configuration."""

    url: str
    title: str
    body: str
    severity: str
    allow: list[str] = []


class Verdict(msgspec.Struct):
    """key: of the reason, empty when it was said; status: what the service answered, when it said so."""

    key: str = ""
    status: int = 0


class Watch:
    """Refuses connections and programs, and remembers that it did."""

    def __init__(self, allowed: Allowed) -> None:
        self._allowed = allowed
        self.refused = False

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        """One event of the interpreter."""
        if event in ("socket.connect", "socket.sendto"):
            address = args[1]
            host = str(address[0]) if isinstance(address, tuple) else ""
            if not self._allowed.permits("", host):
                self.refused = True
                raise PermissionError("inside and not allowed")
        elif event in _STARTING:
            raise PermissionError("nothing is started from here")


class Statuses(logging.Handler):
    """Keeps the status a service has refused with; the words themselves may hold secrets."""

    def __init__(self) -> None:
        super().__init__()
        self.status = 0

    def emit(self, record: logging.LogRecord) -> None:
        """One line of apprise."""
        if found := _ERROR.search(record.getMessage()):
            self.status = int(found[1])


def main() -> int:
    """Entry point."""
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    import apprise  # noqa: PLC0415 - only here

    heard = Statuses()
    logging.getLogger("apprise").addHandler(heard)
    logging.getLogger("apprise").propagate = False
    allowed = Allowed.of(job.allow)
    names = allowed.names
    asked = apprise.Apprise()
    if not asked.add(job.url):
        return _tell(Verdict("notification_url_invalid"))
    # Names that are allowed count by the addresses they have now.
    allowed = Allowed(names, (*allowed.networks, *_networks(names)))
    watch = Watch(allowed)
    sys.addaudithook(watch)
    said = asked.notify(title=job.title, body=job.body, notify_type=job.severity)
    if said:
        return _tell(Verdict())
    return _tell(Verdict("target_private" if watch.refused else "notification_refused", heard.status))


def _networks(names: frozenset[str]) -> list[Any]:
    import ipaddress  # noqa: PLC0415
    import socket  # noqa: PLC0415

    found = []
    for name in names:
        try:
            addresses = {str(each[4][0]).partition("%")[0] for each in socket.getaddrinfo(name, None)}
        except OSError:
            continue
        found += [ipaddress.ip_network(each) for each in addresses]
    return found


def _tell(verdict: Verdict) -> int:
    sys.stdout.write(msgspec.json.encode(verdict).decode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
