"""`python -m dinrail_modbus.profiles list`, `… check FILE…` or `… reference`.

`check` prints what is wrong with a profile file, or the JSON that goes below `profiles` of an instance.
`reference` prints the page of docs/reference.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from dinrail_modbus.profiles.catalog import Catalog, ProfileError, parse_profile
from dinrail_modbus.profiles.document import read_document
from dinrail_modbus.profiles.reference import reference

__all__ = ["main"]

USAGE = 2


def main(arguments: list[str] | None = None) -> int:
    """Entry point of the console script; 1 when a file cannot be used."""
    command, *files = [*(sys.argv[1:] if arguments is None else arguments), ""]
    files = [file for file in files if file]
    if command == "list":
        return _list()
    if command == "reference":
        sys.stdout.write(reference())
        return 0
    if command == "check" and files:
        return max([_check(Path(file)) for file in files])
    sys.stderr.write(f"{__doc__}\n")
    return USAGE


def _list() -> int:
    catalog = Catalog()
    for name in catalog.names():
        header = catalog.profile(name).header
        sys.stdout.write(f"{name:28} {header.vendor} {header.model}\n")
    return 0


def _check(path: Path) -> int:
    try:
        text = path.read_text("utf-8")
        parse_profile(text, str(path))
    except (OSError, UnicodeDecodeError, ProfileError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    name = f"{path.resolve().parent.name}/{path.stem}".lower()
    document = {name: read_document(text).data}
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
