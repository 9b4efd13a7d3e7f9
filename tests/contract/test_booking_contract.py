"""Completing a booking with the real client against the sandbox: what one of them says, the other understands."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from tests.contract.asking import wanted
from widget.altegio.errors import (
    BOOKING_ERRORS,
    AppointmentsOverlap,
    InvalidPhone,
    MalformedAnswer,
    Misconfigured,
    NameMissing,
    NotFound,
    RequestInvalid,
    SlotTaken,
    TimeUnavailable,
    Unreachable,
    VisitorBlocked,
    WrongConfirmationCode,
)
from widget.domain.booking import BookedService
from widget.domain.contact import Contact
from widget.domain.rules import Asked
from widget.domain.service import HostedFormReason
from widget.domain.team import ANYONE

TODAY, TOMORROW = date(2026, 9, 8), date(2026, 9, 9)
ANNA, YUSUF, GRACE = 6541, 6542, 7711
ADA = Contact(name="Ada", phone="+4930123456", surname="Lovelace", comment="Ring twice", sms_reminder=2)
CODE = "1234"


def starts(altegio, sandbox, location, member=ANNA, services=(3301,), day=TOMORROW):
    """Of a member who works from nine to noon."""
    sandbox.salon.set_hours(member, day, [(time(9), time(12))])
    found = altegio.slots(location.id, day, zone=location.zone, service_ids=services, team_member_id=member)
    return [slot.wire_datetime for slot in found]


@pytest.fixture
def start(altegio, sandbox, berlin):
    return starts(altegio, sandbox, berlin)[0]


@pytest.fixture
def new_york_start(altegio, sandbox, new_york):
    return starts(altegio, sandbox, new_york, GRACE, (5501,))[0]


def book(altegio, start, contact=ADA, **options):
    [key] = altegio.book(4564, contact, [wanted(start, **options)], reference=7)
    return key


def look(altegio, key, location):
    return altegio.booked_appointment(location.id, key.appointment_id, key.manage_token, zone=location.zone)


def test_the_rules_of_both_locations_are_understood(berlin, new_york):
    assert (berlin.rules.email, berlin.rules.comment, berlin.rules.surname) == (
        Asked.OPTIONAL,
        Asked.OPTIONAL,
        Asked.NO,
    )
    assert (berlin.rules.needs_code, berlin.rules.has_policy, berlin.rules.takes_payment) == (False, False, False)
    assert (new_york.rules.needs_code, new_york.rules.has_policy) == (True, True)
    assert (berlin.rules.offers_sms_reminder, berlin.rules.sms_reminder, berlin.rules.email_reminder) == (True, 2, 24)
    assert (berlin.rules.cancelling_notice, new_york.rules.cancelling_notice) == (timedelta(), timedelta(hours=2))
    assert (berlin.country, berlin.coordinates) == ("Germany", (52.5036, 13.3953))
    assert new_york.coordinates == (40.7318, -74.0066)


def test_rules_that_a_business_has_set_are_understood(altegio, sandbox):
    sandbox.salon.set_company(
        4564,
        is_surname_field_enabled=True,
        booking_email_required=True,
        booking_comment_hidden=True,
        reminds_sms_disabled=1,
        allow_delete_record=False,
        payment_policy={"type": "deposit"},
    )

    rules = altegio.location(4564).rules

    assert (rules.surname, rules.email, rules.comment) == (Asked.OPTIONAL, Asked.REQUIRED, Asked.NO)
    assert not rules.offers_sms_reminder
    assert not rules.allows_cancelling
    assert rules.takes_payment


@pytest.mark.parametrize("location_id", [4564, 4565])
def test_what_cannot_be_booked_here_says_so(altegio, sandbox, location_id):
    menu, location = altegio.menu(location_id), sandbox.salon.locations[location_id]

    for service in menu.services:
        offered = location.services[service.id]
        has_reason = offered.prepaid == "required" or offered.members_only or offered.is_composite
        assert bool(service.needs_hosted_form) is has_reason
    assert menu.has_events is location.has_events


def test_what_was_booked_stands_in_the_calendar(altegio, sandbox, berlin, start):
    key = book(altegio, start)

    [record] = sandbox.salon.records
    assert (key.id, key.appointment_id, key.manage_token) == (1, record.id, record.hash)
    assert (record.fullname, record.phone, record.email) == ("Ada Lovelace", "+4930123456", "")
    assert (record.comment, record.notify_by_sms, record.notify_by_email) == ("Ring twice", 2, 0)
    assert record.starts_at.isoformat() == start


def test_all_that_is_known_of_the_contact_arrives(altegio, sandbox, start):
    full = replace(
        ADA, patronymic="G.", email="ada@example.com", code="0042", custom=(("allergies", ("nuts", "milk")),)
    )
    [key] = altegio.book(4564, full, [wanted(start)], reference=1234567)

    [record] = sandbox.salon.records
    assert key.appointment_id == record.id
    assert (record.fullname, record.surname, record.patronymic) == ("Ada G. Lovelace", "Lovelace", "G.")
    assert (record.email, record.code, record.api_id) == ("ada@example.com", "0042", 1234567)
    assert record.custom_fields == {"allergies": ["nuts", "milk"]}


def test_what_was_booked_is_no_longer_offered(altegio, sandbox, berlin, start):
    book(altegio, start)

    found = altegio.slots(4564, TOMORROW, zone=berlin.zone, service_ids=[3301], team_member_id=ANNA)
    assert start not in [slot.wire_datetime for slot in found]
    with pytest.raises(SlotTaken) as caught:
        book(altegio, start)
    assert caught.value.appointment_id == 1
    assert len(sandbox.salon.records) == 1


def test_what_was_booked_can_be_looked_at(altegio, berlin, start):
    appointment = look(altegio, book(altegio, start), berlin)

    [service] = appointment.services
    [offered] = altegio.menu(4564, team_member_id=ANNA).pick([3301])
    assert service == BookedService(3301, offered.title, offered.price)
    assert (appointment.team_member_id, appointment.team_member_name) == (ANNA, "Anna K.")
    assert appointment.starts_at.isoformat() == start
    assert appointment.duration == offered.duration
    assert not appointment.is_cancelled


def test_what_was_booked_in_new_york_is_told_by_its_wall(altegio, new_york, new_york_start):
    booked = replace(ADA, code=CODE, accepts_policy=True)
    [key] = altegio.book(4565, booked, [wanted(new_york_start, services=(5501,), member=GRACE)], reference=7)

    appointment = look(altegio, key, new_york)

    assert appointment.starts_at.isoformat() == new_york_start == "2026-09-09T09:00:00-04:00"


def test_two_appointments_have_a_key_each(altegio, sandbox, berlin):
    first, *_, last = starts(altegio, sandbox, berlin)
    both = [wanted(last, id=2), wanted(first, id=1, services=(3303,))]

    keys = altegio.book(4564, ADA, both, reference=7)

    assert [key.id for key in keys] == [2, 1]
    assert [look(altegio, key, berlin).starts_at.isoformat() for key in keys] == [last, first]


def test_of_two_appointments_that_overlap_none_is_booked(altegio, sandbox, berlin):
    first, second, *_ = starts(altegio, sandbox, berlin)

    with pytest.raises(AppointmentsOverlap) as caught:
        altegio.book(4564, ADA, [wanted(first, id=1), wanted(second, id=2)], reference=7)

    assert caught.value.appointment_id == 2
    assert sandbox.salon.records == []


def test_anyone_becomes_somebody(altegio, berlin, start):
    appointment = look(altegio, book(altegio, start, member=ANYONE), berlin)

    assert appointment.team_member_id != ANYONE
    assert appointment.team_member_name


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"phone": "12"}, InvalidPhone),
        ({"phone": "+10000000434"}, VisitorBlocked),
        ({"name": "", "surname": ""}, NameMissing),
        ({"email": "nonsense"}, RequestInvalid),
    ],
)
def test_a_contact_that_will_not_do_is_refused_for_its_reason(altegio, sandbox, start, changed, error):
    with pytest.raises(error):
        book(altegio, start, replace(ADA, **changed))

    assert sandbox.salon.records == []


@pytest.mark.parametrize("code", ["", "4321"])
def test_without_the_right_code_new_york_books_nothing(altegio, sandbox, new_york_start, code):
    with pytest.raises(WrongConfirmationCode):
        altegio.book(
            4565, replace(ADA, code=code), [wanted(new_york_start, services=(5501,), member=GRACE)], reference=7
        )

    assert sandbox.salon.records == []


@pytest.mark.parametrize("reason", HostedFormReason)
def test_what_only_the_hosted_form_can_book_is_refused_without_a_code(altegio, sandbox, berlin, reason):
    service = next(one for one in altegio.menu(4564).services if one.needs_hosted_form is reason)
    member = altegio.team(4564, service_ids=[service.id])[0].id
    start = starts(altegio, sandbox, berlin, member, (service.id,))[0]

    with pytest.raises(TimeUnavailable):
        book(altegio, start, services=(service.id,), member=member)


@pytest.mark.parametrize("code", BOOKING_ERRORS)
@pytest.mark.parametrize("shape", "ABCDEFGH")
def test_each_shape_of_a_refused_booking_is_understood(altegio, sandbox, shape, code):
    status = 403 if code == 434 else 422
    sandbox.faults.add("refuse", "book_record", status=status, code=code, shape=shape, appointment_id=1)
    uncoded = Misconfigured if status == 403 else RequestInvalid if shape in "CE" else TimeUnavailable

    with pytest.raises(BOOKING_ERRORS[code] if shape in "BDF" else uncoded):
        book(altegio, "2026-09-09T09:00:00+02:00")

    assert sandbox.salon.records == []


@pytest.mark.parametrize(
    ("fault", "options", "error", "booked"),
    [
        ("drop", {}, Unreachable, 0),
        ("drop", {"after": True}, Unreachable, 1),
        ("short", {}, Unreachable, 1),
        ("truncated", {}, MalformedAnswer, 1),
        ("error", {}, Unreachable, 0),
        ("empty", {}, MalformedAnswer, 0),
    ],
)
def test_whether_a_booking_of_unknown_outcome_was_made_only_the_calendar_knows(
    altegio, sandbox, start, fault, options, error, booked
):
    sandbox.faults.add(fault, "book_record", **options)

    with pytest.raises(error):
        book(altegio, start)

    assert len(sandbox.salon.records) == booked
    assert len([request for request in sandbox.requests if request.method == "POST"]) == 1


def test_a_code_is_sent_to_a_phone_that_is_one(altegio, sandbox):
    assert altegio.send_code(4565, "+12125550199", "Ada") is None

    [request] = sandbox.requests
    assert json.loads(request.body) == {"phone": "+12125550199", "fullname": "Ada"}
    with pytest.raises(InvalidPhone):
        altegio.send_code(4565, "12", "Ada")
    with pytest.raises(NotFound):
        altegio.send_code(1, "+12125550199", "Ada")


def test_what_is_cancelled_stays_to_be_looked_at_and_its_time_is_free_again(altegio, berlin, start):
    key = book(altegio, start)

    assert altegio.cancel(key.appointment_id, key.manage_token) is None

    assert look(altegio, key, berlin).is_cancelled
    found = altegio.slots(4564, TOMORROW, zone=berlin.zone, service_ids=[3301], team_member_id=ANNA)
    assert start in [slot.wire_datetime for slot in found]


def test_what_is_cancelled_is_gone_the_second_time(altegio, start):
    key = book(altegio, start)
    altegio.cancel(key.appointment_id, key.manage_token)

    with pytest.raises(NotFound):
        altegio.cancel(key.appointment_id, key.manage_token)


def test_with_another_key_nothing_is_seen_and_nothing_is_cancelled(altegio, sandbox, berlin, start):
    key = replace(book(altegio, start), manage_token="0" * 32)

    with pytest.raises(NotFound):
        look(altegio, key, berlin)
    with pytest.raises(NotFound):
        altegio.cancel(key.appointment_id, key.manage_token)
    assert not sandbox.salon.records[0].deleted


def test_at_another_location_nothing_is_seen(altegio, new_york, start):
    with pytest.raises(NotFound):
        look(altegio, book(altegio, start), new_york)


def test_where_nobody_may_cancel_it_is_refused(altegio, sandbox, start):
    key = book(altegio, start)
    sandbox.salon.set_company(4564, allow_delete_record=False)

    with pytest.raises(Misconfigured):
        altegio.cancel(key.appointment_id, key.manage_token)
    assert not sandbox.salon.records[0].deleted


def test_too_late_to_cancel_is_refused(altegio, sandbox, new_york):
    """Two hours before, in New York; it is four in the morning there."""
    sandbox.salon.set_hours(GRACE, TODAY, [(time(5), time(8))])
    start = datetime(2026, 9, 8, 5, 30, tzinfo=new_york.zone)
    record = sandbox.salon.take(4565, GRACE, start, 60)

    with pytest.raises(Misconfigured) as caught:
        altegio.cancel(record.id, record.hash)

    assert caught.value.status == 403
    assert not record.deleted


def test_the_policy_is_shown_where_there_is_one(altegio):
    assert altegio.policy(4565).startswith("Linden on Hudson keeps")
    assert altegio.policy(4564) == ""
    with pytest.raises(NotFound):
        altegio.policy(1)


@pytest.mark.parametrize("body", ["We keep <b>it</b>.", {"text": "We keep it."}, [{"id": 1, "body": "We keep it."}]])
def test_the_policy_may_come_in_any_shape(altegio, sandbox, body):
    sandbox.salon.set_policy(4564, body)

    assert altegio.policy(4564) == "We keep it."
