"""Who is coming: the form asks what the location's rules say, and sends what was answered."""

from __future__ import annotations

from typing import Any

import pytest

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN, NEW_YORK
from tests.journeys.wishes import ADA, ADAS_PHONE, details, own, sent
from tests.walker import Page, Walker, words
from widget.fields import LONGEST_COMMENT, LONGEST_NAME

REQUIRED, OPTIONAL, ABSENT = "required", "optional", "absent"
USUAL = {
    "fullname": REQUIRED,
    "phone": REQUIRED,
    "email": OPTIONAL,
    "comment": OPTIONAL,
    "sms_reminder": OPTIONAL,
    "email_reminder": OPTIONAL,
}


def asked(page: Page) -> dict[str, str]:
    """The fields that a visitor sees, in their order."""
    fields = page.all("#typed .field :is(input, textarea, select)")
    return {str(field["name"]): REQUIRED if field.has_attr("required") else OPTIONAL for field in fields}


def label(page: Page, name: str) -> str:
    return words(page.html.select_one(f'label[for="{name}"]'))


def error_at(page: Page, name: str) -> str:
    """What stands at the field itself, and is tied to it for those who do not see it."""
    [field] = page.all(f'[name="{name}"]')
    assert field.get("aria-invalid") == "true"
    return words(page.html.find(id=field["aria-describedby"]))  # type: ignore[arg-type]


RULES: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({}, {}),
    ({"is_surname_field_enabled": True}, {"surname": OPTIONAL}),
    ({"is_surname_field_enabled": "1"}, {"surname": OPTIONAL}),
    ({"is_surname_field_enabled": True, "booking_surname_required": True}, {"surname": REQUIRED}),
    ({"is_patronymic_field_enabled": 1}, {"patronymic": OPTIONAL}),
    ({"is_patronymic_field_enabled": 1, "booking_patronymic_required": 1}, {"patronymic": REQUIRED}),
    ({"booking_email_required": True}, {"email": REQUIRED}),
    ({"booking_email_hidden": True}, {"email": ABSENT, "email_reminder": ABSENT}),
    ({"booking_email_hidden": True, "booking_email_required": True}, {"email": REQUIRED}),
    ({"booking_comment_required": True}, {"comment": REQUIRED}),
    ({"booking_comment_hidden": True}, {"comment": ABSENT}),
    ({"reminds_sms_disabled": 1}, {"sms_reminder": ABSENT}),
    ({"email_hours_default": 0}, {"email_reminder": ABSENT}),
    ({"phone_confirmation": True}, {"code": REQUIRED}),
    ({"phone_confirmation": True, "sms_enabled": False}, {}),
    ({"is_show_privacy_policy": True}, {"consent": REQUIRED}),
]


@pytest.mark.parametrize(("rules", "changes"), RULES)
def test_the_form_asks_what_the_locations_rules_say(
    walker: Walker, sandbox: Sandbox, rules: dict[str, Any], changes: dict[str, str]
) -> None:
    sandbox.salon.set_company(BERLIN, **rules)

    page = details(walker, sandbox)

    assert asked(page) == {name: how for name, how in (USUAL | changes).items() if how != ABSENT}


def test_the_name_comes_in_parts_where_the_last_name_has_a_field_of_its_own(walker: Walker, sandbox: Sandbox) -> None:
    assert label(details(walker, sandbox, NEW_YORK), "fullname") == "Name"
    sandbox.salon.set_company(BERLIN, is_surname_field_enabled=True, is_patronymic_field_enabled=True)

    page = details(walker, sandbox)

    assert list(asked(page))[:4] == ["fullname", "patronymic", "surname", "phone"]
    assert [label(page, name) for name in ("fullname", "patronymic", "surname")] == [
        "First name",
        "Middle name (optional)",
        "Last name (optional)",
    ]
    assert page.all('[name="fullname"][autocomplete="given-name"]')


def test_fields_say_how_they_are_typed_and_filled_in(walker: Walker, sandbox: Sandbox) -> None:
    sandbox.salon.set_company(BERLIN, is_surname_field_enabled=1, is_patronymic_field_enabled=1, phone_confirmation=1)

    page = details(walker, sandbox)

    attributes = ("type", "autocomplete", "inputmode")
    names = ("fullname", "patronymic", "surname", "phone", "email", "code")
    assert {
        name: tuple(page.all(f'[name="{name}"]')[0].get(attribute, "") for attribute in attributes) for name in names
    } == {
        "fullname": ("text", "given-name", ""),
        "patronymic": ("text", "additional-name", ""),
        "surname": ("text", "family-name", ""),
        "phone": ("tel", "tel", "tel"),
        "email": ("email", "email", "email"),
        "code": ("text", "one-time-code", "numeric"),
    }
    assert all(page.html.select_one(f'label[for="{name}"]') for name in asked(page))


