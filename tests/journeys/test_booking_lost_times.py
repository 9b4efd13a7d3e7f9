"""A time that somebody else was quicker to book: others are one press away, and with anyone it may be somebody else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from datetime import time as clock
from threading import Barrier, Thread
from typing import Any

import pytest
from bs4 import Tag

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.english import EnglishClient
from tests.journeys.at_the_form import ADA, ANYONE, alone, always_free, booked_ids, chosen, kept, open_form, send
from tests.journeys.wishes import ANNA, JONAS, SOFIA, YUSUF, sent
from tests.walker import Page, Walker, words

WHOLE_DAY, JUST_ONE = [(clock(9), clock(18))], [(clock(12), clock(12, 45))]
ALTERNATIVES = "main button.chip, main button.member"


def alternatives(page: Page) -> list[str]:
    """Each of them books with one press."""
    return [words(button) for button in page.all(ALTERNATIVES)]


def lost(walker: Walker, sandbox: Sandbox, person: int = YUSUF) -> Page:
    """The answer to a form whose time was taken after it was opened."""
    at = datetime.fromisoformat(str(open_form(walker, sandbox, person).all(".facts time")[0]["datetime"]))
    for member_id in [person] if person else [YUSUF, JONAS]:
        sandbox.salon.take(BERLIN, member_id, at, 45)
    sandbox.salon.records.clear()
    return send(walker)


def test_a_lost_time_is_answered_with_the_nearest_times_and_whoever_is_free(walker: Walker, sandbox: Sandbox) -> None:
    at = alone(sandbox, YUSUF)
    walker.open(chosen(at))
    sandbox.salon.set_hours(JONAS, at.date(), WHOLE_DAY)
    sandbox.salon.take(BERLIN, YUSUF, at, 45)
    sandbox.salon.records.clear()

    page = send(walker)

    assert (page.status, page.errors) == (409, ["slot-taken"])
    assert page.times == ["10:45", "11:00", "11:15", "12:45", "13:00", "13:15"]
    assert "Jonas B." in alternatives(page)[-1]
    assert page.all("[data-books-at-once]")
    assert kept(page) == ADA


@pytest.mark.parametrize("number", range(7))
def test_one_press_on_an_alternative_books_it(walker: Walker, sandbox: Sandbox, number: int) -> None:
    at = alone(sandbox, YUSUF)
    walker.open(chosen(at))
    sandbox.salon.set_hours(JONAS, at.date(), WHOLE_DAY)
    sandbox.salon.take(BERLIN, YUSUF, at, 45)
    sandbox.salon.records.clear()
    button = send(walker).all(ALTERNATIVES)[number]

    page = walker.press(button)

    [record] = sandbox.salon.records
    assert booked_ids(page) == [str(record.id)]
    assert (record.fullname, record.email, record.comment) == (ADA["fullname"], ADA["email"], ADA["comment"])
    if button.time:
        assert (record.team_member_id, f"{record.starts_at:%H:%M}") == (YUSUF, words(button.time))
    else:
        assert (record.team_member_id, record.starts_at) == (JONAS, at)


@pytest.fixture
def last_time_of_the_day(sandbox: Sandbox) -> datetime:
    """With Yusuf, or anyone, who has other days to himself."""
    always_free(sandbox)
    at = alone(sandbox)
    sandbox.salon.set_hours(YUSUF, at.date(), JUST_ONE)
    return at


@pytest.mark.parametrize("person", [YUSUF, ANYONE])
def test_a_day_without_another_time_is_answered_with_the_first_times_of_the_nearest_ones(
    walker: Walker, sandbox: Sandbox, last_time_of_the_day: datetime, person: int
) -> None:
    walker.open(chosen(last_time_of_the_day, person))
    sandbox.salon.take(BERLIN, YUSUF, last_time_of_the_day, 45)
    sandbox.salon.records.clear()

    page = send(walker)

    assert page.errors == ["slot-taken" if person else "nobody-free"]
    assert len(alternatives(page)) >= 3
    assert kept(page) == ADA
    chip = page.all("button.chip")[0]
    page = walker.press(chip)
    [record] = sandbox.salon.records
    assert booked_ids(page) == [str(record.id)]
    assert record.starts_at == moment_of(chip) != last_time_of_the_day


def moment_of(chip: Tag) -> datetime:
    return datetime.fromisoformat(str(chip.time["datetime"]))  # type: ignore[index]


def test_an_alternative_that_is_lost_too_is_answered_alike(walker: Walker, sandbox: Sandbox) -> None:
    page = lost(walker, sandbox)
    chip = page.all("button.chip")[0]
    sandbox.salon.take(BERLIN, YUSUF, moment_of(chip), 45)
    sandbox.salon.records.clear()

    page = walker.press(chip)

    assert (page.status, page.errors) == (409, ["slot-taken"])
    assert len(alternatives(page)) >= 3
    assert booked_ids(walker.press(page.all("button.chip")[0]))
    assert len(sandbox.salon.records) == 1


@contextmanager
def taken_on_the_way(sandbox: Sandbox, at: datetime, seconds: float = 0.5) -> Iterator[None]:
    """Somebody else is quicker while the booking is under way, which takes so long."""
    sandbox.faults.add("slow", "book_record", times=1, seconds=seconds)

    def take() -> None:
        ends_at = time.monotonic() + 20
        while not sent(sandbox) and time.monotonic() < ends_at:
            time.sleep(0.02)
        sandbox.salon.take(BERLIN, sent(sandbox)[0]["appointments"][0]["staff_id"], at, 45)

    other = Thread(target=take)
    other.start()
    yield
    other.join()


def test_a_time_lost_between_check_and_booking_is_answered_alike(walker: Walker, sandbox: Sandbox) -> None:
    at = alone(sandbox, YUSUF)
    walker.open(chosen(at))

    with taken_on_the_way(sandbox, at):
        page = send(walker)

    assert (page.status, page.errors) == (409, ["slot-taken"])
    assert len(alternatives(page)) >= 3
    assert [record.fullname for record in sandbox.salon.records] == [""]
    assert len(sent(sandbox)) == 1


def test_a_refusal_that_took_long_is_answered_with_as_many_others(
    walker: Walker, sandbox: Sandbox, widget: Any, last_time_of_the_day: datetime
) -> None:
    """Longer than a page has time for its calls, and with no more calls a second than there really are."""
    widget.ALTEGIO_CALLS_PER_SECOND, widget.ALTEGIO_BURST, widget.ALTEGIO_DEADLINE = 3, 2, 2
    walker.open(chosen(last_time_of_the_day))

    with taken_on_the_way(sandbox, last_time_of_the_day, seconds=2.2):
        page = send(walker)

    assert page.errors == ["slot-taken"]
    assert len(alternatives(page)) >= 3


def test_anyone_who_was_taken_meanwhile_gives_way_to_somebody_else(walker: Walker, sandbox: Sandbox) -> None:
    open_form(walker, sandbox, ANYONE)
    sandbox.faults.add("refuse", "book_record", times=1, code=433, appointment_id=1)

    page = send(walker)

    [record] = sandbox.salon.records
    first, second = (body["appointments"][0]["staff_id"] for body in sent(sandbox))
    assert {first, second} == {YUSUF, JONAS}
    assert record.team_member_id == second
    assert booked_ids(page) == [str(record.id)]
    assert len({body["api_id"] for body in sent(sandbox)}) == 1


def test_somebody_else_is_found_after_a_real_race_too(walker: Walker, sandbox: Sandbox) -> None:
    at = alone(sandbox, YUSUF, JONAS)
    walker.open(chosen(at, ANYONE))

    with taken_on_the_way(sandbox, at):
        page = send(walker)

    assert booked_ids(page)
    assert {record.team_member_id for record in sandbox.salon.records} == {YUSUF, JONAS}
    assert len(sent(sandbox)) == 2


def test_with_anyone_no_more_than_three_are_tried(walker: Walker, sandbox: Sandbox) -> None:
    at = alone(sandbox, YUSUF, JONAS, ANNA, SOFIA)
    walker.open(chosen(at, ANYONE))
    sandbox.faults.add("refuse", "book_record", code=433, appointment_id=1)

    page = send(walker)

    assert page.status == 409
    assert page.errors in (["slot-taken"], ["nobody-free"])
    tried = [body["appointments"][0]["staff_id"] for body in sent(sandbox)]
    assert len(tried) == len(set(tried)) == 3
    assert sandbox.salon.records == []
    assert len(alternatives(page)) >= 3


def test_when_all_are_taken_nobody_is_asked_twice(walker: Walker, sandbox: Sandbox) -> None:
    open_form(walker, sandbox, ANYONE)
    sandbox.faults.add("refuse", "book_record", code=433, appointment_id=1)

    page = send(walker)

    assert page.status == 409
    assert page.errors in (["slot-taken"], ["nobody-free"])
    assert len(sent(sandbox)) == 2
    assert kept(page) == ADA


def test_when_nobody_is_free_any_more_nothing_is_sent(walker: Walker, sandbox: Sandbox) -> None:
    page = lost(walker, sandbox, ANYONE)

    assert (page.status, page.errors) == (409, ["nobody-free"])
    assert sent(sandbox) == []
    assert booked_ids(walker.press(page.all("button.chip")[0]))


@pytest.mark.parametrize("code", [437, 438, 431, 434, 435])
def test_another_person_is_only_tried_when_the_first_was_taken(walker: Walker, sandbox: Sandbox, code: int) -> None:
    open_form(walker, sandbox, ANYONE)
    sandbox.faults.add("refuse", "book_record", code=code, appointment_id=1)

    send(walker)

    assert len(sent(sandbox)) == 1


@pytest.mark.parametrize("first", ["drop", "error", "empty"])
def test_after_an_unknown_outcome_nobody_else_is_tried(walker: Walker, sandbox: Sandbox, first: str) -> None:
    open_form(walker, sandbox, ANYONE)
    sandbox.faults.add(first, "book_record", times=1)

    page = send(walker)

    assert (page.status, page.errors) == (202, ["outcome-unknown"])
    assert len(sent(sandbox)) == 1


def test_an_unknown_outcome_with_the_second_person_ends_it_too(walker: Walker, sandbox: Sandbox) -> None:
    open_form(walker, sandbox, ANYONE)
    sandbox.faults.add("drop", "book_record", after=True)
    sandbox.faults.add("refuse", "book_record", times=1, code=433, appointment_id=1)

    page = send(walker)

    assert (page.status, page.errors) == (202, ["outcome-unknown"])
    assert len(sent(sandbox)) == 2
    assert len(sandbox.salon.records) == 1


def test_of_eight_visitors_for_one_hour_of_one_person_one_gets_it_and_all_others_get_others(
    walker: Walker, sandbox: Sandbox
) -> None:
    at = alone(sandbox, YUSUF)
    visitors = [Walker(EnglishClient(raise_request_exception=False)) for _ in range(8)]
    for visitor in visitors:
        visitor.open(chosen(at))
    together = Barrier(len(visitors))

    def book(number: int) -> Page:
        together.wait()
        return send(visitors[number], phone=f"030 90182{number}")

    with ThreadPoolExecutor(len(visitors)) as pool:
        pages = list(pool.map(book, range(len(visitors))))

    [record] = sandbox.salon.records
    assert [booked_ids(page) for page in pages if page.status == 200] == [[str(record.id)]]
    others = [page for page in pages if page.status != 200]
    assert [(page.status, page.errors) for page in others] == [(409, ["slot-taken"])] * 7
    assert all(len(alternatives(page)) >= 3 and "12:00" not in page.times for page in others)
