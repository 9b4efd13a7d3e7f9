"""The languages of the pages, each by its own name: Latin letters first, then the other scripts."""

from __future__ import annotations

LANGUAGES = [
    ("de", "Deutsch"),
    ("en", "English"),
    ("es", "Español"),
    ("fr", "Français"),
    ("it", "Italiano"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("tr", "Türkçe"),
    ("ru", "Русский"),
    ("uk", "Українська"),
    ("kk", "Қазақша"),
    ("ka", "ქართული"),
    ("he", "עברית"),
    ("ar", "العربية"),
]
CODES = tuple(code for code, _ in LANGUAGES)