def test_what_need_not_be_told_says_so(walker: Walker, sandbox: Sandbox) -> None:
    page = details(walker, sandbox)

    assert [name for name in asked(page) if label(page, name).endswith("(optional)")] == ["email", "comment"]


def test_the_business_names_its_comment_and_says_what_to_read_first(walker: Walker, sandbox: Sandbox) -> None:
    sandbox.salon.set_company(
        BERLIN,
        booking_comment_required=True,
        booking_comment_input_name="<b>Which</b> hair &amp; skin type?",
        booking_notify_text="<p>Please come <b>early</b>.</p><p>Ring twice.</p><script>alert(1)</script>",
    )

    page = details(walker, sandbox)

    assert label(page, "comment") == "Which hair & skin type?"
    assert words(page.html.select_one("#typed .note")) == "Please come early. Ring twice."
    assert "alert(1)" not in page.response.content.decode()


def test_all_that_is_answered_is_sent(walker: Walker, sandbox: Sandbox) -> None:
    sandbox.salon.set_company(BERLIN, is_surname_field_enabled=True, is_patronymic_field_enabled=True)
    details(walker, sandbox)

    page = walker.press(
        "Book for",
        fullname="  Augusta Ada ",
        patronymic="Byron",
        surname="Lovelace",
        phone=" 030/123 45 67",
        email="ada@example.com",
        comment="Line one\r\nLine <b>two</b> 💇",
        sms_reminder="6",
        email_reminder="48",
    )

    assert page.all("[data-booked]")
    [body] = sent(sandbox)
    assert {name: value for name, value in body.items() if name not in ("appointments", "api_id")} == {
        "fullname": "Augusta Ada Byron Lovelace",
        "patronymic": "Byron",
        "surname": "Lovelace",
        "phone": ADAS_PHONE,
        "email": "ada@example.com",
        "comment": "Line one\nLine <b>two</b> 💇",
        "notify_by_sms": 6,
        "notify_by_email": 48,
    }
    assert isinstance(body["api_id"], int)


def test_what_is_left_empty_is_sent_as_nothing(walker: Walker, sandbox: Sandbox) -> None:
    details(walker, sandbox)

    walker.press("Book for", **ADA)

    [body] = sent(sandbox)
    assert {name: value for name, value in body.items() if name not in ("appointments", "api_id")} == {
        "fullname": "Ada Lovelace",
        "phone": ADAS_PHONE,
        "email": "",
        "comment": "",
        "notify_by_sms": 2,
        "notify_by_email": 0,
    }


@pytest.mark.parametrize(("default", "chosen"), [(2, "2"), (5, "5"), (0, "0"), ("24", "24"), (-3, "0"), ("soon", "0")])
def test_reminders_are_offered_with_the_businesss_default(
    walker: Walker, sandbox: Sandbox, default: object, chosen: str
) -> None:
    sandbox.salon.set_company(BERLIN, reminds_sms_default=default)

    page = details(walker, sandbox)

    assert page.typed()["sms_reminder"] == chosen
    assert page.all('#sms_reminder option[value="0"]')
    walker.press("Book for", **ADA)
    assert sent(sandbox)[0]["notify_by_sms"] == int(chosen)


def test_where_none_is_offered_nobody_is_reminded(walker: Walker, sandbox: Sandbox) -> None:
    sandbox.salon.set_company(BERLIN, reminds_sms_disabled=True, booking_email_hidden=True)
    details(walker, sandbox)

    walker.press("Book for", **ADA, sms_reminder="6", email_reminder="6", email="ada@example.com")

    [body] = sent(sandbox)
    assert (body["notify_by_sms"], body["notify_by_email"], body["email"]) == (0, 0, "")


