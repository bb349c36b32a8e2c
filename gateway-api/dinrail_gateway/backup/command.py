"""`dinrail-gateway backup …`: asks the running gateway, with the key that only the host can read."""

from __future__ import annotations

import argparse
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any

from dinrail_gateway.auth.host_key import HOST_ROUTES, HostKey
from dinrail_gateway.backup.archive import MAX_FILE
from dinrail_gateway.settings import GatewaySettings

__all__ = ["add_arguments", "run"]

PATIENCE_S = 300
FROM_ENV = "DINRAIL_PASSPHRASE"


class _Refused(Exception):
    """What the gateway answered, or that it did not."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Verbs and options; the passphrase comes in the environment, where no list of processes shows it."""
    verbs = parser.add_subparsers(dest="what", required=True)
    create = verbs.add_parser("create", help=f"make one; {FROM_ENV} or the passphrase of the settings")
    create.add_argument("--note", default="")
    create.add_argument("--stdout", action="store_true", help="write the file to standard output")
    verbs.add_parser("list", help="all there are, the newest first")
    restore = verbs.add_parser("restore", help="put back what differs")
    restore.add_argument("backup", help="its name, or - for a file on standard input")
    restore.add_argument("--dry-run", action="store_true", help="only tell what would change")
    restore.add_argument("--item", action="append", default=[], metavar="SECTION/ITEM", help="only this; repeatable")


def run(arguments: argparse.Namespace, settings: GatewaySettings, env: Mapping[str, str] = os.environ) -> int:
    """0 done, 1 refused or no gateway."""
    key = HostKey(settings.data).read()
    if key is None:
        sys.stderr.write("the gateway has not started here yet\n")
        return 1
    asked = _Gateway(settings.port, key, env.get(FROM_ENV, ""))
    try:
        {"create": _create, "list": _list, "restore": _restore}[arguments.what](asked, arguments)
    except _Refused as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    return 0


class _Gateway:
    def __init__(self, port: int, key: str, passphrase: str) -> None:
        self._base = f"http://127.0.0.1:{port}{HOST_ROUTES}"
        self._key = key
        self.opening: dict[str, Any] = {"passphrase": passphrase} if passphrase else {}

    def ask(self, path: str, body: object = None, data: bytes | None = None) -> bytes:
        """The answer; raises _Refused with the sentence of a refusal."""
        content = json.dumps(body).encode() if data is None and body is not None else data
        request = urllib.request.Request(self._base + path, content)  # noqa: S310 - loopback
        request.add_header("Authorization", f"Bearer {self._key}")
        request.add_header("Content-Type", "application/json" if data is None else "application/zip")
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310
                found: bytes = answer.read()
                return found
        except urllib.error.HTTPError as error:
            raise _Refused(_sentence(error.read())) from None
        except OSError as error:
            raise _Refused(f"the gateway does not answer: {error}") from None

    def told(self, path: str, body: object = None, data: bytes | None = None) -> Any:
        """The answer, parsed."""
        return json.loads(self.ask(path, body, data))


def _create(gateway: _Gateway, arguments: argparse.Namespace) -> None:
    made = gateway.told("", {**gateway.opening, "note": arguments.note})
    if arguments.stdout:
        sys.stdout.buffer.write(gateway.ask(f"/{made['id']}/file"))
        sys.stdout.flush()
    else:
        sys.stdout.write(f"{made['id']}\n")


def _list(gateway: _Gateway, _: argparse.Namespace) -> None:
    for each in gateway.told("")["backups"]:
        counts = ", ".join(f"{number} {name}" for name, number in each["counts"].items())
        told = each["problem"]["message"] if each["problem"] else counts
        sys.stdout.write(f"{each['id']}  {each['size'] // 1024 + 1} KiB  {told}\n")


def _restore(gateway: _Gateway, arguments: argparse.Namespace) -> None:
    backup = arguments.backup
    if backup == "-":
        backup = gateway.told("/upload", data=sys.stdin.buffer.read(MAX_FILE + 1))["id"]
    path = f"/{urllib.parse.quote(backup, safe='')}"
    if arguments.dry_run:
        _show(gateway.told(f"{path}/preview", gateway.opening))
        return
    items: dict[str, list[str]] = {}
    for item in arguments.item:
        section, _, name = item.partition("/")
        items.setdefault(section, []).append(name)
    done = gateway.told(f"{path}/restore", {**gateway.opening, "items": items or None})
    if not done["restored"]:
        sys.stdout.write("nothing differs\n")
        return
    for section, names in done["restored"].items():
        sys.stdout.writelines(f"restored {section}/{name}\n" for name in names)
    sys.stdout.write(f"how it was before: {done['before']}\n")


def _show(preview: Any) -> None:
    signs = {"added": "+", "changed": "~", "removed": "-"}
    lines = [
        f"{signs[found['kind']]} {section['section']}/{found['item']}"
        for section in preview["sections"]
        for found in section["differences"]
    ]
    lines += [f"! type {name} is not installed here" for name in preview["missing_types"]]
    sys.stdout.writelines(f"{line}\n" for line in lines or ["nothing differs"])


def _sentence(body: bytes) -> str:
    try:
        answer = json.loads(body)
        lines = [str(answer["error"]["message"])]
        lines += [f"  {each['path']}: {each['message']}" for each in answer.get("errors", ())]
        if answer.get("restored"):
            lines.append(f"  restored before that: {', '.join(answer['restored'])}; before: {answer['before']}")
    except (ValueError, KeyError, TypeError):
        return "the gateway gave an unreadable answer"
    return "\n".join("".join(char if char.isprintable() else " " for char in line) for line in lines)
