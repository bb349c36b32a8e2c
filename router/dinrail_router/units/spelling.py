"""The many ways to write a unit, as one: `m3` and `m^3` are `m³`, `degC` is `°C`, `uA` is `µA`, `L/min` is `l/min`."""

from __future__ import annotations

import re

__all__ = ["as_written_here"]

_SIGNS = str.maketrans({"\u03bc": "µ", "\u2126": "Ω", "\u00ba": "°", "\u02da": "°", "*": "·", "\u22c5": "·", " ": None})
_POWER = re.compile(r"(?<=[a-zµ])\^?([23])(?=$|/)")
_LITRE = re.compile(r"(?<![A-Za-zµ])([µmcdhk]?)L(?![A-Za-z])")
_DEGREE = re.compile(r"deg_?(?=[CF]?(?:$|/))")
_MICRO = re.compile(r"(?<![A-Za-zµ])u(?=[A-Zglms])")
_DOT = re.compile(r"(?<=[kmM]N|kW)·|(?<=\bN)·|(?<=[WAV])·(?=[hs])")


def as_written_here(text: str) -> str:
    """The unit in the spelling of the table; what is no unit stays none."""
    text = text.translate(_SIGNS)
    text = _DEGREE.sub("°", text)
    text = _POWER.sub(lambda match: "²³"["23".index(match[1])], text)
    text = _MICRO.sub("µ", text)
    text = _DOT.sub("", text)
    return _LITRE.sub(r"\1l", text)
