"""Certificates: has a server certificate for the box's addresses lie in the TLS folder, renewed in time."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import ipaddress
import logging
import os
import re
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import NameOID

from dinrail.errors import DinrailError
from dinrail.reason import Reason
from dinrail_gateway.certificates.authority import CA_NAME, Authority, covers, key_pem, read_certificate, signed_by
from dinrail_gateway.certificates.pair import Pair
from dinrail_gateway.errors import Invalid
from dinrail_gateway.identities.private_files import write_private

__all__ = ["ALWAYS", "Certificates"]

ALWAYS = ("localhost", "broker", "proxy", "127.0.0.1", "::1")
RENEW = dt.timedelta(days=30)
LOOK = 6 * 3600.0
RETRY = 60.0
TELL_AFTER = 1.0
KEY_READERS = 10004
_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)\Z")


class Certificates:
    """Keeps CA (key in `data`) and server certificate (in `tls`); a certificate somebody else issued is left alone.

    renewed: called after the files changed while parts run; chown: whether the key is given to its readers' group.
    """

    def __init__(
        self,
        *,
        data: Path,
        tls: Path,
        hosts: Sequence[str],
        label: str = "",
        renewed: Callable[[], Awaitable[None]] | None = None,
        chown: bool = True,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._data = data
        self._tls = tls
        self._label = label
        self._renewed = renewed
        self._chown = chown
        self._now = now
        self._log = logging.getLogger("dinrail.certificates")
        self._task: asyncio.Task[None] | None = None
        self._replaced = False
        self._due = asyncio.Event()
        self.problem: Reason | None = None
        self.hosts = self._usable((*hosts, *ALWAYS))
        self.outside = self._usable(hosts)

    def prepare(self) -> bool:
        """Make what is missing, damaged, expiring or for other addresses; whether anything changed (blocking)."""
        in_use = (self._tls / "server.crt").exists()
        authority = self._authority()
        changed = self._copy(self._tls / "ca.crt", authority.certificate.public_bytes(serialization.Encoding.PEM))
        changed = self._server(authority) or changed
        self._replaced = self._replaced or (changed and in_use)
        return changed

    def expires(self) -> dt.datetime | None:
        """End of the server certificate's life (blocking)."""
        certificate = self._read(self._tls / "server.crt")
        return certificate.not_valid_after_utc if certificate is not None else None

    def present(self) -> Pair | None:
        """The server certificate in use (blocking); None while there is none that can be read."""
        return _pair(self._tls / "server.crt", self._tls / "server.key")

    def authority(self) -> Pair | None:
        """The certificate authority (blocking); None while there is none that can be read."""
        return _pair(self._data / "ca.crt", self._data / "ca.key")

    def own(self) -> bool:
        """Whether the server certificate is ours to renew (blocking)."""
        present = self._read(self._tls / "server.crt")
        return present is None or _ours(present)

    def kept(self) -> dict[str, Pair]:
        """What a backup keeps (blocking): the authority, and a server certificate that is not ours."""
        found = {"authority": self.authority(), "server": None if self.own() else self.present()}
        return {name: pair for name, pair in found.items() if pair is not None}

    async def put_back(self, pairs: Mapping[str, Pair | None]) -> None:
        """The authority and a foreign server certificate as given; None for the server: one of ours again."""
        await asyncio.to_thread(self._put_back, pairs)
        self._due.set()

    async def use(self, pair: Pair) -> None:
        """Serve with a certificate somebody else issued; raises Invalid when it cannot be used."""
        pair.check(self._now())
        await self.put_back({"server": pair})

    async def reissue(self) -> None:
        """Serve with a new certificate of ours, whatever there was."""
        await self.put_back({"server": None})

    def _put_back(self, pairs: Mapping[str, Pair | None]) -> None:
        if (authority := pairs.get("authority")) is not None:
            Authority.load(authority.key.encode(), authority.certificate.encode())
            write_private(self._data / "ca.key", authority.key.encode())
            write_private(self._data / "ca.crt", authority.certificate.encode(), mode=0o644)
        if "server" in pairs:
            self._replace_server(pairs["server"])
        self.prepare()
        self._replaced = True

    def _replace_server(self, pair: Pair | None) -> None:
        key, file = self._tls / "server.key", self._tls / "server.crt"
        if pair is None:
            file.unlink(missing_ok=True)  # `prepare` issues another
            return
        # A reader between the two sees a key that does not fit, and reads again when it is told.
        write_private(key, pair.key.encode(), mode=0o640, owner=(0, KEY_READERS) if self._chown else None)
        write_private(file, pair.certificate.encode(), mode=0o644)

    async def start(self) -> None:
        """Renew from now on, and tell whoever uses a certificate that `prepare` has replaced."""
        self._task = asyncio.create_task(self._keep(), name="certificates")

    async def stop(self) -> None:
        """Stop renewing."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _keep(self) -> None:
        while True:
            pause = LOOK if await self._renew() else RETRY
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._due.wait(), pause)
                # Whoever asked for it gets his answer through the proxy before that is restarted.
                await asyncio.sleep(TELL_AFTER)
            self._due.clear()

    async def _renew(self) -> bool:
        try:
            await asyncio.to_thread(self.prepare)
            if self._replaced and self._renewed is not None:
                await self._renewed()
            self._replaced = False
        except (OSError, DinrailError) as error:
            self._log.warning("certificates: %s", error)
            return False
        return True

    def _authority(self) -> Authority:
        key, certificate = self._data / "ca.key", self._data / "ca.crt"
        try:
            return Authority.load(key.read_bytes(), certificate.read_bytes())
        except FileNotFoundError:
            if certificate.exists():
                self._lost(certificate, "its key is gone")
        except ValueError as error:
            self._lost(key, str(error))
        made = Authority.make(self._label, self._now())
        write_private(key, key_pem(made.key))
        write_private(certificate, made.certificate.public_bytes(serialization.Encoding.PEM), mode=0o644)
        self._log.info("made a certificate authority, %s", certificate)
        return made

    def _lost(self, file: Path, why: str) -> None:
        aside = file.with_name(f"{file.name}.damaged-{int(time.time())}")
        self.problem = Reason("ca_lost", {"file": file.name, "aside": aside.name}, f"{file.name}: {why}")
        self._log.error("certificate authority lost (%s), clients must trust a new one", why)
        file.rename(aside)

    def _server(self, authority: Authority) -> bool:
        key, file = self._tls / "server.key", self._tls / "server.crt"
        present = self._read(file)
        now = self._now()
        if present is not None and key.exists():
            if not _ours(present):
                return False
            if signed_by(present, authority) and covers(present, self.hosts, now + RENEW) and self._fits(key, present):
                self._guard(key)
                return False
        private, certificate = authority.issue(self.hosts, now)
        owner = (0, KEY_READERS) if self._chown else None
        write_private(key, key_pem(private), mode=0o640, owner=owner)
        write_private(file, certificate.public_bytes(serialization.Encoding.PEM), mode=0o644)
        self._log.info("issued a certificate for %s until %s", ", ".join(self.hosts), certificate.not_valid_after_utc)
        return True

    def _guard(self, key: Path) -> None:
        if key.stat().st_mode & 0o037:
            self._log.warning("%s was open to others, closed", key)
            key.chmod(0o640)
            if self._chown:
                os.chown(key, 0, KEY_READERS)

    @staticmethod
    def _fits(key: Path, certificate: x509.Certificate) -> bool:
        try:
            private = serialization.load_pem_private_key(key.read_bytes(), None)
        except (ValueError, TypeError):
            return False
        return private.public_key() == certificate.public_key()

    @staticmethod
    def _read(file: Path) -> x509.Certificate | None:
        try:
            return read_certificate(file.read_bytes())
        except FileNotFoundError:
            return None

    @staticmethod
    def _copy(file: Path, data: bytes) -> bool:
        with contextlib.suppress(FileNotFoundError):
            if file.read_bytes() == data:
                return False
        write_private(file, data, mode=0o644)
        return True

    def _usable(self, hosts: Sequence[str]) -> list[str]:
        usable = []
        for host in dict.fromkeys(hosts):
            bare = host.strip("[] ")
            if _is_host(bare):
                usable.append(bare)
            else:
                self._log.warning("not a host name or address, left out of the certificate: %r", host[:64])
        return usable


def _pair(certificate: Path, key: Path) -> Pair | None:
    try:
        pair = Pair(certificate.read_text(), key.read_text())
        pair.chain()
    except (OSError, ValueError, Invalid):
        return None
    return pair


def _is_host(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return len(text) <= 253 and all(_LABEL.match(label) for label in text.split("."))
    return True


def _ours(certificate: x509.Certificate) -> bool:
    names = certificate.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)
    return any(str(name.value).startswith(CA_NAME) for name in names)
