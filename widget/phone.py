"""Phone numbers as people write them → as they are dialled from anywhere."""

from __future__ import annotations

import phonenumbers
from babel import Locale

from widget.domain.location import Location

LONGEST_PHONE = 32
"""Characters as typed, spaces and brackets included."""
FEWEST_DIGITS = 8
"""Country code included: a number within a town cannot be called from anywhere."""
NO_COUNTRY = phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY
"""Of numbers that are everywhere's, such as +800."""


def international(typed: str, region: str) -> str:
    """``+4930…`` for any usual spelling; ``region`` (``DE``, may be empty) tells what a number without a country code
    means. Raises ValueError for what is no phone number.

    Only its length is held against a number: which ones are given out changes faster than any library.
    """
    try:
        number = phonenumbers.parse(typed, region or None)
    except phonenumbers.NumberParseException as unreadable:
        raise ValueError("no phone number") from unreadable
    dialled = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not phonenumbers.is_possible_number(number) or len(dialled) <= FEWEST_DIGITS:
        raise ValueError("no phone number")
    return dialled


def region_of(location: Location) -> str:
    """The country whose numbers are meant where none is named: that of the business's own phone, else of its address.

    Altegio's ``country_id`` is a number of its own, which nobody has documented.
    """
    try:
        number = phonenumbers.parse(location.phone, None)
    except phonenumbers.NumberParseException:
        return _by_name(location.country)
    region = phonenumbers.region_code_for_number(number)
    return region if region and region != NO_COUNTRY else _by_name(location.country)


def _by_name(country: str) -> str:
    names = Locale("en").territories
    wanted = country.strip().casefold()
    return next((code for code, name in names.items() if len(code) == 2 and name.casefold() == wanted), "")
