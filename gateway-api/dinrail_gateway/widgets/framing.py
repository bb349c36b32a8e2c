"""The page of a plugin as it is served: two frames deep, without origin, network and a way out."""

from __future__ import annotations

import html
from pathlib import Path

__all__ = ["HEADERS", "framed"]

HEADERS = {
    "Content-Security-Policy": (
        "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
        "img-src data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    ),
    "X-Frame-Options": "SAMEORIGIN",
    "X-DNS-Prefetch-Control": "off",
}
_HELPER = (Path(__file__).parent / "frame.js").read_text()
_OUTER = """<!doctype html>
<meta charset="utf-8">
<style>html, body, iframe {{ display: block; width: 100%; height: 100%; margin: 0; border: 0 }}</style>
<iframe sandbox="allow-scripts" title="" srcdoc="{page}"></iframe>
"""


def framed(page: str) -> str:
    """Inside a frame of its own the page cannot go anywhere: where a frame may go, its parent's policy says."""
    return _OUTER.format(page=html.escape(f"<script>{_HELPER}</script>{page}"))
