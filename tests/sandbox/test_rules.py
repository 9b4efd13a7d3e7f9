"""What a test can change about a location, and what is special about some of its services."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from tests.sandbox.asking import appointment, booking

DAY = date(2026, 9, 9)
AT = "2026-09-09T10:00:00+02:00"


@pytest.fixture(autouse=True)
def empty_day(salon):
    salon.set_hours(6541, DAY, [(time(9), time(18))])


def test_a_package_is_marked_and_has_its_people_and_times(ask):
    rows = {row["id"]: row for row in ask("book_services/4564", ("staff_id", 6544)).data["services"]}

    assert rows[3308]["title"] == "Linden ritual (hair & nails)"
    assert rows[3308]["seance_length"] == 120 * 60
    assert [row["id"] for row in rows.values() if row["is_composite"]] == [3308]
    assert ask("book_dates/4564", ("service_ids[]", 3308)).data["booking_dates"]


def test_a_package_can_be_checked_but_not_booked(ask, salon):
    salon.set_hours(6544, DAY, [(time(9), time(18))])
    reply = ask.post("book_record/4564", booking(appointment(AT, services=(3308,), staff_id=6544)))

    assert reply.status == 422
    assert "package" in reply.json["meta"]["message"]
    assert "errors" not in reply.json["meta"]


def test_there_are_events_only_where_a_location_has_them(ask, salon):
    assert ask("book_services/4564").data["events"] == []
    salon.locations[4564] = replace(salon.locations[4564], has_events=True)

    assert [event["title"] for event in ask("book_services/4564").data["events"]] == ["Braiding evening"]
    assert ask("book_services/4565").data["events"] == []
    salon.close(4564)
    assert ask("book_services/4564").data["events"] == []


def test_rules_of_one_location_can_be_changed(ask, salon):
    before = ask("company/4564").data
    salon.set_company(4564, booking_email_required=True, booking_comment_input_name="Wishes")
    salon.set_company(4564, is_surname_field_enabled=True)
    after = ask("company/4564").data

    changed = {"booking_email_required": True, "booking_comment_input_name": "Wishes", "is_surname_field_enabled": True}
    assert after == before | changed
    assert ask("company/4565").data["booking_email_required"] is False


def test_a_changed_rule_is_obeyed(ask, salon):
    salon.set_company(4564, phone_confirmation=True)

    assert ask.post("book_record/4564", booking(appointment(AT))).code == 432
    assert ask.post("book_record/4564", booking(appointment(AT), code="1234")).status == 201


@pytest.mark.parametrize(
    "body", [None, "Text", {"title": "Privacy", "text": "<p>Text</p>"}, [{"url": "https://a.example"}], []]
)
def test_a_privacy_policy_can_be_anything(ask, salon, body):
    salon.set_policy(4564, body)

    assert ask("privacy_policy/4564").data == body


def test_a_location_may_let_nobody_delete(ask, salon):
    [made] = ask.post("book_record/4564", booking(appointment(AT))).data
    address = f"user/records/{made['record_id']}/{made['record_hash']}"
    salon.set_company(4564, allow_delete_record=False)
    refused = ask.delete(address)

    assert refused.status == 403
    assert ask(address).data[0]["deleted"] is False
    assert ask(address).data[0]["company"]["allow_delete_record"] is False
    salon.set_company(4564, allow_delete_record=True)
    assert ask.delete(address).status == 204
