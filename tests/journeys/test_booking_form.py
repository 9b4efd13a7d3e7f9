"""What is wrong with a form is told at once, at each field, before Altegio hears of it; and nothing typed is lost."""

from __future__ import annotations

import pytest

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.journeys.at_the_form import ADA, action, booked_ids, filled, kept, open_form, send
from tests.journeys.wishes import sent
from tests.walker import Page, Walker, words

MISTAKES: list[tuple[str, str, str]] = [
    ("fullname", "", "name-missing"),
    ("fullname", "   ", "name-missing"),
    ("fullname", "A" * 101, "name-missing"),
    ("phone", "", "invalid-phone"),
    ("phone", "12", "invalid-phone"),
    ("phone", "call me", "invalid-phone"),
    ("phone", "+49 30", "invalid-phone"),
    ("phone", "0" * 33, "invalid-phone"),
    ("email", "ada", "field-invalid"),
    ("email", "ada@", "field-invalid"),
    ("email", "ada@example.com, bob@example.com", "field-invalid"),
    ("comment", "x" * 1001, "field-invalid"),
    ("sms_reminder", "5", "field-invalid"),
    ("email_reminder", "soon", "field-invalid"),
    ("fullname", "A\0da", "name-missing"),
    ("comment", "\0", "field-invalid"),
]
ids = [f"{name}-{number}" for number, (name, *_) in enumerate(MISTAKES)]


def wrong_fields(page: Page) -> list[str]:
    """As the summary leads to them; each is marked as wrong and says why."""
    names = []
    for alert in page.all("#wrong [role=alert]"):
        [link] = alert.select("a")
        [field] = page.all(f"[id='{str(link['href'])[1:]}']")
        assert field["aria-invalid"] == "true"
        [why] = [page.html.find(id=name) for name in str(field["aria-describedby"]).split() if name.endswith("_error")]
        assert why
        assert words(link).endswith(words(why))
        names.append(str(field["name"]))
    return names


@pytest.mark.parametrize(("name", "value", "key"), MISTAKES, ids=ids)
def test_a_mistake_is_told_at_its_field_and_nothing_is_sent(
    walker: Walker, sandbox: Sandbox, name: str, value: str, key: str
) -> None:
    open_form(walker, sandbox)
    sandbox.requests.clear()

    page = send(walker, **{name: value})

    assert (page.status, page.errors) == (422, [key])
    assert wrong_fields(page) == [name]
    assert {one.method for one in sandbox.requests} <= {"GET"}
    assert sandbox.salon.records == []
    assert {other: text for other, text in kept(page).items() if other != name} == {
        other: text for other, text in ADA.items() if other != name
    }


@pytest.mark.parametrize(("name", "value"), [("phone", "call me"), ("email", "ada@"), ("comment", "x" * 1001)])
def test_what_is_wrong_is_still_there_to_be_put_right(walker: Walker, sandbox: Sandbox, name: str, value: str) -> None:
    open_form(walker, sandbox)

    assert kept(send(walker, **{name: value})) == ADA | {name: value}

    assert booked_ids(walker.press("Book for", **{name: ADA[name]}))
    assert len(sandbox.salon.records) == 1


def test_several_mistakes_are_told_together_in_the_order_of_the_page(walker: Walker, sandbox: Sandbox) -> None:
    open_form(walker, sandbox)

    page = send(walker, fullname="", phone="12", email="ada@", comment="x" * 1001)

    assert page.errors == ["name-missing", "invalid-phone", "field-invalid", "field-invalid"]
    assert wrong_fields(page) == ["fullname", "phone", "email", "comment"]
    assert words(page.html.title).startswith("Please check: ")


def test_an_empty_form_is_told_what_is_needed_and_no_more(walker: Walker, sandbox: Sandbox) -> None:
    open_form(walker, sandbox)

    page = walker.press("Book for")

    assert wrong_fields(page) == ["fullname", "phone"]


def test_the_name_that_is_missing_is_said_to_be_missing(walker: Walker, sandbox: Sandbox) -> None:
    open_form(walker, sandbox)

    assert words(send(walker, fullname=" ").all("#fullname_error")[0]) == "Enter your name."


@pytest.mark.parametrize(
    ("rules", "typed", "wrong"),
    [
        ({"booking_email_required": True}, {"email": ""}, ["email"]),
        ({"booking_comment_required": True}, {"comment": ""}, ["comment"]),
        ({"is_surname_field_enabled": True, "booking_surname_required": True}, {}, ["surname"]),
        ({"is_show_privacy_policy": True}, {}, ["consent"]),
    ],
    ids=["email", "comment", "surname", "consent"],
)
def test_what_the_business_requires_is_asked_for(
    walker: Walker, sandbox: Sandbox, rules: dict[str, bool], typed: dict[str, str], wrong: list[str]
) -> None:
    sandbox.salon.set_company(BERLIN, **rules)
    open_form(walker, sandbox)

    page = send(walker, **typed)

    assert (page.status, wrong_fields(page)) == (422, wrong)
    assert page.errors == ["consent-missing" if wrong == ["consent"] else "field-invalid"]
    assert sandbox.salon.records == []


def test_a_comment_may_have_as_many_characters_as_its_field_takes(walker: Walker, sandbox: Sandbox) -> None:
    """A browser counts the end of a line as one, and sends two."""
    open_form(walker, sandbox)
    assert walker.page.all("textarea[name=comment][maxlength='1000']")

    page = send(walker, comment="\r\n".join(["x" * 99] * 10))

    assert booked_ids(page)


@pytest.mark.parametrize("name", ["fullname", "comment"])
def test_what_looks_like_markup_is_text(walker: Walker, sandbox: Sandbox, name: str) -> None:
    open_form(walker, sandbox)
    text = "<img src=x onerror=alert(1)>\"'&amp;"

    page = send(walker, phone="", **{name: text})

    assert kept(page)[name] == text
    assert not page.all("img[src=x]")
    walker.press("Book for", phone=ADA["phone"])
    assert getattr(sandbox.salon.records[0], name) == text


def test_a_form_with_a_mistake_can_be_sent_as_often_as_it_takes(walker: Walker, sandbox: Sandbox) -> None:
    open_form(walker, sandbox)
    for _ in range(25):
        assert send(walker, phone="12").status == 422

    assert booked_ids(send(walker))


@pytest.mark.parametrize("more", [{"comment": "x" * 100_000}, {f"custom_{number}": "x" for number in range(300)}])
def test_what_no_form_of_ours_could_hold_is_refused_calmly(
    walker: Walker, sandbox: Sandbox, more: dict[str, str]
) -> None:
    page = open_form(walker, sandbox)

    page = walker.post(action(page), filled(page, **more))

    assert page.status in (400, 413)
    assert page.errors == ["request-invalid"]
    assert (sandbox.salon.records, sent(sandbox)) == ([], [])
