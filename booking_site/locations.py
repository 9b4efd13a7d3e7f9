"""``LOCATIONS_FILE``: what an operator says about each location, in TOML, one table per location id."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

EXAMPLE = "a TOML file with a table per location id, as in docs/locations.example.toml"


@dataclass(frozen=True)
class LocationSettings:
    """All optional. ``hosted_form_url`` is Altegio's own page, for what cannot be booked here."""

    allowed_origins: tuple[str, ...] = ()
    hosted_form_url: str = ""
    lead_minutes: int = 0


def read_locations_file(path: str, origin: re.Pattern[str]) -> tuple[dict[int, LocationSettings], list[str]]:
    """Locations by id, and one line for each thing that is wrong with the file."""
    try:
        tables = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as unreadable:
        return {}, [f"LOCATIONS_FILE cannot be read ({type(unreadable).__name__}). It should be {EXAMPLE}"]
    locations: dict[int, LocationSettings] = {}
    problems: list[str] = []
    for name, table in tables.items():
        if not re.fullmatch(r"[1-9][0-9]{0,14}", name) or not isinstance(table, Mapping):
            problems.append(f"LOCATIONS_FILE: [{name}] is no location id. It should be {EXAMPLE}")
            continue
        locations[int(name)] = _location(table, f"LOCATIONS_FILE: [{name}]", origin, problems)
    return locations, problems


def _location(table: Mapping[str, Any], where: str, origin: re.Pattern[str], problems: list[str]) -> LocationSettings:
    origins = table.get("allowed_origins", [])
    if not isinstance(origins, list) or not all(isinstance(o, str) and origin.fullmatch(o) for o in origins):
        problems.append(f'{where} allowed_origins is not a list of origins. Example: ["https://www.example.com"]')
        origins = []
    hosted_form = table.get("hosted_form_url", "")
    if hosted_form and not re.fullmatch(r"https://[^\s\"'<>]+", str(hosted_form)):
        problems.append(f'{where} hosted_form_url is not an https address. Example: "https://n123.alteg.io"')
        hosted_form = ""
    lead = table.get("lead_minutes", 0)
    if not isinstance(lead, int) or isinstance(lead, bool) or not 0 <= lead <= 60 * 24 * 60:
        problems.append(f"{where} lead_minutes is not a number of minutes. Example: 120")
        lead = 0
    return LocationSettings(tuple(origins), str(hosted_form), lead)
