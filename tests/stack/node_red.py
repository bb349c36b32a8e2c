"""The profile `nodered` of a running stack, its door with the session of DINrail, and flows for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from stack.api import Api
from stack.compose import Stack, until

__all__ = ["SERVER", "NodeRed", "function", "node_red", "web"]

SERVER = {"id": "dinrail_server", "type": "dinrail-server", "own": True, "root": "smarthome"}
TAB = {"id": "tab", "type": "tab", "label": "test"}
PARTS = ("nodered", "nodered-door")


def web(path: str, *first: str) -> list[dict[str, Any]]:
    """A request to `path` goes to the nodes `first`; what comes to the node `answer` is its answer."""
    asked = {"id": f"asked{path}", "type": "http in", "z": "tab", "url": path, "method": "get", "wires": [list(first)]}
    return [asked, {"id": "answer", "type": "http response", "z": "tab", "wires": []}]


def function(name: str, code: str, *after: str) -> dict[str, Any]:
    """A node of JavaScript."""
    kind = {"id": name, "type": "function", "z": "tab", "func": code, "outputs": 1, "libs": []}
    return {**kind, "wires": [list(after)]}


class NodeRed:
    """door: the HTTP API of Node-RED as the admin of the stack sees it."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.url = f"http://127.0.0.1:{stack.ports['NODERED_HTTP']}"
        self.door: Api = stack.api.at(self.url)

    def view(self) -> dict[str, Any]:
        """What DINrail says about it."""
        found: dict[str, Any] = self.stack.api.call("GET", "/api/node-red")
        return found

    def alive(self, *, safe: bool = False) -> None:
        """Wait until it answers, with its flows or without them."""
        until(lambda: self.view()["alive"] and self.view()["safe"] is safe, timeout=90, what=f"alive, safe is {safe}")

    def deploy(self, *nodes: dict[str, Any]) -> None:
        """These flows instead of those it has."""
        # What has no place on the tab would count as configuration.
        placed = [{"x": 200, "y": 40 * at, **node} if "z" in node else node for at, node in enumerate(nodes, 1)]
        flows = {"flows": [TAB, SERVER, *placed] if nodes else []}
        until(lambda: self._flows("POST", flows), timeout=30, what="deployed")

    def credentials(self, node: str, **secrets: str) -> None:
        """Secrets of one node, as its dialog takes them."""
        found = self._flows("GET")
        nodes = [{**each, "credentials": secrets} if each["id"] == node else each for each in found["flows"]]
        self._flows("POST", {"flows": nodes, "rev": found["rev"]})

    def flows(self) -> list[dict[str, Any]]:
        """Those it has."""
        found: list[dict[str, Any]] = self._flows("GET")["flows"]
        return found

    def ask(self, path: str, *, timeout: float = 30) -> Any:
        """The answer of a flow, once it is there."""
        return until(lambda: [self.door.call("GET", path)], timeout=timeout, what=f"an answer at {path}")[0]

    def leave(self, path: str) -> None:
        """Ask a flow something that may never be answered."""
        with suppress(OSError, LookupError):
            self.door.call("GET", path)

    def deaths(self) -> int:
        """How often the engine has started it again."""
        return int(self.stack.docker("inspect", "-f", "{{.RestartCount}}", self._container()))

    def others(self) -> dict[str, str]:
        """Everything else of the stack → when it was started, how often anew, and with what end."""
        shape = "{{.Name}} {{.State.StartedAt}} {{.RestartCount}} {{.State.Running}} {{.State.OOMKilled}}"
        every = self.stack.docker("ps", "-aq", "--filter", f"label=dinrail.project={self.stack.project}").split()
        lines = self.stack.docker("inspect", "-f", shape, *every).splitlines()
        found = dict(line.split(" ", 1) for line in lines)
        return {name: state for name, state in found.items() if not name.endswith("-nodered-1")}

    def restart(self) -> None:
        """As a person would: it ends well."""
        before = self._started()
        self.stack.compose("restart", "nodered")
        assert self._started() != before
        self._listens()

    def _listens(self) -> None:
        until(lambda: self.door.call("GET", "/dinrail/alive"), timeout=60, what="Node-RED answers its door")

    def _started(self) -> str:
        return self.stack.docker("inspect", "-f", "{{.State.StartedAt}}", self._container())

    def _container(self) -> str:
        return self.stack.compose("ps", "-aq", "nodered").strip()

    def _flows(self, method: str, body: Any = None) -> Any:
        return self.door.call(method, "/editor/flows", body, **{"Node-RED-API-Version": "v2"})


@contextmanager
def node_red(stack: Stack) -> Iterator[NodeRed]:
    """Switch the profile on, and leave nothing of it behind."""
    stack.profiles = "nodered"
    try:
        stack.compose("up", "-d", "--wait", "gateway", *PARTS)
        made = NodeRed(stack)
        made.alive()
        yield made
    finally:
        stack.compose("rm", "-s", "-f", *PARTS)
        stack.docker("volume", "rm", "-f", f"{stack.project}_node-red-data")
        stack.profiles = ""
        stack.compose("up", "-d", "--wait", "gateway")
