"""How endpoints reach the wired services."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from dinrail_gateway.wiring import Gateway

__all__ = ["Wired", "gateway_of"]


def gateway_of(connection: HTTPConnection) -> Gateway:
    """The services behind the application that answers this connection."""
    gateway: Gateway = connection.app.state.gateway
    return gateway


Wired = Annotated[Gateway, Depends(gateway_of)]
