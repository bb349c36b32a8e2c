"""TLS towards the other broker: an own CA, a client certificate."""

from __future__ import annotations

import os
import socket
import ssl
import tempfile
from typing import Any

from dinrail.errors import ConfigError
from dinrail_mqtt.config import Endpoint

__all__ = ["Context", "tls_context"]


class Context(ssl.SSLContext):
    """Remembers the socket it made last."""

    last: ssl.SSLSocket | None = None

    def wrap_socket(self, sock: socket.socket, *args: Any, **given: Any) -> ssl.SSLSocket:
        """As ever; what cannot be wrapped is closed."""
        try:
            self.last = super().wrap_socket(sock, *args, **given)
        except OSError:
            sock.close()
            raise
        return self.last


def tls_context(endpoint: Endpoint) -> Context:
    """Always with verification of name and certificate; raises ConfigError for what is no PEM."""
    context = Context(ssl.PROTOCOL_TLS_CLIENT)  # verifies names and certificates
    try:
        if endpoint.ca:
            context.load_verify_locations(cadata=endpoint.ca)
        else:
            context.load_default_certs()
    except ssl.SSLError:
        raise ConfigError("the CA is no PEM certificate", path="/endpoints/0/ca", key="pem_invalid") from None
    if endpoint.certificate:
        # The ssl module takes client certificates from files only.
        handle, name = tempfile.mkstemp(prefix="client-", suffix=".pem")
        try:
            with os.fdopen(handle, "w") as file:
                file.write(f"{endpoint.certificate}\n{endpoint.key}\n")
            context.load_cert_chain(name)
        except ssl.SSLError:
            where = "/endpoints/0/certificate"
            raise ConfigError("client certificate and key do not fit", path=where, key="pem_invalid") from None
        finally:
            os.unlink(name)  # noqa: PTH108
    return context
