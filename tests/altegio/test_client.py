from __future__ import annotations

from datetime import UTC, date

import pytest

from tests.altegio.asking import BERLIN, MONDAY
from widget.domain.appointment import Appointment
from widget.domain.team import ANYONE

TWO_SERVICES = {"service_ids[]": ["331", "99055"]}


def test_a_location_is_asked_by_its_id(altegio, expect):
    expect("GET", "company/4564", "company.json")

    assert altegio.location(4564).id == 4564


def test_the_menu_of_the_location_names_nobody(altegio, expect):
    expect("GET", "book_services/4564", "services_unfiltered_null_length.json")

    assert len(altegio.menu(4564).services) == 3


def test_the_menu_of_a_team_member_names_them(altegio, expect):
    expect("GET", "book_services/4564", "services_for_member.json", query={"staff_id": "6544"})

    assert len(altegio.menu(4564, team_member_id=6544).services) == 2


def test_the_whole_team_is_asked_without_a_filter(altegio, expect):
    expect("GET", "book_staff/4564", "staff.json")

    assert len(altegio.team(4564)) == 2


def test_a_team_for_services_repeats_the_key(altegio, expect):
    expect("GET", "book_staff/4564", "staff.json", query=TWO_SERVICES)

    assert len(altegio.team(4564, service_ids=[331, 99055])) == 2


def test_a_team_for_a_moment_sends_the_datetime_as_it_came(altegio, expect):
    starting = "2026-09-21T15:30:00.000+02:00"
    expect("GET", "book_staff/4564", "staff.json", query=TWO_SERVICES | {"datetime": starting})

    assert len(altegio.team(4564, service_ids=[331, 99055], starting=starting)) == 2


@pytest.mark.parametrize("team_member_id", [ANYONE, 6544])
def test_open_days_are_asked_for_a_month_and_a_person(altegio, expect, team_member_id):
    query = TWO_SERVICES | {"staff_id": str(team_member_id), "date": "2026-09-01"}
    expect("GET", "book_dates/4564", "dates.json", query=query)

    days = altegio.open_days(4564, date(2026, 9, 1), service_ids=[331, 99055], team_member_id=team_member_id)

    assert days.free


@pytest.mark.parametrize("team_member_id", [ANYONE, 6544])
def test_slots_are_asked_for_a_day_and_a_person_in_the_path(altegio, expect, team_member_id):
    expect("GET", f"book_times/4564/{team_member_id}/2026-09-21", "times.json", query=TWO_SERVICES)

    slots = altegio.slots(4564, MONDAY, zone=UTC, service_ids=[331, 99055], team_member_id=team_member_id)

    assert len(slots) == 2


def test_the_services_stand_in_the_address_in_the_one_spelling_that_altegio_heeds(altegio, upstream, expect):
    expect("GET", "book_times/4564/0/2026-09-21", "times.json", query=TWO_SERVICES)

    altegio.slots(4564, MONDAY, zone=BERLIN, service_ids=[331, 99055])

    assert upstream.calls[0].request.url.endswith("?service_ids%5B%5D=331&service_ids%5B%5D=99055")


def test_a_check_sends_the_appointments_and_nothing_else(altegio, expect):
    first = {"id": 1, "services": [331, 332], "staff_id": 6544, "datetime": "2026-09-21T15:30:00-05:00"}
    second = {"id": 2, "services": [99055], "staff_id": 0, "datetime": "2026-09-21T16:30:00.000-0500"}
    expect("POST", "book_check/4564", "check_created.json", status=201, body={"appointments": [first, second]})
    wanted = [
        Appointment(1, (331, 332), 6544, "2026-09-21T15:30:00-05:00"),
        Appointment(2, (99055,), ANYONE, "2026-09-21T16:30:00.000-0500"),
    ]

    assert altegio.check(4564, wanted) is None


def test_a_read_has_no_body(altegio, upstream, expect):
    expect("GET", "company/4564", "company.json")

    altegio.location(4564)

    assert upstream.calls[0].request.body is None