WRONG: list[tuple[dict[str, Any], dict[str, str], dict[str, str]]] = [
    ({}, {"fullname": ""}, {"fullname": "name-missing"}),
    ({}, {"fullname": "   "}, {"fullname": "name-missing"}),
    ({}, {"fullname": "x" * (LONGEST_NAME + 1)}, {"fullname": "name-missing"}),
    ({}, {"phone": ""}, {"phone": "invalid-phone"}),
    ({}, {"phone": "030"}, {"phone": "invalid-phone"}),
    ({}, {"phone": "no phone"}, {"phone": "invalid-phone"}),
    ({}, {"phone": "0" * 40}, {"phone": "invalid-phone"}),
    ({}, {"email": "ada@"}, {"email": "field-invalid"}),
    ({}, {"comment": "x" * (LONGEST_COMMENT + 1)}, {"comment": "field-invalid"}),
    ({"booking_email_required": 1}, {}, {"email": "field-invalid"}),
    ({"booking_comment_required": 1}, {}, {"comment": "field-invalid"}),
    ({"booking_surname_required": 1}, {}, {"surname": "field-invalid"}),
    ({"booking_patronymic_required": 1}, {}, {"patronymic": "field-invalid"}),
    ({}, {"fullname": "", "phone": "1", "email": "x"}, {
        "fullname": "name-missing", "phone": "invalid-phone", "email": "field-invalid",
    }),
]  # fmt: skip


@pytest.mark.parametrize(("rules", "typed", "wrong"), WRONG)
def test_what_is_wrong_is_told_at_its_field_and_on_top_and_nothing_is_lost_or_sent(
    walker: Walker, sandbox: Sandbox, rules: dict[str, Any], typed: dict[str, str], wrong: dict[str, str]
) -> None:
    sandbox.salon.set_company(BERLIN, **rules)
    details(walker, sandbox)
    asked_for = ADA | {"comment": "By the window"} | typed
    if rules.get("booking_comment_required"):
        asked_for["comment"] = ""

    page = walker.press("Book for", **asked_for)

    assert page.status == 422
    assert page.errors == list(wrong.values())
    links = page.all("#wrong a")
    assert [str(link["href"]) for link in links] == [f"#{name}" for name in wrong]
    assert all(words(link).endswith(error_at(page, name)) for link, name in zip(links, wrong, strict=True))
    assert {name: page.typed()[name] for name in asked_for} == asked_for
    assert words(page.html.title).startswith("Please check")
    assert sent(sandbox) == []


def test_a_reminder_that_is_not_offered_is_not_taken(walker: Walker, sandbox: Sandbox) -> None:
    details(walker, sandbox)

    page = walker.press("Book for", **ADA, sms_reminder="999")

    assert (page.status, page.errors) == (422, ["field-invalid"])
    assert sent(sandbox) == []


def test_once_put_right_it_is_booked(walker: Walker, sandbox: Sandbox) -> None:
    details(walker, sandbox)
    walker.press("Book for", **(ADA | {"phone": "12", "comment": "By the window"}))

    page = walker.press("Book for", phone=ADA["phone"])

    assert page.all("[data-booked]")
    [body] = sent(sandbox)
    assert (body["fullname"], body["phone"], body["comment"]) == ("Ada Lovelace", ADAS_PHONE, "By the window")


@pytest.mark.parametrize("location_id", [BERLIN, NEW_YORK])
def test_nothing_is_prefilled_from_an_address(
    walker: Walker, sandbox: Sandbox, settings: Any, location_id: int
) -> None:
    sandbox.salon.set_company(location_id, is_surname_field_enabled=True, is_patronymic_field_enabled=True)
    own(settings, location_id, offers_newsletter=True)
    mark = "marked"
    texts = dict.fromkeys(("fullname", "surname", "patronymic", "phone", "email", "comment", "code"), mark)
    boxes = {"consent": "on", "newsletter": "on", "code_sent": "1", "ticket": mark, "do": "again"}

    page = details(walker, sandbox, location_id, **texts, **boxes, sms_reminder=48, homepage=mark)

    assert mark not in page.response.content.decode()
    assert not page.all("input[checked]")
    assert page.typed()["sms_reminder"] == "2"
    assert not page.all("[name=code_sent]")


def test_the_trap_catches_a_machine_and_shows_itself_to_a_person(walker: Walker, sandbox: Sandbox) -> None:
    page = details(walker, sandbox)
    assert page.all(".trap[aria-hidden=true] [tabindex='-1'][autocomplete=off]")

    page = walker.press("Book for", **ADA, homepage="https://spam.example")

    assert (page.status, page.errors) == (422, ["field-invalid"])
    assert page.all(".field.is-wrong #homepage")
    assert not page.all(".trap")
    assert sent(sandbox) == []
    assert walker.press("Book for", homepage="").all("[data-booked]")
