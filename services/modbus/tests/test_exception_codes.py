"""Every exception code a device may send has a sentence in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dinrail_modbus.client import ExceptionAnswer

LOCALES = Path(__file__).parents[1] / "locales"


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_code_has_a_sentence(language: str) -> None:
    sentences = json.loads((LOCALES / f"{language}.reasons.json").read_text(encoding="utf-8"))
    keys = {ExceptionAnswer(code, 1, 3).reason.key for code in range(256)}
    assert keys <= set(sentences)
