"""Every way in which Altegio says no to a booking that was sent: nothing is booked, nothing typed is lost."""

from __future__ import annotations

import pytest

from booking_site.sandbox.server import Sandbox
from tests.journeys.at_the_form import (
    ADA,
    NO,
    action,
    alone,
    booked_ids,
    chosen,
    filled,
    kept,
    open_form,
    send,
)
from tests.journeys.test_recovery import CODED_SHAPES, KEYS
from tests.journeys.wishes import HAIRCUT, JONAS, YUSUF, sent
from tests.walker import Page, Walker, words

AT_THE_FORM = {431, 432, 434, 435}
"""Codes that are told at the form, since something in it has to be put right."""
FIELDS = {431: "phone", 434: "phone", 435: "fullname"}


def assert_nothing_is_lost(page: Page, sandbox: Sandbox) -> None:
    assert sandbox.salon.records == []
    assert not booked_ids(page)
    assert kept(page) == ADA
    assert len(sent(sandbox)) == 1
    assert page.all("main button[form=typed], main form[method=post] button.primary, main a[href^=tel]")


@pytest.mark.parametrize("code", KEYS)
@pytest.mark.parametrize("shape", CODED_SHAPES)
def test_every_code_in_every_shape_has_its_message_and_a_way_on(
    walker: Walker, sandbox: Sandbox, code: int, shape: str
) -> None:
    open_form(walker, sandbox)
    status = 403 if code == 434 else 422
    sandbox.faults.add("refuse", "book_record", status=status, code=code, shape=shape, appointment_id=1)

    page = send(walker)

    assert page.errors == [KEYS[code]]
    assert page.status == (422 if code in AT_THE_FORM else 409)
    assert_nothing_is_lost(page, sandbox)


@pytest.mark.parametrize(
    ("shape", "key"),
    [("A", "time-unavailable"), ("C", "request-invalid"), ("E", "request-invalid"), ("H", "time-unavailable")],
)
def test_a_refusal_without_a_code_is_told_by_what_it_names(
    walker: Walker, sandbox: Sandbox, shape: str, key: str
) -> None:
    open_form(walker, sandbox)
    sandbox.faults.add("refuse", "book_record", status=422, code=0, shape=shape, appointment_id=1)

    page = send(walker)

    assert (page.status, page.errors) == (409, [key])
    assert_nothing_is_lost(page, sandbox)


@pytest.mark.parametrize(
    ("status", "key", "told"),
    [
        (400, "misconfigured", 503),
        (401, "misconfigured", 503),
        (402, "misconfigured", 503),
        (403, "misconfigured", 503),
        (405, "misconfigured", 503),
        (404, "choice-changed", 409),
    ],
)
def test_a_no_for_the_operator_is_told_as_none_of_the_visitors_doing(
    walker: Walker, sandbox: Sandbox, status: int, key: str, told: int
) -> None:
    open_form(walker, sandbox)
    sandbox.faults.add("answer", "book_record", status=status, body=NO)

    page = send(walker)

    assert (page.status, page.errors) == (told, [key])
    assert_nothing_is_lost(page, sandbox)


@pytest.mark.parametrize("status", [401, 404])
def test_once_the_operator_has_put_it_right_the_same_page_leads_on(
    walker: Walker, sandbox: Sandbox, status: int
) -> None:
    open_form(walker, sandbox)
    fault = sandbox.faults.add("answer", "book_record", status=status, body=NO)
    page = send(walker)
    fault.cancel()

    if status == 404:
        walker.press("Choose services")
        walker.press("Continue")
        page = walker.press("Book for")
    else:
        page = walker.press("Try again")

    assert booked_ids(page) == [str(record.id) for record in sandbox.salon.records]
    assert len(sandbox.salon.records) == 1


@pytest.mark.parametrize("code", FIELDS)
def test_what_is_wrong_with_a_field_stands_at_that_field(walker: Walker, sandbox: Sandbox, code: int) -> None:
    open_form(walker, sandbox)
    sandbox.faults.add("refuse", "book_record", status=403 if code == 434 else 422, code=code)

    page = send(walker)

    [link] = page.all("#wrong [role=alert] a")
    [field] = page.all(str(link["href"]))
    assert field["name"] == FIELDS[code]
    assert field["aria-invalid"] == "true"
    assert words(page.all(f"[id='{field['aria-describedby']}']")[0]) == words(link)


