"""What an operator says otherwise than the pages or Altegio do, by language: read from a location's table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

from booking_site.languages import CODES
from booking_site.settings_table import Table, is_list_of, is_text

CATALOGUE = Path(__file__).parent.parent / "widget" / "locale" / "en" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
LONGEST_TEXT = 500
LONGEST_NAME = 200
LONGEST_SEPARATOR = 5

Words = dict[str, dict[str, str]]
"""By language, then by what is said otherwise there."""


def own_texts(table: Table) -> Words:
    """In place of the texts of the pages, which go by their English."""
    return _words(table, "texts", LONGEST_TEXT, '"Phone" = "WhatsApp"', _what_is_wrong)


def own_names(table: Table) -> Words:
    """In place of names of services, categories, team members and custom fields, just as Altegio has them."""
    return _words(table, "names", LONGEST_NAME, '"Haircut" = "Haarschnitt"', lambda _, __: "")


def name_languages(table: Table) -> dict[str, Any]:
    """``name_separator``: what stands between the parts of a name that is written in several languages, and
    ``name_languages``: which these are, in order. Without a separator names are of one part."""
    separator = table.line("name_separator", LONGEST_SEPARATOR, "/")
    languages: list[str] = table.read(
        "name_languages",
        lambda value: is_list_of(CODES.__contains__)(value) and len(set(value)) == len(value),
        [],
        f"is not a list of different languages out of {', '.join(CODES)}",
        '["en", "ru"]',
    )
    if bool(separator) != bool(languages):
        example = 'name_separator = "/" with name_languages = ["en", "ru"]'
        table.problem("name_separator", "and name_languages only go together", example)
    return {"name_separator": separator, "name_languages": tuple(languages)}


def _words(table: Table, key: str, longest: int, example: str, what_is_wrong: Any) -> Words:
    found: Words = {}
    told: Mapping[str, Mapping[str, Any]]
    fits = is_text(longest, shortest=1)
    told = table.read(key, _is_by_language, {}, "is no table of tables", f"[….{key}.en] {example}")
    for code, pairs in told.items():
        if code not in CODES:
            table.problem(key, f"has {code!r}, which is none of {', '.join(CODES)}", f"[….{key}.en] {example}")
            continue
        for said, instead in pairs.items():
            wrong = "" if fits(instead) else f"is not one line of at most {longest} characters"
            wrong = wrong or what_is_wrong(said, instead)
            if wrong:
                table.problem(f"{key}.{code} {said!r}", wrong, example)
            else:
                found.setdefault(code, {})[said] = instead.strip()
    return found


def _is_by_language(value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(pairs, Mapping) for pairs in value.values())


def _what_is_wrong(said: str, instead: str) -> str:
    known = _placeholders()
    if said not in known:
        return "is no text of ours: they stand in widget/locale/en/LC_MESSAGES/django.po, as msgid"
    unknown = set(PLACEHOLDER.findall(instead)) - known[said]
    if unknown or (known[said] and "%" in PLACEHOLDER.sub("", instead).replace("%%", "")):
        names = ", ".join(f"%({name})s" for name in sorted(known[said])) or "none"
        return f"has a placeholder that is not known there. Known: {names}; a percent sign is written %%"
    return ""


@cache
def _placeholders() -> dict[str, set[str]]:
    """By our texts, what can be filled in. A text with a plural goes by its singular."""
    with CATALOGUE.open("rb") as file:
        ids = [message.id for message in read_po(file) if message.id]
    forms = [(one,) if isinstance(one, str) else tuple(one) for one in ids]
    return {form[0]: {name for text in form for name in PLACEHOLDER.findall(text)} for form in forms}
