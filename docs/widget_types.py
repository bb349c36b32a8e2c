"""The reference page of widget types, from their folders in the browser application."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SLOT = re.compile(r"\{ name: '(\w+)'([^}]*)\}")
KIND = re.compile(r"kind: '(\w+)'")

Shape = Callable[[dict[str, Any]], str]


def page(widgets: Path, note: str, shape: Shape) -> str:
    """Slots and options of every type; `shape` writes the type of an option."""
    shared = json.loads((widgets / "options.defs.json").read_text())["$defs"]
    common = json.loads((widgets / "options.en.json").read_text())
    lines = [note, "# Widget types", ""]
    lines += [
        "[Guide](../widgets.md). An entry of `config/widgets.json` has `type`, `bindings` by the names of the slots"
    ]
    lines += ["slots below, and `options`. A slot that takes many has names `<slot>_1`, `<slot>_2`, …", ""]
    for folder in sorted(file.parent for file in (widgets / "types").glob("*/index.ts")):
        words = common | json.loads((folder / "en.json").read_text())
        lines += [f"## {folder.name}", "", f"{words['name']}. {words['about']}", ""]
        slots = list(slots_of(folder, words))
        lines += ["| slot | takes | |", "|---|---|---|", *slots, ""] if slots else ["Nothing is bound.", ""]
        options = Options(shared, words, shape)
        schema = json.loads((folder / "options.schema.json").read_text())
        lines += ["| option | type | default | meaning |", "|---|---|---|---|", *options.rows(schema), ""]
    return "\n".join(lines)


def slots_of(folder: Path, words: dict[str, str]) -> Iterator[str]:
    """A row for each place of bindings."""
    for name, rest in SLOT.findall((folder / "index.ts").read_text()):
        kind = KIND.search(rest)
        takes = "any point" if kind is None or kind[1] == "any" else f"{kind[1]} points"
        marks = [word for word in ("required", "many", "writable") if f"{word}: true" in rest]
        yield f"| `{name}` | {takes}{', ' if marks else ''}{', '.join(marks)} | {words[f'slot.{name}']} |"


@dataclass(frozen=True)
class Options:
    """Writes the options of one type."""

    shared: dict[str, Any]
    words: dict[str, str]
    shape: Shape

    def rows(self, schema: dict[str, Any], path: str = "", label: str = "") -> Iterator[str]:
        """A row for each option, those of lists below them."""
        for name, given in schema.get("properties", {}).items():
            field = self.resolved(given)
            required = name in schema.get("required", [])
            default = "required" if required else f"`{json.dumps(field.get('default'), ensure_ascii=False)}`"
            place = f"{path}/{name}"
            text = ". ".join(part for part in (self.words[place], self.words.get(f"{place}#", "")) if part)
            items = field.get("items", {})
            kind = "list" if items.get("properties") else self.shape(field)
            yield f"| `{label}{name}` | {kind} | {default} | {text} |"
            if items.get("properties"):
                yield from self.rows(items, f"{place}/*", f"{label}{name}[].")

    def resolved(self, field: dict[str, Any]) -> dict[str, Any]:
        """With the shared shape it refers to; what stands beside wins."""
        if "$ref" not in field:
            return field
        return {**self.shared[field["$ref"].rsplit("/", 1)[-1]], **{k: v for k, v in field.items() if k != "$ref"}}
