"""What an operator may put on the list of sites that may frame the widget. It stands in a header as it is."""

from __future__ import annotations

import re

import idna

PORT = r"(:([1-9][0-9]{0,4}|\*))?"
ORIGIN = re.compile(
    rf"\*|https://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+{PORT}"
    rf"|https?://([a-z0-9-]+\.)?(localhost|test){PORT}|http://127\.0\.0\.1{PORT}"
)
"""What may stand in frame-ancestors: nothing that could end the directive and begin another."""
WRITTEN = re.compile(r"(?P<begin>https?://(\*\.)?)(?P<host>[^\s/:]+)(?P<port>:[0-9*]+)?/?", re.IGNORECASE)

EXAMPLES = ("https://www.example.com", "https://*.example.com")


def what_is_wrong(origin: str) -> tuple[str, str]:
    """For a text that is no ORIGIN: what it is, and how it is written instead, or an empty text."""
    corrected = _as_browsers_write_it(origin)
    if corrected and not origin.isascii():
        return f"holds {origin!r}, whose host has to be written in punycode", corrected
    return f"holds {origin!r}, which is no origin", corrected


def _as_browsers_write_it(origin: str) -> str:
    """In small letters, with a host of other letters in punycode; empty where that is no origin either."""
    found = WRITTEN.fullmatch(origin)
    if not found:
        return ""
    try:
        host = idna.encode(found["host"], uts46=True).decode()
    except UnicodeError:
        return ""
    written = f"{found['begin'].lower()}{host}{found['port'] or ''}"
    return written if ORIGIN.fullmatch(written) else ""
