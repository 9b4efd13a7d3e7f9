"""A whole booking, from the first page to the confirmation, and what Altegio is asked for it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.journeys.at_the_form import (
    ADA,
    ADAS_PHONE,
    ANYONE,
    OURS,
    action,
    alone,
    always_free,
    asked,
    booked_ids,
    chosen,
    filled,
    kept,
    open_form,
    send,
)
from tests.journeys.wishes import ANNA, HAIRCUT, JONAS, SOFIA, YUSUF, own, sent
from tests.walker import Walker, words

CONFIRMATION = rf"/{BERLIN}/booking/\d+-[0-9a-f]+/"


@pytest.mark.parametrize("person", [YUSUF, ANYONE])
def test_a_booking_is_one_record_with_somebody_who_is_free(walker: Walker, sandbox: Sandbox, person: int) -> None:
    open_form(walker, sandbox, person)

    page = send(walker)

    [record] = sandbox.salon.records
    assert record.team_member_id in ([person] if person else [YUSUF, JONAS])
    assert record.service_ids == (HAIRCUT,)
    assert f"{record.starts_at:%H:%M}" == "12:00"
    assert (record.fullname, record.phone, record.email) == ("Ada Lovelace", ADAS_PHONE, "ada@example.com")
    assert record.comment == "Ring twice"
    assert page.status == 200
    assert booked_ids(page) == [str(record.id)]
    assert f"{record.id}-{record.hash}" in page.path
    assert words(page.html.select_one(".facts time")).endswith("12:00–12:45")


def test_what_is_sent_is_what_was_chosen_and_typed(walker: Walker, sandbox: Sandbox) -> None:
    at = alone(sandbox, YUSUF)
    open_form(walker, sandbox)

    send(walker, sms_reminder="6", email_reminder="48")

    [body] = sent(sandbox)
    reference = body.pop("api_id")
    assert isinstance(reference, int)
    assert 100_000_000 <= reference < 1_000_000_000
    assert body == {
        "fullname": "Ada Lovelace",
        "phone": ADAS_PHONE,
        "email": "ada@example.com",
        "comment": "Ring twice",
        "notify_by_sms": 6,
        "notify_by_email": 48,
        "appointments": [{"id": 1, "services": [HAIRCUT], "staff_id": YUSUF, "datetime": at.isoformat()}],
    }
    assert sandbox.salon.records[0].api_id == reference


def test_anyone_is_never_sent_as_nobody(walker: Walker, sandbox: Sandbox) -> None:
    open_form(walker, sandbox, ANYONE)
    sandbox.requests.clear()

    send(walker)

    [body] = sent(sandbox)
    assert body["appointments"][0]["staff_id"] in (YUSUF, JONAS)
    assert sandbox.salon.records[0].master_requested


def test_two_of_anyone_are_not_both_booked_with_the_same_person(walker: Walker, sandbox: Sandbox) -> None:
    at = alone(sandbox, YUSUF, JONAS)

    for phone in ("030 901821", "030 901822"):
        walker.open(chosen(at, ANYONE))
        assert booked_ids(send(walker, phone=phone))

    assert {record.team_member_id for record in sandbox.salon.records} == {YUSUF, JONAS}


@pytest.mark.parametrize(
    "typed", ["030 901820", "(030) 90 18 20", "030/90-18-20", "+49 30 901820", "0049 30 901820", "+49 (0)30 901820"]
)
def test_a_phone_is_sent_in_international_form(walker: Walker, sandbox: Sandbox, typed: str) -> None:
    open_form(walker, sandbox)

    send(walker, phone=typed)

    assert [record.phone for record in sandbox.salon.records] == [ADAS_PHONE]


def test_without_an_email_an_empty_one_is_sent_and_no_reminder_by_it(walker: Walker, sandbox: Sandbox) -> None:
    open_form(walker, sandbox)

    assert booked_ids(send(walker, email="", comment=""))

    [body] = sent(sandbox)
    assert (body["email"], body["comment"], body["notify_by_email"]) == ("", "", 0)


def test_no_reminder_is_none(walker: Walker, sandbox: Sandbox) -> None:
    open_form(walker, sandbox)

    send(walker, sms_reminder="0", email_reminder="0")

    [body] = sent(sandbox)
    assert (body["notify_by_sms"], body["notify_by_email"]) == (0, 0)


def test_the_answer_to_a_booking_leads_to_its_own_page(walker: Walker, sandbox: Sandbox) -> None:
    page = open_form(walker, sandbox)

    response = walker.client.post(action(page), filled(page), headers=OURS)

    assert response.status_code == 303
    assert re.fullmatch(CONFIRMATION + r"\?lang=en", response["Location"])
    assert "no-store" in response["Cache-Control"]


def test_the_confirmation_keeps_the_looks_and_can_tell_the_campaign(walker: Walker, sandbox: Sandbox) -> None:
    at = alone(sandbox, YUSUF)
    walker.open(f"{chosen(at)}&theme=dark&accent=7a3e5c&utm_source=card")

    page = send(walker)

    assert page.query == "lang=en&theme=dark&accent=7a3e5c&utm_source=card"


def test_two_appointments_are_one_booking_with_two_records(walker: Walker, sandbox: Sandbox) -> None:
    at = alone(sandbox, YUSUF, JONAS)
    first = quote(f"{HAIRCUT}~{JONAS}~{at.replace(hour=10).isoformat()}")
    walker.open(f"{chosen(at)}&appointment={first}")
    sandbox.requests.clear()

    page = walker.press("Book 2 appointments", **ADA)

    assert [(record.team_member_id, record.starts_at.hour) for record in sandbox.salon.records] == [
        (JONAS, 10),
        (YUSUF, 12),
    ]
    assert booked_ids(page) == [str(record.id) for record in sandbox.salon.records]
    assert len(sent(sandbox)) == 1


TO_THE_FORM = ["book_services", "company", "book_dates", "book_times", "book_staff"]
"""The first two go side by side."""


@pytest.fixture
def monday(sandbox: Sandbox, travel_to: Callable[[str], None]) -> None:
    travel_to("2027-02-01T08:00+01:00")
    always_free(sandbox)


@pytest.mark.parametrize(
    ("person", "to_the_form", "to_the_end"),
    [
        ("", [*TO_THE_FORM, "book_check"], ["book_staff", "book_check", "book_record"]),
        ("Yusuf", [*TO_THE_FORM, "book_times", "book_check"], ["book_check", "book_record"]),
    ],
)
def test_a_booking_costs_at_most_ten_calls_and_five_where_others_looked_before(
    walker: Walker, sandbox: Sandbox, monday: None, person: str, to_the_form: list[str], to_the_end: list[str]
) -> None:
    _walk_to_the_form(walker, person)
    cold = asked(sandbox)
    _walk_to_the_form(walker, person)
    warm = asked(sandbox)
    assert booked_ids(send(walker))
    booking = asked(sandbox)

    assert [*sorted(cold[:2]), *cold[2:]] == to_the_form
    assert warm == ["book_check"]
    assert booking == to_the_end
    assert len(cold + booking) <= 10
    assert len(warm + booking) <= 5


def test_a_form_opened_from_a_link_costs_one_call_more_for_the_name_on_the_confirmation(
    walker: Walker, sandbox: Sandbox
) -> None:
    open_form(walker, sandbox, ANYONE)
    sandbox.requests.clear()

    assert booked_ids(send(walker))

    assert asked(sandbox) == ["book_staff", "book_check", "book_record", "book_staff"]


def _walk_to_the_form(walker: Walker, person: str) -> None:
    walker.open(f"/{BERLIN}/")
    walker.choose_services("Short haircut")
    walker.choose_first_day()
    if person:
        walker.follow(person)
    walker.choose_time()


def test_a_reload_of_the_confirmation_costs_nothing_at_first(walker: Walker, sandbox: Sandbox) -> None:
    open_form(walker, sandbox)
    page = send(walker)
    sandbox.requests.clear()

    assert booked_ids(walker.open(page.url))

    assert asked(sandbox) == []


def test_a_booked_time_is_not_offered_any_more(walker: Walker, sandbox: Sandbox) -> None:
    at = alone(sandbox, YUSUF)
    times = chosen(at, step="time")
    assert "12:00" in walker.open(times).times
    open_form(walker, sandbox)

    send(walker)

    assert "12:00" not in walker.open(times).times


def test_nothing_of_the_visitor_gets_into_the_log(
    walker: Walker, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    page = open_form(walker, sandbox)
    ticket = page.typed()["ticket"]

    send(walker)

    [record] = sandbox.salon.records
    logged = "\n".join(one.getMessage() for one in caplog.records if one.name != "booking_site.sandbox.sockets")
    for secret in ("Ada", "901820", "example.com", "Ring", record.hash, ticket):
        assert secret not in logged


def test_a_typed_address_of_the_booking_leads_to_the_form(walker: Walker, sandbox: Sandbox) -> None:
    page = walker.open(chosen(alone(sandbox, YUSUF), step="book"))

    assert page.path == f"/{BERLIN}/details/"
    assert page.all('[data-checked="ok"]')


@pytest.fixture
def by_phone(settings: Any) -> None:
    own(settings, hosted_form_url="https://n1.example")
    settings.BOOKING_ENABLED = False


def test_without_booking_the_walk_ends_with_the_phone_and_altegios_own_page(
    walker: Walker, sandbox: Sandbox, by_phone: None
) -> None:
    page = walker.open(chosen(alone(sandbox, YUSUF)))

    assert page.all('[data-checked="ok"]')
    assert not page.all("form[method=post], input[name=phone]")
    assert page.all('a[href="tel:+493012345670"]')
    [link] = page.links("Open the full booking page")
    assert link["href"] == f"https://n1.example/company/{BERLIN}/personal/menu?o=m{YUSUF}s{HAIRCUT}"


def test_without_booking_a_form_that_was_open_books_nothing(walker: Walker, sandbox: Sandbox, settings: Any) -> None:
    open_form(walker, sandbox)
    settings.BOOKING_ENABLED = False
    sandbox.requests.clear()

    page = send(walker)

    assert (page.status, sandbox.salon.records, sent(sandbox)) == (200, [], [])
    assert page.all('a[href^="tel:"]')
    assert not page.all("input[name=phone]:not([type=hidden])")
    assert kept(page) == ADA


@pytest.mark.parametrize("service", [3307, 3308, 3344], ids=["prepaid", "package", "members-only"])
def test_what_is_booked_on_altegios_own_page_is_not_booked_here(walker: Walker, sandbox: Sandbox, service: int) -> None:
    at = alone(sandbox, YUSUF, ANNA, SOFIA)
    page = open_form(walker, sandbox)

    page = walker.post(
        chosen(at, ANYONE, step="book").replace(f"service={HAIRCUT}", f"service={service}"), filled(page)
    )

    assert page.errors == ["prepaid-only"]
    assert (sandbox.salon.records, sent(sandbox)) == ([], [])
