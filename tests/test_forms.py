from __future__ import annotations

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils.datastructures import MultiValueDict
from hypothesis import given, settings
from hypothesis import strategies as st

from booking_site.locations import CustomField
from widget.domain.contact import Contact
from widget.domain.location import Location
from widget.domain.rules import Asked, BookingRules
from widget.forms import TRAP, ContactForm, key_of

LINDEN = Location(id=1, title="Linden", zone=ZoneInfo("Europe/Berlin"), currency="€", phone="+493012345670")
EVERYTHING = BookingRules(
    surname=Asked.OPTIONAL,
    patronymic=Asked.OPTIONAL,
    offers_sms_reminder=True,
    sms_reminder=2,
    email_reminder=24,
    needs_code=True,
    has_policy=True,
)
QUESTIONS = (
    CustomField("text", "Text", "text"),
    CustomField("number", "Number", "number"),
    CustomField("select", "Select", "select", values=("a", "b")),
    CustomField("date", "Date", "date"),
)
ADA = {"fullname": "Ada", "phone": "030 1234567"}


def form(data: Any = None, rules: BookingRules | None = None, **options: Any) -> ContactForm:
    location = replace(LINDEN, rules=rules or BookingRules())
    return ContactForm(data, location=location, **options)


def contact(data: dict[str, str], rules: BookingRules | None = None, **options: Any) -> Contact:
    filled = form(ADA | data, rules, **options)
    assert filled.is_valid(), filled.errors
    return filled.contact()


def test_whoever_gives_a_name_and_a_phone_is_known() -> None:
    assert contact({}) == Contact(name="Ada", phone="+49301234567")


def test_everything_given_is_in_the_contact() -> None:
    data = {
        "surname": "Lovelace",
        "patronymic": "Byron",
        "email": "ada@example.com",
        "comment": "By the window",
        "sms_reminder": "6",
        "email_reminder": "0",
        "consent": "on",
        "newsletter": "on",
        "code": "12 34-5",
        "custom_text": "x",
        "custom_number": "1.5",
        "custom_select": "b",
        "custom_date": "2026-12-24",
    }

    assert contact(data, EVERYTHING, questions=QUESTIONS, offers_newsletter=True) == Contact(
        name="Ada",
        phone="+49301234567",
        surname="Lovelace",
        patronymic="Byron",
        email="ada@example.com",
        comment="By the window",
        code="12345",
        sms_reminder=6,
        email_reminder=0,
        custom=(("text", "x"), ("number", 1.5), ("select", ("b",)), ("date", "2026-12-24")),
        accepts_policy=True,
        wants_newsletter=True,
    )


@pytest.mark.parametrize(
    ("surname", "patronymic", "full_name"),
    [("", "", "Ada"), ("Lovelace", "", "Ada Lovelace"), ("", "B.", "Ada B."), ("Lovelace", "B.", "Ada B. Lovelace")],
)
def test_the_full_name_has_its_parts_in_their_order(surname: str, patronymic: str, full_name: str) -> None:
    rules = BookingRules(surname=Asked.OPTIONAL, patronymic=Asked.OPTIONAL)

    assert contact({"surname": surname, "patronymic": patronymic}, rules).full_name == full_name


def test_nobody_is_reminded_by_an_email_that_was_not_given() -> None:
    rules = BookingRules(email_reminder=24)

    assert contact({"email_reminder": "24"}, rules).email_reminder == 0
    assert contact({"email_reminder": "24", "email": "ada@example.com"}, rules).email_reminder == 24


@pytest.mark.parametrize("typed", ["1234", " 12 34 ", "12-34", "1 2 3 4", "12\u00a034", "12345678", "١٢٣٤"])
def test_a_code_is_digits_however_it_is_pasted(typed: str) -> None:
    code = contact({"code": typed}, BookingRules(needs_code=True)).code

    assert code.isdecimal()
    assert code.isascii()
    assert 4 <= len(code) <= 8


@pytest.mark.parametrize("typed", ["123", "123456789", "12a4", "1234\n5x", "1 2 3 4 5 6 7 8 9"])
def test_what_is_no_code_is_told_at_its_field(typed: str) -> None:
    filled = form(ADA | {"code": typed}, BookingRules(needs_code=True))

    assert not filled.is_valid()
    assert list(filled.errors) == ["code"]


def test_the_order_of_the_fields_is_that_of_the_page() -> None:
    names = list(form(rules=EVERYTHING, questions=QUESTIONS, offers_newsletter=True).fields)

    assert names == [
        "fullname", "patronymic", "surname", "phone", "email",
        "custom_text", "custom_number", "custom_select", "custom_date",
        "comment", "sms_reminder", "email_reminder", "consent", "newsletter", "code", TRAP,
    ]  # fmt: skip


def test_only_what_is_required_is_marked_so() -> None:
    fields = form(rules=EVERYTHING, questions=QUESTIONS, offers_newsletter=True).fields

    assert [name for name, field in fields.items() if field.required] == ["fullname", "phone", "consent"]


def test_a_machine_that_fills_in_everything_is_not_let_through() -> None:
    filled = form(ADA | {TRAP: "x"})

    assert not filled.is_valid()
    assert list(filled.errors) == [TRAP]


def test_every_field_has_a_key_for_machines() -> None:
    assert [key_of(name) for name in ("fullname", "phone", "code", "consent", "email", "custom_x", TRAP)] == [
        "name-missing", "invalid-phone", "wrong-code", "consent-missing",
        "field-invalid", "field-invalid", "field-invalid",
    ]  # fmt: skip


FIELDS = list(form(rules=EVERYTHING, questions=QUESTIONS, offers_newsletter=True).fields)


@given(st.dictionaries(st.sampled_from(FIELDS), st.lists(st.text(max_size=60), max_size=2)))
@settings(max_examples=300, derandomize=True, deadline=None)
def test_anything_at_all_can_be_sent(data: dict[str, list[str]]) -> None:
    filled = form(MultiValueDict(data), EVERYTHING, questions=QUESTIONS, offers_newsletter=True)

    if filled.is_valid():
        assert filled.contact().name
    else:
        assert all(key_of(name) for name in filled.errors)
    assert str(filled)


@given(st.decimals() | st.floats().map(str) | st.text("0123456789.-+eE_ ", max_size=20))
@settings(max_examples=300, derandomize=True, deadline=None)
def test_a_number_is_a_number_or_told(typed: object) -> None:
    filled = form(ADA | {"custom_number": str(typed)}, questions=QUESTIONS)

    if filled.is_valid():
        assert all(isinstance(value, int | float) for code, value in filled.contact().custom)
    else:
        assert list(filled.errors) == ["custom_number"]
