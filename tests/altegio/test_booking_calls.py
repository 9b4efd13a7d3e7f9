"""The exact requests by which a booking is completed, looked at and cancelled."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.altegio.asking import BERLIN, TOKEN, WANTED
from widget.altegio import payload
from widget.altegio.errors import NotFound
from widget.domain.appointment import Appointment
from widget.domain.contact import Contact
from widget.domain.team import ANYONE

SECOND = Appointment(2, (99055, 331), ANYONE, "2026-09-21T16:30:00.000-0500")
FIRST_ROW = {"id": 1, "services": [331], "staff_id": 6544, "datetime": "2026-09-21T15:30:00-05:00"}
SECOND_ROW = {"id": 2, "services": [99055, 331], "staff_id": 0, "datetime": "2026-09-21T16:30:00.000-0500"}
BARE = {
    "phone": "+4930123456",
    "fullname": "Ada",
    "email": "",
    "comment": "",
    "notify_by_sms": 0,
    "notify_by_email": 0,
    "api_id": 7,
}
FULL = Contact(
    name="Ada",
    phone="+4930123456",
    surname="Lovelace",
    patronymic="Georgievna",
    email="ada@example.com",
    comment="Ring twice",
    code="0042",
    sms_reminder=6,
    email_reminder=24,
    custom=(("allergies", ("nuts", "milk")), ("visits", 3), ("how", "by bike")),
    accepts_policy=True,
    wants_newsletter=True,
)


def test_a_booking_sends_all_that_is_known_of_the_contact(altegio, expect):
    custom = {"custom_fields": {"allergies": ["nuts", "milk"], "visits": 3, "how": "by bike"}}
    body = {
        "phone": "+4930123456",
        "fullname": "Ada Georgievna Lovelace",
        "surname": "Lovelace",
        "patronymic": "Georgievna",
        "email": "ada@example.com",
        "code": "0042",
        "comment": "Ring twice",
        "notify_by_sms": 6,
        "notify_by_email": 24,
        "api_id": 1234567,
        "is_personal_data_processing_allowed": True,
        "is_newsletter_allowed": True,
        "appointments": [FIRST_ROW | custom, SECOND_ROW | custom],
    }
    expect("POST", "book_record/4564", "booked.json", status=201, body=body)

    keys = altegio.book(4564, FULL, [WANTED, SECOND], reference=1234567)

    assert [(key.id, key.appointment_id) for key in keys] == [(1, 2820023), (2, 2820024)]
    assert keys[0].manage_token == TOKEN


def test_a_booking_sends_an_email_even_when_there_is_none_and_nothing_else_that_is_empty(altegio, expect):
    body = BARE | {"appointments": [FIRST_ROW]}
    expect("POST", "book_record/4564", "booked_one_without_id.json", status=201, body=body)

    altegio.book(4564, Contact(name="Ada", phone="+4930123456"), [WANTED], reference=7)


def test_a_code_keeps_its_zeros_and_a_number_stays_one():
    body = payload.booking(FULL, [WANTED], reference=7)

    assert (body["code"], body["api_id"]) == ("0042", 7)
    assert body["appointments"][0]["custom_fields"]["visits"] == 3


@pytest.mark.parametrize("flag", ["accepts_policy", "wants_newsletter"])
def test_what_nobody_agreed_to_is_not_sent_as_a_no(flag):
    names = {"accepts_policy": "is_personal_data_processing_allowed", "wants_newsletter": "is_newsletter_allowed"}

    body = payload.booking(replace(FULL, **{flag: False}), [WANTED], reference=7)

    assert names[flag] not in body


def test_a_code_is_asked_for_a_phone_and_a_name(altegio, expect):
    body = {"phone": "+4930123456", "fullname": "Ada Lovelace"}
    expect("POST", "book_code/4564", "check_created.json", status=201, body=body)

    assert altegio.send_code(4564, "+4930123456", "Ada Lovelace") is None


def test_a_booked_appointment_is_asked_by_its_key(altegio, expect, upstream):
    expect("GET", f"book_record/4564/13132699/{TOKEN}", "appointment.json")

    assert altegio.booked_appointment(4564, 13132699, TOKEN, zone=BERLIN).appointment_id == 13132699
    assert upstream.calls[0].request.body is None


@pytest.mark.parametrize(
    ("status", "answer"),
    [(204, "check_created_empty.txt"), (200, "check_created_empty.txt"), (200, "policy_none.json")],
)
def test_cancelling_deletes_the_record_of_the_user(altegio, expect, upstream, status, answer):
    expect("DELETE", f"user/records/2820023/{TOKEN}", answer, status=status)

    assert altegio.cancel(2820023, TOKEN) is None
    assert upstream.calls[0].request.body is None


def test_the_policy_is_asked_by_its_location(altegio, expect):
    expect("GET", "privacy_policy/4564", "policy.json")

    assert altegio.policy(4564).startswith("Privacy")


@pytest.mark.parametrize(
    "token", ["", ".", "..", "../../company/1", "a/b", "a?b=c", "a#b", "%2e%2e", "é", " a", "a\n", "a" * 129]
)
def test_what_was_never_given_out_opens_nothing_and_is_not_asked_for(altegio, upstream, token):
    for ask in (lambda: altegio.booked_appointment(4564, 1, token, zone=BERLIN), lambda: altegio.cancel(1, token)):
        with pytest.raises(NotFound) as caught:
            ask()
        assert caught.value.status == 404

    assert len(upstream.calls) == 0
