"""What becomes of a move, and what the visitor is told of it: never more than is known."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from threading import Barrier
from typing import Any

import pytest

from booking_site.sandbox.moments import minute
from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.english import EnglishClient
from tests.journeys.booked_pages import address, booked_elsewhere, facts
from tests.journeys.movements import USER, ask_for, chip, choose_again, moving, only, puts, step
from tests.journeys.wishes import HAIRCUT, YUSUF, moment
from tests.walker import Page, Walker, words


@pytest.fixture(autouse=True)
def _user_token(widget: Any) -> None:
    widget.ALTEGIO_USER_TOKEN = USER


def moment_at(sandbox: Sandbox, hour: int) -> datetime:
    return only(sandbox).starts_at.replace(hour=hour)


def is_moved(page: Page) -> bool:
    return bool(page.all("[data-moved]")) and page.status == 200


def once_it_is_moved(sandbox: Sandbox, act: Callable[[], Any]) -> None:
    """Does something at the moment at which Altegio has moved an appointment, and before it answers."""
    move = sandbox.salon.move

    def move_and_act(record: Any, at: int) -> None:
        move(record, at)
        act()

    sandbox.salon.move = move_and_act  # type: ignore[method-assign]


# The time is not to be had


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        ({"code": 433}, "slot-taken"),
        ({"code": 436}, "nobody-free"),
        ({"code": 437}, "appointments-overlap"),
        ({"code": 0, "shape": "A"}, "time-unavailable"),
        ({"code": 422, "shape": "D"}, "time-unavailable"),
        ({"code": 0, "shape": "H"}, "time-unavailable"),
    ],
)
def test_a_time_that_altegio_refuses_leads_to_others_with_the_same_person(
    walker: Walker, sandbox: Sandbox, fault: dict[str, Any], key: str
) -> None:
    ask_for(walker, sandbox)
    sandbox.faults.add("refuse", "PUT book_record", times=1, **fault)

    page = walker.press("Move it to")

    assert (page.status, page.errors) == (409, [key])
    assert "Your appointment stands until it is moved." in page.text
    assert only(sandbox).starts_at.hour == 12
    assert "14:45" in page.times
    assert not page.all(".members, .member")
    assert all(f"team_member={YUSUF}" in str(one["formaction"]) for one in page.all("button.chip"))
    page = walker.press(chip(page, "14:45"))
    assert page.path == f"/{BERLIN}/details/"
    assert is_moved(walker.press("Move it to"))
    assert only(sandbox).starts_at.strftime("%H:%M") == "14:45"


def test_a_time_that_somebody_takes_meanwhile_is_not_even_asked_for(walker: Walker, sandbox: Sandbox) -> None:
    ask_for(walker, sandbox)
    sandbox.salon.take(BERLIN, YUSUF, moment_at(sandbox, 15), 45)

    page = walker.press("Move it to")

    assert (page.status, page.errors) == (409, ["slot-taken"])
    assert puts(sandbox) == []
    assert "14:15" in page.times


def test_a_time_that_is_taken_before_the_new_time_is_shown_leads_to_others(walker: Walker, sandbox: Sandbox) -> None:
    page = choose_again(walker, sandbox)
    sandbox.salon.take(BERLIN, YUSUF, moment_at(sandbox, 15), 45)

    page = walker.press(chip(page, "15:00"))

    assert (page.status, page.errors) == (200, ["slot-taken"])
    assert not page.buttons("Move it to")
    assert page.buttons("See all times on")


def test_a_time_that_was_never_offered_is_not_asked_for(walker: Walker, sandbox: Sandbox) -> None:
    """A user's token may do more than a visitor should: put an appointment into the night, or over another."""
    record = booked_elsewhere(sandbox, moment(sandbox))
    other = booked_elsewhere(sandbox, record.starts_at + timedelta(hours=2))

    for new in (record.starts_at.replace(hour=3), other.starts_at, record.starts_at.replace(hour=15, minute=1)):
        page = walker.post(step("book/", new), {"moving": moving(record), "do": "move"})
        assert (page.status, page.errors) == (409, ["slot-taken"])
    past = walker.post(step("book/", record.starts_at - timedelta(days=60)), {"moving": moving(record), "do": "move"})
    assert past.errors == ["choice-changed"]
    assert puts(sandbox) == []
    assert record.starts_at == moment(sandbox)


