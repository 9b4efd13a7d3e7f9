"""An operator's own words: in place of ours, and in place of the names that Altegio has, by location and language."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import trans_real

# A page asks for its language a hundred times, and each time passes a lock that Django's own Local shares between all
# threads: sixteen pages made at once took half as long again. Views run in plain threads, which need no more than this.
trans_real._active = threading.local()  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Wording:
    """Stands for a catalogue of ours, and says what the operator wrote for our English text where there is such."""

    catalogue: Any
    texts: Mapping[str, str]

    def gettext(self, message: str) -> str:
        return self.texts.get(message) or self.catalogue.gettext(message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return self.texts.get(singular) or self.catalogue.ngettext(singular, plural, number)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.catalogue, name)


def speak(code: str, location_id: int | None) -> None:
    """Makes ``code`` the language of this thread, in the words of the location where it has some."""
    translation.activate(code)
    found = _own(location_id)
    if found and (texts := found.texts.get(code)):
        # Django has no public way to activate a catalogue of one's own; this is what activate() does.
        trans_real._active.value = Wording(trans_real.translation(code), texts)  # type: ignore[attr-defined]


def _own(location_id: int | None) -> Any:
    """What the operator says of the location, if the page is about one of ours."""
    return settings.LOCATIONS.get(location_id or 0)


def has_own_names(location_id: int | None) -> bool:
    found = _own(location_id)
    return bool(found and (found.names or found.name_separator))


def own_name(location_id: int | None, name: str) -> str:
    """A name that the business wrote in Altegio, as it is written in the current language.

    Either the operator says so for this very text; or the text has one part for each language, such as
    "Anna / Анна".
    """
    found = _own(location_id)
    if not found or not name:
        return name
    code = translation.get_language() or settings.LANGUAGE_CODE
    told = found.names.get(code, {}).get(name)
    return told or _part(name, found.name_separator, found.name_languages, code)


def _part(name: str, separator: str, languages: tuple[str, ...], code: str) -> str:
    """Of a name without a part for the language, the first; a name with other than one part each is left alone."""
    parts = [part.strip() for part in name.split(separator)] if separator else [name]
    if len(parts) != len(languages) or not all(parts):
        return name
    return parts[languages.index(code) if code in languages else 0]
