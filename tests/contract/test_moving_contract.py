"""Moving a booking with the real client against the sandbox: what one of them says, the other understands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from tests.altegio.asking import reading
from tests.contract.asking import HEADERS, wanted
from widget.altegio.call import Deadline
from widget.altegio.client import Altegio
from widget.altegio.errors import (
    BOOKING_ERRORS,
    MalformedAnswer,
    Misconfigured,
    NotFound,
    RequestInvalid,
    SlotTaken,
    TimeUnavailable,
    Unreachable,
)
from widget.altegio.transport import Transport
from widget.domain.contact import Contact

TODAY, TOMORROW, DAY_AFTER = date(2026, 9, 8), date(2026, 9, 9), date(2026, 9, 10)
ANNA = 6541
ADA = Contact(name="Ada", phone="+4930123456", comment="Ring twice")


@pytest.fixture
def altegio(sandbox):
    transport = Transport(sandbox.url, HEADERS, attempt_timeout=20, user_token="someone")
    return Altegio(reading(transport), Deadline.after(60))


@pytest.fixture
def starts(altegio, sandbox, berlin):
    """Those of tomorrow and of the day after: from nine to noon, of an hour each."""
    for day in (TOMORROW, DAY_AFTER):
        sandbox.salon.set_hours(ANNA, day, [(time(9), time(12))])
    return [
        slot.wire_datetime
        for day in (TOMORROW, DAY_AFTER)
        for slot in altegio.slots(4564, day, zone=berlin.zone, service_ids=[3301], team_member_id=ANNA)
    ]


@pytest.fixture
def key(altegio, starts):
    [key] = altegio.book(4564, ADA, [wanted(starts[0])], reference=7)
    return key


def look(altegio, key, location):
    return altegio.booked_appointment(location.id, key.appointment_id, key.manage_token, zone=location.zone)


def test_the_rules_of_both_locations_are_understood(altegio, sandbox, berlin):
    assert (berlin.rules.allows_moving, berlin.rules.moving_notice) == (True, timedelta())
    sandbox.salon.set_company(4564, allow_change_record=False, allow_change_record_delay_step=7200)

    rules = altegio.location(4564).rules

    assert (rules.allows_moving, rules.moving_notice) == (False, timedelta(hours=2))


def test_what_is_moved_stands_at_the_new_time_and_keeps_all_else(altegio, sandbox, berlin, starts, key):
    before = look(altegio, key, berlin)

    assert altegio.move(4564, key.appointment_id, starts[-1]) is None

    after = look(altegio, key, berlin)
    assert after.starts_at.isoformat() == starts[-1]
    assert replace(after, starts_at=before.starts_at) == before
    assert sandbox.salon.records[0].comment == "Ring twice"


def test_its_old_time_is_free_and_its_new_one_is_not(altegio, berlin, starts, key):
    altegio.move(4564, key.appointment_id, starts[-1])

    free = {
        slot.wire_datetime
        for day in (TOMORROW, DAY_AFTER)
        for slot in altegio.slots(4564, day, zone=berlin.zone, service_ids=[3301], team_member_id=ANNA)
    }
    assert starts[0] in free
    assert starts[-1] not in free


def test_its_revision_grows_with_each_move(altegio, sandbox, berlin, starts, key):
    sandbox.salon.records[0].created_at -= timedelta(minutes=5)
    assert look(altegio, key, berlin).revision == 0

    altegio.move(4564, key.appointment_id, starts[-1])

    assert look(altegio, key, berlin).revision == 300


def test_to_the_time_that_it_has_it_may_be_moved_again(altegio, berlin, starts, key):
    for _ in range(2):
        altegio.move(4564, key.appointment_id, starts[-1])

    assert look(altegio, key, berlin).starts_at.isoformat() == starts[-1]


@pytest.mark.parametrize("start", ["2026-09-09T11:30:00+02:00", "2026-09-07T10:00:00+02:00"])
def test_to_a_time_that_is_not_free_it_is_not_moved(altegio, berlin, starts, key, start):
    with pytest.raises(SlotTaken):
        altegio.move(4564, key.appointment_id, start)

    assert look(altegio, key, berlin).starts_at.isoformat() == starts[0]


def test_a_time_that_is_none_names_the_field(altegio, key):
    with pytest.raises(RequestInvalid) as caught:
        altegio.move(4564, key.appointment_id, "soon")

    assert caught.value.fields == ("datetime",)


def test_where_nobody_may_move_it_is_refused(altegio, sandbox, starts, key):
    sandbox.salon.set_company(4564, allow_change_record=False)

    with pytest.raises(Misconfigured) as caught:
        altegio.move(4564, key.appointment_id, starts[-1])
    assert caught.value.status == 403
    assert sandbox.salon.records[0].day == TOMORROW


def test_too_late_to_move_is_refused(altegio, sandbox, starts):
    """An hour before, where two are asked for; it is ten in the morning."""
    sandbox.salon.set_hours(ANNA, TODAY, [(time(11), time(13))])
    record = sandbox.salon.take(4564, ANNA, datetime.fromisoformat("2026-09-08T11:00:00+02:00"), 60)
    sandbox.salon.set_company(4564, allow_change_record_delay_step=7200)

    with pytest.raises(Misconfigured):
        altegio.move(4564, record.id, starts[-1])
    assert record.day == TODAY


def test_with_the_partners_token_alone_it_is_refused(sandbox, starts, key):
    partner = Altegio(reading(Transport(sandbox.url, HEADERS, attempt_timeout=20)), Deadline.after(60))

    with pytest.raises(Misconfigured) as caught:
        partner.move(4564, key.appointment_id, starts[-1])
    assert caught.value.status == 401
    assert sandbox.salon.records[0].day == TOMORROW


def test_what_is_gone_or_elsewhere_is_not_found(altegio, starts, key):
    with pytest.raises(NotFound):
        altegio.move(4565, key.appointment_id, starts[-1])
    altegio.cancel(key.appointment_id, key.manage_token)
    with pytest.raises(NotFound):
        altegio.move(4564, key.appointment_id, starts[-1])


@pytest.mark.parametrize("code", BOOKING_ERRORS)
@pytest.mark.parametrize("shape", "ABCDEFGH")
def test_each_shape_of_a_refused_move_is_understood(altegio, sandbox, starts, key, shape, code):
    status = 403 if code == 434 else 422
    sandbox.faults.add("refuse", "PUT book_record", status=status, code=code, shape=shape)
    uncoded = Misconfigured if status == 403 else RequestInvalid if shape in "CE" else TimeUnavailable
    coded = TimeUnavailable if code == 422 else BOOKING_ERRORS[code]

    with pytest.raises(coded if shape in "BDF" else uncoded):
        altegio.move(4564, key.appointment_id, starts[-1])

    assert sandbox.salon.records[0].day == TOMORROW


@pytest.mark.parametrize(
    ("fault", "options", "error", "is_moved"),
    [
        ("drop", {}, Unreachable, False),
        ("drop", {"after": True}, Unreachable, True),
        ("short", {}, Unreachable, True),
        ("truncated", {}, MalformedAnswer, True),
        ("error", {}, Unreachable, False),
    ],
)
def test_whether_it_was_moved_without_an_answer_only_the_calendar_knows(
    altegio, sandbox, berlin, starts, key, fault, options, error, is_moved
):
    sandbox.faults.add(fault, "PUT book_record", **options)

    with pytest.raises(error):
        altegio.move(4564, key.appointment_id, starts[-1])

    # A fault of one method leaves the others alone.
    assert look(altegio, key, berlin).starts_at.isoformat() == starts[-1 if is_moved else 0]
    assert [request.method for request in sandbox.requests].count("PUT") == 1
