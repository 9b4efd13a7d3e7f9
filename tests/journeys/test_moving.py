"""A visitor gives their appointment another time: who may, how, and what is not believed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN, NEW_YORK
from tests.journeys.booked_pages import address, booked_elsewhere, booked_ids, facts, later
from tests.journeys.movements import USER, ask_for, chip, choose_again, moving, only, puts, step
from tests.journeys.wishes import ANNA, CUT_AND_DRY, YUSUF, booked, moment, own
from tests.walker import Page, Walker, words

MOVE = "Move to another time"
FORGED = ["", "1", "1-", "-a", "1-a-b", "x-a", "1-ü", "1-a.", "1-a\n", "1-../../company", "1-" + "a" * 129, "9" * 3000]


@pytest.fixture
def user_token(widget: Any) -> str:
    widget.ALTEGIO_USER_TOKEN = USER
    return USER


def new_time(sandbox: Sandbox, hour: int = 15) -> datetime:
    return only(sandbox).starts_at.replace(hour=hour)


def sent_form(sandbox: Sandbox) -> dict[str, str]:
    return {"moving": moving(only(sandbox)), "do": "move"}


def offers_moving(page: Page) -> bool:
    return bool(page.buttons(MOVE))


# Who is offered it


def test_without_a_users_token_all_is_as_it_was(walker: Walker, sandbox: Sandbox) -> None:
    page = booked(walker, sandbox)

    assert not offers_moving(page)
    assert page.buttons("Yes, cancel it")
    assert page.links("Book this again")


def test_without_a_users_token_whoever_asks_is_told_to_call(walker: Walker, sandbox: Sandbox) -> None:
    record = booked_elsewhere(sandbox, moment(sandbox))
    url = step("book/", record.starts_at + timedelta(hours=3))

    page = walker.post(url, {"moving": moving(record), "do": "move"})

    assert (page.status, page.errors) == (403, ["move-refused"])
    assert "It stands as it was. Please call us." in page.text
    assert puts(sandbox) == []


def test_with_a_users_token_it_is_offered(walker: Walker, sandbox: Sandbox, user_token: str) -> None:
    page = booked(walker, sandbox)

    assert offers_moving(page)
    assert "You can move it online until" not in page.text
    assert user_token not in page.response.content.decode()


@pytest.mark.parametrize(
    "rules", [{"allow_change_record": False}, {"allow_change_record_delay_step": 30 * 24 * 60 * 60}]
)
def test_where_the_business_does_not_want_it_it_is_not_offered(
    walker: Walker, sandbox: Sandbox, user_token: str, rules: dict[str, Any]
) -> None:
    sandbox.salon.set_company(BERLIN, **rules)

    assert not offers_moving(booked(walker, sandbox))


def test_until_when_it_can_be_moved_is_told(walker: Walker, sandbox: Sandbox, user_token: str) -> None:
    sandbox.salon.set_company(BERLIN, allow_change_record_delay_step=3 * 60 * 60)

    page = booked(walker, sandbox)

    assert offers_moving(page)
    assert ", 09:00." in page.text.split("You can move it online until")[1]


@pytest.mark.parametrize(
    ("can_cancel", "can_move", "told"),
    [
        (True, True, None),
        (True, False, None),
        (False, True, "To cancel it, please call us."),
        (False, False, "To change or cancel it, please call us."),
    ],
)
def test_what_needs_a_call_is_said(
    walker: Walker, sandbox: Sandbox, user_token: str, can_cancel: bool, can_move: bool, told: str | None
) -> None:
    sandbox.salon.set_company(BERLIN, allow_delete_record=can_cancel, allow_change_record=can_move)

    page = booked(walker, sandbox)

    assert offers_moving(page) is can_move
    assert bool(page.buttons("Yes, cancel it")) is can_cancel
    assert [words(line) for line in page.all(".aside") if "please call us" in words(line)] == (
        [f"{told} Call +493012345670"] if told else []
    )


def test_where_nothing_is_booked_online_nothing_is_moved(
    walker: Walker, sandbox: Sandbox, user_token: str, settings: Any
) -> None:
    record = booked_elsewhere(sandbox, moment(sandbox))
    settings.BOOKING_ENABLED = False

    assert not offers_moving(walker.open(address(record)))


def test_what_is_cancelled_or_over_is_not_moved(
    walker: Walker, sandbox: Sandbox, user_token: str, travel_to: Callable[[str], None]
) -> None:
    record = booked_elsewhere(sandbox, moment(sandbox))
    form = {"moving": moving(record), "do": "move"}
    url = step("book/", record.starts_at + timedelta(hours=3))
    travel_to((record.starts_at + timedelta(minutes=5)).isoformat())
    assert not offers_moving(walker.open(address(record)))
    assert walker.post(url, form).errors == ["move-refused"]

    record.deleted = True

    assert not offers_moving(walker.open(address(record)))
    assert walker.post(url, form).errors == ["already-cancelled"]
    assert puts(sandbox) == []


def test_without_knowing_what_was_booked_no_other_time_can_be_looked_for(
    walker: Walker, sandbox: Sandbox, user_token: str
) -> None:
    record = booked_elsewhere(sandbox, moment(sandbox), service_ids=())

    assert not offers_moving(walker.open(address(record)))
    for name in ("", "date/", "time/", "details/", "book/"):
        page = walker.post(step(name, record.starts_at + timedelta(hours=3)), {"moving": moving(record), "do": "move"})
        assert (page.status, page.errors) == (403, ["move-refused"]), name
    assert puts(sandbox) == []


# The journey


def test_the_whole_journey(walker: Walker, sandbox: Sandbox, user_token: str) -> None:
    page = choose_again(walker, sandbox)
    record = only(sandbox)
    old = record.starts_at
    assert (page.path, page.heading) == (f"/{BERLIN}/time/", "Choose a new time")
    assert "Choose a new time. Your appointment stands until it is moved." in page.text
    assert "12:00" not in page.times

    page = walker.press(chip(page, "15:00"))
    assert page.path == f"/{BERLIN}/details/"
    assert page.all('[data-checked="ok"]')
    shown = {words(row.dt): words(row.dd) for row in page.all(".facts > div")}
    assert shown["New time"].endswith("15:00–15:45")
    assert shown["Until now"].endswith("12:00")
    assert (shown["What"], shown["With"]) == ("Short haircut", "Yusuf D.")
    assert not page.all("[name=fullname], [name=phone], [name=ticket]")
    assert record.starts_at == old

    [button] = page.buttons("Move it to")
    assert words(button) == f"Move it to {old:%a} {old.day} {old:%b}, 15:00"
    page = walker.press(button)

    assert (page.status, page.path) == (200, address(record).split("?")[0])
    assert words(page.html.select_one("[data-moved][role=status]")) == "Your appointment is moved."
    assert ", 15:00–15:45" in facts(page)["When"]
    assert booked_ids(page) == [str(record.id)]
    assert offers_moving(page)
    assert record.starts_at == old.replace(hour=15)
    assert (record.team_member_id, record.service_ids) == (YUSUF, (3302,))


def test_what_is_sent_for_it(walker: Walker, sandbox: Sandbox, user_token: str) -> None:
    ask_for(walker, sandbox)
    record, new = only(sandbox), only(sandbox).starts_at.replace(hour=15)
    sandbox.requests.clear()

    walker.press("Move it to")

    key = f"{record.id}/{record.hash}"
    assert [(asked.method, asked.path) for asked in sandbox.requests] == [
        ("GET", f"book_record/{BERLIN}/{key}"),
        ("POST", f"book_check/{BERLIN}"),
        ("PUT", f"book_record/{BERLIN}/{record.id}"),
    ]
    assert [USER in asked.headers["Authorization"] for asked in sandbox.requests] == [False, False, True]
    assert sandbox.requests[2].headers["Authorization"] == f"Bearer sandbox, User {USER}"
    assert puts(sandbox) == [f'{{"datetime": "{new.isoformat()}"}}']


def test_the_old_time_is_offered_again_and_the_new_one_is_not(
    walker: Walker, sandbox: Sandbox, user_token: str
) -> None:
    times = step("time/", moment(sandbox))
    assert "12:00" in walker.open(times).times
    ask_for(walker, sandbox)
    assert "12:00" not in walker.open(times).times
    walker.post(step("book/", new_time(sandbox)), sent_form(sandbox))

    offered = walker.open(times).times

    assert "12:00" in offered
    assert "15:00" not in offered


def test_another_day_can_be_chosen(walker: Walker, sandbox: Sandbox, user_token: str) -> None:
    day = moment(sandbox).date() + timedelta(days=1)
    sandbox.salon.set_hours(YUSUF, day, [(time(9), time(18))])
    sandbox.salon.set_hours(YUSUF, day + timedelta(days=1), [(time(9), time(18))])
    page = choose_again(walker, sandbox)

    page = walker.press("See other days")
    assert page.path == f"/{BERLIN}/date/"
    assert page.all("[data-moving]")
    if day.month != only(sandbox).starts_at.month:
        page = walker.press("Next month")
    page = walker.press(next(b for b in page.all("td.is-free button") if words(b.span) == str(day.day)))
    page = walker.press(chip(page, "10:00"))
    walker.press("Move it to")

    assert only(sandbox).starts_at == datetime.combine(day, time(10), sandbox.salon.locations[BERLIN].zone)


@pytest.mark.parametrize("name", ["date/", "time/"])
def test_while_it_is_moved_only_the_time_can_be_changed(
    walker: Walker, sandbox: Sandbox, user_token: str, name: str
) -> None:
    record = booked_elsewhere(sandbox, moment(sandbox))

    page = walker.post(step(name, record.starts_at), {"moving": moving(record)})

    assert page.status == 200
    assert not page.all(".members")
    assert "Anyone" not in page.text
    away = [str(way["formaction"]) for way in page.all("[formaction]")]
    assert away
    assert not [url for url in away if f"team_member={YUSUF}" not in url or url.startswith(f"/{BERLIN}/?")]
    assert [str(link["href"]) for link in page.links("Back to the booking")] == [address(record)]


def test_with_nothing_free_nobody_else_is_offered(walker: Walker, sandbox: Sandbox, user_token: str) -> None:
    record = booked_elsewhere(sandbox, moment(sandbox))
    full = record.starts_at.date() + timedelta(days=1)
    sandbox.salon.set_hours(YUSUF, full, [])

    page = walker.post(
        f"/{BERLIN}/time/?service=3302&team_member={YUSUF}&date={full}&lang=en", {"moving": moving(record)}
    )

    assert "has no free times" in page.text
    assert "anyone" not in page.text.lower()


def test_the_services_lead_on_to_the_days(walker: Walker, sandbox: Sandbox, user_token: str) -> None:
    record = booked_elsewhere(sandbox, moment(sandbox))

    page = walker.post(f"/{BERLIN}/?lang=en", {"moving": moving(record)})

    assert (page.path, page.errors) == (f"/{BERLIN}/date/", [])
    assert page.query == f"service=3302&team_member={YUSUF}&lang=en"
    assert page.all("[data-moving]")


def test_a_business_that_wants_notice_gets_it(
    walker: Walker, sandbox: Sandbox, user_token: str, settings: Any, travel_to: Callable[[str], None]
) -> None:
    travel_to("2027-02-01T09:00+01:00")
    sandbox.salon.set_hours(YUSUF, date(2027, 2, 2), [(time(8), time(18))])
    sandbox.salon.set_hours(YUSUF, date(2027, 2, 4), [(time(8), time(18))])
    record = booked_elsewhere(sandbox, moment(sandbox).replace(year=2027, month=2, day=2))
    own(settings, lead_minutes=48 * 60)

    walker.open(address(record))
    page = walker.press(MOVE)

    assert (page.path, page.errors) == (f"/{BERLIN}/date/", [])
    early = walker.post(step("book/", record.starts_at.replace(hour=15)), {"moving": moving(record), "do": "move"})
    assert early.errors == ["choice-changed"]
    assert puts(sandbox) == []


def test_of_a_booking_of_two_one_is_moved_and_both_are_shown(walker: Walker, sandbox: Sandbox, user_token: str) -> None:
    first, second = (booked_elsewhere(sandbox, moment(sandbox, clock)) for clock in ("10:00", "12:00"))
    page = walker.open(address(first, second))
    page = walker.press(page.buttons(MOVE)[1])
    assert page.typed() == {"moving": moving(second, first)}

    walker.press(chip(page, "15:00"))
    page = walker.press("Move it to")

    assert (first.starts_at.hour, second.starts_at.hour) == (10, 15)
    assert booked_ids(page) == [str(first.id), str(second.id)]
    assert page.all("[data-moved]")


def test_the_way_back_leads_to_the_booking(walker: Walker, sandbox: Sandbox, user_token: str) -> None:
    ask_for(walker, sandbox)

    page = walker.follow("Leave it as it is")

    assert booked_ids(page) == [str(only(sandbox).id)]
    assert puts(sandbox) == []


def test_the_time_that_it_has_is_no_new_one(walker: Walker, sandbox: Sandbox, user_token: str) -> None:
    record = booked_elsewhere(sandbox, moment(sandbox))

    page = walker.post(step("details/", record.starts_at), {"moving": moving(record)})

    assert (page.path, page.errors) == (address(record).split("?")[0], [])
    assert not page.all("[data-moved]")


def test_the_calendar_takes_the_new_time_for_the_same_event(walker: Walker, sandbox: Sandbox, user_token: str) -> None:
    """At once, from what we remember; and later, from what Altegio tells. Cancelling then comes after both."""
    page = booked(walker, sandbox)
    files = [calendar_of(walker, page)]
    with later(60):
        walker.press(chip(walker.press(MOVE), "15:00"))
        files.append(calendar_of(walker, walker.press("Move it to")))
    with later(300):
        files.append(calendar_of(walker, page))
        walker.open(page.url)
        walker.press("Yes, cancel it")
        files.append(calendar_of(walker, page))

    events = [Calendar.from_ical(file).events[0] for file in files]
    assert len({event["UID"] for event in events}) == 1
    assert [event.start.hour for event in events] == [12, 15, 15, 15]
    first, moved, remembered, cancelled = (event["SEQUENCE"] for event in events)
    assert first == 0
    assert 55 < moved <= remembered < cancelled


def calendar_of(walker: Walker, page: Page) -> bytes:
    return bytes(walker.client.get(f"{page.path}calendar.ics").content)


# What is not believed


@pytest.mark.parametrize("value", FORGED)
@pytest.mark.parametrize("name", ["", "date/", "time/", "details/", "book/"])
def test_what_is_no_key_opens_nothing_and_is_not_asked_for(
    walker: Walker, sandbox: Sandbox, user_token: str, name: str, value: str
) -> None:
    page = walker.post(step(name, moment(sandbox)), {"moving": value, "do": "move"})

    assert (page.status, page.errors) == (404, ["not-found"])
    assert not [asked for asked in sandbox.requests if asked.path.startswith("book_record")]
    assert page.typed() == {}


@pytest.mark.parametrize("do", ["move", "check", "again", ""])
@pytest.mark.parametrize("name", ["", "date/", "time/", "details/", "book/"])
def test_a_key_that_fits_nothing_here_moves_nothing(
    walker: Walker, sandbox: Sandbox, user_token: str, name: str, do: str
) -> None:
    record, other = (booked_elsewhere(sandbox, moment(sandbox, clock)) for clock in ("10:00", "12:00"))
    before = [one.starts_at for one in sandbox.salon.records]
    new = record.starts_at.replace(hour=15)

    for location_id, value in (
        (BERLIN, f"{record.id}-{'0' * 32}"),
        (BERLIN, f"{record.id}-{other.hash}"),
        (BERLIN, f"{record.id + 100}-{record.hash}"),
        (BERLIN, f"{record.id}-{'0' * 32}.{moving(other)}"),
        (NEW_YORK, moving(record)),
    ):
        page = walker.post(step(name, new, location_id), {"moving": value, "do": do})
        assert (page.status, page.errors) == (404, ["not-found"]), value
        assert "Short haircut" not in page.text
    assert puts(sandbox) == []
    assert [one.starts_at for one in sandbox.salon.records] == before


def test_on_a_page_that_is_not_there_the_key_goes_no_further(walker: Walker, sandbox: Sandbox, user_token: str) -> None:
    walker.post(step("time/", moment(sandbox)), {"moving": "1-a"})

    assert walker.follow("Start again").all("input[name=service]")


def test_services_and_person_are_taken_from_altegio(walker: Walker, sandbox: Sandbox, user_token: str) -> None:
    record = booked_elsewhere(sandbox, moment(sandbox))
    new = record.starts_at.replace(hour=15)
    sandbox.salon.set_hours(ANNA, new.date(), [(time(9), time(18))])
    lie = {"service": str(CUT_AND_DRY), "team_member": str(ANNA), "moving": moving(record), "do": "move"}

    page = walker.post(step("time/", new, service=CUT_AND_DRY, team_member=ANNA), lie)
    assert all(f"service=3302&team_member={YUSUF}" in str(one["formaction"]) for one in page.all("button.chip"))
    page = walker.post(step("details/", new, service=CUT_AND_DRY, team_member=ANNA), lie)
    assert "Short haircut" in page.text
    page = walker.post(step("book/", new, service=CUT_AND_DRY, team_member=ANNA), lie)

    assert page.all("[data-moved]")
    checks = [asked.body for asked in sandbox.requests if asked.path.startswith("book_check")]
    assert checks
    assert all(b'"services": [3302], "staff_id": 6542' in check for check in checks)
    assert puts(sandbox) == [f'{{"datetime": "{new.isoformat()}"}}']
    assert (record.team_member_id, record.service_ids) == (YUSUF, (3302,))


def test_another_appointment_in_the_form_is_not_booked_along(walker: Walker, sandbox: Sandbox, user_token: str) -> None:
    record = booked_elsewhere(sandbox, moment(sandbox))
    new = record.starts_at.replace(hour=15)
    form = {"moving": moving(record), "do": "move", "fullname": "Eve", "phone": "030 7654321"}
    form |= {"appointment": f"{CUT_AND_DRY}~{ANNA}~{new.isoformat()}"}

    page = walker.post(step("book/", new), form)

    assert page.all("[data-moved]")
    assert len(sandbox.salon.records) == 1
    assert not [asked for asked in sandbox.requests if asked.method == "POST" and asked.path.startswith("book_record")]


def test_in_an_address_it_means_nothing(walker: Walker, sandbox: Sandbox, user_token: str) -> None:
    record = booked_elsewhere(sandbox, moment(sandbox))

    for name in ("time/", "details/", "book/"):
        page = walker.open(f"{step(name, record.starts_at.replace(hour=15))}&moving={moving(record)}&do=move")
        assert not page.all("[data-moving], [data-move]")
        assert record.hash not in page.response.content.decode()
    assert puts(sandbox) == []


def test_only_pressing_the_button_moves(walker: Walker, sandbox: Sandbox, user_token: str) -> None:
    record = booked_elsewhere(sandbox, moment(sandbox))

    for do in ("", "again", "code", "Move"):
        page = walker.post(step("book/", record.starts_at.replace(hour=15)), {"moving": moving(record), "do": do})
        assert page.buttons("Move it to")
    assert puts(sandbox) == []


@pytest.mark.parametrize("moved", ["1", "yes", "99999999999999999999", "", "ü"])
def test_nothing_is_called_moved_because_an_address_says_so(
    walker: Walker, sandbox: Sandbox, user_token: str, moved: str
) -> None:
    record = booked_elsewhere(sandbox, moment(sandbox))

    assert not walker.open(f"{address(record)}&moved={moved}").all("[data-moved]")


# Who may send it, how often, and what is left behind


@pytest.mark.parametrize("name", ["time/", "details/", "book/"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_from_another_page_nothing_is_taken(
    walker: Walker, sandbox: Sandbox, user_token: str, name: str, origin: str
) -> None:
    record = booked_elsewhere(sandbox, moment(sandbox))
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": origin}

    url = step(name, record.starts_at.replace(hour=15))
    page = walker.post(url, {"moving": moving(record), "do": "move"}, **headers)

    assert (page.status, page.errors) == (403, ["cross-site"])
    assert sandbox.requests == []


def test_moves_are_counted_like_bookings(walker: Walker, sandbox: Sandbox, user_token: str) -> None:
    """What tells nothing of itself, as scripts do, gets twenty in ten minutes."""
    record = booked_elsewhere(sandbox, moment(sandbox))

    def move(hour: int) -> int:
        url = step("book/", record.starts_at.replace(hour=hour))
        return walker.client.post(url, {"moving": moving(record), "do": "move"}).status_code

    assert {move(14 + number % 2) for number in range(20)} == {303}
    assert move(14) == 429
    assert len(puts(sandbox)) == 20


@pytest.mark.parametrize("name", ["date/", "time/", "details/", "book/", ""])
def test_no_page_with_the_key_is_kept(walker: Walker, sandbox: Sandbox, user_token: str, name: str) -> None:
    record = booked_elsewhere(sandbox, moment(sandbox))

    response = walker.client.post(step(name, record.starts_at.replace(hour=15)), {"moving": moving(record)})

    assert response.status_code in (200, 307)
    assert "no-store" in response["Cache-Control"]


def test_no_secret_is_in_an_address_or_in_a_log(
    walker: Walker, sandbox: Sandbox, user_token: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    addresses: list[str] = []
    send = walker.client.request

    def noted(**request: Any) -> Any:
        response = send(**request)
        addresses.extend([f"{request['PATH_INFO']}?{request.get('QUERY_STRING', '')}", response.get("Location", "")])
        assert USER not in response.content.decode()
        return response

    walker.client.request = noted  # type: ignore[method-assign]
    ask_for(walker, sandbox)
    sandbox.faults.add("refuse", "PUT book_record", times=1)
    walker.press("Move it to")
    sandbox.faults.add("drop", "PUT book_record", times=1)
    walker.press(chip(walker.page, "14:30"))
    walker.press("Move it to")
    walker.press("Look again")
    sandbox.faults.add("refuse", "PUT book_record", times=1, status=403, shape="G")
    walker.post(step("book/", new_time(sandbox, 16)), sent_form(sandbox))
    walker.press(chip(walker.press(MOVE), "16:00"))
    walker.press("Move it to")

    record = only(sandbox)
    assert record.starts_at.hour == 16
    assert not [one for one in addresses if record.hash in one and "/booking/" not in one]
    assert not [one for one in addresses if "moving" in one]
    assert not [secret for secret in (USER, record.hash, str(record.id)) if secret in caplog.text]
