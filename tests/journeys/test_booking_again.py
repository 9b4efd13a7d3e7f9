"""The same wish sent a second time, by another form: told for ten minutes that it is booked, or booked when meant."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

import pytest
import time_machine

from booking_site.sandbox.server import Sandbox
from tests.journeys.at_the_form import ADA, ANYONE, action, alone, booked_ids, chosen, filled, kept, open_form, send
from tests.journeys.wishes import JONAS, YUSUF, sent
from tests.walker import Page, Walker


@pytest.fixture
def other(walker: Walker, sandbox: Sandbox) -> Page:
    """A form for noon with anyone, open since before the same was booked."""
    other = open_form(walker, sandbox, ANYONE)
    walker.open(other.url)
    assert booked_ids(send(walker))
    return other


def test_the_same_wish_from_another_form_is_told_to_be_booked_already(
    walker: Walker, sandbox: Sandbox, other: Page
) -> None:
    page = walker.post(action(other), filled(other))

    [record] = sandbox.salon.records
    assert (page.status, page.errors, page.heading) == (200, [], "You have just booked this")
    assert booked_ids(page) == [str(record.id)]
    assert len(sent(sandbox)) == 1
    assert kept(page) == ADA


def test_who_only_knows_the_phone_does_not_get_what_opens_the_booking(
    walker: Walker, sandbox: Sandbox, other: Page
) -> None:
    page = walker.post(action(other), filled(other, fullname="Somebody Else", email="", comment=""))

    [record] = sandbox.salon.records
    assert booked_ids(page) == [str(record.id)]
    assert record.hash not in page.response.content.decode()
    assert ADA["fullname"] not in page.text


def test_another_spelling_of_the_phone_is_the_same_wish(walker: Walker, sandbox: Sandbox, other: Page) -> None:
    page = walker.post(action(other), filled(other, phone="+49 (30) 901-820"))

    assert page.heading == "You have just booked this"
    assert len(sandbox.salon.records) == 1


@pytest.mark.parametrize("person", [YUSUF, JONAS])
def test_another_person_for_the_same_hour_is_the_same_wish(
    walker: Walker, sandbox: Sandbox, other: Page, person: int
) -> None:
    named = action(other).replace("team_member=0", f"team_member={person}")

    assert walker.post(named, filled(other)).heading == "You have just booked this"
    assert len(sandbox.salon.records) == 1


def test_who_means_it_books_another_with_one_press(walker: Walker, sandbox: Sandbox, other: Page) -> None:
    walker.post(action(other), filled(other))

    page = walker.press("Book another one")

    first, second = sandbox.salon.records
    assert booked_ids(page) == [str(second.id)]
    assert {first.team_member_id, second.team_member_id} == {YUSUF, JONAS}
    assert (second.phone, second.comment) == (first.phone, first.comment)


def test_another_one_is_booked_once_however_often_it_is_pressed(walker: Walker, sandbox: Sandbox, other: Page) -> None:
    told = walker.post(action(other), filled(other))
    first = walker.press("Book another one")
    walker.page = told

    again = walker.press("Book another one")

    assert again.url == first.url
    assert len(sandbox.salon.records) == 2


def test_where_nobody_else_is_free_another_one_is_refused(walker: Walker, sandbox: Sandbox) -> None:
    other = open_form(walker, sandbox)
    walker.open(other.url)
    send(walker)
    walker.post(action(other), filled(other))

    page = walker.press("Book another one")

    assert (page.status, page.errors) == (409, ["slot-taken"])
    assert len(sandbox.salon.records) == 1


def test_another_one_with_somebody_else_is_one_press_away(walker: Walker, sandbox: Sandbox) -> None:
    other = open_form(walker, sandbox)
    walker.open(other.url)
    send(walker)
    walker.post(action(other), filled(other))
    alone(sandbox, YUSUF, JONAS)
    walker.press("Book another one")

    page = walker.press("Jonas B.")

    first, second = sandbox.salon.records
    assert booked_ids(page) == [str(second.id)]
    assert (second.team_member_id, second.starts_at) == (JONAS, first.starts_at)


@pytest.mark.parametrize(("minutes", "records"), [(9, 1), (11, 2)])
def test_after_ten_minutes_the_same_wish_is_a_new_one(
    walker: Walker, sandbox: Sandbox, other: Page, minutes: int, records: int
) -> None:
    with time_machine.travel(time.time() + minutes * 60, tick=True):
        walker.post(action(other), filled(other))

    assert len(sandbox.salon.records) == records


def test_once_cancelled_the_same_can_be_booked_again(walker: Walker, sandbox: Sandbox) -> None:
    other = open_form(walker, sandbox)
    walker.open(other.url)
    send(walker)
    assert walker.press("Yes, cancel it").all("[data-cancelled]")

    page = walker.post(action(other), filled(other))

    old, new = sandbox.salon.records
    assert (old.deleted, new.deleted) == (True, False)
    assert booked_ids(page) == [str(new.id)]


def test_the_form_of_a_cancelled_booking_shows_that_it_is_cancelled(walker: Walker, sandbox: Sandbox) -> None:
    page = open_form(walker, sandbox)
    fields = filled(page)
    booked = send(walker)
    walker.press("Yes, cancel it")

    again = walker.post(action(page), fields)

    assert urlsplit(again.url).path == booked.path
    assert not booked_ids(again)
    assert len(sandbox.salon.records) == 1


def test_another_visitor_is_another_wish(walker: Walker, sandbox: Sandbox, other: Page) -> None:
    page = walker.post(action(other), filled(other, phone="030 901821"))

    assert "/booking/" in page.path
    assert len(sandbox.salon.records) == 2


def test_another_hour_is_another_wish(walker: Walker, sandbox: Sandbox, other: Page) -> None:
    walker.open(chosen(alone(sandbox, YUSUF, JONAS).replace(hour=15), ANYONE))

    assert "/booking/" in send(walker).path
    assert len(sandbox.salon.records) == 2


def test_a_larger_booking_that_holds_what_was_just_booked_is_noticed(
    walker: Walker, sandbox: Sandbox, other: Page
) -> None:
    at = alone(sandbox, YUSUF, JONAS)
    noon = at.isoformat().replace("+", "%2B")
    walker.open(f"{chosen(at.replace(hour=15))}&appointment=3302~{ANYONE}~{noon}")

    page = walker.press("Book 2 appointments", **ADA)

    assert page.heading == "You have just booked this"
    assert len(sandbox.salon.records) == 1