@pytest.mark.parametrize("code", AT_THE_FORM)
def test_a_form_that_was_refused_can_be_put_right_and_sent_again(walker: Walker, sandbox: Sandbox, code: int) -> None:
    open_form(walker, sandbox)
    sandbox.faults.add("refuse", "book_record", times=1, status=403 if code == 434 else 422, code=code)
    send(walker)

    page = walker.press("Book for", fullname="Augusta Ada King", phone="030 901821")

    [record] = sandbox.salon.records
    assert booked_ids(page) == [str(record.id)]
    assert (record.fullname, record.phone, record.comment) == ("Augusta Ada King", "+4930901821", ADA["comment"])


def test_a_number_that_the_business_has_blocked_is_told_where_to_turn(walker: Walker, sandbox: Sandbox) -> None:
    open_form(walker, sandbox)

    page = send(walker, phone="+1 000 000 0434")

    assert (page.status, page.errors) == (422, ["blocked"])
    assert sandbox.salon.records == []
    assert page.all("a[href^=tel]")


def test_altegios_own_words_are_not_shown(walker: Walker, sandbox: Sandbox) -> None:
    open_form(walker, sandbox)
    sandbox.faults.add("refuse", "book_record", code=433)

    assert "already taken or is not working" not in send(walker).text


def test_a_withdrawn_service_leads_to_the_menu_and_back_with_all_that_was_typed(
    walker: Walker, sandbox: Sandbox
) -> None:
    open_form(walker, sandbox)
    sandbox.faults.add("refuse", "book_record", times=1, code=438, appointment_id=1)
    send(walker)

    walker.press("Choose services")
    assert not walker.page.all("input[name=service][checked]")
    [box] = walker.page.all("input[name=service][value='3301']")
    page = walker.press("Continue", service=str(box["value"]))

    assert page.path.endswith("/details/")
    assert kept(page) == ADA
    assert booked_ids(walker.press("Book for"))
    assert sandbox.salon.records[0].service_ids == (3301,)


def test_the_refused_form_sent_once_more_gets_the_same_answer_and_no_call(walker: Walker, sandbox: Sandbox) -> None:
    page = open_form(walker, sandbox)
    fields = filled(page)
    sandbox.faults.add("refuse", "book_record", times=1, code=433, appointment_id=1)
    first = walker.post(action(page), fields)

    again = walker.post(action(page), fields)

    assert (again.status, again.errors) == (first.status, first.errors) == (409, ["slot-taken"])
    assert len(sent(sandbox)) == 1


def test_a_refusal_of_one_of_two_appointments_turns_to_that_one(walker: Walker, sandbox: Sandbox) -> None:
    at = alone(sandbox, YUSUF, JONAS)
    walker.open(f"{chosen(at)}&appointment={HAIRCUT}~{JONAS}~{at.replace(hour=10):%Y-%m-%dT%H:%M:%S}%2B01:00")
    sandbox.faults.add("refuse", "book_record", times=1, code=433, appointment_id=1)

    page = walker.press("Book 2 appointments", **ADA)

    assert page.errors == ["slot-taken"]
    assert "With Jonas B." in page.text
    assert kept(page) == ADA
    page = walker.press(page.all("button.chip")[0])
    assert len(booked_ids(page)) == len(sandbox.salon.records) == 2


def test_without_more_answers_the_refusal_is_still_told(walker: Walker, sandbox: Sandbox) -> None:
    open_form(walker, sandbox)
    sandbox.faults.add("refuse", "book_record", code=433, appointment_id=1)
    for endpoint in ("book_times", "book_dates", "book_staff"):
        sandbox.faults.add("error", endpoint)

    page = send(walker)

    assert page.errors == ["slot-taken"]
    assert_nothing_is_lost(page, sandbox)
