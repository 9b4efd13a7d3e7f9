"""The real client against the sandbox over HTTP: what one of them says, the other understands."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from booking_site.sandbox.server import running
from tests.altegio.asking import reading
from tests.contract.asking import HEADERS, client, wanted
from widget.altegio.budget import Budget
from widget.altegio.call import Deadline
from widget.altegio.client import Altegio
from widget.altegio.errors import (
    BOOKING_ERRORS,
    AppointmentsOverlap,
    Busy,
    MalformedAnswer,
    Misconfigured,
    NoServiceChosen,
    NoTeamMemberFree,
    NotFound,
    RequestInvalid,
    ServiceWithdrawn,
    SlotTaken,
    TimeUnavailable,
    Unreachable,
    VisitorBlocked,
)
from widget.altegio.transport import Transport
from widget.altegio.turns import MemoryTurns
from widget.domain.appointment import Appointment
from widget.domain.team import ANYONE

SEPTEMBER = date(2026, 9, 8)
TOMORROW = date(2026, 9, 9)
ANNA, YUSUF, GRACE = 6541, 6542, 7711
LOCATIONS = {4564: (ANNA, 3301), 4565: (GRACE, 5501)}


def open_hours(sandbox, member, day=TOMORROW, hours=((9, 12),)):
    sandbox.salon.set_hours(member, day, [(time(first), time(last)) for first, last in hours])


def times(altegio, location, member=ANNA, services=(3301,), day=TOMORROW):
    found = altegio.slots(location.id, day, zone=location.zone, service_ids=services, team_member_id=member)
    return [slot.wire_datetime for slot in found]


def test_both_locations_introduce_themselves(berlin, new_york):
    assert (berlin.title, berlin.currency, berlin.zone) == ("Atelier Linden", "€", ZoneInfo("Europe/Berlin"))
    assert (new_york.title, new_york.currency, new_york.zone) == ("Linden on Hudson", "$", ZoneInfo("America/New_York"))
    for location in (berlin, new_york):
        assert location.is_active
        assert location.allows_anyone
        assert location.phone.startswith("+")
        assert location.logo_url.startswith("http://127.0.0.1:")


def test_a_closed_location_says_so_and_offers_nothing(altegio, sandbox):
    sandbox.salon.close(4564)
    location = altegio.location(4564)

    assert not location.is_active
    assert altegio.menu(location.id).services == ()


@pytest.mark.parametrize(("location_id", "services", "categories"), [(4564, 24, 5), (4565, 9, 3)])
def test_the_menu_is_complete_and_knows_no_durations(altegio, location_id, services, categories):
    location = altegio.location(location_id)
    menu = altegio.menu(location.id)

    assert (len(menu.services), len(menu.categories)) == (services, categories)
    assert {service.duration for service in menu.services} == {None}
    assert sum(len(group) for _, group in menu.groups()) == services
    assert not [service for service in menu.services if "<" in service.description]


@pytest.mark.parametrize("location_id", LOCATIONS)
def test_the_menu_of_a_member_has_their_prices_and_durations(altegio, location_id):
    member, service_id = LOCATIONS[location_id]
    menu = altegio.menu(location_id, team_member_id=member)
    [service] = menu.pick([service_id])

    assert service.duration == timedelta(hours=1)
    assert all(service.duration and service.price.is_fixed for service in menu.services)


def test_the_team_is_shown_without_who_has_left(altegio):
    team = {member.name: member for member in altegio.team(4564)}

    assert len(team) == 9
    assert "Tom H." not in team
    assert not team["Elif S."].is_bookable
    assert team["Anna K."].rating.stars == Decimal("4.9")
    assert team["Priya N."].rating is None
    assert team["Jonas B."].photo_url == ""
    assert "/portraits/anna" in team["Anna K."].photo_url


def test_the_team_for_two_services_does_both(altegio):
    assert [member.id for member in altegio.team(4564, service_ids=[3305, 3313])] == [ANNA, 6544]


def test_the_team_for_a_moment_tells_who_is_free_then(altegio, sandbox, berlin):
    open_hours(sandbox, ANNA)
    open_hours(sandbox, YUSUF)
    start = times(altegio, berlin)[0]
    sandbox.salon.take(4564, YUSUF, datetime.fromisoformat(start), 60)

    team = {member.id: member.is_bookable for member in altegio.team(4564, service_ids=[3301], starting=start)}

    assert (team[ANNA], team[YUSUF]) == (True, False)


@pytest.mark.parametrize("location_id", LOCATIONS)
@pytest.mark.parametrize("anyone", [True, False])
def test_open_days_lie_in_the_month_and_have_times(altegio, location_id, anyone):
    member, service_id = LOCATIONS[location_id]
    who, location = ANYONE if anyone else member, altegio.location(location_id)
    days = altegio.open_days(location_id, SEPTEMBER, service_ids=[service_id], team_member_id=who)

    assert days.free == tuple(sorted(set(days.free)))
    assert days.working >= set(days.free)
    assert {(day.year, day.month) for day in days.free} == {(2026, 9)}
    assert all(times(altegio, location, who, [service_id], day) for day in days.free)


def test_open_days_of_the_coming_january_are_next_year(altegio):
    days = altegio.open_days(4565, date(2027, 1, 1), service_ids=[5501])

    assert {(day.year, day.month) for day in days.free} == {(2027, 1)}


@pytest.mark.parametrize("location_id", LOCATIONS)
def test_every_member_has_times_and_anyone_has_them_all(altegio, location_id):
    location, service_id = altegio.location(location_id), LOCATIONS[location_id][1]
    day = altegio.open_days(location_id, SEPTEMBER, service_ids=[service_id]).free[-1]
    team = [member.id for member in altegio.team(location_id, service_ids=[service_id]) if member.is_bookable]
    each = {member: times(altegio, location, member, [service_id], day) for member in team}

    assert any(each.values())
    assert set(times(altegio, location, ANYONE, [service_id], day)) == {start for one in each.values() for start in one}


def test_slots_are_on_the_wall_of_each_location(altegio, sandbox, berlin, new_york):
    open_hours(sandbox, ANNA)
    open_hours(sandbox, GRACE)

    assert times(altegio, berlin)[0] == "2026-09-09T09:00:00+02:00"
    assert times(altegio, new_york, GRACE, [5501])[0] == "2026-09-09T09:00:00-04:00"


def test_two_services_take_as_long_as_both(altegio, sandbox, berlin):
    open_hours(sandbox, ANNA)
    slots = altegio.slots(4564, TOMORROW, zone=berlin.zone, service_ids=[3301, 3303], team_member_id=ANNA)

    assert {slot.duration for slot in slots} == {timedelta(minutes=75)}


def test_a_day_without_times_is_empty_and_no_error(altegio, sandbox, berlin):
    sandbox.salon.take_day(4564, ANNA, TOMORROW)

    assert times(altegio, berlin) == []


@pytest.mark.parametrize("location_id", LOCATIONS)
@pytest.mark.parametrize("anyone", [True, False])
def test_what_is_offered_can_be_checked_as_often_as_one_likes(altegio, location_id, anyone):
    member, service_id = LOCATIONS[location_id]
    who = ANYONE if anyone else member
    day = altegio.open_days(location_id, SEPTEMBER, service_ids=[service_id], team_member_id=who).free[0]
    start = times(altegio, altegio.location(location_id), who, [service_id], day)[0]

    for _ in range(3):
        assert altegio.check(location_id, [wanted(start, services=(service_id,), member=who)]) is None


def test_a_taken_time_disappears_and_is_refused_with_its_id(altegio, sandbox, berlin):
    open_hours(sandbox, ANNA)
    start = times(altegio, berlin)[0]
    sandbox.salon.take(4564, ANNA, datetime.fromisoformat(start), 60)

    assert start not in times(altegio, berlin)
    with pytest.raises(SlotTaken) as caught:
        altegio.check(4564, [wanted(start, id=7)])
    assert caught.value.appointment_id == 7


def test_nobody_free_is_told_apart_from_a_taken_time(altegio):
    with pytest.raises(NoTeamMemberFree):
        altegio.check(4564, [wanted("2026-09-09T03:00:00+02:00", member=ANYONE)])


def test_two_appointments_with_one_person_may_not_overlap(altegio, sandbox, berlin):
    open_hours(sandbox, ANNA)
    first, second = times(altegio, berlin)[:2]

    with pytest.raises(AppointmentsOverlap) as caught:
        altegio.check(4564, [wanted(first, id=1), wanted(second, id=2)])

    assert caught.value.appointment_id == 2


def test_two_appointments_one_after_the_other_are_fine(altegio, sandbox, berlin):
    open_hours(sandbox, ANNA)
    starts = times(altegio, berlin)

    altegio.check(4564, [wanted(starts[0], id=1), wanted(starts[4], id=2)])


def test_a_withdrawn_service_is_told(altegio, sandbox, berlin):
    open_hours(sandbox, ANNA)
    start = times(altegio, berlin)[0]
    sandbox.salon.withdraw(4564, 3301)

    with pytest.raises(ServiceWithdrawn):
        altegio.check(4564, [wanted(start)])
    assert 3301 not in {service.id for service in altegio.menu(berlin.id).services}


def test_a_check_without_services_is_told(altegio):
    with pytest.raises(NoServiceChosen):
        altegio.check(4564, [wanted("2026-09-09T09:00:00+02:00", services=())])


@pytest.mark.parametrize("appointments", [[], [wanted("tomorrow")], [Appointment(-1, (3301,), ANNA, "")]])
def test_a_check_that_makes_no_sense_names_the_fields(altegio, appointments):
    with pytest.raises(RequestInvalid) as caught:
        altegio.check(4564, appointments)

    assert all(field.startswith("appointments") for field in caught.value.fields)
    assert caught.value.fields


@pytest.mark.parametrize("code", BOOKING_ERRORS)
@pytest.mark.parametrize("shape", "ABCDEFGH")
def test_each_shape_of_a_refusal_is_understood(altegio, sandbox, shape, code):
    status = 403 if code == 434 else 422
    sandbox.faults.add("refuse", "book_check", status=status, code=code, shape=shape, appointment_id=2)
    uncoded = Misconfigured if status == 403 else RequestInvalid if shape in "CE" else TimeUnavailable
    expected = BOOKING_ERRORS[code] if shape in "BDF" else uncoded

    with pytest.raises(expected) as caught:
        altegio.check(4564, [wanted("2026-09-09T09:00:00+02:00")])

    assert type(caught.value) is expected
    assert caught.value.appointment_id == (2 if shape in "BDF" else None)


@pytest.mark.parametrize(
    ("fault", "options", "error"),
    [
        ("rate", {}, Busy),
        ("error", {"status": 500}, Unreachable),
        ("html", {}, Unreachable),
        ("drop", {}, Unreachable),
        ("short", {}, Unreachable),
        ("truncated", {}, MalformedAnswer),
        ("empty", {}, MalformedAnswer),
        ("redirect", {}, MalformedAnswer),
        ("refuse", {"status": 402, "shape": "G"}, Misconfigured),
        ("refuse", {"status": 403, "code": 434}, VisitorBlocked),
    ],
)
def test_a_fault_is_never_an_empty_day(altegio, sandbox, berlin, fault, options, error):
    sandbox.faults.add(fault, "book_times", **options)

    with pytest.raises(error):
        times(altegio, berlin)


@pytest.mark.parametrize(
    "changed",
    [{"Accept": "application/json"}, {"Authorization": "Bearer wrong"}, {"Authorization": ""}],
)
def test_a_wrong_header_is_for_the_operator(sandbox, changed):
    altegio = client(sandbox.url, **changed)

    with pytest.raises(Misconfigured):
        altegio.location(4564)
    with pytest.raises(Misconfigured):
        altegio.check(4564, [wanted("2026-09-09T09:00:00+02:00")])


def test_the_other_name_of_the_format_is_accepted(sandbox):
    assert client(sandbox.url, Accept="application/vnd.yclients.v2+json").location(4564).id == 4564


def test_an_unknown_location_is_not_found(altegio, berlin):
    with pytest.raises(NotFound):
        altegio.location(1)
    with pytest.raises(NotFound):
        altegio.check(1, [wanted("2026-09-09T09:00:00+02:00")])


def test_an_unknown_team_member_is_not_found(altegio, berlin):
    with pytest.raises(NotFound):
        times(altegio, berlin, member=1)


def test_no_other_spelling_of_the_services_is_ever_sent(altegio, sandbox, berlin):
    altegio.menu(berlin.id, team_member_id=ANNA)
    altegio.team(4564, service_ids=[3301, 3303], starting="2026-09-09T09:00:00+02:00")
    altegio.open_days(4564, SEPTEMBER, service_ids=[3301, 3303])
    times(altegio, berlin, services=[3301, 3303])

    sent = [pair for request in sandbox.requests for pair in request.query]
    assert {key for key, _ in sent} == {"service_ids[]", "staff_id", "date", "datetime"}
    assert [value for key, value in sent if key == "service_ids[]"] == ["3301", "3303"] * 3
    assert ("datetime", "2026-09-09T09:00:00+02:00") in sent


def test_within_the_budget_a_walk_meets_no_limit():
    with running(now=lambda: datetime(2026, 9, 8, 8, 0, tzinfo=UTC)) as sandbox:
        turns = MemoryTurns(per_second=3, burst=2)
        budget = Budget(Transport(sandbox.url, HEADERS, attempt_timeout=10), turns)
        altegio = Altegio(reading(budget), Deadline.after(60))
        location = altegio.location(4564)
        altegio.menu(location.id)
        day = altegio.open_days(4564, SEPTEMBER, service_ids=[3301]).free[0]
        altegio.team(4564, service_ids=[3301])
        altegio.check(4564, [wanted(times(altegio, location, ANYONE, [3301], day)[0], member=ANYONE)])

    assert sandbox.refused_by_rate == 0
    assert [request.status for request in sandbox.requests] == [200, 200, 200, 200, 200, 201]
