"""Every change the API offers has words in the audit page, in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UI = ROOT / "admin-ui/src"
ACTS = re.compile(r"'((?:GET|POST|PUT|PATCH|DELETE) /[^']*)': '(\w+)'")
QUESTIONS = {"POST /instances/validate", "POST /pages/from-instance", "POST /routes/lint", "POST /routes/preview"}


def offered() -> set[str]:
    paths = json.loads((ROOT / "docs/reference/openapi.json").read_text())["paths"]
    methods = [(method.upper(), path) for path, offers in paths.items() for method in offers]
    return {f"{method} {path.removeprefix('/api')}" for method, path in methods if method != "GET"}


def worded() -> dict[str, str]:
    return dict(ACTS.findall((UI / "pages/audit/changes.ts").read_text()))


def test_every_change_has_words() -> None:
    # What only reads is an act when it is refused.
    assert offered() - QUESTIONS == {each for each in worded() if not each.startswith("GET ")}


def test_the_words_are_there_in_both_languages() -> None:
    for language in ("de", "en"):
        words = json.loads((UI / f"i18n/{language}/upkeep.json").read_text())["acts"]
        assert set(words) == set(worded().values())
