"""``LOCATIONS_FILE``: what an operator says about each location, in TOML, one table per location id."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from booking_site.allowed_origins import EXAMPLES, ORIGIN, what_is_wrong
from booking_site.own_words import Words, name_languages, own_names, own_texts
from booking_site.settings_table import Table, is_like, is_list_of, is_text

EXAMPLE = "a TOML file with a table per location id, as in docs/locations.example.toml"
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
KINDS = ("text", "number", "select", "date")
LONGEST_LEAD = 60 * 24 * 60
"""In minutes: sixty days."""
LONGEST_TITLE = 100
LONGEST_TEXT = 500


@dataclass(frozen=True)
class CustomField:
    """Something that the business asks besides. ``code`` is its name in Altegio, ``kind`` one of KINDS, and
    ``values`` what a "select" offers."""

    code: str
    title: str
    kind: str
    is_required: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class LocationSettings:
    """All optional. ``hosted_form_url`` is Altegio's own page, for what cannot be booked here."""

    allowed_origins: tuple[str, ...] = ()
    hosted_form_url: str = ""
    lead_minutes: int = 0
    data_controller: str = ""
    privacy_url: str = ""
    imprint_url: str = ""
    thank_you_url: str = ""
    booked_title: str = ""
    booked_text: str = ""
    offers_newsletter: bool = False
    custom_fields: tuple[CustomField, ...] = ()
    texts: Words = field(default_factory=dict)
    """Our texts in the operator's words."""
    names: Words = field(default_factory=dict)
    """The business's own names in other languages."""
    name_separator: str = ""
    name_languages: tuple[str, ...] = ()
    """Of the parts of a name."""


def read_locations_file(path: str) -> tuple[dict[int, LocationSettings], list[str]]:
    """Locations by id, and one line for each thing that is wrong with the file."""
    try:
        tables = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as unreadable:
        return {}, [f"LOCATIONS_FILE cannot be read ({type(unreadable).__name__}). It should be {EXAMPLE}"]
    locations: dict[int, LocationSettings] = {}
    problems: list[str] = []
    for name, values in tables.items():
        if not re.fullmatch(r"[1-9][0-9]{0,14}", name) or not isinstance(values, Mapping):
            problems.append(f"LOCATIONS_FILE: [{name}] is no location id. It should be {EXAMPLE}")
            continue
        locations[int(name)] = _location(Table(values, f"LOCATIONS_FILE: [{name}]", problems), name)
    return locations, problems


def _location(table: Table, name: str) -> LocationSettings:
    settings = LocationSettings(
        allowed_origins=_origins(table),
        hosted_form_url=table.https("hosted_form_url", "https://n123.alteg.io"),
        lead_minutes=table.read("lead_minutes", _is_lead, 0, "is not a number of minutes", "120"),
        data_controller=table.text("data_controller", LONGEST_TEXT, "Linden GmbH, Lindenstraße 84, 10969 Berlin"),
        privacy_url=table.https("privacy_url", "https://www.example.com/privacy"),
        imprint_url=table.https("imprint_url", "https://www.example.com/imprint"),
        thank_you_url=table.https("thank_you_url", "https://www.example.com/thanks"),
        booked_title=table.line("booked_title", LONGEST_TITLE, "Request received"),
        booked_text=table.text("booked_text", LONGEST_TEXT, "We call you to confirm the time."),
        offers_newsletter=table.flag("offers_newsletter"),
        custom_fields=_custom_fields(table, name),
        texts=own_texts(table),
        names=own_names(table),
        **name_languages(table),
    )
    table.close()
    return settings


def _origins(table: Table) -> tuple[str, ...]:
    """The problem is that of the first which is none."""
    example = EXAMPLES[0]
    what = "is not a list of origins"
    for origin in filter(is_text(LONGEST_TEXT), table.items("allowed_origins")):
        if not ORIGIN.fullmatch(origin):
            what, corrected = what_is_wrong(origin)
            example = corrected or example
            break
    found: list[str] = table.read("allowed_origins", is_list_of(is_like(ORIGIN)), [], what, f'["{example}"]')
    return tuple(found)


def _custom_fields(table: Table, name: str) -> tuple[CustomField, ...]:
    fields: dict[str, CustomField] = {}
    for row in table.tables("custom_fields", f"[[{name}.custom_fields]]"):
        field = _custom_field(row)
        if field.code and field.code in fields:
            row.problem("code", "is that of another field too", '"hair_length"')
        fields.setdefault(field.code, field)
    return tuple(fields.values())


def _custom_field(row: Table) -> CustomField:
    code_is = "is not a letter and up to 63 letters, digits and _"
    kind = row.read("type", KINDS.__contains__, "", f"is none of {', '.join(KINDS)}", '"select"', is_needed=True)
    field = CustomField(
        code=row.read("code", is_like(CODE), "", code_is, '"hair_length"', is_needed=True),
        title=row.line("title", LONGEST_TITLE, "How long is your hair?", is_needed=True),
        kind=kind,
        is_required=row.flag("required"),
        values=_values(row, kind),
    )
    row.close()
    return field


def _values(row: Table, kind: str) -> tuple[str, ...]:
    example = '["Short", "Long"]'
    values: list[str] = row.read(
        "values", _is_choice, [], "is not a list of different texts", example, is_needed=kind == "select"
    )
    if values and kind not in ("select", ""):
        row.problem("values", 'is for type = "select" only', example)
    return tuple(map(str.strip, values))


def _is_lead(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LONGEST_LEAD


def _is_choice(value: Any) -> bool:
    return is_list_of(is_text(LONGEST_TITLE, shortest=1))(value) and 0 < len(value) == len(set(map(str.strip, value)))
