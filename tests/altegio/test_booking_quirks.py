"""One test for each file of tests/payloads that is about completing a booking, named after it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from tests.altegio.asking import ADA, BERLIN, TOKEN, WANTED, answered
from tests.altegio.payloads import payload
from widget.altegio.errors import MalformedAnswer
from widget.domain.appointment import Appointment
from widget.domain.booking import AppointmentKey, BookedService
from widget.domain.money import PriceRange
from widget.domain.rules import Asked, BookingRules
from widget.domain.service import HostedFormReason

SECOND = Appointment(id=2, service_ids=(99055,), team_member_id=6544, wire_datetime="2026-09-21T16:30:00-05:00")
FIRST_KEY = AppointmentKey(1, 2820023, TOKEN)
SECOND_KEY = AppointmentKey(2, 2820024, "34a45ddabdd446d5d33bdd27fbf855b2")
AFTERNOON = datetime(2026, 10, 24, 17, 30, tzinfo=timezone(timedelta(hours=-5)))
HALF_AN_HOUR = timedelta(minutes=30)


def location(name):
    return answered(payload(name)).location(4564)


def rules(name):
    return location(name).rules


def menu(name):
    return answered(payload(name)).menu(4564)


def keys(name, wanted=(WANTED, SECOND)):
    return answered(payload(name), 201).book(4564, ADA, wanted, reference=7)


def appointment(name):
    return answered(payload(name)).booked_appointment(4564, 13132699, TOKEN, zone=BERLIN)


def policy(name):
    return answered(payload(name)).policy(4564)


def company(**fields):
    row = {"id": 4564, "title": "Salon", "timezone_name": "Europe/Berlin"} | fields
    return answered(json.dumps({"success": True, "data": row}).encode()).location(4564)


def test_company_rules():
    found = location("company_rules.json")

    assert (found.country, found.coordinates) == ("United States", (40.73061, -73.935242))
    assert found.rules == BookingRules(
        surname=Asked.REQUIRED,
        patronymic=Asked.OPTIONAL,
        email=Asked.REQUIRED,
        comment=Asked.NO,
        comment_label="Your wishes",
        note="Please come five minutes early.",
        offers_sms_reminder=True,
        sms_reminder=2,
        email_reminder=24,
        needs_code=True,
        has_policy=True,
        takes_payment=False,
        allows_cancelling=True,
        cancelling_notice=timedelta(hours=2),
    )


def test_company_rules_as_text():
    assert rules("company_rules_as_text.json") == BookingRules(
        surname=Asked.OPTIONAL,
        patronymic=Asked.NO,
        email=Asked.NO,
        comment=Asked.REQUIRED,
        offers_sms_reminder=True,
        sms_reminder=6,
        email_reminder=24,
        needs_code=True,
        has_policy=True,
        allows_cancelling=False,
        cancelling_notice=timedelta(hours=1),
    )


def test_company_rules_required_unseen():
    found = rules("company_rules_required_unseen.json")

    assert {found.surname, found.patronymic, found.email, found.comment} == {Asked.REQUIRED}


def test_company_rules_html():
    found = rules("company_rules_html.json")

    assert (found.comment_label, found.note) == ("Wishes & allergies", "Ring twice.\nThe lift is slow.")


def test_company_rules_empty_lists():
    found = location("company_rules_empty_lists.json")

    assert (found.rules, found.coordinates) == (BookingRules(), None)


def test_company_without_rules():
    assert company().rules == BookingRules()


@pytest.mark.parametrize(
    ("confirms", "sends", "needs"),
    [(1, 1, True), (1, 0, False), (0, 1, False), (True, None, False), (None, "1", False)],
)
def test_a_code_is_needed_only_where_it_can_be_sent(confirms, sends, needs):
    assert company(phone_confirmation=confirms, sms_enabled=sends).rules.needs_code is needs


def test_company_deposit():
    assert rules("company_deposit.json").takes_payment


@pytest.mark.parametrize(("type_", "takes"), [("card_guarantee", True), ("none", False), ("", False), (None, False)])
def test_what_asks_for_a_card_takes_payment(type_, takes):
    assert company(payment_policy={"type": type_}).rules.takes_payment is takes


def test_company_coordinates_as_text():
    assert location("company_coordinates_as_text.json").coordinates == (40.7318, -74.0066)


def test_company_coordinates_zero():
    assert location("company_coordinates_zero.json").coordinates is None


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(90.1, 0), (-91, 0), (0, 180.5), (0, -181), (52.5, None), (None, 13.4), ("north", 13.4)]
)
def test_what_is_nowhere_on_earth_has_no_coordinates(latitude, longitude):
    assert company(coordinate_lat=latitude, coordinate_lon=longitude).coordinates is None


@pytest.mark.parametrize(("latitude", "longitude"), [(90, 180), (-90, -180), (0, 13.4), (51.5, 0)])
def test_the_edges_of_the_earth_are_on_it(latitude, longitude):
    assert company(coordinate_lat=latitude, coordinate_lon=longitude).coordinates == (latitude, longitude)


def test_services_hosted_form_only():
    reasons = [service.needs_hosted_form for service in menu("services_hosted_form_only.json").services]

    assert reasons == [HostedFormReason.PREPAID, HostedFormReason.MEMBERS_ONLY, HostedFormReason.PACKAGE, None, None]


@pytest.mark.parametrize(
    ("name", "has_events"),
    [
        ("services_events.json", True),
        ("services_events_as_object.json", True),
        ("services_hosted_form_only.json", False),
        ("services_strings_for_numbers.json", False),
    ],
)
def test_services_events(name, has_events):
    assert menu(name).has_events is has_events


@pytest.mark.parametrize("events", [None, [], {}, "", "yoga", 1, True])
def test_what_is_no_list_of_events_is_none(events):
    body = json.dumps({"success": True, "data": {"services": [], "events": events}}).encode()

    assert not answered(body).menu(4564).has_events


@pytest.mark.parametrize(
    "name", ["booked.json", "booked_numbers_as_text.json", "booked_as_object_with_numeric_keys.json"]
)
def test_booked(name):
    assert keys(name) == (FIRST_KEY, SECOND_KEY)


def test_booked_unordered():
    assert keys("booked_unordered.json") == (FIRST_KEY, SECOND_KEY)
    assert keys("booked_unordered.json", (SECOND, WANTED)) == (SECOND_KEY, FIRST_KEY)


def test_booked_one_without_id():
    assert keys("booked_one_without_id.json", [WANTED]) == (FIRST_KEY,)
    assert keys("booked_one_without_id.json", [SECOND]) == (AppointmentKey(2, 2820023, TOKEN),)


def test_booked_two_without_ids():
    with pytest.raises(MalformedAnswer):
        keys("booked_two_without_ids.json")


def test_appointment():
    found = appointment("appointment.json")

    assert (found.appointment_id, found.team_member_id, found.team_member_name) == (13132699, 55436, "Natalie")
    assert found.services == (BookedService(389043, "Nail correction", PriceRange(Decimal(2300), Decimal(2300))),)
    assert (found.starts_at, found.starts_at.utcoffset()) == (AFTERNOON, timedelta(hours=-5))
    assert (found.duration, found.ends_at) == (HALF_AN_HOUR, AFTERNOON + HALF_AN_HOUR)
    assert not found.is_cancelled


@pytest.mark.parametrize("name", ["appointment_without_envelope.json", "appointment_in_a_list.json"])
def test_appointment_in_another_wrapping(name):
    assert appointment(name) == appointment("appointment.json")


def test_appointment_cancelled():
    assert appointment("appointment_cancelled.json").is_cancelled


def test_appointment_with_date_only():
    found = appointment("appointment_with_date_only.json")

    assert found.starts_at.isoformat() == "2026-10-24T09:30:00+02:00"
    assert (found.appointment_id, found.team_member_id, found.duration) == (13132699, 55436, HALF_AN_HOUR)


def test_appointment_bare():
    found = appointment("appointment_bare.json")

    assert (found.services, found.team_member_id, found.team_member_name) == ((), 0, "")
    assert (found.duration, found.ends_at, found.is_cancelled) == (None, None, False)


def test_appointment_services_half_readable():
    found = appointment("appointment_services_half_readable.json")

    assert found.services == (
        BookedService(0, "Hair wash", None),
        BookedService(3, "Colour", PriceRange(Decimal(60), Decimal(90))),
    )
    assert (found.team_member_id, found.team_member_name, found.duration) == (0, "", None)


def test_appointment_costs():
    prices = [service.price for service in appointment("appointment_costs.json").services]

    assert prices == [
        PriceRange(Decimal("2300.50"), Decimal("2300.50")),
        None,
        PriceRange(Decimal(60), Decimal(90)),
        None,
    ]


def test_policy():
    assert policy("policy.json") == "Privacy\nWe keep your name & number."


def test_policy_in_an_object():
    assert policy("policy_in_an_object.json") == "We keep your name."


def test_policy_none():
    assert policy("policy_none.json") == ""


@pytest.mark.parametrize("data", [[], {}, 7, True, 1.5, {"id": 7, "is_active": True}, [[], [None]], "", "<p></p>"])
def test_what_holds_no_text_is_no_policy(data):
    assert answered(json.dumps({"success": True, "data": data}).encode()).policy(4564) == ""


def test_a_text_that_is_buried_too_deep_is_not_dug_for():
    buried = "deep"
    for _ in range(500):
        buried = [buried]

    assert answered(json.dumps({"success": True, "data": ["near", buried]}).encode()).policy(4564) == "near"
