"""What a business asks besides, from LOCATIONS_FILE: how it is asked, checked and sent."""

from __future__ import annotations

import json
from typing import Any

import pytest

from booking_site.locations import CustomField
from booking_site.sandbox.server import Sandbox
from tests.journeys.wishes import ADA, details, own, sent
from tests.walker import Walker, words

TEXT = CustomField("allergies", "Any allergies?", "text")
NUMBER = CustomField("height", "How tall are you, in metres?", "number")
SELECT = CustomField("hair_length", "How long is your hair?", "select", values=("Short", "Long & curly"))
DATE = CustomField("birthday", "When is your birthday?", "date")
ALL = (TEXT, NUMBER, SELECT, DATE)


def required(field: CustomField) -> CustomField:
    return CustomField(field.code, field.title, field.kind, is_required=True, values=field.values)


def answers(sandbox: Sandbox) -> list[dict[str, Any]]:
    """What was sent with each appointment of the one booking."""
    [body] = sent(sandbox)
    return [appointment.get("custom_fields", {}) for appointment in body["appointments"]]


def test_each_kind_has_its_field_between_who_and_what_else(walker: Walker, sandbox: Sandbox, settings: Any) -> None:
    own(settings, custom_fields=ALL)

    page = details(walker, sandbox)

    fields = page.all("#typed .field :is(input, select, textarea)")
    assert [str(field["name"]) for field in fields][:8] == [
        "fullname", "phone", "email", "custom_allergies", "custom_height", "custom_hair_length", "custom_birthday",
        "comment",
    ]  # fmt: skip
    text, number, select, day = fields[3:7]
    assert (text["type"], text["maxlength"]) == ("text", "255")
    assert (number["type"], number["inputmode"]) == ("text", "decimal")
    assert [words(option) for option in select.find_all("option")] == ["Please choose", "Short", "Long & curly"]
    assert day["type"] == "date"
    assert not page.all("[name^=custom_][required]")
    assert words(page.html.select_one("label[for=custom_birthday]")) == "When is your birthday? (optional)"


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (TEXT, "  nuts & <b>milk</b> ", "nuts & <b>milk</b>"),
        (NUMBER, "172", 172),
        (NUMBER, "1.72", 1.72),
        (NUMBER, "-0.5", -0.5),
        (NUMBER, "1e2", 100),
        (NUMBER, "0", 0),
        (NUMBER, "12345678901234.5", 12345678901234.5),
        (SELECT, "Long & curly", ["Long & curly"]),
        (DATE, "1990-02-28", "1990-02-28"),
    ],
)
def test_an_answer_is_sent_as_its_kind_with_the_appointment(
    walker: Walker, sandbox: Sandbox, settings: Any, field: CustomField, typed: str, value: object
) -> None:
    own(settings, custom_fields=(field,))
    details(walker, sandbox)

    page = walker.press("Book for", **ADA, **{f"custom_{field.code}": typed})

    assert page.all("[data-booked]")
    assert answers(sandbox) == [{field.code: value}]
    assert sandbox.salon.records[-1].custom_fields == {field.code: value}


@pytest.mark.parametrize("field", ALL, ids=[field.kind for field in ALL])
def test_an_answer_that_is_required_is_required(
    walker: Walker, sandbox: Sandbox, settings: Any, field: CustomField
) -> None:
    own(settings, custom_fields=(required(field),))
    page = details(walker, sandbox)
    assert page.all(f"[name=custom_{field.code}][required]")
    assert "(optional)" not in words(page.html.select_one(f"label[for=custom_{field.code}]"))

    page = walker.press("Book for", **ADA)

    assert (page.status, page.errors) == (422, ["field-invalid"])
    assert words(page.html.select_one(f"#custom_{field.code}_error")) == "Please fill this in."
    assert sent(sandbox) == []


@pytest.mark.parametrize("field", ALL, ids=[field.kind for field in ALL])
def test_an_answer_that_is_not_given_is_not_sent(
    walker: Walker, sandbox: Sandbox, settings: Any, field: CustomField
) -> None:
    own(settings, custom_fields=(field,))
    details(walker, sandbox)

    assert walker.press("Book for", **ADA).all("[data-booked]")

    assert answers(sandbox) == [{}]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (TEXT, "x" * 256),
        (TEXT, "a\x00b"),
        (NUMBER, "tall"),
        (NUMBER, "NaN"),
        (NUMBER, "Infinity"),
        (NUMBER, "1e400"),
        (NUMBER, "1" * 16),
        (DATE, "28.02.1990"),
        (DATE, "1990-02-30"),
        (DATE, "90-02-28"),
    ],
)
def test_an_answer_that_makes_no_sense_is_told_at_its_field_and_kept(
    walker: Walker, sandbox: Sandbox, settings: Any, field: CustomField, typed: str
) -> None:
    own(settings, custom_fields=(field,))
    details(walker, sandbox)
    name = f"custom_{field.code}"

    page = walker.press("Book for", **ADA, **{name: typed})

    assert (page.status, page.errors) == (422, ["field-invalid"])
    assert page.all(f"#{name}[aria-invalid=true]")
    assert page.html.find(id=f"{name}_error")
    assert page.typed()["fullname"] == "Ada Lovelace"
    assert "\x00" in typed or page.typed()[name] == typed
    assert sent(sandbox) == []


def test_what_was_never_offered_cannot_be_chosen(walker: Walker, sandbox: Sandbox, settings: Any) -> None:
    own(settings, custom_fields=(SELECT,))
    details(walker, sandbox)

    page = walker.press("Book for", **ADA, custom_hair_length="Bald")

    assert (page.status, page.errors) == (422, ["field-invalid"])
    assert sent(sandbox) == []


def test_what_was_not_asked_is_not_sent(walker: Walker, sandbox: Sandbox, settings: Any) -> None:
    own(settings, custom_fields=(TEXT,))
    details(walker, sandbox)

    walker.press("Book for", **ADA, custom_vip="yes", custom_yc_partner_public_key="x")

    assert "vip" not in json.dumps(sent(sandbox))
    assert answers(sandbox) == [{}]


def test_answers_go_along_on_a_detour_and_come_back(walker: Walker, sandbox: Sandbox, settings: Any) -> None:
    own(settings, custom_fields=ALL)
    details(walker, sandbox)
    typed = {
        "custom_allergies": "nuts",
        "custom_height": "1.72",
        "custom_hair_length": "Short",
        "custom_birthday": "1990-02-28",
    }

    walker.press("Change: Time", **typed)
    assert walker.page.path.endswith("/time/")
    walker.press(next(chip for chip in walker.page.all("button.chip") if "14:00" in words(chip)))

    assert walker.page.path.endswith("/details/")
    assert {name: walker.page.typed()[name] for name in typed} == typed
    assert walker.press("Book for", **ADA).all("[data-booked]")
    assert answers(sandbox) == [
        {"allergies": "nuts", "height": 1.72, "hair_length": ["Short"], "birthday": "1990-02-28"}
    ]


def test_one_location_asks_nothing_of_the_others(walker: Walker, sandbox: Sandbox, settings: Any) -> None:
    own(settings, 4565, custom_fields=ALL)

    assert not details(walker, sandbox).all("[name^=custom_]")
