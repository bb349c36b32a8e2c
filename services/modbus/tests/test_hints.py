"""What can be done about a reason: told in both languages, for keys that have a sentence."""

from __future__ import annotations

import json
from pathlib import Path

LOCALES = Path(__file__).parent.parent / "locales"


def read(name: str) -> dict[str, str]:
    texts: dict[str, str] = json.loads((LOCALES / name).read_bytes())
    return texts


def test_hints_are_told_in_both_languages_for_reasons_that_exist() -> None:
    english, german = read("en.hints.json"), read("de.hints.json")
    assert english.keys() == german.keys()
    assert english.keys() <= read("en.reasons.json").keys()
    assert all(text.strip() for text in (*english.values(), *german.values()))