# It may not be moved


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 403, "shape": "G"},
        {"status": 401, "shape": "G"},
        {"status": 402, "shape": "H"},
        {"status": 403, "code": 434},
        {"status": 422, "code": 438},
        {"status": 422, "shape": "E"},
        {"status": 404, "shape": "H"},
    ],
)
def test_what_altegio_will_not_move_stands_as_it_was(walker: Walker, sandbox: Sandbox, fault: dict[str, Any]) -> None:
    ask_for(walker, sandbox)
    sandbox.faults.add("refuse", "PUT book_record", times=1, **fault)

    page = walker.press("Move it to")

    assert (page.status, page.errors) == (403, ["move-refused"])
    assert "It stands as it was. Please call us." in page.text
    assert not page.all("[data-moved]")
    assert "12:00" in facts(page)["When"]
    assert page.typed() == {}
    assert only(sandbox).starts_at.hour == 12


def test_the_operator_is_told_that_the_token_does_not_do(
    walker: Walker, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    ask_for(walker, sandbox)
    sandbox.faults.add("refuse", "PUT book_record", status=401, shape="G")

    walker.press("Move it to")

    [line] = [record.getMessage() for record in caplog.records if record.name == "widget.views.move"]
    assert line == f"location {BERLIN}: Altegio refuses to move: status 401, code None, fields none"


def test_too_late_is_told_without_asking_for_it(walker: Walker, sandbox: Sandbox, cold: Callable[[], None]) -> None:
    ask_for(walker, sandbox)
    sandbox.salon.set_company(BERLIN, allow_change_record_delay_step=40 * 24 * 60 * 60)
    cold()

    page = walker.press("Move it to")

    assert (page.status, page.errors) == (403, ["move-refused"])
    assert "cannot be moved online any more. It stands as it was." in page.text
    assert not page.buttons("Move to another time")
    assert puts(sandbox) == []


@pytest.mark.parametrize("name", ["date/", "time/", "details/", ""])
def test_too_late_is_told_at_every_step(walker: Walker, sandbox: Sandbox, name: str) -> None:
    sandbox.salon.set_company(BERLIN, allow_change_record_delay_step=40 * 24 * 60 * 60)
    record = booked_elsewhere(sandbox, moment(sandbox))

    page = walker.post(step(name, record.starts_at.replace(hour=15)), {"moving": moving(record)})

    assert (page.status, page.errors) == (403, ["move-refused"])


def test_what_was_cancelled_meanwhile_is_shown_as_that(walker: Walker, sandbox: Sandbox) -> None:
    ask_for(walker, sandbox)
    only(sandbox).deleted = True

    page = walker.press("Move it to")

    assert (page.status, page.errors) == (403, ["already-cancelled"])
    assert page.heading == "This appointment is cancelled"
    assert puts(sandbox) == []


@pytest.mark.parametrize("name", ["date/", "time/", "details/", "book/", ""])
@pytest.mark.parametrize("lost", ["service", "person"])
def test_what_is_no_longer_offered_online_is_moved_by_phone(
    walker: Walker, sandbox: Sandbox, lost: str, name: str
) -> None:
    """Another service or another person would be another appointment: nobody is sent to choose one."""
    record = booked_elsewhere(sandbox, moment(sandbox))
    if lost == "service":
        sandbox.salon.withdraw(BERLIN, HAIRCUT)
    else:
        nobody = {"success": True, "data": [], "meta": []}
        sandbox.faults.add("answer", "book_staff", status=200, body=nobody)

    page = walker.post(step(name, record.starts_at.replace(hour=15)), {"moving": moving(record), "do": "move"})

    assert (page.status, page.errors) == (403, ["move-refused"])
    assert puts(sandbox) == []


# It was not sent


@pytest.mark.parametrize(
    ("endpoint", "fault", "key"),
    [
        ("PUT book_record", ("rate", {}), "busy"),
        ("book_check", ("rate", {}), "busy"),
        ("book_check", ("error", {}), "unavailable"),
        ("book_check", ("answer", {"body": "<html>"}), "unavailable"),
    ],
)
def test_what_was_not_sent_can_be_sent_once_more(
    walker: Walker, sandbox: Sandbox, cold: Callable[[], None], endpoint: str, fault: tuple[str, Any], key: str
) -> None:
    ask_for(walker, sandbox)
    sandbox.faults.add(fault[0], endpoint, **fault[1])

    page = walker.press("Move it to")

    assert (page.status, page.errors) == (503, [key])
    assert page.response["Retry-After"]
    assert "It is not moved" in page.text
    assert not page.all('[data-checked="ok"]')
    assert only(sandbox).starts_at.hour == 12
    sandbox.faults.clear()
    cold()
    assert is_moved(walker.press("Move it to"))


def test_without_time_to_hear_the_answer_it_is_not_sent(walker: Walker, sandbox: Sandbox, settings: Any) -> None:
    ask_for(walker, sandbox)
    settings.BOOKING_WHOLE_DEADLINE = 3.5

    page = walker.press("Move it to")

    assert (page.status, page.errors) == (503, ["unavailable"])
    assert puts(sandbox) == []


@pytest.mark.parametrize("endpoint", ["GET book_record", "book_times"])
def test_where_altegio_fails_before_trying_again_asks_once_more(
    walker: Walker, sandbox: Sandbox, cold: Callable[[], None], endpoint: str
) -> None:
    ask_for(walker, sandbox)
    cold()
    sandbox.faults.add("error", endpoint)

    page = walker.press("Move it to")

    assert (page.status, page.errors) == (503, ["unavailable"])
    assert puts(sandbox) == []
    sandbox.faults.clear()
    cold()
    page = walker.press("Try again")
    assert page.heading == "Move your appointment?"
    assert is_moved(walker.press("Move it to"))


def test_while_the_shared_memory_is_away_nothing_is_sent(walker: Walker, sandbox: Sandbox, settings: Any) -> None:
    record = booked_elsewhere(sandbox, moment(sandbox))
    page = walker.post(step("details/", record.starts_at.replace(hour=15)), {"moving": moving(record)})
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    page = walker.press("Move it to")

    assert (page.status, page.errors) == (503, ["busy"])
    assert puts(sandbox) == []


# The answer was lost


@pytest.mark.parametrize("fault", [("drop", {"after": True}), ("short", {}), ("truncated", {})])
def test_what_the_calendar_shows_as_moved_is_moved(
    walker: Walker, sandbox: Sandbox, fault: tuple[str, dict[str, Any]]
) -> None:
    ask_for(walker, sandbox)
    sandbox.faults.add(fault[0], "PUT book_record", **fault[1])

    page = walker.press("Move it to")

    assert is_moved(page)
    assert "15:00" in facts(page)["When"]
    assert len(puts(sandbox)) == 1


@pytest.mark.parametrize("fault", [("drop", {}), ("error", {"status": 502}), ("html", {})])
def test_what_nobody_knows_is_told_as_that_and_looked_at_without_sending_it_again(
    walker: Walker, sandbox: Sandbox, fault: tuple[str, dict[str, Any]]
) -> None:
    ask_for(walker, sandbox)
    record = only(sandbox)
    sandbox.faults.add(fault[0], "PUT book_record", **fault[1])

    page = walker.press("Move it to")
    assert (page.status, page.errors) == (202, ["outcome-unknown"])
    assert "It may have been moved: look again in a minute." in page.text
    assert [words(row.dd)[-5:] for row in page.all(".facts > div")[:2]] == ["15:00", "12:00"]
    assert page.links("Back to the booking")
    assert not page.buttons("Move")

    page = walker.press("Look again")
    assert (page.status, page.errors) == (202, ["outcome-unknown"])
    assert "It still has its old time." in page.text

    sandbox.salon.move(record, minute(record.starts_at.replace(hour=15)))
    assert is_moved(walker.press("Look again"))
    assert len(puts(sandbox)) == 1


def test_where_it_cannot_be_read_back_nobody_knows(walker: Walker, sandbox: Sandbox) -> None:
    ask_for(walker, sandbox)
    once_it_is_moved(sandbox, lambda: sandbox.faults.add("error", "GET book_record"))
    sandbox.faults.add("drop", "PUT book_record", after=True)

    page = walker.press("Move it to")

    assert (page.status, page.errors) == (202, ["outcome-unknown"])
    assert "It still has" not in page.text
    sandbox.faults.clear()
    assert is_moved(walker.press("Look again"))


def test_while_nobody_knows_what_we_remember_is_not_told(
    walker: Walker, sandbox: Sandbox, cold: Callable[[], None]
) -> None:
    """It was booked a moment ago, so that the page would otherwise be made of what was booked then."""
    ask_for(walker, sandbox)
    once_it_is_moved(sandbox, lambda: sandbox.faults.add("error", "GET book_record"))
    sandbox.faults.add("drop", "PUT book_record", after=True)
    back = walker.press("Move it to").links("Back to the booking")[0]

    page = walker.follow(back)
    assert (page.status, page.errors) == (503, ["unavailable"])

    sandbox.faults.clear()
    cold()
    page = walker.open(str(back["href"]))
    assert "15:00" in facts(page)["When"]


def test_what_was_certainly_not_moved_is_remembered_again(walker: Walker, sandbox: Sandbox) -> None:
    ask_for(walker, sandbox)
    sandbox.faults.add("refuse", "PUT book_record", times=1)
    walker.press("Move it to")
    sandbox.faults.add("error")

    page = walker.open(address(only(sandbox)))

    assert "12:00" in facts(page)["When"]


def test_the_new_time_is_shown_although_altegio_fails_after_it(walker: Walker, sandbox: Sandbox) -> None:
    ask_for(walker, sandbox)
    once_it_is_moved(sandbox, lambda: sandbox.faults.add("error", "GET book_record"))

    page = walker.press("Move it to")

    assert is_moved(page)
    assert "15:00" in facts(page)["When"]


# Twice


def test_sent_again_it_is_moved_and_nothing_more_is_sent(walker: Walker, sandbox: Sandbox) -> None:
    page = ask_for(walker, sandbox)
    assert is_moved(walker.press("Move it to"))

    walker.page = page
    again = walker.press("Move it to")

    assert is_moved(again)
    assert len(puts(sandbox)) == 1


def test_what_may_no_longer_be_moved_was_moved_all_the_same(walker: Walker, sandbox: Sandbox) -> None:
    """To a time so near that it could not be moved from there: the second click must not say that it was not."""
    sandbox.salon.set_company(BERLIN, allow_change_record_delay_step=15 * 24 * 60 * 60)
    record = booked_elsewhere(sandbox, moment(sandbox))
    near = moment(sandbox, "15:00", ahead=8)
    form = {"moving": moving(record), "do": "move"}

    pages = [walker.post(step("book/", near), form) for _ in range(2)]

    assert [is_moved(page) for page in pages] == [True, True]
    assert not pages[1].buttons("Move to another time")


def test_where_the_second_click_finds_the_time_taken_by_the_first_it_is_moved(walker: Walker, sandbox: Sandbox) -> None:
    """The first click comes through between the second's look at the calendar and its check."""
    ask_for(walker, sandbox)
    record = only(sandbox)
    check = sandbox.salon.starts

    def first_click_comes_through(*of: Any) -> list[int]:
        sandbox.salon.starts = check  # type: ignore[method-assign]
        sandbox.salon.move(record, minute(record.starts_at.replace(hour=15)))
        return check(*of)

    sandbox.salon.starts = first_click_comes_through  # type: ignore[method-assign]

    assert is_moved(walker.press("Move it to"))
    assert puts(sandbox) == []


def test_clicks_at_once_all_find_it_moved(walker: Walker, sandbox: Sandbox) -> None:
    record = booked_elsewhere(sandbox, moment(sandbox))
    url, form = step("book/", record.starts_at.replace(hour=15)), {"moving": moving(record), "do": "move"}
    together = Barrier(8)

    def click(_number: int) -> str:
        together.wait()
        response = EnglishClient().post(url, form, headers={"Sec-Fetch-Site": "same-origin"})
        assert response.status_code == 303
        return str(response["Location"])

    with ThreadPoolExecutor(8) as pool:
        places = list(pool.map(click, range(8)))

    assert len(set(places)) == 1
    assert record.starts_at.hour == 15
    assert set(puts(sandbox)) == {f'{{"datetime": "{record.starts_at.isoformat()}"}}'}


def test_moved_twice_it_stands_at_the_last_time(walker: Walker, sandbox: Sandbox) -> None:
    sandbox.salon.set_hours(YUSUF, moment(sandbox).date(), [(time(9), time(18))])
    ask_for(walker, sandbox)
    walker.press("Move it to")

    walker.press(chip(walker.press("Move to another time"), "09:30"))
    page = walker.press("Move it to")

    assert is_moved(page)
    assert "09:30" in facts(page)["When"]
