"""What an instance answers besides browsing: who it is, what changed, routes, confirmations."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from dinrail.errors import CallRefused
from dinrail_ads.browsing import Browser, page_of, text_of
from dinrail_ads.preview import Preview
from dinrail_ads.probe import own_net_id, resolve
from dinrail_ads.registration import register
from dinrail_ads.runtime import Runtime
from dinrail_ads.wire.ams import UDP_PORT

if TYPE_CHECKING:
    from dinrail_ads.adapter import AdsAdapter

__all__ = ["Calls"]

Method = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]


class Calls:
    """The methods of `dinrail/<instance>/call/<method>`; every answer is a page at most."""

    def __init__(self, adapter: AdsAdapter) -> None:
        self._adapter = adapter
        self.browser = Browser(adapter.runtimes)
        preview = Preview(adapter.runtimes, lambda: adapter.config)
        self.methods: dict[str, Method] = {
            "search": self.browser.search,
            "overview": self.browser.overview,
            "selection": preview.selection,
            "selected": preview.selected,
            "changes": self.changes,
            "confirm_changes": self.confirm_changes,
            "register_route": self.register_route,
            "info": self.info,
        }

    async def changes(self, params: dict[str, Any]) -> dict[str, Any]:
        """`{start, limit}` → per runtime the last changes of its program, and points that wait for confirmation."""
        start, limit = page_of(params)
        programs = [
            {"port": runtime.port, "changes": runtime.program.history.told(start, limit)}
            for runtime in self._adapter.runtimes
        ]
        waiting = [
            change._asdict()
            for runtime in self._adapter.runtimes
            for change in runtime.program.baseline.changed.values()
        ]
        return {"programs": programs, "unconfirmed": waiting[start : start + limit], "total": len(waiting)}

    async def confirm_changes(self, params: dict[str, Any]) -> dict[str, Any]:
        """`{points: [path, …]}`, all without → those that are taken as they are now, with their types for `type`."""
        wanted = params.get("points")
        if wanted is not None and not (isinstance(wanted, list) and all(isinstance(each, str) for each in wanted)):
            raise CallRefused("points is a list of paths", key="call_parameters_invalid")
        confirmed = []
        for runtime in self._adapter.runtimes:
            confirmed += runtime.confirm(wanted)
        self._adapter.report()
        return {"confirmed": [change._asdict() for change in confirmed]}

    async def register_route(self, params: dict[str, Any]) -> dict[str, Any]:
        """`{endpoint, host, name, udp_port}` → enters a route to us on the PLC with the configured user.

        endpoint: its number, 0 without; host: how the PLC reaches us, the first four numbers of our NetId without.
        """
        config = self._adapter.config
        number = params.get("endpoint", 0)
        if type(number) is not int or not 0 <= number < len(config.endpoints):
            raise CallRefused("endpoint is the number of one", key="call_parameters_invalid")
        if not config.user:
            raise CallRefused("user and password of the PLC are not configured", key="route_credentials_missing")
        endpoint = config.endpoints[number]
        address = await resolve(endpoint.host, endpoint.port)
        own = await own_net_id(config.own_net_id, address)
        host = text_of(params, "host") or ".".join(own.split(".")[:4])
        port = params.get("udp_port", UDP_PORT)
        if type(port) is not int or not 0 < port < 65536:
            raise CallRefused("udp_port is a port", key="call_parameters_invalid")
        name = text_of(params, "name") or f"dinrail-{self._adapter.id}"
        answer = await register(
            address, port, own=own, name=name, host=host, user=config.user, password=config.password
        )
        return {**answer, "net_id_fits": answer["net_id"] == endpoint.net_id}

    async def info(self, params: dict[str, Any]) -> dict[str, Any]:
        """The target and its runtimes: states, sizes of the programs, how values come."""
        endpoint = self._adapter.endpoint
        target = {"host": endpoint.host, "net_id": endpoint.net_id} if endpoint else {}
        runtimes = [_told(runtime) for runtime in self._adapter.runtimes]
        own, configured = self._adapter.own, self._adapter.configured
        return {"target": target, "own_net_id": own, "configured": configured, "runtimes": runtimes}


def _told(runtime: Runtime) -> dict[str, Any]:
    watching, tables = runtime.watching, runtime.program.tables
    told: dict[str, Any] = {"port": runtime.port, "points": len(runtime.program.items), "state": "RUN"}
    if runtime.prefix:
        told["name"] = runtime.prefix
    if runtime.reason is not None:
        told |= {"state": runtime.reason.params.get("state", ""), "reason": runtime.reason.key}
    if tables is not None:
        told |= {
            "symbols": len(tables),
            "identity": tables.identity,
            "unmatched": runtime.program.selected.unmatched[:100],
        }
    if watching is not None:
        told |= {
            "notified": watching.notified,
            "polls": [{"interval": poll.interval, "reads": len(poll.pieces)} for poll in watching.polls],
            "clock_ahead_ms": watching.skew_ms,
            "samples_recovered": watching.lost_samples,
        }
    return told
