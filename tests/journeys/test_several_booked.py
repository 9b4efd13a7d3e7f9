"""Several appointments are checked, booked, refused and cancelled together, or each for itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.journeys.booked_pages import booked_ids, later
from tests.journeys.two_wishes import NOON_AND_TWO, appointment, details_of, noon, starts, two_wishes
from tests.journeys.wishes import ADA, HAIRCUT, JONAS, KATARZYNA, MANICURE, YUSUF, moment, sent
from tests.walker import Walker, words

BOTH = "Book 2 appointments"


def test_all_are_checked_in_one_call_and_booked_in_one(walker: Walker, sandbox: Sandbox) -> None:
    two_wishes(walker, sandbox)
    at = moment(sandbox, members=[YUSUF, KATARZYNA])
    wanted = [
        {"id": 1, "services": [HAIRCUT], "staff_id": YUSUF, "datetime": at.isoformat()},
        {"id": 2, "services": [MANICURE], "staff_id": KATARZYNA, "datetime": (at + timedelta(hours=2)).isoformat()},
    ]
    assert sent(sandbox, "book_check") == [{"appointments": wanted}]

    walker.press(BOTH, **ADA)

    assert sent(sandbox, "book_check")[1:] == [{"appointments": wanted}]
    [body] = sent(sandbox)
    assert body["appointments"] == wanted


def test_five_are_numbered_from_one(walker: Walker, sandbox: Sandbox) -> None:
    at = noon(sandbox)
    others = [appointment(at + timedelta(hours=hours)) for hours in (-3, -2, -1, 0)]
    walker.open(details_of(at, *others))

    page = walker.press("Book 5 appointments", **ADA)

    assert len(booked_ids(page)) == 5
    [body] = sent(sandbox)
    assert [row["id"] for row in body["appointments"]] == [1, 2, 3, 4, 5]
    assert len(page.path.split("/")[3].split(".")) == 5


def test_the_confirmation_shows_both_and_each_can_be_cancelled(walker: Walker, sandbox: Sandbox) -> None:
    two_wishes(walker, sandbox)
    page = walker.press(BOTH, **ADA)
    first, second = (str(record.id) for record in sandbox.salon.records)
    assert page.heading == "You're booked"
    assert booked_ids(page) == [first, second]
    assert starts(page) == NOON_AND_TWO

    page = walker.press(page.buttons("Yes, cancel it")[0])
    assert page.all("[data-cancelled]")
    assert page.heading == "You're booked"
    assert booked_ids(page) == [second]
    assert [words(mark) for mark in page.all(".is-cancelled .mark")] == ["Cancelled"]
    assert not page.all(".sums")
    assert len(page.buttons("Yes, cancel it")) == 1
    assert [record.deleted for record in sandbox.salon.records] == [True, False]

    page = walker.press("Yes, cancel it")
    assert page.heading == "These appointments are cancelled"
    assert booked_ids(page) == []
    assert all(record.deleted for record in sandbox.salon.records)
    with later(200):
        assert walker.open(page.url.replace("cancel/", "")).heading == "These appointments are cancelled"


def test_with_both_cancelled_the_same_can_be_booked_again(walker: Walker, sandbox: Sandbox) -> None:
    url = two_wishes(walker, sandbox).url
    page = walker.press(BOTH, **ADA)
    for _ in range(2):
        page = walker.press("Yes, cancel it")
    walker.open(url)

    page = walker.press(BOTH, **ADA)

    assert len(booked_ids(page)) == 2
    assert [record.deleted for record in sandbox.salon.records] == [True, True, False, False]


def test_an_overlap_marks_the_one_in_the_way_and_offers_it_other_times(walker: Walker, sandbox: Sandbox) -> None:
    at = noon(sandbox)
    half_past = {"service": HAIRCUT, "team_member": YUSUF}

    page = walker.open(details_of(at + timedelta(minutes=30), appointment(at), **half_past))

    assert page.errors == ["appointments-overlap"]
    assert words(page.html.select_one(".summary.is-marked .mark")) == "This one overlaps"
    assert words(page.html.select_one(".summary.is-marked")).count("12:30") == 1
    walker.choose_time("12:45")
    assert walker.page.all('[data-checked="ok"]')
    assert starts(walker.page) == ["12:00", "12:45"]


def test_an_overlap_with_the_first_one_marks_that(walker: Walker, sandbox: Sandbox) -> None:
    url = two_wishes(walker, sandbox).url
    sandbox.faults.add("refuse", "book_check", times=1, status=422, code=437, shape="B", appointment_id=1)

    page = walker.open(url)

    assert page.errors == ["appointments-overlap"]
    assert "Short haircut" in words(page.html.select_one(".summary.is-marked"))
    walker.choose_time("12:45")
    assert walker.page.all('[data-checked="ok"]')
    assert starts(walker.page) == ["12:45", "14:00"]


@pytest.mark.parametrize("is_sent", [False, True])
def test_where_the_first_is_taken_another_time_is_offered_for_it_and_the_other_is_kept(
    walker: Walker, sandbox: Sandbox, is_sent: bool
) -> None:
    page = two_wishes(walker, sandbox)
    at = noon(sandbox)
    sandbox.salon.take(BERLIN, YUSUF, at, 45)

    page = walker.press(BOTH, **ADA) if is_sent else walker.open(page.url)

    assert page.errors == ["slot-taken"]
    assert "Short haircut" in words(page.html.select_one(".summary"))
    assert page.times
    if is_sent:
        page = walker.press(next(chip for chip in page.all("button.chip") if "12:45" in words(chip)))
        assert len(booked_ids(page)) == 2
    else:
        page = walker.choose_time("12:45")
        assert page.all('[data-checked="ok"]')
    assert starts(page) == ["12:45", "14:00"]


@pytest.mark.parametrize("is_sent", [False, True])
def test_where_the_second_is_taken_the_first_is_kept(walker: Walker, sandbox: Sandbox, is_sent: bool) -> None:
    page = two_wishes(walker, sandbox)
    at = noon(sandbox)
    sandbox.salon.take(BERLIN, KATARZYNA, at + timedelta(hours=2), 45)

    page = walker.press(BOTH, **ADA) if is_sent else walker.open(page.url)

    assert page.errors == ["slot-taken"]
    assert "Classic manicure" in words(page.html.select_one(".summary"))
    ways = [str(tag.get("href") or tag.get("formaction")) for tag in page.all(".chip")]
    assert ways
    assert {parse_qs(way.partition("?")[2])["appointment"][0] for way in ways} == {appointment(at)}
    assert sandbox.salon.records[1:] == []


KEY = {"record_hash": "a" * 32}


@pytest.mark.parametrize(
    "rows",
    [
        [{"id": 1, "record_id": 1} | KEY],
        [{"id": 1, "record_id": 1} | KEY, {"id": 1, "record_id": 2} | KEY],
        [{"id": 1, "record_id": 1} | KEY, {"id": 3, "record_id": 2} | KEY],
        [{"record_id": 1} | KEY, {"record_id": 2} | KEY],
        [{"id": 1, "record_id": 1} | KEY, {"id": 2, "record_id": 2}],
        [],
        None,
    ],
)
def test_an_answer_that_tells_of_only_some_is_no_confirmation(walker: Walker, sandbox: Sandbox, rows: Any) -> None:
    two_wishes(walker, sandbox)
    body = {"success": True, "data": rows, "meta": []}
    sandbox.faults.add("answer", "book_record", status=201, body=body)

    page = walker.press(BOTH, **ADA)

    assert (page.status, page.errors) == (202, ["outcome-unknown"])
    assert booked_ids(page) == []
    assert starts(page) == NOON_AND_TWO
    assert len(sent(sandbox)) == 1


def test_anyone_twice_at_the_same_time_is_two_different_people(walker: Walker, sandbox: Sandbox) -> None:
    at = moment(sandbox, members=[YUSUF, JONAS])
    for member_id in sandbox.salon.locations[BERLIN].members.keys() - {YUSUF, JONAS}:
        sandbox.salon.set_hours(member_id, at.date(), [])
    anyone = {"service": HAIRCUT, "team_member": 0}
    page = walker.open(details_of(at, appointment(at, HAIRCUT, 0), **anyone))
    assert page.all('[data-checked="ok"]'), page.text

    page = walker.press(BOTH, **ADA)

    assert len(booked_ids(page)) == 2
    assert {record.team_member_id for record in sandbox.salon.records} == {YUSUF, JONAS}
    [body] = sent(sandbox)
    assert {row["staff_id"] for row in body["appointments"]} == {YUSUF, JONAS}


def test_what_is_asked_besides_is_sent_with_each(walker: Walker, sandbox: Sandbox) -> None:
    two_wishes(walker, sandbox)

    walker.press(BOTH, **ADA, comment="Both, please")

    assert [record.comment for record in sandbox.salon.records] == ["Both, please"] * 2
