"""A business in the terms of https://schema.org."""

from __future__ import annotations

import re
from typing import Any

from widget.domain.location import Location

DAY = r"(Mo|Tu|We|Th|Fr|Sa|Su)"
CLOCK = r"(([01]\d|2[0-3]):[0-5]\d|24:00)"
OPENING_HOURS = re.compile(rf"{DAY}([-,]{DAY})* {CLOCK}-{CLOCK}", re.ASCII)
"""``Mo-Fr 09:00-20:00``: the only way to write them that https://schema.org/openingHours knows."""


def business(location: Location, url: str, description: str, image: str) -> dict[str, Any]:
    """Empty for one without a name, which no reader would take."""
    if not location.title:
        return {}
    facts = {
        "@context": "https://schema.org",
        "@type": "LocalBusiness",
        "@id": url,
        "url": url,
        "name": location.title,
        "description": description,
        "image": image,
        "telephone": location.phone,
        "address": _address(location),
        "geo": _point(location),
        "openingHours": opening_hours(location.schedule),
        "potentialAction": {
            "@type": "ReserveAction",
            "target": {"@type": "EntryPoint", "urlTemplate": url},
        },
    }
    return {name: value for name, value in facts.items() if value}


def opening_hours(schedule: str) -> list[str]:
    """Businesses write them as they like. Those written otherwise are for people only."""
    entries = [entry.strip() for entry in re.split(r"[;\n]|, ", schedule) if entry.strip()]
    return entries if all(map(OPENING_HOURS.fullmatch, entries)) else []


def _address(location: Location) -> dict[str, str]:
    """Altegio has it on one line, the town included."""
    if not location.address:
        return {}
    country = {"addressCountry": location.country} if location.country else {}
    return {"@type": "PostalAddress", "streetAddress": location.address, **country}


def _point(location: Location) -> dict[str, Any]:
    if location.coordinates is None:
        return {}
    latitude, longitude = location.coordinates
    return {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
