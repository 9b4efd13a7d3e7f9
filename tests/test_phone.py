from __future__ import annotations

import re
from dataclasses import replace
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from widget.domain.location import Location
from widget.phone import international, region_of

LOCATION = Location(id=1, title="Linden", zone=ZoneInfo("Europe/Berlin"), currency="€")
REGIONS = ["DE", "US", "KZ", "GE", "GB", "BR", ""]


@pytest.mark.parametrize(
    ("region", "typed", "dialled"),
    [
        ("DE", "030 1234567", "+49301234567"),
        ("DE", "030/1234567", "+49301234567"),
        ("DE", "030-123 45 67", "+49301234567"),
        ("DE", "(030) 123.45.67", "+49301234567"),
        ("DE", "+49 30 1234567", "+49301234567"),
        ("DE", "+49 (0)30 1234567", "+49301234567"),
        ("DE", "0049 30 1234567", "+49301234567"),
        ("DE", "tel:+49-30-1234567", "+49301234567"),
        ("DE", "  0171 1234567  ", "+491711234567"),
        ("DE", "0171\u00a01234567", "+491711234567"),
        ("DE", "０１７１ １２３４５６７", "+491711234567"),
        ("DE", "٠١٧١ ١٢٣٤٥٦٧", "+491711234567"),
        ("DE", "＋49 171 1234567", "+491711234567"),
        ("DE", "+1 212 555 0123", "+12125550123"),
        ("DE", "001 212 555 0123", "+12125550123"),
        ("US", "(212) 555-0123", "+12125550123"),
        ("US", "212.555.0123", "+12125550123"),
        ("US", "2125550123", "+12125550123"),
        ("US", "1-212-555-0123", "+12125550123"),
        ("US", "+1 (212) 555-0123", "+12125550123"),
        ("US", "011 49 30 1234567", "+49301234567"),
        ("KZ", "8 701 123 45 67", "+77011234567"),
        ("KZ", "8 (701) 123-45-67", "+77011234567"),
        ("KZ", "+7 701 123 45 67", "+77011234567"),
        ("KZ", "7011234567", "+77011234567"),
        ("KZ", "87011234567", "+77011234567"),
        ("GE", "555 12 34 56", "+995555123456"),
        ("GE", "+995 555 12-34-56", "+995555123456"),
        ("GE", "00995555123456", "+995555123456"),
        ("GE", "032 212 34 56", "+995322123456"),
        ("GB", "020 7946 0018", "+442079460018"),
        ("BR", "(11) 96123-4567", "+5511961234567"),
        ("", "+49 30 1234567", "+49301234567"),
        ("", "+7 701 123 45 67", "+77011234567"),
        # Given out after the library was made, or for films only: length is all that counts.
        ("US", "(555) 555-0100", "+15555550100"),
    ],
)
def test_every_usual_spelling_is_one_number(region: str, typed: str, dialled: str) -> None:
    assert international(typed, region) == dialled


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("typed", ["", " ", "0", "+", "+49", "110", "Anna", "1-2-3", "++49", "4" * 32, "+" + "1" * 20])
def test_what_nobody_can_call_is_no_number(region: str, typed: str) -> None:
    with pytest.raises(ValueError, match="no phone number"):
        international(typed, region)


@pytest.mark.parametrize("typed", ["030 1234567", "8 701 123 45 67", "0049 30 1234567"])
def test_where_no_country_is_known_its_code_is_needed(typed: str) -> None:
    with pytest.raises(ValueError, match="no phone number"):
        international(typed, "")


@given(st.text(max_size=40) | st.text("+0123456789 ()-/.x#*;=pw,", max_size=40), st.sampled_from(REGIONS))
@settings(max_examples=500, derandomize=True, deadline=None)
def test_any_text_is_a_number_or_a_value_error(typed: str, region: str) -> None:
    try:
        dialled = international(typed, region)
    except ValueError:
        return
    assert re.fullmatch(r"\+[0-9]{8,17}", dialled)


def test_the_usual_spelling_of_every_country_is_understood_there() -> None:
    """But Tokelau's: its numbers are shorter than what elsewhere would be half a number."""
    for region in phonenumbers.SUPPORTED_REGIONS - {"TK"}:
        number = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
        if number:
            as_written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
            dialled = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            assert international(as_written, region) == dialled


@pytest.mark.parametrize(
    ("phone", "country", "region"),
    [
        ("+493012345670", "Germany", "DE"),
        ("+12125550175", "United States", "US"),
        ("+7 701 123 45 67", "", "KZ"),
        ("+995 32 212 34 56", "", "GE"),
        ("", "Georgia", "GE"),
        ("", " kazakhstan ", "KZ"),
        ("030 12345670", "Germany", "DE"),
        ("+800 1234 5678", "Germany", "DE"),
        ("call us", "Germany", "DE"),
        ("", "Deutschland", ""),
        ("", "Atlantis", ""),
        ("", "", ""),
        ("+49", "", ""),
    ],
)
def test_the_country_is_that_of_the_businesss_phone_else_of_its_address(phone: str, country: str, region: str) -> None:
    assert region_of(replace(LOCATION, phone=phone, country=country)) == region


@given(st.text(max_size=40), st.text(max_size=40))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_any_phone_and_country_of_a_business_give_a_country_or_none(phone: str, country: str) -> None:
    region = region_of(replace(LOCATION, phone=phone, country=country))

    assert region == "" or (len(region) == 2 and region.isalpha())
